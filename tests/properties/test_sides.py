"""Random programs full of kinks: one-sided derivatives against quotients of exact values."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jacli.domains import evaluation
from jacli.language.program import SourceText
from jacli.language.reader import read
from tests.programs import scalar_values
from tests.questions import asked, dense

KINKED = [
    "abs({})", "relu({})", "max({}, {})", "min({}, {})", "floor({})", "ceil({})", "sign({})", "clip({}, 0, 1)",
    "where({} > {}, {}, {})", "where({} >= 0, {}, {})", "where({} == {}, {}, {})", "heaviside({})", "({} > 0)*({})",
    "leaky_relu({}, 2)", "mod({}, 2)", "round({}/2)", "max({}, {}, 1)", "where({} > 0 and {} < 1, {}, {})",
]  # fmt: skip
SMOOTH = ["({}) + ({})", "({}) - ({})", "({})*({})", "-({})", "2*({})", "({})**2"]


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """A tree of functions with kinks, integers at its leaves."""
    if not depth or draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(["x", "x", "x", "0", "1", "2", "(x - 1)"]))
    template = draw(st.sampled_from(KINKED * 2 + SMOOTH * 3))
    return template.format(*(draw(expressions(depth - 1)) for _ in range(template.count("{}"))))


STEP = Fraction(1, 10**12)


def value(text: str, x: Fraction) -> Fraction:
    """A program of rational operations, exactly."""
    program = read([SourceText("text", text)], known=["x"], variables=["x"])
    (found,) = scalar_values(program.graph, [program.outputs[0][1]], {"x": x}, evaluation.exact())
    return Fraction(found)


def quotient(text: str, x: Fraction, sign: int) -> float:
    slope = float((value(text, x + sign * STEP) - value(text, x)) / (sign * STEP))
    return slope if abs(slope) < 1e9 else math.copysign(math.inf, slope)


def check_sides(text: str, x: Fraction, *, numeric: bool = False) -> None:
    answer = asked("jacobian", text, {"x": x}, variables=["x"], numeric=numeric)
    ((found,),) = dense(answer.result)
    told = [tuple(note.fields[name].value for name in ("left", "right")) for note in answer.notes]
    sides = told[0] if told else (found, found)
    if any(map(math.isnan, sides)):
        return  # two jumps against each other
    expected = quotient(text, x, -1), quotient(text, x, 1)
    assert sides == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert bool(told) == (sides[0] != sides[1] or math.inf in map(abs, sides))


@settings(max_examples=300)
@given(
    expressions(), st.sampled_from([Fraction(0), Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 2)]), st.booleans()
)
def test_sides_are_those_of_quotients(text: str, x: Fraction, numeric: bool) -> None:
    check_sides(text, x, numeric=numeric)
