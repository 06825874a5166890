r"""LaTeX of formulas, numbers and names: x1 as x_{1}, a[0,1] as a_{0,1}, alpha as \alpha."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter

from jacli.domains.heads import opaque_cases, parts
from jacli.emit.number_text import fraction_text, value_text
from jacli.emit.term_order import ordered_terms
from jacli.graph.nodes import integer_text

Expr = Any
GREEK = frozenset(
    ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
     "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
     "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega")
)  # fmt: skip
# Letters that LaTeX has under names of their own.
VARIANTS = {
    "ϕ": r"\phi", "ϵ": r"\epsilon", "ϑ": r"\vartheta", "ϱ": r"\varrho", "ϖ": r"\varpi", "ϰ": r"\varkappa",
    "ħ": r"\hbar", "ℓ": r"\ell",
}  # fmt: skip
WORD = re.compile(r"(.*?)([0-9]*)", re.DOTALL)


def formula_latex(expression: Expr) -> str:
    """A formula as LaTeX, without dollar signs."""
    names = {part.name for part in parts(expression) if part.is_Symbol}
    return str(_Printer(names).doprint(opaque_cases(expression)))


def number_latex(number: Fraction | float | Expr, *, decimal: bool = False) -> str:
    r"""An exact number or a double: \frac{2}{3}, 0.5, 1 \cdot 10^{-30}, \infty, \text{undefined}."""
    if isinstance(number, float):
        return _double_latex(number)
    if not isinstance(number, (int, Fraction)):
        if not number.is_Rational:
            return formula_latex(number)
        number = Fraction(int(number.p), int(number.q))
    text = fraction_text(Fraction(number), decimal=decimal)
    top, slash, bottom = text.partition("/")
    if not slash:
        return _with_exponent(text)
    sign = "-" if top.startswith("-") else ""
    return rf"{sign}\frac{{{top.lstrip('-')}}}{{{bottom}}}"


def _double_latex(value: float) -> str:
    if math.isnan(value):
        return r"\text{undefined}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    return _with_exponent(value_text(value))


def _with_exponent(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else text


def name_latex(name: str) -> str:
    r"""A name: letters stand by themselves, words are upright, what follows digits, _ or [ is a subscript."""
    bare, _, index = name.partition("[")
    primes = len(bare) - len(bare.rstrip("'"))
    stem, *pieces = bare.rstrip("'").split("_")
    if not stem or not all(pieces):
        return rf"\mathrm{{{_upright(bare)}}}" + (f"_{{{index.rstrip(']')}}}" if index else "")
    match = WORD.fullmatch(stem)
    assert match is not None
    letters, digits = match.groups()
    subscripts = [digits] if digits else []
    subscripts += [_subscript(piece) for piece in pieces]
    if index:
        subscripts.append(index.rstrip("]"))
    subscript = ",".join(subscripts)
    return _letters(letters) + "'" * primes + (f"_{{{subscript}}}" if subscript else "")


def _subscript(piece: str) -> str:
    return piece if piece.isdigit() else _letters(piece)


def _letters(word: str) -> str:
    if word in GREEK:
        return f"\\{word}"
    greek = _greek_letter(word)
    if greek:
        return greek
    if len(word) == 1 and word.isascii():
        return word
    return rf"\mathrm{{{_upright(word)}}}" if word.isascii() else rf"\text{{{_upright(word)}}}"


def _greek_letter(word: str) -> str:
    """α as \\alpha; an empty text for anything that is no single letter with a command in LaTeX."""
    if len(word) != 1 or word.isascii():
        return ""
    if word in VARIANTS:
        return VARIANTS[word]
    found = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(word, ""))
    if found is None:
        return ""
    name = found[2].lower().replace("lamda", "lambda")
    name = name if found[1] == "SMALL" else name.capitalize()
    return f"\\{name}" if name in GREEK else ""


def _upright(word: str) -> str:
    return word.replace("_", r"\_")


class _Printer(LatexPrinter):  # type: ignore[misc]
    """sympy's printer with jacli's names, any number of digits, and e and π told apart from variables."""

    def __init__(self, names: set[str]) -> None:
        super().__init__({"ln_notation": False})
        self.names = names

    def _print(self, expr: Expr, **kwargs: Any) -> str:
        if expr is sympy.E and "e" in self.names:
            return r"\mathrm{e}"
        if expr is sympy.pi and self.names & {"pi", "π"}:
            return r"\mathrm{\pi}"
        return str(super()._print(expr, **kwargs))

    def _as_ordered_terms(self, expr: Expr, order: str | None = None) -> Sequence[Expr]:  # noqa: ARG002
        return ordered_terms(expr)

    def _print_Symbol(self, expr: Expr, style: str = "plain") -> str:  # noqa: ARG002
        return name_latex(expr.name)

    def _print_Integer(self, expr: Expr) -> str:
        return integer_text(int(expr))

    def _print_Rational(self, expr: Expr) -> str:
        return number_latex(Fraction(int(expr.p), int(expr.q)))

    def _print_cases(self, expr: Expr, exp: str | None = None) -> str:
        rows = []
        for value, condition in zip(expr.args[::2], expr.args[1::2], strict=True):
            when = r"\text{otherwise}" if condition == sympy.true else rf"\text{{for}}\: {self._print(condition)}"
            rows.append(f"{self._print(value)} & {when}")
        text = r"\begin{cases} " + r" \\".join(rows) + r" \end{cases}"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    def _print_Heaviside(self, expr: Expr, exp: str | None = None) -> str:
        x, at_zero = expr.args
        shown = (x,) if at_zero == sympy.S.Half else (x, at_zero)
        return self._called(r"\operatorname{heaviside}", shown, exp)

    def _print_polygamma(self, expr: Expr, exp: str | None = None) -> str:
        n, x = expr.args
        name = r"\psi" if n == 0 else rf"\psi^{{\left({self._print(n)}\right)}}"
        return self._called(name if exp is None or n == 0 else rf"\left({name}\right)", (x,), exp)

    def _called(self, name: str, arguments: Sequence[Expr], exp: str | None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{name}{power}{{\left({', '.join(self._print(a) for a in arguments)} \right)}}"
