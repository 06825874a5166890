"""Composite rows written out: a graph in which `mean`, `var`, `outer`, … stand as their definitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jacli.graph.nodes import Graph
from jacli.graph.terms import Algebra


@dataclass(frozen=True, eq=False, slots=True)
class Expanded:
    """A graph without composites; `nodes` maps the old nodes to the new, `sources` the new to the old."""

    graph: Graph
    nodes: dict[int, int]
    sources: list[int]


def expanded(graph: Graph, wanted: Sequence[int]) -> Expanded:
    """The graph that the wanted nodes reach, with each composite replaced by its definition."""
    result = Graph(graph.limit)
    f = Algebra(result)
    nodes: dict[int, int] = {}
    sources: list[int] = []
    for node in graph.reached(wanted):
        row = graph.operations[node]
        arguments = tuple(nodes[a] for a in graph.arguments[node])
        if row.kind == "composite":
            assert row.definition is not None
            terms = [f.term(a) for a in arguments]
            nodes[node] = row.definition(f, *terms, parameter=graph.parameters[node]).id
        else:
            nodes[node] = result.node(row, arguments, graph.parameters[node], graph.shapes[node])
        sources.extend([node] * (len(result) - len(sources)))
    return Expanded(result, nodes, sources)


def has_composites(graph: Graph, wanted: Sequence[int]) -> bool:
    """Whether expanding would change anything."""
    return any(graph.operations[node].kind == "composite" for node in graph.reached(wanted))
