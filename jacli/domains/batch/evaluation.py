"""The values of nodes, each dropped after its last use, and where they are NaN."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from jacli.domains import plain
from jacli.domains.batch.arrays import NAN, Array, common_lead, counted
from jacli.domains.evaluation import float_of, resolved
from jacli.domains.lowering import Form
from jacli.graph.expansion import expanded, has_composites
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation

CONSTANT, INPUT, UNASSIGNED, ARRAY = (TABLE[name] for name in ("constant", "input", "unassigned", "array"))
WHERE, AND, OR = TABLE["where"], TABLE["and"], TABLE["or"]
# Rows of these kinds, and running or plain sums, can make a value that is not finite out of finite ones.
COMPUTING = frozenset({"pointwise", "bilinear", "reduction", "matrix"})
SUMS = frozenset({TABLE["sum"], TABLE["cumsum"]})


def evaluate(graph: Graph, nodes: Sequence[int], inputs: Mapping[str, Any], lead: int) -> list[Array]:
    """The values of the nodes, each of shape `(*lead axes, *node shape)`; read-only where repeated.

    `inputs` maps names to arrays that end in the input's shape; further axes, at most `lead`, lead. The lead of
    the results is the common one of all inputs, also of those that no node depends on.
    """
    own = {graph.parameters[n]: graph.shapes[n] for n, row in enumerate(graph.operations) if row is INPUT}
    given = {name: np.asarray(value, dtype=np.float64) for name, value in inputs.items()}
    common = common_lead([given[name] for name in own if name in given], [s for n, s in own.items() if n in given])
    full = (1,) * (lead - len(common)) + common
    with np.errstate(all="ignore"):
        values = _values(graph, nodes, given)
    return [np.broadcast_to(counted(value), full + graph.shapes[n]) for n, value in zip(nodes, values, strict=True)]


def _values(graph: Graph, nodes: Sequence[int], inputs: Mapping[str, Array]) -> list[Array]:
    """The values with what leading axes they have; each is dropped after its last use."""
    typed = [origin < 0 for origin in graph.origins]
    if has_composites(graph, nodes):
        written_out = expanded(graph, nodes)
        typed = [typed[n] for n in written_out.sources]
        graph, nodes = written_out.graph, [written_out.nodes[n] for n in nodes]
    reached = graph.reached(nodes)
    last_use = {a: node for node in reached for a in graph.arguments[node]}
    last_use.update(dict.fromkeys(nodes, len(graph)))
    values: dict[int, Array] = {}
    for node in reached:
        several = graph.arguments[node]
        values[node] = _value(graph, node, [values[a] for a in several], inputs, typed[node])
        for a in several:
            if last_use[a] == node:
                values.pop(a, None)
    return [np.asarray(values[n]) for n in nodes]


def _value(graph: Graph, node: int, arguments: list[Any], inputs: Mapping[str, Array], typed: bool) -> Any:
    """The value of one node; a Python float for a constant and what is made of such: a literal may hold very many."""
    row, parameter = graph.operations[node], graph.parameters[node]
    if row is CONSTANT:
        return float_of(parameter.value)
    if row.kind == "leaf":
        return inputs[parameter] if row is INPUT else NAN if row is UNASSIGNED else resolved(row.batch)
    function = resolved(row.batch)
    if row.kind == "condition":
        return _decided(row, function(*arguments), arguments)
    if row is WHERE:
        value = _selected(*arguments)
    elif row.kind == "pointwise" and parameter is None and all(type(a) is float for a in arguments):
        return _constant(row, arguments, typed)
    elif row.kind == "pointwise":
        arguments = [counted(a) for a in arguments]
        value = function(*arguments) if parameter is None else function(*arguments, parameter)
    else:
        several = graph.arguments[node]
        form = Form(parameter, tuple(graph.shapes[a] for a in several), graph.shapes[node])
        if row is not ARRAY:
            arguments = [np.asarray(counted(a)) for a in arguments]
        value = function(arguments, form)
    if typed and (row.kind in COMPUTING or row in SUMS):
        return _finite(value)
    return value


def _constant(row: Operation, arguments: Sequence[float], typed: bool) -> float:
    """A pointwise row on Python floats."""
    try:
        value: float = resolved(row.plain)(*arguments)
    except (ValueError, ArithmeticError):
        return plain.NAN
    return value if not typed or math.isfinite(value) else plain.NAN


def _finite(value: Any) -> Any:
    """What is not finite made NaN."""
    finite = np.isfinite(value)
    return value if finite.all() else np.where(finite, value, NAN)


def _decided(row: Operation, result: Any, arguments: Sequence[Any]) -> Any:
    """A condition's truth values; if an argument is NaN somewhere, numbers: 1, 0, and NaN where undecided."""
    unknown = [np.isnan(a) for a in arguments]
    if not any(u.any() for u in unknown):
        return result
    undecided = reduce(np.logical_or, unknown)
    if row is AND:
        undecided = undecided & result
    elif row is OR:
        known = [np.logical_and(a, ~u) for a, u in zip(arguments, unknown, strict=True)]
        undecided = undecided & ~reduce(np.logical_or, known)
    return np.where(undecided, NAN, result)


def _selected(c: Any, x: Any, y: Any) -> Any:
    """x where c holds, y where it does not, NaN where c is NaN."""
    chosen = np.where(c, counted(x), counted(y))
    if getattr(c, "dtype", None) == np.bool_:
        return chosen
    return np.where(np.isnan(c), NAN, chosen)
