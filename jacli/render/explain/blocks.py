"""The blocks that an explanation is made of, all of which every format for people knows how to draw.

A heading is a `Title`, a paragraph a `Line` of role prose, a line of worked-out arithmetic one of role arithmetic,
a table `Texts`, a matrix a `Grid`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jacli.render.sections import Grid, Line, Listing, Section, Texts, brackets
from jacli.render.titles import Title
from jacli.render.widths import pad

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
    "prose",
    "worked_out",
]

Block = Section
Blocks = Iterator[Block]


def prose(text: str) -> Line:
    """A paragraph."""
    return Line("prose", text)


def arithmetic(text: str) -> Line:
    """A line of formulas or numbers."""
    return Line("arithmetic", text)


def more(text: str) -> Line:
    """What was left out, and how to see it."""
    return Line("more", text)


def worked_out(lines: Sequence[tuple[str, str, str, str]]) -> Blocks:
    """Lines of (label, number, sign, sum): labels and numbers below each other."""
    labels = max((len(label) for label, *_ in lines), default=0)
    numbers = max((len(number) for _, number, *_ in lines), default=0)
    for label, number, sign, total in lines:
        left = f"{pad(label, labels)}  {number.rjust(numbers)}"
        yield arithmetic(f"{left} {sign} {total}" if total else left)
