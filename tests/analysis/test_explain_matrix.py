"""Partials of matrices and the derivative of a tensor by a tensor: sums by numpy, work by counting by hand."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from jacli.analysis.explain.matrix import matrix
from jacli.analysis.explain.setting import Setting
from jacli.analysis.explain.tensor import tensor
from jacli.emit.text import text_of
from jacli.language.program import SourceText
from jacli.language.reader import read
from tests.explanations import explained, floats, number
from tests.explanations import matrix as dense
from tests.programs import Program, batch_value
from tests.test_worked_examples import LINES, example_of

WITH_POINT = [line for line in LINES if "--at" in line["argv"]]
PRODUCT = {"a": [[1, 2], [3, 4]], "b": [[1, 2, 3], [4, 5, 6]]}
CASES: list[tuple[str, Any, Any]] = [
    ("c = a @ b", PRODUCT, None),
    ("c = a @ b", PRODUCT, [[1, 2, 3], [-4, 5, Fraction(1, 3)]]),
    ("c = a*a.T, d = a[0]", {"a": [[1, 2], [3, 4]]}, [1, 2, 3, 4, 5, 6]),
    ("y = inv(A) @ x", {"A": [[2, 1], [1, 3]], "x": [1, 2]}, [1, -1]),
    ("c = x*y", {"x": [[1, 2]], "y": 3}, [1, 2]),
]


def settings() -> list[Setting]:
    examples = [(example_of(line), line.get("w")) for line in WITH_POINT]
    return [
        *(explained(program, at, w=w) for program, at, w in CASES),
        *(explained(e.texts, e.point, w=w, wrt=e.wrt) for e, w in examples),
    ]


def test_partials_are_the_rows_of_j_and_add_up() -> None:
    told = 0
    for setting in settings():
        found = matrix(setting)
        if found is None:
            continue
        jacobian = dense(next(p for p in setting.answer.parts if p.name == "jacobian").rows, len(setting.model.inputs))
        places = {name: i for i, name in enumerate(setting.model.output_names)}
        starts = {name.partition("[")[0]: j for j, name in reversed(list(enumerate(setting.model.input_names)))}
        for gradient in found.sums:
            columns = slice(starts[gradient.input], starts[gradient.input] + math.prod(gradient.shape))
            total = np.zeros(gradient.shape)
            for partial in gradient.partials:
                row = jacobian[places[partial.output], columns].reshape(gradient.shape)
                np.testing.assert_array_equal(floats(partial.array), row)
                total += number(partial.weight) * row
            np.testing.assert_allclose(total, floats(gradient.total), rtol=1e-12, atol=1e-14)
            assert len(gradient.partials) + gradient.others == len(jacobian)
            told += 1
    assert told >= 9


def test_the_closed_form_is_the_sum() -> None:
    for program, at, w in CASES:
        setting = explained(program, at, w=w)
        found = matrix(setting)
        assert found is not None
        for gradient in found.sums:
            if gradient.closed is None:
                continue
            text = text_of(gradient.closed.graph, gradient.closed.node)
            values = {name: np.array(value, dtype=np.float64) for name, value in at.items()}
            weights = [number(e) for e in setting.weight_entries]
            start = 0
            for k, shape in enumerate(setting.model.output_shapes.values(), 1):
                name = "w" if len(setting.model.output_shapes) == 1 else f"w{k}"
                values[name] = np.array(weights[start : start + math.prod(shape)]).reshape(shape)
                start += math.prod(shape)
            read_back = read([SourceText("text", text)], shapes={n: v.shape for n, v in values.items()})
            used = {name for name, _ in read_back.inputs}
            term = Program().f.__class__(read_back.graph).term(read_back.outputs[0][1])
            value = batch_value(term, {n: v for n, v in values.items() if n in used})
            np.testing.assert_allclose(value, floats(gradient.total), rtol=1e-12)


@pytest.mark.parametrize("program", ["x*y, x + y", "y = x*[1, 2]"])
def test_programs_without_matrices_have_no_such_sums(program: str) -> None:
    assert matrix(explained(program)) is None


# ── tensors ───────────────────────────────────────────────────────────────────────────────────────────────


def test_one_hot_vjps_are_the_rows_of_j() -> None:
    for setting in settings():
        found = tensor(setting)
        assert found.agrees
        jacobian = dense(next(p for p in setting.answer.parts if p.name == "jacobian").rows, len(setting.model.inputs))
        names = {name: j for j, name in enumerate(setting.model.input_names)}
        assert [one.output for one in found.one_hots] == list(setting.model.output_names)
        for one, row in zip(found.one_hots, jacobian, strict=True):
            for inputs, array in one.rows:
                columns = [j for name, j in names.items() if name.partition("[")[0] in inputs]
                np.testing.assert_array_equal(floats(array).ravel(), row[columns])


def test_shapes_are_joined_and_entries_counted() -> None:
    found = tensor(explained("c = a @ b", PRODUCT))
    told = [(p.outputs, p.inputs, (*p.output_shape, *p.input_shape), p.entries, p.nonzero) for p in found.pairings]
    assert told == [(("c",), ("a",), (2, 3, 2, 2), 24, 12), (("c",), ("b",), (2, 3, 2, 3), 36, 12)]
    scalars = tensor(explained("x*y, x + 2; v = [x, y]*x, 3*x"))
    told = [(p.outputs, p.inputs, (*p.output_shape, *p.input_shape), p.entries, p.nonzero) for p in scalars.pairings]
    assert sum(entries for *_, entries, _ in told) == len(scalars.outputs) * 2


@pytest.mark.parametrize(("m", "k", "n"), [(2, 2, 3), (1, 4, 2), (3, 1, 3)])
def test_the_vjp_of_a_matrix_product_is_two_matrix_products(m: int, k: int, n: int) -> None:
    """W Bᵀ and Aᵀ W: m·k inner products of n, and k·n of m."""
    setting = explained("c = a @ b", shape={"a": (m, k), "b": (k, n)})
    found = tensor(setting)
    assert found.vjp.multiplications == 2 * m * k * n
    assert found.vjp.additions == m * k * (n - 1) + k * n * (m - 1)
    assert found.whole.multiplications == 0
    assert found.contraction == m * n * (m * k + k * n)


def test_work_grows_with_the_outputs_for_the_tensor_and_not_for_the_vjp() -> None:
    few, many = (
        tensor(explained("y = A @ (B @ x); y", shape={"A": (n, 3), "B": (3, 3), "x": (3,)}, wrt=["x"])) for n in (2, 12)
    )
    whole = many.whole.multiplications + many.contraction
    assert whole / (few.whole.multiplications + few.contraction) > 5
    assert many.vjp.multiplications == 12 * 3 + 9
    assert few.vjp.multiplications == 2 * 3 + 9
    assert many.vjp.multiplications < whole


def test_too_many_entries_are_counted_and_not_told() -> None:
    found = tensor(explained("y = x*x", shape={"x": (150,)}))
    assert (found.contraction, found.one_hots, found.agrees) == (150 * 150, (), None)
