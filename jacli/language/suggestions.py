"""Did you mean …? And letters that only look alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection
from typing import Any

# Names from other libraries whose row is called quite differently here.
ELSEWHERE = {
    "arg": "atan2(y, x)", "factorial": "gamma(n + 1)", "sec": "1/cos(x)", "csc": "1/sin(x)", "cot": "1/tan(x)",
    "sech": "1/cosh(x)", "csch": "1/sinh(x)", "coth": "1/tanh(x)", "lg": "log10(x)", "ld": "log2(x)",
    "einsum": "a @ b", "tensordot": "a @ b", "inner": "dot(a, b)", "vdot": "dot(a, b)", "diff": "x[1:] - x[:-1]",
    "float": "the value itself", "int": "floor(x)", "nansum": "sum(x)",
    "clamp_min": "max(x, 0)", "clamp_max": "min(x, 1)", "select": "where(c, x, y)", "If": "where(c, x, y)",
    "if_else": "where(c, x, y)", "Mul": "x*y", "Add": "x + y", "Pow": "x**y", "Rational": "1/3", "Integer": "3",
}  # fmt: skip
# Functions that a library has under the name of another one here.
DIFFERENT = {
    ("jax", "gelu"): "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))",
    ("sympy", "sinc"): "sinc(x/pi)",
    ("math", "remainder"): "x - y*round(x/y)",
}

# Among more names than this none is looked for: each is compared letter by letter.
MOST_CHOICES = 2000
# Names of so many letters are like too many others: of those that come closest only the near ones are meant.
SHORT, COMPARED = 3, 5
# Letters of other scripts, or of phonetics, that look like a Latin one (confusables.txt of Unicode TR 39).
_LOOK_ALIKE = dict(
    zip(
        "аеорсухіјѕԁһԛԝӏѵАВЕКМНОРСТХУІЈЅԌҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧοµɑɡıօոսհցզյᎪᎡᏚᎢᎳᎻᎬᎠᏀᏞᏟᏢᎷᏙ",
        "aeopcyxijsdhqwlvABEKMHOPCTXYIJSGYABEZHIKMNOPTYXoμagionuhgqjARSTWHEDGLCPMV",
        strict=True,
    )
)


def did_you_mean(name: str, choices: Collection[str]) -> str:
    """The choice that was probably meant, or an empty string."""
    if len(name) > 40 or len(choices) > MOST_CHOICES:
        return ""
    from difflib import get_close_matches

    folded = {choice.lower(): choice for choice in sorted(choices, reverse=True)}
    typed = name.lower()
    cutoff = 0.75 if len(name) > SHORT else 0.66
    close = get_close_matches(typed, folded, n=COMPARED, cutoff=cutoff)
    return next((folded[choice] for choice in close if len(name) > SHORT or _is_near(typed, choice)), "")


def _is_near(short: str, choice: str) -> bool:
    """Whether a short name has all letters of the choice but one, or its letters in another order, or begins it."""
    in_common = (Counter(short) & Counter(choice)).total()
    return in_common >= max(len(short), len(choice)) - (len(short) != len(choice)) or choice.startswith(short)


def suggested(name: str, choices: Collection[str]) -> dict[str, Any]:
    """The field `suggestion` of a message; none if nothing is close."""
    found = did_you_mean(name, choices)
    return {"suggestion": found} if found else {}


def skeleton(name: str) -> str:
    """The name as it looks: letters replaced by the Latin ones that they resemble."""
    return "".join(_LOOK_ALIKE.get(c, c) for c in name)


def code_points(name: str) -> str:
    """The letters of a name that are not ASCII, with their code points: "а U+0430 CYRILLIC SMALL LETTER A"."""
    letters = dict.fromkeys(c for c in name if c > "\x7f")
    return ", ".join(f"{c} U+{ord(c):04X} {unicodedata.name(c, '')}".rstrip() for c in letters)


def mixes_look_alikes(name: str) -> bool:
    """True if a letter looks like one of another script that the name has letters of too."""
    scripts = {_script(c) for c in name if c.isalpha()}
    return len(scripts) > 1 and any(c in _LOOK_ALIKE and c != "µ" for c in name)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
