"""The losses and layers that jacli reads, run in PyTorch itself: they leave in .grad what the tests hold."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from tests.language.losses import CASES, HEAD


@pytest.mark.parametrize("lines", CASES)
def test_torch_leaves_the_same_in_grad(lines: str) -> None:
    torch.set_default_dtype(torch.float64)
    names: dict[str, Any] = {}
    exec(f"{HEAD}{lines}\ny.backward()", names)
    assert torch.allclose(names["x"].grad, torch.tensor(CASES[lines]), rtol=1e-14, atol=0)
