"""From points to intervals: the image of an interval under a function whose values at points are known."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from mpmath import libmp

from jacli.domains.precise.adaptive import GUARD_BITS, Undecided, precision, working_bits
from jacli.domains.precise.intervals import (
    ZERO,
    Interval,
    bounded,
    end_points,
    hull,
    lower_sign,
    point_at,
    raw_ends,
    sub,
    wrapped,
)
from jacli.domains.precise.raw import DOWN, NEAREST, RAW_ZERO, UP, Raw, compare, magnitude, sign_of

TRUSTED_LOSS = 12


def sharp(function: Callable[[Interval], Interval]) -> Callable[[Interval], Interval]:
    """At a point, repeat with more guard bits until rounding is all that is lost."""

    @wraps(function)
    def evaluate(x: Interval) -> Interval:
        bits = working_bits()
        for extra in (GUARD_BITS, bits + GUARD_BITS, 3 * bits + GUARD_BITS, 8 * bits + GUARD_BITS):
            with precision(bits + extra):
                y = function(x)
            if not x.is_point or _correct_bits(y) > bits + 2:
                break
        return bounded(*raw_ends(y))

    return evaluate


def _correct_bits(x: Interval) -> int:
    """How many leading bits the bounds agree on, about."""
    lo, hi = raw_ends(x)
    width: Raw = libmp.mpf_sub(hi, lo, 10, UP)
    return min(magnitude(lo), magnitude(hi)) - magnitude(width) if sign_of(lo) * sign_of(hi) >= 0 else 0


def trusted(function: Callable[..., Raw]) -> Callable[[Interval], Interval]:
    """One of mpmath's functions at a point, widened by more than its error; 0 is exact."""

    def evaluate(x: Interval) -> Interval:
        bits = working_bits() + GUARD_BITS
        y = function(x.lo._mpf_, bits, NEAREST)
        if not y[1]:
            return point_at(RAW_ZERO)
        error: Raw = (0, 1, magnitude(y) - bits + TRUSTED_LOSS, 1)
        return bounded(libmp.mpf_sub(y, error, bits, DOWN), libmp.mpf_add(y, error, bits, UP))

    return evaluate


def odd(at: Callable[[Interval], Interval]) -> Callable[[Interval], Interval]:
    """An odd function at every point, out of its values at positive points."""

    def evaluate(x: Interval) -> Interval:
        sign = lower_sign(x)
        return (-at(-x) if sign < 0 else at(x)) if sign else ZERO

    return evaluate


def increasing(at: Callable[[Interval], Interval], x: Interval) -> Interval:
    """The image of x under an increasing function, given at points."""
    first, last = end_points(x)
    return at(first) if x.is_point else Interval(at(first).lo, at(last).hi)


def decreasing(at: Callable[[Interval], Interval], x: Interval) -> Interval:
    """The image of x under a decreasing function, given at points."""
    first, last = end_points(x)
    return at(first) if x.is_point else Interval(at(last).lo, at(first).hi)


def mean_value(at: Callable[[Interval], Interval], x: Interval, slope: Interval) -> Interval:
    """f(m) ± slope*(half the width of x), where |f'| <= slope throughout x and m is its middle."""
    if x.is_point:
        return at(x)
    lo, hi = raw_ends(x)
    middle = point_at(libmp.mpf_shift(libmp.mpf_add(lo, hi, working_bits() + GUARD_BITS, NEAREST), -1))
    reach = slope * hull(sub(Interval(x.hi, x.hi), middle), sub(middle, Interval(x.lo, x.lo)))
    return at(middle) + hull(reach, -reach)


def within(x: Interval, lowest: int | None, highest: int | None, name: str) -> None:
    """Raise ValueError if x lies outside [lowest, highest], Undecided if part of it does."""
    lo, hi = raw_ends(x)
    if (lowest is not None and compare(hi, lowest) < 0) or (highest is not None and compare(lo, highest) > 0):
        raise ValueError(f"{name} is not defined here")
    if (lowest is not None and compare(lo, lowest) < 0) or (highest is not None and compare(hi, highest) > 0):
        raise Undecided(f"{name} at the end of its domain")


def almost_one() -> Interval:
    """What is below 1 by less than the working precision shows."""
    return wrapped(libmp.mpf_sub(libmp.fone, (0, 1, -working_bits(), 1)), libmp.fone)
