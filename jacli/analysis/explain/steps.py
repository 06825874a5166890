"""Section a: the program as a table of steps."""

from __future__ import annotations

from jacli.analysis.explain.grad_fn import grad_fn
from jacli.analysis.explain.records import Definition, Step, StepKind, Steps
from jacli.analysis.explain.setting import Setting
from jacli.graph.functions import TABLE

INPUT, DETACH = TABLE["input"], TABLE["detach"]


def steps(setting: Setting) -> Steps:
    """Every input and operation that the outputs reach, in the order in which they are computed."""
    inputs, unused = dict(setting.problem.program.inputs), setting.naming.unused
    return Steps(
        tuple(_step(setting, node) for node in setting.naming.nodes),
        tuple(name for name in unused if name in setting.problem.wrt),
        tuple(name for name in unused if name not in inputs),
        detached(setting),
    )


def detached(setting: Setting) -> tuple[str, ...]:
    """The labels of the steps that a gradient would pass through if they were not detached."""
    naming, graph = setting.naming, setting.problem.program.graph
    stops = [node for node in naming.nodes if graph.operations[node] is DETACH]
    return tuple(naming.labels[node] for node in stops if graph.arguments[node][0] in naming.moving)


def _step(setting: Setting, node: int) -> Step:
    naming, graph = setting.naming, setting.problem.program.graph
    kind = _kind(setting, node)
    return Step(
        naming.labels[node],
        naming.names.get(node, ()),
        kind,
        Definition(graph, node, naming.labels),
        grad_fn(graph, node, naming.fixed) if kind == "step" else None,
        graph.shapes[node],
        setting.values_of(node),
    )


def _kind(setting: Setting, node: int) -> StepKind:
    naming, row = setting.naming, setting.problem.program.graph.operations[node]
    if node in naming.fixed:
        return "constant"
    if node not in naming.moving or row.kind == "condition":
        return "given"
    return "leaf" if row is INPUT else "step"
