"""Values: the numbers given for inputs, weights and directions, out of text and Python objects.

Plain numbers and nested lists of them become Fractions directly; other constant expressions are read by the
language. A float counts as its shortest repr: 0.1 is 1/10.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from types import MappingProxyType
from typing import Any

from jacli.domains import evaluation
from jacli.domains.lowering import INPUT, flat_names, lower
from jacli.errors import LimitReached, Place, ShapeError, UndefinedResult, UsageError
from jacli.graph.functions import TABLE
from jacli.graph.limits import HIGHEST_RANK, Limits
from jacli.graph.nodes import Graph, Number, integer_text, rational_text
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.language.patterns import Pattern
from jacli.language.program import SourceText
from jacli.language.reader import read_constant

# The numbers of the language that need no reader; longer ones than this are left to it.
NUMBER = Pattern(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
LONGEST_NUMBER = 4000
LITERAL = Pattern(r"[\d+\-.eE,\[\]\s]*", re.ASCII)
TWO_NUMBERS = Pattern(r"[\d.eE]\s+[\d.eE+-]", re.ASCII)
NOT_FINITE = Pattern(r"[+-]?(?:nan|inf|infinity|oo|zoo)", re.ASCII | re.IGNORECASE)
CONSTANT = TABLE["constant"]
# Rational results beyond this many bits stay expressions.
SMALL_BITS = 20_000
# A number that is longer than some digits has more than so many bits for each of them.
BITS_OF_A_DIGIT = 3
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that stays an expression: a node of a scalar graph without inputs."""

    graph: Graph
    node: int


Element = Fraction | Constant


@dataclass(frozen=True, eq=False, slots=True)
class Value:
    """A number or an array of numbers; `elements` is flat, row-major."""

    shape: Shape
    elements: tuple[Element, ...]
    decimal: bool = False

    def __post_init__(self) -> None:
        assert len(self.elements) == size(self.shape)


def shortened(text: str) -> str:
    """The text, or its beginning and … if it is long: for messages."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


# ── values of text ────────────────────────────────────────────────────────────────────────────────────────


def value_of_text(text: str, name: str, limits: Limits) -> Value:
    """The value of a constant expression such as `1/3`, `[[1,2],[3,4]]` or `sqrt(2)`."""
    return _literal(text) or _expression(text, name, limits)


def _literal(text: str) -> Value | None:
    """A number or nested lists of numbers, read without the language; None if it is anything else."""
    if LITERAL.fullmatch(text) is None or TWO_NUMBERS.search(text):
        return None
    compact = "".join(text.split())
    rank = len(compact) - len(compact.lstrip("["))
    if rank > HIGHEST_RANK or not compact.endswith("]" * rank):
        return None
    found = _rows(compact[rank : len(compact) - rank], rank)
    if found is None:
        return None
    shape, texts = found
    elements = _numbers(texts)
    return None if elements is None else Value(shape, elements, any(mark in compact for mark in ".eE"))


def _rows(text: str, rank: int) -> tuple[Shape, list[str]] | None:
    """Shape and elements of nested lists, given without the outermost brackets; None if they are ragged."""
    pieces, shape = [text], []
    for depth in range(rank - 1, -1, -1):
        rows = [piece.split("]" * depth + "," + "[" * depth) for piece in pieces]
        if any(len(row) != len(rows[0]) for row in rows):
            return None
        shape.append(len(rows[0]))
        pieces = [piece for row in rows for piece in row]
    return tuple(shape), pieces


def _numbers(texts: Sequence[str]) -> tuple[Fraction, ...] | None:
    known: dict[str, Fraction] = {}
    for text in set(texts):
        number = number_of_text(text)
        if number is None:
            return None
        known[text] = number
    return tuple([known[text] for text in texts])


def number_of_text(text: str) -> Fraction | None:
    """The number that a plain decimal text stands for, else None."""
    if len(text) > LONGEST_NUMBER or NUMBER.fullmatch(text) is None:
        return None
    return Fraction(Decimal(text))


def _expression(text: str, name: str, limits: Limits) -> Value:
    if NOT_FINITE.fullmatch(text.strip()):
        raise UsageError("value-not-finite", name=name, text=shortened(text.strip()))
    graph, node = read_constant(SourceText(name, text), limits)
    shape = limits.allowed(graph.shapes[node])
    if graph.operations[node].name in ("arange", "linspace"):
        _, start, step = graph.parameters[node]
        return Value(shape, _progression(start, step, size(shape)))
    return _value_of(graph, node, Place(name, text, 0, len(text)), decimal=_any_decimal(graph, node))


def _progression(start: Fraction, step: Fraction, count: int) -> tuple[Fraction, ...]:
    """start, start + step, …: over one denominator, which is faster than adding."""
    denominator = math.lcm(start.denominator, step.denominator)
    first, by = int(start * denominator), int(step * denominator)
    numerators = range(first, first + by * count, by) if by else [first] * count
    if denominator == 1:
        return tuple(map(Fraction, numerators))
    return tuple([Fraction(numerator, denominator) for numerator in numerators])


def value_at(graph: Graph, node: int, point: Mapping[str, Value], place: Place) -> Value:
    """The value of an array node at a point that has a value for every input that it depends on.

    `place` is where messages say it stands. Raises UndefinedResult, and KeyError for an input without a value.
    """
    return _value_of(graph, node, place, decimal=_any_decimal(graph, node), point=point)


def _value_of(
    graph: Graph, node: int, place: Place, *, decimal: bool, point: Mapping[str, Value] = MappingProxyType({})
) -> Value:
    lowered = lower(graph, [node])
    scalars, nodes = lowered.graph, list(lowered.elements[node])
    if point:
        scalars, nodes = _at(scalars, nodes, point)
    if any(scalars.operations[n].kind == "condition" for n in nodes):
        raise UsageError("value-is-condition", place, text=shortened(place.text[place.start : place.end]))
    known = rationals(scalars, nodes)
    _check_defined(scalars, [n for n in nodes if known[n] is None], place)
    elements = tuple([_element(known[n], scalars, n) for n in nodes])
    return Value(graph.shapes[node], elements, decimal)


def _at(graph: Graph, nodes: Sequence[int], point: Mapping[str, Value]) -> tuple[Graph, list[int]]:
    """A scalar graph with the numbers of a point in the places of its inputs, and the same nodes in it."""
    reached = graph.reached(nodes)
    if not any(graph.operations[node] is INPUT for node in reached):
        return graph, list(nodes)
    numbers = {
        flat: element
        for name, value in point.items()
        for flat, element in zip(flat_names(name, value.shape), value.elements, strict=True)
    }
    made, copies = Graph(), {}
    for node in reached:
        if graph.operations[node] is INPUT:
            copies[node] = _number(made, numbers[graph.parameters[node]])
        else:
            arguments = tuple(copies[a] for a in graph.arguments[node])
            copies[node] = made.node(graph.operations[node], arguments, graph.parameters[node])
    return made, [copies[node] for node in nodes]


def _number(graph: Graph, element: Element) -> int:
    if isinstance(element, Fraction):
        return graph.node(CONSTANT, (), Number.of(element))
    return copied(element.graph, element.node, graph)


def copied(source: Graph, node: int, target: Graph) -> int:
    """The node of one scalar graph, made in another."""
    copies: dict[int, int] = {}
    for n in source.reached([node]):
        arguments = tuple(copies[a] for a in source.arguments[n])
        copies[n] = target.node(source.operations[n], arguments, source.parameters[n])
    return copies[node]


def _element(known: Fraction | None, graph: Graph, node: int) -> Element:
    return Constant(graph, node) if known is None else known


def _check_defined(graph: Graph, nodes: Sequence[int], place: Place) -> None:
    """Refuse values such as log(-1); what floats alone find undefined may be their rounding or their range."""
    floats = evaluation.evaluate(graph, graph.reached(nodes), {}, evaluation.plain())
    nodes = [n for n in nodes if isinstance(floats[n], evaluation.Failure)]
    if not nodes:
        return
    exact = evaluation.evaluate(graph, graph.reached(nodes), {}, evaluation.exact())
    if not any(isinstance(exact[n], evaluation.Failure) and exact[n].kind == "undefined" for n in nodes):
        return
    raise UndefinedResult("value-undefined", place, text=shortened(place.text[place.start : place.end]))


def _any_decimal(graph: Graph, node: int) -> bool:
    return any(
        mark in graph.parameters[n].text
        for n in graph.reached([node])
        if graph.operations[n].name == "constant"
        for mark in ".eE"
    )


# ── rational arithmetic ───────────────────────────────────────────────────────────────────────────────────


def rationals(graph: Graph, nodes: Iterable[int]) -> dict[int, Fraction | None]:
    """For what the nodes reach: the value where it is made by + - * / and integer powers and small, else None."""
    known: dict[int, Fraction | None] = {}
    for node in graph.reached(nodes):
        if graph.operations[node].name == "constant":
            known[node] = graph.parameters[node].value
            continue
        rule = ARITHMETIC.get(graph.operations[node].name)
        operands = [known[a] for a in graph.arguments[node]]
        known[node] = None if rule is None or None in operands else _small(rule(*operands))
    return known


def _small(value: Fraction | None) -> Fraction | None:
    return value if value is not None and _bits(value) <= SMALL_BITS else None


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1 or (not base and exponent < 0):
        return None
    if abs(base) not in (0, 1) and _bits(base) * abs(exponent) > SMALL_BITS:
        return None
    return Fraction(base**exponent.numerator)


ARITHMETIC: Mapping[str, Callable[..., Fraction | None]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b if b else None,
    "neg": lambda a: -a,
    "power": _power,
}


# ── values of objects ─────────────────────────────────────────────────────────────────────────────────────


def value_of_object(given: object, name: str, limits: Limits) -> Value:
    """The value of a Python object: numbers, texts, nested lists, numpy arrays, sympy numbers."""
    if isinstance(given, Value):
        return given
    if isinstance(given, str):
        return value_of_text(given, name, limits)
    shape, flat = _flattened(given, name, limits)
    elements: list[Element] = []
    decimal = False
    short_bits = limits.digits * BITS_OF_A_DIGIT
    for entry in flat:
        if type(entry) is int and entry.bit_length() <= short_bits:
            elements.append(Fraction(entry))
        elif type(entry) is float and math.isfinite(entry):
            elements.append(Fraction(Decimal(repr(entry))))
            decimal = True
        else:
            value = _scalar(entry, name, limits)
            elements.append(value.elements[0])
            decimal = decimal or value.decimal
    return Value(shape, tuple(elements), decimal)


def _flattened(given: object, name: str, limits: Limits) -> tuple[Shape, list[object]]:
    """Shape and elements of nested sequences, level by level."""
    level: list[object] = [listed(given, name)]
    shape: list[int] = []
    while any(isinstance(entry, (list, tuple)) for entry in level):
        lengths = {len(entry) if isinstance(entry, (list, tuple)) else -1 for entry in level}
        if len(lengths) > 1 or len(shape) == HIGHEST_RANK:
            raise ShapeError("ragged-value", name=name, depth=len(shape), lengths=sorted(lengths - {-1}))
        shape.append(lengths.pop())
        if len(level) * shape[-1] > limits.elements:
            raise LimitReached("too-many-elements", count=len(level) * shape[-1], limit=limits.elements)
        level = [listed(part, name) for entry in level for part in entry]  # type: ignore[attr-defined]
    # The nested lists of an array without elements do not tell its shape.
    if shape and not shape[-1] and not isinstance(given, (list, tuple)) and hasattr(given, "shape"):
        shape = [int(n) for n in given.shape]
    return tuple(shape), level


def listed(given: object, name: str) -> object:
    """An array (numpy's, or what turns into one) as nested lists of Python numbers; anything else as it is."""
    if hasattr(given, "detach"):
        given = given.detach().cpu().numpy()
    if not hasattr(given, "tolist") or not hasattr(given, "dtype"):
        return given
    kind, width = getattr(given.dtype, "kind", "V"), getattr(given.dtype, "itemsize", 8)
    if kind == "f" and width != 8:
        return _decimals(given)
    if kind == "c":
        raise UsageError("value-complex", name=name, text=str(given.dtype))
    if kind not in "biufOUT":
        raise UsageError("value-type", name=name, type=f"{type(given).__name__}[{given.dtype}]")
    return given.tolist()


def _decimals(given: Any) -> object:
    """Floats of another width as Decimals of their own shortest texts, nested as the array."""
    import numpy

    return numpy.vectorize(lambda text: Decimal(str(text)), otypes=[object])(given.astype(str)).tolist()


def _scalar(given: object, name: str, limits: Limits) -> Value:
    if isinstance(given, str):
        value = value_of_text(given, name, limits)
        if value.shape:
            raise ShapeError("ragged-value", name=name, depth=0, lengths=list(value.shape))
        return value
    if isinstance(given, Rational):
        return _quotient(int(given.numerator), int(given.denominator), name, limits)
    if isinstance(given, (float, Decimal)):
        return Value((), (_finite(given, name, limits),), True)
    if isinstance(getattr(given, "p", None), int) and isinstance(getattr(given, "q", None), int):
        return _quotient(given.p, given.q, name, limits)  # type: ignore[attr-defined]
    if type(given).__module__.partition(".")[0] == "sympy":
        return value_of_text(re.sub(r"\bE\b", "e", str(given)), name, limits)
    return _refused(given, name)


def _quotient(p: int, q: int, name: str, limits: Limits) -> Value:
    if not q:
        raise UsageError("value-not-finite", name=name, text=shortened(f"{integer_text(p)}/0"))
    longest = max(abs(p), abs(q))
    # The least number that is too long is made only for what is about as long.
    if longest.bit_length() > limits.digits * BITS_OF_A_DIGIT and longest >= 10**limits.digits:
        raise LimitReached("too-many-digits", limit=limits.digits)
    return Value((), (Fraction(p, q),))


def _finite(given: float | Decimal, name: str, limits: Limits) -> Fraction:
    number = given if isinstance(given, Decimal) else Decimal(float.__repr__(given))
    if not number.is_finite():
        raise UsageError("value-not-finite", name=name, text=str(given))
    if number and abs(number.adjusted()) > limits.digits:
        raise LimitReached("too-many-digits", limit=limits.digits)
    return Fraction(number)


def text_of_object(given: object) -> str:
    """A value as it is given, and may be typed, for messages: shortened, but integers of any length have digits."""
    if isinstance(given, (list, tuple)):
        return shortened(f"[{', '.join(text_of_object(entry) for entry in given[:SHOWN])}]")
    if isinstance(given, Rational):
        return shortened(rational_text(Fraction(int(given.numerator), int(given.denominator))))
    if getattr(getattr(given, "dtype", None), "kind", "") == "O":
        return text_of_object(listed(given, ""))
    return shortened(str(given))


def _refused(given: object, name: str) -> Value:
    if isinstance(given, complex):
        raise UsageError("value-complex", name=name, text=str(given))
    raise UsageError("value-type", name=name, type=type(given).__name__)
