"""Where an operand is expected: everything that is not simply a known name or number, or a parenthesis.

Each function reads one token into the frame and returns the offset to go on from, or ON for the next token.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jacli.graph.functions import TABLE
from jacli.graph.nodes import Number
from jacli.language import brackets, tokens
from jacli.language.calls import FUNCTIONS, LOSSES, METHODS, attribute, unary_row
from jacli.language.creation import CASTS, CREATORS
from jacli.language.frames import (
    ELLIPSIS,
    GROUP,
    INDEX,
    INFINITY,
    INFIX,
    LIST,
    NONE,
    NOT,
    ON,
    OPEN,
    SIGN,
    Call,
    Frame,
)
from jacli.language.leaves import OPTIONS, cast, option
from jacli.language.names import CONSTANTS, MODULES
from jacli.language.patterns import BLANK, NAME, SUPERSCRIPT_DIGITS, SUPERSCRIPT_SIGNS, Pattern
from jacli.language.reading import Reading
from jacli.language.suggestions import DIFFERENT, ELSEWHERE, suggested

if TYPE_CHECKING:
    import re

_BLANKS = f"[{BLANK}\n\r]*"
# What follows an operand that stands alone in a call or an index.
_ALONE = Pattern(rf"{_BLANKS}[,)\]:]")
_KEYWORD = Pattern(rf"[{BLANK}]*=(?!=)")
_PARENTHESIS = Pattern(rf"[{BLANK}]*\(")
_SUPERSCRIPT_CALL = Pattern(rf"[{SUPERSCRIPT_SIGNS}]?[{SUPERSCRIPT_DIGITS}]+[{BLANK}]*\(")
_INTEGER = Pattern(r"-?[0-9]{1,18}")
# y[3] or y[-1, 2]: read without making nodes of the numbers.
PLAIN_INDEX = Pattern(rf"[{BLANK}]*\[([{BLANK}0-9,-]*)\]")

# The same with names in it: y[i - 1, j].
_INDEX = Pattern(rf"[{BLANK}]*\[([^\[\]\n\r#=:()]*)\]")
_SHIFTED = Pattern(rf"({NAME})((?:[{BLANK}]*[+-][{BLANK}]*[0-9]{{1,18}})?)")
# Words of Python that the language keeps free for later or has no use for.
STATEMENT_WORDS = frozenset({"def", "for", "return", "import", "lambda", "as", "in", "range"})


def operand(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    """Read the token where an operand is expected."""
    first = token[0]
    if tokens.NUMBER_PATTERN.fullmatch(token):
        return _number(reading, frame, token, start, end)
    if tokens.NAME_PATTERN.match(token):
        return _word(reading, frame, token, start, end)
    if first in "+-−" and len(token) == 1:
        if first != "+":
            frame.operators.append((SIGN, None, 0, start, "neg"))
            brackets.check_waiting(reading, frame, start)
        return ON
    if first == "#" or (first in "\n\r" and frame.brackets):
        return ON
    if token in ("(", "["):
        brackets.open_bracket(reading, frame, LIST if token == "[" else GROUP, start)
        return ON
    if token in (")", "]", ",", ":"):
        return brackets.blank(reading, frame, token, start, end)
    if token == "...":
        return _alone(reading, frame, ELLIPSIS, start, end)
    raise _refusal(reading, frame, token, start, end)


def expected(reading: Reading, frame: Frame, start: int, end: int) -> Exception:
    """The error for something that stands where an operand should."""
    found = reading.text[start:end]
    if found.strip() and found != ";":
        return reading.error("operand-expected", start, end, found=found[:20])
    if frame.brackets:
        call, opened, _ = frame.brackets[-1]
        return reading.error("bracket-not-closed", opened, max(start, opened + 1), wanted=brackets.closer(call))
    operator = reading.text[frame.end : start].strip()
    if not operator:
        return reading.error("nothing-to-read", start, end)
    first = reading.text.index(operator[0], frame.end)
    return reading.error("line-ends-early", first, first + len(operator), found=operator[:20])


def _refusal(reading: Reading, frame: Frame, token: str, start: int, end: int) -> Exception:
    if token[0] in "'\"’‘“”`":
        return reading.error("text-in-quotes", start, end)
    if token in ("*", "**") and frame.operators[-1] is OPEN and frame.brackets:
        return reading.error("star-argument", start, end)
    if token == "|":
        return reading.error("bar", start, end)
    if token[0] == "." and len(token) > 1:
        return reading.error("attribute-of-nothing", start, end, found=token[:20])
    if token[0] in SUPERSCRIPT_DIGITS + SUPERSCRIPT_SIGNS:
        return reading.error("power-of-nothing", start, end)
    if token in INFIX or token in tokens.OPERATOR_SPELLINGS or token in "\n\r;" or token[-1] == "=":
        return expected(reading, frame, start, end)
    return reading.character_error(token[0], start)


def _number(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    value = reading.placed(lambda: tokens.number_value(token, reading.limits.digits), start, end)
    node = reading.graph.node(TABLE["constant"], (), Number(token, value))
    reading.places.note(node, start, end)
    reading.decimal = reading.decimal or not token.isdigit()
    frame.operands[token] = node
    frame.push(node, start, end)
    return ON


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────


def _word(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    if token[-1] == "(":
        return _call(reading, frame, token, start, end)
    if "." in token:
        return _dotted(reading, frame, token, start, end)
    if token in tokens.RESERVED:
        return _reserved(reading, frame, token, start, end)
    if token == "inf" and frame.brackets and frame.brackets[-1][0].name == "norm":
        return _alone(reading, frame, INFINITY, start, end)
    return name(reading, frame, token, start, end)


def name(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    """A plain name: a value, or the keyword of an argument, or a function with a blank before its parenthesis."""
    if token.startswith("__"):
        raise reading.error("dunder", start, end, name=token)
    if frame.operators[-1] is OPEN and frame.brackets and frame.brackets[-1][0] not in (GROUP, LIST, INDEX):
        keyword = _KEYWORD.match(reading.text, end, frame.stop)
        if keyword and token in OPTIONS and frame.brackets[-1][0].name in CREATORS:
            return option(reading, frame, token, start, keyword.end())
        if keyword and token == "reduction" and frame.brackets[-1][0].name in LOSSES:
            from jacli.language.losses import reduction

            return reduction(reading, frame, start, keyword.end())
        if keyword:
            frame.keywords.append((len(frame.values), token, start))
            return keyword.end()
    plain = reading.placed(lambda: reading.names.name_of(token), start, end)
    variable = (frame.local is not None and plain in frame.local) or reading.names.is_variable(plain)
    if not variable:
        following = _PARENTHESIS.match(reading.text, end, frame.stop)
        if following:
            return _open_call(reading, frame, plain, start, following.end())
        if plain in FUNCTIONS and _SUPERSCRIPT_CALL.match(reading.text, end, frame.stop):
            raise reading.error("function-power", start, end, name=plain)
        if plain in reading.definitions:
            argument = ", ".join(reading.definitions[plain].parameters)
            raise reading.error("function-argument", start, end, name=plain, argument=argument)
    if plain in reading.names.filling and not (frame.local is not None and plain in frame.local):
        return _filling(reading, frame, plain, start, end)
    node = resolved(reading, frame, plain, start, end)
    frame.operands[token] = node
    frame.push(node, start, end)
    return ON


def resolved(reading: Reading, frame: Frame, plain: str, start: int, end: int) -> int:
    """The node that a name stands for in this frame."""
    if frame.local is not None:
        node = frame.local.get(plain)
        if node is not None:
            return node
        reading.names.read_in_bodies.add(plain)
    before = len(reading.graph)
    node = reading.placed(lambda: reading.names.resolve(plain), start, end)
    if node >= before:
        reading.places.note(node, start, end)
    return node


def _filling(reading: Reading, frame: Frame, plain: str, start: int, end: int) -> int:
    """One element of an array that is being filled, without making the whole."""
    filling = reading.names.filling[plain]
    typed = _INDEX.match(reading.text, end, frame.stop)
    items = None
    if typed is not None:
        items = plain_index(typed[1]) or _named_index(reading, typed[1])
    if items is None or typed is None or len(items) != len(filling.shape):
        frame.push(resolved(reading, frame, plain, start, end), start, end)
        return ON
    place = reading.placed(lambda: brackets.flat_place(filling.shape, items), start, typed.end())
    if frame.local is not None:
        reading.names.read_in_bodies.add(plain)
    node = filling.elements.get(place)
    if node is None:
        node = reading.made(lambda: reading.application.index(filling.base, items), start, typed.end())
    frame.push(node, start, typed.end())
    return typed.end()


def _named_index(reading: Reading, typed: str) -> list[int] | None:
    """The integers of y[i - 1, j]: names of constants, with a number added; None if there is more to it."""
    items: list[int] = []
    for piece in typed.split(","):
        found = _SHIFTED.fullmatch(piece.strip())
        node = reading.names.assigned.get(found[1]) if found else None
        value = None if node is None else reading.application.constant(node)
        if found is None or type(value) is not int:
            return None
        items.append(value + int("".join((found[2] or "0").split())))
    return items


def plain_index(typed: str) -> list[int] | None:
    """The integers between the brackets of `y[3]` or `y[-1, 2]`; None if there is more to it."""
    items: list[int] = []
    for piece in typed.split(","):
        digits = piece.strip()
        if not _INTEGER.fullmatch(digits):
            return None
        items.append(int(digits))
    return items


def _reserved(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    if token in ("True", "False"):
        node = reading.application.number(token, int(token == "True"))
        frame.push(node, start, end)
        return ON
    if token == "None":
        return _alone(reading, frame, NONE, start, end)
    if token == "not":
        if frame.operators[-1][0] > NOT:
            raise reading.error("not-needs-brackets", start, end)
        frame.operators.append((NOT, None, 0, start, "not"))
        brackets.check_waiting(reading, frame, start)
        return ON
    if token in STATEMENT_WORDS:
        raise reading.error("statement-word", start, end, word=token)
    raise expected(reading, frame, start, end)


def _alone(reading: Reading, frame: Frame, value: int, start: int, end: int) -> int:
    """None, `...` or inf: only as an argument or an item of an index."""
    kind = frame.brackets[-1][0] if frame.brackets else GROUP
    fits = (
        frame.operators[-1] is OPEN
        and kind not in (GROUP, LIST)
        and kind.unary is None
        and (value != ELLIPSIS or kind is INDEX)
    )
    if not fits or not _ALONE.match(reading.text, end, frame.stop):
        raise reading.error("stands-alone", start, end, found=reading.text[start:end])
    frame.push(value, start, end)
    return ON


# ── calls and dotted names ────────────────────────────────────────────────────────────────────────────────


def _call(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    call = reading.calls.get(token)
    if call is None:
        raw = token[:-1]
        if "." in raw:
            return _dotted(reading, frame, token, start, end)
        if raw in tokens.RESERVED:
            _reserved(reading, frame, raw, start, end - 1)
            return end - 1
        plain = reading.placed(lambda: reading.names.name_of(raw), start, end - 1)
        return _open_call(reading, frame, plain, start, end)
    brackets.open_bracket(reading, frame, call, start)
    return ON


def _open_call(reading: Reading, frame: Frame, plain: str, start: int, end: int) -> int:
    """`plain(`; returns `end`, which is where the parenthesis ends."""
    brackets.open_bracket(reading, frame, known_call(reading, plain, start, start + len(plain)), start)
    return end


def known_call(reading: Reading, plain: str, start: int, end: int, *, library: str = "") -> Call:
    """The function of this name, which is remembered; UnknownName if there is none."""
    definition = None if library else reading.definitions.get(plain)
    if definition is None and plain not in FUNCTIONS:
        raise _no_function(reading, plain, start, end)
    if (library, plain) in DIFFERENT:
        instead = DIFFERENT[library, plain]
        raise reading.error("function-differs", start, end, name=plain, library=library, instead=instead)
    row = None if definition or reading.shapeless else unary_row(plain)
    call = Call(plain, row, definition, library=library, sequences=brackets.takes_sequences(plain) and not definition)
    if not library:
        reading.calls[plain + "("] = call
    return call


def layer_call(reading: Reading, layer: str, typed: re.Match[str], start: int, end: int) -> Call:
    """The function that an instance of a class of torch.nn is."""
    from jacli.language.losses import LAYERS

    call = known_call(reading, LAYERS[layer], start, end, library="torch")
    return replace(call, reduction=typed["reduction"] or "mean")


def _no_function(reading: Reading, plain: str, start: int, end: int) -> Exception:
    if plain.startswith("__"):
        return reading.error("dunder", start, end, name=plain)
    if plain == "lambda":
        return reading.error("statement-word", start, end, word=plain)
    if not reading.names.is_variable(plain) and len(plain) > 1:
        if plain in ELSEWHERE:
            return reading.unknown("function-elsewhere", start, end, name=plain, instead=ELSEWHERE[plain])
        suggestion = suggested(plain, FUNCTIONS | reading.definitions.keys())
        if suggestion or len(plain) > 2:
            return reading.unknown("unknown-function", start, end, name=plain, **suggestion)
    return reading.unknown("name-before-parenthesis", start, end, name=plain)


def _dotted(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    """`np.sin(`, `np.pi`, `x.T`, `x.sum(`."""
    parts = token.removesuffix("(").split(".")
    names = reading.names
    first = reading.placed(lambda: names.name_of(parts[0]), start, end)
    variable = (frame.local is not None and first in frame.local) or names.is_variable(first)
    if first in names.prefixes and not variable:
        return _prefixed(reading, frame, parts, token, start, end)
    name(reading, frame, parts[0], start, start + len(parts[0]))
    position, following = start + len(parts[0]), ON
    for i, part in enumerate(parts[1:], 2):
        position += 1 + len(part)
        last_call = i == len(parts) and token[-1] == "("
        following = member(reading, frame, part, position - len(part), position, call=last_call)
    return following


def _prefixed(reading: Reading, frame: Frame, parts: list[str], token: str, start: int, end: int) -> int:
    rest = parts[1:]
    while len(rest) > 1 and rest[0] in MODULES:
        rest = rest[1:]
    known = rest[0]
    if len(rest) == 1 and token[-1] == "(":
        if known[0].isupper():
            from jacli.language.losses import made

            layer = made(reading, known, end, frame.stop)
            if layer is not None:
                brackets.open_bracket(reading, frame, layer_call(reading, known, layer, start, end), start)
                return layer.end()
        call = known_call(reading, known, end - 1 - len(known), end - 1, library=_library(reading, parts))
        reading.calls[token] = call
        brackets.open_bracket(reading, frame, call, start)
        return ON
    if len(rest) == 1 and known == "newaxis":
        return _alone(reading, frame, NONE, start, end)
    if len(rest) == 1 and known == "inf" and frame.brackets and frame.brackets[-1][0].name == "norm":
        return _alone(reading, frame, INFINITY, start, end)
    if len(rest) == 1 and known in CONSTANTS:
        node = reading.made(lambda: reading.graph.node(CONSTANTS[known]), start, end)
        frame.push(node, start, end)
        return ON
    if known in ELSEWHERE:
        raise reading.unknown("function-elsewhere", start, end, name=known, instead=ELSEWHERE[known])
    raise reading.unknown("unknown-member", start, end, name=token.removesuffix("("), **suggested(known, FUNCTIONS))


def _library(reading: Reading, parts: list[str]) -> str:
    """Whose function it is: jax.scipy.special is scipy's."""
    return "scipy" if "scipy" in parts else reading.names.prefixes[reading.names.name_of(parts[0])]


def member(reading: Reading, frame: Frame, part: str, start: int, end: int, *, call: bool) -> int:
    """`.part` or `.part(` of the operand before it; where to go on."""
    if part.startswith("__"):
        raise reading.error("dunder", start, end, name=part)
    node = frame.values[-1]
    if not call:
        frame.values[-1] = reading.made(lambda: attribute(reading.application, part, node), frame.starts[-1], end)
        frame.end = end
        frame.expecting = False
        return ON
    if part in CASTS:
        return cast(reading, frame, part, end)
    if part.endswith("_") and part not in METHODS:
        raise reading.error("in-place-method", start, end, name=part, instead=part.rstrip("_"))
    if part not in METHODS:
        raise reading.unknown("unknown-method", start, end, name=part, **suggested(part, METHODS))
    library = "torch" if reading.session.torch or reading.session.created else ""
    opened = Call(part, method=True, library=library, sequences=False)
    base = len(frame.values) - 1
    brackets.open_bracket(reading, frame, opened, frame.starts[-1], base=base)
    frame.expecting = True
    return ON
