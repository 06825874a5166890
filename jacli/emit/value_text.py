"""Values of inputs and weights as text that reads back as the same values."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jacli.emit.number_text import fraction_text
from jacli.emit.text import text_of
from jacli.language.values import Element, Value


def value_text(value: Value) -> str:
    """A number, or nested lists of them: `1/3`, `[[1,2],[sqrt(2),4]]`; decimals where it was typed with some."""
    pieces = [_element(element, decimal=value.decimal) for element in value.elements]
    if 0 in value.shape:
        return f"zeros({','.join(map(str, value.shape))})"
    for length in reversed(value.shape):
        pieces = [f"[{','.join(pieces[k : k + length])}]" for k in range(0, len(pieces), length)]
    return pieces[0]


def elements_text(elements: Sequence[Element]) -> str:
    """Flat numbers, separated by commas."""
    return ",".join(_element(element, decimal=False) for element in elements)


def _element(element: Element, *, decimal: bool) -> str:
    if isinstance(element, Fraction):
        return fraction_text(element, decimal=decimal)
    return text_of(element.graph, element.node)
