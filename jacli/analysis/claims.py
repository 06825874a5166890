"""Answers made elsewhere, by hand or by a function, against those of jacli: where they differ, and if possible why.

Formulas are compared at random points and, where sympy can in time, proved equal; numbers are compared at the
point, a decimal to the digits that were typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from mpmath import isfinite, mpf

from jacli.analysis.answer import answer
from jacli.analysis.check import weighted, weights_of
from jacli.analysis.checked import CheckReport
from jacli.analysis.comparison import (
    DIGITS,
    TOLERANCE,
    Real,
    digits_right,
    entries_at,
    extended_of,
    number_of,
    values_at,
)
from jacli.analysis.diagnosis import Claimed, causes, whole_cause
from jacli.analysis.made_up import compared_points
from jacli.analysis.model import Model, modelled
from jacli.analysis.records import Entry, Note, Request
from jacli.analysis.second_opinions import read_over
from jacli.calculus import operators
from jacli.domains.exact.numbers import SYMPY_FAILS
from jacli.domains.formula import formulas, simplified
from jacli.domains.lowering import flat_names
from jacli.errors import UsageError
from jacli.graph.functions import TABLE
from jacli.graph.operation import Shape
from jacli.language.problem import Problem
from jacli.language.program import Program, SourceText
from jacli.language.values import Value

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    Array = numpy.typing.NDArray[numpy.float64]

How = Literal["formulas", "numbers", "floats"]
# Relative to the larger of both; float32 and difference quotients are no better.
FLOAT_TOLERANCE = 1e-6
# Relative to the largest entry: what is left of a float where larger ones cancel.
FLOAT_ROUNDING = Fraction(1, 10**15)
LARGEST_FLOAT = 1e300
# Of the time limit, the part that proofs may take.
PROOF_SHARE = 0.2
CONSTANT, NEG = TABLE["constant"], TABLE["neg"]
ZERO = Entry(exact=Fraction(0), value=0.0)


@dataclass(frozen=True, eq=False, slots=True)
class Difference:
    """An entry that was claimed to be something else, and why if that can be told."""

    output: str | None
    input: str
    claimed: Entry
    computed: Entry
    cause: Note | None


@dataclass(frozen=True, eq=False, slots=True)
class ClaimReport:
    """What became of a claim about J or wᵀJ.

    Of its `entries`, `proved` were shown to be equal as formulas, and `unmet` have no numbers to be compared with; the
    others agreed at the points, or differ.
    `cause` explains all differences at once. `digits` is how many digits agree in the worst entry.
    """

    name: str
    part: Literal["jacobian", "vjp"]
    how: How
    entries: int
    proved: int
    differences: tuple[Difference, ...]
    cause: Note | None = None
    digits: int | None = None
    unmet: int = 0

    @property
    def passed(self) -> bool:
        """Whether nothing differs, and something was compared."""
        return not self.differences and (self.unmet < self.entries or not self.entries)


# ── what a claim is about ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Target:
    """The part that a claim is about, and its size."""

    part: Literal["jacobian", "vjp"]
    rows: int
    columns: int


def target_of(problem: Problem, model: Model, shape: Shape, name: str) -> Target:
    """The part of that shape: J as a matrix, wᵀJ or a gradient as a vector. Raises UsageError for other shapes."""
    m, n = len(model.outputs), len(model.inputs)
    inputs = [model.input_shapes[key] for key in problem.wrt]
    gradients: list[Shape] = [(n,), *([inputs[0]] if len(inputs) == 1 else [])]
    if problem.weights and shape in gradients:
        return Target("vjp", 1, n)
    outputs = list(model.output_shapes.values())
    full = [(*outputs[0], *inputs[0])] if len(outputs) == len(inputs) == 1 else []
    columns: list[Shape] = [(m,)] if n == 1 else []
    if shape in ((m, n), *full, *(gradients if m == 1 else []), *columns):
        return Target("jacobian", m, n)
    other = n if m == 1 or problem.weights else None
    if shape == (n,):
        raise UsageError("claim-needs-weights", name=name, given=shape, shape=(m, n), other=other)
    code = "claim-shape-transposed" if shape == (n, m) else "claim-shape"
    raise UsageError(code, name=name, given=shape, shape=(m, n), other=other)


def with_claim(report: CheckReport, problem: Problem, text: str, request: Request) -> CheckReport:
    """The report of a check, and what became of formulas or numbers that are claimed to be its J or wᵀJ."""
    pointed = problem.point is not None
    problem = problem if pointed else replace(problem, point=_point_of(report, problem))
    program = read_over(problem, SourceText("--expect", text), request.limits)
    unknown = [name for name, _ in program.inputs if name not in dict(problem.program.inputs)]
    if unknown:
        inputs = tuple(name for name, _ in problem.program.inputs)
        raise UsageError("claim-unknown-names", names=tuple(unknown), inputs=inputs)
    model = modelled(problem)
    target = target_of(problem, model, _stacked_shape(program), "--expect")
    claim = modelled(replace(problem, program=program, wrt=(), weights=()))
    numeric = pointed and all(not _reads_input(claim, node) for node in claim.outputs)
    judge = Judge(report, problem, model, target, request)
    return replace(report, claim=judge.numbers(claim) if numeric else judge.formulas(claim, pointed=pointed))


def with_floats(report: CheckReport, problem: Problem, name: str, array: Array, request: Request) -> CheckReport:
    """The report of a check, and how an array of floats that a function returned compares with it."""
    model = modelled(problem)
    target = target_of(problem, model, tuple(array.shape), name)
    judge = Judge(report, problem, model, target, request)
    return replace(report, claim=judge.floats(name, array.ravel().tolist()))


def _point_of(report: CheckReport, problem: Problem) -> dict[str, Value]:
    """The point that the check made up."""
    point = report.answer.point or {}
    graph = problem.program.graph
    return {
        name: Value(graph.shapes[node], tuple(_exact(point[flat]) for flat in flat_names(name, graph.shapes[node])))
        for name, node in problem.program.inputs
    }


def _exact(entry: Entry) -> Fraction:
    assert isinstance(entry.exact, Fraction)
    return entry.exact


def _stacked_shape(program: Program) -> Shape:
    """The shape of a claim; several outputs are the rows, or the elements, of one array."""
    shapes = {program.graph.shapes[node] for _, node in program.outputs}
    if len(shapes) != 1:
        raise UsageError("claim-ragged", shapes=sorted(shapes))
    (shape,) = shapes
    return shape if len(program.outputs) == 1 else (len(program.outputs), *shape)


def _reads_input(claim: Model, node: int) -> bool:
    return any(claim.graph.operations[n].name == "input" for n in claim.graph.reached([node]))


# ── judging ───────────────────────────────────────────────────────────────────────────────────────────────


class Judge:
    """Compares the entries of a claim with those of a target."""

    def __init__(self, report: CheckReport, problem: Problem, model: Model, target: Target, request: Request) -> None:
        self.problem = problem
        self.model = model
        self.target = target
        self.request = request
        self.nodes = operators.jacobian(model.graph, model.outputs, model.inputs)
        self.part = next(p for p in (report.answer.result, *report.answer.parts) if p.name == target.part)
        self.value = report.answer.value
        self.own = {(i, j): entry for i, row in enumerate(self.part.rows) for j, entry in row}
        self.size = target.rows * target.columns
        # At a kink, or where a limit is printed, formulas have other values, or none.
        self.is_singular = any(note.kind in ("kink", "limit") for note in report.answer.notes)

    def formulas(self, claim: Model, *, pointed: bool) -> ClaimReport:
        """Formulas: at random points and, if it was given, at the problem's own, then proved."""
        compared = self._beside(claim, pointed=pointed)
        written = self._written(claim)
        differing = [k for k in range(self.size) if not compared.agrees(k)]
        proved = {k for k in range(self.size) if k not in differing and self._proved(k, written[k])}
        unmet = sum(not compared.is_met(k) for k in range(self.size) if k not in proved)
        return replace(self._report("--expect", "formulas", compared, differing, written, len(proved)), unmet=unmet)

    def _beside(self, claim: Model, *, pointed: bool) -> Claimed:
        """The entries of both at the points; none of an output where it has no value."""
        at = [(self._computed(moved), moved, having) for moved, having in compared_points(self.problem, self.model)]
        if pointed and not self.is_singular:
            at.append((self._at_point(), self.problem, self._having()))
        pairs = []
        for computed, moved, having in at:
            there = replace(claim.problem, point=moved.point)
            claimed = values_at(claim, there, list(claim.outputs), self.request.limits)
            pairs.append((self._of(computed, having), self._of(claimed, having)))
        return Claimed(self.model, [moved for _, moved, _ in at], pairs, self.target.columns, TOLERANCE)

    def _of(self, values: Sequence[Real | None], having: set[int]) -> list[Real | None]:
        """The values of the entries that depend on no outputs but these; None for the others."""
        if self.target.part == "jacobian":
            return [v if k // self.target.columns in having else None for k, v in enumerate(values)]
        return list(values) if having.issuperset(weights_of(self.problem) or ()) else [None] * len(values)

    def _having(self) -> set[int]:
        """The outputs that have values at the problem's own point."""
        value = dict(self.value.rows[0]) if self.value.rows else {}
        return {i for i in range(len(self.model.outputs)) if number_of(value.get(i, ZERO)) is not None}

    def numbers(self, claim: Model) -> ClaimReport:
        """Numbers: at the point, a decimal to the digits typed."""
        found = entries_at(claim, claim.problem, list(claim.outputs), self.request.limits)
        own = self._entries_at_point()
        pairs = [(list(map(extended_of, own)), list(map(extended_of, found)))]
        compared = Claimed(self.model, [self.problem], pairs, self.target.columns, TOLERANCE)
        differing: list[int] = []
        for k, node in enumerate(claim.outputs):
            slack, apart = _typed_slack(claim, node), _apart(own[k], found[k])
            agrees = compared.agrees(k) or compared.within(k, slack) if apart is None else apart <= slack
            if not agrees:
                differing.append(k)
        written = self._written(claim)
        unmet = {k for k in range(self.size) if not compared.is_met(k)}
        proved = {k for k in unmet if self._proved(k, written[k])}
        made = self._report("--expect", "numbers", compared, differing, written, len(proved))
        return replace(made, unmet=len(unmet - proved))

    def floats(self, name: str, values: Sequence[float]) -> ClaimReport:
        """Floats that a function returned."""
        claimed: list[Real | None] = [mpf(v) for v in values]
        computed = list(map(extended_of, self._entries_at_point()))
        compared = Claimed(self.model, [self.problem], [(computed, claimed)], self.target.columns, FLOAT_TOLERANCE)
        finite = [abs(c) for c in computed if c is not None and isfinite(c)]
        largest = max(finite, default=mpf(0))
        slack = FLOAT_ROUNDING * (Fraction(float(largest)) if largest < LARGEST_FLOAT else 1)
        unknown = [c is None for c in computed]
        differing = [
            k for k in range(self.size) if not unknown[k] and not compared.agrees(k) and not compared.within(k, slack)
        ]
        agreeing = [
            digits_right(values[k], c)
            for k, c in enumerate(computed)
            if k not in differing and c is not None and c and isfinite(c)
        ]
        made = self._report(name, "floats", compared, differing, [Entry(value=v) for v in values], 0)
        return replace(made, digits=min(agreeing, default=None), unmet=sum(unknown))

    def _report(
        self, name: str, how: How, compared: Claimed, differing: list[int], written: Sequence[Entry], proved: int
    ) -> ClaimReport:
        whole = whole_cause(compared, self.target.rows) if differing else None
        why = causes(compared, differing) if whole is None else {}
        found = tuple(self._difference(k, written[k], why.get(k)) for k in differing)
        return ClaimReport(name, self.target.part, how, self.size, proved, found, whole)

    def _difference(self, k: int, claimed: Entry, cause: Note | None) -> Difference:
        i, j = divmod(k, self.target.columns)
        output = self.model.output_names[i] if self.target.part == "jacobian" else None
        return Difference(output, self.model.input_names[j], claimed, self.own.get((i, j), ZERO), cause)

    # ── numbers and formulas ──

    def _computed(self, problem: Problem) -> list[Real | None]:
        """The target's entries at the point of a problem, row by row."""
        nodes = list({n: None for row in self.nodes for n in row.values()})
        values = dict(zip(nodes, values_at(self.model, problem, nodes, self.request.limits), strict=True))
        rows = [[values[row[j]] if j in row else mpf(0) for j in range(self.target.columns)] for row in self.nodes]
        if self.target.part == "jacobian":
            return [value for row in rows for value in row]
        weights = weights_of(self.problem)
        return [_sum_of(weights, [row[j] for row in rows]) for j in range(self.target.columns)]

    def _at_point(self) -> list[Real | None]:
        return list(map(number_of, self._entries_at_point()))

    def _entries_at_point(self) -> list[Entry]:
        """The target's entries at the problem's own point, with the conventions at kinks."""
        request = replace(self.request, formulas=False, digits=DIGITS, numeric=False, sparse=False, det=False)
        found = answer(self.problem, "jacobian" if self.target.part == "jacobian" else "vjp", request)
        rows = [dict(row) for row in found.result.rows]
        return [row.get(j, ZERO) for row in rows for j in range(self.target.columns)]

    def _written(self, claim: Model) -> list[Entry]:
        limits = self.request.limits
        caps = {"size_cap": limits.formula_size, "depth_cap": limits.formula_depth}
        found = formulas(claim.graph, list(claim.outputs), taken=(), **caps).entries
        return [Entry(formula=formula) for formula in found]

    def _proved(self, k: int, claimed: Entry) -> bool:
        """Whether sympy finds the difference of both formulas to be 0, in its share of the time."""
        own = self.own.get(divmod(k, self.target.columns), None)
        formula = 0 if own is None else own.formula
        if formula is None or claimed.formula is None:
            return False
        try:
            difference = claimed.formula - formula
        except SYMPY_FAILS:
            return False
        seconds = PROOF_SHARE * self.request.limits.seconds / self.size
        return bool(difference == 0 or simplified(difference, min(seconds, 5.0)) == 0)


def _sum_of(weights: Mapping[int, Real] | None, column: Sequence[Real | None]) -> Real | None:
    if weights is None:
        return None
    values = [value for i in weights if (value := column[i]) is not None]
    return weighted(weights.values(), values) if len(values) == len(weights) else None


def _apart(a: Entry, b: Entry) -> Fraction | None:
    """How far two fractions are apart; None if one is none."""
    return abs(a.exact - b.exact) if isinstance(a.exact, Fraction) and isinstance(b.exact, Fraction) else None


def _typed_slack(claim: Model, node: int) -> Fraction:
    """Half a unit of the last digit of a number that was typed as a decimal; 0 for any other."""
    graph = claim.graph
    if graph.operations[node] is NEG:
        (node,) = graph.arguments[node]
    text = graph.parameters[node].text.lower() if graph.operations[node] is CONSTANT else ""
    mantissa, _, exponent = text.partition("e")
    if "." not in mantissa:
        return Fraction(0)
    places = len(mantissa.partition(".")[2]) - int(exponent or 0)
    return Fraction(1, 2) * Fraction(10) ** -places
