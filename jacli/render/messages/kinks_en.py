"""English: kinks, and numbers that decide about them."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "taken-for-zero": "the first 200 digits of {expression}⟨ and of {more} more numbers⟩ are 0, which proves nothing;"
    " 0 is used",
    "check-kinks": "What each convention answers at kinks",
    "check-kinks-remark": "(left, right: the one-sided derivatives)",
    "check-no-kinks": "at this point no entry is at a kink: all conventions answer the same",
    "check-refused": "refused",
}
