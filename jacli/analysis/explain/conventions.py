"""Section h: the conventions, told with the names and shapes of this problem."""

from __future__ import annotations

from itertools import product

from jacli.analysis.explain.records import Conventions, Stretch
from jacli.analysis.explain.setting import Setting
from jacli.graph.shapes import size


def conventions(setting: Setting) -> Conventions:
    """What rows, columns, shapes and counting are here."""
    model = setting.model
    stretches, start = [], 0
    for name, shape in model.input_shapes.items():
        stretches.append(Stretch(name, shape, start, start + size(shape)))
        start += size(shape)
    return Conventions(
        model.output_shapes,
        len(model.outputs),
        len(model.inputs),
        tuple(stretches),
        _element(setting),
        setting.weight_kind,
    )


def _element(setting: Setting) -> tuple[str, tuple[int, ...]] | None:
    """The last element of the array of highest rank, where counting from 0 or 1 shows most."""
    shapes = {**setting.model.input_shapes, **setting.model.output_shapes}
    arrays = [(len(shape), name, shape) for name, shape in shapes.items() if size(shape) > 1]
    if not arrays:
        return None
    _, name, shape = max(arrays, key=lambda found: found[0])
    *_, last = product(*map(range, shape))
    return name, tuple(last)
