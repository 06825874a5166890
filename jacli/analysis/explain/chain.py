"""Section f: the chain rule as a product of local Jacobians, a factor from each stage of named steps to the next.

A stage holds the steps that it computes, and carries along whatever a later stage still needs: so any program, also
one with skips and fan-out, is a product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import isnan
from typing import Any

from jacli.analysis.explain.arrays import same_number
from jacli.analysis.explain.cuts import cut_off
from jacli.analysis.explain.records import Chain, Cost, Rows, Variable
from jacli.analysis.explain.rows import rows
from jacli.analysis.explain.setting import Setting
from jacli.analysis.numbers import numbers
from jacli.analysis.records import Entry
from jacli.calculus import operators
from jacli.calculus.algebra import Rules
from jacli.calculus.operators import Row
from jacli.domains.lowering import flat_names
from jacli.graph.functions import TABLE
from jacli.graph.shapes import size
from jacli.graph.terms import Term

INPUT = TABLE["input"]
# More entries of all local Jacobians together, or multiplications of their product, are counted and not told.
MOST_ENTRIES = 5_000
# The same of the variables of all stages.
MOST_VARIABLES = 20_000
MOST_MULTIPLICATIONS = 50_000
# A formula of more terms is not read in the cell of a matrix.
MOST_WRITTEN = 30


def chain(setting: Setting) -> Chain | None:
    """The stages of the program and the local Jacobians between them; None if they are too many to be told."""
    stages = _Stages(setting)
    if stages.count() > MOST_VARIABLES:
        return None
    nodes = stages.nodes()
    shapes = setting.problem.program.graph.shapes
    sizes = tuple(sum(size(shapes[node]) for node in stage) for stage in nodes)
    left, right, by_rows, by_columns = costs(sizes)
    entries = sum(m * n for m, n in pairwise(sizes))
    told = entries <= MOST_ENTRIES and right.multiplications <= MOST_MULTIPLICATIONS
    found = _Product(setting, nodes) if told else None
    jacobian = rows(setting)
    product = found.product() if found is not None and setting.problem.point is not None else None
    return Chain(
        _variables(setting, nodes),
        sizes,
        found.local_jacobians() if found is not None else (),
        product,
        jacobian,
        None if product is None else _agree(product, jacobian, setting.zero),
        left,
        right,
        by_rows,
        by_columns,
    )


def costs(sizes: Sequence[int]) -> tuple[Cost, Cost, Cost, Cost]:
    """Of wᵀJ from the left and from the right; of all of J by rows, a VJP each, and by columns, a JVP each.

    `sizes` are those of the stages, inputs first: factor k is a sizes[k+1]×sizes[k] matrix.
    """
    first, last = sizes[0], sizes[-1]
    left = [(1, k, n) for n, k in pairwise(sizes)]
    right = [*((m, k, first) for k, m in pairwise(sizes[1:])), (1, last, first)]
    by_rows = [(last * m, k, n) for m, k, n in left]
    by_columns = [(m, k, first) for k, m in pairwise(sizes)]
    return _cost(left), _cost(right), _cost(by_rows), _cost(by_columns)


def _cost(products: Sequence[tuple[int, int, int]]) -> Cost:
    """Of products of an m×k by a k×n matrix, given as (m, k, n)."""
    return Cost(sum(m * n for m, _, n in products), sum(m * k * n for m, k, n in products))


class _Stages:
    """Sorts the named steps into stages: a step follows those that it uses."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        program = setting.problem.program
        self.graph = program.graph
        self.inputs = [dict(program.inputs)[name] for name in setting.problem.wrt]
        self.outputs = [node for _, node in program.outputs]
        naming = setting.naming
        named = [n for n in naming.nodes if n in naming.names and n in naming.moving]
        self.cuts = {n for n in named if self.graph.operations[n] is not INPUT} | set(self.inputs)
        ends = set(self.inputs)
        self.used = {node: self._used(node) for node in named if node not in ends}
        needed = {inner for several in self.used.values() for inner in several}
        self.steps = [node for node in self.used if node in needed]
        self.levels = dict.fromkeys(self.inputs, 0)
        for node in self.steps:
            self.levels[node] = 1 + max((self.levels[inner] for inner in self.used[node]), default=0)
        self.last = max(self.levels.values(), default=0) + 1
        self.last_uses = self._last_uses()

    def _used(self, node: int) -> set[int]:
        """The named steps and inputs that a step is made of, with nothing named between."""
        found: set[int] = set()
        stack = list(self.graph.arguments[node])
        seen = set(stack)
        while stack:
            inner = stack.pop()
            if inner in self.cuts:
                found.add(inner)
            if inner in self.cuts or inner not in self.setting.naming.moving:
                continue
            fresh = [argument for argument in self.graph.arguments[inner] if argument not in seen]
            seen.update(fresh)
            stack.extend(fresh)
        return found

    def count(self) -> int:
        """How many variables all stages hold together."""
        return sum(self.last_uses.get(node, 0) - level for node, level in self.levels.items()) + len(self.outputs)

    def nodes(self) -> list[list[int]]:
        """The nodes of each stage: the inputs, what each stage computes followed by what it carries, the outputs."""
        new: dict[int, list[int]] = {}
        for node in self.steps:
            new.setdefault(self.levels[node], []).append(node)
        found = [list(self.inputs)]
        for stage in range(1, self.last):
            found.append(new[stage] + [node for node in found[-1] if self.last_uses.get(node, 0) > stage])
        return [*found, self.outputs]

    def _last_uses(self) -> dict[int, int]:
        """The last stage that each step or input is used in; outputs are kept to the end."""
        found = {node: self.last for node in self.outputs if node in self.levels}
        for node, used in self.used.items():
            for inner in used:
                found[inner] = max(found.get(inner, 0), self.levels.get(node, self.last))
        return found


def _variables(setting: Setting, nodes: Sequence[Sequence[int]]) -> tuple[tuple[Variable, ...], ...]:
    program = setting.problem.program
    labels = {**setting.naming.labels}
    ends = [dict.fromkeys(setting.problem.wrt), [name for name, _ in program.outputs]]
    found: list[tuple[Variable, ...]] = []
    seen: set[int] = set()
    for number, stage in enumerate(nodes):
        names = list(ends[0]) if number == 0 else ends[1] if number == len(nodes) - 1 else [labels[n] for n in stage]
        found.append(
            tuple(Variable(name, program.graph.shapes[n], n in seen) for name, n in zip(names, stage, strict=True))
        )
        seen.update(stage)
    return tuple(found)


class _Product:
    """The local Jacobians and their product as nodes of one scalar graph."""

    def __init__(self, setting: Setting, nodes: Sequence[Sequence[int]]) -> None:
        self.setting = setting
        model = setting.model
        self.graph = model.graph.copied()
        elements = model.lowered.elements
        self.elements = [list(model.inputs), *([e for node in stage for e in elements[node]] for stage in nodes[1:])]
        stages = _variables(setting, nodes)
        self.names = [tuple(flat for v in stage for flat in flat_names(v.label, v.shape)) for stage in stages]
        self.factors = [
            operators.local_jacobian(self.graph, after, before) for before, after in pairwise(self.elements)
        ]

    def local_jacobians(self) -> tuple[Rows, ...]:
        """The factors, that of the inputs first: numbers, and formulas over the elements of the stage before."""
        found = self._numbered([node for factor in self.factors for row in factor for node in row.values()])
        told = []
        for k, factor in enumerate(self.factors):
            nodes = list(dict.fromkeys(node for row in factor for node in row.values()))
            formulas = self._formulas(nodes, dict(zip(self.elements[k], self.names[k], strict=True)))
            entries = {n: replace(found[n], formula=formula) for n, formula in zip(nodes, formulas, strict=True)}
            several = tuple(tuple((j, entries[n]) for j, n in row.items()) for row in factor)
            told.append(Rows(self.names[k + 1], self.names[k], several))
        return tuple(told)

    def product(self) -> Rows:
        """The factors multiplied from the right."""
        f = Rules(self.graph)
        found = self.factors[0]
        for factor in self.factors[1:]:
            found = [_times(f, row, found) for row in factor]
        entries = self._numbered([node for row in found for node in row.values()])
        rows = tuple(tuple((j, entries[n]) for j, n in row.items()) for row in found)
        return Rows(self.names[-1], self.names[0], rows)

    def _numbered(self, nodes: Sequence[int]) -> dict[int, Entry]:
        if self.setting.problem.point is None:
            return dict.fromkeys(nodes, Entry())
        model = replace(self.setting.model, graph=self.graph)
        return numbers(model, list(dict.fromkeys(nodes)), self.setting.request).entries

    def _formulas(self, nodes: Sequence[int], names: dict[int, str]) -> Sequence[Any]:
        """The formulas of nodes over named ones; None for one that is too long."""
        request = self.setting.request
        if not request.formulas or request.numeric:
            return [None] * len(nodes)
        from jacli.domains.formula import formulas

        graph, copies = cut_off(self.graph, nodes, names)
        wanted = [copies[node] for node in nodes]
        depth = request.limits.formula_depth
        return formulas(graph, wanted, taken=names.values(), size_cap=MOST_WRITTEN, depth_cap=depth).entries


def _times(f: Rules, row: Row, matrix: Sequence[Row]) -> Row:
    """A row times a matrix."""
    terms: dict[int, list[Term]] = {}
    for k, left in row.items():
        for j, right in matrix[k].items():
            terms.setdefault(j, []).append(f.mul(f.term(left), f.term(right)))
    return {j: f.total(terms[j]).id for j in sorted(terms)}


def _agree(product: Rows, answer: Rows, zero: Entry) -> bool:
    """Whether the product is the J of the answer, entry by entry, all of them numbers; an absent entry is 0."""
    for row, told in zip(product.rows, answer.rows, strict=True):
        one, other = dict(row), dict(told)
        if any(entry.value is not None and isnan(entry.value) for entry in other.values()):
            return False
        if not all(same_number(one.get(j, zero), other.get(j, zero)) for j in one.keys() | other.keys()):
            return False
    return True
