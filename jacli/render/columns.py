"""Columns of texts for the formats that align them: decimals under each other, widths that fit, blocks.

Knows nothing of rich or colour: a `Column` is a heading and, per row, pieces of text with a role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from jacli.render.entries import Cells, CellText
from jacli.render.messages import field_text
from jacli.render.sections import Grid, Listing, Texts
from jacli.render.widths import BREAKS, PROSE, display_width, fold, pad_left

PieceRole = Literal["name", "prose", "number", "odd", "zero", "exact", "formula", "main", "text"]
# Folded before a matrix is parted into blocks, and down to which width.
FORMULA_WIDTH = 24
FOLDED = {"exact": FORMULA_WIDTH, "formula": FORMULA_WIDTH, "main": FORMULA_WIDTH, "text": 14, "prose": 12}
# What tells a formula that begins with a number from one.
FORMULA_SIGNS = frozenset("*(")
# Decimals are not aligned if that would take more than this many columns before the point.
MOST_INTEGER_DIGITS = 24


# A stretch of text and its style; a line is a sequence of them.
Stretch = tuple[str, str]


class Piece(NamedTuple):
    """A text in a cell, on lines of its own."""

    text: str
    role: PieceRole


@dataclass(frozen=True, eq=False, slots=True)
class Column:
    """A heading and the pieces of each row's cell, one below the other; `named`: it is an input's or output's name.

    `tints`, if any, are the backgrounds of the cells, as styles of rich. The heading of a `worded` one is folded.
    """

    heading: str
    cells: Sequence[Sequence[Piece]]
    named: bool = True
    tints: Sequence[str] = ()
    worded: bool = False

    def width(self) -> int:
        """Columns needed without folding anything."""
        return max(self._widths(), default=0)

    def least(self) -> int:
        """Columns needed if only exact numbers and formulas are folded."""
        return max((min(width, FOLDED.get(role, width)) for width, role in self._sized()), default=0)

    def tall(self) -> bool:
        """Whether a cell has more than one piece."""
        return any(len(cell) > 1 for cell in self.cells)

    def _widths(self) -> Iterable[int]:
        return (width for width, _ in self._sized())

    def _sized(self) -> Iterable[tuple[int, PieceRole]]:
        yield max(map(display_width, self.heading.split(" ") if self.worded else [self.heading])), "name"
        for cell in self.cells:
            for piece in cell:
                yield display_width(piece.text), piece.role


# ── texts of cells ────────────────────────────────────────────────────────────────────────────────────────


def beside(heading: str, texts: Sequence[CellText]) -> Column:
    """A column whose cells hold exact number and decimal side by side and, below them, the formula."""
    numbers = align_pairs([text.exact for text in texts], [text.value for text in texts])
    return Column(heading, [_stack(text, "", number) for text, number in zip(texts, numbers, strict=True)])


def stacked(heading: str, texts: Sequence[CellText]) -> Column:
    """A column whose cells hold exact number, decimal and formula one below the other."""
    numbers = align_decimals([text.value for text in texts])
    return Column(heading, [_stack(text, text.exact, number) for text, number in zip(texts, numbers, strict=True)])


def _stack(text: CellText, exact: str, number: str) -> list[Piece]:
    if not text.value:
        return [Piece(text.exact or text.formula, "main")]
    absent = text.value == "0" and not text.formula
    pieces = [Piece(exact, "exact"), Piece(number, "zero" if absent else _role(text.value))]
    return [piece for piece in (*pieces, Piece(text.formula, "formula")) if piece.text]


def _role(value: str) -> PieceRole:
    return "number" if _is_number(value) else "odd"


def align_pairs(exact: Sequence[str], values: Sequence[str]) -> list[str]:
    """Exact texts, if any, with the decimals beside them, both aligned."""
    aligned = align_decimals(values)
    if not any(exact):
        return aligned
    width = max(map(display_width, exact))
    return [f"{pad_left(text, width)}  {value}" for text, value in zip(exact, aligned, strict=True)]


def align_decimals(texts: Sequence[str]) -> list[str]:
    """Numbers moved right so that their points stand below each other; words stay at the left."""
    places = [_point(text) if _is_number(text) else None for text in texts]
    left = max((place for place in places if place is not None), default=0)
    if left > MOST_INTEGER_DIGITS:
        return list(texts)
    return [text if place is None else " " * (left - place) + text for text, place in zip(texts, places, strict=True)]


def _point(text: str) -> int:
    """How many characters stand before the point, or before the exponent, or in all."""
    return min((text.index(sign) for sign in ".e" if sign in text), default=len(text))


def _is_number(text: str) -> bool:
    return text.lstrip("-−+")[:1].isdigit() and not set(text) & FORMULA_SIGNS


# ── columns of a section ──────────────────────────────────────────────────────────────────────────────────


def grid_columns(grid: Grid, cells: Cells, room: int | None, gap: int) -> list[Column]:
    """The columns of a matrix, names of the rows first; decimals stand beside exact numbers if all fits so."""
    rows = [list(map(cells.cell, row)) for row in grid.rows()]
    texts = [[row[place] for row in rows] for place in range(len(grid.part.column_names))]
    names = Column("", [[Piece(cells.name(name), "name")] for name in grid.part.row_names])
    headings = list(map(cells.name, grid.part.column_names))
    found = [names, *map(beside, headings, texts)]
    if room is None or sum(column.width() for column in found) + gap * len(texts) <= room:
        return found
    return [names, *map(stacked, headings, texts)]


def listing_columns(listing: Listing, cells: Cells) -> list[Column]:
    """Names, then formula, exact number and decimal, as far as there are any."""
    texts = [cells.cell(entry) for entry in listing.entries]
    return key_columns(listing, cells) + [
        column for column in _fields(texts, cells) if any(piece.text for (piece,) in column.cells)
    ]


def stacked_listing_columns(listing: Listing, cells: Cells) -> list[Column]:
    """Names, then one column with everything else, whose heading says what is below what: for narrow terminals."""
    texts = [cells.cell(entry) for entry in listing.entries]
    fields = ("exact", "value", "formula")
    shown = [cells.say(f"heading-{name}") for name in fields if any(getattr(text, name) for text in texts)]
    heading = field_text(shown, cells.lang)
    return [*key_columns(listing, cells), replace(stacked(heading, texts), named=False)]


def key_columns(listing: Listing, cells: Cells) -> list[Column]:
    """The columns of names; a single one needs no heading."""
    headings = listing.headings if len(listing.headings) > 1 else ("",)
    return [
        Column(heading, [[Piece(cells.name(key[number]), "name")] for key in listing.keys])
        for number, heading in enumerate(headings)
    ]


def text_columns(section: Texts) -> list[Column]:
    """The columns of rows of texts, numbers with their points below each other."""
    found = []
    for number, heading in enumerate(section.headings):
        texts = [row[number] for row in section.rows]
        role: PieceRole = "name" if number < section.keys else "text" if section.numbers else "main"
        aligned = align_decimals(texts) if number >= max(section.keys, section.numbers) else texts
        found.append(Column(heading, [[Piece(text, role)] for text in aligned], role == "name"))
    return found


def record_columns(section: Texts) -> list[Column]:
    """The columns of rows of texts whose names and headings are sentences, folded between words."""
    return [
        replace(
            column,
            worded=True,
            cells=[[Piece(piece.text, "prose" if column.named else piece.role) for piece in c] for c in column.cells],
        )
        for column in text_columns(section)
    ]


def stacked_record_columns(section: Texts, labelled: Callable[[str, str], str]) -> list[Column]:
    """The names, then one column with all other texts below each other, those after the first with their headings."""
    keys, (first, *others) = section.keys, section.headings[section.keys :]
    rows = [
        [row[keys], *(labelled(label, text) for label, text in zip(others, row[keys + 1 :], strict=True) if text)]
        for row in section.rows
    ]
    cells = [[Piece(text, "main") for text in row] for row in rows]
    return [*record_columns(section)[:keys], Column(first, cells, named=False, worded=True)]


def _fields(texts: Sequence[CellText], cells: Cells) -> list[Column]:
    formulated = any(text.formula for text in texts)
    exact = [text.exact for text in texts]
    width = max(map(display_width, exact), default=0)
    right = [pad_left(text, width) if text else "" for text in exact]
    values = align_decimals([text.value for text in texts])
    main = any(text.value for text in texts)
    formulas = [text.formula or (text.exact or text.value if formulated else "") for text in texts]
    return [
        Column(
            cells.say("heading-formula"),
            [[Piece(formula, "formula" if main else "main")] for formula in formulas],
            False,
        ),
        Column(cells.say("heading-exact"), [[Piece(text, "exact")] for text in right], False),
        Column(
            cells.say("heading-value"),
            [[Piece(value, _role(text.value))] for value, text in zip(values, texts, strict=True)],
            False,
        ),
    ]


# ── fitting ───────────────────────────────────────────────────────────────────────────────────────────────


def block_widths(columns: Sequence[Column], keys: int, width: int | None, gap: int) -> list[tuple[range, list[int]]]:
    """How to print columns in at most `width`: (range of columns, widths of the keys and of these) per block.

    The first `keys` columns are repeated in each block; `gap` stands between two columns. A block holds
    as many columns as fit with formulas folded; a column that fits nowhere gets a block and is folded.
    """
    natural = [column.width() for column in columns]
    if width is None or sum(natural) + gap * (len(columns) - 1) <= width:
        return [(range(keys, len(columns)), natural)]
    heads = _shrunk(natural[:keys], max(width // 2 - gap, keys))
    room = max(width - sum(heads) - gap * keys, 1)
    least = [min(column.least(), room) for column in columns]
    return [
        (block, heads + _spread([least[i] for i in block], [natural[i] for i in block], room - gap * (len(block) - 1)))
        for block in _balanced(least, range(keys, len(columns)), room, gap)
    ]


def record_widths(columns: Sequence[Column], width: int, gap: int) -> list[int] | None:
    """The widths of columns that fit side by side, folded if need be; None where they do not."""
    least, room = [column.least() for column in columns], width - gap * (len(columns) - 1)
    return _spread(least, [column.width() for column in columns], room) if sum(least) <= room else None


def _balanced(widths: Sequence[int], places: range, room: int, gap: int) -> list[range]:
    """As few blocks as the room allows, about equally wide."""
    blocks = _pack(widths, places, room, gap)
    low, high = max((widths[place] for place in places), default=0), room
    while low < high:
        middle = (low + high) // 2
        narrower = _pack(widths, places, middle, gap)
        if len(narrower) > len(blocks):
            low = middle + 1
        else:
            high, blocks = middle, narrower
    return blocks


def _pack(widths: Sequence[int], places: range, room: int, gap: int) -> list[range]:
    blocks, start, used = [], places.start, 0
    for place in places:
        if place > start and used + gap + widths[place] > room:
            blocks.append(range(start, place))
            start, used = place, 0
        used += widths[place] + (gap if place > start else 0)
    return [*blocks, range(start, places.stop)]


def _spread(least: list[int], natural: list[int], room: int) -> list[int]:
    """Widths between least and natural that use the room, the narrowest columns first."""
    widths, spare = list(least), max(room - sum(least), 0)
    order = sorted(range(len(least)), key=lambda place: natural[place] - least[place])
    for number, place in enumerate(order):
        more = min(natural[place] - widths[place], spare // (len(order) - number))
        widths[place] += max(more, 0)
        spare -= max(more, 0)
    return widths


def _shrunk(widths: list[int], room: int) -> list[int]:
    """Widths made smaller, the largest first, until they fit the room."""
    widths = list(widths)
    while sum(widths) > room and max(widths) > 1:
        widest = widths.index(max(widths))
        second = max([width for place, width in enumerate(widths) if place != widest], default=1)
        widths[widest] = max(min(second, widths[widest] - 1), widths[widest] - (sum(widths) - room), 1)
    return widths


def fold_piece(piece: Piece, width: int) -> list[str]:
    """The lines of a piece in a column of that width; a number that is folded loses its alignment."""
    text = piece.text if display_width(piece.text) <= width else piece.text.strip()
    return fold(text, width, PROSE if piece.role == "prose" else BREAKS)
