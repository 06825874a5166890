"""Values put in the place of a subexpression that has none at the point but tends to one there.

`GRAFT` is the row of such a node: a product of limits, each along an input of its own, and of regular factors.
`FIXED` is a number that stays what it is. Both hold exact numbers in their parameter; no text can say either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import mul, truediv
from typing import Any

from jacli.domains import exact
from jacli.domains.evaluation import UNASSIGNED, float_of
from jacli.domains.exact import Number
from jacli.graph.operation import Operation


@dataclass(frozen=True, eq=False, slots=True)
class Graft:
    """What a node is near the point: ∏ (limitₖ + slopeₖ·(inputₖ − its value)) · ∏ regular**exponent.

    The arguments are the inputs, one per limit, then the regular factors, whose exponents are 1 or −1. A slope is
    None where there is none.
    """

    limits: tuple[Number, ...]
    slopes: tuple[Number | None, ...]
    exponents: tuple[int, ...] = ()


def _partials(f: Any, y: Any, *x: Any) -> list[Any]:
    graft: Graft = y.parameter
    regular = list(zip(x[len(graft.limits) :], graft.exponents, strict=True))
    factors = [_fixed(f, x[0], limit) for limit in graft.limits] + [r if e > 0 else 1 / r for r, e in regular]
    slopes = [_slope(f, x[0], slope) for slope in graft.slopes]
    slopes += [f.constant(1) if e > 0 else -1 / (r * r) for r, e in regular]
    return [reduce(f.mul, [*factors[:k], *factors[k + 1 :]], slope) for k, slope in enumerate(slopes)]


def _fixed(f: Any, x: Any, number: Number) -> Any:
    return f.constant(number) if isinstance(number, Fraction) else f.node(FIXED, x, parameter=number)


def _slope(f: Any, x: Any, slope: Number | None) -> Any:
    """The slope, or a node that has no value."""
    return f.node(UNASSIGNED) if slope is None else _fixed(f, x, slope)


def _product(
    number: Callable[[Number], Any], times: Callable[..., Any], over: Callable[..., Any]
) -> Callable[..., Any]:
    def evaluate(*arguments: Any) -> Any:
        *values, graft = arguments
        found = reduce(times, map(number, graft.limits))
        for factor, exponent in zip(values[len(graft.limits) :], graft.exponents, strict=True):
            found = times(found, factor) if exponent > 0 else over(found, factor)
        return found

    return evaluate


def as_interval(number: Number) -> Any:
    """Bounds of the number at the working precision."""
    from jacli.domains.exact.intervals import to_interval

    return to_interval(number)


def as_float(number: Number) -> float:
    """The nearest float, or one beside it."""
    if isinstance(number, Fraction):
        return float_of(number)
    low, high = as_interval(number).ends()
    return float_of((low + high) / 2)


def exact_fixed(x: Any, number: Number) -> Number:  # noqa: ARG001
    """The number."""
    return number


def precise_fixed(x: Any, number: Number) -> Any:  # noqa: ARG001
    """Bounds of the number."""
    return as_interval(number)


def plain_fixed(x: Any, number: Number) -> float:  # noqa: ARG001
    """The number as a float."""
    return as_float(number)


exact_product = _product(lambda number: number, exact.mul, exact.div)
precise_product = _product(as_interval, mul, truediv)
plain_product = _product(as_float, mul, truediv)


def _row(name: str, kind: str, signature: str, partials: Sequence[Any]) -> Operation:
    return Operation(
        name,
        "pointwise",
        signature,
        partials=tuple(partials),
        plain=f"grafts.plain_{kind}",
        exact=f"grafts.exact_{kind}",
        precise=f"grafts.precise_{kind}",
    )


GRAFT = _row("limit", "product", "*x", [_partials])
FIXED = _row("number", "fixed", "x", [None])
