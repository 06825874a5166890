"""Comma-separated values (RFC 4180 quoting, lines end with a newline); `tsv` is the same with tabs.

A matrix has a header of input names and a first column of output names; a vector is rows `name,value`.
Several calls of backward are a matrix too: `run,part` and the inputs, per call a row of what it gives and one of what
has accumulated. Numbers are decimals, fractions if exact ones are preferred, formulas if there is no point. `show`
and sparse matrices are in long form, an entry per row; of a sparse vector the zeros are left out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from jacli.render.entries import (
    Cells,
    accumulates,
    answer_parts,
    dense_rows,
    kind_of,
    labelled_entries,
    oriented,
    terms_of,
    vector_entries,
    zero_entry,
)
from jacli.render.style import Style

if TYPE_CHECKING:
    from jacli.analysis.records import Answer, Entry, Part

Row = Sequence[str]


def chunks(answer: Answer, style: Style) -> Iterator[str]:
    """The answer as csv, row by row."""
    return separated(answer, style, ",")


def separated(answer: Answer, style: Style, separator: str) -> Iterator[str]:
    """The rows with a separator between cells."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\n")
    for row in _rows(answer, style):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _rows(answer: Answer, style: Style) -> Iterator[Row]:
    cells = Cells(ascii=True, prefer_exact=style.exact, decimal=answer.decimal_input and not style.exact)
    if answer.operation == "show":
        yield from _long(answer, cells)
    elif answer.sparse and answer.result.is_matrix:
        yield from _sparse(answer, cells)
    elif answer.result.is_matrix:
        yield from _matrix(answer, cells)
    elif answer.runs:
        yield from _runs(answer, cells)
    else:
        yield from _vector(answer, cells)


def _matrix(answer: Answer, cells: Cells) -> Iterator[Row]:
    part = oriented(answer, answer.result)
    width = len(part.column_names) + 1
    yield ["", *part.column_names]
    for name, row in zip(part.row_names, dense_rows(part, zero_entry(answer)), strict=True):
        yield [name, *map(cells.single, row)]
    yield from (_filled(row, width) for row in _extra(answer, part, cells))


def _vector(answer: Answer, cells: Cells) -> Iterator[Row]:
    part = answer.result
    for name, entry in vector_entries(answer, part, zero_entry(answer)):
        yield name, cells.single(entry)
    yield from _extra(answer, part, cells)


def _runs(answer: Answer, cells: Cells) -> Iterator[Row]:
    names = answer.result.column_names
    yield ["run", "part", *names]
    zero = zero_entry(answer)
    for number, name, part in _calls(answer):
        for row in dense_rows(part, zero):
            yield [str(number), name, *map(cells.single, row)]
    yield from (_filled(row, len(names) + 2) for row in _extra(answer, answer.result, cells))


def _calls(answer: Answer) -> Iterator[tuple[int, str, Part]]:
    """What each call gives, and what has accumulated after it."""
    for number, run in enumerate(answer.runs, 1):
        yield number, kind_of(answer, run.result), run.result
        yield number, "accumulated", run.accumulated


def _extra(answer: Answer, part: Part, cells: Cells) -> Iterator[Row]:
    """The determinant, and the named terms that formulas are written over."""
    if answer.determinant is not None:
        yield ["det J", cells.single(answer.determinant)]
    if answer.point is None:
        yield from ([name, cells.written(formula)] for name, formula in terms_of(answer, part))


def _filled(row: Row, width: int) -> Row:
    return [*row, *[""] * (width - len(row))]


def _sparse(answer: Answer, cells: Cells) -> Iterator[Row]:
    yield ["output", "input", "formula", "exact", "value"]
    for output, name, entry in labelled_entries(answer, answer.result, zero_entry(answer)):
        yield [output or "", name or "", *_fields(entry, cells)]
    for name, formula in terms_of(answer, answer.result):
        yield [name, "", cells.written(formula), "", ""]


def _long(answer: Answer, cells: Cells) -> Iterator[Row]:
    zero = zero_entry(answer)
    column = ("run",) if answer.runs else ()
    yield ["part", "output", "input", "formula", "exact", "value", *column]
    seen: set[str] = set()
    for kind, part, run in _parts(answer):
        for name, formula in terms_of(answer, part):
            if name not in seen:
                seen.add(name)
                yield ["term", name, "", cells.written(formula), "", "", *("" for _ in column)]
        for output, name_, entry in labelled_entries(answer, part, zero):
            yield [kind, output or "", name_ or "", *_fields(entry, cells), *(run for _ in column)]
    if answer.determinant is not None:
        yield ["determinant", "", "", *_fields(answer.determinant, cells), *("" for _ in column)]


def _parts(answer: Answer) -> Iterator[tuple[str, Part, str]]:
    """Each part with its kind, and of several calls the number of the call."""
    for part in answer_parts(answer):
        if accumulates(answer, part):
            yield from ((kind, found, str(number)) for number, kind, found in _calls(answer))
        else:
            yield kind_of(answer, part), part, ""


def _fields(entry: Entry, cells: Cells) -> Iterable[str]:
    return (text or "" for text in (cells.any_formula(entry), cells.exact(entry), cells.value(entry)))
