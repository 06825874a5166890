"""Elements moved: taken, put, turned round, joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jacli.domains.batch.arrays import Arguments, Array, counted, flattened, from_end, lead_of, levelled, reshaped
from jacli.domains.lowering import Form
from jacli.graph import shapes
from jacli.graph.operation import Shape


def broadcast(arguments: Arguments, form: Form) -> Array:
    """A view in which stretched axes repeat their one element."""
    (x,), (own,) = arguments, form.shapes
    new = (1,) * (len(form.shape) - len(own))
    return np.broadcast_to(reshaped(x, own, new + own), lead_of(x, own) + form.shape)


def reshape(arguments: Arguments, form: Form) -> Array:
    """The same flat order."""
    return reshaped(arguments[0], form.shapes[0], form.shape)


def transpose(arguments: Arguments, form: Form) -> Array:
    """Axis k of the result is axis `parameter[k]`."""
    (x,) = arguments
    free = x.ndim - len(form.shape)
    return x.transpose(*range(free), *(free + k for k in form.parameter))


def index(arguments: Arguments, form: Form) -> Array:
    """`x[parameter]`: a view, or one gathering if it has lists, which would move axes behind a leading one."""
    (x,), (own,) = arguments, form.shapes
    if any(isinstance(item, tuple) and item[:1] != ("slice",) for item in form.parameter):
        places = np.array(shapes.index_places(form.parameter, own), dtype=np.intp)
        return _gathered(x, own, places, form.shape)
    view: Array = x[(Ellipsis, *map(_slice, form.parameter))]
    return view


def _slice(item: Any) -> slice | int | None:
    if not isinstance(item, tuple):
        return item  # type: ignore[no-any-return]
    _, start, step, count = item
    stop = start + step * count
    return slice(start, None if stop < 0 else stop, step)


def _gathered(x: Array, own: Shape, places: Array, shape: Shape) -> Array:
    return np.take(flattened(x, own), places, axis=-1).reshape(lead_of(x, own) + shape)


def take(arguments: Arguments, form: Form) -> Array:
    """`x.flat[places]`."""
    return _gathered(arguments[0], form.shapes[0], np.array(form.parameter[0], dtype=np.intp), form.shape)


def put(arguments: Arguments, form: Form) -> Array:
    """Elements added up at flat places in zeros: what comes to the same place twice counts twice."""
    (u,), (own,) = arguments, form.shapes
    places = np.array(form.parameter[0], dtype=np.intp)
    lead, size = lead_of(u, own), shapes.size(form.shape)
    rows = shapes.size(lead)
    everywhere = (np.arange(rows, dtype=np.intp)[:, None] * size + places).ravel()
    summed = np.bincount(everywhere, weights=u.ravel(), minlength=rows * size)
    return summed.astype(np.float64, copy=False).reshape(lead + form.shape)


def update(arguments: Arguments, form: Form) -> Array:
    """Some elements replaced."""
    base, *values = levelled(arguments, form)
    result = base.copy()
    flat = result.reshape((*lead_of(base, form.shape), shapes.size(form.shape)))
    for place, value in zip(form.parameter, values, strict=True):
        flat[..., place] = value
    return flat.reshape(result.shape)


def flip(arguments: Arguments, form: Form) -> Array:
    """Axes walked backwards."""
    return np.flip(arguments[0], from_end(form.parameter, form.shape))


def roll(arguments: Arguments, form: Form) -> Array:
    """Elements moved round."""
    (x,), (shift, axis) = arguments, form.parameter
    if axis is None:
        return reshaped(np.roll(flattened(x, form.shape), shift, -1), (1,), form.shape)
    return np.roll(x, shift, axis - len(form.shape))


def tril(arguments: Arguments, form: Form) -> Array:
    """Zeros above a diagonal."""
    return np.tril(arguments[0], form.parameter)


def triu(arguments: Arguments, form: Form) -> Array:
    """Zeros below a diagonal."""
    return np.triu(arguments[0], form.parameter)


def diag(arguments: Arguments, form: Form) -> Array:
    """A diagonal taken out, or put into zeros."""
    (x,), (own,), k = arguments, form.shapes, form.parameter
    if len(own) == 2:
        return np.diagonal(x, k, -2, -1)
    result = np.zeros(lead_of(x, own) + form.shape)
    along = np.arange(own[0])
    result[..., along + max(0, -k), along + max(0, k)] = x
    return result


def array(arguments: Sequence[Any], form: Form) -> Array:
    """Elements of an array literal; numbers alone are read in one go."""
    if form.shapes[0] == () and not any(np.ndim(x) for x in arguments):
        return np.array(arguments, dtype=np.float64)
    return stack([np.asarray(counted(x)) for x in arguments], Form(0, form.shapes, form.shape))


def stack(arguments: Arguments, form: Form) -> Array:
    """Arrays along a new axis."""
    return np.stack(levelled(arguments, form), form.parameter - len(form.shape))


def concatenate(arguments: Arguments, form: Form) -> Array:
    """Arrays joined along an axis."""
    return np.concatenate(levelled(arguments, form), form.parameter - len(form.shape))
