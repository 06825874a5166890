"""Programs built by hand, node by node, as a reader would make them; and their values in each domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import pullback, pushforward
from jacli.domains import batch, evaluation
from jacli.domains.evaluation import Domain, Failure
from jacli.domains.lowering import flat_names, lower
from jacli.graph.expansion import expanded
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph, Number
from jacli.graph.operation import Operation
from jacli.graph.terms import Term

Array = npt.NDArray[np.float64]
Point = Mapping[str, Any]


class Program:
    """A graph under construction: typed nodes, nothing simplified."""

    def __init__(self, limit: int = 1_000_000) -> None:
        self.graph = Graph(limit)
        self.f = Rules(self.graph)

    def input(self, name: str, *shape: int) -> Term:
        return self.f.node(TABLE["input"], parameter=name, shape=shape)

    def number(self, value: float | Fraction) -> Term:
        return self.f.node(TABLE["constant"], parameter=Number(str(value), Fraction(value)))

    def apply(self, operation: str | Operation, *operands: Term | float | Fraction, parameter: Any = None) -> Term:
        """One node of a row, with a parameter already bound."""
        row = TABLE[operation] if isinstance(operation, str) else operation
        terms = [t if isinstance(t, Term) else self.number(t) for t in operands]
        if row.shape is None:
            return self.f.pointwise(row, *terms, parameter=parameter)
        shape = row.shape(parameter, *(t.shape for t in terms))
        return self.f.node(row, *terms, parameter=parameter, shape=shape)

    def call(self, operation: str | Operation, *operands: Any, statics: Sequence[Any] = (), **named: Any) -> Term:
        """One node of a row, its parameter bound from constants as a program gives them."""
        row = TABLE[operation] if isinstance(operation, str) else operation
        terms = [t if isinstance(t, Term) else self.number(t) for t in operands]
        parameter = row.bind(*(t.shape for t in terms), *statics, **named) if row.bind else None
        return self.apply(row, *terms, parameter=parameter)

    def literal(self, value: Any) -> Term:
        """A number or a nested list of numbers."""
        if not isinstance(value, (list, tuple)):
            return self.number(value)
        return self.apply("array", *(self.literal(item) for item in value))


def pointwise_rows() -> list[Operation]:
    return [row for row in TABLE.values() if row.kind == "pointwise"]


def operand_count(row: Operation) -> int:
    """How many operands tests give a row: three where any number may stand."""
    names = [name.strip() for name in row.signature.partition(";")[0].split(",") if name.strip()]
    return sum(3 if name.startswith("*") else 0 if name.startswith("#") else 1 for name in names)


def flat_point(point: Point) -> dict[str, Any]:
    """The point by flat names, numbers as they are."""
    found: dict[str, Any] = {}
    for name, value in point.items():
        array = np.asarray(value, dtype=object)
        found.update(zip(flat_names(name, array.shape), array.ravel().tolist(), strict=True))
    return found


def scalar_values(graph: Graph, nodes: Sequence[int], point: Mapping[str, Any], domain: Domain) -> list[Any]:
    """Values (or Failures) of nodes of a scalar graph."""
    values = evaluation.evaluate(graph, graph.reached(nodes), point, domain)
    return [values[node] for node in nodes]


def floats(value: Any) -> float:
    """A plain value, nan for a Failure."""
    return float("nan") if isinstance(value, Failure) else float(value)


def lowered_value(term: Term, point: Point) -> Array:
    """The value of an array node, lowered and evaluated in plain floats."""
    lowered = lower(term.f.graph, [term.id])
    given = {name: float(number) for name, number in flat_point(point).items()}
    elements = lowered.elements[term.id]
    values = scalar_values(lowered.graph, elements, given, evaluation.plain())
    return np.array([floats(v) for v in values]).reshape(term.shape)


def batch_value(term: Term, point: Point, lead: int = 0) -> Array:
    """The value of an array node in numpy; arrays of the point may have leading axes."""
    found: Array = batch.evaluate(term.f.graph, [term.id], point, lead)[0]
    return found


def written_out(term: Term) -> Term:
    """The same node of a program without composites."""
    plain = expanded(term.f.graph, [term.id])
    return Rules(plain.graph).term(plain.nodes[term.id])


def pulled(y: Term, w: Term, x: Term) -> Term:
    """wᵀ ∂y/∂x, 0 where y does not depend on x."""
    f = y.f
    assert isinstance(f, Rules)
    return pullback(f, {y.id: w}, [x.id]).get(x.id, f.constant(0, x.shape))


def pushed(y: Term, x: Term, v: Term) -> Term:
    """∂y/∂x v, 0 where y does not depend on x."""
    f = y.f
    assert isinstance(f, Rules)
    return pushforward(f, {x.id: v}, [y.id]).get(y.id, f.constant(0, y.shape))
