"""Why not a tensor by a tensor: all derivatives at once, the work of one VJP, and the VJPs that rebuild them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain

from jacli.analysis.explain.arrays import same_number
from jacli.analysis.explain.records import Array, OneHot, Pairing, Tensor, Work
from jacli.analysis.explain.rows import rows
from jacli.analysis.explain.setting import Setting
from jacli.analysis.numbers import numbers
from jacli.analysis.records import Entry
from jacli.calculus import operators
from jacli.calculus.algebra import Rules
from jacli.calculus.operators import Row
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.graph.terms import Term

INPUT = TABLE["input"]
MULTIPLYING = frozenset({TABLE["mul"], TABLE["div"]})
ADDING = frozenset({TABLE["add"], TABLE["sub"]})
# More entries than this are counted and not told.
MOST_ENTRIES = 20_000
# Names of inputs and outputs that count together, their shape, and the span of their elements.
Group = tuple[tuple[str, ...], Shape, tuple[int, ...]]


def tensor(setting: Setting) -> Tensor:
    """The size of all derivatives, what one VJP costs, and every row of J by a VJP of its own."""
    model = setting.model
    m, n = len(model.outputs), len(model.inputs)
    told = m * n <= MOST_ENTRIES
    one_hots = _one_hots(setting) if told else ()
    return Tensor(
        tuple(_pairings(setting)),
        model.output_names,
        _vjp_work(setting),
        _work(setting, lambda graph: operators.jacobian(graph, model.outputs, model.inputs)),
        m * n,
        one_hots,
        _are_rows(setting, one_hots) if told and setting.problem.point is not None else None,
    )


def groups(shapes: dict[str, Shape]) -> list[Group]:
    """The arrays one by one, and all single numbers together, which count as a vector."""
    scalars: list[tuple[str, int]] = []
    found: list[Group] = []
    start = 0
    for name, shape in shapes.items():
        count = size(shape)
        if shape:
            found.append(((name,), shape, tuple(range(start, start + count))))
        else:
            scalars.append((name, start))
        start += count
    if scalars:
        shape = (len(scalars),) if len(scalars) > 1 else ()
        found.insert(0, (tuple(name for name, _ in scalars), shape, tuple(place for _, place in scalars)))
    return found


def _pairings(setting: Setting) -> Iterable[Pairing]:
    several, inputs = groups(setting.model.output_shapes), groups(setting.model.input_shapes)
    row_groups = {i: names for names, _, places in several for i in places}
    column_groups = {j: names for names, _, places in inputs for j in places}
    nonzero = Counter((row_groups[i], column_groups[j]) for i, row in enumerate(rows(setting).rows) for j, _ in row)
    for names, shape, places in several:
        for other, other_shape, columns in inputs:
            yield Pairing(names, shape, other, other_shape, len(places) * len(columns), nonzero[names, other])


# ── work ──────────────────────────────────────────────────────────────────────────────────────────────────


def _vjp_work(setting: Setting) -> Work:
    """Of one reverse sweep whose weights may be any numbers."""
    model = setting.model

    def swept(graph: Graph) -> list[Row]:
        f = Rules(graph)
        seeds: dict[int, Term] = {}
        for i, node in enumerate(model.outputs):
            term = f.term(graph.node(INPUT, (), f"∂{i}"))
            seeds[node] = f.add(seeds[node], term) if node in seeds else term
        return [operators.vjp(graph, seeds, model.inputs)]

    return _work(setting, swept)


def _work(setting: Setting, differentiate: Callable[[Graph], list[Row]]) -> Work:
    """The operations that the entries take and the program does not."""
    graph = setting.model.graph.copied()
    found = differentiate(graph)
    known = set(setting.model.primal)
    made = [n for n in graph.reached(node for row in found for node in row.values()) if n not in known]
    count = Counter(_kind(graph, node) for node in made if graph.arguments[node])
    return Work(count["multiplication"], count["addition"], count["other"])


def _kind(graph: Graph, node: int) -> str:
    row = graph.operations[node]
    return "multiplication" if row in MULTIPLYING else "addition" if row in ADDING else "other"


# ── one-hot VJPs ──────────────────────────────────────────────────────────────────────────────────────────


def _one_hots(setting: Setting) -> tuple[OneHot, ...]:
    """One reverse sweep per output element."""
    model = setting.model
    graph = model.graph.copied()
    one = Rules(graph).constant(1)
    found = [operators.vjp(graph, {node: one}, model.inputs) for node in model.outputs]
    known = _numbered(setting, graph, [node for row in found for node in row.values()])
    zero = setting.zero
    return tuple(
        OneHot(name, _by_input(setting, [known[row[j]] if j in row else zero for j in range(len(model.inputs))]))
        for name, row in zip(model.output_names, found, strict=True)
    )


def _numbered(setting: Setting, graph: Graph, nodes: Sequence[int]) -> dict[int, Entry]:
    if setting.problem.point is None:
        return dict.fromkeys(nodes, Entry())
    model = replace(setting.model, graph=graph)
    return numbers(model, list(dict.fromkeys(nodes)), setting.request).entries


def _by_input(setting: Setting, entries: Sequence[Entry]) -> tuple[tuple[tuple[str, ...], Array], ...]:
    point = setting.problem.point is not None
    return tuple(
        (names, Array(shape, tuple(entries[place] for place in places) if point else None))
        for names, shape, places in groups(setting.model.input_shapes)
    )


def _are_rows(setting: Setting, one_hots: Sequence[OneHot]) -> bool:
    """Whether the VJPs are the rows of J, entry by entry."""
    zero = setting.zero
    places = list(chain.from_iterable(columns for _, _, columns in groups(setting.model.input_shapes)))
    for vjp, row in zip(one_hots, rows(setting).rows, strict=True):
        entries = dict(row)
        found = chain.from_iterable(array.entries or () for _, array in vjp.rows)
        if not all(same_number(one, entries.get(j, zero)) for j, one in zip(places, found, strict=True)):
            return False
    return True
