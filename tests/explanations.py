"""Explanations in one line, and an oracle for them: the program run again in floats with some steps held fast.

The oracle knows nothing of derivatives; it cuts the program's graph at steps, gives these any values, and looks at
what the outputs do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from jacli.analysis.explain.records import Array as Numbers
from jacli.analysis.explain.setting import Setting, setting
from jacli.analysis.records import Entry, Request
from jacli.domains import batch
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.language.problem import Source, problem_of_values
from jacli.language.program import SourceText
from tests.programs import Array

INPUT = TABLE["input"]


def explained(program: str | Sequence[str], at: Any = None, *, w: Any = None, **options: Any) -> Setting:
    """What the sections of an explanation start from; options are those of a problem or of a Request."""
    texts = [program] if isinstance(program, str) else program
    described = {name: options.pop(name) for name in ("variables", "wrt", "of", "shape") if name in options}
    sources = [SourceText(f"expression {k}", text) for k, text in enumerate(texts, 1)]
    weights = [] if w is None else [w]
    problem = problem_of_values(sources, at=at, w=weights, source=Source("arguments"), **described)
    return setting(problem, Request(**options))


def floats(array: Numbers) -> Array:
    """The numbers of a record in numpy."""
    assert array.entries is not None
    return np.array([number(e) for e in array.entries], dtype=np.float64).reshape(array.shape)


def number(entry: Entry) -> float:
    return float(entry.exact) if isinstance(entry.exact, Fraction) else float(entry.value or 0.0)


def matrix(rows: Sequence[Sequence[tuple[int, Entry]]], columns: int) -> Array:
    """Sparse rows in numpy."""
    found = np.zeros((len(rows), columns))
    for i, row in enumerate(rows):
        for j, entry in row:
            found[i, j] = number(entry)
    return found


# ── the oracle ────────────────────────────────────────────────────────────────────────────────────────────


def cut(graph: Graph, nodes: Sequence[int], held: Sequence[int]) -> tuple[Graph, dict[int, int]]:
    """What the nodes reach, with inputs `held <node>` in place of those that are held fast."""
    found = Graph()
    copies: dict[int, int] = {}
    for node in graph.reached(nodes):
        shape = graph.shapes[node]
        if node in held:
            copies[node] = found.node(INPUT, (), f"held {node}", shape)
        else:
            arguments = tuple(copies[a] for a in graph.arguments[node])
            copies[node] = found.node(graph.operations[node], arguments, graph.parameters[node], shape)
    return found, copies


class Rerun:
    """The program of a setting, run in floats; `hold` names steps whose values are given instead of computed."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.graph = setting.problem.program.graph
        self.point = {
            name: np.array([float(Fraction(e)) for e in value.elements]).reshape(value.shape)  # type: ignore[arg-type]
            for name, value in (setting.problem.point or {}).items()
        }

    def values(self, nodes: Sequence[int], held: Mapping[int, Array] | None = None) -> list[Array]:
        """The values of nodes; a held node has the value given, whatever it is made of."""
        given = held or {}
        graph, copies = cut(self.graph, nodes, list(given))
        inputs = {**self.point, **{f"held {n}": value for n, value in given.items()}}
        used = {graph.parameters[n] for n, row in enumerate(graph.operations) if row is INPUT}
        inputs = {name: value for name, value in inputs.items() if name in used}
        return [np.array(a) for a in batch.evaluate(graph, [copies[n] for n in nodes], inputs, 0)]

    def weighted(self, held: Mapping[int, Array]) -> float:
        """Σ wᵢ·yᵢ."""
        outputs = [node for _, node in self.setting.problem.program.outputs]
        flat = np.concatenate([v.ravel() for v in self.values(outputs, held)])
        return float(np.dot([number(w) for w in self.setting.weight_entries], flat))

    def slopes(self, node: int) -> Array:
        """∂(Σ wᵢ·yᵢ)/∂node by difference quotients, NaN where two step sizes do not agree."""
        (value,) = self.values([node])
        found = np.full(value.shape, np.nan)
        for place in np.ndindex(*value.shape):
            one, other = (self._quotient(node, value, place, step) for step in (2e-5, 1e-5))
            if abs(one - other) <= 1e-6 * max(1.0, abs(other)):
                found[place] = other
        return found

    def _quotient(self, node: int, value: Array, place: tuple[int, ...], step: float) -> float:
        step *= max(1.0, abs(float(value[place])))
        moved = [value.copy(), value.copy()]
        moved[0][place] += step
        moved[1][place] -= step
        return (self.weighted({node: moved[0]}) - self.weighted({node: moved[1]})) / (2 * step)
