"""Texts of single entries, and dense views of sparse rows: what every format shares.

The printers of formulas and numbers are imported when the first such entry is met, so that an answer of
floats needs neither sympy nor numpy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import chain, product
from typing import TYPE_CHECKING, Any, NamedTuple

from jacli.render.widths import ascii_only

if TYPE_CHECKING:
    from jacli.analysis.records import Answer, Entry, Expression, Part
    from jacli.errors import ExitCode
    from jacli.graph.operation import Shape

# Characters of an exact number that is said in a line.
LONGEST_SAID = 40
# The operations whose answer is all parts, not one.
SHOWING = ("show", "explain", "graph")
# Parts called so are what the operation is for.
_OF_OPERATION = ("result", "run", "accumulated")


class CellText(NamedTuple):
    """What one cell shows: `value` always if there is a point; `exact` and `formula` only if they add something."""

    exact: str
    value: str
    formula: str

    @property
    def number(self) -> str:
        """The exact number and, beside it, the decimal."""
        return f"{self.exact}  {self.value}" if self.exact else self.value


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """Writes the entries of one answer; `ascii` also asks for `sqrt(2)` in place of √2, `words` for words and ∞."""

    ascii: bool = False
    prefer_exact: bool = False
    decimal: bool = False
    words: bool = False
    lang: str = "en"

    def formula(self, entry: Entry) -> str | None:
        """The formula over the inputs; None if there is none or it is past the cap."""
        return None if entry.formula is None else self.name(self.written(entry.formula))

    def written(self, expression: Any) -> str:
        """A formula as text of the language, with decimals where numbers were typed so."""
        from jacli.emit.formula_text import formula_text

        return formula_text(expression, decimal=self.decimal)

    def name(self, text: str) -> str:
        """A text with names in it, in the characters that people's output can carry."""
        return ascii_only(text) if self.ascii and self.words else text

    def any_formula(self, entry: Entry) -> str | None:
        """The formula, over the named terms if need be."""
        if entry.formula is None and entry.named is not None:
            return self.name(self.written(entry.named))
        return self.formula(entry)

    def exact(self, entry: Entry) -> str | None:
        """The exact number."""
        if entry.exact is None:
            return None
        from jacli.emit.number_text import exact_text

        return exact_text(entry.exact, ascii=self.ascii, decimal=self.decimal)

    def value(self, entry: Entry) -> str | None:
        """The decimal number: the digits asked for, else the nearest double."""
        if entry.decimal is not None:
            return self.say(entry.decimal) if entry.decimal in ("unknown", "undefined") else entry.decimal
        if entry.value is None:
            return None
        if not math.isfinite(entry.value):
            return self._not_finite(entry.value)
        from jacli.emit.number_text import value_text

        return value_text(entry.value)

    def single(self, entry: Entry) -> str:
        """The one text of an entry: its decimal, its exact number if preferred, its formula without a point."""
        exact = self.exact(entry) if self.prefer_exact else None
        if exact is None:
            exact = self.value(entry)
        return exact if exact is not None else self.any_formula(entry) or ""

    def short(self, entry: Entry) -> str:
        """The number as one would say it: exact if known and not long, else decimal."""
        exact, value = self.exact(entry), self.value(entry)
        if exact and value and len(exact) > LONGEST_SAID:
            return value
        return exact or value or self.say("unknown")

    def cell(self, entry: Entry) -> CellText:
        """All that a cell shows, without saying anything twice."""
        value, exact = self.value(entry) or "", self.exact(entry) or ""
        formula = self.any_formula(entry) or ""
        if exact == value:
            exact = ""
        return CellText(exact, value, "" if formula in (exact, value) else formula)

    def _not_finite(self, value: float) -> str:
        if not self.words:
            return str(value)
        if math.isnan(value):
            return self.say("undefined")
        sign = "-" if value < 0 else ""
        return sign + ("inf" if self.ascii else "∞")

    def say(self, code: str) -> str:
        """A word of the catalogue."""
        from jacli.render.messages import text

        return text(code, {}, self.lang)


def expression_text(expression: Expression) -> str:
    """A node as text of the language."""
    from jacli.emit.text import text_of

    return text_of(expression.graph, expression.node)


def number_of(value: Any) -> str | None:
    """A bare number as text; None for what is no number."""
    from jacli.emit.number_text import exact_text, value_text

    if isinstance(value, float):
        return value_text(value)
    if isinstance(value, (int, Fraction)) or hasattr(value, "free_symbols"):
        return exact_text(value, ascii=True)
    return None


# ── which entries an answer holds ─────────────────────────────────────────────────────────────────────────


def answer_parts(answer: Answer) -> tuple[Part, ...]:
    """The parts that are printed: all of them by `show`, else the result alone."""
    return answer.parts if answer.operation in SHOWING else (answer.result,)


def part_entries(part: Part) -> Iterator[Entry]:
    """The entries of a part that are not absent, row by row."""
    return (entry for row in part.rows for _, entry in row)


def zero_entry(answer: Answer) -> Entry:
    """The entry that stands for an absent one: 0 in every field that the others have, if there are others."""
    from jacli.analysis.records import Entry

    entries = list(_all_entries(answer))
    point = answer.point is not None
    formulas = any(entry.formula is not None or entry.named is not None for entry in entries) or not (entries or point)
    exact = formulas or any(entry.exact is not None for entry in entries)
    return Entry(
        formula=_zero_formula() if formulas else None,
        exact=Fraction(0) if exact and point else None,
        value=0.0 if point else None,
        decimal="0" if answer.digits is not None and point else None,
    )


def _all_entries(answer: Answer) -> Iterator[Entry]:
    return chain.from_iterable(map(part_entries, (answer.value, answer.result, *answer.parts)))


def _zero_formula() -> Any:
    import sympy

    return sympy.Integer(0)


def has_named(part: Part) -> bool:
    """Whether a formula of the part is past the cap and written over named terms."""
    return any(entry.formula is None and entry.named is not None for entry in part_entries(part))


def terms_of(answer: Answer, part: Part) -> list[tuple[str, Any]]:
    """The named terms that a part needs, in order of definition."""
    if not answer.named_terms or not has_named(part):
        return []
    wanted = {
        str(symbol)
        for entry in part_entries(part)
        if entry.formula is None and entry.named is not None
        for symbol in entry.named.free_symbols
    }
    needed = []
    for name, formula in reversed(answer.named_terms):
        if name in wanted:
            needed.append((name, formula))
            wanted.update(str(symbol) for symbol in formula.free_symbols)
    return needed[::-1]


# ── views ─────────────────────────────────────────────────────────────────────────────────────────────────


def dense_row(row: Iterable[tuple[int, Entry]], length: int, zero: Entry) -> list[Entry]:
    """A sparse row as a list with an entry for each column."""
    entries = [zero] * length
    for column, entry in row:
        entries[column] = entry
    return entries


def dense_rows(part: Part, zero: Entry) -> Iterator[list[Entry]]:
    """Every row of a part, absent entries filled in."""
    length = len(part.column_names)
    return (dense_row(row, length, zero) for row in part.rows)


def coordinates(part: Part) -> Iterator[tuple[str, str, Entry]]:
    """(row name, column name, entry) of each entry of a matrix that is not absent."""
    for name, row in zip(part.row_names, part.rows, strict=True):
        for column, entry in row:
            yield name, part.column_names[column], entry


def leaves_zeros_out(answer: Answer, part: Part) -> bool:
    """Whether absent entries are not printed: of a sparse answer's matrices, and of its vectors over the inputs."""
    return answer.sparse and (part.is_matrix or not of_outputs(answer, part))


def vector_entries(answer: Answer, part: Part, zero: Entry) -> Iterator[tuple[str, Entry]]:
    """(name, entry) of a vector in order, absent ones filled in unless they are left out."""
    row: Iterable[tuple[int, Entry]] = part.rows[0] if part.rows else ()
    if not leaves_zeros_out(answer, part):
        row = enumerate(dense_row(row, len(part.column_names), zero))
    return ((part.column_names[column], entry) for column, entry in row)


def labelled_entries(answer: Answer, part: Part, zero: Entry) -> Iterator[tuple[str | None, str | None, Entry]]:
    """(output, input, entry) of each entry in the order of printing, absent ones filled in unless sparse."""
    part = oriented(answer, part)
    if not part.is_matrix:
        for name, entry in vector_entries(answer, part, zero):
            yield (name, None, entry) if of_outputs(answer, part) else (None, name, entry)
        return
    flipped = answer.layout == "denominator" and is_jacobian(answer, part)
    for row, column, entry in coordinates(part) if answer.sparse else _dense_coordinates(part, zero):
        yield (column, row, entry) if flipped else (row, column, entry)


def _dense_coordinates(part: Part, zero: Entry) -> Iterator[tuple[str, str, Entry]]:
    for name, row in zip(part.row_names, dense_rows(part, zero), strict=True):
        for column, entry in zip(part.column_names, row, strict=True):
            yield name, column, entry


def of_outputs(answer: Answer, part: Part) -> bool:
    """Whether the entries of a vector belong to outputs, not to inputs."""
    return kind_of(answer, part) in ("value", "jvp")


def oriented(answer: Answer, part: Part) -> Part:
    """The part as it is printed: a Jacobian is transposed under the denominator layout."""
    if answer.layout == "denominator" and is_jacobian(answer, part):
        return transposed(part)
    return part


def is_jacobian(answer: Answer, part: Part) -> bool:
    """Whether rows are outputs and columns are inputs."""
    return part.is_matrix and kind_of(answer, part) == "jacobian"


def kind_of(answer: Answer, part: Part) -> str:
    """What a part is: value, jacobian, vjp, grad, jvp, hessian or hvp."""
    return _asked(answer) if part.name in _OF_OPERATION else part.name


@lru_cache(maxsize=1)  # it looks at all weights, and is asked about each of thousands of parts
def _asked(answer: Answer) -> str:
    """What the calls of backward give: a gradient only if the weights of all of them are ones."""
    weighted = answer.operation == "grad" and any(w.value != 1 for run in answer.runs for w in run.weights)
    return "vjp" if weighted or answer.operation in SHOWING else answer.operation


def accumulates(answer: Answer, part: Part) -> bool:
    """Whether a part is what several calls of backward add up to."""
    return bool(answer.runs) and kind_of(answer, part) == _asked(answer)


def transposed(part: Part) -> Part:
    """The same entries with rows and columns exchanged."""
    from jacli.analysis.records import Part

    columns: list[list[tuple[int, Entry]]] = [[] for _ in part.column_names]
    for number, row in enumerate(part.rows):
        for column, entry in row:
            columns[column].append((number, entry))
    return Part(part.name, part.column_names, part.row_names, tuple(map(tuple, columns)))


# ── names and shapes ──────────────────────────────────────────────────────────────────────────────────────


def flat_names(name: str, shape: Shape) -> list[str]:
    """The names of an array's elements, row-major, from 0; a scalar's own name."""
    if not shape:
        return [name]
    return [f"{name}[{','.join(map(str, index))}]" for index in product(*map(range, shape))]


def nested(flat: list[Any], shape: Shape) -> Any:
    """A flat row-major list as nested lists of a shape; its only element for a scalar."""
    if not shape:
        return flat[0]
    for axis in range(len(shape) - 1, 0, -1):
        length = shape[axis]
        flat = [flat[row * length : (row + 1) * length] for row in range(math.prod(shape[:axis]))]
    return flat


def stems(names: Iterable[str]) -> dict[str, list[str]]:
    """Flat names gathered under the name of their array."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.partition("[")[0], []).append(name)
    return groups


def shape_of(name: str, flat: list[str], shapes: Mapping[str, Shape]) -> Shape:
    """The shape of an array known by its flat names, where the shapes given do not tell."""
    if name in shapes:
        return shapes[name]
    if flat == [name]:
        return ()
    last = flat[-1].partition("[")[2].rstrip("]")
    return tuple(int(index) + 1 for index in last.split(","))


# ── what the process tells the shell ──────────────────────────────────────────────────────────────────────


def exit_code(answer: Answer) -> ExitCode:
    """UNDEFINED if any entry that is printed is undefined or infinite, LIMIT if one is unknown, else OK.

    Formulas alone are undefined where there is no value at any point.
    """
    from jacli.errors import ExitCode

    printed = list(_all_entries(answer))
    for run in answer.runs:
        printed += [*part_entries(run.result), *part_entries(run.accumulated)]
    if answer.determinant is not None:
        printed.append(answer.determinant)
    if any(map(_unusable, printed)) or (answer.point is None and answer.status == "undefined"):
        return ExitCode.UNDEFINED
    return ExitCode.LIMIT if any(entry.is_unknown for entry in printed) else ExitCode.OK


def _unusable(entry: Entry) -> bool:
    if entry.value is None or math.isfinite(entry.value):
        return False
    return entry.decimal is None or entry.decimal.lstrip("+-").lower() in ("nan", "inf", "undefined", "∞")
