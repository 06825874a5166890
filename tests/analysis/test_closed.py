"""Closed matrix forms: the gradients as one would write them, and equal to wᵀJ at random arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jacli.emit.text import text_of
from jacli.graph.shapes import size
from tests.programs import Array, batch_value
from tests.questions import asked, dense

Shapes = dict[str, tuple[int, ...]]

# A program, the shapes of its inputs, and the form of each gradient (None: whatever it is, it must be right).
FORMS: list[tuple[str, Shapes, dict[str, str | None]]] = [
    ("c = a @ b", {"a": (2, 3), "b": (3, 4)}, {"a": "w @ b.T", "b": "a.T @ w"}),
    ("y = A @ x", {"A": (2, 3), "x": (3,)}, {"A": None, "x": "A.T @ w"}),
    ("y = x @ A", {"A": (2, 3), "x": (2,)}, {"A": None, "x": "A @ w"}),
    ("y = dot(x, v)", {"x": (3,), "v": (3,)}, {"x": "v", "v": "x"}),
    ("y = sum(A)", {"A": (2, 3)}, {"A": "ones(2, 3)"}),
    ("y = trace(A @ B)", {"A": (2, 3), "B": (3, 2)}, {"A": None, "B": None}),
    ("y = trace(A)", {"A": (2, 2)}, {"A": "diag(ones(2))"}),
    ("y = inv(A)", {"A": (3, 3)}, {"A": "-(inv(A).T @ w @ inv(A).T)"}),
    ("y = logdet(A)", {"A": (3, 3)}, {"A": "inv(A).T"}),
    ("x = solve(A, b)", {"A": (3, 3), "b": (3,)}, {"A": None, "b": "solve(A.T, w)"}),
    ("X = solve(A, B)", {"A": (3, 3), "B": (3, 2)}, {"A": None, "B": "solve(A.T, w)"}),
    ("y = A.T @ A", {"A": (3, 2)}, {"A": None}),
    ("y = x @ A @ x", {"x": (3,), "A": (3, 3)}, {"x": None, "A": None}),
    ("y = exp(A)*B", {"A": (2, 2), "B": (2, 2)}, {"A": None, "B": "w*exp(A)"}),
    ("y = mean((A @ x - b)**2)", {"A": (3, 2), "x": (2,), "b": (3,)}, {"A": None, "x": None, "b": None}),
    ("y = softmax(x)", {"x": (3,)}, {"x": None}),
    ("y = logsumexp(A, axis=1)", {"A": (2, 3)}, {"A": None}),
    ("y = norm(x)", {"x": (3,)}, {"x": None}),
    ("y = std(x)", {"x": (4,)}, {"x": None}),
    ("y = outer(x, v)", {"x": (3,), "v": (2,)}, {"x": None, "v": None}),
    ("y = cross(x, v)", {"x": (3,), "v": (3,)}, {"x": None, "v": None}),
    ("y = kron(A, B)", {"A": (2, 1), "B": (1, 3)}, {"A": None, "B": None}),
    ("y = relu(W @ x + b)", {"W": (2, 3), "x": (3,), "b": (2,)}, {"W": None, "x": None, "b": None}),
    ("y = amax(A, axis=1)", {"A": (2, 3)}, {"A": None}),
    ("y = cumsum(x)", {"x": (3,)}, {"x": "flip(cumsum(flip(w)))"}),
    ("y = roll(x, 1)", {"x": (3,)}, {"x": "roll(w, -1)"}),
    ("y = tril(A)", {"A": (3, 3)}, {"A": "tril(w)"}),
    ("y = diag(x)", {"x": (3,)}, {"x": "diag(w)"}),
    ("y = stack(x, v)", {"x": (3,), "v": (3,)}, {"x": "w[0]", "v": "w[1]"}),
    ("y = x + A", {"x": (3,), "A": (2, 3)}, {"x": "sum(w, axis=0)", "A": "w"}),
    ("z = W @ x; s = U @ z; L = (v @ s - t)**2/2", {"W": (2, 2), "x": (2,), "U": (2, 2), "v": (2,), "t": ()},
     {"W": None, "x": None, "U": None, "v": None}),
    # one number for all elements
    ("y = sum(3*x - v)", {"x": (2,), "v": (2,)}, {"x": "3*ones(2)", "v": "-ones(2)"}),
    ("y = mean(A)", {"A": (2, 3)}, {"A": "1/6*ones(2, 3)"}),
    # like terms
    ("b = a + 3; c = b*b*3; out = mean(c)", {"a": (2,)}, {"a": "3*(a + 3)"}),
    ("y = sum(a*a*a)", {"a": (3,)}, {"a": "3*a**2"}),
    ("y = a*a*a", {"a": (3,)}, {"a": "3*w*a**2"}),
    ("y = sum(2*a*a - 3*a*a)", {"a": (3,)}, {"a": "-2*a"}),
    ("y = sum(a*a/2) + sum((2*a)*(a*2))", {"a": (3,)}, {"a": "9*a"}),
    ("y = a @ a - a @ a", {"a": (3,)}, {"a": "zeros(3)"}),
    ("y = sum(a*b - b*a + a)", {"a": (3,), "b": (3,)}, {"a": "ones(3)", "b": "zeros(3)"}),
    ("y = sum((a - b)*(a - b)*b)", {"a": (3,), "b": (3,)}, {"a": None, "b": None}),
    ("y = a*(a + b) + 2*a*(a + b) - b/3", {"a": (2,), "b": (2,)}, {"a": None, "b": None}),
    ("y = sum(a)*a + a*sum(a)", {"a": (3,)}, {"a": None}),
    ("y = exp(a*a) + sin(a*a)*(a*a)", {"a": (2,)}, {"a": None}),
    ("y = trace(A @ A) + trace(A @ A.T)", {"A": (2, 2)}, {"A": None}),
    # the weights give way to names of the program
    ("c = w @ x", {"w": (2, 3), "x": (3,)}, {"w": None, "x": "w.T @ w_"}),
    # several outputs
    ("c = a @ b, d = a + 1", {"a": (2, 2), "b": (2, 2)}, {"a": "w2 + w1 @ b.T", "b": "a.T @ w1"}),
]  # fmt: skip


def values_of(shapes: Shapes) -> dict[str, Array]:
    source = np.random.default_rng(5)
    return {name: source.uniform(0.5, 1.5, shape) + (np.eye(*shape) if len(shape) == 2 else 0)
            for name, shape in shapes.items()}  # fmt: skip


def weight_name(program: str, k: int, count: int) -> str:
    plain = "w" if count == 1 else f"w{k + 1}"
    return f"{plain}_" if "w @ x" in program else plain


@pytest.mark.parametrize(("program", "shapes", "forms"), FORMS)
def test_closed_forms(program: str, shapes: Shapes, forms: dict[str, str | None]) -> None:
    values = values_of(shapes)
    at = {name: value.tolist() for name, value in values.items()}
    counts = [size(shape) for shape in asked("jacobian", program, at, numeric=True).output_shapes.values()]
    w = np.random.default_rng(6).uniform(-1, 1, sum(counts))
    flat = [1.0] if sum(counts) == 1 else w.tolist()
    answer = asked("vjp", program, at, w=[flat], formulas=True)
    assert answer.closed_form is not None
    assert answer.closed_form.keys() == forms.keys()
    weights: dict[str, Any] = {}
    start = 0
    for k, shape in enumerate(answer.output_shapes.values()):
        stop = start + size(shape)
        weights[weight_name(program, k, len(counts))] = np.array(flat[start:stop]).reshape(shape)
        start = stop
    found = dict(zip(answer.inputs, dense(answer.result)[0], strict=True))
    for name, form in forms.items():
        expression = answer.closed_form[name]
        term = _term(expression)
        assert form is None or text_of(expression.graph, expression.node) == form
        gradient = batch_value(term, {**values, **weights})
        assert gradient.shape == shapes[name]
        expected = [found[key] for key in found if key.partition("[")[0] == name]
        np.testing.assert_allclose(gradient.ravel(), expected, rtol=1e-11, atol=1e-12)


def _term(expression: Any) -> Any:
    from jacli.calculus.algebra import Rules

    return Rules(expression.graph).term(expression.node)


def test_the_weight_of_a_number_is_part_of_its_form() -> None:
    at = {"x": [1, 2], "v": [3, 4]}
    for operation, w, form in (("grad", [], "v"), ("vjp", [], "v"), ("vjp", [[1]], "v"), ("vjp", [[3]], "w*v")):
        answer = asked(operation, "y = dot(x, v)", at, w=w, formulas=True)
        assert answer.closed_form is not None
        assert text_of(answer.closed_form["x"].graph, answer.closed_form["x"].node) == form


@pytest.mark.parametrize(
    ("program", "shapes"),
    [
        ("x*y", {"x": (), "y": ()}),  # no arrays
        ("y = x[0]*x[1]", {"x": (3,)}),  # elements put back one by one
        ("y = det(A)", {"A": (3, 3)}),  # an adjugate
        ("y = prod(x)", {"x": (5,)}),
        ("y = x\n" + "y = sin(y) + y*x\n" * 150, {"x": (3,)}),  # too long
        ("x = x*x + 1\n" * 30 + "y = sum(x)", {"x": (2,)}),  # too long once it is written out
    ],
)
def test_programs_without_a_closed_form(program: str, shapes: Shapes) -> None:
    at = {name: np.ones(shape).tolist() for name, shape in shapes.items()}
    assert asked("grad", program, at, formulas=True).closed_form is None


def test_only_what_is_differentiated_has_a_form() -> None:
    at = {"a": [[1, 2], [3, 4]], "b": [[1, 0], [0, 1]]}
    answer = asked("grad", "c = a @ b", at, wrt=["b"], formulas=True)
    assert answer.closed_form is not None
    assert list(answer.closed_form) == ["b"]
    assert asked("jacobian", "c = a @ b", at, formulas=True).closed_form is None
    assert asked("grad", "c = a @ b", at).closed_form is None


ATOMS = st.sampled_from(["a", "b", "2*a", "b/3", "-a", "(a + 1)", "(a - b)", "3"])
PROGRAMS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner) | st.builds("sin({})".format, inner)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(PROGRAMS)
def test_collected_forms_are_the_gradients(text: str) -> None:
    at = {"a": [0.7, -1.3], "b": [0.4, 1.9]}
    answer = asked("vjp", f"y = {text} + 0*(a + b)", at, w=[[2, -3]], formulas=True)
    found = dict(zip(answer.inputs, dense(answer.result)[0], strict=True))
    for name, form in (answer.closed_form or {}).items():
        gradient = batch_value(_term(form), {**{n: np.array(v) for n, v in at.items()}, "w": np.array([2.0, -3.0])})
        np.testing.assert_allclose(gradient, [found[f"{name}[0]"], found[f"{name}[1]"]], rtol=1e-9, atol=1e-12)
