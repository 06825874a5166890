"""Section g: the gradient of a matrix program as a weighted sum of matrices of partials, and its closed form."""

from __future__ import annotations

from jacli.analysis.closed import closed_forms, weight_names
from jacli.analysis.explain.records import Array, Partial, Partials, PartialSum
from jacli.analysis.explain.rows import rows
from jacli.analysis.explain.setting import Setting
from jacli.analysis.records import Entry
from jacli.graph.operation import Shape
from jacli.graph.shapes import size

# More entries of all partials together are not written out.
MOST_ENTRIES = 100_000


def matrix(setting: Setting) -> Partials | None:
    """Per array input, ∂c[i,j]/∂b for every output element; None for programs without matrices."""
    told = len(setting.model.outputs) * len(setting.model.inputs) <= MOST_ENTRIES
    inputs, outputs = setting.model.input_shapes, setting.model.output_shapes
    ranks = [len(shape) for shape in (*inputs.values(), *outputs.values())]
    if max(ranks, default=0) < 2:
        return None
    closed = closed_forms(setting.problem) or {}
    sums, start = [], 0
    for name, shape in inputs.items():
        stop = start + size(shape)
        if shape:
            partials, others = _partials(setting, start, stop, shape) if told else ((), 0)
            total = Array(shape, setting.row("vjp")[start:stop])
            sums.append(PartialSum(name, shape, partials, others, total, closed.get(name)))
        start = stop
    return Partials(tuple(sums), told, setting.weight_kind, tuple(weight_names(setting.problem))) if sums else None


def _partials(setting: Setting, start: int, stop: int, shape: Shape) -> tuple[tuple[Partial, ...], int]:
    """The partials by the columns start to stop, and how many rows have none."""
    found = rows(setting)
    partials = []
    for output, row, weight in zip(found.outputs, found.rows, setting.weight_entries, strict=True):
        entries = dict(row)
        if any(start <= column < stop for column in entries):
            partials.append(Partial(output, weight, Array(shape, _dense(setting, entries, start, stop))))
    return tuple(partials), len(found.rows) - len(partials)


def _dense(setting: Setting, row: dict[int, Entry], start: int, stop: int) -> tuple[Entry, ...]:
    zero = setting.zero
    return tuple(row.get(column, zero) for column in range(start, stop))
