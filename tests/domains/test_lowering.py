"""Lowering: every array function as scalars, against numpy; names, sources, cost and limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jacli.domains import evaluation
from jacli.domains.lowering import determinant, flat_names, is_scalar, lower, moved_places
from jacli.errors import LimitReached
from jacli.graph.functions import TABLE
from jacli.graph.operation import Shape
from jacli.graph.shapes import bind_index
from jacli.graph.terms import Term
from tests.domains.array_cases import CASES, Case
from tests.programs import Array, Program, floats, lowered_value, scalar_values

ARRAY_KINDS = ("linear", "bilinear", "reduction", "matrix", "composite")


def close(found: Any, expected: Any, tolerance: float = 1e-12) -> None:
    np.testing.assert_allclose(
        found, np.asarray(expected, dtype=np.float64), rtol=tolerance, atol=tolerance, strict=True
    )


def named(values: list[Array]) -> dict[str, Array]:
    return {f"x{k}": value for k, value in enumerate(values)}


# ── against numpy ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_array_row_is_tried() -> None:
    assert {case.name for case in CASES} == {row.name for row in TABLE.values() if row.kind in ARRAY_KINDS}


def check_case(case: Case, seed: int = 0) -> None:
    _, _, y = case.program()
    values = case.values(seed)
    close(lowered_value(y, named(values)), case.oracle(*values))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_array_rows(case: Case) -> None:
    check_case(case)


def test_a_wrong_row_is_caught() -> None:
    for wrong in (
        Case("sum", ((2, 3),), lambda x: x.sum(0), (), {"axis": 1}),
        Case("transpose", ((3, 3),), lambda x: x),
        Case("cumsum", ((3,),), lambda x: x.cumsum() + 1e-9),
    ):
        with pytest.raises(AssertionError):
            check_case(wrong)


shapes = st.lists(st.integers(1, 3), max_size=3).map(tuple)
matrices = st.tuples(st.integers(1, 4), st.integers(1, 4))


def called(name: str, *values: Array, **named_values: Any) -> Array:
    statics = named_values.pop("statics", ())
    program = Program()
    inputs = [program.input(f"x{k}", *v.shape) for k, v in enumerate(values)]
    return lowered_value(program.call(name, *inputs, statics=statics, **named_values), named(list(values)))


def numbers(shape: Shape) -> Array:
    return np.arange(1.0, 1 + np.prod(shape, dtype=int)).reshape(shape)


@given(shapes, st.data())
def test_reductions_over_any_axes(shape: Shape, data: st.DataObject) -> None:
    x = np.sin(numbers(shape))
    rank = len(shape)
    signed = st.lists(st.integers(-rank, rank - 1), unique_by=lambda k: k % rank) if rank else st.just([])
    axis = data.draw(st.one_of(st.none(), signed.map(tuple)))
    keepdims = data.draw(st.booleans())
    oracles: dict[str, Callable[..., Any]] = {
        "sum": np.sum, "amax": np.max, "amin": np.min, "mean": np.mean, "prod": np.prod, "var": np.var,
    }  # fmt: skip
    for name, oracle in oracles.items():
        close(called(name, x, axis=axis, keepdims=keepdims), oracle(x, axis=axis, keepdims=keepdims))


@given(shapes.filter(bool), st.data())
def test_moves_over_any_axis(shape: Shape, data: st.DataObject) -> None:
    x = numbers(shape)
    axis = data.draw(st.one_of(st.none(), st.integers(-len(shape), len(shape) - 1)))
    shift = data.draw(st.integers(-5, 5))
    close(called("roll", x, statics=(shift,), axis=axis), np.roll(x, shift, axis))
    close(called("flip", x, axis=axis), np.flip(x, axis))
    close(called("cumsum", x, axis=axis), np.cumsum(x, axis))
    close(called("cumprod", x / 2, axis=axis), np.cumprod(x / 2, axis))
    order = data.draw(st.permutations(range(len(shape))))
    close(called("transpose", x, statics=order), x.transpose(order))


@given(matrices, st.integers(-3, 3))
def test_diagonals_and_triangles(shape: Shape, k: int) -> None:
    x = numbers(shape)
    close(called("tril", x, k=k), np.tril(x, k))
    close(called("triu", x, k=k), np.triu(x, k))
    close(called("diag", x, k=k), np.diag(x, k))
    close(called("diag", x[0], k=k), np.diag(x[0], k))
    close(called("trace", x), np.trace(x))


@given(shapes, shapes, st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_stacks_of_products(left: Shape, right: Shape, n: int, inner: int, m: int) -> None:
    a, b = numbers((*left[:2], n, inner)), numbers((*right[:2], inner, m))
    try:
        expected = np.matmul(a, b)
    except ValueError:
        return
    close(called("matmul", a, b), expected)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=3), st.integers(0, 2), shapes.filter(lambda s: len(s) == 2))
def test_joins(lengths: list[int], axis: int, rest: Shape) -> None:
    arrays = [numbers((*rest[:axis], n, *rest[axis:])) for n in lengths]
    close(called("concatenate", *arrays, axis=axis), np.concatenate(arrays, axis))
    equal = [arrays[0] + k for k in range(3)]
    close(called("stack", *equal, axis=axis), np.stack(equal, axis))


@settings(max_examples=30)
@given(st.integers(1, 8), st.integers(0, 100))
def test_determinants_of_any_size(n: int, seed: int) -> None:
    a = np.random.default_rng(seed).uniform(-1, 1, (n, n))
    close(called("det", a), np.linalg.det(a), 1e-10)


@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_singular_matrices_have_a_determinant_and_an_adjugate(n: int) -> None:
    a = numbers((n, n)) if n > 2 else np.array([[1.0, 2], [2, 4]])
    assert called("det", a) == pytest.approx(0, abs=1e-6 * np.abs(a).max() ** n)
    b = np.diag([1.0, *[2.0] * (n - 2), 0.0])
    expected = np.zeros((n, n))
    expected[-1, -1] = 2.0 ** (n - 2)
    close(called("adjugate", b), expected)


def test_constructors() -> None:
    program = Program()
    made: list[tuple[Term, Array]] = [
        (program.call("zeros", statics=(2, 3)), np.zeros((2, 3))),
        (program.call("ones", statics=((2,),)), np.ones(2)),
        (program.call("full", statics=((2, 2), 7)), np.full((2, 2), 7.0)),
        (program.call("eye", statics=(2, 3), k=1), np.eye(2, 3, 1)),
        (program.call("arange", statics=(2, 8, 3)), np.arange(2.0, 8, 3)),
        (program.call("linspace", statics=(0, 1), num=4), np.linspace(0, 1, 4)),
        (program.literal([[1, 2], [3, 4]]), np.array([[1.0, 2], [3, 4]])),
    ]
    for term, expected in made:
        close(lowered_value(term, {}), expected, 1e-16)
    assert np.isnan(lowered_value(program.call("empty", statics=(2,)), {})).all()


# ── the scalar graph itself ───────────────────────────────────────────────────────────────────────────────


def test_flat_names() -> None:
    assert flat_names("x", ()) == ["x"]
    assert flat_names("b", (2, 3)) == ["b[0,0]", "b[0,1]", "b[0,2]", "b[1,0]", "b[1,1]", "b[1,2]"]
    assert flat_names("b", (2,)) == ["b[0]", "b[1]"]
    assert flat_names("b", (2, 0)) == []


def test_scalars_are_taken_as_they_are() -> None:
    program = Program()
    y = program.apply("sin", program.input("x"))
    lowered = lower(program.graph, [y.id])
    assert lowered.graph is program.graph
    assert lowered.elements[y.id] == (y.id,)
    assert is_scalar(program.graph, program.graph.reached([y.id]))
    assert not is_scalar(program.graph, [program.input("v", 2).id])


def test_what_moves_elements_costs_no_node() -> None:
    program = Program()
    x = program.input("x", 4, 4)
    moved = x
    for name, statics in (
        ("transpose", ()),
        ("reshape", (2, 8)),
        ("flip", ()),
        ("roll", (3,)),
        ("broadcast", (3, 2, 8)),
    ):
        moved = program.call(name, moved, statics=statics)
    index = program.apply("index", moved, parameter=bind_index(moved.shape, [0, slice(None), [0, 0, 3]]))
    lowered = lower(program.graph, [index.id])
    assert len(lowered.graph) == 16
    assert len(lowered.elements[index.id]) == 6


def test_equal_elements_are_one_node() -> None:
    program = Program()
    x = program.input("x", 2)
    y = program.apply("sin", program.call("broadcast", x, statics=(5, 2)))
    lowered = lower(program.graph, [y.id])
    assert len(set(lowered.elements[y.id])) == 2


def test_scalar_nodes_know_the_array_node_that_made_them() -> None:
    program = Program()
    x = program.input("x", 3)
    s = program.call("sum", program.apply("sin", x))
    mean = program.call("mean", program.apply("exp", x))
    y = program.apply("mul", s, mean)
    lowered = lower(program.graph, [y.id])
    names = [program.graph.operations[n].name for n in lowered.sources]
    assert len(lowered.sources) == len(lowered.graph)
    made = {(row.name, source) for row, source in zip(lowered.graph.operations, names, strict=True)}
    expected = {
        ("input", "input"), ("sin", "sin"), ("add", "sum"), ("exp", "exp"), ("add", "mean"),
        ("constant", "mean"), ("div", "mean"), ("mul", "mul"),
    }  # fmt: skip
    assert made == expected


def test_extremes_are_one_node_so_that_ties_are_shared() -> None:
    program = Program()
    x = program.input("x", 5)
    for name, scalar in (("amax", "max"), ("amin", "min"), ("norm", "hypot"), ("logsumexp", "logaddexp")):
        lowered = lower(program.graph, [program.call(name, x).id])
        assert [row.name for row in lowered.graph.operations].count(scalar) == 1


@pytest.mark.parametrize(
    ("name", "sizes", "limit"),
    [
        ("matmul", ((40, 40), (40, 40)), 1000),
        ("det", ((12, 12),), 1000),
        ("sum", ((2000,),), 1000),
        ("cumprod", ((600,),), 1000),
        ("outer", ((40,), (40,)), 1000),
    ],
)
def test_too_large_a_graph_is_refused(name: str, sizes: tuple[Shape, ...], limit: int) -> None:
    program = Program(limit)
    y = program.call(name, *(program.input(f"x{k}", *s) for k, s in enumerate(sizes)))
    with pytest.raises(LimitReached) as caught:
        lower(program.graph, [y.id])
    assert caught.value.code == "too-many-nodes"


def test_a_hopeless_product_is_refused_at_once() -> None:
    program = Program()
    a = program.input("a", 300, 300)
    y = program.apply("matmul", a, a)
    with pytest.raises(LimitReached):
        lower(program.graph, [y.id])


def test_the_determinant_of_nodes() -> None:
    program = Program()
    a, b, c, d = (program.input(name) for name in "abcd")
    node = determinant(program.graph, [[a.id, b.id], [c.id, d.id]])
    point = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}
    assert [floats(v) for v in scalar_values(program.graph, [node], point, evaluation.plain())] == [-2.0]


@pytest.mark.parametrize("case", [c for c in CASES if c.name in ("index", "roll", "flip", "transpose")], ids=str)
def test_places_of_what_moves(case: Case) -> None:
    program, _, y = case.program()
    places = moved_places(TABLE[case.name], program.graph.parameters[y.id], case.shapes[0], y.shape)
    flat = np.arange(np.prod(case.shapes[0], dtype=int)).reshape(case.shapes[0])
    assert places == case.oracle(flat).ravel().tolist()
