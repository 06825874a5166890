"""What a quantity does towards a point from one side, and exact numbers as entries."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from jacli.analysis.numbers import VALUE_DIGITS, of_fraction
from jacli.analysis.records import Entry, Request
from jacli.domains import exact
from jacli.domains.exact import Number

INFINITY = float("inf")
NAN = float("nan")
MOST_BITS = 1 << 16


@dataclass(frozen=True, eq=False, slots=True)
class Tendency:
    """What a quantity does towards the point from one side.

    absent: it does not exist there; unknown: that was not found out; finite: `value` is its limit; infinite: ±∞ by
    `sign`; jump: a quotient that is infinite because the value tends to another one than that at the point.
    """

    kind: Literal["absent", "unknown", "finite", "infinite", "jump"]
    value: Number | None = None
    sign: int = 0

    @property
    def is_finite(self) -> bool:
        """Whether there is a finite limit."""
        return self.kind == "finite"

    @property
    def is_infinite(self) -> bool:
        """Whether it grows without end, or its value jumps."""
        return self.kind in ("infinite", "jump")


UNKNOWN, ABSENT = Tendency("unknown"), Tendency("absent")


def common(left: Tendency, right: Tendency) -> Number | None:
    """The finite limit from both sides, or from the only side on which there is anything."""
    if left.kind == "absent" and right.is_finite:
        return right.value
    if right.kind == "absent" and left.is_finite:
        return left.value
    if left.is_finite and right.is_finite and equal(left.value, right.value):
        return left.value
    return None


def equal(a: Number | None, b: Number | None) -> bool | None:
    """Whether two exact numbers are equal; None if that cannot be told."""
    if a is None or b is None:
        return None
    try:
        return exact.eq(a, b)
    except ArithmeticError:
        return None


def entry_of(number: Number, request: Request) -> Entry:
    """An exact number as the entry that the request asks for."""
    if isinstance(number, Fraction):
        entry = of_fraction(number, request.digits)
        return Entry(value=entry.value, decimal=entry.decimal) if request.numeric else entry
    value, decimal = _rounded(number, request.digits)
    return Entry(exact=None if request.numeric else number.expr, value=value, decimal=decimal)


def entry_towards(side: Tendency, request: Request) -> Entry | None:
    """A limit as an entry; None where there is none."""
    if side.value is not None:
        return entry_of(side.value, request)
    return Entry(value=side.sign * INFINITY) if side.is_infinite else None


def _rounded(number: Number, digits: int | None) -> tuple[float, str | None]:
    """The nearest double, and the digits asked for."""
    from jacli.domains import precise
    from jacli.domains.exact.intervals import to_interval

    bits = 128 if digits is None else int(digits * 3.33) + 96
    while bits <= MOST_BITS:
        with precise.precision(bits), suppress(precise.Undecided):
            bounds = to_interval(number)
            value = precise.to_float(bounds)
            decimal = None if digits is None else precise.to_digits(bounds, digits)
            if value is not None and (digits is None or decimal is not None):
                return value, decimal if abs(value) < INFINITY else decimal or _text(number)
        bits *= 2
    return NAN, None


def _text(number: Number) -> str | None:
    """The digits of a number beyond a double."""
    return _rounded(number, VALUE_DIGITS)[1]
