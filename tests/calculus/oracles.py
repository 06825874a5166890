"""The pointwise functions once more, as sympy and mpmath know them: nothing here is the package's.

`SYMBOLIC` holds formulas that sympy differentiates; `NUMERIC` the functions with cases, for mpmath's differences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import sympy

DIGITS = 50


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + sympy.exp(-x))


def _sinc_derivative(x: Any, n: int) -> Any:
    return sympy.diff(sympy.sin(sympy.pi * x) / (sympy.pi * x), x, n)


# Arguments, then the parameter of rows that have one.
SYMBOLIC: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "power": lambda x, y: x**y,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "asin": sympy.asin,
    "acos": sympy.acos,
    "atan": sympy.atan,
    "atan2": sympy.atan2,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "asinh": sympy.asinh,
    "acosh": sympy.acosh,
    "atanh": sympy.atanh,
    "exp": sympy.exp,
    "expm1": lambda x: sympy.exp(x) - 1,
    "exp2": lambda x: 2**x,
    "log": sympy.log,
    "log1p": lambda x: sympy.log(1 + x),
    "log2": lambda x: sympy.log(x) / sympy.log(2),
    "log10": lambda x: sympy.log(x) / sympy.log(10),
    "logaddexp": lambda *x: sympy.log(sympy.Add(*map(sympy.exp, x))),
    "sqrt": sympy.sqrt,
    "cbrt": lambda x: sympy.sign(x) * abs(x) ** sympy.Rational(1, 3),
    "hypot": lambda *x: sympy.sqrt(sympy.Add(*(v**2 for v in x))),
    "unit": lambda x, y: x / y,
    "power_slope": lambda x, y: y * x ** (y - 1),
    "power_growth": lambda x, y: x**y * sympy.log(x),
    "erf": sympy.erf,
    "erfc": sympy.erfc,
    "gamma": sympy.gamma,
    "lgamma": lambda x: sympy.log(sympy.gamma(x)),
    "digamma": sympy.digamma,
    "polygamma": lambda x, n: sympy.polygamma(n, x),
    "sinc": lambda x: sympy.sin(sympy.pi * x) / (sympy.pi * x),
    "sinc_derivative": _sinc_derivative,
    "sigmoid": _sigmoid,
    "logit": lambda x: sympy.log(x / (1 - x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "silu": lambda x: x * _sigmoid(x),
    "gelu": lambda x: x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
}

# Functions with cases, as mpmath computes them; none is at a kink of its own at a random point.
NUMERIC: dict[str, Callable[..., Any]] = {
    "mod": lambda x, y: x - y * mpmath.floor(x / y),
    "floordiv": lambda x, y: mpmath.floor(x / y),
    "abs": abs,
    "sign": mpmath.sign,
    "floor": mpmath.floor,
    "ceil": mpmath.ceil,
    "round": mpmath.nint,
    "relu": lambda x: max(x, 0),
    "leaky_relu": lambda x, a: x if x > 0 else a * x,
    "elu": lambda x, a: x if x > 0 else a * mpmath.expm1(x),
    "max": lambda *x: max(x),
    "min": lambda *x: min(x),
    "count_equal": lambda y, *x: mpmath.mpf(x.count(y)),
    "clip": lambda x, lo, hi: min(max(x, lo), hi),
    "where": lambda c, x, y: x if c else y,
    "heaviside": lambda x, h: h if x == 0 else mpmath.mpf(x > 0),
}

# The value passes, no derivative does: neither sympy nor a quotient says so. See `test_detach`.
STOPPED = frozenset({"detach"})


@cache
def _symbols(count: int) -> tuple[Any, ...]:
    return tuple(sympy.Symbol(f"x{k}", real=True) for k in range(count))


@cache
def _formula(name: str, count: int, parameter: int | None) -> Any:
    extra = () if parameter is None else (parameter,)
    return SYMBOLIC[name](*_symbols(count), *extra)


@cache
def _function(name: str, count: int, parameter: int | None) -> Callable[..., Any]:
    if name in NUMERIC:
        return NUMERIC[name]
    found: Callable[..., Any] = sympy.lambdify(_symbols(count), _formula(name, count, parameter), "mpmath")
    return found


@cache
def _derivative(name: str, count: int, parameter: int | None, k: int) -> Any:
    return sympy.diff(_formula(name, count, parameter), _symbols(count)[k])


def symbolic_slope(name: str, k: int, point: Sequence[float], parameter: int | None) -> Fraction:
    """∂y/∂xₖ at a point of floats, from sympy's derivative, to 50 digits."""
    derivative = _derivative(name, len(point), parameter, k)
    values = {s: sympy.Rational(x) for s, x in zip(_symbols(len(point)), point, strict=True)}
    return Fraction(str(sympy.N(derivative.xreplace(values), DIGITS)))


def difference_slope(name: str, k: int, point: Sequence[float], parameter: int | None) -> Any:
    """∂y/∂xₖ from central differences in twice as many digits."""
    with mpmath.workdps(2 * DIGITS):
        function = _function(name, len(point), parameter)
        h = mpmath.mpf(10) ** -DIGITS * max(1, abs(point[k]))
        left, right = ([mpmath.mpf(x) + (sign * h if j == k else 0) for j, x in enumerate(point)] for sign in (-1, 1))
        return (function(*right) - function(*left)) / (2 * h)
