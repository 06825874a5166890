"""An explanation as it is printed, every line of it read and worked out again.

Each line is a table row, an equation or a sentence. Equations are evaluated side by side; cells of tables are compared
with what dual numbers give; the fields of a sentence are found by its own text in the catalogue. A line that nothing
reads raises AssertionError, so that no number is left unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import chain, pairwise
from typing import Any
from unicodedata import normalize

import numpy as np

from jacli.render.messages import catalogue
from jacli.render.widths import display_width
from tests.render.explain.reader import (
    NAME,
    SLOPE,
    UPDATE,
    Program,
    array,
    barred,
    dot,
    evaluated,
    invented,
    python,
    same,
)
from tests.render.explain.sentences import EXPECTED, sentences
from tests.render.explain.tables import TABLES, shape_of

RULE = re.compile(r" *─+$")
FACTOR = re.compile(r"(∂\S+/∂\S+)  (\d+)×(\d+)$")
# The word for the kind of a note.
KIND = re.compile(r"[^\s：]+(?:: |：)")
INDEXED = re.compile(r"(\S.*?)(\[\d+, \d+\])")


def cells(line: str) -> list[tuple[int, str]]:
    """What stands in a row, each with its place in columns of the terminal."""
    return [(display_width(line[: match.start()]), match[0]) for match in re.finditer(r"\S+(?: \S+)*", line)]


def terms(side: str) -> list[list[str]]:
    """The factors of the terms of a sum."""
    return [split(term, (" · ", "·", " @ ")) for term in split(side, (" + ",))]


def split(text: str, signs: Sequence[str]) -> list[str]:
    """Parted at signs outside brackets."""
    found, depth, start, position = [], 0, 0, 0
    while position < len(text):
        depth += (text[position] in "([") - (text[position] in ")]")
        sign = next((sign for sign in signs if not depth and text.startswith(sign, position)), None)
        if sign is None:
            position += 1
            continue
        found.append(text[start:position])
        position = start = position + len(sign)
    return [*found, text[start:]]


def made_alike(one: str, other: str) -> bool:
    """Whether two sides are sums of as many products of as many factors."""
    return [len(term) for term in terms(one)] == [len(term) for term in terms(other)]


def is_equation(line: str) -> bool:
    return line.startswith("  ")


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────


class Told:
    """The lines of one explanation, by section, and the program that they are about."""

    program: Program
    flat_outputs: list[str]
    calls: list[list[Fraction]]
    repeat: int

    def __init__(
        self,
        printed: str,
        lang: str,
        *,
        outputs: Sequence[str],
        wrt: Sequence[str],
        calls: Sequence[Sequence[Fraction]],
    ) -> None:
        """`calls` are the weights of every call of backward, flat."""
        self.lang = lang
        self.words = catalogue(lang)
        self.sections = self._sections(printed)
        self.calls = [list(call) for call in calls]
        total = [sum(column, Fraction(0)) for column in zip(*calls, strict=True)]
        self.program = self._program(outputs, wrt, total)
        # The same program elsewhere: a formula holds there too, a number does not.
        inputs = {name: invented(np.shape(value), k) for k, (name, value) in enumerate(self.program.inputs.items(), 7)}
        self.elsewhere = Program(self.program.steps, inputs, outputs, wrt, self.program.weights)
        self.jacobian = self.program.jacobian()
        self.flat_inputs = [name for name, _ in self.program.elements(wrt)]
        self.flat_outputs = [name for name, _ in self.program.elements(outputs)]
        found = re.search(r"(\w+) = sum\(", "\n".join(self.sections.get("d", [])[:1]))
        self.scalar = found[1] if found else "m"
        self.held = [Fraction(0)] * len(self.flat_inputs)
        self.section = ""
        self.local = False
        self.factor: Any = None
        self.factors: list[Any] = []
        self.multiplications = (0, 0)
        self.next = self.next_output = 0
        self.step = ""
        self.cheaper = False
        self.repeat = 1

    def _sections(self, printed: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {"": []}
        where, before = "", "begin"
        for line in printed.splitlines():
            heading = re.match(r"([a-i])  \S", line)
            if not before and (heading or line == self.words["explain-tensor"]):
                where = heading[1] if heading else "tensor"
            found.setdefault(where, []).append(line)
            before = line
        return found

    def _program(self, outputs: Sequence[str], wrt: Sequence[str], weights: list[Fraction]) -> Program:
        """The table of section a; an input without a value gets one."""
        rows = list(self._step_rows())
        inputs: dict[str, Any] = {}
        for row in rows:
            if row[1] == self.words["explain-input"]:
                shape = shape_of(row[3])
                inputs[row[0]] = evaluated(row[4], inputs.__getitem__) if len(row) > 4 else invented(shape, len(inputs))
        steps = [(row[0], row[1]) for row in rows if row[0] not in inputs]
        return Program(steps, inputs, outputs, wrt, weights)

    def _step_rows(self) -> Iterator[list[str]]:
        lines = self.sections["a"]
        start = next(k for k, line in enumerate(lines) if RULE.fullmatch(line)) + 1
        for line in lines[start:]:
            if not line.strip():
                return
            yield [text for _, text in cells(line)]

    def check_against(self, typed: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """The table of steps computes what was typed, here and elsewhere."""
        for program in self.worlds():
            expected = typed(program.inputs)
            for name in program.outputs:
                assert same(program.values[name], expected[name]), name

    # ── names ──

    def get(self, name: str) -> Any:
        """A name that a formula uses."""
        program = self.program
        if name in program.values:
            return program.values[name]
        bars = {barred(label): label for label in program.values}
        if name in bars:
            return program.cotangent(bars[name])
        if name.endswith(".grad"):
            return self._gradient_of(name.removesuffix(".grad"))
        if name == "wᵀJ":
            return array(program.gradient())
        if name == self.scalar:
            return dot(program.weights, [value for _, value in program.elements(program.outputs)])
        if name == "w":
            shape = np.shape(program.values[program.outputs[0]]) if len(program.outputs) == 1 else None
            return array(program.weights).reshape(shape if shape is not None else -1)
        raise AssertionError(f"nothing is called {name}")

    def _gradient_of(self, name: str) -> Any:
        """`.grad` of an input: the whole, or in section i what has accumulated so far."""
        flat = self.held if self.section == "i" else self.program.gradient()
        entries = dict(zip(self.flat_inputs, flat, strict=True))
        found = [entries[element] for element, _ in self.program.elements([name])]
        shape = np.shape(self.program.values[name])
        return array(found).reshape(shape) if shape else found[0]

    def slope(self, upper: str, lower: str) -> Any:
        """∂upper/∂lower: one factor of a contribution in section e, else all ways together."""
        if upper == self.scalar:
            return self.program.weights[self.flat_outputs.index(lower)]
        if self.local:
            return self.program.local(upper, lower)
        names = lower.strip("()").split(", ") if lower.startswith("(") else [lower]
        stem, _, place = upper.partition("[")
        index = tuple(map(int, place.rstrip("]").split(","))) if place else ()
        found = [self.program.total(stem, name)[index] for name in names]
        return array(found) if lower.startswith("(") else found[0]

    def row(self, output: str) -> Any:
        """∇output."""
        return array(self.jacobian[self.flat_outputs.index(output)])

    def worths(self, text: str) -> Any:
        """What a formula is worth elsewhere; None for bare numbers."""
        if not UPDATE.fullmatch(text) and not re.search("get|slope|row", python(text)):
            return None
        with self.moved():
            return self.worth(text)

    @contextmanager
    def moved(self) -> Iterator[None]:
        """Everything at the other point."""
        here = self.program, self.jacobian
        self.program = self.elsewhere
        self.jacobian = self.program.jacobian()
        try:
            yield
        finally:
            self.program, self.jacobian = here

    def worth(self, text: str) -> Any:
        if UPDATE.fullmatch(text):
            return self.program.computed(text, self.program.values)
        return evaluated(text, self.get, slope=self.slope, row=self.row)

    # ── lines ──

    def check(self, letter: str) -> None:
        """Read all lines of a section."""
        self.section = letter
        self.next = self.next_output = 0
        lines = self.sections[letter]
        k = 0
        while k < len(lines):
            line = lines[k]
            if not line.strip():
                k += 1
            elif k + 1 < len(lines) and RULE.fullmatch(lines[k + 1]):
                k = self._table(lines, k)
            elif is_equation(line):
                joined = line.strip()
                k += 1
                while k < len(lines) and re.match(r" +[=≈] ", lines[k]):
                    joined += f" {lines[k].strip()}"
                    k += 1
                self.equation(joined)
            else:
                self.sentence(re.sub(r"^[a-i]  ", "", line))
                k += 1

    def equation(self, text: str) -> None:
        """All sides are worth the same; what is bound to a name is worth that name."""
        if self._is_leaf(text) or self._is_chain(text):
            return
        one_hot = re.fullmatch(r"(\S+): w = (.+)", text)
        if one_hot and not text.startswith(one_hot[1] + ": w = ∂") and ".backward" not in one_hot[1]:
            expected = [Fraction(name == one_hot[1]) for name in self.flat_outputs]
            assert same(np.ravel(self.worth(one_hot[2])), array(expected)), text
            return
        text = re.sub(r"^\S+\.backward\(w\): w = ", "", text)
        for part in re.split(r"   (?=wᵀJ = )", text):
            label = re.match(r"(\S+\.grad\S*)  +(?=[^= ])", part)
            bound = f"{label[1]} = {part[label.end() :]}" if label else part
            sides = re.split(r"\s+[=≈]\s+", bound)
            assert len(sides) > 1, text
            self.local = self.section == "e" and "∂" in text and not text.startswith("∂") and _has_bar(sides[0])
            for one, other in pairwise(sides):
                self._compare(one, other, flat=sides[0] == "w")
            elsewhere = [worth for side in sides if (worth := self.worths(side)) is not None]
            for before, after in pairwise(elsewhere):
                assert same(before, after), text
            if self.section == "e":
                self._check_step(sides)
            if self.local:
                self._check_contributions(sides)
            self.local = False
            self._check_order(sides)

    def _compare(self, one: str, other: str, *, flat: bool) -> None:
        """Two sides of an equation, factor by factor where they are made alike."""
        worths = [np.ravel(self.worth(side)) if flat else self.worth(side) for side in (one, other)]
        assert same(*worths), f"{one} = {other}"
        taken = [INDEXED.fullmatch(side) for side in (one, other)]
        if taken[0] and taken[1]:
            assert taken[0][2] == taken[1][2]
            self._compare(taken[0][1], taken[1][1], flat=flat)
        elif made_alike(one, other) and terms(one) != [[one]]:
            for left, right in zip(chain(*terms(one)), chain(*terms(other)), strict=True):
                assert same(self.worth(left), self.worth(right)), f"{left} in {one} = {other}"

    def _check_step(self, sides: Sequence[str]) -> None:
        """A step is followed by its own cotangent."""
        if sides[0] in self.program.values:
            self.step = sides[0]
        elif _has_bar(sides[0]):
            assert normalize("NFD", sides[0]) == barred(self.step), sides

    def _check_contributions(self, sides: Sequence[str]) -> None:
        """`c̄ · ∂c/∂b` for every use of b, and beside it the same with a formula."""
        head, side = sides[:2]
        bars = {barred(label): label for label in self.program.values}
        label = bars[normalize("NFD", head)]
        for term in terms(side):
            slope = SLOPE.fullmatch(term[-1]) if len(term) == 2 else None
            if slope is not None:
                assert (bars[normalize("NFD", term[0])], label) == slope.groups(), side
        if SLOPE.search(side):
            for other in sides[2:3] if _has_bar(sides[2]) else ():
                assert [term[0] for term in terms(other)] == [term[0] for term in terms(side)], sides
            uses = sum(re.findall(NAME, operation).count(label) for _, operation in self.program.steps)
            assert len(terms(side)) == uses, side

    def _check_order(self, sides: Sequence[str]) -> None:
        """Lines that go through the inputs or outputs leave none out, and their terms are those of J."""
        grad = re.fullmatch(r"(\w+)\.grad(\S*)", sides[0])
        if grad and self.section in "ci" and grad[1] + grad[2] in self.flat_inputs:
            place = self.flat_inputs.index(grad[1] + grad[2])
            assert place == self.next, sides
            self.next = (place + 1) % len(self.flat_inputs)
            column = [row[place] for row in self.jacobian]
            if self.section == "c" and len(sides) > 2:
                self._check_sum(sides[2], column)
        slope = SLOPE.fullmatch(sides[0])
        if slope and slope[1] == self.scalar:
            weighted = [name for name, w in zip(self.flat_outputs, self.program.weights, strict=True) if w]
            assert slope[2] == weighted[self.next_output], sides
            self.next_output += 1

    def _check_sum(self, total: str, column: Sequence[Fraction]) -> None:
        """`3·3 + 2·3 + 1·2`: weights and entries, or entries alone where all weights are 1."""
        found = [[self.worth(factor) for factor in term] for term in terms(total)]
        pairs = [[w, e] for w, e in zip(self.program.weights, column, strict=True)]
        assert found == (pairs if len(found[0]) == 2 else [[e] for _, e in pairs]), total

    def _is_leaf(self, text: str) -> bool:
        found = next(p for code, p in sentences(self.lang) if code == "explain-sweep-leaf").fullmatch(text)
        if found is None:
            return False
        assert found["name"] in self.program.wrt
        self.step = found["name"]
        assert normalize("NFD", found["bar"]) == barred(found["name"]), text
        return True

    def _is_chain(self, text: str) -> bool:
        """`J = ∂z/∂y @ ∂y/∂x` and `2×4 = (2×3) @ (3×4)`."""
        if text.startswith("J = "):
            factors = [self.program.matrix(*slope.groups()) for slope in SLOPE.finditer(text)]
            assert " @ ".join(s[0] for s in SLOPE.finditer(text)) == text.removeprefix("J = ")
            product = factors[0]
            for factor in factors[1:]:
                product = product @ factor
            assert same(product, array(self.jacobian)), text
            self.factors = factors
            return True
        shapes = [(int(m), int(n)) for m, n in re.findall(r"(\d+)×(\d+)", text)]
        if shapes and re.fullmatch(r"\d+×\d+ = \(\d+×\d+\)(?: @ \(\d+×\d+\))*", text):
            whole, *several = shapes
            assert several == [factor.shape for factor in self.factors], text
            assert whole == np.shape(array(self.jacobian)), text
            return True
        return False

    def sentence(self, line: str) -> None:
        """One of the catalogue, all of whose fields with a digit in them are known."""
        factor = FACTOR.fullmatch(line)
        if factor:
            upper, lower = SLOPE.fullmatch(factor[1]).groups()  # type: ignore[union-attr]
            self.factor = upper, lower
            assert self.program.matrix(upper, lower).shape == (int(factor[2]), int(factor[3])), line
            return
        if not self.section and self._is_heading(line):
            return
        kind = KIND.match(line)
        texts = [line, line[kind.end() :]] if kind else [line]
        matched = [(c, found) for c, p in sentences(self.lang) for t in texts if (found := p.fullmatch(t)) is not None]
        assert matched, f"no sentence of the catalogue: {line}"
        code, found = matched[0]
        expected = EXPECTED[code](self, found.groupdict()) if code in EXPECTED else {}
        for name, text in found.groupdict().items():
            if name in expected:
                assert text == (None if expected[name] is None else str(expected[name])), f"{name} in {line}"
            elif text is not None:
                self._is_known(text, line)

    def _is_heading(self, line: str) -> bool:
        """The point and the weights above the first section."""
        if line.startswith("w = "):
            self.equation(line)
            return True
        point = re.fullmatch(r"(?:at|在) (\w+ = .*?)(?: 处)?", line)
        if point:
            told = re.split(r", (?=\w+ = )", point[1])
            assert [item.partition(" = ")[0] for item in told] == list(self.program.inputs)
            for item in told:
                self.equation(item)
        return bool(point)

    def _is_known(self, text: str, line: str) -> None:
        """A field with digits in it is a list of names."""
        if not re.search(r"\d", text):
            return
        known = {*self.program.values, *self.flat_outputs, *self.flat_inputs}
        call = re.fullmatch(r"(\w+)(?:\.sum\(\))?\.backward\((?:w|retain_graph=True)?\)", text)
        names = [call[1]] if call else re.split(r", |、", text)
        assert set(names) <= known, f"{text!r} in {line!r}"

    # ── tables ──

    def _table(self, lines: Sequence[str], k: int) -> int:
        """Read the table whose headings are line k; returns the line behind it."""
        headings, rows = cells(lines[k]), []
        k += 2
        while k < len(lines):
            if lines[k].strip():
                if not lines[k].startswith("  "):
                    break
                rows.append(cells(lines[k]))
                k += 1
            elif k + 1 < len(lines) and self._goes_on(lines[k + 1]):
                k += 1
            else:
                break
        for _, heading in headings:
            self._check_heading(heading)
        TABLES[self.section](self, headings, rows)
        return k

    def _check_heading(self, heading: str) -> None:
        if re.search(r"\d", heading) and heading not in self.words.values():
            assert heading in {name for name, _ in self.program.elements(list(self.program.values))}

    def _goes_on(self, line: str) -> bool:
        """Whether a table goes on with a line behind an empty one: rows with formulas below them are parted."""
        return line.startswith("    ") or (line.startswith("  ") and self.section == "b")

    def worlds(self) -> tuple[Program, Program]:
        """The program here, and elsewhere."""
        return self.program, self.elsewhere


def _has_bar(text: str) -> bool:
    return "\N{COMBINING MACRON}" in normalize("NFD", text)
