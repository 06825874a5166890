"""Steps, selections and conditions: what the bounds decide, or raise `Undecided` about."""

from __future__ import annotations

from collections.abc import Callable

from mpmath import libmp
from mpmath.libmp.libmpf import mpf_min_max

from jacli.domains.precise.adaptive import Undecided, working_bits
from jacli.domains.precise.intervals import (
    ONE,
    ZERO,
    Interval,
    bounded,
    div,
    from_int,
    hull,
    lower_sign,
    point_at,
    raw_ends,
    upper_sign,
    wrapped,
)
from jacli.domains.precise.raw import DOWN, UP, Raw, less


def abs_(x: Interval) -> Interval:
    """|x|."""
    if lower_sign(x) >= 0:
        return x
    if upper_sign(x) <= 0:
        return -x
    return Interval(ZERO.lo, hull(-x, x).hi)


def sign(x: Interval) -> Interval:
    """-1, 0 or 1."""
    if lower_sign(x) != upper_sign(x):
        raise Undecided("the sign of what may be 0")
    return from_int(lower_sign(x))


def _step(function: Callable[[Raw], Raw], x: Interval, name: str) -> Interval:
    """A rounding to whole numbers, if both ends agree."""
    lo, hi = map(function, raw_ends(x))
    if lo != hi:
        raise Undecided(f"{name} at a step")
    return point_at(lo)


def floor(x: Interval) -> Interval:
    """The largest whole number that is not above x."""
    return _step(libmp.mpf_floor, x, "floor")


def ceil(x: Interval) -> Interval:
    """The smallest whole number that is not below x."""
    return _step(libmp.mpf_ceil, x, "ceil")


def round_(x: Interval) -> Interval:
    """The nearest whole number, halves to even."""
    return _step(libmp.mpf_nint, x, "round")


def floordiv(x: Interval, y: Interval) -> Interval:
    """floor(x/y)."""
    return floor(div(x, y))


def mod(x: Interval, y: Interval) -> Interval:
    """x - y*floor(x/y): the sign of y, as in Python."""
    quotient = floordiv(x, y).lo._mpf_
    bits = working_bits()
    (a, b), (c, d) = raw_ends(x), raw_ends(y)
    taken = mpf_min_max([libmp.mpf_mul(c, quotient), libmp.mpf_mul(d, quotient)])
    return bounded(libmp.mpf_sub(a, taken[1], bits, DOWN), libmp.mpf_sub(b, taken[0], bits, UP))


# --------------------------------------------------------------------------------------- selections


def max_(*xs: Interval) -> Interval:
    """The largest."""
    lows, highs = zip(*map(raw_ends, xs), strict=True)
    return wrapped(mpf_min_max(lows)[1], mpf_min_max(highs)[1])


def min_(*xs: Interval) -> Interval:
    """The smallest."""
    lows, highs = zip(*map(raw_ends, xs), strict=True)
    return wrapped(mpf_min_max(lows)[0], mpf_min_max(highs)[0])


def clip(x: Interval, lowest: Interval, highest: Interval) -> Interval:
    """x kept within [lowest, highest]; `highest` wins if they cross, as in numpy."""
    return min_(max_(x, lowest), highest)


def where(condition: Interval | bool, a: Interval, b: Interval) -> Interval:
    """a if the condition holds, else b."""
    return a if _truth(condition) else b


def _truth(condition: Interval | bool) -> bool:
    """A truth value; a number is true if it is not 0."""
    return condition if isinstance(condition, bool) else ne(condition, ZERO)


def count_equal(y: Interval, *xs: Interval) -> Interval:
    """How many of the xs equal y."""
    return from_int(sum(eq(x, y) for x in xs))


def heaviside(x: Interval, at_zero: Interval) -> Interval:
    """0 below zero, 1 above, `at_zero` at 0."""
    side = lower_sign(sign(x))
    return at_zero if side == 0 else ONE if side > 0 else ZERO


# --------------------------------------------------------------------------------------- conditions


def lt(x: Interval, y: Interval) -> bool:
    """x < y."""
    if less(x.hi._mpf_, y.lo._mpf_):
        return True
    if not less(x.lo._mpf_, y.hi._mpf_):
        return False
    raise Undecided("a comparison of what may be equal")


def le(x: Interval, y: Interval) -> bool:
    """x <= y."""
    return not lt(y, x)


def gt(x: Interval, y: Interval) -> bool:
    """x > y."""
    return lt(y, x)


def ge(x: Interval, y: Interval) -> bool:
    """x >= y."""
    return not lt(x, y)


def eq(x: Interval, y: Interval) -> bool:
    """x == y."""
    if x.is_point and y.is_point:
        return bool(x.lo._mpf_ == y.lo._mpf_)
    if less(x.hi._mpf_, y.lo._mpf_) or less(y.hi._mpf_, x.lo._mpf_):
        return False
    raise Undecided("a comparison of what may be equal")


def ne(x: Interval, y: Interval) -> bool:
    """x != y."""
    return not eq(x, y)


def and_(p: Interval | bool, q: Interval | bool) -> bool:
    """p and q."""
    return _truth(p) and _truth(q)


def or_(p: Interval | bool, q: Interval | bool) -> bool:
    """p or q."""
    return _truth(p) or _truth(q)


def not_(p: Interval | bool) -> bool:
    """not p."""
    return not _truth(p)
