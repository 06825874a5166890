"""Numbers as colours: blue below zero, red above, the stronger the larger; and matrices as maps of them.

The tints are those of ColorBrewer's diverging scale RdBu, which colour-blind readers can tell apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jacli.emit.number_text import value_text
from jacli.render.columns import Stretch
from jacli.render.messages import text
from jacli.render.widths import display_width, fold

if TYPE_CHECKING:
    from jacli.analysis.records import Entry, Part

# From weak to strong.
BLUES = ("#d1e5f0", "#92c5de", "#4393c3", "#2166ac", "#053061")
REDS = ("#fddbc7", "#f4a582", "#d6604d", "#b2182b", "#67001f")
NOTHING = "#808080"
STEPS = len(REDS)
# Beyond this ratio of the largest to the median magnitude, steps are of its logarithm.
LINEAR_UP_TO = 100.0
# A map has cells of so many characters, and at most so many rows and characters across.
CELL, MOST_ROWS, WIDEST = 2, 60, 120
INK = {True: "#ffffff", False: "#000000"}


@dataclass(frozen=True, slots=True)
class Scale:
    """The magnitudes of a matrix: smallest, middle and largest of its finite numbers other than zero."""

    smallest: float
    median: float
    largest: float

    @property
    def is_logarithmic(self) -> bool:
        """Whether equal ratios, not equal differences, are equal steps of colour."""
        return self.largest > LINEAR_UP_TO * self.median

    def step(self, value: float) -> int:
        """How strong the colour of a number is: 0 for zero, else 1 … STEPS with the sign of the number."""
        if value == 0 or math.isnan(value):
            return 0
        size = min(abs(value), self.largest)
        if self.is_logarithmic:
            whole = math.log(self.largest) - math.log(self.smallest)
            part = (math.log(size) - math.log(self.smallest)) / whole
        else:
            part = size / self.largest
        return int(math.copysign(min(max(math.ceil(part * STEPS), 1), STEPS), value))


def scale_of(values: Iterable[float]) -> Scale | None:
    """The scale of a matrix of numbers; None if none of them is finite and not zero."""
    sizes = sorted(abs(value) for value in values if value and math.isfinite(value))
    return Scale(sizes[0], sizes[len(sizes) // 2], sizes[-1]) if sizes else None


def number(entry: Entry) -> float:
    """The number to be coloured; nan where there is none."""
    return math.nan if entry.value is None else entry.value


def tint(step: int, *, undefined: bool = False) -> str:
    """The style of a cell: its background, and an ink that can be read on it."""
    if undefined:
        return f"{INK[True]} on {NOTHING}"
    if step == 0:
        return ""
    colours = REDS if step > 0 else BLUES
    return f"{INK[abs(step) > STEPS // 2]} on {colours[abs(step) - 1]}"


def tint_of(entry: Entry, scale: Scale) -> str:
    """The style of a cell that holds this entry."""
    return _tint(number(entry), scale)


def _tint(value: float, scale: Scale) -> str:
    return tint(scale.step(value), undefined=math.isnan(value))


def numbers(part: Part) -> Iterator[float]:
    """The numbers of all entries that are there."""
    return (number(entry) for row in part.rows for _, entry in row)


def drawn(part: Part, scale: Scale, room: int | None, lang: str) -> Iterator[list[Stretch]]:
    """A matrix as lines of coloured cells, two characters each, in at most `room` columns, and what a cell is."""
    rows, columns = part.shape
    most = min(room or WIDEST, WIDEST) // CELL
    found, tall, wide = strongest(part, MOST_ROWS, max(most, 1))
    for line in found:
        tints = (_tint(value, scale) for value in line)
        yield [(" " * CELL, tint) if tint else ("·".rjust(CELL), "dim") for tint in tints]
    yield from _said("heat-map", {"rows": rows, "columns": columns, "tall": tall, "wide": wide}, room, lang)


def strongest(part: Part, most_rows: int, most_columns: int) -> tuple[list[list[float]], int, int]:
    """At most so many rows and columns of cells, each the number of largest magnitude among tall×wide entries.

    Found from the rows of (column, entry), so that absent entries cost nothing. Returns cells, tall, wide.
    """
    rows, columns = part.shape
    tall, wide = -(-rows // most_rows), -(-columns // most_columns)
    cells = [[0.0] * -(-columns // wide) for _ in range(-(-rows // tall))]
    for i, row in enumerate(part.rows):
        line = cells[i // tall]
        for j, entry in row:
            line[j // wide] = _stronger(line[j // wide], number(entry))
    return cells, tall, wide


def _stronger(one: float, other: float) -> float:
    """The one of larger magnitude; undefined beats all, so that it is seen."""
    if math.isnan(one) or math.isnan(other):
        return math.nan
    return other if abs(other) > abs(one) else one


def legend(part: Part, scale: Scale, room: int | None, lang: str) -> Iterator[list[Stretch]]:
    """The colour bar with the numbers at its ends, in two pieces if it must, and what its colours mean."""
    largest, smallest = (value_text(float(f"{size:.3g}")) for size in (scale.largest, scale.smallest))
    steps = range(1, STEPS + 1)
    below = [(f"-{largest} ", ""), *((" " * CELL, tint(-step)) for step in reversed(steps))]
    above = [*((" " * CELL, tint(step)) for step in steps), (f" {largest}", "")]
    middle = [(f" -{smallest}  0  {smallest} " if scale.is_logarithmic else " 0 ", "")]
    whole = [*below, *middle, *above]
    yield from [whole] if room is None or _width(whole) <= room else [[*below, *middle], above]
    yield from _said("heat-logarithmic" if scale.is_logarithmic else "heat-linear", {}, room, lang)
    if any(map(math.isnan, numbers(part))):
        yield [(" " * CELL, tint(0, undefined=True)), (f" {text('heat-undefined', {}, lang)}", "dim")]


def _said(code: str, fields: Mapping[str, int], room: int | None, lang: str) -> Iterator[list[Stretch]]:
    said = text(code, fields, lang)
    yield from ([(line, "dim")] for line in fold(said, room or display_width(said)))


def _width(line: Iterable[Stretch]) -> int:
    return sum(display_width(stretch) for stretch, _ in line)
