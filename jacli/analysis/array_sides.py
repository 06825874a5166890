"""One-sided derivatives of arrays at kinks: a sweep of directional derivatives, one direction per leading index.

|t| for abs, the larger tangent at a tie: as in `directions`, but of whole arrays, so that only kinks at which a
value stays are followed. Where a value may jump or a branch turn, or a kink is near and not met, a side is
undefined, and so is all that it takes part in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import isinf, isnan
from typing import TYPE_CHECKING

from jacli.analysis.marks import BEST, EXTREMES, NORM, Marks
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import pushed
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.shapes import size
from jacli.graph.terms import Term

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    Array = numpy.typing.NDArray[numpy.float64]

INPUT, WHERE, AMIN, AMAX, SQRT = (TABLE[name] for name in ("input", "where", "amin", "amax", "sqrt"))
ADD, MUL, DIV, POWER = (TABLE[name] for name in ("add", "mul", "div", "power"))
# The input of the graph that is to be nan.
UNDEFINED = "undefined side"
HUGE = Fraction(10**300)
# Elements of all intermediate arrays together, over all directions, that are worth the time.
MOST_ELEMENTS = 30_000_000
# A side that is smaller, or two that are nearer, may be rounding and nothing else.
NOTHING = 1e-9


class ArraySides:
    """The directional derivatives of an array graph, as nodes; `tangents` maps its inputs to theirs."""

    def __init__(self, graph: Graph, tangents: Mapping[int, Term]) -> None:
        self.graph = graph
        self.f = Rules(graph)
        self.tangents = dict(tangents)
        self.squares: dict[int, Term | None] = {}
        self.undefined = self.f.term(graph.node(INPUT, (), UNDEFINED))

    def along(self, outputs: list[int]) -> dict[int, Term]:
        """The directional derivative of each output that depends on an input."""
        graph, made_for = self.graph, self.graph.made_for
        marks = Marks(graph, dict.fromkeys(outputs, ()), list(self.tangents))
        for node in graph.reached(outputs):
            if node not in self.tangents and node in marks.active:
                graph.made_for = node
                tangent = self._tangent(node, marks)
                if tangent is not None:
                    self.tangents[node] = self.f.lift(tangent, graph.shapes[node])
        graph.made_for = made_for
        return {node: self.tangents[node] for node in outputs if node in self.tangents}

    def _tangent(self, node: int, marks: Marks) -> Term | None:
        graph, f = self.graph, self.f
        row, near = graph.operations[node], marks.near(node)
        if row.kind == "condition":
            return self._of_truths(node, near)
        smooth = pushed(f, node, self.tangents)
        if row is WHERE:
            condition = self.tangents.get(graph.arguments[node][0])
            if near is not None:
                smooth = self._else_undefined(near, smooth)
            return smooth if condition is None else condition if smooth is None else f.add(smooth, condition)
        if row is SQRT:
            return self._of_root(node, smooth)
        if near is None:
            return smooth
        if row in EXTREMES or row is NORM:
            return self._of_reduction(node, (near, marks), smooth)
        if row.sided is None or row.beyond is not None:
            return self._else_undefined(near, smooth)
        y, x = f.term(node), [f.term(a) for a in graph.arguments[node]]
        zero = f.constant(0, y.shape)
        t = [self.tangents.get(a, zero) for a in graph.arguments[node]]
        assert row.kink is not None
        met = [f.eq(f.lift(distance, y.shape), 0) for distance in row.kink(f, y, *x)]
        if row in BEST:
            exact, about = (f.total(list(map(f.indicator, tied))) for tied in _ties(f, marks, y, x))
            met = [f.and_(f.eq(exact, about), f.gt(exact, 1))]
        sided = f.lift(row.sided(f, y, x, t), y.shape)
        return f.where(reduce(f.or_, met), sided, self._else_undefined(near, smooth))

    def _of_root(self, node: int, smooth: Term | None) -> Term | None:
        """A root of squares is where they are 0 the root of the squares of the tangents."""
        f, (argument,) = self.f, self.graph.arguments[node]
        squares = self._squares(argument)
        if squares is None or smooth is None:
            return smooth
        return f.where(f.eq(f.term(argument), 0), f.sqrt(squares), smooth)

    def _squares(self, wanted: int) -> Term | None:
        """A sum of squares with tangents in place of what is squared; None for what may be none."""
        for node in self.graph.reached([wanted]):
            if node not in self.squares:
                self.squares[node] = self._squared(node)
        return self.squares[wanted]

    def _squared(self, node: int) -> Term | None:
        graph, f = self.graph, self.f
        row, arguments = graph.operations[node], graph.arguments[node]
        if (row is MUL and arguments[0] == arguments[1]) or (row is POWER and f.number(f.term(arguments[1])) == 2):
            tangent = self.tangents.get(arguments[0], f.constant(0, graph.shapes[node]))
            return tangent * tangent
        several = [squares for a in arguments if (squares := self.squares[a]) is not None]
        if row is DIV and several[:1] and (f.number(f.term(arguments[1])) or 0) > 0:
            return several[0] / f.term(arguments[1])
        if len(several) < len(arguments) or not several:
            return None
        return f.total(several) if row is ADD else f.reapplied(row, node, several) if row.kind == "linear" else None

    def _of_reduction(self, node: int, known: tuple[Term, Marks], smooth: Term | None) -> Term:
        """The best of the tangents at the largest elements; the norm of those of a vector that is zero."""
        graph, f = self.graph, self.f
        near, marks = known
        row, (argument,), parameter = graph.operations[node], graph.arguments[node], graph.parameters[node]
        y, x, t = f.term(node), f.term(argument), self.tangents[argument]
        if row is NORM:
            return f.where(f.eq(y, 0), f.apply("norm", t, parameter=parameter), self._else_undefined(near, smooth))
        worst = f.apply((AMIN if row is AMAX else AMAX).name, t, parameter=parameter)
        among = f.where(f.eq(f.spread_back(y, x), x), t, f.spread(worst, parameter[0], x.shape))
        best = f.apply(row.name, among, parameter=parameter)
        exact = f.sum(f.indicator(f.eq(f.spread_back(y, x), x)), *parameter)
        about = f.sum(f.indicator(marks.tied(f.spread_back(y, x), x)), *parameter)
        return f.where(f.eq(exact, about), best, f.lift(self.undefined, y.shape))

    def _of_truths(self, node: int, near: Term | None) -> Term | None:
        """0, but undefined where a condition may turn, or what it is made of is undefined already."""
        found = [self._still(self.tangents[a]) for a in self.graph.arguments[node] if a in self.tangents]
        if near is not None:
            found.append(self._undefined_where(near))
        return self.f.total(found) if found else None

    def _still(self, tangent: Term) -> Term:
        """0 where a tangent is a number, undefined where it is none."""
        f = self.f
        return f.where(f.lt(f.abs(tangent), HUGE), 0, f.lift(self.undefined, tangent.shape))

    def _undefined_where(self, condition: Term) -> Term:
        return self.f.where(condition, self.f.lift(self.undefined, condition.shape), 0)

    def _else_undefined(self, near: Term, smooth: Term | None) -> Term:
        """The tangent, but where a kink is near."""
        zero = self.f.constant(0, near.shape)
        return self.f.where(near, self.f.lift(self.undefined, near.shape), zero if smooth is None else smooth)


def _ties(f: Rules, marks: Marks, y: Term, x: Sequence[Term]) -> tuple[list[Term], list[Term]]:
    """Which arguments equal the best, and which do so within rounding."""
    return [f.eq(xk, y) for xk in x], [marks.tied(y, xk) for xk in x]


def one_sided(
    graph: Graph, outputs: Sequence[int], inputs: Mapping[str, int], at: Mapping[str, Array], columns: Sequence[int]
) -> tuple[Array, Array] | None:
    """The left and the right derivatives of all outputs along some columns, of shape (outputs, columns).

    `inputs` maps the differentiated inputs, whose elements are the columns, to their nodes, `at` all to their values.
    nan is a side that is not known. None where finding them would take too long.
    """
    import numpy as np

    from jacli.domains import batch

    moved = {name: f"d {name}" for name in inputs}
    tangents = {
        node: Term(Rules(graph), graph.node(INPUT, (), moved[n], graph.shapes[node])) for n, node in inputs.items()
    }
    found = ArraySides(graph, tangents).along(list(dict.fromkeys(outputs)))
    nodes = [found[node].id for node in outputs if node in found]
    directions = 2 * len(columns)
    if directions * sum(size(graph.shapes[n]) for n in graph.reached(nodes)) > MOST_ELEMENTS:
        return None
    total = sum(size(graph.shapes[node]) for node in inputs.values())
    units = np.zeros((directions, total))
    units[np.arange(directions), [*columns, *columns]] = np.repeat([1.0, -1.0], len(columns))
    given, start = {**at, UNDEFINED: np.array(np.nan)}, 0
    for name, node in inputs.items():
        stop = start + size(graph.shapes[node])
        given[moved[name]] = units[:, start:stop].reshape((directions, *graph.shapes[node]))
        start = stop
    arrays = iter(batch.evaluate(graph, nodes, given, 1))
    shares = [
        next(arrays).reshape((directions, -1)) if node in found else np.zeros((directions, size(graph.shapes[node])))
        for node in outputs
    ]
    along = np.concatenate(shares, axis=1).T
    return -along[:, len(columns) :], along[:, : len(columns)]


def are_known(left: float, right: float) -> bool:
    """Whether two sides are numbers, and equal or clearly different."""
    if isnan(left) or isnan(right):
        return False
    if left == right:
        return left == 0 or abs(left) > NOTHING
    if isinf(left) or isinf(right):
        return True
    scale = max(abs(left), abs(right))
    return scale > NOTHING and abs(left - right) > NOTHING * scale
