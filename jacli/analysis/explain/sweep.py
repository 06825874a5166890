"""Section e: the reverse sweep, step by step, told by who watches the sweep that computes.

The numbers are those of the sweep that goes over the program's own graph. The formulas are what the same rules hand
back of a cotangent that is a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

from jacli.analysis.closed import UNSPEAKABLE
from jacli.analysis.explain.arrays import arrays, same_number, weight_terms
from jacli.analysis.explain.records import Array, Contribution, Definition, Formula, Pulled, StepKind, Sweep
from jacli.analysis.explain.setting import Setting
from jacli.analysis.explain.steps import detached
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import Share, active_nodes, pullback, shares
from jacli.graph.functions import TABLE
from jacli.graph.shapes import size
from jacli.graph.terms import Term

INPUT, BROADCAST = TABLE["input"], TABLE["broadcast"]
# A formula that takes more nodes to write out is not read by anyone.
MOST_WRITTEN = 24


class Handed(NamedTuple):
    """A share that `source` hands back to `argument`; `place` is its place among the shares of the source.

    `through` is the stretching between the two, if there is one.
    """

    source: int
    argument: int
    share: Term
    place: int
    through: int | None


@dataclass(frozen=True, eq=False, slots=True)
class Watched:
    """What was seen of a sweep: cotangents by node, last node first, and every share."""

    cotangents: dict[int, Term] = field(default_factory=dict)
    handed: list[Handed] = field(default_factory=list)

    def cotangent(self, node: int, u: Term) -> Term:
        """Every cotangent goes on as it is."""
        self.cotangents[node] = u
        return u

    def handed_back(self, node: int, given: Sequence[Share]) -> None:
        """Remember the shares."""
        self.handed.extend(Handed(node, argument, share, k, None) for k, (argument, share, _) in enumerate(given))


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """How the shares of a step come about where every branch is taken, one of each per share.

    `slopes` are what a cotangent of 1 makes of them; None if these are no factors of the shares. `plain` are the
    shares themselves, and `named` the same for a cotangent that is a symbol.
    """

    slopes: Sequence[Term] | None
    plain: Sequence[Term]
    named: Sequence[Term]


def sweep(setting: Setting) -> Sweep:
    """The cotangent of every step, from the last to the first, and what it is made of."""
    return _Reading(setting).record()


class _Reading:
    """The sweep over a copy of the program's graph, and what is read off it."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        program = setting.problem.program
        self.graph = program.graph.copied()
        self.f = Rules(self.graph)
        self.labels = setting.naming.labels
        wrt = [node for name, node in program.inputs if name in setting.problem.wrt]
        self.active = active_nodes(self.graph, wrt, self.graph.reached(node for _, node in program.outputs))
        self.watched = Watched()
        pullback(self.f, weight_terms(self.f, program.outputs, setting.weights), wrt, self.watched)
        self.symbols = {node: self._symbol(node) for node in self.watched.cotangents if node in self.labels}
        self.steps = {symbol.id: node for node, symbol in self.symbols.items()}
        self.given = self._folded()
        self.rules = {source: self._rule(source) for source in dict.fromkeys(given.source for given in self.given)}
        self.inputs = frozenset(node for node in self.labels if self.graph.operations[node] is INPUT)
        self.plain = [self._passed(given, self.rules[given.source].plain) for given in self.given]
        self.values = arrays(setting, self.graph, self._wanted())

    def _symbol(self, node: int) -> Term:
        """A name for the cotangent of a step."""
        return self.f.term(self.graph.node(INPUT, (), f"∂{self.labels[node]}", self.graph.shapes[node]))

    def _folded(self) -> list[Handed]:
        """The shares from step to step: what goes to a stretching that nobody typed goes on from there."""
        found: list[Handed] = []
        waiting: dict[int, list[Handed]] = {}
        for given in self.watched.handed:
            if given.source in waiting:
                for first in waiting.pop(given.source):
                    passed = self._shares(given.source, first.share)[0]
                    found.append(Handed(first.source, given.argument, passed, first.place, given.source))
            elif given.argument in self.labels:
                found.append(given)
            else:
                waiting.setdefault(given.argument, []).append(given)
        return found

    def _shares(self, node: int, u: Term) -> list[Term]:
        """What a node hands back of a cotangent that is present everywhere."""
        self.graph.made_for = node
        found = [share for _, share, _ in shares(self.f, node, u, None, self.active)]
        self.graph.made_for = -1
        return found

    def _rule(self, source: int) -> Rule:
        """A pointwise rule is a product element by element, any rule of a single number one with that number."""
        graph, u = self.graph, self.watched.cotangents[source]
        product = not graph.shapes[source] or graph.operations[source].kind == "pointwise"
        slopes = self._shares(source, self.f.constant(1, graph.shapes[source])) if product else None
        return Rule(slopes, self._shares(source, u), self._shares(source, self.symbols[source]))

    def _slope(self, given: Handed) -> Term | None:
        """The factor of a share beside the cotangent, if it has one."""
        slopes = self.rules[given.source].slopes
        return None if slopes is None or given.through is not None else slopes[given.place]

    def _passed(self, given: Handed, several: Sequence[Term]) -> Term:
        """One of the shares of a rule, as it arrives."""
        share = several[given.place]
        return share if given.through is None else self._shares(given.through, share)[0]

    def _wanted(self) -> list[int]:
        """Every node whose number is told."""
        found = [*self.labels, *(self.watched.cotangents[node].id for node in self.symbols)]
        for given, plain in zip(self.given, self.plain, strict=True):
            slope = self._slope(given)
            found += [given.share.id, plain.id] if slope is None else [given.share.id, plain.id, slope.id]
        return found

    # ── what is read off ──

    def record(self) -> Sweep:
        """The steps, last first, inputs at the end."""
        reached = list(self.symbols)
        given: dict[int, list[Contribution]] = {node: [] for node in reached}
        for node, seed in self._weights():
            if node in given:
                given[node].append(Contribution(None, "", seed, None, None, None, seed))
        for handed, plain in zip(self.given, self.plain, strict=True):
            given[handed.argument].append(self._contribution(handed, plain))
        order = self._inputs_last(reached)
        steps = tuple(self._pulled(node, given[node]) for node in order)
        loss = self._loss()
        weights = tuple(s.label for s in steps if s.shape and s.kind == "step") if loss is not None else ()
        return Sweep(steps, loss, weights, detached(self.setting), self._agrees(), self.setting.weight_kind)

    def _weights(self) -> Iterator[tuple[int, Array]]:
        """Every output that is seeded, with its weights."""
        start = 0
        for _, node in self.setting.problem.program.outputs:
            shape = self.graph.shapes[node]
            stop = start + size(shape)
            if any(weight != 0 for weight in self.setting.weights[start:stop]):
                yield node, Array(shape, self.setting.weight_entries[start:stop])
            start = stop

    def _inputs_last(self, reached: Sequence[int]) -> list[int]:
        inputs = (node for node in self.labels if node in self.inputs and node in self.symbols)
        return [*(node for node in reached if node not in self.inputs), *inputs]

    def _pulled(self, node: int, contributions: Sequence[Contribution]) -> Pulled:
        graph = self.setting.problem.program.graph
        kind: StepKind = "leaf" if graph.operations[node] is INPUT else "step"
        definition = Definition(graph, node, self.labels)
        cotangent = self.values[self.watched.cotangents[node].id]
        return Pulled(self.labels[node], kind, definition, graph.shapes[node], tuple(contributions), cotangent)

    def _contribution(self, given: Handed, plain: Term) -> Contribution:
        source = given.source
        label, operation = self.labels[source], self.graph.operations[source].name
        upstream, amount = self.values[self.watched.cotangents[source].id], self.values[given.share.id]
        # Where a branch is not taken its derivative may not exist, and nothing is made of it.
        if _is_finite(amount) and not _is_finite(self.values[plain.id]):
            return Contribution(label, operation, upstream, None, None, None, amount)
        slope = self._slope(given)
        if slope is None:
            closed = self._formula(self._passed(given, self.rules[source].named), source)
            return Contribution(label, operation, upstream, None, None, closed, amount)
        told = self.f.number(slope) is None or self.setting.problem.point is None
        formula = self._formula(self._unstretched(slope), source) if told else None
        return Contribution(label, operation, upstream, self.values[slope.id], formula, None, amount)

    def _unstretched(self, slope: Term) -> Term:
        """A factor without the stretching that a product does by itself."""
        stretched = self.graph.operations[slope.id] is BROADCAST and self.f.number(slope) is None
        return self.f.term(self.graph.arguments[slope.id][0]) if stretched else slope

    def _formula(self, term: Term, source: int) -> Formula | None:
        """A formula over a step, what it uses, inputs and cotangents; None if it has no words or takes too many."""
        ends = self._operands(source)
        found, length = self._written(term.id, ends)
        if length > MOST_WRITTEN or any(self.graph.operations[n] in UNSPEAKABLE for n in found):
            return None
        cotangents = {n: self.labels[self.steps[n]] for n in found if n in self.steps}
        labels = {n: self.labels[n] for n in found if n in ends or n in self.inputs}
        numbers: dict[int, Array] = {}
        if self.setting.problem.point is not None:
            numbers = {n: self.values[n] for n in labels}
            numbers |= {n: self.values[self.watched.cotangents[self.steps[n]].id] for n in cotangents}
        return Formula(self.graph, term.id, labels, cotangents, numbers)

    def _operands(self, source: int) -> set[int]:
        """A step and the steps that it uses, in which its derivative is told."""
        arguments = self.graph.arguments[source]
        typed = (
            a if a in self.labels or not self.graph.arguments[a] else self.graph.arguments[a][0] for a in arguments
        )
        return {node for node in (source, *typed) if node in self.labels}

    def _written(self, node: int, ends: set[int]) -> tuple[list[int], int]:
        """The nodes that a formula is written with, and how many times any is written.

        Formulas end at `ends`, inputs and cotangents; of one that is too long not all nodes are found.
        """
        found: dict[int, None] = {}
        stack, length = [node], 0
        while stack and length <= MOST_WRITTEN:
            inner = stack.pop()
            found[inner] = None
            length += 1
            if inner not in ends and inner not in self.inputs and inner not in self.steps:
                stack.extend(self.graph.arguments[inner])
        return list(found), length

    def _loss(self) -> str | None:
        """The label of the only output, if it is a single number of weight 1."""
        outputs = self.setting.problem.program.outputs
        if len(outputs) != 1 or self.graph.shapes[outputs[0][1]] or self.setting.weights[0] != 1:
            return None
        return self.labels.get(outputs[0][1])

    def _agrees(self) -> bool:
        """Whether the inputs receive what the answer says."""
        if self.setting.problem.point is None:
            return True
        program, answer = self.setting.problem.program, self.setting.row("vjp")
        nodes = dict(program.inputs)
        start = 0
        for name in self.setting.problem.wrt:
            count = size(self.graph.shapes[nodes[name]])
            told = answer[start : start + count]
            start += count
            cotangent = self.watched.cotangents.get(nodes[name])
            found = self.values[cotangent.id].entries if cotangent is not None else (self.setting.zero,) * count
            assert found is not None
            if not all(map(same_number, found, told)):
                return False
        return True


def _is_finite(array: Array) -> bool:
    return array.entries is None or all(e.value is None or isfinite(e.value) or e.decimal for e in array.entries)
