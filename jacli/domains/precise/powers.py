"""Powers and roots."""

from __future__ import annotations

from functools import reduce

from mpmath import libmp

from jacli.domains.precise.adaptive import GUARD_BITS, Undecided, precision, working_bits
from jacli.domains.precise.exponentials import EXP_ARGUMENT_BITS, exp, log
from jacli.domains.precise.images import increasing, odd, trusted, within
from jacli.domains.precise.intervals import (
    ONE,
    ZERO,
    Interval,
    add,
    bounded,
    end_points,
    holds_whole,
    holds_zero,
    hull,
    is_whole,
    is_zero,
    lower_sign,
    point_at,
    raw_ends,
    size_of,
    upper_sign,
)
from jacli.domains.precise.raw import DOWN, NEAREST, UP, Raw, magnitude, sign_of
from jacli.domains.precise.selections import abs_


def power(base: Interval, exponent: Interval) -> Interval:
    """base**exponent over the reals: of a negative base only for whole exponents, 0**0 = 1."""
    if is_whole(exponent):
        return whole_power(base, exponent.lo._mpf_)
    if upper_sign(base) < 0:
        if holds_whole(exponent):
            raise Undecided("a power of a negative number whose exponent may be whole")
        raise ValueError("a power of a negative number with a broken exponent")
    if lower_sign(base) < 0:
        raise Undecided("a broken power of a number that may be negative")
    if lower_sign(base) == 0:
        return _power_from_zero(base, exponent)
    return _exact_root(base, exponent) or _positive_power(base, exponent)


def _power_from_zero(base: Interval, exponent: Interval) -> Interval:
    """A base of 0, or from 0 on, to an exponent that is not a whole number."""
    if lower_sign(exponent) > 0:
        return ZERO if is_zero(base) else Interval(ZERO.lo, power(end_points(base)[1], exponent).hi)
    if is_zero(base) and upper_sign(exponent) < 0:
        raise ZeroDivisionError("a negative power of 0")
    raise Undecided("a power of a number that may be 0")


def whole_power(base: Interval, n: Raw) -> Interval:
    """base**n for a whole number n of any size."""
    if sign_of(n) == 0:
        return ONE
    if sign_of(n) < 0 and is_zero(base):
        raise ZeroDivisionError("a negative power of 0")
    if sign_of(n) < 0 and holds_zero(base):
        raise Undecided("a negative power of what may be 0")
    first, last = end_points(base if n[2] == 0 else abs_(base))
    return hull(_point_power(first, n), _point_power(last, n))


def _point_power(x: Interval, n: Raw) -> Interval:
    """A point to a whole power, by mpmath's directed rounding unless n has over 200 bits."""
    if magnitude(n) > 200:
        return _huge_power(x, n)
    count, bits, raw = libmp.to_int(n), working_bits(), x.lo._mpf_
    return bounded(libmp.mpf_pow_int(raw, count, bits, DOWN), libmp.mpf_pow_int(raw, count, bits, UP))


def _huge_power(x: Interval, n: Raw) -> Interval:
    size = abs_(x)
    if is_zero(x):
        return ZERO
    result = ONE if is_zero(size - 1) else _positive_power(size, point_at(n))
    return -result if lower_sign(x) < 0 and n[2] == 0 else result


def _exact_root(base: Interval, exponent: Interval) -> Interval | None:
    """base**(p/2**k) if the roots come out exactly, such as 4**1.5."""
    raw = exponent.lo._mpf_
    if not (base.is_point and exponent.is_point) or not -10 <= raw[2] < 0:
        return None
    root = base
    for _ in range(-raw[2]):
        root = sqrt(root)
        if not root.is_point:
            return None
    return whole_power(root, libmp.mpf_shift(raw, -raw[2]))


def _positive_power(base: Interval, exponent: Interval) -> Interval:
    """exp(exponent*log(base)), with as many more bits as the size of the product costs."""
    with precision(64):
        size = max(size_of(exponent) + size_of(log(base)), 0)
    if size > EXP_ARGUMENT_BITS:
        size = 0
    with precision(working_bits() + size + GUARD_BITS):
        result = exp(exponent * log(base))
    return bounded(*raw_ends(result))


def sqrt(x: Interval) -> Interval:
    """The square root; exact where the root is."""
    within(x, 0, None, "sqrt")
    lo, hi = raw_ends(x)
    bits = working_bits()
    return bounded(libmp.mpf_sqrt(lo, bits, DOWN), libmp.mpf_sqrt(hi, bits, UP))


def cbrt(x: Interval) -> Interval:
    """The real cube root; cbrt(-8) = -2."""
    return increasing(odd(_cube_root), x)


def _cube_root(x: Interval) -> Interval:
    """The cube root of a positive point; exact where the root is."""
    bits = working_bits()
    guess: Raw = libmp.mpf_cbrt(x.lo._mpf_, bits, NEAREST)
    if libmp.mpf_eq(libmp.mpf_mul(guess, libmp.mpf_mul(guess, guess)), x.lo._mpf_):
        return point_at(guess)
    return trusted(libmp.mpf_cbrt)(x)


def hypot(*xs: Interval) -> Interval:
    """The square root of the sum of squares."""
    if len(xs) == 1:
        return abs_(xs[0])
    sizes = [abs_(x) for x in xs]
    with precision(working_bits() + GUARD_BITS):
        squares = reduce(add, [x * x for x in sizes])
    return sqrt(squares)
