"""What the rules of the table may call besides arithmetic: the transposes of linear operations."""

from __future__ import annotations

from collections.abc import Sequence

from jacli.domains.lowering import moved_places
from jacli.graph import shapes
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation
from jacli.graph.terms import Algebra, Term

PUT = TABLE["put"]


class Rules(Algebra):
    """The algebra `f` that partials, pulls and pushes are written over; `slopes` keeps partials already made."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self.slopes: dict[int, int] = {}

    def gathered(self, u: Term, puts: Sequence[Term]) -> Term:
        """u and what several `put` nodes put into an array of its shape, by a single `put`."""
        rest = [] if self.graph.operations[u.id] is PUT else [u]
        several = puts if rest else [u, *puts]
        places = tuple(place for put in several for place in put.parameter[0])
        moved = [self.term(self.graph.arguments[put.id][0]) for put in several]
        flat = self.concatenate([self.reshape(t, (shapes.size(t.shape),)) for t in moved])
        return self.total([*rest, self.put(flat, places, u.shape)])

    def unmove(self, u: Term, y: Term, x: Term) -> Term:
        """The transpose of an operation that only moves elements: each is put back, duplicates add up."""
        places = moved_places(self.graph.operations[y.id], y.parameter, x.shape, y.shape)
        return self.put(u, places, x.shape)

    def pull_update(self, u: Term, y: Term) -> list[Term]:
        """u without the replaced elements for the array, and those elements for the values."""
        places = y.parameter
        last = {place: k for k, place in enumerate(places)}
        zero = self.constant(0)
        kept = self.node(self.graph.operations[y.id], u, *([zero] * len(places)), parameter=places, shape=u.shape)
        return [
            kept,
            *(self.element(u, place) if last[place] == k else zero for k, place in enumerate(places)),
        ]

    def element(self, u: Term, place: int) -> Term:
        """The element at a flat place."""
        index: list[int] = []
        for length in reversed(u.shape):
            place, position = divmod(place, length)
            index.append(position)
        return self.apply("index", u, parameter=tuple(reversed(index)))

    def pull_diag(self, u: Term, y: Term, x: Term) -> Term:
        """The diagonal put back into zeros, or taken out again."""
        # A diagonal beyond the corner is an empty vector, of which `diag` makes a larger matrix than x.
        if len(x.shape) == 1 or x.shape[0] == x.shape[1] >= abs(y.parameter):
            return self.apply("diag", u, parameter=y.parameter)
        return self.unmove(u, y, x)

    def pull_stack(self, u: Term, axis: int, terms: Sequence[Term]) -> list[Term]:
        """The slices of u along the stacked axis."""
        head = tuple(("slice", 0, 1, n) for n in u.shape[:axis])
        tail = tuple(("slice", 0, 1, n) for n in u.shape[axis + 1 :])
        return [self.apply("index", u, parameter=(*head, k, *tail)) for k in range(len(terms))]

    def pull_concatenate(self, u: Term, axis: int, terms: Sequence[Term]) -> list[Term]:
        """The stretches of u along the joined axis."""
        head = tuple(("slice", 0, 1, n) for n in u.shape[:axis])
        tail = tuple(("slice", 0, 1, n) for n in u.shape[axis + 1 :])
        found, start = [], 0
        for term in terms:
            n = term.shape[axis]
            found.append(self.apply("index", u, parameter=(*head, ("slice", start, 1, n), *tail)))
            start += n
        return found

    def pull_cumsum(self, u: Term, y: Term, x: Term) -> Term:
        """Running sums from the far end."""
        axis = y.parameter
        flipped = (0,) if axis is None else (axis,)
        back = self.apply("flip", u, parameter=flipped)
        summed = self.apply("flip", self.apply("cumsum", back, parameter=axis), parameter=flipped)
        return self.reshape(summed, x.shape)

    def push_solve(self, y: Term, x: Sequence[Term], t: Sequence[Term]) -> Term:
        """A ẋ = ḃ − Ȧ x."""
        return self.apply("solve", x[0], t[1] - t[0] @ y)

    def reapplied(self, row: Operation, node: int, arguments: Sequence[Term]) -> Term:
        """The same linear operation on other arguments."""
        if all(self.number(a) == 0 for a in arguments):
            return self.constant(0, self.graph.shapes[node])
        return self.node(row, *arguments, parameter=self.graph.parameters[node], shape=self.graph.shapes[node])
