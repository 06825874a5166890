"""Numbers for the nodes of an array graph, in the shapes of the arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from jacli.analysis.explain.records import Array
from jacli.analysis.explain.setting import Setting
from jacli.analysis.numbers import numbers
from jacli.analysis.records import Entry
from jacli.analysis.weights import seed
from jacli.calculus.algebra import Rules
from jacli.domains.lowering import Lowered, lower
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.graph.terms import Term
from jacli.language.values import Element

ARRAY = TABLE["array"]


def arrays(setting: Setting, graph: Graph, nodes: Iterable[int]) -> dict[int, Array]:
    """The values of nodes of a graph that holds the program's own under the same numbers.

    Without a point the arrays have shapes only. Raises LimitReached past a limit.
    """
    wanted = list(dict.fromkeys(nodes))
    if setting.problem.point is None:
        return {node: Array(graph.shapes[node], None) for node in wanted}
    lowered = lower(graph, [*(node for _, node in setting.problem.program.outputs), *wanted])
    _mark_derivatives(graph, lowered)
    found = _entries(setting, lowered, [e for node in wanted for e in lowered.elements[node]])
    return {node: Array(graph.shapes[node], tuple(found[e] for e in lowered.elements[node])) for node in wanted}


def _entries(setting: Setting, lowered: Lowered, elements: Sequence[int]) -> dict[int, Entry]:
    outputs = [e for _, node in setting.problem.program.outputs for e in lowered.elements[node]]
    model = replace(setting.model, graph=lowered.graph, lowered=lowered, outputs=tuple(outputs))
    return numbers(model, list(dict.fromkeys(elements)), setting.request).entries


def _mark_derivatives(graph: Graph, lowered: Lowered) -> None:
    """Scalars of an array that differentiation made were made by it too: they may be infinite."""
    origins = lowered.graph.origins
    if lowered.graph is graph:
        return
    for node, source in enumerate(lowered.sources):
        if graph.origins[source] >= 0:
            origins[node] = node


def weight_terms(f: Rules, outputs: Sequence[tuple[str, int]], weights: Sequence[Element]) -> dict[int, Term]:
    """The weights, flat over all outputs, by output node and in its shape; none for an output of weights 0."""
    found: dict[int, Term] = {}
    start = 0
    for _, node in outputs:
        shape = f.graph.shapes[node]
        several = weights[start : start + size(shape)]
        start += size(shape)
        if any(weight != 0 for weight in several):
            term = _weight_array(f, several, shape)
            found[node] = f.add(found[node], term) if node in found else term
    return found


def _weight_array(f: Rules, weights: Sequence[Element], shape: Shape) -> Term:
    first = weights[0]
    if isinstance(first, Fraction) and all(weight == first for weight in weights):
        return f.constant(first, shape)
    terms = [seed(f, weight) for weight in weights]
    return f.reshape(f.node(ARRAY, *terms, shape=(len(terms),)), shape) if shape else terms[0]


def same_number(one: Entry, other: Entry) -> bool:
    """Whether two entries are one number: exactly where both are exact, else to all but the last bits."""
    if isinstance(one.exact, Fraction) and isinstance(other.exact, Fraction):
        return one.exact == other.exact
    if one.value is None or other.value is None:
        return one.decimal == other.decimal and one.value is other.value
    if one.value != one.value or other.value != other.value:
        return one.value != one.value and other.value != other.value
    return one.value == other.value or abs(one.value - other.value) <= 1e-12 * max(abs(one.value), abs(other.value))
