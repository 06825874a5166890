"""Bounds of real numbers: they hold the true value, and at points they are tight.

The oracle is mpmath at 900 bits and more, by formulas other than the module's own where mpmath itself is in doubt.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from jacli.domains import precise
from jacli.domains.precise import Interval, Undecided, from_fraction, precision

ORACLE_BITS = 900
F = Fraction


@contextmanager
def oracle(bits: int = ORACLE_BITS) -> Iterator[None]:
    with mp.workprec(bits):
        yield


def exact(number: Any) -> Fraction:
    """The exact value of an mpmath number."""
    sign, mantissa, exponent, _ = number._mpf_
    return F(-mantissa if sign else mantissa) * F(2) ** int(exponent)


def number(value: Fraction) -> Any:
    """An mpmath number at the precision of the oracle."""
    return mp.mpf(value.numerator) / value.denominator


def point(value: float | Fraction) -> Interval:
    """A dyadic number as a point."""
    with precision(12_000):
        result = from_fraction(F(value))
    assert result.is_point
    return result


@pytest.mark.parametrize("n", [0, 1, -1, 6, 10**50, 2**1000, 2**5000, -3 * 2**5000, 10**3000, 3**5000 + 1])
def test_whole_numbers_are_exact(n: int) -> None:
    assert exact(point(n).lo) == n


def between(lo: Fraction, hi: Fraction) -> Interval:
    return Interval(point(lo).lo, point(hi).hi)


def relative_width(x: Interval) -> Fraction:
    lo, hi = exact(x.lo), exact(x.hi)
    return F(0) if lo == hi else (hi - lo) / max(abs(lo), abs(hi))


def check_contains(x: Interval, truth: Any) -> None:
    assert exact(x.lo) <= exact(truth) <= exact(x.hi), f"{truth} outside {x}"


def check_tight(x: Interval, bits: int, ulps: int = 4) -> None:
    assert relative_width(x) <= F(ulps, 2**bits), f"too wide: {x}"


@dataclass(frozen=True)
class Case:
    """A function, its oracle, and the interval that tests sample."""

    ours: Callable[..., Interval]
    truth: Callable[..., Any]
    lowest: float
    highest: float


def true_digamma(x: Any) -> Any:
    return mp.digamma(x)


def true_sinc(x: Any) -> Any:
    return mp.mpf(1) if x == 0 else mp.sinpi(x) / (mp.pi * x)


CASES = {
    "sin": Case(precise.sin, mp.sin, -50, 50),
    "cos": Case(precise.cos, mp.cos, -50, 50),
    "tan": Case(precise.tan, mp.tan, -50, 50),
    "asin": Case(precise.asin, mp.asin, -1, 1),
    "acos": Case(precise.acos, mp.acos, -1, 1),
    "atan": Case(precise.atan, mp.atan, -1e9, 1e9),
    "sinh": Case(precise.sinh, mp.sinh, -40, 40),
    "cosh": Case(precise.cosh, mp.cosh, -40, 40),
    "tanh": Case(precise.tanh, mp.tanh, -60, 60),
    "asinh": Case(precise.asinh, mp.asinh, -1e9, 1e9),
    "acosh": Case(precise.acosh, mp.acosh, 1, 1e9),
    "atanh": Case(precise.atanh, mp.atanh, -0.999999, 0.999999),
    "exp": Case(precise.exp, mp.exp, -700, 700),
    "expm1": Case(precise.expm1, mp.expm1, -50, 50),
    "exp2": Case(precise.exp2, lambda x: mp.mpf(2) ** x, -99, 99),
    "log": Case(precise.log, mp.log, 1e-9, 1e9),
    "log1p": Case(precise.log1p, lambda x: mp.log(1 + x), -0.999999, 1e9),
    "log2": Case(precise.log2, lambda x: mp.log(x) / mp.log(2), 1e-9, 1e9),
    "log10": Case(precise.log10, mp.log10, 1e-9, 1e9),
    "sqrt": Case(precise.sqrt, mp.sqrt, 0, 1e9),
    "cbrt": Case(precise.cbrt, lambda x: mp.sign(x) * mp.cbrt(abs(x)), -1e9, 1e9),
    "softplus": Case(precise.softplus, lambda x: mp.log(1 + mp.exp(x)), -800, 800),
    "abs_": Case(precise.abs_, abs, -9, 9),
    "erf": Case(precise.erf, mp.erf, -12, 12),
    "erfc": Case(precise.erfc, mp.erfc, -12, 30),
    "gamma": Case(precise.gamma, mp.gamma, -20, 40),
    "lgamma": Case(precise.lgamma, lambda x: mp.log(abs(mp.gamma(x))), -20, 40),
    "digamma": Case(precise.digamma, true_digamma, -20, 40),
    "trigamma": Case(lambda x: precise.polygamma(x, 1), lambda x: mp.polygamma(1, x), -9, 40),
    "polygamma2": Case(lambda x: precise.polygamma(x, 2), lambda x: mp.polygamma(2, x), -9, 40),
    "polygamma5": Case(lambda x: precise.polygamma(x, 5), lambda x: mp.polygamma(5, x), 0.01, 40),
    "sinc": Case(precise.sinc, true_sinc, -20, 20),
    "sinc1": Case(
        lambda x: precise.sinc_derivative(x, 1),
        lambda x: (mp.cos(mp.pi * x) - true_sinc(x)) / x if x else mp.mpf(0),
        -20,
        20,
    ),
    "neg": Case(precise.neg, lambda x: -x, -9, 9),
}
DECIDABLE = (ValueError, Undecided)
"""What a function may say at a sampled argument instead of an interval: a pole was hit, or is near."""


def floats(case: Case) -> st.SearchStrategy[float]:
    near_zero = st.sampled_from([0.0, 1e-200, -1e-200, 1e-20, -3e-9, 1.0, -1.0, 0.5, 1.5, 2.0, 1 + 2**-40])
    inside = near_zero.filter(lambda v: case.lowest <= v <= case.highest)
    return st.floats(case.lowest, case.highest) | inside


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_point_is_met_tightly(name: str, data: st.DataObject) -> None:
    case = CASES[name]
    x = F(data.draw(floats(case)))
    try:
        y = case.ours(point(x))
    except ValueError:
        return
    with oracle(2500):
        check_contains(y, case.truth(number(x)))
    check_tight(y, precise.working_bits())


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(data=st.data())
def test_the_image_of_an_interval_is_covered(name: str, data: st.DataObject) -> None:
    case = CASES[name]
    a, b = sorted((F(data.draw(floats(case))), F(data.draw(floats(case)))))
    width = F(data.draw(st.sampled_from([0.001, 0.3, 1.0])))
    b = min(b, a + width)
    inner = a + (b - a) * F(data.draw(st.integers(0, 16)), 16)
    try:
        y = case.ours(between(a, b))
    except DECIDABLE:
        return
    with oracle(2500):
        check_contains(y, case.truth(number(inner)))


@pytest.mark.parametrize("name", CASES)
def test_a_narrow_interval_stays_narrow(name: str) -> None:
    case = CASES[name]
    lo = F(case.lowest) + (F(case.highest) - F(case.lowest)) * F(6827, 8192)
    y = case.ours(between(lo, lo + F(1, 2**100)))
    assert relative_width(y) < F(1, 2**70)


@pytest.mark.parametrize("bits", [24, 53, 300, 1500])
@pytest.mark.parametrize("name", CASES)
def test_every_precision(name: str, bits: int) -> None:
    case = CASES[name]
    x = F(case.lowest + (case.highest - case.lowest) * 0.7310585)
    with precision(bits):
        y = case.ours(point(x))
    with oracle(bits + 300):
        check_contains(y, case.truth(number(x)))
    check_tight(y, bits)


def test_the_containment_checker_sees_a_planted_error() -> None:
    for case in CASES.values():
        x = F(case.lowest + (case.highest - case.lowest) * 0.7310585)
        y = case.ours(point(x))
        with oracle(), pytest.raises(AssertionError):
            check_contains(y, case.truth(number(x)) * (1 + mp.mpf(2) ** -118))


def test_the_tightness_checker_sees_a_planted_error() -> None:
    with precision(100), pytest.raises(AssertionError):
        check_tight(precise.sin(point(1)), 128)


# ------------------------------------------------------------------------- several arguments

FRACTIONS = st.fractions(-100, 100, max_denominator=10**6)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(FRACTIONS, FRACTIONS)
def test_arithmetic_of_fractions(a: Fraction, b: Fraction) -> None:
    x, y = from_fraction(a), from_fraction(b)
    assert a in x
    assert b in y
    assert a + b in precise.add(x, y)
    assert a - b in precise.sub(x, y)
    assert a * b in precise.mul(x, y)
    if b:
        assert a / b in precise.div(x, y)
        check_tight(precise.div(x, y), 128, 8)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6).filter(bool))
def test_mod_has_the_sign_of_the_divisor(a: float, b: float) -> None:
    try:
        y = precise.mod(point(a), point(b))
    except Undecided:
        return
    assert F(a) - F(b) * math.floor(F(a) / F(b)) in y


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_functions_of_two(a: float, b: float) -> None:
    x, y = point(a), point(b)
    with oracle(5000):
        check_contains(precise.hypot(x, y), mp.hypot(a, b))
        check_contains(precise.logaddexp(x, y), mp.log(mp.exp(a) + mp.exp(b)))
        check_contains(precise.atan2(y, x), mp.atan2(mp.mpf(b), mp.mpf(a)))
    for result in (precise.hypot(x, y), precise.logaddexp(x, y), precise.atan2(y, x)):
        check_tight(result, 128)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.floats(1e-6, 1e6), st.floats(-50, 50))
def test_real_powers(a: float, b: float) -> None:
    y = precise.power(point(a), point(b))
    with oracle():
        check_contains(y, mp.power(a, b))
    check_tight(y, 128)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.floats(-1e3, 1e3).filter(bool), st.integers(-60, 60))
def test_whole_powers(a: float, n: int) -> None:
    y = precise.power(point(a), point(n))
    assert F(a) ** n in y
    check_tight(y, 128)


@pytest.mark.parametrize(
    ("base", "exponent", "result"),
    [(0, 0, 1), (-3, 0, 1), (0, 5, 0), (0, F(1, 2), 0), (-2, 3, -8), (4, F(3, 2), 8), (2, -2, F(1, 4)), (9, F(1, 2), 3),
     (1, 2**300, 1), (-1, 2**300 + 1, -1), (16, F(-3, 4), F(1, 8))],
)  # fmt: skip
def test_exact_powers(base: int, exponent: int | Fraction, result: int | Fraction) -> None:
    y = precise.power(point(base), point(exponent))
    assert y.is_point
    assert exact(y.lo) == result


@pytest.mark.parametrize(
    ("base", "exponent", "error"),
    [(0, -1, ZeroDivisionError), (0, -0.5, ZeroDivisionError), (-8, F(1, 3), ValueError), (-8, 0.5, ValueError),
     (10, 10**10, OverflowError), (9, 9**9, OverflowError), (1.5, 2**400, OverflowError)],
)  # fmt: skip
def test_powers_that_do_not_exist(base: float, exponent: float | Fraction, error: type[Exception]) -> None:
    with pytest.raises(error):
        precise.power(point(base), from_fraction(F(exponent)))


def test_a_tiny_power_is_known_to_be_tiny() -> None:
    y = precise.power(point(10), point(-(10**10)))
    assert exact(y.lo) == 0
    assert precise.to_float(y) == 0.0


def test_powers_left_open() -> None:
    around_zero, around_two = between(F(-1, 8), F(1, 8)), between(F(15, 8), F(17, 8))
    for base, exponent in [(around_zero, point(-1)), (around_zero, point(0.5)), (point(-2), around_two)]:
        with pytest.raises(Undecided):
            precise.power(base, exponent)
    square = precise.power(around_zero, point(2))
    assert exact(square.lo) == 0
    assert exact(square.hi) == F(1, 64)


def test_sums_of_many() -> None:
    xs = [point(v) for v in (1.5, -3, 0.25, 1000)]
    with oracle(5000):
        check_contains(precise.logaddexp(*xs), mp.log(sum(mp.exp(v) for v in (1.5, -3, 0.25, 1000))))
    y = precise.logaddexp(point(-1e300), point(-1e300))
    assert precise.to_float(y) == -1e300
    assert precise.to_float(precise.logaddexp(point(1e300), point(0))) == 1e300
    nearly_zero = precise.logaddexp(*[precise.sub(point(F(-0.6931471805599453)), point(0))] * 2)
    check_tight(nearly_zero, 128)
    y = precise.hypot(*[point(v) for v in (2, 3, 6)])
    assert y.is_point
    assert exact(y.lo) == 7
    assert exact(precise.hypot(point(-3)).lo) == 3
    assert precise.to_float(precise.logaddexp(point(3))) == 3.0


@pytest.mark.parametrize(
    ("y", "x"), [(0, 1), (0, 0), (1, 0), (-1, 0), (0, -1), (1, 1), (-1, -1), (1, -1), (1e-300, -1)]
)
def test_angles(y: float, x: float) -> None:
    assert precise.to_float(precise.atan2(point(y), point(x))) == math.atan2(y, x)


def test_the_cut_of_the_angle_is_left_open() -> None:
    with pytest.raises(Undecided):
        precise.atan2(between(F(-1, 8), F(1, 8)), point(-1))
    assert precise.to_float(precise.atan2(between(F(0), F(0)), point(-1))) == math.pi


# ----------------------------------------------------------------------------- digits that are kept


@pytest.mark.parametrize("function", [precise.log1p, precise.expm1, precise.sin, precise.tanh,
                                      precise.asinh, precise.atanh, precise.sinh,
                                      precise.tan, precise.asin, precise.atan])  # fmt: skip
def test_tiny_arguments_keep_their_digits(function: Callable[[Interval], Interval]) -> None:
    x = from_fraction(F(1, 10**200))
    for bits in (60, 128, 700):
        with precision(bits):
            y = function(from_fraction(F(1, 10**200))) / from_fraction(F(1, 10**200))
            assert abs(exact(y.lo) - 1) < F(1, 2 ** min(bits - 4, 600)) > abs(exact(y.hi) - 1)
    assert precise.to_float(function(x)) == 1e-200


def test_sinc_near_zero() -> None:
    tiny = from_fraction(F(1, 10**200))
    assert precise.to_float(precise.sinc(tiny)) == 1.0
    slope = precise.sinc_derivative(tiny, 1)
    with oracle():
        truth = -(mp.pi**2) / 3 * mp.mpf(10) ** -200
        assert abs(exact(slope.lo) / exact(truth) - 1) < F(1, 2**120)
        check_contains(precise.sinc_derivative(point(0), 2), -(mp.pi**2) / 3)
    assert exact(precise.sinc_derivative(point(0), 3).lo) == 0
    assert exact(precise.sinc(point(0)).hi) == 1


@pytest.mark.parametrize("n", [1, 2, 3, 12])
@pytest.mark.parametrize("x", [0.0, 1e-30, 0.3, -0.7, 1.0, -2.5, 17.25, 1000.5])
def test_derivatives_of_sinc(n: int, x: float) -> None:
    y = precise.sinc_derivative(point(x), n)
    check_tight(y, 128)
    if abs(x) < 3:
        with oracle(300):
            # The mean of the derivatives of cos(πxt) over t in [0, 1].
            truth = mp.quad(lambda t: (mp.pi * t) ** n * mp.cos(mp.pi * (x * t + mp.mpf(n) / 2)), [0, 1])
        slack = F(1, 2**200)
        assert exact(y.lo) - slack <= exact(truth) <= exact(y.hi) + slack


def test_derivatives_of_sinc_on_intervals() -> None:
    for n in (1, 2, 3):
        for lo in (F(-1, 2), F(0), F(3, 2), F(31, 2)):
            wide = precise.sinc_derivative(between(lo, lo + F(1, 4)), n)
            for k in range(9):
                inside = precise.sinc_derivative(point(lo + F(k, 32)), n)
                assert wide.lo <= inside.lo
                assert inside.hi <= wide.hi


@pytest.mark.parametrize("bits", [100, 500])
def test_zeros_and_minima_are_tight(bits: int) -> None:
    with precision(bits), oracle(1500):
        zero = F(1461632144968362341262659542325721328468196204, 10**45)
        for case in ("digamma", "lgamma", "gamma"):
            for x in (zero, F(1) + F(1, 2**80), F(2) - F(1, 2**80), F(-3.5), F(-2.457024738220800)):
                dyadic = F(int(x * 2**300), 2**300)
                y = CASES[case].ours(point(dyadic))
                check_contains(y, CASES[case].truth(number(dyadic)))
                check_tight(y, precise.working_bits())


def test_powers_of_two_are_tight() -> None:
    for x in (64.56424409937247, -88.44529783323954):
        with precision(20):
            check_tight(precise.exp2(point(x)), 20)
    assert precise.exp2(point(-70)).ends() == (F(1, 2**70), F(1, 2**70))


def test_gamma_around_its_minimum() -> None:
    lo, hi = F(14616, 10000), F(14617, 10000)
    y = precise.gamma(from_fraction(lo) + precise.min_(precise.ZERO, from_fraction(hi - lo)))
    wide = precise.gamma(Interval(from_fraction(lo).lo, from_fraction(hi).hi))
    with oracle():
        check_contains(wide, mp.gamma(mp.mpf("1.461632144968362341262659542325721328468196204")))
        check_contains(wide, mp.gamma(mp.mpf("1.4616")))
    assert relative_width(wide) < F(1, 10**8)
    assert relative_width(y) < F(1, 2**100)


def test_factorials_are_exact() -> None:
    assert exact(precise.gamma(point(6)).hi) == 120
    assert precise.gamma(point(6)).is_point
    assert exact(precise.lgamma(point(2)).hi) == 0
    assert precise.lgamma(point(1)).is_point


@pytest.mark.parametrize("n", range(1, 9))
def test_polygamma_by_its_series(n: int) -> None:
    # ψ⁽ⁿ⁾(x) - ψ⁽ⁿ⁾(x+1) = (-1)ⁿ⁺¹ n! / xⁿ⁺¹ (DLMF 5.15.5)
    for x in (F(1, 4), F(7, 2), F(-5, 4), F(-31, 8)):
        step = precise.polygamma(point(x), n) - precise.polygamma(point(x + 1), n)
        assert (-1) ** (n + 1) * math.factorial(n) / x ** (n + 1) in step


def test_digamma_at_many_digits() -> None:
    with precision(3000):
        y = precise.digamma(point(1))
    with oracle(6000):
        check_contains(y, -mp.euler)


# ------------------------------------------------------------------------------ what is left open


@pytest.mark.parametrize(
    ("function", "lo", "hi"),
    [(precise.log, 0, 1), (precise.log, -1, 1), (precise.sqrt, F(-1, 2**99), 1), (precise.floor, F(1, 2), 1),
     (precise.ceil, 1, F(5, 4)), (precise.round_, F(1, 4), F(3, 4)), (precise.sign, -1, 1), (precise.sign, 0, 1),
     (precise.tan, 1, 2), (precise.gamma, F(-3, 2), F(-1, 2)), (precise.lgamma, -1, F(-1, 2)), (precise.digamma, 0, 1),
     (precise.asin, 0, 2), (precise.acosh, 0, 2), (precise.atanh, 0, 1), (precise.log1p, -1, 0), (precise.log2, 0, 1)],
)  # fmt: skip
def test_left_open(function: Callable[[Interval], Interval], lo: Any, hi: Any) -> None:
    with pytest.raises(Undecided):
        function(between(F(lo), F(hi)))


@pytest.mark.parametrize(
    ("function", "x"),
    [(precise.log, 0), (precise.log, -1), (precise.log2, -1), (precise.log10, 0), (precise.log1p, -1),
     (precise.sqrt, -1), (precise.asin, 2), (precise.acos, -2), (precise.acosh, 0.5), (precise.atanh, 1),
     (precise.atanh, -3), (precise.gamma, 0), (precise.gamma, -5), (precise.lgamma, -5), (precise.digamma, 0)],
)  # fmt: skip
def test_undefined(function: Callable[[Interval], Interval], x: float) -> None:
    with pytest.raises(ValueError, match=r"not defined|pole|infinite"):
        function(point(x))


def test_division_by_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        precise.div(point(1), point(0))
    with pytest.raises(Undecided):
        precise.div(point(1), between(F(-1), F(1)))
    with pytest.raises(ZeroDivisionError):
        precise.mod(point(1), point(0))
    assert exact(precise.unit(point(0), point(0)).hi) == 0
    assert exact(precise.unit(point(3), point(4)).hi) == F(3, 4)


def test_ends_of_domains_are_inside() -> None:
    assert exact(precise.sqrt(between(F(0), F(4))).hi) == 2
    assert precise.to_float(precise.asin(point(1))) == math.pi / 2
    assert precise.to_float(precise.acos(point(-1))) == math.pi
    assert exact(precise.acos(point(1)).hi) == 0
    assert exact(precise.acosh(point(1)).hi) == 0


def test_comparisons() -> None:
    one, two, fuzzy = point(1), point(2), between(F(1), F(3))
    assert precise.lt(one, two)
    assert precise.le(one, one)
    assert precise.ge(two, two)
    assert precise.gt(two, one)
    assert not precise.lt(one, one)
    assert not precise.gt(one, two)
    assert not precise.ne(one, one)
    assert precise.eq(one, one)
    assert not precise.eq(one, two)
    assert precise.le(one, fuzzy)
    assert not precise.lt(fuzzy, one)
    for question in (precise.lt, precise.le, precise.gt, precise.ge, precise.eq, precise.ne):
        with pytest.raises(Undecided):
            question(two, fuzzy)
    assert precise.and_(True, True)
    assert precise.or_(False, True)
    assert precise.not_(False)


def test_numbers_as_truth_values() -> None:
    zero, one = point(0), point(1)
    assert precise.not_(zero)
    assert not precise.and_(one, zero)
    assert precise.or_(zero, one)
    assert precise.where(one, one, zero) is one
    with pytest.raises(Undecided):
        precise.where(between(F(0), F(1)), one, zero)


def test_equal_arguments_are_counted() -> None:
    assert exact(precise.count_equal(point(2), point(1), point(2), point(2)).lo) == 2
    with pytest.raises(Undecided):
        precise.count_equal(point(2), between(F(1), F(3)))


def test_bounds_as_fractions() -> None:
    assert between(F(1, 3 * 2**5) * 3, F(7)).ends() == (F(1, 32), F(7))
    tiny = precise.exp(point(-(10**8)))
    assert tiny.ends()[0] == 0
    assert 0 < tiny.ends()[1] < F(1, 10**1000)
    assert (-tiny).ends()[0] == -tiny.ends()[1]


def test_selections() -> None:
    wide, two = between(F(1), F(3)), point(2)
    assert precise.max_(wide, two) == between(F(2), F(3))
    assert precise.min_(wide, two) == between(F(1), F(2))
    assert precise.abs_(between(F(-1), F(3))) == between(F(0), F(3))
    assert precise.clip(between(F(-1), F(9)), point(0), point(6)) == between(F(0), F(6))
    assert precise.where(True, wide, two) is wide
    assert precise.where(False, wide, two) is two
    assert [precise.heaviside(point(v), two) for v in (-1, 0, 1)] == [point(0), two, point(1)]
    assert [precise.sign(point(v)) for v in (-7, 0, 0.5)] == [point(-1), point(0), point(1)]


@pytest.mark.parametrize("x", [0.5, 1.5, 2.5, -0.5, -1.5, 2.4, -2.6, 7.0, 1e40])
def test_rounding(x: float) -> None:
    assert exact(precise.round_(point(x)).lo) == round(F(x))
    assert exact(precise.floor(point(x)).lo) == math.floor(F(x))
    assert exact(precise.ceil(point(x)).lo) == math.ceil(F(x))


def test_floor_within_one_unit() -> None:
    assert exact(precise.floor(between(F(5, 4), F(15, 8))).lo) == 1


# -------------------------------------------------------------------------------------- limits


@pytest.mark.parametrize(
    "function", [precise.exp, precise.exp2, precise.gamma, precise.sinh, precise.cosh, precise.expm1]
)
def test_absurd_sizes_are_refused(function: Callable[[Interval], Interval]) -> None:
    for x in (1e300, 1e11, 2.0**1000):
        with pytest.raises(OverflowError):
            function(point(x))


@pytest.mark.parametrize(("function", "x"), [(precise.exp, -1e300), (precise.exp2, -1e300), (precise.erfc, 1e200),
                                             (precise.gamma, -1e11 - 0.5)])  # fmt: skip
def test_what_is_too_small_is_bounded(function: Callable[[Interval], Interval], x: float) -> None:
    y = function(point(x))
    assert precise.to_float(y) == 0.0
    assert precise.to_digits(y, 5) is None


def test_large_arguments_have_values() -> None:
    huge = precise.power(point(2), point(10**8))
    for function in (precise.sin, precise.cos, precise.sinc, precise.tanh, precise.erf, precise.log, precise.lgamma,
                     precise.digamma, precise.atan, precise.cbrt, precise.floor, precise.log1p):  # fmt: skip
        function(huge)
        function(point(1e300))
    assert precise.to_float(precise.sin(point(1e22))) == math.sin(1e22)


def test_huge_fractions() -> None:
    ratio = F(10**6000 + 1, 7**5000)
    y = from_fraction(ratio)
    assert ratio in y
    check_tight(y, 128)
    assert from_fraction(F(1, 4)).is_point
    assert not from_fraction(F(1, 3)).is_point


def fail_at_999_bits() -> None:
    with precision(999):
        assert precise.working_bits() == 999
        raise KeyError


def test_precision_is_restored() -> None:
    before = precise.working_bits()
    with pytest.raises(KeyError):
        fail_at_999_bits()
    assert precise.working_bits() == before
    assert mp.prec == 53


# ------------------------------------------------------------------------------- adaptive precision


def test_adaptive_evaluation_finds_lost_digits() -> None:
    def cancelled() -> Interval:
        x = from_fraction(F(1, 10**100))
        return (precise.ONE - precise.cos(x)) / (x * x)

    found = precise.evaluate_adaptively(cancelled, lambda y: precise.to_float(y) is not None, bits=64)
    assert found.good
    assert precise.to_float(found.value) == 0.5
    assert found.bits > 600
    capped = precise.evaluate_adaptively(precise.pi, lambda y: y.is_point, bits=64, limit_bits=200)
    assert not capped.good
    assert capped.bits == 200
    with pytest.raises(Undecided):
        precise.evaluate_adaptively(lambda: precise.sign(precise.pi() - precise.pi()), lambda y: True, limit_bits=500)


def test_adaptive_floor() -> None:
    nearly = F(3) - F(1, 10**150)
    found = precise.evaluate_adaptively(lambda: precise.floor(from_fraction(nearly)), lambda y: True)
    assert exact(found.value.lo) == 2


# ---------------------------------------------------------------------------------------- text


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_survive(x: float) -> None:
    assert precise.to_float(point(x)) == x


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.fractions(max_denominator=10**9), st.integers(-400, 400))
def test_doubles_are_correctly_rounded(fraction: Fraction, shift: int) -> None:
    value = fraction * F(10) ** shift
    try:
        truth = float(value)
    except OverflowError:
        truth = math.inf if value > 0 else -math.inf
    with precision(400):
        assert precise.to_float(from_fraction(value)) in (truth, None)
        assert precise.to_float(from_fraction(value)) is not None or value.denominator == 1


def test_ends_of_the_doubles() -> None:
    biggest = F(sys.float_info.max)
    half = F(2) ** 970
    assert precise.to_float(point(biggest + half - 1)) == sys.float_info.max
    assert precise.to_float(point(biggest + half)) == math.inf
    assert precise.to_float(point(-(F(10) ** 400))) == -math.inf
    assert precise.to_float(point(F(1, 2**1075))) == 0.0
    assert precise.to_float(point(F(1, 2**1075) + F(1, 2**1200))) == 5e-324
    assert precise.to_float(between(F(1), F(1) + F(1, 2**50))) is None


@pytest.mark.parametrize(
    ("value", "n", "text"),
    [(18, 30, "18"), (0, 5, "0"), (-7, 3, "-7"), (F(1, 3), 5, "0.33333"), (F(2, 3), 5, "0.66667"),
     (F(1, 1000), 3, "0.00100"), (F(12345, 100), 5, "123.45"), (F(3, 2) * 10**300, 17, "1.5e+300"),
     (F(1, 10**5), 2, "1.0e-05"), (F(1, 10**4), 2, "0.00010"), (F(99999, 10000), 3, "10.0"), (123456, 3, "1.23e+05"),
     (1200, 3, "1200"), (F(1, 8), 2, "0.12"), (F(3, 8), 2, "0.38"), (F(-1, 3), 1, "-0.3"), (2**70, 30, str(2**70)),
     (10**16, 5, "1e+16"), (F(10**20, 3), 4, "3.333e+19"), (F(1, 2), 4, "0.5000"),
     (F(10**15, 3), 16, "333333333333333.3")],
)  # fmt: skip
def test_digits(value: int | Fraction, n: int, text: str) -> None:
    with precision(2000):
        assert precise.to_digits(from_fraction(F(value)), n) == text


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.fractions(max_denominator=10**9).filter(bool), st.integers(1, 40), st.integers(-60, 60))
def test_digits_are_correctly_rounded(fraction: Fraction, n: int, shift: int) -> None:
    value = fraction * F(10) ** shift
    with precision(600):
        text = precise.to_digits(from_fraction(value), n)
    if text is None:  # a tie that only an exact value decides
        assert (value * 2 * F(10) ** 200).denominator == 1
        return
    size = math.floor(math.log10(abs(value)) + 1e-9)
    assert abs(F(text) - value) <= F(10) ** (size - n + 1) / 2 + F(10) ** (size - n - 8)


def test_digits_of_wide_intervals_are_not_invented() -> None:
    assert precise.to_digits(between(F(1), F(5, 4)), 2) is None
    assert precise.to_digits(between(F(-1), F(5, 4)), 2) is None
    assert precise.to_digits(precise.pi(), 60) is None
    assert precise.to_digits(precise.pi(), 30) == "3.14159265358979323846264338328"


def test_ten_thousand_digits() -> None:
    limit = sys.get_int_max_str_digits()
    with precision(33_300):
        text = precise.to_digits(precise.pi(), 10_000)
    assert text is not None
    assert len(text) == 10_001
    with oracle(33_400):
        assert text[:-2] == mp.nstr(+mp.pi, 10_010)[: len(text) - 2]
    assert precise.to_digits(point(10**3000 + 1), 5000) == "1" + "0" * 2999 + "1"
    assert sys.get_int_max_str_digits() == limit


def test_digits_of_enormous_numbers() -> None:
    assert precise.to_digits(precise.exp(point(10**8)), 10) == "1.549976747e+43429448"
    assert precise.to_digits(precise.exp(point(-(10**8))), 10) == "6.451709693e-43429449"
