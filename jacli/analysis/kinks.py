"""Kinks: where the program is not differentiable at the point, and both one-sided derivatives.

The one-sided derivatives of an output along an input come from forward sweeps along e_j and −e_j; a local
left/right rule would be wrong (max(−x, 0) at 0). What is printed at a kink is a convention, and a note says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isfinite, isnan
from typing import Any

from jacli.analysis.beside import ABSENT, Beside
from jacli.analysis.directions import Directions, Local, as_jax, as_zero, turns
from jacli.analysis.distances import distances_to_kinks
from jacli.analysis.model import Model, point_in
from jacli.analysis.notes import NO_ENTRY, NotesOfParts, place_of
from jacli.analysis.numbers import Numbers, numbers
from jacli.analysis.records import Convention, Entry, Expression, Note, Request
from jacli.analysis.regions import Region, Rows
from jacli.analysis.rounding import Floats, cancels, leaves_open
from jacli.domains import evaluation
from jacli.domains.assumptions import Decision, record
from jacli.domains.evaluation import Failure
from jacli.errors import LimitReached, UndefinedResult
from jacli.graph.functions import TABLE
from jacli.graph.terms import Term

EQ, HYPOT, NORM = TABLE["eq"], TABLE["hypot"], TABLE["norm"]
# Nodes that forward sweeps make, at most, for each argument that they pass along an input.
NODES_PER_STEP = 10
ZERO = Entry(exact=Fraction(0), value=0.0)
UNDECIDED = Entry(value=float("nan"))
LOCAL: dict[str, Local] = {"jax": as_jax, "zero": as_zero}
KINK_CODES = {
    "torch": "kink",
    "jax": "kink-jax",
    "left": "kink-left",
    "right": "kink-right",
    "zero": "kink-zero",
}


def kinked_nodes(model: Model, values: Mapping[int, Any], request: Request) -> set[int]:
    """The program's nodes that are at a kink of theirs and depend on an input that is differentiated.

    `values` are exact, or floats for a numeric request.
    """
    domain = evaluation.plain() if request.numeric else evaluation.exact()
    distances = distances_to_kinks(model)
    found = _evaluated(model, distances, values, domain)
    kinked = {node for node, several in distances.items() if any(_is_zero(found[d], domain) for d in several)}
    from jacli.analysis.assumed import is_too_long

    long = {node: [d for d in several if is_too_long(found[d])] for node, several in distances.items()}
    if any(long.values()):
        kinked |= _kinked_by_digits(model, long, {**values, **found}, request.limits.precision_bits)
    return kinked


def _kinked_by_digits(
    model: Model, distances: Mapping[int, list[int]], exact: Mapping[int, Any], most_bits: int
) -> set[int]:
    """The nodes with a distance, of those that are too long to be exact, that bounds do not tell from 0.

    Only what floats cannot tell from 0 either is looked at so closely.
    """
    from jacli.analysis.assumed import zeros

    plain = evaluation.plain()
    wanted = [d for several in distances.values() for d in several]
    inputs, nodes = point_in(model.problem, plain), model.graph.reached(wanted)
    floats = Floats(model.graph, evaluation.evaluate(model.graph, nodes, inputs, plain), {})
    zero = zeros(model, [d for d in wanted if not floats.differs_from_zero(d)], exact, most_bits)
    kinked = {node for node, several in distances.items() if not zero.isdisjoint(several)}
    for node in sorted(kinked):
        record(Decision(Expression(model.graph, node), proved=False))
    return kinked


def rounded_near_a_kink(model: Model, values: Mapping[int, Any]) -> bool:
    """Whether floats leave it open that some node is at a kink: its distance is 0 within rounding, not exactly."""
    several = distances_to_kinks(model)
    distances = {d for found in several.values() for d in found}
    point = point_in(model.problem, evaluation.exact())
    found = _evaluated(model, several, values, evaluation.plain())
    floats = Floats(model.graph, {**values, **found}, point)
    jumping = (n for n, ds in several.items() if turns(model.graph.operations[n]) and any(found[d] == 0 for d in ds))
    return leaves_open(floats, distances, found) or any(map(floats.is_off, jumping))


def _evaluated(
    model: Model, distances: Mapping[int, list[int]], values: Mapping[int, Any], domain: evaluation.Domain
) -> dict[int, Any]:
    needed = model.graph.reached([d for several in distances.values() for d in several])
    known = {n: values[n] for n in needed if n in values}
    return evaluation.evaluate(model.graph, needed, {}, domain, known)


@dataclass(frozen=True, eq=False, slots=True)
class Kink:
    """An entry that meets a kink, its one-sided derivatives, and what each of the conventions makes of it.

    `node` is the first of the kinked nodes on the way.
    """

    row: int
    column: int
    node: int
    left: Entry
    right: Entry
    taken: Mapping[str, Entry]

    @property
    def only(self) -> Entry | None:
        """The derivative from the only side on which there are values; None where both or none has some."""
        one, other = (self.left, self.right) if self.right is ABSENT else (self.right, self.left)
        return one if other is ABSENT and not _is_nan(one) else None


def apply_kinks(
    model: Model,
    parts: Mapping[str, list[dict[int, Entry]]],
    seeds: Mapping[str, list[dict[int, Term]]],
    found: Numbers,
    request: Request,
) -> NotesOfParts:
    """Put the chosen convention's value where a derivative has two sides; returns a note per such entry.

    Where both sides agree and are finite the derivative exists and is put in place of what the convention gave.
    What an output without a value depends on has none to compare. So many kinks along so many inputs that comparing
    them would take too long are told by a single note. Raises UndefinedResult for the convention `error`.
    """
    kinked = kinked_nodes(model, found.values, request)
    if not kinked:
        return {}
    region = Region(model, kinked)
    kinks = _compared(region, parts, seeds, (found, request))
    if kinks is None:
        fields = {"count": len(kinked), "columns": len(region.columns)}
        return {("", NO_ENTRY): Note("kink", "kinks-not-compared", fields=fields)}
    notes: NotesOfParts = {}
    for name, several in kinks.items():
        lost = [set(model.graph.reached(n for n in row if n in found.failures)) for row in seeds[name]]
        for kink in several:
            i, j = kink.row, kink.column
            if model.inputs[j] in lost[i]:
                continue
            if not _differentiable(kink):
                where = (model.output_names[i] if name == "jacobian" else None, model.input_names[j])
                notes[name, where] = _kink_note(model, where, kink, request.kink)
            entry = parts[name][i].get(j, ZERO)
            value = kink.taken[request.kink]
            if not _equal(value, entry):
                parts[name][i][j] = replace(value, formula=entry.formula, named=entry.named)
    return notes


def _compared(
    region: Region,
    parts: Mapping[str, list[dict[int, Entry]]],
    seeds: Mapping[str, list[dict[int, Term]]],
    asked: tuple[Numbers, Request],
) -> dict[str, list[Kink]] | None:
    """The kinks of each part; None if there are too many. Raises LimitReached then, if PyTorch's will not do."""
    graph, request = region.model.graph, asked[1]
    beside = Beside(region.model, *asked)
    if region.is_walked_within((graph.limit - len(graph)) // NODES_PER_STEP):
        try:
            return {name: list(kinks_of(region, parts[name], rows, beside)) for name, rows in seeds.items()}
        except LimitReached as error:
            if error.code != "too-many-nodes":
                raise
    if request.kink != "torch":
        raise LimitReached("kinks-too-many", count=len(region.kinked), columns=len(region.columns))
    return None


def kinks_of(
    region: Region, entries: Sequence[Mapping[int, Entry]], seeds: Sequence[Mapping[int, Term]], beside: Beside
) -> Iterator[Kink]:
    """Every entry that a kinked node has a part in, with its sides and what the convention of the request gives.

    `entries[row]` are the values of the reverse sweep, which are PyTorch's; `seeds[row]` the weights of the
    row's outputs. Where the derivative exists every convention gives it.
    """
    request = beside.request
    rows = Rows(region, seeds)
    exactly = Directions(region)
    (left, open_left), (right, open_right) = rows.swept(exactly, -1), rows.swept(exactly, 1)
    local = [name for name in LOCAL if name == request.kink]
    sweeps = {name: rows.swept(Directions(region, LOCAL[name]), 1)[0] for name in local}
    nodes = [n for sweep in (left, right, open_left, open_right, *sweeps.values()) for n in sweep.values()]
    values = _sides(region.model, nodes, request)
    for where, node in rows.culprits.items():
        i, j = where
        swept = [
            values[side[where]] if where not in is_open or values[is_open[where]].value == 0 else UNDECIDED
            for side, is_open in ((left, open_left), (right, open_right))
        ]
        sides = beside.completed((swept[0], swept[1]), seeds[i], j)
        taken: dict[str, Entry] = {name: values[sweep[where]] for name, sweep in sweeps.items()}
        taken = {"torch": entries[i].get(j, ZERO), "left": sides[0], "right": sides[1], **taken}
        kink = Kink(i, j, node, *sides, taken)
        if _differentiable(kink) or kink.only is not None:
            kink = replace(kink, taken=dict.fromkeys((request.kink, "error"), kink.only or sides[0]))
        yield kink


def _sides(model: Model, nodes: Sequence[int], request: Request) -> Mapping[int, Entry]:
    """The numbers of swept nodes; exact arithmetic's where floats lose what a side turns on."""
    found = numbers(model, nodes, request)
    if not request.numeric:
        return found.entries
    # A jump may be that of a float alone: 3 % -0.2 is not 0.
    finite = all(isfinite(value) for value in found.values.values() if isinstance(value, float))
    point = point_in(model.problem, evaluation.exact())
    if finite and not cancels(Floats(model.graph, found.values, point), nodes):
        return found.entries
    entries = numbers(model, nodes, replace(request, numeric=False)).entries
    return {node: replace(entry, exact=None) for node, entry in entries.items()}


def _differentiable(kink: Kink) -> bool:
    known = not (kink.left.is_unknown or kink.right.is_unknown)
    return known and _equal(kink.left, kink.right) and isfinite(kink.left.value or 0.0)


def _equal(a: Entry, b: Entry) -> bool:
    if a.exact is not None and b.exact is not None:
        return bool(a.exact == b.exact)
    return a.value == b.value


def _kink_note(model: Model, where: tuple[str | None, str], kink: Kink, convention: Convention) -> Note:
    place = place_of(model, kink.node)
    if kink.only is not None:
        side, code = ("left", "one-sided-left") if kink.right is ABSENT else ("right", "one-sided-right")
        return Note("one-sided", code, where, place, {side: kink.only, "taken": kink.only})
    fields = {"expression": Expression(model.graph, kink.node), "left": kink.left, "right": kink.right}
    if convention == "error":
        raise UndefinedResult("kink-refused", place=place, output=where[0], input=where[1], **fields)
    unknown = any(_is_nan(side) for side in (kink.left, kink.right)) and not _is_nan(kink.taken[convention])
    code = "kink-unknown" if unknown else KINK_CODES[_followed(model, kink.node, convention)]
    return Note("kink", code, where, place, {**fields, "taken": kink.taken[convention]})


def _followed(model: Model, node: int, convention: Convention) -> Convention:
    """Whose convention it is that the kink's slope follows: at 0 no library has one for hypot, PyTorch has for norm."""
    if model.graph.operations[node] is not HYPOT or convention not in ("torch", "jax"):
        return convention
    sources = model.lowered.sources
    typed = model.problem.program.graph.operations[sources[node]] if node < len(sources) else None
    return convention if convention == "torch" and typed is NORM else "zero"


def _is_nan(entry: Entry) -> bool:
    return entry.value is not None and isnan(entry.value)


def _is_zero(value: Any, domain: evaluation.Domain) -> bool:
    if isinstance(value, Failure):
        return False
    try:
        return bool(evaluation.callable_of(EQ, domain.column)(value, domain.number(Fraction(0))))  # type: ignore[misc]
    except ArithmeticError:  # an exact number too long to be decided about
        return False
