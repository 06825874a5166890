"""What floats leave open: which of their zeros are believed, and which sums have lost their digits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jacli.analysis.model import modelled, point_in
from jacli.analysis.rounding import Floats, cancels, divides_by_rounding
from jacli.domains import evaluation
from jacli.language.problem import Source, problem
from jacli.language.program import SourceText
from tests.questions import asked, dense


def floats_of(text: str, at: str) -> tuple[Floats, int]:
    model = modelled(problem([SourceText("f", text)], at=[at], source=Source("arguments")))
    plain = evaluation.plain()
    values = evaluation.evaluate(model.graph, model.primal, point_in(model.problem, plain), plain)
    return Floats(model.graph, values, point_in(model.problem, evaluation.exact())), model.outputs[0]


@pytest.mark.parametrize(
    ("text", "at", "exact"),
    [
        ("x - 1", "x=1", True),
        ("x*3 - y/4", "x=0.5,y=6", True),
        ("x/3", "x=1", False),
        ("x - y", "x=0.1,y=0.1", True),
        ("x + y - z", "x=0.1,y=0.2,z=0.3", False),
        ("3*x - x - x - x", "x=0.5", True),
        ("relu(x - y)", "x=0.1,y=0.1", True),
        ("0.1*x", "x=0", True),
        ("sin(1)*x", "x=0", True),
        ("sin(x)", "x=0", True),
        ("sin(x)", "x=1e-9", False),
        ("exp(x) - 1", "x=0", True),
        ("log(x)", "x=1", True),
        ("sqrt(x)", "x=9/4", True),
        ("sqrt(x)", "x=2", False),
        ("x**3", "x=-3", True),
        ("x**0.5", "x=4", False),
        ("max(x, 2)", "x=5", True),
        ("abs(x)", "x=-5", True),
        ("floor(x)", "x=2.5", True),
        ("floor(10*x)", "x=0.3", True),
        ("elu(x)", "x=-40", False),
        ("where(x > 1, x, sin(x))", "x=2", True),
        ("where(x > 3, x, sin(x))", "x=2", False),
        ("x + y", "x=1e16,y=1", False),
        ("cos(x)", "x=0.7390851332151607", False),
    ],
)
def test_which_floats_are_exact(text: str, at: str, exact: bool) -> None:
    floats, node = floats_of(text, at)
    assert floats.is_exact(node) is exact


def test_no_recursion_in_long_chains() -> None:
    floats, node = floats_of("a = x\n" + "a = a/2 + 1\n" * 3_000 + "a", "x=2")
    assert floats.is_exact(node)
    assert floats.entered(node) == 2


@pytest.mark.parametrize(
    ("text", "at", "far"), [("x - 1", "x=1.5", True), ("x - 1", "x=1.0000000000001", False), ("log(x)", "x=-1", False)]
)
def test_what_differs_from_zero_beyond_rounding(text: str, at: str, far: bool) -> None:
    floats, node = floats_of(text, at)
    assert floats.differs_from_zero(node) is far


def test_sums_that_lost_their_digits() -> None:
    model = modelled(problem([SourceText("f", "x")], at=["x=1/3"], source=Source("arguments")))
    graph = model.graph
    from jacli.calculus.algebra import Rules

    f = Rules(graph)
    x = f.term(model.outputs[0])
    graph.made_for = model.outputs[0]
    lost, kept = f.sub(f.exp(f.log(x)), x), f.sub(x, f.constant(Fraction(1, 7)))
    plain = evaluation.plain()
    nodes = graph.reached([lost.id, kept.id])
    floats = Floats(graph, evaluation.evaluate(graph, nodes, {"x": 1 / 3}, plain), {"x": Fraction(1, 3)})
    assert cancels(floats, [lost.id])
    assert not cancels(floats, [kept.id])


@pytest.mark.parametrize(
    ("program", "slope"),
    [
        ("max(atan(x) + atan(1/x), pi/2)", 0),
        ("abs(sqrt(x)*sqrt(x) - x)", 0),
        ("abs(exp(log(x)) - x)", 0),
        ("relu(0.1*x + 0.2*x - 0.3*x)", 0),
        ("where(x/3 + x/3 + x/3 > x, x, 7*x)", 7),
        ("abs(x**2 - 2*x*3 + 9) + abs(cosh(x)**2 - sinh(x)**2 - 1)", 0),
    ],
)
def test_floats_do_not_take_their_rounding_for_a_side(program: str, slope: float) -> None:
    answer = asked("jacobian", program, {"x": 3}, numeric=True)
    assert dense(answer.result) == [[slope]]
    assert {note.kind for note in answer.notes} <= {"precision"}


@pytest.mark.parametrize(
    ("program", "at", "open_"),
    [
        ("1/(x + y - z)", "x=0.1,y=0.2,z=0.3", True),
        ("1/(x*x - 2)", "x=sqrt(2)", True),
        ("log(x*y - 0.02)", "x=0.1,y=0.2", True),
        ("1/(x + y - z)", "x=0.1,y=0.2,z=0.31", False),
        ("1/(x - 1)", "x=1+2**-50", False),
        ("1/x", "x=1e-300", False),
        ("sum(inv(A))", "A=[[0.1,0.2,0.3],[0.4,0.5,0.6],[0.7,0.8,0.9]]", True),
        ("sum(inv(A))", "A=[[0.1,0.2,0.3],[0.4,0.5,0.6],[0.7,0.8,0.8]]", False),
        ("sum(solve(outer(x, x)/7, x))", "x=[0.1,0.2,0.3,0.4,0.5,0.6]", True),
    ],
)
def test_which_denominators_may_be_zero(program: str, at: str, open_: bool) -> None:
    floats, node = floats_of(program, at)
    assert divides_by_rounding(floats, floats.graph.reached([node])) is open_


def test_floats_do_not_divide_by_their_rounding() -> None:
    singular = asked("grad", "sum(inv(A))", {"A": [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]]}, numeric=True)
    assert singular.status == "undefined"
    assert {note.code for note in singular.notes} == {"division-by-zero"}
    tiny = asked("grad", "1/(x + y - z)", {"x": 0.1, "y": 1e-17, "z": 0.1}, numeric=True)
    assert dense(tiny.result) == [[-1e34, -1e34, 1e34]]
