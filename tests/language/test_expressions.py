"""Numbers, names, operators: what is typed, as structure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from jacli.graph.nodes import Number
from jacli.language.tokens import number_value, plain_name
from tests.language.structure import inputs, only, program

OPERATORS = [
    ("a + b", "add(a, b)"),
    ("a - b - c", "sub(sub(a, b), c)"),
    ("a - (b - c)", "sub(a, sub(b, c))"),
    ("a + b*c", "add(a, mul(b, c))"),
    ("(a + b)*c", "mul(add(a, b), c)"),
    ("a/b/c", "div(div(a, b), c)"),
    ("a*b/c", "div(mul(a, b), c)"),
    ("a // b % c", "mod(floordiv(a, b), c)"),
    ("a**b**c", "power(a, power(b, c))"),
    ("a^b^c", "power(a, power(b, c))"),
    ("-x**2", "neg(power(x, 2))"),
    ("(-x)**2", "power(neg(x), 2)"),
    ("2**-x", "power(2, neg(x))"),
    ("2**-x**2", "power(2, neg(power(x, 2)))"),
    ("2**-x*y", "mul(power(2, neg(x)), y)"),
    ("-a*b", "mul(neg(a), b)"),
    ("a*-b", "mul(a, neg(b))"),
    ("a - -b", "sub(a, neg(b))"),
    ("- - x", "neg(neg(x))"),
    ("+x", "x"),
    ("-1", "neg(1)"),
    ("a·b × c − d", "sub(mul(mul(a, b), c), d)"),
    ("−x", "neg(x)"),
    ("b*a", "mul(b, a)"),
    ("0*log(x)", "mul(0, log(x))"),
    ("x**1 + 0", "add(power(x, 1), 0)"),
    ("a < b", "lt(a, b)"),
    ("a <= b", "le(a, b)"),
    ("a ≤ b", "le(a, b)"),
    ("a ≥ b", "ge(a, b)"),
    ("a ≠ b", "ne(a, b)"),
    ("a != b", "ne(a, b)"),
    ("a == b", "eq(a, b)"),
    ("a < b < c", "and(lt(a, b), lt(b, c))"),
    ("a < b <= c > d", "and(and(lt(a, b), le(b, c)), gt(c, d))"),
    ("(a < b) < c", "lt(lt(a, b), c)"),
    ("a + 1 < b*2", "lt(add(a, 1), mul(b, 2))"),
    ("not a < b", "not(lt(a, b))"),
    ("not a and b or c", "or(and(not(a), b), c)"),
    ("a or b and c", "or(a, and(b, c))"),
    ("not(a) and(b)", "and(not(a), b)"),
    ("a if c else b", "where(c, a, b)"),
    ("a if x > 0 else -b", "where(gt(x, 0), a, neg(b))"),
    ("a if c else b if d else f", "where(c, a, where(d, b, f))"),
    ("a + 1 if c or d else b", "where(or(c, d), add(a, 1), b)"),
    ("(a if c else b) + 1", "add(where(c, a, b), 1)"),
    ("a if(c)else(b)", "where(c, a, b)"),
    ("True", "True"),
]

PRODUCTS = [
    ("2x", "mul(2, x)"),
    ("2 x", "mul(2, x)"),
    ("2(x+1)", "mul(2, add(x, 1))"),
    ("(x+1)(x-1)", "mul(add(x, 1), sub(x, 1))"),
    ("(x+1)y", "mul(add(x, 1), y)"),
    ("(a)(b)(c)", "mul(mul(a, b), c)"),
    ("2sin(x)", "mul(2, sin(x))"),
    ("sin(x)cos(x)", "mul(sin(x), cos(x))"),
    ("2x^2", "mul(2, power(x, 2))"),
    ("2x²", "mul(2, power(x, 2))"),
    ("-2x", "mul(neg(2), x)"),
    ("a*2x", "mul(mul(a, 2), x)"),
    ("2x/y", "div(mul(2, x), y)"),
    ("2π", "mul(2, pi)"),
    ("2e", "mul(2, e)"),
    ("2e1", "2e1"),
    ("2ex", "mul(2, ex)"),
    ("2if c else 3", "where(c, 2, 3)"),
    ("5.+.5", "add(5., .5)"),
    ("2.5x", "mul(2.5, x)"),
]

POWERS = [
    ("x²", "power(x, 2)"),
    ("(x+1)²", "power(add(x, 1), 2)"),
    ("sin(x)²", "power(sin(x), 2)"),
    ("x⁻¹", "power(x, neg(1))"),
    ("x¹²", "power(x, 12)"),
    ("-x²", "neg(power(x, 2))"),
    ("2^x²", "power(2, power(x, 2))"),
    ("x₁²", "power(x1, 2)"),
    ("x2²", "power(x2, 2)"),
    ("x²*y", "mul(power(x, 2), y)"),
    ("3²", "power(3, 2)"),
]

NAMES = [
    ("x₁", "x1"),
    ("x₁₂ + x12", "add(x12, x12)"),
    ("xᵢ", "xi"),
    ("θ*Δt", "mul(θ, Δt)"),
    ("température", "température"),
    ("e\u0301*2", "mul(é, 2)"),
    ("变量 + 1", "add(变量, 1)"),
    ("σ_x", "σ_x"),
    ("_a", "_a"),
    ("N*S*E*I*beta", "mul(mul(mul(mul(N, S), E), I), beta)"),
    ("gamma*gamma(x)", "mul(gamma, gamma(x))"),
    ("gamma (x)", "gamma(x)"),
    ("gamma*gamma (x)", "mul(gamma, gamma(x))"),
    ("sin + cos", "add(sin, cos)"),
    ("pi*π*e", "mul(mul(pi, pi), e)"),
    ("axis*sum([a], axis=0)", "mul(axis, sum(array(a)|((0,), False)))"),
    ("not(a)", "not(a)"),
    ("x₁ = 2; x₁ + x1", "add(2, 2)"),
    ("iffy*notx*orx", "mul(mul(iffy, notx), orx)"),
]

BLANKS = [
    ("\ufeffx + 1", "add(x, 1)"),
    ("x\t+\u00a01", "add(x, 1)"),
    ("(x +\r\n 1)", "add(x, 1)"),
    ("(x # one\n + # two\n 1)", "add(x, 1)"),
    ("sin(\n x\n)", "sin(x)"),
    ("x # (", "x"),
    ("\n\n x \n\n", "x"),
    (";; x ;", "x"),
]


@pytest.mark.parametrize(("text", "structure"), [*OPERATORS, *PRODUCTS, *POWERS, *NAMES, *BLANKS])
def test_structure(text: str, structure: str) -> None:
    assert only(text) == structure


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        ("2.50E2", Fraction(250)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("007", Fraction(7)),
        ("12", Fraction(12)),
    ],
)
def test_numbers_are_exact_and_keep_their_text(text: str, value: Fraction) -> None:
    found = program(text)
    assert found.graph.parameters[found.outputs[0][1]] == Number(text, value)
    assert found.graph.parameters[found.outputs[0][1]].value == value


def test_long_numbers_are_exact() -> None:
    assert number_value("1" * 9000, 10_000) == (10**9000 - 1) // 9


@pytest.mark.parametrize(("text", "decimal"), [("2*x", False), ("2.0*x", True), ("1e3", True), ("x²", False)])
def test_decimals_are_noticed(text: str, decimal: bool) -> None:
    assert program(text).decimal is decimal


@pytest.mark.parametrize(("raw", "name"), [("x₁₀", "x10"), ("Å", "Å"), ("ϕ", "ϕ"), ("x", "x")])
def test_plain_names(raw: str, name: str) -> None:
    assert plain_name(raw) == name


@pytest.mark.parametrize(
    ("texts", "options", "names"),
    [
        (["x10 + x2 + x1"], {}, ["x1", "x2", "x10"]),
        (["b + A + a + B"], {}, ["A", "a", "B", "b"]),
        (["z + y + x"], {"variables": ["z"]}, ["z", "x", "y"]),
        (["x1 + x3"], {"variables": ["x1", "x2", "x3"]}, ["x1", "x2", "x3"]),
        (["a = a + 1"], {}, ["a"]),
        (["a = 1; a + b"], {}, ["b"]),
        (["e*x"], {"known": ["e", "x"]}, ["e", "x"]),
        (["pi*x"], {"variables": ["pi"]}, ["pi", "x"]),
        (["e = 2", "e*x"], {}, ["x"]),
        (["x₁ + x₀"], {}, ["x0", "x1"]),
        (["sum(x, axis=None)*axis"], {}, ["axis", "x"]),
        (["norm([a, b], inf)"], {}, ["a", "b"]),
        (["np.pi*t.e"], {}, []),
    ],
)  # fmt: skip
def test_inputs(texts: list[str], options: dict[str, Any], names: list[str]) -> None:
    if "t.e" in texts[0]:
        texts = ["import math as t", *texts]
    assert inputs(*texts, **options) == names


def test_equal_expressions_are_one_node() -> None:
    found = program("sin(x)*cos(y) + sin(x)*cos(y)")
    assert len(found.graph) == 6


def test_places_are_remembered() -> None:
    found = program("a = sqrt(s)\nb = 2*(1 + sqrt(s))", of=["b"])
    root = next(n for n in range(len(found.graph)) if found.graph.operations[n].name == "sqrt")
    places = found.places.of(root)
    assert [place.text[place.start : place.end] for place in places] == ["sqrt(s)", "sqrt(s)"]
    assert [place.line for place in places] == [1, 2]
    assert found.places.count(root) == 2
    assert found.places.first(root) == places[0]
    product = found.outputs[0][1]
    assert [p.text[p.start : p.end] for p in found.places.of(product)] == ["2*(1 + sqrt(s))"]


def test_places_name_their_text() -> None:
    found = program("x + 1", "x - 1")
    assert [found.places.of(node)[0].name for _, node in found.outputs] == ["expression 1", "expression 2"]
    assert found.places.of(10**6) == ()
    assert found.places.first(10**6) is None


def test_lambda_is_a_name_like_others() -> None:
    assert [name for name, _ in program("lambda = 2*x; y = lambda*beta + gamma").inputs] == ["beta", "gamma", "x"]
