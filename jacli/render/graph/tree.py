"""The graph as a tree of text: each output over what it is computed from; what stands above already is not repeated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jacli.render import plain, table
from jacli.render.explain.page import Page
from jacli.render.graph import cards
from jacli.render.sections import Line, Section, Texts
from jacli.render.titles import Title

if TYPE_CHECKING:
    from jacli.analysis.computation import Computation

# Before a step among several, before the last one, and below each.
BRANCH, LAST, DOWN, BLANK = "├── ", "└── ", "│   ", "    "
IN_ASCII = {BRANCH: "|-- ", LAST: "`-- ", DOWN: "|   ", BLANK: BLANK}


def chunks(computation: Computation, page: Page, *, drawn: bool) -> Iterator[str]:
    """The point, the tree beside values and cotangents, what was folded, and the notes."""
    pen = table.Pen(page.style, page.cells)
    for number, section in enumerate(_sections(computation, page)):
        if drawn:
            yield pen.draw(section, number == 0)
        else:
            yield from plain.section_text(section, page.cells)


def _sections(computation: Computation, page: Page) -> Iterator[Section]:
    yield from page.reading.point_lines()
    yield Title(page.say("graph-title"), page.say("graph-size", steps=len(computation.vertices)))
    rows = list(_rows(computation, page))
    headings = (page.say("graph-step"), page.say("graph-value"), page.say("graph-cotangent"))
    kept = 3 if page.at_point else 1
    yield Texts(headings[:kept] if kept > 1 else ("",), [row[:kept] for row in rows], keys=1)
    if computation.folded:
        yield Line("more", page.say("graph-folded", count=computation.folded))
    yield from page.reading.note_lines()


def _rows(computation: Computation, page: Page) -> Iterator[tuple[str, str, str]]:
    vertices = computation.vertices
    used = {source for vertex in vertices for source in vertex.sources}
    roots = [place for place, vertex in enumerate(vertices) if vertex.is_output or place not in used]
    told: set[int] = set()
    stack = [(place, "", "") for place in reversed(roots)]
    while stack:
        place, before, below = stack.pop()
        vertex = vertices[place]
        again = place in told and bool(vertex.sources)
        text = cards.title(vertex, page)
        if again:
            text = f"{page.name(vertex.step.label)} {page.say('graph-above')}"
        yield (before + text, cards.value(vertex, page), cards.cotangent(vertex, page))
        if again:
            continue
        told.add(place)
        for number, source in enumerate(reversed(vertex.sources)):
            branch, space = (LAST, BLANK) if number == 0 else (BRANCH, DOWN)
            if page.style.ascii:
                branch, space = IN_ASCII[branch], IN_ASCII[space]
            stack.append((source, below + branch, below + space))
