r"""LaTeX for an amsmath document: a display per part, names of rows and columns in a comment before it.

Entries are formulas if there is no point, else exact numbers, else decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jacli.render.entries import (
    Cells,
    accumulates,
    answer_parts,
    dense_rows,
    expression_text,
    kind_of,
    labelled_entries,
    leaves_zeros_out,
    of_outputs,
    oriented,
    terms_of,
    vector_entries,
    zero_entry,
)
from jacli.render.messages import framed, labelled, note_text, text
from jacli.render.sections import Reading, told_once
from jacli.render.style import Style
from jacli.render.titles import title, torch_name
from jacli.render.widths import visible

if TYPE_CHECKING:
    from jacli.analysis.records import Answer, Entry, Part

# What pmatrix holds unless MaxMatrixCols is raised (amsmath user's guide, section 4).
PMATRIX_COLUMNS = 10
GRAD = r"\mathtt{.grad}"
LABELS = {
    "value": "f",
    "jacobian": "J",
    "vjp": r"w^{\mathsf T} J",
    "jvp": "J v",
    "hessian": "H",
    "hvp": "H v",
}


def chunks(answer: Answer, style: Style) -> Iterator[str]:
    """The parts, the determinant, and the notes as comments."""
    writer = Writer(answer, Cells(ascii=True, prefer_exact=style.exact, lang=style.lang))
    for part in answer_parts(answer):
        yield from writer.runs(Reading(answer, style, writer.cells)) if accumulates(answer, part) else writer.part(part)
    if answer.determinant is not None:
        yield rf"\[ \det J = {writer.entry(answer.determinant)} \]" + "\n"
    for note in told_once(answer.notes):
        kind = text(f"kind-{note.kind}", {}, style.lang)
        yield f"% {visible(labelled(kind, note_text(note, style.lang), style.lang))}\n"


class Writer:
    """Writes the parts of one answer."""

    def __init__(self, answer: Answer, cells: Cells) -> None:
        self.answer = answer
        self.cells = cells
        self.zero = zero_entry(answer)

    def part(self, part: Part) -> Iterator[str]:
        """Comments, the named terms it needs, and the matrix or the list of entries."""
        kind = kind_of(self.answer, part)
        if self.answer.point is None:
            yield from self._terms(part)
        yield from self._closed(kind)
        if part.is_matrix and self.answer.sparse:
            yield from self._entries(part)
        else:
            yield from self._whole(self._label(kind), oriented(self.answer, part))

    def _whole(self, label: str, part: Part) -> Iterator[str]:
        """A matrix or vector in brackets, or the components of a vector whose zeros are left out."""
        if part.is_matrix or not leaves_zeros_out(self.answer, part):
            yield from self._matrix(label, part)
            return
        _, _, vector = label.rpartition(" = ")
        yield from _aligned(
            rf"\left({vector}\right)_{{{symbol(name)}}} &= {self.entry(entry)}"
            for name, entry in vector_entries(self.answer, part, self.zero)
        )

    def _closed(self, kind: str) -> Iterator[str]:
        closed = self.answer.closed_form or {}
        for name, form in closed.items() if kind in ("vjp", "grad") else ():
            yield self._comment(f"{name}.grad = {expression_text(form)}")

    def runs(self, reading: Reading) -> Iterator[str]:
        """Of several calls of backward, each with its weights, and what has accumulated after it."""
        introduced: set[str] = set()
        for number, run in enumerate(self.answer.runs, 1):
            kind = kind_of(self.answer, run.result)
            call = run.call or title(self.answer, run.result).code
            counts: dict[str, Any] = {"number": number, "count": len(self.answer.runs)}
            yield self._comment(f"{text('run-of', counts, self.cells.lang)}  {call}")
            if kind == "vjp":
                yield self._comment(reading.weights(run.weights))
            yield from self._shown(run.result, self._call_label(kind, number), introduced)
            short = "backward" if run.call else call.partition("(w)")[0]
            yield self._comment(text("grad-after", {**counts, "call": short}, self.cells.lang))
            # Closed forms are over the w of one call.
            yield from self._closed(kind) if number == 1 else ()
            yield from self._shown(run.accumulated, GRAD, introduced)

    def _comment(self, line: str) -> str:
        return f"% {visible(line)}\n"

    def _shown(self, part: Part, label: str, introduced: set[str]) -> Iterator[str]:
        if self.answer.point is None:
            yield from self._terms(part, introduced)
        yield from self._whole(label, part)

    def _call_label(self, kind: str, number: int) -> str:
        return rf"w_{{{number}}}^{{\mathsf T}} J" if kind == "vjp" else self._label(kind)

    def _label(self, kind: str) -> str:
        if kind == "grad":
            name = symbol(torch_name(self.answer))
            indexed = f"{name}_i" if len(name) == 1 else f"{{{name}}}_i"
            gradient = rf"\nabla {name}" if len(self.answer.outputs) == 1 else rf"\sum_i \nabla {indexed}"
            return rf"{gradient} = \mathbf{{1}}^{{\mathsf T}} J"
        label = LABELS.get(kind, kind)
        return rf"{label}^{{\mathsf T}}" if kind == "jacobian" and self.answer.layout == "denominator" else label

    def _terms(self, part: Part, introduced: set[str] | None = None) -> Iterator[str]:
        known = set() if introduced is None else introduced
        for name, formula in terms_of(self.answer, part):
            if name in known:
                continue
            known.add(name)
            yield rf"\[ {symbol(name)} = {formula_of(formula)} \]" + "\n"

    def _matrix(self, label: str, part: Part) -> Iterator[str]:
        if part.row_names:
            yield f"% {self._say('rows-are', part.row_names)}\n"
        names = part.column_names
        yield f"% {self._say('rows-are', names) if self._is_column(part) else self._say('columns-are', names)}\n"
        column = self._is_column(part)
        begin, end = _fences(1 if column else len(part.column_names))
        yield rf"\[ {label} = {begin}" + "\n"
        rows = (map(self.entry, row) for row in dense_rows(part, self.zero))
        yield from _ended((r" \\" + "\n  " if column else " & ").join(row) for row in rows)
        yield rf"{end} \]" + "\n"

    def _say(self, code: str, names: tuple[str, ...]) -> str:
        return framed(code, self.cells.lang, names=", ".join(names))

    def _is_column(self, part: Part) -> bool:
        """Whether a vector stands upright: those over outputs do."""
        return not part.is_matrix and of_outputs(self.answer, part)

    def _entries(self, part: Part) -> Iterator[str]:
        second = kind_of(self.answer, part) == "hessian"
        yield from _aligned(
            f"{_derivative(symbol(row or ''), symbol(column or ''), second)} &= {self.entry(entry)}"
            for row, column, entry in labelled_entries(self.answer, part, self.zero)
        )

    def entry(self, entry: Entry) -> str:
        """One entry: its exact number, its decimal, or its formula without a point."""
        if self.answer.point is None:
            formula = entry.formula if entry.formula is not None else entry.named
            return "" if formula is None else formula_of(formula)
        if self.answer.digits is None and entry.exact is not None:
            return number(entry.exact)
        return decimal(self.cells.value(entry) or "", self.cells.lang)


def _aligned(equations: Iterable[str]) -> Iterator[str]:
    yield r"\begin{align*}" + "\n"
    yield from _ended(equations)
    yield r"\end{align*}" + "\n"


def _ended(rows: Iterable[str]) -> Iterator[str]:
    """Rows, each but the last ended by a double backslash."""
    before = ""
    for row in rows:
        yield f"{before}  {row}"
        before = r" \\" + "\n"
    yield "\n" if before else ""


def _derivative(row: str, column: str, second: bool) -> str:
    """∂row/∂column, or ∂²/∂row∂column."""
    if second:
        return rf"\frac{{\partial^2}}{{\partial {row} \, \partial {column}}}"
    return rf"\frac{{\partial {row}}}{{\partial {column}}}"


def _fences(columns: int) -> tuple[str, str]:
    if columns <= PMATRIX_COLUMNS:
        return r"\begin{pmatrix}", r"\end{pmatrix}"
    return rf"\left(\begin{{array}}{{*{{{columns}}}{{c}}}}", r"\end{array}\right)"


def formula_of(formula: Any) -> str:
    """A formula as LaTeX."""
    from jacli.emit.latex import formula_latex

    return formula_latex(formula)


def number(exact: Any) -> str:
    """An exact number as LaTeX."""
    if not isinstance(exact, (int, Fraction)):
        return formula_of(exact)
    from jacli.emit.number_text import exact_text

    top, _, bottom = exact_text(Fraction(exact), ascii=True).partition("/")
    sign = "-" if top.startswith("-") else ""
    return rf"{sign}\frac{{{top.lstrip('-')}}}{{{bottom}}}" if bottom else top


def decimal(number_: str, lang: str = "en") -> str:
    r"""A decimal as LaTeX: `1.5 \cdot 10^{-7}`, ∞, or one of the words undefined and unknown."""
    if number_ in ("inf", "-inf"):
        return number_.replace("inf", r"\infty")
    if number_ == "nan":
        return rf"\text{{{text('undefined', {}, lang)}}}"
    if number_ == text("unknown", {}, lang):
        return rf"\text{{{number_}}}"
    digits, _, exponent = number_.partition("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent else digits


def symbol(name: str) -> str:
    """A flat name as LaTeX."""
    import sympy

    return formula_of(sympy.Symbol(name))
