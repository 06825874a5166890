"""Exponentials and logarithms."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from jacli.domains.exact.arithmetic import add, div, sub
from jacli.domains.exact.decisions import called, sign_of
from jacli.domains.exact.numbers import (
    ONE,
    PART_BITS,
    ZERO,
    Irrational,
    Number,
    built,
    foretell,
    largest_denominator,
    largest_part,
    log_bits,
    of_sympy,
)
from jacli.domains.exact.powers import power


def exp(x: Number) -> Number:
    """e**x."""
    if x == ZERO:
        return ONE
    if isinstance(x, Irrational):
        bits = log_bits(x.expr)
        foretell(largest_part(x.expr) * bits)
        foretell(largest_denominator(x.expr) * bits, PART_BITS)
    return called("exp", x)


def exp2(x: Number) -> Number:
    """2**x."""
    return power(Fraction(2), x)


def expm1(x: Number) -> Number:
    """exp(x) - 1."""
    return sub(exp(x), ONE)


def log(x: Number) -> Number:
    """The natural logarithm."""
    if sign_of(x) <= 0:
        raise ValueError("log is not defined here")
    return ZERO if x == ONE else built(of_sympy("log"), x)


def log1p(x: Number) -> Number:
    """log(1 + x)."""
    return log(add(ONE, x))


def log2(x: Number) -> Number:
    """The logarithm to base 2."""
    return _log_to_base(x, 2)


def log10(x: Number) -> Number:
    """The logarithm to base 10."""
    return _log_to_base(x, 10)


def _log_to_base(x: Number, base: int) -> Number:
    if isinstance(x, Fraction) and x > 0:
        exponent = _whole_log(x.numerator, base) if x.denominator == 1 else None
        if x.numerator == 1:
            inverse = _whole_log(x.denominator, base)
            exponent = None if inverse is None else -inverse
        if exponent is not None:
            return Fraction(exponent)
    return div(log(x), log(Fraction(base)))


def _whole_log(x: int, base: int) -> int | None:
    """The n with base**n = x > 0, for base 2 or 10."""
    if base == 2:
        return x.bit_length() - 1 if x & (x - 1) == 0 else None
    # 10**n has as many factors 2 as 5.
    n = (x & -x).bit_length() - 1
    return n if x.bit_length() <= 4 * n + 1 and x == 10**n else None


def logaddexp(*xs: Number) -> Number:
    """log Σ exp(xₖ)."""
    if all(x == xs[0] for x in xs):
        return add(xs[0], log(Fraction(len(xs))))
    return log(reduce(add, map(exp, xs)))
