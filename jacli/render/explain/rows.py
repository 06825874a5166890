"""Section b: the Jacobian, row by row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jacli.analysis.records import Part
from jacli.render.explain.blocks import Blocks, Grid, Listing, more, prose
from jacli.render.explain.document import entry
from jacli.render.explain.page import SHOWN, Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Rows
    from jacli.analysis.records import Entry


def blocks(record: Rows, page: Page) -> Blocks:
    """What a row is, and the rows: a matrix, or of wide rows what is not 0."""
    rows, columns = len(record.outputs), len(record.inputs)
    code = "explain-rows-one" if rows == 1 else "explain-rows-several"
    yield prose(page.say(code, rows=rows, columns=columns, output=page.output))
    if not rows or not columns:
        yield prose(page.say("explain-no-entries"))
        return
    shown = page.shown(rows)
    names = tuple(page.gradient_of(name) for name in record.outputs[:shown])
    told = Part("jacobian", names, record.inputs, tuple(_told(record, i, page) for i in range(shown)))
    if record.over_steps:
        yield prose(page.say("explain-rows-over-steps", names=list(map(page.name, record.steps))))
    yield from page.terms(e for row in told.rows for _, e in row)
    if rows > 1 and (columns <= SHOWN + 1 or page.whole):
        yield Grid(told, page.calm(page.zero))
    elif rows == 1 and len(record.rows[0]) == columns:
        yield from _single(record, told, page)
    else:
        yield from _listed(told, page)
    if shown < rows:
        yield more(page.say("explain-rows-more", count=rows - shown))


def _told(record: Rows, number: int, page: Page) -> tuple[tuple[int, Entry], ...]:
    """A row as it is shown: one number per entry, and long formulas over steps."""
    return tuple((j, _over_steps(page.calm(e), record.over_steps.get((number, j)))) for j, e in record.rows[number])


def _over_steps(entry: Entry, formula: Any) -> Entry:
    return entry if formula is None else replace(entry, formula=None, named=formula)


def _single(record: Rows, told: Part, page: Page) -> Blocks:
    """The only row, an input per line."""
    row = told.rows[0][: page.shown(len(record.inputs))]
    keys = [(_partial(record.outputs[0], record.inputs[j], page),) for j, _ in row]
    yield Listing(("",), keys, [e for _, e in row])
    if len(row) < len(record.inputs):
        yield more(page.say("explain-entries-more", count=len(record.inputs) - len(row)))


def _partial(output: str, name: str, page: Page) -> str:
    """`∂y/∂x`."""
    return f"{page.signs('∂')}{page.name(output)}/{page.signs('∂')}{page.name(name)}"


def _listed(told: Part, page: Page) -> Blocks:
    """The entries that are not 0 by structure, the first ones of each row."""
    keys, found, left = [], [], 0
    for name, row in zip(told.row_names, told.rows, strict=True):
        kept = row[: page.shown(len(row))]
        keys += [("" if number else name, told.column_names[j]) for number, (j, _) in enumerate(kept)]
        found += [e for _, e in kept]
        left += len(row) - len(kept)
    yield prose(page.say("explain-rows-first" if left else "explain-rows-listed"))
    headings = (page.say("explain-column-row"), page.say("heading-input"))
    yield Listing(headings, keys, found)
    if left:
        yield more(page.say("explain-entries-more", count=left))


def document(record: Rows, page: Page) -> list[dict[str, Any]]:
    """A gradient per output: the entries that are not 0 by structure."""
    return [
        {"output": name, "entries": [_document(record, (i, j), e, page) for j, e in row]}
        for i, (name, row) in enumerate(zip(record.outputs, record.rows, strict=True))
    ]


def _document(record: Rows, place: tuple[int, int], found: Entry, page: Page) -> dict[str, Any]:
    data = {"input": record.inputs[place[1]]} | entry(found, page)
    formula = record.over_steps.get(place)
    return data if formula is None else data | {"over_steps": page.cells.written(formula)}
