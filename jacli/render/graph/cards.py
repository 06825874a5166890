"""What stands on a vertex: the step, its value and its cotangent, as lines of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from jacli.emit.text import defined_text
from jacli.render.explain.page import Page
from jacli.render.explain.steps import is_input
from jacli.render.widths import fold

if TYPE_CHECKING:
    from jacli.analysis.computation import Computation, Vertex

Kind = Literal["leaf", "given", "constant", "step", "output"]
# Columns of a line on a card; a longer one is folded, and cut off by … after so many lines.
WIDEST, MOST_LINES = 36, 4


@dataclass(frozen=True, slots=True)
class Card:
    """The lines of a vertex, what kind it is, and the places of those that it uses."""

    lines: tuple[str, ...]
    kind: Kind
    sources: tuple[int, ...]


def cards(computation: Computation, page: Page) -> list[Card]:
    """One card per vertex."""
    return [Card(_lines(vertex, page), kind_of(vertex), vertex.sources) for vertex in computation.vertices]


def kind_of(vertex: Vertex) -> Kind:
    """How a vertex is told apart from others."""
    return "output" if vertex.is_output and vertex.step.kind == "step" else vertex.step.kind


def title(vertex: Vertex, page: Page) -> str:
    """`y1 = #3 + 2*x2`; the name of an input alone."""
    names = page.name(", ".join(vertex.step.names) or vertex.step.label)
    if is_input(vertex.step):
        return names
    definition = vertex.step.definition
    return f"{names} = {page.name(defined_text(definition.graph, definition.node, vertex.labels))}"


def value(vertex: Vertex, page: Page) -> str:
    """The value of the step; nothing without a point."""
    return "" if vertex.step.values is None else page.array(vertex.step.values, vertex.step.shape)


def cotangent(vertex: Vertex, page: Page) -> str:
    """The cotangent of the step; nothing where no gradient passes, or without a point."""
    found = vertex.cotangent
    return "" if found is None or found.entries is None else page.array(found.entries, found.shape)


def _lines(vertex: Vertex, page: Page) -> tuple[str, ...]:
    lines = _folded(title(vertex, page))
    for code, number in (("graph-value", value(vertex, page)), ("graph-cotangent", cotangent(vertex, page))):
        if number:
            lines += _folded(f"{page.say(code)} {number}")
    return tuple(lines)


def _folded(text: str) -> list[str]:
    lines = fold(text, WIDEST)
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: WIDEST - 1] + "…"]
