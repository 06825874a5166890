"""The blocks that an explanation is made of, all of which every format for people knows how to draw.

A heading is a `Title`, a paragraph a `Line` of role prose, a line of worked-out arithmetic one of role arithmetic,
a table `Texts`, a matrix a `Grid`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jacli.render.columns import align_decimals
from jacli.render.sections import Grid, Line, Listing, Section, Texts, brackets
from jacli.render.titles import Title
from jacli.render.widths import display_width, pad

__all__ = [
    "Block",
    "Blocks",
    "Grid",
    "Line",
    "Listing",
    "Texts",
    "Title",
    "arithmetic",
    "brackets",
    "more",
    "point",
    "prose",
    "worked_out",
]

Block = Section
Blocks = Iterator[Block]


def prose(text: str) -> Line:
    """A paragraph."""
    return Line("prose", text)


def point(text: str) -> Line:
    """A paragraph whose first sentence says what it is about."""
    end = min(place for sign in (". ", "。") if (place := text.find(sign)) >= 0)
    return Line("prose", text, marked=end + 1)


def arithmetic(text: str) -> Line:
    """A line of formulas or numbers."""
    return Line("arithmetic", text)


def more(text: str) -> Line:
    """What was left out, and how to see it."""
    return Line("more", text)


def worked_out(lines: Sequence[tuple[str, str, str, str]]) -> Blocks:
    """Lines of (label, number, sign, sum): labels below each other, and the points of the numbers."""
    labels = [label for label, *_ in lines]
    numbers = align_decimals([number for _, number, *_ in lines])
    widths = [max(map(display_width, texts), default=0) for texts in (labels, numbers)]
    for label, number, (_, _, sign, total) in zip(labels, numbers, lines, strict=True):
        left = f"{pad(label, widths[0])}  {pad(number, widths[1])}"
        yield arithmetic(f"{left} {sign} {total}" if total else left.rstrip())
