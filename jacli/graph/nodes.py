"""The graph: what a function is.

Nodes are numbered so that arguments come before results; equal nodes exist once (hash-consing).
Nothing is ever folded here: a graph holds what was asked for, node by node.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from jacli.errors import LimitReached
from jacli.graph.operation import Operation, Shape

DEFAULT_NODE_LIMIT = 1_000_000

# Python converts longer ints to text only on request, and in quadratic time.
SHORT_BITS = 4096


def integer_text(number: int) -> str:
    """All digits, however many."""
    if number.bit_length() <= SHORT_BITS:
        return str(number)
    return f"{Decimal(number):f}"


def rational_text(number: Fraction) -> str:
    """`2/3`, `-1/2`, `7`."""
    if number.denominator == 1:
        return integer_text(number.numerator)
    return f"{integer_text(number.numerator)}/{integer_text(number.denominator)}"


@dataclass(frozen=True, slots=True)
class Number:
    """A constant: its exact value and the text that it came from.

    Compared by text: `1`, `1.0` and `True` are three constants of one value.
    """

    text: str
    value: Fraction

    @classmethod
    def of(cls, value: Fraction) -> Self:
        """The constant of a value that no text stands for: `2/3`, `-1/2`, `7`."""
        return cls(rational_text(value), value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


class Graph:
    """Hash-consed nodes `(operation, arguments, parameter, shape)`, kept in parallel lists.

    `origins[i]` is the node whose derivative made node i, or -1 for a node that was typed.
    """

    __slots__ = ("_ids", "arguments", "limit", "made_for", "operations", "origins", "parameters", "shapes")

    def __init__(self, limit: int = DEFAULT_NODE_LIMIT) -> None:
        self.operations: list[Operation] = []
        self.arguments: list[tuple[int, ...]] = []
        self.parameters: list[Any] = []
        self.shapes: list[Shape] = []
        self.origins: list[int] = []
        self.limit = limit
        self.made_for = -1
        self._ids: dict[Operation, dict[Any, int]] = {}

    def __len__(self) -> int:
        return len(self.operations)

    def node(
        self, operation: Operation, arguments: tuple[int, ...] = (), parameter: Any = None, shape: Shape = ()
    ) -> int:
        """The number of the node; made if it is new.

        The result's shape follows from the rest of the key, so it is no part of the key. A commutative
        pair finds its twin; the order first typed is the one kept.
        """
        order = arguments[::-1] if operation.commutative and arguments[0] > arguments[1] else arguments
        key = order if parameter is None else (order, parameter)
        known = self._ids.get(operation)
        if known is None:
            known = self._ids[operation] = {}
        found = known.get(key)
        if found is not None:
            return found
        number = len(self.operations)
        if number >= self.limit:
            raise LimitReached("too-many-nodes", limit=self.limit)
        known[key] = number
        self.operations.append(operation)
        self.arguments.append(arguments)
        self.parameters.append(parameter)
        self.shapes.append(shape)
        self.origins.append(self.made_for)
        return number

    def copied(self) -> Graph:
        """Another graph of the same nodes under the same numbers."""
        other = Graph(self.limit)
        for name in ("operations", "arguments", "parameters", "shapes", "origins"):
            setattr(other, name, list(getattr(self, name)))
        other.made_for = self.made_for
        other._ids = {operation: dict(known) for operation, known in self._ids.items()}
        return other

    def first_origin(self, node: int) -> int:
        """The node of the program that a node was made for, itself if it is the program's."""
        while self.origins[node] >= 0:
            node = self.origins[node]
        return node

    def reached(self, outputs: Iterable[int]) -> list[int]:
        """The nodes that the outputs depend on, themselves included, in ascending order."""
        arguments = self.arguments
        seen = set(outputs)
        stack = list(seen)
        while stack:
            for argument in arguments[stack.pop()]:
                if argument not in seen:
                    seen.add(argument)
                    stack.append(argument)
        return sorted(seen)
