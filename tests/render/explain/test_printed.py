"""Every number that the explanations of the worked examples print, read off the text and worked out again.

The printed table of steps is run by Python on Fractions, and on dual numbers for J; matrices are multiplied and
multiplications counted here. The sums of section c and the equations of e and g are read in tests/cli.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.render.explain.test_layout import EXAMPLES, text
from tests.test_worked_examples import LINES

AT_POINT = [name for name, line in zip(EXAMPLES, LINES, strict=True) if "--at" in line["argv"]]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:/\d+)?")
# A label, a function, a name with or without an index, or a number.
WORD = re.compile(r"#\d+|[A-Za-z_]\w*(?:\[\d+(?:,\d+)*\])?|\d+")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


# ── a reader of its own ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Dual:
    """a + b·ε with ε² = 0."""

    a: Fraction
    b: Fraction = Fraction(0)

    def __add__(self, other: Any) -> Dual:
        return Dual(self.a + dual(other).a, self.b + dual(other).b)

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


def sections(name: str, lang: str = "en") -> dict[str, list[str]]:
    """The lines of each section, by the letter of its heading, lines as wide as they need."""
    found: dict[str, list[str]] = {"": []}
    where, before = "", "begin"
    for line in text(EXAMPLES[name](), "plain", whole=True, lang=lang).splitlines():
        heading = re.match(r"([a-i])  |(?:Why not|为什么)", line)
        if heading and not before:
            where = heading[1] or "tensor"
        found.setdefault(where, []).append(line)
        before = line
    return found


def cells(line: str) -> list[str]:
    return re.split(r" {2,}", line.rstrip())


def array(written: str) -> Any:
    """`[[1, 2], [3/2, 4]]` in Fractions, as a number or an array of objects."""
    nested = np.array(json.loads(NUMBER.sub(lambda found: f'"{found[0]}"', written)), dtype=object)
    found = np.vectorize(Fraction, otypes=[object])(nested)
    return found if found.shape else found[()]


def printed_steps(name: str) -> list[tuple[str, str, str, Any]]:
    """(label, operation, shape, value), a line each."""
    rows = [cells(line) for line in sections(name)["a"]]
    return [(row[0], row[1], row[3], array(row[4])) for row in rows if len(row) == 5 and row[0] != "step"]


def computed(operation: str, known: dict[str, Any]) -> Any:
    """Python's own reading of an operation over known steps."""
    written = re.fullmatch(r"update\(zeros\((\d+), (\d+)\)((?:, \[\d+, \d+\]=#\d+)+)\)", operation)
    if written:
        found = np.full((int(written[1]), int(written[2])), Fraction(0), dtype=object)
        for i, j, label in re.findall(r"\[(\d+), (\d+)\]=(#\d+)", written[3]):
            found[int(i), int(j)] = known[label]
        return found

    def python(match: re.Match[str]) -> str:
        word = match[0]
        return f"known[{word!r}]" if word in known else f"Fraction({word})" if word.isdecimal() else word

    index = re.fullmatch(r"(\w+)\[(\d+), (\d+)\]", operation)
    if index:
        return known[index[1]][int(index[2]), int(index[3])]
    return eval(
        WORD.sub(python, operation),
        {"Fraction": Fraction, "known": known, "mean": lambda a: a.sum() / Fraction(a.size)},
    )


def run(name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """Every step, out of the printed operations."""
    known = dict(inputs)
    for label, operation, _, _ in printed_steps(name):
        if operation != "input":
            known[label] = computed(operation, known)
    return known


def point(name: str) -> dict[str, Any]:
    return {label: value for label, operation, _, value in printed_steps(name) if operation == "input"}


def elements(name: str) -> dict[str, Any]:
    """The printed steps, arrays element by element."""
    found: dict[str, Any] = {}
    for label, _, _, value in printed_steps(name):
        places = np.ndindex(*np.shape(value)) if np.shape(value) else ()
        found |= {f"{label}[{','.join(map(str, place))}]": value[place] for place in places}
        found[label] = value
    return found


def jacobian(name: str) -> list[list[Fraction]]:
    """J, a column per run with ε at one input element."""
    outputs = list(EXAMPLES[name]().answer.output_shapes)
    columns = []
    for moved, value in point(name).items():
        for place in np.ndindex(*np.shape(value)):
            inputs = {n: np.vectorize(dual, otypes=[object])(v) for n, v in point(name).items()}
            inputs[moved][place] = inputs[moved][place] + Dual(Fraction(0), Fraction(1))
            known = run(name, {n: v if v.shape else v[()] for n, v in inputs.items()})
            columns.append([dual(e).b for output in outputs for e in np.ravel(known[output])])
    return [list(row) for row in zip(*columns, strict=True)]


def table(lines: Sequence[str]) -> list[list[Fraction]]:
    """The numbers of a printed matrix: the last number of `6*b[0] = 30`."""
    return [[Fraction(cell.split(" = ")[-1]) for cell in cells(line)[1:]] for line in lines]


def times(a: Sequence[Sequence[Fraction]], b: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    return [
        [sum((x * y for x, y in zip(row, column, strict=True)), Fraction(0)) for column in zip(*b, strict=True)]
        for row in a
    ]


# ── a, b ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", AT_POINT)
def test_steps(name: str) -> None:
    known = run(name, point(name))
    for label, _, shape, value in printed_steps(name):
        assert np.all(known[label] == value), label
        assert shape == ("×".join(map(str, np.shape(value))) or "()"), label


@pytest.mark.parametrize("name", AT_POINT)
def test_rows(name: str) -> None:
    """The numbers and formulas of b, both against J."""
    lines, expected = sections(name)["b"], jacobian(name)
    known = elements(name)
    (title,) = (line for line in lines if "J is" in line or "one row" in line)
    if len(expected) > 1:
        assert f"Each of the {len(expected)} outputs" in title
        assert title.endswith(f"J is {len(expected)}×{len(expected[0])}.")
    found = list(printed_entries(lines, len(expected), EXAMPLES[name]().answer.inputs))
    assert sum(1 for *_, number, _ in found if number) >= sum(1 for row in expected for entry in row if entry)
    for i, j, number, formula in found:
        assert number == expected[i][j]
        if formula:
            assert computed(formula, known) == number, formula


def printed_entries(lines: list[str], rows: int, inputs: Sequence[str]) -> list[tuple[int, int, Fraction, str]]:
    """(row, column, number, formula) of every entry of section b."""
    found: list[tuple[int, int, Fraction, str]] = []
    at = -1
    listed = not any(set(inputs) <= set(cells(line)) for line in lines)
    for line in lines:
        row = cells(line)
        if rows == 1 and row[0].startswith("∂"):
            column = inputs.index(row[0].rpartition("∂")[2])
            value, *formula = sorted(row[1:], key=lambda cell: NUMBER.fullmatch(cell) is None)
            found.append((0, column, Fraction(value), formula[0] if formula else ""))
        elif listed and len(row) >= 3 and row[1] in inputs:
            at += row[0].startswith("∇")
            value, *formula = sorted(row[2:], key=lambda cell: NUMBER.fullmatch(cell) is None)
            found.append((at, inputs.index(row[1]), Fraction(value), formula[0] if formula else ""))
        elif not listed and row[0].startswith("∇") and len(row) == len(inputs) + 1:
            at += 1
            found += [(at, j, Fraction(cell), "") for j, cell in enumerate(row[1:])]
    return found


# ── f ─────────────────────────────────────────────────────────────────────────────────────────────────────


def counted(shapes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Inner products and multiplications of a product of matrices, multiplied from the left, one by one."""
    inner = multiplications = 0
    m, _ = shapes[0]
    for (_, k), (_, n) in pairwise(shapes):
        for _ in range(m * n):
            inner += 1
            multiplications += k
    return inner, multiplications


def transposed(shapes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(n, m) for m, n in reversed(shapes)]


CHAINS = [name for name in EXAMPLES if any(line.startswith("J = ") for line in sections(name)["f"])]


def test_there_are_chains() -> None:
    assert len(CHAINS) == 3


@pytest.mark.parametrize("name", CHAINS)
def test_costs(name: str) -> None:
    """Counted by multiplying shapes, from either side; the sums that are printed are those numbers."""
    lines = sections(name)["f"]
    (shapes_line,) = (line for line in lines if re.match(r"\d+×\d+ = \(", line))
    whole, *shapes = [(int(m), int(n)) for m, n in re.findall(r"(\d+)×(\d+)", shapes_line)]
    assert whole == (shapes[0][0], shapes[-1][1])
    assert all(one[1] == other[0] for one, other in pairwise(shapes))
    sides = {
        "wᵀJ from the left": counted([(1, whole[0]), *shapes]),
        "wᵀJ from the right": counted(transposed([(1, whole[0]), *shapes])),
    }
    for line in lines:
        if line.startswith("wᵀJ from"):
            label, total, multiplications = cells(line)
            terms, inner = total.split(" = ")
            assert sum(math.prod(map(int, term.split("·"))) for term in terms.split(" + ")) == int(inner)
            assert (int(inner), int(multiplications)) == sides.pop(label)
    assert not sides
    (verdict,) = (line for line in lines if line.startswith("For wᵀJ the left is cheaper"))
    left, right = map(int, NUMBER.findall(verdict))
    assert left < right
    assert f"{left}\n" in "\n".join(cells(line)[-1] for line in lines) + "\n"
    assert left == counted([(1, whole[0]), *shapes])[1]
    assert right == counted(transposed([(1, whole[0]), *shapes]))[1]


@pytest.mark.parametrize("name", [name for name in CHAINS if name in AT_POINT])
def test_local_jacobians(name: str) -> None:
    """The printed factors, multiplied, are the printed product and J; the formulas in them give their numbers."""
    lines = sections(name)["f"]
    known = elements(name)
    factors = []
    for start, line in enumerate(lines):
        heading = re.fullmatch(r"∂\S+/∂\S+  (\d+)×(\d+)", line)
        if heading:
            rows = lines[start + 2 : start + 2 + int(heading[1])]
            factors.append(table(rows))
            assert len(factors[-1][0]) == int(heading[2])
            for formula, number in re.findall(r"(\S+) = (\S+)", "\n".join(rows)):
                assert computed(formula, known) == Fraction(number)
    product = factors[0]
    for factor in factors[1:]:
        product = times(factor, product)
    start = lines.index("Multiplied out:")
    assert table(lines[start + 2 : start + 2 + len(product)]) == product == jacobian(name)


@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_two_by_two(n: int) -> None:
    """The general sentence: 2n from the left, 4(n-1) + 2 if the matrices are multiplied first."""
    assert counted([(1, 2), *[(2, 2)] * n])[0] == 2 * n
    assert counted([*[(2, 2)] * n])[0] + 2 == 4 * (n - 1) + 2


# ── h ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", EXAMPLES)
def test_conventions(name: str) -> None:
    lines, answer = sections(name)["h"], EXAMPLES[name]().answer
    rows, columns = len(answer.outputs), len(answer.inputs)
    assert f"{rows}×{columns} here" in lines[1]
    assert f"Jᵀ, {columns}×{rows};" in lines[1]
    assert f"of length {columns}." in lines[2]
    start = 0
    for line in lines:
        stretch = re.fullmatch(r"(\w+)\.grad  (\S+)  +\(wᵀJ\)\[(\d+)(?::(\d+))?\]", line)
        if stretch:
            shape = [] if stretch[2] == "()" else [int(n) for n in stretch[2].split("×")]
            assert tuple(shape) == answer.input_shapes[stretch[1]]
            assert int(stretch[3]) == start
            start += math.prod(shape)
            assert int(stretch[4] or start) == start
    assert start == columns
    counting = re.search(r"(\w+)\[([\d,]+)\] is what a book calls (\w+?)([₀-₉]+)\.", "\n".join(lines))
    if counting:
        name_, place, book, digits = counting.groups()
        assert book == name_
        assert [int(d) - 1 for d in digits.translate(SUBSCRIPTS)] == [int(d) for d in place.split(",")]
    size = re.search(r"torch\.Size\(\[([\d, ]+)\]\)", "\n".join(lines))
    if size and len(answer.output_shapes) == 1:
        assert [tuple(map(int, size[1].split(",")))] == list(answer.output_shapes.values())


# ── a tensor by a tensor ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", AT_POINT)
def test_tensor(name: str) -> None:
    lines, expected = sections(name)["tensor"], jacobian(name)
    pairs = [cells(line) for line in lines if re.match(r"∂\S.*/∂.*  [\d×]+  +\d+  +\d+$", line)]
    for _, shape, several, nonzero in pairs:
        assert math.prod(map(int, shape.split("×"))) == int(several) >= int(nonzero)
    assert sum(int(several) for _, _, several, _ in pairs) == len(expected) * len(expected[0])
    assert sum(int(nonzero) for *_, nonzero in pairs) == sum(1 for row in expected for entry in row if entry)
    if len(expected) == 1:
        assert not any("Multiplications" in line for line in lines)
        return
    found = re.search(
        r"itself: (\d+) to find all (\d+) entries and (\d+) to weigh them with w, (\d+) together\."
        r" One VJP takes (\d+)\.",
        "\n".join(lines),
    )
    assert found is not None
    whole, entries, weighing, together, vjp = map(int, found.groups())
    assert entries == weighing == len(expected) * len(expected[0])
    assert together == whole + weighing
    assert any("VJP is cheaper" in line for line in lines) == (vjp < together)
    assert (whole, vjp) == MULTIPLICATIONS[name]
    assert any(f"{len(expected)} VJPs rebuild" in line for line in lines)
    check_one_hots(lines, expected)


# Counted by hand: all entries of J, and one VJP with any weights.
MULTIPLICATIONS = {
    "three-by-three": (6, 14),
    "weights-multiply-each-gradient": (2, 4),
    "a-full-Jacobian-from-one-hot-weights": (1, 5),
    "row-vector-times-matrix": (0, 8),
    "matrix-product-all-ones": (0, 24),
    "matrix-weights": (0, 4),
    "sum-makes-it-scalar": (0, 0),
}


def check_one_hots(lines: list[str], expected: list[list[Fraction]]) -> None:
    """Each w has a 1 in its own place; what its VJP gives, input by input, is that row of J."""
    picked: list[list[Fraction]] = []
    for line in lines:
        weight = re.fullmatch(r"\S+: w = (.*)", line)
        if weight:
            flat = np.ravel(array(weight[1])).tolist()
            assert flat == [int(i == len(picked)) for i in range(len(expected))]
            picked.append([])
        numbers = re.fullmatch(r" +∂\S+/∂.+ = (.*)", line)
        if numbers:
            picked[-1] += np.ravel(array(numbers[1])).tolist()
    assert picked == expected


# ── both languages ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_languages_print_the_same_numbers(name: str) -> None:
    english, chinese = sections(name), sections(name, "zh")
    assert english.keys() == chinese.keys()
    for letter in english.keys() - {""}:
        one, other = (sorted(NUMBER.findall("\n".join(told[letter]))) for told in (english, chinese))
        assert one == other, letter
