"""The built-in example: what jacli computes when nothing is given."""

from __future__ import annotations

PROGRAM = (
    "x1**3 + 2*x2**2 + 3*x3",
    "3*x1 + 2*x2**2 + x3**3",
    "2*x1 + x2**3 + 3*x3**2",
)
POINT = "1,2,3"
