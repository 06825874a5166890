"""Arrays: literals, indices, calls of every kind, methods, names from other libraries."""

from __future__ import annotations

from typing import Any

import pytest

from jacli.graph.functions import CALLABLE
from tests.language.structure import only, program

A = {"A": (2, 3), "B": (3, 2), "x": (3,), "S": (2, 2), "T": (2, 3, 4)}
ALL3, ALL23 = "((0,), False)", "((0, 1), False)"

LITERALS = [
    ("[a, b]", "array(a, b)"),
    ("z = (a, b)", "array(a, b)"),
    ("z = (a,)", "array(a)"),
    ("[a, b,]", "array(a, b)"),
    ("[[a, b], [c, d]]", "array(array(a, b), array(c, d))"),
    ("[x, x]", "array(x, x)"),
    ("np.array([a, b])", "array(a, b)"),
    ("torch.tensor([[a], [b]])", "array(array(a), array(b))"),
    ("[\n a,\n b\n]", "array(a, b)"),
]

INDICES = [
    ("x[0]", "index(x|(0,))"),
    ("x[-1]", "index(x|(2,))"),
    ("x[2*3-5]", "index(x|(1,))"),
    ("x[ 1 ]", "index(x|(1,))"),
    ("x[1:]", "index(x|(('slice', 1, 1, 2),))"),
    ("x[:-1]", "index(x|(('slice', 0, 1, 2),))"),
    ("x[::-1]", "index(x|(('slice', 2, -1, 3),))"),
    ("x[0:3:2]", "index(x|(('slice', 0, 2, 2),))"),
    ("x[:]", "index(x|(('slice', 0, 1, 3),))"),
    ("x[1:2+1]", "index(x|(('slice', 1, 1, 2),))"),
    ("x[[0, 2]]", "index(x|((0, 2),))"),
    ("A[0, 1]", "index(A|(0, 1))"),
    ("A[0][1]", "index(index(A|(0, ('slice', 0, 1, 3)))|(1,))"),
    ("A[:, 0]", "index(A|(('slice', 0, 1, 2), 0))"),
    ("A[..., 0]", "index(A|(('slice', 0, 1, 2), 0))"),
    ("A[0, :]", "index(A|(0, ('slice', 0, 1, 3)))"),
    ("x[None]", "index(x|(None, ('slice', 0, 1, 3)))"),
    ("x[:, None]", "index(x|(('slice', 0, 1, 3), None))"),
    ("x[np.newaxis, :]", "index(x|(None, ('slice', 0, 1, 3)))"),
    ("x[0,]", "index(x|(0,))"),
    ("(x + 1)[0]", "index(add(x, broadcast(1|(3,)))|(0,))"),
    ("2x[0]", "mul(2, index(x|(0,)))"),
    ("x[0]²", "power(index(x|(0,)), 2)"),
]

CALLS = [
    ("sum(x)", f"sum(x|{ALL3})"),
    ("sum(A, axis=0)", "sum(A|((0,), False))"),
    ("sum(A, 1)", "sum(A|((1,), False))"),
    ("sum(A, -1, True)", "sum(A|((1,), True))"),
    ("sum(A, axis=(0))", "sum(A|((0,), False))"),
    ("A.transpose(None)", "transpose(A|(1, 0))"),
    ("T.swapaxes(0, 1)", "transpose(T|(1, 0, 2))"),
    ("x .sum()", f"sum(x|{ALL3})"),
    ("sum(A, axis=(0, 1))", f"sum(A|{ALL23})"),
    ("torch.sum(A, dim=1, keepdim=True)", "sum(A|((1,), True))"),
    ("A.sum()", f"sum(A|{ALL23})"),
    ("A.sum(axis=None)", f"sum(A|{ALL23})"),
    ("A.mean(0)", "mean(A|((0,), False))"),
    ("A.T", "transpose(A|(1, 0))"),
    ("A.t()", "transpose(A|(1, 0))"),
    ("A.transpose()", "transpose(A|(1, 0))"),
    ("A.transpose(1, 0)", "transpose(A|(1, 0))"),
    ("transpose(A, (0, 1))", "transpose(A|(0, 1))"),
    ("T.transpose(0, 2)", "transpose(T|(2, 1, 0))"),
    ("T.permute(2, 0, 1)", "transpose(T|(2, 0, 1))"),
    ("A.permute(1, 0)", "transpose(A|(1, 0))"),
    ("A.swapaxes(0, 1)", "transpose(A|(1, 0))"),
    ("T.mT", "transpose(T|(0, 2, 1))"),
    ("A.reshape(3, 2)", "reshape(A|(3, 2))"),
    ("A.reshape((3, -1))", "reshape(A|(3, 2))"),
    ("A.view(-1)", "reshape(A|(6,))"),
    ("A.flatten()", "reshape(A|(6,))"),
    ("ravel(A)", "reshape(A|(6,))"),
    ("x.dot(x)", "dot(x, x)"),
    ("A.matmul(x)", "matmul(A, x)"),
    ("A.mm(B)", "matmul(A, B)"),
    ("A @ x", "matmul(A, x)"),
    ("A @ B @ A", "matmul(matmul(A, B), A)"),
    ("x.exp().sum()", f"sum(exp(x)|{ALL3})"),
    ("x.pow(2)", "power(x, broadcast(2|(3,)))"),
    ("x.abs().sqrt()", "sqrt(abs(x))"),
    ("x.square()", "power(x, broadcast(2|(3,)))"),
    ("square(a)", "power(a, 2)"),
    ("x.norm()", f"norm(x|{ALL3})"),
    ("np.linalg.norm(x)", f"norm(x|{ALL3})"),
    ("norm(x, 1)", f"norm1(x|{ALL3})"),
    ("norm(x, ord=2)", f"norm(x|{ALL3})"),
    ("torch.norm(x, p=1)", f"norm1(x|{ALL3})"),
    ("norm(x, inf)", f"norm_inf(x|{ALL3})"),
    ("np.linalg.norm(x, np.inf)", f"norm_inf(x|{ALL3})"),
    ("norm(A, axis=1)", "norm(A|((1,), False))"),
    ("norm(A, 1, 0)", "norm1(A|((0,), False))"),
    ("norm(A)", f"norm(A|{ALL23})"),
    ("max(x)", f"amax(x|{ALL3})"),
    ("max(A, axis=0)", "amax(A|((0,), False))"),
    ("A.max()", f"amax(A|{ALL23})"),
    ("A.max(1)", "amax(A|((1,), False))"),
    ("min([a, b])", "amin(array(a, b)|((0,), False))"),
    ("max(a, b, c)", "max(a, b, c)"),
    ("max(x, 0)", "max(x, broadcast(0|(3,)))"),
    ("np.maximum(x, 0)", "max(x, broadcast(0|(3,)))"),
    ("Max(1, a)", "max(1, a)"),
    ("min(a, b)", "min(a, b)"),
    ("prod(x)", f"prod(x|{ALL3})"),
    ("x.std(ddof=1)", "std(x|((0,), False, 1))"),
    ("x.var(correction=1)", "var(x|((0,), False, 1))"),
    ("np.var(x)", "var(x|((0,), False, 0))"),
    ("torch.var(x)", "var(x|((0,), False, 1))"),
    ("torch.std(A, dim=0)", "std(A|((0,), False, 1))"),
    ("torch.std(x, unbiased=False)", "std(x|((0,), False, 0))"),
    ("torch.var(x, correction=0)", "var(x|((0,), False, 0))"),
    ("import torch as t; x.std()", "std(x|((0,), False, 1))"),
    ("jax.numpy.std(x)", "std(x|((0,), False, 0))"),
    ("torch.amax(A, dim=1)", "amax(A|((1,), False))"),
    ("scipy.special.softmax(A, axis=1)", "softmax(A|1)"),
    ("jax.scipy.special.softmax(x)", "softmax(x|0)"),
    ("softmax(A, dim=1)", "softmax(A|1)"),
    ("cumsum(x)", "cumsum(x)"),
    ("flip(A)", "flip(A|(0, 1))"),
    ("roll(x, 1)", "roll(x|(1, None))"),
    ("tril(S, k=-1)", "tril(S|-1)"),
    ("stack([x, x])", "stack(x, x|0)"),
    ("stack((x, x), axis=1)", "stack(x, x|1)"),
    ("torch.stack([x, x], 1)", "stack(x, x|1)"),
    ("stack(x, x)", "stack(x, x|0)"),
    ("concatenate([x, [a]])", "concatenate(x, array(a)|0)"),
    ("torch.cat((A, A), dim=1)", "concatenate(A, A|1)"),
    ("concatenate(([a, b] + 1, x))", "concatenate(add(array(a, b), broadcast(1|(2,))), x|0)"),
    ("hstack([x, [a]])", "concatenate(x, array(a)|0)"),
    ("hstack((A, S))", "concatenate(A, S|1)"),
    ("hstack([a, b])", "concatenate(reshape(a|(1,)), reshape(b|(1,))|0)"),
    ("vstack([x, x])", "concatenate(reshape(x|(1, 3)), reshape(x|(1, 3))|0)"),
    ("vstack([A, x])", "concatenate(A, reshape(x|(1, 3))|0)"),
    ("vstack(a, b)", "concatenate(reshape(a|(1, 1)), reshape(b|(1, 1))|0)"),
    ("polygamma(1, a)", "polygamma(a|1)"),
    ("where(a > 0, b, c)", "where(gt(a, 0), b, c)"),
    ("clip(a, 0, 1)", "clip(a, 0, 1)"),
    ("clamp(a, min=0, max=1)", "clip(a, 0, 1)"),
    ("leaky_relu(a)", "leaky_relu(a, 1/100)"),
    ("F.leaky_relu(a, negative_slope=0.2)", "leaky_relu(a, 0.2)"),
    ("heaviside(a)", "heaviside(a, 1/2)"),
    ("Piecewise((a, c > 0), (b, True))", "where(gt(c, 0), a, b)"),
    ("Piecewise((a, c > 0), (b, c < -1), (d, True))", "where(gt(c, 0), a, where(lt(c, neg(1)), b, d))"),
    ("Piecewise((a, True))", "a"),
    ("arcsin(a) + ln(b)*Abs(c) - sgn(d)", "sub(add(asin(a), mul(log(b), abs(c))), sign(d))"),
    ("np.exp(jnp.log(math.sin(sp.cos(a))))", "exp(log(sin(cos(a))))"),
    ("jax.numpy.sin(a)", "sin(a)"),
    ("torch.nn.functional.relu(a)", "relu(a)"),
    ("nn.functional.relu(a) + F.silu(a)", "add(relu(a), silu(a))"),
    ("torch.linalg.det(S)", "det(S)"),
    ("reciprocal(a)", "div(1, a)"),
    ("sin(a,)", "sin(a)"),
    ("add(a, b)", "add(a, b)"),
    ("logical_and(a > 0, b > 0)", "and(gt(a, 0), gt(b, 0))"),
]  # fmt: skip

CONSTRUCTORS = [
    ("zeros(3)", "zeros(|((3,),))"),
    ("zeros(2, 3)", "zeros(|((2, 3),))"),
    ("np.zeros((2, 3))", "zeros(|((2, 3),))"),
    ("ones(shape=(2, 3))", "ones(|((2, 3),))"),
    ("eye(3)", "eye(|((3, 3), 0))"),
    ("eye(2, 3, k=1)", "eye(|((2, 3), 1))"),
    ("arange(4)", "arange(|((4,), Fraction(0, 1), Fraction(1, 1)))"),
    ("arange(0, 1, 0.25)", "arange(|((4,), Fraction(0, 1), Fraction(1, 4)))"),
    ("linspace(0, 1, 5)", "linspace(|((5,), Fraction(0, 1), Fraction(1, 4)))"),
    ("linspace(0, 1, num=3)", "linspace(|((3,), Fraction(0, 1), Fraction(1, 2)))"),
    ("full(2, 1/2)", "full(|((2,), Fraction(1, 2)))"),
    ("full((2, 2), 0)", "full(|((2, 2), Fraction(0, 1)))"),
    ("full(2, fill_value=1)", "full(|((2,), Fraction(1, 1)))"),
    ("full(2, a)", "broadcast(a|(2,))"),
    ("full((2,), pi)", "broadcast(pi|(2,))"),
    ("diag([a, b])", "diag(array(a, b)|0)"),
    ("zeros(2**3)", "zeros(|((8,),))"),
]

BROADCASTING = [
    ("x + 1", "add(x, broadcast(1|(3,)))"),
    ("1 + x", "add(broadcast(1|(3,)), x)"),
    ("A*x", "mul(A, broadcast(x|(2, 3)))"),
    ("A + x[None]", "add(A, broadcast(index(x|(None, ('slice', 0, 1, 3)))|(2, 3)))"),
    ("x > 0", "gt(x, broadcast(0|(3,)))"),
    ("a if x > 0 else x",
     "where(gt(x, broadcast(0|(3,))), broadcast(a|(3,)), x)"),
    ("-A", "neg(A)"),
    ("sin(A)", "sin(A)"),
    ("x²", "power(x, broadcast(2|(3,)))"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "structure"), [*LITERALS, *INDICES, *CALLS, *CONSTRUCTORS, *BROADCASTING], ids=lambda v: v[:40]
)
def test_structure(text: str, structure: str) -> None:
    assert only(text, shapes=A) == structure


def arguments_of(name: str) -> str:
    """Arguments that fit any row of this signature."""
    row = CALLABLE[name]
    operands = [o.strip() for o in row.signature.partition(";")[0].split(",") if o.strip()]
    matrices = row.kind in ("matrix", "bilinear") or row.name in ("trace", "tril", "triu")
    operand = "S" if matrices else "x"
    typed = ["2" if o.startswith("#") else operand for o in operands]
    typed += {"reshape": ["3, 1"], "broadcast": ["2, 3"], "roll": ["1"]}.get(row.name, [])
    if row.kind == "constructor":
        typed = {"full": ["3, 2"], "linspace": ["0, 1"]}.get(row.name, ["3"])
    return ", ".join(typed)


@pytest.mark.parametrize("name", sorted(CALLABLE.keys() - {"and", "or", "not"}))
def test_every_function_can_be_called(name: str) -> None:
    found = program(f"{name}({arguments_of(name)})", shapes=A)
    row = found.graph.operations[found.outputs[0][1]]
    assert row is CALLABLE[name] or name in ("max", "min", "norm")


@pytest.mark.parametrize("name", sorted(k for k, row in CALLABLE.items() if row.signature == "x" and k != "not"))
def test_every_function_of_one_argument_is_a_method(name: str) -> None:
    shapes: dict[str, Any] = {"x": (2, 2)}
    assert only(f"x.{name}()", shapes=shapes) == only(f"{name}(x)", shapes=shapes)


def test_decimal_point_before_a_name_is_a_product() -> None:
    assert only("2.x", shapes=A) == "mul(broadcast(2.|(3,)), x)"
