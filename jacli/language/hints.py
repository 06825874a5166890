"""What is worth saying about a program that can be read: how its values were bound, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jacli.errors import Place, UndefinedResult, UsageError
from jacli.graph.shapes import size
from jacli.language.items import Item
from jacli.language.point import brief, indexed_family
from jacli.language.program import Program, Remark, natural_key
from jacli.language.values import Value, value_at

# Values that are written out in an example, and names that are listed.
WRITTEN = 6
LISTED = 8


def hints(program: Program, in_order: Sequence[Item]) -> tuple[Remark, ...]:
    """Remarks on inputs: that there are none, or that values in order went to them by name and not as they occur."""
    if not program.inputs:
        return (_no_inputs(program),)
    remark = _order(program, in_order)
    return () if remark is None else (remark,)


def _order(program: Program, items: Sequence[Item]) -> Remark | None:
    names = [name for name, _ in program.inputs]
    typed = [name for name, _ in sorted(program.inputs, key=lambda pair: pair[1])]
    if len(items) != len(names) or names == typed or names != sorted(names, key=natural_key):
        return None
    if indexed_family(names, len(names)) or indexed_family(names, 10 ** len(names[-1])):
        return None
    bound = [f"{name} = {item.text}" for name, item in zip(names[:LISTED], items, strict=False)]
    more = max(len(names) - LISTED, 0) or None
    return Remark("bound-by-name", None, {"bound": bound, "more": more, "vars": brief(typed)})


def _no_inputs(program: Program) -> Remark:
    """A name that was given a value by the program could be an input; otherwise some number could be."""
    nodes = [node for _, node in program.outputs]
    reached = set(program.graph.reached(nodes))
    outputs = {name for name, _ in program.outputs}
    name = next((n for n, node in program.names.items() if node in reached and n not in outputs), None)
    if name is None:
        return Remark("without-inputs", None, {})
    return Remark("assigned-inputs", None, {"name": name, "example": f"{name}={_written(program, name)}"})


def _written(program: Program, name: str) -> str:
    """The value of an assigned name as one would type it, or ones of its shape."""
    node = program.names[name]
    shape = program.graph.shapes[node]
    ones = f"ones({','.join(map(str, shape))})" if shape else "1"
    if size(shape) > WRITTEN or len(shape) > 1:
        return ones
    try:
        value = value_at(program.graph, node, {}, Place(name, name, 0, len(name)))
    except (UndefinedResult, UsageError):
        return ones
    return _text(value) or ones


def _text(value: Value) -> str | None:
    """Fractions as they are typed, with a point if that says them whole; None where something is irrational."""
    texts = [_number(element) for element in value.elements if isinstance(element, Fraction)]
    if len(texts) < len(value.elements):
        return None
    return f"[{','.join(texts)}]" if value.shape else texts[0]


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    decimal = repr(value.numerator / value.denominator)
    return decimal if Fraction(decimal) == value else str(value)
