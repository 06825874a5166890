"""Sums, products and reductions over axes."""

from __future__ import annotations

import numpy as np

from jacli.domains.batch.arrays import Arguments, Array, flattened, from_end, lead_of, reshaped
from jacli.domains.lowering import Form
from jacli.graph import shapes


def sum(arguments: Arguments, form: Form) -> Array:  # noqa: A001  the row's name
    """The sum over axes."""
    axes, keepdims = form.parameter
    total: Array = np.sum(arguments[0], axis=from_end(axes, form.shapes[0]), keepdims=keepdims)
    return total


def cumsum(arguments: Arguments, form: Form) -> Array:
    """Running sums along an axis."""
    (x,), axis = arguments, form.parameter
    if axis is None:
        return np.cumsum(flattened(x, form.shapes[0]), axis=-1)
    return np.cumsum(x, axis=axis - len(form.shape))


def matmul(arguments: Arguments, form: Form) -> Array:
    """The matrix product; vectors become matrices, and stacks get equally many axes, before leading axes meet."""
    (a, b), (left, right) = arguments, form.shapes
    if len(left) == 1 and b.ndim == 2 == len(right):
        return np.asarray(a @ b)
    if len(right) == 1 and a.ndim == 2 == len(left):
        return np.asarray(b @ a.T)
    a_shape = left if len(left) > 1 else (1, *left)
    b_shape = right if len(right) > 1 else (*right, 1)
    rank = max(len(a_shape), len(b_shape))
    a = reshaped(a, left, (1,) * (rank - len(a_shape)) + a_shape)
    b = reshaped(b, right, (1,) * (rank - len(b_shape)) + b_shape)
    product: Array = np.matmul(a, b)
    return product.reshape(product.shape[: product.ndim - rank] + form.shape)


def amax(arguments: Arguments, form: Form) -> Array:
    """The largest element; NaN if one is."""
    axes, keepdims = form.parameter
    top: Array = np.max(arguments[0], axis=from_end(axes, form.shapes[0]), keepdims=keepdims)
    return top


def amin(arguments: Arguments, form: Form) -> Array:
    """The smallest element; NaN if one is."""
    axes, keepdims = form.parameter
    bottom: Array = np.min(arguments[0], axis=from_end(axes, form.shapes[0]), keepdims=keepdims)
    return bottom


def norm(arguments: Arguments, form: Form) -> Array:
    """The Euclidean norm, without overflow."""
    axes, keepdims = form.parameter
    return euclidean(arguments[0], from_end(axes, form.shapes[0]), keepdims)


def euclidean(x: Array, axes: tuple[int, ...], keepdims: bool) -> Array:
    """The root of the sum of squares over axes; scaled first where squares would leave the floats."""
    squares = np.sum(x * x, axis=axes, keepdims=keepdims)
    if np.all((squares > 1e-280) & (squares < 1e300)):
        return np.asarray(np.sqrt(squares))
    top = np.max(np.abs(x), axis=axes, keepdims=True, initial=0.0)
    exponent = np.frexp(top)[1]
    scaled = np.ldexp(x, -exponent)
    root = np.sqrt(np.sum(scaled * scaled, axis=axes, keepdims=keepdims))
    return np.asarray(np.ldexp(root, exponent.reshape(root.shape)))


def logsumexp(arguments: Arguments, form: Form) -> Array:
    """log Σ exp(x) as m + log1p(Σ exp(x − m)), m the largest and left out of the sum."""
    (x,), (own,), (axes, _) = arguments, form.shapes, form.parameter
    free = x.ndim - len(own)
    kept = [k for k in range(len(own)) if k not in axes]
    lead = lead_of(x, own)
    x = x.transpose(*range(free), *(free + k for k in kept), *(free + k for k in axes))
    x = x.reshape(*x.shape[: free + len(kept)], shapes.size(tuple(own[k] for k in axes)))
    top = x.max(axis=-1, keepdims=True)
    rest = np.exp(x - np.where(np.isfinite(top), top, 0.0))
    np.put_along_axis(rest, x.argmax(axis=-1, keepdims=True), 0.0, axis=-1)
    total: Array = top[..., 0] + np.log1p(rest.sum(axis=-1))
    return total.reshape(lead + form.shape)
