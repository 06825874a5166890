"""The circular functions and their inverses."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mpmath import libmp

from jacli.domains.precise.adaptive import GUARD_BITS, Undecided, precision, working_bits
from jacli.domains.precise.images import decreasing, increasing, sharp, trusted, within
from jacli.domains.precise.intervals import (
    ONE,
    ZERO,
    Interval,
    bounded,
    end_points,
    from_fraction,
    hull,
    is_whole,
    is_zero,
    lower_sign,
    pi,
    raw_ends,
    size_of,
    upper_sign,
)
from jacli.domains.precise.powers import sqrt
from jacli.domains.precise.raw import DOWN, NEAREST, UP, Raw
from jacli.domains.precise.selections import max_, min_

# Beyond this size an angle would need so many digits of pi that its sine is left at [-1, 1].
ANGLE_LIMIT_BITS = 1 << 16


def sin(x: Interval) -> Interval:
    """The sine of x radians."""
    # Extrema where x/π - 1/2 is whole: 1 if even, -1 if odd.
    return _wave(trusted(libmp.mpf_sin), x, Fraction(-1, 2))


def cos(x: Interval) -> Interval:
    """The cosine of x radians."""
    return _wave(_cos_at, x, Fraction(0))


def _cos_at(x: Interval) -> Interval:
    return ONE if is_zero(x) else trusted(libmp.mpf_cos)(x)


def _wave(at: Callable[[Interval], Interval], x: Interval, shift: Fraction) -> Interval:
    """sin or cos: values at the ends, and the extrema that may lie between."""
    if size_of(x) > ANGLE_LIMIT_BITS:
        return hull(-ONE, ONE)
    first, last = end_points(x)
    if x.is_point:
        return _clipped(at(first))
    low, high = _half_turns(x, shift)
    if high - low >= 2:
        return hull(-ONE, ONE)
    peaks = [-ONE if k % 2 else ONE for k in range(low + 1, high + 1)]
    return _clipped(hull(at(first), at(last), *peaks))


def _clipped(x: Interval) -> Interval:
    """x within [-1, 1]."""
    return min_(max_(x, -ONE), ONE)


def _half_turns(x: Interval, shift: Fraction) -> tuple[int, int]:
    """Bounds of floor(x/π + shift); between them lie all that may be."""
    with precision(working_bits() + max(size_of(x), 0) + GUARD_BITS):
        turns = x / pi() + from_fraction(shift)
    lo, hi = raw_ends(turns)
    return libmp.to_int(lo, DOWN), libmp.to_int(hi, DOWN)


def tan(x: Interval) -> Interval:
    """The tangent of x radians; Undecided where a pole may be inside."""
    if size_of(x) > ANGLE_LIMIT_BITS:
        raise Undecided("tan of an angle too large to reduce")
    if not x.is_point:
        low, high = _half_turns(x, Fraction(1, 2))
        if low != high:
            raise Undecided("tan where a pole may be")
    return increasing(trusted(libmp.mpf_tan), x)


def sin_pi(x: Interval) -> Interval:
    """sin(πx), with all digits near whole x, and 0 there."""
    if size_of(x) > ANGLE_LIMIT_BITS:
        return ZERO if is_whole(x) else hull(-ONE, ONE)
    bits = working_bits()
    lo, hi = raw_ends(x)
    nearest = libmp.to_int(lo, NEAREST)
    whole: Raw = libmp.from_int(nearest)
    rest = bounded(libmp.mpf_sub(lo, whole, bits, DOWN), libmp.mpf_sub(hi, whole, bits, UP))
    y = sin(pi() * rest)
    return -y if nearest % 2 else y


def cos_pi(x: Interval) -> Interval:
    """cos(πx) = sin(π(x + 1/2))."""
    return sin_pi(x + ONE / 2)


def asin(x: Interval) -> Interval:
    """The angle in [-π/2, π/2] whose sine is x."""
    within(x, -1, 1, "asin")
    return increasing(_asin_at, x)


@sharp
def _asin_at(x: Interval) -> Interval:
    return atan(x / (ONE + sqrt((ONE - x) * (ONE + x)))) * 2


def acos(x: Interval) -> Interval:
    """The angle in [0, π] whose cosine is x."""
    within(x, -1, 1, "acos")
    return decreasing(_acos_at, x)


@sharp
def _acos_at(x: Interval) -> Interval:
    if is_zero(x + 1):
        return pi()
    return atan(sqrt((ONE - x) / (ONE + x))) * 2


def atan(x: Interval) -> Interval:
    """The angle in (-π/2, π/2) whose tangent is x."""
    return increasing(trusted(libmp.mpf_atan), x)


def atan2(y: Interval, x: Interval) -> Interval:
    """The angle in (-π, π] of the point (x, y); 0 at the origin, as in C."""
    with precision(working_bits() + GUARD_BITS):
        angle = _angle(y, x)
    return bounded(*raw_ends(angle))


def _angle(y: Interval, x: Interval) -> Interval:
    if lower_sign(x) > 0:
        return atan(y / x)
    if lower_sign(y) > 0:
        return pi() / 2 - atan(x / y)
    if upper_sign(y) < 0:
        return -(pi() / 2) - atan(x / y)
    if upper_sign(x) < 0 and lower_sign(y) == 0:
        return pi() + atan(y / x)
    if lower_sign(x) >= 0 and is_zero(y):
        return ZERO
    raise Undecided("the angle of a point that may be at the origin or on either side of the cut")
