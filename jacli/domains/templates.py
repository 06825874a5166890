"""Definitions as small graphs: what a domain evaluates for a row that has no callable of its own there."""

from __future__ import annotations

from functools import cache

from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation
from jacli.graph.terms import Algebra

Template = tuple[Graph, tuple[int, ...], int]


@cache
def template(row: Operation, arity: int) -> Template:
    """The row's definition as a scalar graph: (graph, its input nodes in order, its output node).

    Inputs are named `x0`, `x1`, …. Raises ValueError for a row without a definition.
    """
    if row.definition is None:
        raise ValueError(row.name)
    graph = Graph()
    f = Algebra(graph)
    inputs = tuple(graph.node(TABLE["input"], (), f"x{k}") for k in range(arity))
    result = row.definition(f, *(f.term(node) for node in inputs))
    return graph, inputs, result.id
