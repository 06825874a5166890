"""Tensors that require a gradient: the keywords and methods that say so, and how such a tensor becomes an input."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from jacli.errors import LanguageError
from jacli.graph.functions import TABLE
from jacli.language.creation import LEAVING
from jacli.language.frames import Call, Frame
from jacli.language.patterns import BLANK, NAME, Pattern
from jacli.language.reading import Reading

if TYPE_CHECKING:
    from jacli.graph.nodes import Graph
    from jacli.language.session import Typed

INPUT, DETACH, CONSTANT = TABLE["input"], TABLE["detach"], TABLE["constant"]
# Rows whose results have nothing behind the point, and those of which it is so if it is of their arguments.
_WHOLE = frozenset({"floor", "ceil", "round", "sign", "floordiv", "count_equal"})
_WHOLE_OF_WHOLE = frozenset({"add", "sub", "mul", "neg", "abs", "max", "min", "amax", "amin", "mod", "detach"})
# Keywords of calls that make arrays; of these only requires_grad and a type of integers matter.
OPTIONS = frozenset({"dtype", "device", "requires_grad", "layout", "pin_memory", "copy", "order"})
_BLANKS = rf"[{BLANK}\n\r]*"
_INTEGERS = Pattern(r"(?:.*\.)?(?:u?int\d*|long|short|bool|int_|integer|Long|Int)\b.*", re.DOTALL)
# What torch gives back as it is, maybe one of several; an item; a call; one value or another.
_ONLY_NAMED = Pattern(
    rf"[( ]*\+?{NAME}(?:\.(?:contiguous|float|cpu)\(\)|\.to\((?:device|'cpu'|\"cpu\"|torch\.float(?:32)?)\))*[ ),]*"
)
_ITEM = Pattern(rf"({NAME})\[-?[0-9]+\]")
_CALLED = Pattern(rf"({NAME})[{BLANK}]*\(")
_CHOICE = Pattern(r"\bif\b")
# What may stand behind the sign = of such a keyword.
_OPTION = Pattern(rf"{_BLANKS}(True|False|None|{NAME}(?:\.{NAME})*(?:\([^()]*\))?|'[^'\n]*'|\"[^\"\n]*\"){_BLANKS}(,?)")


def option(reading: Reading, frame: Frame, keyword: str, start: int, position: int) -> int:
    """Read `dtype=torch.float32` or `requires_grad=True`; returns where to go on."""
    from jacli.language.session import Typed

    typed = _OPTION.match(reading.text, position, frame.stop)
    if typed is None or (keyword == "requires_grad" and typed[1] not in ("True", "False")):
        raise reading.error("option-value", start, position, keyword=keyword)
    opened = frame.brackets[-1][1]
    options = reading.session.options.setdefault(opened, {})
    if keyword in options:
        raise reading.error(
            "argument-twice", start, typed.end(1), function=frame.brackets[-1][0].name, argument=keyword
        )
    options[keyword] = (typed[1], Typed(start, typed.end(1)))
    return typed.end()


def made_with_options(reading: Reading, call: Call, node: int, span: tuple[int, int]) -> None:
    """A call that makes an array was read, with the options typed in it."""
    from jacli.language.session import Typed

    session = reading.session
    options = session.options.pop(span[0], {}) if session.options else {}
    if "dtype" in options:
        _typed_as(reading, node, *options["dtype"])
    required = options.get("requires_grad")
    if required is None:
        if call.name == "Parameter":
            mark(reading, node, Typed(*span))
    elif required[0] == "True":
        mark(reading, node, Typed(*span), required[1])


def _typed_as(reading: Reading, node: int, dtype: str, typed: Typed) -> None:
    integers = reading.application.integers
    if _INTEGERS.fullmatch(dtype):
        if not is_whole(reading.graph, node, truth="bool" in dtype):
            raise reading.error("integers-drop", typed.start, typed.end, type=dtype)
        integers.add(node)
    else:
        integers.discard(node)


def is_whole(graph: Graph, node: int, *, truth: bool = False) -> bool:
    """Whether a type of integers leaves the value what it is: nothing behind the point; for `truth` 0 and 1 alone."""
    seen, stack = {node}, [node]
    while stack:
        current = stack.pop()
        row = graph.operations[current]
        if row.kind == "condition" or (row.name in _WHOLE and not truth):
            continue
        kept = row.kind in ("leaf", "constructor", "linear") or row.name == "where"
        if row is INPUT or not (kept or (row.name in _WHOLE_OF_WHOLE and not truth)):
            return False
        if any(n.denominator != 1 or (truth and n not in (0, 1)) for n in _numbers(graph, current)):
            return False
        several = [a for a in graph.arguments[current] if a not in seen]
        seen.update(several)
        stack += several
    return True


def _numbers(graph: Graph, node: int) -> list[Fraction]:
    """The numbers that a constant or a constructor holds."""
    parameter = graph.parameters[node]
    if graph.operations[node] is CONSTANT:
        return [parameter.value]
    return [p for p in parameter if isinstance(p, Fraction)] if isinstance(parameter, tuple) else []


def mark(reading: Reading, node: int, typed: Typed, keyword: Typed | None = None) -> None:
    """The node requires a gradient; its statement gives it a name. Integers have no gradient."""
    from jacli.language.session import Leaf

    place = keyword or typed
    if node in reading.application.integers:
        raise reading.error("integers-require-grad", place.start, place.end)
    if reading.run is None:
        # Plain statements have no such tensors.
        raise reading.error("leaf-without-name", typed.start, typed.end)
    reading.session.leaf = Leaf(node, typed)


def cast(reading: Reading, frame: Frame, method: str, end: int) -> int:
    """`.float()`, `.to(device)`, `.requires_grad_()`: the arguments are passed over; returns where to go on.

    `end` is where the method's name ends, before its parenthesis.
    """
    from jacli.language.layout import closing
    from jacli.language.session import Typed

    opened = reading.text.index("(", end)
    closed = closing(reading.text, opened, frame.stop)
    if closed < 0:
        raise reading.error("bracket-not-closed", opened, opened + 1, wanted=")")
    typed, node = reading.text[opened + 1 : closed].strip(), frame.values[-1]
    start = frame.starts[-1]
    if method == "requires_grad_":
        if typed.endswith("False"):
            node = detached(reading, node, start, closed + 1)
        elif not depends(reading, node):
            mark(reading, node, Typed(start, closed + 1))
    elif method in LEAVING:
        if depends(reading, node):
            if method == "numpy":
                raise reading.error("numpy-requires-grad", start, closed + 1)
            reading.session.left.append(Typed(start, closed + 1))
            node = detached(reading, node, start, closed + 1)
    elif method in ("float", "double", "half") or typed:
        _typed_as(reading, node, typed, Typed(start, closed + 1))
    frame.values[-1] = node
    frame.end, frame.expecting = closed + 1, False
    return closed + 1


def detached(reading: Reading, node: int, start: int, end: int) -> int:
    """The node as a constant to derivatives."""
    return reading.made(lambda: reading.application.pointwise(DETACH, (node,)), start, end)


def recorded(reading: Reading, node: int, start: int, end: int) -> int:
    """The value typed there as torch keeps it: under torch.no_grad() what is computed is detached, a name is not."""
    from jacli.language.layout import alone, closing, items

    if not reading.session.stopped or reading.shapeless or not depends(reading, node):
        return node
    start, end = alone(reading.text, start, end)
    typed = reading.text[start:end]
    if _ONLY_NAMED.fullmatch(typed) or _is_item(reading, typed) or _is_returned(reading, typed):
        return node
    if _CHOICE.search(typed):
        raise reading.error("choice-without-grad", start, end)
    if typed[0] not in "[(" or closing(reading.text, start, end) != end - 1:
        return detached(reading, node, start, end)
    places = items(reading.text, start + 1, end - 1)
    if len(places) == 1 and typed[0] == "(":
        return recorded(reading, node, *places[0])
    arguments = zip(reading.graph.arguments[node], places, strict=True)
    parts = [recorded(reading, argument, *place) for argument, place in arguments]
    return reading.made(lambda: reading.application.literal(parts), start, end)


def _is_item(reading: Reading, typed: str) -> bool:
    """`several[0]` of a list, which holds tensors as they are."""
    named = _ITEM.fullmatch(typed)
    node = reading.names.assigned.get(named[1], -1) if named else -1
    return node >= 0 and reading.graph.operations[node].name == "array"


def _is_returned(reading: Reading, typed: str) -> bool:
    """`f(x)` of a function with statements, whose `return` says what torch keeps."""
    from jacli.language.layout import closing

    called = _CALLED.match(typed)
    definition = reading.definitions.get(called[1]) if called else None
    return (
        definition is not None and definition.block and closing(typed, typed.index("("), len(typed)) == len(typed) - 1
    )


def depends(reading: Reading, node: int) -> bool:
    """Whether a derivative of the node by some input may be other than 0."""
    graph = reading.graph
    seen, stack = {node}, [node]
    while stack:
        current = stack.pop()
        if graph.operations[current] is INPUT:
            return True
        if graph.operations[current] is DETACH:
            continue
        for argument in graph.arguments[current]:
            if argument not in seen:
                seen.add(argument)
                stack.append(argument)
    return False


def created(reading: Reading, name: str, node: int, typed: Typed) -> int:
    """The input that a tensor with a gradient becomes, under the name that it is given.

    One that a later one of the same name replaces is a constant: nothing can ask for its .grad.
    """
    session, names, graph = reading.session, reading.names, reading.graph
    count = session.created[name] = session.created.get(name, 0) + 1
    if count <= session.history.get(name, 0):
        session.replaced.append((name, typed))
        return node
    if name in session.values:
        again = graph.node(INPUT, (), f"{name} {count}", graph.shapes[node])
        reading.application.leaves.add(again)
        return again
    if name in names.inputs:
        raise LanguageError("input-before-tensor", reading.place(typed.start, typed.end), name=name)
    shape = names.shapes.get(name, graph.shapes[node])
    made = graph.node(INPUT, (), name, shape)
    names.inputs[name] = made
    reading.application.leaves.add(made)
    session.values[name] = None if node in reading.application.random else node
    reading.places.note(made, typed.start, typed.end)
    return made
