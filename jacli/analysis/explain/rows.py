"""Section b: the Jacobian, a gradient per row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from jacli.analysis.explain.cuts import cut_off
from jacli.analysis.explain.records import Rows
from jacli.analysis.explain.setting import Setting
from jacli.calculus import operators
from jacli.domains.lowering import flat_names
from jacli.domains.sharing import measured
from jacli.graph.functions import TABLE

INPUT = TABLE["input"]

# A formula of more nodes is told over the steps of the program, if that makes it half as long.
MOST_WRITTEN = 40
# Of a larger Jacobian formulas are told as they are.
MOST_ENTRIES = 1_000


def rows(setting: Setting) -> Rows:
    """The rows of J, each the gradient of one output."""
    found = next(part for part in setting.answer.parts if part.name == "jacobian")
    return Rows(found.row_names, found.column_names, found.rows)


def told_rows(setting: Setting) -> Rows:
    """The rows of J, where formulas are long also over the named steps of the program."""
    found, model = rows(setting), setting.model
    names = _step_elements(setting)
    formulas = setting.request.formulas and not setting.request.numeric
    if not names or not formulas or len(model.outputs) * len(model.inputs) > MOST_ENTRIES:
        return found
    graph = model.graph.copied()
    jacobian = operators.jacobian(graph, model.outputs, model.inputs)
    places = {(i, j): node for i, row in enumerate(jacobian) for j, node in row.items()}
    sizes = {node: extent.size for node, extent in measured(graph, graph.reached(places.values())).items()}
    long = {place: node for place, node in places.items() if sizes[node] > MOST_WRITTEN}
    cut, copies = cut_off(graph, list(dict.fromkeys(long.values())), names)
    shorter = measured(cut, cut.reached(copies[node] for node in long.values()))
    long = {place: node for place, node in long.items() if 2 * shorter[copies[node]].size <= sizes[node]}
    if not long:
        return found
    from jacli.domains.formula import formulas as written

    limits, nodes = setting.request.limits, list(dict.fromkeys(long.values()))
    caps = {"size_cap": limits.formula_size, "depth_cap": limits.formula_depth}
    entries = written(cut, [copies[node] for node in nodes], taken=names.values(), **caps).entries
    by_node = dict(zip(nodes, entries, strict=True))
    over_steps = {place: by_node[node] for place, node in long.items() if by_node[node] is not None}
    return replace(found, over_steps=over_steps, steps=_occurring(setting, over_steps.values()))


def _step_elements(setting: Setting) -> dict[int, str]:
    """The scalar nodes of all named steps that are computed from inputs, and what they are called."""
    found: dict[int, str] = {}
    taken = {name for name, _ in setting.answer.named_terms}
    naming, lowered, graph = setting.naming, setting.model.lowered, setting.problem.program.graph
    for node in naming.nodes:
        if node in naming.names and node not in naming.fixed and graph.operations[node] is not INPUT:
            for element, name in zip(
                lowered.elements[node], flat_names(naming.labels[node], graph.shapes[node]), strict=True
            ):
                if lowered.graph.arguments[element] and name not in taken:
                    found.setdefault(element, name)
    return found


def _occurring(setting: Setting, formulas: Iterable[Any]) -> tuple[str, ...]:
    """The labels of the named steps in the formulas, in the order of the program."""
    names = {str(symbol).partition("[")[0] for formula in formulas for symbol in formula.free_symbols}
    inputs = {name for name, _ in setting.problem.program.inputs}
    labels = (setting.naming.labels[node] for node in setting.naming.nodes if node in setting.naming.names)
    return tuple(label for label in labels if label in names - inputs)
