"""Composites written out: the same numbers, no composite left, and every new node knows what it came from."""

from __future__ import annotations

import numpy as np
import pytest

from jacli.graph.expansion import expanded, has_composites
from jacli.graph.functions import TABLE
from tests.graph.values import VALUES, Value
from tests.programs import Program, lowered_value, written_out

COMPOSITES = [(row.name, value) for row in TABLE.values() if row.kind == "composite" for value in VALUES[row.name]]


@pytest.mark.parametrize(("name", "value"), COMPOSITES)
def test_a_composite_written_out_has_its_value_and_shape(name: str, value: Value) -> None:
    program = Program()
    inputs = [program.input(f"x{k}", *np.shape(a)) for k, a in enumerate(value.arguments)]
    y = program.call(name, *inputs, statics=value.statics, **value.named)
    flat = written_out(y)
    assert flat.shape == y.shape == np.shape(value.value)
    assert not has_composites(flat.f.graph, [flat.id])
    point = {f"x{k}": argument for k, argument in enumerate(value.arguments)}
    np.testing.assert_allclose(lowered_value(flat, point), value.value, rtol=1e-14)


def test_nodes_and_their_sources() -> None:
    program = Program()
    x = program.input("x", 3)
    mean = program.call("mean", x)
    y = program.apply("sin", mean)
    graph = program.graph
    assert has_composites(graph, [y.id])
    assert not has_composites(graph, [x.id])
    written = expanded(graph, [y.id])
    assert [row.name for row in written.graph.operations] == ["input", "sum", "constant", "div", "sin"]
    assert [graph.operations[n].name for n in written.sources] == ["input", "mean", "mean", "mean", "sin"]
    assert written.graph.operations[written.nodes[mean.id]].name == "div"
    assert set(written.nodes) == set(graph.reached([y.id]))


def test_what_is_no_composite_is_copied_as_typed() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    z = program.apply("add", program.apply("mul", y, x), program.apply("mul", 0, x))
    written = expanded(program.graph, [z.id])
    assert [row.name for row in written.graph.operations] == [row.name for row in program.graph.operations]
    assert written.graph.arguments == program.graph.arguments
    assert written.graph.parameters == program.graph.parameters


def test_composites_of_composites() -> None:
    program = Program()
    x = program.input("x", 2, 3)
    y = program.call("std", program.call("softmax", program.call("mean", x, axis=0)))
    flat = written_out(y)
    assert not has_composites(flat.f.graph, [flat.id])
    value = np.arange(6.0).reshape(2, 3)
    e = np.exp(value.mean(0))
    np.testing.assert_allclose(lowered_value(flat, {"x": value}), (e / e.sum()).std(), rtol=1e-14)
