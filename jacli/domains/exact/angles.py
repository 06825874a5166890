"""The circular functions and their inverses."""

from __future__ import annotations

from fractions import Fraction

from jacli.domains.exact.arithmetic import add, div, mul, sub
from jacli.domains.exact.decisions import called, order, sign_of
from jacli.domains.exact.numbers import ONE, ZERO, Irrational, Number, built, of_sympy, pi


def sin(x: Number) -> Number:
    """The sine of x radians."""
    return ZERO if x == ZERO else called("sin", x)


def cos(x: Number) -> Number:
    """The cosine of x radians."""
    return ONE if x == ZERO else called("cos", x)


def tan(x: Number) -> Number:
    """The tangent of x radians; ValueError at a pole."""
    if x == ZERO:
        return ZERO
    if isinstance(x, Irrational) and sign_of(cos(x)) == 0:
        raise ValueError("tan has a pole here")
    return called("tan", x)


def _at_most_one(x: Number, name: str) -> None:
    if order(x, ONE) > 0 or order(x, -ONE) < 0:
        raise ValueError(f"{name} is not defined here")


def asin(x: Number) -> Number:
    """The angle in [-π/2, π/2] whose sine is x."""
    _at_most_one(x, "asin")
    return ZERO if x == ZERO else built(of_sympy("asin"), x)


def acos(x: Number) -> Number:
    """The angle in [0, π] whose cosine is x."""
    _at_most_one(x, "acos")
    return ZERO if x == ONE else built(of_sympy("acos"), x)


def atan(x: Number) -> Number:
    """The angle in (-π/2, π/2) whose tangent is x."""
    return ZERO if x == ZERO else called("atan", x)


def atan2(y: Number, x: Number) -> Number:
    """The angle in (-π, π] of the point (x, y); 0 at the origin, as in C."""
    up, right = sign_of(y), sign_of(x)
    if right == 0:
        return mul(Fraction(up, 2), pi()) if up else ZERO
    if up == 0:
        return ZERO if right > 0 else pi()
    angle = atan(div(y, x))
    return angle if right > 0 else add(angle, pi()) if up > 0 else sub(angle, pi())
