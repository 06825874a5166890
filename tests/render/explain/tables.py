"""Tables of explanations: every cell compared with what dual numbers give."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.render.explain.reader import SLOPE, array, same

if TYPE_CHECKING:
    from tests.render.explain.told import Told

SHAPE = re.compile(r"\((?:\d+(?:×\d+)*)?\)")
STRETCH = re.compile(r"\(wᵀJ\)\[(\d+)(?::(\d+))?\]")
# What stands in a row, each with its place in columns of the terminal.
Row = list[tuple[int, str]]


def shape_of(text: str) -> tuple[int, ...]:
    assert SHAPE.fullmatch(text), text
    return tuple(map(int, re.findall(r"\d+", text)))


def counted(shapes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Inner products and multiplications of a product of matrices, multiplied from the left, one by one."""
    inner = multiplications = 0
    m, _ = shapes[0]
    for (_, k), (_, n) in pairwise(shapes):
        for _ in range(m * n):
            inner += 1
            multiplications += k
    return inner, multiplications


def _steps(told: Told, headings: Row, rows: list[Row]) -> None:
    """Label, operation, PyTorch's name, shape, value."""
    for row in rows:
        label, operation, grad_fn, shape, *value = [text for _, text in row]
        worth = told.program.values[label]
        assert shape_of(shape) == np.shape(worth), label
        assert len(value) == len(headings) - 4
        if value:
            assert same(told.worth(value[0]), worth), label
        if operation != told.words["explain-input"]:
            assert same(told.program.computed(operation, told.program.values), worth), label
            assert grad_fn == _grad_fn(told, operation), label


def _grad_fn(told: Told, operation: str) -> str:
    """PyTorch's name of an operation over steps."""
    called = re.match(r"(mean|update)\(|\S+?(\[)", operation)
    if called:
        return {"mean": "MeanBackward0", "update": "CopySlices"}.get(called[1] or "", "SelectBackward0")
    left, sign, right = re.fullmatch(r"(\S+?) ?(\*\*|[-+*/@]) ?(\S+)", operation).groups()  # type: ignore[union-attr]
    if sign == "@":
        ranks = np.ndim(told.program.values[left]), np.ndim(told.program.values[right])
        return {(2, 2): "MmBackward0", (2, 1): "MvBackward0", (1, 1): "DotBackward0"}[ranks]
    return {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "**": "Pow"}[sign] + "Backward0"


def _jacobian(told: Told, headings: Row, rows: list[Row]) -> None:
    """A matrix, or one entry per row."""
    names = [text for _, text in headings]
    if told.flat_inputs == names:
        with told.moved():
            there = array(told.jacobian)
        labels = [f"∇{name}" for name in told.flat_outputs]
        _matrix(told, headings, rows, (array(told.jacobian), there), labels)
        return
    seen = set()
    output = ""
    for row in rows:
        texts = [text for _, text in row]
        if len(told.flat_outputs) == 1:
            slope = SLOPE.fullmatch(texts[0])
            assert slope is not None
            output, name, shown = slope[1], slope[2], texts[1:]
        else:
            if texts[0].startswith("∇"):
                output = texts.pop(0)[1:]
            name, shown = texts[0], texts[1:]
        i, j = told.flat_outputs.index(output), told.flat_inputs.index(name)
        with told.moved():
            there = told.jacobian[i][j]
        assert (output, name) not in seen
        seen.add((output, name))
        assert shown
        for text in shown:
            assert told.worth(text) == told.jacobian[i][j], row
            assert told.worths(text) in (None, there), row
    nonzero = {
        (output, name)
        for output, entries in zip(told.flat_outputs, told.jacobian, strict=True)
        for name, entry in zip(told.flat_inputs, entries, strict=True)
        if entry
    }
    assert nonzero <= seen


def _matrix(
    told: Told,
    headings: Row,
    rows: list[Row],
    matrices: tuple[Any, Any],
    labels: Sequence[str],
) -> None:
    """Numbers, and below them formulas where they say more; a cell may have both: `6*y[0] = 18`.

    `matrices` are what they are here and elsewhere.
    """
    here, there = matrices
    number = -1
    for row in rows:
        if row[0][0] < headings[0][0]:
            number += 1
            assert row.pop(0)[1] == labels[number]
            assert len(row) == len(headings)
        for place, text in row:
            column = max(j for j, (start, _) in enumerate(headings) if start <= place)
            for side in text.split(" = "):
                assert told.worth(side) == here[number][column], (labels[number], headings[column], text)
                assert told.worths(side) in (None, there[number][column]), (labels[number], text)
    assert number + 1 == len(labels)


def _scalar(told: Told, headings: Row, rows: list[Row]) -> None:
    """Every column of the row of an input is its gradient."""
    calls = [text for _, text in headings]
    assert f"{told.scalar}.backward()" in calls
    assert len(rows) == len(told.flat_inputs)
    assert [row[0][1].replace(".grad", "") for row in rows] == told.flat_inputs
    for row, entry, there in zip(rows, told.program.gradient(), told.elsewhere.gradient(), strict=True):
        shown = [text for _, text in row[1:]]
        assert len(shown) == len(headings)
        assert all(told.worth(text) == entry for text in shown), row
        assert all(told.worths(text) in (None, there) for text in shown), row


def _chain(told: Told, headings: Row, rows: list[Row]) -> None:
    """A local Jacobian, their product, or what it costs."""
    if headings[0][1] != told.words["explain-column-inner"]:
        several = [p.matrix(*told.factor) if told.factor else array(p.jacobian()) for p in told.worlds()]
        stages = ([name] for name in told.factor) if told.factor else (told.program.outputs, told.program.wrt)
        upper, lower = stages
        told.factor = None
        assert [text for _, text in headings] == [name for name, _ in told.program.elements(lower)]
        _matrix(told, headings, rows, (several[0], several[1]), [name for name, _ in told.program.elements(upper)])
        return
    shapes = [(1, len(told.jacobian)), *(factor.shape for factor in told.factors)]
    sides = {
        told.words["explain-chain-left"]: counted(shapes),
        told.words["explain-chain-right"]: counted([(n, m) for m, n in reversed(shapes)]),
    }
    for row in rows:
        label, sums, multiplications = [text for _, text in row]
        terms, inner = sums.split(" = ")
        assert sum(prod(map(int, term.split("·"))) for term in terms.split(" + ")) == int(inner)
        assert (int(inner), int(multiplications)) == sides.pop(label)
    assert not sides


def _stretches(told: Told, headings: Row, rows: list[Row]) -> None:
    """Where each .grad stands in wᵀJ."""
    assert len(headings) == 2
    start = 0
    assert [row[0][1] for row in rows] == [f"{name}.grad" for name in told.program.wrt]
    for (_, label), (_, shape), (_, stretch) in rows:
        name = label.removesuffix(".grad")
        assert shape_of(shape) == np.shape(told.program.values[name])
        found = STRETCH.fullmatch(stretch)
        assert found is not None
        assert int(found[1]) == start
        start += np.size(told.program.values[name])
        assert int(found[2] or start) == start
    assert start == len(told.flat_inputs)


def _pairs(told: Told, headings: Row, rows: list[Row]) -> None:
    """Shapes, numbers of entries and of those that are not 0, an output by an input."""
    assert len(headings) == 3
    entries, seen = 0, list[tuple[str, ...]]()
    for (_, label), (_, shape), (_, several), (_, nonzero) in rows:
        found = SLOPE.fullmatch(label)
        assert found is not None
        upper, lower = (text.strip("()").split(", ") for text in found.groups())
        assert (*upper, *lower) not in seen
        assert (len(set(upper)), len(set(lower))) == (len(upper), len(lower))
        seen.append((*upper, *lower))
        block = np.concatenate([np.concatenate([told.program.matrix(u, x) for x in lower], axis=1) for u in upper])
        assert shape_of(shape) == (*_joined(told, upper), *_joined(told, lower))
        assert int(several) == block.size == prod(shape_of(shape))
        assert int(nonzero) == sum(1 for e in block.ravel() if e)
        entries += block.size
    assert entries == len(told.flat_inputs) * len(told.flat_outputs)


def _joined(told: Told, names: Sequence[str]) -> tuple[int, ...]:
    return (len(names),) if len(names) > 1 else np.shape(told.program.values[names[0]])


# The table of each section.
TABLES: dict[str, Callable[..., None]] = {
    "a": _steps, "b": _jacobian, "d": _scalar, "f": _chain, "h": _stretches, "tensor": _pairs,
}  # fmt: skip
