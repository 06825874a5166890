"""English: kinks, and numbers that decide about them."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "kink-met": "this entry meets a kink, or a point within rounding of one; at this size both sides"
    " are not compared, and PyTorch's convention is used",
    "kinks-met": "{count} entries meet a kink, or a point within rounding of one: {entries}⟨ and {more} more⟩; at this"
    " size both sides are not compared, and PyTorch's convention is used",
    "kinks-unsettled": "{count} entries meet a kink, or a point within rounding of one, and at this size it is not"
    " known what --kink {convention} takes; use --kink torch",
    "entry-refused": "{entry} is not differentiable here: the derivative is {left} from the left and {right} from the"
    " right; --kink torch, left or right chooses one",
    "matrix-nearly-singular": "the matrix of {function} is singular within rounding: the digits of what comes of it"
    " mean nothing",
    "derivatives-not-finite": "{count} derivatives are infinite: {entries}⟨ and {more} more⟩",
    "derivatives-not-found": "{count} derivatives are undefined, or limits that are not sought at this size:"
    " {entries}⟨ and {more} more⟩",
    "taken-for-zero": "the first 200 digits of {expression}⟨ and of {more} more numbers⟩ are 0, which proves nothing;"
    " 0 is used",
    "taken-for-equal": "{expression}⟨ (and {more} more)⟩ turns on a number whose first 200 digits are 0, which proves"
    " nothing; 0 is used",
    "check-kinks": "What each convention answers at kinks",
    "check-kinks-remark": "(left, right: the one-sided derivatives)",
    "check-no-kinks": "at this point no entry is at a kink: all conventions answer the same",
    "heading-kink": "at",
    "check-refused": "refused",
}
