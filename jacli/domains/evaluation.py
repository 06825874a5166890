"""Evaluating a scalar graph in a domain, and saying where a value stops existing.

A domain names a callable per row. A node that has no value becomes a `Failure`, which travels on to what
depends on it, but not out of a branch that is not taken. Floats have a fast loop; what it finds not to be
finite is gone over again with care.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from math import isfinite, isnan
from typing import Any, Literal

from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph, Number
from jacli.graph.operation import Operation

CONSTANT, INPUT, UNASSIGNED = TABLE["constant"], TABLE["input"], TABLE["unassigned"]
WHERE, AND, OR, NOT = TABLE["where"], TABLE["and"], TABLE["or"], TABLE["not"]
# What floats do by themselves in the fast loop: it raises, or agrees with the watchful one.
UNWATCHED: dict[Operation, Callable[..., float]] = {TABLE["div"]: operator.truediv, TABLE["power"]: math.pow}
# Rows that take truth values, and from which argument on they take numbers.
NUMBERS_FROM = {WHERE: 1, AND: 2, OR: 2, NOT: 1}

Column = Literal["plain", "exact", "precise"]
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a node has no value: it left the domain, grew too large, or could not be decided.

    `node` is where that happened, the same for all that depend on it.
    """

    kind: Literal["undefined", "overflow", "omitted", "undecided"]
    node: int


@dataclass(frozen=True, eq=False, slots=True)
class Domain:
    """A kind of number: its column in the table, and how it writes a Fraction."""

    column: Column
    number: Callable[[Fraction], Any]


# What a definition raises where it has no value, as a callable of its own would.
FAILURES: dict[str, type[ArithmeticError | ValueError]] = {
    "undefined": ValueError,
    "overflow": OverflowError,
    "omitted": ArithmeticError,
    "undecided": ArithmeticError,
}


@cache
def resolved(name: str) -> Any:
    """The object that a dotted name of the table means."""
    module, _, attribute = name.rpartition(".")
    home = module if module in ("math", "operator", "numpy", "sympy") else f"jacli.domains.{module}"
    return getattr(import_module(home), attribute)


@cache
def callable_of(row: Operation, column: str) -> Callable[..., Any] | None:
    """The callable of a row in a domain, None where the row is evaluated by its definition."""
    name = getattr(row, column)
    return resolved(name) if name else None


@cache
def plain() -> Domain:
    """Python floats."""
    return Domain("plain", float_of)


@cache
def exact() -> Domain:
    """Fractions, and sympy numbers once something is irrational."""
    return Domain("exact", Fraction)


@cache
def precise() -> Domain:
    """Intervals of mpmath numbers that hold the true value."""
    from jacli.domains.precise import from_fraction

    return Domain("precise", from_fraction)


def float_of(value: Fraction) -> float:
    """The nearest float, infinite beyond the largest."""
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def evaluate(
    graph: Graph,
    nodes: Sequence[int],
    inputs: Mapping[str, Any],
    domain: Domain,
    known: Mapping[int, Any] | None = None,
) -> dict[int, Any]:
    """The value or Failure of each of the nodes, which must be closed under arguments and ascending.

    `inputs` maps the flat names of inputs to numbers of the domain (or Failures); nodes in `known` are not
    evaluated.
    """
    if domain.column == "plain" and not known:
        fast = _floats(graph, nodes, inputs)
        # A sum is finite only if every term is.
        if isfinite(sum(fast.values())) or all(map(isfinite, fast.values())):
            return fast
    return _carefully(graph, nodes, inputs, domain, known or {})


def leaf(graph: Graph, node: int, inputs: Mapping[str, Any], domain: Domain) -> Any:
    """The value of a node without arguments."""
    row = graph.operations[node]
    if row is CONSTANT:
        number: Number = graph.parameters[node]
        return domain.number(number.value)
    if row is INPUT:
        given = inputs[graph.parameters[node]]
        return Failure(given.kind, node) if isinstance(given, Failure) else given
    if row is UNASSIGNED:
        return Failure("undefined", node)
    constant = callable_of(row, domain.column)
    return constant() if callable(constant) else constant


def _floats(graph: Graph, nodes: Sequence[int], inputs: Mapping[str, Any]) -> dict[int, float]:
    """The fast loop: whatever raises becomes nan and the loop goes on behind it."""
    values: dict[int, float] = {}
    operations, arguments = graph.operations, graph.arguments
    bound: dict[Operation, Callable[..., Any]] = {}
    domain = plain()
    remaining = iter(nodes)
    node = -1
    while True:
        try:
            for node in remaining:
                several = arguments[node]
                if not several:
                    found = leaf(graph, node, inputs, domain)
                    values[node] = NAN if isinstance(found, Failure) else found
                    continue
                row = operations[node]
                function = bound.get(row)
                if function is None:
                    function = bound[row] = UNWATCHED.get(row) or function_of(row, len(several), domain)
                if graph.parameters[node] is not None:
                    values[node] = function(*[values[a] for a in several], graph.parameters[node])
                elif len(several) == 2:
                    values[node] = function(values[several[0]], values[several[1]])
                else:
                    values[node] = function(*[values[a] for a in several])
            return values
        except (ValueError, ArithmeticError):
            values[node] = NAN


def function_of(row: Operation, arity: int, domain: Domain) -> Callable[..., Any]:
    """The callable of a row, or its definition as one."""
    found = callable_of(row, domain.column)
    return found if found is not None else _defined(row, arity, domain)


def _defined(row: Operation, arity: int, domain: Domain) -> Callable[..., Any]:
    from jacli.domains.templates import template

    graph, inputs, output = template(row, arity)
    nodes = graph.reached([output])
    names = [graph.parameters[n] for n in inputs]

    def function(*arguments: Any) -> Any:
        given = dict(zip(names, arguments, strict=True))
        value = _carefully(graph, nodes, given, domain, {})[output]
        if isinstance(value, Failure):
            raise FAILURES[value.kind](row.name)
        return value

    return function


def counted(row: Operation, arguments: Sequence[Any], domain: Domain) -> Sequence[Any]:
    """The arguments of a row; truth values where numbers belong count 1 or 0."""
    if bool not in map(type, arguments):
        return arguments
    start = NUMBERS_FROM.get(row, 0)
    return [domain.number(Fraction(a)) if type(a) is bool and k >= start else a for k, a in enumerate(arguments)]


def _apply(graph: Graph, node: int, arguments: Sequence[Any], domain: Domain) -> Any:
    row, parameter = graph.operations[node], graph.parameters[node]
    arguments = counted(row, arguments, domain)
    function = function_of(row, len(arguments), domain)
    return function(*arguments) if parameter is None else function(*arguments, parameter)


def _carefully(
    graph: Graph, nodes: Sequence[int], inputs: Mapping[str, Any], domain: Domain, known: Mapping[int, Any]
) -> dict[int, Any]:
    values: dict[int, Any] = dict(known)
    for node in nodes:
        if node in known:
            continue
        several = graph.arguments[node]
        if not several:
            values[node] = leaf(graph, node, inputs, domain)
            continue
        arguments = [values[a] for a in several]
        if any(isinstance(a, Failure) for a in arguments):
            values[node] = _around_failure(graph.operations[node], arguments)
        else:
            values[node] = _attempt(graph, node, arguments, domain)
    return values


def _around_failure(row: Operation, arguments: Sequence[Any]) -> Any:
    """Only `where`, `and`, `or` can do without an argument that has no value."""
    if row is WHERE and not isinstance(arguments[0], Failure):
        return arguments[1] if arguments[0] else arguments[2]
    if row is AND and any(not isinstance(a, Failure) and not a for a in arguments):
        return False
    if row is OR and any(not isinstance(a, Failure) and a for a in arguments):
        return True
    return next(a for a in arguments if isinstance(a, Failure))


def _attempt(graph: Graph, node: int, arguments: Sequence[Any], domain: Domain) -> Any:
    try:
        value = _apply(graph, node, arguments, domain)
    except OverflowError:
        return Failure("overflow", node)
    except (ValueError, ZeroDivisionError):
        return Failure("undefined", node)
    except ArithmeticError:
        # TooLarge and Undecided, which their domains raise
        return Failure("undecided" if domain.column == "precise" else "omitted", node)
    if domain.column != "plain" or isfinite(value):
        return value
    return _float_failure(graph, node, value, arguments)


def _float_failure(graph: Graph, node: int, value: float, arguments: Sequence[float]) -> Any:
    """A float that is not finite: infinite where a derivative or overflow made it so, else undefined."""
    if graph.origins[node] >= 0:
        return value
    row = graph.operations[node]
    divided = row.name in ("div", "power", "log", "log2", "log10", "logit")
    zero = divided and any(a == 0 for a in arguments)
    return Failure("undefined" if isnan(value) or zero else "overflow", node)
