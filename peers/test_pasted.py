"""The tutorials that jacli reads, run in PyTorch itself: what they leave in .grad is what the tests hold."""

from __future__ import annotations

import contextlib
import io
import re
from typing import Any

import pytest
import torch

from tests.language.test_pasted import AGAIN, X
from tests.language.tutorials import TUTORIALS, Tutorial

PROMPT = re.compile(r"^(?:>>> ?|In \[\d+\]: ?|   \.\.\.: ?|\.\.\. ?)", re.MULTILINE)


def grads(text: str) -> dict[str, Any]:
    """The gradients of all leaves, in doubles, after the program ran."""
    in_doubles = text.replace("torch.float)", "torch.float64)").replace("torch.float32", "torch.float64")
    torch.set_default_dtype(torch.float64)
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(PROMPT.sub("", in_doubles.replace("FloatTensor", "DoubleTensor")), names)
    leaves = {name: x for name, x in names.items() if isinstance(x, torch.Tensor) and x.is_leaf and x.requires_grad}
    return {name: x.grad.tolist() for name, x in leaves.items() if x.grad is not None}


@pytest.mark.filterwarnings("ignore:To copy construct from a tensor:UserWarning")
@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad=True to a scalar:UserWarning")
@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda t: t.name)
def test_torch_leaves_the_same_in_grad(tutorial: Tutorial) -> None:
    found = grads(tutorial.text)
    assert found.keys() == tutorial.grads.keys()
    for name, value in found.items():
        assert torch.allclose(torch.tensor(value), torch.tensor(tutorial.grads[name]), rtol=1e-14, atol=0)


@pytest.mark.filterwarnings("ignore:Using backward:UserWarning")
@pytest.mark.parametrize(("lines", "refused"), AGAIN)
def test_torch_refuses_a_second_call_where_jacli_says_so(lines: str, refused: bool) -> None:
    with pytest.raises(RuntimeError, match="a second time") if refused else contextlib.nullcontext():
        grads(f"{X}v = torch.ones(len(x))\n{lines}")
