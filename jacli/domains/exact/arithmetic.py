"""Sums, differences, products and quotients."""

from __future__ import annotations

from fractions import Fraction

from jacli.domains.exact.decisions import sign_of
from jacli.domains.exact.numbers import ZERO, Number, built, short


def add(x: Number, y: Number) -> Number:
    """x + y."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return short(x + y)
    return built(lambda a, b: a + b, x, y)


def sub(x: Number, y: Number) -> Number:
    """x - y."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return short(x - y)
    return built(lambda a, b: a - b, x, y)


def neg(x: Number) -> Number:
    """-x."""
    return -x if isinstance(x, Fraction) else built(lambda a: -a, x)


def mul(x: Number, y: Number) -> Number:
    """x*y."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return short(x * y)
    if ZERO in (x, y):
        return ZERO
    return built(lambda a, b: a * b, x, y)


def div(x: Number, y: Number) -> Number:
    """x/y."""
    if sign_of(y) == 0:
        raise ZeroDivisionError("division by zero")
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return short(x / y)
    return ZERO if x == ZERO else built(lambda a, b: a / b, x, y)


def unit(x: Number, y: Number) -> Number:
    """x/y, but 0 where y is 0 (a direction out of a vector and its length)."""
    return div(x, y) if sign_of(y) else ZERO
