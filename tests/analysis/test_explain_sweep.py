"""The reverse sweep of an explanation: every number found again without derivatives, and every product worked out."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jacli.analysis.explain.records import Contribution, Formula, Sweep
from jacli.analysis.explain.setting import Setting
from jacli.analysis.explain.sweep import sweep
from jacli.emit.text import text_of
from jacli.language.program import SourceText
from jacli.language.reader import read
from tests.effort import is_linear
from tests.explanations import Rerun, explained, floats, number
from tests.programs import Array, Program, batch_value
from tests.properties.test_agreement import SHAPES, numbers, scalar_programs, vectors
from tests.test_worked_examples import LINES, example_of

WITH_POINT = [line for line in LINES if "--at" in line["argv"]]
PROGRAMS: list[tuple[str, Any, Any]] = [
    ("y1, y2 = x1**3 + 2*x2**2 + 3*x3, 3*x1 + x3**3; y1, y2", {"x1": 1, "x2": 2, "x3": 3}, [3, 2]),
    ("b = a + 3; c = b*b*3; out = mean(c)", {"a": [2, 3]}, None),
    ("c = a @ b", {"a": [[1, 2], [3, 4]], "b": [[1, 2, 3], [4, 5, 6]]}, [[1, 2, 3], [4, 5, 6]]),
    (
        "h = tanh(W @ x + c); y = v @ h; L = (y - t)**2/2",
        {"W": [[1, 2], [3, 4]], "x": [1, -1], "c": [0, 1], "v": [1, 2], "t": 1},
        None,
    ),
    ("y = s*v; z = y + s; z", {"s": 2, "v": [1, -2]}, [1, 2]),
    ("y = x*M + x[1]; y", {"x": [1, 2], "M": [[1, 2], [3, 4]]}, [[1, 2], [3, 4]]),
    ("n = zeros(1,2); n[0,0] = m[0,0]**2; n[0,1] = m[0,1]**3", {"m": [[2, 3]]}, [[2, 3]]),
    ("p = softmax(z); L = -log(p[1])", {"z": [1, 2, 3]}, None),
    ("y = std(x)*x; y", {"x": [1, 2, 4]}, [1, 0, 2]),
    ("q = inv(A) @ b; d = det(A); d*q", {"A": [[2, 1], [1, 3]], "b": [1, 2]}, [1, -1]),
    ("m = max(x, 2*x, 3); r = relu(x - 1); m*r", {"x": 2}, None),
    ("y = where(x > 0, sqrt(x), x); sum(y)", {"x": [4, -1]}, None),
    ("s = sum(A, axis=0); t = amax(A, axis=1); s*t", {"A": [[1, 5], [4, 2]]}, [1, 2]),
    ("u = x; v = u*u, w = v + u", {"x": 3}, [1, 10]),
    ("y = x, x*2, x", {"x": 3}, [1, 10, 100]),
]


def contributions(found: Sweep) -> list[tuple[str, Contribution]]:
    return [(step.label, one) for step in found.steps for one in step.contributions]


def evaluated(formula: Formula) -> Array:
    """The formula, read back from text over names of its own, with its numbers put in."""
    names = {node: f"v{node}" for node in formula.numbers}
    text = text_of(formula.graph, formula.node, names)
    values = {f"v{node}": floats(array) for node, array in formula.numbers.items()}
    program = read([SourceText("text", text)], shapes={name: v.shape for name, v in values.items()}, known=set(values))
    ((_, output),) = program.outputs
    used = {name for name, _ in program.inputs}
    term = Program().f.__class__(program.graph).term(output)
    return batch_value(term, {name: value for name, value in values.items() if name in used})


def check_sweep(setting: Setting) -> Sweep:
    """Every number of the sweep's record."""
    found = sweep(setting)
    rerun = Rerun(setting)
    nodes = {label: node for node, label in setting.naming.labels.items()}
    for step in found.steps:
        cotangent = floats(step.cotangent)
        if not np.isfinite(cotangent).all():
            continue
        slopes = rerun.slopes(nodes[step.label])
        known = ~np.isnan(slopes)
        np.testing.assert_allclose(cotangent[known], slopes[known], rtol=1e-3, atol=1e-3, err_msg=step.label)
        total = sum((floats(c.amount) for c in step.contributions), np.zeros(step.shape))
        np.testing.assert_allclose(total, cotangent, rtol=1e-9, atol=1e-12)
        for contribution in step.contributions:
            check_contribution(contribution, found)
    return found


def check_contribution(one: Contribution, found: Sweep) -> None:
    """Its factors and its formulas."""
    if one.source is None:
        return
    upstream = next(step.cotangent for step in found.steps if step.label == one.source)
    np.testing.assert_array_equal(floats(one.upstream), floats(upstream))
    amount = floats(one.amount)
    if one.partial is not None:
        np.testing.assert_allclose(floats(one.upstream) * floats(one.partial), amount, rtol=1e-9, atol=1e-12)
    if one.slope is not None and one.partial is not None:
        slope = np.broadcast_to(evaluated(one.slope), one.partial.shape)
        np.testing.assert_allclose(slope, floats(one.partial), rtol=1e-9, atol=1e-12)
    if one.closed is not None:
        np.testing.assert_allclose(evaluated(one.closed), amount, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("program", "at", "w"), PROGRAMS, ids=[p[0][:30] for p in PROGRAMS])
def test_every_number_of_a_sweep(program: str, at: Any, w: Any) -> None:
    found = check_sweep(explained(program, at, w=w))
    assert found.agrees


@pytest.mark.parametrize("line", WITH_POINT, ids=[line["name"] for line in WITH_POINT])
def test_every_number_of_the_worked_examples(line: dict[str, Any]) -> None:
    example = example_of(line)
    setting = explained(example.texts, example.point, w=line.get("w"), wrt=example.wrt)
    found = check_sweep(setting)
    assert found.agrees
    arrived = [e for step in sorted_leaves(found, setting) for e in step]
    assert [number(e) for e in arrived] == [number(e) for e in setting.row("vjp")]


def sorted_leaves(found: Sweep, setting: Setting) -> list[Any]:
    leaves = {step.label: step.cotangent.entries for step in found.steps if step.kind == "leaf"}
    return [leaves[name] for name in setting.problem.wrt]


@given(scalar_programs(), st.lists(numbers, min_size=3, max_size=3), st.lists(numbers, min_size=2, max_size=2))
@settings(max_examples=60, deadline=None)
def test_random_scalar_programs(text: str, values: list[Fraction], weights: list[Fraction]) -> None:
    setting = explained(text, dict(zip("xyz", values, strict=True)), w=weights, variables=["x,y,z"], numeric=True)
    assume(all(math.isfinite(number(e)) and abs(number(e)) < 1e4 for e in setting.row("vjp")))
    assert check_sweep(setting).agrees


@given(vectors, st.data())
@settings(max_examples=40, deadline=None)
def test_random_array_programs(text: str, data: st.DataObject) -> None:
    point = {}
    for name, shape in SHAPES.items():
        array = np.array([float(data.draw(numbers)) for _ in range(math.prod(shape))]).reshape(shape)
        point[name] = array + 4 * np.eye(3) if name == "B" else array
    setting = explained(
        f"y = {text}",
        {n: a.tolist() for n, a in point.items()},
        w=[1, -2, 3],
        variables=[",".join(SHAPES)],
        numeric=True,
    )
    assume(all(math.isfinite(number(e)) and abs(number(e)) < 1e4 for e in setting.row("vjp")))
    assert check_sweep(setting).agrees


# ── what it says ──────────────────────────────────────────────────────────────────────────────────────────


def test_steps_are_told_from_the_last_to_the_first_and_leaves_at_the_end() -> None:
    setting = explained("b = a + 3; c = b*b*3; out = mean(c)", {"a": [2, 3]})
    found = sweep(setting)
    assert [step.label for step in found.steps] == ["out", "c", "#1", "b", "a"]
    assert [step.kind for step in found.steps] == ["step"] * 4 + ["leaf"]
    assert (found.loss, found.weights) == ("out", ("c", "#1", "b"))


def test_fan_out_is_a_sum_of_contributions() -> None:
    found = sweep(explained("u = sin(x); v = u*x; y = v + u", {"x": 1}))
    sources = {step.label: [c.source for c in step.contributions] for step in found.steps}
    assert sources == {"y": [None], "v": ["y"], "u": ["y", "v"], "x": ["v", "u"]}


def test_a_step_used_twice_by_one_step_receives_two_contributions() -> None:
    found = sweep(explained("y = x*x", {"x": 3}))
    assert [[float(floats(c.amount)) for c in step.contributions] for step in found.steps] == [[1], [3, 3]]


def test_what_nobody_typed_is_no_step() -> None:
    """A scalar that is stretched receives its share at once, in closed form."""
    found = sweep(explained("y = s*v", {"s": 2, "v": [1, -2]}, w=[3, 4]))
    assert [step.label for step in found.steps] == ["y", "s", "v"]
    (share,) = found.steps[1].contributions
    assert (share.source, share.partial, float(floats(share.amount))) == ("y", None, 3 - 8)
    assert share.closed is not None
    names = {**share.closed.labels, **{n: f"{label}_bar" for n, label in share.closed.cotangents.items()}}
    assert text_of(share.closed.graph, share.closed.node, names) == "sum(y_bar*v)"


def test_a_derivative_is_told_in_the_step_and_what_it_uses() -> None:
    """Also where it equals a step that has nothing to do with it."""
    found = sweep(explained("p = 3*x**2; q = x**3; p + q", {"x": 2}))
    (slope,) = (c.slope for c in found.steps[-1].contributions if c.source == "q")
    assert slope is not None
    assert text_of(slope.graph, slope.node, slope.labels) == "3*x**2"


def test_an_output_of_weight_0_sends_nothing_back() -> None:
    found = sweep(explained("x*y, x + y", {"x": 2, "y": 3}, w=[0, 5]))
    assert [step.label for step in found.steps] == ["y2", "x", "y"]
    assert [number(e) for step in found.steps[1:] for e in step.cotangent.entries or ()] == [5, 5]


def test_without_a_point_there_are_formulas() -> None:
    found = sweep(explained("u = x**2; y = u*x"))
    assert all(step.cotangent.entries is None for step in found.steps)
    assert all(c.slope is not None for _, c in contributions(found) if c.source is not None)


def test_a_kink_by_convention_is_told() -> None:
    assert sweep(explained("y = abs(x)*2", {"x": 0})).agrees
    assert not sweep(explained("y = abs(x)*2", {"x": 0}, kink="right")).agrees


def test_an_infinite_derivative_stays_infinite() -> None:
    setting = explained("y = sqrt(x)", {"x": 0})
    assert floats(sweep(setting).steps[-1].cotangent) == math.inf


def many_shares(size: int) -> Any:
    """An array of very many scalars, all of which are inputs."""
    setting = explained(f"y = sum([{', '.join(f'x{k}*{k}' for k in range(size))}])", numeric=True)
    return lambda: sweep(setting)


def long_program(size: int) -> Any:
    setting = explained("; ".join(["a0 = x", *(f"a{k} = a{k - 1}*x" for k in range(1, size))]), numeric=True)
    return lambda: sweep(setting)


@pytest.mark.parametrize("program", [many_shares, long_program])
def test_the_effort_grows_with_the_program(program: Any) -> None:
    assert is_linear(program, 100)
