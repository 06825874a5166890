"""Sums as explanations print them, read back and worked out: an oracle that knows nothing of graphs.

`x1.grad  17 = 3·3 + 2·3 + 1·2` must hold as it stands; behind ≈ it must hold to the digits that are printed.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import pi, sqrt

NUMBER = r"-?[0-9.]+(?:e-?[0-9]+)?(?:/[0-9]+)?|-?[0-9]*√[0-9]+(?:/[0-9]+)?|-?[0-9]*π(?:/[0-9]+)?"
SUM = rf"(?:\(?(?:{NUMBER})\)?·)?\(?(?:{NUMBER})\)?(?: \+ (?:\(?(?:{NUMBER})\)?·)?\(?(?:{NUMBER})\)?)*"
WORKED_OUT = re.compile(rf"^ *(\S+)  +({NUMBER}) +([=≈]) ({SUM})$", re.MULTILINE)
# What is rounded to six digits, and then added up a few times.
ROUNDED = 1e-4


def worked_out(text: str) -> dict[str, tuple[float | Fraction, str]]:
    """The lines `label  number = sum` of a text: the number by label, and the sum as printed; each is checked."""
    found: dict[str, tuple[float | Fraction, str]] = {}
    for label, number, sign, total in WORKED_OUT.findall(text):
        claimed, worth = number_of(number), sum_of(total)
        assert holds(claimed, worth, sign), f"{label} {number} {sign} {total}"
        found[label] = (claimed, total)
    return found


def holds(claimed: float | Fraction, worth: float | Fraction, sign: str) -> bool:
    """Whether a printed number is a printed sum: exactly, or to the digits printed."""
    if isinstance(claimed, Fraction) and isinstance(worth, Fraction) and sign == "=":
        return claimed == worth
    size = max(1.0, abs(float(claimed)))
    return abs(float(claimed) - float(worth)) <= (ROUNDED if sign == "≈" else 1e-12) * size


def sum_of(text: str) -> float | Fraction:
    """The worth of `3·3 + 2·(-1/2)`."""
    total: float | Fraction = Fraction(0)
    for term in text.split(" + "):
        product: float | Fraction = Fraction(1)
        for factor in term.split("·"):
            product = product * number_of(factor.strip("()"))
        total = total + product
    return total


def number_of(text: str) -> float | Fraction:
    """A printed number: rational ones exactly."""
    if "√" not in text and "π" not in text:
        return Fraction(text)
    top, _, bottom = text.partition("/")
    sign, root = re.split("[√π]", top)
    factor = Fraction(f"{sign}1" if sign in ("", "-") else sign) / Fraction(bottom or 1)
    return float(factor) * (pi if "π" in top else sqrt(float(root)))
