"""Removable singularities: a subexpression without a value that tends to one takes that limit, and a note says so.

Only what depends on a single input has such a limit here: along more inputs the ways to a point are endless, and
x*y**2/(x**2 + y**4) has the same limit at 0 along every line and yet none. In a product, the factors of each
input have a limit of their own: y*sin(x)/x is y times sin(x)/x.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from jacli.analysis.lines import Budget, Combination, Line
from jacli.analysis.model import Model, point_in
from jacli.analysis.notes import inputs_of, place_of
from jacli.analysis.records import Expression, Note, Request
from jacli.analysis.tendency import Tendency, common, entry_of, entry_towards, equal
from jacli.domains import evaluation
from jacli.domains.evaluation import INPUT, Failure
from jacli.domains.exact import Number
from jacli.domains.grafts import GRAFT, Graft
from jacli.graph.functions import TABLE

# Programs of more operations are not searched.
LARGEST_PROGRAM = 5_000
MOST_GRAFTS = 100
MUL, DIV, WHERE = (TABLE[name] for name in ("mul", "div", "where"))
ONE = Fraction(1)
# A node that depends on more than one input.
SEVERAL = -1


@dataclass(frozen=True, eq=False, slots=True)
class Removal:
    """A node without a value and what takes its place; `sides` are what its single-input part tends to."""

    node: int
    arguments: tuple[int, ...]
    graft: Graft
    value: Number
    sides: tuple[Tendency, Tendency]


@dataclass(frozen=True, eq=False, slots=True)
class Jump:
    """A node without a value that tends to different things, or to nothing finite, from the left and from the right."""

    node: int
    sides: tuple[Tendency, Tendency]


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """A product of powers of nodes that depend on one input."""

    moved: int
    factors: tuple[tuple[int, int], ...]

    @property
    def nodes(self) -> list[int]:
        """The nodes of the factors."""
        return [node for node, _ in self.factors]

    def combination(self) -> Combination:
        """The product, over expressions or bounds."""

        def product(get: Any, number: Any) -> Any:
            found = number(ONE)
            for node, exponent in self.factors:
                found = found * get(node) if exponent > 0 else found / get(node)
            return found

        return product


class Search:
    """Finds what can take the place of the nodes of a program that have no value, in ascending order."""

    def __init__(self, model: Model, values: Mapping[int, Any], budget: Budget) -> None:
        self.model = model
        self.budget = budget
        self.removals: list[Removal] = []
        self.jumps: list[Jump] = []
        self.inputs = point_in(model.problem, evaluation.exact())
        self.values = values
        self.single = _single_inputs(model)
        self._lines: dict[int, tuple[Line, Line]] = {}

    def run(self) -> None:
        """Try every node that failed."""
        for node in self._mattering():
            value = self.values[node]
            if isinstance(value, Failure) and value.kind == "undefined" and len(self.removals) < MOST_GRAFTS:
                removal = self._removal(node)
                if removal is not None:
                    self.removals.append(removal)
                    kept = {n: v for n, v in self.values.items() if not isinstance(v, Failure)}
                    self.values = self._evaluated({**kept, node: removal.value})
        self.jumps = self._outermost()

    def _mattering(self, ends: Container[int] = ()) -> list[int]:
        """The nodes that failed and that the failure of an output comes from, ascending; nothing below an end."""
        graph, values = self.model.graph, self.values
        found: set[int] = set()
        stack = list(self.model.outputs)
        while stack:
            node = stack.pop()
            if node in found or not isinstance(values[node], Failure):
                continue
            found.add(node)
            if node in ends:
                continue
            arguments = graph.arguments[node]
            if graph.operations[node] is WHERE and not isinstance(values[arguments[0]], Failure):
                arguments = arguments[1:2] if values[arguments[0]] else arguments[2:]
            stack += arguments
        return sorted(found)

    def _outermost(self) -> list[Jump]:
        """The jumps that an output comes from without another one between: atan(1/x), not the 1/x in it.

        That a pole is one is told already.
        """
        jumps = {jump.node: jump for jump in self.jumps}
        found = [jumps[node] for node in self._mattering(jumps.keys()) if node in jumps]
        return [jump for jump in found if any(side.is_finite for side in jump.sides)]

    def _evaluated(self, known: Mapping[int, Any]) -> dict[int, Any]:
        return evaluation.evaluate(self.model.graph, self.model.primal, self.inputs, evaluation.exact(), known)

    def _removal(self, node: int) -> Removal | None:
        single = self.single[node]
        if single is None:
            return None
        if single != SEVERAL:
            group = Group(single, ((node, 1),))
            sides = self._tend(group)
            limit = common(*sides)
            if limit is None:
                if all(side.is_finite or side.is_infinite for side in sides):
                    self.jumps.append(Jump(node, sides))
                return None
            return Removal(node, (single,), Graft((limit,), (self._slope(group, limit),)), limit, sides)
        return self._product(node)

    def _product(self, node: int) -> Removal | None:
        """A product that fails in factors of single inputs."""
        factors = _factors(self.model, node)
        moved = {self.single[n] for n, e in factors if self._is_singular(n, e)}
        if not moved or None in moved or SEVERAL in moved:
            return None
        groups = [
            Group(m, tuple(f for f in factors if self.single[f[0]] == m))
            for m in sorted(m for m in moved if m is not None)
        ]
        regular = [(n, e) for n, e in factors if self.single[n] not in moved]
        sides = [self._tend(group) for group in groups]
        limits = [common(*pair) for pair in sides]
        if not groups or any(limit is None for limit in limits):
            return None
        found = [limit for limit in limits if limit is not None]
        slopes = [self._slope(group, limit) for group, limit in zip(groups, found, strict=True)]
        graft = Graft(tuple(found), tuple(slopes), tuple(e for _, e in regular))
        arguments = (*(g.moved for g in groups), *(n for n, _ in regular))
        value = self._value(arguments, graft)
        return None if value is None else Removal(node, arguments, graft, value, sides[0])

    def _value(self, arguments: Sequence[int], graft: Graft) -> Number | None:
        values = [self.values[a] for a in arguments]
        if any(isinstance(v, (Failure, bool)) for v in values):
            return None
        try:
            value: Number = evaluation.function_of(GRAFT, len(values), evaluation.exact())(*values, graft)
        except (ArithmeticError, ValueError):
            return None
        return value

    def _is_singular(self, node: int, exponent: int) -> bool:
        value = self.values[node]
        if exponent < 0 and not isinstance(value, Failure):
            return equal(value, Fraction(0)) is not False
        return isinstance(value, Failure)

    def _tend(self, group: Group) -> tuple[Tendency, Tendency]:
        combination = group.combination()
        left, right = (line.tends(combination, group.nodes) for line in self._beside(group.moved))
        return left, right

    def _slope(self, group: Group, limit: Number) -> Number | None:
        lines, combination = self._beside(group.moved), group.combination()
        return common(*(line.slope(combination, group.nodes, limit) for line in lines))

    def _beside(self, moved: int) -> tuple[Line, Line]:
        if moved not in self._lines:
            left, right = (Line(self.model, self.values, moved, side, self.budget) for side in (-1, 1))
            self._lines[moved] = left, right
        return self._lines[moved]


def _single_inputs(model: Model) -> dict[int, int | None]:
    """For each node of the program the one input that it depends on, SEVERAL, or None."""
    graph = model.graph
    found: dict[int, int | None] = {}
    for node in model.primal:
        inputs = {found[a] for a in graph.arguments[node]} - {None}
        if graph.operations[node] is INPUT:
            found[node] = node
        else:
            found[node] = None if not inputs else inputs.pop() if len(inputs) == 1 else SEVERAL
    return found


def _factors(model: Model, node: int) -> list[tuple[int, int]]:
    """The factors that a chain of products and quotients is made of, each with the exponent 1 or −1."""
    graph = model.graph
    found: list[tuple[int, int]] = []
    stack = [(node, 1)]
    while stack:
        top, exponent = stack.pop()
        row, several = graph.operations[top], graph.arguments[top]
        if row is MUL:
            stack += [(several[1], exponent), (several[0], exponent)]
        elif row is DIV:
            stack += [(several[1], -exponent), (several[0], exponent)]
        else:
            found.append((top, exponent))
    return found


# ── a model with the limits in it ─────────────────────────────────────────────────────────────────────────


def grafted(model: Model, removals: Sequence[Removal]) -> Model:
    """The same program with limits in place of what has no value; its nodes keep their numbers."""
    graph = model.graph.copied()
    for removal in removals:
        graph.operations[removal.node] = GRAFT
        graph.arguments[removal.node] = removal.arguments
        graph.parameters[removal.node] = removal.graft
    return replace(model, graph=graph, primal=tuple(graph.reached(model.outputs)))


# ── notes ─────────────────────────────────────────────────────────────────────────────────────────────────


def limit_notes(search: Search, request: Request) -> list[Note]:
    """A note per limit, and per node that tends to different things from either side."""
    notes = [_limit_note(search, removal, request) for removal in search.removals]
    return notes + [_jump_note(search, jump, request) for jump in search.jumps]


def as_typed(note: Note, model: Model, typed: Model) -> Note:
    """A note about a model with limits in it, told of the program as it was typed."""
    expression = note.fields.get("expression")
    if (
        model is typed
        or expression is None
        or expression.graph is not model.graph
        or expression.node > typed.primal[-1]
    ):
        return note
    fields = {**note.fields, "expression": Expression(typed.graph, expression.node)}
    if model.graph.operations[expression.node] is GRAFT:
        fields.pop("call", None)
    return replace(note, fields=fields)


def _limit_note(search: Search, removal: Removal, request: Request) -> Note:
    left, right = removal.sides
    code = {("absent", "finite"): "limit-from-right", ("finite", "absent"): "limit-from-left"}.get(
        (left.kind, right.kind)
    )
    return _note(search, removal.node, ("limit", code or "limit-value"), {"limit": entry_of(removal.value, request)})


def _jump_note(search: Search, jump: Jump, request: Request) -> Note:
    left, right = (entry_towards(side, request) for side in jump.sides)
    return _note(search, jump.node, ("undefined", "limits-differ"), {"left": left, "right": right})


def _note(search: Search, node: int, meaning: tuple[str, str], fields: Mapping[str, Any]) -> Note:
    model = search.model
    pairs = zip(model.output_names, model.outputs, strict=True)
    output = next((name for name, output in pairs if node in set(model.graph.reached([output]))), None)
    common_fields = {"expression": Expression(model.graph, node), "point": inputs_of(model, search.values, node)}
    return Note(*meaning, (output, None), place_of(model, node), {**common_fields, **fields})
