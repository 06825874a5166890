"""The interval: its ends, its arithmetic, and the numbers that all else is made of."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from mpmath import libmp, mp
from mpmath.libmp.libmpf import mpf_min_max

from jacli.domains.precise.adaptive import Undecided, working_bits
from jacli.domains.precise.raw import (
    DOWN,
    UP,
    Raw,
    compare,
    floor_of,
    fraction_bound,
    less,
    limited,
    magnitude,
    negative,
    sign_of,
    whole,
)


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of a real number: mpmath numbers `lo <= true value <= hi`, always finite."""

    lo: Any
    hi: Any

    @property
    def is_point(self) -> bool:
        """Whether the number is known exactly."""
        return bool(self.lo._mpf_ == self.hi._mpf_)

    def ends(self) -> tuple[Fraction, Fraction]:
        """Both bounds as fractions; those nearer to 0 than 2**-END_LIMIT are moved outward, to 0 or that far."""
        return fraction_bound(self.lo._mpf_, DOWN), fraction_bound(self.hi._mpf_, UP)

    def exponents(self) -> tuple[int, ...]:
        """The m with 2**(m-1) <= |bound| < 2**m, of each bound that is not 0."""
        return tuple(magnitude(end._mpf_) for end in (self.lo, self.hi) if end)

    def __contains__(self, number: int | Fraction) -> bool:
        return compare(self.lo._mpf_, number) <= 0 <= compare(self.hi._mpf_, number)

    def __add__(self, other: Interval | int) -> Interval:
        return add(self, _coerce(other))

    def __sub__(self, other: Interval | int) -> Interval:
        return sub(self, _coerce(other))

    def __mul__(self, other: Interval | int) -> Interval:
        return mul(self, _coerce(other))

    def __truediv__(self, other: Interval | int) -> Interval:
        return div(self, _coerce(other))

    def __neg__(self) -> Interval:
        return neg(self)


# ------------------------------------------------------------------------------- making intervals


def wrapped(lo: Raw, hi: Raw) -> Interval:
    """The interval as it is, without regard to precision and limits."""
    return Interval(mp.make_mpf(lo), mp.make_mpf(hi))


def bounded(lo: Raw, hi: Raw) -> Interval:
    """The interval, rounded outward to the working precision and kept inside the exponent limits."""
    bits = working_bits()
    return wrapped(limited(libmp.mpf_pos(lo, bits, DOWN), DOWN), limited(libmp.mpf_pos(hi, bits, UP), UP))


def point_at(x: Raw) -> Interval:
    """A number known exactly."""
    return wrapped(x, x)


def from_int(n: int) -> Interval:
    """A whole number, rounded outward to the working precision."""
    raw = whole(n)
    return bounded(raw, raw)


def from_fraction(number: Fraction | int) -> Interval:
    """The tightest interval around a fraction; a point if the precision can hold it."""
    bits = working_bits()
    p, q = whole(number.numerator), whole(number.denominator)
    return bounded(libmp.mpf_div(p, q, bits, DOWN), libmp.mpf_div(p, q, bits, UP))


def _coerce(x: Interval | int) -> Interval:
    return x if isinstance(x, Interval) else from_int(x)


def hull(*parts: Interval) -> Interval:
    """The smallest interval around all parts."""
    lo, hi = raw_ends(parts[0])
    for part in parts[1:]:
        low, high = raw_ends(part)
        lo, hi = (low if less(low, lo) else lo), (high if less(hi, high) else hi)
    return wrapped(lo, hi)


# ------------------------------------------------------------------------- ends, signs and sizes


def raw_ends(x: Interval) -> tuple[Raw, Raw]:
    """Both bounds as raw numbers."""
    return x.lo._mpf_, x.hi._mpf_


def end_points(x: Interval) -> tuple[Interval, Interval]:
    """Both bounds as numbers known exactly."""
    return Interval(x.lo, x.lo), Interval(x.hi, x.hi)


def lower_sign(x: Interval) -> int:
    """The sign of the lower bound."""
    return sign_of(x.lo._mpf_)


def upper_sign(x: Interval) -> int:
    """The sign of the upper bound."""
    return sign_of(x.hi._mpf_)


def is_zero(x: Interval) -> bool:
    """Whether x is known to be 0."""
    return lower_sign(x) == 0 == upper_sign(x)


def holds_zero(x: Interval) -> bool:
    """Whether x may be 0."""
    return lower_sign(x) <= 0 <= upper_sign(x)


def is_whole(x: Interval) -> bool:
    """Whether x is known to be a whole number."""
    raw = x.lo._mpf_
    return x.is_point and (raw[2] >= 0 or not raw[1])


def holds_whole(x: Interval) -> bool:
    """Whether there is a whole number within the bounds."""
    lo, hi = raw_ends(x)
    return floor_of(lo) != floor_of(hi) or lo == floor_of(lo)


def size_of(x: Interval) -> int:
    """The m with |x| < 2**m throughout."""
    return max(map(magnitude, raw_ends(x)))


# --------------------------------------------------------------------------------------- constants


ZERO = from_int(0)
ONE = from_int(1)


def pi() -> Interval:
    """π."""
    bits = working_bits()
    return wrapped(libmp.mpf_pi(bits, DOWN), libmp.mpf_pi(bits, UP))


def e() -> Interval:
    """The base of the natural logarithm."""
    bits = working_bits()
    return wrapped(libmp.mpf_e(bits, DOWN), libmp.mpf_e(bits, UP))


# -------------------------------------------------------------------------------------- arithmetic


def add(x: Interval, y: Interval) -> Interval:
    """x + y."""
    bits = working_bits()
    (a, b), (c, d) = raw_ends(x), raw_ends(y)
    return bounded(libmp.mpf_add(a, c, bits, DOWN), libmp.mpf_add(b, d, bits, UP))


def sub(x: Interval, y: Interval) -> Interval:
    """x - y."""
    bits = working_bits()
    (a, b), (c, d) = raw_ends(x), raw_ends(y)
    return bounded(libmp.mpf_sub(a, d, bits, DOWN), libmp.mpf_sub(b, c, bits, UP))


def neg(x: Interval) -> Interval:
    """-x."""
    lo, hi = raw_ends(x)
    return wrapped(negative(hi), negative(lo))


def mul(x: Interval, y: Interval) -> Interval:
    """x*y."""
    if x.is_point and y.is_point:
        return _point_product(x, y)
    corners = [libmp.mpf_mul(a, b) for a, b in product(raw_ends(x), raw_ends(y))]
    return bounded(*mpf_min_max(corners))


def _point_product(x: Interval, y: Interval) -> Interval:
    exact: Raw = libmp.mpf_mul(x.lo._mpf_, y.lo._mpf_)
    return bounded(exact, exact)


def div(x: Interval, y: Interval) -> Interval:
    """x/y."""
    if is_zero(y):
        raise ZeroDivisionError("division by zero")
    if holds_zero(y):
        raise Undecided("a divisor that may be 0")
    bits = working_bits()
    if x.is_point and y.is_point:
        a, b = x.lo._mpf_, y.lo._mpf_
        return bounded(libmp.mpf_div(a, b, bits, DOWN), libmp.mpf_div(a, b, bits, UP))
    corners = list(product(raw_ends(x), raw_ends(y)))
    lows = [libmp.mpf_div(a, b, bits, DOWN) for a, b in corners]
    highs = [libmp.mpf_div(a, b, bits, UP) for a, b in corners]
    return bounded(mpf_min_max(lows)[0], mpf_min_max(highs)[1])


def unit(x: Interval, y: Interval) -> Interval:
    """x/y, but 0 where y is exactly 0 (a direction out of a vector and its length)."""
    return ZERO if is_zero(y) else div(x, y)
