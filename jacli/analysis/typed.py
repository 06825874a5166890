"""Numbers that were typed, as entries: of the point and of the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from jacli.analysis.model import number_in
from jacli.analysis.numbers import of_fraction, plain_number, rounded_constant
from jacli.analysis.records import Entry, Part, Request, Run
from jacli.analysis.weights import typed_calls
from jacli.domains import evaluation
from jacli.domains.lowering import flat_names

if TYPE_CHECKING:
    from jacli.language.problem import Problem
    from jacli.language.values import Element


def point_entries(problem: Problem, request: Request) -> dict[str, Entry] | None:
    """The point by flat name, None without one."""
    if problem.point is None:
        return None
    return {
        flat: typed_entry(element, request)
        for name, value in problem.point.items()
        for flat, element in zip(flat_names(name, value.shape), value.elements, strict=True)
    }


def weight_entries(weights: Sequence[Element], request: Request) -> tuple[Entry, ...]:
    """Weights as entries."""
    return tuple(typed_entry(weight, request) for weight in weights)


def run_records(
    problem: Problem, runs: Sequence[Sequence[Element]], parts: Mapping[str, Part], request: Request
) -> tuple[Run, ...]:
    """A record per call of backward, if there are several; `parts` has each result and what has accumulated."""
    if len(runs) < 2:
        return ()
    return tuple(
        Run(weight_entries(weights, request), parts[f"run {k}"], parts[f"accumulated {k}" if k else "run 0"], call)
        for k, (weights, call) in enumerate(zip(runs, typed_calls(problem, len(runs)), strict=True))
    )


def typed_entry(element: Element, request: Request) -> Entry:
    """A number that was typed, as an entry."""
    if isinstance(element, Fraction):
        return of_fraction(element)
    if request.numeric:
        return plain_number(element)
    exact = number_in(element, evaluation.exact())
    if isinstance(exact, Fraction):
        return of_fraction(exact)
    return rounded_constant(element, getattr(exact, "expr", None), request.digits)
