"""Every rule of the table against oracles that know nothing of it, and wrong rules that each oracle must catch.

Pointwise rules: sympy's derivatives, mpmath's differences, and forward against reverse. Array rules: numpy's
differences, the same program lowered to scalars, and forward against reverse.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from jacli.calculus import operators
from jacli.calculus.algebra import Rules
from jacli.domains import evaluation, precise
from jacli.domains.lowering import lower
from jacli.graph.functions import TABLE
from jacli.graph.operation import Operation
from jacli.graph.terms import Term
from tests.calculus.oracles import NUMERIC, STOPPED, SYMBOLIC, difference_slope, symbolic_slope
from tests.domains.array_cases import CASES, Case
from tests.programs import (
    Array,
    Program,
    batch_value,
    flat_point,
    floats,
    operand_count,
    pointwise_rows,
    pulled,
    pushed,
    scalar_values,
    written_out,
)

Point = tuple[float, ...]
Slope = Callable[[Operation, int, Point, int | None], Any]

POINTWISE = pointwise_rows()
PARAMETERS: dict[str, tuple[int | None, ...]] = {"polygamma": (0, 1, 2, 5), "sinc_derivative": (1, 2, 3)}
# Relative error of a rule in floats; exp(-x²) magnifies the rounding of x² as far out as erfc is tried.
TOLERANCE = 2e-14
TOLERANCES = {"erfc": 2e-13}
# Of a rule in intervals of 60 digits.
PRECISE_BITS, PRECISE_TOLERANCE = 300, Fraction(1, 10**45)
# Beyond the sampling interval: the other branch of a root, poles on the left, tails.
MORE_POINTS: dict[str, list[Point]] = {
    "cbrt": [(-8.0,), (-0.1,)],
    "div": [(2.0, -3.0)],
    "gamma": [(-0.5,), (-2.5,)],
    "digamma": [(-0.5,), (-2.25,)],
    "polygamma": [(-0.5,)],
    "tanh": [(20.0,), (-20.0,), (300.0,)],
    "sigmoid": [(40.0,), (-40.0,), (700.0,)],
    "softplus": [(700.0,), (-700.0,)],
    "silu": [(700.0,), (-700.0,)],
    "expm1": [(-40.0,), (-700.0,), (1e-20,)],
    "log1p": [(1e-20,), (-1 + 2**-40,)],
    "asin": [(1 - 2**-40,), (-1 + 2**-40,)],
    "acos": [(1 - 2**-40,), (-1 + 2**-40,)],
    "atanh": [(1 - 2**-40,)],
    "acosh": [(1 + 2**-40,)],
    "asinh": [(1e200,), (1e-200,)],
    "logit": [(2**-40,), (1 - 2**-40,)],
    "hypot": [(1e200, 1e200, 1.0)],
    "logaddexp": [(800.0, 200.0, 799.0)],
    "erfc": [(26.0,)],
}


def points(row: Operation) -> Iterator[Point]:
    """The ends of the sampling intervals, random points inside, and points with a purpose.

    Functions with cases have kinks among the ends: they are tried inside only.
    """
    count = operand_count(row)
    intervals = (row.sample * count)[:count]
    if row.name not in NUMERIC:
        yield from product(*intervals)
    source = random.Random(row.name)
    for _ in range(3):
        yield tuple(source.uniform(*interval) for interval in intervals)
    yield from MORE_POINTS.get(row.name, [])


def cases(names: Any) -> list[tuple[Operation, int | None]]:
    return [(row, p) for row in POINTWISE if row.name in names for p in PARAMETERS.get(row.name, (None,))]


def case_name(case: object) -> str:
    return case.name if isinstance(case, Operation) else str(case)


# ── the rule's own slope, in either mode ──────────────────────────────────────────────────────────────────


def program_of(row: Operation, count: int, parameter: int | None) -> tuple[Program, list[Term], Term]:
    program = Program()
    inputs = [program.input(f"x{k}") for k in range(count)]
    return program, inputs, program.apply(row, *inputs, parameter=parameter)


def slope_node(row: Operation, k: int, count: int, parameter: int | None, mode: str) -> Term:
    program, inputs, y = program_of(row, count, parameter)
    one = program.f.constant(1)
    return pulled(y, one, inputs[k]) if mode == "reverse" else pushed(y, inputs[k], one)


def rule_slope(row: Operation, k: int, point: Point, parameter: int | None, mode: str) -> float:
    """∂y/∂xₖ by the row's rule in plain floats."""
    term = slope_node(row, k, len(point), parameter, mode)
    given = {f"x{j}": x for j, x in enumerate(point)}
    (found,) = scalar_values(term.f.graph, [term.id], given, evaluation.plain())
    return floats(found)


def check_slope(row: Operation, k: int, point: Point, parameter: int | None, oracle: Slope) -> None:
    """The rule in both modes against an oracle, to a relative error."""
    expected = oracle(row, k, point, parameter)
    for mode in ("reverse", "forward"):
        found = rule_slope(row, k, point, parameter, mode)
        error = abs(found - expected) / (abs(expected) or 1)
        limit = TOLERANCES.get(row.name, TOLERANCE)
        assert error <= limit, (row.name, k, point, mode, found, float(expected), float(error))


def check_digits(row: Operation, k: int, point: Point, parameter: int | None) -> None:
    """The rule in intervals of 60 digits holds sympy's 50: nothing but rounding is wrong in floats."""
    expected = symbolic_slope(row.name, k, point, parameter)
    term = slope_node(row, k, len(point), parameter, "reverse")
    with precise.precision(PRECISE_BITS):
        given = {f"x{j}": precise.from_fraction(Fraction(x)) for j, x in enumerate(point)}
        (found,) = scalar_values(term.f.graph, [term.id], given, evaluation.precise())
        low, high = found.ends()
    slack = PRECISE_TOLERANCE * max(abs(expected), Fraction(1))
    assert low - slack <= expected <= high + slack, (row.name, k, point, parameter)
    assert high - low <= slack


def by_symbols(row: Operation, k: int, point: Point, parameter: int | None) -> Any:
    return symbolic_slope(row.name, k, point, parameter)


def by_differences(row: Operation, k: int, point: Point, parameter: int | None) -> Any:
    return difference_slope(row.name, k, point, parameter)


def check_rule(row: Operation, parameter: int | None, oracle: Slope) -> None:
    for point in points(row):
        for k in range(len(point)):
            check_slope(row, k, point, parameter, oracle)


def check_all_digits(row: Operation, parameter: int | None) -> None:
    for point in points(row):
        if max(map(abs, point)) < 100:
            for k in range(len(point)):
                check_digits(row, k, point, parameter)


def test_every_pointwise_row_has_an_oracle() -> None:
    assert {row.name for row in POINTWISE} == set(SYMBOLIC) | set(NUMERIC) | STOPPED
    assert not set(SYMBOLIC) & set(NUMERIC)


@pytest.mark.parametrize(("row", "parameter"), cases(SYMBOLIC), ids=case_name)
def test_pointwise_rules_against_sympy(row: Operation, parameter: int | None) -> None:
    check_rule(row, parameter, by_symbols)


@pytest.mark.parametrize(("row", "parameter"), cases([*SYMBOLIC, *NUMERIC]), ids=case_name)
def test_pointwise_rules_against_differences(row: Operation, parameter: int | None) -> None:
    check_rule(row, parameter, by_differences)


@pytest.mark.parametrize(("row", "parameter"), cases(SYMBOLIC), ids=case_name)
def test_pointwise_rules_have_all_their_digits(row: Operation, parameter: int | None) -> None:
    check_all_digits(row, parameter)


# ── pointwise rules on arrays, forward against reverse ────────────────────────────────────────────────────


@pytest.mark.parametrize(("row", "parameter"), cases([*SYMBOLIC, *NUMERIC]), ids=case_name)
def test_both_modes_agree_on_arrays(row: Operation, parameter: int | None) -> None:
    """⟨w, Jv⟩ = ⟨wᵀJ, v⟩ with all operands moving at once, over arrays."""
    source = np.random.default_rng(len(row.name))
    count = operand_count(row)
    program = Program()
    x = program.input("x", count, 4)
    rows = [program.apply("index", x, parameter=(k, ("slice", 0, 1, 4))) for k in range(count)]
    y = program.apply(row, *rows, parameter=parameter)
    intervals = (row.sample * count)[:count]
    point = np.array([source.uniform(*interval, 4) for interval in intervals])
    check_modes(y, [x], [point], source)


def check_modes(y: Term, inputs: list[Term], values: list[Array], source: np.random.Generator) -> None:
    """⟨w, Jv⟩ = ⟨wᵀJ, v⟩ for each input in numpy, at random w and v."""
    f = y.f
    w = f.node(TABLE["input"], parameter="w", shape=y.shape)
    point = {f.graph.parameters[x.id]: value for x, value in zip(inputs, values, strict=True)}
    point["w"] = source.normal(size=y.shape)
    for k, x in enumerate(inputs):
        v = f.node(TABLE["input"], parameter=f"v{k}", shape=x.shape)
        point[f"v{k}"] = source.normal(size=x.shape)
        forward = np.sum(point["w"] * batch_value(pushed(y, x, v), point))
        reverse = np.sum(batch_value(pulled(y, w, x), point) * point[f"v{k}"])
        assert forward == pytest.approx(reverse, rel=1e-11, abs=1e-13)


# ── array rules ───────────────────────────────────────────────────────────────────────────────────────────

# Steps of the central differences, and the relative error that they leave.
STEP, DIFFERENCE_TOLERANCE = 1e-4, 3e-7


def differences(y: Term, name: str, point: dict[str, Array], w: Array) -> Array:
    """Σ w·∂y/∂x by central differences in numpy, all at once along a leading axis."""
    value = point[name]
    steps = STEP * np.eye(value.size).reshape((value.size, *value.shape))
    ahead, behind = (batch_value(y, {**point, name: value + sign * steps}, 1) for sign in (1, -1))
    slopes = (ahead - behind) / (2 * STEP)
    found: Array = (slopes * w).sum(tuple(range(1, slopes.ndim))).reshape(value.shape)
    return found


def lowered_gradient(y: Term, inputs: list[Term], point: dict[str, Array], w: Array) -> list[Array]:
    """wᵀJ of the program lowered first: the reverse sweep over scalars, in plain floats."""
    lowered = lower(y.f.graph, [y.id])
    f = Rules(lowered.graph)
    seeds: dict[int, Term] = {}
    for node, weight in zip(lowered.elements[y.id], w.ravel(), strict=True):
        seed = f.constant(Fraction(weight))
        seeds[node] = f.add(seeds[node], seed) if node in seeds else seed
    given = {name: float(number) for name, number in flat_point(point).items()}
    found = []
    for x in inputs:
        elements = lowered.elements.get(x.id, ())
        row = operators.vjp(lowered.graph, seeds, elements)
        numbers = scalar_values(lowered.graph, list(row.values()), given, evaluation.plain())
        gradient = np.zeros(x.shape)
        for column, number in zip(row, numbers, strict=True):
            gradient.flat[column] = floats(number)
        found.append(gradient)
    return found


def check_array_rule(case: Case, row: Operation | None = None, seed: int = 3) -> None:
    """The array sweep in numpy against the scalar sweep in floats, differences, and the forward sweep."""
    program, inputs, y = case.program()
    if row is not None:
        y = program.apply(row, *inputs, parameter=program.graph.parameters[y.id])
    values = case.values(seed)
    point = {f"x{k}": value for k, value in enumerate(values)}
    source = np.random.default_rng(seed)
    w = source.normal(size=y.shape)
    flat = written_out(y)
    f = flat.f
    weights = f.node(TABLE["input"], parameter="w", shape=y.shape)
    flat_inputs = [f.node(TABLE["input"], parameter=f"x{k}", shape=x.shape) for k, x in enumerate(inputs)]
    by_scalars = lowered_gradient(y, inputs, point, w)
    for k, x in enumerate(flat_inputs):
        found = batch_value(pulled(flat, weights, x), {**point, "w": w})
        scale = max(1.0, float(np.abs(found).max(initial=0)))
        np.testing.assert_allclose(found, by_scalars[k], rtol=1e-11, atol=1e-12 * scale)
        expected = differences(y, f"x{k}", point, w)
        np.testing.assert_allclose(found, expected, rtol=0, atol=DIFFERENCE_TOLERANCE * scale)
    check_modes(flat, flat_inputs, values, source)


# The adjugate is made by derivatives of det only, and has no rule of its own.
DIFFERENTIABLE = [case for case in CASES if case.name != "adjugate"]


@pytest.mark.parametrize("case", DIFFERENTIABLE, ids=str)
def test_array_rules(case: Case) -> None:
    check_array_rule(case)


def test_gradients_of_second_order() -> None:
    """A pullback of a graph is a graph: the Hessian of Σ sin(A x)² by a second sweep, against differences."""
    program = Program()
    a, x = program.input("a", 3, 2), program.input("x", 2)
    y = program.apply("sin", program.apply("matmul", a, x))
    total = program.call("sum", program.apply("mul", y, y))
    gradient = pulled(total, program.f.constant(1), x)
    w = np.array([0.7, -1.1])
    weights = program.input("w", 2)
    hessian = pulled(gradient, weights, x)
    values = np.random.default_rng(1).normal(size=(3, 2)), np.array([0.3, -0.8])
    point = {"a": values[0], "x": values[1]}
    np.testing.assert_allclose(batch_value(hessian, {**point, "w": w}), differences(gradient, "x", point, w), atol=1e-6)


# ── planted faults ────────────────────────────────────────────────────────────────────────────────────────


def with_partial(name: str, k: int, rule: Any) -> Operation:
    """The row with one partial replaced."""
    row = TABLE[name]
    return replace(row, partials=tuple(rule if j == k else p for j, p in enumerate(row.partials)))


ALMOST = Fraction(2001, 2000)
WRONG: list[tuple[str, Operation]] = [
    ("almost 1", with_partial("sin", 0, lambda f, y, x: ALMOST * f.cos(x))),
    ("sign", with_partial("cos", 0, lambda f, y, x: f.sin(x))),
    ("sign of one argument", with_partial("sub", 1, lambda f, y, a, b: 1)),
    ("wrong argument", with_partial("div", 1, lambda f, y, a, b: -y / a)),
    ("wrong argument", with_partial("mul", 0, lambda f, y, a, b: a)),
    ("2.001 for 2", with_partial("erf", 0, lambda f, y, x: ALMOST * 2 / f.sqrt(f.pi) * f.exp(-x * x))),
    ("log of the wrong argument", with_partial("power", 1, lambda f, y, a, b: y * f.log(a + 1))),
    ("exponent", with_partial("power", 0, lambda f, y, a, b: b * a**b)),
    ("base of the logarithm", with_partial("log2", 0, lambda f, y, x: 1 / x)),
    ("order of polygamma", with_partial("polygamma", 0, lambda f, y, x: f.polygamma(x, parameter=y.parameter))),
    ("digits lost at 20", with_partial("tanh", 0, lambda f, y, x: 1 - y * y)),
    ("digits lost at 40", with_partial("sigmoid", 0, lambda f, y, x: y * (1 - y))),
    ("digits lost at -40", with_partial("expm1", 0, lambda f, y, x: y + 1)),
    ("digits lost near 1", with_partial("asin", 0, lambda f, y, x: 1 / f.sqrt(1 - x * x))),
    ("no rule", with_partial("exp", 0, None)),
]


@pytest.mark.parametrize(("fault", "row"), WRONG)
@pytest.mark.parametrize("oracle", [by_symbols, by_differences])
def test_a_wrong_pointwise_rule_is_caught(fault: str, row: Operation, oracle: Slope) -> None:
    parameter = PARAMETERS.get(row.name, (None,))[-1]
    with pytest.raises(AssertionError, match=row.name):
        check_rule(row, parameter, oracle)
    check_rule(TABLE[row.name], parameter, oracle)


@pytest.mark.parametrize("row", [row for fault, row in WRONG if "digits" not in fault], ids=case_name)
def test_a_wrong_pointwise_rule_is_caught_by_its_digits(row: Operation) -> None:
    parameter = PARAMETERS.get(row.name, (None,))[-1]
    with pytest.raises(AssertionError):
        check_all_digits(row, parameter)


def case_of(name: str, *shapes: tuple[int, ...]) -> Case:
    return next(c for c in CASES if c.name == name and c.shapes[: len(shapes)] == shapes)


def with_pull(name: str, k: int, rule: Any) -> Operation:
    row = TABLE[name]
    return replace(row, pull=tuple(rule if j == k else p for j, p in enumerate(row.pull)))


WRONG_ON_ARRAYS: list[tuple[str, Case, Operation]] = [
    ("not transposed", case_of("inv", (3, 3)), with_pull("inv", 0, lambda f, u, y, a: -(y @ u @ y))),
    ("sign", case_of("inv", (3, 3)), replace(TABLE["inv"], push=lambda f, y, x, t: y @ t[0] @ y)),
    ("not transposed", case_of("det", (3, 3)), with_pull("det", 0, lambda f, u, y, a: f.broadcast(
        f.reshape(u, (1, 1)), a.shape) * f.apply("adjugate", a))),
    ("2.001 for 2", case_of("logdet", (2, 2)), with_pull("logdet", 0, lambda f, u, y, a: f.broadcast(
        f.reshape(u, (1, 1)) * ALMOST, a.shape) * f.apply("inv", a).T)),
    ("not transposed", case_of("solve", (3, 3), (3, 2)), with_pull(
        "solve", 1, lambda f, u, y, a, b: f.apply("solve", a, u))),
    ("order", case_of("transpose", (2, 3, 4)), with_pull(
        "transpose", 0, lambda f, u, y, x: f.reshape(u, x.shape))),
    ("wrong diagonal", case_of("tril", (3, 4)), with_pull(
        "tril", 0, lambda f, u, y, x: f.apply("tril", u, parameter=1))),
    ("not flipped", case_of("cumsum", (2, 3)), with_pull(
        "cumsum", 0, lambda f, u, y, x: f.reshape(f.apply("cumsum", u, parameter=y.parameter), x.shape))),
    ("not flipped", case_of("flip", (2, 3)), with_pull("flip", 0, lambda f, u, y, x: u)),
    ("wrong operand", case_of("matmul", (3,), (3,)), with_pull("matmul", 0, lambda f, u, y, a, b: u * a)),
    ("mean for sum", case_of("sum", (2, 3)), with_pull("sum", 0, lambda f, u, y, x: f.broadcast(
        f.reshape(u, (1, 1)), x.shape) * Fraction(1, 6))),
    ("no share", case_of("norm", (2, 3)), replace(TABLE["norm"], partials=(lambda f, y, x: x,))),
    ("softmax of −x", case_of("logsumexp", (4,)), replace(
        TABLE["logsumexp"], partials=(lambda f, y, x: f.exp(-x - f.spread_back(y, x)),))),
    ("smallest for largest", case_of("amax", (2, 3)), replace(
        TABLE["amax"], selects=(lambda f, y, x: f.ne(x, f.spread_back(y, x)),))),
    ("no duplicates", case_of("index", (3,)), with_pull("index", 0, lambda f, u, y, x: f.put(
        u, (0, 1, 2), x.shape))),
    ("replaced elements kept", case_of("update", (2, 3)), with_pull("update", 0, lambda f, u, y, *x: [
        u, *f.pull_update(u, y)[1:]])),
    ("values in another order", case_of("update", (2, 3)), with_pull("update", 0, lambda f, u, y, *x: [
        f.pull_update(u, y)[0], *f.pull_update(u, y)[:0:-1]])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "case", "row"), WRONG_ON_ARRAYS, ids=lambda v: v.name if isinstance(v, Case) else None
)
def test_a_wrong_array_rule_is_caught(fault: str, case: Case, row: Operation) -> None:
    with pytest.raises(AssertionError):
        check_array_rule(case, row)
    check_array_rule(case)
