"""Numbers of many digits side by side: what an entry is to 40 digits, and how far apart two such numbers are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import isfinite
from typing import Any

from mpmath import mp, mpf, workdps

from jacli.analysis.model import Model
from jacli.analysis.numbers import numbers
from jacli.analysis.records import Entry, Request
from jacli.domains.precise import Interval
from jacli.graph.limits import Limits
from jacli.language.problem import Problem

# Digits of the numbers that are compared, and of the arithmetic that compares them.
DIGITS = 40
WORKING_DIGITS = 80
# Relative; far below what a float could show.
TOLERANCE = 1e-20
# A double that is right to all its digits has this many.
FLOAT_DIGITS = 16

# An mpmath number; None: there is no finite one, or of claims, none that is known.
Real = Any


def number_of(entry: Entry) -> Real | None:
    """The entry's value to 40 digits; None where it is undefined, infinite or undecided."""
    if isinstance(entry.exact, Fraction):
        return of_fraction(entry.exact)
    text = entry.decimal
    if text is None or text.strip("+-0123456789.e"):
        return mpf(0) if text is None and entry.value == 0 else None
    with workdps(WORKING_DIGITS):
        return mpf(text)


def extended_of(entry: Entry) -> Real | None:
    """The entry's value to 40 digits, ±inf where it is infinite, nan where it is undefined; None where undecided."""
    if entry.value is not None and not isfinite(entry.value) and entry.decimal is None:
        return mpf(entry.value)
    return number_of(entry)


def of_fraction(value: Fraction) -> Real:
    """A fraction to the working digits."""
    with workdps(WORKING_DIGITS):
        return mpf(value.numerator) / mpf(value.denominator)


def middle(interval: Interval) -> Real:
    """The middle of an interval, to the working digits."""
    with workdps(WORKING_DIGITS):
        return (interval.lo + interval.hi) / 2


def width(interval: Interval) -> Real:
    """How far the bounds are apart."""
    with workdps(WORKING_DIGITS):
        return interval.hi - interval.lo


def relative_error(a: Real, b: Real, scale: Real = 1) -> float:
    """|a − b| over the larger of both; where one of them is 0, over `scale`."""
    with workdps(WORKING_DIGITS):
        if a == b:
            return 0.0
        largest = max(abs(a), abs(b)) if a and b else scale
        return float(abs(a - b) / largest)


def digits_right(value: float | None, true: Real) -> int:
    """How many significant decimal digits of a float are those of the true number, 0 to 16."""
    if value is None or not isfinite(value):
        return 0
    error = relative_error(mpf(value), true)
    if error < 10.0**-FLOAT_DIGITS or mpf(value) == mpf(float(true)):
        return FLOAT_DIGITS
    return max(0, min(FLOAT_DIGITS, int(-mp.log10(error))))


def entries_at(model: Model, problem: Problem, nodes: list[int], limits: Limits) -> list[Entry]:
    """The nodes' entries at the point of a problem of the same program, to 40 digits."""
    moved = replace(model, problem=problem)
    found = numbers(moved, nodes, Request(formulas=False, digits=DIGITS, limits=limits)).entries
    return [found[node] for node in nodes]


def values_at(model: Model, problem: Problem, nodes: list[int], limits: Limits) -> list[Real | None]:
    """The nodes' values at the point of a problem of the same program, to 40 digits."""
    return list(map(number_of, entries_at(model, problem, nodes, limits)))
