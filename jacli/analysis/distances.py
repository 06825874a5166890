"""How far a program's steps are from their kinks."""

from __future__ import annotations

from collections.abc import Iterator

from jacli.analysis.model import Model
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import active_nodes
from jacli.graph.functions import TABLE

COMPARISONS = frozenset(TABLE[name] for name in ("lt", "le", "gt", "ge", "eq", "ne"))


def distances_to_kinks(model: Model) -> dict[int, list[int]]:
    """For each of the program's nodes that has kinks and moves: nodes that are 0 at them."""
    return dict(_distances(model))


def has_kinks(model: Model) -> bool:
    """Whether the program has a step that moves and is not differentiable somewhere."""
    return any(found for _, found in _distances(model))


def _distances(model: Model) -> Iterator[tuple[int, list[int]]]:
    graph, f = model.graph, Rules(model.graph)
    active = active_nodes(graph, model.inputs, model.primal)
    for node in model.primal:
        row, arguments = graph.operations[node], graph.arguments[node]
        if row.kink is None or not any(a in active for a in arguments):
            continue
        if row in COMPARISONS and len(set(arguments)) == 1:
            continue  # whether x <= x never turns
        made_for, graph.made_for = graph.made_for, node
        found = [f.lift(d, ()).id for d in row.kink(f, f.term(node), *map(f.term, arguments))]
        graph.made_for = made_for
        yield node, found
