"""Answers of floats only: nothing in them needs sympy, numpy or mpmath."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from jacli.analysis.records import Answer, Entry, Part
from jacli.language.problem import Source


def numeric(rows: int = 2, columns: int = 2, **changes: Any) -> Answer:
    """A Jacobian of floats only, with neither formulas nor exact numbers."""
    names = tuple(f"y{i + 1}" for i in range(rows)), tuple(f"x{j + 1}" for j in range(columns))
    filled = tuple(tuple((j, Entry(value=i + j / 4)) for j in range(columns)) for i in range(rows))
    found: dict[str, Any] = {
        "operation": "jacobian",
        "source": Source("arguments"),
        "status": "ok",
        "outputs": names[0],
        "inputs": names[1],
        "output_shapes": dict.fromkeys(names[0], ()),
        "input_shapes": dict.fromkeys(names[1], ()),
        "layout": "numerator",
        "point": {name: Entry(exact=Fraction(1), value=1.0) for name in names[1]},
        "weights": None,
        "value": Part("value", (), names[0], (tuple((i, Entry(value=i / 2)) for i in range(rows)),)),
        "result": Part("jacobian", *names, filled),
        "numeric": True,
    }
    return Answer(**(found | changes))
