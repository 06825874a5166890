"""Statements: assignments, elements, definitions, primes, expressions; and what a text's outputs are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from jacli.errors import LimitReached
from jacli.language import brackets, layout, leaves, tokens
from jacli.language.expression import read_expression
from jacli.language.frames import Call, Definition, Frame
from jacli.language.memory import Held, Memory
from jacli.language.operands import plain_index
from jacli.language.patterns import BLANK, NAME, Pattern
from jacli.language.reading import Reading

_B = f"[{BLANK}]*"
_BLANKS = Pattern(_B)
# Repetitions are possessive (++ *+): they give nothing back, so nothing is kept for each round of a long one.
_SKIP = Pattern(rf"(?:[{BLANK}\n\r;]++|#[^\n\r]*+)*+")
_HEAD = Pattern(
    rf"({NAME}){_B}(?:(?P<assign>=(?!=))"
    rf"|(?P<primes>{tokens.PRIME}+){_B}=(?!=)"
    rf"|(?P<index>(?:\[[^\[\]\n\r#=]*+\]{_B})++)=(?!=)"
    rf"|\((?P<parameters>[^()\[\]#=;]*)\){_B}=(?!=))"
)
_TARGETS = Pattern(rf"(\(?){_B}({NAME}(?:{_B},{_B}{NAME})++)(?:{_B}(\)))?{_B}=(?!=)")
_WORD = Pattern(NAME)
_BARE = Pattern(rf"({NAME}){_B}(?=[,)]|\Z)")


@dataclass(frozen=True, eq=False, slots=True)
class Item:
    """What one item between top-level commas gave.

    `name` is the one assigned or, of an expression, the bare name that it is; an element's assignment has the
    node -1, for the array may go on being filled.
    """

    name: str | None
    node: int
    assigned: bool = False
    primed: bool = False


@dataclass(slots=True)
class Outputs:
    """What the statements of one text gave."""

    expressions: list[Item]
    primed: list[Item]
    # The items of the last statement that assigned.
    last: list[Item]
    definition: Definition | None = None
    statements: int = 0


class Statements:
    """Reads the statements of one text after the other."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.memory = Memory(reading)
        self.found = Outputs([], [], [])
        self.primed: set[str] = set()
        self.outputs = 0

    def read(self, start: int, stop: int) -> Outputs:
        """Read `text[start:stop]`, one text of the program."""
        found = self.found = Outputs([], [], [])
        position = start + 1 if self.text[start : start + 1] == "\ufeff" else start
        while (position := self._skip(position, stop)) < stop:
            found.statements += 1
            position = self._statement(position, stop)
        return found

    def _skip(self, position: int, stop: int) -> int:
        blanks = _SKIP.match(self.text, position, stop)
        assert blanks is not None
        return blanks.end()

    def _statement(self, position: int, stop: int) -> int:
        """One statement with all its items; returns where the next one may start."""
        self._refuse_words(position, stop)
        targets = _TARGETS.match(self.text, position, stop)
        if targets is not None and bool(targets[1]) == bool(targets[3]):
            return self._several(targets, stop)
        items: list[Item] = []
        ended = ","
        while ended == ",":
            following = self._skip_blanks(position, stop)
            if items and (following == stop or self.text[following] in "\n\r;#"):
                position = following
                break
            position, ended = self._item(following, stop, items)
        self._keep(items)
        return position

    def _skip_blanks(self, position: int, stop: int) -> int:
        blanks = _BLANKS.match(self.text, position, stop)
        assert blanks is not None
        return blanks.end()

    def _keep(self, items: list[Item]) -> None:
        """A statement with an expression gives all its items as outputs; otherwise it may be the last one."""
        if any(not item.assigned for item in items):
            self.found.expressions.extend(items)
        elif items:
            self.found.last = items

    def _item(self, start: int, stop: int, items: list[Item]) -> tuple[int, str]:
        head = _HEAD.match(self.text, start, stop)
        if head is None:
            return self._expression(start, stop, items)
        raw, name = head[1], head[1]
        if raw in tokens.RESERVED or raw.startswith("__") or not raw.isascii():
            name = self.target(raw, start)
        kind = head.lastgroup
        if kind == "assign":
            frame, ended = self._value(head.end(), stop)
            items.append(Item(name, self._stored(name, frame), assigned=True))
            return frame.position, ended
        read = {"primes": self._primed, "index": self._element, "parameters": self._define}[kind or ""]
        item, position, ended = read(name, head, stop)
        if item is not None:
            items.append(item)
        return position, ended

    def target(self, raw: str, start: int) -> str:
        """The plain name of an assignment's target."""
        reading = self.reading
        if raw in tokens.RESERVED:
            raise reading.error("reserved-word", start, start + len(raw), word=raw)
        if raw.startswith("__"):
            raise reading.error("dunder", start, start + len(raw), name=raw)
        return reading.placed(lambda: reading.names.name_of(raw), start, start + len(raw))

    def _value(self, start: int, stop: int, *, spread: bool = False) -> tuple[Frame, str]:
        frame = Frame(self.reading.names.operands, start, stop)
        frame.spread = spread
        return frame, read_expression(self.reading, frame)

    def _kept(self, frame: Frame) -> list[int]:
        """The values of an expression, as names keep them."""
        return frame.values

    def _stored(self, name: str, frame: Frame) -> int:
        """The value of `name = …`, which the name stands for from now on."""
        held = self.memory.of(frame.values[0], frame.starts[0], frame.end)
        self._assign(name, frame.values[0])
        self.memory.keep(name, held)
        return frame.values[0]

    def _assign(self, name: str, node: int) -> None:
        reading = self.reading
        if name in reading.names.read_in_bodies:
            reading.results.clear()
            reading.names.read_in_bodies.clear()
        reading.names.assign(name, node)

    # ── kinds of statements ───────────────────────────────────────────────────────────────────────────────

    def _expression(self, start: int, stop: int, items: list[Item]) -> tuple[int, str]:
        frame, ended = self._value(start, stop, spread=not items)
        for node, first, end in frame.placed():
            bare = _BARE.match(self.text, first, frame.end if len(frame.values) == 1 else end)
            if len(frame.values) == 1 and bare is not None and bare.end() != frame.end:
                bare = None
            name = self.reading.names.name_of(bare[1]) if bare is not None else None
            if name in ("True", "False"):
                name = None
            items.append(Item(name, node))
        self._count(len(frame.values), start)
        return frame.position, ended

    def _count(self, outputs: int, start: int) -> None:
        """Refuse more outputs than the limit, those of earlier texts included."""
        self.outputs += outputs
        limit = self.reading.limits.outputs
        if self.outputs > limit:
            raise LimitReached("too-many-outputs", self.reading.place(start, start + 1), limit=limit)

    def _primed(self, name: str, head: re.Match[str], stop: int) -> tuple[Item | None, int, str]:
        if len(head["primes"]) > 1:
            raise self.reading.error("second-derivative", head.start(), head.end("primes"), name=name)
        frame, ended = self._value(head.end(), stop)
        item = Item(name, frame.values[0], primed=True)
        if name in self.primed:
            raise self.reading.error("primed-twice", head.start(), head.end("primes"), name=name)
        self.primed.add(name)
        self.found.primed.append(item)
        self._count(1, head.start())
        return None, frame.position, ended

    def _element(self, name: str, head: re.Match[str], stop: int) -> tuple[Item | None, int, str]:
        """`y[k] = …`: kept until the array is read as a whole."""
        self._check_shared(name, head.start(), head.end(), items=False)
        self._check_filled(name, head.start(), head.start() + len(head[1]))
        frame, ended = self._value(head.end(), stop)
        self._put(name, head, frame.values[0], (head.end(), frame.end))
        return Item(name, -1, assigned=True), frame.position, ended

    def _check_shared(self, name: str, start: int, end: int, *, items: bool) -> None:
        """Refuse to change in place what another name stands for too; plain programs leave inputs as they are."""
        inputs = self.reading.names.inputs if self.reading.is_plain else {}
        others = [other for other in self.memory.others(name, items=items) if other not in inputs]
        if others:
            raise self.reading.error("in-place-shared", start, end, name=name, others=others)

    def _check_filled(self, name: str, start: int, end: int) -> None:
        """The name must stand for an array before its elements can be assigned."""
        if not self.reading.shapeless and name not in self.reading.names.filling:
            self._check_array(name, start, end)

    def _put(self, name: str, head: re.Match[str], node: int, typed: tuple[int, int]) -> None:
        """Give the element `name[index]` of the head the value, which was typed there."""
        reading = self.reading
        start, end = head.start(), head.start("index") + len(head["index"].rstrip())
        if reading.shapeless:
            reading.names.assign(name, reading.placed(lambda: reading.names.resolve(name), start, end))
            return
        if reading.graph.shapes[node]:
            raise reading.error("element-not-scalar", *typed, name=name)
        filling = reading.names.fill(name)
        if filling.base in reading.application.integers and not leaves.is_whole(reading.graph, node):
            raise reading.error("integers-assigned", *layout.trimmed(reading.text, *typed), name=name)
        items = self._element_index(head["index"], head.start("index"), len(filling.shape))
        place = reading.placed(lambda: brackets.flat_place(filling.shape, items), start, end)
        filling.elements.pop(place, None)
        filling.elements[place] = node
        if name in reading.names.read_in_bodies:
            reading.results.clear()

    def _check_array(self, name: str, start: int, end: int) -> None:
        """Raises for a name that stands for no array."""
        reading = self.reading
        if name in reading.names.assigned or name in reading.names.inputs or name in reading.names.shapes:
            node = reading.placed(lambda: reading.names.resolve(name), start, end)
            if reading.graph.shapes[node]:
                return
            reading.placed(lambda: reading.application.refuse_scalar_input(node), start, end)
        raise reading.error("element-of-no-array", start, end, name=name, lengths=self._lengths(name))

    def _lengths(self, name: str) -> str:
        """The lengths that an array needs for its elements in this text: 2 for y[0] and y[1], 3 where none tells."""
        heads = re.finditer(rf"(?<!\w){re.escape(name)}{_B}((?:\[[^\[\]\n\r#=]*\]{_B})+)=(?!=)", self.text)
        found = [items for head in heads if (items := plain_index(_joined_index(head[1]))) and min(items) >= 0]
        alike = [items for items in found if len(items) == len(found[0])]
        return ", ".join(str(max(places) + 1) for places in zip(*alike, strict=True)) or "3"

    def _element_index(self, typed: str, start: int, rank: int) -> list[int]:
        items = plain_index(_joined_index(typed))
        if items is None:
            items = self._computed_index(typed, start)
        if len(items) != rank:
            raise self.reading.error("element-index", start, start + len(typed.rstrip()), rank=rank, count=len(items))
        return items

    def _computed_index(self, typed: str, start: int) -> list[int]:
        """Indices such as 2*3-1: read as expressions, each of which must be a constant integer."""
        found: list[int] = []
        position, stop = start, start + len(typed)
        for group in re.finditer(r"\[([^\]]*)\]", typed):
            position, stop = start + group.start(1), start + group.end(1)
            ended = ","
            while ended == ",":
                frame, ended = self._value(position, stop)
                node = frame.values[0]
                constant = self.reading.placed(partial(self.reading.application.constant, node), position, frame.end)
                if type(constant) is not int:
                    raise self.reading.error("index-not-constant", position, max(frame.end, position + 1))
                found.append(constant)
                position = frame.position
        return found

    def _several(self, targets: re.Match[str], stop: int) -> int:
        """`a, b = f, g`: all values are read before any name is assigned."""
        names = [
            self.target(match[0], match.start())
            for match in _WORD.finditer(self.text, targets.start(2), targets.end(2))
        ]
        values: list[int] = []
        memory: list[Held] = []
        position, ended = targets.end(), ","
        while ended == ",":
            frame, ended = self._value(position, stop, spread=not values)
            memory.extend(self.memory.of(*place) for place in frame.placed())
            values.extend(self._kept(frame))
            position = frame.position
        if len(values) == 1 != len(names):
            values = self._unpacked(values[0], len(names), targets.end(), position)
            memory = [self.memory.of(node, targets.end(), position, part=True) for node in values]
        if len(values) != len(names):
            raise self.reading.error(
                "targets-differ",
                targets.start(),
                position,
                names=", ".join(names),
                count=len(names),
                values=len(values),
            )
        items = [Item(name, node, assigned=True) for name, node in zip(names, values, strict=True)]
        for name, node, held in zip(names, values, memory, strict=True):
            self._assign(name, node)
            self.memory.keep(name, held)
        self._keep(items)
        return position

    def _unpacked(self, node: int, count: int, start: int, end: int) -> list[int]:
        """`a, b = x`: the parts of an array along its first axis."""
        reading = self.reading
        if reading.shapeless:
            return [node] * count
        shape = reading.graph.shapes[node]
        if not shape or shape[0] != count:
            return [node]
        if reading.graph.operations[node].name == "array":
            return list(reading.graph.arguments[node])
        return [self.part(node, k, start, end) for k in range(count)]

    def part(self, node: int, k: int, start: int, end: int) -> int:
        """One part of an array along its first axis."""
        return self.reading.made(lambda: self.reading.application.index(node, [k]), start, end)

    def _define(self, name: str, head: re.Match[str], stop: int) -> tuple[Item | None, int, str]:
        """`f(x, y) = body`: the body is only skipped; it is read at every call."""
        reading = self.reading
        first, last = head.span("parameters")
        parameters: list[str] = []
        for piece in re.finditer(r"[^,]+", self.text[first:last]):
            raw = piece[0].strip()
            at = first + piece.start() + len(piece[0]) - len(piece[0].lstrip())
            if not tokens.NAME_PATTERN.fullmatch(raw):
                raise reading.error("parameter-not-name", at, at + max(1, len(raw)), name=name)
            parameters.append(self.target(raw, at))
        if len(set(parameters)) != len(parameters):
            raise reading.error("parameter-twice", first, last, name=name)
        end, position, ended = self._body(head.end(), stop)
        self._known(Definition(name, tuple(parameters), head.end(), end))
        return None, position, ended

    def _known(self, definition: Definition) -> None:
        """From now on the name calls this function."""
        self.reading.definitions[definition.name] = definition
        self.reading.calls[definition.name + "("] = Call(definition.name, definition=definition)
        self.reading.results.clear()
        self.found.definition = definition

    def _body(self, start: int, stop: int) -> tuple[int, int, str]:
        """Where a definition's body ends, where to go on, and the token between."""
        depth = 0
        for match in tokens.TOKEN.finditer(self.text, start, stop):
            token = match[0]
            if token[-1] in "([":
                depth += 1
            elif token in ")]":
                depth -= 1
            elif token == ";" or (token in "\n\r" and depth <= 0):
                return match.start(), match.end(), token
            elif token == "," and depth <= 0:
                following = self._skip_blanks(match.end(), stop)
                if _HEAD.match(self.text, following, stop):
                    return match.start(), match.end(), token
        return stop, stop, ""

    # ── words that begin a statement ──────────────────────────────────────────────────────────────────────

    def _refuse_words(self, position: int, stop: int) -> None:
        """Raises for a statement of Python that is refused wherever it stands."""
        if self.text[position] not in "iwcatg@":
            return
        word = _WORD.match(self.text, position, stop)
        if word is None:
            if self.text[position] == "@":
                raise self.reading.error("decorator", position, position + 1)
            return
        if word[0] not in PYTHON:
            return
        following = self.text[word.end() : word.end() + 2].lstrip(" ")
        if word[0] == "if" or (following and (following[0].isalpha() or following[0] == ":")):
            code = "branch-statement" if word[0] == "if" else "python-statement"
            raise self.reading.error(code, position, word.end(), word=word[0])


def _joined_index(typed: str) -> str:
    """What stands between the brackets of y[1, 2] or y[1][2]."""
    return re.sub(r"\][^\[]*\[", ",", typed.strip()[1:-1])


# Statements of Python that are refused; the others are read as pasted code.
PYTHON = frozenset({"while", "class", "assert", "try", "global", "if"})
