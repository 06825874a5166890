"""No silent wrong number: random programs at awkward points, against differences in 80 digits.

What is printed without a note must be right to 1e-12. The programs are made together with functions of mpmath, so
that neither our parser nor our rules have a part in the oracle. `make fuzz` runs many more of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
from hypothesis import given, settings
from hypothesis import strategies as st

from jacli.analysis.answer import answer
from jacli.analysis.records import Answer, Request
from jacli.language.problem import problem
from jacli.language.program import SourceText

EXAMPLES = int(os.environ.get("JACLI_FUZZ", "2000"))
RANDOMLY = "JACLI_FUZZ" in os.environ
DIGITS, STEPS = 150, ("1e-25", "1e-50")
# Quotients that come this much nearer from step to step still approach: those of x**(pi/2) at 0 go with h**0.57.
APPROACHING = 0.6
NUMBERS = ("0", "1", "-1", "1/2", "2", "0.1", "-0.3", "3")

Number = Any
Function = Callable[..., Number]


class OutsideError(Exception):
    """The program has no value there."""


@dataclass(frozen=True)
class Program:
    """A text over x and y, and the same as a function of two mpmath numbers."""

    text: str
    function: Function


def real(function: Function) -> Function:
    """The function where it is real and finite."""

    def checked(*arguments: Number) -> Number:
        try:
            value = function(*arguments)
        except (ValueError, ZeroDivisionError, OverflowError) as error:
            raise OutsideError from error
        if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value):
            raise OutsideError
        return value

    return checked


def power(a: Number, b: Number) -> Number:
    if b == int(b):
        return a ** int(b)
    if a < 0 or (a == 0 and b < 0):
        raise OutsideError
    return mpmath.mpf(0) if a == 0 else a**b


ONE: dict[str, Function] = {
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tanh": mpmath.tanh,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "atan": mpmath.atan,
    "asin": mpmath.asin,
    "abs": abs,
    "sign": mpmath.sign,
    "floor": mpmath.floor,
    "relu": lambda a: max(a, mpmath.mpf(0)),
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "cbrt": lambda a: mpmath.sign(a) * abs(a) ** (mpmath.mpf(1) / 3),
    "log1p": lambda a: mpmath.log(1 + a),
    "expm1": mpmath.expm1,
}
TWO: dict[str, Function] = {
    "({} + {})": lambda a, b: a + b,
    "({} - {})": lambda a, b: a - b,
    "({})*({})": lambda a, b: a * b,
    "({})/({})": lambda a, b: a / b,
    "({})**({})": power,
    "max({}, {})": max,
    "min({}, {})": min,
    "hypot({}, {})": mpmath.hypot,
}
COMPARE: dict[str, Function] = {">": lambda a, b: a > b, "<=": lambda a, b: a <= b}

# The truth that settles the whole by itself, and whether the second number holds where it is not 0.
TRUTHS = {"({}) and ({})": (False, True), "({}) or not ({})": (True, False)}


def attempt(function: Function, *at: Number) -> Number | None:
    try:
        return function(*at)
    except OutsideError:
        return None


def unary(name: str, inner: Program) -> Program:
    function = real(ONE[name])
    return Program(f"{name}({inner.text})", lambda x, y: function(inner.function(x, y)))


def binary(form: str, a: Program, b: Program) -> Program:
    function = real(TWO[form])
    return Program(form.format(a.text, b.text), lambda x, y: function(a.function(x, y), b.function(x, y)))


def chosen(sign: str, a: Program, b: Program, parts: tuple[Program, Program]) -> Program:
    yes, no = parts
    holds = COMPARE[sign]

    def function(x: Number, y: Number) -> Number:
        return (yes if holds(a.function(x, y), b.function(x, y)) else no).function(x, y)

    return Program(f"where({a.text} {sign} {b.text}, {yes.text}, {no.text})", function)


def decided(form: str, a: Program, b: Program, parts: tuple[Program, Program]) -> Program:
    """A choice by numbers as truth values, which turn at 0; what is settled by one of them needs no other."""
    yes, no = parts
    settling, second_holds = TRUTHS[form]

    def function(x: Number, y: Number) -> Number:
        first, second = attempt(a.function, x, y), attempt(b.function, x, y)
        truths = [None if first is None else first != 0, None if second is None else (second != 0) is second_holds]
        if settling not in truths and None in truths:
            raise OutsideError
        return (yes if settling is (settling in truths) else no).function(x, y)

    return Program(f"where({form.format(a.text, b.text)}, {yes.text}, {no.text})", function)


def number(text: str) -> Program:
    return Program(f"({text})", lambda x, y: mpmath.fraction(*_ratio(text)) + 0)


def _ratio(text: str) -> tuple[int, int]:
    from fractions import Fraction

    value = Fraction(text)
    return value.numerator, value.denominator


LEAVES = st.sampled_from([Program("x", lambda x, y: x), Program("y", lambda x, y: y), *map(number, NUMBERS)])


def _extended(inner: st.SearchStrategy[Program]) -> st.SearchStrategy[Program]:
    return st.one_of(
        st.builds(unary, st.sampled_from(sorted(ONE)), inner),
        st.builds(binary, st.sampled_from(sorted(TWO)), inner, inner),
        st.builds(chosen, st.sampled_from(sorted(COMPARE)), inner, inner, st.tuples(inner, inner)),
        st.builds(decided, st.sampled_from(sorted(TRUTHS)), inner, inner, st.tuples(inner, inner)),
    )


PROGRAMS = st.recursive(LEAVES, _extended, max_leaves=7)
POINTS = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))


def exactly(text: str) -> Number:
    p, q = _ratio(text)
    return mpmath.mpf(p) / q


def slopes(function: Function, at: Sequence[Number], axis: int) -> list[tuple[Number, Number]]:
    """Difference quotients at either step, extrapolated once, for each side on which they exist."""
    value = attempt(function, *at)
    found = []
    for sign in (-1, 1):
        quotients = [quotient(function, at, axis, value, sign * mpmath.mpf(step)) for step in STEPS]
        if None not in quotients:
            found.append((quotients[0], quotients[1]))
    return found


def quotient(function: Function, at: Sequence[Number], axis: int, value: Number | None, step: Number) -> Number | None:
    """The quotient of one step, of whose error the first order is taken out; None where there is no value."""
    found = []
    for h in (step, step / 2):
        there = attempt(function, *(c + h * (k == axis) for k, c in enumerate(at)))
        if there is None or value is None:
            return None
        found.append((there - value) / h)
    return 2 * found[1] - found[0]


def approaches(printed: float, near: Number, nearer: Number) -> bool:
    """Whether quotients have arrived at what is printed, or are on their way to it."""
    return not differs(printed, nearer) or abs(nearer - printed) <= APPROACHING * abs(near - printed)


def differs(printed: float, true: Number) -> bool:
    return bool(abs(printed - true) > 1e-12 * max(abs(true), mpmath.mpf("1e-12")))


def asked(program: Program, point: Sequence[str]) -> Answer:
    at = [f"x={point[0]}", f"y={point[1]}"]
    read = problem([SourceText("f", program.text)], at=at, variables=["x", "y"])
    return answer(read, "grad", Request(formulas=False))


@settings(max_examples=EXAMPLES, derandomize=not RANDOMLY, deadline=None)
@given(PROGRAMS, POINTS)
def test_what_is_printed_without_a_note_is_right(program: Program, point: tuple[str, str]) -> None:
    found = asked(program, point)
    if found.notes:
        return
    assert found.status == "ok"
    with mpmath.workdps(DIGITS):
        at = [exactly(text) for text in point]
        value = attempt(program.function, *at)
        assert value is not None, f"{program.text} has no value at {point}"
        entries = dict(found.value.rows[0])
        assert entries[0].decimal is not None or not differs(entries[0].value or 0.0, value), program.text
        gradient = dict(found.result.rows[0])
        for axis in (0, 1):
            entry = gradient.get(axis)
            printed = 0.0 if entry is None else entry.value
            assert printed is not None
            if entry is not None and entry.decimal is not None:
                continue
            for near, nearer in slopes(program.function, at, axis):
                found_there = (program.text, point, axis, printed, mpmath.nstr(nearer, 20))
                assert approaches(printed, near, nearer), found_there
