"""Graphs cut at named steps, so that formulas end there."""

from __future__ import annotations

from collections.abc import Sequence

from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph

INPUT = TABLE["input"]


def cut_off(graph: Graph, nodes: Sequence[int], names: dict[int, str]) -> tuple[Graph, dict[int, int]]:
    """A graph of its own in which the named nodes are inputs, and the nodes in it, by their old numbers."""
    seen = set(nodes)
    stack = list(seen)
    while stack:
        node = stack.pop()
        fresh = [] if node in names else [a for a in graph.arguments[node] if a not in seen]
        seen.update(fresh)
        stack.extend(fresh)
    result = Graph(graph.limit)
    copies: dict[int, int] = {}
    for node in sorted(seen):
        if node in names:
            copies[node] = result.node(INPUT, (), names[node])
        else:
            arguments = tuple(copies[a] for a in graph.arguments[node])
            copies[node] = result.node(graph.operations[node], arguments, graph.parameters[node])
    return result, copies
