"""Checks: every entry of J (and of wᵀJ) against derivatives that are found in other ways.

    differences   quotients of the program's own values, in hundreds of digits; one-sided at kinks
    modes         forward sweeps against reverse sweeps
    sympy         sympy's `diff` of the formulas of the outputs
    formula       the printed formula, read back and evaluated

What is found is a frozen record. An entry that is undefined, infinite or at a kink is said to be so, which is
no failure; at a kink its one-sided values are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isfinite
from typing import Any

from mpmath import isnan, mpf, workdps

from jacli.analysis.answer import answer
from jacli.analysis.checked import CheckedEntry, CheckReport, Comparison, State
from jacli.analysis.comparison import (
    DIGITS,
    TOLERANCE,
    WORKING_DIGITS,
    Real,
    digits_right,
    extended_of,
    number_of,
    relative_error,
    values_at,
)
from jacli.analysis.differences import CENTRAL, LEFT, RIGHT, Differences
from jacli.analysis.kinks import kinked_nodes
from jacli.analysis.made_up import made_up_note, made_up_point
from jacli.analysis.model import Model, modelled, point_in
from jacli.analysis.modes import product_error, rows_and_columns
from jacli.analysis.notes import Where
from jacli.analysis.records import Answer, Entry, Note, Part, Request
from jacli.analysis.second_opinions import SympyDerivatives, read_back
from jacli.analysis.typed import typed_entry
from jacli.analysis.weights import added
from jacli.domains import evaluation
from jacli.errors import LanguageError
from jacli.language.problem import Problem
from jacli.language.values import Element

COMPARISONS = ("differences", "modes", "sympy", "formula")
INFINITY = float("inf")
ZERO = Entry(exact=Fraction(0), value=0.0)
# Of the time limit, the part that sympy may take.
SYMPY_SHARE = 0.3

Write = Callable[[Any], str]


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """A row to be checked: Σ weights[i]·yᵢ, its entries, their 40 digits, and what floats make of them."""

    part: str
    output: str | None
    weights: Mapping[int, Real]
    entries: Mapping[int, Entry]
    true: Mapping[int, Real | None]
    floats: Mapping[int, Entry]


def check(problem: Problem, request: Request, write: Write) -> CheckReport:
    """Compare J, and wᵀJ if the problem has weights, with itself found in other ways.

    `write` prints a formula. Without a point one is made up, which a note says. Raises LimitReached past a limit.
    """
    made_up = problem.point is None
    if made_up:
        problem = replace(problem, point=made_up_point(problem))
    problem = replace(problem, weights=added(problem.weights))
    request = replace(request, numeric=False, formulas=True, digits=None, sparse=False, det=False)
    operation = "show" if problem.weights else "jacobian"
    found = answer(problem, operation, request)
    precise_answer = answer(problem, operation, replace(request, formulas=False, digits=DIGITS))
    floats = answer(problem, operation, replace(request, formulas=False, numeric=True))
    model = modelled(problem)
    rows = list(_rows(model, found, precise_answer, floats))
    checker = Checker(model, request, (found, precise_answer), write)
    entries, zeros = checker.checked(rows)
    comparisons = tuple(_summed(name, entries) for name in COMPARISONS)
    product = None if checker.kinked else product_error(model)
    own = [note for note in found.notes if note.fields.get("part") != "grad"]
    notes = (*own, *made_up_note(problem, made_up), *checker.notes)
    return CheckReport(_checked_answer(found, notes), tuple(entries), zeros, comparisons, product)


def _checked_answer(found: Answer, notes: tuple[Note, ...]) -> Answer:
    """The answer as that of a check: J is the result, wᵀJ stands beside it."""
    jacobian = _part(found, "jacobian")
    parts = (found.value, *(part for part in found.parts if part.name == "vjp"))
    return replace(found, operation="check", result=jacobian, parts=parts, runs=(), notes=notes)


def _part(found: Answer, name: str) -> Part:
    return next((part for part in found.parts if part.name == name), found.result)


# ── what is compared ──────────────────────────────────────────────────────────────────────────────────────


def _rows(model: Model, found: Answer, true: Answer, floats: Answer) -> Iterator[Row]:
    """The rows of J, then wᵀJ."""
    one = mpf(1)
    for i, output in enumerate(model.output_names):
        entries, many, plain = (dict(_part(a, "jacobian").rows[i]) for a in (found, true, floats))
        yield Row("jacobian", output, {i: one}, entries, _numbers(many), plain)
    if model.problem.weights:
        entries, many, plain = (dict(_part(a, "vjp").rows[0]) for a in (found, true, floats))
        weights, numbers = weights_of(model.problem), _numbers(many)
        yield Row(
            "vjp", None, weights or {}, entries, numbers if weights is not None else dict.fromkeys(numbers), plain
        )


def _numbers(row: Mapping[int, Entry]) -> dict[int, Real | None]:
    return {j: number_of(entry) for j, entry in row.items()}


def weights_of(problem: Problem) -> dict[int, Real] | None:
    """The weights of all runs summed, by output; those that are 0 are left out. None where one is not known."""
    known = [[_real(element) for element in column] for column in zip(*problem.weights, strict=True)]
    columns = [[weight for weight in column if weight is not None] for column in known]
    if columns != known:
        return None
    sums = [weighted([mpf(1)] * len(column), column) for column in columns]
    return {i: weight for i, weight in enumerate(sums) if weight}


def weighted(weights: Iterable[Real], values: Iterable[Real]) -> Real:
    """Σ weight·value, to the working digits."""
    with workdps(WORKING_DIGITS):
        return sum((w * v for w, v in zip(weights, values, strict=True)), mpf(0))


def _real(element: Element) -> Real | None:
    return number_of(typed_entry(element, Request(digits=DIGITS)))


class Checker:
    """Compares rows with other ways to the same numbers."""

    def __init__(self, model: Model, request: Request, answers: tuple[Answer, Answer], write: Write) -> None:
        found, true = answers
        self.model = model
        self.request = request
        self.found = found
        self.write = write
        self.notes: list[Note] = []
        self.unreadable = False
        self.differences = Differences(model)
        self.kinked = self._kinked()
        self.at_kinks = set(model.graph.reached(self.kinked)) if self.kinked else set()
        self.above = [bool(self.kinked & set(model.graph.reached([output]))) for output in model.outputs]
        self.shown_sides = _sides(found)
        self.sides = _sides(true)
        self.by_rows, self.by_columns = self._modes()
        limits = request.limits
        self.sympy = SympyDerivatives(model, limits, SYMPY_SHARE * limits.seconds)
        if self.sympy.omitted:
            self.notes.append(Note("omitted", "sympy-omitted", fields={"count": self.sympy.omitted}))

    def checked(self, rows: Sequence[Row]) -> tuple[list[CheckedEntry], int]:
        """Every entry compared; those that are zero by structure are counted unless they failed."""
        self.read = self._read_back(rows)
        checked: list[CheckedEntry] = []
        zeros = 0
        for row in rows:
            for j in range(len(self.model.inputs)):
                entry = self._entry(row, j)
                if j in row.entries or entry.state in ("failed", "kink"):
                    checked.append(entry)
                else:
                    zeros += 1
        return checked, zeros

    def _entry(self, row: Row, j: int) -> CheckedEntry:
        name = self.model.input_names[j]
        entry, true = row.entries.get(j, ZERO), row.true.get(j, mpf(0))
        made = CheckedEntry(row.part, row.output, name, entry, "unchecked", {})
        if (row.output, name) in self.sides:
            return self._at_kink(made, row, j)
        if true is None:
            return replace(made, state=_stateless(entry))
        errors = dict(self._errors(row, j, true))
        passed: State = "passed" if all(error <= TOLERANCE for error in errors.values()) else "failed"
        digits = digits_right(row.floats.get(j, ZERO).value, true)
        return replace(made, errors=errors, digits=digits, state=passed if errors else "unchecked")

    def _at_kink(self, made: CheckedEntry, row: Row, j: int) -> CheckedEntry:
        """Compare both one-sided derivatives with one-sided quotients."""
        where = (row.output, made.input)
        errors: dict[str, float] = {}
        for side, entry in zip((LEFT, RIGHT), self.sides[where], strict=True):
            expected = _sided(entry)
            error = None if expected is None else self.differences.error(row.weights, j, expected, side)
            if error is not None:
                errors["differences"] = max(error, errors.get("differences", 0.0))
        state: State = "failed" if any(error > TOLERANCE for error in errors.values()) else "kink"
        left, right = self.shown_sides[where]
        return replace(made, state=state, errors=errors, left=left, right=right)

    def _errors(self, row: Row, j: int, true: Real) -> Iterator[tuple[str, float]]:
        for name, compared in (
            ("differences", self._differences(row, j, true)),
            ("modes", self._between_modes(row, j)),
            ("sympy", self._sympy(row, j, true)),
            ("formula", self._formula(row, j, true)),
        ):
            if compared is not None:
                yield name, compared

    def _differences(self, row: Row, j: int, true: Real) -> float | None:
        for side in (CENTRAL, RIGHT, LEFT):
            error = self.differences.error(row.weights, j, true, side)
            if error is not None:
                return error
        return None

    def _between_modes(self, row: Row, j: int) -> float | None:
        """Rows against columns; wᵀJ, which is one reverse sweep, against weighted columns."""
        columns = [self.by_columns[i].get(j, mpf(0)) for i in row.weights]
        if self._conventional(row, j) or any(c is None for c in columns):
            return None
        forward = weighted(row.weights.values(), columns)
        if row.output is None:
            return self._to(row.true.get(j, mpf(0)), forward)
        (i,) = row.weights
        return self._to(self.by_rows[i].get(j, mpf(0)), forward)

    def _sympy(self, row: Row, j: int, true: Real) -> float | None:
        """sympy's own numbers are not always right (log(1 + x)/x at 1e-200): what differs is evaluated in intervals."""
        error = self._to(true, self._of_sympy(row, j))
        if error is None or error <= TOLERANCE:
            return error
        written = {i: self.sympy.written(i, j, self.write) for i in row.weights}
        texts = {i: text for i, text in written.items() if text is not None}
        try:
            values = read_back(self.model.problem, texts, (), self.request.limits)
        except LanguageError:
            return error
        found = [values.get(i) for i in row.weights]
        if any(value is None for value in found):
            return error
        return self._to(true, weighted(row.weights.values(), found))

    def _of_sympy(self, row: Row, j: int) -> Real | None:
        if self._conventional(row, j) or (j not in row.entries and row.output is not None):
            return None
        values = [self.sympy.value(i, j) for i in row.weights]
        return None if any(value is None for value in values) else weighted(row.weights.values(), values)

    def _formula(self, row: Row, j: int, true: Real) -> float | None:
        if self._conventional(row, j) or (row.output, j) not in self.read:
            return None
        if self.unreadable:
            return INFINITY
        value = self.read[row.output, j]
        if value is None:
            where = (row.output, self.model.input_names[j])
            self.notes.append(Note("omitted", "formula-without-value", where))
        return self._to(true, value)

    def _to(self, a: Real | None, b: Real | None) -> float | None:
        return None if a is None or b is None else relative_error(a, b)

    def _conventional(self, row: Row, j: int) -> bool:
        """Whether a kink is met on the way, where formulas and sweeps follow a convention."""
        return self.model.inputs[j] in self.at_kinks and any(self.above[i] for i in row.weights)

    # ── made once ──

    def _kinked(self) -> set[int]:
        domain = evaluation.exact()
        model = self.model
        values = evaluation.evaluate(model.graph, model.primal, point_in(model.problem, domain), domain)
        return kinked_nodes(model, values, replace(self.request, numeric=False))

    def _modes(self) -> tuple[list[dict[int, Real | None]], list[dict[int, Real | None]]]:
        """J by rows and by columns, to 40 digits."""
        both = rows_and_columns(self.model)
        nodes = list({n: None for rows in both for row in rows for n in row.values()})
        found = dict(zip(nodes, values_at(self.model, self.model.problem, nodes, self.request.limits), strict=True))
        by_rows, by_columns = ([{j: found[n] for j, n in row.items()} for row in rows] for rows in both)
        return by_rows, by_columns

    def _read_back(self, rows: Sequence[Row]) -> dict[tuple[str | None, int], Real | None]:
        """The printed formulas' values; none could be read if a single one is no text of the language."""
        formulas = {
            (row.output, j): entry.formula if entry.formula is not None else entry.named
            for row in rows
            for j, entry in row.entries.items()
        }
        written = {key: self.write(formula) for key, formula in formulas.items() if formula is not None}
        if not written:
            return {}
        terms = [(name, self.write(formula)) for name, formula in self.found.named_terms]
        try:
            return read_back(self.model.problem, written, terms, self.request.limits)
        except LanguageError as error:
            self.unreadable = True
            self.notes.append(Note("reading", "formula-unreadable", place=error.place, fields={"reason": error.code}))
            return dict.fromkeys(written)


def _sides(found: Answer) -> dict[Where, tuple[Entry, Entry]]:
    """The one-sided derivatives of J and wᵀJ that an answer's notes on kinks tell, by entry."""
    told = [n for n in found.notes if n.kind == "kink" and "left" in n.fields]
    return {n.entry: (n.fields["left"], n.fields["right"]) for n in told if n.fields.get("part") != "grad"}


def _sided(entry: Entry) -> Real | None:
    """A one-sided derivative as a number, possibly infinite."""
    found = extended_of(entry)
    return None if found is None or isnan(found) else found


def _stateless(entry: Entry) -> State:
    """What to call an entry that is no finite number."""
    if entry.value is None or isfinite(entry.value) or entry.decimal is not None:
        return "unchecked"
    return "undefined" if entry.value != entry.value else "infinite"


def _summed(name: str, entries: Sequence[CheckedEntry]) -> Comparison:
    errors = [entry.errors[name] for entry in entries if name in entry.errors]
    failed = sum(name in entry.failed and entry.state == "failed" for entry in entries)
    return Comparison(name, len(errors), max(errors, default=None), failed)
