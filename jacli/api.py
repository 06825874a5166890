"""The Python API: the operators as functions, problems to ask several questions of, and their results.

Nothing heavy is imported before it is needed: sympy with the first formula, numpy with the first array.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, get_args

from jacli.graph.limits import Limits, whole_number

if TYPE_CHECKING:
    import numpy
    import numpy.typing
    import sympy

    from jacli.analysis.records import Answer, Convention, Entry, Part, Request
    from jacli.language.problem import Problem as ReadProblem

    Array = numpy.typing.NDArray[numpy.float64]

Text = str | Sequence[str]
Point = Mapping[str, Any] | Sequence[Any] | str
Operation = Literal["jacobian", "vjp", "grad"]


class Question(TypedDict, total=False):
    """How a question is asked: floats only, without formulas, tidied, with the determinant, N digits, at kinks."""

    numeric: bool
    formulas: bool
    simplify: bool
    det: bool
    digits: int | None
    kink: Convention


class Calls(Question, total=False):
    """The same for what `backward` leaves in `.grad`: `repeat` calls of it, with nothing set to zero between them."""

    repeat: int


class Description(TypedDict, total=False):
    """What a program does not say itself: the order of inputs, which of them and of the outputs count, shapes."""

    variables: Sequence[str]
    wrt: Sequence[str]
    of: Sequence[str]
    shapes: Mapping[str, Sequence[int]]
    limits: Limits


class Options(Description, Question, total=False):
    """Everything that the functions take by name besides `at`."""


class CallOptions(Description, Calls, total=False):
    """The same for `vjp` and `grad`."""


class Result:
    """What an operation found out; arrays and sympy objects are made on first access.

    Arrays are flattened row-major and counted from 0: `outputs` and `inputs` are names such as `b[0,1]`.
    A result cannot be changed, and its arrays are read-only; `value.copy()` can be written to.
    """

    _answer: Answer

    def __init__(self, answer: Answer) -> None:
        self.__dict__["_answer"] = answer

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed: {name}")

    def __repr__(self) -> str:
        return f"<jacli {self.operation} of {len(self.outputs)} outputs by {len(self.inputs)} inputs: {self.status}>"

    @property
    def answer(self) -> Answer:
        """The record behind the result, with its sparse rows and notes."""
        return self._answer

    @property
    def operation(self) -> str:
        """jacobian, vjp, grad or show."""
        return self._answer.operation

    @property
    def outputs(self) -> tuple[str, ...]:
        """Flat names of the outputs, the rows."""
        return self._answer.outputs

    @property
    def inputs(self) -> tuple[str, ...]:
        """Flat names of the inputs, the columns."""
        return self._answer.inputs

    @property
    def status(self) -> str:
        """ok, kink (a convention was used) or undefined (something is undefined or infinite)."""
        return self._answer.status

    @cached_property
    def symbols(self) -> Mapping[str, sympy.Symbol]:
        """The plain sympy symbols that formulas are written in, by flat input name."""
        import sympy

        point = self._answer.point or {}
        names = dict.fromkeys((*self.inputs, *point, *self._free_names()))
        return MappingProxyType({name: sympy.Symbol(name) for name in names})

    def _free_names(self) -> list[str]:
        entries = [e for part in (self._answer.value, self._answer.result) for row in part.rows for _, e in row]
        names = {str(s) for e in entries if e.formula is not None for s in e.formula.free_symbols}
        return sorted(names)

    @cached_property
    def value(self) -> Array:
        """The numbers at the point: nan where undefined, inf also where finite and beyond every double.

        `notes` tell of either; `exact` has the number. Raises ValueError without a point.
        """
        return _values(self._answer, self._answer.result)

    @cached_property
    def primal(self) -> Array:
        """f(x): one number per output. Raises ValueError without a point."""
        return _values(self._answer, self._answer.value)

    @cached_property
    def by_input(self) -> Mapping[str, Array]:
        """The numbers by input: its own shape for a VJP or gradient, (m, *shape) for a Jacobian."""
        from math import prod

        found: dict[str, Array] = {}
        start = 0
        for name, shape in self._answer.input_shapes.items():
            stop = start + prod(shape)
            block = self.value[..., start:stop]
            found[name] = _read_only(block.reshape((*block.shape[:-1], *shape)))
            start = stop
        return MappingProxyType(found)

    @property
    def notes(self) -> tuple[str, ...]:
        """Every note in English words: kinks, undefined and infinite entries, what was left out."""
        return self.notes_in("en")

    def notes_in(self, lang: str) -> tuple[str, ...]:
        """The notes in a language, "en" or "zh"."""
        from jacli.render.messages import note_text

        return tuple(note_text(note, lang) for note in self._answer.notes)

    def document(self, lang: str = "en") -> dict[str, Any]:
        """The JSON document as a dictionary, as `--format json` prints it; the texts of notes are in `lang`."""
        import json

        from jacli.render import render
        from jacli.render.style import Style

        document: dict[str, Any] = json.loads("".join(render(self._answer, "json", Style(lang=lang))))
        return document


class Jacobian(Result):
    """J: `value`, `formula` and `exact` have m rows and n columns, `value[i, j] = ∂yᵢ/∂xⱼ`."""

    @cached_property
    def formula(self) -> sympy.ImmutableDenseMatrix:
        """The formulas, m×n. Raises ValueError where an entry is too long to be written out."""
        import sympy

        rows = _dense(self.answer.result, lambda e: e.formula, sympy.S.Zero)
        if any(entry is None for row in rows for entry in row):
            raise ValueError("there is no formula, or one too long to be written out; see answer.named_terms")
        return sympy.ImmutableDenseMatrix(len(self.outputs), len(self.inputs), [e for row in rows for e in row])

    @cached_property
    def exact(self) -> tuple[tuple[Any, ...], ...]:
        """Exact numbers: Fractions, or sympy numbers; None where one grew too long."""
        from fractions import Fraction

        return tuple(tuple(row) for row in _dense(self.answer.result, lambda e: e.exact, Fraction(0)))

    @property
    def determinant(self) -> sympy.Expr | None:
        """The formula of det J, if it was asked for; None too where it is long, and printed over named terms."""
        return None if self.answer.determinant is None else self.answer.determinant.formula


class Gradient(Result):
    """wᵀJ or Σᵢ∇yᵢ: `value`, `formula` and `exact` have length n, one element per column of J.

    Of several calls of backward they are the sum, what `.grad` holds after the last; `calls` has each of them.
    """

    @cached_property
    def formula(self) -> tuple[sympy.Expr | None, ...]:
        """The formulas; None where one is too long to be written out."""
        import sympy

        return tuple(_dense(self.answer.result, lambda e: e.formula, sympy.S.Zero)[0])

    @cached_property
    def exact(self) -> tuple[Any, ...]:
        """Exact numbers: Fractions, or sympy numbers; None where one grew too long."""
        from fractions import Fraction

        return tuple(_dense(self.answer.result, lambda e: e.exact, Fraction(0))[0])

    @cached_property
    def calls(self) -> Array:
        """What each call of backward gives, (calls, n)."""
        return self._calls("result")

    @cached_property
    def accumulated(self) -> Array:
        """What `.grad` holds after each call of backward, (calls, n)."""
        return self._calls("accumulated")

    def _calls(self, field: str) -> Array:
        import numpy as np

        parts = [getattr(run, field) for run in self.answer.runs] or [self.answer.result]
        return _read_only(np.stack([_values(self.answer, part) for part in parts]))


def _dense(part: Part, field: Any, zero: Any) -> list[list[Any]]:
    """Rows of one field of the entries, zeros filled in."""
    rows = [[zero] * len(part.column_names) for _ in part.rows]
    for row, entries in zip(rows, part.rows, strict=True):
        for column, entry in entries:
            row[column] = field(entry)
    return rows


def _values(answer: Answer, part: Part) -> Array:
    import numpy as np

    if answer.point is None:
        raise ValueError("no point was given: pass at={...}")
    rows = np.array(_dense(part, _float, 0.0), dtype=np.float64).reshape(len(part.rows), len(part.column_names))
    return _read_only(rows if part.is_matrix else rows[0])


def _read_only(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _float(entry: Entry) -> float:
    return float("nan") if entry.value is None else entry.value


class Problem:
    """A program with its point: read once, asked many questions.

    `program` is text of the language, or several texts taken as one program. `at` maps input names to numbers,
    nested lists, numpy arrays, Fractions or text (`"1/3"`); numbers count exactly (0.1 is 1/10).

    Sizes are limited as on the command line. With `limits=jacli.Limits(seconds=5, memory_bytes=2**30)` each question is
    also ended, by LimitReached, when its time is up or its memory full, and sizes are limited as it says. Time
    is measured in the main thread only (a signal ends the work), and memory where the system can limit it (Linux); in
    another thread a question takes as long as it takes, and every other limit holds.
    """

    def __init__(
        self,
        program: Text,
        *,
        at: Point | None = None,
        **description: Unpack[Description],
    ) -> None:
        _check_known(description, Description.__optional_keys__)
        self._texts = _texts(program)
        self._at = at
        self._description = description
        self._limits = description.get("limits")
        if not isinstance(self._limits, Limits | None):
            raise TypeError(f"limits are a jacli.Limits, not {type(self._limits).__name__}")
        if not isinstance(description.get("shapes", {}), Mapping):
            raise TypeError("shapes map names to lengths: {'A': (2, 3)}")
        with _within(self._limits):
            self._read = self._problem(())

    def _problem(self, w: Sequence[Any]) -> ReadProblem:
        from jacli.language.problem import Source, problem_of_values
        from jacli.language.program import SourceText

        several = len(self._texts) > 1
        return problem_of_values(
            [SourceText(f"expression {k}" if several else "expression", t) for k, t in enumerate(self._texts, 1)],
            at=self._at,
            w=w,
            variables=_names(self._description.get("variables", ())),
            wrt=_names(self._description.get("wrt", ())),
            of=_names(self._description.get("of", ())),
            shape=self._description.get("shapes"),
            source=Source("arguments"),
            limits=self._limits or Limits(),
        )

    def _answer(self, operation: Operation, options: Calls, w: Any = None) -> Answer:
        from jacli.analysis.answer import answer

        _check_known(options, Calls.__optional_keys__)
        with _within(self._limits):
            problem = self._read if w is None else self._problem([w])
            return answer(problem, operation, _request(options, self._limits or Limits()))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of all inputs, in order."""
        return tuple(name for name, _ in self._read.program.inputs)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of all outputs, in order."""
        return tuple(name for name, _ in self._read.program.outputs)

    def jacobian(self, **options: Unpack[Question]) -> Jacobian:
        """The full Jacobian, (m, n). Options: numeric, simplify, det, digits."""
        if "repeat" in options:
            raise TypeError("J takes no call of backward; repeat goes with vjp and grad")
        asked: Any = options
        return Jacobian(self._answer("jacobian", asked))

    def vjp(self, w: Any = None, **options: Unpack[Calls]) -> Gradient:
        """wᵀJ, length n; `w` is flat over all outputs or, for one output, of its shape.

        With `repeat=N` the sum of N calls of backward, as `.grad` holds it where nobody calls zero_grad().
        Raises UsageError without `w` if there is more than one output element.
        """
        return Gradient(self._answer("vjp", options, w))

    def grad(self, **options: Unpack[Calls]) -> Gradient:
        """Σᵢ∇yᵢ, the gradient of the sum of all outputs, length n; `repeat` as for `vjp`."""
        return Gradient(self._answer("grad", options))


def _texts(program: object) -> tuple[str, ...]:
    """The texts of a program. Raises UsageError for what is no text, and for none."""
    from jacli.errors import UsageError

    texts: list[str] = []
    for text in program if isinstance(program, Iterable) and not isinstance(program, (str, bytes)) else (program,):
        if not isinstance(text, str):
            raise UsageError("program-type", type=type(text).__name__)
        texts.append(text)
    if not texts:
        raise UsageError("nothing-to-read")
    return tuple(texts)


def _names(names: Sequence[str]) -> Sequence[str]:
    return [part.strip() for part in names.split(",")] if isinstance(names, str) else names


def _within(limits: Limits | None) -> AbstractContextManager[Any]:
    """The limits of time and memory, if any were given."""
    if limits is None:
        return nullcontext()
    from jacli.domains.guard import within

    return within(limits)


def _request(options: Calls, limits: Limits) -> Request:
    from jacli.analysis.records import Request

    digits = options.get("digits")
    numeric = options.get("numeric", False)
    return Request(
        formulas=options.get("formulas", True) and not numeric,
        numeric=numeric,
        simplify=options.get("simplify", False),
        det=options.get("det", False),
        digits=None if digits is None else whole_number(digits, "digits"),
        kink=_convention(options.get("kink", "torch")),
        repeat=whole_number(options.get("repeat", 1), "repeat"),
        limits=limits,
    )


def _convention(kink: object) -> Convention:
    """The convention, if there is one of this name. Raises UsageError."""
    from jacli.analysis.records import Convention
    from jacli.errors import UsageError
    from jacli.language.suggestions import suggested

    names: tuple[Convention, ...] = get_args(Convention)
    asked = kink if isinstance(kink, str) else type(kink).__name__
    for name in names:
        if name == asked:
            return name
    raise UsageError("option-choice", option="kink", value=asked, names=names, **suggested(asked, names))


def jacobian(program: Text, *, at: Point | None = None, **options: Unpack[Options]) -> Jacobian:
    """The Jacobian of a program, m outputs by n inputs: `value[i, j] = ∂yᵢ/∂xⱼ`.

    Options: variables, wrt, of, shapes, limits (see Problem); numeric, formulas, simplify, det, digits, kink.
    """
    description, question = _split(options)
    return Problem(program, at=at, **description).jacobian(**question)


def vjp(program: Text, w: Any = None, *, at: Point | None = None, **options: Unpack[CallOptions]) -> Gradient:
    """wᵀJ, what `y.backward(w)` leaves in `.grad`; options as for jacobian, and repeat: the calls of backward."""
    description, question = _split(options)
    return Problem(program, at=at, **description).vjp(w, **question)


def grad(program: Text, *, at: Point | None = None, **options: Unpack[CallOptions]) -> Gradient:
    """The gradient of the sum of all outputs, `y.sum().backward()`; options as for vjp."""
    description, question = _split(options)
    return Problem(program, at=at, **description).grad(**question)


def _split(options: Options | CallOptions) -> tuple[Description, Any]:
    """What describes the program, and how the question is asked. Raises TypeError for an unknown option."""
    _check_known(options, CallOptions.__optional_keys__)
    described: Any = {name: value for name, value in options.items() if name in Description.__optional_keys__}
    asked: Any = {name: value for name, value in options.items() if name in Calls.__optional_keys__}
    return described, asked


def _check_known(options: Mapping[str, object], known: frozenset[str]) -> None:
    """Raises TypeError for an option that is not known."""
    if options.keys() - known:
        unknown = min(options.keys() - known)
        raise TypeError(f"unknown option {unknown!r}; there are {', '.join(sorted(known))}")
