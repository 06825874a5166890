"""Every float callable of the table against mpmath at 50 digits."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import pytest

from jacli.domains import plain
from jacli.domains.evaluation import resolved
from jacli.graph.functions import TABLE
from jacli.graph.operation import Operation

Point = tuple[float, ...]
INF = math.inf
ROWS = [row for row in TABLE.values() if row.plain and row.kind in ("pointwise", "condition")]
HUGE, TINY, LEAST = 1e300, 1e-300, 5e-324


def real(value: Any) -> Any:
    """mpmath's result, which must be real: a sample point outside the domain is a fault of the test."""
    assert not isinstance(value, mpmath.mpc), value
    return value


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


def sinc_derivative(x: Any, n: int) -> Any:
    """πⁿ ∫₀¹ sⁿ cos(πxs + nπ/2) ds (sinc as a Fourier transform), by its power series in 400 bits."""
    with mpmath.workprec(400):
        t, total, k = mpmath.pi * x, mpmath.mpf(0), (n + 1) // 2
        term = (-1) ** k * t ** (2 * k - n) / mpmath.factorial(2 * k - n)
        while abs(term) > mpmath.mpf(10) ** -80 or 2 * k - n < abs(t):
            total += term / (2 * k + 1)
            term *= -t * t / ((2 * k - n + 1) * (2 * k - n + 2))
            k += 1
        return mpmath.pi**n * total


# Per row: the function in mpmath, on mpf arguments and, last, the parameter.
EXACT: dict[str, Callable[..., Any]] = {
    "detach": lambda x: x,
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "power": lambda x, y: x**y,
    "mod": lambda x, y: x - y * mpmath.floor(x / y),
    "floordiv": lambda x, y: mpmath.floor(x / y),
    "lt": lambda x, y: x < y,
    "le": lambda x, y: x <= y,
    "gt": lambda x, y: x > y,
    "ge": lambda x, y: x >= y,
    "eq": lambda x, y: x == y,
    "ne": lambda x, y: x != y,
    "and": lambda x, y: x != 0 and y != 0,
    "or": lambda x, y: x != 0 or y != 0,
    "not": lambda x: x == 0,
    "exp2": lambda x: 2**x,
    "log2": lambda x: mpmath.log(x) / mpmath.log(2),
    "log10": lambda x: mpmath.log(x) / mpmath.log(10),
    "logaddexp": lambda *x: mpmath.log(sum(mpmath.exp(v) for v in x)),
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "hypot": lambda *x: mpmath.sqrt(sum(v * v for v in x)),
    "unit": lambda x, y: x / y if y else mpmath.mpf(0),
    "power_slope": lambda x, y: y * mpmath.mpf(x) ** (y - 1) if y else mpmath.mpf(0),
    "power_growth": lambda x, y: mpmath.mpf(x) ** y * mpmath.log(x) if x else mpmath.mpf(0),
    "abs": abs,
    "sign": mpmath.sign,
    "round": mpmath.nint,
    "lgamma": lambda x: mpmath.log(abs(mpmath.gamma(x))),
    "polygamma": lambda x, n: mpmath.polygamma(n, x),
    "sinc": mpmath.sincpi,
    "sinc_derivative": sinc_derivative,
    "sigmoid": sigmoid,
    "logit": lambda x: mpmath.log(x / (1 - x)),
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "leaky_relu": lambda x, a: x if x > 0 else a * x,
    "elu": lambda x, a: x if x > 0 else a * mpmath.expm1(x),
    "silu": lambda x: x * sigmoid(x),
    "gelu": lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2,
    "max": lambda *x: max(x),
    "min": lambda *x: min(x),
    "count_equal": lambda y, *x: mpmath.mpf(x.count(y)),
    "clip": lambda x, lo, hi: min(max(x, lo), hi),
    "where": lambda c, x, y: x if c else y,
    "heaviside": lambda x, h: h if x == 0 else mpmath.mpf(x > 0),
}

# Points where an implementation goes wrong first, beside the random ones and the ends of the interval.
HARD: dict[str, list[Point]] = {
    "power": [(-8.0, 3.0), (-2.0, -3.0), (0.0, 0.0), (-3.0, 0.0), (0.0, 2.5), (1e-200, -1.5), (1 + 2e-16, 1e16)],
    "mod": [(-5.5, 2.0), (5.5, -2.0), (-1e-20, 3.0), (1e17, 3.0), (6.0, 3.0), (-6.0, 3.0)],
    "floordiv": [(-7.0, 2.0), (7.0, -2.0), (1e17, 3.0), (-1e-20, 3.0), (6.0, 3.0)],
    "floor": [(1e300,), (-1e300,), (-1e-20,), (2.0**52 + 0.5,), (-0.5,), (0.49999999999999994,), (0.0,)],
    "ceil": [(1e300,), (-1e300,), (1e-20,), (2.0**52 - 0.5,), (0.5,), (0.0,)],
    "round": [(0.5,), (1.5,), (2.5,), (-0.5,), (-1.5,), (0.49999999999999994,), (1e300,), (4503599627370497.5,)],
    "sign": [(0.0,), (-0.0,), (LEAST,)],
    "abs": [(0.0,), (-LEAST,)],
    "sin": [(1e22,), (math.pi,)],
    "cos": [(1e22,), (math.pi / 2,)],
    "tan": [(1e22,), (math.pi / 2,)],
    "asin": [(1 - 2**-53,), (-1.0,)],
    "acos": [(1 - 2**-53,), (-1.0,)],
    "acosh": [(1.0 + 2**-52,), (1.0,)],
    "atanh": [(1 - 2**-53,), (TINY,)],
    "asinh": [(TINY,), (-HUGE,)],
    "atan2": [(0.0, -1.0), (1.0, 0.0), (-TINY, -1.0)],
    "expm1": [(1e-15,), (TINY,), (700.0,)],
    "exp": [(709.78,), (-745.0,)],
    "exp2": [(1023.5,), (-1074.0,), (10.0,)],
    "log": [(1 + 2**-52,), (1 - 2**-53,), (LEAST,), (1.7e308,)],
    "log1p": [(1e-15,), (TINY,), (HUGE,)],
    "logaddexp": [(1000.0, 1000.0), (-1000.0, -1000.0), (0.0, -40.0), (1e5, 3.0, -1e5), (5.0,)],
    "cbrt": [(-8.0,), (-27.0,), (1e-323,), (1.7976931348623157e308,), (0.0,), (-0.001,), (LEAST,)],
    "hypot": [(HUGE, HUGE), (TINY, TINY), (0.0, 0.0), (3.0, 4.0), (-2.0,), (1.0, 2.0, 2.0)],
    "unit": [(0.0, 0.0), (2.0, 0.0)],
    "erfc": [(26.0,), (-6.0,)],
    "gamma": [(-0.5,), (-2.5,), (170.6,), (1e-300,), (10.0,), (-150.3,)],
    "lgamma": [(1 + 1e-10,), (2 - 1e-9,), (1.0,), (2.0,), (TINY,), (-TINY,), (-0.3,), (-0.5,), (0.5,), (1.5,), (2.5,),
               (9.999,), (10.0,), (1e5,), (1e20,), (1e305,), (-10.5,), (-1000.25,)],
    "digamma": [(1.4616321449683622,), (1.4616321449683625,), (1.4616,), (TINY,), (-TINY,), (HUGE,), (10.0,),
                (9.999999,), (-10.5,), (-0.25,), (-1000.75,), (1.0,), (2.0,)],
    "polygamma": [(1e-5,), (1e6,), (1e200,), (50.0,), (-0.25,), (-10.7,), (-3.5,), (-1e-5,)],
    "sinc": [(0.0,), (1e-9,), (0.25,), (1 / 3,), (10.0,), (-2.5,), (1e9 + 0.25,), (LEAST,)],
    "sinc_derivative": [(0.0,), (1e-30,), (-1e-18,), (1e-9,), (0.5,), (1.0,), (1 / math.pi,), (3 / math.pi,), (20.3,),
                        (-7.75,)],
    "sigmoid": [(-700.0,), (800.0,), (-800.0,), (1e-17,), (36.7,)],
    "logit": [(0.5,), (0.5 + 2**-53,), (TINY,), (1 - 2**-53,), (0.25,), (0.75,)],
    "softplus": [(-700.0,), (800.0,), (0.0,), (-36.0,)],
    "silu": [(-700.0,), (800.0,), (0.0,), (1e-300,)],
    "gelu": [(-37.0,), (0.0,), (1e-300,), (100.0,)],
    "elu": [(-1e-17, 1.0), (0.0, 2.0), (700.0, 1.0), (5000.0, 1.0)],
    "relu": [(0.0,)],
    "heaviside": [(0.0, 0.25), (-0.0, 0.25)],
    "clip": [(2.0, 3.0, 1.0), (0.0, 3.0, 1.0)],
    "count_equal": [(1.0, 1.0, 2.0, 1.0), (0.0, -0.0)],
    "max": [(1.0, 1.0), (-0.5,), (1.0, 3.0, 2.0)],
    "min": [(1.0, 1.0), (-0.5,), (1.0, 3.0, 2.0)],
    "where": [(0.0, 1.0, 2.0), (True, 1.0, 2.0)],
    "and": [(0.0, 1.0), (True, False)],
    "or": [(0.0, 1.0), (0.0, 0.0)],
    "not": [(0.0,), (False,)],
    "eq": [(1.0, 1.0)],
    "le": [(1.0, 1.0)],
}  # fmt: skip


# Where 4 units of the last place are not reached: an error in units, as a multiple of the last place of `size`.
SIZES: dict[str, Callable[..., float]] = {
    # the sum of the largest argument and a logarithm may cancel
    "logaddexp": lambda y, *x: max(abs(y), *map(abs, x)),
    # −x/√2 is rounded before erfc, whose condition number is x²
    "gelu": lambda y, x: abs(y) * max(1.0, x * x / 4),
    # Lanczos' formula of CPython: 10 units
    "gamma": lambda y, x: abs(y) * (2.5 + abs(x) / 40),
    # two logarithms cancel by less than half above 0; below 0 the zeros are not singled out
    "lgamma": lambda y, x: abs(y) * 1.5 if x > 0 else max(abs(y), 1.0, abs(x)) * 2,
    "digamma": lambda y, x: abs(y) if x > 0 else max(abs(y), 4.0),
    # n factors of n! / xⁿ; below 0 a polynomial of degree n + 1 in the cotangent as well
    "polygamma": lambda y, x, n: abs(y) * (1 + n / 2) if x > 0 else (abs(y) + math.pi**n) * (3 + n),
    # errors are small beside the largest value of the n-th derivative
    "sinc_derivative": lambda y, x, n: math.pi**n / (n + 1),
}


def error(row: Operation, value: float, exact: Any, arguments: Sequence[Any]) -> float:
    """|value − exact| in units of the last place of the size that counts."""
    if abs(exact) > 1.8e308:
        return 0.0 if math.isinf(value) else INF
    y = float(exact)
    size = SIZES[row.name](y, *arguments) if row.name in SIZES else abs(y)
    return float(abs(mpmath.mpf(value) - exact) / max(math.ulp(size), LEAST))


def points(row: Operation) -> list[Point]:
    """The ends of the row's intervals, random points between them, and the hard ones."""
    source = random.Random(row.name)
    intervals = row.sample
    arities = [1, 2, 4] if "*" in row.signature else [len(intervals)]
    found = list(HARD.get(row.name, []))
    for arity in arities:
        spans = (intervals * 4)[: arity + row.signature.startswith("y, *")]
        found += [tuple(source.uniform(*span) for span in spans) for _ in range(40)]
        found += [tuple(span[end] for span in spans) for end in (0, 1)]
    return found


def parameters(row: Operation) -> list[tuple[int, ...]]:
    return [(n,) for n in (0, 1, 2, 3, 6)] if row.signature.startswith("#n") else [()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_agrees_with_mpmath(row: Operation) -> None:
    function, exact = resolved(row.plain), EXACT.get(row.name) or getattr(mpmath, row.name)
    with mpmath.workdps(50):
        for point in points(row):
            for parameter in parameters(row):
                value = function(*point, *parameter)
                expected = real(exact(*map(mpmath.mpf, point), *parameter))
                if row.kind == "condition":
                    assert bool(value) is bool(expected), point
                else:
                    assert error(row, value, expected, (*point, *parameter)) <= 4, (point, parameter, value, expected)


def test_the_comparison_notices_a_small_error() -> None:
    with mpmath.workdps(50):
        assert error(TABLE["exp"], math.exp(1.0) * (1 + 2e-15), mpmath.e, (1.0,)) > 4
        assert error(TABLE["sin"], 1e-20, mpmath.mpf(0), (0.0,)) > 4


def test_every_row_with_a_callable_is_sampled() -> None:
    assert [row.name for row in ROWS if not row.sample] == []
    assert set(HARD) | set(EXACT) <= {row.name for row in ROWS}


def test_literal_values() -> None:
    assert plain.digamma(1.0) == pytest.approx(-0.5772156649015329, rel=1e-15)
    assert plain.polygamma(1.0, 1) == pytest.approx(math.pi**2 / 6, rel=1e-15)
    assert plain.lgamma(0.5) == pytest.approx(math.log(math.pi) / 2, rel=1e-15)
    assert plain.sinc(0.5) == pytest.approx(2 / math.pi, rel=1e-15)
    assert plain.sinc_derivative(0.0, 2) == pytest.approx(-(math.pi**2) / 3, rel=1e-15)
    for tiny in (1e-8, 1e-12, 1e-30, -1e-300):  # the Taylor series begins with −π²x/3 and π⁴x/5
        assert plain.sinc_derivative(tiny, 1) == pytest.approx(-(math.pi**2) / 3 * tiny, rel=1e-15)
        assert plain.sinc_derivative(tiny, 3) == pytest.approx(math.pi**4 / 5 * tiny, rel=1e-15)
    assert [plain.round_(x) for x in (0.5, 1.5, 2.5, -2.5)] == [0, 2, 2, -2]
    assert plain.cbrt(-8.0) == -2
    assert (plain.mod(-7.0, 3.0), plain.mod(7.0, -3.0)) == (2, -2)


def test_sinc_is_exactly_0_at_integers() -> None:
    assert [plain.sinc(float(k)) for k in (1, -2, 7, 10**9)] == [0, 0, 0, 0]


def test_cube_roots_of_cubes_are_exact() -> None:
    assert [plain.cbrt(float(k**3)) for k in range(-200, 200)] == list(range(-200, 200))


def test_division_follows_ieee() -> None:
    assert plain.div(1.0, 0.0) == INF
    assert plain.div(1.0, -0.0) == -INF
    assert plain.div(-1.0, 0.0) == -INF
    assert math.isnan(plain.div(0.0, 0.0))
    assert plain.div(1e300, 1e-300) == INF
    assert plain.div(3.0, INF) == 0


@pytest.mark.parametrize(
    ("x", "y", "value"),
    [
        (0.0, 0.0, 1.0),
        (0.0, -1.0, INF),
        (0.0, -0.5, INF),
        (-0.0, -3.0, -INF),
        (-0.0, -2.0, INF),
        (-8.0, 3.0, -512.0),
        (-8.0, -1.0, -0.125),
        (-8.0, 1 / 3, math.nan),
        (-1.0, 0.5, math.nan),
        (1e200, 2.0, INF),
        (-1e200, 3.0, -INF),
        (-1e200, 2.0, INF),
        (1e-200, 2.0, 0.0),
        (math.nan, 0.0, math.nan),
        (1.0, math.nan, math.nan),
        (True, 2.0, 1.0),
    ],
)
def test_powers_at_the_corners(x: float, y: float, value: float) -> None:
    found = plain.power(x, y)
    assert found == value or (math.isnan(found) and math.isnan(value))


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (plain.gamma, (0.0,)),
        (plain.gamma, (-3.0,)),
        (plain.gamma, (200.0,)),
        (plain.lgamma, (0.0,)),
        (plain.lgamma, (-4.0,)),
        (plain.digamma, (0.0,)),
        (plain.digamma, (-2.0,)),
        (lambda x: plain.polygamma(x, 2), (-2.0,)),
        (lambda x: plain.polygamma(x, 3), (0.0,)),
        (plain.logit, (0.0,)),
        (plain.logit, (1.0,)),
        (plain.logit, (1.5,)),
        (plain.mod, (1.0, 0.0)),
        (plain.floordiv, (1.0, 0.0)),
        (plain.exp2, (2000.0,)),
        (math.log, (0.0,)),
        (math.sqrt, (-1.0,)),
    ],
)
def test_outside_the_domain_it_raises(function: Callable[..., float], arguments: Point) -> None:
    with pytest.raises((ValueError, OverflowError, ZeroDivisionError)):
        function(*arguments)


def test_zeros_of_angles_have_no_sign() -> None:
    assert plain.atan2(0.0, 0.0) == plain.atan2(-0.0, -0.0) == 0
    assert plain.atan2(-0.0, -1.0) == math.pi


# Where an argument is NaN and the result is not, because that argument does not matter at the point tried.
UNUSED = {("where", 0), ("where", 2), ("leaky_relu", 1), ("elu", 1), ("heaviside", 1)}


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind == "pointwise"], ids=lambda row: row.name)
def test_nan_stays_nan(row: Operation) -> None:
    if row.name == "count_equal":
        return
    parameter = (1,) if row.signature.startswith("#n") else ()
    arity = 2 if "*" in row.signature else len(row.sample)
    for k in range(arity):
        point = [math.nan if i == k else 0.5 for i in range(arity)]
        found = resolved(row.plain)(*point, *parameter)
        assert math.isnan(found) or (row.name, k) in UNUSED, k


def test_large_derivatives_neither_overflow_nor_vanish_on_the_way() -> None:
    with mpmath.workdps(50):
        for x, n in [(1000.0, 150), (0.5, 160), (1e100, 3), (3.0, 40)]:
            assert plain.polygamma(x, n) == pytest.approx(float(mpmath.polygamma(n, x)), rel=1e-13)


def test_imports_neither_numpy_nor_sympy_nor_mpmath() -> None:
    program = "import jacli.domains.plain, sys; print({'numpy', 'sympy', 'mpmath'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=".")
    assert done.stdout == "set()\n"
