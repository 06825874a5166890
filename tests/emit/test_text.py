"""Graphs as text: what is written reads back as the very same graph, expression by expression and as programs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacli.emit.text import program_text, short_text, text_of
from jacli.errors import LimitReached
from jacli.graph.functions import CALLABLE
from jacli.graph.nodes import Graph
from jacli.language.program import Program, SourceText
from jacli.language.reader import read
from tests.effort import is_linear
from tests.programs import Program as Built

SHAPES = {"A": (2, 3), "B": (3, 2), "M": (3, 3), "v": (3,), "w": (2,), "T": (2, 3, 4)}


def reading(text: str) -> Program:
    return read([SourceText("text", text)], shapes=SHAPES)


def structure(graph: Graph, node: int) -> Any:
    """All that a node is, whatever its number: nested tuples."""
    found: dict[int, Any] = {}
    for n in graph.reached([node]):
        several = tuple(found[a] for a in graph.arguments[n])
        found[n] = hash((graph.operations[n].name, several, str(graph.parameters[n]), graph.shapes[n]))
    return found[node]


def check_program(text: str) -> str:
    """The program's text has the same outputs."""
    program = reading(text)
    written = program_text(program.graph, program.outputs)
    again = reading(written)
    assert [(n, structure(program.graph, k)) for n, k in program.outputs] == [
        (n, structure(again.graph, k)) for n, k in again.outputs
    ]
    return written


# Typed as they are written.
SAME = [
    "x/(y*z)",
    "x/y/z",
    "-x**2",
    "(-x)**2",
    "2**-x",
    "x**y**z",
    "(x**y)**z",
    "-(a*b)",
    "a*-b",
    "not x > 0 and y < 1 or z == 2",
    "(x > 0 or y > 0) and z < 1",
    "max(x, y, 1)",
    "detach(x)*x",
    "max(v)",
    "max(A, axis=0)",
    "A + v",
    "A + 1",
    "1 + A*2",
    "v[:, None]*w",
    "broadcast_to(x, 2, 3)*2",
    "broadcast_to(v, 2, 3)",
    "A @ B",
    "A.T",
    "T[:, 1]",
    "v[::-1]",
    "A[0]",
    "M[1:, :2]",
    "M[::2]",
    "sum(A)",
    "sum(T, axis=1, keepdims=True)",
    "mean(A, axis=0)",
    "var(A, ddof=1)",
    "std(v)",
    "norm(v)",
    "prod(A)",
    "cumsum(v)",
    "cumsum(A, axis=1)",
    "cumprod(v)",
    "softmax(A)",
    "softmax(A, axis=0)",
    "logsumexp(v)",
    "stack([v, v*2])",
    "stack([v, v*2], axis=1)",
    "concatenate([v, w])",
    "concatenate([A, A], axis=1)",
    "[[x, y], [1, 2]]",
    "ones(3) @ v",
    "eye(3) @ v",
    "arange(3)*v",
    "full(3, 1/2)",
    "diag(v)",
    "diag(M, 1)",
    "tril(M)",
    "flip(v)",
    "roll(v, 1)",
    "reshape(sum(A), 1)",
    "det(M)",
    "inv(M) @ v",
    "solve(M, v)",
    "logdet(M)",
    "trace(M)",
    "polygamma(2, x)",
    "heaviside(x)",
    "heaviside(x, 1)",
    "leaky_relu(x)",
    "leaky_relu(v)",
    "leaky_relu(v, 0.2)",
    "elu(x)",
    "clip(x, 0, 1)",
    "clip(v, 0, v)",
    "x // 2",
    "x % 2",
    "where(v > 0, v, 0)",
    "pi*x",
    "e**x",
    "0.1*x + 1e-3",
    "x*y*(z*w[0])",
    "sigmoid(x)",
    "(x > 0)*3",
    "[x > 0, y > 0]",
    "sin(cos(tan(x)))",
    "A[0][1]",
    "M.T @ M",
    "-v",
    "-v @ v",
    "(-v)[0]",
    "sinc(x)",
    "unit(x, y)",
    "power_slope(x, y) + power_growth(x, y)",
    "count_equal(x, y, z)",
    "True*x",
    "a**-2",
    "a**-b**c",
    "(not x > 0) == (y > 0)",
    "round(x) + floor(x) - ceil(y)",
    "exp(x) + expm1(x) + exp2(x) + log(x) + log1p(x) + log2(x) + log10(x) + logaddexp(x, y)",
    "asin(x) + acos(x) + atan(x) + sinh(x) + cosh(x) + tanh(x) + asinh(x) + acosh(x) + atanh(x)",
    "sqrt(x) + cbrt(x) + abs(x) + sign(x)",
    "erf(x) + erfc(x) + gamma(x) + lgamma(x) + digamma(x) + sinc_derivative(1, x)",
    "logit(x) + softplus(x) + relu(x) + silu(x) + gelu(x)",
    "min(x, y) + min(v)",
    "not (x > 0 and y >= 0)",
    "x != y",
    "cumprod(v, axis=0)",
    "reshape(v, 3, 1) @ reshape(v, 1, 3)",
    "empty(2)",
    "x - (y + z)",
    "sin(x)[...]",
]
# Typed in another way, and as they are written.
OTHERWISE = {
    "x-(y-z)": "x - (y - z)",
    "(x-y)-z": "x - y - z",
    "a-(-b)": "a - -b",
    "-(-x)": "--x",
    "0 < x < y <= 3": "0 < x and x < y and y <= 3",
    "x if y > 0 else z": "where(y > 0, x, z)",
    "amin(A, axis=1, keepdims=True)": "min(A, axis=1, keepdims=True)",
    "broadcast_to(x, 2, 3) + A": "x + A",
    "T.transpose(0,2,1)": "permute(T, 0, 2, 1)",
    "permute(A,0,1)": "permute(A, 0, 1)",
    "v.T": "transpose(v)",
    "T[0, ..., 1]": "T[0, :, 1]",
    "T[..., None, 0]": "T[:, :, None, 0]",
    "v[2:0:-1]": "v[:0:-1]",
    "v[5:3]": "v[3:3]",
    "v[-10::-1]": "v[-4::-1]",
    "v[[0,0,2]]": "v[[0, 0, 2]]",
    "A[[0,1],[1,2]]": "A[[0, 1], [1, 2]]",
    "sum(T, axis=(0,2))": "sum(T, axis=[0, 2])",
    "norm(v, 1)": "norm1(v)",
    "norm(A, 1, axis=0)": "norm1(A, axis=0)",
    "norm(v, inf)": "norm_inf(v)",
    "stack([[1,2],[3,4]])": "stack([[1, 2], [3, 4]])",
    "vstack([v, v])": "concatenate([reshape(v, 1, 3), reshape(v, 1, 3)])",
    "hstack([v, w])": "concatenate([v, w])",
    "[v, v+1]": "[v, v + 1]",
    "zeros(2,3) + A": "zeros(2, 3) + A",
    "eye(2,3,1)": "eye(2, 3, 1)",
    "arange(1,4)": "arange(1, 4)",
    "arange(0.5,2,0.5)": "arange(1/2, 2, 1/2)",
    "linspace(0,1,5)": "linspace(0, 1, 5)",
    "full((2,2), -3)": "full([2, 2], -3)",
    "full(3, x)": "broadcast_to(x, 3)",
    "triu(M,-1)": "triu(M, -1)",
    "flip(A, 0)": "flip(A, axis=0)",
    "flip(T, (0,2))": "flip(T, axis=[0, 2])",
    "roll(A, -1, 1)": "roll(A, -1, axis=1)",
    "A.reshape(3,2)": "reshape(A, 3, 2)",
    "A.flatten()": "reshape(A, 6)",
    "A.reshape(-1, 1)": "reshape(A, 6, 1)",
    "dot(v,v)": "dot(v, v)",
    "outer(v,w)": "outer(v, w)",
    "kron(A,w)": "kron(A, w)",
    "cross(v,v)": "cross(v, v)",
    "hypot(x,y,z)": "hypot(x, y, z)",
    "atan2(y,x)": "atan2(y, x)",
    "mod(x,3)": "x % 3",
    "np.pi*pi": "pi*pi",
    "sqrt(x)(x+1)": "sqrt(x)*(x + 1)",
    "2x + 3(y-1)": "2*x + 3*(y - 1)",
    "x²": "x**2",
    "(x+y).exp()": "exp(x + y)",
    "3 if x > 0 else (4 if y > 0 else 5)": "where(x > 0, 3, where(y > 0, 4, 5))",
    "(1 if x > 0 else 2) + 3": "where(x > 0, 1, 2) + 3",
    "(a+b)**(c+d)": "(a + b)**(c + d)",
    "(2*x)**(-y)": "(2*x)**-y",
    "not (x > 0)": "not x > 0",
    "v[None, :]": "v[None]",
}


@pytest.mark.parametrize(("typed", "written"), [*((text, text) for text in SAME), *OTHERWISE.items()])
def test_expressions(typed: str, written: str) -> None:
    program = reading(typed)
    ((_, node),) = program.outputs
    assert text_of(program.graph, node) == written
    again = reading(written)
    assert structure(program.graph, node) == structure(again.graph, again.outputs[0][1])
    check_program(typed)


def test_every_function_that_can_be_called_is_written_by_some_case() -> None:
    typed = "\n".join([*SAME, *OTHERWISE.values()])
    rows = {row.name for row in CALLABLE.values()}
    written = {node.name for text in typed.split("\n") for node in reading(text).graph.operations}
    assert rows - written == set()


def expressions() -> st.SearchStrategy[str]:
    """Random texts with every operator and odd parentheses."""
    leaves = st.sampled_from(["x", "y", "2", "0.5", "v[0]", "pi", "1e-3", "M[1, 2]"])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        operator = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "<", "==", "and", "or"])
        return st.one_of(
            st.builds("({}) {} ({})".format, inner, operator, inner),
            st.builds("-({})".format, inner),
            st.builds("({})**-({})".format, inner, inner),
            st.builds("not ({})".format, inner),
            st.builds("({} if {} else {})".format, inner, inner, inner),
            st.builds("max({}, {})".format, inner, inner),
            st.builds("sum([{}, {}])".format, inner, inner),
            st.builds("(v*({}) + A)[0, 1]".format, inner),
        )

    return st.recursive(leaves, larger, max_leaves=12)


@given(expressions())
def test_random_expressions(typed: str) -> None:
    program = reading(typed)
    ((_, node),) = program.outputs
    again = reading(text_of(program.graph, node))
    assert structure(program.graph, node) == structure(again.graph, again.outputs[0][1])
    check_program(typed)


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_named_nodes_are_written_as_their_names() -> None:
    program = reading("sin(x*y) + x*y")
    ((_, node),) = program.outputs
    product = program.graph.arguments[node][1]
    assert text_of(program.graph, node, {product: "p"}) == "sin(p) + p"
    assert text_of(program.graph, product, {product: "p"}) == "p"


def test_constants_beside_variables_of_their_names() -> None:
    program = read([SourceText("text", "np.pi*pi + np.e**e")], known=("pi", "e"))
    ((_, node),) = program.outputs
    assert text_of(program.graph, node) == "np.pi*pi + np.e**e"


def test_numbers_of_derivatives() -> None:
    program = Built()
    x = program.input("x")
    f = program.f
    assert text_of(program.graph, (x * Fraction(3, 2)).id) == "x*(3/2)"
    assert text_of(program.graph, (x - Fraction(3, 2)).id) == "x - 3/2"
    assert text_of(program.graph, (x ** Fraction(1, 2)).id) == "x**(1/2)"
    assert text_of(program.graph, (x ** f.constant(-1)).id) == "x**-1"
    assert text_of(program.graph, (f.constant(-2) ** x).id) == "(-2)**x"


def test_stretched_numbers() -> None:
    program = Built()
    f, a = program.f, program.input("A", 2, 3)
    assert text_of(program.graph, (f.constant(1, (2, 2)) @ a).id) == "ones(2, 2) @ A"
    assert text_of(program.graph, (f.constant(0, (2, 2)) @ a).id) == "zeros(2, 2) @ A"
    assert text_of(program.graph, (f.constant(3, (2, 2)) @ a).id) == "broadcast_to(3, 2, 2) @ A"
    assert text_of(program.graph, f.add(a, f.constant(1, (2, 3))).id) == "A + 1"


# ── programs ──────────────────────────────────────────────────────────────────────────────────────────────

PROGRAMS = {
    "shared": ("u = x*y + 1; sin(u) + u*u", "t1 = x*y + 1\nf = sin(t1) + t1*t1"),
    "outputs are names": ("u = x*y, v2 = sin(u)", "u = x*y\nv2 = sin(u)\nu, v2"),
    "an input is reassigned": (
        "a = x*y+1\nb = sin(a)+a\na = a*b\na, b",
        "t1 = x*y + 1\nb = sin(t1) + t1\na = t1*b\na, b",
    ),
    "an output has the name of an input": ("x = x + 1\ny = x*x\nx, y", "y = (x + 1)*(x + 1)\nx = x + 1\nx, y"),
    "two outputs exchange names": ("x, y = y, x\nx, y", "x, y = y, x\nx, y"),
    "elements": ("z = zeros(3); z[0] = x; z[1] = x*x; z*2", "t1 = zeros(3)\nt1[0] = x\nt1[1] = x*x\ny = t1*2"),
    "elements of a matrix": ("s = A.T; s[2,1] = x; s[0,0] = s[2,1]; s", "s = A.T\ns[2, 1] = x\ns[0, 0] = x"),
    "primes": ("x' = y*x - z\ny' = x*(y*x - z)", "t1 = y*x - z\nx' = t1\ny' = x*t1"),
    "an output is an input": ("p = x\nx, p", "p = x\nx, p"),
    "names that are taken": ("u = t1*t1 + s7*s7; u**2 + u", "q1 = t1*t1 + s7*s7\ny = q1**2 + q1"),
}


@pytest.mark.parametrize("case", PROGRAMS)
def test_programs(case: str) -> None:
    typed, written = PROGRAMS[case]
    assert check_program(typed) == written


def test_a_program_of_shared_lines_stays_small() -> None:
    shown = check_program("a,b = sin(a)*b+a, exp(-a*b)+b\n" * 40 + "a,b")
    assert len(shown.split("\n")) == 80


# ── size ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_deep_and_wide_graphs() -> None:
    deep = reading("sin(" * 5000 + "x" + ")" * 5000)
    wide = reading("+".join(f"x{k}**2" for k in range(50_000)))
    assert len(text_of(deep.graph, deep.outputs[0][1])) == 25_001
    assert text_of(wide.graph, wide.outputs[0][1]).count("+") == 49_999
    check_program("sin(" * 5000 + "x" + ")" * 5000)


def test_shared_graphs_are_refused_as_one_expression() -> None:
    program = reading("x = r*x*(1-x)\n" * 3000 + "x")
    with pytest.raises(LimitReached):
        text_of(program.graph, program.outputs[0][1])
    assert len(program_text(program.graph, program.outputs)) < 100_000
    assert short_text(program.graph, program.outputs[0][1]).endswith(")")


def effort(text: str, of: Callable[[Program], object]) -> Callable[[], object]:
    program = reading(text)
    return lambda: of(program)


def test_writing_is_linear() -> None:
    def expression(program: Program) -> object:
        return text_of(program.graph, program.outputs[0][1])

    def statements(program: Program) -> object:
        return program_text(program.graph, program.outputs)

    assert is_linear(lambda n: effort("sin(" * n + "x" + ")" * n, expression), 500)
    assert is_linear(lambda n: effort("+".join(f"x{k}**2" for k in range(n)), expression), 500)
    assert is_linear(lambda n: effort("x = r*x*(1-x)\n" * n + "x", statements), 200)


SHORT = {
    "sqrt(x) + 1": "sqrt(x) + 1",
    "exp(sin(x)*cos(y) + tan(x*y)**2)/(1 + x**2 + y**2)": "exp(… + …)/(1 + … + y**2)",
    "sin(cos(tan(sin(cos(tan(x + 1))))))": "sin(cos(tan(sin(cos(…)))))",
}


@pytest.mark.parametrize(("typed", "short"), SHORT.items())
def test_short_texts(typed: str, short: str) -> None:
    program = reading(typed)
    shown = short_text(program.graph, program.outputs[0][1], 30)
    assert len(shown) <= 30
    assert shown == short


def test_sympy_is_not_needed() -> None:
    code = "import jacli.emit.text, jacli.emit.number_text, sys; sys.exit(len({'sympy', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
