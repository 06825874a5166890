"""The computation graph of a program, as a picture has it: steps, what each uses, values and cotangents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jacli.analysis.explain import explain
from jacli.analysis.explain.records import Array, Explanation, Step, Steps, Sweep
from jacli.analysis.explain.setting import zero_entry
from jacli.analysis.records import Request
from jacli.graph.nodes import Graph
from jacli.graph.shapes import size
from jacli.language.problem import Problem

# A graph of more steps is folded: only what has a name is drawn.
MOST_STEPS = 60


@dataclass(frozen=True, eq=False, slots=True)
class Vertex:
    """A step: its operation is written over the labels of `sources`, which are places among the vertices.

    `labels` are those of the steps that are drawn. `cotangent` is None for what no gradient passes through.
    """

    step: Step
    labels: Mapping[int, str]
    sources: tuple[int, ...]
    is_output: bool
    cotangent: Array | None


@dataclass(frozen=True, eq=False, slots=True)
class Computation:
    """The graph, sources before what uses them; `folded` counts the steps without a name that are not drawn."""

    explanation: Explanation
    vertices: tuple[Vertex, ...]
    folded: int


def computation(problem: Problem, request: Request, *, whole: bool = False, jacobian: bool = False) -> Computation:
    """The computation graph; `whole`: no step is folded; `jacobian`: the answer has J too, for documents.

    Raises LimitReached past a limit, UsageError as explanations do.
    """
    if not jacobian:
        request = replace(request, formulas=False)
    explanation = explain(problem, request, ("steps", "sweep"), jacobian=jacobian)
    record: Steps = explanation.sections["steps"]
    sweep: Sweep = explanation.sections["sweep"]
    cotangents = {pulled.label: pulled.cotangent for pulled in sweep.steps} | _of_leaves(explanation)
    graph = problem.program.graph
    outputs = {node for _, node in problem.program.outputs}
    fold = len(record.steps) > MOST_STEPS and not whole
    drawn = [s for s in record.steps if not fold or s.names or s.definition.node in outputs]
    places = {step.definition.node: place for place, step in enumerate(drawn)}
    labels = {node: drawn[place].label for node, place in places.items()}
    vertices = tuple(
        Vertex(
            step,
            labels,
            _sources(graph, step.definition.node, places),
            step.definition.node in outputs,
            cotangents.get(step.label),
        )
        for step in drawn
    )
    return Computation(explanation, vertices, len(record.steps) - len(drawn))


def _of_leaves(explanation: Explanation) -> dict[str, Array]:
    """What arrives at the inputs, as the answer has it: the sweep knows neither undefined entries nor conventions."""
    answer = explanation.answer
    part = next(part for part in answer.parts if part.name == "vjp")
    row = dict(part.rows[0]) if part.rows else {}
    found: dict[str, Array] = {}
    start = 0
    for name, shape in answer.input_shapes.items():
        stop = start + size(shape)
        entries = [row.get(column) for column in range(start, stop)]
        if answer.point is not None:
            found[name] = Array(shape, tuple(entry or zero_entry(point=True) for entry in entries))
        start = stop
    return found


def _sources(graph: Graph, node: int, places: Mapping[int, int]) -> tuple[int, ...]:
    """The places of the steps that a step uses, directly or through nodes that are not drawn, in typed order."""
    found: dict[int, None] = {}
    seen: set[int] = set()
    stack = list(reversed(graph.arguments[node]))
    while stack:
        argument = stack.pop()
        if argument in places:
            found[places[argument]] = None
        elif argument not in seen:
            seen.add(argument)
            stack += reversed(graph.arguments[argument])
    return tuple(found)
