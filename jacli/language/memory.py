"""Which names stand for the same array: where one is changed in place, the others would change too.

Equal nodes exist once, so that nodes alone do not tell: `zeros(2)` typed twice is two arrays. A name shares the memory
of another one if its value is the other's, or a view of it, and was typed with the other's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from jacli.graph.functions import TABLE
from jacli.language import layout
from jacli.language.creation import CREATORS
from jacli.language.patterns import BLANK, NAME, Pattern
from jacli.language.reading import Reading

_ARRAY, _INDEX, _WHERE = (TABLE[name] for name in ("array", "index", "where"))
# What gives another view of the same numbers.
_VIEWS = frozenset(TABLE[name] for name in ("reshape", "transpose", "index", "broadcast", "detach", "diag", "flip"))
# What a name may stand for that was never given it, and what holds or chooses among other values.
_FAMILIAR = frozenset(TABLE[name] for name in ("input", "update", "array", "where"))
_WORD = Pattern(NAME)
# Numbers of Python, which never change.
_NUMBER = Pattern(rf"[+-]?[0-9.][0-9.eE_+-]*|range[{BLANK}]*\(.*", re.DOTALL)
_ELEMENT = Pattern(rf"({NAME})[{BLANK}]*\[[^\[\]]*\]")
# Calls that copy, with nothing but views behind them.
_TAIL = rf"(?:\.{NAME}(?:\([^()]*\))?|[{BLANK}]*\[[^\[\]]*\])*"
_COPY = Pattern(rf"\.(?:clone|copy|item|tolist|astype)\([^()]*\){_TAIL}")
_BEHIND = Pattern(_TAIL)
_CALL = Pattern(rf"(?:{NAME}\.)*({NAME})\(")
_CHOICE = Pattern(r"\bif\b")
_COPYING = (".clone(", ".copy(", ".item(", ".tolist(", ".astype(")
_SHARING = {"asarray", "as_tensor", "from_numpy", "Variable", "Parameter", "Tensor", "FloatTensor", "DoubleTensor"}
_FRESH = (CREATORS | {"copy", "clone", "deepcopy"}) - _SHARING


@dataclass(frozen=True, slots=True)
class Held:
    """The memory that a value is made of: its `own`, and with that of a list's items `every` one."""

    own: frozenset[int]
    every: frozenset[int]


NOTHING = Held(frozenset(), frozenset())


class Memory:
    """The memory of each name of one program."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._held: dict[str, Held] = {}
        self._holders: dict[int, set[str]] = {}
        # By the node that a function returned.
        self._returned: dict[int, Held] = {}
        self._roots: dict[int, int] = {}
        # What the values of names are views of, or once were.
        self._named: set[int] = set()
        self._numbers = count()
        # Of each function whose body is being read: what its names held outside, if anything.
        self._scopes: list[dict[str, Held | None]] = []

    # ── names ─────────────────────────────────────────────────────────────────────────────────────────────

    def keep(self, name: str, held: Held) -> None:
        """From now on the name stands for this memory."""
        if self._scopes:
            self._scopes[-1].setdefault(name, self._held.get(name))
        self._put(name, held)

    def _put(self, name: str, held: Held | None) -> None:
        for number in self._held.pop(name, NOTHING).every:
            self._holders[number].discard(name)
        if held is not None:
            self._held[name] = held
            for number in held.every:
                self._holders.setdefault(number, set()).add(name)

    def grown(self, name: str, node: int, start: int, end: int) -> None:
        """The name was changed in place by what is typed there: a number gives way to an array."""
        self._named.add(self._root(node))
        if not self._held.get(name, NOTHING).own:
            self.keep(name, self.of(node, start, end))

    def others(self, name: str, *, items: bool) -> list[str]:
        """The names that change with this one; `items`: with those of a list's items."""
        held = self._held.get(name, NOTHING)
        found = {other for number in (held.every if items else held.own) for other in self._holders[number]}
        return sorted(found - {name})

    def enter(self, arguments: Mapping[str, int]) -> None:
        """A function's body begins; what its parameters stand for is told apart from outside."""
        self._scopes.append({})
        for name, node in arguments.items():
            self._named.add(self._root(node))
            self.keep(name, self._new(node))

    def leave(self) -> None:
        """The body ends: names hold what they did before."""
        for name, held in self._scopes.pop().items():
            self._put(name, held)

    # ── values ────────────────────────────────────────────────────────────────────────────────────────────

    def of(self, node: int, start: int, end: int, *, part: bool = False) -> Held:
        """The memory of the value typed there; `part`: of one part of it."""
        graph = self.reading.graph
        if not self._changes(node):
            return NOTHING
        root = self._root(node)
        known = root in self._named or graph.operations[root] in _FAMILIAR or part
        self._named.add(root)
        start, end = self._bare(start, end)
        if not graph.shapes[node] and _NUMBER.fullmatch(self.reading.text, start, end):
            return NOTHING
        if not known or self._is_copy(start, end):
            return self._new(node)
        roots = self._chosen(node, start, end)
        items = self._items(node)
        own, every, listed = set[int](), set[int](), set[int]()
        for held, other in self._mentioned(roots, start, end):
            if other in roots:
                own |= held.own
                every |= held.every
            elif part and graph.operations[other] is _ARRAY:
                own |= held.every
            elif other in items:
                listed |= held.every
        own = own or {next(self._numbers)}
        if listed:
            every |= (not part and self._listed(node, start, end)) or listed
        return Held(frozenset(own), frozenset(own | every))

    def returned(self, node: int, start: int, end: int) -> None:
        """A function returns the value typed there."""
        self._returned[self._root(node)] = self.of(node, start, end)

    def _changes(self, node: int) -> bool:
        """Whether the value may be changed in place: arrays, and all tensors of torch."""
        reading = self.reading
        if reading.shapeless:
            return False
        return bool(reading.graph.shapes[node]) or (not reading.is_plain and reading.session.torch)

    def _root(self, node: int) -> int:
        """The node that this one is a view of."""
        graph, path = self.reading.graph, []
        while node not in self._roots and graph.operations[node] in _VIEWS and not self._picks(node):
            path.append(node)
            node = graph.arguments[node][0]
        root = self._roots.get(node, node)
        self._roots.update(dict.fromkeys(path, root))
        return root

    def _chosen(self, node: int, start: int, end: int) -> set[int]:
        """What the value is a view of: one of several where `if` chooses, there or in a function."""
        graph, typed = self.reading.graph, self.reading.text[start:end]
        if graph.operations[node] is not _WHERE:
            return {self._root(node)}
        called = any(word[0] in self.reading.definitions for word in _WORD.finditer(typed))
        if not called and not _CHOICE.search(typed):
            return {node}
        _, first, second = graph.arguments[node]
        return self._chosen(first, start, end) | self._chosen(second, start, end)

    def _items(self, node: int) -> set[int]:
        """What the items of a list are views of, those of lists in it too."""
        graph, found, stack = self.reading.graph, set[int](), [node]
        while stack:
            current = stack.pop()
            if graph.operations[current] is _ARRAY:
                stack.extend(set(graph.arguments[current]))
            elif current != node:
                found.add(self._root(current))
        return found

    def _listed(self, node: int, start: int, end: int) -> set[int]:
        """The memory of the items of a list that is typed there; none, if it is no such list."""
        if self.reading.text[start] not in "[(" or layout.closing(self.reading.text, start, end) != end - 1:
            return set()
        places = layout.items(self.reading.text, start + 1, end - 1)
        items = zip(self.reading.graph.arguments[node], places, strict=True)
        return {number for item, place in items for number in self.of(item, *place).every}

    def _picks(self, node: int) -> bool:
        """Whether a list chooses the elements, which copies them."""
        graph = self.reading.graph
        if graph.operations[node] is not _INDEX:
            return False
        return any(isinstance(item, tuple) and item[:1] != ("slice",) for item in graph.parameters[node])

    def _mentioned(self, roots: set[int], start: int, end: int) -> Iterator[tuple[Held, int]]:
        """What the names typed there hold, and the node that each is a view of: one of `roots` for an element."""
        names, text = self.reading.names, self.reading.text
        element = _ELEMENT.fullmatch(text, start, end)
        for word in _WORD.finditer(text, start, end):
            name = word[0] if word[0].isascii() or word[0] not in names.operands else names.name_of(word[0])
            node = names.assigned.get(name, names.inputs.get(name))
            if node is not None:
                yield self._of_name(name, node), self._root(node)
            elif element is not None and name in names.filling:
                yield from ((self._of_name(name, names.filling[name].base), root) for root in roots)
            elif name in self.reading.definitions:
                yield from ((self._returned[root], root) for root in roots & self._returned.keys())

    def _of_name(self, name: str, node: int) -> Held:
        """What the name holds; memory of its own, if nothing is known of it."""
        held = self._held.get(name)
        if held is None:
            held = self._new(node)
            self._put(name, held)
        return held

    def _new(self, node: int) -> Held:
        """Memory of which nothing is known."""
        own = frozenset({next(self._numbers)}) if self._changes(node) else frozenset[int]()
        return Held(own, own)

    # ── what is typed ─────────────────────────────────────────────────────────────────────────────────────

    def _bare(self, start: int, end: int) -> tuple[int, int]:
        """Where the value itself stands, without brackets around it."""
        text = self.reading.text
        start, end = layout.alone(text, start, end)
        if text[start] == "(" and layout.closing(text, start, end) == end - 1:
            inside = layout.items(text, start + 1, end - 1)
            return self._bare(*inside[0]) if len(inside) == 1 else (start, end)
        return start, end

    def _is_copy(self, start: int, end: int) -> bool:
        """Whether the last thing done is a copy."""
        text = self.reading.text
        if _CHOICE.search(text[start:end]):
            return False
        last = max(text.rfind(copying, start, end) for copying in _COPYING)
        if last >= 0 and _COPY.fullmatch(text, last, end):
            return True
        call = _CALL.match(text, start, end)
        if call is None or call[1] not in _FRESH:
            return False
        closed = layout.closing(text, call.end() - 1, end)
        return closed >= 0 and _BEHIND.fullmatch(text, closed + 1, end) is not None
