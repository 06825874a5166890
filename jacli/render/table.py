"""The table for people: titles, matrices and lists drawn by rich, as wide as the terminal or as needed.

Every cell is plain text to rich, folded here so that nothing is cut; a matrix wider than the terminal is
printed in blocks of columns. Answers of very many entries are left to `plain`, which streams.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jacli.render import columns, plain
from jacli.render.columns import Column, Stretch
from jacli.render.entries import Cells
from jacli.render.messages import labelled, text
from jacli.render.sections import Grid, Line, Listing, Section, Texts, sections
from jacli.render.style import Style
from jacli.render.titles import Title, to_ascii
from jacli.render.widths import BREAKS, PROSE, display_width, fold, pad

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from jacli.analysis.records import Answer
    from jacli.render.heat import Scale

ACCENT = "cyan"
STYLES = {
    "name": "bold " + ACCENT,
    "prose": "bold " + ACCENT,
    "number": "",
    "odd": "bold red",
    "zero": "dim",
    "exact": "",
    "formula": "dim",
    "main": "",
    "text": "",
}
NOTE_STYLES = {"kink": "yellow", "one-sided": "yellow", "infinite": "red", "undefined": "red", "limit": "yellow"}
LINE_BREAKS = {
    "point": frozenset(","),
    "weights": frozenset(","),
    "run": PROSE,
    "empty": PROSE,
    "verdict": PROSE,
}
LINE_STYLES = {
    "point": "dim",
    "term": "",
    "weights": "",
    "closed": "bold",
    "determinant": "bold",
    "run": "bold",
    "empty": "dim",
    "verdict": "bold",
    "prose": "",
    "arithmetic": "",
    "more": "dim",
}
TITLE_STYLES = ("bold", "", "dim", ACCENT)
TITLE_GAPS = ("", "  ", "  ", "   ")
GAP, NARROW_GAP = 3, 2
# After these lines a matrix or table stands apart.
PARTED = ("weights", "run", "prose", "arithmetic", "more")
# Columns of a line that is pleasant to read.
MEASURE = 88
# Beyond this many entries rich would take seconds.
MOST_ENTRIES = 20_000
# In a heat map of more entries the colours stand without the numbers.
MOST_TINTED = 400
RULED = "    \n    \n ── \n    \n    \n    \n    \n    \n"


def chunks(answer: Answer, style: Style) -> Iterator[str]:
    """The table, a section at a time."""
    cells = Cells(ascii=style.ascii, decimal=answer.decimal_input and not style.exact, words=True, lang=style.lang)
    pen = Pen(style, cells)
    first = True
    for section in sections(answer, style, cells):
        if isinstance(section, (Grid, Listing)) and section.size > MOST_ENTRIES and not pen.maps(section):
            yield from plain.section_text(section, cells)
        else:
            yield pen.draw(section, first)
        first = False


class Pen:
    """Draws sections in one style."""

    def __init__(self, style: Style, cells: Cells) -> None:
        self.style = style
        self.cells = cells
        self.indent = 2 if style.width is None or style.width >= 40 else 0
        self.room = None if style.width is None else max(style.width - self.indent, 1)
        self.last: object = None

    def draw(self, section: Section, first: bool) -> str:
        """The text of one section, with the empty lines that part it from the one before."""
        if isinstance(section, Title):
            text = self._title(section)
        elif isinstance(section, Line):
            text = self._line(section)
        elif isinstance(section, Grid):
            text = self._grid(section)
        elif isinstance(section, Texts):
            text = self._texts(section)
        else:
            text = self._listing(section)
        gap = "" if first or not self._parted(section) else "\n"
        self.last = section
        return gap + text

    def _parted(self, section: Section) -> bool:
        """Whether an empty line goes before: between lines of one kind, and below a title, there is none."""
        if isinstance(section, Line) and isinstance(self.last, Line):
            return section.role != self.last.role or section.role == "prose"
        if isinstance(section, Line) and section.role == "weights":
            return False
        return isinstance(section, (Title, Line)) or not isinstance(self.last, (Title, Line)) or self._after_title()

    def _after_title(self) -> bool:
        return isinstance(self.last, Title) or (isinstance(self.last, Line) and self.last.role in PARTED)

    # ── lines ──

    def _title(self, section: Title) -> str:
        """Label, shapes, remark and code on one line, or as many as it takes."""
        text: list[Stretch] = []
        used = 0
        for piece, style, gap in zip(section, TITLE_STYLES, TITLE_GAPS, strict=True):
            if not piece:
                continue
            before = gap
            if used and self.style.width is not None and used + len(gap) + display_width(piece) > self.style.width:
                before, used = "\n", 0
            lines = fold(piece, self.style.width or display_width(piece))
            text += [(before if text else "", ""), ("\n".join(lines), style)]
            used = display_width(lines[-1]) + (used + len(before) if len(lines) == 1 else 0)
        return self._print(text)

    def _line(self, line: Line) -> str:
        if line.role in ("prose", "more"):
            width = self.style.width
            lines = [line.text] if width is None else fold(line.text, min(width, MEASURE), PROSE)
            text = "\n".join(lines)
            return self._print([(text[: line.marked], "bold"), (text[line.marked :], LINE_STYLES[line.role])])
        if line.role == "arithmetic":
            return self._print([(self._worked_out(line.text), "")])
        if line.role != "note":
            breaks = LINE_BREAKS.get(line.role, BREAKS)
            return self._print(self._folded(line.text, len(line.text), LINE_STYLES[line.role], breaks))
        colon = re.search("[:：]", line.text) if line.label in NOTE_STYLES else None
        return self._print(self._folded(line.text, colon.end() if colon else 0, NOTE_STYLES.get(line.label, ""), PROSE))

    def _worked_out(self, text: str) -> str:
        """A line of arithmetic; one that is long begins a line with each of its signs, all below each other."""
        width = self.style.width
        room = MEASURE if width is None else min(width, MEASURE)
        sides = re.split(r"(?<= )(?=[=≈~] )", text)
        if self.indent + display_width(text) <= room or len(sides) < 3:
            return self._side(text, self.indent)
        head = self.indent + display_width(sides[0])
        if head > room // 2:
            head = 2 * self.indent
        first = self._side(sides[0] + sides[1].rstrip(), self.indent)
        return "\n".join([first, *(self._side(side.rstrip(), head) for side in sides[2:])])

    def _side(self, text: str, indent: int) -> str:
        """One side of an equation, folded between its terms; later lines begin below what stands after the sign."""
        width = indent + display_width(text) if self.style.width is None else self.style.width
        signs = [place for sign in ("= ", "≈ ", "~ ") if (place := text.find(sign)) >= 0]
        hang = indent + (display_width(text[: min(signs)]) + 2 if signs else 0)
        if hang > width // 2:
            hang = 2 * self.indent
        lines = _by_terms(text, width - indent, width - hang)
        return " " * indent + f"\n{' ' * hang}".join(line.rstrip() for line in lines)

    def _folded(self, text: str, marked: int, style: str, breaks: frozenset[str] = BREAKS) -> list[Stretch]:
        """Text folded to the width, its first `marked` characters in a style, later lines indented."""
        width = self.style.width
        if width is None:
            lines = [text]
        else:
            lines = fold(text, width, breaks)
            if len(lines) > 1 and self.indent:
                lines = [lines[0], *fold(text[len(lines[0]) :].lstrip(), width - 4, breaks)]
                lines = [lines[0], *("    " + line for line in lines[1:])]
        folded = "\n".join(lines)
        end = len(folded) if marked == len(text) else marked
        return [(folded[:end], style), (folded[end:], "")]

    # ── matrices and lists ──

    def maps(self, section: Section) -> bool:
        """Whether a section is drawn in colours whatever its size."""
        return self.style.shows_heat and isinstance(section, Grid)

    def _grid(self, grid: Grid) -> str:
        if self.style.shows_heat:
            from jacli.render import heat

            scale = heat.scale_of(heat.numbers(grid.part))
            if scale is not None:
                return self._heat_map(grid, scale)
        return self._blocks(columns.grid_columns(grid, self.cells, self.room, GAP), 1)

    def _heat_map(self, grid: Grid, scale: Scale) -> str:
        """A matrix in colours, its numbers too unless they are too many, and the colour bar."""
        from jacli.render import heat

        legend = "\n" + self._indented(heat.legend(grid.part, scale, self.room, self.style.lang))
        if grid.size > MOST_TINTED:
            return self._indented(heat.drawn(grid.part, scale, self.room, self.style.lang)) + legend
        names, *found = columns.grid_columns(grid, self.cells, self.room, GAP)
        tints = zip(*([heat.tint_of(entry, scale) for entry in row] for row in grid.rows()), strict=True)
        tinted = [replace(column, tints=column_tints) for column, column_tints in zip(found, tints, strict=True)]
        return self._blocks([names, *tinted], 1) + legend

    def _indented(self, lines: Iterable[Sequence[Stretch]]) -> str:
        """Lines in colour, a heat map or its legend."""
        return "".join(self._print([(" " * self.indent, ""), *line]) for line in lines)

    def _listing(self, listing: Listing) -> str:
        keys = len(listing.headings)
        found = columns.listing_columns(listing, self.cells)
        if self.room is not None and self._least(found) > self.room:
            found = columns.stacked_listing_columns(listing, self.cells)
        return self._blocks(found, keys)

    def _texts(self, section: Texts) -> str:
        """Rows of texts in blocks of columns; records whole, with less between the columns or below each other."""
        found = columns.text_columns(section)
        if not section.records or self.room is None or self._widest(found) <= self.room:
            return self._blocks(found, section.keys)
        lang = self.style.lang
        stacked = columns.stacked_record_columns(section, lambda label, message: labelled(label, message, lang))
        for shown in (columns.record_columns(section), stacked):
            for gap in (GAP, NARROW_GAP):
                widths = columns.record_widths(shown, self.room, gap)
                if widths is not None:
                    return self._table(shown, widths, gap)
        ((_, widths),) = columns.block_widths(stacked, section.keys, self.room, GAP)
        return self._table(stacked, widths)

    def _widest(self, found: Sequence[Column]) -> int:
        return sum(column.width() for column in found) + GAP * (len(found) - 1)

    def _least(self, found: Sequence[Column]) -> int:
        return sum(column.least() for column in found) + GAP * (len(found) - 1)

    def _blocks(self, found: Sequence[Column], keys: int) -> str:
        blocks = columns.block_widths(found, keys, self.room, GAP)
        texts = []
        for places, widths in blocks:
            caption = self._caption(found, keys, places) if len(blocks) > 1 else ""
            texts.append(caption + self._table([*found[:keys], *(found[place] for place in places)], widths))
        return "\n".join(texts)

    def _caption(self, found: Sequence[Column], keys: int, places: range) -> str:
        first, last = found[places.start].heading, found[places[-1]].heading
        lang, names = self.style.lang, {"first": first, "last": last, "count": len(found) - keys}
        told = text("one-column", names, lang) if first == last else text("several-columns", names, lang)
        return self._print(self._folded(to_ascii(told) if self.style.ascii else told, 0, ""))

    def _table(self, shown: Sequence[Column], widths: Sequence[int], gap: int = GAP) -> str:
        tall = any(column.tall() for column in shown)
        heading = None
        if any(column.heading for column in shown):
            heading = [
                [
                    (line, STYLES["name"] if column.named else STYLES["formula"])
                    for line in fold(column.heading, width, PROSE if column.worded else BREAKS)
                ]
                for column, width in zip(shown, widths, strict=True)
            ]
        rows = [
            [self._cell(column, row, width) for column, width in zip(shown, widths, strict=True)]
            for row in range(len(shown[0].cells))
        ]
        if self.style.colour:
            return self._printed(self._rich_table(heading, rows, widths, tall, gap), self.indent)
        return self._drawn(heading, rows, widths, tall, gap)

    def _cell(self, column: Column, row: int, width: int) -> list[Stretch]:
        """The lines of a cell; those of a tinted one fill its width."""
        lines = [(line, piece.role) for piece in column.cells[row] for line in columns.fold_piece(piece, width)]
        if column.tints and column.tints[row]:
            return [(pad(line, width), column.tints[row]) for line, _ in lines]
        return [(line, STYLES[role]) for line, role in lines]

    def _drawn(
        self,
        heading: list[list[Stretch]] | None,
        rows: list[list[list[Stretch]]],
        widths: Sequence[int],
        tall: bool,
        gap: int,
    ) -> str:
        """The table as rich draws it without colour; a pipe need not wait for rich."""
        left = " " * self.indent
        lines: list[str] = []
        if heading is not None:
            rule = "-" if self.style.ascii else "─"
            lines = [*_side_by_side(_on_the_rule(heading), widths, gap), rule * (sum(widths) + gap * (len(widths) - 1))]
        for number, row in enumerate(rows):
            lines += [""] * (tall and number > 0) + _side_by_side(row, widths, gap)
        return "".join(f"{left}{line}".rstrip() + "\n" for line in lines)

    def _rich_table(
        self,
        heading: list[list[Stretch]] | None,
        rows: list[list[list[Stretch]]],
        widths: Sequence[int],
        tall: bool,
        gap: int,
    ) -> Table:
        from rich.box import Box
        from rich.table import Table

        table = Table(
            box=Box(RULED.replace("─", "-"), ascii=True) if self.style.ascii else Box(RULED),
            show_edge=False,
            pad_edge=False,
            padding=(0, 1, 0, gap - NARROW_GAP),
            show_header=heading is not None,
            leading=int(tall),
            border_style="dim",
            header_style="",
        )
        for place, width in enumerate(widths):
            table.add_column(_text(heading[place]) if heading else "", width=max(width, 1), overflow="fold")
        for row in rows:
            table.add_row(*map(_text, row))
        return table

    def _print(self, stretches: Sequence[Stretch]) -> str:
        """Lines of text in their styles, if there is colour at all."""
        if not self.style.colour:
            lines = "".join(text for text, _ in stretches).split("\n")
            return "".join(line.rstrip() + "\n" for line in lines)
        from rich.text import Text

        text = Text()
        for stretch, style in stretches:
            text.append(stretch, style)
        return self._printed(text)

    def _printed(self, thing: Text | Table, indent: int = 0) -> str:
        """What rich makes of a renderable, lines without trailing spaces, moved right by `indent`."""
        from rich.console import Console
        from rich.text import Text

        buffer = io.StringIO()
        console = Console(
            file=buffer,
            width=1_000_000,
            color_system=self.style.palette,
            force_terminal=True,
            no_color=False,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
            force_jupyter=False,
        )
        console.print(thing, soft_wrap=isinstance(thing, Text))
        lines = buffer.getvalue().splitlines()
        return "".join(f"{' ' * indent}{line}".rstrip() + "\n" for line in lines)


def _by_terms(text: str, first: int, rest: int) -> list[str]:
    """Lines of a sum, the first and the others of at most so many columns, broken after a sign outside of brackets.

    A term that fits no line is folded like any text.
    """
    lines, line, room = [], "", first
    for term in _terms(text):
        if line and display_width(line + term.rstrip()) > room:
            lines.append(line)
            line, room = "", rest
        line += term
        if display_width(line.rstrip()) > room:
            *full, line = fold(line, max(min(first, rest), 1), frozenset(" "))
            lines += full
            line, room = line + " ", rest
    return [*lines, line]


def _terms(text: str) -> list[str]:
    """The text cut after each ` + ` that stands in no bracket; without any, after each ` @ `."""
    return _cut(text, "+") or _cut(text, "@") or [text]


def _cut(text: str, sign: str) -> list[str]:
    found, start, depth = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == sign and not depth and text[place - 1 : place + 2] == f" {sign} ":
            found.append(text[start : place + 2])
            start = place + 2
    return [*found, text[start:]] if found else []


def _text(lines: Sequence[Stretch]) -> Text:
    """The lines of a cell for rich: plain text, in which `[x]` is no markup."""
    from rich.text import Text

    text = Text(overflow="fold")
    for number, (line, style) in enumerate(lines):
        text.append("\n" if number else "")
        text.append(line, style)
    return text


def _on_the_rule(heading: Sequence[Sequence[Stretch]]) -> list[list[Stretch]]:
    """Headings of as many lines each, the words at the bottom."""
    tallest = max(map(len, heading), default=0)
    return [[("", "")] * (tallest - len(cell)) + list(cell) for cell in heading]


def _side_by_side(cells: Sequence[Sequence[Stretch]], widths: Sequence[int], gap: int) -> list[str]:
    """The lines of a row of cells, padded to their columns."""
    return [
        (" " * gap).join(
            pad(cell[k][0] if k < len(cell) else "", width) for cell, width in zip(cells, widths, strict=True)
        )
        for k in range(max(map(len, cells), default=0))
    ]
