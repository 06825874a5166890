"""How large formulas grow when a graph is written out as trees, and where to cut them into named terms.

A formula has no sharing, so its size can be exponential in the graph's. Everything here is a saturating sum
over the graph, in time linear in it; nothing is built.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from jacli.domains.templates import template
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation

ADDITIVE = frozenset(TABLE[name] for name in ("add", "sub", "neg"))
MULTIPLICATIVE = frozenset(TABLE[name] for name in ("mul", "div", "neg"))
CONSTANT = TABLE["constant"]
SATURATED = 10**9
BITS_PER_UNIT = 64
# A node used more than once is worth a name of its own from this size on.
WORTH_A_NAME = 6


class Growth(NamedTuple):
    """What a row makes of its arguments: its own size, how often each appears, and the levels above them."""

    own: int
    repeats: tuple[int, ...]
    levels: int


class Extent(NamedTuple):
    """Size (nodes of the tree) and depth (nested operations; a chain of sums or products is one level)."""

    size: int
    depth: int


LEAF = Extent(1, 1)


@dataclass(frozen=True, eq=False, slots=True)
class Cuts:
    """Where formulas are cut: `terms`, ascending, and the extent of each node's formula over the terms."""

    terms: frozenset[int]
    extents: dict[int, Extent]
    uses: dict[int, int]


def growth(row: Operation, arity: int, parameter: Any = None) -> Growth:
    """How the formula of a row grows from those of its arguments."""
    if row.name == "unit":
        return Growth(4, (1, 2), 2)
    if row.name == "sinc_derivative":
        return Growth(4 * parameter + 4, (3 * parameter + 1,), 4)
    if row.name == "lgamma":
        return Growth(3, (1,), 3)
    if row.definition is None:
        return Growth(1, (1,) * arity, 1)
    return _defined(row, arity)


@cache
def _defined(row: Operation, arity: int) -> Growth:
    """The growth of a definition, found by measuring it with argument k made larger by one."""
    graph, inputs, output = template(row, arity)
    order = graph.reached([output])

    def size(large: int) -> Extent:
        given = {node: Extent(2 if k == large else 1, 1) for k, node in enumerate(inputs)}
        return measured(graph, order, given)[output]

    plain = size(-1)
    repeats = tuple(size(k).size - plain.size for k in range(arity))
    return Growth(plain.size - sum(repeats), repeats, plain.depth - 1)


def measured(graph: Graph, order: Iterable[int], given: dict[int, Extent] | None = None) -> dict[int, Extent]:
    """The extent of each node's formula, written out in full; `order` is ascending and closed."""
    extents: dict[int, Extent] = dict(given or {})
    for node in order:
        if node not in extents:
            extents[node] = _extent(graph, node, extents)
    return extents


def _extent(graph: Graph, node: int, extents: dict[int, Extent]) -> Extent:
    """The extent of one node's formula out of those of its arguments."""
    row, several = graph.operations[node], graph.arguments[node]
    if not several:
        return _leaf(graph, node)
    own, repeats, levels = growth(row, len(several), graph.parameters[node])
    size, depth = own, 0
    for argument, count in zip(several, repeats, strict=True):
        extent = extents[argument]
        size += count * extent.size
        depth = max(depth, extent.depth + (0 if _same_chain(row, graph.operations[argument]) else levels))
    return Extent(min(size, SATURATED), depth)


def _leaf(graph: Graph, node: int) -> Extent:
    if graph.operations[node] is not CONSTANT:
        return LEAF
    value = graph.parameters[node].value
    return Extent(1 + (value.numerator.bit_length() + value.denominator.bit_length()) // BITS_PER_UNIT, 1)


def _same_chain(row: Operation, inner: Operation) -> bool:
    return (row in ADDITIVE and inner in ADDITIVE) or (row in MULTIPLICATIVE and inner in MULTIPLICATIVE)


def used(graph: Graph, order: Iterable[int], targets: Iterable[int]) -> dict[int, int]:
    """How often each node of `order` is an argument within it, or a target."""
    uses = dict.fromkeys(order, 0)
    for node in uses:
        for argument in graph.arguments[node]:
            uses[argument] += 1
    for node in targets:
        uses[node] += 1
    return uses


def cuts(graph: Graph, targets: Collection[int], size_cap: int, depth_cap: int) -> Cuts:
    """Where to cut the formulas of the targets so that each piece stays under both caps.

    Cut are nodes used more than once that are worth a name, then whatever is largest.
    A single operation with more arguments than `size_cap` cannot be cut and stays larger.
    """
    order = graph.reached(targets)
    uses = used(graph, order, targets)
    bodies: dict[int, Extent] = {}
    shown: dict[int, Extent] = {}
    terms: set[int] = set()
    for node in order:
        bodies[node] = _cut_until_small(graph, node, shown, terms, Extent(size_cap, depth_cap))
        shown[node] = bodies[node]
        if uses[node] > 1 and bodies[node].size >= WORTH_A_NAME and graph.arguments[node]:
            terms.add(node)
            shown[node] = LEAF
    return Cuts(frozenset(terms), bodies, uses)


def _cut_until_small(graph: Graph, node: int, shown: dict[int, Extent], terms: set[int], cap: Extent) -> Extent:
    """The extent of a node after cutting as many of its arguments, largest first, as the caps ask for."""
    extent = _extent(graph, node, shown)
    several = graph.arguments[node]
    if extent.depth > cap.depth:
        deepest = max(shown[a].depth for a in several)
        _cut([a for a in several if shown[a].depth >= deepest - 1], graph, shown, terms)
        extent = _extent(graph, node, shown)
    if extent.size > cap.size > len(several):
        for argument in sorted(set(several), key=lambda a: -shown[a].size):
            _cut([argument], graph, shown, terms)
            extent = _extent(graph, node, shown)
            if extent.size <= cap.size:
                break
    return extent


def _cut(nodes: Iterable[int], graph: Graph, shown: dict[int, Extent], terms: set[int]) -> None:
    for node in nodes:
        if graph.arguments[node] and shown[node].size > 1:
            terms.add(node)
            shown[node] = LEAF


def needed(graph: Graph, node: int, terms: Collection[int], seen: set[int]) -> list[int]:
    """The terms that a node's formula stands on and that are not in `seen`, which they join."""
    found: list[int] = []
    stack: list[int] = [node]
    while stack:
        for argument in graph.arguments[stack.pop()]:
            if argument not in seen:
                seen.add(argument)
                stack.append(argument)
                if argument in terms:
                    found.append(argument)
    return found


def ordered_by_size(nodes: Sequence[int], extents: dict[int, Extent]) -> list[int]:
    """The positions of the nodes, smallest formula first."""
    return sorted(range(len(nodes)), key=lambda i: extents[nodes[i]].size)


def free_stem(taken: Iterable[str]) -> str:
    """What named terms are called before their numbers: a stem that no name in use is made of."""
    stems = {name.rstrip("0123456789") for name in taken if name[-1:].isdigit()}
    stem = next((s for s in "tsqpgh" if s not in stems), "t_")
    while stem in stems:
        stem += "_"
    return stem
