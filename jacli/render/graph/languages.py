"""The graph in the languages of other programs that draw: Graphviz's DOT, and Mermaid, which web pages show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jacli.render.graph.cards import Card

# Fill and border of each kind of vertex; drawn in SVG alike.
COLOURS = {
    "leaf": ("#e6f4ea", "#34803f"),
    "given": ("#f1f3f4", "#80868b"),
    "constant": ("#f1f3f4", "#80868b"),
    "step": ("#ffffff", "#5f6368"),
    "output": ("#e8f0fe", "#1a56b0"),
}


def dot(cards: Sequence[Card]) -> Iterator[str]:
    """A digraph from inputs, at the left, to outputs."""
    yield "digraph jacli {\n  rankdir=LR;\n"
    yield '  node [shape=box, style="rounded,filled", fontname="monospace", fontsize=11];\n  edge [color="#5f6368"];\n'
    for place, card in enumerate(cards):
        fill, border = COLOURS[card.kind]
        label = "".join(f"{_dot_text(line)}\\l" for line in card.lines)
        yield f'  n{place} [label="{label}", fillcolor="{fill}", color="{border}"];\n'
    yield from (f"  n{source} -> n{place};\n" for place, card in enumerate(cards) for source in card.sources)
    yield "}\n"


def _dot_text(line: str) -> str:
    return line.replace("\\", "\\\\").replace('"', '\\"')


def mermaid(cards: Sequence[Card]) -> Iterator[str]:
    """A flowchart from inputs, at the left, to outputs."""
    yield "flowchart LR\n"
    for place, card in enumerate(cards):
        label = "<br/>".join(map(_mermaid_text, card.lines))
        yield f'  n{place}["{label}"]:::{card.kind}\n'
    yield from (f"  n{source} --> n{place}\n" for place, card in enumerate(cards) for source in card.sources)
    for kind in dict.fromkeys(card.kind for card in cards):
        fill, border = COLOURS[kind]
        yield f"  classDef {kind} fill:{fill},stroke:{border},color:#202124\n"


def _mermaid_text(line: str) -> str:
    """Signs that Mermaid or the web page would act upon are written by their numbers."""
    return "".join(c if c.isalnum() or c in " .,=+-/()_∂∇·" else f"#{ord(c)};" for c in line)


def markdown(cards: Sequence[Card]) -> Iterator[str]:
    """A Mermaid flowchart as Markdown holds one."""
    yield "```mermaid\n"
    yield from mermaid(cards)
    yield "```\n"
