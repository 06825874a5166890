"""Formulas as text: sympy's own shapes, in the language's words, and never a text that reads as something else."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy import (
    And,
    Eq,
    Integer,
    Max,
    Min,
    Mod,
    Ne,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    cos,
    exp,
    log,
    sin,
    sqrt,
)

from jacli.domains import evaluation, real
from jacli.domains.heads import Held, cbrt, native
from jacli.emit.formula_text import Unprintable, formula_text, number_for_people
from jacli.language.program import SourceText
from jacli.language.reader import read
from tests.effort import is_linear
from tests.programs import scalar_values

x, y, z, a, b, e = sympy.symbols("x y z a b e")
HALF = Rational(1, 2)

# What no text may hold: complex parts, sympy's words, a shape that other readers take otherwise.
FOREIGN = re.compile(r"\b(re|im|conjugate|E|I|zoo|nan|oo|Max|Min|Piecewise)\b|\*\*-")

TEXTS: list[tuple[Any, str]] = [
    # e and π, also beside variables of these names
    (S.Exp1 * x, "e*x"),
    (S.Exp1 * e, "exp(1)*e"),
    (sympy.pi * x, "pi*x"),
    (sympy.pi * Symbol("pi"), "acos(-1)*pi"),
    (exp(2), "exp(2)"),
    (exp(-x) * y, "y*exp(-x)"),
    # signs and powers
    (-(x**2), "-x**2"),
    ((-x) ** 3, "-x**3"),
    (Pow(-x, y), "(-x)**y"),
    (2 ** (-x), "2**(-x)"),
    ((-1) ** x, "(-1)**x"),
    (x**-1, "1/x"),
    (x**-2, "x**(-2)"),
    (x ** (-y), "x**(-y)"),
    (a * x ** (-y), "a/x**y"),
    (1 / sqrt(x), "1/sqrt(x)"),
    ((x**2) ** y, "(x**2)**y"),
    (x ** (y**2), "x**(y**2)"),
    (x ** Rational(1, 3), "x**(1/3)"),
    (Rational(1, 3) ** x, "(1/3)**x"),
    (Rational(-1, 2) ** x, "(-1/2)**x"),
    ((1 / x) ** y, "(1/x)**y"),
    (sqrt(x) ** y, "x**(y/2)"),
    (sqrt(x + 1) * 2, "2*sqrt(x + 1)"),
    # fractions
    (x / 3, "x/3"),
    (-2 * x / 3, "-2*x/3"),
    (a / (b * z), "a/(b*z)"),
    (a / b / z, "a/(b*z)"),
    (Rational(1, 2) / x, "1/(2*x)"),
    ((x + y) / (x - y), "(x + y)/(x - y)"),
    (-1 / x, "-1/x"),
    (sympy.Mul(2, x + 1, evaluate=False), "2*(x + 1)"),
    (sympy.Mul(-1, x + y, evaluate=False), "-(x + y)"),
    (sympy.Add(x, sympy.Add(y, z, evaluate=False), evaluate=False), "x + (y + z)"),
    # order
    (1 - x, "1 - x"),
    (x - 1, "x - 1"),
    (3 * x + 2 * y**2 + x**3, "x**3 + 3*x + 2*y**2"),
    (1 + sqrt(2) + sympy.pi, "1 + sqrt(2) + pi"),
    # other words
    (Max(x, 1), "max(1, x)"),
    (Min(x, y, z), "min(x, y, z)"),
    (real.abs_(x - 1), "abs(x - 1)"),
    (sympy.sign(x), "sign(x)"),
    (sympy.ceiling(x) + sympy.floor(x), "ceil(x) + floor(x)"),
    (sympy.Heaviside(x, HALF), "heaviside(x)"),
    (sympy.Heaviside(x, 0), "heaviside(x, 0)"),
    (Mod(x, y) ** 2, "mod(x, y)**2"),
    (2 * Mod(x, 3), "2*mod(x, 3)"),
    (sympy.loggamma(x), "lgamma(x)"),
    (real.lgamma(x), "lgamma(x)"),
    (sympy.polygamma(0, x), "digamma(x)"),
    (sympy.polygamma(2, x), "polygamma(2, x)"),
    (sympy.EulerGamma, "-digamma(1)"),
    (real.digamma(Integer(1)), "digamma(1)"),
    (log(x) / log(10), "log(x)/log(10)"),
    (sympy.sinc(sympy.pi * x), "sinc(x)"),
    (sympy.sinc(x), "sinc(x/pi)"),
    (sympy.atan2(y, x), "atan2(y, x)"),
    (cbrt(x), "cbrt(x)"),
    (real.round_(x), "round(x)"),
    (real.count_equal(Max(x, y), x, y), "count_equal(max(x, y), x, y)"),
    (sympy.cot(x) * y, "y*(1/tan(x))"),
    (sympy.zeta(3), "-polygamma(2, 1)/2"),
    # conditions
    (Piecewise((x, x > 0), (y, Ne(x, 0)), (1, True)), "where(x > 0, x, where(x != 0, y, 1))"),
    (Piecewise((x, x > 0)), "where(x > 0, x, 0/0)"),
    (Piecewise((x, x > 0), (y, True)) ** 2, "where(x > 0, x**2, y**2)"),
    (And(x > 0, Or(y < 1, Eq(x, 3))), "(x == 3 or y < 1) and x > 0"),
    (Or(And(x > 0, y > 0), z > 0), "(x > 0 and y > 0) or z > 0"),
    (Not(And(x > 0, y > 0)), "not (x > 0 and y > 0)"),
    (x >= y + 1, "x >= y + 1"),
    (S.true, "0 == 0"),
    # names
    (Symbol("a[0,1]") ** 2, "a[0,1]**2"),
    (Symbol("α") * Symbol("速度"), "α*速度"),
    # held constants
    (real.log(Integer(-1)), "log(-1)"),
    (real.power(Integer(-8), Rational(1, 3)), "(-8)**(1/3)"),
    (real.div(x, Integer(0)), "x/0"),
    (Held(Rational(-1, 2)) * x, "(-1/2)*x"),
    # real parts of real numbers
    (sympy.re(x) + sympy.conjugate(y) + sympy.im(z), "y + x + 0"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "text"), [pytest.param(*case, id=case[1]) for case in TEXTS])
def test_texts(expression: Any, text: str) -> None:
    assert formula_text(native(expression)) == text
    assert FOREIGN.search(text) is None


@pytest.mark.parametrize("expression", [pytest.param(case[0], id=case[1]) for case in TEXTS])
def test_every_text_can_be_read(expression: Any) -> None:
    text = formula_text(native(expression))
    shapes = {"a": (1, 2)} if "[" in text else {}
    assert len(read([SourceText("text", text)], shapes=shapes, known=("e",) if e in expression.free_symbols else ())
               .outputs) == 1  # fmt: skip


def test_functions_that_the_language_lacks() -> None:
    with pytest.raises(Unprintable):
        formula_text(sympy.besselj(0, x))
    with pytest.raises(Unprintable):
        formula_text(sympy.zeta(x))


# ── at random ─────────────────────────────────────────────────────────────────────────────────────────────

NAMES = [x, y, z, Symbol("x10"), Symbol("x2")]


def random_expression(chance: random.Random, depth: int) -> Any:
    if not depth:
        number = Rational(chance.randint(-5, 5), chance.randint(1, 5))
        return chance.choice([*NAMES, Integer(chance.randint(-3, 3)), number, sympy.pi])
    kind = chance.randrange(6)
    inner = [random_expression(chance, depth - 1) for _ in range(3)]
    if kind == 0:
        return sum(inner)
    if kind == 1:
        return inner[0] * inner[1]
    if kind == 2:
        return inner[0] - inner[1]
    if kind == 3:
        return chance.choice([sin, cos, exp, sympy.tanh, sympy.atan])(inner[0])
    if kind == 4:
        return inner[0] ** chance.choice([2, 3, -1, -2, HALF, Rational(-3, 2), x, -x, -2 * y])
    return inner[0] / inner[1]


def sample(seed: int) -> Any:
    chance = random.Random(seed)
    while True:
        found = random_expression(chance, 4)
        if not found.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo):
            return found


def test_random_formulas_are_printed_as_sympy_prints_them() -> None:
    for seed in range(400):
        expression = sample(seed)
        assert formula_text(native(expression)) == str(expression).replace("E", "e")


@pytest.mark.parametrize("seed", range(60))
def test_random_formulas_read_back_with_the_same_value(seed: int) -> None:
    expression = sample(seed + 10_000)
    program = read([SourceText("text", formula_text(native(expression)))])
    point = {"x": 0.75, "y": 1.25, "z": 0.5, "x10": 1.5, "x2": 0.25}
    ((_, node),) = program.outputs
    (found,) = scalar_values(program.graph, [node], point, evaluation.plain())
    numbers = {Symbol(name): Rational(Fraction(v)) for name, v in point.items()}
    expected = expression.xreplace(numbers).evalf(30)
    if isinstance(found, float) and expected.is_real:
        assert found == pytest.approx(float(expected), rel=1e-8)


# ── size ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_wide_sums_and_products() -> None:
    terms = [Symbol(f"x{k}") ** 2 * k for k in range(1, 20_001)]
    total = sympy.Add(*terms)
    text = formula_text(total)
    assert text.startswith("x1**2 + 2*x2**2 + 3*x3**2 + ")
    assert text.count("+") == 19_999
    assert formula_text(sympy.Mul(3, x, total)).startswith("3*x*(x1**2 + ")
    assert is_linear(lambda n: lambda: formula_text(sympy.Add(*terms[:n])), 500)


def test_deep_formulas() -> None:
    expression: Any = x
    for k in range(1, 100):
        expression = 1 / (sin(expression) + x * k)
    assert formula_text(native(expression)).count("sin") == 99


def test_long_numbers() -> None:
    assert formula_text(Integer(10) ** 6000 * x) == "1" + "0" * 6000 + "*x"
    assert formula_text(x / Integer(10) ** 6000) == "x/1" + "0" * 6000
    assert formula_text(Integer(10) ** 400 + x * Integer(10) ** 500).endswith("*x + 1" + "0" * 400)


def test_decimals() -> None:
    expression = Rational(7, 20) * x + y / 3 + HALF - x ** Rational(1, 4)
    assert formula_text(expression, decimal=True) == "-x**0.25 + 0.35*x + y/3 + 0.5"
    assert formula_text(-x / 10, decimal=True) == "-0.1*x"
    assert formula_text(sqrt(x) / 2, decimal=True) == "0.5*sqrt(x)"


# ── for people ────────────────────────────────────────────────────────────────────────────────────────────

PEOPLE = {
    "√2/2": sqrt(2) / 2,
    "3*π/4": 3 * sympy.pi / 4,
    "e**2": exp(2),
    "e**(-1/3)": exp(-Rational(1, 3)),
    "log(3)": log(3),
    "√(1 + √2)": sqrt(1 + sqrt(2)),
    "1/√π": 1 / sqrt(sympy.pi),
    "e": S.Exp1,
    "1 + √2 + π": 1 + sqrt(2) + sympy.pi,
    "2**(1/3)": Integer(2) ** Rational(1, 3),
}


@pytest.mark.parametrize(("text", "number"), PEOPLE.items())
def test_numbers_for_people(text: str, number: Any) -> None:
    assert number_for_people(number) == text
