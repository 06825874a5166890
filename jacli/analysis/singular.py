"""Derivatives that the sweeps find not to be finite: what they are from either side, by limits of quotients.

A product of 0 and ∞ says nothing: sqrt(x)**2 has the derivative 1 at 0, from the right. sqrt(x) has +∞ from the
right only, cbrt(x) +∞ from both sides, sqrt(abs(x)) −∞ and +∞, and sqrt(x**2) is a kink.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isfinite
from typing import Any

from jacli.analysis.kinks import KINK_CODES
from jacli.analysis.limits import LARGEST_PROGRAM, Removal, Search, grafted
from jacli.analysis.lines import SECONDS, Budget, Combination, Line, Side, exact_values
from jacli.analysis.model import Model
from jacli.analysis.notes import NotesOfParts, inputs_of, place_of
from jacli.analysis.numbers import Numbers
from jacli.analysis.records import Entry, Expression, Note, Request
from jacli.analysis.tendency import NAN, Tendency, entry_of, entry_towards, equal
from jacli.domains import evaluation, exact
from jacli.domains.evaluation import Failure
from jacli.domains.exact import Number
from jacli.errors import UndefinedResult
from jacli.graph.terms import Term

ZERO = Fraction(0)
# More of them are told by their formulas alone.
MOST_ENTRIES = 200
# Outputs of more operations are not written out in a note.
READABLE = 30
SIDES: tuple[Side, Side] = (-1, 1)

Pair = tuple[Tendency, Tendency]


def search_for_limits(model: Model, found: Numbers, request: Request) -> Search | None:
    """What takes the place of nodes without a value; None where every node has one, or the program is large."""
    failed = (f for f in found.failures.values() if f.kind == "undefined" and model.graph.origins[f.node] < 0)
    if len(model.primal) > LARGEST_PROGRAM or next(failed, None) is None:
        return None
    budget = _budget(request)
    values = exact_values(model, [], found, request, budget)
    if values is None:
        return None
    search = Search(model, values, budget)
    search.run()
    return search


def _budget(request: Request) -> Budget:
    import sympy  # noqa: F401  loading it is no part of the search, on a slow machine the most of it

    return Budget(min(SECONDS, request.limits.seconds / 4))


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """A part as it is being filled: its name, its rows of entries, their nodes, and each row's weights of outputs."""

    name: str
    entries: list[dict[int, Entry]]
    nodes: Sequence[Mapping[int, int]]
    seeds: Sequence[Mapping[int, Term]]

    def odd(self) -> Iterator[tuple[int, int]]:
        """(row, column) of the entries that are undefined, infinite or unknown."""
        for i, row in enumerate(self.entries):
            for j, entry in row.items():
                odd = entry.is_unknown or (entry.decimal is None and not isfinite(entry.value or 0.0))
                if odd and j in self.nodes[i]:
                    yield i, j


def sided(
    models: tuple[Model, Model], search: Search | None, found: Numbers, request: Request, blocks: Sequence[Block]
) -> Sides | None:
    """Settle the derivatives that are not finite; None where all are, or the program is large.

    `models` are the program as typed and the one with limits in it, whose numbers `found` are.
    """
    typed, model = models
    wanted = {block.nodes[i][j] for block in blocks for i, j in block.odd()}
    if len(typed.primal) > LARGEST_PROGRAM or not 0 < len(wanted) <= MOST_ENTRIES:
        return None
    budget = _budget(request) if search is None else search.budget
    values = exact_values(model, sorted(wanted), found, request, budget)
    if values is None:
        return None
    singular = {n for n in wanted if isinstance(v := values[n], Failure) and v.kind == "undefined"}
    known = {n: values[n] for n in typed.primal} if search is None else search.values
    sides = Sides(typed, known, [] if search is None else search.removals, (budget, request))
    for block in blocks:
        sides.take(block, values, found)
        sides.settle(block, singular, found)
    return sides


def sides_of(model: Model, found: Numbers, request: Request) -> Sides | None:
    """The derivatives from both sides of a program without limits in it; None where it is large."""
    if len(model.primal) > LARGEST_PROGRAM:
        return None
    budget = _budget(request)
    values = exact_values(model, [], found, request, budget)
    return None if values is None else Sides(model, values, [], (budget, request))


def without(found: Numbers, settled: set[int]) -> Numbers:
    """The failures and entries of all other nodes."""
    return replace(
        found,
        failures={n: f for n, f in found.failures.items() if n not in settled},
        entries={n: e for n, e in found.entries.items() if n not in settled},
    )


@dataclass(frozen=True, eq=False, slots=True)
class Verdict:
    """What the two sides of a derivative amount to: its entry, and the kind and code of the note."""

    entry: Entry
    kind: str
    code: str


class Sides:
    """Decides the entries that are not finite; `model` is the program as typed, `search` what was found about it."""

    def __init__(
        self, model: Model, values: Mapping[int, Any], removals: Sequence[Removal], asked: tuple[Budget, Request]
    ) -> None:
        self.model = model
        self.values = values
        self.removals = removals
        self.budget, self.request = asked
        self.settled: set[int] = set()
        self.notes: NotesOfParts = {}
        self._lines: dict[tuple[int, Side], Line | None] = {}
        self._models: dict[tuple[int, ...], Model] = {}
        self._tendencies: dict[Any, Pair | None] = {}

    def take(self, block: Block, values: Mapping[int, Any], found: Numbers) -> None:
        """Take the exact values of entries where floats stop on the way: cosh(x)**-2 at 1000 is 0."""
        for i, j in list(block.odd()) if self.request.numeric else []:
            node, row = block.nodes[i][j], block.entries[i]
            value = values[node]
            if not isinstance(value, Failure) and not any(output in found.failures for output in block.seeds[i]):
                row[j] = replace(entry_of(value, self.request), formula=row[j].formula, named=row[j].named)
                self.settled.add(node)

    def beside(self, seeds: Mapping[int, Term], column: int) -> Pair | None:
        """What the quotients of a weighted sum of outputs tend to along an input; None if that is not known."""
        return self._tend(self._weights(seeds) or [], column)

    def settle(self, block: Block, singular: set[int], found: Numbers) -> None:
        """Put into a part what its entries are at the nodes that have no value."""
        weights: dict[int, list[tuple[int, Number]] | None] = {}
        for i, j in list(block.odd()):
            if block.nodes[i][j] not in singular or any(output in found.failures for output in block.seeds[i]):
                continue
            if i not in weights:
                weights[i] = self._weights(block.seeds[i])
            sides = self._tend(weights[i] or [], j)
            verdict = self._decided(*sides) if sides is not None else None
            if sides is not None and verdict is not None:
                self._put(block, (i, j), verdict, sides)

    def _put(self, block: Block, where: tuple[int, int], verdict: Verdict, sides: Pair) -> None:
        i, j = where
        row, seeds = block.entries[i], block.seeds[i]
        row[j] = replace(verdict.entry, formula=row[j].formula, named=row[j].named)
        self.settled.add(block.nodes[i][j])
        names = (self.model.output_names[i] if block.name == "jacobian" else None, self.model.input_names[j])
        output = next(iter(seeds)) if len(seeds) == 1 else None
        self.notes[block.name, names] = self._note(verdict, sides, names, output)

    def _weights(self, seeds: Mapping[int, Term]) -> list[tuple[int, Number]] | None:
        """The outputs of a row and their exact weights; None if one has no value."""
        domain = evaluation.exact()
        nothing: Mapping[str, Any] = {}
        found: list[tuple[int, Number]] = []
        for node, term in seeds.items():
            graph = term.f.graph
            weight = evaluation.evaluate(graph, graph.reached([term.id]), nothing, domain)[term.id]
            if isinstance(weight, Failure) or isinstance(self.values[node], Failure):
                return None
            found.append((node, weight))
        return found

    def _tend(self, weights: Sequence[tuple[int, Number]], column: int) -> Pair | None:
        """What the quotients of a weighted sum of outputs tend to along an input, from the left and the right."""
        key = (column, tuple((node, getattr(weight, "expr", weight)) for node, weight in weights))
        if key not in self._tendencies:
            self._tendencies[key] = self._slopes(weights, self.model.inputs[column])
        return self._tendencies[key]

    def _slopes(self, weights: Sequence[tuple[int, Number]], moved: int) -> Pair | None:
        base = _sum(weights, self.values) if weights else None
        left, right = (self._line(moved, side) for side in SIDES)
        if base is None or left is None or right is None:
            return None
        nodes = [node for node, _ in weights]
        return left.slope(_weighted(weights), nodes, base), right.slope(_weighted(weights), nodes, base)

    def _line(self, moved: int, side: Side) -> Line | None:
        if (moved, side) not in self._lines:
            kept = [k for k, r in enumerate(self.removals) if moved not in r.arguments[: len(r.graft.limits)]]
            model = self._models.get(tuple(kept))
            if model is None:
                model = grafted(self.model, [self.removals[k] for k in kept]) if kept else self.model
                self._models[tuple(kept)] = model
            made = self.budget.spend(lambda: Line(model, self.values, moved, side, self.budget))
            self._lines[moved, side] = made
        return self._lines[moved, side]

    def _decided(self, left: Tendency, right: Tendency) -> Verdict | None:
        """What the derivatives from both sides amount to."""
        kinds = {left.kind, right.kind}
        if "unknown" in kinds or kinds == {"absent"}:
            return None
        if left.kind == "absent":
            return self._one_sided(right, "one-sided-right", "value-jumps-right")
        if right.kind == "absent":
            return self._one_sided(left, "one-sided-left", "value-jumps-left")
        if "jump" in kinds:
            return Verdict(Entry(value=NAN), "undefined", "value-jumps")
        if kinds == {"infinite"} and left.sign == right.sign:
            return Verdict(self._entry(left), "infinite", "infinite-from-both")
        if kinds == {"finite"} and equal(left.value, right.value):
            return Verdict(self._entry(left), "limit", "derivative-limit")
        return self._kink(left, right)

    def _one_sided(self, side: Tendency, code: str, jump_code: str) -> Verdict:
        if side.kind == "jump":
            return Verdict(Entry(value=NAN), "undefined", jump_code)
        return Verdict(self._entry(side), "one-sided", code)

    def _kink(self, left: Tendency, right: Tendency) -> Verdict:
        convention = self.request.kink
        if convention in ("left", "right"):
            return Verdict(self._entry(left if convention == "left" else right), "kink", KINK_CODES[convention])
        if left.is_infinite or right.is_infinite:
            return Verdict(Entry(value=NAN), "undefined", "sides-differ")
        if convention == "zero":
            return Verdict(entry_of(ZERO, self.request), "kink", KINK_CODES["zero"])
        assert left.value is not None
        assert right.value is not None
        return Verdict(entry_of(_least(left.value, right.value), self.request), "kink", "kink-least")

    def _entry(self, side: Tendency) -> Entry:
        return entry_towards(side, self.request) or Entry(value=NAN)

    def _note(self, verdict: Verdict, sides: Pair, where: tuple[str | None, str | None], output: int | None) -> Note:
        entries = [entry_towards(side, self.request) for side in sides]
        fields: dict[str, Any] = {"taken": verdict.entry}
        fields.update({name: e for name, e in zip(("left", "right"), entries, strict=True) if e is not None})
        if output is not None and len(self.model.graph.reached([output])) <= READABLE:
            fields["expression"] = Expression(self.model.graph, output)
            fields["point"] = inputs_of(self.model, self.values, output)
        place = None if output is None else place_of(self.model, output)
        if verdict.kind == "kink" and self.request.kink == "error":
            raise UndefinedResult("kink-refused", place=place, output=where[0], input=where[1], **fields)
        return Note(verdict.kind, verdict.code, where, place, fields)


def _weighted(weights: Sequence[tuple[int, Number]]) -> Combination:
    """The weighted sum of outputs, over expressions or bounds."""

    def total(get: Any, number: Any) -> Any:
        found = number(ZERO)
        for node, weight in weights:
            found = found + number(weight) * get(node)
        return found

    return total


def _sum(weights: Sequence[tuple[int, Number]], values: Mapping[int, Any]) -> Number | None:
    """The weighted sum of exact values; None where one is not known."""
    total: Number = ZERO
    try:
        for node, weight in weights:
            value = values[node]
            total = exact.add(total, exact.mul(weight, Fraction(value) if isinstance(value, bool) else value))
    except (ArithmeticError, AttributeError):
        return None
    return total


def _least(left: Number, right: Number) -> Number:
    """The number between both that is least in size."""
    if exact.gt(left, ZERO) and exact.gt(right, ZERO):
        return left if exact.lt(left, right) else right
    if exact.lt(left, ZERO) and exact.lt(right, ZERO):
        return left if exact.gt(left, right) else right
    return ZERO
