"""Watching a reverse sweep, sweeping through composites as they are typed, and Jacobians between any two cuts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from jacli.calculus import operators
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import Share, pullback
from jacli.domains import evaluation
from jacli.graph.functions import COMPOSITE, TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation
from jacli.graph.terms import Term
from tests.programs import Program, batch_value, pulled, scalar_values, written_out


class Diary:
    """Writes down all that a sweep tells, and may put a symbol in place of a cotangent."""

    def __init__(self, symbols: Sequence[int] = ()) -> None:
        self.symbols = symbols
        self.order: list[int] = []
        self.cotangents: dict[int, Term] = {}
        self.shares: list[tuple[int, int, Term]] = []

    def cotangent(self, node: int, u: Term) -> Term:
        self.order.append(node)
        self.cotangents[node] = u
        return u.f.node(TABLE["input"], parameter=f"∂{node}", shape=u.shape) if node in self.symbols else u

    def handed_back(self, node: int, shares: Sequence[Share]) -> None:
        self.shares += [(node, argument, share) for argument, share, _ in shares]


def exact_values(graph: Graph, terms: Sequence[Term], point: dict[str, Any]) -> list[Fraction]:
    return scalar_values(graph, [t.id for t in terms], point, evaluation.exact())


def test_a_watcher_sees_every_cotangent_as_the_sum_of_its_shares_last_node_first() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    u = program.apply("mul", x, y)
    v = program.apply("sin", u)
    w = program.apply("add", program.apply("mul", u, u), program.apply("mul", v, x))
    diary = Diary()
    found = pullback(program.f, {w.id: program.f.constant(1)}, [x.id, y.id], diary)
    assert diary.order == sorted(diary.order, reverse=True)
    assert diary.cotangents[x.id].id == found[x.id].id
    assert diary.cotangents[y.id].id == found[y.id].id
    point = {"x": 0.7, "y": 1.3}
    for node, cotangent in diary.cotangents.items():
        shares = [share for _, argument, share in diary.shares if argument == node]
        if shares:
            total, *several = scalar_values(
                program.graph, [cotangent.id, *(s.id for s in shares)], point, evaluation.plain()
            )
            assert total == pytest.approx(sum(several), rel=1e-14)


def test_a_symbol_stands_for_a_cotangent_from_there_on() -> None:
    program = Program()
    x = program.input("x")
    u = program.apply("mul", x, x)
    y = program.apply("mul", u, u)
    diary = Diary(symbols=[u.id])
    found = pullback(program.f, {y.id: program.f.constant(1)}, [x.id], diary)
    # ū·x + ū·x at ū = 10, x = 3, and ū itself u + u
    assert exact_values(program.graph, [found[x.id]], {"x": Fraction(3), f"∂{u.id}": Fraction(10)}) == [60]
    assert exact_values(program.graph, [diary.cotangents[u.id]], {"x": Fraction(3)}) == [18]


def operands(program: Program, row: Operation) -> list[Term]:
    if row.name == "cross":
        return [program.input("a", 3), program.input("b", 3)]
    if row.name in ("outer", "kron", "dot"):
        return [program.input("a", 2), program.input("b", 2)]
    return [program.input("a", 2, 2)]


@pytest.mark.parametrize("row", COMPOSITE, ids=lambda row: row.name)
def test_a_composite_is_swept_as_its_definition_is(row: Operation) -> None:
    program = Program()
    typed = operands(program, row)
    y = program.call(row, *typed)
    values = {"a": np.array([1.5, -0.5, 2.0])[: typed[0].shape[0]], "b": np.array([0.5, 2.5, -1.0])}
    if len(typed[0].shape) == 2:
        values["a"] = np.array([[1.5, -0.5], [2.0, 0.7]])
    point = {t.parameter: values[t.parameter][: t.shape[0]] for t in typed}
    weights = program.literal(np.arange(1, 1 + int(np.prod(y.shape))).reshape(y.shape).tolist())
    typed_gradients = [batch_value(pulled(y, weights, x), point) for x in typed]
    flat = written_out(program.apply("mul", y, weights))
    whole = flat.f.constant(1, flat.shape)
    for x, found in zip(typed, typed_gradients, strict=True):
        graph = flat.f.graph
        inner = flat.f.term(graph.node(TABLE["input"], (), x.parameter, x.shape))
        np.testing.assert_allclose(found, batch_value(pulled(flat, whole, inner), point), rtol=1e-12)


def test_a_branch_not_taken_stays_out_of_a_composite() -> None:
    program = Program()
    x = program.input("x", 2)
    root = program.apply("sqrt", x)
    mean = program.call("mean", root)
    y = program.apply("where", program.apply("gt", program.apply("sum", x, parameter=((0,), False)), 0), mean, 0)
    gradient = batch_value(pulled(y, program.f.constant(1), x), {"x": np.zeros(2)})
    np.testing.assert_array_equal(gradient, [0, 0])


def test_local_jacobians_take_their_inputs_for_independent() -> None:
    program = Program()
    x = program.input("x")
    u = program.apply("mul", x, x)
    v = program.apply("mul", u, x)
    outputs = [v.id, u.id, program.apply("add", u, v).id]
    rows = operators.local_jacobian(program.graph, outputs, [u.id, x.id])
    f = Rules(program.graph)
    values = [
        {j: exact_values(program.graph, [f.term(n)], {"x": Fraction(3)})[0] for j, n in row.items()} for row in rows
    ]
    # ∂(u·x) by u and by x apart; u is itself; u + u·x
    assert values == [{0: 3, 1: 9}, {0: 1}, {0: 4, 1: 9}]
