"""Real numbers with guaranteed bounds.

A number is an `Interval`: two mpmath numbers `lo <= true value <= hi`. Every callable here takes
intervals and returns an interval that holds the true result for every choice of true arguments. At an
argument known exactly (`lo == hi`) the result is a few units of the last place wide, also where the
function is near a zero: `log1p`, `expm1`, `sinc` keep all digits of tiny arguments.

What the guarantee rests on: `+ - * /`, `sqrt`, integer powers, pi and e come from mpmath's directed rounding;
every other value of mpmath is computed with GUARD_BITS more than asked for, believed to within
2**TRUSTED_LOSS units of that last place, and widened by as much. mpmath's digamma breaks this beyond 6,000 digits
and is not used.

A question that the bounds leave open (`floor` of [0.9, 1.1]) raises `Undecided`: raise the precision and ask
again (`evaluate_adaptively`). What is undefined raises ValueError or ZeroDivisionError, and what exceeds
2**EXPONENT_LIMIT OverflowError; what is nearer to 0 than 2**-EXPONENT_LIMIT is known to be just that.
"""

from __future__ import annotations

from jacli.domains.precise.adaptive import Evaluation, Undecided, evaluate_adaptively, precision, working_bits
from jacli.domains.precise.angles import acos, asin, atan, atan2, cos, sin, tan
from jacli.domains.precise.digits import signed_double, to_digits, to_float
from jacli.domains.precise.exponentials import exp, exp2, expm1, log, log1p, log2, log10, logaddexp, softplus
from jacli.domains.precise.hyperbolic import acosh, asinh, atanh, cosh, sinh, tanh
from jacli.domains.precise.intervals import (
    ONE,
    ZERO,
    Interval,
    add,
    div,
    e,
    end_points,
    from_fraction,
    lower_sign,
    mul,
    neg,
    pi,
    sub,
    unit,
)
from jacli.domains.precise.powers import cbrt, hypot, power, sqrt
from jacli.domains.precise.selections import (
    abs_,
    and_,
    ceil,
    clip,
    count_equal,
    eq,
    floor,
    floordiv,
    ge,
    gt,
    heaviside,
    le,
    lt,
    max_,
    min_,
    mod,
    ne,
    not_,
    or_,
    round_,
    sign,
    where,
)
from jacli.domains.precise.special import digamma, erf, erfc, gamma, lgamma, polygamma, sinc, sinc_derivative

__all__ = [
    "ONE", "ZERO", "Evaluation", "Interval", "Undecided", "abs_", "acos", "acosh", "add", "and_", "asin", "asinh",
    "atan", "atan2", "atanh", "cbrt", "ceil", "clip", "cos", "cosh", "count_equal", "digamma", "div", "e", "end_points",
    "eq", "erf", "erfc", "evaluate_adaptively", "exp", "exp2", "expm1", "floor", "floordiv", "from_fraction", "gamma",
    "ge", "gt", "heaviside", "hypot", "le", "lgamma", "log", "log1p", "log2", "log10", "logaddexp", "lower_sign", "lt",
    "max_", "min_", "mod", "mul", "ne", "neg", "not_", "or_", "pi", "polygamma", "power", "precision", "round_", "sign",
    "signed_double", "sin", "sinc", "sinc_derivative", "sinh", "softplus", "sqrt", "sub", "tan", "tanh", "to_digits",
    "to_float", "unit", "where", "working_bits",
]  # fmt: skip
