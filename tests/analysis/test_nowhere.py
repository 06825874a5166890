"""Programs without a value at any point say so also where no point is given."""

from __future__ import annotations

import pytest

from jacli.analysis.answer import answer
from jacli.analysis.records import Answer, Request
from jacli.language.problem import problem
from jacli.language.program import SourceText

NOWHERE = [
    ("x/0", "division-by-zero"),
    ("x/0 - x/0", "division-by-zero"),
    ("0/0 + x", "division-by-zero"),
    ("x % 0", "division-by-zero"),
    ("x // (pi - pi)", "division-by-zero"),
    ("log(0)*x - log(0)*x", "not-real"),
    ("x + 0*sqrt(-1)", "not-real"),
    ("where(1 > 2, x, x/0)", "division-by-zero"),
    ("where(x > 0, x/0, 1/0)", "division-by-zero"),
    ("where(log(0) > x, 1, x)", "not-real"),
    ("max(x, 1/0)", "division-by-zero"),
    ("prod([x, 1/0])", "division-by-zero"),
]
SOMEWHERE = [
    "x",
    "2*x/3",
    "x/(y - y)",
    "where(x > 0, x, 1/0)",
    "where(1 > 2, x/0, x)",
    "where(x > 0 or 1/0 > 0, x, 2)",
    "x**9**9**9**9",
    "x*10**10**10",
    "sqrt(2)*x",
    "x*(1/3 - 1/3)",
    "1/x",
]


def asked(text: str, *, numeric: bool = False) -> Answer:
    posed = problem([SourceText("expression 1", text)])
    return answer(posed, "jacobian", Request(formulas=not numeric, numeric=numeric))


@pytest.mark.parametrize(("text", "code"), NOWHERE)
@pytest.mark.parametrize("numeric", [False, True])
def test_an_output_without_any_value_is_told(text: str, code: str, numeric: bool) -> None:
    found = asked(text, numeric=numeric)
    assert found.status == "undefined"
    (note,) = [note for note in found.notes if note.kind == "undefined"]
    assert (note.code, note.entry, note.fields["point"]) == (code, (found.outputs[0], None), {})


@pytest.mark.parametrize("text", SOMEWHERE)
def test_what_may_have_a_value_is_left_alone(text: str) -> None:
    found = asked(text)
    assert found.status == "ok"
    assert not [note for note in found.notes if note.kind == "undefined"]


def test_only_the_outputs_that_have_none_are_told() -> None:
    found = asked("[x, x/0, y/0 + x/0]")
    assert [note.entry[0] for note in found.notes] == ["f[1]", "f[2]"]
