"""What the domain guard costs: the same scalar graph evaluated with it and by a bare loop, in turns."""

from __future__ import annotations

import gc
import operator
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import pow as power
from statistics import median
from time import process_time
from typing import Any

from benchmarks import workloads
from jacli.calculus.operators import jacobian
from jacli.domains import evaluation
from jacli.domains.lowering import INPUT, flat_names, lower
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation
from jacli.language.program import SourceText
from jacli.language.reader import read

ROUNDS = 41
# What floats do unguarded, where the plain domain looks at its arguments first.
BARE: Mapping[str, Callable[..., Any]] = {"div": operator.truediv, "power": power}

Point = Mapping[str, float]
Work = tuple[Graph, Sequence[int], Point]


def overheads() -> Iterator[tuple[str, float]]:
    """Name of a workload, and by how much of its time the guard slows it down: 0.05 is five per cent."""
    pendulum = workloads.pendulum(5)
    dice = random.Random(1)
    texts: list[tuple[str, list[str], Callable[[str], float]]] = [
        ("pendulum n=5", pendulum.texts, lambda _: dice.uniform(0.3, 1.3)),
        ("Brusselator of 1,000 cells", [workloads.brusselator(1000)], lambda _: dice.uniform(1, 2)),
        ("product of 10,000 names", [workloads.product_of_names(10_000)], lambda _: dice.uniform(0.99, 1.01)),
        ("quotients, roots and logarithms", [workloads.edges(300)], lambda _: dice.uniform(1, 2)),
        ("2,000 nested sines", [workloads.nested_sines(2_000)], lambda _: dice.uniform(1, 2)),
    ]
    for name, several, number in texts:
        yield name, overhead(work(several, number))


def work(texts: Sequence[str], number: Callable[[str], float]) -> Work:
    """Value and Jacobian of a program as a graph, its nodes in order, and a point."""
    program = read([SourceText(f"text {k}", text) for k, text in enumerate(texts)])
    lowered = lower(program.graph, [node for _, node in program.outputs])
    graph = lowered.graph
    outputs = [e for _, node in program.outputs for e in lowered.elements[node]]
    names = [flat for name, node in program.inputs for flat in flat_names(name, program.graph.shapes[node])]
    rows = jacobian(graph, outputs, [graph.node(INPUT, (), name) for name in names])
    nodes = graph.reached([*outputs, *(node for row in rows for node in row.values())])
    return graph, nodes, {name: number(name) for name in names}


def overhead(work: Work) -> float:
    """The middle of many ratios, each of two runs side by side, so that a noisy machine spoils few; less 1."""
    graph, nodes, point = work
    guarded = partial(evaluation.evaluate, graph, nodes, point, evaluation.plain())
    plain = partial(bare, graph, nodes, point)
    assert guarded() == plain()
    ratios = []
    gc.collect()
    gc.disable()
    for turn in range(ROUNDS):
        several = (guarded, plain) if turn % 2 else (plain, guarded)
        seconds = {function: _seconds(function) for function in several}
        ratios.append(seconds[guarded] / seconds[plain])
    gc.enable()
    return median(ratios) - 1


def _seconds(function: Callable[[], object]) -> float:
    start = process_time()
    function()
    return process_time() - start


def bare(graph: Graph, nodes: Sequence[int], point: Point) -> dict[int, float]:
    """The loop without a guard: nothing is caught and nothing looked at."""
    values: dict[int, float] = {}
    operations, arguments, parameters = graph.operations, graph.arguments, graph.parameters
    bound: dict[Operation, Callable[..., Any]] = {}
    domain = evaluation.plain()
    for node in nodes:
        several = arguments[node]
        if not several:
            values[node] = evaluation.leaf(graph, node, point, domain)
            continue
        row = operations[node]
        function = bound.get(row)
        if function is None:
            found = BARE.get(row.name) or evaluation.function_of(row, len(several), domain)
            function = bound[row] = found
        if parameters[node] is not None:
            values[node] = function(*[values[a] for a in several], parameters[node])
        elif len(several) == 2:
            values[node] = function(values[several[0]], values[several[1]])
        else:
            values[node] = function(*[values[a] for a in several])
    return values
