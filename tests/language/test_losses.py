"""Losses and layers of torch.nn over plain tensors, and what torch refuses or leaves without a gradient."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.conftest import Jacli
from tests.language.losses import CASES, HEAD
from tests.questions import asked, dense


@pytest.mark.parametrize("lines", CASES)
def test_gradients_are_those_of_torch(lines: str, jacli: Jacli) -> None:
    found = json.loads(jacli("grad", f"{HEAD}{lines}\ny.backward()", "--numeric", "--format", "json").out)
    np.testing.assert_allclose(found["by_input"]["x"], CASES[lines], rtol=1e-13, atol=0)


@pytest.mark.parametrize(
    ("program", "row"), [("mse_loss(x, t)", [-2, -3, 2, 3]), ("l1_loss(x, t)", [-0.5, -0.5, 0.5, 0.5])]
)
def test_the_names_alone_are_known(program: str, row: list[float]) -> None:
    assert dense(asked("jacobian", program, {"t": [1, 2], "x": [3, 5]}).result) == [row]


def test_a_definition_of_the_same_name_comes_first() -> None:
    text = "def mse_loss(a, b):\n    return 7*a\ny = mse_loss(x, 2)"
    assert dense(asked("jacobian", text, {"x": 1}).result) == [[7]]


def test_a_layer_that_has_a_name_is_called_by_it() -> None:
    text = "import torch.nn as nn\nf = nn.MSELoss(reduction='sum')\ng = nn.MSELoss()\ny = f(x, t) + g(x, t)"
    np.testing.assert_array_equal(
        dense(asked("jacobian", text, {"x": [1, 2], "t": [0, 0]}, wrt=["x"]).result), [[3, 6]]
    )


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("y = F.mse_loss(x, t, reduction='batchmean')", "reduction is 'mean', 'sum' or 'none'"),
        ("y = F.mse_loss(x, t, reduction=mean)", "reduction is 'mean', 'sum' or 'none'"),
        ("y = F.mse_loss(x)", "mse_loss lacks target; it is typed mse_loss(input, target)"),
        ("y = F.cross_entropy(x, t)", "there is no function cross_entropy"),
        ("y = nn.CrossEntropyLoss()(x, t)", "there is no function CrossEntropyLoss"),
        ("y = nn.Linear(2, 1)(x)", "there is no function Linear"),
        ("y = x.numpy() * 2", "Can't call numpy() on Tensor that requires grad; type .detach().numpy()"),
        ("y = (x * x).numpy()", "Can't call numpy() on Tensor that requires grad"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(lines: str, says: str, jacli: Jacli) -> None:
    done = jacli("grad", HEAD + lines)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_refusals_in_chinese(jacli: Jacli) -> None:
    assert "需要梯度的张量" in jacli("grad", f"{HEAD}y = x.numpy()", "--lang", "zh").err
    assert "`reduction` 应是" in jacli("grad", f"{HEAD}y = F.mse_loss(x, t, reduction='no')", "--lang", "zh").err


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (f"{HEAD}y = (x * x.sum().item()).sum()", "x.sum().item() leaves plain numbers"),
        (f"{HEAD}y = x.detach().numpy().sum() * x.sum()", None),
        (f"{HEAD}y = t.sum().item() * x.sum()", None),
        ("y = x.item()*x", "x.item() leaves plain numbers"),
        ("y = x.detach().item()*x", None),
    ],
)
def test_numbers_that_leave_the_graph_are_spoken_of(program: str, said: str | None, jacli: Jacli) -> None:
    at = [] if "tensor" in program else ["--at", "3"]
    out = jacli("grad", program, *at).out
    assert ("leaves plain numbers" in out) is (said is not None)
    assert said is None or said in out
    chinese = jacli("grad", program, *at, "--lang", "zh").out
    assert ("普通的数" in chinese) is (said is not None)
