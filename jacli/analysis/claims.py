"""Answers made elsewhere, by hand or by a function, against those of jacli: where they differ, and if possible why.

Formulas are compared at random points and, where sympy can in time, proved equal; numbers are compared at the
point, a decimal to the digits that were typed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from mpmath import mpf

from jacli.analysis.answer import answer
from jacli.analysis.check import weighted, weights_of
from jacli.analysis.checked import CheckReport
from jacli.analysis.comparison import DIGITS, TOLERANCE, Real, digits_right, number_of, values_at
from jacli.analysis.diagnosis import Claimed, causes, whole_cause
from jacli.analysis.made_up import random_point
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
POINTS = 6
# Relative to the larger of both; float32 and difference quotients are no better.
FLOAT_TOLERANCE = 1e-6
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

    Of its `entries`, `proved` were shown to be equal as formulas; the others agreed at the points, or differ.
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

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


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
    return replace(report, claim=judge.numbers(claim) if numeric else judge.formulas(claim))


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
        self.own = {(i, j): entry for i, row in enumerate(self.part.rows) for j, entry in row}
        self.size = target.rows * target.columns

    def formulas(self, claim: Model) -> ClaimReport:
        """Formulas: at random points, then proved."""
        pairs: list[tuple[list[Real | None], list[Real | None]]] = []
        points: list[Problem] = []
        dice = random.Random(1)  # noqa: S311  any numbers do, the same each time
        for k in range(POINTS):
            point = {name: _signed(v, dice) if k > 1 else v for name, v in random_point(self.problem, dice).items()}
            points.append(replace(self.problem, point=point))
            moved = replace(self.problem, point=point, program=claim.problem.program, wrt=(), weights=())
            claimed = values_at(claim, moved, list(claim.outputs), self.request.limits)
            pairs.append((self._computed(points[-1]), claimed))
        written = self._written(claim)
        compared = Claimed(self.model, points, pairs, self.target.columns, TOLERANCE)
        differing = [k for k in range(self.size) if not compared.agrees(k)]
        proved = sum(self._proved(k, written[k]) for k in range(self.size) if k not in differing)
        return self._report("--expect", "formulas", compared, differing, written, proved)

    def numbers(self, claim: Model) -> ClaimReport:
        """Numbers: at the point, a decimal to the digits typed."""
        claimed = values_at(claim, claim.problem, list(claim.outputs), self.request.limits)
        compared = Claimed(self.model, [self.problem], [(self._at_point(), claimed)], self.target.columns, TOLERANCE)
        slack = [_typed_slack(claim, node) for node in claim.outputs]
        differing = [k for k in range(self.size) if not compared.agrees(k) and not compared.within(k, slack[k])]
        return self._report("--expect", "numbers", compared, differing, self._written(claim), 0)

    def floats(self, name: str, values: Sequence[float]) -> ClaimReport:
        """Floats that a function returned."""
        claimed: list[Real | None] = [mpf(v) if abs(v) < float("inf") else None for v in values]
        computed = self._at_point()
        compared = Claimed(self.model, [self.problem], [(computed, claimed)], self.target.columns, FLOAT_TOLERANCE)
        largest = max((abs(c) for c in computed if c is not None), default=mpf(0))
        slack = Fraction(FLOAT_TOLERANCE**2) * (Fraction(float(largest)) if largest < 1e300 else 1)
        differing = [k for k in range(self.size) if not compared.agrees(k) and not compared.within(k, slack)]
        agreeing = [
            digits_right(values[k], computed[k]) for k in range(self.size) if k not in differing and computed[k]
        ]
        made = self._report(name, "floats", compared, differing, [Entry(value=v) for v in values], 0)
        return replace(made, digits=min(agreeing, default=None))

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
        """The target's entries at the problem's own point, with the conventions at kinks."""
        request = replace(self.request, formulas=False, digits=DIGITS, numeric=False, sparse=False, det=False)
        found = answer(self.problem, "jacobian" if self.target.part == "jacobian" else "vjp", request)
        rows = [dict(row) for row in found.result.rows]
        return [number_of(row[j]) if j in row else mpf(0) for row in rows for j in range(self.target.columns)]

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


def _signed(value: Value, dice: random.Random) -> Value:
    signs = [dice.choice((-1, 1)) for _ in value.elements]
    return Value(
        value.shape, tuple(s * e for s, e in zip(signs, value.elements, strict=True) if isinstance(e, Fraction))
    )


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
