"""Pasted code: tutorials with the numbers that torch leaves in .grad, numpy's and jax's spellings, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from jacli.analysis.answer import answer
from jacli.analysis.check import check
from jacli.analysis.records import Answer, Request
from jacli.domains.lowering import flat_names
from jacli.emit.formula_text import formula_text
from jacli.errors import JacliError, LimitReached
from jacli.graph.limits import Limits
from jacli.language.problem import Problem, problem
from jacli.language.program import SourceText
from jacli.language.settled import shortened
from jacli.render.messages import catalogue, error_text, note_text
from tests.language.tutorials import TUTORIALS, Tutorial

NUMERIC = Request(numeric=True, formulas=False)
X = "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\n"


def posed(text: str, **options: Any) -> Problem:
    return problem([SourceText("pasted", text)], **options)


def asked(text: str, operation: str = "vjp", **options: Any) -> Answer:
    return answer(posed(text, **options), operation, NUMERIC)


def rows(found: Answer) -> list[list[float]]:
    read = [dict(row) for row in found.result.rows]
    return [[float(row[j].value or 0) if j in row else 0.0 for j in range(len(found.inputs))] for row in read]


def by_name(found: Answer) -> dict[str, float]:
    return dict(zip(found.inputs, rows(found)[0], strict=True))


def codes(found: Answer) -> list[str]:
    return [note.code for note in found.notes]


def flattened(value: Any) -> list[float]:
    return [number for part in value for number in flattened(part)] if isinstance(value, list) else [value]


# ── tutorials ──


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda t: t.name)
def test_what_a_tutorial_leaves_in_grad(tutorial: Tutorial) -> None:
    question = posed(tutorial.text)
    shapes = {name: question.program.graph.shapes[node] for name, node in question.program.inputs}
    assert set(shapes) == set(tutorial.grads)
    expected = {
        flat: number
        for name, value in tutorial.grads.items()
        for flat, number in zip(flat_names(name, shapes[name]), flattened(value), strict=True)
    }
    assert by_name(answer(question, "vjp", NUMERIC)) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda t: t.name)
def test_exact_numbers_and_formulas_of_a_tutorial_pass_the_check(tutorial: Tutorial) -> None:
    assert check(posed(tutorial.text), Request(), formula_text).passed


def test_there_are_enough_tutorials_and_each_has_an_answer_other_than_zero() -> None:
    assert len(TUTORIALS) >= 25
    assert all(any(flattened(list(t.grads.values()))) for t in TUTORIALS)


# ── numpy and jax ──


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("import numpy as np\ny = np.sin(x)*np.exp(x)", "0", [[1]]),
        ("import numpy as np\ny = np.zeros(3)\nfor i in range(3):\n    y[i] = x[i] * x[(i + 1) % 3]", "x=[1,2,3]",
         [[2, 1, 0], [0, 3, 2], [3, 0, 1]]),
        ("import numpy as np\ny = x.copy()\ny[0] += 1\ny *= 2\ny[1] **= 2", "x=[1,2]", [[2, 0], [0, 16]]),
        ("import numpy as np\ndef f(v):\n    return np.array([v[0]*v[1], np.sin(v[0])])", "v=[0,2]", [[2, 0], [1, 0]]),
        ("import numpy as np\nA = np.array([[1., 2.], [3., 4.]])\ndef f(v):\n    return A @ v", "v=[0,2]",
         [[1, 2], [3, 4]]),
        ("from math import sin, pi\nimport math\ny = sin(pi*x) + math.cos(x)", "0", [[3.141592653589793]]),
        ("f = lambda x, a=3: a*x**2\ny = f(x) + f(x, a=1)", "2", [[16]]),
        ("def f(x): return x**2\ndef g(x): return f(f(x))\ny = g(x)", "2", [[32]]),
        ("def f(n, x):\n    total = 0\n    for k in range(n, 0, -1): total += x**k\n    return total\ny = f(3, x)", "2",
         [[17]]),
        ("total = 0\nfor a in [[1, 2], [3, 4]]:\n    total = total + a[0]*x**a[1]", "2", [[100]]),
        ("for v in x:\n    y = v**2", "x=[1,2]", [[0, 4]]),
        ("y = x.shape[0]*x.sum() + len(x)*x.size(0)*x[0] + x.numel()*x.dim()*x[1]", "x=[1,2]", [[6, 4]]),
        ("y = x.unsqueeze(0).squeeze().view(2)", "x=[1,2]", [[1, 0], [0, 1]]),
        ("a = 5\ndef f(x):\n    a = x*2\n    return g(a)\ndef g(t):\n    return a*t\ny = f(x)", "1", [[10]]),
        ("y = x\nif __name__ == '__main__':\n    y = y*3", "1", [[3]]),
        ("with torch.no_grad():\n    c = x*2\n    with torch.enable_grad():\n        d = x*3\ny = c*d", "1", [[6]]),
        ("y = x.item()*x + x.float().to('cpu').clone()", "3", [[4]]),
        ("y = np.zeros_like(x) + np.full_like(x, 2)*x + np.ones_like(x)", "x=[1,2]", [[2, 0], [0, 2]]),
    ],
)  # fmt: skip
def test_the_jacobian_of_what_is_pasted(text: str, at: str, expected: list[list[float]]) -> None:
    assert rows(asked(text, "jacobian", at=[at])) == [pytest.approx(row) for row in expected]


PULLED = """
@jax.jit
def f(x):
    return jnp.stack([x[0]*x[1], x[0]])
y, f_vjp = jax.vjp(f, jnp.array([2., 3.]))
print(y)
print(f_vjp(jnp.array([1., 10.])))
"""
FUNCTIONAL = """
import torch
def f(x):
    return x**2
x = torch.tensor([1., 2.])
J = torch.autograd.functional.jacobian(f, x)
"""
JAX = "import jax\nimport jax.numpy as jnp\n"


@pytest.mark.parametrize(
    ("text", "operation", "expected"),
    [
        ("def f(x):\n    return jnp.sum(x**2)\nx = jnp.array([1., 2.])\nprint(jax.grad(f)(x))", "vjp", [[2, 4]]),
        ("def f(x):\n    return x**3\nprint('slope', jax.grad(f)(2.0))", "vjp", [[12]]),
        ("f = lambda x: x**2\nJ = jax.jacfwd(f)(jnp.array([1., 2.]))\nprint(J)", "jacobian", [[2, 0], [0, 4]]),
        ("J = jax.jacrev(lambda x: jnp.stack([x[0]*x[1], x[0]]))(jnp.array([2., 3.]))", "jacobian", [[3, 2], [1, 0]]),
        ("f = lambda x, a: a*x**2\ng = jax.grad(f, argnums=(0, 1))\nprint(g(3., 2.))", "vjp", [[12, 9]]),
        ("f = lambda x, a: a*x**2\nv, g = jax.value_and_grad(f)(3., 2.)", "vjp", [[12]]),
        (PULLED, "vjp", [[13, 2]]),
        ("from jax import grad\nprint(grad(lambda x: jnp.sin(x)*jax.lax.stop_gradient(x))(0.))", "vjp", [[0]]),
        ("a = 4.\nf = lambda x: a*x\nprint(jax.grad(f)(a))\nprint(jax.grad(f)(a))", "vjp", [[4]]),
    ],
)
def test_jax(text: str, operation: str, expected: list[list[float]]) -> None:
    assert rows(asked(JAX + text, operation)) == [pytest.approx(row) for row in expected]


@pytest.mark.parametrize(
    ("text", "operation", "expected"),
    [
        (X + "y = x**2\ng, = torch.autograd.grad(y, x, grad_outputs=torch.tensor([1., 5.]))", "vjp", [[2, 20]]),
        (X + "w = torch.tensor(2., requires_grad=True)\ng = torch.autograd.grad(outputs=(w*x**2).sum(), inputs=[w])[0]",
         "vjp", [[5]]),
        (X + "y = x**2\ng = torch.autograd.grad(y, [x], (torch.ones(2),), retain_graph=True)[0]", "vjp", [[2, 4]]),
        (X + "w = torch.tensor(2., requires_grad=True)\n(w*x).sum().backward(inputs=[w])", "vjp", [[3]]),
        (FUNCTIONAL, "jacobian", [[2, 0], [0, 4]]),
        (X + "f = lambda a, b: a*b\nJ = torch.autograd.functional.jacobian(f, (x[1].data, torch.tensor(3.)))",
         "jacobian", [[3, 2]]),
        ("import torch\nprint(torch.func.grad(lambda x: x**3)(torch.tensor(2.)))", "vjp", [[12]]),
    ],
)  # fmt: skip
def test_torch_functions_that_give_derivatives(text: str, operation: str, expected: list[list[float]]) -> None:
    assert rows(asked(text, operation)) == [pytest.approx(row) for row in expected]


# ── the command line against the text ──


def test_a_value_that_is_given_wins() -> None:
    found = asked(X + "y = x**2\ny.backward(x)", at=["x=[3,4]"])
    assert by_name(found) == {"x[0]": 18, "x[1]": 32}
    assert codes(found) == ["value-instead", "weights-of-text"]


def test_a_value_may_have_another_shape() -> None:
    assert by_name(asked(X + "y = (x**2).sum()", at=["x=[1,2,3]"])) == {"x[0]": 2, "x[1]": 4, "x[2]": 6}


def test_weights_that_are_given_win() -> None:
    found = asked(X + "y = x**2\ny.backward(torch.tensor([1., 1.]))", w=["1,10"])
    assert by_name(found) == {"x[0]": 2, "x[1]": 40}
    assert codes(found) == ["weights-instead"]


def test_weights_that_lack_in_the_text() -> None:
    """torch refuses it; with --w, and for a Jacobian, it is an output like any other."""
    text = X + "y = x**2\ny.backward()"
    assert codes(asked(text, "jacobian")) == ["backward-without-weights"]
    assert by_name(asked(text, w=["1,10"])) == {"x[0]": 2, "x[1]": 40}
    with pytest.raises(JacliError) as caught:
        asked(text)
    assert caught.value.code == "weights-needed"


def test_random_inputs_and_inputs_without_a_value_need_one() -> None:
    text = "import torch\nx = torch.randn(2, requires_grad=True)\n(x**2).sum().backward()"
    assert codes(asked(text, "jacobian")) == ["random-input"]
    assert codes(asked(text, at=["x=[1,2]"])) == []
    found = asked(X + "y = (a*x).sum()\ny.backward()", "jacobian")
    assert codes(found) == ["values-lacking"]
    assert found.point is None
    assert by_name(asked(X + "y = (a*x).sum()\ny.backward()", at=["a=3"])) == {"a": 3, "x[0]": 3, "x[1]": 3}


def test_every_call_is_a_run() -> None:
    found = asked(X + "y = x**2\nz = x.sum()\ny.backward(x)\nz.backward(torch.tensor(7.))")
    assert [[entry.value for _, entry in run.result.rows[0]] for run in found.runs] == [[2, 8], [7, 7]]
    assert found.outputs == ("y[0]", "y[1]", "z")


def test_zero_starts_anew_only_if_another_call_follows() -> None:
    text = X + "y = (x**2).sum()\ny.backward(retain_graph=True)\nx.grad.zero_()\n"
    assert by_name(asked(text)) == {"x[0]": 2, "x[1]": 4}
    found = asked(text + "(3*y).backward()")
    assert by_name(found) == {"x[0]": 6, "x[1]": 12}
    assert codes(found) == ["grads-zeroed"]
    assert by_name(asked(text.replace("x.grad.zero_()", "x.grad = None") + "(3*y).backward()")) == by_name(found)


@pytest.mark.parametrize(
    "zeroing",
    ["x.grad.detach().zero_()", "x.grad.detach_().zero_()", "x.grad.data[:].zero_()", "print('now', x.grad.zero_())"],
)
def test_zeroing_has_many_spellings(zeroing: str) -> None:
    assert by_name(asked(X + f"(x**2).sum().backward()\n{zeroing}\n(x**3).sum().backward()")) == {"x[0]": 3, "x[1]": 12}


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("with torch.no_grad():\n    a, b = x*2, x*3\ny = x*a*b", 54),
        ("with torch.no_grad():\n    a, b = torch.stack([x*2, x*3])\ny = x*a*b", 54),
        ("v = torch.zeros(2)\nwith torch.no_grad():\n    v[0] = x\ny = x*v.sum()", 3),
        ("with torch.no_grad():\n    for a in [x*1, x*2]: pass\ny = x*a", 6),
        ("with torch.no_grad():\n    for a in torch.stack([x*1, x*2]): pass\ny = x*a", 6),
        ("def f(t):\n    with torch.no_grad():\n        return t*t\ny = x*f(x)", 9),
        # Only another name for what has a gradient.
        ("with torch.no_grad():\n    a = x\ny = x*a", 6),
        ("with torch.no_grad():\n    a, b = (x), x*2\ny = x*a*b", 36),
        ("with torch.no_grad():\n    a = [x, x*2]\n    b = a[0]\ny = b*a[0]*a[1]", 36),
        ("with torch.no_grad():\n    a, b = ([x, x*2], [x])\ny = a[0]*a[1]*b[0]", 36),
        ("f = lambda t: t\nwith torch.no_grad():\n    a = f(x)\ny = x*a", 6),
        ("with torch.no_grad():\n    a = x.float().to('cpu')\ny = x*a", 6),
        ("def f(t):\n  with torch.enable_grad(): a = t*t\n  return a\nwith torch.no_grad(): b = f(x)\ny = x*b", 27),
        ("torch.set_grad_enabled(False)\na = x*x\ntorch.set_grad_enabled(mode=True)\ny = x*a", 9),
        ("with torch.set_grad_enabled(False):\n a = x*x\n with torch.set_grad_enabled(True):\n  b = x*1\ny = a*b", 9),
    ],
)  # fmt: skip
def test_what_torch_detaches_where_gradients_are_off(text: str, slope: float) -> None:
    tensor = "import torch\nx = torch.tensor(3., requires_grad=True)\n"
    assert by_name(asked(f"{tensor}{text}\ny.backward()")) == {"x": slope}


def test_outputs_can_be_chosen_all_the_same() -> None:
    found = asked(X + "y = x**2\nz = y.sum()\nz.backward()", "jacobian", of=["y"])
    assert rows(found) == [[2, 0], [0, 4]]


def test_weights_and_values_are_exact() -> None:
    text = "import torch\nx = torch.tensor(0.1, requires_grad=True)\ny = x**2\ny.backward(torch.sqrt(torch.tensor(2.)))"
    entry = dict(answer(posed(text), "vjp", Request()).result.rows[0])[0]
    assert str(getattr(entry.exact, "expr", entry.exact)).replace(" ", "") in ("sqrt(2)/5", "0.2*sqrt(2)")


def test_what_is_skipped_is_said() -> None:
    found = asked(X + 'torch.manual_seed(0)\ny = x.sum()\ny.backward()\nx.grad\ng = x.grad\nprint(y, x.grad, "a (b")')
    assert codes(found) == ["statements-skipped"]
    assert note_text(found.notes[0]) == (
        'nothing to differentiate, skipped: torch.manual_seed(0), g = x.grad, print(y, x.grad, "a (b")'
    )


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("print(x.grad)", False),
        ("x.grad", False),
        ("x.grad.data[0]", False),
        ("print(x.grad.numpy())", False),
        ("print('x.grad =', x.grad, x.grad[0].item())", False),
        ("print(f'gradient: {x.grad}')", False),
        ('print(f"{x.grad.tolist()} and {x.grad[0]}")', False),
        ("print(f'{x.grad} at {x}')", True),
        ("print(x)", True),
        ("print('done')", True),
        ("print()", True),
        ("print(x.grad + 1)", True),
        ("print(x.grad, y)", True),
        ("g = x.grad", True),
    ],
)
def test_a_gradient_that_is_printed_is_not_skipped(statement: str, said: bool) -> None:
    found = asked(f"{X}y = x.sum()\ny.backward()\n{statement}")
    assert ("statements-skipped" in codes(found)) is said


AGAIN = [
    ("y = x**2\ny.backward(v)\ny.backward(v)", True),
    ("y = x**2\ny.backward(v, retain_graph=True)\ny.backward(v)", False),
    ("y = x**2\ny.backward(v, True)\ny.backward(v)", False),
    ("y = x**2\ny.backward(v, create_graph=True)\ny.backward(v)", False),
    ("y = x**2\ny.backward(v, retain_graph=False)\ny.backward(v)", True),
    ("y = 3*x\ny.backward(v)\ny.backward(v)", True),
    ("y = 3 - x\ny.backward(v)\ny.backward(v)", False),
    ("y = (x + 1)[0]\ny.backward()\ny.backward()", False),
    ("for i in range(2):\n    y = x**2\n    y.backward(v)", False),
    ("y = x**2\nfor i in range(2):\n    y.backward(v)", True),
    ("y = x**2\ny.backward(v)\ny = x**2\ny.backward(v)", False),
    ("y = x**2\nz = x**3\ny.backward(v)\nz.backward(v)", False),
    ("y = x**2\ny.backward(v)\nx.grad.zero_()\nz = x.exp()\nz.backward(v)", False),
]


@pytest.mark.parametrize(("lines", "said"), AGAIN)
def test_a_second_call_through_a_freed_graph_is_spoken_of(lines: str, said: bool) -> None:
    found = asked(f"{X}v = torch.ones(len(x))\n{lines}")
    assert ("graph-freed" in codes(found)) is said
    if said:
        (note,) = (note for note in found.notes if note.code == "graph-freed")
        assert "Trying to backward through the graph a second time" in note_text(note)


def test_the_first_of_two_tensors_of_one_name_is_a_constant() -> None:
    text = X + "y = x**2\nx = torch.tensor([5.], requires_grad=True)\nz = (y*x).sum()\nz.backward()"
    found = asked(text)
    assert by_name(found) == {"x": 5} or by_name(found) == {"x[0]": 5}
    assert codes(found) == ["tensor-replaced"]


# ── refusals ──

REFUSALS = [
    # statements
    (X + "‹while› x: y", "python-statement"),
    (X + "‹assert› x.sum() > 0", "python-statement"),
    (X + "‹try›:\n    y = x\nexcept E:\n    pass", "python-statement"),
    (X + "‹class› Net:\n    pass", "python-statement"),
    (X + "‹if› x[0] > 0:\n    y = x\n", "branch-statement"),
    (X + "‹def f(x)›\n    return x", "block-without-colon"),
    ("‹for i in range(3):›\nx = i", "block-without-body"),
    ("import functools\n‹@functools.cache›\ndef f(x):\n    return x", "decorator"),
    (X + "‹with open(f)›:\n    pass", "with-form"),
    ("‹def› (x):\n    return x", "def-form"),
    ("def f(x):\n    ‹def g(y)›:\n        return y\n    return g(x)\ny = f(x)", "def-inside"),
    ("f = ‹lambda x›", "lambda-form"),
    ("def f(x):‹\n    y = x›\nz = f(x)", "no-return"),
    ("def f(‹2›):\n    return x", "parameter-not-name"),
    ("def f(‹x, x›):\n    return x\n", "parameter-twice"),
    ("def f(x):\n    return x\ny = ‹f(x, z=1)›", "unknown-keyword"),
    ("def f(x):\n    return x\ny = ‹f(x, x=1)›", "argument-twice"),
    ("def f(x, y=1):\n    return x\ny = ‹f()›", "argument-count"),
    ("def f(x):\n    return g(x)\ndef g(x):\n    return ‹f(x)›\ny = f(x)", "recursive-function"),
    ("‹for i, j in x:›\n    y = i", "for-form"),
    ("for i in ‹3›:\n    y = i", "for-over-number"),
    ("for i in range(‹x›):\n    y = i", "range-not-constant"),
    ("for i in range(‹1, 2, 0›):\n    y = i", "range-bounds"),
    ("y = x\ny += ‹1, 2›", "one-value"),
    ("for i in range(2):\n    y = x\n  ‹z = x›\n", "indentation"),
    (">>> y = x\n‹3›\n", "session-output"),
    ("In [1]: y = x\n‹Out[1]: 3›\n", "session-output"),
    # tensors with a gradient
    ("x = torch.tensor([1.], ‹requires_grad=›", "option-value"),
    ("x = torch.tensor([1.], ‹requires_grad=›1)", "option-value"),
    ("x = torch.tensor([1, 2], ‹requires_grad=True›)", "integers-require-grad"),
    ("x = torch.tensor([1., 2.]).‹long›().requires_grad_()", "unknown-method"),
    ("x = torch.tensor([1, 2])\n‹x.requires_grad = True›", "integers-require-grad"),
    ("x = torch.tensor([1., 2.], ‹requires_grad=True›, dtype=torch.int64)", "integers-require-grad"),
    (X + "y = ‹x.to(torch.int64)›", "integers-drop"),
    (X + "y = ‹x.type(torch.long)›*x", "integers-drop"),
    (X + "y = torch.tensor([1.5, 2.], ‹dtype=torch.long›)", "integers-drop"),
    (X + "y = torch.tensor([1., 2.], ‹dtype=torch.bool›)", "integers-drop"),
    (X + "y = np.full(2, 1/2, ‹dtype=int›)", "integers-drop"),
    (X + "y = torch.tensor([1, 2])\ny[0] = ‹2.5›", "integers-assigned"),
    (X + "y = np.array([1, 2])\ny[0] = ‹x[1]›", "integers-assigned"),
    (X + "y = ‹torch.ones(2, requires_grad=True)›*x", "leaf-without-name"),
    ("def f(x):\n    w = ‹torch.ones(2, requires_grad=True)›\n    return w*x\ny = f(x)", "tensor-in-function"),
    ("y = x\nx = ‹torch.ones(2, requires_grad=True)›", "input-before-tensor"),
    (X + "‹x +=› 1\ny = x.sum()", "in-place-leaf"),
    (X + "‹x[0] =› 1\ny = x.sum()", "in-place-leaf"),
    (X + "with torch.no_grad():\n    ‹x -=› 0.1*x", "leaf-updated"),
    (X + "y = x*2\nwith torch.no_grad():\n    ‹y +=› 1", "changed-without-grad"),
    (X + "y = x*2\nwith torch.no_grad():\n    ‹y[0] =› 1", "changed-without-grad"),
    (X + "with torch.no_grad():\n    a = ‹x if True else 1›", "choice-without-grad"),
    (X + "with torch.no_grad():\n    ‹x.sum().backward()›", "backward-of-constant"),
    (X + "torch.‹set_grad_enabled›(len(x) > 1)", "unknown-function"),
    (X + "y = x.‹add_›(1)", "in-place-method"),
    (X + "y = x*2\nz = y.view(2)\n‹z +=› 1", "in-place-shared"),
    (X + "y = x*2\nz = y\n‹y[0] =› 1", "in-place-shared"),
    (X + "y = x*2\nz = y[0]\n‹y[1] =› 1", "in-place-shared"),
    (X + "y = x*2\nz = y\ny = y.view(2)\n‹y +=› 1", "in-place-shared"),
    (X + "a = x.sum()\ns = [a, 2*a]\n‹s[0] +=› 1", "in-place-shared"),
    (X + "def f(v):\n    ‹v *=› 2\n    return v\ny = f(x)", "in-place-outer"),
    (X + "y = x*2\ndef f(v):\n    ‹y[0] =› v\n    return v\nz = f(x[0])", "in-place-outer"),
    (X + "y = x*2\n‹y += torch.ones(3, 2)›", "in-place-shape"),
    (X + "y = ‹torch.randn(2)› * x", "random-values"),
    (X + "y = ‹torch.rand(2)›\ny[0] = x[0]\n", "random-values"),
    (X + "y = ‹torch.Tensor(2)›\ny[0] = x[0]\nz = y*2\ny[1] = x[1]", "random-values"),
    # gradients that are asked for
    (X + "y = x.sum()\ny.backward()\nz = ‹x.grad›*2", "grad-as-value"),
    (X + "y = x.sum()\ny.backward()\n‹x.grad›.neg_()", "grad-as-value"),
    (X + "y = x.sum()\ny.backward()\ng = x.grad.clone()\nz = ‹g›*x", "grad-as-value"),
    (X + "g = 3\nx.sum().backward()\ng = x.grad\nz = 2*‹g›", "grad-as-value"),
    (X + "y = x.sum()\ny.backward()\n‹x.grad›.data[0].zero_()", "grad-as-value"),
    (X + "y = x.sum()\ny.backward()\ng = ‹x.grad›.abs().sqrt_()", "grad-as-value"),
    (X + "y = x.sum()\ny.backward()\nprint('slope', x.grad.‹neg_›())", "in-place-method"),
    (X + "y = x[0]**2\ny.backward(create_graph=True)\n‹x.grad›[0].backward()", "grad-as-value"),
    (X + "‹g = torch.autograd.grad(x.sum(), x)[0]*2›", "gradient-as-value"),
    (X + "‹torch.autograd.backward()›", "gradient-form"),
    (JAX + "jax.grad(‹sin›)(x)", "gradient-of-no-function"),
    (X + "y = x*2\ng = torch.autograd.grad(y, ‹y›)", "gradient-by-no-input"),
    (JAX + "f = lambda x: 2*x\n‹jax.grad(f)(jnp.array([1., 2.]))›", "grad-of-array"),
    (JAX + "f = lambda x: 2*x\n‹jax.hessian›(f)(1.)", "derivative-elsewhere"),
    (JAX + "f = lambda x: 2*x\nx = 3.\njax.grad(f)(x)\n‹jax.grad(lambda x: 3*x)(x)›", "second-gradient"),
    (JAX + "f = lambda x: 2*x\njax.grad(f)(3.)\njax.grad(f)(‹4.›)", "second-point"),
    (X + "‹z = x.sum().backward() + 1›", "backward-alone"),
    (X + "‹torch.autograd.backward([x.sum()], [1., 2.])›", "backward-counts"),
    (X + "y = x*2\ny.backward(‹torch.ones(3)›)", "backward-shape"),
    (X + "y = x*2\ny.backward(weights=‹torch.ones(2)›)", "unknown-keyword"),
    ("import torch\ny = torch.ones(2)\n‹y.sum().backward()›", "backward-of-constant"),
    (X + "w = torch.tensor(1., requires_grad=True)\n(x*w).sum().backward()\n‹x.grad.zero_()›\n(x*w).sum().backward()",
     "zeroed-in-part"),
    (X + "y = a*x\n‹y.backward(a*x)›", "weights-need-point"),
    # what is no part of the language
    (X + "y = ‹'›text'", "text-in-quotes"),
    (X + "‹exec›('y = 1')", "unknown-function"),
    (X + "y = ‹__import__›('os')", "dunder"),
    ("from os import ‹system as s›\ny = x", "import-form"),
    (X + "y = torch.‹foo›(x)", "unknown-function"),
]  # fmt: skip


SHARED = [
    "z = (y)", "z = +y", "z, v = y, y", "z, v = y.view(1, 2)[0], 0", "z = y if True else 2*y", "z = y[:1]",
    "z = y.detach()",
    "z = torch.reshape(y, (1, 2))", "z = torch.transpose(y, 0, 0)", "z = torch.as_tensor(y)", "z = np.ravel(y)",
    "z = y.contiguous()", "z = y.float()", "z = y.to('cpu')", "z = y.swapaxes(0, 0)", "z = [y.clone(), y]",
    "z = (y, y.clone())", "a, b = [[y], [y]]", "z = [[y], [y]]",
    "a, b = y", "for z in y: pass", "for z in [y]: pass", "s = [y]\nfor z in s: pass", "s = [y]\nz = s[0]",
    "def f(a): return a\nz = f(y)",
    "def f(a): return a if True else 2*a\nz = f(y)",
    "def f():\n    a = y\n    return a\nz = f()", "with torch.no_grad(): z = y",
]  # fmt: skip
UNSHARED = [
    "z = y.clone()", "z = y.clone().view(1, 2)", "z = np.array(y)", "z = torch.zeros_like(y)", "z = x*2",
    "z = [y.clone(), x]",
    "z = y[[0, 1]]", "z = torch.stack([y, y])",
    "z = torch.where(y > 0, y, x)", "z = y\nz = 3", "z = y\ny = y*2", "y = f(x)\nz = f(x)\nz += 1",
    "a = 0.5\ns = [a]\na *= 2", "for i in range(2):\n    k = i\n    k += 1", "a = 0\nb = a\na += y.sum()",
]  # fmt: skip


@pytest.mark.parametrize("naming", SHARED)
def test_what_several_names_stand_for_is_not_changed_in_place(naming: str) -> None:
    with pytest.raises(JacliError) as caught:
        asked(f"import numpy as np\n{X}y = x*2\n{naming}\ny += 1\ny.sum().backward()")
    assert caught.value.code == "in-place-shared"


@pytest.mark.parametrize("naming", UNSHARED)
def test_equal_values_of_two_names_are_two_arrays(naming: str) -> None:
    start = f"import numpy as np\n{X}def f(a):\n    b = a*2\n    return b\ny = x*2\n"
    text = f"{start}{naming}\ny += 1\ny.sum().backward()"
    assert set(by_name(asked(text)).values()) <= {2, 4}


def test_numbers_of_python_do_not_change() -> None:
    text = "import numpy as np\ny = np.zeros(2)\na = y[0]\ny[0] = x\nz = x\nz += 1\ny[1] = a + z + x"
    assert rows(asked(text, "jacobian", at=["3"])) == [[1], [2]]


def unmarked(marked: str) -> tuple[str, int, int]:
    text = marked.replace("‹", "").replace("›", "")
    return text, marked.index("‹"), marked.index("›") - 1


@pytest.mark.parametrize(("marked", "code"), REFUSALS)
def test_refusals_point_at_what_is_not_understood(marked: str, code: str) -> None:
    text, start, end = unmarked(marked)
    with pytest.raises(JacliError) as caught:
        posed(text)
    error = caught.value
    assert error.code == code
    assert error.place is not None
    if start < end:
        assert text[error.place.start : error.place.end] == text[start:end]
    for lang in ("en", "zh"):
        assert code in catalogue(lang)
        told = error_text(error, lang)
        assert "\n" not in told
        assert "{" not in told.replace("{x", "")


def test_limits_hold_for_loops_and_calls() -> None:
    with pytest.raises(LimitReached, match="max-source"):
        posed("for i in range(10**9):\n    y = x")
    chain = "def f0(x): return x\n" + "".join(f"def f{k}(x): return f{k - 1}(x)\n" for k in range(1, 60))
    with pytest.raises(LimitReached) as caught:
        posed(chain + "y = f59(x)")
    assert caught.value.code == "calls-too-deep"
    nest = "".join(" " * k + f"for i{k} in range(1):\n" for k in range(30)) + " " * 30 + "y = x"
    with pytest.raises(LimitReached) as caught:
        posed(nest)
    assert caught.value.code == "blocks-too-deep"
    with pytest.raises(LimitReached):
        posed("for i in range(1000):\n    x = x*x + i", limits=Limits(nodes=500))


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        ("loss.backward(gradient=None, retain_graph=True)", "loss.backward(gradient=None,…"),
        ("y.sum().backward(\n  retain_graph=True)", "y.sum().backward( retain_graph=True)"),
        ("aaaa bbbb cccc dddd eeee ffff gggg hhh iii", "aaaa bbbb cccc dddd eeee ffff gggg hhh…"),
        ("a" * 50, "a" * 39 + "…"),
    ],
)
def test_what_a_note_quotes_ends_with_a_whole_word(typed: str, quoted: str) -> None:
    assert shortened(typed) == quoted
