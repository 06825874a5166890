"""Why a claimed derivative differs: transposed, a sign, a factor, an inner derivative, another variable.

A cause is only named if it explains the difference at every point compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from mpmath import isfinite, isnan, workdps

from jacli.analysis.comparison import WORKING_DIGITS, Real, of_fraction, relative_error, values_at
from jacli.analysis.model import Model
from jacli.analysis.records import Expression, Note
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import pushforward
from jacli.graph.limits import Limits
from jacli.language.problem import Problem

# Operations whose argument is not the inside of a function.
LINEAR = frozenset({"add", "sub", "neg", "mul", "div", "where"})
MOST_INNER = 200
# A factor with a larger numerator or denominator is taken for chance.
LARGEST_FACTOR = 1000
LARGEST_AT_ONE_POINT = 20


def _cause(code: str, **fields: Any) -> Note:
    """A cause: a code with the fields of its message."""
    return Note("claim", code, fields=fields)


@dataclass(frozen=True, eq=False)
class Claimed:
    """Entries as computed and as claimed, row by row, at one or more points; None where there is nothing to compare."""

    model: Model
    points: Sequence[Problem]
    pairs: Sequence[tuple[Sequence[Real | None], Sequence[Real | None]]]
    columns: int
    tolerance: float

    def same(self, claimed: int, computed: int, *, negated: bool = False) -> bool:
        """Whether the claim in one place is what was computed for another, or the negative of that."""
        met = False
        for own, other in self.pairs:
            a, b = other[claimed], own[computed]
            if a is None and b is None:
                continue
            if a is None or b is None or not self._near(a, b, negated=negated):
                return False
            met = True
        return met

    def _near(self, a: Real, b: Real, *, negated: bool) -> bool:
        if isnan(a) or isnan(b):
            return bool(isnan(a) and isnan(b))
        with workdps(WORKING_DIGITS):
            return relative_error(a, -b if negated else b, max(abs(a), abs(b))) <= self.tolerance

    def agrees(self, k: int) -> bool:
        """Whether the claim of an entry holds, or nothing speaks against it."""
        return self.same(k, k) or not self.is_met(k)

    def is_met(self, k: int) -> bool:
        """Whether there is something to compare the claim of an entry with."""
        return any(own[k] is not None or other[k] is not None for own, other in self.pairs)

    def within(self, k: int, slack: Fraction) -> bool:
        """Whether claimed and computed differ by at most `slack`."""
        most = of_fraction(slack * Fraction(1001, 1000))
        with workdps(WORKING_DIGITS):
            pairs = [(own[k], other[k]) for own, other in self.pairs]
            return all(a is not None and b is not None and abs(a - b) <= most for a, b in pairs)

    def is_zero(self, k: int) -> bool:
        """Whether what was computed is 0 at every point that has a value."""
        return all(own[k] is None or own[k] == 0 for own, _ in self.pairs)

    def ratios(self, k: int) -> list[Real | None] | None:
        """Computed over claimed at every point that has both; None if one of them is 0."""
        found: list[Real | None] = []
        for own, other in self.pairs:
            a, b = own[k], other[k]
            if a is None or b is None or not isfinite(a) or not isfinite(b):
                found.append(None)
            elif not a or not b:
                return None
            else:
                with workdps(WORKING_DIGITS):
                    found.append(a / b)
        return found if any(ratio is not None for ratio in found) else None

    @cached_property
    def inner(self) -> dict[int, list[tuple[int, int, list[Real | None]]]]:
        """Derivatives of inner nodes, made when first asked for, by column."""
        return {}


def whole_cause(claim: Claimed, rows: int) -> Note | None:
    """What explains all differences of a matrix at once."""
    columns, names = claim.columns, claim.model
    if rows * columns < 2:
        return None
    if rows == columns and _matches(claim, rows, lambda i, j: j * columns + i):
        return _cause("claim-transposed")
    if all(claim.same(k, k, negated=True) or (claim.is_zero(k) and claim.agrees(k)) for k in range(rows * columns)):
        return _cause("claim-sign-everywhere")
    for a, b in combinations(range(rows), 2):
        swapped = {a: b, b: a}
        if _matches(claim, rows, lambda i, j, s=swapped: s.get(i, i) * columns + j):  # type: ignore[misc]
            return _cause("claim-rows-swapped", one=names.output_names[a], other=names.output_names[b])
    for a, b in combinations(range(columns), 2):
        swapped = {a: b, b: a}
        if _matches(claim, rows, lambda i, j, s=swapped: i * columns + s.get(j, j)):  # type: ignore[misc]
            return _cause("claim-columns-swapped", one=names.input_names[a], other=names.input_names[b])
    return None


def _matches(claim: Claimed, rows: int, place: Callable[[int, int], int]) -> bool:
    return all(claim.same(i * claim.columns + j, place(i, j)) for i in range(rows) for j in range(claim.columns))


def causes(claim: Claimed, differing: Sequence[int]) -> dict[int, Note]:
    """The cause of each difference that has one."""
    found = {k: next(_causes(claim, k), None) for k in differing}
    return {k: cause for k, cause in found.items() if cause is not None}


def _causes(claim: Claimed, k: int) -> Iterator[Note]:
    if claim.same(k, k, negated=True):
        yield _cause("claim-sign")
    yield from _inner(claim, k)
    yield from _elsewhere(claim, k)
    yield from _factor(claim, k)


def _elsewhere(claim: Claimed, k: int) -> Iterator[Note]:
    """The claim is right for another variable, or for another output."""
    i, j = divmod(k, claim.columns)
    own, _ = claim.pairs[0]
    vector = len(own) == claim.columns
    for other in range(claim.columns):
        place = i * claim.columns + other
        if other != j and not claim.is_zero(place) and claim.same(k, place):
            yield _cause("claim-variable", name=claim.model.input_names[other])
    for other in range(len(own) // claim.columns):
        place = other * claim.columns + j
        if not vector and other != i and not claim.is_zero(place) and claim.same(k, place):
            yield _cause("claim-output", name=claim.model.output_names[other])


def _factor(claim: Claimed, k: int) -> Iterator[Note]:
    ratios = [ratio for ratio in claim.ratios(k) or () if ratio is not None]
    if len(ratios) < len(claim.pairs):
        return
    first = ratios[0]
    if any(not relative_error(ratio, first) <= claim.tolerance for ratio in ratios):
        return
    largest = LARGEST_FACTOR if len(ratios) > 1 else LARGEST_AT_ONE_POINT
    if not abs(first) <= 2 * largest:
        return
    factor = Fraction(float(first)).limit_denominator(largest)
    if not factor or abs(factor.numerator) > largest:
        return
    if not relative_error(of_fraction(factor), first) <= claim.tolerance:
        return
    if abs(factor) < 1 and abs((1 / factor).numerator) <= largest:
        yield _cause("claim-factor-extra", factor=1 / factor)
    else:
        yield _cause("claim-factor", factor=factor)


def _inner(claim: Claimed, k: int) -> Iterator[Note]:
    """The claim lacks the derivative of what stands inside a function."""
    ratios = claim.ratios(k)
    if ratios is None:
        return
    j = k % claim.columns
    if j not in claim.inner:
        claim.inner[j] = _inner_derivatives(claim, j)
    for node, tangent, values in claim.inner[j]:
        pairs = [(r, v) for r, v in zip(ratios, values, strict=True) if r is not None and v is not None]
        if pairs and all(relative_error(r, v) <= claim.tolerance for r, v in pairs):
            graph = claim.model.graph
            yield _cause("claim-inner", inner=Expression(graph, node), derivative=Expression(graph, tangent))


def _inner_derivatives(claim: Claimed, j: int) -> list[tuple[int, int, list[Real | None]]]:
    """(node, its derivative, its values at the points) of the arguments of functions, save those of slope 1."""
    model = claim.model
    graph, f = model.graph, Rules(model.graph)
    inside = {
        a
        for node in model.primal
        if graph.operations[node].name not in LINEAR and graph.operations[node].kind != "condition"
        for a in graph.arguments[node]
        if a != model.inputs[j]
    }
    tangents = pushforward(f, {model.inputs[j]: f.constant(1)}, sorted(inside))
    chosen = [(n, t.id) for n, t in tangents.items() if f.number(t) not in (0, 1)][:MOST_INNER]
    columns = [values_at(model, point, [t for _, t in chosen], Limits()) for point in claim.points]
    return [(node, tangent, [column[k] for column in columns]) for k, (node, tangent) in enumerate(chosen)]
