"""The chain rule as a product: factors found by moving stages, products by numpy, costs by counting."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jacli.analysis.explain.chain import chain as chain_of
from jacli.analysis.explain.chain import costs
from jacli.analysis.explain.records import Chain, Rows, Variable
from jacli.analysis.explain.setting import Setting
from tests.effort import is_linear
from tests.explanations import Rerun, explained, matrix, number
from tests.programs import Array
from tests.properties.test_agreement import numbers, scalar_programs
from tests.test_worked_examples import LINES, example_of

WITH_POINT = [line for line in LINES if "--at" in line["argv"]]
NETWORK = "z = W @ x; s = U @ z; y = v @ s; L = (y - t)**2/2"
AT = {"W": [[1, 2], [3, 4]], "x": [1, -1], "U": [[0, 1], [1, 1]], "v": [1, 2], "t": 1}
PROGRAMS: list[tuple[str, Any, Sequence[str]]] = [
    ("b = a + 3; c = b*b*3; out = mean(c)", {"a": [2, 3]}, ()),
    (NETWORK, AT, ("W",)),
    (NETWORK, AT, ()),
    ("u = sin(x); v = u*x; y = v + u", {"x": 1}, ()),
    ("u = x*y, v = x + u", {"x": 2, "y": 3}, ()),
    ("u = [x**2*y, x + y]; v = [u[0]*u[1], sin(u[0])]; y = v[0] + v[1]*x", {"x": 2, "y": 3}, ()),
    ("u = x*y; k = 2*t; v = u*k; w = v + x; w, u", {"x": 2, "y": 3, "t": 5}, ("x", "y")),
    ("p = softmax(z); q = p*p; L = sum(q)", {"z": [1, 2, 3]}, ()),
    ("a1 = x + 1; a2 = x*x; a3 = a1*a2; y = a3 + a1", {"x": 3}, ()),
]


def chain(setting: Setting) -> Chain:
    found = chain_of(setting)
    assert found is not None
    return found


def dense(rows: Rows) -> Array:
    return matrix(rows.rows, len(rows.inputs))


def nodes_of(setting: Setting, stage: Sequence[Variable], last: bool) -> list[int]:
    named = {label: node for node, label in setting.naming.labels.items()}
    ends = dict(setting.problem.program.outputs) if last else {}
    return [ends.get(variable.label, named.get(variable.label, -1)) for variable in stage]


def moved(setting: Setting, found: Chain, number_of_stage: int) -> Array:
    """∂stage/∂(stage before) by difference quotients, the stage before held fast element by element."""
    rerun = Rerun(setting)
    last = number_of_stage == len(found.sizes) - 1
    before = nodes_of(setting, found.stages[number_of_stage - 1], False)
    after = nodes_of(setting, found.stages[number_of_stage], last)
    values = dict(zip(before, rerun.values(before), strict=True))
    columns = []
    for node in before:
        for place in np.ndindex(*values[node].shape):
            sides = []
            for step in (1e-5, -1e-5):
                held = {n: v.copy() for n, v in values.items()}
                held[node][place] += step
                sides.append(np.concatenate([v.ravel() for v in rerun.values(after, held)]))
            columns.append((sides[0] - sides[1]) / 2e-5)
    return np.array(columns).T


def check_chain(setting: Setting) -> Chain:
    found = chain(setting)
    told = dense(found.jacobian)
    factors = [dense(rows) for rows in found.factors]
    assert [factor.shape for factor in factors] == [(m, n) for n, m in pairwise(found.sizes)]
    product = factors[0]
    for factor in factors[1:]:
        product = factor @ product
    np.testing.assert_allclose(product, told, rtol=1e-9, atol=1e-9)
    assert found.product is not None
    np.testing.assert_allclose(dense(found.product), told, rtol=1e-9, atol=1e-12)
    assert found.agrees
    return found


@pytest.mark.parametrize(("program", "at", "wrt"), PROGRAMS, ids=[f"{p[0][:20]} {k}" for k, p in enumerate(PROGRAMS)])
def test_the_product_is_j_and_every_factor_is_how_a_stage_moves(program: str, at: Any, wrt: Sequence[str]) -> None:
    setting = explained(program, at, wrt=wrt)
    found = check_chain(setting)
    for number_of_stage in range(1, len(found.sizes)):
        by_moving = moved(setting, found, number_of_stage)
        np.testing.assert_allclose(dense(found.factors[number_of_stage - 1]), by_moving, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("line", WITH_POINT, ids=[line["name"] for line in WITH_POINT])
def test_the_worked_examples(line: dict[str, Any]) -> None:
    example = example_of(line)
    check_chain(explained(example.texts, example.point, w=line.get("w"), wrt=example.wrt))


@given(scalar_programs(), st.lists(numbers, min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_random_programs(text: str, values: list[Fraction]) -> None:
    setting = explained(text, dict(zip("xyz", values, strict=True)), variables=["x,y,z"], numeric=True)
    jacobian = [number(e) for row in next(p for p in setting.answer.parts if p.name == "jacobian").rows for _, e in row]
    assume(all(math.isfinite(e) and abs(e) < 1e4 for e in jacobian))
    check_chain(setting)


# ── stages ────────────────────────────────────────────────────────────────────────────────────────────────


def stages(found: Chain) -> list[str]:
    """The variables of each stage, those that are carried in parentheses."""
    return [" ".join(f"({v.label})" if v.carried else v.label for v in stage) for stage in found.stages]


@pytest.mark.parametrize(
    ("program", "wrt", "told"),
    [
        ("u = x*y; v = u*u; y = sin(v)", (), ["x y", "u", "v", "y"]),
        ("u = sin(x); v = u*x; y = v + u", (), ["x", "u (x)", "v (u)", "y"]),
        ("u = x*2; v = x*3; y = u*v", (), ["x", "u v", "y"]),
        ("u = x*y, v = x + u", (), ["x y", "u (x)", "(u) v"]),
        ("x*y, x + y", (), ["x y", "y1 y2"]),
        ("u = x*t; y = u*t", ("x",), ["x", "u", "y"]),
        ("u = x; v = u*u; y = v", (), ["x", "y"]),
        ("unused = x**9; u = x*x; y = u*u", (), ["x", "u", "y"]),
    ],
)
def test_stages(program: str, wrt: Sequence[str], told: list[str]) -> None:
    found = chain(explained(program, wrt=wrt))
    assert stages(found) == told
    assert found.is_plain == (not any("(" in stage for stage in told[1:-1]))


def test_formulas_are_over_the_stage_before() -> None:
    found = chain(explained("u = x**2*y; v = sin(u)*3; out = v + x"))
    formulas = [[str(e.formula) for row in rows.rows for _, e in row] for rows in found.factors]
    assert formulas == [["2*x*y", "x**2", "1"], ["3*cos(u)", "1"], ["1", "1"]]
    assert (found.product, found.agrees) == (None, None)


def test_a_branch_not_taken_may_spoil_a_factor_and_that_is_said() -> None:
    found = chain(explained("u = sqrt(x); y = where(x > 0, u, 0)", {"x": 0}))
    assert found.agrees is False


# ── costs ─────────────────────────────────────────────────────────────────────────────────────────────────


class Counter:
    """Multiplies matrices of ones and counts what that takes."""

    def __init__(self) -> None:
        self.inner_products = 0
        self.multiplications = 0

    def times(self, a: list[list[int]], b: list[list[int]]) -> list[list[int]]:
        product = [[0] * len(b[0]) for _ in a]
        for i, row in enumerate(a):
            for j in range(len(b[0])):
                self.inner_products += 1
                for k, left in enumerate(row):
                    self.multiplications += 1
                    product[i][j] += left * b[k][j]
        return product


def ones(m: int, n: int) -> list[list[int]]:
    return [[1] * n for _ in range(m)]


@given(st.lists(st.integers(1, 4), min_size=2, max_size=6))
def test_costs_are_counted(sizes: list[int]) -> None:
    factors = [ones(m, n) for n, m in pairwise(sizes)]
    left, right, by_rows, by_columns = (Counter() for _ in range(4))
    row = ones(1, sizes[-1])
    for factor in reversed(factors):
        row = left.times(row, factor)
    product = factors[0]
    for factor in factors[1:]:
        product = right.times(factor, product)
    assert right.times(ones(1, sizes[-1]), product) == row
    for _ in range(sizes[-1]):
        row = ones(1, sizes[-1])
        for factor in reversed(factors):
            row = by_rows.times(row, factor)
    for _ in range(sizes[0]):
        column = ones(sizes[0], 1)
        for factor in factors:
            column = by_columns.times(factor, column)
    for cost, counted in zip(costs(sizes), (left, right, by_rows, by_columns), strict=True):
        assert (cost.inner_products, cost.multiplications) == (counted.inner_products, counted.multiplications)


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_two_by_two(n: int) -> None:
    """A row times n factors of 2×2: 2n inner products from the left, 4(n−1) + 2 from the right."""
    program = "u0 = x; " + "".join(f"u{k} = A @ u{k - 1}; " for k in range(1, n + 1)) + f"u{n}"
    found = chain(explained(program, {"x": [1, 2], "A": [[1, 1], [0, 2]]}, wrt=["x"], w=[3, 4]))
    assert found.sizes == (2,) * (n + 1)
    assert found.left.inner_products == 2 * n
    assert found.right.inner_products == 4 * (n - 1) + 2


def test_forward_mode_wins_with_few_inputs_and_many_outputs() -> None:
    wide = chain(explained("u = x*[1, 2]; v = outer(u, u); v*v", {"x": 1}))
    assert wide.by_columns.multiplications < wide.by_rows.multiplications
    narrow = chain(explained("u = x*x; v = u*u; s = sum(v)", {"x": [1, 2, 3, 4]}))
    assert narrow.by_rows.multiplications < narrow.by_columns.multiplications


def test_large_matrices_are_counted_and_not_told() -> None:
    found = chain(explained("u = x*x; v = u*2; sum(v)", {"x": [1] * 80}))
    assert (found.factors, found.product, found.agrees) == ((), None, None)
    assert found.left.inner_products == 80 + 80 + 80


def test_too_many_variables_are_not_told() -> None:
    lines = [f"a{k} = x*{k}" if k < 2 else f"a{k} = a{k - 1}*2" for k in range(220)]
    program = "; ".join(lines) + "; " + " + ".join(f"a{k}" for k in range(220))
    assert chain_of(explained(program, {"x": 1}, numeric=True)) is None
    few = "; ".join(lines[:20]) + "; " + " + ".join(f"a{k}" for k in range(20))
    assert chain(explained(few, {"x": 1}, numeric=True)).agrees


def long_chain(size: int) -> Any:
    setting = explained("; ".join(["a0 = x", *(f"a{k} = a{k - 1}*{k}" for k in range(1, size))]), numeric=True)
    return lambda: chain_of(setting)


def test_the_effort_grows_with_the_program() -> None:
    assert is_linear(long_chain, 100)
