"""Answers: from a problem and an operation to a frozen record of everything found out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import isfinite
from time import thread_time
from typing import TYPE_CHECKING, Any

from jacli.analysis.distances import has_kinks
from jacli.analysis.model import Model, has_large_arrays, has_large_matrices, modelled, output_names, point_in
from jacli.analysis.notes import (
    NotesOfParts,
    assumption_notes,
    failure_notes,
    joined,
    precision_notes,
    reading_notes,
    repetition_notes,
    size_notes,
)
from jacli.analysis.nowhere import undefined_everywhere
from jacli.analysis.numbers import Numbers, numbers, of_fraction
from jacli.analysis.records import UNKNOWN, Answer, Entry, Expression, Note, Part, Request
from jacli.analysis.sheet import Sheet, sheet_of
from jacli.analysis.typed import point_entries, run_records, weight_entries
from jacli.analysis.weights import Weights, calls
from jacli.domains import evaluation
from jacli.domains.assumptions import recorded_decisions
from jacli.errors import LimitReached, UsageError
from jacli.graph.collector import paused
from jacli.language.problem import Problem

if TYPE_CHECKING:
    from jacli.analysis.limits import Search
    from jacli.analysis.singular import Block

# A message names that many; of more, the ends.
SHOWN_OUTPUTS = 10
# Seconds of work that sympy may take to tidy all formulas together.
TIDYING_SECONDS = 10.0


@paused()
def answer(problem: Problem, operation: str, request: Request) -> Answer:
    """What `operation` (jacobian, vjp, grad or show) has to say about the problem.

    Raises UsageError for a VJP that lacks weights, LimitReached past a limit.
    """
    names = output_names(problem.program.outputs, problem.program.graph)
    if operation == "vjp" and not problem.weights and len(names) > 1:
        raise weights_needed(names)
    if request.numeric and problem.point is not None:
        if has_large_matrices(problem.program):
            return _by_batch(problem, operation, request)
        if has_large_arrays(problem.program) and (found := _of_arrays(problem, operation, request)):
            return found
    try:
        model = modelled(problem)
    except LimitReached:
        return _by_batch(problem, operation, request)
    runs = calls(problem, operation, problem.jacobian_shape, request.repeat, request.limits)
    with recorded_decisions() as decisions:
        found = _filled(sheet_of(model, operation, runs, request), operation, runs, request)
    return replace(found, notes=(*found.notes, *assumption_notes(decisions)))


def _of_arrays(problem: Problem, operation: str, request: Request) -> Answer | None:
    """The answer without scalars; None where the arrays are too large, or where scalars have more to say.

    That is where something has no value or may be at a kink.
    """
    rows, _ = problem.jacobian_shape
    if request.det or (operation in ("jacobian", "show") and rows > 1):
        return None
    try:
        found = _by_batch(problem, operation, request)
    except LimitReached:
        return None
    return found if found.status == "ok" else None


def _by_batch(problem: Problem, operation: str, request: Request) -> Answer:
    from jacli.analysis.batched import batch_answer

    return batch_answer(problem, operation, request)


def weights_needed(outputs: Sequence[str]) -> UsageError:
    """Why a vector has no gradient of its own, and what to type."""
    count = len(outputs)
    shown = list(outputs) if count <= SHOWN_OUTPUTS else [*outputs[:2], "…", outputs[-1]]
    example = ",".join("1" * count) if count <= SHOWN_OUTPUTS else f'"ones({count})"'
    return UsageError("weights-needed", count=count, outputs=shown, example=example)


def _filled(sheet: Sheet, operation: str, runs: list[Weights], request: Request) -> Answer:
    model = sheet.model
    notes: list[Note] = []
    blank: dict[int, Entry] = dict.fromkeys(sheet.wanted(), Entry())
    nowhere = undefined_everywhere(model, request.limits) if model.problem.point is None else Numbers({})
    known, limits = _numbered(sheet, operation, runs, request)
    if known is not None and known.sheet is sheet:
        blank.update(known.found.entries)
    entries, terms = _with_formulas(sheet, blank, request, notes)
    parts_of = {name: [{j: entries[n] for j, n in row.items()} for row in rows] for name, rows in sheet.nodes.items()}
    determinant = None if sheet.determinant is None else entries[sheet.determinant]
    if known is not None:
        if known.sheet is not sheet:
            determinant = _renumbered(known, parts_of, determinant, request)
        notes = _settled(model, known, limits, parts_of, request) + notes
    notes = [
        *reading_notes(model.problem, operation),
        *failure_notes(model, nowhere),
        *notes,
        *repetition_notes(runs, request.repeat),
    ]
    parts = {name: _part(sheet, name, rows) for name, rows in parts_of.items()}
    notes += size_notes(parts.values())
    return Answer(
        operation=operation,
        source=model.problem.source,
        status="undefined" if nowhere.failures else _status(parts.values(), notes),
        outputs=model.output_names,
        inputs=model.input_names,
        output_shapes=model.output_shapes,
        input_shapes=model.input_shapes,
        layout=request.layout,
        point=point_entries(model.problem, request),
        weights=weight_entries(runs[0], request) if runs else None,
        value=parts["value"],
        result=_result(operation, parts, len(runs)),
        parts=_shown(operation, parts, runs),
        determinant=determinant,
        closed_form=_closed_forms(model.problem) if operation in ("grad", "vjp") and request.formulas else None,
        named_terms=terms,
        runs=run_records(model.problem, runs, parts, request),
        notes=tuple(notes),
        decimal_input=model.problem.decimal,
        digits=request.digits,
        numeric=request.numeric,
        sparse=request.sparse,
    )


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """The numbers of a sheet, and the request that settles kinks."""

    sheet: Sheet
    found: Numbers
    decided: Request


def _numbered(
    sheet: Sheet, operation: str, runs: list[Weights], request: Request
) -> tuple[Known | None, Search | None]:
    """The numbers, with limits in place of what has no value where there are any."""
    if sheet.model.problem.point is None:
        return None, None
    found, decided = _decided(sheet.model, sheet.wanted(), request)
    if all(map(_is_finite, found.entries.values())):
        return Known(sheet, found, decided), None
    from jacli.analysis.limits import grafted
    from jacli.analysis.singular import search_for_limits

    search = search_for_limits(sheet.model, found, request)
    if search is not None and search.removals:
        sheet = sheet_of(grafted(sheet.model, search.removals), operation, runs, request)
        found, decided = _decided(sheet.model, sheet.wanted(), request)
    return Known(sheet, found, decided), search


def _renumbered(
    known: Known, parts: dict[str, list[dict[int, Entry]]], determinant: Entry | None, request: Request
) -> Entry | None:
    """Give entries the numbers of a sheet of the same form; returns the determinant."""
    entries = known.found.entries
    zero = Entry(value=0.0) if request.numeric else of_fraction(Fraction(0), request.digits)
    for name, rows in parts.items():
        for row, nodes in zip(rows, known.sheet.nodes[name], strict=True):
            for j, entry in row.items():
                number = entries[nodes[j]] if j in nodes else zero
                row[j] = replace(number, formula=entry.formula, named=entry.named)
    if determinant is None or known.sheet.determinant is None:
        return determinant
    return replace(entries[known.sheet.determinant], formula=determinant.formula, named=determinant.named)


def _settled(
    model: Model,
    known: Known,
    limits: Search | None,
    parts: dict[str, list[dict[int, Entry]]],
    request: Request,
) -> list[Note]:
    """Settle kinks and whatever derivative is not finite; returns the notes. `model` is the program as typed."""
    sheet, found = known.sheet, known.found
    kinks: NotesOfParts = {}
    if has_kinks(sheet.model):
        from jacli.analysis.kinks import apply_kinks

        kinks = apply_kinks(sheet.model, parts, sheet.seeds, found, known.decided)
    if limits is None and not found.failures and all(map(_is_finite, found.entries.values())):
        return [*precision_notes(found, sheet.wanted()), *joined(kinks, _vectors(sheet))]
    from jacli.analysis.limits import as_typed, limit_notes
    from jacli.analysis.singular import Block, sided, without

    blocks = [Block(name, parts[name], sheet.nodes[name], seeds) for name, seeds in sheet.seeds.items()]
    sides = sided((model, sheet.model), limits, found, request, blocks)
    spoilt = _mark_undefined(sheet, parts, found, _zero(request))
    found = without(found, spoilt | _given_sides(blocks, found) | (sides.settled if sides is not None else set()))
    notes = [*failure_notes(sheet.model, found), *precision_notes(found, sheet.wanted())]
    notes += limit_notes(limits, request) if limits is not None else []
    if sides is not None:
        kinks = {key: note for key, note in kinks.items() if key not in sides.notes} | sides.notes
    return [as_typed(note, sheet.model, model) for note in notes + joined(kinks, _vectors(sheet))]


def _given_sides(blocks: Sequence[Block], found: Numbers) -> set[int]:
    """The nodes without a finite value whose entries have one from both sides of a kink, or the only one."""
    places = [
        (block.nodes[i][j], entry)
        for block in blocks
        for i, row in enumerate(block.entries)
        for j, entry in row.items()
        if j in block.nodes[i]
    ]
    left = {node for node, entry in places if entry.is_unknown or not _is_finite(entry)}
    return {n for n, _ in places if n in found.failures or not _is_finite(found.entries[n])} - left


def _vectors(sheet: Sheet) -> dict[str, str]:
    """The parts that are vectors over the inputs, and what to call each beside the others: `run 2`, `grad`."""
    runs = sum(name.startswith("run") for name in sheet.seeds)
    found: dict[str, str] = {}
    for name in sheet.seeds:
        kind, _, number = name.partition(" ")
        if kind != "jacobian":
            found[name] = kind if not number else "vjp" if runs == 1 else f"{kind} {int(number) + 1}"
    return found


def _is_finite(entry: Entry) -> bool:
    return entry.decimal is not None or entry.value is None or isfinite(entry.value)


def _closed_forms(problem: Problem) -> dict[str, Expression] | None:
    from jacli.analysis.closed import closed_forms

    return closed_forms(problem)


def _decided(model: Model, wanted: list[int], request: Request) -> tuple[Numbers, Request]:
    """The numbers, and the request that settles kinks: exact where floats stop within rounding of one, or of 0 in
    a denominator.
    """
    found = numbers(model, wanted, request)
    if not request.numeric or not (_near_a_kink(model, found) or _near_a_pole(model, found)):
        return found, request
    exactly = replace(request, numeric=False)
    found = numbers(model, wanted, exactly)
    entries = {n: replace(e, exact=None) for n, e in found.entries.items()}
    return replace(found, entries=entries, omitted=set()), exactly


def _near_a_kink(model: Model, found: Numbers) -> bool:
    if not has_kinks(model):
        return False
    from jacli.analysis.kinks import rounded_near_a_kink

    return rounded_near_a_kink(model, found.values)


def _near_a_pole(model: Model, found: Numbers) -> bool:
    from jacli.analysis.rounding import Floats, divides_by_rounding

    # Most programs are done with before the true inputs are asked for.
    if not divides_by_rounding(Floats(model.graph, found.values, {}), model.primal):
        return False
    point = point_in(model.problem, evaluation.exact())
    return divides_by_rounding(Floats(model.graph, found.values, point), model.primal)


def _mark_undefined(sheet: Sheet, parts: dict[str, list[dict[int, Entry]]], found: Numbers, zero: Entry) -> set[int]:
    """No derivative exists of an output that has no value, nor of a sum that it is part of; not even 0.

    Where floats stop before the output, what they make of its derivative is unknown unless it is a number. Returns
    the nodes of such derivatives, about which there is nothing else to say.
    """
    graph, inputs = sheet.model.graph, sheet.model.inputs
    nodes: tuple[set[int], set[int]] = set(), set()
    for name, seeds in sheet.seeds.items():
        for row, weights, numbered in zip(parts[name], seeds, sheet.nodes[name], strict=True):
            undefined = [n for n in weights if n in found.failures and found.failures[n].kind == "undefined"]
            beyond = [n for n in weights if n in found.failures] if found.floats else []
            nodes[bool(undefined or beyond)].update(numbered.values())
            none, unsure = set(graph.reached(undefined)), set(graph.reached(beyond))
            for j, node in enumerate(inputs):
                if node in none:
                    row[j] = replace(row.get(j, zero), exact=None, value=float("nan"), decimal=None)
                elif node in unsure and j in row and not _is_finite(row[j]):
                    row[j] = replace(row[j], value=None, decimal=UNKNOWN)
    return nodes[True] - nodes[False] - set(sheet.model.outputs)


def _zero(request: Request) -> Entry:
    """What an absent entry stands for."""
    if not request.formulas or request.numeric:
        return Entry()
    import sympy

    return Entry(formula=sympy.S.Zero)


def _with_formulas(
    sheet: Sheet, entries: dict[int, Entry], request: Request, notes: list[Note]
) -> tuple[dict[int, Entry], tuple[tuple[str, Any], ...]]:
    if not request.formulas or request.numeric:
        return entries, ()
    from jacli.domains.formula import formulas, simplified_in_time

    model, limits = sheet.model, request.limits
    taken = {*model.input_names, *model.output_names, *(name for name, _ in model.problem.program.inputs)}
    wanted = _formulated(sheet, request)
    entries, others = {n: e for n, e in entries.items() if n in wanted}, entries
    result = formulas(
        model.graph,
        list(entries),
        taken=taken,
        size_cap=limits.formula_size,
        depth_cap=limits.formula_depth,
        total=limits.formula_total,
    )
    filled: dict[int, Entry] = {}
    seconds, untidied = min(TIDYING_SECONDS, limits.seconds / 2), 0
    end = thread_time() + seconds
    for (node, entry), formula, named in zip(entries.items(), result.entries, result.named, strict=True):
        if formula is not None and (request.simplify or node == sheet.determinant):
            tidy, in_time = simplified_in_time(formula, end - thread_time())
            untidied += not in_time
            filled[node] = replace(entry, formula=tidy)
        else:
            filled[node] = replace(entry, formula=formula, named=named)
    if untidied:
        notes.append(Note("omitted", "formulas-untidied", fields={"count": untidied, "seconds": seconds}))
    if any(e.formula is None and e.named is None for e in filled.values()):
        notes.append(Note("omitted", "formulas-omitted"))
    elif result.terms:
        notes.append(Note("omitted", "terms-named", fields={"count": len(result.terms)}))
    return {node: filled.get(node, entry) for node, entry in others.items()}, result.terms


def _formulated(sheet: Sheet, request: Request) -> frozenset[int]:
    """The nodes whose formulas are wanted: all, or those that stand first in each part."""
    most = request.formulated
    rows = [row for part in sheet.nodes.values() for row in part[:most]]
    found = {node for row in rows for node in islice((row[j] for j in sorted(row)), most)}
    return frozenset(found if sheet.determinant is None else {*found, sheet.determinant})


def _part(sheet: Sheet, name: str, rows: list[dict[int, Entry]]) -> Part:
    model = sheet.model
    matrix = name in sheet.matrices
    columns = model.output_names if name == "value" else model.input_names
    return Part(
        name.split(maxsplit=1)[0],
        model.output_names if matrix else (),
        columns,
        tuple(tuple(sorted(row.items(), key=lambda item: item[0])) for row in rows),
    )


def _status(parts: Iterable[Part], notes: Sequence[Note]) -> Any:
    entries = [entry for part in parts for row in part.rows for _, entry in row]
    if any(entry.is_unknown or not _is_finite(entry) for entry in entries):
        return "undefined"
    return "kink" if any(note.kind == "kink" for note in notes) else "ok"


def _result(operation: str, parts: dict[str, Part], runs: int) -> Part:
    if operation in ("jacobian", "show"):
        return parts["jacobian"]
    return parts["run 0" if runs == 1 else f"accumulated {runs - 1}"]


def _shown(operation: str, parts: dict[str, Part], runs: list[Weights]) -> tuple[Part, ...]:
    if operation != "show":
        return (parts["value"],)
    found = [parts["value"], parts["jacobian"]]
    if runs:
        found.append(replace(_result("vjp", parts, len(runs)), name="vjp"))
    return (*found, parts["grad"])
