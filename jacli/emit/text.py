"""A graph as text of the language, as typed: reading it back gives the same graph.

Parentheses only where precedence asks for them, no broadcasting that the reader does by itself. Derivatives also make
stretched ones and zeros, which read back as `ones` and `zeros`, and operations that have no text of their own (take,
put, adjugate), which are written as calls. Pieces of text are emitted from a stack of what is still to be written, so
depth and width do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jacli.domains.sharing import SATURATED, free_stem, used
from jacli.emit.typed import (
    LISTED,
    called,
    index_text,
    leading_arguments,
    place_text,
    static_arguments,
    trailing_defaults,
)
from jacli.errors import LimitReached
from jacli.graph import shapes
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph

OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(1, 10)
BINARY = {
    **dict.fromkeys(("add", "sub"), SUM),
    **dict.fromkeys(("mul", "div", "mod", "floordiv", "matmul"), PRODUCT),
    **dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne"), COMPARISON),
    "and": AND, "or": OR, "power": POWER,
}  # fmt: skip
PREFIX = {"neg": SIGN, "not": NOT}
CONSTANT, INPUT, UNASSIGNED, BROADCAST, ARRAY, INDEX, TRANSPOSE, UPDATE, MATMUL, RESHAPE = (
    TABLE[name]
    for name in (
        "constant", "input", "unassigned", "broadcast", "array", "index", "transpose", "update", "matmul", "reshape",
    )
)  # fmt: skip
NO_NAMES: Mapping[int, str] = {}
LONGEST_TEXT = 10_000_000
# Shared nodes of at most so many nodes are written out each time.
SMALL = 3
# A text, or a node and how tightly it must bind to stand without parentheses.
Piece = str | tuple[int, int]


class _Writer:
    """Writes the nodes of one graph; those in `names` by their names."""

    def __init__(self, graph: Graph, names: Mapping[int, str]) -> None:
        self.graph = graph
        self.names = names
        self.constants: dict[str, str] = {}

    def text(
        self, node: int, *, longest: int = LONGEST_TEXT, deepest: int | None = None, defines: bool = False
    ) -> str | None:
        """The node's text; operands nested deeper than `deepest` are "…". None if it is longer than `longest`.

        With `defines`, the node itself is written out although it has a name.
        """
        texts: list[str] = []
        length = 0
        stack: list[tuple[Piece, int]] = [((node, 0), 0)]
        while stack:
            piece, depth = stack.pop()
            if isinstance(piece, str):
                texts.append(piece)
                length += len(piece)
                if length > longest:
                    return None
                continue
            inner, level = piece
            pieces, binds = self.pieces(inner, named=depth > 0 or not defines)
            if deepest is not None and depth > deepest and len(pieces) > 1:
                pieces, binds = ["…"], ATOM
            if binds < level:
                pieces = ["(", *pieces, ")"]
            stack.extend((p, depth + 1) for p in reversed(pieces))
        return "".join(texts)

    def pieces(self, node: int, *, named: bool = True) -> tuple[Sequence[Piece], int]:
        """What a node is written with, and how tightly its outermost operator binds."""
        graph = self.graph
        if named and node in self.names:
            return [self.names[node]], ATOM
        row, operands = graph.operations[node], self.operands(node)
        if row is MATMUL and (factors := self._outer(node)):
            return ["outer(", *_listed([(a, 0) for a in factors]), ")"], ATOM
        if not operands and row.kind == "leaf":
            return self._leaf(node)
        if row.name in BINARY:
            level = BINARY[row.name]
            left, right = level, level + 1
            if level == POWER:
                left, right = ATOM, SIGN
            elif level == COMPARISON:
                left = SUM
            gap = "" if level == POWER or row.symbol in "*/" else " "
            return [(operands[0], left), f"{gap}{row.symbol}{gap}", (operands[1], right)], level
        if row.name in PREFIX:
            level = PREFIX[row.name]
            return ["not " if level == NOT else "-", (operands[0], level)], level
        if row is ARRAY:
            return ["[", *_listed([(a, 0) for a in operands]), "]"], ATOM
        if row is INDEX:
            items = index_text(graph.parameters[node], graph.shapes[operands[0]])
            return [(operands[0], ATOM), f"[{items}]"], ATOM
        if row is TRANSPOSE and graph.parameters[node] == (1, 0):
            return [(operands[0], ATOM), ".T"], ATOM
        return self._uniform(node) or self._call(node, operands), ATOM

    def _outer(self, node: int) -> Sequence[int]:
        """The vectors of which a derivative's column times row is the outer product; else nothing."""
        graph = self.graph
        sides = graph.arguments[node]
        if graph.origins[node] < 0 or any(graph.operations[a] is not RESHAPE for a in sides):
            return ()
        vectors = [graph.arguments[a][0] for a in sides]
        (n, one), (other, m) = (graph.shapes[a] for a in sides) if len(graph.shapes[node]) == 2 else ((0, 0), (0, 0))
        told = one == other == 1 and [graph.shapes[v] for v in vectors] == [(n,), (m,)]
        return vectors if told and not any(a in self.names for a in sides) else ()

    def _uniform(self, node: int) -> list[Piece]:
        """ones(2, 2) for a stretched 1 that derivatives make, zeros(2, 2) for a 0; else nothing."""
        graph = self.graph
        if graph.operations[node] is not BROADCAST:
            return []
        (inner,) = graph.arguments[node]
        text = graph.parameters[inner].text if graph.operations[inner] is CONSTANT else ""
        if text not in ("0", "1"):
            return []
        return [f"{'ones' if text == '1' else 'zeros'}({', '.join(map(str, graph.parameters[node]))})"]

    def _leaf(self, node: int) -> tuple[Sequence[Piece], int]:
        row, parameter = self.graph.operations[node], self.graph.parameters[node]
        if row is CONSTANT:
            text = parameter.text
            return [text], SIGN if text.startswith("-") else PRODUCT if "/" in text else ATOM
        if row is INPUT:
            return [parameter], ATOM
        return ["empty(1)[0]" if row is UNASSIGNED else self._constant(row.name)], ATOM

    def _constant(self, name: str) -> str:
        """pi or e, told apart from a variable of that name."""
        if name not in self.constants:
            graph = self.graph
            taken = name in self.names.values() or any(
                row is INPUT and parameter == name
                for row, parameter in zip(graph.operations, graph.parameters, strict=True)
            )
            self.constants[name] = f"np.{name}" if taken else name
        return self.constants[name]

    def _call(self, node: int, operands: Sequence[int]) -> list[Piece]:
        graph = self.graph
        row, parameter = graph.operations[node], graph.parameters[node]
        shown = operands[: len(operands) - trailing_defaults(graph, row, operands)]
        pieces: list[Piece] = [(a, 0) for a in shown]
        if row in LISTED:
            pieces = ["[", *_listed(pieces), "]"]
            pieces = _joined([pieces, *([text] for text in static_arguments(row, parameter, ()))])
        elif row is UPDATE:
            places = [f"[{place_text(place, graph.shapes[node])}]" for place in parameter]
            pieces = _joined([[pieces[0]], *([f"{p}=", v] for p, v in zip(places, pieces[1:], strict=True))])
        else:
            statics = static_arguments(row, parameter, [graph.shapes[a] for a in operands])
            pieces = _listed([*leading_arguments(row, parameter), *pieces, *statics])
        return [f"{called(row, parameter)}(", *pieces, ")"]

    def operands(self, node: int) -> Sequence[int]:
        """The operands as typed."""
        return unstretched(self.graph, node, self.names)


def unstretched(graph: Graph, node: int, names: Mapping[int, str]) -> Sequence[int]:
    """The operands of a node as typed: without the broadcasts that the reader puts between; `names` are kept."""
    several = graph.arguments[node]
    if graph.operations[node].kind not in ("pointwise", "condition"):
        return several
    typed = [graph.arguments[a][0] if graph.operations[a] is BROADCAST and a not in names else a for a in several]
    if typed == list(several):
        return several
    for k, node_before in enumerate(several):
        if shapes.broadcast(graph.shapes[a] for a in typed) == graph.shapes[node]:
            break
        typed[k] = node_before
    return typed


def _listed(pieces: Sequence[Piece]) -> list[Piece]:
    return _joined([[piece] for piece in pieces])


def _joined(groups: Sequence[Sequence[Piece]]) -> list[Piece]:
    """The groups with commas between."""
    found: list[Piece] = []
    for group in groups:
        if found:
            found.append(", ")
        found.extend(group)
    return found


def text_of(graph: Graph, node: int, names: Mapping[int, str] = NO_NAMES) -> str:
    """The node as an expression of the language; nodes in `names` are written as their names.

    Shared nodes are written out each time. Raises LimitReached beyond 10 million characters.
    """
    sizes = _sizes(graph, graph.reached([node]), names)
    text = _Writer(graph, names).text(node) if sizes[node] <= LONGEST_TEXT else None
    if text is None:
        raise LimitReached("expression-too-long", limit=LONGEST_TEXT)
    return text


def defined_text(graph: Graph, node: int, names: Mapping[int, str]) -> str:
    """The one operation that makes the node, on arguments written by their names; its own name is left out.

    Raises LimitReached beyond 10 million characters.
    """
    text = _Writer(graph, names).text(node, defines=True)
    if text is None:
        raise LimitReached("expression-too-long", limit=LONGEST_TEXT)
    return text


def _sizes(graph: Graph, order: Iterable[int], names: Mapping[int, str] = NO_NAMES) -> dict[int, int]:
    """How many nodes each node is written with."""
    sizes: dict[int, int] = {}
    for node in order:
        size = 1 + sum(sizes[a] for a in graph.arguments[node])
        sizes[node] = 1 if node in names else min(size, SATURATED)
    return sizes


def short_text(graph: Graph, node: int, width: int = 60, names: Mapping[int, str] = NO_NAMES) -> str:
    """The node's text for a message: inner operands are "…" where it would be longer than `width` characters."""
    writer = _Writer(graph, names)
    best = writer.text(node, longest=width, deepest=0)
    if best is None:
        return (writer.text(node, deepest=0) or "")[: width - 1] + "…"
    deepest = 1
    while "…" in best:
        text = writer.text(node, longest=width, deepest=deepest)
        if text is None:
            break
        best, deepest = text, deepest + 1
    return best


# ── programs ──────────────────────────────────────────────────────────────────────────────────────────────


def program_text(graph: Graph, outputs: Sequence[tuple[str, int]]) -> str:
    """A program whose outputs, (name, node) in order, are these: a statement for each shared or updated node.

    Shapes of inputs are not part of the text. An output whose name is no plain name is an expression.
    """
    return "\n".join(_Program(graph, outputs).lines())


class _Program:
    """Chooses names and writes statements; arguments come before results in a graph, so its order will do."""

    def __init__(self, graph: Graph, outputs: Sequence[tuple[str, int]]) -> None:
        self.graph = graph
        self.outputs = outputs
        self.order = graph.reached(node for _, node in outputs)
        self.inputs = {graph.parameters[n] for n in self.order if graph.operations[n] is INPUT}
        self.names: dict[int, str] = {}
        self.stem = free_stem({*self.inputs, *(name for name, _ in outputs)})
        for name, node in outputs:
            if name.isidentifier() and name not in self.inputs and graph.arguments[node]:
                self.names.setdefault(node, name)
        for count, node in enumerate(self._shared(), 1):
            self.names.setdefault(node, f"{self.stem}{count}")
        self.writer = _Writer(graph, self.names)

    def _shared(self) -> list[int]:
        """The nodes that need a name: used more than once, or updated."""
        graph = self.graph
        uses = used(graph, self.order, (node for _, node in self.outputs))
        sizes = _sizes(graph, self.order)
        return [
            n
            for n in self.order
            if graph.operations[n] is UPDATE
            or (uses[n] > 1 and sizes[n] > SMALL and graph.operations[n] is not BROADCAST)
        ]

    def lines(self) -> list[str]:
        """The statements."""
        found = [line for node in self.order if node in self.names for line in self._statement(node)]
        primed = [f"{name} = {self._text(node)}" for name, node in self.outputs if name.endswith("'")]
        rest = [(name, node) for name, node in self.outputs if not name.endswith("'")]
        plain = [(name, node) for name, node in rest if name.isidentifier()]
        late = [(name, node) for name, node in plain if self.names.get(node) != name and not self._is_input(name, node)]
        if late:
            found.append(f"{', '.join(n for n, _ in late)} = {', '.join(self._text(node) for _, node in late)}")
        last = [name if name.isidentifier() else self._text(node) for name, node in rest]
        if len(last) == 1 and found and found[-1].startswith((f"{last[0]} = ", f"{last[0]}[")):
            last = []
        return [*found, *([", ".join(last)] if last else []), *primed]

    def _is_input(self, name: str, node: int) -> bool:
        return self.graph.operations[node] is INPUT and self.graph.parameters[node] == name

    def _statement(self, node: int) -> list[str]:
        name, graph = self.names[node], self.graph
        if graph.operations[node] is not UPDATE:
            return [f"{name} = {self._text(node, defines=True)}"]
        base, *values = graph.arguments[node]
        lines = [f"{name} = {self._text(base)}"]
        for place, value in zip(graph.parameters[node], values, strict=True):
            lines.append(f"{name}[{place_text(place, graph.shapes[node])}] = {self._text(value)}")
        return lines

    def _text(self, node: int, *, defines: bool = False) -> str:
        text = self.writer.text(node, defines=defines)
        if text is None:
            raise LimitReached("expression-too-long", limit=LONGEST_TEXT)
        return text
