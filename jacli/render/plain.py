"""The table without lines: columns aligned by spaces, one line per row, as wide as needed; streams.

What the table says of an entry of a matrix on two lines stands in matrices one below the other, each behind an empty
line: the numbers, exact ones beside decimals, the formulas, as far as some entry has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from jacli.render.entries import Cells, CellText
from jacli.render.sections import Grid, Line, Listing, Section, Texts, sections
from jacli.render.style import Style
from jacli.render.titles import Title
from jacli.render.widths import display_width, pad

if TYPE_CHECKING:
    from jacli.analysis.records import Answer, Entry

GAP = "  "
Rows = Callable[[], Iterable[Sequence[str]]]


def chunks(answer: Answer, style: Style) -> Iterator[str]:
    """Titles and columns, an empty line before each title."""
    cells = Cells(style.ascii, style.exact, answer.decimal_input and not style.exact, words=True, lang=style.lang)
    for number, section in enumerate(sections(answer, style, cells)):
        if number and isinstance(section, Title):
            yield "\n"
        yield from section_text(section, cells)


def section_text(section: Section, cells: Cells) -> Iterator[str]:
    """One section, line by line."""
    if isinstance(section, Title):
        yield "  ".join(filter(None, section)) + "\n"
    elif isinstance(section, Line):
        yield section.text + "\n"
    elif isinstance(section, Grid):
        yield from _grid(section, cells)
    elif isinstance(section, Texts):
        yield from _aligned(lambda: [section.headings, *section.rows])
    else:
        yield from _aligned(lambda: _listing_rows(section, cells))


def _grid(grid: Grid, cells: Cells) -> Iterator[str]:
    yield from _aligned(lambda: _grid_rows(grid, cells, cells.single))
    if any(map(_has_two_numbers(cells), _entries(grid))):
        yield "\n"
        yield from _aligned(lambda: _grid_rows(grid, cells, lambda entry: _other_number(cells.cell(entry), cells)))
    if any(map(_has_number_and_formula(cells), _entries(grid))):
        yield "\n"
        yield from _aligned(lambda: _grid_rows(grid, cells, lambda entry: _formula_or_number(cells.cell(entry))))


def _entries(grid: Grid) -> Iterator[Entry]:
    return chain.from_iterable(grid.rows())


def _grid_rows(grid: Grid, cells: Cells, written: Callable[[Entry], str]) -> Iterator[list[str]]:
    yield ["", *map(cells.name, grid.part.column_names)]
    for name, row in zip(grid.part.row_names, grid.rows(), strict=True):
        yield [cells.name(name), *map(written, row)]


def _has_two_numbers(cells: Cells) -> Callable[[Entry], bool]:
    return lambda entry: entry.exact is not None and "" not in cells.cell(entry)[:2]


def _other_number(text: CellText, cells: Cells) -> str:
    """The number that is not the preferred one, if there are two."""
    preferred, other = (text.value, text.exact) if cells.prefer_exact else (text.exact, text.value)
    return preferred or other


def _has_number_and_formula(cells: Cells) -> Callable[[Entry], bool]:
    def has(entry: Entry) -> bool:
        if entry.formula is None and entry.named is None:
            return False
        text = cells.cell(entry)
        return bool(text.formula and text.value)

    return has


def _formula_or_number(text: CellText) -> str:
    return text.formula or text.exact or text.value


def _listing_rows(listing: Listing, cells: Cells) -> Iterator[list[str]]:
    """Names, then decimal, exact number and formula, as far as some entry has them: the last may hold spaces."""
    shown = (True, *(any(map(has, listing.entries)) for has in (_has_exact(cells), _has_formula(cells))))
    for keys, entry in zip(listing.keys, listing.entries, strict=True):
        text = cells.cell(entry)
        exact = text.exact or text.value
        fields = (text.value, exact, text.formula or exact)
        yield [
            *map(cells.name, keys),
            *(field for field, wanted in zip(fields, shown, strict=True) if wanted and field),
        ]


def _has_exact(cells: Cells) -> Callable[[Entry], bool]:
    return lambda entry: bool(cells.cell(entry).exact)


def _has_formula(cells: Cells) -> Callable[[Entry], bool]:
    return lambda entry: bool(cells.cell(entry).formula)


def _aligned(rows: Rows) -> Iterator[str]:
    """Lines of cells padded to the width of their column; the rows are made twice, never kept."""
    widths: list[int] = []
    for row in rows():
        widths += [0] * (len(row) - len(widths))
        for place, cell in enumerate(row):
            widths[place] = max(widths[place], display_width(cell))
    for row in rows():
        yield GAP.join(map(pad, row, widths)).rstrip() + "\n"
