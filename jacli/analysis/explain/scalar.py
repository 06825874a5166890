"""Section d: the same answer through the scalar m = sum(y*w), which is built as a graph and differentiated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, count
from math import isnan

from jacli.analysis.answer import answer
from jacli.analysis.explain.records import Scalar
from jacli.analysis.explain.setting import Setting, zero_entry
from jacli.analysis.records import Answer, Entry
from jacli.analysis.weights import seed
from jacli.calculus.algebra import Rules
from jacli.domains.lowering import flat_names
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.language.problem import Problem
from jacli.language.values import Element, Value

ADD, MUL, INPUT = (TABLE[name] for name in ("add", "mul", "input"))
NAMES = ("m", "M", "s")


def scalar(setting: Setting) -> Scalar:
    """The weighted sum of the outputs as one number, and its gradient."""
    model = setting.model
    kept = [i for i, weight in enumerate(setting.weights) if weight != 0]
    graph = model.graph.copied()
    name = _free_name(setting)
    m = _weighted_sum(graph, [model.outputs[i] for i in kept], [setting.weights[i] for i in kept])
    found = answer(_problem(setting, graph, name, m), "grad", setting.request)
    gradient, vjp = _row(found), setting.row("vjp")
    values, weights = setting.row("value"), setting.weight_entries
    return Scalar(
        name,
        tuple(model.output_names[i] for i in kept),
        model.input_names,
        tuple(weights[i] for i in kept),
        tuple(values[i] for i in kept) if setting.problem.point is not None else None,
        found.value.rows[0][0][1],
        _slopes(setting, kept),
        gradient,
        vjp,
        all(_same(one, other) for one, other in zip(gradient, vjp, strict=True)),
        setting.weight_kind,
    )


def _free_name(setting: Setting) -> str:
    """A name for the sum that the program does not use."""
    program = setting.problem.program
    taken = {*dict(program.inputs), *dict(program.outputs), *program.names}
    return next(name for name in chain(NAMES, (f"m_{k}" for k in count())) if name not in taken)


def _weighted_sum(graph: Graph, outputs: Sequence[int], weights: Sequence[Element]) -> int:
    """w₁·y₁ + w₂·y₂ + … as typed, nothing simplified."""
    f = Rules(graph)
    terms = [graph.node(MUL, (seed(f, w).id, y)) for w, y in zip(weights, outputs, strict=True)]
    if not terms:
        return f.constant(0).id
    total = terms[0]
    for term in terms[1:]:
        total = graph.node(ADD, (total, term))
    return total


def _problem(setting: Setting, graph: Graph, total: str, m: int) -> Problem:
    """The problem of m over the program's scalars, each element of an input an input of its own."""
    problem, model = setting.problem, setting.model
    shapes = {name: problem.program.graph.shapes[node] for name, node in problem.program.inputs}
    flat = [element for name, shape in shapes.items() for element in flat_names(name, shape)]
    inputs = tuple((name, graph.node(INPUT, (), name)) for name in flat)
    program = replace(
        problem.program, graph=graph, outputs=((total, m),), inputs=inputs, names={total: m}, columns=None
    )
    point = None
    if problem.point is not None:
        numbers = [element for name in shapes for element in problem.point[name].elements]
        point = {name: Value((), (number,)) for name, number in zip(flat, numbers, strict=True)}
    return replace(problem, program=program, point=point, weights=(), wrt=model.input_names)


def _slopes(setting: Setting, kept: Sequence[int]) -> tuple[Entry, ...]:
    """∂m/∂yᵢ, the outputs taken for inputs."""
    graph = Graph()
    names = [f"y.{i}" for i in kept]
    inputs = tuple((name, graph.node(INPUT, (), name)) for name in names)
    m = _weighted_sum(graph, [node for _, node in inputs], [setting.weights[i] for i in kept])
    program = replace(
        setting.problem.program, graph=graph, outputs=(("m", m),), inputs=inputs, names={"m": m}, columns=None
    )
    point = {name: Value((), (Fraction(0),)) for name in names}
    problem = replace(setting.problem, program=program, point=point, weights=(), wrt=tuple(names))
    return _row(answer(problem, "grad", setting.request))


def _row(found: Answer) -> tuple[Entry, ...]:
    entries = dict(found.result.rows[0])
    return tuple(
        entries.get(j) or zero_entry(point=found.point is not None) for j in range(len(found.result.column_names))
    )


def _same(one: Entry, other: Entry) -> bool:
    """Whether two entries are one number: exactly where both are exact, else as floats; formulas without a point."""
    if one.value is None and other.value is None and one.decimal is None and other.decimal is None:
        return one.formula == other.formula
    if isinstance(one.exact, Fraction) and isinstance(other.exact, Fraction):
        return one.exact == other.exact
    return one.decimal == other.decimal and (one.value == other.value or (_is_nan(one) and _is_nan(other)))


def _is_nan(entry: Entry) -> bool:
    return entry.value is not None and isnan(entry.value)
