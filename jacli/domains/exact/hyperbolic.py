"""The hyperbolic functions and their inverses."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from jacli.domains.exact.decisions import called, order
from jacli.domains.exact.exponentials import exp
from jacli.domains.exact.numbers import ONE, ZERO, Irrational, Number, built, log_bits, of_sympy, short


def sinh(x: Number) -> Number:
    """The hyperbolic sine."""
    return _hyperbolic(x, "sinh", lambda u: (u - 1 / u) / 2)


def cosh(x: Number) -> Number:
    """The hyperbolic cosine."""
    return _hyperbolic(x, "cosh", lambda u: (u + 1 / u) / 2)


def tanh(x: Number) -> Number:
    """The hyperbolic tangent."""
    return _hyperbolic(x, "tanh", lambda u: (u - 1 / u) / (u + 1 / u))


def _hyperbolic(x: Number, name: str, of_exp: Callable[[Fraction], Fraction]) -> Number:
    """A function of exp(x), rational where that is: cosh(log(2)) = 5/4."""
    if x == ZERO or (isinstance(x, Irrational) and log_bits(x.expr)):
        u = exp(x)
        if isinstance(u, Fraction):
            return short(of_exp(u))
    return called(name, x)


def asinh(x: Number) -> Number:
    """The inverse of sinh."""
    return ZERO if x == ZERO else called("asinh", x)


def acosh(x: Number) -> Number:
    """The inverse of cosh on [0, ∞)."""
    if order(x, ONE) < 0:
        raise ValueError("acosh is not defined here")
    return ZERO if x == ONE else built(of_sympy("acosh"), x)


def atanh(x: Number) -> Number:
    """The inverse of tanh, on (-1, 1)."""
    if order(x, ONE) >= 0 or order(x, -ONE) <= 0:
        raise ValueError("atanh is not defined here")
    return ZERO if x == ZERO else built(of_sympy("atanh"), x)
