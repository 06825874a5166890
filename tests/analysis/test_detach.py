"""detach: the value passes, the derivative is exactly zero, and nobody who looks at values is fooled by it."""

from __future__ import annotations

import math

import pytest

from jacli.analysis.answer import answer
from jacli.analysis.check import check
from jacli.analysis.checked import CheckReport
from jacli.analysis.records import Request
from jacli.emit.formula_text import formula_text
from jacli.language.problem import Problem, problem
from jacli.language.program import SourceText

SPELLINGS = ["detach(x)", "x.detach()", "no_grad(x)", "stop_gradient(x)", "torch.detach(x)", "jax.lax.stop_gradient(x)"]


def posed(text: str, at: str) -> Problem:
    return problem([SourceText("expression 1", text)], at=[at])


def jacobian(text: str, at: str, **options: bool) -> list[list[float]]:
    found = answer(posed(text, at), "jacobian", Request(**options))  # type: ignore[arg-type]
    rows = [dict(row) for row in found.result.rows]
    return [[row[j].value if j in row else 0.0 for j in range(len(found.inputs))] for row in rows]  # type: ignore[misc]


def checked(text: str, at: str) -> CheckReport:
    return check(posed(text, at), Request(), formula_text)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("numeric", [False, True])
def test_every_spelling_stops_the_gradient(spelling: str, numeric: bool) -> None:
    assert jacobian(f"{spelling}*x, {spelling}", "x=3", numeric=numeric) == [[3], [0]]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("detach(x)*x + y.detach()**2", "x=5,y=2", [[5, 0]]),
        ("sum(detach(A) * A)", "A=[[1,2],[3,4]]", [[1, 2, 3, 4]]),
        ("detach(A @ A).sum() + A.sum()", "A=[[1,2],[3,4]]", [[1, 1, 1, 1]]),
        ("z = x + detach(round(x) - x)", "x=1.7", [[1]]),
        ("detach(sin(y))*sin(x)/x", "x=0,y=2", [[0, 0]]),
        ("where(detach(x) > 0, x**2, -x)", "x=3", [[6]]),
    ],
)
def test_derivatives_along_what_is_left(text: str, at: str, expected: list[list[float]]) -> None:
    assert jacobian(text, at) == expected
    assert jacobian(text, at, numeric=True) == expected
    assert checked(text, at).passed


def test_differences_take_it_for_the_constant_of_the_point() -> None:
    """A quotient of values alone would find 2x, and 2x would be called right."""
    report = checked("detach(x)*x, exp(stop_gradient(sin(x*y)))*y", "x=3,y=1/2")
    assert report.passed
    assert {c.name: c.failed for c in report.comparisons} == {"differences": 0, "modes": 0, "sympy": 0, "formula": 0}
    assert all(c.entries for c in report.comparisons)


def test_a_kink_or_jump_behind_it_is_none() -> None:
    found = answer(
        posed("abs(detach(x)), detach(abs(x)), detach(sign(x))*x, max(detach(x), 0)", "x=0"), "show", Request()
    )
    assert not found.notes
    assert [dict(row).get(0) and dict(row)[0].value for row in found.result.rows][2] == 0


def test_a_limit_is_not_taken_through_it() -> None:
    """As a constant of the point 1/0 is nothing at all, whatever x*(1/x) tends to."""
    found = answer(posed("detach(1/x)*x", "x=0"), "jacobian", Request())
    assert found.status == "undefined"
    assert math.isnan(dict(found.result.rows[0])[0].value or 0)


def test_printed_formulas_keep_it() -> None:
    found = answer(posed("x.detach()*x", "x=3"), "jacobian", Request())
    assert formula_text(found.value.rows[0][0][1].formula) == "x*detach(x)"
    assert formula_text(found.result.rows[0][0][1].formula) == "detach(x)"
