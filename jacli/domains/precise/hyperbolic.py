"""The hyperbolic functions and their inverses."""

from __future__ import annotations

from mpmath import libmp

from jacli.domains.precise.adaptive import Undecided, working_bits
from jacli.domains.precise.exponentials import exp, expm1, log1p
from jacli.domains.precise.images import almost_one, increasing, odd, sharp, within
from jacli.domains.precise.intervals import ONE, Interval
from jacli.domains.precise.powers import sqrt
from jacli.domains.precise.raw import compare, less
from jacli.domains.precise.selections import abs_


def sinh(x: Interval) -> Interval:
    """The hyperbolic sine."""
    return increasing(odd(_sinh_at), x)


@sharp
def _sinh_at(x: Interval) -> Interval:
    u = expm1(x)
    return (u + u / (u + 1)) / 2


def cosh(x: Interval) -> Interval:
    """The hyperbolic cosine."""
    return increasing(_cosh_at, abs_(x))


@sharp
def _cosh_at(x: Interval) -> Interval:
    u = exp(x)
    return (u + ONE / u) / 2


def tanh(x: Interval) -> Interval:
    """The hyperbolic tangent."""
    return increasing(odd(_tanh_at), x)


@sharp
def _tanh_at(x: Interval) -> Interval:
    if less(libmp.from_int(working_bits()), x.lo._mpf_):
        # 1 - tanh(x) < 2*exp(-2*x)
        return almost_one()
    u = expm1(x * 2)
    return u / (u + 2)


def asinh(x: Interval) -> Interval:
    """The inverse of sinh."""
    return increasing(odd(_asinh_at), x)


@sharp
def _asinh_at(x: Interval) -> Interval:
    square = x * x
    return log1p(x + square / (ONE + sqrt(ONE + square)))


def acosh(x: Interval) -> Interval:
    """The inverse of cosh on [0, ∞)."""
    within(x, 1, None, "acosh")
    return increasing(_acosh_at, x)


@sharp
def _acosh_at(x: Interval) -> Interval:
    return log1p((x - 1) + sqrt((x - 1) * (x + 1)))


def atanh(x: Interval) -> Interval:
    """The inverse of tanh, on (-1, 1)."""
    within(x, -1, 1, "atanh")
    size = abs_(x)
    if compare(size.lo._mpf_, 1) >= 0:
        raise ValueError("atanh is infinite here")
    if compare(size.hi._mpf_, 1) >= 0:
        raise Undecided("atanh where it may be infinite")
    return increasing(odd(_atanh_at), x)


@sharp
def _atanh_at(x: Interval) -> Interval:
    return log1p((x * 2) / (ONE - x)) / 2
