"""What an exact number is: a fraction, or a sympy number once irrational; how long either may grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jacli.graph.limits import Limits

OPERATIONS = 30
# The digits of a bit, as a fraction of integers: a limit may be beyond all floats.
DIGITS_OF_A_BIT = Fraction("0.30103")
# The rational numbers inside an irrational one: a thousand digits.
PART_BITS = 3322
# What sympy raises, besides errors of arithmetic, where it comes upon a number too large for it, such as
# asin(sin(10**200)), a constant without a value, or too deep a nest; and all that it raises there.
SYMPY_FAULTS = (AttributeError, LookupError, MemoryError, RuntimeError, TypeError)
SYMPY_FAILS = (*SYMPY_FAULTS, ArithmeticError, ValueError)
# The bits of a fraction, as `fractions_up_to` allows them.
_fraction_bits = ContextVar("fraction_bits", default=int(Limits().digits / DIGITS_OF_A_BIT))


class TooLarge(ArithmeticError):
    """An exact number that would be too long to read."""


@dataclass(frozen=True, slots=True)
class Irrational:
    """A real number as a sympy expression, built by so many operations."""

    expr: Any
    operations: int


Number = Fraction | Irrational
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)

# ---------------------------------------------------------------------------------------- sizes


@contextmanager
def fractions_up_to(digits: int) -> Iterator[None]:
    """A block in which numerators and denominators may have so many digits."""
    before = _fraction_bits.set(int(digits / DIGITS_OF_A_BIT))
    try:
        yield
    finally:
        _fraction_bits.reset(before)


def bits_of(x: Fraction) -> int:
    """The length of the numerator or the denominator, whichever is longer."""
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def short(x: Fraction) -> Fraction:
    """x, if it is not too long."""
    if bits_of(x) > _fraction_bits.get():
        raise TooLarge("a fraction of too many digits")
    return x


def foretell(bits: int | Fraction, limit: int | None = None) -> None:
    """Refuse a result of about so many bits: more than the limit, or than a fraction may have."""
    if bits > (_fraction_bits.get() if limit is None else limit):
        raise TooLarge("a number of too many digits")


def part_bits(expr: Any) -> int:
    """The length of the longest rational number in a sympy expression."""
    import sympy

    return max((max(abs(r.p).bit_length(), r.q.bit_length()) for r in expr.atoms(sympy.Rational)), default=0)


def largest_part(expr: Any) -> int:
    """At least the size of the largest rational number in a sympy expression."""
    import sympy

    return max((abs(r.p) // r.q + 1 for r in expr.atoms(sympy.Rational)), default=1)


def largest_denominator(expr: Any) -> int:
    """The largest denominator of a rational number in a sympy expression."""
    import sympy

    return max((int(r.q) for r in expr.atoms(sympy.Rational)), default=1)


def log_bits(expr: Any) -> int:
    """The length of the longest rational number under a log; sympy multiplies exp(n*log(2)) out."""
    import sympy

    return max((part_bits(found) for found in expr.atoms(sympy.log)), default=0)


# --------------------------------------------------------------------------- to and from sympy


def expression_of(x: Number) -> Any:
    """The sympy number."""
    if isinstance(x, Irrational):
        return x.expr
    import sympy

    foretell(bits_of(x), PART_BITS)
    return sympy.Rational(x.numerator, x.denominator)


def operations_of(x: Number) -> int:
    """How many operations built x, none if it is a fraction."""
    return x.operations if isinstance(x, Irrational) else 0


def built(build: Callable[..., Any], *xs: Number, cost: int = 1) -> Number:
    """build(*expressions), a Fraction if sympy finds it rational."""
    operations = cost + sum(map(operations_of, xs))
    if operations > OPERATIONS:
        raise TooLarge("an exact number of too many operations")
    try:
        made = build(*map(expression_of, xs))
    except SYMPY_FAULTS as fault:
        raise TooLarge("a number that sympy cannot build") from fault
    return _settled(made, operations)


def _settled(expr: Any, operations: int) -> Number:
    import sympy

    if expr.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo) or expr.is_real is False:
        raise ValueError("not a real number")
    if expr.has(sympy.I, sympy.Float):
        raise TooLarge("a real number that sympy writes with i")
    if expr.is_Rational:
        return short(Fraction(int(expr.p), int(expr.q)))
    foretell(part_bits(expr), PART_BITS)
    return Irrational(expr, operations)


def from_sympy(expr: Any) -> Number:
    """A real number that sympy found, as an exact number."""
    parts = [expr]
    for part in parts:
        parts.extend(part.args)
        if len(parts) > 4 * OPERATIONS:
            raise TooLarge("an exact number of too many operations")
    return _settled(expr, sum(1 for part in parts if part.args))


def of_sympy(name: str) -> Callable[..., Any]:
    """sympy's function of that name, imported when it is first called."""

    def build(*args: Any) -> Any:
        import sympy

        import jacli.domains.sympy_digits  # noqa: F401  sympy finds signs with it

        return getattr(sympy, name)(*args)

    return build


def pi() -> Irrational:
    """π."""
    import sympy

    return Irrational(sympy.pi, 0)


def e() -> Irrational:
    """The base of the natural logarithm."""
    import sympy

    return Irrational(sympy.E, 0)
