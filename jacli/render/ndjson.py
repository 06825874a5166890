"""One JSON object per entry and line: part, output, input, formula, exact, value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jacli.render.entries import accumulates, answer_parts, kind_of, labelled_entries, terms_of
from jacli.render.json import Document, dump
from jacli.render.style import Style

if TYPE_CHECKING:
    from jacli.analysis.records import Answer, Entry, Part


def chunks(answer: Answer, style: Style) -> Iterator[str]:
    """The entries of each part; under several weights those of each run, then what has accumulated."""
    document = Document(answer, style)
    for part in answer_parts(answer):
        if accumulates(answer, part):
            yield from _runs(document)
        else:
            yield from _part(document, part, {"part": kind_of(answer, part)})
    if answer.determinant is not None:
        yield _line({"part": "determinant", "output": None, "input": None}, document, answer.determinant)


def _runs(document: Document) -> Iterator[str]:
    for number, run in enumerate(document.answer.runs, 1):
        yield from _part(document, run.result, {"part": kind_of(document.answer, run.result), "run": number})
        yield from _part(document, run.accumulated, {"part": "accumulated", "run": number})


def _part(document: Document, part: Part, head: dict[str, Any]) -> Iterator[str]:
    for name, formula in terms_of(document.answer, part):
        yield dump({**head, "part": "term", "name": name, "formula": document.cells.written(formula)}) + "\n"
    for output, column, entry in labelled_entries(document.answer, part, document.zero):
        yield _line({**head, "output": output, "input": column}, document, entry)


def _line(head: dict[str, Any], document: Document, entry: Entry) -> str:
    return dump(head | {name: write(entry) for name, write in document.entry_fields(entry)}) + "\n"
