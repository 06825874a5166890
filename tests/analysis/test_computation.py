"""Computation graphs: the edges are the program's, cotangents obey the chain rule along them, folding loses no path."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

import pytest

from jacli.analysis.computation import Computation, computation
from jacli.analysis.records import Request
from jacli.language.problem import Source, problem, problem_of_values
from jacli.language.program import SourceText
from tests.effort import calls


def drawn(program: str, at: dict[str, Any] | None = None, w: Any = (), *, whole: bool = False) -> Computation:
    read = problem_of_values([SourceText("expression 1", program)], at=at, w=w, source=Source("arguments"))
    return computation(read, Request(), whole=whole)


def edges(found: Computation) -> set[tuple[str, str]]:
    labels = [vertex.step.label for vertex in found.vertices]
    return {(labels[s], labels[k]) for k, vertex in enumerate(found.vertices) for s in vertex.sources}


def number(found: Computation, label: str, part: str) -> Any:
    vertex = next(v for v in found.vertices if v.step.label == label)
    if part == "value":
        entries = vertex.step.values
    else:
        assert vertex.cotangent is not None
        entries = vertex.cotangent.entries
    assert entries is not None
    return [entry.exact for entry in entries]


def test_edges_are_what_each_step_uses() -> None:
    found = drawn("u = x*y; v = u + x; w = v*v; w", {"x": 2, "y": 3})
    assert edges(found) == {("x", "u"), ("y", "u"), ("u", "v"), ("x", "v"), ("v", "w")}
    assert [v.step.label for v in found.vertices if v.is_output] == ["w"]


def test_sources_come_before_what_uses_them() -> None:
    found = drawn("+".join(f"sin(x{k})*x{k + 1}" for k in range(10)))
    assert all(source < place for place, vertex in enumerate(found.vertices) for source in vertex.sources)


def test_values_and_cotangents_by_hand() -> None:
    found = drawn("u = x*y; v = u + x; u*v", {"x": 2, "y": 3}, [[5]])
    # f = u·v, u = 6, v = 8: ∂f/∂v = 6, ∂f/∂u = 8 + 6 through v, ∂f/∂x = 14·3 + 6, ∂f/∂y = 14·2; all times 5
    assert number(found, "v", "cotangent") == [30]
    assert number(found, "u", "cotangent") == [70]
    assert number(found, "x", "cotangent") == [240]
    assert number(found, "y", "cotangent") == [140]
    assert number(found, "y", "value") == [Fraction(3)]


def test_no_cotangent_reaches_what_is_not_differentiated() -> None:
    text = SourceText("expression 1", "x*sin(y)")
    problem = problem_of_values([text], at={"x": 1, "y": 2}, wrt=["x"], source=Source("arguments"))
    found = {vertex.step.label: vertex.cotangent for vertex in computation(problem, Request()).vertices}
    assert found["x"] is not None
    assert found["y"] is found["#1"] is None


def chain(steps: int) -> str:
    return "; ".join(["s0 = x", *(f"s{k} = sin(s{k - 1})*{k} + y" for k in range(1, steps))])


def test_large_graphs_are_folded_to_their_names() -> None:
    found = drawn(chain(40))
    assert all(vertex.step.names for vertex in found.vertices)
    assert ("s3", "s4") in edges(found)
    assert ("y", "s4") in edges(found)
    whole = drawn(chain(40), whole=True)
    assert whole.folded == 0
    assert len(whole.vertices) == len(found.vertices) + found.folded


@pytest.mark.parametrize("whole", [True, False])
def test_folding_keeps_every_path_between_names(whole: bool) -> None:
    text = chain(40)
    reached = {"s39"}
    links = edges(drawn(text, whole=whole))
    for _ in range(200):
        reached |= {source for source, target in links if target in reached}
    assert {name for name in reached if re.fullmatch("s[0-9]+|x|y", name)} >= {"x", "y", "s1", "s20", "s38"}


def test_what_arrives_at_an_input_is_what_the_answer_has() -> None:
    found = drawn("y = log(x); z = 2*y; z, abs(u)", {"x": -1, "u": 0})
    entry = next(v for v in found.vertices if v.step.label == "x").cotangent
    assert entry is not None
    assert entry.entries is not None
    assert math.isnan(entry.entries[0].value or 0.0)
    assert number(found, "u", "cotangent") == [0]


@pytest.mark.parametrize(
    ("program", "at", "w"),
    [
        ("y = sin(A @ A)", "A=[[1,2],[3,4]]", []),
        ("u = x*y, v = abs(x)", "x=0,y=3", ["2,1", "1,1"]),
        ("log(x) + y", "x=-1,y=2", []),
    ],
)
def test_a_drawing_does_without_the_jacobian(program: str, at: str, w: list[str]) -> None:
    read = problem([SourceText("f", program)], at=[at], w=w)
    found = computation(read, Request())
    whole = computation(read, Request(), jacobian=True)
    assert "jacobian" not in [part.name for part in found.explanation.answer.parts]
    assert "jacobian" in [part.name for part in whole.explanation.answer.parts]
    assert len(found.vertices) == len(whole.vertices)
    for one, other in zip(found.vertices, whole.vertices, strict=True):
        assert (one.sources, one.step.label) == (other.sources, other.step.label)
        assert one.cotangent is not None
        assert other.cotangent is not None
        for ours, theirs in zip(one.cotangent.entries or (), other.cotangent.entries or (), strict=True):
            assert str(ours.value) == str(theirs.value)


def test_the_work_of_a_drawing_grows_with_the_program_and_not_with_its_jacobian() -> None:
    def work(jacobian: bool) -> int:
        read = problem([SourceText("f", "y = A @ A @ A")], at=["A=ones(6,6)"])
        return calls(lambda: computation(read, Request(), jacobian=jacobian))

    work(True)
    assert work(False) < work(True) / 3
