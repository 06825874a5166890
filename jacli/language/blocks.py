"""Blocks of pasted code: functions, loops over constants (written out), and `with torch.no_grad():`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from jacli.errors import LimitReached
from jacli.language import layout, leaves
from jacli.language.brackets import CALL_LENGTH, charge
from jacli.language.frames import Definition
from jacli.language.patterns import NAME, Pattern

if TYPE_CHECKING:
    from jacli.language.reading import Reading
    from jacli.language.script import Script

Span = tuple[int, int]

_NAME = NAME
_DEF = Pattern(rf"def[ \t]+({_NAME})[ \t]*\(")
_FOR = Pattern(rf"for[ \t]+({_NAME})[ \t]+in\b")
_RANGE = Pattern(r"[ \t]*range[ \t]*\(")
_CONTEXT = Pattern(
    rf"with[ \t]+(?:{_NAME}\.)*(?:(no_grad|inference_mode|enable_grad)[ \t]*\([ \t]*"
    r"|set_grad_enabled[ \t]*\([ \t]*(True|False)[ \t]*)\)[ \t]*\Z"
)
_MAIN = Pattern(r"if[ \t]+__name__[ \t]*==[ \t]*['\"]__main__['\"][ \t]*\Z")
_PARAMETER = Pattern(rf"({_NAME})[ \t]*(?::[^=]*)?(=)?")
_DECORATOR = Pattern(rf"@[ \t]*(?:{_NAME}\.)*jit[ \t]*\Z")
# Functions that call functions, and blocks in blocks, at most so deep.
DEEPEST_CALLS, DEEPEST_BLOCKS = 30, 20


def _header(script: Script, position: int, start: int, stop: int) -> int:
    """The colon that ends the header of a block."""
    colon = layout.colon(script.text, start, stop)
    end = layout.line_end(script.text, position, stop)
    if colon < 0 or colon > end:
        raise script.reading.error(
            "block-without-colon", position, max(layout.trimmed(script.text, position, end)[1], position + 1)
        )
    return colon


def _body(script: Script, position: int, colon: int, stop: int) -> tuple[int, int]:
    """The body of a block, which must hold something."""
    start, end = layout.block(script.text, position, colon, stop)
    if not script.text[start:end].strip():
        raise script.reading.error("block-without-body", position, colon + 1)
    return start, end


# ── functions ─────────────────────────────────────────────────────────────────────────────────────────────


def function(script: Script, position: int, end: int, stop: int) -> int:  # noqa: ARG001  a Handler
    """`def f(x, y=2):` and its body."""
    head = _DEF.match(script.text, position, stop)
    closed = layout.closing(script.text, head.end() - 1, stop) if head else -1
    if head is None or closed < 0:
        raise script.reading.error("def-form", position, position + len("def"))
    colon = _header(script, position, closed + 1, stop)
    if script.reading.names.scopes:
        raise script.reading.error("def-inside", position, colon, name=head[1])
    body = _body(script, position, colon, stop)
    script.known(define(script, script.target(head[1], head.start(1)), (head.end(), closed), body, single=False))
    return body[1]


def define(script: Script, called: str, parameters: Span, body: Span, *, single: bool = True) -> Definition:
    """A function with the parameters typed at one place and the body at another."""
    reading = script.reading
    names: list[str] = []
    defaults: dict[str, int] = {}
    for start, end in layout.items(script.text, *parameters):
        found = _PARAMETER.match(script.text, start, end)
        if found is None or (found[2] is None and found.end() != end):
            raise reading.error("parameter-not-name", start, end, name=called)
        name = script.target(found[1], start)
        if name in names:
            raise reading.error("parameter-twice", *parameters, name=called)
        names.append(name)
        if found[2] is not None:
            defaults[name] = script.value(found.end(), end)
    return Definition(called, tuple(names), *body, block=True, single=single, defaults=defaults)


def anonymous(script: Script, name: str, start: int, end: int) -> Definition:
    """`lambda x: …`, which messages call by the name."""
    colon = layout.colon(script.text, start, end)
    if colon < 0:
        raise script.reading.error("lambda-form", start, end, name=name)
    return define(script, name, (start + len("lambda"), colon), (colon + 1, end))


def run(script: Script, definition: Definition, arguments: Mapping[str, int]) -> list[int]:
    """What a call of the function returns: its body is read with these arguments."""
    reading = script.reading
    if len(reading.names.scopes) >= DEEPEST_CALLS:
        place = reading.place(definition.start, definition.end)
        raise LimitReached("calls-too-deep", place, name=definition.name, limit=DEEPEST_CALLS)
    reading.active.add(definition)
    try:
        return script.in_function(definition, arguments)
    finally:
        reading.active.discard(definition)


def decorator(script: Script, position: int, end: int, stop: int) -> int:  # noqa: ARG001  a Handler
    """`@jax.jit` changes no value; other decorators might."""
    if not _DECORATOR.fullmatch(script.text[position:end].rstrip()):
        raise script.reading.error("decorator", *layout.trimmed(script.text, position, end))
    return end


# ── loops ─────────────────────────────────────────────────────────────────────────────────────────────────


def loop(script: Script, position: int, end: int, stop: int) -> int:
    """`for i in range(4):`: the body, read once for each value."""
    reading = script.reading
    head = _FOR.match(script.text, position, stop)
    if head is None:
        raise reading.error("for-form", position, end)
    colon = _header(script, position, head.end(), stop)
    body = _body(script, position, colon, stop)
    name = script.target(head[1], head.start(1))
    script.depth += 1
    _check_depth(script, position)
    characters = CALL_LENGTH + body[1] - body[0]
    for node in _values(script, head.end(), colon, characters):
        charge(reading, characters, (position, colon))
        held = script.memory.of(node, head.end(), colon, part=True)
        reading.names.assign(name, node)
        script.memory.keep(name, held)
        reading.results.clear()
        script.statements(*body)
        if script.returned is not None:
            break
    script.depth -= 1
    return body[1]


def _check_depth(script: Script, position: int) -> None:
    if script.depth > DEEPEST_BLOCKS:
        raise LimitReached("blocks-too-deep", script.reading.place(position, position + 3), limit=DEEPEST_BLOCKS)


def _values(script: Script, start: int, stop: int, characters: int) -> Iterator[int]:
    """The values of the loop's name: of a range, or the elements of an array; each is read for so many characters."""
    reading = script.reading
    found = _RANGE.match(script.text, start, stop)
    if (
        found is not None
        and layout.closing(script.text, found.end() - 1, stop) == layout.trimmed(script.text, start, stop)[1] - 1
    ):
        numbers = _range(script, found.end(), layout.closing(script.text, found.end() - 1, stop))
        _check_rounds(reading, numbers, characters, (start, stop))
        for number in numbers[:1] if reading.shapeless else numbers:
            yield reading.application.number(str(number), number)
        return
    first, last = layout.trimmed(script.text, start, stop)
    node = leaves.recorded(reading, script.value(first, last), first, last)
    if reading.shapeless:
        yield node
        return
    if reading.graph.operations[node].name == "array":
        yield from reading.graph.arguments[node]
        return
    shape = reading.graph.shapes[node]
    if not shape:
        reading.placed(lambda: reading.application.refuse_scalar_input(node), first, last)
        raise reading.error("for-over-number", first, last)
    for k in range(shape[0]):
        yield script.part(node, k, first, last)


def _check_rounds(reading: Reading, numbers: range, characters: int, span: tuple[int, int]) -> None:
    """Refuse a loop that would reach the limit before its first round."""
    rounds = max(0, -((numbers.start - numbers.stop) // numbers.step))
    if reading.entered + rounds * characters > reading.limits.source_bytes and not reading.shapeless:
        charge(reading, rounds * characters, span)


def _range(script: Script, start: int, stop: int) -> range:
    """The numbers of `range(a, b, step)`, whose bounds are constant."""
    reading = script.reading
    bounds: list[int] = []
    for first, last in layout.items(script.text, start, stop):
        node = script.value(first, last)
        bound = reading.placed(lambda node=node: reading.application.constant(node), first, last)  # type: ignore[misc]
        if type(bound) is not int:
            raise reading.error("range-not-constant", first, last)
        bounds.append(bound)
    if not 1 <= len(bounds) <= 3 or bounds[2:] == [0]:
        raise reading.error("range-bounds", start, max(stop, start + 1))
    return range(*bounds)


# ── other blocks ──────────────────────────────────────────────────────────────────────────────────────────


def context(script: Script, position: int, end: int, stop: int) -> int:  # noqa: ARG001  a Handler
    """`with torch.no_grad():`: what is assigned inside is detached."""
    colon = _header(script, position, position, stop)
    head = _CONTEXT.fullmatch(script.text[position:colon])
    if head is None:
        raise script.reading.error("with-form", position, colon)
    body = _body(script, position, colon, stop)
    session, outer = script.reading.session, script.reading.session.stopped
    session.stopped = "True" not in head.groups() and "enable_grad" not in head.groups()
    script.statements(*body)
    session.stopped = outer
    return body[1]


def main_or(
    otherwise: Callable[[Script, int, int, int], int],
) -> Callable[[Script, int, int, int], int]:
    """`if __name__ == "__main__":` holds; any other `if` is for another handler."""

    def read(script: Script, position: int, end: int, stop: int) -> int:
        colon = layout.colon(script.text, position, stop)
        if colon < 0 or not _MAIN.fullmatch(script.text[position:colon]):
            return otherwise(script, position, end, stop)
        body = _body(script, position, colon, stop)
        script.statements(*body)
        return body[1]

    return read
