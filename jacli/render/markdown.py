"""Markdown as GitHub prints it: titles, tables, and notes as a list.

Names and numbers are escaped, formulas are code, so that `W[x]`, `a|b` and `x**2` print as they are.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from jacli.render.entries import Cells, CellText
from jacli.render.sections import Grid, Line, Listing, Section, Texts, sections
from jacli.render.style import Style
from jacli.render.titles import Title, to_ascii

if TYPE_CHECKING:
    from jacli.analysis.records import Answer

# The punctuation that has a meaning somewhere in GitHub's Markdown, mathematics included.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def chunks(answer: Answer, style: Style) -> Iterator[str]:
    """The answer, an empty line between any two blocks."""
    cells = Cells(style.ascii, style.exact, answer.decimal_input and not style.exact, words=True, lang=style.lang)
    return written(sections(answer, style, cells), cells, style)


def written(laid_out: Iterable[Section], cells: Cells, style: Style) -> Iterator[str]:
    """Sections as Markdown."""
    last: Section | None = None
    for section in laid_out:
        if last is not None and not _one_list(last, section):
            yield "\n"
        yield from _section(section, Writer(cells, style))
        last = section


def _one_list(last: Section, section: Section) -> bool:
    return isinstance(last, Line) and isinstance(section, Line) and last.role == section.role != "prose"


def _section(section: Section, writer: Writer) -> Iterator[str]:
    if isinstance(section, Title):
        yield writer.title(section)
    elif isinstance(section, Line):
        yield writer.line(section)
    elif isinstance(section, Grid):
        yield from writer.grid(section)
    elif isinstance(section, Texts):
        yield from _head(section.headings)
        yield from (_row(map(escaped, row)) for row in section.rows)
    else:
        yield from writer.listing(section)


class Writer:
    """Writes sections as Markdown."""

    def __init__(self, cells: Cells, style: Style) -> None:
        self.cells = cells
        self.style = style

    def title(self, title: Title) -> str:
        """The label in bold, the PyTorch call as code."""
        code_ = code(title.code) if title.code else ""
        return "  ".join(filter(None, (f"**{escaped(title.label)}**", *map(escaped, title[1:3]), code_))) + "\n"

    def line(self, line: Line) -> str:
        """A line as an item of a list; terms and closed forms as code."""
        if line.role == "prose":
            head = f"**{escaped(line.text[: line.marked])}**" if line.marked else ""
            rest = line.text[line.marked :].split("`")
            return head + "".join(map(_prose, rest, itertools.cycle((False, True)))) + "\n"
        if line.role in ("term", "closed", "arithmetic"):
            inner = "  " if line.text.startswith(" ") else ""
            return f"{inner}- {code(line.text.strip())}\n"
        return f"- {escaped(line.text)}\n" if line.role == "note" else f"{escaped(line.text)}\n"

    def grid(self, grid: Grid) -> Iterator[str]:
        """A matrix: the number, and the formula that it comes from."""
        yield from _head(["", *grid.part.column_names])
        for name, row in zip(grid.part.row_names, grid.rows(), strict=True):
            yield _row([escaped(name), *(self.cell(self.cells.cell(entry)) for entry in row)])

    def listing(self, listing: Listing) -> Iterator[str]:
        """A column per field that some entry has."""
        texts = [self.cells.cell(entry) for entry in listing.entries]
        shown = [name for name in ("formula", "exact", "value") if any(getattr(text, name) for text in texts)]
        keys = listing.headings if len(listing.headings) > 1 else ("",)
        headings = {
            "formula": self.cells.say("heading-formula"),
            "exact": self.cells.say("heading-exact"),
            "value": self.cells.say("heading-value"),
        }
        yield from _head([*keys, *(headings[name] for name in shown)])
        for key, text in zip(listing.keys, texts, strict=True):
            yield _row([*map(escaped, key), *(self.field(text, name) for name in shown)])

    def field(self, text: CellText, name: str) -> str:
        """One field of an entry; a formula that is a number is not left out in its own column."""
        if name == "formula":
            return code(text.formula) if text.formula else escaped(text.exact or text.value)
        return escaped(text.exact if name == "exact" else text.value)

    def cell(self, text: CellText) -> str:
        """`formula` = exact ≈ decimal, as far as there are any."""
        about = to_ascii(" ≈ ") if self.style.ascii else " ≈ "
        number = about.join(map(escaped, filter(None, (text.exact, text.value))))
        return " = ".join(filter(None, (code(text.formula) if text.formula else "", number)))


def _prose(text: str, is_code: bool) -> str:
    return code(text) if is_code else escaped(text)


def escaped(text: str) -> str:
    """Text that Markdown prints as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def code(text: str) -> str:
    """Text as code; a bar is escaped because it may stand in a table."""
    return "`" + text.replace("|", "\\|") + "`"


def _head(names: Sequence[str]) -> Iterator[str]:
    yield _row(map(escaped, names))
    yield _row(["---"] * len(names))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
