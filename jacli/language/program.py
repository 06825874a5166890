"""What reading gives: a Program, and where in the texts each of its nodes was typed."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jacli.errors import Place
from jacli.graph.nodes import Graph


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text and what it is called in messages: "expression 1", "--at", a file's name."""

    name: str
    text: str


class Sources:
    """Several texts as one string, so that a single offset says text and character."""

    __slots__ = ("joined", "starts", "texts")

    def __init__(self, texts: Sequence[SourceText]) -> None:
        self.texts = tuple(texts)
        self.joined = "\n".join(text.text for text in self.texts)
        self.starts: list[int] = []
        offset = 0
        for text in self.texts:
            self.starts.append(offset)
            offset += len(text.text) + 1

    def place(self, start: int, end: int) -> Place:
        """The place of `joined[start:end]`, in characters of the text that it starts in."""
        index = bisect_right(self.starts, start) - 1
        text, base = self.texts[index], self.starts[index]
        first = min(start - base, len(text.text))
        return Place(text.name, text.text, first, max(first, min(end - base, len(text.text))))


class Places:
    """Where nodes were typed: a log of (node, start, end), sorted out when first asked."""

    __slots__ = ("_entries", "ends", "nodes", "sources", "starts")

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.nodes = array("l")
        self.starts = array("l")
        self.ends = array("l")
        self._entries: dict[int, dict[tuple[int, int], None]] | None = None

    def note(self, node: int, start: int, end: int) -> None:
        """Remember that the node was typed at `start` to `end`."""
        self.nodes.append(node)
        self.starts.append(start)
        self.ends.append(end)

    def of(self, node: int) -> tuple[Place, ...]:
        """Every place of the node, in the order of reading; none for a node that was not typed."""
        return tuple(self.sources.place(start, end) for start, end in self._of(node))

    def first(self, node: int) -> Place | None:
        """The first place of the node."""
        for start, end in self._of(node):
            return self.sources.place(start, end)
        return None

    def count(self, node: int) -> int:
        """How many places the node has."""
        return len(self._of(node))

    def _of(self, node: int) -> dict[tuple[int, int], None]:
        if self._entries is None:
            self._entries = {}
            for n, start, end in zip(self.nodes, self.starts, self.ends, strict=True):
                self._entries.setdefault(n, {})[start, end] = None
        return self._entries.get(node, {})


@dataclass(frozen=True, eq=False, slots=True)
class Remark:
    """Something about the reading of a text that whoever uses the answer must know: a message's code and fields."""

    code: str
    place: Place | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Backward:
    """A gradient that the text itself asks for: of the output `node`, along the node `weights` of its shape.

    `weights` is None where none are typed; `text` is the call as it was typed.
    """

    node: int
    weights: int | None
    place: Place
    text: str


@dataclass(frozen=True, eq=False, slots=True)
class Program:
    """A program that was read: its graph, what it computes and out of what."""

    graph: Graph
    # (name, node), in the order in which results are shown.
    outputs: tuple[tuple[str, int], ...]
    # (name, node): those listed first, the others in natural order.
    inputs: tuple[tuple[str, int], ...]
    # The inputs that `x' = …`, a lone `f(x, y) = …` or `grad(y, x)` designate; None: all.
    columns: tuple[str, ...] | None
    # Every assigned name and its last node, in order of assignment.
    names: Mapping[str, int]
    places: Places
    # Some number was typed with a point or an exponent.
    decimal: bool
    # The inputs that the text itself gives a value, and the node of it, in order.
    values: Mapping[str, int] = field(default_factory=dict)
    # What the text asks for; several accumulate. All together have the outputs for nodes.
    backwards: tuple[Backward, ...] = ()
    remarks: tuple[Remark, ...] = ()


def natural_key(name: str) -> tuple[list[str | tuple[int, str]], str]:
    """Sorts x2 before x10, and upper case first where only the case differs."""
    pieces = re.split(r"([0-9]+)", name.casefold())
    return [_number(piece) if i % 2 else piece for i, piece in enumerate(pieces)], name


def _number(digits: str) -> tuple[int, str]:
    """Compares as the number does, at any length."""
    significant = digits.lstrip("0")
    return len(significant), significant
