"""LaTeX: names, numbers, and formulas with what sympy's printer does not know."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy import Integer, Rational, Symbol

from jacli.domains import real
from jacli.domains.heads import cbrt, native
from jacli.emit.latex import formula_latex, name_latex, number_latex

x1, y = sympy.symbols("x1 y")

NAMES = {
    "x": "x",
    "x1": "x_{1}",
    "x_1": "x_{1}",
    "w12": "w_{12}",
    "a[0,1]": "a_{0,1}",
    "x1[0]": "x_{1,0}",
    "alpha": r"\alpha",
    "lambda_2": r"\lambda_{2}",
    "Gamma3": r"\Gamma_{3}",
    "theta_dot": r"\theta_{\mathrm{dot}}",
    "v_max_x": r"v_{\mathrm{max},x}",
    "speed": r"\mathrm{speed}",
    "speed2": r"\mathrm{speed}_{2}",
    "速度": r"\text{速度}",
    "α": r"\alpha",
    "ϕ": r"\phi",
    "ϑ_1": r"\vartheta_{1}",
    "ħ": r"\hbar",
    "λ1": r"\lambda_{1}",
    "Ω": r"\Omega",
    "é": r"\text{é}",
    "_x": r"\mathrm{\_x}",
    "x_": r"\mathrm{x\_}",
    "a__b": r"\mathrm{a\_\_b}",
    "a_[1]": r"\mathrm{a\_}_{1}",
    "x'": "x'",
    "x1'": "x'_{1}",
}


@pytest.mark.parametrize(("name", "latex"), NAMES.items())
def test_names(name: str, latex: str) -> None:
    assert name_latex(name) == latex
    assert formula_latex(Symbol(name) ** 2 + 1) in (f"{latex}^{{2}} + 1", f"{{{latex}}}^{{2}} + 1")


FORMULAS: list[tuple[Any, str]] = [
    (x1**3 + 2 * y**2, "x_{1}^{3} + 2 y^{2}"),
    (x1 / 3, r"\frac{x_{1}}{3}"),
    (sympy.E * x1, "e x_{1}"),
    (sympy.E * Symbol("e"), r"\mathrm{e} e"),
    (sympy.pi * Symbol("pi"), r"\mathrm{\pi} \pi"),
    (real.abs_(x1 - 1), r"\left|{x_{1} - 1}\right|"),
    (cbrt(x1) ** 2, r"\left(\sqrt[3]{x_{1}}\right)^{2}"),
    (real.round_(x1) ** 2, r"\operatorname{round}^{2}\left(x_{1}\right)"),
    (real.heaviside(x1, Rational(1, 2)), r"\operatorname{heaviside}{\left(x_{1} \right)}"),
    (sympy.polygamma(0, x1), r"\psi{\left(x_{1} \right)}"),
    (sympy.polygamma(2, x1) ** 2, r"\left(\psi^{\left(2\right)}\right)^{2}{\left(x_{1} \right)}"),
    (real.div(x1, Integer(0)), r"\frac{x_{1}}{0}"),
    (Integer(10) ** 5000 * x1, "1" + "0" * 5000 + " x_{1}"),
    (Integer(10) ** 400 * x1 + 1, "1" + "0" * 400 + " x_{1} + 1"),
    (
        real.where(x1 > 0, y, -y),
        r"\begin{cases} y & \text{for}\: x_{1} > 0 \\- y & \text{otherwise} \end{cases}",
    ),
]


@pytest.mark.parametrize(("expression", "latex"), FORMULAS, ids=range(len(FORMULAS)))
def test_formulas(expression: Any, latex: str) -> None:
    assert formula_latex(native(expression)) == latex


NUMBERS: list[tuple[Any, str]] = [
    (Fraction(2, 3), r"\frac{2}{3}"),
    (Fraction(-1, 2), r"-\frac{1}{2}"),
    (Fraction(5), "5"),
    (7, "7"),
    (18.0, "18"),
    (1e-30, r"1 \cdot 10^{-30}"),
    (math.nan, r"\text{undefined}"),
    (math.inf, r"\infty"),
    (-math.inf, r"-\infty"),
    (sympy.sqrt(2) / 2, r"\frac{\sqrt{2}}{2}"),
    (sympy.Rational(1, 3), r"\frac{1}{3}"),
]


@pytest.mark.parametrize(("number", "latex"), NUMBERS)
def test_numbers(number: Any, latex: str) -> None:
    assert number_latex(number) == latex


def test_decimals() -> None:
    assert number_latex(Fraction(1, 8), decimal=True) == "0.125"
    assert number_latex(Fraction(1, 3), decimal=True) == r"\frac{1}{3}"
