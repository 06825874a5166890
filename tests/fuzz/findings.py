"""What fuzzing has found, each input as small as it could be made: none of them may go wrong again.

A row is the case as `fuzz.cases` writes it, and what went wrong. Put a new one here with what mends it.
"""

from __future__ import annotations

FINDINGS: dict[str, bytes] = {
    "more digits than any memory holds": b"grad\n|log(1 + x)/x\n|--at\n|1e-200\n|--digits\n|900719925474099330",
}
