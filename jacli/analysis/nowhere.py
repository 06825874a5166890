"""Outputs that have no value at any point: `x/0`, `log(0)*x`. Their formulas alone would not show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jacli.analysis.model import Model
from jacli.analysis.numbers import Numbers
from jacli.domains import evaluation
from jacli.domains.evaluation import AND, CONSTANT, INPUT, OR, WHERE, Failure
from jacli.graph.functions import TABLE
from jacli.graph.limits import Limits
from jacli.graph.operation import Operation

DIVISIONS = frozenset({TABLE["div"], TABLE["mod"], TABLE["floordiv"]})


def undefined_everywhere(model: Model, limits: Limits) -> Numbers:
    """The outputs that have no value wherever the inputs are, as failures, and the values that are the same there."""
    from jacli.domains.exact import fractions_up_to

    graph = model.graph
    varying = {node for node in model.primal if graph.operations[node] is INPUT}
    for node in model.primal:
        if not varying.isdisjoint(graph.arguments[node]):
            varying.add(node)
    fixed = [node for node in model.primal if node not in varying]
    divided = any(graph.operations[n] in DIVISIONS and graph.arguments[n][1] not in varying for n in varying)
    if not divided and all(graph.operations[node] is CONSTANT for node in fixed):
        return Numbers({})
    with fractions_up_to(limits.digits):
        values = evaluation.evaluate(graph, fixed, {}, evaluation.exact())
    if not divided and not any(map(_is_undefined, values.values())):
        return Numbers({})
    for node in model.primal:
        if node in varying:
            failure = _certain(graph.operations[node], node, [values.get(a) for a in graph.arguments[node]])
            if failure is not None:
                values[node] = failure
    failures = {node: values[node] for node in model.outputs if _is_undefined(values.get(node))}
    return Numbers({}, failures=failures, values=values)


def _is_undefined(value: Any) -> bool:
    return isinstance(value, Failure) and value.kind == "undefined"


def _certain(row: Operation, node: int, arguments: Sequence[Any]) -> Failure | None:
    """Why a node has no value whatever its unknown arguments (None) are; None if it may have one."""
    if row in DIVISIONS and arguments[1] == 0:
        return Failure("undefined", node)
    failures: list[Failure] = [a for a in arguments if _is_undefined(a)]
    if row is WHERE and not _is_undefined(arguments[0]):
        chosen = arguments[1:] if arguments[0] is None else [arguments[1 if arguments[0] else 2]]
        return failures[0] if all(map(_is_undefined, chosen)) else None
    if row in (AND, OR) and len(failures) < len(arguments):
        return None
    return failures[0] if failures else None
