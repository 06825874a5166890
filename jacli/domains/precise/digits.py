"""Intervals as floats and as decimal digits: only what is known to the last place."""

from __future__ import annotations

from decimal import Decimal

from mpmath import libmp

from jacli.domains.precise.adaptive import precision
from jacli.domains.precise.intervals import (
    Interval,
    from_int,
    is_whole,
    is_zero,
    lower_sign,
    point_at,
    raw_ends,
    size_of,
    upper_sign,
)
from jacli.domains.precise.powers import whole_power
from jacli.domains.precise.raw import NEAREST, Raw, less, magnitude

# Numbers with larger exponents are not written out as whole numbers on the way to their digits.
EXACT_TEXT_BITS = 1 << 20
SMALLEST_DOUBLE, LARGEST_DOUBLE = 5e-324, 1.7976931348623157e308


def to_float(x: Interval) -> float | None:
    """The double nearest to the true value (±inf beyond the largest); None if the bounds leave it open."""
    lo, hi = map(_nearest_double, raw_ends(x))
    return lo if lo == hi else None


def signed_double(x: Interval) -> float | None:
    """A finite double near the true value, 0 only for 0; None if the bounds leave the sign open."""
    sign = lower_sign(x)
    if sign != upper_sign(x):
        return None
    size = abs(_nearest_double(raw_ends(x)[0]))
    return sign * min(max(size, SMALLEST_DOUBLE), LARGEST_DOUBLE) if sign else 0.0


def _nearest_double(x: Raw) -> float:
    sign, mantissa, exponent, _ = x
    size = magnitude(x)
    if not mantissa or size < -1100:
        return 0.0
    try:
        if size > 1100:
            raise OverflowError
        # Division of whole numbers rounds correctly, also among subnormals.
        value = (mantissa << max(exponent, 0)) / (1 << max(-exponent, 0))
    except OverflowError:
        value = float("inf")
    # A sum with 0.0 turns -0.0 into 0.0.
    return (-value if sign else value) + 0.0


def to_digits(x: Interval, n: int) -> str | None:
    """The true value rounded to n significant digits; None if the bounds leave them open.

    Whole numbers known exactly are not padded: "18". Exponents appear as in Python's floats, for sizes below 1e-4
    or from 1e16 on (from n digits on, if that comes first; a whole number is written out up to n digits).
    """
    if is_zero(x):
        return "0"
    if lower_sign(x) * upper_sign(x) <= 0:
        return None
    lo, hi = (_decimal_digits(end, n) for end in raw_ends(x))
    if lo is None or lo != hi:
        return None
    minus = "-" if lower_sign(x) < 0 else ""
    return minus + (_whole_text(x, lo, n) or _padded_text(*lo, n))


def _decimal_digits(x: Raw, n: int) -> tuple[int, int] | None:
    """(d, k) with |x| = d * 10**(k-n+1) after rounding to n digits, halves to even; None if not found out."""
    _, mantissa, exponent, _ = x
    if abs(exponent) <= EXACT_TEXT_BITS:
        return _exact_digits(mantissa << max(exponent, 0), 1 << max(-exponent, 0), magnitude(x), n)
    return _estimated_digits(point_at((0, *x[1:])), n)


def _decimal_size(binary_size: int) -> int:
    """floor(log10) of a number between 2**(size-1) and 2**size, or one less."""
    return (binary_size - 1) * 30102999566398 // 10**14


def _exact_digits(p: int, q: int, size: int, n: int) -> tuple[int, int]:
    """The n digits of p/q."""
    k = _decimal_size(size)
    if p * 10 ** max(-k - 1, 0) >= q * 10 ** max(k + 1, 0):
        k += 1
    shift = n - 1 - k
    digits, rest = divmod(p * 10 ** max(shift, 0), divisor := q * 10 ** max(-shift, 0))
    if 2 * rest > divisor or (2 * rest == divisor and digits % 2):
        digits += 1
    return (digits // 10, k + 1) if digits == 10**n else (digits, k)


def _estimated_digits(x: Interval, n: int) -> tuple[int, int] | None:
    """The n digits of a point so large or small that writing it out would be slow."""
    k = _decimal_size(size_of(x))
    try:
        with precision(4 * n + 64):
            scaled = x * whole_power(from_int(10), libmp.from_int(n - 1 - k))
    except OverflowError:  # at the edge of all exponents
        return None
    if not less(scaled.hi._mpf_, libmp.from_int(10**n)):
        k += 1
        with precision(4 * n + 64):
            scaled = scaled / 10
    low, high = (libmp.to_int(end, NEAREST) for end in raw_ends(scaled))
    if low != high:
        return None
    return (low // 10, k + 1) if low == 10**n else (low, k)


def _digit_text(d: int) -> str:
    """The digits of a whole number of any length; Python's own `str` stops at 4,300."""
    return str(Decimal(d))


def _whole_text(x: Interval, digits: tuple[int, int], n: int) -> str | None:
    """The text of a point that is whole and has at most n digits before its zeros; else None."""
    if not is_whole(x) or abs(x.lo._mpf_[2]) > EXACT_TEXT_BITS:
        return None
    d, k = digits
    number = abs(libmp.to_int(x.lo._mpf_))
    if number * 10 ** max(n - 1 - k, 0) != d * 10 ** max(k - n + 1, 0):
        return None
    return _digit_text(number) if k < max(n, 16) else _scientific(_digit_text(d).rstrip("0"), k)


def _padded_text(d: int, k: int, n: int) -> str:
    text = _digit_text(d)
    if not -5 < k < min(n, 16):
        return _scientific(text, k)
    if k < 0:
        return "0." + "0" * (-k - 1) + text
    return text if k == n - 1 else f"{text[: k + 1]}.{text[k + 1 :]}"


def _scientific(text: str, k: int) -> str:
    mantissa = text if len(text) == 1 else f"{text[0]}.{text[1:]}"
    return f"{mantissa}e{k:+03d}"
