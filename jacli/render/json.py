"""The JSON document `jacli/1`, described in schema.json: strict JSON, fields are only ever added.

Floats are written by repr, nan and infinities as strings; arrays are nested in row-major order.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jacli.render.entries import (
    SHOWING,
    Cells,
    answer_parts,
    dense_row,
    expression_text,
    flat_names,
    has_named,
    kind_of,
    labelled_entries,
    nested,
    oriented,
    shape_of,
    stems,
    terms_of,
    zero_entry,
)
from jacli.render.messages import field_text, note_text
from jacli.render.style import Style

if TYPE_CHECKING:
    from jacli.analysis.records import Answer, Entry, Note, Part, Run

SCHEMA = "jacli/1"
Field = Callable[["Entry"], Any]
_UNSEEN = re.compile("[^ -~]")


def chunks(answer: Answer, style: Style) -> Iterator[str]:
    """The document, one field per line."""
    document = Document(answer, style)
    for number, (name, value) in enumerate(document.fields()):
        yield f"{',' if number else '{'}\n {dump(name)}: "
        yield from value if isinstance(value, Iterator) else (dump(value),)
    yield "\n}\n"


class Document:
    """The fields of one answer; those that may be long are iterators of JSON text."""

    def __init__(self, answer: Answer, style: Style) -> None:
        self.answer = answer
        self.style = style
        self.cells = Cells(ascii=True, decimal=answer.decimal_input and not style.exact)
        self.zero = zero_entry(answer)

    def fields(self) -> Iterator[tuple[str, Any]]:
        """(name, value) in the order of the document; a value is plain data or an iterator of JSON text."""
        answer = self.answer
        yield "schema", SCHEMA
        yield "operation", answer.operation
        yield "source", {"kind": answer.source.kind, "path": answer.source.path}
        yield "status", answer.status
        yield "outputs", list(answer.outputs)
        yield "inputs", list(answer.inputs)
        yield "layout", answer.layout
        yield "output_shapes", {name: list(shape) for name, shape in answer.output_shapes.items()}
        yield "input_shapes", {name: list(shape) for name, shape in answer.input_shapes.items()}
        yield "point", self._point(plain_number)
        yield "point_exact", self._point(self.cells.exact)
        yield "weights", self._weights(answer.weights, plain_number)
        yield "weights_exact", self._weights(answer.weights, self.cells.exact)
        yield "value", self.part(answer.value)
        yield from self._results()
        yield "notes", [self._note(note) for note in answer.notes]

    def _results(self) -> Iterator[tuple[str, Any]]:
        answer = self.answer
        if answer.operation in SHOWING:
            for part in answer_parts(answer):
                if part.name != "value":
                    yield kind_of(answer, part), self.part(part)
        else:
            yield "result", self.part(answer.result)
            if not answer.result.is_matrix and answer.result.column_names == answer.inputs:
                yield "by_input", self._by_input(answer.result)
        if answer.closed_form is not None:
            yield "closed_form", {name: expression_text(form) for name, form in answer.closed_form.items()}
        if answer.determinant is not None:
            yield "determinant", {name: field(answer.determinant) for name, field in self._columns()}
        if answer.runs:
            yield "runs", self._runs()
        if answer.sparse and answer.named_terms:
            yield "named_terms", {name: self.cells.written(formula) for name, formula in answer.named_terms}

    # ── one part ──

    def part(self, part: Part) -> Iterator[str]:
        """A vector or matrix: formula, exact and value side by side, or a list of coordinates if sparse."""
        if part.is_matrix and self.answer.sparse:
            return self._sparse(part)
        return self._dense(oriented(self.answer, part))

    def _columns(self) -> list[tuple[str, Field]]:
        columns: list[tuple[str, Field]] = [("formula", self.cells.formula), ("exact", self.cells.exact)]
        columns.append(("value", json_number))
        if self.answer.digits is not None:
            columns.append(("decimal", lambda entry: None if entry.is_unknown else self.cells.value(entry)))
        return columns

    def _dense(self, part: Part) -> Iterator[str]:
        terms = self._terms(part)
        for number, (name, field) in enumerate(self._columns()):
            yield f"{', ' if number else '{'}{dump(name)}: "
            yield from self._nested(part, field, asked=self._has_numbers(name))
            if name == "formula" and terms is not None:
                yield f', "named": {{"terms": {dump(terms)}, "formula": '
                yield from self._nested(part, self.cells.any_formula)
                yield "}"
        yield "}"

    def _has_numbers(self, name: str) -> bool:
        """Whether numbers of this kind were asked for: an entry without one is a null among them."""
        if self.answer.point is None or name == "formula":
            return False
        return name != "exact" or not self.answer.numeric

    def _nested(self, part: Part, field: Field, *, asked: bool = False) -> Iterator[str]:
        """One field of all entries, a row per line; null if it was not asked for and no entry has it."""
        if part.rows and not asked and all(field(entry) is None for entry in self._distinct(part)):
            yield "null"
            return
        length = len(part.column_names)
        rows = ([field(entry) for entry in dense_row(row, length, self.zero)] for row in part.rows)
        if not part.is_matrix:
            yield dump(next(rows, []))
            return
        for number, row in enumerate(rows):
            yield f"{',' if number else '['}\n  {dump(row)}"
        yield "]" if part.rows else "[]"

    def _distinct(self, part: Part) -> Iterator[Entry]:
        """Every entry of the part once, with the absent one if there is any."""
        for row in part.rows:
            yield from (entry for _, entry in row)
        if sum(map(len, part.rows)) < len(part.rows) * len(part.column_names) or not part.column_names:
            yield self.zero

    def _sparse(self, part: Part) -> Iterator[str]:
        return _list(
            {"output": output, "input": name} | {field: write(entry) for field, write in self.entry_fields(entry)}
            for output, name, entry in labelled_entries(self.answer, part, self.zero)
        )

    def entry_fields(self, entry: Entry) -> list[tuple[str, Field]]:
        """The fields of one entry by itself; `named` is its formula over the named terms."""
        columns = self._columns()
        if entry.formula is None and entry.named is not None:
            columns.insert(1, ("named", self.cells.any_formula))
        return columns

    def _terms(self, part: Part) -> dict[str, str] | None:
        if not has_named(part):
            return None
        return {name: self.cells.written(formula) for name, formula in terms_of(self.answer, part)}

    # ── point, weights, runs, notes ──

    def _point(self, field: Field) -> dict[str, Any] | None:
        if self.answer.point is None:
            return None
        return self._shaped(self.answer.point, {name: field(entry) for name, entry in self.answer.point.items()})

    def _by_input(self, part: Part) -> dict[str, Any] | None:
        if self.answer.point is None:
            return None
        row = dense_row(part.rows[0] if part.rows else (), len(part.column_names), self.zero)
        return self._shaped(part.column_names, dict(zip(part.column_names, map(json_number, row), strict=True)))

    def _shaped(self, names: Iterable[str], values: dict[str, Any]) -> dict[str, Any]:
        """Values by flat name as nested lists by input."""
        shapes = self.answer.input_shapes
        empty: dict[str, list[str]] = {name: [] for name, shape in shapes.items() if 0 in shape}
        shaped = {}
        for name, flat in (empty | stems(names)).items():
            shape = shape_of(name, flat, shapes)
            shaped[name] = nested([values[element] for element in flat_names(name, shape)], shape)
        return shaped

    def _weights(self, weights: tuple[Entry, ...] | None, field: Field) -> list[Any] | None:
        return None if weights is None else [field(entry) for entry in weights]

    def _runs(self) -> Iterator[str]:
        for number, run in enumerate(self.answer.runs):
            yield f"{',' if number else '['}\n  "
            yield from self._run(run)
        yield "]"

    def _run(self, run: Run) -> Iterator[str]:
        weights = self._weights(run.weights, plain_number)
        exact = self._weights(run.weights, self.cells.exact)
        yield f'{{"weights": {dump(weights)}, "weights_exact": {dump(exact)}, "result": '
        yield from self.part(run.result)
        yield ', "accumulated": '
        yield from self.part(run.accumulated)
        yield f', "call": {dump(run.call)}}}' if run.call else "}"

    def _note(self, note: Note) -> dict[str, Any]:
        """Kind, place and text, then the fields of the note under their own names."""
        where: dict[str, Any] = {"entry": None if note.entry == (None, None) else list(note.entry)}
        place = note.place
        where["line"], where["column"] = (place.line, place.column) if place else (None, None)
        where["source"] = place.name if place else None
        document: dict[str, Any] = {"kind": note.kind, "where": where, "text": note_text(note, self.style.lang)}
        document["code"] = note.code
        for name, value in note.fields.items():
            document.setdefault(name, _plain(value))
        return document


def json_number(entry: Entry) -> float | str | None:
    """The value as JSON can carry it: a finite float, or text."""
    value = entry.value
    if entry.is_below_doubles:
        return entry.decimal
    if value is None or math.isfinite(value):
        return value
    if entry.decimal is not None and not math.isnan(value):
        return entry.decimal
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


def plain_number(entry: Entry) -> float | int | str | None:
    """As `json_number`, integers as integers."""
    exact = entry.exact
    whole = exact is not None and getattr(exact, "denominator", 0) == 1
    if whole and entry.value is not None and math.isfinite(entry.value):
        return int(exact)  # type: ignore[arg-type]
    return json_number(entry)


def _plain(value: Any) -> Any:
    """A field of a note as JSON data: entries by value, numbers that JSON lacks and formulas as text."""
    from jacli.analysis.records import Entry

    if isinstance(value, Entry):
        return json_number(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return field_text(value)


def _list(items: Iterable[Any]) -> Iterator[str]:
    empty = True
    for item in items:
        yield f"{'[' if empty else ','}\n  {dump(item)}"
        empty = False
    yield "[]" if empty else "]"


def dump(value: Any) -> str:
    """Strict JSON; characters outside ASCII as they are if they can be seen, else escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text if text.isprintable() else _UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return character if character.isprintable() else json.dumps(character)[1:-1]
