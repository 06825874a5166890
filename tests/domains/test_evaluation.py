"""Evaluating a scalar graph: where values stop existing, what a failure spoils and what it does not."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from jacli.calculus.algebra import Rules
from jacli.domains import evaluation
from jacli.domains.evaluation import Domain, Failure, callable_of, evaluate, float_of, resolved
from jacli.graph.functions import TABLE
from jacli.graph.terms import Term
from tests.programs import Program, pulled

PLAIN, EXACT, PRECISE = evaluation.plain, evaluation.exact, evaluation.precise
DOMAINS = [PLAIN, EXACT, PRECISE]


def value(term: Term, domain: Domain, **point: Any) -> Any:
    graph = term.f.graph
    given = {name: v if isinstance(v, Failure) else domain.number(Fraction(v)) for name, v in point.items()}
    return evaluate(graph, graph.reached([term.id]), given, domain)[term.id]


def number(found: Any) -> float:
    """A value of any domain as a float."""
    if isinstance(found, (int, float, Fraction)):
        return float(found)
    if hasattr(found, "expr"):
        return float(found.expr)
    low, high = found.ends()
    assert high - low < Fraction(1, 10**8)
    return float(low)


# ── values ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_evaluates_a_program(domain: Any) -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    z = program.apply("add", program.apply("mul", x, y), program.apply("div", program.apply("sqrt", x), 3))
    z = program.apply("sub", z, program.apply("mul", program.apply("pi"), program.apply("e")))
    found = number(value(z, domain(), x=Fraction(1, 4), y=8))
    assert found == pytest.approx(2 + 1 / 6 - math.pi * math.e, rel=1e-14)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_truth_value_counts_1_or_0_in_arithmetic(domain: Any) -> None:
    program = Program()
    x = program.input("x")
    positive = program.apply("gt", x, 0)
    large = program.apply("ge", x, 2)
    for term, expected in (
        (program.apply("add", positive, large), 1),
        (program.apply("mul", 3, positive), 3),
        (program.apply("neg", large), 0),
        (program.apply("power", positive, large), 1),
        (program.apply("where", positive, large, 7), 0),
        (program.apply("max", positive, large), 1),
        (program.apply("sin", program.apply("mul", positive, 0)), 0),
    ):
        assert number(value(term, domain(), x=1)) == expected


@pytest.mark.parametrize("domain", DOMAINS)
def test_conditions(domain: Any) -> None:
    program = Program()
    x = program.input("x")
    inside = program.apply("and", program.apply("gt", x, 0), program.apply("le", x, 1))
    outside = program.apply("not", inside)
    either = program.apply("or", program.apply("eq", x, 2), inside)
    expected = {Fraction(0): (False, True, False), Fraction(1): (True, False, True), Fraction(2): (False, True, True)}
    for point, truths in expected.items():
        assert tuple(bool(value(t, domain(), x=point)) for t in (inside, outside, either)) == truths


def test_rows_without_a_callable_are_evaluated_by_their_definition() -> None:
    assert callable_of(TABLE["sigmoid"], "exact") is None
    program = Program()
    x = program.input("x")
    half = value(program.apply("sigmoid", x), EXACT(), x=0)
    assert half == Fraction(1, 2)
    assert value(program.apply("relu", x), EXACT(), x=-3) == 0
    assert value(program.apply("clip", x, 0, 1), EXACT(), x=Fraction(7, 2)) == 1
    assert value(program.apply("leaky_relu", x, Fraction(1, 100)), EXACT(), x=-3) == Fraction(-3, 100)


def test_known_nodes_are_not_evaluated() -> None:
    program = Program()
    x = program.input("x")
    s = program.apply("log", x)
    y = program.apply("add", s, 1)
    graph = program.graph
    found = evaluate(graph, graph.reached([y.id]), {}, EXACT(), {x.id: None, s.id: Fraction(41)})
    assert found[y.id] == 42


def test_constants_are_rounded_to_the_nearest_float() -> None:
    assert float_of(Fraction(1, 3)) == 1 / 3
    assert float_of(Fraction(10**400, 10**399)) == 10
    assert float_of(Fraction(10) ** 400) == math.inf
    assert float_of(-(Fraction(10) ** 400)) == -math.inf
    assert float_of(Fraction(1, 10**400)) == 0


def test_names_are_resolved_once() -> None:
    assert resolved("math.sin") is math.sin
    assert resolved("plain.div") is resolved("plain.div")
    with pytest.raises(AttributeError):
        resolved("plain.no_such_function")


# ── failures ──────────────────────────────────────────────────────────────────────────────────────────────

OUTSIDE: list[tuple[str, tuple[Any, ...], str]] = [
    ("log", (-1,), "undefined"),
    ("log", (0,), "undefined"),
    ("sqrt", (-1,), "undefined"),
    ("div", (1, 0), "undefined"),
    ("div", (0, 0), "undefined"),
    ("power", (-8, Fraction(1, 3)), "undefined"),
    ("power", (0, -1), "undefined"),
    ("asin", (2,), "undefined"),
    ("acosh", (0,), "undefined"),
    ("atanh", (1,), "undefined"),
    ("log2", (0,), "undefined"),
    ("log10", (-1,), "undefined"),
    ("log1p", (-1,), "undefined"),
    ("logit", (0,), "undefined"),
    ("gamma", (-1,), "undefined"),
    ("lgamma", (0,), "undefined"),
    ("digamma", (-2,), "undefined"),
    ("mod", (1, 0), "undefined"),
    ("floordiv", (1, 0), "undefined"),
]


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize(("name", "arguments", "kind"), OUTSIDE)
def test_what_has_no_value(name: str, arguments: tuple[Any, ...], kind: str, domain: Any) -> None:
    program = Program()
    inputs = [program.input(f"x{k}") for k in range(len(arguments))]
    y = program.apply(name, *inputs)
    point = {f"x{k}": v for k, v in enumerate(arguments)}
    assert value(y, domain(), **point) == Failure("undefined", y.id)


def test_floats_overflow_and_exact_numbers_grow_too_large() -> None:
    program = Program()
    x = program.input("x")
    for name in ("exp", "cosh", "exp2", "gamma", "expm1"):
        y = program.apply(name, x)
        assert value(y, PLAIN(), x=5000) == Failure("overflow", y.id), name
    product = program.apply("mul", x, x)
    assert value(product, PLAIN(), x=10**200) == Failure("overflow", product.id)
    assert value(product, EXACT(), x=10**200) == 10**400
    power = program.apply("power", x, x)
    assert value(power, PLAIN(), x=1000) == Failure("overflow", power.id)
    assert value(power, EXACT(), x=10**6) == Failure("omitted", power.id)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_failure_travels_with_the_node_where_it_happened(domain: Any) -> None:
    program = Program()
    x = program.input("x")
    log = program.apply("log", x)
    y = program.apply("exp", program.apply("mul", program.apply("add", log, 1), 0))
    z = program.apply("max", y, 3)
    for term in (y, z, program.apply("gt", log, 0), program.apply("power", log, 0)):
        assert value(term, domain(), x=-1) == Failure("undefined", log.id)


@pytest.mark.parametrize("domain", DOMAINS)
def test_it_does_not_travel_out_of_a_branch_not_taken(domain: Any) -> None:
    program = Program()
    x = program.input("x")
    log = program.apply("log", x)
    positive = program.apply("gt", x, 0)
    y = program.apply("where", positive, log, 7)
    z = program.apply("where", program.apply("not", positive), 7, program.apply("mul", log, 2))
    for term in (y, z):
        assert number(value(term, domain(), x=-1)) == 7
        assert number(value(term, domain(), x=1)) == 0
    undecided = program.apply("where", program.apply("gt", log, 0), 1, 1)
    assert value(undecided, domain(), x=-1) == Failure("undefined", log.id)


@pytest.mark.parametrize("domain", DOMAINS)
def test_and_and_or_need_only_one_side(domain: Any) -> None:
    program = Program()
    x = program.input("x")
    log = program.apply("log", x)
    true, false = program.apply("lt", x, 0), program.apply("gt", x, 0)
    unknown = program.apply("gt", log, 0)
    known = {("and", false): False, ("or", true): True}
    for (name, side), expected in known.items():
        for operands in ((side, unknown), (unknown, side)):
            assert value(program.apply(name, *operands), domain(), x=-1) is expected
    for name, side in (("and", true), ("or", false)):
        for operands in ((side, unknown), (unknown, side)):
            assert value(program.apply(name, *operands), domain(), x=-1) == Failure("undefined", log.id)
    assert value(program.apply("not", unknown), domain(), x=-1) == Failure("undefined", log.id)


@pytest.mark.parametrize("domain", DOMAINS)
def test_an_element_never_assigned_has_no_value(domain: Any) -> None:
    program = Program()
    node = program.f.node(TABLE["unassigned"])
    y = program.apply("add", node, program.input("x"))
    assert value(y, domain(), x=1) == Failure("undefined", node.id)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_point_may_lack_a_value(domain: Any) -> None:
    program = Program()
    x = program.input("x")
    y = program.apply("sin", x)
    assert value(y, domain(), x=Failure("undefined", 99)) == Failure("undefined", x.id)


def test_one_failure_spoils_no_other_node() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    bad = program.apply("log", x)
    good = [program.apply("sin", y), program.apply("mul", y, y), program.apply("exp", y)]
    graph = program.graph
    found = evaluate(graph, graph.reached([bad.id, *(g.id for g in good)]), {"x": -1.0, "y": 0.5}, PLAIN())
    assert found[bad.id] == Failure("undefined", bad.id)
    assert [found[g.id] for g in good] == [math.sin(0.5), 0.25, math.exp(0.5)]


# ── floats that are not finite ────────────────────────────────────────────────────────────────────────────


def test_a_typed_infinity_is_a_failure_and_a_derived_one_a_value() -> None:
    program = Program()
    x = program.input("x")
    root = program.apply("sqrt", x)
    slope = pulled(root, program.f.constant(1), x)
    assert value(slope, PLAIN(), x=0) == math.inf
    assert value(slope, EXACT(), x=0) == Failure("undefined", slope.id)
    typed = program.apply("div", 1, x)
    assert value(typed, PLAIN(), x=0) == Failure("undefined", typed.id)
    beyond = program.apply("atan", typed)
    assert value(beyond, PLAIN(), x=0) == Failure("undefined", typed.id)


def test_zero_times_infinity_is_nan_and_not_zero() -> None:
    program = Program()
    x = program.input("x")
    y = program.apply("mul", program.apply("sqrt", x), program.apply("sqrt", x))
    slope = pulled(y, program.f.constant(1), x)
    assert math.isnan(value(slope, PLAIN(), x=0))


def test_the_fast_loop_and_the_careful_one_agree() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    terms: list[Term] = [x, y, program.number(3)]
    for k, row in enumerate(r for r in TABLE.values() if r.kind in ("pointwise", "condition")):
        arity = len(row.sample) if "*" not in row.signature else 2
        parameter = 1 if row.signature.startswith("#") else None
        operands = [terms[(k + j) % len(terms)] for j in range(arity)]
        terms.append(program.apply(row, *operands, parameter=parameter))
    graph, nodes = program.graph, range(len(program.graph))
    for given in ({"x": 0.3, "y": 0.7}, {"x": 1.5, "y": -0.25}, {"x": 0.0, "y": 2.0}):
        fast = evaluation._floats(graph, nodes, given)
        careful = evaluation._carefully(graph, nodes, given, PLAIN(), {})
        for node in nodes:
            if isinstance(careful[node], Failure):
                continue
            assert fast[node] == careful[node] or (math.isnan(fast[node]) and math.isnan(careful[node]))


def test_derivatives_of_every_kind_share_one_graph_with_their_program() -> None:
    """A node that a derivative shares with the program counts as typed: log(-1) is found though 1/x is fine."""
    program = Program()
    x = program.input("x")
    y = program.apply("log", x)
    slope = Rules(program.graph).term(pulled(y, program.f.constant(1), x).id)
    assert value(slope, PLAIN(), x=-1) == -1
    found = evaluate(program.graph, program.graph.reached([y.id, slope.id]), {"x": -1.0}, PLAIN())
    assert found[y.id] == Failure("undefined", y.id)
