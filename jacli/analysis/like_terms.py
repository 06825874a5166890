"""Like terms of a gradient in closed form, collected: 3/2*(a + 3) + 3/2*(a + 3) is 3*(a + 3).

Products are compared by their factors, in any order; a whole power counts as so many factors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction

from jacli.calculus.algebra import Rules
from jacli.graph.functions import TABLE
from jacli.graph.operation import Operation
from jacli.graph.terms import Term

ADD, SUB, MUL, DIV, NEG, POWER = (TABLE[name] for name in ("add", "sub", "mul", "div", "neg", "power"))
# Products of more factors are compared as they stand.
MOST_FACTORS = 12
# The factors of a product, by node, as they stand; and a sum: such products by their sorted factors, with how often.
Factors = tuple[int, ...]
Sum = Mapping[Factors, tuple[Factors, Fraction]]


def collected(f: Rules, node: int, typed: int) -> Term:
    """The same number, with like terms of each sum added up; sums below `typed` are the program's and stay whole."""
    collecting = _Collecting(f, typed)
    for reached in f.graph.reached([node]):
        collecting.visit(reached)
    return collecting.made[node]


class _Collecting:
    """The nodes visited so far: made anew, and as sums of products."""

    def __init__(self, f: Rules, typed: int) -> None:
        self.f = f
        self.typed = typed
        self.made: dict[int, Term] = {}
        self.sums: dict[int, Sum] = {}

    def visit(self, node: int) -> None:
        """Make a node whose arguments were visited."""
        made, found = self._rebuilt(node), self._sum_of(node)
        if found is None:
            found = {(made.id,): ((made.id,), Fraction(1))}
        elif self._has_like_terms(node, found):
            made = self._written(found, node)
        self.made[node], self.sums[node] = made, found

    def _rebuilt(self, node: int) -> Term:
        graph, f = self.f.graph, self.f
        arguments = [self.made[a] for a in graph.arguments[node]]
        if node < self.typed or all(new.id == old for new, old in zip(arguments, graph.arguments[node], strict=True)):
            return f.term(node)
        row = graph.operations[node]
        simplified: dict[Operation, Callable[..., Term]]
        simplified = {ADD: f.add, SUB: f.sub, MUL: f.mul, DIV: f.div, NEG: f.neg}
        if row in simplified:
            return simplified[row](*arguments)
        return f.node(row, *arguments, parameter=graph.parameters[node], shape=graph.shapes[node])

    def _sum_of(self, node: int) -> Sum | None:
        """The node as a sum of products; None where it stands for itself."""
        graph = self.f.graph
        row, arguments = graph.operations[node], graph.arguments[node]
        if row in (ADD, SUB):
            return None if node < self.typed else self._added(*arguments, sign=1 if row is ADD else -1)
        if row is NEG:
            return self._product((), Fraction(-1), arguments[0])
        if row is MUL:
            return self._multiplied(*arguments)
        number = self._number(arguments[1]) if row in (DIV, POWER) else None
        if row is DIV and number:
            return self._product((), 1 / number, arguments[0])
        if row is POWER and number in range(2, MOST_FACTORS + 1):
            return self._power(arguments[0], int(number or 0))
        return None

    def _number(self, node: int) -> Fraction | None:
        known = self.f.number(self.made[node])
        return None if known is None else Fraction(known)

    def _multiplied(self, left: int, right: int) -> Sum | None:
        a, b = self._number(left), self._number(right)
        if a is not None:
            return None if b is not None else self._product((), a, right)
        if b is not None:
            return self._product((), b, left)
        return self._product(*self._single(left), right)

    def _power(self, base: int, exponent: int) -> Sum | None:
        factors, count = self._single(base)
        if len(factors) * exponent > MOST_FACTORS:
            return None
        return {tuple(sorted(factors * exponent)): (factors * exponent, count**exponent)}

    def _single(self, node: int) -> tuple[Factors, Fraction]:
        """Factors and number of a single product; a sum of several is one factor."""
        found = self.sums[node]
        return next(iter(found.values())) if len(found) == 1 else ((self.made[node].id,), Fraction(1))

    def _product(self, factors: Factors, count: Fraction, node: int) -> Sum | None:
        """The factors and the node, so many times; None of too many."""
        more, times = self._single(node)
        together = factors + more
        return {tuple(sorted(together)): (together, count * times)} if len(together) <= MOST_FACTORS else None

    def _added(self, left: int, right: int, *, sign: int) -> Sum:
        found = dict(self.sums[left])
        for key, (factors, count) in self.sums[right].items():
            before = found.get(key, (factors, Fraction(0)))
            found[key] = (before[0], before[1] + sign * count)
        return found

    def _has_like_terms(self, node: int, found: Sum) -> bool:
        graph = self.f.graph
        if graph.operations[node] not in (ADD, SUB):
            return False
        return len(found) < sum(len(self.sums[a]) for a in graph.arguments[node])

    def _written(self, found: Sum, node: int) -> Term:
        """The sum as a node."""
        f = self.f
        total: Term | None = None
        for factors, count in found.values():
            if not count:
                continue
            term = self._product_term(count if total is None else abs(count), factors)
            total = term if total is None else f.add(total, term) if count > 0 else f.sub(total, term)
        return f.constant(0, f.graph.shapes[node]) if total is None else total

    def _product_term(self, count: Fraction, factors: Factors) -> Term:
        """The number first, then each factor once, with its power: 3*w*a**2."""
        f = self.f
        powers = [f.power(f.term(factor), times) for factor, times in Counter(factors).items()]
        term = f.mul(count, powers[0])
        for power in powers[1:]:
            term = f.mul(term, power)
        return term
