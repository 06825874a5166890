"""Statements, and what they make outputs and inputs."""

from __future__ import annotations

import pytest

from jacli.language.program import SourceText
from jacli.language.reader import input_names, read_constant
from tests.language.structure import inputs, outputs, program, shown, sources

OUTPUTS: list[tuple[list[str], dict[str, str]]] = [
    (["x*z"], {"y": "mul(x, z)"}),
    (["x*y"], {"f": "mul(x, y)"}),
    (["f*y"], {"out": "mul(f, y)"}),
    (["f*y*out"], {"out_": "mul(mul(f, y), out)"}),
    (["a*b, a+b"], {"y1": "mul(a, b)", "y2": "add(a, b)"}),
    (["y1*b, a+b"], {"f1": "mul(y1, b)", "f2": "add(a, b)"}),
    (["u = x*y, v = x+y"], {"u": "mul(x, y)", "v": "add(x, y)"}),
    (["u = x*y; v = u + 1"], {"v": "add(mul(x, y), 1)"}),
    (["u = x\nu*2"], {"y": "mul(x, 2)"}),
    (["u = 2x, u + 1"], {"u": "mul(2, x)", "y": "add(mul(2, x), 1)"}),
    (["u = 2x\nu, u**2"], {"u": "mul(2, x)", "y": "power(mul(2, x), 2)"}),
    (["(f, g)"], {"f": "f", "g": "g"}),
    (["(a*b, a+b)"], {"y1": "mul(a, b)", "y2": "add(a, b)"}),
    (["(a*b, a+b) # c"], {"y1": "mul(a, b)", "y2": "add(a, b)"}),
    (["((a, b))"], {"y": "array(a, b)"}),
    (["(a, b), c"], {"y": "array(a, b)", "c": "c"}),
    (["z = (a, b)"], {"z": "array(a, b)"}),
    (["[f, g]"], {"y": "array(f, g)"}),
    (["(a,)"], {"y": "array(a)"}),
    (["x,"], {"x": "x"}),
    (["x, x"], {"x": "x", "y": "x"}),
    (["u = x", "u = u*2"], {"u": "mul(x, 2)"}),
    (["u = 2x", "u"], {"u": "mul(2, x)"}),
    (["a*b", "u = a; v = u*b"], {"y": "mul(a, b)", "v": "mul(a, b)"}),
    (["a + 1", "b + 1"], {"y1": "add(a, 1)", "y2": "add(b, 1)"}),
    (["k = 3", "k*x"], {"k": "3", "y": "mul(3, x)"}),
    (["a, b = b, a + b"], {"a": "b", "b": "add(a, b)"}),
    (["(a, b) = (b, a + b)"], {"a": "b", "b": "add(a, b)"}),
    (["x' = v; v' = -k*x"], {"x'": "v", "v'": "mul(neg(k), x)"}),
    (["w = 2*x\nx′ = w"], {"x'": "mul(2, x)"}),
    (["f(x, y) = x*y"], {"f": "mul(x, y)"}),
    (["f(x, y) = x*y, x+y"], {"f1": "mul(x, y)", "f2": "add(x, y)"}),
    (["f(x, y) = [x*y, x+y]"], {"f": "array(mul(x, y), add(x, y))"}),
    (["f(x) = x**2; f(2*t)"], {"y": "power(mul(2, t), 2)"}),
    (["f(x) = x**2; g(x) = f(x) + f(x+1)\ng(t)"], {"y": "add(power(t, 2), power(add(t, 1), 2))"}),
    (["f(x) = x**2, g(x) = x + 1; f(g(t))"], {"y": "power(add(t, 1), 2)"}),
    (["f(x) = a*x", "a = 2", "f(3)"], {"a": "2", "y": "mul(2, 3)"}),
    (["f(x) = (x,\n x**2)\nf(t)[1]"], {"y": "index(array(t, power(t, 2))|(1,))"}),
    (["sin(x) = x + 1; sin(2)*np.sin(2)"], {"y": "mul(add(2, 1), sin(2))"}),
    (["c() = 3; c()*x"], {"y": "mul(3, x)"}),
    (["import numpy as np; np.sin(x)"], {"y": "sin(x)"}),
    (["import torch.nn.functional as G\nG.relu(x)"], {"y": "relu(x)"}),
    (["from math import sin, cos\nsin(x)"], {"y": "sin(x)"}),
    (["import torch, numpy as n\ntorch.exp(x)*n.exp(x)"], {"y": "mul(exp(x), exp(x))"}),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "structures"), OUTPUTS)
def test_outputs(texts: list[str], structures: dict[str, str]) -> None:
    assert outputs(*texts) == structures


def test_a_function_with_a_comma_gives_an_array_inside() -> None:
    assert outputs("f(t) = t, 2*t\nf(a)[0]") == {"y": "index(array(a, mul(2, a))|(0,))"}


def test_results_of_functions_follow_what_they_read() -> None:
    text = "a = 1; f(x) = a*x; u = f(t); a = 2; v = f(t); u + v"
    assert outputs(text) == {"y": "add(mul(1, t), mul(2, t))"}


def test_results_of_functions_follow_new_definitions() -> None:
    text = "g(x) = x; f(x) = g(x); u = f(t); g(x) = 2*x; u + f(t)"
    assert outputs(text) == {"y": "add(t, mul(2, t))"}


def test_a_lone_function_orders_its_inputs() -> None:
    found = program("f(y, x) = x*y*a")
    assert [name for name, _ in found.inputs] == ["y", "x", "a"]
    assert found.columns == ("y", "x")


def test_primes_designate_columns() -> None:
    found = program("x' = v\nv' = mu*(1 - x**2)*v - x")
    assert found.columns == ("x", "v")
    assert [name for name, _ in found.inputs] == ["mu", "v", "x"]


def test_otherwise_all_inputs_are_columns() -> None:
    assert program("x*y").columns is None


def test_elements_become_one_update() -> None:
    found = program("y = zeros(3); y[0] = a; y[1] = y[0]*b; y[-1] = y[1]; y")
    assert shown(found.graph, found.outputs[0][1]) == "update(zeros(|((3,),)), a, mul(a, b), mul(a, b)|(0, 1, 2))"
    assert sum(operation.name == "update" for operation in found.graph.operations) == 1


@pytest.mark.parametrize(
    ("text", "structure"),
    [
        ("y = empty(2, 2); y[0, 1] = a; y[1][0] = b; y", "update(empty(|((2, 2),)), a, b|(1, 2))"),
        ("y = zeros(3); y[2*3 - 4] = a; y", "update(zeros(|((3,),)), a|(2,))"),
        ("y = zeros(2); y[0] = a; y[0] = b; y", "update(zeros(|((2,),)), b|(0,))"),
        ("y = zeros(2); y[0] = a; y[1]", "index(zeros(|((2,),))|(1,))"),
        ("y = [a, b]; y[0] = y[0]*2; y[0]", "mul(index(array(a, b)|(0,)), 2)"),
        ("y = zeros(2); y[0] = a; s = sum(y); y[1] = s; y",
         "update(update(zeros(|((2,),)), a|(0,)), sum(update(zeros(|((2,),)), a|(0,))|((0,), False))|(1,))"),
        ("y = zeros(2); y[0] = a; y = y + 1; y", "add(update(zeros(|((2,),)), a|(0,)), broadcast(1|(2,)))"),
        ("y = zeros(2); y[0] = a; f(i) = y[0]*i; f(3)", "mul(a, 3)"),
        ("y = zeros(2); y[0] = a; y", "update(zeros(|((2,),)), a|(0,))"),
    ],
)  # fmt: skip
def test_elements(text: str, structure: str) -> None:
    (found,) = outputs(text).values()
    assert found == structure


def test_elements_of_an_input() -> None:
    assert outputs("x[0] = 5", shapes={"x": (2,)}) == {"x": "update(x, 5|(0,))"}
    assert inputs("x[0] = 5", shapes={"x": (2,)}) == ["x"]


def test_outputs_are_chosen() -> None:
    text = "u = x + 1; v = u*2; w = v*3"
    assert outputs(text, of=["v", "u"]) == {"v": "mul(add(x, 1), 2)", "u": "add(x, 1)"}
    assert outputs("x' = v", of=["x'"]) == {"x'": "v"}
    assert outputs("a*b, a+b", of=["y2"]) == {"y2": "add(a, b)"}


def test_assigned_names_are_kept_in_order() -> None:
    found = program("u = x; v = u*2; u = v")
    assert list(found.names) == ["v", "u"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A @ x[0] + [b, c].T", ("A", "b", "c", "x")),
        ("y = empty(3); y[0] = a; y[1] = y[0]*b; sum(y)", ("a", "b")),
        ("f(y, x) = x*y", ("y", "x")),
        ("[[a, b], c] @ norm(d, 1)", ("a", "b", "c", "d")),
        ("x' = v", ("v", "x")),
        ("max(x, axis=0) + x.reshape(2, 3).sum(0) + vstack([u, w])", ("u", "w", "x")),
        ("z = y[0]; y[1] = z", ("y",)),
        ("where(x > 0, x[1:], y)", ("x", "y")),
        ("f(u) = u[0]*k; f(v)", ("k", "v")),
        ("polygamma(1, x)*full(3, y)", ("x", "y")),
    ],
)
def test_input_names_need_no_shapes(text: str, names: tuple[str, ...]) -> None:
    assert input_names(sources(text)) == names


@pytest.mark.parametrize(
    ("text", "structure"),
    [
        ("1/3", "div(1, 3)"),
        ("sqrt(2)", "sqrt(2)"),
        ("[[1, 2], [3, 4]]", "array(array(1, 2), array(3, 4))"),
        ("(1, 2)", "array(1, 2)"),
        (" ones(2, 2) \n", "ones(|((2, 2),))"),
        ("2pi*e", "mul(mul(2, pi), e)"),
        ("np.pi", "pi"),
        ("\ufeff1", "1"),
    ],
)
def test_constants(text: str, structure: str) -> None:
    assert shown(*read_constant(SourceText("--at", text))) == structure


def test_the_collector_is_as_before() -> None:
    import gc

    assert gc.isenabled()
    program("x")
    assert gc.isenabled()
    gc.disable()
    program("x")
    active = gc.isenabled()
    gc.enable()
    assert not active
