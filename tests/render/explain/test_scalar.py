"""Section d where the scalar's own gradient and wᵀJ are not the same numbers."""

from __future__ import annotations

from dataclasses import replace

from jacli.analysis.explain import explain
from jacli.analysis.records import Request
from jacli.language.problem import Source, problem_of_values
from jacli.language.program import SourceText
from jacli.render.explain import render_explanation


def test_a_difference_is_told() -> None:
    problem = problem_of_values([SourceText("expression 1", "x*y, x")], at={"x": 1, "y": 2}, source=Source("arguments"))
    found = explain(problem, Request(), ("scalar",))
    same = "".join(render_explanation(found))
    other = replace(found, sections={"scalar": replace(found.sections["scalar"], agrees=False)})
    told = "".join(render_explanation(other))
    assert "is the same, number by number" in same
    assert "is the same, number by number" not in told
    assert "The two differ here" in told
