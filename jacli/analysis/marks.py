"""Which entries of an answer on arrays meet a kink: a sweep of presences, where the sweep of numbers goes.

An entry is marked if an element at its kink lies on a way from its input to its output that is taken. Both sides
are not compared here, so a marked entry may have a derivative after all (relu(x) - relu(-x)); one that is not
marked meets no kink, not even within rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from jacli.analysis.distances import COMPARISONS
from jacli.analysis.rounding import ROUNDING
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import active_nodes, transposed_presence
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation
from jacli.graph.terms import Term

ULPS = Fraction(ROUNDING)
EXTREMES = frozenset({TABLE["amax"], TABLE["amin"]})
BEST = frozenset({TABLE["max"], TABLE["min"]})
NORM = TABLE["norm"]
SUMS = frozenset({TABLE["add"], TABLE["sub"], TABLE["neg"]})


class Marks:
    """The presences of kinks, made as nodes of an array graph.

    `outputs` maps output nodes to the nodes of their weights, one per name; `inputs` are differentiated.
    """

    def __init__(self, graph: Graph, outputs: Mapping[int, Sequence[int]], inputs: Sequence[int]) -> None:
        self.graph = graph
        self.f = Rules(graph)
        self.reached = graph.reached(outputs)
        self.active = active_nodes(graph, inputs, self.reached)
        self.inputs = frozenset(inputs)
        self.outputs = outputs
        self.sizes: dict[int, Term] = {}

    def found(self) -> dict[int, int]:
        """The node that is 1 where an input meets a kink, by the node of the input; absent where none can."""
        graph, f = self.graph, self.f
        made_for = graph.made_for
        graph.made_for = self.reached[-1] if self.reached else -1
        present = {
            node: reduce(f.or_, [f.nonzero(f.term(seed)) for seed in seeds])
            for node, seeds in self.outputs.items()
            if node in self.active
        }
        met: dict[int, Term] = {}
        for node in reversed(self.reached):
            here = present.pop(node, None) if node not in self.inputs else None
            if here is None or node not in self.active:
                continue
            near = self.near(node)
            if near is not None:
                self._join(met, node, f.and_(here, near))
            for several, mask in ((present, here), (met, met.pop(node, None))):
                if mask is not None:
                    for argument, share in self._handed_down(node, mask, near):
                        self._join(several, argument, share)
        found = {node: f.indicator(mask).id for node, mask in met.items() if node in self.inputs}
        graph.made_for = made_for
        return found

    def _join(self, several: dict[int, Term], node: int, mask: Term) -> None:
        several[node] = self.f.or_(several[node], mask) if node in several else mask

    def _handed_down(self, node: int, mask: Term, near: Term | None) -> Iterator[tuple[int, Term]]:
        """The elements of each active argument that the marked elements of a node depend on.

        Where a selection is near its kink, all that it selects from counts.
        """
        graph, f = self.graph, self.f
        row, arguments = graph.operations[node], graph.arguments[node]
        if row.pull:
            yield from ((a, share) for a, share in transposed_presence(f, node, mask) if a in self.active)
            return
        y, terms = f.term(node), [f.term(a) for a in arguments]
        chosen = self._selected(node, y, terms, near)
        for argument, term, select in zip(arguments, terms, chosen, strict=True):
            if argument in self.active:
                share = self._stretched(node, mask, term)
                yield argument, share if select is None else f.and_(share, select)

    def _selected(self, node: int, y: Term, terms: Sequence[Term], near: Term | None) -> list[Term | None]:
        """For each argument where it may be what a selection takes; None: it always counts."""
        f, row = self.f, self.graph.operations[node]
        if row in EXTREMES or row in BEST:
            return [self.tied(y if row in BEST else f.spread_back(y, x), x) for x in terms]
        chosen = _selections(f, row, y, terms)
        return [None if select is None else select if near is None else f.or_(select, near) for select in chosen]

    def tied(self, y: Term, x: Term) -> Term:
        """Where x is y, or within rounding of it."""
        return self.f.le(self.f.abs(x - y), self._rounding(x))

    def _stretched(self, node: int, mask: Term, x: Term) -> Term:
        """A mask of a node over the shape of an argument, which a reduction's differs from."""
        f, graph = self.f, self.graph
        if graph.operations[node].kind != "reduction":
            return mask
        return f.nonzero(f.spread(f.indicator(mask), graph.parameters[node][0], x.shape))

    # ── how near a kink is ──

    def near(self, node: int) -> Term | None:
        """Where a node is at a kink, or within rounding of one; None for a row without."""
        graph, f = self.graph, self.f
        row, arguments = graph.operations[node], graph.arguments[node]
        y, terms = f.term(node), [f.term(a) for a in arguments]
        moves = any(a in self.active for a in arguments)
        if not moves or (row in COMPARISONS and len(set(arguments)) == 1):
            return None
        if row in EXTREMES:
            (x,) = terms
            return f.ne(f.sum(f.indicator(self.tied(f.spread_back(y, x), x)), *y.parameter), 1)
        if row is NORM:
            return f.le(y, f.sum(self._rounding(terms[0]), *y.parameter))
        if row.kink is None:
            return None
        if row in BEST:
            return f.ne(f.total([f.indicator(self.tied(y, x)) for x in terms]), 1)
        rounding = reduce(f.max, map(self._rounding, terms))
        distances = [f.lift(d, y.shape) for d in row.kink(f, y, *terms)]
        nears = [f.le(f.abs(d), rounding) for d in distances]
        return reduce(f.or_, nears) if nears else None

    def _rounding(self, x: Term) -> Term:
        """Four units in the last place of the largest number that was added up to make x, element by element."""
        return self._size(x.id) * ULPS

    def _size(self, wanted: int) -> Term:
        """The largest size of the terms of sums, carried on by functions as they carry on an error."""
        graph, f = self.graph, self.f
        for node in graph.reached([wanted]):
            if node not in self.sizes:
                row = graph.operations[node]
                if row.kind == "condition":
                    self.sizes[node] = f.constant(1, graph.shapes[node])
                    continue
                sizes = [self.sizes[a] for a in graph.arguments[node]]
                if row in SUMS:
                    self.sizes[node] = reduce(f.max, sizes)
                else:
                    own, carried = f.abs(f.term(node)), self._carried(node, sizes)
                    self.sizes[node] = own if carried is None else f.max(own, carried)
        return self.sizes[wanted]

    def _carried(self, node: int, sizes: Sequence[Term]) -> Term | None:
        """What an error of these sizes makes of a node; None where only its own size counts."""
        graph, f = self.graph, self.f
        row, y, x = graph.operations[node], f.term(node), [f.term(a) for a in graph.arguments[node]]
        if row.kind in ("linear", "bilinear"):
            return f.reapplied(row, node, sizes)
        if row.name in LEVEL:
            return sizes[0]
        rule = CARRIED.get(row.name)
        return rule(f, y, x, sizes) if rule is not None else None


def _of_power(f: Any, y: Term, x: Sequence[Term], s: Sequence[Term]) -> Term | None:  # noqa: ARG001  a rule
    exponent = f.number(x[1])
    whole = exponent is not None and exponent >= 1 and exponent == int(exponent)
    return s[0] * f.abs(x[0] ** (exponent - 1)) * exponent if whole else None


# Rows whose slope is at most about 1, and how others carry on errors of the sizes s.
LEVEL = frozenset({"sin", "cos", "tanh", "atan", "asinh", "sigmoid", "erf", "abs", "relu", "softplus", "neg"})
CARRIED: dict[str, Any] = {
    "mul": lambda f, y, x, s: f.max(s[0] * f.abs(x[1]), f.abs(x[0]) * s[1]),
    "div": lambda f, y, x, s: f.max(s[0], f.abs(y) * s[1]) / f.abs(x[1]),
    "exp": lambda f, y, x, s: f.abs(y) * s[0],
    "log": lambda f, y, x, s: s[0] / f.abs(x[0]),
    "log2": lambda f, y, x, s: s[0] / f.abs(x[0]),
    "log10": lambda f, y, x, s: s[0] / f.abs(x[0]),
    "power": _of_power,
    "det": lambda f, y, x, s: f.sum(f.abs(f.apply("adjugate", x[0])).T * s[0]),
    "inv": lambda f, y, x, s: f.abs(y) @ s[0] @ f.abs(y),
}


def _selections(f: Any, row: Operation, y: Term, terms: Sequence[Term]) -> Sequence[Term | None]:
    """For each argument the condition under which it is the one selected; None: it always counts."""
    if not row.selects:
        return [None] * len(terms)
    rules = [row.selects[min(k, len(row.selects) - 1)] for k in range(len(terms))]
    return [None if rule is None else rule(f, y, *terms) for rule in rules]
