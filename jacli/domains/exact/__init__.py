"""Exact numbers: a `Fraction` as long as everything is rational, a sympy number once something is irrational.

Promises: no callable returns a float, a complex number, an infinity or nan. What is undefined over the reals
raises ValueError or ZeroDivisionError. What would grow beyond reading (what `fractions_up_to` allows, OPERATIONS,
PART_BITS inside an irrational number) raises `TooLarge`, before it is computed where its size can be foretold.
Rational computations, among them roots that come out, import neither sympy nor mpmath.

Questions about irrational numbers (`abs`, `floor`, `<`, a pole) are decided by intervals. Two numbers that agree to
DECISION_BITS (more if long fractions are involved) are called equal, unless sympy proves that they are not;
`assumptions.recorded_decisions` tells of each such case whether sympy proved it.
"""

from __future__ import annotations

from jacli.domains.exact.angles import acos, asin, atan, atan2, cos, sin, tan
from jacli.domains.exact.arithmetic import add, div, mul, neg, sub, unit
from jacli.domains.exact.exponentials import exp, exp2, expm1, log, log1p, log2, log10, logaddexp
from jacli.domains.exact.hyperbolic import acosh, asinh, atanh, cosh, sinh, tanh
from jacli.domains.exact.numbers import Irrational, Number, TooLarge, e, fractions_up_to, from_sympy, pi
from jacli.domains.exact.powers import cbrt, exact_root, hypot, power, sqrt
from jacli.domains.exact.selections import (
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
from jacli.domains.exact.special import digamma, erf, erfc, gamma, lgamma, polygamma, sinc, sinc_derivative

__all__ = [
    "Irrational", "Number", "TooLarge", "abs_", "acos", "acosh", "add", "and_", "asin", "asinh", "atan",
    "atan2", "atanh", "cbrt", "ceil", "clip", "cos", "cosh", "count_equal", "digamma", "div", "e", "eq", "erf", "erfc",
    "exact_root", "exp", "exp2", "expm1", "floor", "floordiv", "fractions_up_to", "from_sympy", "gamma", "ge", "gt",
    "heaviside", "hypot", "le", "lgamma", "log", "log1p", "log2", "log10", "logaddexp", "lt", "max_", "min_", "mod",
    "mul", "ne", "neg", "not_", "or_", "pi", "polygamma", "power", "round_", "sign", "sin",
    "sinc", "sinc_derivative", "sinh", "sqrt", "sub", "tan", "tanh", "unit", "where",
]  # fmt: skip
