"""Exponentials and logarithms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from mpmath import libmp

from jacli.domains.precise.adaptive import GUARD_BITS, Undecided, precision, working_bits
from jacli.domains.precise.images import increasing, sharp, trusted
from jacli.domains.precise.intervals import (
    ONE,
    ZERO,
    Interval,
    add,
    bounded,
    end_points,
    from_int,
    hull,
    is_zero,
    lower_sign,
    point_at,
    raw_ends,
    upper_sign,
    wrapped,
)
from jacli.domains.precise.raw import EXPONENT_LIMIT, NEAREST, RAW_TINY, RAW_ZERO, compare, floor_of, magnitude

# exp of a larger argument leaves 2**EXPONENT_LIMIT.
EXP_ARGUMENT_BITS = 31


def exp(x: Interval) -> Interval:
    """e**x."""
    return increasing(_exp_at, x)


def _exp_at(x: Interval) -> Interval:
    if magnitude(x.lo._mpf_) > EXP_ARGUMENT_BITS:
        if upper_sign(x) > 0:
            raise OverflowError(f"beyond 2**{EXPONENT_LIMIT}")
        return wrapped(RAW_ZERO, RAW_TINY)
    return ONE if is_zero(x) else trusted(libmp.mpf_exp)(x)


def exp2(x: Interval) -> Interval:
    """2**x."""
    return increasing(_exp2_at, x)


@sharp
def _exp2_at(x: Interval) -> Interval:
    if magnitude(x.lo._mpf_) > EXP_ARGUMENT_BITS:
        return _exp_at(x)
    whole = libmp.to_int(floor_of(x.lo._mpf_))
    rest = exp(_less_whole(x, whole) * log(from_int(2)))
    lo, hi = raw_ends(rest)
    return bounded(libmp.mpf_shift(lo, whole), libmp.mpf_shift(hi, whole))


def _less_whole(x: Interval, n: int) -> Interval:
    """x - n of a point, without rounding."""
    return point_at(libmp.mpf_sub(x.lo._mpf_, libmp.from_int(n)))


def expm1(x: Interval) -> Interval:
    """exp(x) - 1, with all digits near 0."""
    return increasing(_expm1_at, x)


@sharp
def _expm1_at(x: Interval) -> Interval:
    if magnitude(x.lo._mpf_) < -working_bits():
        # x <= exp(x) - 1 <= x + x**2 for |x| <= 1
        return hull(x, x + x * x)
    return exp(x) - 1


def log(x: Interval) -> Interval:
    """The natural logarithm."""
    _positive(x, "log")
    return increasing(trusted(libmp.mpf_log), x)


def _positive(x: Interval, name: str) -> None:
    if upper_sign(x) <= 0:
        raise ValueError(f"{name} is not defined here")
    if lower_sign(x) <= 0:
        raise Undecided(f"{name} of what may not be positive")


def log1p(x: Interval) -> Interval:
    """log(1 + x), with all digits near 0."""
    if compare(x.hi._mpf_, -1) <= 0:
        raise ValueError("log1p is not defined here")
    if compare(x.lo._mpf_, -1) <= 0:
        raise Undecided("log1p of what may not be above -1")
    return increasing(_log1p_at, x)


@sharp
def _log1p_at(x: Interval) -> Interval:
    if magnitude(x.lo._mpf_) < -working_bits():
        # x - x**2 <= log(1 + x) <= x for |x| <= 1/2
        return hull(x, x - x * x)
    return log(x + 1)


def log2(x: Interval) -> Interval:
    """The logarithm to base 2; exact at powers of 2."""
    _positive(x, "log2")
    return increasing(_log2_at, x)


def _log2_at(x: Interval) -> Interval:
    raw = x.lo._mpf_
    return from_int(raw[2]) if raw[1] == 1 else _quotient_of_logs(x, 2)


def log10(x: Interval) -> Interval:
    """The logarithm to base 10; exact at powers of 10 from 1 on."""
    _positive(x, "log10")
    return increasing(_log10_at, x)


def _log10_at(x: Interval) -> Interval:
    y = _quotient_of_logs(x, 10)
    nearest = libmp.to_int(y.lo._mpf_, NEAREST)
    if 0 <= nearest <= working_bits() and compare(x.lo._mpf_, 10**nearest) == 0:
        return from_int(nearest)
    return y


def _quotient_of_logs(x: Interval, base: int) -> Interval:
    with precision(working_bits() + GUARD_BITS):
        y = log(x) / log(from_int(base))
    return bounded(*raw_ends(y))


def logaddexp(*xs: Interval) -> Interval:
    """log Σ exp(xₖ); increasing in every argument."""
    lows, highs = zip(*(end_points(x) for x in xs), strict=True)
    return Interval(_log_sum(lows).lo, _log_sum(highs).hi)


def softplus(x: Interval) -> Interval:
    """log(1 + exp(x)), with all digits for negative x."""
    return logaddexp(ZERO, x)


def _log_sum(points: Sequence[Interval]) -> Interval:
    ordered = sorted(points, key=lambda x: x.lo)
    # Sharp in the largest; it loses digits only where the sum is near 1.
    return sharp(lambda top: _shifted_sum(top, ordered[:-1]))(ordered[-1])


def _shifted_sum(top: Interval, others: Sequence[Interval]) -> Interval:
    if not others:
        return top
    return top + log1p(reduce(add, [exp(x - top) for x in others]))
