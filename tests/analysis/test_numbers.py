"""Numbers at a point: exact, correctly rounded, to any digits, or plain floats."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
import sympy

from jacli.analysis.records import Entry
from tests.calculus.oracles import SYMBOLIC, symbolic_slope
from tests.questions import asked, dense, exact

Point = Mapping[str, Any]
F = Fraction


def first(program: str, at: Point, **options: Any) -> tuple[Entry, Entry]:
    """The value of the first output and its derivative by the first input."""
    answer = asked("jacobian", program, at, **options)
    row = dict(answer.result.rows[0])
    return answer.value.rows[0][0][1], row.get(0, Entry(exact=F(0), value=0.0))


# ── exact ─────────────────────────────────────────────────────────────────────────────────────────────────

E, PI, ROOT2, ROOT3 = sympy.E, sympy.pi, sympy.sqrt(2), sympy.sqrt(3)
EXACT: list[tuple[str, Point, Any, Any]] = [
    ("x/3 + 1/7", {"x": "1/2"}, F(13, 42), F(1, 3)),
    ("x**3 - 2*x", {"x": "0.1"}, F(-199, 1000), F(-197, 100)),
    ("x**-2", {"x": 3}, F(1, 9), F(-2, 27)),
    ("sqrt(x)", {"x": "4/9"}, F(2, 3), F(3, 4)),
    ("sqrt(x)", {"x": 2}, ROOT2, ROOT2 / 4),
    ("x**(1/2)", {"x": 8}, 2 * ROOT2, ROOT2 / 8),
    ("cbrt(x)", {"x": -8}, F(-2), F(1, 12)),
    ("sin(x)", {"x": "pi/3"}, ROOT3 / 2, F(1, 2)),
    ("atan(x)", {"x": 1}, PI / 4, F(1, 2)),
    ("exp(x)", {"x": 1}, E, E),
    ("log(x)", {"x": "e"}, F(1), 1 / E),
    ("exp2(x)", {"x": 3}, F(8), 8 * sympy.log(2)),
    ("log2(x)", {"x": 8}, F(3), 1 / (8 * sympy.log(2))),
    ("log10(x)", {"x": "1/1000"}, F(-3), 1000 / sympy.log(10)),
    ("hypot(x, 4)", {"x": 3}, F(5), F(3, 5)),
    ("gamma(x)", {"x": 5}, F(24), 24 * (F(25, 12) - sympy.EulerGamma)),
    ("lgamma(x)", {"x": 3}, sympy.log(2), F(3, 2) - sympy.EulerGamma),
    ("sinc(x)", {"x": 0}, F(1), F(0)),
    ("sigmoid(x)", {"x": 0}, F(1, 2), F(1, 4)),
    ("sigmoid(x)", {"x": "log(3)"}, F(3, 4), F(3, 16)),
    ("softplus(x)", {"x": 0}, sympy.log(2), F(1, 2)),
    ("mod(x, 3)", {"x": "-7/2"}, F(5, 2), F(1)),
    ("floor(x)*x", {"x": "7/2"}, F(21, 2), F(3)),
    ("clip(x, 0, 1)", {"x": "1/3"}, F(1, 3), F(1)),
    ("where(x > 1/3, x**2, x)", {"x": "1/3"}, F(1, 3), None),
    ("x + pi", {"x": "pi"}, 2 * PI, F(1)),
    ("x**20", {"x": 10**10}, F(10**200), F(20 * 10**190)),
]


def number(value: Any) -> Any:
    return sympy.Rational(value.numerator, value.denominator) if isinstance(value, Fraction) else value


@pytest.mark.parametrize(("program", "at", "value", "slope"), EXACT)
def test_exact_numbers(program: str, at: Point, value: Any, slope: Any) -> None:
    for entry, expected in zip(first(program, at), (value, slope), strict=True):
        if expected is not None:
            assert isinstance(entry.exact, Fraction) == isinstance(expected, Fraction)
            assert sympy.simplify(number(entry.exact) - number(expected)) == 0
            assert entry.value == float(number(expected))


def test_absent_entries_are_exact_zeros() -> None:
    answer = asked("jacobian", "x*y, x, 3", {"x": 2, "y": 5})
    assert [list(dict(row)) for row in answer.result.rows] == [[0, 1], [0], []]
    assert exact(answer.result) == [[5, 2], [1, 0], [0, 0]]


def test_decimals_count_as_what_they_say() -> None:
    value, slope = first("0.1*x + 0.2", {"x": 0.1})
    assert (value.exact, slope.exact) == (F(21, 100), F(1, 10))
    assert first("x", {"x": "0.1"})[0].exact == first("x", {"x": 0.1})[0].exact == F(1, 10)


# ── correctly rounded ─────────────────────────────────────────────────────────────────────────────────────


def nearest(value: Any) -> float:
    """The nearest float of a number known to 60 digits."""
    exactly = Fraction(str(value))
    return exactly.numerator / exactly.denominator


INTERVALS = {"tan": (-1.5, 1.5), "asin": (-0.9, 0.9), "acos": (-0.9, 0.9), "atanh": (-0.9, 0.9), "acosh": (1.1, 4),
             "logit": (0.1, 0.9), "log1p": (-0.9, 3)}  # fmt: skip
ONE_ARGUMENT = [
    name for name in SYMBOLIC
    if name not in ("add", "sub", "mul", "div", "neg", "power", "power_slope", "power_growth", "atan2", "unit",
                    "logaddexp", "hypot", "polygamma", "sinc_derivative")
]  # fmt: skip


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_every_function_is_rounded_correctly(name: str) -> None:
    source = random.Random(name)
    for _ in range(2):
        x = round(source.uniform(*INTERVALS.get(name, (0.2, 3))), 3)
        value, slope = first(f"{name}(x)", {"x": str(x)})
        at = Fraction(str(x))
        formula = SYMBOLIC[name](sympy.Rational(at.numerator, at.denominator))
        assert value.value == nearest(sympy.N(formula, 60))
        assert slope.value == nearest(symbolic_slope(name, 0, [at], None))  # type: ignore[list-item]


# Programs whose digits cancel in floats, a point, and the value and slope to 17 digits.
CANCELLING: list[tuple[str, str, float, float]] = [
    ("log(1 + x)/x", "1e-200", 1.0, -0.5),
    ("(exp(x) - 1)/x", "1e-200", 1.0, 0.5),
    ("(1 - cos(x))/x**2", "1e-8", 0.5, -8.333333333333333e-10),
    ("sqrt(x + 1) - sqrt(x)", "1e30", 5e-16, -2.5e-46),
    ("(x + 1e20) - 1e20", "0.1", 0.1, 1.0),
    ("sin(x)**2 + cos(x)**2 - 1", "1/3", 0.0, 0.0),
    ("exp(x)*exp(-x) - 1", "3", 0.0, 0.0),
    ("tanh(x) - 1", "50", -7.440151952041672e-44, 1.4880303904083344e-43),
    ("sin(x)", "1e22", -0.8522008497671888, 0.523214785395139),
    ("x**2 - 2*x*1.0000001 + 1.0000001**2", "1", 1e-14, -2e-07),
]


@pytest.mark.parametrize(("program", "x", "value", "slope"), CANCELLING)
def test_digits_that_floats_lose(program: str, x: str, value: float, slope: float) -> None:
    entry, derivative = first(program, {"x": x})
    assert entry.value == pytest.approx(value, rel=2e-16, abs=0)
    assert derivative.value == pytest.approx(slope, rel=2e-16, abs=0)


def test_beyond_floats_there_is_text() -> None:
    value, slope = first("exp(exp(x))", {"x": 10})
    assert value.value == slope.value == math.inf
    assert value.decimal == "9.3875122185835947e+9565"
    value, _ = first("x**10", {"x": 10**40})
    assert (value.exact, value.value, value.decimal) == (F(10**400), math.inf, "1.0000000000000000e+400")
    tiny, _ = first("exp(-x)", {"x": 1000})
    assert tiny.value == 0.0
    assert tiny.exact == sympy.exp(-1000)


# ── to any digits ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("digits", [5, 17, 30, 100, 1000])
def test_digits(digits: int) -> None:
    for program, formula in (
        ("sqrt(x)", sympy.sqrt(2)),
        ("exp(x)/3", sympy.exp(2) / 3),
        ("lgamma(x + 1/2)", sympy.loggamma(sympy.Rational(5, 2))),
        ("x/7", sympy.Rational(2, 7)),
    ):
        value, _ = first(program, {"x": 2}, digits=digits)
        assert value.decimal == str(sympy.N(formula, digits))


def test_digits_of_what_cancels() -> None:
    value, slope = first("log(1 + x)/x", {"x": "1e-200"}, digits=30)
    assert value.decimal == "1.00000000000000000000000000000"
    assert slope.decimal == "-0.500000000000000000000000000000"


# ── truth values ──────────────────────────────────────────────────────────────────────────────────────────

# lgamma(10**20) has no short exact value: only intervals tell how it compares.
TRUTHS = [
    ("3 < lgamma(10**20)", 1),
    ("lgamma(10**20) < 3", 0),
    ("heaviside(0.5, 1/3) < lgamma(10**20)", 1),
    ("(lgamma(10**20) < 3) < lgamma(10**20)", 1),
    ("lgamma(10**20) == (3 < lgamma(10**20))", 0),
    ("(3 < lgamma(10**20)) == 1", 1),
    ("not atan2(lgamma(10**20), 2) <= (pi < 3)", 1),
    ("(3 < lgamma(10**20)) and 2", 1),
    ("(1/3 < pi) < (pi < 1/3)", 0),
    ("(-1/1/3)/(1/3 < pi)", F(-1, 3)),
    ("hypot(3 < asinh(3), 2)", 2),
]


@pytest.mark.parametrize(("program", "value"), TRUTHS)
@pytest.mark.parametrize("options", [{}, {"digits": 30}, {"numeric": True}, {"formulas": True}], ids=str)
def test_a_truth_value_counts_1_or_0(program: str, value: Any, options: Any) -> None:
    answer = asked("show", program, **options)
    (entry,) = dense(answer.value)[0]
    assert entry == float(value)
    assert exact(answer.value)[0] == ([None] if options.get("numeric") else [value])
    assert [note.code for note in answer.notes] == ["without-inputs"]


# ── floats only ───────────────────────────────────────────────────────────────────────────────────────────


def test_numeric_gives_floats_and_nothing_else() -> None:
    value, slope = first("log(1 + x)/x", {"x": "1e-200"}, numeric=True)
    assert (value.exact, value.decimal, slope.exact) == (None, None, None)
    assert value.value == 0.0  # as every float library has it


@pytest.mark.parametrize(("program", "at", "value", "slope"), EXACT)
def test_numeric_agrees_with_exact(program: str, at: Point, value: Any, slope: Any) -> None:
    for entry, expected in zip(first(program, at, numeric=True), (value, slope), strict=True):
        if expected is not None:
            assert entry.value == pytest.approx(float(number(expected)), rel=1e-14, abs=1e-15)
            assert entry.exact is None


def test_a_zero_has_no_sign() -> None:
    for program in ("-x**2", "x*-1", "-clip(x, 0, 0)", "-abs(x)"):
        for entry in first(program, {"x": 0}, numeric=True):
            assert str(entry.value) in ("0.0", "-1.0")


# ── past the limits ───────────────────────────────────────────────────────────────────────────────────────

TOO_LARGE = [
    ("x**x**x**x", {"x": 3}, {}, ["overflow"]),
    ("exp(exp(x))", {"x": 1000}, {}, ["overflow"]),
    ("gamma(x)", {"x": 10**30}, {"digits": 30}, ["overflow"]),
    ("1/exp(exp(x))", {"x": 1000}, {}, ["overflow"]),
    ("x", {"x": "10**10**10"}, {}, ["overflow"]),
    ("10**10**10*x", {"x": 0}, {}, ["overflow"]),
    ("sin(10**10**9*x)", {"x": 0}, {}, ["overflow"]),
]


@pytest.mark.parametrize(("program", "at", "options", "said"), TOO_LARGE)
def test_a_number_too_large_is_unknown_and_not_undefined(
    program: str, at: Point, options: Any, said: list[str]
) -> None:
    answer = asked("jacobian", program, at, **options)
    ((_, value),) = answer.value.rows[0]
    assert value.is_unknown
    assert (value.value, value.decimal) == (None, "unknown")
    assert answer.status == "undefined"
    assert [note.code for note in answer.notes] == said
    assert {note.kind for note in answer.notes} == {"omitted"}


def test_a_derivative_too_large_is_unknown() -> None:
    answer = asked("jacobian", "1/x", {"x": "exp(-6*10**8)"})
    assert answer.value.rows[0][0][1].decimal == "1.3865996830476784e+260576689"
    assert answer.result.rows[0][0][1].is_unknown
    assert [(note.kind, note.code) for note in answer.notes] == [
        ("omitted", "overflow-derivative"),
        ("precision", "beyond-doubles"),
    ]


def test_what_has_a_derivative_keeps_it() -> None:
    for options in ({}, {"numeric": True}):
        value, slope = first("x + exp(exp(1000))", {"x": 3}, **options)
        assert math.isnan(value.value or 0) if options else value.is_unknown
        assert slope.value == 1


def test_what_intervals_find_undefined_is_so() -> None:
    answer = asked("jacobian", "log(-lgamma(x))", {"x": 10**20})
    assert [note.code for note in answer.notes if note.kind == "undefined"] == ["not-real"]
    assert math.isnan(dense(answer.result)[0][0])
    assert answer.status == "undefined"


def test_what_stays_open_is_unknown() -> None:
    value, slope = first("x*sin(exp(10**5))", {"x": 2})
    assert value.is_unknown
    assert slope.is_unknown


# ── what is left out ──────────────────────────────────────────────────────────────────────────────────────


def test_an_exact_value_too_long_is_omitted_and_its_decimal_right() -> None:
    steps = 20
    value, slope = first("x = 4*x*(1 - x)\n" * steps + "x", {"x": "1/3"})
    assert value.exact is None
    x, t = F(1, 3), F(1)
    for _ in range(steps):
        t, x = 4 * t * (1 - 2 * x), 4 * x * (1 - x)
        x, t = F(x).limit_denominator(10**400), F(t).limit_denominator(10**400)
    assert value.value == pytest.approx(float(x), rel=1e-15)
    assert slope.value == pytest.approx(float(t), rel=1e-15)
    answer = asked("jacobian", "x = 4*x*(1 - x)\n" * steps + "x", {"x": "1/3"})
    assert [(note.kind, note.code, note.fields) for note in answer.notes] == [
        ("omitted", "exact-omitted", {"count": 2})
    ]
    assert answer.status == "ok"


def test_a_chain_of_irrational_operations_keeps_its_digits() -> None:
    program = "x = sin(x) + 1\n" * 40 + "x"
    value, slope = first(program, {"x": 1})
    assert (value.exact, slope.exact) == (None, None)
    with_digits, _ = first(program, {"x": 1}, digits=40)
    assert with_digits.decimal is not None
    assert value.value == float(with_digits.decimal)


def test_weights_may_be_irrational() -> None:
    answer = asked("vjp", "x*y, x + y", {"x": 3, "y": 2}, w=[["sqrt(2)", 1]])
    found: Sequence[Any] = exact(answer.result)[0]
    assert [sympy.simplify(a - b) for a, b in zip(found, (1 + 2 * ROOT2, 1 + 3 * ROOT2), strict=True)] == [0, 0]
    assert dense(answer.result) == [[nearest(sympy.N(1 + 2 * ROOT2, 60)), nearest(sympy.N(1 + 3 * ROOT2, 60))]]
