"""mpmath's raw numbers: (sign, mantissa, exponent, length of the mantissa), the ends of intervals."""

from __future__ import annotations

from fractions import Fraction

from mpmath import libmp

EXPONENT_LIMIT = 10**9
END_LIMIT = 1 << 16
LONG_BITS = 1_000
Raw = tuple[int, int, int, int]
DOWN: str = libmp.round_floor
UP: str = libmp.round_ceiling
NEAREST: str = libmp.round_nearest
RAW_ZERO: Raw = libmp.fzero
RAW_TINY: Raw = libmp.from_man_exp(1, -EXPONENT_LIMIT)


def whole(n: int) -> Raw:
    """A whole number. Zeros at the end of a long one are cut off at once, where mpmath does it a byte at a time."""
    zeros = (n & -n).bit_length() - 1 if n.bit_length() > LONG_BITS else 0
    raw: Raw = libmp.from_man_exp(n >> zeros, zeros)
    return raw


def sign_of(x: Raw) -> int:
    """-1, 0 or 1."""
    return (-1 if x[0] else 1) if x[1] else 0


def magnitude(x: Raw) -> int:
    """The m with 2**(m-1) <= |x| < 2**m; of zero, far below every other."""
    return x[2] + x[3] if x[1] else -(1 << 100)


def less(x: Raw, y: Raw) -> bool:
    """x < y."""
    return bool(libmp.mpf_lt(x, y))


def compare(x: Raw, number: int | Fraction) -> int:
    """The sign of x - number."""
    difference: Raw = libmp.mpf_sub(libmp.mpf_mul(x, whole(number.denominator)), whole(number.numerator), 10, NEAREST)
    return int(libmp.mpf_sign(difference))


def negative(x: Raw) -> Raw:
    """-x."""
    return (x[0] ^ 1, x[1], x[2], x[3]) if x[1] else x


def floor_of(x: Raw) -> Raw:
    """The largest whole number that is not above x."""
    result: Raw = libmp.mpf_floor(x)
    return result


def limited(x: Raw, direction: str) -> Raw:
    """x itself, or in that direction the nearest number within the exponent limits."""
    if abs(magnitude(x)) <= EXPONENT_LIMIT or not x[1]:
        return x
    if magnitude(x) > 0:
        raise OverflowError(f"beyond 2**{EXPONENT_LIMIT}")
    if direction == UP:
        return RAW_ZERO if x[0] else RAW_TINY
    return negative(RAW_TINY) if x[0] else RAW_ZERO


def fraction_bound(x: Raw, direction: str) -> Fraction:
    """The value of a number; of a tiny one, a bound in that direction."""
    if magnitude(x) < -END_LIMIT:
        outward = x[1] and x[0] == (direction == DOWN)
        x = (x[0], 1, -END_LIMIT, 1) if outward else RAW_ZERO
    mantissa, exponent = int(x[1]), x[2]
    value = Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)
    return -value if x[0] else value
