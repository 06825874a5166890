"""Section b: the Jacobian, row by row."""

from __future__ import annotations

from collections.abc import Sequence
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
    if rows > 1 and (columns <= SHOWN + 1 or page.whole):
        calm = tuple(tuple((j, page.calm(e)) for j, e in row) for row in record.rows[:shown])
        yield Grid(Part("jacobian", names, record.inputs, calm), page.calm(page.zero))
    elif rows == 1 and len(record.rows[0]) == columns:
        yield from _single(record, page)
    else:
        yield from _listed(record, names, page)
    if shown < rows:
        yield more(page.say("explain-rows-more", count=rows - shown))


def _single(record: Rows, page: Page) -> Blocks:
    """The only row, an input per line."""
    row = record.rows[0][: page.shown(len(record.inputs))]
    yield Listing(("",), [(_partial(record.outputs[0], record.inputs[j], page),) for j, _ in row], _calm(row, page))
    if len(row) < len(record.inputs):
        yield more(page.say("explain-entries-more", count=len(record.inputs) - len(row)))


def _partial(output: str, name: str, page: Page) -> str:
    """`∂y/∂x`."""
    return f"{page.signs('∂')}{page.name(output)}/{page.signs('∂')}{page.name(name)}"


def _calm(row: Sequence[tuple[int, Entry]], page: Page) -> list[Entry]:
    return [page.calm(e) for _, e in row]


def _listed(record: Rows, names: tuple[str, ...], page: Page) -> Blocks:
    """The entries that are not 0 by structure, the first ones of each row."""
    keys, found, left = [], [], 0
    for name, row in zip(names, record.rows, strict=False):
        kept = row[: page.shown(len(row))]
        keys += [("" if number else name, record.inputs[j]) for number, (j, _) in enumerate(kept)]
        found += _calm(kept, page)
        left += len(row) - len(kept)
    yield prose(page.say("explain-rows-first" if left else "explain-rows-listed"))
    headings = (page.say("explain-column-row"), page.say("heading-input"))
    yield Listing(headings, keys, found)
    if left:
        yield more(page.say("explain-entries-more", count=left))


def document(record: Rows, page: Page) -> list[dict[str, Any]]:
    """A gradient per output: the entries that are not 0 by structure."""
    return [
        {"output": name, "entries": [{"input": record.inputs[j]} | entry(e, page) for j, e in row]}
        for name, row in zip(record.outputs, record.rows, strict=True)
    ]
