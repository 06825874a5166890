"""Forward against reverse: the columns of J by pushforward and its rows by pullback, and ⟨w, Jv⟩ = ⟨wᵀJ, v⟩.

Entries are compared on the scalar graph. The products are made on the array graph, so that the transposes of
its operations take part.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from jacli.analysis.comparison import middle, relative_error, width
from jacli.analysis.model import Model, point_in
from jacli.calculus import operators
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import pullback, pushforward
from jacli.domains import evaluation, precise
from jacli.domains.evaluation import Failure
from jacli.domains.lowering import INPUT, flat_names, lower
from jacli.graph.expansion import expanded
from jacli.graph.operation import Shape
from jacli.graph.terms import Term

TRIALS = 2
BITS = 400


def rows_and_columns(model: Model) -> tuple[list[dict[int, int]], list[dict[int, int]]]:
    """J twice as rows of nodes: by a reverse sweep per row, and by a forward sweep per column."""
    graph, f = model.graph, Rules(model.graph)
    one = f.constant(1)
    rows = [operators.vjp(graph, {output: one}, model.inputs) for output in model.outputs]
    columns: list[dict[int, int]] = [{} for _ in model.outputs]
    for j, node in enumerate(model.inputs):
        tangents = pushforward(f, {node: one}, model.outputs)
        for i, output in enumerate(model.outputs):
            term = tangents.get(output)
            if term is not None and f.number(term) != 0:
                columns[i][j] = term.id
    return rows, columns


def product_error(model: Model) -> float | None:
    """The largest relative error of ⟨w, Jv⟩ = ⟨wᵀJ, v⟩ for random v and w; None where J has no value."""
    program = model.problem.program
    plain = expanded(program.graph, [node for _, node in program.outputs])
    f = Rules(plain.graph)
    inputs = {n: plain.nodes[k] for n, k in program.inputs if n in model.problem.wrt and k in plain.nodes}
    outputs = {name: plain.nodes[node] for name, node in program.outputs}
    if not inputs or not outputs:
        return 0.0
    directions = {n: _seed(f, f"∂{n}", node) for n, node in inputs.items()}
    weights = {n: _seed(f, f"w {n}", node) for n, node in outputs.items()}
    seeds: dict[int, Term] = {}
    for name, node in outputs.items():
        seeds[node] = f.add(seeds[node], weights[name]) if node in seeds else weights[name]
    pulled = pullback(f, seeds, list(inputs.values()))
    pushed = pushforward(f, {inputs[n]: v for n, v in directions.items()}, list(outputs.values()))
    forward = [f.sum(f.mul(weights[n], pushed[k])) for n, k in outputs.items() if k in pushed]
    reverse = [f.sum(f.mul(pulled[k], directions[n])) for n, k in inputs.items() if k in pulled]
    shapes = {t.parameter: t.shape for t in (*directions.values(), *weights.values())}
    sums = [f.total(forward or [f.constant(0)]).id, f.total(reverse or [f.constant(0)]).id]
    return _largest(model, plain.graph, sums, shapes)


def _seed(f: Rules, name: str, node: int) -> Term:
    """An input that stands for a tangent or cotangent of a node."""
    return f.term(f.graph.node(INPUT, (), name, f.graph.shapes[node]))


def _largest(model: Model, graph: Any, sums: Sequence[int], shapes: Mapping[str, Shape]) -> float | None:
    lowered = lower(graph, sums)
    wanted = [lowered.elements[node][0] for node in sums]
    nodes = lowered.graph.reached(wanted)
    domain = evaluation.precise()
    dice = random.Random(0)  # noqa: S311  any numbers do, the same each time
    errors: list[float] = []
    for _ in range(TRIALS):
        with precise.precision(BITS):
            inputs = {**point_in(model.problem, domain), **_random(shapes, dice)}
            found = evaluation.evaluate(lowered.graph, nodes, inputs, domain)
        sides = [found[n] for n in wanted]
        if any(isinstance(side, Failure) for side in sides):
            return None
        errors.append(_distance(*sides))
    return max(errors)


def _random(shapes: Mapping[str, Shape], dice: random.Random) -> dict[str, Any]:
    number = evaluation.precise().number
    return {
        flat: number(Fraction(dice.randint(100, 999), dice.choice((7, 11, 13)) * 37))
        for name, shape in shapes.items()
        for flat in flat_names(name, shape)
    }


def _distance(a: Any, b: Any) -> float:
    """The relative error between two intervals: 0 where they overlap."""
    near = abs(middle(a) - middle(b)) <= width(a) + width(b)
    return 0.0 if near else relative_error(middle(a), middle(b), max(abs(middle(a)), abs(middle(b))))
