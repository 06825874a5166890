"""From the array graph to the scalar graph, node by node; graphs of scalars are taken as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jacli.domains.evaluation import resolved
from jacli.domains.lowering.arrays import Elements, Form, Scalars, flat_names
from jacli.errors import LimitReached
from jacli.graph import shapes
from jacli.graph.expansion import expanded, has_composites
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation, Shape

INPUT = TABLE["input"]
# Elements of all arrays for each node that there may be: those of a reshaped or repeated array make no node.
ELEMENTS_PER_NODE = 3
SCALAR_KINDS = frozenset({"leaf", "pointwise", "condition"})


@dataclass(frozen=True, eq=False, slots=True)
class Lowered:
    """A scalar graph and where the array graph's nodes went.

    `elements[node]` are the scalar nodes of an array node, row-major; `sources[i]` is the array node that
    first made scalar node i (nodes made later, by differentiation, are beyond its end).
    """

    graph: Graph
    elements: dict[int, tuple[int, ...]]
    sources: Sequence[int]


def lower(graph: Graph, nodes: Sequence[int]) -> Lowered:
    """Lower what the nodes reach; a graph of scalars is taken as it is.

    Raises LimitReached where the scalar graph would have more nodes than `graph.limit`.
    """
    reached = graph.reached(nodes)
    if is_scalar(graph, reached):
        return Lowered(graph, {n: (n,) for n in reached}, range(len(graph)))
    if not has_composites(graph, nodes):
        return _lowered(graph, reached)
    plain = expanded(graph, nodes)
    # Not all of them are reached by the outputs: a product of no elements is 1, whatever they are.
    inner = _lowered(plain.graph, plain.graph.reached(plain.nodes.values()))
    elements = {old: inner.elements[new] for old, new in plain.nodes.items()}
    return Lowered(inner.graph, elements, [plain.sources[n] for n in inner.sources])


def is_scalar(graph: Graph, nodes: Sequence[int]) -> bool:
    """Whether the nodes reach nothing but scalars, so that lowering would only copy."""
    return all(graph.operations[n].kind in SCALAR_KINDS and not graph.shapes[n] for n in nodes)


def _lowered(graph: Graph, reached: Sequence[int]) -> Lowered:
    if sum(shapes.size(graph.shapes[n]) for n in reached) > ELEMENTS_PER_NODE * graph.limit:
        raise LimitReached("too-many-nodes", limit=graph.limit)
    scalars = Scalars(Graph(graph.limit))
    elements: dict[int, tuple[int, ...]] = {}
    sources: list[int] = []
    for node in reached:
        elements[node] = tuple(_lower_node(scalars, graph, node, elements))
        sources.extend([node] * (len(scalars.graph) - len(sources)))
    return Lowered(scalars.graph, elements, sources)


def _lower_node(scalars: Scalars, graph: Graph, node: int, elements: dict[int, tuple[int, ...]]) -> Elements:
    row, shape = graph.operations[node], graph.shapes[node]
    arguments = [elements[a] for a in graph.arguments[node]]
    parameter = graph.parameters[node]
    if row is INPUT:
        return [scalars.graph.node(INPUT, (), name) for name in flat_names(parameter, shape)]
    if row.kind in SCALAR_KINDS:
        return _pointwise(scalars.graph, row, arguments, parameter)
    form = Form(parameter, tuple(graph.shapes[a] for a in graph.arguments[node]), shape)
    scalars.room_for(0 if row.kind == "linear" else shapes.size(shape))
    return _function(row)(scalars, arguments, form)


def _pointwise(graph: Graph, row: Operation, arguments: list[tuple[int, ...]], parameter: Any) -> Elements:
    if not arguments:
        return [graph.node(row, (), parameter)]
    return [graph.node(row, group, parameter) for group in zip(*arguments, strict=True)]


def _function(row: Operation) -> Callable[[Scalars, Sequence[Elements], Form], Elements]:
    found: Callable[[Scalars, Sequence[Elements], Form], Elements] = resolved(row.lower)
    return found


def moved_places(row: Operation, parameter: Any, source: Shape, target: Shape) -> list[int]:
    """The flat place in the argument of each element that a moving operation hands on."""
    scalars = Scalars(Graph())
    return list(_function(row)(scalars, [range(shapes.size(source))], Form(parameter, (source,), target)))
