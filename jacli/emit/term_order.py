"""The order of the terms of a sum: sympy's own, without its table of terms by variables.

`as_ordered_terms` writes every monomial as a dense vector over all variables, which is quadratic for wide sums, and
turns coefficients into complex floats, which overflow. Sparse keys sort the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy import S
from sympy.core.exprtools import decompose_power
from sympy.core.sorting import default_sort_key

from jacli.domains.heads import Held
from jacli.domains.real import is_immense

Expr = Any


def ordered_terms(total: Expr, sort_key: Callable[[Expr], Any] = default_sort_key) -> Sequence[Expr]:
    """The terms by monomials: the first variable (by `sort_key`) first, high powers first, constants last."""
    terms: Sequence[Expr] = total.args
    if len(terms) == 2 and _is_number_minus_product(*terms):
        return sorted(terms, key=lambda t: not isinstance(t, (sympy.Number, sympy.NumberSymbol)))
    monomials = [_monomial(term) for term in terms]
    bases = {base for powers, _ in monomials for base in powers}
    places = {base: k for k, base in enumerate(sorted(bases, key=sort_key))}
    keyed = [(_lexical(powers, places), size, k) for k, (powers, size) in enumerate(monomials)]
    return [terms[k] for *_, k in sorted(keyed)]


def _is_number_minus_product(a: Expr, b: Expr) -> bool:
    """A positive number and a negative multiple of one thing: 1 − x is not written −x + 1."""
    numbers = (sympy.Number, sympy.NumberSymbol)
    if isinstance(b, numbers):
        a, b = b, a
    if not (isinstance(a, numbers) and b.is_Mul and len(b.args) == 2):
        return False
    return bool(b.args[0].is_Number and b.args[0].is_negative and a.is_positive)


def _monomial(term: Expr) -> tuple[dict[Expr, int], float]:
    """A term as powers of its bases, and its numeric coefficient."""
    coefficient, rest = term.as_coeff_Mul()
    powers: dict[Expr, int] = {}
    size = _approximate(coefficient)
    for factor in sympy.Mul.make_args(rest):
        if factor is S.One:
            continue
        if factor.is_number:
            size *= _approximate(factor)
            continue
        base, exponent = decompose_power(factor)
        powers[base] = exponent
    return powers, size


def _approximate(number: Expr) -> float:
    """A constant's size, which only decides the order of constants.

    sympy writes a whole part out with all its digits, however many, turns by numbers of any length, and climbs towers
    of powers, so none of these is looked at.
    """
    if number.has(Held, sympy.floor, sympy.ceiling) or is_immense(number):
        return 0.0
    try:
        return float(number)
    except (ArithmeticError, TypeError, ValueError):
        return 0.0


def _lexical(powers: dict[Expr, int], places: dict[Expr, int]) -> list[tuple[int, int, int]]:
    """A key that sorts sparse monomials as their dense exponent vectors sort lexicographically, descending."""
    found = sorted((places[base], exponent) for base, exponent in powers.items() if exponent)
    key = [(-1, k, -exponent) if exponent > 0 else (1, -k, -exponent) for k, exponent in found]
    return [*key, (0, 0, 0)]
