"""Decisions by digits alone: what bounds of hundreds of digits cannot tell from equal is taken to be equal.

Exact numbers decide whether sin(1)**2 + cos(1)**2 > 1 as long as they are short; of longer ones there are only
bounds. Every decision is recorded, so that a note can tell of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from jacli.analysis.model import Model, point_in
from jacli.analysis.numbers import intervals_of
from jacli.analysis.records import Expression
from jacli.domains import evaluation
from jacli.domains.assumptions import Decision, record
from jacli.domains.evaluation import Failure
from jacli.domains.exact.decisions import DECISION_BITS, HOPELESS
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph

# Precisions at which numbers too long to be exact are compared with 0.
BITS = (128, 512, 4096)
COMPARED = frozenset(TABLE[name] for name in ("lt", "le", "gt", "ge", "eq", "ne", "count_equal"))
MOD = TABLE["mod"]
QUOTIENTS = frozenset({MOD, TABLE["floordiv"]})


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
            if undecided and node not in tried:
                tried.add(node)
                found = _decided(graph, node, values)
                if not (isinstance(found, Failure) and found.kind == "undecided"):
                    decided[node] = found
                    record(Decision(Expression(graph, _typed(graph, node)), proved=False))
        if not decided:
            return values
        known = {node: value for node, value in values.items() if not isinstance(value, Failure)}
        values = evaluation.evaluate(graph, nodes, inputs, evaluation.precise(), known | decided)


def zeros(model: Model, nodes: Sequence[int], exact: Mapping[int, Any], most_bits: int) -> set[int]:
    """Those of the nodes that bounds do not tell from 0, where the precision may be enough to decide it.

    `exact` maps every node that they depend on to its exact value or a Failure.
    """
    from jacli.domains.precise import precision

    left = list(nodes)
    for bits in BITS:
        if not left or bits > most_bits:
            return set()
        reached = model.graph.reached(left)
        with precision(bits):
            found = intervals_of(model, reached, exact)
            if bits == BITS[-1]:
                found = assumed(model.graph, reached, point_in(model.problem, evaluation.precise()), found)
        left = [node for node in left if isinstance(found[node], Failure) or 0 in found[node]]
    return {node for node in left if not isinstance(found[node], Failure) and 0 in _exactly(found[node])}


def _typed(graph: Graph, node: int) -> int:
    """The node of the program that a node was made for."""
    while graph.origins[node] >= 0:
        node = graph.origins[node]
    return node


def _decided(graph: Graph, node: int, values: Mapping[int, Any]) -> Any:
    """The value of a node whose arguments are what their bounds come down to."""
    from jacli.domains.precise import ZERO, div, sub

    row, several = graph.operations[node], graph.arguments[node]
    x = [values[a] for a in several]
    if row in QUOTIENTS:
        whole = _exactly(div(*x))
        return Failure("undecided", node) if not whole.is_point else ZERO if row is MOD else whole
    compared = [sub(xk, x[0]) for xk in x] if row in COMPARED else x
    given = dict(zip(several, map(_exactly, compared), strict=True))
    return evaluation.evaluate(graph, [node], {}, evaluation.precise(), given)[node]


def _exactly(x: Any) -> Any:
    """The half of a whole number that narrow bounds hold; what has none, or is a truth value, as it is."""
    from jacli.domains.precise import Interval, from_fraction

    if not isinstance(x, Interval):
        return x
    low, high = x.ends()
    nearest = Fraction(round(low + high), 2)
    return from_fraction(nearest) if high - low < HOPELESS and low <= nearest <= high else x
