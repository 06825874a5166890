"""The steps of a program and what they are called: the name that they are assigned to, else a number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from jacli.calculus.sweeps import active_nodes
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.language.problem import Problem

INPUT, BROADCAST = TABLE["input"], TABLE["broadcast"]
STRETCHING = ("pointwise", "condition")


@dataclass(frozen=True, eq=False, slots=True)
class Naming:
    """The nodes that are steps, inputs first and else ascending, and what each is called.

    `names` holds all names of a step, and `labels` the one that it goes by: `x#2` where an input x is assigned
    anew. `unused` are names of inputs and assignments that no output depends on. `fixed` are the nodes that depend
    on no input, and `moving` those that depend on an input that is differentiated by, other than through `detach`: a
    gradient passes through them.
    """

    nodes: tuple[int, ...]
    labels: dict[int, str]
    names: dict[int, tuple[str, ...]]
    unused: tuple[str, ...]
    fixed: frozenset[int]
    moving: frozenset[int]


def naming(problem: Problem) -> Naming:
    """Name what the outputs reach. Numbers, and arrays of numbers without a name, are written where they are used."""
    program = problem.program
    graph = program.graph
    reached = graph.reached(node for _, node in program.outputs)
    entered = _depending(graph, reached, [node for _, node in program.inputs])
    wrt = [node for name, node in program.inputs if name in problem.wrt]
    moving = frozenset(active_nodes(graph, wrt, reached)) & frozenset(reached)
    fixed = frozenset(reached) - entered
    names = _names(problem, reached)
    hidden = _stretched(graph, reached) | fixed
    inputs = [node for _, node in program.inputs if node in entered]
    taken = set(inputs)
    steps = [node for node in reached if node not in taken and (node in names or node not in hidden)]
    labels = _labels(inputs, steps, names, {name for name, _ in program.inputs})
    return Naming((*inputs, *steps), labels, names, _unused(problem, reached), fixed, moving)


def _depending(graph: Graph, reached: Sequence[int], inputs: Sequence[int]) -> frozenset[int]:
    """The nodes that values of the inputs enter."""
    found = set(inputs) & set(reached)
    for node in reached:
        if any(argument in found for argument in graph.arguments[node]):
            found.add(node)
    return frozenset(found)


def _stretched(graph: Graph, reached: Sequence[int]) -> set[int]:
    """The broadcasts that only pointwise operations use: the reader put them there, nobody typed them."""
    found = {node for node in reached if graph.operations[node] is BROADCAST}
    typed = {a for n in reached if graph.operations[n].kind not in STRETCHING for a in graph.arguments[n]}
    used = {argument for node in reached for argument in graph.arguments[node]}
    return (found - typed) & used


def _names(problem: Problem, reached: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """All names of each node, inputs' own first, then those of outputs, then assigned ones."""
    program, nodes = problem.program, set(reached)
    found: dict[int, dict[str, None]] = {}
    for name, node in (*program.inputs, *program.outputs, *program.names.items()):
        if node in nodes:
            found.setdefault(node, {})[name] = None
    return {node: tuple(names) for node, names in found.items()}


def _unused(problem: Problem, reached: Sequence[int]) -> tuple[str, ...]:
    program, nodes = problem.program, set(reached)
    return tuple(dict.fromkeys(n for n, node in (*program.inputs, *program.names.items()) if node not in nodes))


def _labels(
    inputs: Sequence[int], steps: Sequence[int], names: dict[int, tuple[str, ...]], taken: Collection[str]
) -> dict[int, str]:
    """The first name of each step, else a number; an input's name that is assigned anew counts on."""
    labels = {node: names[node][0] for node in inputs}
    count = 0
    for node in steps:
        if node in names:
            labels[node] = f"{names[node][0]}#2" if names[node][0] in taken else names[node][0]
        else:
            count += 1
            labels[node] = f"#{count}"
    return labels
