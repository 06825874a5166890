"""Notes: what must be said beside the numbers, as codes with fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import replace
from fractions import Fraction
from math import isfinite, isnan
from typing import Any

from jacli.analysis.model import Model
from jacli.analysis.nowhere import DIVISIONS
from jacli.analysis.numbers import Numbers
from jacli.analysis.records import UNKNOWN, Expression, Note, Part
from jacli.analysis.weights import accumulates
from jacli.domains.assumptions import Decision
from jacli.domains.evaluation import CONSTANT, INPUT, Failure
from jacli.errors import Place
from jacli.graph.nodes import Graph, Number
from jacli.language.problem import Problem

# The (output, input) of an entry, and the notes about the entries of an answer's parts.
Where = tuple[str | None, str | None]
NotesOfParts = dict[tuple[str, Where], Note]
NO_ENTRY: Where = (None, None)
SHOWN_VALUES = 4
# Of more entries only the first few are named.
MOST_NAMES = 5
# Longer fractions are not written out in a message.
SHORT = 10**15


def reading_notes(problem: Problem, operation: str) -> list[Note]:
    """What the reading of the program has to say: J has no weights, and those of one call for a gradient are ones."""
    used = accumulates(problem) or (len(problem.weights) == 1 and set(problem.weights[0]) == {1})
    unused = operation == "jacobian" or (operation == "grad" and not used)
    codes = {"weights-of-text": "weights-unused"} if unused else {}
    return [Note("reading", codes.get(r.code, r.code), place=r.place, fields=r.fields) for r in problem.remarks]


def place_of(model: Model, node: int) -> Place | None:
    """Where a scalar node was typed; for one that differentiation made, where what it differentiates was."""
    node = model.graph.first_origin(node)
    if node >= len(model.lowered.sources):
        return None
    places = model.problem.program.places.of(model.lowered.sources[node])
    return places[0] if places else None


def joined(found: NotesOfParts, names: Mapping[str, str]) -> list[Note]:
    """The notes of all parts; what is the same for all vectors over the inputs is told once.

    `names` maps the vectors among the parts to what to call them; where notes on them differ, a field `part` tells
    which one is meant.
    """
    notes: dict[tuple[str, Where], Note] = {}
    for (part, where), note in found.items():
        others = [found.get((name, where)) for name in names]
        if part not in names or all(other is not None and _alike(note, other) for other in others):
            notes.setdefault(("", where), note)
        else:
            notes[part, where] = replace(note, fields={**note.fields, "part": names[part]})
    return list(notes.values())


def _alike(a: Note, b: Note) -> bool:
    return a.code == b.code and all(_number(a, name) == _number(b, name) for name in ("left", "right", "taken"))


def _number(note: Note, name: str) -> Any:
    entry = note.fields.get(name)
    return None if entry is None else (entry.exact, entry.value, entry.decimal)


def failure_notes(model: Model, found: Numbers) -> list[Note]:
    """A note per node that has no value, with the first output or entry that it spoils."""
    spoilt: dict[int, list[int]] = {}
    kinds: dict[int, Failure] = {}
    failing = {failure.node for failure in found.failures.values()}
    for node, failure in found.failures.items():
        if model.graph.origins[failure.node] in failing:
            continue  # what has no value has no derivative, and was said to have no value
        spoilt.setdefault(failure.node, []).append(node)
        kinds[failure.node] = failure
    notes = [_failure_note(model, found, kinds[node], wanted) for node, wanted in spoilt.items()]
    return notes + _infinite_notes(model, found)


def _failure_note(model: Model, found: Numbers, failure: Failure, wanted: list[int]) -> Note:
    names = [name for name, node in zip(model.output_names, model.outputs, strict=True) if node in wanted]
    derived = model.graph.origins[failure.node]
    if failure.kind == "overflow":
        code = "overflow-derivative" if derived >= 0 else "overflow-float" if found.floats else "overflow"
        node, output = (derived, None) if derived >= 0 else (failure.node, names[0] if names else None)
        return _note(model, found, "undefined" if found.floats else "omitted", code, node, output)
    if derived >= 0:
        infinite = any(abs(found.entries[n].value or 0) == float("inf") for n in wanted)
        kind, code = ("infinite", "derivative-infinite") if infinite else ("undefined", "derivative-undefined")
        return _note(model, found, kind, code, derived, None)
    return _note(model, found, "undefined", _code(model, found, failure), failure.node, names[0] if names else None)


def _code(model: Model, found: Numbers, failure: Failure) -> str:
    row = model.graph.operations[failure.node]
    if row.name == "unassigned":
        return "never-assigned"
    values = [found.values.get(a) for a in model.graph.arguments[failure.node]]
    if row.name == "power" and values[1] in (Fraction(1, 3), 1 / 3) and _negative(values[0]):
        return "cube-root-of-negative"
    divisor = model.graph.arguments[failure.node][-1:]
    if row in DIVISIONS and divisor and found.values.get(divisor[0]) == 0:
        return "division-by-zero"
    return "not-real"


def _negative(value: Any) -> bool:
    return isinstance(value, (Fraction, float)) and value < 0


def _note(model: Model, found: Numbers, kind: str, code: str, node: int, output: str | None) -> Note:
    arguments = model.graph.arguments[node]
    fields: dict[str, Any] = {
        "expression": Expression(model.graph, node),
        "function": model.graph.operations[node].name,
        "arguments": [_shown(found.values.get(a)) for a in arguments],
        "point": inputs_of(model, found.values, node),
    }
    call = _call(model, found, node)
    if call is not None and fields["point"]:
        fields["call"] = call
    return Note(kind, code, (output, None), place_of(model, node), fields)


def _call(model: Model, found: Numbers, node: int) -> Expression | None:
    """The node with its arguments' values in place of them: `log(-1)`; None where one is no rational number."""
    values = [found.values.get(a) for a in model.graph.arguments[node]]
    numbers = [_printed(value) for value in values]
    if not values or None in numbers:
        return None
    graph = Graph()
    constants = tuple(graph.node(CONSTANT, (), number) for number in numbers if number is not None)
    return Expression(graph, graph.node(model.graph.operations[node], constants, model.graph.parameters[node]))


def _printed(value: Any) -> Number | None:
    """A rational number as it is printed: a float by its digits."""
    if isinstance(value, float) and isfinite(value):
        return Number(repr(value).removesuffix(".0"), Fraction(repr(value)))
    is_short = isinstance(value, Fraction) and abs(value.numerator * value.denominator) < SHORT
    return Number.of(value) if is_short else None


def inputs_of(model: Model, values: Mapping[int, Any], node: int) -> dict[str, Any]:
    """The values of the first few inputs that a node depends on; none without a point."""
    graph = model.graph
    inputs = [n for n in graph.reached([node]) if graph.operations[n] is INPUT and n in values]
    return {graph.parameters[n]: _shown(values[n]) for n in inputs[:SHOWN_VALUES]}


def _shown(value: Any) -> Fraction | float | str:
    """A value of any domain as a number that prints."""
    if isinstance(value, (Fraction, float)):
        return value
    if isinstance(value, bool):
        return float(value)
    undefined = isinstance(value, Failure) and value.kind == "undefined"
    return getattr(value, "expr", None) or ("undefined" if undefined else UNKNOWN)


def _infinite_notes(model: Model, found: Numbers) -> list[Note]:
    """Float derivatives that came out infinite or nan without any node of the program failing."""
    failing = set(found.failures)
    odd = [
        node
        for node, entry in found.entries.items()
        if node not in failing and entry.decimal is None and entry.value is not None and not isfinite(entry.value)
    ]
    seen: dict[int, str] = {}
    for node in odd:
        origin = _first_not_finite(model, found.values, node)
        if origin is not None:
            undefined = isnan(found.entries[node].value or 0.0)
            seen.setdefault(origin, "derivative-undefined" if undefined else "derivative-infinite")
    return [
        _note(model, found, "infinite" if code.endswith("infinite") else "undefined", code, node, None)
        for node, code in seen.items()
    ]


def _first_not_finite(model: Model, values: Mapping[int, Any], node: int) -> int | None:
    """The program's node whose derivative is the first not to be finite."""
    for reached in model.graph.reached([node]):
        value = values.get(reached)
        if isinstance(value, float) and not isfinite(value) and model.graph.origins[reached] >= 0:
            return model.graph.origins[reached]
    return None


def assumption_notes(decisions: Iterable[Decision]) -> list[Note]:
    """Notes on what was taken for 0 because its first 200 digits are, and nothing proves it; the first in full."""
    assumed = [decision.expr for decision in decisions if not decision.proved]
    nodes = {expr.node: expr for expr in assumed if isinstance(expr, Expression)}
    numbers = dict.fromkeys(expr for expr in assumed if not isinstance(expr, Expression))
    told = (("taken-for-zero", list(numbers)), ("taken-for-equal", list(nodes.values())))
    return [
        Note("precision", code, fields={"expression": several[0], "more": len(several) - 1 or None})
        for code, several in told
        if several
    ]


def precision_notes(found: Numbers, wanted: Iterable[int]) -> list[Note]:
    """What was omitted because it is too long, and what could not be decided."""
    notes: list[Note] = []
    shown = set(wanted)
    if found.omitted & shown:
        notes.append(Note("omitted", "exact-omitted", fields={"count": len(found.omitted & shown)}))
    if found.uncertain & shown:
        notes.append(Note("precision", "undecided", fields={"count": len(found.uncertain & shown)}))
    return notes


def size_notes(parts: Iterable[Part]) -> list[Note]:
    """What is finite and no double holds: arrays of floats have inf or 0 in its place. A note for each, or none."""
    found: dict[str, dict[Where, None]] = {"beyond-doubles": {}, "below-doubles": {}}
    for part in parts:
        for i, row in enumerate(part.rows):
            for j, entry in row:
                if entry.is_beyond_doubles or entry.is_below_doubles:
                    code = "beyond-doubles" if entry.is_beyond_doubles else "below-doubles"
                    found[code][where_of(part, i, j)] = None
    return [Note("precision", code, fields=named_entries(list(where))) for code, where in found.items() if where]


def where_of(part: Part, i: int, j: int) -> Where:
    """The (output, input) of an entry: a value has no input, a vector over the inputs no output."""
    column = part.column_names[j]
    if part.name == "value":
        return column, None
    return part.row_names[i] if part.is_matrix else None, column


def named_entries(entries: Sequence[Where]) -> dict[str, Any]:
    """The fields of a note on many entries: how many, the names of the first few, how many more."""
    names = [f"∂{output}/∂{name}" if output and name else output or name for output, name in entries[:MOST_NAMES]]
    return {"count": len(entries), "entries": names, "more": max(len(entries) - MOST_NAMES, 0) or None}


def repetition_notes(runs: Sized, repeat: int) -> list[Note]:
    """What calling backward again without zero_grad() did to `.grad`: one note, or none."""
    if repeat == 1:
        return []
    calls = len(runs) // repeat
    code = "call-repeated" if calls == 1 else "calls-repeated"
    return [Note("accumulated", code, fields={"repeat": repeat, "calls": calls})]
