"""The graph as data: the document of an answer, with a field `graph` of nodes and edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jacli.emit.text import defined_text
from jacli.render.explain.document import entries
from jacli.render.explain.page import Page
from jacli.render.explain.steps import is_input
from jacli.render.json import Document, dump

if TYPE_CHECKING:
    from jacli.analysis.computation import Computation, Vertex


def chunks(computation: Computation, page: Page) -> Iterator[str]:
    """The document, a field at a time."""
    document = Document(replace(page.answer, operation="graph"), page.style)
    fields = [*document.fields(), ("graph", _graph(computation, page))]
    for number, (name, value) in enumerate(fields):
        yield f"{',' if number else '{'}\n {dump(name)}: "
        yield from value if isinstance(value, Iterator) else (dump(value),)
    yield "\n}\n"


def _graph(computation: Computation, page: Page) -> dict[str, Any]:
    return {
        "nodes": [_node(place, vertex, page) for place, vertex in enumerate(computation.vertices)],
        "edges": [[source, place] for place, vertex in enumerate(computation.vertices) for source in vertex.sources],
        "folded": computation.folded,
    }


def _node(place: int, vertex: Vertex, page: Page) -> dict[str, Any]:
    step = vertex.step
    definition = step.definition
    found: dict[str, Any] = {
        "id": place,
        "step": step.label,
        "names": list(step.names),
        "kind": step.kind,
        "is_output": vertex.is_output,
        "operation": None if is_input(step) else defined_text(definition.graph, definition.node, vertex.labels),
        "grad_fn": step.grad_fn,
        "shape": list(step.shape),
        "value": None if step.values is None else entries(step.values, step.shape, page),
        "cotangent": None,
    }
    if vertex.cotangent is not None and vertex.cotangent.entries is not None:
        found["cotangent"] = entries(vertex.cotangent.entries, vertex.cotangent.shape, page)
    return found
