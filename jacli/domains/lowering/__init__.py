"""Lowering: the array graph evaluated in nodes of a second, scalar graph.

An array is a flat row-major list of scalar nodes. What only moves elements costs no node at all; sums and
products become chains; a determinant becomes a division-free polynomial, so singular matrices are right.
Each row's `lower` column names a function here: `(scalars, arguments, form) -> flat elements`.
"""

from __future__ import annotations

from jacli.domains.lowering.arrays import (
    Elements,
    Form,
    Scalars,
    amax,
    amin,
    arange,
    array,
    broadcast,
    concatenate,
    cumsum,
    diag,
    empty,
    eye,
    flat_names,
    flip,
    full,
    index,
    linspace,
    logsumexp,
    matmul,
    norm,
    ones,
    put,
    reshape,
    roll,
    stack,
    sum,
    take,
    transpose,
    tril,
    triu,
    update,
    zeros,
)
from jacli.domains.lowering.graphs import INPUT, Lowered, is_scalar, lower, moved_places
from jacli.domains.lowering.matrices import MINORS_UP_TO, adjugate, det, determinant, inv, logdet, solve

__all__ = [
    "INPUT", "MINORS_UP_TO", "Elements", "Form", "Lowered", "Scalars", "adjugate", "amax", "amin", "arange", "array",
    "broadcast", "concatenate", "cumsum", "det", "determinant", "diag", "empty", "eye", "flat_names", "flip", "full",
    "index", "inv", "is_scalar", "linspace", "logdet", "logsumexp", "lower", "matmul", "moved_places", "norm", "ones",
    "put", "reshape", "roll", "solve", "stack", "sum", "take", "transpose", "tril", "triu", "update", "zeros",
]  # fmt: skip
