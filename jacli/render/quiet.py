"""Bare numbers (`-q`): rows by newline, cells by one space; formulas if there is no point."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jacli.render.entries import (
    Cells,
    answer_parts,
    coordinates,
    dense_rows,
    leaves_zeros_out,
    oriented,
    vector_entries,
    zero_entry,
)
from jacli.render.style import Style

if TYPE_CHECKING:
    from jacli.analysis.records import Answer, Part

_SPARE = re.compile(r"(?<!\w) | (?!\w)")


def chunks(answer: Answer, style: Style) -> Iterator[str]:
    """The parts one after another, an empty line between them; sparse: `output input number`, or `input number`."""
    cells = Cells(ascii=True, prefer_exact=style.exact, decimal=answer.decimal_input and not style.exact)
    for number, part in enumerate(answer_parts(answer)):
        if number:
            yield "\n"
        yield from _part(answer, oriented(answer, part), cells)
    if answer.determinant is not None:
        yield cells.single(answer.determinant) + "\n"


def _part(answer: Answer, part: Part, cells: Cells) -> Iterator[str]:
    zero = zero_entry(answer)
    if answer.sparse and part.is_matrix:
        for row_name, column_name, entry in coordinates(part):
            yield f"{row_name} {column_name} {word(cells.single(entry))}\n"
        return
    if leaves_zeros_out(answer, part):
        for name, entry in vector_entries(answer, part, zero):
            yield f"{name} {word(cells.single(entry))}\n"
        return
    for row in dense_rows(part, zero):
        yield " ".join(word(cells.single(entry)) for entry in row) + "\n"


def word(text: str) -> str:
    """A formula without the spaces that it can do without, so that a space parts cells."""
    return _SPARE.sub("", text)
