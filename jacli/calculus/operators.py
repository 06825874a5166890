"""The operators on a scalar graph: rows of the Jacobian, wᵀJ, and the directional derivative.

A Jacobian is kept by rows: for each output the columns that it depends on, and the node of each entry. A row
costs what its output reaches; no row ever touches the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import active_nodes, pullback, pushforward, reverse
from jacli.graph.collector import paused
from jacli.graph.nodes import Graph
from jacli.graph.terms import Term

Row = dict[int, int]


@paused()
def jacobian(graph: Graph, outputs: Sequence[int], inputs: Sequence[int]) -> list[Row]:
    """Rows of J as {column: node}: row i has ∂outputs[i]/∂inputs[j] at j; entries that are 0 by structure lack.

    Reverse sweeps, a row each, unless few inputs and many outputs share so much that one forward sweep per
    column is less work.
    """
    f = Rules(graph)
    ascending = graph.reached(outputs)
    active = active_nodes(graph, inputs, ascending)
    moving = [node for node in ascending if node in active]
    if len(inputs) < len(outputs) and _columns_are_cheaper(graph, outputs, active, len(moving) * len(inputs)):
        return _by_columns(f, outputs, inputs)
    return _by_rows(f, outputs, active, inputs)


@paused()
def local_jacobian(graph: Graph, outputs: Sequence[int], inputs: Sequence[int]) -> list[Row]:
    """As `jacobian`, for inputs that may be any nodes: each counts as independent, also of those that it is made of.

    It costs what lies between inputs and outputs.
    """
    active = active_nodes(graph, inputs, _between(graph, outputs, inputs))
    return _by_rows(Rules(graph), outputs, active, inputs)


def _between(graph: Graph, outputs: Sequence[int], inputs: Sequence[int]) -> list[int]:
    """The nodes that the outputs depend on, no further than to the inputs, ascending."""
    ends = set(inputs)
    seen = set(outputs)
    stack = list(seen)
    while stack:
        node = stack.pop()
        fresh = () if node in ends else [a for a in graph.arguments[node] if a not in seen]
        seen.update(fresh)
        stack.extend(fresh)
    return sorted(seen)


def _columns_are_cheaper(graph: Graph, outputs: Sequence[int], active: set[int], work: int) -> bool:
    """Whether the rows together reach more nodes than `work`."""
    for output in outputs:
        work -= len(_reach(graph, output, active))
        if work < 0:
            return True
    return False


def _reach(graph: Graph, output: int, active: set[int]) -> list[int]:
    """The active nodes that one output reaches, ascending."""
    if output not in active:
        return []
    arguments = graph.arguments
    seen = {output}
    stack = [output]
    while stack:
        for argument in arguments[stack.pop()]:
            if argument in active and argument not in seen:
                seen.add(argument)
                stack.append(argument)
    return sorted(seen)


def _by_rows(f: Rules, outputs: Sequence[int], active: set[int], inputs: Sequence[int]) -> list[Row]:
    columns = {node: j for j, node in enumerate(inputs)}
    wrt = frozenset(inputs)
    one = f.constant(1)
    rows: list[Row] = []
    for output in outputs:
        found = reverse(f, {output: one}, _reach(f.graph, output, active), active, wrt)
        row = {columns[node]: term.id for node, term in found.items() if f.number(term) != 0}
        rows.append(dict(sorted(row.items())))
    return rows


def _by_columns(f: Rules, outputs: Sequence[int], inputs: Sequence[int]) -> list[Row]:
    rows: list[Row] = [{} for _ in outputs]
    for j, node in enumerate(inputs):
        tangents = pushforward(f, {node: f.constant(1)}, outputs)
        for i, output in enumerate(outputs):
            term = tangents.get(output)
            if term is not None and f.number(term) != 0:
                rows[i][j] = term.id
    return rows


@paused()
def vjp(graph: Graph, seeds: Mapping[int, Term], inputs: Sequence[int]) -> Row:
    """wᵀJ as {column: node}, from one reverse sweep; `seeds` maps output nodes to their weights."""
    f = Rules(graph)
    columns = {node: j for j, node in enumerate(inputs)}
    found = pullback(f, seeds, inputs)
    return dict(sorted((columns[n], term.id) for n, term in found.items() if f.number(term) != 0))
