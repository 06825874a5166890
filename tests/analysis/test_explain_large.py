"""Explanations of large programs: formulas are found as far as they are told, and nothing that is told changes."""

from __future__ import annotations

import pytest

from jacli.analysis.explain import explain
from jacli.analysis.explain.setting import FORMULATED, MOST_FORMULATED, setting
from jacli.analysis.records import Entry, Request
from jacli.language.problem import Problem, problem
from jacli.language.program import SourceText
from jacli.render.explain import render_explanation
from jacli.render.style import Style
from tests.effort import calls

# x has 101 elements, so that J has 10,201 entries.
LARGE = "y = sin(x)*x[0] + x**2"


def is_written(entry: Entry) -> bool:
    return entry.formula is not None or entry.named is not None


def read(program: str = LARGE, at: tuple[str, ...] = ("x=arange(1, 102)",)) -> Problem:
    return problem([SourceText("f", program)], at=at, w=["ones(101)"])


@pytest.mark.parametrize("width", [None, 80])
def test_what_is_told_is_the_same(width: int | None) -> None:
    shown = [
        "".join(render_explanation(explain(read(), Request(), whole=whole), "table", Style(width=width)))
        for whole in (False, True)
    ]
    assert shown[0] == shown[1]
    assert "x[0]*cos(x[0]) + 2*x[0] + sin(x[0])" in shown[0]


def test_only_the_first_formulas_are_found() -> None:
    found = setting(read(), Request(), whole=False)
    parts = {part.name: part for part in found.answer.parts}
    assert len(parts["jacobian"].rows) * 101 > MOST_FORMULATED
    for part in parts.values():
        for i, row in enumerate(part.rows):
            told = [is_written(entry) for _, entry in row]
            least = FORMULATED if i < FORMULATED else 0
            assert all(told[:least])
        assert not any(is_written(entry) for row in part.rows[FORMULATED:] for _, entry in row[FORMULATED:])
    whole = setting(read(), Request()).answer
    assert all(is_written(entry) for part in whole.parts for row in part.rows for _, entry in row)


def test_without_a_point_formulas_are_all_there_is() -> None:
    unplaced = problem([SourceText("f", LARGE)], shape=["x=101"])
    found = setting(unplaced, Request(), whole=False)
    assert all(is_written(entry) for part in found.answer.parts for _, entry in part.rows[-1])


def test_it_is_less_work() -> None:
    def work(whole: bool) -> int:
        return calls(lambda: setting(read(), Request(), whole=whole))

    work(True)
    assert work(False) < work(True)
