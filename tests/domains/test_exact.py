"""Exact numbers: rational results are Fractions, irrational ones sympy numbers with the right value, nothing else.

The oracle is mpmath at 60 digits, on floats of nothing.
"""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

import jacli
from jacli.domains import exact, precise
from jacli.domains.assumptions import recorded_decisions
from jacli.domains.exact import Irrational, Number, TooLarge
from jacli.domains.exact.intervals import to_interval

F = Fraction
RATIONALS = st.fractions(-50, 50, max_denominator=60)


# Where these are near 0 or a pole, and what is rounded there counts as just that.
ENDS = [
    (name, end + side * F(1, 10**k))
    for name, end, side in (
        ("acosh", 1, 1), ("atanh", 1, -1), ("atanh", -1, 1), ("acos", 1, -1), ("lgamma", 1, -1), ("lgamma", 1, 1),
        ("lgamma", 2, -1), ("lgamma", 2, 1),
    )
    for k in (3, 7, 8, 16, 40)
]  # fmt: skip


@pytest.mark.parametrize(("name", "x"), ENDS)
@pytest.mark.parametrize("around", ["sin", "atan", "exp", "erf", "tanh", "cos"])
def test_functions_of_numbers_near_an_end(around: str, name: str, x: Fraction) -> None:
    found = getattr(exact, around)(getattr(exact, name)(x))
    with precise.precision(600):
        expected = getattr(precise, around)(getattr(precise, name)(precise.from_fraction(x)))
        bounds = to_interval(found)
    assert max(bounds.lo, expected.lo) <= min(bounds.hi, expected.hi)


def sqrt2() -> Number:
    return exact.sqrt(F(2))


def text(x: Number | bool) -> str:
    return str(x.expr) if isinstance(x, Irrational) else str(x)


def true_value(x: Number) -> Any:
    """The middle of a narrow interval, and a check that it is one."""
    with precise.precision(400):
        interval = to_interval(x)
    assert interval.hi - interval.lo <= abs(interval.hi) * mp.mpf(2) ** -300
    return interval.lo


def check_value(x: Number, truth: Any) -> None:
    with mp.workdps(60):
        assert abs(true_value(x) - truth) <= abs(mp.mpf(truth)) * mp.mpf(10) ** -55


UNARY: dict[str, tuple[Callable[[Any], Number], Callable[[Any], Any], Fraction, Fraction]] = {
    "sin": (exact.sin, mp.sin, F(-9), F(9)),
    "cos": (exact.cos, mp.cos, F(-9), F(9)),
    "tan": (exact.tan, mp.tan, F(-9), F(9)),
    "asin": (exact.asin, mp.asin, F(-1), F(1)),
    "acos": (exact.acos, mp.acos, F(-1), F(1)),
    "atan": (exact.atan, mp.atan, F(-9), F(9)),
    "sinh": (exact.sinh, mp.sinh, F(-9), F(9)),
    "cosh": (exact.cosh, mp.cosh, F(-9), F(9)),
    "tanh": (exact.tanh, mp.tanh, F(-9), F(9)),
    "asinh": (exact.asinh, mp.asinh, F(-9), F(9)),
    "acosh": (exact.acosh, mp.acosh, F(1), F(9)),
    "atanh": (exact.atanh, mp.atanh, F(-99, 100), F(99, 100)),
    "exp": (exact.exp, mp.exp, F(-9), F(9)),
    "expm1": (exact.expm1, mp.expm1, F(-9), F(9)),
    "exp2": (exact.exp2, lambda x: mp.mpf(2) ** x, F(-9), F(9)),
    "log": (exact.log, mp.log, F(1, 99), F(9)),
    "log1p": (exact.log1p, mp.log1p, F(-9, 10), F(9)),
    "log2": (exact.log2, lambda x: mp.log(x, 2), F(1, 99), F(9)),
    "log10": (exact.log10, mp.log10, F(1, 99), F(9)),
    "sqrt": (exact.sqrt, mp.sqrt, F(0), F(9)),
    "cbrt": (exact.cbrt, lambda x: mp.sign(x) * mp.cbrt(abs(x)), F(-9), F(9)),
    "erf": (exact.erf, mp.erf, F(-3), F(3)),
    "erfc": (exact.erfc, mp.erfc, F(-3), F(3)),
    "gamma": (exact.gamma, mp.gamma, F(-5), F(9)),
    "lgamma": (exact.lgamma, lambda x: mp.log(abs(mp.gamma(x))), F(-5), F(9)),
    "digamma": (exact.digamma, mp.digamma, F(-5), F(9)),
    "trigamma": (lambda x: exact.polygamma(x, 1), lambda x: mp.polygamma(1, x), F(-5), F(9)),
    "polygamma2": (lambda x: exact.polygamma(x, 2), lambda x: mp.polygamma(2, x), F(1, 9), F(9)),
    "sinc": (exact.sinc, mp.sincpi, F(-5), F(5)),
    "sinc1": (
        lambda x: exact.sinc_derivative(x, 1),
        lambda x: (mp.cospi(x) - mp.sincpi(x)) / x if x else mp.mpf(0),
        F(-5),
        F(5),
    ),
}


@pytest.mark.parametrize("name", UNARY)
@settings(max_examples=12, deadline=None, derandomize=True)
@given(share=st.fractions(0, 1, max_denominator=12))
def test_functions_of_rational_numbers(name: str, share: Fraction) -> None:
    ours, truth, lowest, highest = UNARY[name]
    x = lowest + share * (highest - lowest)
    try:
        y = ours(x)
    except ValueError:
        return
    assert isinstance(y, (Fraction, Irrational))
    with mp.workdps(70):
        check_value(y, truth(mp.mpf(x.numerator) / x.denominator))


@pytest.mark.parametrize("name", UNARY)
def test_functions_of_irrational_numbers(name: str) -> None:
    ours, truth, _, highest = UNARY[name]
    x = exact.mul(highest, exact.div(sqrt2(), F(3, 2)))
    if name == "acosh":
        x = sqrt2()
    with mp.workdps(70):
        check_value(ours(x), truth(mp.sqrt(2) * (1 if name == "acosh" else 2 * mp.mpf(highest.numerator)
                                                / highest.denominator / 3)))  # fmt: skip


def test_the_value_check_sees_a_planted_error() -> None:
    with pytest.raises(AssertionError):
        check_value(exact.sin(F(1)), mp.sin(1 + mp.mpf(10) ** -15))


# -------------------------------------------------------------------------- what comes out rational

RATIONAL_RESULTS: list[tuple[Callable[[], Number], int | Fraction]] = [
    (lambda: exact.sin(F(0)), 0),
    (lambda: exact.cos(F(0)), 1),
    (lambda: exact.exp(F(0)), 1),
    (lambda: exact.log(F(1)), 0),
    (lambda: exact.sqrt(F(9, 4)), F(3, 2)),
    (lambda: exact.sqrt(F(7**5000) ** 2), 7**5000),
    (lambda: exact.cbrt(F(-8, 27)), F(-2, 3)),
    (lambda: exact.cbrt(F((10**90 + 7) ** 3)), 10**90 + 7),
    (lambda: exact.exp2(F(-3)), F(1, 8)),
    (lambda: exact.log2(F(1, 2**4000)), -4000),
    (lambda: exact.log10(F(10**5000)), 5000),
    (lambda: exact.log10(F(1, 1000)), -3),
    (lambda: exact.gamma(F(6)), 120),
    (lambda: exact.lgamma(F(2)), 0),
    (lambda: exact.erf(F(0)), 0),
    (lambda: exact.erfc(F(0)), 1),
    (lambda: exact.atan(F(0)), 0),
    (lambda: exact.acos(F(1)), 0),
    (lambda: exact.cosh(F(0)), 1),
    (lambda: exact.tanh(F(0)), 0),
    (lambda: exact.acosh(F(1)), 0),
    (lambda: exact.sinc(F(0)), 1),
    (lambda: exact.sinc_derivative(F(0), 3), 0),
    (lambda: exact.hypot(F(3), F(-4)), 5),
    (lambda: exact.hypot(F(-3)), 3),
    (lambda: exact.hypot(F(2), F(3), F(6)), 7),
    (lambda: exact.logaddexp(F(5)), 5),
    (lambda: exact.atan2(F(0), F(0)), 0),
    (lambda: exact.power(F(4), F(3, 2)), 8),
    (lambda: exact.power(F(8, 27), F(-2, 3)), F(9, 4)),
    (lambda: exact.power(F(3) ** 100, F(1, 100)), 3),
    (lambda: exact.power(F(0), F(0)), 1),
    (lambda: exact.power(F(0), F(1, 2)), 0),
    (lambda: exact.power(F(-2), F(3)), -8),
    (lambda: exact.power(F(1), F(10**400)), 1),
    (lambda: exact.power(F(-1), F(10**400 + 1)), -1),
    (lambda: exact.mod(F(-7), F(3)), 2),
    (lambda: exact.mod(F(7), F(-3)), -2),
    (lambda: exact.floordiv(F(-7), F(2)), -4),
    (lambda: exact.unit(F(3), F(0)), 0),
    (lambda: exact.unit(F(3), F(5)), F(3, 5)),
    (lambda: exact.round_(F(5, 2)), 2),
    (lambda: exact.round_(F(-7, 2)), -4),
    (lambda: exact.round_(F(7, 3)), 2),
    (lambda: exact.floor(F(-1, 2)), -1),
    (lambda: exact.ceil(F(-1, 2)), 0),
    (lambda: exact.abs_(F(-1, 2)), F(1, 2)),
    (lambda: exact.sign(F(-1, 2)), -1),
    (lambda: exact.clip(F(7), F(0), F(6)), 6),
    (lambda: exact.heaviside(F(0), F(1, 2)), F(1, 2)),
    (lambda: exact.count_equal(F(2), F(2), F(1), F(2)), 2),
    (lambda: exact.where(F(0), F(1), F(2)), 2),
    (lambda: exact.max_(F(1), F(3), F(2)), 3),
    (lambda: exact.min_(F(2), F(1), F(3)), 1),
]
SYMPY_RATIONAL_RESULTS: list[tuple[Callable[[], Number], int | Fraction]] = [
    (lambda: exact.log(exact.exp(F(1))), 1),
    (lambda: exact.log(exact.e()), 1),
    (lambda: exact.mul(sqrt2(), exact.sqrt(F(8))), 4),
    (lambda: exact.sub(exact.pi(), exact.pi()), 0),
    (lambda: exact.mul(exact.pi(), F(0)), 0),
    (lambda: exact.power(exact.power(sqrt2(), sqrt2()), sqrt2()), 2),
    (lambda: exact.power(exact.e(), exact.log(F(3))), 3),
    (lambda: exact.power(F(0), exact.pi()), 0),
    (lambda: exact.sin(exact.mul(F(10**300), exact.pi())), 0),
    (lambda: exact.cos(exact.div(exact.pi(), F(3))), F(1, 2)),
    (lambda: exact.cosh(exact.log(F(2))), F(5, 4)),
    (lambda: exact.tanh(exact.atanh(F(1, 3))), F(1, 3)),
    (lambda: exact.sinc(F(3)), 0),
    (lambda: exact.floor(exact.mul(sqrt2(), F(10**250))), math.isqrt(2 * 10**500)),
    (lambda: exact.round_(exact.mul(sqrt2(), F(10**6))), 1414214),
    (lambda: exact.ceil(exact.neg(exact.pi())), -3),
    (lambda: exact.sign(exact.sub(F(22, 7), exact.pi())), 1),
    (lambda: exact.unit(exact.pi(), exact.pi()), 1),
    (lambda: exact.count_equal(sqrt2(), sqrt2(), F(1)), 1),
    (lambda: exact.heaviside(exact.pi(), F(0)), 1),
]


@pytest.mark.parametrize(("computed", "result"), RATIONAL_RESULTS + SYMPY_RATIONAL_RESULTS)
def test_what_comes_out_rational_is_a_fraction(computed: Callable[[], Number], result: int | Fraction) -> None:
    y = computed()
    assert isinstance(y, Fraction)
    assert y == result


def test_rational_computations_import_neither_sympy_nor_mpmath() -> None:
    program = """
import sys
from fractions import Fraction as F
from jacli.domains import exact as x
x.power(F(4), F(3, 2)); x.sin(F(0)); x.log10(F(1000)); x.hypot(F(3), F(4)); x.gamma(F(9)); x.mod(F(7), F(2))
x.lgamma(F(1)); x.round_(F(5, 2)); x.max_(F(1), F(2)); x.sinc(F(0)); x.exp2(F(4)); x.cbrt(F(8)); x.lt(F(1), F(2))
x.atan2(F(0), F(1))
x.exp(F(0)); x.tanh(F(0)); x.acos(F(1)); x.unit(F(1), F(2)); x.floor(F(1, 2))
assert not {"sympy", "mpmath", "numpy"} & set(sys.modules), "imported"
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(jacli.__file__).parents[1])


# ---------------------------------------------------------------------------------- irrational forms


@pytest.mark.parametrize(
    ("computed", "form"),
    [
        (lambda: exact.sin(exact.div(exact.pi(), F(3))), "sqrt(3)/2"),
        (lambda: exact.sqrt(F(8)), "2*sqrt(2)"),
        (lambda: exact.atan2(F(1), F(1)), "pi/4"),
        (lambda: exact.atan2(F(-1), F(-1)), "-3*pi/4"),
        (lambda: exact.atan2(F(0), F(-1)), "pi"),
        (lambda: exact.atan2(F(-2), F(0)), "-pi/2"),
        (lambda: exact.atan2(F(1), F(2)), "atan(1/2)"),
        (lambda: exact.cbrt(F(-2)), "-2**(1/3)"),
        (lambda: exact.power(F(2), F(1, 3)), "2**(1/3)"),
        (lambda: exact.gamma(F(5, 2)), "3*sqrt(pi)/4"),
        (lambda: exact.lgamma(F(5)), "log(24)"),
        (lambda: exact.digamma(F(3)), "3/2 - EulerGamma"),
        (lambda: exact.polygamma(F(1), 2), "-2*zeta(3)"),
        (lambda: exact.sinc(F(1, 2)), "2/pi"),
        (lambda: exact.sinc_derivative(F(1, 2), 1), "-4/pi"),
        (lambda: exact.sinc_derivative(F(0), 2), "-pi**2/3"),
        (lambda: exact.logaddexp(F(0), exact.log(F(3))), "log(4)"),
        (lambda: exact.abs_(exact.sub(F(3), exact.pi())), "-3 + pi"),
        (lambda: exact.mod(F(22), exact.pi()), "22 - 7*pi"),
        (lambda: exact.max_(exact.pi(), F(22, 7), exact.sqrt(F(10))), "sqrt(10)"),
        (lambda: exact.min_(exact.pi(), F(22, 7)), "pi"),
        (lambda: exact.exp(exact.add(F(1), exact.log(F(2)))), "2*E"),
        (lambda: exact.hypot(F(1), F(1)), "sqrt(2)"),
    ],
)
def test_irrational_forms(computed: Callable[[], Number], form: str) -> None:
    y = computed()
    assert isinstance(y, Irrational)
    assert text(y) == form


def test_constants_beyond_pi_and_e_have_bounds() -> None:
    for expr in (
        sympy.Catalan,
        sympy.GoldenRatio,
        sympy.zeta(3),
        sympy.EulerGamma,
        sympy.cot(1),
        sympy.sec(1),
        sympy.csc(1),
    ):
        with mp.workdps(60):
            check_value(Irrational(expr, 1), mp.mpf(sympy.N(expr, 80)._mpf_))
    with pytest.raises(TooLarge):
        to_interval(Irrational(sympy.besselj(0, 1), 1))


def test_bounds_follow_the_working_precision() -> None:
    with precise.precision(200):
        interval = to_interval(exact.add(F(1, 3), exact.exp(sqrt2())))
    assert 0 < interval.hi - interval.lo < 2.0**-190
    assert to_interval(F(1, 4)).is_point


@settings(max_examples=60, deadline=None, derandomize=True)
@given(RATIONALS, RATIONALS, RATIONALS, RATIONALS)
def test_a_field_with_the_root_of_two(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> None:
    x, y = exact.add(a, exact.mul(b, sqrt2())), exact.add(c, exact.mul(d, sqrt2()))
    product = exact.add(a * c + 2 * b * d, exact.mul(a * d + b * c, sqrt2()))
    assert exact.eq(exact.mul(x, y), product)
    if c or d:
        assert exact.eq(exact.mul(exact.div(x, y), y), x)
    order = exact.lt(x, y) + 2 * exact.gt(x, y) + 4 * exact.eq(x, y)
    with mp.workdps(50):
        difference = (a - c).numerator / mp.mpf((a - c).denominator) + (b - d).numerator * mp.sqrt(2) / (
            b - d
        ).denominator
    assert order == (4 if a == c and b == d else 1 if difference < 0 else 2)


# ---------------------------------------------------------------------------------------- domains


@pytest.mark.parametrize(
    ("computed", "error"),
    [
        (lambda: exact.log(F(0)), ValueError),
        (lambda: exact.log(exact.sub(F(3), exact.pi())), ValueError),
        (lambda: exact.log2(F(-4)), ValueError),
        (lambda: exact.log10(F(0)), ValueError),
        (lambda: exact.log1p(F(-1)), ValueError),
        (lambda: exact.sqrt(F(-4)), ValueError),
        (lambda: exact.sqrt(exact.sub(F(3), exact.pi())), ValueError),
        (lambda: exact.asin(F(2)), ValueError),
        (lambda: exact.acos(sqrt2()), ValueError),
        (lambda: exact.acosh(F(1, 2)), ValueError),
        (lambda: exact.atanh(F(1)), ValueError),
        (lambda: exact.atanh(F(-2)), ValueError),
        (lambda: exact.tan(exact.div(exact.pi(), F(2))), ValueError),
        (lambda: exact.gamma(F(0)), ValueError),
        (lambda: exact.lgamma(F(-3)), ValueError),
        (lambda: exact.digamma(F(-3)), ValueError),
        (lambda: exact.polygamma(F(1), -1), ValueError),
        (lambda: exact.sinc_derivative(F(1), -1), ValueError),
        (lambda: exact.power(F(-8), F(1, 3)), ValueError),
        (lambda: exact.power(F(-8), exact.pi()), ValueError),
        (lambda: exact.power(exact.neg(exact.pi()), F(1, 2)), ValueError),
        (lambda: exact.power(F(0), F(-1)), ZeroDivisionError),
        (lambda: exact.power(F(0), F(-1, 2)), ZeroDivisionError),
        (lambda: exact.power(F(0), exact.neg(exact.pi())), ZeroDivisionError),
        (lambda: exact.div(F(1), F(0)), ZeroDivisionError),
        (lambda: exact.div(exact.pi(), exact.sub(exact.pi(), exact.pi())), ZeroDivisionError),
        (lambda: exact.mod(F(1), F(0)), ZeroDivisionError),
    ],
)
def test_domain_exits(computed: Callable[[], Number], error: type[Exception]) -> None:
    with pytest.raises(error):
        computed()


def test_a_hidden_zero_is_not_divided_by() -> None:
    one = exact.add(exact.mul(exact.sin(F(1)), exact.sin(F(1))), exact.mul(exact.cos(F(1)), exact.cos(F(1))))
    with pytest.raises(ZeroDivisionError):
        exact.div(F(1), exact.sub(one, F(1)))


# --------------------------------------------------------------------------------------- decisions


def circle() -> Number:
    """sin(1)² + cos(1)², which sympy does not evaluate."""
    return exact.add(exact.mul(exact.sin(F(1)), exact.sin(F(1))), exact.mul(exact.cos(F(1)), exact.cos(F(1))))


def machin() -> Number:
    """4·atan(1/5) − atan(1/239), which is π/4."""
    return exact.sub(exact.mul(F(4), exact.atan(F(1, 5))), exact.atan(F(1, 239)))


def test_equality_is_decided_and_recorded() -> None:
    with recorded_decisions() as found:
        assert not exact.gt(circle(), F(1))
        assert exact.eq(machin(), exact.div(exact.pi(), F(4)))
        assert exact.lt(sqrt2(), F(3, 2))
    assert [decision.proved for decision in found] == [True, False]
    assert exact.eq(circle(), F(1))
    assert len(found) == 2


def test_floor_of_a_hidden_whole_number() -> None:
    assert exact.floor(circle()) == exact.ceil(circle()) == exact.round_(circle()) == 1
    assert exact.round_(exact.add(circle(), F(1, 2))) == 2
    assert exact.round_(exact.add(circle(), F(-1, 2))) == 0
    assert exact.abs_(exact.sub(circle(), F(1))) == 0
    assert exact.power(F(-3), exact.add(circle(), F(1))) == 9


def test_numbers_that_differ_late_are_told_apart() -> None:
    near = exact.sqrt(exact.add(F(2), F(1, 10**300)))
    assert exact.gt(near, sqrt2())
    assert exact.ceil(exact.sub(exact.add(near, F(1)), sqrt2())) == 2
    # Here 200 digits say nothing yet: exp(5000) has 2,172 digits before the point.
    with mp.workdps(2500):
        truth = mp.sign(mp.cos(mp.exp(5000)))
    assert exact.sign(exact.cos(exact.exp(F(5000)))) == int(truth)


def test_truth_values() -> None:
    assert exact.and_(True, sqrt2())
    assert not exact.and_(True, F(0))
    assert exact.or_(exact.sub(circle(), F(1)), F(1))
    assert exact.not_(exact.sub(circle(), F(1)))
    assert exact.where(exact.pi(), F(1), F(2)) == 1
    assert exact.le(F(1), F(1))
    assert exact.ge(exact.pi(), F(3))
    assert exact.ne(exact.pi(), F(3))


# ------------------------------------------------------------------------------------------ limits


@pytest.mark.parametrize(
    "computed",
    [
        lambda: exact.power(F(10), F(10**10)),
        lambda: exact.power(F(2), F(2**40)),
        lambda: exact.power(F(9), exact.power(F(9), F(9**3))),
        lambda: exact.power(F(1, 3), F(-(10**300))),
        lambda: exact.power(F(2, 3), F(2 * 10**9 + 1, 2)),
        lambda: exact.power(sqrt2(), F(10**10)),
        lambda: exact.power(F(2), exact.mul(F(10**10), sqrt2())),
        lambda: exact.exp(exact.mul(F(10**10), exact.log(F(2)))),
        lambda: exact.exp2(F(10**12)),
        lambda: exact.gamma(F(10) ** 300),
        lambda: exact.gamma(F(10**6)),
        lambda: exact.gamma(F(10**9 + 1, 2)),
        lambda: exact.lgamma(F(10**9)),
        lambda: exact.digamma(F(10**9)),
        lambda: exact.polygamma(F(1, 3), 10**6),
        lambda: exact.sinc_derivative(F(1, 3), 10**6),
        lambda: exact.floor(exact.exp(F(10**7))),
        lambda: exact.floor(exact.exp(F(10**10))),
        lambda: exact.sqrt(F(10**2000 + 7)),
        lambda: exact.mul(F(3) ** 150_000, F(7) ** 80_000),
    ],
)
def test_what_grows_too_large_is_refused(computed: Callable[[], Number]) -> None:
    with pytest.raises(TooLarge):
        computed()


def test_large_but_allowed() -> None:
    assert exact.power(F(3), F(100_000)) == F(3) ** 100_000
    assert exact.gamma(F(2001)) == math.factorial(2000)
    assert exact.exp(exact.mul(F(1000), exact.log(F(2)))) == 2**1000


def sines(count: int) -> Number:
    x: Number = F(1)
    for _ in range(count):
        x = exact.sin(exact.add(x, F(1)))
    return x


def test_at_most_thirty_operations() -> None:
    x = sines(15)
    assert isinstance(x, Irrational)
    assert 20 <= x.operations <= 30
    with pytest.raises(TooLarge):
        sines(20)


LONG = F(999999, 10**6)


@pytest.mark.parametrize(
    "build",
    [
        lambda: exact.power(F(24), LONG),
        lambda: exact.power(LONG, LONG),
        lambda: exact.power(exact.power(F(24), F(7, 5)), F(142857, 500000)),
        lambda: exact.exp(exact.mul(LONG, exact.log(F(24)))),
        lambda: exact.power(F(2), exact.mul(LONG, exact.log2(F(24)))),
    ],
)
def test_no_root_of_a_large_degree_is_taken_of_several_primes(build: Callable[[], Number]) -> None:
    with pytest.raises(TooLarge):
        build()


def test_roots_of_primes_and_of_low_degree_are_exact() -> None:
    assert isinstance(exact.power(F(2), LONG), Irrational)
    assert isinstance(exact.power(F(1, 7), LONG), Irrational)
    assert isinstance(exact.power(F(24), F(3, 4)), Irrational)


def logistic(steps: int) -> Number:
    x: Number = F(1, 3)
    for _ in range(steps):
        x = exact.mul(F(37, 10), exact.mul(x, exact.sub(F(1), x)))
    return x


def test_the_logistic_map_is_stopped() -> None:
    assert isinstance(logistic(10), Fraction)
    with pytest.raises(TooLarge):
        logistic(30)


@pytest.mark.parametrize("n", [2, 3, 5, 17])
@settings(max_examples=30, deadline=None, derandomize=True)
@given(p=st.integers(1, 10**40), q=st.integers(1, 10**20))
def test_exact_roots(n: int, p: int, q: int) -> None:
    assert exact.exact_root(F(p, q) ** n, n) == F(p, q)
    assert exact.exact_root(F(p**n + 1, 1), n) is None


def test_a_number_that_sympy_fails_to_build_is_too_large() -> None:
    with pytest.raises(TooLarge):
        exact.asin(exact.sin(F(10**200)))
