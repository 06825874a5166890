"""A graph as statements of Python in a library's words: named steps as typed, the rest inside their expressions."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from jacli.emit.libraries.spelling import Call, Library
from jacli.emit.text import PREFIX, unstretched
from jacli.errors import UsageError
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.terms import Algebra

SUM, PRODUCT, SIGN, POWER, ATOM = range(5, 10)
COMPARISON = 4
OPERATORS = {
    **dict.fromkeys(("add", "sub"), SUM), **dict.fromkeys(("mul", "div", "mod", "floordiv", "matmul"), PRODUCT),
    **dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne"), COMPARISON), "neg": SIGN, "power": POWER,
}  # fmt: skip
# Rows whose result is a plain number of Python if their operands are.
ARITHMETIC = frozenset({"add", "sub", "mul", "div", "mod", "floordiv", "neg", "power", "constant", "pi", "e"})
# An expression nested deeper, or longer, is parted by a name: Python's own parser has limits too.
DEEPEST, LONGEST = 20, 160


class Written(NamedTuple):
    """A node as an expression: its text, how tightly it binds, how deep it is, whether it is a plain number."""

    text: str
    binds: int
    depth: int
    plain: bool


class Statements:
    """Writes what nodes of one graph compute, each node once. `lines` grows as statements are needed."""

    def __init__(self, graph: Graph, library: Library, names: Mapping[int, str], taken: Collection[str]) -> None:
        self.graph = graph
        self.library = library
        self.names = names
        self.taken = {*taken, *names.values()}
        self.lines: list[str] = []
        self.helpers: set[str] = set()
        self.written: dict[int, Written] = {}
        self.count = 0

    def write(self, wanted: Sequence[int]) -> list[str]:
        """The expressions of the wanted nodes, after the statements that they need."""
        uses = self._uses(wanted)
        for node in sorted(uses):
            written = self._expression(node)
            name = self.names.get(node)
            if name is None and (uses[node] > 1 or written.depth > DEEPEST or len(written.text) > LONGEST):
                name = self._fresh() if written.depth else None
            if name is not None and written.text != name:
                self.lines.append(f"{name} = {written.text}")
                written = Written(name, ATOM, 0, written.plain)
            self.written[node] = written
        return [self.written[node].text for node in wanted]

    def _uses(self, wanted: Sequence[int]) -> dict[int, int]:
        """How often each node not yet written is an operand, or wanted."""
        uses: dict[int, int] = {}
        stack = [node for node in wanted if node not in self.written]
        for node in stack:
            uses[node] = uses.get(node, 0) + 1
        seen = set(stack)
        stack = list(seen)
        while stack:
            for operand in unstretched(self.graph, stack.pop(), self.names):
                if operand in self.written:
                    continue
                uses[operand] = uses.get(operand, 0) + 1
                if operand not in seen:
                    seen.add(operand)
                    stack.append(operand)
        return uses

    def array(self, node: int) -> str:
        """A node that was written, as an array of the library even if it is a plain number."""
        written = self.written[node]
        return self._number(written.text) if written.plain and self.library.strict else written.text

    def _fresh(self) -> str:
        while True:
            self.count += 1
            if f"t{self.count}" not in self.taken:
                return f"t{self.count}"

    def _expression(self, node: int) -> Written:
        graph, row = self.graph, self.graph.operations[node]
        if row.kind == "leaf":
            return self._leaf(node)
        operands = [self.written[a] for a in unstretched(graph, node, self.names)]
        plain = row.name in ARITHMETIC and all(operand.plain for operand in operands)
        depth = 1 + max((operand.depth for operand in operands), default=0)
        rule = self.library.rules.get(row.name)
        if rule is None and row.name in OPERATORS:
            return Written(*self._operator(row.name, row.symbol, operands), depth, plain)
        if rule is None:
            raise UsageError("library-lacks", library=self.library.name, function=row.name)
        texts = [self._operand(operand) for operand in operands]
        atoms = [
            text if operand.binds == ATOM or text != operand.text else f"({text})"
            for text, operand in zip(texts, operands, strict=True)
        ]
        shapes = [graph.shapes[a] for a in unstretched(graph, node, self.names)]
        text = rule(Call(texts, atoms, shapes, graph.parameters[node], graph.shapes[node]))
        self.helpers |= {name for name in self.library.helpers if f"{name}(" in text}
        return Written(text, ATOM, depth, False)

    def _operand(self, operand: Written) -> str:
        """An operand of a call: a plain number as one of the library's, if it takes no others."""
        return self._number(operand.text) if operand.plain and self.library.strict else operand.text

    def _number(self, text: str) -> str:
        literal = f"{text}.0" if text.isdecimal() else text if text.replace(".", "").isdecimal() else f"float({text})"
        return f"{self.library.array}({literal})"

    def _leaf(self, node: int) -> Written:
        row, parameter = self.graph.operations[node], self.graph.parameters[node]
        if row is TABLE["constant"]:
            text = parameter.text
            return Written(text, SIGN if text.startswith("-") else PRODUCT if "/" in text else ATOM, 0, True)
        if row is TABLE["input"]:
            return Written(self.names.get(node, parameter), ATOM, 0, False)
        if row is TABLE["unassigned"]:
            return Written("0.0", ATOM, 0, True)
        return Written(f"{self.library.module}.{row.name}", ATOM, 0, True)

    def _operator(self, name: str, symbol: str, operands: Sequence[Written]) -> tuple[str, int]:
        binds = OPERATORS[name]
        if name in PREFIX:
            return f"-{_bound(operands[0], SIGN)}", SIGN
        left, right = (ATOM, SIGN) if name == "power" else (binds + (binds == COMPARISON), binds + 1)
        gap = "" if name == "power" or symbol in "*/" else " "
        return f"{_bound(operands[0], left)}{gap}{symbol}{gap}{_bound(operands[1], right)}", binds


def _bound(operand: Written, level: int) -> str:
    return operand.text if operand.binds >= level else f"({operand.text})"


def spelled(graph: Graph, library: Library, wanted: Sequence[int]) -> tuple[Graph, dict[int, int]]:
    """The graph with the definitions of rows that the library has no word for, and the new numbers of its nodes."""
    places = {node: node for node in graph.reached(wanted)}
    while any(_is_defined(graph, library, node) for node in graph.reached(places[node] for node in wanted)):
        graph, moved = _defined(graph, library, [places[node] for node in wanted])
        places = {node: moved[place] for node, place in places.items() if place in moved}
    return graph, places


def _is_defined(graph: Graph, library: Library, node: int) -> bool:
    """Whether a node is to be replaced by its definition."""
    row = graph.operations[node]
    return row.name not in library.rules and row.name not in OPERATORS and row.definition is not None


def _defined(graph: Graph, library: Library, wanted: Sequence[int]) -> tuple[Graph, dict[int, int]]:
    result = Graph(graph.limit)
    f = Algebra(result)
    nodes: dict[int, int] = {}
    for node in graph.reached(wanted):
        row = graph.operations[node]
        arguments = tuple(nodes[a] for a in graph.arguments[node])
        if _is_defined(graph, library, node):
            assert row.definition is not None
            given = {"parameter": graph.parameters[node]} if row.kind == "composite" else {}
            nodes[node] = row.definition(f, *map(f.term, arguments), **given).id
        else:
            nodes[node] = result.node(row, arguments, graph.parameters[node], graph.shapes[node])
    return result, nodes


def identifier(name: str, taken: Collection[str]) -> str:
    """A name of the language as one of Python: x' is x_prime, lambda is lambda_."""
    found = name.replace("'", "_prime")
    found = "".join(c if c.isidentifier() or c.isdecimal() else "_" for c in found)
    while keyword.iskeyword(found) or found in taken:
        found += "_"
    return found
