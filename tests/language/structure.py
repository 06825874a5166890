"""Programs as text of their structure: `add(x, mul(2, y))`, a parameter behind a bar."""

from __future__ import annotations

from typing import Any

from jacli.graph.nodes import Graph
from jacli.language.program import Program, SourceText
from jacli.language.reader import read


def shown(graph: Graph, node: int) -> str:
    """The node with everything that it is made of."""
    texts: dict[int, str] = {}
    for n in graph.reached([node]):
        name, parameter = graph.operations[n].name, graph.parameters[n]
        arguments = ", ".join(texts[argument] for argument in graph.arguments[n])
        if name in ("constant", "input"):
            texts[n] = getattr(parameter, "text", parameter)
        elif name in ("pi", "e"):
            texts[n] = name
        else:
            texts[n] = f"{name}({arguments}{'' if parameter is None else f'|{parameter}'})"
    return texts[node]


def sources(*texts: str) -> list[SourceText]:
    return [SourceText(f"expression {number}", text) for number, text in enumerate(texts, 1)]


def program(*texts: str, **options: Any) -> Program:
    return read(sources(*texts), **options)


def outputs(*texts: str, **options: Any) -> dict[str, str]:
    """The structure of each output by name."""
    found = program(*texts, **options)
    return {name: shown(found.graph, node) for name, node in found.outputs}


def only(*texts: str, **options: Any) -> str:
    """The structure of the one output."""
    (structure,) = outputs(*texts, **options).values()
    return structure


def inputs(*texts: str, **options: Any) -> list[str]:
    return [name for name, _ in program(*texts, **options).inputs]
