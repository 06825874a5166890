"""A computation graph in every format that can draw one: a tree of text, DOT, Mermaid, SVG, and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from jacli.errors import UsageError
from jacli.render.explain.page import Page
from jacli.render.graph import data, languages, tree
from jacli.render.graph.cards import Card, cards
from jacli.render.style import Style
from jacli.render.widths import ascii_only

if TYPE_CHECKING:
    from jacli.analysis.computation import Computation

FORMATS = ("table", "plain", "markdown", "json", "dot", "mermaid", "svg")


def render_graph(computation: Computation, form: str = "table", style: Style = Style()) -> Iterator[str]:
    """The graph in a format, piece by piece.

    Raises UsageError for a format that cannot draw graphs, and for SVG without the package that lays it out.
    """
    if form not in FORMATS:
        raise UsageError("format-without-graph", name="-q" if form == "quiet" else form, names=FORMATS)
    page = Page(computation.explanation, style, whole=False)
    if form == "json":
        return data.chunks(computation, page)
    if form in ("table", "plain"):
        pieces = tree.chunks(computation, page, drawn=form == "table")
        return map(ascii_only, pieces) if style.ascii else pieces
    drawn: dict[str, Callable[[list[Card]], Iterator[str]]] = {
        "dot": languages.dot,
        "mermaid": languages.mermaid,
        "markdown": languages.markdown,
        "svg": _svg,
    }
    pieces = drawn[form](cards(computation, page))
    return map(ascii_only, pieces) if style.ascii else pieces


def _svg(found: list[Card]) -> Iterator[str]:
    from jacli.render.graph.svg import svg

    yield svg(found)
