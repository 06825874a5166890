"""The whole output of each format, compared with files; `python -m tests.render.test_golden` writes them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sympy

from jacli.analysis.records import Answer
from jacli.render import FORMATS, Style, render
from tests.render import answers

GOLDEN = Path(__file__).parent / "golden"
TERMINAL = Style(width=80, terminal=True)
CASES: dict[str, Callable[[], Answer]] = {
    "jacobian": lambda: answers.builtin("jacobian"),
    "show": lambda: answers.builtin("show", [3, 2, 1]),
    "formulas": lambda: answers.builtin("show", [3, 2, 1], point=False),
    "vjp": lambda: answers.builtin("vjp", [3, 2, 1]),
    "runs": lambda: answers.builtin("vjp", [1, 0, 0], [0, 1, 1]),
    "irrational": lambda: answers.polar("show"),
    "determinant": lambda: answers.polar(determinant=answers.entry(sympy.Symbol("r"), 2)),
    "denominator": lambda: answers.polar(layout="denominator"),
    "sparse": lambda: answers.builtin("show", [3, 2, 1], sparse=True),
    "hessian": lambda: answers.answer("hessian", {"y": "x**2*z"}, {"x": (), "z": ()}, {"x": 2, "z": 3}),
    "jvp": lambda: answers.builtin("jvp"),
    "matrix": answers.product_grad,
    "numeric": answers.numeric,
    "kink": answers.kinked,
    "terms": answers.with_terms,
    "odd": answers.odd_values,
}


def text(case: str, form: str) -> str:
    style = TERMINAL if form == "table" else Style()
    return "".join(render(CASES[case](), form, style))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", CASES)
def test_output_is_as_written_down(case: str, form: str) -> None:
    assert text(case, form) == (GOLDEN / f"{case}.{form}").read_text(encoding="utf-8")


def test_no_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{case}.{form}" for case in CASES for form in FORMATS}


def write() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for case in CASES:
        for form in FORMATS:
            (GOLDEN / f"{case}.{form}").write_text(text(case, form), encoding="utf-8")


if __name__ == "__main__":
    write()
