"""An answer as the sequence of things a person reads: titles, lines, matrices and lists.

Shared by the formats for people (table, plain, markdown); each decides only how a section is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from jacli.graph.shapes import shape_text
from jacli.render.entries import (
    Cells,
    accumulates,
    answer_parts,
    coordinates,
    dense_rows,
    expression_text,
    flat_names,
    kind_of,
    leaves_zeros_out,
    of_outputs,
    oriented,
    shape_of,
    stems,
    terms_of,
    vector_entries,
    zero_entry,
)
from jacli.render.messages import framed, labelled, note_text, place_text, text
from jacli.render.style import Style
from jacli.render.titles import Title, title, to_ascii
from jacli.render.widths import ascii_only

if TYPE_CHECKING:
    from jacli.analysis.records import Answer, Entry, Expression, Note, Part, Run

Role = Literal[
    "point",
    "term",
    "weights",
    "closed",
    "determinant",
    "run",
    "empty",
    "verdict",
    "note",
    "prose",
    "arithmetic",
    "more",
]
# On a terminal, notes beyond this number are counted and not printed.
NOTES_SHOWN = 6
# Points and weights of more numbers than this are counted and not printed.
NUMBERS_SHOWN = 24
_SUFFIX = {"vjp": ".grad", "grad": ".grad"}


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """One line of text and what it is about.

    `label` is the kind of a note, which is a code; the first `marked` characters of a paragraph stand out.
    """

    role: Role
    text: str
    label: str = ""
    marked: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """A matrix with names of rows and columns; absent entries are `zero`."""

    part: Part
    zero: Entry

    def rows(self) -> Iterator[list[Entry]]:
        """Every row, dense."""
        return dense_rows(self.part, self.zero)

    @property
    def size(self) -> int:
        """How many entries it shows."""
        return len(self.part.row_names) * len(self.part.column_names)


@dataclass(frozen=True, eq=False, slots=True)
class Listing:
    """Entries one below the other: `keys[i]` are the names of `entries[i]`, `headings` those of the keys."""

    headings: tuple[str, ...]
    keys: Sequence[tuple[str, ...]]
    entries: Sequence[Entry]

    @property
    def size(self) -> int:
        """How many entries it shows."""
        return len(self.entries)


@dataclass(frozen=True, eq=False, slots=True)
class Texts:
    """Rows of texts below headings; the first `keys` columns are names, those from `numbers` on may hold numbers.

    `records` are never parted into blocks of columns: where they do not fit, a row is written below itself.
    """

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    keys: int
    numbers: int = 0
    records: bool = False


Section = Title | Line | Grid | Listing | Texts


def sections(answer: Answer, style: Style, cells: Cells) -> Iterator[Section]:
    """Everything that is printed about an answer, in order."""
    return Reading(answer, style, cells).sections()


class Reading:
    """One answer being laid out; remembers which named terms have been introduced."""

    def __init__(self, answer: Answer, style: Style, cells: Cells) -> None:
        self.answer = answer
        self.style = style
        self.cells = cells
        self.zero = zero_entry(answer)
        self.introduced: set[str] = set()

    def sections(self) -> Iterator[Section]:
        """Point, parts, determinant, runs, notes."""
        yield from self.point_lines()
        for part in answer_parts(self.answer):
            if accumulates(self.answer, part):
                for number, run in enumerate(self.answer.runs, 1):
                    yield from self._run(run, number)
            else:
                yield from self._part(part)
        if self.answer.determinant is not None:
            yield Line("determinant", self._determinant(self.answer.determinant))
        yield from self.note_lines()

    # ── parts ──

    def _part(self, part: Part) -> Iterator[Section]:
        yield from self.terms(part)
        yield self._title(part)
        if kind_of(self.answer, part) == "vjp" and self.answer.weights is not None:
            yield Line("weights", self.weights(self.answer.weights))
        yield from self._body(oriented(self.answer, part))

    def _title(self, part: Part) -> Title:
        return Title(*map(self._signs, title(self.answer, part, self.style.lang)))

    def _body(self, part: Part, suffix: str | None = None, *, closed: bool = True) -> Iterator[Section]:
        if not part.column_names or not part.rows:
            yield Line("empty", self.say("no-entries"))
        elif not part.is_matrix:
            yield from self._vector(part, suffix, closed=closed)
        elif self.answer.sparse:
            found = list(coordinates(part))
            headings = self._axes(part)
            yield Listing(headings, [keys[:2] for keys in found], [keys[2] for keys in found])
        else:
            yield Grid(part, self.zero)

    def _axes(self, part: Part) -> tuple[str, str]:
        of_input, of_output = self.say("heading-input"), self.say("heading-output")
        if kind_of(self.answer, part) != "jacobian":
            return (of_input, of_input)
        return (of_input, of_output) if self.answer.layout == "denominator" else (of_output, of_input)

    def terms(self, part: Part) -> Iterator[Line]:
        """The named terms that the formulas of a part are written over, each once in a document."""
        for name, formula in terms_of(self.answer, part):
            if name not in self.introduced:
                self.introduced.add(name)
                yield Line("term", self._signs(f"{name} = {self.cells.written(formula)}"))

    def _vector(self, part: Part, suffix: str | None, *, closed: bool) -> Iterator[Section]:
        """Entries by array: scalars together, each array by itself, two-dimensional ones as a matrix."""
        kind = kind_of(self.answer, part)
        suffix = _SUFFIX.get(kind, "") if suffix is None else suffix
        outputs = of_outputs(self.answer, part)
        shapes = self.answer.output_shapes if outputs else self.answer.input_shapes
        forms = (self.answer.closed_form or {}) if closed and kind in _SUFFIX else {}
        entries = dict(vector_entries(self.answer, part, self.zero))
        heading = self.say("heading-output") if outputs else self.say("heading-input")
        if leaves_zeros_out(self.answer, part):
            for name, form in forms.items():
                yield Line("closed", self._closed(name, shapes[name], form, suffix, kind))
            yield self._listing(heading, list(entries), entries)
            return
        waiting: list[str] = []
        for name, flat in stems(part.column_names).items():
            shape = shape_of(name, flat, shapes)
            if len(shape) < 2 and name not in forms:
                waiting += flat
                continue
            if waiting:
                yield self._listing(heading, waiting, entries)
                waiting = []
            yield Line("closed", self._closed(name, shape, forms.get(name), suffix, kind))
            yield from self._array(name, shape, entries, heading)
        if waiting:
            yield self._listing(heading, waiting, entries)

    def _listing(self, heading: str, names: list[str], entries: dict[str, Entry]) -> Listing:
        return Listing((heading,), [(name,) for name in names], [entries[name] for name in names])

    def _array(self, name: str, shape: tuple[int, ...], entries: dict[str, Entry], heading: str) -> Iterator[Section]:
        names = flat_names(name, shape)
        if len(shape) != 2:
            yield self._listing(heading, names, entries)
            return
        from jacli.analysis.records import Part

        rows, columns = shape
        picked = [tuple(enumerate(entries[key] for key in names[i * columns : (i + 1) * columns])) for i in range(rows)]
        row_names = tuple(f"{name}[{row},:]" for row in range(rows))
        column_names = tuple(f"{name}[:,{column}]" for column in range(columns))
        yield Grid(Part(name, row_names, column_names, tuple(picked)), self.zero)

    def _closed(self, name: str, shape: tuple[int, ...], form: Expression | None, suffix: str, kind: str) -> str:
        if form is None:
            return self._signs(f"{name}{suffix}  {shape_text(shape)}")
        ones = next(iter(self.answer.output_shapes.values())) if len(self.answer.output_shapes) == 1 else ()
        where = f"   (w = ones({','.join(map(str, ones))}))" if kind == "grad" and ones else ""
        return self._signs(f"{name}{suffix} = {expression_text(form)}{where}")

    # ── lines ──

    def point_lines(self) -> Iterator[Line]:
        """The point, if there is one."""
        if self.answer.point is not None:
            yield Line("point", self._point())

    def say(self, code: str, **fields: Any) -> str:
        """A text of the catalogue."""
        return self._signs(text(code, fields, self.style.lang))

    def _signs(self, printed: str) -> str:
        return ascii_only(to_ascii(printed)) if self.style.ascii else printed

    def _point(self) -> str:
        point = self.answer.point or {}
        if len(point) > NUMBERS_SHOWN:
            return self.say("at-many", count=len(point))
        items = []
        for name, flat in stems(point).items():
            shape = shape_of(name, flat, self.answer.input_shapes)
            numbers = [self.cells.short(point[key]) for key in flat_names(name, shape)]
            items.append(f"{name} = {brackets(numbers, shape)}")
        if not items:
            return self.say("at-nothing")
        return self._signs(framed("at-point", self.style.lang, point=", ".join(items)))

    def weights(self, weights: tuple[Entry, ...]) -> str:
        if len(weights) > NUMBERS_SHOWN:
            return self.say("weights-many", count=len(weights))
        return f"w = ({', '.join(map(self.cells.short, weights))})"

    def _determinant(self, entry: Entry) -> str:
        cell = self.cells.cell(entry)
        number = " ≈ ".join(filter(None, (cell.exact, cell.value)))
        return self._signs(" = ".join(filter(None, ("det J", cell.formula, number))))

    def _run(self, run: Run, number: int) -> Iterator[Section]:
        count = len(self.answer.runs)
        heading = self._title(run.result)
        call = "backward" if run.call else heading.code.partition("(w)")[0]
        yield from self.terms(run.result)
        remark = self.say("run-of", number=number, count=count)
        yield heading._replace(remark=remark, code=self._signs(run.call) or heading.code)
        if kind_of(self.answer, run.result) == "vjp":
            yield Line("weights", self.weights(run.weights))
        yield from self._body(run.result, suffix="", closed=False)
        yield Line("run", self.say("grad-after", number=number, count=count, call=call))
        # A closed form is over the w of one call: it is that of .grad after the first.
        yield from self._body(run.accumulated, closed=number == 1)

    # ── notes ──

    def note_lines(self, without: str | None = None) -> Iterator[Line]:
        """A line per note, but of no note of the code `without`; on a terminal only the first ones."""
        notes = [note for note in told_once(self.answer.notes) if note.code != without]
        shown = notes[:NOTES_SHOWN] if self.style.terminal and len(notes) > NOTES_SHOWN + 1 else notes
        for note in shown:
            yield Line("note", self._signs(self.labelled_note(note)), note.kind)
        if len(shown) < len(notes):
            yield Line("note", self.say("more-notes", count=len(notes) - len(shown)))

    def labelled_note(self, note: Note) -> str:
        """A note after the word for its kind."""
        kind = text(f"kind-{note.kind}", {}, self.style.lang)
        return labelled(kind, self.note(note), self.style.lang)

    def note(self, note: Note) -> str:
        """The entry that a note is about, its text, and the place in the source."""
        entry = "/".join(self._entry_names(note))
        if "part" in note.fields:
            entry = f"{self._part_name(note.fields['part'])}, {entry}"
        told = note_text(note, self.style.lang)
        if note.place:
            place = place_text(note.place, self.style.lang)
            told = framed("at-place", self.style.lang, text=told, place=place)
        return labelled(entry, told, self.style.lang) if entry else told

    def _part_name(self, name: str) -> str:
        """Which of several vectors a note is about: of the runs in words, `grad` and the like by name."""
        kind, _, number = name.partition(" ")
        return text(f"part-{kind}", {"number": number}, self.style.lang) if number else name

    def _entry_names(self, note: Note) -> list[str]:
        output, name = note.entry
        if output and name:
            return [self._signs(f"∂{output}"), self._signs(f"∂{name}")]
        return [output or name or ""]


def told_once(notes: Sequence[Note]) -> list[Note]:
    """The notes, but none on an input of a vector that says what the only one on that column of J says."""
    columns: dict[str, list[Note]] = {}
    for note in notes:
        output, name = note.entry
        if output and name:
            columns.setdefault(name, []).append(note)
    return [note for note in notes if not _repeats(note, columns)]


def _repeats(note: Note, columns: Mapping[str, Sequence[Note]]) -> bool:
    output, name = note.entry
    entries = columns.get(name or "", ())
    if output or len(entries) != 1 or "part" in note.fields:
        return False
    (entry,) = entries
    return (note.kind, note.place) == (entry.kind, entry.place) and note_text(note, "en") == note_text(entry, "en")


def brackets(numbers: list[str], shape: tuple[int, ...]) -> str:
    """Numbers as a literal of the language: `[[1, 2], [3, 4]]`."""
    if not shape:
        return numbers[0]
    for length in reversed(shape):
        if not length:
            return "[]"
        numbers = [f"[{', '.join(numbers[start : start + length])}]" for start in range(0, len(numbers), length)]
    return numbers[0]
