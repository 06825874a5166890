"""Powers and roots, fractions where they come out."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import isqrt

from jacli.domains.exact.arithmetic import add, mul, neg
from jacli.domains.exact.decisions import as_whole, sign_of
from jacli.domains.exact.numbers import (
    ONE,
    PART_BITS,
    ZERO,
    Number,
    bits_of,
    built,
    expression_of,
    foretell,
    largest_denominator,
    largest_part,
    log_bits,
    part_bits,
    short,
)

# Bits of the largest rational number in an irrational exponent.
EXPONENT_BITS = 256
# Larger numbers are not asked whether they are prime.
PRIME_BITS = 64


def power(base: Number, exponent: Number) -> Number:
    """base**exponent over the reals: of a negative base only for whole exponents, 0**0 = 1."""
    whole = as_whole(exponent)
    if whole is not None:
        return _whole_power(base, whole)
    sign = sign_of(base)
    if sign < 0:
        raise ValueError("a power of a negative number with a broken exponent")
    if sign == 0:
        if sign_of(exponent) < 0:
            raise ZeroDivisionError("a negative power of 0")
        return ZERO
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        return _rational_power(base, exponent)
    return _irrational_power(base, exponent)


def _whole_power(base: Number, n: int) -> Number:
    if n == 0:
        return ONE
    if n < 0 and sign_of(base) == 0:
        raise ZeroDivisionError("a negative power of 0")
    if isinstance(base, Fraction):
        return _fraction_power(base, n)
    foretell(abs(n) * part_bits(base.expr), PART_BITS)
    return built(lambda a: a**n, base)


def _fraction_power(base: Fraction, n: int) -> Fraction:
    """A whole power, refused by its size before it is computed."""
    if abs(base) <= 1 and base.denominator == 1:
        return base if n % 2 else abs(base)
    foretell(abs(n) * (bits_of(base) - 1))
    return short(base**n)


def _rational_power(base: Fraction, exponent: Fraction) -> Number:
    """A positive fraction to a broken exponent: a fraction if the root comes out."""
    root = exact_root(base, exponent.denominator)
    if root is not None:
        return _fraction_power(root, exponent.numerator)
    foretell(abs(exponent) * bits_of(base), PART_BITS)
    if not _is_prime(base):
        # sympy gathers the primes of a base under one root: 24**(2/5) as 2**(1/5)*18**(1/5)
        foretell(exponent.denominator * bits_of(base), PART_BITS)
    return built(lambda a, b: a**b, base, exponent)


def _is_prime(x: Fraction) -> bool:
    """Whether a fraction is a prime number, or 1 over one; of large ones that is not found out."""
    if min(x.numerator, x.denominator) != 1 or bits_of(x) > PRIME_BITS:
        return False
    import sympy

    return bool(sympy.isprime(x.numerator * x.denominator))


def _irrational_power(base: Number, exponent: Number) -> Number:
    """A positive base and an irrational base or exponent."""
    if base == ONE:
        return ONE
    parts = part_bits(expression_of(base))
    if isinstance(exponent, Fraction):
        foretell(max(abs(exponent), Fraction(exponent.denominator)) * parts, PART_BITS)
    else:
        foretell(largest_part(exponent.expr) * parts, PART_BITS)
        # a**(r*log(b)/log(a)) becomes b**r
        foretell(largest_denominator(exponent.expr) * log_bits(exponent.expr), PART_BITS)
        # sympy would evaluate a**(2**(1e-200)) to ever more digits, to tell its exponent from 1
        foretell(part_bits(exponent.expr), EXPONENT_BITS)
    return built(lambda a, b: a**b, base, exponent)


def exact_root(x: Fraction, n: int) -> Fraction | None:
    """The n-th root of a positive fraction if it is a fraction."""
    p, q = _whole_root(x.numerator, n), _whole_root(x.denominator, n)
    return None if p is None or q is None else Fraction(p, q)


def _whole_root(x: int, n: int) -> int | None:
    """The n-th root of x > 0 if it is whole, by Newton's iteration from above."""
    if x == 1 or n == 1:
        return x
    if n >= x.bit_length():
        return None
    if n == 2:
        root = isqrt(x)
        return root if root * root == x else None
    root = 1 << -(-x.bit_length() // n)
    while (lower := ((n - 1) * root + x // root ** (n - 1)) // n) < root:
        root = lower
    return root if root**n == x else None


def sqrt(x: Number) -> Number:
    """The square root."""
    return _root(x, 2, "sqrt")


def cbrt(x: Number) -> Number:
    """The real cube root; cbrt(-8) = -2."""
    return neg(_root(neg(x), 3, "cbrt")) if sign_of(x) < 0 else _root(x, 3, "cbrt")


def _root(x: Number, n: int, name: str) -> Number:
    sign = sign_of(x)
    if sign < 0:
        raise ValueError(f"{name} is not defined here")
    if sign == 0:
        return ZERO
    if isinstance(x, Fraction):
        return _rational_power(x, Fraction(1, n))
    return built(lambda a: a ** expression_of(Fraction(1, n)), x)


def hypot(*xs: Number) -> Number:
    """The square root of the sum of squares."""
    return sqrt(reduce(add, [mul(x, x) for x in xs]))
