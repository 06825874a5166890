"""Reads expressions straight into the graph: operator precedence on explicit stacks, no tree, no recursion.

Two states: an operand is expected, or an operator. Operators wait on a stack until one that binds less
strongly follows; then the node is made. `scan` is the loop that every token goes through: what is frequent
(names and numbers seen before, binary operators on equal shapes, parentheses, functions of one argument)
stands in it, all else is a call away.
"""

from __future__ import annotations

from jacli.graph.functions import TABLE
from jacli.graph.nodes import Number
from jacli.graph.operation import Operation
from jacli.language import brackets, operands, tokens
from jacli.language.calls import FUNCTIONS
from jacli.language.frames import (
    BASE,
    CHAIN,
    COMPARISON,
    COMPARISONS,
    ELSE,
    ENTER,
    FINISH,
    GROUP,
    IF,
    INDEX,
    INFIX,
    LIST,
    MULTIPLY,
    ON,
    OPEN,
    PRODUCT,
    SIGN,
    Entry,
    Frame,
)
from jacli.language.patterns import SUPERSCRIPT_DIGITS, SUPERSCRIPT_SIGNS, Pattern
from jacli.language.reading import Reading

NEG, NOT, AND, WHERE, MATMUL = (TABLE[name] for name in ("neg", "not", "and", "where", "matmul"))
_POWER_ROW = TABLE["power"]
# Operators behind which `2x` could be read in two ways.
_DIVISIONS = frozenset({TABLE["div"], TABLE["floordiv"], TABLE["mod"], TABLE["power"]})
_ADJACENT_NUMBER = Pattern(r"[0-9A-Za-z_.]+")
# What Python and C put before a text in quotes.
_STRING = Pattern(r"[fbrutFBRUTL]'[^'\n]+'")
_RADIX = Pattern(r"0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+)\Z")


def read_expression(reading: Reading, frame: Frame) -> str:
    """Read one expression; its value is then `frame.values[0]`. Returns the token that ended it.

    A function that is called has its body read in between, in a frame of its own.
    """
    frames = [frame]
    while True:
        current = frames[-1]
        ended = scan(reading, current)
        if current.entered is not None:
            frames.append(current.entered)
        elif len(frames) == 1:
            return ended
        else:
            frames.pop()
            brackets.leave(reading, current, frames[-1])


def scan(reading: Reading, frame: Frame) -> str:  # noqa: PLR0912, PLR0915  a call per token would double the time
    """Read tokens until the expression ends or a function's body has to be read first."""
    graph, text, stop = reading.graph, reading.text, frame.stop
    make, shapes, nesting = graph.node, graph.shapes, reading.limits.nesting
    places = reading.places
    note_node, note_start, note_end = places.nodes.append, places.starts.append, places.ends.append
    values, starts, operators, opened = frame.values, frame.starts, frame.operators, frame.brackets
    push, push_start, pop, pop_start = values.append, starts.append, values.pop, starts.pop
    known, calls, infix, find = frame.operands, reading.calls, INFIX, tokens.TOKEN.of(reading.text).finditer
    position, end, expecting = frame.position, frame.end, frame.expecting
    while True:
        for match in find(text, position, stop):
            token = match[0]
            if expecting:
                node = known.get(token)
                if node is not None:
                    push(node)
                    push_start(match.start())
                    end = match.end()
                    expecting = False
                    continue
                call = GROUP if token == "(" else calls.get(token)
                if call is not None:
                    operators.append(OPEN)
                    opened.append((call, match.start(), len(values)))
                    if len(opened) > nesting:
                        raise brackets.too_deep(reading, match.start())
                    continue
                frame.end, frame.expecting = end, True
                if token in "\n\r;" and not opened:
                    raise operands.expected(reading, frame, *match.span())
                position = operands.operand(reading, frame, token, *match.span())
            else:
                entry = infix.get(token)
                if entry is None:
                    if token in "\n\r;" and not (opened and token != ";"):
                        frame.position, frame.end = match.end(), end
                        finish(reading, frame)
                        return token
                    frame.end, frame.expecting = end, False
                    position = behind(reading, frame, token, *match.span())
                else:
                    bound = entry[2]
                    while (top := operators[-1])[0] >= bound:
                        operators.pop()
                        row = top[1]
                        if row is None:
                            frame.end = end
                            special(reading, frame, top)
                            continue
                        right = pop()
                        left = values[-1]
                        shape = shapes[left]
                        if shape == shapes[right]:
                            values[-1] = node = make(row, (left, right), None, shape)
                            pop_start()
                            note_node(node)
                            note_start(starts[-1])
                            note_end(end)
                        else:
                            pop_start()
                            values[-1] = stretched(reading, row, left, right, starts[-1], end)
                    if entry[0]:
                        operators.append(entry)
                        expecting = True
                        continue
                    if token == ")" and opened and operators[-1] is OPEN:
                        call, start, base = opened[-1]
                        row = call.unary
                        if (row is not None or call is GROUP) and len(values) == base + 1 and not frame.keywords:
                            del opened[-1], operators[-1]
                            end = match.end()
                            starts[-1] = start
                            if row is not None:
                                node = values[-1]
                                values[-1] = node = make(row, (node,), None, shapes[node])
                                note_node(node)
                                note_start(start)
                                note_end(end)
                            continue
                    frame.end, frame.expecting = end, False
                    position = separated(reading, frame, token, *match.span())
            expecting, end = frame.expecting, frame.end
            if position != ON:
                if position == ENTER:
                    frame.position = match.end()
                    return token
                if position == FINISH:
                    return token
                break
        else:
            frame.position, frame.end, frame.expecting = stop, end, expecting
            if expecting and operators[-1] is not OPEN:
                raise operands.expected(reading, frame, stop, stop)
            finish(reading, frame)
            return ""


def stretched(reading: Reading, row: Operation, left: int, right: int, start: int, end: int) -> int:
    """A binary operation between arrays of different shapes."""
    return reading.made(lambda: reading.application.pointwise(row, (left, right)), start, end)


def reduce(reading: Reading, frame: Frame, bound: int) -> None:
    """Make the nodes of the waiting operators that bind at least this strongly."""
    while frame.operators[-1][0] >= bound:
        top = frame.operators.pop()
        row = top[1]
        if row is None:
            special(reading, frame, top)
        else:
            _binary(reading, frame, row)


def finish(reading: Reading, frame: Frame) -> None:
    """The end of an expression: nothing may wait any more."""
    reduce(reading, frame, 1)
    top = frame.operators[-1]
    if top is IF or top[4] == "if":
        raise reading.error("if-without-else", top[3], frame.end)
    if top is not BASE:
        call, start, base = frame.brackets[-1]
        first = frame.starts[base - 1] if call is INDEX else start
        raise reading.error("bracket-not-closed", first, max(frame.end, start + 1), wanted=brackets.closer(call))


def _binary(reading: Reading, frame: Frame, row: Operation) -> None:
    right, left = frame.values.pop(), frame.values[-1]
    frame.starts.pop()
    shape = reading.graph.shapes[left]
    if shape == reading.graph.shapes[right]:
        node = reading.graph.node(row, (left, right), None, shape)
        reading.places.note(node, frame.starts[-1], frame.end)
        frame.values[-1] = node
    else:
        frame.values[-1] = stretched(reading, row, left, right, frame.starts[-1], frame.end)


def special(reading: Reading, frame: Frame, top: Entry) -> None:
    """Make the node of an operator that is not a plain binary one."""
    values, starts, application = frame.values, frame.starts, reading.application
    kind = top[4]
    if kind in ("neg", "not"):
        row = NEG if kind == "neg" else NOT
        starts[-1] = top[3]
        values[-1] = reading.made(lambda: application.pointwise(row, (values[-1],)), top[3], frame.end)
    elif kind == "chain":
        _binary(reading, frame, AND)
    elif kind == "matmul":
        right, left = values.pop(), values[-1]
        starts.pop()
        values[-1] = reading.made(lambda: application.apply_row(MATMUL, (left, right), (), {}), starts[-1], frame.end)
    else:
        otherwise, condition, value = values.pop(), values.pop(), values[-1]
        del starts[-2:]
        arguments = (condition, value, otherwise)
        values[-1] = reading.made(lambda: application.pointwise(WHERE, arguments), starts[-1], frame.end)


# ── behind an operand ─────────────────────────────────────────────────────────────────────────────────────


def separated(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    """A token that ends operands: comparison, `if`, `else`, comma, colon, closing bracket."""
    if token in COMPARISONS:
        _compare(reading, frame, COMPARISONS[token])
    elif token == "if":
        frame.operators.append((0, None, 0, frame.starts[-1], "if"))
        brackets.check_waiting(reading, frame, start)
    elif token == "else":
        if frame.operators[-1][4] != "if":
            raise reading.error("else-without-if", start, end)
        frame.operators[-1] = ELSE
    elif token == ",":
        return brackets.comma(reading, frame, start, end)
    elif token == ":":
        return brackets.colon(reading, frame, start, end)
    else:
        return brackets.close(reading, frame, token, start, end)
    frame.expecting = True
    return ON


def _compare(reading: Reading, frame: Frame, entry: Entry) -> None:
    """`a < b < c` is `a < b and b < c`: the operand in the middle is used twice."""
    top = frame.operators[-1]
    if top[0] == COMPARISON and top[1] is not None:
        frame.operators.pop()
        middle, start = frame.values[-1], frame.starts[-1]
        _binary(reading, frame, top[1])
        if frame.operators[-1] is CHAIN:
            frame.operators.pop()
            _binary(reading, frame, AND)
        frame.operators.append(CHAIN)
        frame.values.append(middle)
        frame.starts.append(start)
    frame.operators.append(entry)


def behind(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    """A token behind an operand that is no operator: an index, an attribute, an implicit product, an error."""
    first = token[0]
    if first in "#\n\r":
        return ON
    spelled = tokens.OPERATOR_SPELLINGS.get(token, token.removesuffix("("))
    if spelled in INFIX and token != "(":
        return _infix(reading, frame, spelled, start, end)
    if token == "[":
        return _index(reading, frame, start)
    if first == "." and len(token) > 1 and token[1] not in "0123456789.":
        part = token[1:].strip()
        called = part.endswith("(")
        return operands.member(reading, frame, part.removesuffix("("), end - len(part), end - called, call=called)
    if first in SUPERSCRIPT_DIGITS + SUPERSCRIPT_SIGNS:
        _raise(reading, frame, token, end)
        return ON
    if token == "(" or tokens.NAME_PATTERN.match(token) or (first in "0123456789." and token != "..."):
        return _juxtaposed(reading, frame, token, start, end)
    if token == "=" and _keyword(reading, frame):
        return ON
    raise _misplaced(reading, token, start, end)


def _infix(reading: Reading, frame: Frame, spelled: str, start: int, end: int) -> int:
    """An operator in another spelling, or directly before a parenthesis: `and(`."""
    entry = INFIX[spelled]
    reduce(reading, frame, entry[2])
    if entry[0]:
        frame.operators.append(entry)
        frame.expecting = True
    else:
        separated(reading, frame, spelled, start, end)
    return end - 1 if reading.text[end - 1] == "(" else ON


def _index(reading: Reading, frame: Frame, start: int) -> int:
    typed = operands.PLAIN_INDEX.match(reading.text, start, frame.stop)
    items = operands.plain_index(typed[1]) if typed else None
    if typed is None or not items:
        brackets.open_bracket(reading, frame, INDEX, start)
        return ON
    node, first = frame.values.pop(), frame.starts.pop()
    made = reading.made(lambda: reading.application.index(node, items), first, typed.end())
    frame.push(made, first, typed.end())
    return typed.end()


def _raise(reading: Reading, frame: Frame, token: str, end: int) -> None:
    """A run of superscripts: the operand before it to that power."""
    digits = tokens.exponent_of(token)
    exact = tokens.number_value(digits.lstrip("+-"), reading.limits.digits)
    base, first = frame.values.pop(), frame.starts.pop()

    def power() -> int:
        exponent = reading.graph.node(TABLE["constant"], (), Number(digits.lstrip("+-"), exact))
        if digits[0] == "-":
            exponent = reading.graph.node(NEG, (exponent,))
        return reading.application.pointwise(_POWER_ROW, (base, exponent))

    frame.push(reading.made(power, first, end), first, end)


def _juxtaposed(reading: Reading, frame: Frame, token: str, start: int, end: int) -> int:
    """`2x`, `2(x+1)`, `(x+1)(x-1)`: a product, unless it could be read in two ways."""
    text, first = reading.text, frame.starts[-1]
    operand = text[first : frame.end]
    is_number = tokens.NUMBER_PATTERN.fullmatch(operand) is not None
    if is_number and frame.end == start:
        _check_number(reading, operand, first, start)
    if token[0] in "0123456789.":
        if reading.names.constant_only and text[frame.end : start].isspace():
            raise reading.error("two-values", first, end, left=operand[-20:], right=token[:20])
        raise reading.error("two-operands", first, end, left=operand[-20:], right=token[:20])
    if token == "(" and tokens.NAME_PATTERN.fullmatch(operand):
        return _late_call(reading, frame, operand, first, end)
    if operand == "lambda":
        raise reading.error("statement-word", first, first + len(operand), word=operand)
    word = token.removesuffix("(").partition(".")[0]
    reading.placed(lambda: tokens.plain_name(word), start, start + len(word))
    if word in operands.STATEMENT_WORDS:
        raise reading.error("statement-word", start, start + len(word), word=word)
    if word in tokens.RESERVED:
        raise reading.error("two-operands", first, end, left=operand[-20:], right=word)
    if not is_number and not operand.endswith(")"):
        if operand in FUNCTIONS and operand not in reading.names.assigned:
            raise reading.error("function-argument", first, end, name=operand, argument=token[:20])
        raise reading.error("two-operands", first, end, left=operand[-20:], right=token[:20])
    _check_division(reading, frame, operand, token, end)
    reduce(reading, frame, PRODUCT)
    frame.operators.append(MULTIPLY)
    frame.expecting = True
    return start


def _check_number(reading: Reading, operand: str, first: int, start: int) -> None:
    """Errors for `0x10`, `1_000`, `1..2` and `2e1x`, which are no products."""
    chunk = _ADJACENT_NUMBER.match(reading.text, first)
    typed = chunk[0] if chunk else operand
    if _RADIX.match(typed):
        raise reading.error("number-radix", first, first + len(typed), number=typed, decimal=str(int(typed, 0)))
    following = reading.text[start]
    if following == "_":
        raise reading.error("number-underscore", first, first + len(typed), number=typed[:40])
    if following in "0123456789." or ("e" in operand.lower() and following.isalpha()):
        raise reading.error("number-malformed", first, first + len(typed), number=typed[:40])


def _late_call(reading: Reading, frame: Frame, name: str, first: int, end: int) -> int:
    """`gamma (x)` where gamma is a variable too; else `a(b+c)` written with a blank."""
    call = operands.known_call(reading, reading.names.name_of(name), first, first + len(name))
    frame.values.pop()
    frame.starts.pop()
    brackets.open_bracket(reading, frame, call, first)
    return end


def _check_division(reading: Reading, frame: Frame, operand: str, token: str, end: int) -> None:
    waiting = len(frame.operators) - 1
    while frame.operators[waiting][0] == SIGN:
        waiting -= 1
    row = frame.operators[waiting][1]
    if row is None or row not in _DIVISIONS:
        return
    left = reading.text[frame.starts[-2] : frame.starts[-1]].rstrip(" \t-−^*/%")[-20:]
    right = "(…)" if token == "(" else token + "…)" if token.endswith("(") else token
    operand = operand[-20:]
    if left in FUNCTIONS and row.name == "power" and left not in reading.names.assigned and token == "(":
        raise reading.error("function-power", frame.starts[-2], end, name=left)
    raise reading.error(
        "ambiguous-product", frame.starts[-2], end,
        first=f"{left}{row.symbol}({operand}*{right})", second=f"({left}{row.symbol}{operand})*{right}",
    )  # fmt: skip


def _keyword(reading: Reading, frame: Frame) -> bool:
    """`axis=` where `axis` is a variable too."""
    if not frame.brackets or frame.operators[-1] is not OPEN or frame.brackets[-1][0] in (GROUP, LIST, INDEX):
        return False
    name = reading.text[frame.starts[-1] : frame.end]
    if not tokens.NAME_PATTERN.fullmatch(name):
        return False
    frame.values.pop()
    frame.keywords.append((len(frame.values), name, frame.starts.pop()))
    frame.expecting = True
    return True


def _misplaced(reading: Reading, token: str, start: int, end: int) -> Exception:
    if token == "=":
        return reading.error("assignment-inside", start, end)
    if token[0] in "'\"’‘“”`":
        primed = token in "'’" and not _STRING.match(reading.text, start - 1)
        return reading.error("prime-inside" if primed else "text-in-quotes", start, end)
    if token in ("|", "|="):
        return reading.error("bar", start, end)
    if token == ":=":
        return reading.error("walrus", start, end)
    if (len(token) == 2 and token[1] == "=") or token == "**=":
        return reading.error("augmented-assignment", start, end, found=token, operator=token[:-1])
    if token == "...":
        return reading.error("stands-alone", start, end, found=token)
    return reading.character_error(token[0], start)
