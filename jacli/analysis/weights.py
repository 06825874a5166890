"""The weights of wᵀJ: those of each call of `backward`, and those of what has added up in `.grad`.

By linearity Σₖ(wₖᵀJ) = (Σₖwₖ)ᵀJ, so what accumulates is a wᵀJ itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from jacli.calculus.algebra import Rules
from jacli.errors import LimitReached, UsageError
from jacli.graph.limits import Limits
from jacli.graph.nodes import Graph
from jacli.graph.terms import Term
from jacli.language.problem import Problem
from jacli.language.values import Constant, Element, copied

Weights = Sequence[Element]
# Of a repetition every call is shown with what has accumulated.
MOST_CALLS = 1_000


def calls(problem: Problem, operation: str, shape: tuple[int, int], repeat: int, limits: Limits) -> list[Weights]:
    """The weights of each call of backward: none for a Jacobian, ones for a gradient; all of them `repeat` times.

    If the text itself makes several calls, a gradient is what these leave in `.grad`.

    `shape` is that of J. Raises UsageError where there is no call to repeat, LimitReached for too many.
    """
    rows, columns = shape
    runs: list[Weights] = list(problem.weights)
    if operation == "jacobian":
        runs = []
    elif operation in ("grad", "vjp") and not (runs and (operation == "vjp" or accumulates(problem))):
        runs = [[Fraction(1)] * rows]
    if repeat == 1:
        return runs
    if not runs:
        raise UsageError("repeat-without-weights", count=repeat)
    if len(runs) * repeat > MOST_CALLS:
        raise LimitReached("too-many-backwards", count=len(runs) * repeat, limit=MOST_CALLS)
    if len(runs) * repeat * columns > limits.entries:
        raise LimitReached("too-many-call-entries", count=len(runs) * repeat, columns=columns, limit=limits.entries)
    return runs * repeat


def accumulates(problem: Problem) -> bool:
    """Whether the text of the program makes several calls of backward."""
    return len(problem.calls) > 1


def typed_calls(problem: Problem, count: int) -> list[str]:
    """What the text calls each of `count` calls, round by round; empty if it makes none itself."""
    several = problem.calls if accumulates(problem) else ("",)
    return [several[k % len(several)] for k in range(count)]


def totals(runs: Sequence[Weights]) -> list[tuple[Element, ...]]:
    """The sum of the first run, of the first two, and so on."""
    sums: list[Counter[Constant]] = [Counter() for _ in runs[0]] if runs else []
    rational = [Fraction(0) for _ in sums]
    found = []
    for run in runs:
        for place, weight in enumerate(run):
            if isinstance(weight, Fraction):
                rational[place] += weight
            else:
                sums[place][weight] += 1
        found.append(tuple(map(_total, rational, sums)))
    return found


def added(runs: Sequence[Weights]) -> tuple[tuple[Element, ...], ...]:
    """One run that is the sum of all; none if there are none."""
    return tuple(totals(runs)[-1:])


def _total(rational: Fraction, others: Counter[Constant]) -> Element:
    """A sum of numbers, with how often each of those that are not rational occurs."""
    if not others:
        return rational
    f = Rules(Graph())
    terms = [f.constant(count) * seed(f, weight) if count > 1 else seed(f, weight) for weight, count in others.items()]
    return Constant(f.graph, f.total([*terms, *([f.constant(rational)] if rational else [])]).id)


def seed(f: Rules, weight: Element) -> Term:
    """A weight as a node of the graph."""
    if isinstance(weight, Fraction):
        return f.constant(weight)
    return f.term(copied(weight.graph, weight.node, f.graph))
