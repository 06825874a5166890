"""The part of a program that its kinks are in, and the smooth part above it.

A directional derivative has to be walked forward only as far as something can turn: through all that enters a
kinked node, and all that a jump may change. What is above is linear in the tangents, so one reverse sweep per row
down to the region serves every input: Σ|x| over n zeros takes n steps, not n².
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from jacli.analysis.directions import Directions, turns
from jacli.analysis.model import Model
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import active_nodes, reverse
from jacli.graph.terms import Term

# (row, column) → what one way of walking makes of the entry, as a node.
Swept = dict[tuple[int, int], int]


class Region:
    """What enters the kinked nodes of a model, and what lies above those that may jump.

    `nodes` is closed under arguments; `columns` are the inputs in it.
    """

    def __init__(self, model: Model, kinked: set[int]) -> None:
        graph = model.graph
        self.model = model
        self.kinked = kinked
        self.f = Rules(graph)
        self.outputs = set(model.outputs)
        self.nodes = set(graph.reached(kinked))
        turning = {node for node in kinked if turns(graph.operations[node])}
        if turning:
            self.nodes.update(graph.reached(active_nodes(graph, turning, model.primal)))
        self._users: dict[int, list[int]] = {}
        for node in self.nodes:
            for argument in set(graph.arguments[node]):
                self._users.setdefault(argument, []).append(node)
        self.columns = [j for j, node in enumerate(model.inputs) if node in self.nodes]

    def above(self, column: int) -> list[int]:
        """The nodes of the region that depend on an input, which is none of them, ascending."""
        users, seen = self._users, set[int]()
        stack = [self.model.inputs[column]]
        while stack:
            for node in users.get(stack.pop(), ()):
                if node not in seen:
                    seen.add(node)
                    stack.append(node)
        return sorted(seen)

    def is_walked_within(self, steps: int) -> bool:
        """Whether walking along every input passes no more than so many arguments."""
        arguments = self.model.graph.arguments
        for column in self.columns:
            steps -= sum(len(arguments[node]) for node in self.above(column))
            if steps < 0:
                return False
        return True


@dataclass(frozen=True, eq=False, slots=True)
class Weights:
    """What a row of outputs hands down to a node of the region, and the condition under which it is present."""

    cotangent: Term
    present: Term | None

    def times(self, tangent: Term) -> Term:
        """The share of a tangent."""
        f = self.cotangent.f
        product = f.mul(self.cotangent, tangent)
        return product if self.present is None else f.where(self.present, product, 0)


class Rows:
    """Weighted sums of outputs over a region, and where they meet its inputs at a kink.

    `seeds[row]` are the weights of the output nodes that make up the row; `culprits` maps each (row, column) that
    meets at a kinked node, column by column, to the first such node.
    """

    def __init__(self, region: Region, seeds: Sequence[Mapping[int, Term]]) -> None:
        self.region = region
        self.seeds = seeds
        self._met: dict[int, list[int]] = {}
        self._weights: dict[int, dict[int, Weights]] = {}
        for i, row in enumerate(seeds):
            reached = region.model.graph.reached(row)
            kinked = [node for node in reached if node in region.kinked]
            for node in kinked:
                self._met.setdefault(node, []).append(i)
            if kinked:
                self._weights[i] = _handed_down(region, row, reached)
        self.culprits = dict(self._meetings())

    def _meetings(self) -> Iterator[tuple[tuple[int, int], int]]:
        region = self.region
        for column in region.columns:
            own = {region.model.inputs[column], *region.above(column)}
            found: dict[int, int] = {}
            for node in sorted(own & self._met.keys()):
                for i in self._met[node]:
                    found.setdefault(i, node)
            for i in sorted(found):
                yield (i, column), found[i]

    def swept(self, directions: Directions, sign: int) -> tuple[Swept, Swept]:
        """The node of sign · the derivative of each row along sign·e_column; with sign −1 the left derivative.

        With it comes, for some entries, a node that is 1 where it is open which way the program turns.
        """
        graph, f = self.region.model.graph, self.region.f
        columns: dict[int, list[int]] = {}
        for i, column in self.culprits:
            columns.setdefault(column, []).append(i)
        found: Swept = {}
        undecided: Swept = {}
        for column, rows in columns.items():
            tangents = directions.along(column, sign)
            for i in rows:
                graph.made_for = next(iter(self.seeds[i]))
                weights = self._weights[i]
                few, many = sorted((weights.keys(), tangents.keys()), key=len)
                parts = [weights[n].times(tangents[n]) for n in sorted(n for n in few if n in many)]
                total = f.total(parts or [f.constant(0)])
                if directions.open:
                    undecided[i, column] = f.indicator(reduce(f.or_, directions.open)).id
                found[i, column] = (total if sign > 0 else f.neg(total)).id
        graph.made_for = -1
        return found, undecided


def _handed_down(region: Region, row: Mapping[int, Term], reached: Sequence[int]) -> dict[int, Weights]:
    """One reverse sweep from the outputs of a row down to the region."""
    graph, nodes = region.model.graph, region.nodes
    border = {node for node in row if node in nodes}
    for node in reached:
        if node not in nodes:
            border.update(a for a in graph.arguments[node] if a in nodes)
    active = active_nodes(graph, border, reached)
    ascending = [node for node in reached if node in border or (node in active and node not in nodes)]
    presences: dict[int, Term] = {}
    found = reverse(region.f, row, ascending, active, frozenset(border), presences)
    return {node: Weights(term, presences.get(node)) for node, term in found.items()}
