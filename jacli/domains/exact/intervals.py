"""Bounds of exact numbers, by the functions of `precise`; loading this loads mpmath."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from math import factorial
from typing import Any

from jacli.domains import precise
from jacli.domains.exact.numbers import Number, TooLarge
from jacli.domains.precise import Interval


def to_interval(x: Number) -> Interval:
    """Bounds of an exact number at the working precision of `precise`; may raise its `Undecided`."""
    return precise.from_fraction(x) if isinstance(x, Fraction) else interval_of(x.expr)


def interval_of(expr: Any) -> Interval:
    """Bounds of a sympy number; its depth is at most OPERATIONS and sympy's own rewriting."""
    if expr.is_Rational:
        return precise.from_fraction(Fraction(int(expr.p), int(expr.q)))
    name = expr.func.__name__
    if name == "polygamma":
        return precise.polygamma(interval_of(expr.args[1]), int(expr.args[0]))
    rule = _RULES.get(name)
    if rule is None:
        raise TooLarge(f"a number with {name}")
    return rule(*map(interval_of, expr.args))


def _zeta(s: Interval) -> Interval:
    """ζ(s) for whole s > 1 out of ψ⁽ˢ⁻¹⁾(1) = (-1)ˢ (s-1)! ζ(s) (DLMF 25.11.12)."""
    n = int(s.lo)
    value = precise.polygamma(precise.ONE, n - 1)
    return value * precise.from_fraction(Fraction((-1) ** n, factorial(n - 1)))


def _catalan() -> Interval:
    """Catalan's constant out of ψ′(1/4) = π² + 8G (DLMF 25.11.40, 25.11.12 and 5.15.6)."""
    slope = precise.polygamma(precise.from_fraction(Fraction(1, 4)), 1)
    return (slope - precise.pi() * precise.pi()) / 8


# sympy's classes, by name so that sympy need not be imported.
_RULES: dict[str, Callable[..., Interval]] = {
    "Pi": precise.pi,
    "Exp1": precise.e,
    "EulerGamma": lambda: -precise.digamma(precise.ONE),
    "Catalan": _catalan,
    "GoldenRatio": lambda: (precise.sqrt(precise.from_fraction(5)) + 1) / 2,
    "Add": lambda *args: reduce(precise.add, args),
    "Mul": lambda *args: reduce(precise.mul, args),
    "Pow": precise.power,
    "cot": lambda x: precise.cos(x) / precise.sin(x),
    "sec": lambda x: precise.ONE / precise.cos(x),
    "csc": lambda x: precise.ONE / precise.sin(x),
    "loggamma": precise.lgamma,
    "Abs": precise.abs_,
    "zeta": _zeta,
    **{
        name: getattr(precise, name)
        for name in ("exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh",
                     "asinh", "acosh", "atanh", "erf", "erfc", "gamma", "digamma", "sign", "floor")
    },
}  # fmt: skip
