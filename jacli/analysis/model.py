"""A problem brought to scalars: flat outputs and inputs, their names, and the nodes of the program itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jacli.domains.evaluation import Domain, evaluate
from jacli.domains.lowering import INPUT, MINORS_UP_TO, Lowered, flat_names, lower
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.language.problem import Problem
from jacli.language.program import Program
from jacli.language.values import Constant

# Floats of fewer elements are done before numpy is loaded.
MANY_ELEMENTS = 10_000
MANY_TO_AN_OPERATION = 50


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """The scalar graph of a problem.

    `outputs[i]` and `inputs[j]` are the nodes of row i and column j, `output_names` and `input_names` their
    flat names. `primal` are the program's own nodes that the outputs reach, ascending.
    """

    problem: Problem
    graph: Graph
    lowered: Lowered
    outputs: tuple[int, ...]
    inputs: tuple[int, ...]
    output_names: tuple[str, ...]
    input_names: tuple[str, ...]
    primal: tuple[int, ...]

    @property
    def output_shapes(self) -> dict[str, Shape]:
        """The shape of each output."""
        program = self.problem.program
        return {name: program.graph.shapes[node] for name, node in program.outputs}

    @property
    def input_shapes(self) -> dict[str, Shape]:
        """The shape of each input that has columns."""
        program = self.problem.program
        shapes = {name: program.graph.shapes[node] for name, node in program.inputs}
        return {name: shapes[name] for name in self.problem.wrt}


def modelled(problem: Problem) -> Model:
    """Lower the problem's program.

    Raises LimitReached if that takes more nodes than the limit.
    """
    program = problem.program
    lowered = lower(program.graph, [node for _, node in program.outputs])
    outputs = [e for _, node in program.outputs for e in lowered.elements[node]]
    names = output_names(program.outputs, program.graph)
    shapes = {name: program.graph.shapes[node] for name, node in program.inputs}
    columns = tuple(flat for name in problem.wrt for flat in flat_names(name, shapes[name]))
    inputs = tuple(lowered.graph.node(INPUT, (), name) for name in columns)
    primal = tuple(lowered.graph.reached(outputs))
    return Model(problem, lowered.graph, lowered, tuple(outputs), inputs, names, columns, primal)


def output_names(outputs: Sequence[tuple[str, int]], graph: Graph) -> tuple[str, ...]:
    """The flat names of all outputs."""
    return tuple(flat for name, node in outputs for flat in flat_names(name, graph.shapes[node]))


def has_large_matrices(program: Program) -> bool:
    """Whether a determinant or inverse is so large that its polynomial loses digits in floats."""
    graph = program.graph
    return any(
        graph.operations[n].kind == "matrix" and graph.shapes[graph.arguments[n][0]][0] > MINORS_UP_TO
        for n in graph.reached(node for _, node in program.outputs)
    )


def has_large_arrays(program: Program) -> bool:
    """Whether numpy's arrays save more than it takes to load them: many elements, and many to an operation."""
    graph = program.graph
    sizes = [size(graph.shapes[n]) for n in graph.reached(node for _, node in program.outputs)]
    return sum(sizes) > max(MANY_ELEMENTS, MANY_TO_AN_OPERATION * len(sizes))


def point_in(problem: Problem, domain: Domain) -> dict[str, Any]:
    """The point's numbers in a domain, by flat name."""
    assert problem.point is not None
    return {
        flat: number_in(element, domain)
        for name, value in problem.point.items()
        for flat, element in zip(flat_names(name, value.shape), value.elements, strict=True)
    }


def number_in(element: Fraction | Constant, domain: Domain) -> Any:
    """A number of a point or weight in a domain; a Failure where the domain has no such number."""
    if isinstance(element, Fraction):
        return domain.number(element)
    nodes = element.graph.reached([element.node])
    no_inputs: Mapping[str, Any] = {}
    return evaluate(element.graph, nodes, no_inputs, domain)[element.node]
