"""What every section of an explanation is laid out with: sentences, numbers, and the signs between them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jacli.render.entries import Cells, flat_names, shape_of, stems, zero_entry
from jacli.render.explain.blocks import arithmetic, brackets
from jacli.render.messages import text
from jacli.render.sections import Line, Reading
from jacli.render.style import Style
from jacli.render.titles import to_ascii, torch_name
from jacli.render.widths import ascii_only

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Explanation
    from jacli.analysis.records import Entry
    from jacli.graph.operation import Shape

# A rational number is written exactly up to so many characters, an irrational one up to fewer and without functions
# (√2/2, but not sin(1)), others rounded to so many digits.
LONGEST_RATIONAL = 12
LONGEST_IRRATIONAL = 8
DIGITS = 6
# Steps, rows and entries that are told unless all are asked for.
SHOWN = 8
# Numbers of one array that are written out unless all are asked for.
ELEMENTS_SHOWN = 24
# What needs no parentheses as a factor.
ATOM = re.compile(r"[\w.√π∞]+(\[[\d,]+\])?|[\d.]+e-?\d+")
FRACTION = re.compile(r"\d+/\d+")


class Page:
    """One explanation being laid out. `whole`: nothing is shortened."""

    def __init__(self, explanation: Explanation, style: Style, *, whole: bool) -> None:
        self.explanation = explanation
        self.answer = explanation.answer
        self.style = style
        self.whole = whole
        decimal = self.answer.decimal_input and not style.exact
        self.cells = Cells(style.ascii, style.exact, decimal, words=True, lang=style.lang)
        self.reading = Reading(self.answer, style, self.cells)
        self.zero = zero_entry(self.answer)
        self.output = torch_name(self.answer)
        self.scalar = self._scalar()
        self.at_point = self.answer.point is not None

    def _scalar(self) -> str:
        """What the weighted sum of the outputs is called: m, unless the program uses that name."""
        record = self.explanation.sections.get("scalar")
        return "m" if record is None else record.name

    # ── sentences ──

    def say(self, code: str, **fields: Any) -> str:
        """A text of the catalogue."""
        return self.signs(text(code, fields, self.style.lang))

    def signs(self, string: str) -> str:
        """Text in the signs that the place it goes to can carry."""
        return ascii_only(to_ascii(string)) if self.style.ascii else string

    def name(self, name: str) -> str:
        """A name in the characters that people's output can carry."""
        return self.cells.name(name)

    def shown(self, count: int) -> int:
        """How many of `count` things are told; a single one is never left out."""
        return count if self.whole or count <= SHOWN + 1 else SHOWN

    # ── numbers ──

    def number(self, entry: Entry) -> str:
        """A number as arithmetic has it: exact if that is short, else rounded; its formula without a point."""
        if not self.at_point and entry.value is None and entry.exact is None:
            return self.signs(self.cells.any_formula(entry) or "?")
        exact = self._exact(entry)
        if exact is not None:
            return exact
        if entry.decimal is not None or entry.value is None or not math.isfinite(entry.value):
            return self.cells.value(entry) or "?"
        from jacli.emit.number_text import value_text

        return value_text(entry.value, DIGITS)

    def calm(self, entry: Entry) -> Entry:
        """The entry as explanations show it in a matrix or list: one number, beside its formula."""
        if not self.at_point and entry.value is None:
            return entry
        return replace(entry, exact=None, decimal=self.number(entry))

    def is_rounded(self, entry: Entry) -> bool:
        """Whether `number` is not the number itself."""
        return (entry.value is not None or entry.decimal is not None) and self._exact(entry) is None

    def _exact(self, entry: Entry) -> str | None:
        exact = self.cells.exact(entry)
        if exact is None or self.style.exact or exact == entry.decimal:
            return exact
        if self.answer.digits is not None and entry.decimal is not None:
            return None
        if isinstance(entry.exact, Fraction):
            return exact if len(exact) <= LONGEST_RATIONAL else None
        return exact if len(exact) <= LONGEST_IRRATIONAL and not {" ", "("} & set(exact) else None

    def factor(self, entry: Entry) -> str:
        """A number, or formula, as a factor or a term: in parentheses where it would be misread."""
        written = self.number(entry)
        return written if ATOM.fullmatch(written) else f"({written})"

    def term(self, entry: Entry) -> str:
        """A number, or formula, as a term of a sum: a fraction needs no parentheses there."""
        written = self.number(entry)
        return written if FRACTION.fullmatch(written) else self.factor(entry)

    def equals(self, *entries: Entry) -> str:
        """The sign between a number and how it comes about: ≈ if one of the numbers is rounded."""
        return self.signs("≈" if any(map(self.is_rounded, entries)) else "=")

    def formula(self, entry: Entry) -> str:
        """The formula of an entry; nothing if it has none."""
        return self.signs(self.cells.any_formula(entry) or "")

    def terms(self, entries: Iterable[Entry]) -> Iterator[Line]:
        """The named terms that the formulas of entries are written over, where no section had them yet."""
        from jacli.analysis.records import Part

        return (arithmetic(term.text) for term in self.reading.terms(Part("", (), (), (tuple(enumerate(entries)),))))

    def vector(self, entries: Sequence[Entry]) -> str:
        """Numbers in parentheses."""
        return f"({', '.join(map(self.number, entries))})"

    def array(self, entries: Sequence[Entry], shape: Shape) -> str:
        """The numbers of an array as the language writes it; of a large one, how many there are."""
        if len(entries) > ELEMENTS_SHOWN and not self.whole:
            return self.say("explain-numbers", count=len(entries))
        return brackets([self.number(entry) for entry in entries], shape)

    def weights(self, weights: Sequence[Entry]) -> str:
        """`w = (3, 2, 1)`; of a single output in its own shape where that is a number or a matrix."""
        shapes = list(self.answer.output_shapes.values())
        if len(shapes) != 1 or len(shapes[0]) == 1 or len(weights) > ELEMENTS_SHOWN:
            return self.reading.weights(tuple(weights))
        return f"w = {brackets([self.cells.short(weight) for weight in weights], shapes[0])}"

    # ── names ──

    def times(self) -> str:
        """The sign of a product."""
        return self.signs("·")

    def grad_names(self) -> list[str]:
        """`x.grad[0,1]` for every column."""
        found = []
        for name, flat in stems(self.answer.inputs).items():
            shape = shape_of(name, flat, self.answer.input_shapes)
            found += flat_names(f"{self.name(name)}.grad", shape)
        return found

    def gradient_of(self, output: str) -> str:
        """`∇y1`."""
        return self.signs("∇") + self.name(output)
