"""Random programs: every domain finds the same values and derivatives, and what is printed means the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from jacli.analysis.batched import pullback_of, pulled
from jacli.calculus import operators
from jacli.domains import batch, evaluation, precise
from jacli.domains.evaluation import Failure
from jacli.domains.formula import formulas
from jacli.domains.lowering import flat_names, lower
from jacli.emit.formula_text import formula_text
from jacli.emit.text import text_of
from jacli.graph.nodes import Graph
from jacli.language.program import Program, SourceText
from jacli.language.reader import read
from tests.programs import Array, floats, scalar_values
from tests.questions import asked, dense

# ── random programs ───────────────────────────────────────────────────────────────────────────────────────

SCALARS = ("x", "y", "z")
# Functions that are defined and tame everywhere, or made so.
UNARY = [
    "sin({})", "cos({})", "tanh({})", "atan({})", "sigmoid({})", "softplus({})", "asinh({})", "erf({})", "sinc({})",
    "exp(tanh({}))", "log(2 + sin({}))", "sqrt(1 + ({})**2)", "relu({})", "abs({})", "gelu({})", "silu({})", "elu({})",
    "leaky_relu({})", "expm1(sin({}))", "log1p(({})**2)", "cbrt(3 + tanh({}))", "sinh(tanh({}))", "exp2(cos({}))",
    "lgamma(3 + cos({}))", "asin(tanh({})/2)", "logit((3 + sin({}))/8)", "-({})", "({})**2", "({})**3",
]  # fmt: skip
BINARY = [
    "({}) + ({})", "({}) - ({})", "({})*({})", "({})/(2 + tanh({}))", "max({}, {})", "min({}, {})", "hypot({}, {})",
    "atan2({}, 3 + tanh({}))", "(2 + tanh({}))**sin({})", "where({} > {}, x, y*z)", "clip({}, -1, 1 + ({})**2)",
    "logsumexp([{}, {}])", "dot([{}, 2], [y, {}])", "mean([{}, {}, x])", "norm([{}, {}, 1])",
]  # fmt: skip
CONSTANTS = ["2", "1/3", "0.5", "3", "pi"]


def filled(template: str, *parts: str) -> str:
    return template.format(*parts)


scalars = st.recursive(
    st.sampled_from([*SCALARS, *SCALARS, *CONSTANTS]),
    lambda inner: st.one_of(
        st.builds(filled, st.sampled_from(UNARY), inner), st.builds(filled, st.sampled_from(BINARY), inner, inner)
    ),
    max_leaves=10,
)

# Over x: 3, v: 3, A: 2×3, B: 3×3 (regular); every template makes an array of the shape in its group.
VECTORS = [
    "({}) + ({})", "({})*({})", "({}) - 2*({})", "B @ ({}) + 0*({})", "({}) @ B - ({})", "sin({})*tanh({})",
    "cross({}, {})", "max({}, {})", "where({} > {}, x, v)", "softmax({})*({})", "solve(B, {}) + ({})",
    "cumsum({}) - ({})", "flip({})*({})", "({})[[0, 0, 2]] + ({})", "roll({}, 1)*({})", "outer({}, {}) @ v",
    "diag({}) @ ({})", "sum(A, axis=0)*({}) + ({})", "concatenate([({})[1:], ({})[:1]])", "tril(outer({}, {})) @ x",
    "stack([{}, {}])[1]", "cumprod(1 + tanh({}))*({})", "amax(A*({}), axis=0) + ({})", "norm(outer({}, {}), axis=1)",
    "inv(B) @ ({}) + ({})", "det(B + outer({}, {}))*v", "prod(1 + outer({}, {})/9, axis=0)",
    "logsumexp(A + ({}), axis=0) - ({})",
]  # fmt: skip
vectors = st.recursive(
    st.sampled_from(["x", "v", "A[0]", "A[1, ::-1]", "B.T[1]", "x*2", "B[:, 2]"]),
    lambda inner: st.builds(filled, st.sampled_from(VECTORS), inner, inner),
    max_leaves=4,
)
SHAPES = {"x": (3,), "v": (3,), "A": (2, 3), "B": (3, 3)}
ONE = Fraction(1)
numbers = st.integers(-40, 40).map(lambda k: Fraction(2 * k + 1, 29))


@st.composite
def scalar_programs(draw: st.DrawFn) -> str:
    """One to three lines that reuse names, then two outputs."""
    lines = [f"{name} = {draw(scalars)}" for name in draw(st.permutations(SCALARS))[: draw(st.integers(0, 2))]]
    return "\n".join([*lines, f"{draw(scalars)}, {draw(scalars)}"])


# ── the same numbers in every domain ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Case:
    """A program lowered, with the nodes of its outputs and of its Jacobian."""

    program: Program
    graph: Graph
    inputs: tuple[str, ...]
    outputs: tuple[int, ...]
    rows: tuple[dict[int, int], ...]

    @property
    def nodes(self) -> list[int]:
        return [*self.outputs, *(node for row in self.rows for node in row.values())]


def prepared(text: str, shapes: dict[str, tuple[int, ...]] | None = None) -> Case:
    program = read([SourceText("text", text)], shapes=shapes or {})
    lowered = lower(program.graph, [node for _, node in program.outputs])
    outputs = tuple(e for _, node in program.outputs for e in lowered.elements[node])
    names = tuple(flat for name, node in program.inputs for flat in flat_names(name, program.graph.shapes[node]))
    given = {lowered.graph.parameters[n]: n for n, row in enumerate(lowered.graph.operations) if row.name == "input"}
    inputs = tuple(name for name in names if name in given)
    rows = operators.jacobian(lowered.graph, outputs, [given[name] for name in inputs])
    return Case(program, lowered.graph, inputs, outputs, tuple(rows))


def in_plain(case: Case, point: dict[str, Fraction]) -> list[float]:
    given = {name: float(point[name]) for name in case.inputs}
    return [floats(v) for v in scalar_values(case.graph, case.nodes, given, evaluation.plain())]


def bounds(case: Case, point: dict[str, Fraction], bits: int = 160) -> list[tuple[Fraction, Fraction] | None]:
    """Guaranteed bounds of every node; None where they could not be found."""
    with precise.precision(bits):
        given = {name: precise.from_fraction(point[name]) for name in case.inputs}
        values = scalar_values(case.graph, case.nodes, given, evaluation.precise())
        return [None if isinstance(v, (Failure, bool)) else v.ends() for v in values]


def same(found: float, low: Fraction, high: Fraction, tolerance: float) -> bool:
    """A float against bounds, relative to its size."""
    slack = Fraction(tolerance) * max(ONE, abs(low), abs(high))
    return math.isfinite(found) and low - slack <= Fraction(found) <= high + slack


def points(case: Case, values: Sequence[Fraction]) -> dict[str, Fraction]:
    return dict(zip(case.inputs, values, strict=False))


@given(scalar_programs(), st.tuples(numbers, numbers, numbers))
def test_scalar_programs_agree(text: str, values: tuple[Fraction, ...]) -> None:
    case = prepared(text)
    point = points(case, values)
    certain = bounds(case, point)
    decided = [(k, ends) for k, ends in enumerate(certain) if ends is not None]
    assert all(high - low < Fraction(1, 10**20) * max(ONE, abs(low)) for _, (low, high) in decided)
    plain = in_plain(case, point)
    given = {name: float(point[name]) for name in case.inputs}
    by_numpy = [float(v) for v in batch.evaluate(case.graph, case.nodes, given, 0)]
    exact = scalar_values(case.graph, case.nodes, point, evaluation.exact())
    for k, (low, high) in decided:
        assert same(plain[k], low, high, 1e-10)
        assert same(by_numpy[k], low, high, 1e-10)
        assert is_within(exact[k], low, high)


def is_within(value: Any, low: Fraction, high: Fraction) -> bool:
    """Whether an exact number lies within bounds; one that was too long to keep does."""
    if isinstance(value, Failure):
        return value.kind == "omitted"
    if isinstance(value, (Fraction, bool)):
        return bool(low <= value <= high)
    about = Fraction(str(sympy.N(value.expr, 45)))
    slack = Fraction(1, 10**30) * max(ONE, abs(about))
    return low - slack <= about <= high + slack


@settings(max_examples=50)
@given(scalar_programs(), st.tuples(numbers, numbers, numbers))
def test_formulas_agree_and_read_back(text: str, values: tuple[Fraction, ...]) -> None:
    """The formula of each value and derivative: evaluated by sympy, and read again as a program."""
    case = prepared(text)
    point = points(case, values)
    plain = in_plain(case, point)
    found = formulas(case.graph, case.nodes, taken=case.inputs, size_cap=400, depth_cap=60).entries
    symbols = [sympy.Symbol(name) for name in case.inputs]
    given = [mpmath.mpf(point[name].numerator) / point[name].denominator for name in case.inputs]
    for number, formula in zip(plain, found, strict=True):
        if formula is None or not math.isfinite(number):
            continue
        by_sympy = sympy.lambdify(symbols, formula, "mpmath")(*given)
        assert complex(by_sympy) == pytest.approx(number, rel=1e-9, abs=1e-10), formula
        again = prepared(formula_text(formula))
        assert set(again.inputs) <= set(case.inputs)
        assert in_plain(again, point)[0] == pytest.approx(number, rel=1e-9, abs=1e-10), formula_text(formula)


@given(scalar_programs(), st.tuples(numbers, numbers, numbers))
def test_derivatives_written_as_text_read_back(text: str, values: tuple[Fraction, ...]) -> None:
    case = prepared(text)
    point = points(case, values)
    for node, number in zip(case.nodes, in_plain(case, point), strict=True):
        if len(case.graph.reached([node])) < 60 and math.isfinite(number):
            again = prepared(text_of(case.graph, node))
            assert in_plain(again, point)[0] == pytest.approx(number, rel=1e-12, abs=1e-13)


# ── arrays ────────────────────────────────────────────────────────────────────────────────────────────────


def array_point(seed: int) -> dict[str, Array]:
    source = np.random.default_rng(seed)
    values = {name: source.uniform(0.2, 1.3, shape).round(4) for name, shape in SHAPES.items()}
    values["B"] += 2 * np.eye(3)
    return values


def flat_fractions(values: dict[str, Array]) -> dict[str, Fraction]:
    return {
        flat: Fraction(str(number))
        for name, value in values.items()
        for flat, number in zip(flat_names(name, value.shape), value.ravel().tolist(), strict=True)
    }


@settings(max_examples=60)
@given(vectors, vectors, st.integers(0, 50))
def test_array_programs_agree(first: str, second: str, seed: int) -> None:
    """wᵀJ by the sweep over arrays in numpy, and by rows of the lowered program in floats and intervals."""
    text = f"p = {first}; q = {second}; p, q*sum(p)"
    case = prepared(text, SHAPES)
    values = array_point(seed)
    point = flat_fractions(values)
    plain, certain = in_plain(case, point), bounds(case, point, 200)
    for number, ends in zip(plain, certain, strict=True):
        assert ends is None or same(number, *ends, 1e-9)
    m = len(case.outputs)
    J = np.zeros((m, len(case.inputs)))
    entries = iter(plain[m:])
    for i, row in enumerate(case.rows):
        for j in row:
            J[i, j] = next(entries)
    w = np.random.default_rng(seed).normal(size=m)
    names = [name for name, _ in case.program.inputs]
    backward = pullback_of(case.program, names)
    weights = {name: w[3 * k : 3 * k + 3] for k, (name, _) in enumerate(case.program.outputs)}
    at = {name: values[name] for name in names}
    found, gradients = pulled(backward, at, weights)
    np.testing.assert_allclose(np.concatenate([*found.values()]), plain[:m], rtol=1e-9, atol=1e-10)
    flat = np.concatenate([gradients[name].ravel() for name in names])
    by_name = dict(zip([f for n in names for f in flat_names(n, SHAPES[n])], flat.tolist(), strict=True))
    scale = max(1.0, float(np.abs(J).max(initial=0)))
    np.testing.assert_allclose([by_name[name] for name in case.inputs], w @ J, rtol=1e-8, atol=1e-9 * scale)
    others = [value for name, value in by_name.items() if name not in case.inputs]
    np.testing.assert_allclose(others, 0, atol=1e-12)


@settings(max_examples=60)
@given(vectors)
def test_array_programs_written_as_text_read_back(first: str) -> None:
    program = read([SourceText("text", first)], shapes=SHAPES)
    ((_, node),) = program.outputs
    written = text_of(program.graph, node)
    again = read([SourceText("text", written)], shapes=SHAPES)
    assert text_of(again.graph, again.outputs[0][1]) == written
    assert _structure(program.graph, node) == _structure(again.graph, again.outputs[0][1])


def _structure(graph: Graph, node: int) -> Any:
    found: dict[int, Any] = {}
    for n in graph.reached([node]):
        several = tuple(found[a] for a in graph.arguments[n])
        found[n] = (graph.operations[n].name, several, str(graph.parameters[n]), graph.shapes[n])
    return found[node]


# ── the whole way, from text to numbers ───────────────────────────────────────────────────────────────────


@settings(max_examples=40)
@given(scalar_programs(), st.tuples(numbers, numbers, numbers))
def test_the_answer_is_the_nearest_float(text: str, values: tuple[Fraction, ...]) -> None:
    """The value column holds the float nearest to what intervals of twice the digits allow."""
    case = prepared(text)
    point = points(case, values)
    answer = asked("jacobian", text, {name: point.get(name, 0) for name, _ in case.program.inputs}, wrt=case.inputs)
    if answer.status != "ok":
        return
    found = dense(answer.result)
    certain = iter(bounds(case, point, 400)[len(case.outputs) :])
    for i, row in enumerate(case.rows):
        for j in row:
            ends = next(certain)
            if ends is not None and (low := float(ends[0])) == float(ends[1]):
                assert found[i][j] == low
