"""CasADi as an oracle: the same text read by jacli and evaluated over CasADi's symbols has the same Jacobian."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import jacli

casadi = pytest.importorskip("casadi")

NAMES = ("x", "y", "z")
# Functions of one argument by jacli's name, and by CasADi's where that is another one.
UNARY = {name: getattr(casadi, name) for name in (
    "sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "asin", "acos", "atan", "asinh", "acosh", "atanh", "log",
    "log10", "log1p", "expm1", "sqrt", "erf", "sign", "floor", "ceil",
)} | {"abs": casadi.fabs}  # fmt: skip
BINARY = {"atan2": casadi.atan2, "hypot": casadi.hypot, "min": casadi.fmin, "max": casadi.fmax}
PROGRAMS = 300
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
# Beyond this size the two lose digits in different ways.
LARGE = 1e6

# Programs of arrays, the same over CasADi's matrices, and shapes; CasADi stores by columns.
MATRICES: dict[str, tuple[Callable[..., Any], dict[str, tuple[int, ...]]]] = {
    "y = A @ x": (lambda A, x: A @ x, {"A": (3, 2), "x": (2,)}),
    "y = det(A)": (casadi.det, {"A": (3, 3)}),
    "y = inv(A) @ x": (lambda A, x: casadi.inv(A) @ x, {"A": (3, 3), "x": (3,)}),
    "y = solve(A, x)": (casadi.solve, {"A": (3, 3), "x": (3,)}),
    "y = norm(x)": (casadi.norm_2, {"x": (4,)}),
    "y = trace(A @ B)": (lambda A, B: casadi.trace(A @ B), {"A": (2, 3), "B": (3, 2)}),
    "y = outer(x, x) @ x": (lambda x: x @ x.T @ x, {"x": (3,)}),
    "y = logsumexp(x)": (casadi.logsumexp, {"x": (4,)}),
    "y = cumsum(sin(x))": (lambda x: casadi.cumsum(casadi.sin(x)), {"x": (4,)}),
    "y = kron(A, B) @ x": (lambda A, B, x: casadi.kron(A, B) @ x, {"A": (2, 2), "B": (2, 2), "x": (4,)}),
}


def expression(dice: random.Random, depth: int) -> str:
    """Random text that both read."""
    if not depth or dice.random() < 0.1:
        return dice.choice((*NAMES, *NAMES, "2", "0.5", "3"))
    kind = dice.randrange(7)
    if kind < 3:
        return f"{dice.choice(sorted(UNARY))}({expression(dice, depth - 1)})"
    left, right = expression(dice, depth - 1), expression(dice, depth - 1)
    if kind == 3:
        return f"{dice.choice(sorted(BINARY))}({left}, {right})"
    if kind == 4:
        return f"({left})**{dice.choice(('2', '3', '(-1)', '0.5'))}"
    return f"({left} {dice.choice('+-*/')} {right})"


def casadi_jacobian(texts: list[str], point: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """The values (m) and their Jacobian (m×n)."""
    symbols = [casadi.SX.sym(name) for name in NAMES]
    known = {**UNARY, **BINARY, **dict(zip(NAMES, symbols, strict=True)), "SX": casadi.SX}
    outputs = casadi.vertcat(*(eval(NUMBER.sub(r"SX(\g<0>)", text), known) for text in texts))
    inputs = casadi.vertcat(*symbols)
    value, matrix = casadi.Function("f", [inputs], [outputs, casadi.jacobian(outputs, inputs)])(point)
    return np.array(value).ravel(), np.array(matrix)


@pytest.mark.parametrize("numeric", [True, False])
def test_random_scalar_programs_have_the_jacobian_that_casadi_finds(numeric: bool) -> None:
    compared = 0
    for number in range(PROGRAMS):
        dice = random.Random(number)
        texts = [f"{expression(dice, 4)} + 0*(x + y + z)" for _ in range(2)]
        point = [round(dice.uniform(-2, 2), 3) for _ in NAMES]
        value, expected = casadi_jacobian(texts, point)
        result = jacli.jacobian(texts, at=dict(zip(NAMES, point, strict=True)), numeric=numeric, formulas=False)
        if result.status != "ok" or not np.isfinite(expected).all() or abs(expected).max() > LARGE:
            # There is none, or a constant lies at a kink.
            continue
        np.testing.assert_allclose(result.primal, value, rtol=1e-9, atol=1e-9, err_msg=str(texts))
        np.testing.assert_allclose(result.value, expected, rtol=1e-7, atol=1e-9, err_msg=str(texts))
        compared += 1
    assert compared > PROGRAMS / 4


@pytest.mark.parametrize("program", MATRICES)
def test_programs_of_matrices_have_the_gradient_that_casadi_finds(program: str) -> None:
    function, shapes = MATRICES[program]
    rng = np.random.default_rng(len(program))
    at = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    symbols = {name: casadi.SX.sym(name, *shape) for name, shape in shapes.items()}
    y = function(*symbols.values())
    weights = rng.standard_normal(y.shape)
    gradients = [casadi.gradient(casadi.sum1(casadi.sum2(casadi.DM(weights) * y)), s) for s in symbols.values()]
    found = casadi.Function("g", list(symbols.values()), gradients)(*at.values())
    result = jacli.vjp(program, weights.ravel(), at=at, numeric=True)
    for (name, shape), gradient in zip(shapes.items(), found if len(shapes) > 1 else [found], strict=True):
        np.testing.assert_allclose(result.by_input[name], np.array(gradient).reshape(shape), rtol=1e-9, atol=1e-11)
