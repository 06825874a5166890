"""Printed arithmetic read back by a reader of its own: Python on Fractions, derivatives by dual numbers.

It knows nothing of graphs, sweeps or formulas. The printed table of steps is the program; everything else that an
explanation says is worked out from that.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from unicodedata import normalize

import numpy as np

MACRON = "\N{COMBINING MACRON}"
# `#3`, `x1`, `out`, each with or without a bar: x̄1, #3̄.
NAME = rf"(?:#\d+{MACRON}?|[^\W\d_]+{MACRON}?\w*)"
PLACE = r"(?:\[\d+(?:, ?\d+)*\])?"
SLOPE = re.compile(rf"∂({NAME}{PLACE}|\([^()]*\))/∂({NAME}{PLACE}|\([^()]*\))")
ROW = re.compile(rf"∇({NAME}{PLACE})")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
WORD = re.compile(rf"{NAME}(?:\.grad)?|wᵀJ")
STEM = re.compile(r"#\d+|[^\W\d_]+")
UPDATE = re.compile(r"update\(zeros\((\d+), (\d+)\)((?:, \[\d+, \d+\]=#\d+)+)\)")
FUNCTIONS = ("mean", "outer")


@dataclass(frozen=True)
class Dual:
    """a + b·ε with ε² = 0."""

    a: Fraction
    b: Fraction = Fraction(0)

    def __add__(self, other: Any) -> Dual:
        return Dual(self.a + dual(other).a, self.b + dual(other).b)

    def __sub__(self, other: Any) -> Dual:
        return Dual(self.a - dual(other).a, self.b - dual(other).b)

    def __mul__(self, other: Any) -> Dual:
        return Dual(self.a * dual(other).a, self.a * dual(other).b + self.b * dual(other).a)

    def __truediv__(self, other: Fraction) -> Dual:
        return Dual(self.a / other, self.b / other)

    def __pow__(self, exponent: Fraction) -> Dual:
        found = Dual(Fraction(1))
        for _ in range(int(exponent)):
            found = found * self
        return found

    __radd__, __rmul__ = __add__, __mul__


def dual(number: Any) -> Dual:
    return number if isinstance(number, Dual) else Dual(Fraction(number))


def array(entries: Any) -> Any:
    """Nested lists as an array of objects."""
    return np.array(entries, dtype=object)


def same(one: Any, other: Any) -> bool:
    """Equal in shape and entries; a vector of one number is printed like a number in parentheses."""
    if np.size(one) == np.size(other) == 1:
        return bool(np.ravel(one)[0] == np.ravel(other)[0])
    return np.shape(one) == np.shape(other) and bool(np.all(array(one) == array(other)))


def dot(one: Sequence[Any], other: Sequence[Any]) -> Any:
    return sum((a * b for a, b in zip(one, other, strict=True)), Fraction(0))


def barred(label: str) -> str:
    """What the cotangent of a step is called, its bar behind the letters."""
    stem = STEM.match(label)
    assert stem is not None
    return f"{stem[0]}{MACRON}{label[stem.end() :]}"


# ── text to Python ────────────────────────────────────────────────────────────────────────────────────────


def python(text: str) -> str:
    """A printed formula as an expression of Python over `get`, `slope`, `row` and Fractions."""
    text = normalize("NFD", text)
    written: list[str] = []
    closing: list[str] = []
    position, operand = 0, False
    while position < len(text):
        found = next(
            (
                (pattern, match)
                for pattern in (SLOPE, ROW, NUMBER, WORD)
                if (match := pattern.match(text, position)) is not None
            ),
            None,
        )
        sign = text[position]
        if found is not None:
            pattern, match = found
            written.append(_operand(pattern, match))
            position, operand = match.end(), match[0] not in FUNCTIONS
            continue
        if text.startswith(".T", position):
            written.append(".T")
            position += 2
            continue
        if sign == "[" and operand:
            end = text.index("]", position)
            written.append(f"[{re.sub(r'[^0-9,]', '', text[position + 1 : end])}]")
            position = end + 1
            continue
        if sign in "[(":
            listed = sign == "[" or (not _follows_function(written) and _has_comma(text, position))
            written.append("array([" if listed else "(")
            closing.append("])" if listed else ")")
        elif sign in "])":
            written.append(closing.pop())
        else:
            written.append({"·": "*"}.get(sign, sign))
        operand = sign in "])"
        position += 1
    return "".join(written).strip()


def _operand(pattern: re.Pattern[str], match: re.Match[str]) -> str:
    if pattern is SLOPE:
        return f"slope({match[1]!r}, {match[2]!r})"
    if pattern is ROW:
        return f"row({match[1]!r})"
    if pattern is NUMBER:
        return f"Fraction('{match[0]}')"
    return match[0] if match[0] in FUNCTIONS else f"get({match[0]!r})"


def _follows_function(written: Sequence[str]) -> bool:
    return bool(written) and written[-1] in FUNCTIONS


def _has_comma(text: str, opened: int) -> bool:
    """Whether the parenthesis holds a list."""
    depth = 0
    for sign in text[opened:]:
        depth += (sign in "([") - (sign in ")]")
        if not depth:
            return False
        if sign == "," and depth == 1:
            return True
    return False


# ── the program of the table of steps ─────────────────────────────────────────────────────────────────────


@dataclass
class Program:
    """The steps as printed: (label, operation), inputs with their values, outputs in order, and the weights."""

    steps: Sequence[tuple[str, str]]
    inputs: dict[str, Any]
    outputs: Sequence[str]
    wrt: Sequence[str]
    weights: list[Fraction] = field(default_factory=list)
    known_totals: dict[tuple[str, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = self.run({})
        self.weights = self.weights or [Fraction(1)] * sum(np.size(self.values[name]) for name in self.outputs)

    def run(self, held: dict[str, Any]) -> dict[str, Any]:
        """The value of every step; those that are held have the value given."""
        known = {**self.inputs, **held}
        for label, operation in self.steps:
            if label not in known:
                known[label] = self.computed(operation, known)
        return known

    def computed(self, operation: str, known: dict[str, Any]) -> Any:
        """A printed operation over known steps."""
        written = UPDATE.fullmatch(operation)
        if written:
            found = np.full((int(written[1]), int(written[2])), Fraction(0), dtype=object)
            for i, j, label in re.findall(r"\[(\d+), (\d+)\]=(#\d+)", written[3]):
                found[int(i), int(j)] = known[label]
            return found
        return evaluated(operation, known.__getitem__)

    def total(self, upper: str, lower: str) -> Any:
        """∂upper/∂lower of whole steps, all ways together: of the shape of upper, then that of lower."""
        if (upper, lower) not in self.known_totals:
            self.known_totals[upper, lower] = self._total(upper, lower)
        return self.known_totals[upper, lower]

    def _total(self, upper: str, lower: str) -> Any:
        value = self.values[lower]
        columns = []
        for place in np.ndindex(*np.shape(value)):
            moved = np.vectorize(dual, otypes=[object])(value)
            moved[place] = moved[place] + Dual(Fraction(0), Fraction(1))
            known = self.run({lower: moved if np.shape(value) else moved[()]})
            columns.append([dual(e).b for e in np.ravel(known[upper])])
        return array(list(zip(*columns, strict=True))).reshape((*np.shape(self.values[upper]), *np.shape(value)))

    def local(self, upper: str, lower: str) -> Any:
        """∂upper/∂lower by one use of lower, as a factor of the elements of a product: it has the shape of both."""
        (operation,) = (operation for label, operation in self.steps if label == upper)
        value = self.values[lower]
        once = python(operation).replace(f"get({lower!r})", "get('held')", 1)
        assert "held" in once, (upper, lower)
        columns = []
        for place in np.ndindex(*np.shape(value)):
            moved = np.vectorize(dual, otypes=[object])(value)
            moved[place] = moved[place] + Dual(Fraction(0), Fraction(1))
            known = {**self.values, "held": moved if np.shape(value) else moved[()]}
            columns.append([dual(e).b for e in np.ravel(evaluated_python(once, known.__getitem__))])
        matrix = array(list(zip(*columns, strict=True)))
        if not np.shape(self.values[upper]):
            return matrix[0].reshape(np.shape(value)) if np.shape(value) else matrix[0, 0]
        assert np.shape(value) == np.shape(self.values[upper])
        assert not any(e for i, row in enumerate(matrix) for j, e in enumerate(row) if i != j)
        return array([matrix[i, i] for i in range(len(matrix))]).reshape(np.shape(value))

    def jacobian(self) -> list[list[Fraction]]:
        """J over all outputs and the inputs to differentiate by."""
        blocks = [np.concatenate([self.matrix(output, name) for name in self.wrt], axis=1) for output in self.outputs]
        return [list(row) for row in np.concatenate(blocks)]

    def matrix(self, upper: str, lower: str) -> Any:
        """∂upper/∂lower as a matrix."""
        found = self.total(upper, lower)
        return found.reshape(np.size(self.values[upper]), np.size(self.values[lower]))

    def gradient(self) -> list[Fraction]:
        """wᵀJ."""
        return [
            sum((w * e for w, e in zip(self.weights, column, strict=True)), Fraction(0))
            for column in zip(*self.jacobian(), strict=True)
        ]

    def cotangent(self, label: str) -> Any:
        """∂(Σ wᵢ·yᵢ)/∂step, in the shape of the step."""
        rows = np.concatenate([self.matrix(output, label) for output in self.outputs])
        return (array(self.weights) @ rows).reshape(np.shape(self.values[label])) if rows.size else array([])

    def elements(self, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """The flat name and the value of every element of steps."""
        for name in names:
            value = self.values[name]
            if not np.shape(value):
                yield name, value
            else:
                for place in np.ndindex(*np.shape(value)):
                    yield f"{name}[{','.join(map(str, place))}]", value[place]


def evaluated(text: str, get: Callable[[str], Any], **others: Any) -> Any:
    """The worth of a printed formula."""
    return evaluated_python(python(text), get, **others)


def evaluated_python(source: str, get: Callable[[str], Any], **others: Any) -> Any:
    return eval(
        source,
        {"Fraction": Fraction, "array": array, "get": get, "mean": _mean, "outer": np.multiply.outer, **others},
    )


def _mean(a: Any) -> Any:
    return a.sum() / Fraction(a.size)


def invented(shape: Sequence[int], seed: int) -> Any:
    """Some numbers for an input without a value."""
    source = random.Random(seed)
    found = np.array([Fraction(source.randint(-9, 9), source.randint(1, 4)) for _ in range(int(np.prod(shape)))])
    return found.astype(object).reshape(tuple(shape)) if shape else found[0]
