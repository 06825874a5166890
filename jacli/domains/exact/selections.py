"""Steps, selections and conditions."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from jacli.domains.exact.arithmetic import add, div, mul, neg, sub
from jacli.domains.exact.decisions import floored, order, sign_of, truth
from jacli.domains.exact.numbers import HALF, ONE, ZERO, Number


def abs_(x: Number) -> Number:
    """|x|."""
    if isinstance(x, Fraction):
        return abs(x)
    sign = sign_of(x)
    return neg(x) if sign < 0 else x if sign else ZERO


def sign(x: Number) -> Number:
    """-1, 0 or 1."""
    return Fraction(sign_of(x))


def floor(x: Number) -> Number:
    """The largest whole number that is not above x."""
    return Fraction(floored(x))


def ceil(x: Number) -> Number:
    """The smallest whole number that is not below x."""
    return Fraction(-floored(neg(x)))


def round_(x: Number) -> Number:
    """The nearest whole number, halves to even."""
    shifted = add(x, HALF)
    n = floored(shifted)
    return Fraction(n - 1 if n % 2 and order(shifted, Fraction(n)) == 0 else n)


def floordiv(x: Number, y: Number) -> Number:
    """floor(x/y)."""
    return floor(div(x, y))


def mod(x: Number, y: Number) -> Number:
    """x - y*floor(x/y): the sign of y, as in Python."""
    return sub(x, mul(y, floordiv(x, y)))


# --------------------------------------------------------------------------------------- selections


def max_(*xs: Number) -> Number:
    """The largest."""
    return reduce(lambda a, b: b if order(b, a) > 0 else a, xs)


def min_(*xs: Number) -> Number:
    """The smallest."""
    return reduce(lambda a, b: b if order(b, a) < 0 else a, xs)


def clip(x: Number, lowest: Number, highest: Number) -> Number:
    """x kept within [lowest, highest]; `highest` wins if they cross, as in numpy."""
    return min_(max_(x, lowest), highest)


def where(condition: Number | bool, a: Number, b: Number) -> Number:
    """a if the condition holds, else b."""
    return a if truth(condition) else b


def count_equal(y: Number, *xs: Number) -> Number:
    """How many of the xs equal y."""
    return Fraction(sum(eq(x, y) for x in xs))


def heaviside(x: Number, at_zero: Number) -> Number:
    """0 below zero, 1 above, `at_zero` at 0."""
    side = sign_of(x)
    return at_zero if side == 0 else ONE if side > 0 else ZERO


# --------------------------------------------------------------------------------------- conditions


def lt(x: Number, y: Number) -> bool:
    """x < y."""
    return order(x, y) < 0


def le(x: Number, y: Number) -> bool:
    """x <= y."""
    return order(x, y) <= 0


def gt(x: Number, y: Number) -> bool:
    """x > y."""
    return order(x, y) > 0


def ge(x: Number, y: Number) -> bool:
    """x >= y."""
    return order(x, y) >= 0


def eq(x: Number, y: Number) -> bool:
    """x == y."""
    return order(x, y) == 0


def ne(x: Number, y: Number) -> bool:
    """x != y."""
    return order(x, y) != 0


def and_(p: Number | bool, q: Number | bool) -> bool:
    """p and q."""
    return truth(p) and truth(q)


def or_(p: Number | bool, q: Number | bool) -> bool:
    """p or q."""
    return truth(p) or truth(q)


def not_(p: Number | bool) -> bool:
    """not p."""
    return not truth(p)
