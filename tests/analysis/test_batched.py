"""Answers by numpy: large matrices and arrays, floats only, and what is said of them."""

from __future__ import annotations

import numpy as np
import pytest

import jacli
from jacli.analysis.answer import answer
from jacli.analysis.records import Answer, Request
from jacli.errors import LimitReached
from jacli.language.problem import problem
from jacli.language.program import SourceText

LARGE = "d = det(A)"  # of 9×9, which floats leave to numpy


def asked(operation: str, text: str, at: str, w: str | None = None, request: Request | None = None) -> Answer:
    read = problem([SourceText("f", text)], at=[at], w=[] if w is None else [w])
    return answer(read, operation, request or Request(numeric=True, formulas=False))


def test_gradients_of_a_large_determinant() -> None:
    a = np.random.default_rng(3).standard_normal((9, 9))
    result = jacli.grad(LARGE, at={"A": a}, numeric=True)
    expected = np.linalg.det(a) * np.linalg.inv(a).T
    np.testing.assert_allclose(result.by_input["A"], expected, rtol=1e-9, atol=1e-12)
    exact = jacli.grad(LARGE, at={"A": np.round(a, 1)}, formulas=False)
    np.testing.assert_allclose(
        exact.by_input["A"], jacli.grad(LARGE, at={"A": np.round(a, 1)}, numeric=True).by_input["A"]
    )


@pytest.mark.parametrize("operation", ["jacobian", "show"])
def test_rows_without_a_value_have_no_derivative(operation: str) -> None:
    found = asked(operation, f"{LARGE}, e = log(v)", "A=eye(9),v=[1,-1]", request=Request(numeric=True, formulas=False))
    assert found.status == "undefined"
    rows = {name: dict(row) for name, row in zip(found.outputs, found.result.rows, strict=True)}
    column = found.inputs.index("v[1]")
    assert np.isnan(rows["e[1]"][column].value or 0)
    assert rows["e[0]"][found.inputs.index("v[0]")].value == 1
    assert column not in rows["d"]
    assert [note.code for note in found.notes] == ["outputs-undefined", "kinks-not-examined"]
    assert found.notes[0].fields["outputs"] == ["e[1]"]


def test_weights_of_undefined_outputs_spoil_the_sum() -> None:
    spoilt = asked("vjp", f"{LARGE}, e = log(v)", "A=eye(9),v=[1,-1]", "1,1,1")
    fine = asked("vjp", f"{LARGE}, e = log(v)", "A=eye(9),v=[1,-1]", "1,1,0")
    column = spoilt.inputs.index("v[1]")
    assert np.isnan(dict(spoilt.result.rows[0])[column].value or 0)
    assert dict(fine.result.rows[0])[fine.inputs.index("v[0]")].value == 1


def test_many_kinks_are_told_by_one_note() -> None:
    for numeric in (False, True):
        request = Request(numeric=numeric, formulas=False)
        found = asked("grad", "s = amax(x)", "x=zeros(2500)", request=request)
        assert [(note.kind, note.code) for note in found.notes] == [("kink", "kinks-not-compared")]
        assert found.status == "kink"
    with pytest.raises(LimitReached, match="--kink torch"):
        asked("grad", "s = amax(x)", "x=zeros(2500)", request=Request(kink="left", formulas=False))
