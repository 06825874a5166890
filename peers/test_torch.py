"""PyTorch as an oracle: the same programs, the same weights, the same numbers. `make peers` installs and runs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import jacli
from tests.accumulated import CASES as ACCUMULATED
from tests.accumulated import Case

torch = pytest.importorskip("torch")

Function = Callable[..., Any]

# Program of jacli, the same in torch over tensors in the order of the names, shapes of the inputs.
PROGRAMS: dict[str, tuple[Function, dict[str, tuple[int, ...]]]] = {
    "c = a @ b": (lambda a, b: a @ b, {"a": (2, 3), "b": (3, 4)}),
    "y = A @ x": (lambda A, x: A @ x, {"A": (3, 3), "x": (3,)}),
    "y = x @ A": (lambda A, x: x @ A, {"A": (3, 2), "x": (3,)}),
    "s = x @ A @ x": (lambda A, x: x @ A @ x, {"A": (3, 3), "x": (3,)}),
    "z = softmax(x)": (lambda x: torch.softmax(x, -1), {"x": (4,)}),
    "z = logsumexp(x, axis=1)": (lambda x: torch.logsumexp(x, 1), {"x": (2, 4)}),
    "z = norm(x)": (torch.linalg.vector_norm, {"x": (5,)}),
    "z = prod(x)": (torch.prod, {"x": (5,)}),
    "z = cumprod(x)": (lambda x: torch.cumprod(x, 0), {"x": (5,)}),
    "z = cumsum(x)": (lambda x: torch.cumsum(x, 0), {"x": (5,)}),
    "z = var(x, ddof=1)": (torch.var, {"x": (5,)}),
    "z = std(x, axis=0, ddof=1)": (lambda x: torch.std(x, 0), {"x": (3, 2)}),
    "z = mean(x**2, axis=0)": (lambda x: (x**2).mean(0), {"x": (3, 2)}),
    "z = max(x, axis=1)": (lambda x: torch.amax(x, 1), {"x": (3, 4)}),
    "z = det(A)": (torch.linalg.det, {"A": (3, 3)}),
    "z = inv(A)": (torch.linalg.inv, {"A": (3, 3)}),
    "z = solve(A, b)": (torch.linalg.solve, {"A": (3, 3), "b": (3, 2)}),
    "z = logdet(A @ A.T + eye(3))": (lambda A: torch.logdet(A @ A.T + torch.eye(3, dtype=A.dtype)), {"A": (3, 3)}),
    "z = trace(A @ B)": (lambda A, B: torch.trace(A @ B), {"A": (2, 3), "B": (3, 2)}),
    "z = kron(A, B)": (torch.kron, {"A": (2, 2), "B": (2, 3)}),
    "z = outer(x, y)": (torch.outer, {"x": (3,), "y": (2,)}),
    "z = cross(x, y)": (torch.linalg.cross, {"x": (3,), "y": (3,)}),
    "z = tril(A) * triu(A, 1).T": (lambda A: torch.tril(A) * torch.triu(A, 1).T, {"A": (3, 3)}),
    "z = x[[0, 0, 2]]**2": (lambda x: x[[0, 0, 2]] ** 2, {"x": (3,)}),
    "z = x[::2] * x[1::2]": (lambda x: x[::2] * x[1::2], {"x": (6,)}),
    "z = roll(x, 1) * flip(x, 0)": (lambda x: torch.roll(x, 1) * torch.flip(x, [0]), {"x": (4,)}),
    "z = where(x > 0, sin(x), x**2)": (lambda x: torch.where(x > 0, torch.sin(x), x**2), {"x": (5,)}),
    "z = clip(x, -0.5, 0.5)": (lambda x: torch.clamp(x, -0.5, 0.5), {"x": (5,)}),
    "z = gelu(x) + silu(x) + softplus(x) + elu(x) + leaky_relu(x)": (
        lambda x: (
            torch.nn.functional.gelu(x)
            + torch.nn.functional.silu(x)
            + torch.nn.functional.softplus(x)
            + torch.nn.functional.elu(x)
            + torch.nn.functional.leaky_relu(x)
        ),
        {"x": (6,)},
    ),
    "z = erf(x)*tanh(x) + sigmoid(x)/exp(x) - atan2(x, y) + hypot(x, y)": (
        lambda x, y: (
            torch.erf(x) * torch.tanh(x) + torch.sigmoid(x) / torch.exp(x) - torch.atan2(x, y) + torch.hypot(x, y)
        ),
        {"x": (4,), "y": (4,)},
    ),
    "z = lgamma(exp(x)) + digamma(exp(x)) + sinc(x) + logit(sigmoid(x))": (
        lambda x: (
            torch.lgamma(torch.exp(x)) + torch.digamma(torch.exp(x)) + torch.sinc(x) + torch.logit(torch.sigmoid(x))
        ),
        {"x": (4,)},
    ),
    "b = a + 3; c = b*b*3; out = mean(c)": (lambda a: ((a + 3) ** 2 * 3).mean(), {"a": (2, 2)}),
    "h = tanh(W @ x + b); z = v @ h": (
        lambda W, b, v, x: v @ torch.tanh(W @ x + b),
        {"W": (3, 2), "b": (3,), "v": (3,), "x": (2,)},
    ),
}

# torch computes polygamma functions to about nine digits.
LOOSE = {program: 1e-8 for program in PROGRAMS if "gamma" in program}

# Kinks: a program of one input, the same in torch, the point.
KINKS: list[tuple[str, Function, float]] = [
    ("abs(x)", torch.abs, 0.0),
    ("relu(x)", torch.relu, 0.0),
    ("max(x, 0)", lambda x: torch.maximum(x, torch.zeros_like(x)), 0.0),
    ("clip(x, 0, 1)", lambda x: torch.clamp(x, 0, 1), 0.0),
    ("clip(x, 0, 1)", lambda x: torch.clamp(x, 0, 1), 1.0),
    ("where(x > 0, x, 2*x)", lambda x: torch.where(x > 0, x, 2 * x), 0.0),
    ("norm([x, x])", lambda x: torch.linalg.vector_norm(torch.stack([x, x])), 0.0),
    ("floor(x)", torch.floor, 2.0),
    ("sign(x)", torch.sign, 0.0),
    ("max([x, x, 1])", lambda x: torch.amax(torch.stack([x, x, torch.ones_like(x)]), 0), 1.0),
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_backward_leaves_what_vjp_says(program: str) -> None:
    function, shapes = PROGRAMS[program]
    rng = np.random.default_rng(len(program))
    at = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in at.items()}
    y = function(*tensors.values())
    w = rng.standard_normal(tuple(y.shape))
    y.backward(torch.tensor(w))
    for numeric in (False, True):
        result = jacli.vjp(program, w if w.shape else [float(w)], at=at, numeric=numeric, formulas=False)
        np.testing.assert_allclose(result.primal, y.detach().numpy().ravel(), rtol=1e-12, atol=1e-13)
        for name, tensor in tensors.items():
            np.testing.assert_allclose(
                result.by_input[name], tensor.grad.numpy(), rtol=LOOSE.get(program, 1e-10), atol=1e-12
            )


@pytest.mark.parametrize(("program", "function", "at"), KINKS)
def test_conventions_at_kinks_are_those_of_torch(program: str, function: Function, at: float) -> None:
    x = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    function(x).backward()
    result = jacli.grad(program, at={"x": at})
    assert result.value[0] == x.grad.item()
    assert result.status == "kink"


@pytest.mark.parametrize("case", ACCUMULATED, ids=lambda case: f"{case.program} {case.repeat}")
def test_what_is_left_in_grad_after_each_call(case: Case) -> None:
    leaves = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in case.at.items()}
    y = eval(case.torch, {"torch": torch, **leaves})
    after = []
    for w in (case.w or (None,)) * case.repeat:
        weights = None if w is None else torch.tensor(w, dtype=torch.float64).reshape(y.shape)
        y.backward(weights, retain_graph=True)
        after.append(tuple(n for leaf in leaves.values() for n in leaf.grad.reshape(-1).tolist()))
    assert after == list(case.after)


def test_the_buffers_of_a_graph_are_freed_by_backward() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    y = x**2
    y.backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.backward()
