"""Arrays with leading axes, and how these pair up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jacli.domains.lowering import Form
from jacli.graph import shapes
from jacli.graph.operation import Shape

Array = npt.NDArray[Any]
Arguments = Sequence[Array]
NAN = np.float64(np.nan)


def counted(value: Any) -> Any:
    """Truth values counted 1 or 0; a Python float as numpy's, which divides by 0."""
    if type(value) is float:
        return np.float64(value)
    return value.astype(np.float64) if value.dtype == np.bool_ else value


def lead_of(x: Array, shape: Shape) -> Shape:
    """The leading axes of an array whose node has this shape."""
    return x.shape[: x.ndim - len(shape)]


def common_lead(arrays: Arguments, own: Sequence[Shape]) -> Shape:
    """The leading axes that all arrays together have."""
    return np.broadcast_shapes(*(lead_of(x, shape) for x, shape in zip(arrays, own, strict=True)))


def reshaped(x: Array, shape: Shape, target: Shape) -> Array:
    """The node's own axes in another shape."""
    return x.reshape(lead_of(x, shape) + target)


def flattened(x: Array, shape: Shape) -> Array:
    """The node's own axes as a single one."""
    return reshaped(x, shape, (shapes.size(shape),))


def levelled(arguments: Arguments, form: Form) -> list[Array]:
    """All arguments with their common leading axes."""
    lead = common_lead(arguments, form.shapes)
    return [np.broadcast_to(x, lead + shape) for x, shape in zip(arguments, form.shapes, strict=True)]


def from_end(axes: Sequence[int], shape: Shape) -> tuple[int, ...]:
    """The node's own axes, counted from the end."""
    return tuple(k - len(shape) for k in axes)
