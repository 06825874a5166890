"""Decisions by digits alone: what bounds of hundreds of digits cannot tell from equal is taken to be equal.

Exact numbers decide whether sin(1)**2 + cos(1)**2 > 1 as long as they are short; of longer ones there are only
bounds. Every decision is recorded, so that a note can tell of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from jacli.analysis.directions import QUOTIENTS
from jacli.analysis.distances import COMPARISONS
from jacli.analysis.model import Model, point_in
from jacli.analysis.numbers import intervals_of
from jacli.analysis.records import Expression
from jacli.domains import evaluation
from jacli.domains.assumptions import Decision, record
from jacli.domains.evaluation import Failure
from jacli.domains.exact.decisions import DECISION_BITS, HOPELESS
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation

# Precisions at which numbers too long to be exact are compared with 0.
BITS = (128, 512, 4096)
COMPARED = COMPARISONS | {TABLE["count_equal"]}
STEPS = frozenset({"sign", "floor", "ceil", "round", "floordiv", "heaviside", "count_equal"})
MOD = TABLE["mod"]
# Of numbers with more bits before the point, no whole part is looked at.
LONGEST_BITS = 1 << 16


def assumed(graph: Graph, nodes: Sequence[int], inputs: Mapping[str, Any], values: dict[int, Any]) -> dict[int, Any]:
    """The values of the nodes in bounds of the working precision, with decisions where the bounds left them open.

    Nothing is decided at fewer than DECISION_BITS.
    """
    from jacli.domains.precise import working_bits

    if working_bits() < DECISION_BITS:
        return values
    tried: set[int] = set()
    while True:
        decided = {}
        for node in nodes:
            value = values[node]
            undecided = isinstance(value, Failure) and value.kind == "undecided" and value.node == node
            # What was taken over has no arguments here, and an input never has any.
            arguments = graph.arguments[node]
            if undecided and node not in tried and arguments and all(a in values for a in arguments):
                tried.add(node)
                found = _decided(graph, node, values)
                if not (isinstance(found, Failure) and found.kind == "undecided"):
                    decided[node] = found
                    record(Decision(Expression(graph, graph.first_origin(node)), proved=False))
        if not decided:
            return values
        known = {node: value for node, value in values.items() if not isinstance(value, Failure)}
        values = evaluation.evaluate(graph, nodes, inputs, evaluation.precise(), known | decided)


def decided(model: Model, nodes: Sequence[int], exact: dict[int, Any], most_bits: int) -> dict[int, Any]:
    """Exact values of the nodes where numbers too long to be exact only decide a branch or a step.

    `exact` are the values, or Failures, that exact arithmetic finds by itself.
    """
    graph, domain = model.graph, evaluation.exact()
    inputs: Mapping[str, Any] | None = None
    asked: set[int] = set()
    while True:
        unknown = [n for n in nodes if n not in asked and is_too_long(exact[n]) and _decides(graph.operations[n])]
        if not unknown:
            return exact
        asked.update(unknown)
        found = _narrowed(model, unknown, exact, most_bits, _is_known)
        known = {node: _as_exact(value) for node, value in found.items() if _is_known(value)}
        if inputs is None:
            inputs = point_in(model.problem, domain)
        kept = {node: value for node, value in exact.items() if not isinstance(value, Failure)}
        exact = evaluation.evaluate(graph, nodes, inputs, domain, kept | known)


def zeros(model: Model, nodes: Sequence[int], exact: Mapping[int, Any], most_bits: int) -> set[int]:
    """Those of the nodes that bounds do not tell from 0, where the precision may be enough to decide it.

    `exact` maps every node that they depend on to its exact value or a Failure.
    """
    found = _narrowed(model, nodes, exact, most_bits, lambda value: not _may_be_zero(value))
    return {node for node, value in found.items() if not isinstance(value, Failure) and _may_be_zero(_exactly(value))}


def _may_be_zero(value: Any) -> bool:
    return not value if isinstance(value, bool) else 0 in value


def is_too_long(value: Any) -> bool:
    """Whether exact arithmetic gave up a number for its length."""
    return isinstance(value, Failure) and value.kind in ("omitted", "undecided")


def _narrowed(
    model: Model, nodes: Sequence[int], exact: Mapping[int, Any], most_bits: int, enough: Callable[[Any], bool]
) -> dict[int, Any]:
    """Each node's bounds, or a Failure, at a precision that is enough or the highest, where digits decide."""
    from jacli.domains.precise import precision

    found: dict[int, Any] = {}
    left = list(nodes)
    for bits in BITS:
        if not left or bits > most_bits:
            break
        reached = model.graph.reached(left)
        with precision(bits):
            values = intervals_of(model, reached, exact)
            if bits == BITS[-1]:
                values = assumed(model.graph, reached, point_in(model.problem, evaluation.precise()), values)
        for node in left:
            value = values[node]
            if bits == BITS[-1] or (not isinstance(value, Failure) and enough(value)):
                found[node] = value
        left = [node for node in left if node not in found]
    return found


def _decides(row: Operation) -> bool:
    return row.kind == "condition" or row.name in STEPS


def _is_known(value: Any) -> bool:
    """Whether bounds have come down to a truth value or a single number."""
    return isinstance(value, bool) or (not isinstance(value, Failure) and value.is_point and not _is_long(value))


def _is_long(x: Any) -> bool:
    return max(x.exponents(), default=0) > LONGEST_BITS


def _as_exact(value: Any) -> Any:
    return value if isinstance(value, bool) else value.ends()[0]


def _decided(graph: Graph, node: int, values: Mapping[int, Any]) -> Any:
    """The value of a node whose arguments are what their bounds come down to."""
    from jacli.domains.precise import ZERO, div, sub

    row, several = graph.operations[node], graph.arguments[node]
    x = evaluation.counted(row, [values[a] for a in several], evaluation.precise())
    if row in QUOTIENTS:
        try:
            whole = _exactly(div(*x))
        except ArithmeticError:
            return Failure("undecided", node)
        return Failure("undecided", node) if not whole.is_point else ZERO if row is MOD else whole
    compared = [sub(xk, x[0]) for xk in x] if row in COMPARED else x
    given = dict(zip(several, map(_exactly, compared), strict=True))
    return evaluation.evaluate(graph, [node], {}, evaluation.precise(), given)[node]


def _exactly(x: Any) -> Any:
    """The half of a whole number that narrow bounds hold; what has none, or is a truth value, as it is."""
    from jacli.domains.precise import Interval, from_fraction

    if not isinstance(x, Interval) or _is_long(x):
        return x
    low, high = x.ends()
    nearest = Fraction(round(low + high), 2)
    return from_fraction(nearest) if high - low < HOPELESS and low <= nearest <= high else x
