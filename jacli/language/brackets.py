"""Brackets: groups, array literals, indices, and the arguments of calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jacli.errors import LanguageError, LimitReached
from jacli.graph import shapes
from jacli.graph.operation import Shape
from jacli.language.arguments import Arguments
from jacli.language.calls import LOSSES, SEQUENCES, apply_call
from jacli.language.creation import CREATORS
from jacli.language.frames import (
    COLON,
    COMMA,
    ELLIPSIS,
    ENTER,
    FINISH,
    FIRST_GROUP,
    GROUP,
    INDEX,
    LIST,
    NONE,
    ON,
    OPEN,
    Bracket,
    Call,
    Definition,
    Frame,
)
from jacli.language.leaves import made_with_options
from jacli.language.patterns import BLANK, Pattern
from jacli.language.reading import Reading

# A call costs about as much as reading this many characters.
CALL_LENGTH = 60
_ALONE = Pattern(rf"[{BLANK}\n\r]*[,)\]:]")
_STATEMENT_ENDS = Pattern(rf"[{BLANK}]*(?:#[^\n\r]*)?(?:[\n\r;]|\Z)")
_CLOSERS = {"(": ")", "[": "]", "x[": "]"}


def takes_sequences(name: str) -> bool:
    """True for functions such as `stack([a, b])`."""
    return name in SEQUENCES


def open_bracket(reading: Reading, frame: Frame, call: Call, start: int, base: int | None = None) -> None:
    """A bracket opens; its operands are those from number `base` on."""
    frame.operators.append(OPEN)
    frame.brackets.append((call, start, len(frame.values) if base is None else base))
    frame.expecting = True
    if len(frame.brackets) > reading.limits.nesting:
        raise too_deep(reading, start)


def check_waiting(reading: Reading, frame: Frame, start: int) -> None:
    """Refuse more signs and conditions one inside the other than the limit."""
    if len(frame.operators) - len(frame.brackets) > reading.limits.nesting:
        raise too_deep(reading, start)


def too_deep(reading: Reading, start: int) -> LimitReached:
    """The error for more open brackets, signs or conditions than the limit."""
    return LimitReached("too-deep", reading.place(start, start + 1), limit=reading.limits.nesting)


def closer(call: Call) -> str:
    """The bracket that closes what the call opened."""
    return _CLOSERS.get(call.name, ")") if call in (GROUP, LIST, INDEX) else ")"


def innermost(reading: Reading, frame: Frame, token: str, start: int) -> Bracket:
    """The open bracket that the token belongs to; errors if it is none, or an `if` waits for its `else`."""
    if frame.operators[-1][4] == "if":
        raise reading.error("if-without-else", frame.operators[-1][3], start)
    if not frame.brackets:
        raise reading.error("bracket-not-open", start, start + 1, found=token)
    bracket = frame.brackets[-1]
    if token in ")]" and token != closer(bracket[0]):
        raise reading.error("brackets-differ", start, start + 1, found=token, wanted=closer(bracket[0]))
    return bracket


def blank(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    """A closing bracket, comma or colon where an operand is expected: `f()`, `[a, b,]`, `x[:, 0]`."""
    if frame.operators[-1] is not OPEN:
        raise operand_expected(reading, start, token)
    call, _, base = innermost(reading, frame, token, start)
    nothing = len(frame.values) == base
    last = COMMA if nothing else frame.values[-1]
    if call is INDEX:
        if token in ":,":
            if token == "," and last == COMMA:
                raise operand_expected(reading, start, token)
            frame.values.append(COLON if token == ":" else COMMA)
            frame.starts.append(start)
            return ON
        if nothing:
            raise operand_expected(reading, start, token)
        return close(reading, frame, token, start, end)
    unfinished = bool(frame.keywords) and frame.keywords[-1][0] == len(frame.values)
    if token in ":," or unfinished or (nothing and call is GROUP):
        raise operand_expected(reading, start, token)
    if nothing and call is LIST:
        raise reading.error("empty-array", frame.brackets[-1][1], end)
    return close(reading, frame, token, start, end, several=True)


def operand_expected(reading: Reading, start: int, token: str) -> LanguageError:
    """The error for a token that stands where an operand should."""
    return reading.error("operand-expected", start, start + len(token), found=token)


def close(reading: Reading, frame: Frame, token: str, start: int, end: int, *, several: bool = False) -> int:
    """A bracket closes behind its last operand; `several`: a comma before it says that one is a list too."""
    call, opened, base = innermost(reading, frame, token, start)
    frame.operators.pop()
    frame.brackets.pop()
    if call is GROUP and not several and len(frame.values) == base + 1:
        frame.starts[-1] = opened
        frame.end, frame.expecting = end, False
        return ON
    if call in (GROUP, LIST):
        return _literal(reading, frame, call, opened, base, end)
    values = frame.values[base:]
    del frame.values[base:], frame.starts[base:]
    if call is INDEX:
        node, first = frame.values.pop(), frame.starts.pop()
        made = reading.made(lambda: _indexed(reading, node, values), first, end)
        frame.push(made, first, end)
        return ON
    return _close_call(reading, frame, (call, opened, base), values, end)


def comma(reading: Reading, frame: Frame, start: int, end: int) -> int:
    """A comma behind an operand: the next argument or element, or the end of a statement's item."""
    if not frame.brackets and frame.operators[-1][4] != "if":
        if frame.definition is None:
            frame.position = end
            return FINISH
        frame.expecting = True
        return ON
    call, _, _ = innermost(reading, frame, ",", start)
    if call is INDEX:
        frame.values.append(COMMA)
        frame.starts.append(start)
    frame.expecting = True
    return ON


def colon(reading: Reading, frame: Frame, start: int, end: int) -> int:
    """A colon behind an operand: of a slice."""
    if not frame.brackets or frame.brackets[-1][0] is not INDEX or frame.operators[-1] is not OPEN:
        raise reading.error("stray-colon", start, end)
    frame.values.append(COLON)
    frame.starts.append(start)
    frame.expecting = True
    return ON


# ── array literals ────────────────────────────────────────────────────────────────────────────────────────


def _literal(reading: Reading, frame: Frame, call: Call, opened: int, base: int, end: int) -> int:
    parent = frame.brackets[-1][0] if frame.brackets else None
    alone = frame.operators[-1] is OPEN and bool(_ALONE.match(reading.text, end, frame.stop))
    if parent is INDEX and alone and call is GROUP:
        raise reading.error("index-parentheses", opened, end)
    whole = frame.spread and call is GROUP and base == 0 and len(frame.operators) == 1 and len(frame.values) > 1
    if whole and _STATEMENT_ENDS.match(reading.text, end, frame.stop):
        frame.end, frame.expecting = end, False
        return ON
    values = frame.values[base:]
    del frame.values[base:], frame.starts[base:]
    if parent is not None and parent.sequences and alone:
        frame.groups.append(values)
        frame.push(FIRST_GROUP - len(frame.groups) + 1, opened, end)
    else:
        frame.push(reading.made(lambda: reading.application.literal(values), opened, end), opened, end)
    return ON


# ── indices ───────────────────────────────────────────────────────────────────────────────────────────────


def _indexed(reading: Reading, node: int, values: Sequence[int]) -> int:
    return reading.application.index(node, index_items(reading, values))


def index_items(reading: Reading, values: Sequence[int]) -> list[object]:
    """The items of an index: int, slice, list, None or Ellipsis, out of nodes and separators."""
    items: list[object] = []
    piece: list[int] = []
    for value in (*values, COMMA):
        if value != COMMA:
            piece.append(value)
        elif piece:
            items.append(_index_item(reading, piece))
            piece = []
    return items


def _index_item(reading: Reading, piece: Sequence[int]) -> object:
    if COLON not in piece:
        return _position(reading, piece[0], single=True)
    bounds: list[object] = [None]
    for value in piece:
        if value == COLON:
            bounds.append(None)
        else:
            bounds[-1] = _position(reading, value, single=False)
    if len(bounds) > 3:
        raise LanguageError("slice-colons")
    return slice(*bounds)


def _position(reading: Reading, value: int, *, single: bool) -> object:
    """One item: an int or, standing alone, a list of ints, None or Ellipsis."""
    if value == NONE:
        return None
    if value < 0:
        if value == ELLIPSIS and single:
            return Ellipsis
        raise LanguageError("index-not-constant")
    constant = reading.application.constant(value)
    if constant is None:
        raise LanguageError("index-not-constant")
    several = constant if isinstance(constant, tuple) else (constant,)
    for item in several:
        if isinstance(item, bool):
            raise LanguageError("index-boolean")
        if not isinstance(item, int) or (isinstance(constant, tuple) and not single):
            raise LanguageError("index-not-integer")
    return list(constant) if isinstance(constant, tuple) else constant


def flat_place(shape: Shape, items: Sequence[int]) -> int:
    """The place in row-major order of the element with these indices; ShapeError if there is none."""
    bound = shapes.bind_index(shape, items)
    return sum(i * step for i, step in zip(bound, shapes.strides(shape), strict=True) if isinstance(i, int))


# ── calls ─────────────────────────────────────────────────────────────────────────────────────────────────


def _close_call(reading: Reading, frame: Frame, bracket: Bracket, values: list[int], end: int) -> int:
    call, opened, base = bracket
    keywords: dict[str, int] = {}
    taken: set[int] = set()
    while frame.keywords and frame.keywords[-1][0] >= base:
        number, keyword, start = frame.keywords.pop()
        if keyword in keywords or number in taken:
            raise reading.error("argument-twice", start, start + len(keyword), function=call.name, argument=keyword)
        keywords[keyword] = values[number - base]
        taken.add(number)
    positional = [value for number, value in enumerate(values, base) if number not in taken]
    if call.definition is not None:
        return _enter(reading, frame, call, positional, keywords, (opened, end))
    groups = frame.groups
    arguments = Arguments(call, positional, dict(reversed(keywords.items())), groups)
    node = reading.made(lambda: apply_call(reading.application, arguments), opened, end)
    frame.push(node, opened, end)
    if call.name in CREATORS:
        made_with_options(reading, call, node, (opened, end))
    elif call.name in LOSSES:
        from jacli.language.losses import reduced

        frame.values[-1] = reading.made(lambda: reduced(reading, call, node, opened), opened, end)
    return ON


def _enter(
    reading: Reading, frame: Frame, call: Call, nodes: list[int], keywords: dict[str, int], span: tuple[int, int]
) -> int:
    """A call of a defined function: its result if it is known, else its body is read with these arguments."""
    definition = call.definition
    assert definition is not None
    bound = reading.placed(lambda: bound_arguments(definition, nodes, keywords), *span)
    key = (definition, tuple(bound.values()))
    result = reading.results.get(key)
    if result is not None:
        frame.push(result, *span)
        return ON
    if definition in reading.active:
        raise reading.error("recursive-function", *span, name=definition.name)
    charge(reading, CALL_LENGTH + definition.end - definition.start, span)
    if definition.block:
        assert reading.run is not None
        nodes = reading.run(definition, bound)
        node = nodes[0]
        if len(nodes) > 1:
            node = reading.made(lambda: reading.application.literal(nodes), *span)
        frame.push(node, *span)
        return ON
    reading.active.add(definition)
    frame.entered = Frame(dict(bound), definition.start, definition.end, definition, bound)
    frame.entered.key = key
    frame.entered.span = span
    return ENTER


def charge(reading: Reading, characters: int, span: tuple[int, int]) -> None:
    """Count characters that are read once more; LimitReached past the limit."""
    reading.entered += characters
    if reading.entered > reading.limits.source_bytes:
        raise LimitReached("too-many-calls", reading.place(*span), limit=reading.limits.source_bytes)


def bound_arguments(definition: Definition, nodes: Sequence[int], keywords: Mapping[str, int]) -> dict[str, int]:
    """The argument of each parameter of a defined function."""
    wanted = f"{definition.name}({', '.join(definition.parameters)})"
    bound = dict(zip(definition.parameters, nodes, strict=False))
    for keyword, node in keywords.items():
        if keyword not in definition.parameters or not definition.block:
            raise LanguageError("unknown-keyword", function=definition.name, keyword=keyword, wanted=wanted)
        if keyword in bound:
            raise LanguageError("argument-twice", function=definition.name, argument=keyword)
        bound[keyword] = node
    full = {**definition.defaults, **bound}
    count = len(nodes) + len(keywords)
    if (
        len(nodes) > len(definition.parameters)
        or len(full) != len(definition.parameters)
        or min(full.values(), default=0) < 0
    ):
        raise LanguageError("argument-count", wanted=wanted, count=count)
    return {parameter: full[parameter] for parameter in definition.parameters}


def leave(reading: Reading, body: Frame, frame: Frame) -> None:
    """The body of a called function was read: its value is the operand of the frame that called."""
    assert body.key is not None
    definition = body.key[0]
    node = body.values[0]
    if len(body.values) > 1:
        node = reading.made(lambda: reading.application.literal(body.values), definition.start, definition.end)
    reading.active.discard(definition)
    reading.results[body.key] = node
    frame.entered = None
    frame.push(node, *body.span)
