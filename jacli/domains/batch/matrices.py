"""Determinants, inverses and solutions of stacks of matrices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jacli.domains.batch.arrays import NAN, Arguments, Array
from jacli.domains.lowering import Form

# The inverse of a matrix of a smaller condition number has as many digits as its singular values.
WELL_CONDITIONED = 1e8


def _solvable(function: Callable[..., Array], *matrices: Array) -> Array:
    """A matrix, of the last argument's shape, made of matrices; NaN for those of a stack that are refused."""
    try:
        return function(*matrices)
    except np.linalg.LinAlgError:
        pass
    lead = np.broadcast_shapes(*(m.shape[:-2] for m in matrices))
    spread = [np.broadcast_to(m, lead + m.shape[-2:]) for m in matrices]
    result = np.full(spread[-1].shape, NAN)
    for place in np.ndindex(lead):
        try:
            result[place] = function(*(m[place] for m in spread))
        except np.linalg.LinAlgError:
            continue
    return result


def is_singular_within_rounding(a: Array) -> bool:
    """Whether rounding the elements, each by its own size, may make a regular matrix singular; of a stack, any."""
    with np.errstate(all="ignore"):
        condition = (np.abs(_solvable(np.linalg.inv, a)) @ np.abs(a)).sum(-1)
        return bool(np.any(condition * a.shape[-1] * np.finfo(np.float64).eps > 1))


def det(arguments: Arguments, form: Form) -> Array:
    """The determinant."""
    return np.asarray(np.linalg.det(arguments[0]))


def logdet(arguments: Arguments, form: Form) -> Array:
    """The logarithm of the determinant; NaN unless that is positive."""
    sign, size = np.linalg.slogdet(arguments[0])
    return np.where(sign > 0, size, NAN)


def inv(arguments: Arguments, form: Form) -> Array:
    """The inverse; NaN for a singular matrix."""
    return _solvable(np.linalg.inv, arguments[0])


def solve(arguments: Arguments, form: Form) -> Array:
    """The x with a @ x = b; NaN for a singular a."""
    (a, b), (_, right) = arguments, form.shapes
    columns = b if len(right) == 2 else b[..., None]
    x = _solvable(np.linalg.solve, a, columns)
    return x if len(right) == 2 else x[..., 0]


def adjugate(arguments: Arguments, form: Form) -> Array:
    """The transposed cofactors, of singular matrices too."""
    (a,), (n, _) = arguments, form.shape
    if n <= 1:
        return np.ones_like(a)
    if n == 2:
        rows = [np.stack((a[..., 1, 1], -a[..., 0, 1]), -1), np.stack((-a[..., 1, 0], a[..., 0, 0]), -1)]
        return np.stack(rows, -2)
    if n == 3:
        p, q, r = (a[..., i, :] for i in range(3))
        return np.stack((np.cross(q, r), np.cross(r, p), np.cross(p, q)), -1)
    found = _adjugate_by_inverse(a)
    rest = np.isnan(found).any((-2, -1))
    if rest.any():
        found[rest] = _solvable(_adjugate_by_singular_values, a[rest])
    return found


def _adjugate_by_inverse(a: Array) -> Array:
    """adj(A) = det(A)·A⁻¹; NaN unless A is far from singular.

    A is first scaled to a determinant near 1: numpy's is the exponential of a logarithm, and loses digits elsewhere.
    """
    n = a.shape[-1]
    size = np.linalg.slogdet(a)[1]
    exponent = np.where(np.isfinite(size), np.round(size / (n * np.log(2))), 0).astype(int)[..., None, None]
    scaled = np.ldexp(a, -exponent)
    inverse = _solvable(np.linalg.inv, scaled)
    condition = np.linalg.norm(scaled, 1, (-2, -1)) * np.linalg.norm(inverse, 1, (-2, -1))
    product = np.linalg.det(scaled)[..., None, None] * inverse
    return np.where((condition < WELL_CONDITIONED)[..., None, None], np.ldexp(product, (n - 1) * exponent), NAN)


def _adjugate_by_singular_values(a: Array) -> Array:
    """adj(A) = det(U)·det(V)·V·diag(products of the other singular values)·Uᵀ, for A = U S Vᵀ."""
    u, s, vt = np.linalg.svd(a)
    before, low = _products_before(s)
    after, high = (products[..., ::-1] for products in _products_before(s[..., ::-1]))
    orientation = np.round(np.linalg.det(u) * np.linalg.det(vt))[..., None]
    others = (orientation * np.ldexp(before * after, low + high))[..., None]
    product: Array = np.swapaxes(vt, -1, -2) @ (others * np.swapaxes(u, -1, -2))
    return product


def _products_before(s: Array) -> tuple[Array, Array]:
    """The product of all numbers before each along the last axis: m and e of m·2ᵉ, which may leave the floats."""
    mantissas, exponents = np.ones_like(s), np.zeros(s.shape, dtype=int)
    for k in range(1, s.shape[-1]):
        mantissas[..., k], step = np.frexp(mantissas[..., k - 1] * s[..., k - 1])
        exponents[..., k] = exponents[..., k - 1] + step
    return mantissas, exponents
