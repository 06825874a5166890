"""Numpy float64 on the array graph: many points and seeds at once, and arrays too large to be lowered.

An array of a node has shape `(*lead, *shape)`: leading axes are free, and what does not depend on them lacks them or
has length 1 there. All of a node's own axes are always present, so leading axes pair up by numpy's broadcasting and
an axis k is counted from the end. Derivatives use two kinds of leading axes, (seeds, points): a seed then has shape
`(m, 1 per point axis, *shape)`.

NaN means undefined, and stays so: a typed node that is not finite becomes NaN, a condition about NaN is NaN, and a
selection by it too. Only nodes made by differentiation may be infinite.
A row's `batch` column names its function: pointwise rows take arrays (and the parameter last), the others
`(arguments, form)`.
"""

from __future__ import annotations

from jacli.domains.batch.arrays import Array
from jacli.domains.batch.constructors import arange, empty, eye, full, linspace, ones, zeros
from jacli.domains.batch.evaluation import evaluate
from jacli.domains.batch.matrices import adjugate, det, inv, is_singular_within_rounding, logdet, solve
from jacli.domains.batch.moves import (
    array,
    broadcast,
    concatenate,
    diag,
    flip,
    index,
    put,
    reshape,
    roll,
    stack,
    take,
    transpose,
    tril,
    triu,
    update,
)
from jacli.domains.batch.pointwise import (
    atan2,
    count_equal,
    digamma,
    elu,
    erf,
    erfc,
    gamma,
    gelu,
    hypot,
    leaky_relu,
    lgamma,
    logaddexp,
    logit,
    max_,
    min_,
    polygamma,
    power,
    power_growth,
    power_slope,
    relu,
    sigmoid,
    silu,
    sinc,
    sinc_derivative,
    softplus,
    sqrt,
    unit,
)
from jacli.domains.batch.reductions import amax, amin, cumsum, logsumexp, matmul, norm, sum

__all__ = [
    "Array", "adjugate", "amax", "amin", "arange", "array", "atan2", "broadcast", "concatenate", "count_equal",
    "cumsum", "det", "diag", "digamma", "elu", "empty", "erf", "erfc", "evaluate", "eye", "flip", "full", "gamma",
    "gelu", "hypot", "index", "inv", "is_singular_within_rounding", "leaky_relu", "lgamma", "linspace", "logaddexp",
    "logdet", "logit", "logsumexp", "matmul", "max_", "min_", "norm", "ones", "polygamma", "power", "power_growth",
    "power_slope", "put", "relu", "reshape", "roll", "sigmoid", "silu",
    "sinc", "sinc_derivative", "softplus", "solve", "sqrt", "stack", "sum", "take", "transpose", "tril", "triu", "unit",
    "update", "zeros",
]  # fmt: skip
