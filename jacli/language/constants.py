"""Values of nodes that are made of typed numbers alone: sizes, axes, indices."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from jacli.errors import LanguageError, LimitReached
from jacli.graph.nodes import Graph


def constant_value(graph: Graph, node: int, digits: int) -> Any:
    """int where integral, else Fraction; bool; a tuple for an array literal; None if something else occurs.

    Raises LimitReached for a number of more than `digits` digits.
    """
    values: dict[int, Any] = {}
    stack = [node]
    while stack:
        current = stack[-1]
        missing = [k for k in graph.arguments[current] if k not in values]
        if current in values or not missing:
            stack.pop()
            if current not in values:
                values[current] = _value(graph, current, [values[k] for k in graph.arguments[current]], digits)
                if values[current] is None:
                    return None
        else:
            stack.extend(missing)
    return values[node]


def _value(graph: Graph, node: int, arguments: list[Any], digits: int) -> Any:
    name = graph.operations[node].name
    if name == "constant":
        number = graph.parameters[node]
        return number.value == 1 if number.text in ("True", "False") else _tidy(number.value)
    if name == "array":
        return tuple(arguments)
    if name == "index" and isinstance(arguments[0], tuple):
        return _element(arguments[0], graph.parameters[node])
    rule = _RULES.get(name)
    if rule is None or any(isinstance(value, tuple) for value in arguments):
        return None
    try:
        value = rule(digits, *(Fraction(value) for value in arguments))
    except ZeroDivisionError:
        raise LanguageError("constant-undefined") from None
    if value is not None and max(abs(value.numerator), value.denominator).bit_length() > 4 * digits:
        raise LimitReached("too-many-digits", limit=digits)
    return None if value is None else _tidy(Fraction(value))


def _element(values: Any, places: Any) -> Any:
    """One element of a literal; None for a part of it."""
    for place in places:
        if not isinstance(place, int):
            return None
        values = values[place]
    return values


def _tidy(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _power(digits: int, base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1:
        return None
    bits = max(abs(base.numerator), base.denominator).bit_length()
    if bits > 1 and (bits - 1) * abs(exponent) > 4 * digits:
        raise LimitReached("too-many-digits", limit=digits)
    result = base ** int(exponent)
    assert isinstance(result, Fraction)
    return result


_RULES: dict[str, Callable[..., Fraction | int | None]] = {
    "neg": lambda _, x: -x,
    "add": lambda _, x, y: x + y,
    "sub": lambda _, x, y: x - y,
    "mul": lambda _, x, y: x * y,
    "div": lambda _, x, y: x / y,
    "floordiv": lambda _, x, y: x // y,
    "mod": lambda _, x, y: x % y,
    "power": _power,
}
