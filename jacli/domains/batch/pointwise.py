"""Functions of numbers on arrays of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from jacli.domains import plain
from jacli.domains.batch.arrays import NAN
from jacli.domains.batch.reductions import euclidean
from jacli.domains.evaluation import resolved
from jacli.graph.functions import TABLE


def power(x: Any, y: Any) -> Any:
    """x ** y by the rules of `plain.power`; the usual constant exponents without logarithms."""
    exponent = _uniform(y)
    if exponent == 2:
        return x * x
    if exponent == -1:
        return 1.0 / x
    if exponent == 0.5:
        return sqrt(x)
    return np.where(np.isnan(x) | np.isnan(y), NAN, np.power(x, y))


def sqrt(x: Any) -> Any:
    """√x, of −0.0 as of 0: the slope there is ∞, not −∞."""
    return np.sqrt(x) + 0.0


def power_slope(x: Any, y: Any) -> Any:
    """y * x**(y - 1), the slope of x**y along x: 0 where y is 0."""
    return np.where(y == 0, 0.0, y * power(x, y - 1))


def power_growth(x: Any, y: Any) -> Any:
    """x**y * log(x), the slope of x**y along y: 0 where x is 0 and y is positive."""
    return np.where((x == 0) & (y > 0), 0.0, power(x, y) * np.log(x))


def _uniform(y: Any) -> float | None:
    """The number that y is everywhere, if it is one number stretched."""
    y = np.asarray(y)
    return float(y.flat[0]) if y.size and not any(y.strides) else None


def unit(x: Any, y: Any) -> Any:
    """x / y, but 0 where y is 0."""
    return np.where(y == 0, 0.0, np.divide(x, y))


def atan2(y: Any, x: Any) -> Any:
    """The angle of (x, y), 0 at the origin; -0.0 counts as 0, so that it is π on the negative axis."""
    return np.arctan2(y + 0.0, x + 0.0)


def max_(*x: Any) -> Any:
    """The largest argument; NaN if one is."""
    return reduce(np.maximum, x)


def min_(*x: Any) -> Any:
    """The smallest argument; NaN if one is."""
    return reduce(np.minimum, x)


def count_equal(y: Any, *x: Any) -> Any:
    """How many of the x equal y."""
    return reduce(np.add, [np.equal(v, y).astype(np.float64) for v in x])


def logaddexp(*x: Any) -> Any:
    """log Σ exp(xₖ), without overflow."""
    return reduce(np.logaddexp, x)


def hypot(*x: Any) -> Any:
    """√Σ xₖ², without overflow."""
    if len(x) == 2:
        return np.hypot(*x)
    return euclidean(np.stack(np.broadcast_arrays(*x), axis=-1), (-1,), keepdims=False)


# ── activations ───────────────────────────────────────────────────────────────────────────────────────────


def sigmoid(x: Any) -> Any:
    """1/(1 + e⁻ˣ), with all digits at both ends."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def logit(x: Any) -> Any:
    """log(x/(1 − x)), with all digits near 1/2."""
    middle = np.log1p((2.0 * x - 1.0) / (1.0 - x))
    return np.where((x > 0.25) & (x < 0.75), middle, np.log(x / (1.0 - x)))


def softplus(x: Any) -> Any:
    """log(1 + eˣ), without overflow."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def relu(x: Any) -> Any:
    """max(x, 0)."""
    return np.maximum(x, 0.0)


def leaky_relu(x: Any, slope: Any) -> Any:
    """x above 0, else slope·x."""
    return np.where(x > 0, x, slope * x)


def elu(x: Any, alpha: Any) -> Any:
    """x above 0, else alpha·(eˣ − 1)."""
    return np.where(x > 0, x, alpha * np.expm1(x))


def silu(x: Any) -> Any:
    """x·sigmoid(x)."""
    return x * sigmoid(x)


def gelu(x: Any) -> Any:
    """x·Φ(x)."""
    return x * erfc(x * -np.sqrt(0.5)) / 2.0


# ── special functions, which numpy lacks: the plain ones, element by element ──────────────────────────────


def _each(function: Callable[..., float], *arrays: Any) -> Any:
    """A function of floats on arrays; NaN where it raises."""

    def defined(*numbers: float) -> float:
        try:
            return function(*numbers)
        except (ValueError, ArithmeticError):
            return plain.NAN

    return np.asarray(np.frompyfunc(defined, len(arrays), 1)(*arrays), dtype=np.float64)


def erf(x: Any) -> Any:
    """The error function."""
    return _each(resolved(TABLE["erf"].plain), x)


def erfc(x: Any) -> Any:
    """1 − erf(x), with all digits for large x."""
    return _each(resolved(TABLE["erfc"].plain), x)


def gamma(x: Any) -> Any:
    """Γ(x)."""
    return _each(plain.gamma, x)


def lgamma(x: Any) -> Any:
    """log|Γ(x)|."""
    return _each(plain.lgamma, x)


def digamma(x: Any) -> Any:
    """Γ′(x)/Γ(x)."""
    return _each(plain.digamma, x)


def polygamma(x: Any, n: int) -> Any:
    """The n-th derivative of digamma."""
    return _each(lambda v: plain.polygamma(v, n), x)


def sinc(x: Any) -> Any:
    """sin(πx)/(πx), 1 at 0, exactly 0 at other integers."""
    turned = np.sin(np.pi * (x - np.round(x))) * (1.0 - 2.0 * (np.round(x) % 2.0))
    return np.where(x == 0, 1.0, turned / (np.pi * x))


def sinc_derivative(x: Any, n: int) -> Any:
    """The n-th derivative of sinc."""
    return _each(lambda v: plain.sinc_derivative(v, n), x)
