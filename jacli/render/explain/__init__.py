"""An explanation in every format that has room for one.

A section is a module with `blocks(record, page)`, what people read, and `document(record, page)`, the same as data;
`LAYOUTS` names them all. A format is one line in `WRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

from jacli.errors import UsageError
from jacli.render import markdown, plain, table
from jacli.render.explain import accumulation, chain, conventions, matrix, rows, scalar, steps, sweep, tensor, weighted
from jacli.render.explain.blocks import Block, Blocks, Title, prose
from jacli.render.explain.page import Page
from jacli.render.json import Document, dump
from jacli.render.sections import Line
from jacli.render.style import Style
from jacli.render.widths import ascii_only

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Explanation

LAYOUTS: dict[str, ModuleType] = {
    "steps": steps,
    "jacobian": rows,
    "weighted": weighted,
    "scalar": scalar,
    "sweep": sweep,
    "chain": chain,
    "matrix": matrix,
    "tensor": tensor,
    "conventions": conventions,
    "accumulation": accumulation,
}
FORMATS = ("table", "plain", "markdown", "json")
# The sections that tell one call of backward, with its weights.
WEIGHED = frozenset({"weighted", "scalar", "sweep", "chain", "matrix", "conventions"})


def render_explanation(
    explanation: Explanation, form: str = "table", style: Style = Style(), *, whole: bool = False
) -> Iterator[str]:
    """The explanation in a format, piece by piece; `whole` leaves nothing out.

    Raises UsageError for a format that has no place for explanations.
    """
    writers: dict[str, Callable[[Page], Iterator[str]]] = {
        "table": _table,
        "plain": _plain,
        "markdown": _markdown,
        "json": _json,
    }
    if form not in writers:
        raise UsageError("format-without-explanation", name="-q" if form == "quiet" else form, names=FORMATS)
    pieces = writers[form](Page(explanation, style, whole=whole))
    return map(ascii_only, pieces) if style.ascii else pieces


def blocks(page: Page) -> Blocks:
    """Point and weights, every section under its heading, and the notes."""
    yield from page.reading.point_lines()
    yield from _weights(page)
    for name, record in page.explanation.sections.items():
        yield from section(name, record, page)
    yield from page.reading.note_lines(without=None if page.reading.introduced else "terms-named")


def section(name: str, record: Any, page: Page) -> Blocks:
    """One section under its heading; one that has nothing to say about this program says so."""
    from jacli.analysis.explain import LETTERS

    letter = LETTERS.get(name)
    heading = page.say(f"explain-{name}", output=page.output, m=page.scalar)
    yield Title(f"{letter}  {heading}" if letter else heading)
    if record is None:
        yield prose(page.say(f"explain-{name}-absent"))
    else:
        yield from LAYOUTS[name].blocks(record, page)


def _weights(page: Page) -> Iterator[Block]:
    kind, weights = page.explanation.weight_kind, page.answer.weights or ()
    told = page.explanation.sections
    if kind != "scalar" and not WEIGHED.isdisjoint(told):
        yield Line("weights", page.signs(page.weights(weights)))
        if "w" in page.explanation.names:
            yield prose(page.say("explain-name-taken", name="w"))
        if page.answer.runs:
            option = None if "accumulation" in told else "--only i"
            yield prose(page.say("explain-several-calls", count=len(page.answer.runs), option=option))
    if kind == "ones" and not WEIGHED.isdisjoint(told):
        yield prose(page.say("explain-no-weights", output=page.output))
    if not page.at_point:
        yield prose(page.say("explain-no-point"))


# ── formats ───────────────────────────────────────────────────────────────────────────────────────────────


def _table(page: Page) -> Iterator[str]:
    pen = table.Pen(page.style, page.cells)
    for number, block in enumerate(blocks(page)):
        yield pen.draw(block, number == 0)


def _plain(page: Page) -> Iterator[str]:
    for number, block in enumerate(blocks(page)):
        if number and isinstance(block, Title):
            yield "\n"
        yield from plain.section_text(block, page.cells)


def _markdown(page: Page) -> Iterator[str]:
    return markdown.written(blocks(page), page.cells, page.style)


def _json(page: Page) -> Iterator[str]:
    """The document of the answer, with a field `explanation`."""
    document = Document(page.answer, page.style)
    for number, (name, value) in enumerate([*document.fields(), ("explanation", _document(page))]):
        yield f"{',' if number else '{'}\n {dump(name)}: "
        yield from value if isinstance(value, Iterator) else (dump(value),)
    yield "\n}\n"


def _document(page: Page) -> Iterator[str]:
    yield "{"
    yield f'"weights": {dump(page.explanation.weight_kind)}'
    for name, record in page.explanation.sections.items():
        data = None if record is None else LAYOUTS[name].document(record, page)
        yield f",\n  {dump(name)}: {dump(data)}"
    yield "}"
