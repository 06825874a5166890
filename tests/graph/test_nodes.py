"""Nodes: equal ones once, different ones apart, in the order typed, up to the limit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jacli.errors import LimitReached
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph, Number
from jacli.graph.terms import Algebra
from tests.programs import Program

CONSTANT, INPUT = TABLE["constant"], TABLE["input"]


def number(graph: Graph, text: str) -> int:
    return graph.node(CONSTANT, (), Number(text, Fraction(text)))


def variable(graph: Graph, name: str) -> int:
    return graph.node(INPUT, (), name)


def test_equal_nodes_exist_once() -> None:
    graph = Graph()
    x, y = variable(graph, "x"), variable(graph, "y")
    assert variable(graph, "x") == x
    first = graph.node(TABLE["sub"], (x, y))
    assert graph.node(TABLE["sub"], (x, y)) == first
    assert graph.node(TABLE["sub"], (y, x)) != first
    assert len(graph) == 4


def test_the_parameter_is_part_of_a_node() -> None:
    graph = Graph()
    x = variable(graph, "x")
    first = graph.node(TABLE["polygamma"], (x,), 1)
    assert graph.node(TABLE["polygamma"], (x,), 2) != first
    assert graph.node(TABLE["polygamma"], (x,), 1) == first


@pytest.mark.parametrize("name", ["add", "mul"])
def test_a_commutative_twin_is_found_and_keeps_the_order_first_typed(name: str) -> None:
    graph = Graph()
    x, y = variable(graph, "x"), variable(graph, "y")
    typed = graph.node(TABLE[name], (y, x))
    assert graph.node(TABLE[name], (x, y)) == typed
    assert graph.arguments[typed] == (y, x)


@pytest.mark.parametrize("name", ["sub", "div", "power", "max", "atan2"])
def test_other_operations_have_no_twin(name: str) -> None:
    graph = Graph()
    x, y = variable(graph, "x"), variable(graph, "y")
    assert graph.node(TABLE[name], (x, y)) != graph.node(TABLE[name], (y, x))


def test_constants_are_told_apart_by_their_text() -> None:
    graph = Graph()
    texts = ["1", "1.0", "1.00", "1e0", "0", "0.0", "-0.0"]
    nodes = [number(graph, text) for text in texts]
    assert len(set(nodes)) == len(texts)
    assert [graph.parameters[node].text for node in nodes] == texts
    assert number(graph, "1.0") == nodes[1]
    assert Number("1", Fraction(1)) != Number("True", Fraction(1))
    assert Number("1", Fraction(1)) != 1


def test_nothing_typed_is_folded() -> None:
    program = Program()
    x = program.input("x")
    before = len(program.graph)
    program.apply("mul", 0, program.apply("log", x))
    program.apply("power", program.apply("log", x), 0)
    program.apply("add", 1, 2)
    # log, two products, a sum, and the constants 0, 1, 2
    assert len(program.graph) - before == 7


def test_the_limit_is_reached_and_said() -> None:
    graph = Graph(limit=3)
    x = variable(graph, "x")
    graph.node(TABLE["sin"], (x,))
    graph.node(TABLE["cos"], (x,))
    assert variable(graph, "x") == x
    with pytest.raises(LimitReached) as caught:
        graph.node(TABLE["tan"], (x,))
    assert caught.value.code == "too-many-nodes"
    assert caught.value.fields == {"limit": 3}


def test_reached_is_closed_and_ascending() -> None:
    graph = Graph()
    x, y = variable(graph, "x"), variable(graph, "y")
    s = graph.node(TABLE["sin"], (x,))
    graph.node(TABLE["cos"], (y,))
    p = graph.node(TABLE["mul"], (s, x))
    assert graph.reached([p]) == [x, s, p]
    assert graph.reached([p, p, y]) == [x, y, s, p]
    assert graph.reached([]) == []


def test_a_chain_of_any_length_is_walked() -> None:
    graph = Graph()
    node = variable(graph, "x")
    for _ in range(50_000):
        node = graph.node(TABLE["sin"], (node,))
    assert len(graph.reached([node])) == 50_001


# ── what derivatives are made with is simplified, and only that ───────────────────────────────────────────


def test_zero_one_and_minus_one_disappear() -> None:
    program = Program()
    f, x = program.f, program.input("x")
    for term in (x + 0, 0 + x, x - 0, x * 1, 1 * x, x / 1, x**1, f.neg(-x), (x * -1) * -1):
        assert term.id == x.id
    assert f.number(x * 0) == 0
    assert f.number(0 / x) == 0
    assert f.number(x**0) == 1
    assert (x * -1).id == (-x).id == (0 - x).id == (x / -1).id
    assert (x + (-x)).id == (x - x).id
    assert f.number(f.constant(2) + 3) == 5
    assert f.number(f.constant(2) / 3) == Fraction(2, 3)
    assert f.number(f.constant(2) / 0) is None


def test_a_node_number_is_never_taken_for_a_constant() -> None:
    # nodes 0 and 1 are inputs here: a partial that were the int 1 could be mistaken for node 1
    program = Program()
    x, y = program.input("x"), program.input("y")
    assert (x.id, y.id) == (0, 1)
    assert program.f.number(y) is None
    assert (y * x).id not in (x.id, y.id)


def test_terms_of_different_shapes_are_broadcast_by_nodes() -> None:
    program = Program()
    x, y = program.input("x", 3), program.input("y")
    product = x * y
    assert product.shape == (3,)
    stretched = program.graph.arguments[product.id][1]
    assert program.graph.operations[stretched].name == "broadcast"
    assert program.f.number(program.f.constant(2, (4, 3))) == 2
    assert (x + program.f.constant(0, (2, 3))).shape == (2, 3)


def test_sums_and_moves_of_a_constant_are_constants() -> None:
    program = Program()
    f = program.f
    two = f.constant(2, (3, 4))
    assert f.number(f.sum(two)) == 24
    assert f.number(f.sum(two, (0,), keepdims=True)) == 6
    assert f.sum(two, (0,), keepdims=True).shape == (1, 4)
    assert f.reshape(two, (12,)).shape == f.transpose(f.constant(2, (12,)), (0,)).shape == (12,)
    x = program.input("x", 2, 3)
    assert x.T.T.id == x.id
    assert f.reshape(x, (2, 3)).id == x.id


def test_the_algebra_knows_only_rows_of_the_table() -> None:
    algebra = Algebra(Graph())
    with pytest.raises(AttributeError):
        algebra.no_such_function  # noqa: B018  the access is what is tried
    with pytest.raises(AttributeError):
        algebra.amax  # noqa: B018  no pointwise row
