"""How a library spells a row of the table of functions, and what several of them spell alike.

A rule takes a `Call` and returns a Python expression that binds at least as tightly as a call. Rows without a
rule are written by their definition; those that have neither, the library lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import Any

from jacli.domains.evaluation import float_of
from jacli.graph.operation import Shape


@dataclass(frozen=True, slots=True)
class Call:
    """One node to be written: its operands, their shapes, its parameter and its own shape.

    `operands` may stand between commas; `atoms` are the same, in parentheses where something may not follow.
    """

    operands: Sequence[str]
    atoms: Sequence[str]
    shapes: Sequence[Shape]
    parameter: Any
    shape: Shape


Rule = Callable[[Call], str]


@dataclass(frozen=True, eq=False, slots=True)
class Library:
    """A library as code knows it.

    `module` is the name that its functions hang on, `header` the lines that a script begins with. `rules` spell
    rows by name. `array` makes an array of a literal. `helpers` are functions that a script brings along if a rule
    uses them, by name. With `strict`, the library's functions take no plain Python numbers.
    """

    name: str
    module: str
    array: str
    header: tuple[str, ...]
    rules: Mapping[str, Rule]
    helpers: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False


def function(name: str) -> Rule:
    """name(x, y, …)"""
    return lambda call: f"{name}({', '.join(call.operands)})"


def functions(module: str, names: Mapping[str, str]) -> dict[str, Rule]:
    """Rows that are functions of a module, under the names given."""
    return {row: function(f"{module}.{name}") for row, name in names.items()}


def alike(module: str, names: str) -> dict[str, Rule]:
    """Rows that are functions of a module under their own names."""
    return functions(module, {name: name for name in names.split()})


def nested(name: str) -> Rule:
    """A function of two arguments for any number of them: f(f(x, y), z)."""

    def rule(call: Call) -> str:
        text = call.operands[0]
        for operand in call.operands[1:]:
            text = f"{name}({text}, {operand})"
        return text

    return rule


def reduction(name: str, axis: str = "axis", keep: str = "keepdims") -> Rule:
    """A function over axes; without an axis where all of them are meant."""
    return lambda call: f"{name}({', '.join([call.operands[0], *over_axes(call, axis, keep)])})"


def over_axes(call: Call, axis: str, keep: str) -> list[str]:
    """The arguments that say along which axes: `axis=0`, `keepdims=True`."""
    axes, keepdims, *_ = call.parameter
    arguments = [] if len(axes) == len(call.shapes[0]) and not keepdims else [f"{axis}={one_or_all(axes)}"]
    return [*arguments, *([f"{keep}=True"] if keepdims else [])]


def one_or_all(axes: Sequence[int]) -> str:
    """A single axis as a number, several as a tuple."""
    return str(axes[0]) if len(axes) == 1 else str(tuple(axes))


def along(name: str, axis: str = "axis") -> Rule:
    """A function along one axis; None flattens first."""

    def rule(call: Call) -> str:
        if call.parameter is None:
            return f"{name}({call.atoms[0]}.reshape(-1), {axis}=0)"
        return f"{name}({call.operands[0]}, {axis}={call.parameter})"

    return rule


def listed(name: str, axis: str = "axis") -> Rule:
    """A function of a list of arrays and an axis."""
    return lambda call: f"{name}([{', '.join(call.operands)}], {axis}={call.parameter})"


def shaped(name: str) -> Rule:
    """An array made of a shape alone."""
    return lambda call: f"{name}({tuple_text(call.shape)})"


def full(name: str) -> Rule:
    """An array of one number."""
    return lambda call: f"{name}({tuple_text(call.shape)}, {number_text(call.parameter[1])})"


def numbers(name: str) -> Rule:
    """Numbers at equal distances, `arange` and `linspace`: (count,), start, step."""

    def rule(call: Call) -> str:
        (count,), start, step = call.parameter
        return f"({number_text(start)} + {number_text(step)}*{name}({float(count)!r}))"

    return rule


def eye(name: str) -> Rule:
    """The identity, with more columns or a diagonal aside if need be."""

    def rule(call: Call) -> str:
        (rows, columns), k = call.parameter
        return f"{name}({rows}, {columns}, k={k})" if k else f"{name}({rows}, {columns})"

    return rule


def diagonal(name: str) -> Rule:
    """A function of a matrix and the number of a diagonal."""
    return lambda call: f"{name}({call.operands[0]}{f', {call.parameter}' if call.parameter else ''})"


def transposed(name: str) -> Rule:
    """x.T, or the function that permutes axes."""

    def rule(call: Call) -> str:
        order = tuple(call.parameter)
        if order == (1, 0):
            return f"{call.atoms[0]}.T"
        return f"{name}({call.operands[0]}, {order})"

    return rule


def reshaped(call: Call) -> str:
    """x.reshape(2, 3)"""
    return f"{call.atoms[0]}.reshape({tuple_text(call.shape)})"


def stretched(name: str) -> Rule:
    """x broadcast to a shape."""
    return lambda call: f"{name}({call.operands[0]}, {tuple_text(call.shape)})"


def tuple_text(shape: Shape) -> str:
    """A shape as a tuple of Python."""
    return str(tuple(shape))


def number_text(value: Fraction | int) -> str:
    """The nearest float."""
    nearest = float_of(Fraction(value))
    return repr(nearest) if isfinite(nearest) else f"float('{nearest}')"
