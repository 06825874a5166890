"""The graph as SVG, laid out in layers by graphlay."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from jacli.errors import LimitReached, UsageError
from jacli.render.graph.cards import Card
from jacli.render.graph.languages import COLOURS
from jacli.render.picture import FONTS
from jacli.render.widths import display_width

# Pixels of one column and one line of text, inside a vertex around it, and around the whole.
COLUMN, LINE, PADDING, MARGIN = 7.3, 17.0, 9.0, 16.0
# A layout of more vertices takes too long to be waited for, and is read by no one.
MOST_VERTICES = 2_000
INK, SECOND_INK, EDGE = "#202124", "#5f6368", "#80868b"
OPTIONS = {"routing": {"style": "diagonal"}}


def svg(cards: Sequence[Card]) -> str:
    """The picture, inputs at the left.

    Raises LimitReached for more vertices than MOST_VERTICES, UsageError if graphlay is not installed.
    """
    if len(cards) > MOST_VERTICES:
        raise LimitReached("graph-too-large", vertices=len(cards), limit=MOST_VERTICES)
    try:
        import graphlay
    except ImportError:
        raise UsageError("picture-needs-library", kind="SVG", library="graphlay") from None
    graph = graphlay.Graph()
    sizes = [_size(card) for card in cards]
    for place, (width, height) in enumerate(sizes):
        graph.node(str(place), width=width, height=height)
    for place, card in enumerate(cards):
        for source in card.sources:
            graph.edge(str(source), str(place))
    layout = graphlay.layout(graph, options=OPTIONS)
    centres = layout.positions()
    left = min(centres[str(k)][0] - width / 2 for k, (width, _) in enumerate(sizes)) - MARGIN
    top = min(centres[str(k)][1] - height / 2 for k, (_, height) in enumerate(sizes)) - MARGIN
    right = max(centres[str(k)][0] + width / 2 for k, (width, _) in enumerate(sizes)) + MARGIN
    bottom = max(centres[str(k)][1] + height / 2 for k, (_, height) in enumerate(sizes)) + MARGIN
    for edge in layout.edges:
        ys = [point["y"] for point in edge["points"]]
        top, bottom = min(top, min(ys) - MARGIN), max(bottom, max(ys) + MARGIN)
    edges = [_edge([(p["x"] - left, p["y"] - top) for p in edge["points"]]) for edge in layout.edges]
    vertices = [
        _vertex(card, centres[str(k)][0] - left, centres[str(k)][1] - top, *sizes[k]) for k, card in enumerate(cards)
    ]
    return _document(right - left, bottom - top, [*edges, *vertices])


def _size(card: Card) -> tuple[float, float]:
    columns = max(map(display_width, card.lines))
    return columns * COLUMN + 2 * PADDING, len(card.lines) * LINE + 2 * PADDING - 4


def _edge(points: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{EDGE}" stroke-width="1.2" marker-end="url(#arrow)"/>'


def _vertex(card: Card, x: float, y: float, width: float, height: float) -> str:
    fill, border = COLOURS[card.kind]
    left, top = x - width / 2, y - height / 2
    frame = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="5"'
    lines = [f'<rect {frame} fill="{fill}" stroke="{border}"/>']
    for number, line in enumerate(card.lines):
        base = top + PADDING + (number + 0.65) * LINE
        ink = INK if number == 0 else SECOND_INK
        lines.append(
            f'<text x="{left + PADDING:.1f}" y="{base:.1f}" fill="{ink}" xml:space="preserve"'
            f' textLength="{display_width(line) * COLUMN:.1f}">{escape(line)}</text>'
        )
    return "\n".join(lines)


def _document(width: float, height: float, parts: Sequence[str]) -> str:
    body = "\n".join(parts)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" \
height="{height:.0f}" font-family="{FONTS}" font-size="12">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
<path d="M0,0 L8,4 L0,8 z" fill="{EDGE}"/></marker></defs>
<rect width="100%" height="100%" fill="#ffffff"/>
{body}
</svg>
"""
