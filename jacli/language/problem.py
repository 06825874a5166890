"""Problems: a program with the point, weights and inputs that a question is about, all fitting together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import index
from types import MappingProxyType

from jacli.errors import JacliError, LanguageError, LimitReached, UsageError
from jacli.graph.limits import Limits
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.language.given import given, weights_of
from jacli.language.items import Item, items_of_object, items_of_text, normal_name
from jacli.language.patterns import Pattern
from jacli.language.point import are_named, brief, by_name, completed, count_error, dealt, in_order, missing_error
from jacli.language.program import Program, Remark, SourceText
from jacli.language.reader import input_names, read
from jacli.language.suggestions import code_points, did_you_mean, skeleton, suggested
from jacli.language.values import Element, Value
from jacli.language.weights import Slots, flat

DIMENSIONS = Pattern(r"\(\)|[0-9]{1,9}(?:\s*[xX×]\s*[0-9]{1,9})*")
DEFAULT_LIMITS = Limits()
# Each is a call of backward, and its answer is printed.
MOST_WEIGHTS = 10_000
NOTHING_KEPT: Mapping[str, Sequence[str]] = MappingProxyType({})
# Of so many wrong names one is looked for that is close to an input: each is compared with all inputs.
MOST_COMPARED = 20


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """Where the program came from: arguments, file, stdin, project (jacli.toml), builtin."""

    kind: str
    path: str | None = None
    text: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Problem:
    """What is to be differentiated, where, and along what.

    `point` has a value for every input of the program, or is None without one. `weights` holds a flat tuple
    over all output elements per run; `direction` is flat over the elements of `wrt`, the inputs that give
    columns, in order. `decimal`: some number was given as a decimal. `remarks`: what reading the text has to say.
    `repeat`: how many times the file of the problem makes the calls of backward.
    `calls` are the calls of backward that `weights` are those of, as the text has them; none if it has none.
    """

    program: Program
    point: Mapping[str, Value] | None
    weights: tuple[tuple[Element, ...], ...]
    direction: tuple[Element, ...] | None
    wrt: tuple[str, ...]
    source: Source
    decimal: bool = False
    remarks: tuple[Remark, ...] = ()
    calls: tuple[str, ...] = ()
    repeat: int = 1

    @property
    def jacobian_shape(self) -> tuple[int, int]:
        """Rows and columns of the Jacobian: elements of the outputs, elements of the inputs in `wrt`."""
        shapes, nodes = self.program.graph.shapes, dict(self.program.inputs)
        rows = sum(size(shapes[node]) for _, node in self.program.outputs)
        return rows, sum(size(shapes[nodes[name]]) for name in self.wrt)


@dataclass(frozen=True, eq=False, slots=True)
class _Request:
    """Everything asked for, values read, nothing yet fitted to a program."""

    texts: Sequence[SourceText]
    at: Sequence[Item] | None
    w: Sequence[Sequence[Item]]
    v: Sequence[Item] | None
    variables: tuple[str, ...]
    wrt: tuple[str, ...]
    of: tuple[str, ...]
    shapes: dict[str, Shape]
    source: Source
    limits: Limits
    kept_at: Sequence[Item] = ()
    kept_w: Sequence[Item] = ()


def problem(  # noqa: PLR0913  each is an option of the command line
    texts: Sequence[SourceText],
    *,
    at: Sequence[str] = (),
    w: Sequence[str] = (),
    v: Sequence[str] = (),
    variables: Sequence[str] = (),
    wrt: Sequence[str] = (),
    of: Sequence[str] = (),
    shape: Sequence[str] = (),
    kept: Mapping[str, Sequence[str]] = NOTHING_KEPT,
    repeat: int = 1,
    source: Source | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Problem:
    """The problem that program texts and the texts of the options describe.

    `kept` has what a file says of `at`, `w` and `shape` where an option says some of it anew: it holds for the
    names that the option leaves out.

    Raises UsageError where they do not fit together, LanguageError where one cannot be read, and
    InputFileError for files.
    """
    _check_count(w)
    request = _Request(
        texts=texts,
        at=[item for text in at for item in items_of_text(text, "--at", limits)] if at else None,
        w=[items_of_text(text, "--w", limits) for text in w],
        v=[item for text in v for item in items_of_text(text, "--v", limits)] if v else None,
        variables=listed_names(variables, "--vars"),
        wrt=listed_names(wrt, "--wrt"),
        of=listed_names(of, "--of"),
        shapes=shapes_of_texts(kept.get("shape", ()), limits) | shapes_of_texts(shape, limits),
        source=source or _source_of(texts),
        limits=limits,
        kept_at=[item for text in kept.get("at", ()) for item in items_of_text(text, "--at", limits)],
        kept_w=_only_run(kept.get("w", ()), limits),
    )
    return replace(_fitted(request), repeat=repeat)


def problem_of_values(  # noqa: PLR0913  as `problem`
    texts: Sequence[SourceText],
    *,
    at: object = None,
    w: Sequence[object] = (),
    v: object = None,
    variables: Sequence[str] = (),
    wrt: Sequence[str] = (),
    of: Sequence[str] = (),
    shape: Mapping[str, Sequence[int]] | None = None,
    source: Source | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Problem:
    """The same out of Python objects.

    `at`, `v` and each run in `w` are a mapping by name, a sequence of bare values, or a text as on the
    command line; a value is a number, a text, nested lists, or an array.
    """
    request = _Request(
        texts=texts,
        at=None if at is None else items_of_object(at, "at", limits),
        w=[items_of_object(run, "w", limits) for run in w],
        v=None if v is None else items_of_object(v, "v", limits),
        variables=listed_names(_texts(variables), "vars"),
        wrt=listed_names(_texts(wrt), "wrt"),
        of=listed_names(_texts(of), "of"),
        shapes=_shapes_of_values(shape or {}, limits),
        source=source or _source_of(texts),
        limits=limits,
    )
    return _fitted(request)


def _check_count(weights: Sequence[object]) -> None:
    """Refuse more calls of backward than anybody reads the answers of."""
    if len(weights) > MOST_WEIGHTS:
        raise LimitReached("too-many-weight-vectors", count=len(weights), limit=MOST_WEIGHTS)


def _only_run(texts: Sequence[str], limits: Limits) -> Sequence[Item]:
    """The items of the only run; of several none is the one that a name belongs to."""
    return items_of_text(texts[0], "--w", limits) if len(texts) == 1 else ()


def _source_of(texts: Sequence[SourceText]) -> Source:
    return Source("arguments", None, "\n".join(text.text for text in texts))


# ── names and shapes ──────────────────────────────────────────────────────────────────────────────────────


def listed_names(texts: Sequence[str], option: str) -> tuple[str, ...]:
    """The names of `--vars`, `--wrt` or `--of`, separated by commas or given one by one."""
    names: dict[str, None] = {}
    for name in (normal_name(name) for text in texts for name in text.split(",")):
        if not name:
            raise UsageError("empty-name", option=option)
        if name in names:
            raise UsageError("name-twice", option=option, name=name)
        names[name] = None
    return tuple(names)


def _texts(names: Iterable[object]) -> tuple[str, ...]:
    """The names. Raises UsageError for one that is no text."""
    texts: list[str] = []
    for name in names:
        if not isinstance(name, str):
            raise UsageError("not-a-name", name=repr(name))
        texts.append(name)
    return tuple(texts)


def shapes_of_texts(texts: Sequence[str], limits: Limits) -> dict[str, Shape]:
    """The shapes of `--shape A=2x3,x=4,s=()`."""
    found: dict[str, Shape] = {}
    for text in texts:
        for item in text.split(","):
            name, sign, typed = (part.strip() for part in item.partition("="))
            if not sign or not name or DIMENSIONS.fullmatch(typed) is None:
                raise UsageError("shape-text", text=item.strip(), example=f"{name or 'A'}=2x3")
            name = normal_name(name)
            if name in found:
                raise UsageError("name-twice", option="--shape", name=name)
            found[name] = _shape(typed, limits)
    return found


def _shape(typed: str, limits: Limits) -> Shape:
    shape = () if typed == "()" else tuple(int(length) for length in re.split(r"\s*[xX×]\s*", typed))
    return limits.allowed(shape)


def _shapes_of_values(given: Mapping[str, Sequence[int]], limits: Limits) -> dict[str, Shape]:
    """The shapes of a mapping such as {"A": (2, 3), "x": (4,), "s": ()}."""
    return {
        normal_name(name): limits.allowed(_lengths(lengths, name))
        for name, lengths in zip(_texts(given), given.values(), strict=True)
    }


def _lengths(given: object, name: str) -> Shape:
    """Lengths out of integers of any type."""
    try:
        lengths = tuple(index(length) for length in given) if isinstance(given, Iterable) else (-1,)
    except TypeError:
        lengths = (-1,)
    if min(lengths, default=0) < 0:
        raise UsageError("shape-lengths", name=name)
    return lengths


# ── fitting together ──────────────────────────────────────────────────────────────────────────────────────


def _fitted(request: _Request) -> Problem:
    request = _completed_by_file(request)
    request, values, variables = _assigned(request)
    program = _read(request, values, variables)
    inputs = tuple(name for name, _ in program.inputs)
    found = given(program, values)
    _check_names(request, program, found.point, inputs, variables)
    wrt = request.wrt or program.columns or inputs
    weights = tuple(flat(run, _outputs(program), request.kept_w) for run in request.w)
    runs = weights_of(program, found.known, weights)
    _check_count(runs.weights)
    direction = None if request.v is None else flat(request.v, _columns(program, wrt))
    decimal = program.decimal or any(item.value.decimal for item in _all_items(request))
    remarks = found.remarks + runs.remarks + _hints(request, program, in_order=not variables)
    return Problem(program, found.point, runs.weights, direction, wrt, request.source, decimal, remarks, runs.calls)


def _hints(request: _Request, program: Program, *, in_order: bool) -> tuple[Remark, ...]:
    """What is to be said of values without names that went to the inputs in order, and of a program without inputs."""
    bare = () if not in_order or are_named(request.at or ()) else request.at or ()
    if program.inputs and not bare:
        return ()
    from jacli.language.hints import hints

    return hints(program, bare)


def _completed_by_file(request: _Request) -> _Request:
    """The same, a point by name completed with what the file has for other inputs."""
    if not request.at or not request.kept_at or not are_named(request.at):
        return request

    def inputs() -> tuple[str, ...]:
        return input_names(request.texts, variables=request.variables, known=_known(request), limits=request.limits)

    items, family = completed(request.at, request.kept_at, inputs, request.shapes, free=not request.variables)
    return replace(request, at=items, variables=family or request.variables)


def _all_items(request: _Request) -> list[Item]:
    return [*(request.at or ()), *(item for run in request.w for item in run), *(request.v or ())]


def _outputs(program: Program) -> Slots:
    return Slots("--w", {name: program.graph.shapes[node] for name, node in program.outputs})


def _columns(program: Program, wrt: Sequence[str]) -> Slots:
    nodes = dict(program.inputs)
    return Slots("--v", {name: program.graph.shapes[nodes[name]] for name in wrt})


def _assigned(request: _Request) -> tuple[_Request, dict[str, Value] | None, tuple[str, ...]]:
    """The request with one item per input, the values by name, and the inputs' order if they turned out a family."""
    if not request.at:
        return request, None, request.variables
    if are_named(request.at):
        return request, by_name(request.at), request.variables
    inputs = input_names(request.texts, variables=request.variables, known=_known(request), limits=request.limits)
    request = replace(request, at=dealt(request.at, inputs, request.shapes))
    try:
        assignment = in_order(request.at or (), inputs, free=not request.variables)
    except UsageError as error:
        raise _element_refused(request) or error from None
    return request, assignment.values, assignment.family or request.variables


def _element_refused(request: _Request) -> LanguageError | None:
    """What is wrong with an assignment to an element, if that is wrong: an array that is none is taken for an input."""
    try:
        _read(request, None, request.variables)
    except LanguageError as error:
        return error if error.code in ("element-of-no-array", "index-not-constant") else None
    except JacliError:
        return None
    return None


def _known(request: _Request) -> set[str]:
    named = [item.name for item in request.at or () if item.name is not None]
    return {*request.variables, *request.wrt, *request.shapes, *named}


def _read(request: _Request, values: Mapping[str, Value] | None, variables: Sequence[str]) -> Program:
    """Read the program; a name that was misspelt among the values is told before what followed from it."""
    shapes = dict(request.shapes)
    for name, value in (values or {}).items():
        if shapes.setdefault(name, value.shape) != value.shape:
            raise UsageError("shape-and-value", name=name, shape=shapes[name], given=value.shape)
    known = _known(request)
    try:
        return read(
            request.texts, shapes=shapes, variables=variables, of=request.of, known=known, limits=request.limits
        )
    except LanguageError as error:
        raise _misspelt(request, variables, known) or error from None


def _misspelt(request: _Request, variables: Sequence[str], known: set[str]) -> UsageError | None:
    """The error of a name that looks like an input, if there is one among the names given."""
    if not _names_given(request):
        return None
    try:
        inputs = input_names(request.texts, variables=variables, known=known, limits=request.limits)
    except LanguageError:
        return None
    known_inputs = frozenset(inputs)
    wrong = islice(((o, name) for o, name in _names_given(request) if name not in known_inputs), MOST_COMPARED)
    near = next(((option, name) for option, name in wrong if did_you_mean(name, inputs)), None)
    return _unknown(*near, inputs, ()) if near else None


def _names_given(request: _Request) -> list[tuple[str, str]]:
    """Every name that must be an input, with the option that has it."""
    named = [("--at", item.name) for item in request.at or () if item.name is not None]
    return [*named, *(("--shape", name) for name in request.shapes), *(("--wrt", name) for name in request.wrt)]


def _check_names(
    request: _Request,
    program: Program,
    values: Mapping[str, Value] | None,
    inputs: Sequence[str],
    variables: Sequence[str],
) -> None:
    known = frozenset(inputs)
    for option, name in _names_given(request):
        if name not in known:
            raise _unknown(option, name, inputs, program.names)
    _check_variables(request, program, inputs)
    if values is None:
        return
    if variables != request.variables and program.columns is not None:
        # `f(x1, x2) = …` names its inputs itself: more values are too many, not a family.
        raise count_error(request.at or (), program.columns)
    missing = tuple(name for name in inputs if name not in values)
    if missing:
        raise missing_error(inputs, missing, _completed(request, missing))


def _completed(request: _Request, missing: Sequence[str]) -> str:
    """The values given and a 1 for each one that is missing: what might be typed."""
    given = [f"{item.name}={item.text}" for item in request.at or () if item.name is not None]
    return brief([*given, *(f"{name}={_one(request.shapes.get(name, ()))}" for name in missing)])


def _one(shape: Shape) -> str:
    return f"ones({','.join(map(str, shape))})" if shape else "1"


def _check_variables(request: _Request, program: Program, inputs: Sequence[str]) -> None:
    """A listed name that the program only assigns, or that looks like one of its inputs, is a mistake."""
    used = set(program.graph.reached([node for _, node in program.outputs]))
    listed = frozenset(request.variables)
    unlisted = [name for name in inputs if name not in listed]
    unused = (name for name, node in program.inputs if name in listed and node not in used)
    for name in islice(unused, MOST_COMPARED):
        if did_you_mean(name, unlisted):
            raise _unknown("--vars", name, unlisted, ())


def _unknown(option: str, name: str, inputs: Sequence[str], assigned: Mapping[str, int] | tuple[()]) -> UsageError:
    if name in assigned:
        return UsageError("assigned-not-input", option=option, name=name, inputs=list(inputs))
    if not name:
        return UsageError("not-a-name", name='""')
    near = suggested(skeleton(name), inputs)
    return UsageError(
        "unknown-input", option=option, name=name, letters=code_points(name) or None, inputs=list(inputs), **near
    )
