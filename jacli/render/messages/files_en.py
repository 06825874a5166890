"""English: files that hold what they should not."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "path-empty": "the path of a file is empty; type its name",
    "npy-header": "{path} is no valid npy: its header cannot be read; save it again with `numpy.save`",
    "file-integer": "{path} holds an integer of more than {limit} digits; write it as a text in quotes",
}
