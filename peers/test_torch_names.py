"""PyTorch's own names of the steps: what an explanation calls `grad_fn` is what `tensor.grad_fn` says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jacli.analysis.explain import explain
from jacli.analysis.records import Request
from jacli.graph.functions import TABLE
from jacli.language.problem import problem
from jacli.language.program import SourceText

torch = pytest.importorskip("torch")
functional = torch.nn.functional
linalg = torch.linalg


def _filled(x: Any) -> Any:
    y = x * 2
    y[0] = x[1]
    return y


SCALAR: dict[str, Callable[..., Any]] = {
    **{
        name: getattr(torch, name)
        for name in (
            *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "atanh", "exp", "expm1"),
            *("exp2", "log", "log1p", "log2", "log10", "sqrt", "abs", "sign", "floor", "ceil", "round", "erf", "erfc"),
            *("lgamma", "digamma", "sinc", "sigmoid", "logit", "relu"),
        )
    },
    **{name: getattr(functional, name) for name in ("softplus", "leaky_relu", "elu", "silu", "gelu")},
}
# Program, the same in torch, shapes of the inputs in the order of the function's arguments.
CASES: list[tuple[str, Callable[..., Any], dict[str, tuple[int, ...]]]] = [
    *((f"{name}(x)", function, {"x": ()}) for name, function in SCALAR.items()),
    ("acosh(x)", torch.acosh, {"x": ()}),
    ("x[None]", lambda x: x[None], {"x": (3,)}),
    ("x[0, None]", lambda x: x[0, None], {"x": (3,)}),
    ("x[None, 0]", lambda x: x[None, 0], {"x": (3,)}),
    ("x[None, 1:]", lambda x: x[None, 1:], {"x": (3,)}),
    ("x[None, :]", lambda x: x[None, :], {"x": (3,)}),
    ("x[:, None, 1]", lambda x: x[:, None, 1], {"x": (3, 2)}),
    ("x[None, [0, 1]]", lambda x: x[None, [0, 1]], {"x": (3, 2)}),
    ("x + y", lambda x, y: x + y, {"x": (), "y": ()}),
    ("x + 1", lambda x: x + 1, {"x": (3,)}),
    ("x - y", lambda x, y: x - y, {"x": (), "y": ()}),
    ("x - 1", lambda x: x - 1, {"x": ()}),
    ("1 - x", lambda x: 1 - x, {"x": (3,)}),
    ("x*y", lambda x, y: x * y, {"x": (3,), "y": ()}),
    ("2*x", lambda x: 2 * x, {"x": ()}),
    ("x/y", lambda x, y: x / y, {"x": (), "y": ()}),
    ("x/2", lambda x: x / 2, {"x": ()}),
    ("1/x", lambda x: 1 / x, {"x": ()}),
    ("-x", lambda x: -x, {"x": ()}),
    ("x**2", lambda x: x**2, {"x": (3,)}),
    ("x**y", lambda x, y: x**y, {"x": (), "y": ()}),
    ("2**x", lambda x: 2**x, {"x": ()}),
    ("x % 2", lambda x: x % 2, {"x": ()}),
    ("x % y", lambda x, y: x % y, {"x": (), "y": ()}),
    ("2 % x", lambda x: 2 % x, {"x": ()}),
    ("x // 2", lambda x: x // 2, {"x": ()}),
    ("atan2(x, y)", torch.atan2, {"x": (), "y": ()}),
    ("hypot(x, y)", torch.hypot, {"x": (), "y": ()}),
    ("logaddexp(x, y)", torch.logaddexp, {"x": (), "y": ()}),
    ("polygamma(1, x)", lambda x: torch.polygamma(1, x), {"x": ()}),
    ("max(x, y)", torch.maximum, {"x": (), "y": ()}),
    ("min(x, y)", torch.minimum, {"x": (), "y": ()}),
    ("clip(x, 0, 1)", lambda x: torch.clip(x, 0, 1), {"x": (3,)}),
    ("clip(x, y, z)", torch.clip, {"x": (), "y": (), "z": ()}),
    ("where(x > 0, x, y)", lambda x, y: torch.where(x > 0, x, y), {"x": (), "y": ()}),
    ("heaviside(x, y)", torch.heaviside, {"x": (), "y": ()}),
    ("broadcast_to(x, (2, 3)).T[0]", lambda x: x.expand(2, 3).T[0], {"x": (3,)}),
    ("sum(broadcast_to(x, (2, 3)))", lambda x: x.expand(2, 3).sum(), {"x": (3,)}),
    ("reshape(x, (3, 2))", lambda x: x.reshape(3, 2), {"x": (2, 3)}),
    ("x.T.reshape((3, 2))", lambda x: x.T.reshape(2, 3), {"x": (2, 3)}),
    ("x.T", lambda x: x.T, {"x": (2, 3)}),
    ("x[0]", lambda x: x[0], {"x": (3,)}),
    ("x[-1]", lambda x: x[-1], {"x": (3,)}),
    ("x[0, 1]", lambda x: x[0, 1], {"x": (2, 3)}),
    ("x[1:]", lambda x: x[1:], {"x": (3,)}),
    ("x[::2]", lambda x: x[::2], {"x": (3,)}),
    ("x[0:1, 1]", lambda x: x[0:1, 1], {"x": (2, 3)}),
    ("x[1, 0:2]", lambda x: x[1, 0:2], {"x": (2, 3)}),
    ("x[:, 1]", lambda x: x[:, 1], {"x": (2, 3)}),
    ("x[1, :]", lambda x: x[1, :], {"x": (2, 3)}),
    ("x[[0, 2]]", lambda x: x[[0, 2]], {"x": (3,)}),
    ("x[..., 0]", lambda x: x[..., 0], {"x": (2, 3)}),
    ("flip(x, 0)", lambda x: x.flip(0), {"x": (3,)}),
    ("roll(x, 1)", lambda x: x.roll(1), {"x": (3,)}),
    ("tril(x)", torch.tril, {"x": (3, 3)}),
    ("triu(x)", torch.triu, {"x": (3, 3)}),
    ("diag(x)", torch.diag, {"x": (3, 3)}),
    ("diag(x)", torch.diag, {"x": (3,)}),
    ("y = [x, z]", lambda x, z: torch.stack([x, z]), {"x": (), "z": ()}),
    ("stack([x, z])", lambda x, z: torch.stack([x, z]), {"x": (2,), "z": (2,)}),
    ("concatenate([x, z])", lambda x, z: torch.cat([x, z]), {"x": (2,), "z": (3,)}),
    ("hstack([x, z])", lambda x, z: torch.hstack([x, z]), {"x": (2,), "z": (2,)}),
    ("sum(x)", torch.sum, {"x": (2, 3)}),
    ("sum(x, axis=0)", lambda x: x.sum(0), {"x": (2, 3)}),
    ("mean(x)", torch.mean, {"x": (2, 3)}),
    ("mean(x, axis=1)", lambda x: x.mean(1), {"x": (2, 3)}),
    ("prod(x)", torch.prod, {"x": (3,)}),
    ("prod(x, axis=0)", lambda x: x.prod(0), {"x": (2, 3)}),
    ("cumsum(x)", lambda x: x.cumsum(0), {"x": (3,)}),
    ("cumprod(x)", lambda x: x.cumprod(0), {"x": (3,)}),
    ("var(x, ddof=1)", torch.var, {"x": (3,)}),
    ("std(x, axis=0, ddof=1)", lambda x: x.std(0), {"x": (2, 3)}),
    ("softmax(x)", lambda x: torch.softmax(x, 0), {"x": (3,)}),
    ("logsumexp(x)", lambda x: torch.logsumexp(x, 0), {"x": (3,)}),
    ("amax(x)", torch.amax, {"x": (3,)}),
    ("amin(x, axis=0)", lambda x: x.amin(0), {"x": (2, 3)}),
    ("norm(x)", linalg.vector_norm, {"x": (3,)}),
    ("a @ b", lambda a, b: a @ b, {"a": (2, 3), "b": (3, 2)}),
    ("a @ b", lambda a, b: a @ b, {"a": (2, 3), "b": (3,)}),
    ("a @ b", lambda a, b: a @ b, {"a": (3,), "b": (3, 2)}),
    ("a @ b", lambda a, b: a @ b, {"a": (3,), "b": (3,)}),
    ("a @ b", lambda a, b: a @ b, {"a": (2, 3, 3), "b": (2, 3, 3)}),
    ("a @ b", lambda a, b: a @ b, {"a": (2, 3, 3), "b": (3, 3)}),
    ("a @ b", lambda a, b: a @ b, {"a": (3, 3), "b": (2, 3, 3)}),
    ("dot(a, b)", torch.dot, {"a": (3,), "b": (3,)}),
    ("outer(a, b)", torch.outer, {"a": (3,), "b": (2,)}),
    ("kron(a, b)", torch.kron, {"a": (2, 2), "b": (2, 2)}),
    ("cross(a, b)", linalg.cross, {"a": (3,), "b": (3,)}),
    ("trace(x)", torch.trace, {"x": (3, 3)}),
    ("det(x)", linalg.det, {"x": (3, 3)}),
    ("inv(x)", linalg.inv, {"x": (3, 3)}),
    ("solve(x, b)", linalg.solve, {"x": (3, 3), "b": (3,)}),
    ("logdet(x)", torch.logdet, {"x": (3, 3)}),
    ("norm(x, 1)", lambda x: x.norm(1), {"x": (3,)}),
    ("norm(x, inf)", lambda x: x.norm(float("inf")), {"x": (3,)}),
    ("y = x*2; y[0] = x[1]; y", _filled, {"x": (3,)}),
]
# Rows that no program names, or that PyTorch has no single step for.
NAMELESS = {row.name for row in TABLE.values() if not row.torch} | {"power_slope", "power_growth"}


def told(program: str, shapes: dict[str, tuple[int, ...]]) -> str | None:
    """The name of the program's last step."""
    texts = [f"{name}={'x'.join(map(str, shape))}" for name, shape in shapes.items() if shape]
    steps = explain(problem([SourceText("expression 1", program)], shape=texts), Request(), ["steps"]).sections["steps"]
    name: str | None = steps.steps[-1].grad_fn
    return name


@pytest.mark.parametrize(("program", "function", "shapes"), CASES, ids=[f"{c[0]} {c[2]}" for c in CASES])
def test_steps_have_the_names_that_pytorch_gives_them(
    program: str, function: Callable[..., Any], shapes: dict[str, tuple[int, ...]]
) -> None:
    generator = torch.Generator().manual_seed(1)
    inputs = [
        (torch.rand(shape, generator=generator, dtype=torch.float64) / 2 + 0.25).requires_grad_()
        for shape in shapes.values()
    ]
    given = function(*inputs).grad_fn
    name = given.name() if hasattr(given, "name") else type(given).__name__
    assert told(program, shapes) == name.removeprefix("torch::autograd::")


def test_every_row_with_a_name_is_compared() -> None:
    seen = set()
    for program, _, shapes in CASES:
        texts = [f"{name}={'x'.join(map(str, shape))}" for name, shape in shapes.items() if shape]
        graph = problem([SourceText("expression 1", program)], shape=texts).program.graph
        seen |= {row.name for row in graph.operations}
    assert {row.name for row in TABLE.values()} - NAMELESS <= seen
