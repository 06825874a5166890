"""sympy expressions as text of the language: what is printed reads back as the same function.

Shapes and order are those of sympy's own printer (`x1**3 + 2*x2**2 + 3*x3`), in the language's words (`max`,
`where`, `e`). Order is found without sympy's table of terms by variables, so wide sums print in linear time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy import S
from sympy.core.sorting import default_sort_key
from sympy.logic import boolalg

from jacli.domains.heads import Held, cbrt, count_equal, detach, parts, round_half_even
from jacli.emit.number_text import decimal_text
from jacli.emit.term_order import ordered_terms
from jacli.graph.nodes import integer_text

Expr = Any
# A text and how tightly its outermost operator binds.
Piece = tuple[str, int]
OR, AND, NOT, COMPARISON, SUM, PRODUCT, POWER, ATOM = range(1, 9)
# Larger expressions are printed in sympy's inner order: sorting factors that hold long sums is quadratic.
SORTED_SIZE = 5000

FUNCTIONS: dict[Any, str] = {
    **{getattr(sympy, name): name for name in (
        "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
        "exp", "log", "sign", "floor", "erf", "erfc", "gamma", "digamma",
    )},
    sympy.Abs: "abs", sympy.ceiling: "ceil", sympy.Max: "max", sympy.Min: "min", sympy.Mod: "mod",
    sympy.loggamma: "lgamma", cbrt: "cbrt", round_half_even: "round", count_equal: "count_equal", detach: "detach",
}  # fmt: skip
RECIPROCALS = {
    sympy.cot: "tan", sympy.sec: "cos", sympy.csc: "sin", sympy.coth: "tanh", sympy.sech: "cosh", sympy.csch: "sinh",
}  # fmt: skip
COMPARISONS = {
    sympy.Equality: "==", sympy.Unequality: "!=", sympy.StrictLessThan: "<", sympy.LessThan: "<=",
    sympy.StrictGreaterThan: ">", sympy.GreaterThan: ">=",
}  # fmt: skip
CONSTANTS: dict[Any, Piece] = {
    S.EulerGamma: ("-digamma(1)", SUM),
    S.GoldenRatio: ("(1 + sqrt(5))/2", PRODUCT),
    S.Catalan: ("(polygamma(1, 1/4) - pi**2)/8", PRODUCT),
    S.true: ("0 == 0", COMPARISON),
    S.false: ("0 != 0", COMPARISON),
    S.ImaginaryUnit: ("sqrt(-1)", ATOM),
    S.Infinity: ("1/0", PRODUCT),
    S.NegativeInfinity: ("-1/0", SUM),
    S.ComplexInfinity: ("1/0", PRODUCT),
    S.NaN: ("0/0", PRODUCT),
}


class Unprintable(ValueError):
    """A sympy function that the language does not have; jacli's own formulas hold none."""


def formula_text(expression: Expr, *, decimal: bool = False) -> str:
    """The expression as text of the language.

    With `decimal`, terminating fractions of up to 15 digits are decimals. Raises Unprintable for a function that
    the language lacks.
    """
    return _Printer(expression, decimal=decimal).text()


def number_for_people(number: Expr) -> str:
    """A constant with the signs √ and π and powers of e: `√2/2`, `3*π/4`, `e**2`."""
    return _Printer(number, people=True).text()


class _Printer:
    """Makes the piece of each part of one expression, arguments first."""

    def __init__(self, expression: Expr, *, decimal: bool = False, people: bool = False) -> None:
        self.expression = expression
        self.decimal = decimal
        self.people = people
        self.parts = parts(expression)
        self.pieces: dict[Expr, Piece] = {}
        names = {p.name for p in self.parts if p.is_Symbol}
        self.e = ("exp(1)" if "e" in names else "e", ATOM)
        self.pi = ("acos(-1)" if "pi" in names or "π" in names else "π" if people else "pi", ATOM)
        self.sorted = len(self.parts) <= SORTED_SIZE

    def text(self) -> str:
        for part in self.parts:
            self.pieces[part] = self._made(part)
        return self.pieces[self.expression][0]

    def piece(self, expression: Expr) -> Piece:
        """The piece of a part, or of an expression that is none: −n for x**(−n)."""
        found = self.pieces.get(expression)
        if found is None:
            for part in parts(expression):
                if part not in self.pieces:
                    self.pieces[part] = self._made(part)
            found = self.pieces[expression]
        return found

    def within(self, expression: Expr, level: int) -> str:
        """The text, in parentheses unless it binds more tightly than `level`."""
        text, own = self.piece(expression)
        return text if own > level else f"({text})"

    def arguments(self, expressions: Sequence[Expr]) -> str:
        return ", ".join(self.piece(a)[0] for a in expressions)

    def _made(self, part: Expr) -> Piece:
        if part.is_Symbol:
            return part.name, ATOM
        if part.is_Rational:
            return self._rational(part)
        if part is S.Exp1:
            return self.e
        if part is S.Pi:
            return self.pi
        if part in CONSTANTS:
            return CONSTANTS[part]
        head = part.func
        name = FUNCTIONS.get(head)
        special = SPECIAL.get(head)
        if special is not None:
            return special(self, part)
        if name is not None:
            return f"{name}({self.arguments(part.args)})", ATOM
        if head in COMPARISONS:
            left, right = (self.within(a, COMPARISON) for a in part.args)
            return f"{left} {COMPARISONS[head]} {right}", COMPARISON
        if head in RECIPROCALS:
            return f"1/{RECIPROCALS[head]}({self.arguments(part.args)})", PRODUCT
        if part.is_Float:
            return str(part), SUM if part < 0 else ATOM
        raise Unprintable(str(head))

    # ── numbers ───────────────────────────────────────────────────────────────────────────────────────────

    def _rational(self, number: Expr) -> Piece:
        if self.decimal and number.q != 1:
            text = decimal_text(Fraction(int(number.p), int(number.q)))
            if text is not None:
                return text, SUM if number.p < 0 else ATOM
        top = integer_text(int(number.p))
        if number.q == 1:
            return top, SUM if number.p < 0 else ATOM
        return f"{top}/{integer_text(int(number.q))}", SUM if number.p < 0 else PRODUCT

    def held(self, part: Expr) -> Piece:
        return self.piece(part.args[0])

    # ── arithmetic ────────────────────────────────────────────────────────────────────────────────────────

    def added(self, part: Expr) -> Piece:
        texts: list[str] = []
        for term in ordered_terms(part, self._sort_key):
            text = self.piece(term)[0]
            if term.is_Add:
                text = f"({text})"
            negative = text.startswith("-")
            if texts:
                texts.append(" - " if negative else " + ")
            elif negative:
                texts.append("-")
            texts.append(text[1:] if negative else text)
        return "".join(texts), SUM

    def _sort_key(self, base: Expr) -> Any:
        return default_sort_key(base) if self.sorted else (len(self.piece(base)[0]), self.piece(base)[0])

    def multiplied(self, part: Expr) -> Piece:
        coefficient, rest = part.as_coeff_Mul()
        above: list[str] = []
        below: list[str] = []
        self._coefficient(abs(coefficient), above, below)
        for factor in self._ordered_factors(rest):
            if factor.is_Pow and factor.exp.as_coeff_Mul()[0] < 0:
                below.append(self._power(factor.base, _negated(factor.exp), PRODUCT))
            else:
                above.append(self.within(factor, PRODUCT))
        text = "*".join(above) or "1"
        if below:
            text += f"/{below[0]}" if len(below) == 1 else f"/({'*'.join(below)})"
        return (f"-{text}", SUM) if coefficient < 0 else (text, PRODUCT)

    def _coefficient(self, number: Expr, above: list[str], below: list[str]) -> None:
        if self.decimal and number.q != 1 and self._rational(number)[1] == ATOM:
            above.append(self._rational(number)[0])
            return
        if number.p != 1:
            above.append(integer_text(int(number.p)))
        if number.q != 1:
            below.append(integer_text(int(number.q)))

    def _ordered_factors(self, product: Expr) -> Sequence[Expr]:
        if not product.is_Mul:
            return (product,)
        factors = product.as_ordered_factors() if self.sorted else product.args
        return sorted(factors, key=lambda f: not isinstance(f.base if f.is_Pow else f, Held))

    def raised(self, part: Expr) -> Piece:
        base, exponent = part.base, part.exp
        if exponent in (S.NegativeOne, -S.Half):
            return f"1/{self._power(base, -exponent, PRODUCT)}", PRODUCT
        level = ATOM if exponent == S.Half else POWER
        return self._power(base, exponent, 0), level

    def _power(self, base: Expr, exponent: Expr, level: int) -> str:
        """base**exponent within an operator of the level."""
        if exponent is S.One:
            return self.within(base, level)
        if exponent == S.Half:
            return self._root(base)
        return f"{self.within(base, POWER)}**{self.within(exponent, POWER)}"

    def _root(self, base: Expr) -> str:
        text, level = self.piece(base)
        if not self.people:
            return f"sqrt({text})"
        return f"√{text}" if level == ATOM and not text.startswith("√") else f"√({text})"

    def exponential(self, part: Expr) -> Piece:
        exponent = part.args[0]
        if self.people:
            return f"e**{self.within(exponent, POWER)}", POWER
        return f"exp({self.piece(exponent)[0]})", ATOM

    # ── functions that the language calls otherwise ───────────────────────────────────────────────────────

    def logarithm(self, part: Expr) -> Piece:
        (x,) = part.args
        if isinstance(x, sympy.Abs) and isinstance(x.args[0], sympy.gamma):
            return f"lgamma({self.arguments(x.args[0].args)})", ATOM
        return f"log({self.piece(x)[0]})", ATOM

    def polygamma(self, part: Expr) -> Piece:
        n, x = part.args
        if n == 0:
            return f"digamma({self.piece(x)[0]})", ATOM
        return f"polygamma({self.arguments(part.args)})", ATOM

    def zeta(self, part: Expr) -> Piece:
        """ζ(n) = (−1)ⁿ ψ⁽ⁿ⁻¹⁾(1)/(n − 1)!."""
        n = part.args[0]
        if len(part.args) != 1 or not (n.is_Integer and n > 1):
            raise Unprintable(str(part.func))
        return self.piece((-1) ** n * sympy.polygamma(n - 1, 1, evaluate=False) / sympy.factorial(n - 1))

    def sinc(self, part: Expr) -> Piece:
        return f"sinc({self.piece(_over_pi(part.args[0]))[0]})", ATOM

    def heaviside(self, part: Expr) -> Piece:
        x, at_zero = part.args
        return f"heaviside({self.piece(x)[0] if at_zero == S.Half else self.arguments((x, at_zero))})", ATOM

    def piecewise(self, part: Expr) -> Piece:
        texts, closing = [], 0
        for value, condition in part.args:
            if condition == S.true:
                texts.append(self.piece(value)[0])
                break
            texts.append(f"where({self.piece(condition)[0]}, {self.piece(value)[0]}, ")
            closing += 1
        else:
            texts.append("0/0")
        return "".join(texts) + ")" * closing, ATOM if closing else self.piece(part.args[0][0])[1]

    def choice(self, part: Expr) -> Piece:
        return f"where({self.arguments(part.args)})", ATOM

    def conjunction(self, part: Expr) -> Piece:
        return " and ".join(self.within(a, NOT) for a in self._ordered_conditions(part)), AND

    def disjunction(self, part: Expr) -> Piece:
        return " or ".join(self.within(a, AND) for a in self._ordered_conditions(part)), OR

    def _ordered_conditions(self, part: Expr) -> Sequence[Expr]:
        return sorted(part.args, key=default_sort_key) if self.sorted else part.args

    def negation(self, part: Expr) -> Piece:
        return f"not ({self.piece(part.args[0])[0]})", NOT

    def inner(self, part: Expr) -> Piece:
        """Conjugates and real parts of real numbers."""
        return self.piece(part.args[0])

    def zero(self, part: Expr) -> Piece:  # noqa: ARG002
        return "0", ATOM

    def branch(self, part: Expr) -> Piece:
        """A branch of a piecewise function, which is printed as a whole."""
        return self.piece(part.args[0])


def _negated(exponent: Expr) -> Expr:
    """−exponent, where its coefficient is negative; the rest is not evaluated again."""
    coefficient, rest = exponent.as_coeff_Mul()
    if coefficient is S.NegativeOne or rest is S.One:
        return rest if coefficient is S.NegativeOne else -coefficient
    return sympy.Mul._from_args((-coefficient, *sympy.Mul.make_args(rest)))


def _over_pi(x: Expr) -> Expr:
    factors = list(sympy.Mul.make_args(x))
    if S.Pi not in factors:
        return x / S.Pi
    factors.remove(S.Pi)
    return sympy.Mul._from_args(factors)


SPECIAL: dict[Any, Callable[[_Printer, Expr], Piece]] = {
    Held: _Printer.held,
    sympy.Add: _Printer.added,
    sympy.Mul: _Printer.multiplied,
    sympy.Pow: _Printer.raised,
    sympy.exp: _Printer.exponential,
    sympy.log: _Printer.logarithm,
    sympy.polygamma: _Printer.polygamma,
    sympy.zeta: _Printer.zeta,
    sympy.sinc: _Printer.sinc,
    sympy.Heaviside: _Printer.heaviside,
    sympy.Piecewise: _Printer.piecewise,
    sympy.functions.elementary.piecewise.ExprCondPair: _Printer.branch,
    boolalg.ITE: _Printer.choice,
    boolalg.And: _Printer.conjunction,
    boolalg.Or: _Printer.disjunction,
    boolalg.Not: _Printer.negation,
    sympy.re: _Printer.inner,
    sympy.conjugate: _Printer.inner,
    sympy.im: _Printer.zero,
}
