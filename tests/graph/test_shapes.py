"""Shapes, axes and indices against numpy."""

from __future__ import annotations

from fractions import Fraction
from types import EllipsisType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacli.errors import ShapeError
from jacli.graph import shapes

Item = int | slice | list[int] | EllipsisType | None

lengths = st.integers(0, 4)
shape = st.lists(lengths, max_size=4).map(tuple)
nonempty = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple)


def code_of(caught: pytest.ExceptionInfo[ShapeError]) -> str:
    return caught.value.code


# ── broadcasting and axes ─────────────────────────────────────────────────────────────────────────────────


@st.composite
def stretched(draw: st.DrawFn) -> list[tuple[int, ...]]:
    """Several shapes, most of which go together."""
    whole = draw(shape)
    found = []
    for _ in range(draw(st.integers(1, 4))):
        own = [n if draw(st.booleans()) else 1 for n in whole[draw(st.integers(0, len(whole))) :]]
        if own and draw(st.integers(0, 9)) == 0:
            own[0] += 1
        found.append(tuple(own))
    return found


@given(stretched())
def test_broadcast(several: list[tuple[int, ...]]) -> None:
    try:
        expected = np.broadcast_shapes(*several)
    except ValueError:
        with pytest.raises(ShapeError) as caught:
            shapes.broadcast(several)
        assert code_of(caught) == "shapes-differ"
    else:
        assert shapes.broadcast(several) == expected


@given(st.lists(lengths, min_size=1, max_size=4).map(tuple), st.data())
def test_reduced(s: tuple[int, ...], data: st.DataObject) -> None:
    rank = len(s)
    axis = data.draw(st.one_of(st.none(), st.integers(-5, 4), st.lists(st.integers(-5, 4), max_size=3).map(tuple)))
    keepdims = data.draw(st.booleans())
    try:
        expected = np.sum(np.zeros(s), axis=axis, keepdims=keepdims).shape
    except (np.exceptions.AxisError, ValueError):
        with pytest.raises(ShapeError):
            shapes.axes_of(axis, rank)
    else:
        assert shapes.reduced(s, (shapes.axes_of(axis, rank), keepdims)) == expected


@given(shape, st.data())
def test_matmul(left: tuple[int, ...], data: st.DataObject) -> None:
    right = data.draw(st.one_of(shape, st.just(left[::-1]), st.just((*left[:-2], *left[-1:], 3))))
    try:
        expected = np.matmul(np.zeros(left), np.zeros(right)).shape
    except ValueError:
        with pytest.raises(ShapeError):
            shapes.matmul(left, right)
    else:
        assert shapes.matmul(left, right) == expected


@given(shape)
def test_strides_and_indices(s: tuple[int, ...]) -> None:
    array = np.zeros(s, dtype=np.int8)
    assert shapes.size(s) == array.size
    assert shapes.indices(s) == list(np.ndindex(s))
    if array.size:
        assert shapes.strides(s) == np.ones(s, dtype=np.int8).strides
    assert shapes.flat_places(s, shapes.strides(s)) == list(range(array.size))


@given(shape, st.lists(st.integers(-2, 12), max_size=3))
def test_reshape(s: tuple[int, ...], target: list[int]) -> None:
    try:
        expected = np.zeros(s).reshape(target).shape
    except ValueError:
        with pytest.raises(ShapeError):
            shapes.bind_reshape(s, *target)
        return
    assert shapes.bind_reshape(s, *target) == expected
    assert shapes.bind_reshape(s, tuple(target)) == expected


@given(shape, st.data())
def test_transpose(s: tuple[int, ...], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(s))))
    signed = [k - len(s) if data.draw(st.booleans()) else k for k in order]
    found = shapes.bind_transpose(s, *signed)
    assert found == (tuple(order) if signed else ())
    assert tuple(s[k] for k in found) == np.zeros(s).transpose(signed).shape
    assert shapes.bind_transpose(s) == tuple(range(len(s)))[::-1]


@given(st.lists(nonempty, min_size=1, max_size=3), st.integers(-3, 3))
def test_concatenate_and_stack(several: list[tuple[int, ...]], axis: int) -> None:
    arrays = [np.zeros(s) for s in several]
    for bind, shaped, oracle in (
        (shapes.bind_concatenate, shapes.concatenated, np.concatenate),
        (shapes.bind_stack, shapes.stacked, np.stack),
    ):
        try:
            expected = oracle(arrays, axis=axis).shape
        except ValueError:
            with pytest.raises(ShapeError):
                shaped(bind(*several, axis=axis), *several)
        else:
            assert shaped(bind(*several, axis=axis), *several) == expected


@given(shape, st.integers(-3, 3))
def test_diagonal(s: tuple[int, ...], k: int) -> None:
    if len(s) not in (1, 2):
        with pytest.raises(ShapeError):
            shapes.diagonal(k, s)
    else:
        assert shapes.diagonal(k, s) == np.diag(np.zeros(s), k).shape


def test_arange_and_linspace() -> None:
    third, quarter = Fraction(1, 3), Fraction(-1, 4)
    bounds: list[tuple[Fraction | int, ...]] = [
        (3,),
        (1, 5),
        (5, 1, -2),
        (0, 1, third),
        (3, 3),
        (5, 1),
        (0, -1, quarter),
    ]
    for several in bounds:
        (length,), start, step = shapes.bind_arange(*several)
        found = np.array([float(start + i * step) for i in range(length)])
        np.testing.assert_allclose(found, np.arange(*map(float, several)), rtol=1e-15, strict=True)
    for first, last, count in ((0, 1, 50), (0, 1, 5), (2, -1, 4), (3, 7, 1), (3, 7, 0)):
        (length,), start, step = shapes.bind_linspace(first, last, count)
        found = np.array([float(start + i * step) for i in range(length)])
        np.testing.assert_allclose(found, np.linspace(first, last, count), atol=1e-15, strict=True)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("shapes-differ", lambda: shapes.broadcast([(2,), (3,)])),
        ("shapes-differ", lambda: shapes.bind_broadcast((3,), 2)),
        ("no-such-axis", lambda: shapes.axis_of(2, 2)),
        ("axis-twice", lambda: shapes.axes_of((0, -2), 2)),
        ("matmul-scalar", lambda: shapes.matmul((), (2,))),
        ("matmul-shapes", lambda: shapes.matmul((2, 3), (2,))),
        ("not-square", lambda: shapes.square((2, 3))),
        ("not-a-matrix", lambda: shapes.matrix((2,))),
        ("shape-not-integers", lambda: shapes.lengths((Fraction(1, 2),))),
        ("shape-not-integers", lambda: shapes.lengths((True,))),
        ("negative-length", lambda: shapes.bind_shape(-1)),
        ("arange-bounds", shapes.bind_arange),
        ("arange-bounds", lambda: shapes.bind_arange(1, 2, 3, 4)),
        ("zero-step", lambda: shapes.bind_arange(1, 2, 0)),
        ("zero-step", lambda: shapes.bind_index((3,), [slice(None, None, 0)])),
        ("reshape-unknown", lambda: shapes.bind_reshape((4,), -1, -1)),
        ("reshape-size", lambda: shapes.bind_reshape((4,), 3)),
        ("reshape-size", lambda: shapes.bind_reshape((4,), 3, -1)),
        ("axes-not-a-permutation", lambda: shapes.bind_transpose((2, 3), 0)),
        ("axes-not-a-permutation", lambda: shapes.bind_transpose((2, 3), 0, 0)),
        ("empty-reduction", lambda: shapes.reduced_nonempty(((0,), False), (0,))),
        ("stack-shapes", lambda: shapes.stacked(0, (2,), (3,))),
        ("concatenate-shapes", lambda: shapes.concatenated(0, (2, 2), (2, 3))),
        ("solve-shapes", lambda: shapes.solve((2, 2), (3,))),
        ("dot-rank", lambda: shapes.dot((2,), (2, 2, 2))),
        ("cross-shapes", lambda: shapes.cross((3,), (2,))),
        ("too-many-indices", lambda: shapes.bind_index((3,), [0, 0])),
        ("too-many-indices", lambda: shapes.bind_index((3, 3), [..., ...])),
        ("index-out-of-range", lambda: shapes.bind_index((3,), [3])),
        ("index-out-of-range", lambda: shapes.bind_index((3,), [[0, -4]])),
        ("index-lists-differ", lambda: shapes.indexed(((0, 1), (0, 1, 2)), (3, 3))),
    ],
)
def test_what_does_not_fit_has_a_code(code: str, call: Any) -> None:
    with pytest.raises(ShapeError) as caught:
        call()
    assert code_of(caught) == code


# ── indices ───────────────────────────────────────────────────────────────────────────────────────────────


def checked_index(s: tuple[int, ...], items: list[Any]) -> None:
    """Shape and flat places of `x[items]` are numpy's, or both refuse."""
    places = np.arange(np.prod(s, dtype=int)).reshape(s)
    try:
        expected = places[tuple(items)]
    except IndexError:
        with pytest.raises(ShapeError):
            shapes.indexed(shapes.bind_index(s, items), s)
        return
    parameter = shapes.bind_index(s, items)
    hash(parameter)
    assert shapes.indexed(parameter, s) == expected.shape
    assert shapes.index_places(parameter, s) == expected.ravel().tolist()


@pytest.mark.parametrize(
    ("s", "items"),
    [
        ((3,), [0]),
        ((3,), [-1]),
        ((3,), [slice(None, None, -1)]),
        ((5,), [slice(4, None, -2)]),
        ((5,), [slice(-100, 100)]),
        ((5,), [slice(3, 1)]),
        ((3,), [[0, 0, 2]]),
        ((3,), [[]]),
        ((3,), [None]),
        ((3,), [None, 1]),
        ((3,), [...]),
        ((), []),
        ((), [...]),
        ((), [None]),
        ((2, 3, 4), [0, slice(None), [0, 1]]),
        ((2, 3, 4), [slice(None), 0, [0, 1]]),
        ((2, 3, 4), [[0, 1], slice(None), 0]),
        ((2, 3, 4), [[0, 1], slice(None), [3, 0]]),
        ((2, 3, 4), [[0, 1], 2]),
        ((2, 3, 4), [[0, 1], [2, 0], [3, 3]]),
        ((2, 3, 4), [slice(None), [0, 2, 1], [1]]),
        ((2, 3, 4), [[1], slice(None), [1, 2, 3]]),
        ((2, 3, 4), [0, None, [0, 1]]),
        ((2, 3, 4), [None, [0, 1], None, [1, 2]]),
        ((2, 3, 4), [..., [0, -1]]),
        ((2, 3, 4), [[0, 1], ..., None]),
        ((2, 3, 4), [..., 1, None, slice(None, None, -1)]),
        ((2, 3, 4), [[0, 1, 1], [0, 1]]),
    ],
)
def test_indices(s: tuple[int, ...], items: list[Any]) -> None:
    checked_index(s, items)


@st.composite
def indices(draw: st.DrawFn) -> tuple[tuple[int, ...], list[Item]]:
    s = draw(nonempty)
    count = draw(st.integers(0, 3))
    items: list[Item] = []
    for axis in range(draw(st.integers(0, len(s)))):
        n = s[axis]
        kind = draw(st.integers(0, 4))
        if kind == 0:
            items.append(draw(st.integers(-n, n - 1)))
        elif kind == 1:
            items.append([draw(st.integers(-n, n - 1)) for _ in range(draw(st.sampled_from([count, 1])))])
        else:
            bound = st.one_of(st.none(), st.integers(-6, 6))
            items.append(slice(draw(bound), draw(bound), draw(st.sampled_from([None, 1, -1, 2, -2]))))
        if draw(st.integers(0, 5)) == 0:
            items.append(None)
    if draw(st.integers(0, 2)) == 0:
        items.insert(draw(st.integers(0, len(items))), ...)
    return s, items


@given(indices())
def test_any_index(case: tuple[tuple[int, ...], list[Item]]) -> None:
    checked_index(*case)


def test_a_wrong_place_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "index_places", lambda parameter, s: [0, 1, 2])
    with pytest.raises(AssertionError):
        checked_index((3,), [[0, 0, 2]])
