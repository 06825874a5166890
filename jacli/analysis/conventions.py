"""What each convention answers where a derivative has two sides: the same question, asked under each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from jacli.analysis.answer import answer
from jacli.analysis.notes import Where
from jacli.analysis.records import Answer, Convention, Entry, Expression, Note, Request
from jacli.analysis.weights import added
from jacli.language.problem import Problem

# Those that answer with a number; `error` answers no such entry.
CONVENTIONS: tuple[Convention, ...] = ("torch", "jax", "left", "right", "zero")
ZERO = Entry(exact=Fraction(0), value=0.0)


@dataclass(frozen=True, eq=False, slots=True)
class ComparedKink:
    """An entry at a kink: where, its one-sided derivatives, and what each convention makes of it.

    `output` is None for wᵀJ. `taken` has no number for `error`, which refuses the entry, unless all but `left` and
    `right` call it undefined.
    """

    part: str
    output: str | None
    input: str
    expression: Expression | None
    left: Entry
    right: Entry
    taken: Mapping[str, Entry]


def compared_kinks(problem: Problem, request: Request) -> tuple[ComparedKink, ...]:
    """Every entry of J, and of wᵀJ if the problem has weights, that is at a kink, row by row.

    Raises LimitReached if there are too many kinks to compare.
    """
    request = replace(request, numeric=False, formulas=False, digits=None, sparse=False, det=False)
    problem = replace(problem, weights=added(problem.weights))
    found: list[ComparedKink] = []
    for operation in ("jacobian", "vjp") if problem.weights else ("jacobian",):
        answers = {name: answer(problem, operation, replace(request, kink=name)) for name in CONVENTIONS}
        found += _kinks(operation, answers)
    return tuple(found)


def _kinks(part: str, answers: Mapping[Convention, Answer]) -> Iterator[ComparedKink]:
    notes = {name: _kink_notes(found) for name, found in answers.items()}
    some = answers["left"]
    rows: dict[str | None, int] = {None: 0} | {name: i for i, name in enumerate(some.outputs)}
    columns = {name: j for j, name in enumerate(some.inputs)}
    places = sorted((rows[output], columns[name], (output, name)) for output, name in notes["left"] if name)
    entries = {name: list(map(dict, found.result.rows)) for name, found in answers.items()}
    for i, j, where in places:
        fields = notes["left"][where].fields
        taken: dict[str, Entry] = {name: several[i].get(j, ZERO) for name, several in entries.items()}
        if where not in notes["torch"]:
            taken["error"] = taken["torch"]
        yield ComparedKink(part, *where, fields.get("expression"), fields["left"], fields["right"], taken)


def _kink_notes(found: Answer) -> dict[Where, Note]:
    return {note.entry: note for note in found.notes if note.kind == "kink" and "left" in note.fields}
