"""Directional derivatives at a kink: forward sweeps that know which way a selection turns one step along.

|t| for abs, the larger tangent at a tie of max, the branch of a condition that the tangents lead to; infinite
where a value jumps. Conventions of libraries are sweeps of the same kind with another rule at the kink.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from jacli.analysis.distances import COMPARISONS
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import pushed
from jacli.graph.functions import TABLE
from jacli.graph.operation import Operation
from jacli.graph.terms import Term

if TYPE_CHECKING:
    from jacli.analysis.regions import Region

WHERE, DETACH, POWER = (TABLE[name] for name in ("where", "detach", "power"))
LOGICAL = frozenset(TABLE[name] for name in ("and", "or", "not"))
QUOTIENTS = frozenset(TABLE[name] for name in ("mod", "floordiv"))
# Rows whose slope beside a kink turns on the sign of the first tangent too.
STEPS = frozenset(TABLE[name] for name in ("heaviside", "where"))
# Where a tangent is 0 the next of its derivatives along the way decides, up to this order; in many nodes none is asked.
ORDERS, FEW = 4, 100

# (f, name of the row, arguments, their tangents) → the tangent at a kink; None: as everywhere else.
Local = Callable[[Rules, str, Sequence[Term], Sequence[Term]], Term | None]


def turns(row: Operation) -> bool:
    """Whether a node of the row may change its value at once at its kink, or turn a condition."""
    return row.kind == "condition" or row in STEPS or row.beyond is not None


def as_zero(f: Rules, name: str, x: Sequence[Term], t: Sequence[Term]) -> Term:  # noqa: ARG001  a Local
    """A kinked node passes nothing on."""
    return f.constant(0)


def as_jax(f: Rules, name: str, x: Sequence[Term], t: Sequence[Term]) -> Term | None:
    """JAX 0.10: slope 1 of abs and leaky_relu at 0, half of each at the ends of clip; else as PyTorch."""
    if name in ("abs", "leaky_relu"):
        return t[0]
    if name != "clip":
        return None
    inner, low = f.max(x[0], x[1]), _halved(f, f.sub(x[0], x[1]), t[0], t[1])
    return _halved(f, f.sub(x[2], inner), low, t[2])


def _halved(f: Rules, difference: Term, above: Term, below: Term) -> Term:
    """The tangent of the larger of two, by halves where they tie."""
    mean = f.div(f.add(above, below), 2)
    return f.where(f.eq(difference, 0), mean, f.where(f.gt(difference, 0), above, below))


class Directions:
    """Directional derivatives at the point, as nodes, in the part of a program that has kinks.

    `local` says what a kinked node does with its tangents: what really happens one step along (None), or what a
    convention makes of it.
    """

    def __init__(self, region: Region, local: Local | None = None) -> None:
        self.model = region.model
        self.region = region
        self.kinked = region.kinked
        self.local = local
        self.f = region.f
        self.tangents: dict[int, Term] = {}
        self.turned: dict[int, Term] = {}
        # Conditions under which what `along` found last is not known.
        self.open: list[Term] = []
        self.inside = False
        self.orders = ORDERS

    def along(self, column: int, sign: int) -> dict[int, Term]:
        """The tangent of each node of the region that depends on the input, along sign·e_column.

        Where the value of an output jumps, that is its tangent. None of them holds where one of `open` is true.
        """
        self.tangents, self.turned, self.open = {self.model.inputs[column]: self.f.constant(sign)}, {}, []
        tangents, turned = self.tangents, self.turned
        above = self.region.above(column)
        self.orders = ORDERS if min(len(self.kinked), len(above)) <= FEW else 1
        for node in above:
            if self.model.graph.operations[node] is DETACH:
                continue
            if any(a in tangents or a in turned for a in self.model.graph.arguments[node]):
                self._step(node, tangents, turned)
        for node in turned.keys() & self.region.outputs:
            tangents[node] = self._unless_jump(node, turned[node], tangents.get(node))
        return tangents

    def _step(self, node: int, tangents: dict[int, Term], turned: dict[int, Term]) -> None:
        graph, f = self.model.graph, self.f
        graph.made_for = node
        row = graph.operations[node]
        if node in self.kinked and self.local is not None:
            self._by_convention(node, tangents)
        elif node not in self.kinked and not any(a in turned for a in graph.arguments[node]):
            tangent = pushed(f, node, tangents)
            if tangent is not None:
                tangents[node] = tangent
        elif row.kind == "condition":
            turned[node] = self._condition(node, tangents, turned)
        else:
            beyond, tangents[node] = self._moved(node, tangents, turned)
            if beyond.id != node:
                turned[node] = beyond
        graph.made_for = -1

    def _by_convention(self, node: int, tangents: dict[int, Term]) -> None:
        assert self.local is not None
        row = self.model.graph.operations[node]
        x, t = self._arguments(node, tangents)
        tangent = self.local(self.f, row.name, x, t) or pushed(self.f, node, tangents)
        if tangent is not None and row.kind != "condition":
            tangents[node] = self.f.lift(tangent, ())

    def _arguments(
        self, node: int, tangents: Mapping[int, Term], turned: Mapping[int, Term] | None = None
    ) -> tuple[list[Term], list[Term]]:
        """The arguments of a node as they are one step along, and their tangents there."""
        graph, f = self.model.graph, self.f
        zero = f.constant(0)
        x, t = [], []
        for k, argument in enumerate(graph.arguments[node]):
            value = (turned or {}).get(argument) or f.term(argument)
            is_truth = graph.operations[node] in LOGICAL or (graph.operations[node] is WHERE and k == 0)
            counts = graph.operations[value.id].kind == "condition" and not is_truth
            x.append(f.indicator(value) if counts else value)
            t.append(tangents.get(argument, zero))
        return x, t

    def _condition(self, node: int, tangents: Mapping[int, Term], turned: Mapping[int, Term]) -> Term:
        """What a condition becomes one step along; where both sides are equal their tangents decide."""
        graph, f = self.model.graph, self.f
        row = graph.operations[node]
        x, t = self._arguments(node, tangents, turned)
        if row not in COMPARISONS:
            return f.pointwise(row, *(self._truth(xk, tk) for xk, tk in zip(x, t, strict=True)))
        assert row.sided is not None
        sided: Term = row.sided(f, f.term(node), x, [self._leading(f.sub(t[0], t[1])), f.constant(0)])
        if not any(a in turned for a in graph.arguments[node]):
            return sided
        equal = f.eq(x[0], x[1])
        return f.or_(f.and_(equal, sided), f.and_(f.not_(equal), f.pointwise(row, *x)))

    def _truth(self, x: Term, t: Term) -> Term:
        """Whether what stands for a truth value is true one step along: a number that is 0 there is false."""
        f = self.f
        if f.graph.operations[x.id].kind == "condition":
            return x
        return f.or_(f.ne(x, 0), f.ne(self._leading(t), 0))

    def _moved(self, node: int, tangents: Mapping[int, Term], turned: Mapping[int, Term]) -> tuple[Term, Term]:
        """The value of a node one step along, and its tangent from there on."""
        graph, f = self.model.graph, self.f
        row, arguments = graph.operations[node], graph.arguments[node]
        x, t = self._arguments(node, tangents, turned)
        if row is WHERE and graph.operations[x[0].id].kind == "condition":
            return f.pointwise(WHERE, *x), f.pointwise(WHERE, x[0], t[1], t[2])
        if row in STEPS:
            t[0] = self._leading(t[0])
        if not any(a in turned for a in arguments):
            return self._at_kink(row, f.term(node), x, t)
        y = f.pointwise(row, *x, parameter=graph.parameters[node])
        own = {value.id: tangent for value, tangent, a in zip(x, t, arguments, strict=True) if a in tangents}
        smooth = pushed(f, y.id, own) or f.constant(0)
        if row.sided is None or row.kink is None:
            return y, smooth
        beyond, tangent = self._at_kink(row, y, x, t)
        kinked = f.constant(0)
        for distance in row.kink(f, y, *x):
            kinked = f.where(f.eq(distance, 0), 1, kinked)
        is_kinked = f.nonzero(kinked)
        return f.where(is_kinked, beyond, y), f.where(is_kinked, tangent, smooth)

    def _at_kink(self, row: Operation, y: Term, x: Sequence[Term], t: Sequence[Term]) -> tuple[Term, Term]:
        f = self.f
        assert row.sided is not None
        if row.beyond is None:
            return y, f.lift(row.sided(f, y, x, t), ())
        beyond = f.lift(row.beyond(f, y, x, self._turning(row, x, t)), ())
        if row is POWER:
            t = [*t, *map(self._leading, t)]
        return beyond, f.lift(row.sided(f, beyond, x, t), ())

    def _turning(self, row: Operation, x: Sequence[Term], t: Sequence[Term]) -> Sequence[Term]:
        """Tangents of which only the signs count, on which it turns whether a value jumps."""
        if row in QUOTIENTS:
            quotient = (t[0] - x[0] / x[1] * t[1]) / x[1]
            return [self._leading(quotient) * x[1], self.f.constant(0)]
        return [self._leading(t[0]), *(t[1:] if row is not POWER else map(self._leading, t[1:]))]

    def _leading(self, tangent: Term) -> Term:
        """The first derivative along the way that is not 0: its sign is that of the change one step along.

        Where all that are asked for are 0 and more could follow, it is open which way the program turns.
        """
        if self.inside:
            return tangent
        f, orders = self.f, [tangent]
        following: Term | None = tangent
        while following is not None and f.number(following) is None and len(orders) < self.orders:
            following = self._tangent_of(following)
            if following is not None:
                orders.append(following)
        if following is not None and f.number(following) is None:
            self.open.append(reduce(f.and_, (f.eq(order, 0) for order in orders)))
        found = orders.pop()
        while orders:
            lower = orders.pop()
            found = f.where(f.ne(lower, 0), lower, found)
        return found

    def _tangent_of(self, term: Term) -> Term | None:
        """The tangent, along the same way, of what is itself a tangent; None where it is 0 by structure."""
        graph, tangents, turned = self.model.graph, self.tangents, self.turned
        made_for, self.inside = graph.made_for, True
        for node in graph.reached([term.id]):
            known = node in tangents or node in turned
            if not known and any(a in tangents or a in turned for a in graph.arguments[node]):
                self._step(node, tangents, turned)
        graph.made_for, self.inside = made_for, False
        return tangents.get(term.id)

    def _unless_jump(self, node: int, beyond: Term, tangent: Term | None) -> Term:
        """The tangent of an output; infinite where its value jumps."""
        f, graph = self.f, self.model.graph
        graph.made_for = node
        y = f.term(node)
        if graph.operations[node].kind == "condition":
            y, beyond = f.indicator(y), f.indicator(beyond)
        sided = f.where(f.eq(beyond, y), tangent or f.constant(0), (beyond - y) / f.constant(0))
        graph.made_for = -1
        return sided
