"""Questions about exact numbers: signs, order, whole parts; of irrational ones decided by intervals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jacli.domains.assumptions import Decision, record
from jacli.domains.exact.numbers import (
    SYMPY_FAULTS,
    Irrational,
    Number,
    TooLarge,
    built,
    expression_of,
    of_sympy,
    operations_of,
    part_bits,
)

if TYPE_CHECKING:
    from jacli.domains.precise import Interval

# 200 decimal digits.
DECISION_BITS = 665
# Less than this: 1e-100.
HOPELESS = 2.0**-332
# sympy asks for the sign of what it makes and evaluates it: sin(exp(exp(21))) would take a billion digits of pi.
EVALUATED_BITS = 1 << 16
# sympy's proofs of equality take time beyond this many operations.
PROOF_OPERATIONS = 12


def sign_of(x: Number) -> int:
    """-1, 0 or 1."""
    if isinstance(x, Fraction):
        return (x > 0) - (x < 0)
    interval = _narrowed(x.expr, lambda found: not _holds_zero(found), _size)
    if not _holds_zero(interval):
        return 1 if interval.lo > 0 else -1
    _call_zero(x)
    return 0


def order(x: Number, y: Number) -> int:
    """The sign of x - y."""
    return sign_of(_difference(x, y))


def _difference(x: Number, y: Number) -> Number:
    """x - y, whatever its length."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x - y
    expr = expression_of(x) - expression_of(y)
    if expr.is_Rational:
        return Fraction(int(expr.p), int(expr.q))
    return Irrational(expr, 1 + operations_of(x) + operations_of(y))


def floored(x: Number) -> int:
    """floor(x)."""
    if isinstance(x, Fraction):
        return x.numerator // x.denominator
    interval = _narrowed(x.expr, _within_a_unit, _width)
    lo, hi = interval.ends()
    n = hi.numerator // hi.denominator
    return n if lo >= n or order(x, Fraction(n)) >= 0 else n - 1


def _within_a_unit(interval: Interval) -> bool:
    if _size(interval) > 1 << 8 * DECISION_BITS:
        raise TooLarge("a whole number of too many digits")
    lo, hi = interval.ends()
    return lo.numerator // lo.denominator == hi.numerator // hi.denominator


def as_whole(x: Number) -> int | None:
    """x as a whole number, None if it is not one."""
    n = floored(x)
    return n if order(x, Fraction(n)) == 0 else None


def truth(condition: Number | bool) -> bool:
    """A truth value; a number is true if it is not 0."""
    return condition if isinstance(condition, bool) else sign_of(condition) != 0


def called(name: str, x: Number) -> Number:
    """sympy's function of that name at a number that is not so large that evaluating it takes long."""
    from jacli.domains.precise.intervals import size_of

    if isinstance(x, Irrational) and size_of(_narrowed(x.expr, lambda found: True, _width)) > EVALUATED_BITS:
        raise TooLarge("a function of a number of too many digits")
    return built(of_sympy(name), x)


# ------------------------------------------------------------------------------------- intervals


def _narrowed(expr: Any, good: Callable[[Interval], bool], error: Callable[[Interval], Any]) -> Interval:
    """Bounds that are good, or else of so many bits and so small an error that there is no hope."""
    from jacli.domains.exact.intervals import interval_of
    from jacli.domains.precise import Undecided, evaluate_adaptively, working_bits

    enough = DECISION_BITS + 2 * part_bits(expr)

    def settled(found: Interval) -> bool:
        return good(found) or (working_bits() >= enough and error(found) < HOPELESS)

    try:
        result = evaluate_adaptively(lambda: interval_of(expr), settled, bits=83, limit_bits=16 * enough)
    except (Undecided, OverflowError) as problem:
        raise TooLarge("a number whose bounds cannot be found") from problem
    if not result.good:
        raise TooLarge("a number whose bounds stay too wide")
    return result.value


def _holds_zero(interval: Interval) -> bool:
    return bool(interval.lo <= 0 <= interval.hi)


def _size(interval: Interval) -> Any:
    """A bound of |x|."""
    return max(abs(interval.lo), abs(interval.hi))


def _width(interval: Interval) -> Any:
    return interval.hi - interval.lo


def _proof_of_zero(x: Irrational) -> bool | None:
    """Whether sympy proves that x is 0, or that it is not; None where it does neither."""
    try:
        if x.expr.is_zero:
            return True
        proof: bool | None = x.expr.equals(0) if x.operations <= PROOF_OPERATIONS else None
    except SYMPY_FAULTS:
        return None
    return proof


def _call_zero(x: Irrational) -> None:
    """Decide that x is 0, unless sympy knows better."""
    proof = _proof_of_zero(x)
    if proof is False:
        raise TooLarge("a number too near to 0")
    record(Decision(x.expr, bool(proof)))
