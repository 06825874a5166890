"""What floats leave open about kinks: whether a distance that comes out as about 0 is 0, and so a side's slope.

Zeros that plain arithmetic with the true inputs confirms are believed. All else that is 0 within rounding is for exact
arithmetic to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import isfinite
from typing import Any

from jacli.domains import evaluation
from jacli.domains.evaluation import CONSTANT, INPUT, WHERE
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation

# Four units in the last place, relative to the largest number that entered.
ROUNDING = 4 * 2.0**-53
# A sum that is smaller than its terms by as much has no digits left to speak of.
CANCELLED = 2.0**-40
# Fractions that grow longer are not followed.
LONGEST_BITS = 4_096
MUL, DIV, NEG = TABLE["mul"], TABLE["div"], TABLE["neg"]
SUMS = frozenset({TABLE["add"], TABLE["sub"]})
ARITHMETIC = SUMS | {MUL, DIV, NEG}
# Rows without a value where an argument is 0, and which.
NOT_AT_ZERO = {DIV: 1, TABLE["log"]: 0}
# Rows that make fractions of fractions.
RATIONAL = frozenset(
    TABLE[name]
    for name in (
        "add", "sub", "mul", "div", "neg", "abs", "sign", "floor", "ceil", "round", "floordiv", "mod", "max", "min",
        "clip", "relu", "heaviside", "count_equal", "lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not",
    )
)  # fmt: skip
LARGEST_EXPONENT = 64
# What functions are at 0, if that is a float; and those that are 0 at 1 alone.
KNOWN = (0.0, 0.5, 1.0)
LOGARITHMS = frozenset({"log", "log2", "log10", "acosh"})


class Floats:
    """The floats of a graph's nodes beside their true values, where these are fractions and easy to have.

    `point` are the true inputs by name.
    """

    def __init__(self, graph: Graph, values: Mapping[int, Any], point: Mapping[str, Any]) -> None:
        self.graph = graph
        self.values = values
        self.point = point
        self._true: dict[int, Fraction | None] = {}

    def is_off(self, node: int) -> bool:
        """Whether a node's float is known to differ from its true value by more than rounding: 1 % 0.1 is 0.0999…"""
        true, value = self._known(node), self.values.get(node)
        if true is None or not isinstance(value, float) or not isfinite(value):
            return False
        return abs(Fraction(value) - true) > ROUNDING * max(1.0, self.entered(node))

    def is_exact(self, wanted: int) -> bool:
        """Whether a node's float is known to be its true value."""
        true, value = self._known(wanted), self.values.get(wanted)
        return true is not None and isinstance(value, float) and isfinite(value) and Fraction(value) == true

    def _known(self, wanted: int) -> Fraction | None:
        """The true value of a node; None where it is not known."""
        stack = [wanted]
        while stack:
            node = stack[-1]
            missing = [a for a in self.graph.arguments[node] if a not in self._true]
            if node in self._true or not missing:
                stack.pop()
                if node not in self._true:
                    self._true[node] = self._made(node)
            else:
                stack += missing
        return self._true[wanted]

    def _made(self, node: int) -> Fraction | None:
        row, parameter = self.graph.operations[node], self.graph.parameters[node]
        if row is CONSTANT:
            return _short(parameter.value)
        if row is INPUT:
            return _short(self.point.get(parameter))
        x = [self._true[a] for a in self.graph.arguments[node]]
        if row is MUL and 0 in x:
            return Fraction(0)
        if row is WHERE and x[0] is not None:
            return x[1] if x[0] else x[2]
        return None if None in x or not x else self._applied(node, row, x)

    def _applied(self, node: int, row: Operation, x: list[Any]) -> Fraction | None:
        """A function of fractions, if it is one and that is seen at once."""
        value = self.values.get(node)
        if row in RATIONAL:
            try:
                found = evaluation.function_of(row, len(x), evaluation.exact())(*x)
            except (ArithmeticError, ValueError):
                return None
            return _short(Fraction(found) if isinstance(found, bool) else found)
        if row.name == "power" and x[1] == int(x[1]) and abs(x[1]) <= LARGEST_EXPONENT and (x[0] or x[1] > 0):
            return _short(x[0] ** int(x[1]))
        if not isinstance(value, float) or not isfinite(value):
            return None
        root = row.name == "sqrt" and Fraction(value) ** 2 == x[0]
        known = value in KNOWN if not any(x) else row.name in LOGARITHMS and x == [1] and not value
        return Fraction(value) if root or known else None

    def differs_from_zero(self, node: int) -> bool:
        """Whether a node is so far from 0 that rounding does not matter."""
        value = self.values.get(node)
        return isinstance(value, float) and isfinite(value) and abs(value) > CANCELLED * self.entered(node)

    def entered(self, node: int) -> float:
        """The size of the largest number that a node was computed from."""
        found = (self.values.get(n) for n in self.graph.reached([node]))
        return max((abs(v) for v in found if isinstance(v, float) and isfinite(v)), default=0.0)


def _short(value: Any) -> Fraction | None:
    """The fraction, if it is one and not too long."""
    if not isinstance(value, Fraction):
        return None
    return value if max(value.numerator.bit_length(), value.denominator.bit_length()) <= LONGEST_BITS else None


def leaves_open(floats: Floats, distances: Iterable[int], values: Mapping[int, Any]) -> bool:
    """Whether some distance is 0 within rounding and not exactly so; `values` are those of the distances.

    abs(x + y - z) at 0.1, 0.2, 0.3 is 5.6e-17 away, and four units in the last place are what is allowed.
    """
    largest = max((abs(v) for v in values.values() if isinstance(v, float) and isfinite(v)), default=0.0)
    for node in distances:
        distance = values[node]
        if isinstance(distance, float) and abs(distance) <= ROUNDING * largest:
            if not distance and floats.is_exact(node):
                continue
            if abs(distance) <= ROUNDING * floats.entered(node):
                return True
    return False


def cancels(floats: Floats, nodes: Iterable[int]) -> bool:
    """Whether a sum among the nodes has lost all its digits: its sign, and whether it is 0, is left open."""
    graph, values = floats.graph, floats.values
    for node in graph.reached(nodes):
        value = values.get(node)
        if graph.operations[node] in SUMS and isinstance(value, float):
            terms = [abs(v) for a in graph.arguments[node] if isinstance(v := values.get(a), float)]
            if abs(value) <= CANCELLED * max(terms, default=0.0) != 0 and not floats.is_exact(node):
                return True
    return False


def divides_by_rounding(floats: Floats, nodes: Iterable[int]) -> bool:
    """Whether some node divides by a number, or takes its logarithm, that is 0 within rounding.

    Such is the determinant of a matrix that is singular within rounding.
    """
    graph, values = floats.graph, floats.values
    several = {graph.arguments[n][NOT_AT_ZERO[row]] for n in nodes if (row := graph.operations[n]) in NOT_AT_ZERO}
    made = [node for node in several if graph.operations[node] in ARITHMETIC and isinstance(values.get(node), float)]
    errors = _errors(floats, made)
    return any(abs(values[n]) <= errors[n] and not floats.is_exact(n) for n in made)


def _errors(floats: Floats, wanted: Iterable[int]) -> dict[int, float]:
    """How far rounding may have brought floats from their true values; only arithmetic hands it on."""
    graph, values = floats.graph, floats.values
    errors: dict[int, float] = {}
    for node in graph.reached(wanted):
        row, several, value = graph.operations[node], graph.arguments[node], values.get(node)
        if not isinstance(value, float) or not isfinite(value):
            errors[node] = 0.0
            continue
        errors[node] = ROUNDING * abs(value)
        if row in ARITHMETIC:
            errors[node] += _carried(row, value, [values[a] for a in several], [errors[a] for a in several])
    return errors


def _carried(row: Operation, y: float, x: list[float], errors: list[float]) -> float:
    """What errors of the arguments make of a sum, a product or a quotient."""
    if row is MUL:
        return abs(x[0]) * errors[1] + abs(x[1]) * errors[0]
    if row is DIV:
        return (errors[0] + abs(y) * errors[1]) / abs(x[1]) if x[1] else 0.0
    return sum(errors)
