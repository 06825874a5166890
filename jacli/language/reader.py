"""From text to Program: reads every text, then settles which nodes are outputs and inputs, and their names."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from jacli.errors import LanguageError, LimitReached, UnknownName
from jacli.graph.collector import paused
from jacli.graph.limits import Limits
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape
from jacli.language import tokens
from jacli.language.expression import read_expression
from jacli.language.frames import Definition, Frame
from jacli.language.names import Names
from jacli.language.patterns import Pattern
from jacli.language.program import Program, SourceText, natural_key
from jacli.language.reading import Reading
from jacli.language.statements import Item, Outputs, Statements
from jacli.language.suggestions import suggested

_SIGNS = Pattern(r"[()\[\]{},=#]|[\n\r;][\s;]*+")
NO_SHAPES: Mapping[str, Shape] = {}


@paused()
def read(
    texts: Sequence[SourceText],
    *,
    shapes: Mapping[str, Shape] = NO_SHAPES,
    variables: Sequence[str] = (),
    of: Sequence[str] = (),
    known: Collection[str] = (),
    limits: Limits = Limits(),
) -> Program:
    """The program that the texts are, one after the other.

    `variables` come first among the inputs; `known` are names that have a value, so that `e` and `pi` are
    inputs if among them; `of` chooses outputs. Raises LanguageError, UnknownName, ShapeError, LimitReached.
    """
    listed = [plain_variable(name) for name in variables]
    given = {tokens.plain_name(name): shape for name, shape in shapes.items()}
    names = {*listed, *map(tokens.plain_name, known)}
    reading, whole = _read_whole(lambda: Reading(texts, given, names, limits))
    return _program(reading, whole, listed, of)


def _read_whole(begin: Callable[[], Reading]) -> tuple[Reading, _Whole]:
    """Read all texts: as plain statements or, if that fails and they look it, as pasted code.

    What pasted code has more is an error in plain statements, so that these are read without ever being searched.
    """
    with _collector_resting():
        reading = begin()
        try:
            return reading, _read_texts(reading, Statements(reading))
        except LanguageError:
            from jacli.language.layout import is_pasted

            if not any(is_pasted(text.text) for text in reading.sources.texts):
                raise
        return _read_pasted(begin)


def _read_pasted(begin: Callable[[], Reading]) -> tuple[Reading, _Whole]:
    """Read pasted code; once more if tensors of one name replace each other."""
    from jacli.language.script import Script

    reading = begin()
    whole = _read_texts(reading, Script(reading))
    again = reading.session.again()
    if again is None or reading.shapeless:
        return reading, whole
    reading = begin()
    reading.session = again
    return reading, _read_texts(reading, Script(reading))


def _program(reading: Reading, whole: _Whole, listed: Sequence[str], of: Sequence[str]) -> Program:
    if reading.is_plain and not reading.application.random:
        return _computing(reading, whole, whole.outputs, listed, of)
    return _pasted_program(reading, whole, listed, of)


def _computing(
    reading: Reading, whole: _Whole, outputs: Sequence[_Output], listed: Sequence[str], of: Sequence[str]
) -> Program:
    """The program that computes these outputs."""
    return Program(
        graph=reading.graph,
        outputs=tuple(_chosen(reading, _named(reading.names, outputs, listed), of)),
        inputs=_inputs(reading.names, [*listed, *whole.leading]),
        columns=whole.columns,
        names=reading.names.assigned,
        places=reading.places,
        decimal=reading.decimal,
    )


def _pasted_program(reading: Reading, whole: _Whole, listed: Sequence[str], of: Sequence[str]) -> Program:
    """The program of a text that says more than what it computes: values, gradients asked for, random numbers."""
    from jacli.language.settled import NOTHING, backwards, check_random, settled

    found = NOTHING if reading.is_plain else settled(reading)
    asked_for = {asked.node: _Output(asked.name, asked.node) for asked in found.asked}
    program = _computing(reading, whole, list(asked_for.values()) or whole.outputs, listed, of)
    nodes = [node for _, node in program.outputs]
    asked = found.asked if asked_for.keys() <= set(nodes) else ()
    check_random(reading, [*nodes, *(a.weights for a in asked if a.weights is not None)])
    return replace(
        program,
        columns=found.columns or whole.columns,
        values=found.values,
        backwards=backwards(reading, asked) if asked else (),
        remarks=found.remarks,
    )


def input_names(
    texts: Sequence[SourceText],
    *,
    variables: Sequence[str] = (),
    known: Collection[str] = (),
    limits: Limits = Limits(),
) -> tuple[str, ...]:
    """The names of the inputs in their order, found without knowing any shape. Raises LimitReached."""
    listed = [plain_variable(name) for name in variables]
    names = {*listed, *map(tokens.plain_name, known)}
    reading, whole = _read_whole(lambda: Reading(texts, {}, names, limits, shapeless=True))
    return tuple(name for name, _ in _inputs(reading.names, [*listed, *whole.leading]))


def read_constant(text: SourceText, limits: Limits = Limits()) -> tuple[Graph, int]:
    """The graph and node of a value such as `1/3` or `[[1, 2], [3, 4]]`; names other than pi and e are errors.

    Raises LimitReached.
    """
    reading = Reading([text], {}, (), limits, constant_only=True)
    _check_size([text], limits)
    start = 1 if text.text.startswith("\ufeff") else 0
    stop = len(text.text.rstrip())
    frame = Frame(reading.names.operands, start, stop)
    ended = read_expression(reading, frame)
    if ended:
        raise reading.error("value-and-more", frame.position - 1, frame.position, found=ended.strip() or None)
    return reading.graph, frame.values[0]


def plain_variable(name: str) -> str:
    """A listed name as the program knows it; LanguageError if it is none."""
    if not tokens.NAME_PATTERN.fullmatch(name) or name in tokens.RESERVED:
        raise LanguageError("not-a-name", name=name)
    if name.startswith("__"):
        raise LanguageError("dunder")
    return tokens.plain_name(name)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Reading makes millions of tuples and no cycles; to look for cycles among them takes a third of the time."""
    was_active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_active:
            gc.enable()


# ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────


class _Output(NamedTuple):
    """A result and its own name, if it has one."""

    name: str | None
    node: int
    assigned: bool = False


@dataclass(slots=True)
class _Whole:
    """Outputs of all texts, and what primes or a lone definition say about inputs."""

    outputs: list[_Output]
    columns: tuple[str, ...] | None = None
    # Inputs that come first because a definition lists them.
    leading: tuple[str, ...] = ()


def _read_texts(reading: Reading, statements: Statements) -> _Whole:
    _check_size(reading.sources.texts, reading.limits)
    _check_outputs(reading)
    found: list[Outputs] = []
    for text, start in zip(reading.sources.texts, reading.sources.starts, strict=True):
        found.append(statements.read(start, start + len(text.text)))
    definitions = [part.definition for part in found if part.definition is not None]
    items = [item for part in found for item in _items_of(part)]
    asked = not reading.is_plain and reading.session.asked
    if definitions and not asked and (not items or _are_constants(reading, found)):
        return _lone_definition(reading, definitions[-1])
    if not items and not asked:
        raise LanguageError("no-output", reading.place(0, len(reading.text)))
    whole = _Whole([])
    reading.names.fill_all()
    whole.outputs = [_output(reading.names, item) for item in items]
    if any(item.primed for item in items):
        whole.columns = tuple(dict.fromkeys(item.name or "" for item in items if item.primed))
        for name in whole.columns:
            reading.names.input(name)
    return whole


def _are_constants(reading: Reading, found: Sequence[Outputs]) -> bool:
    """Whether the texts only prepare what a function uses: no input is read, and nothing is shown."""
    return not reading.names.inputs and not any(part.expressions for part in found)


def _check_size(texts: Iterable[SourceText], limits: Limits) -> None:
    size = sum(len(text.text) if text.text.isascii() else len(text.text.encode("utf-8", "replace")) for text in texts)
    if size > limits.source_bytes:
        raise LimitReached("text-too-long", bytes=size, limit=limits.source_bytes)


def _check_outputs(reading: Reading) -> None:
    """Refuse at once a text that has more expressions outside of brackets, no assignments, than outputs may be."""
    count, limit = 0, reading.limits.outputs
    for text, start in zip(reading.sources.texts, reading.sources.starts, strict=True):
        if reading.is_plain and sum(map(text.text.count, "\n\r;,")) >= limit:
            for place in _expressions(text.text):
                count += 1
                if count > limit:
                    raise LimitReached("too-many-outputs", reading.place(start + place, start + place + 1), limit=limit)


def _expressions(text: str) -> Iterator[int]:
    """Where outputs begin, as far as signs tell: each found is one, if the text can be read; others are not found."""
    depth, places, assigns = 0, [0], False
    for match in chain(_SIGNS.finditer(text), [None]):
        sign, (place, behind) = (match[0][0], match.span()) if match else ("\n", (len(text), len(text)))
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign in "=#":
            assigns = True
        elif not depth and sign == ",":
            places.append(behind)
        elif not depth:
            # Nothing follows a comma at the end.
            last = [] if text[places[-1] : place].strip() else places[-1:]
            if not assigns:
                yield from places[: len(places) - len(last)]
            places, assigns = [behind], False


def _items_of(part: Outputs) -> list[Item]:
    return [*part.primed, *part.expressions] or part.last


def _output(names: Names, item: Item) -> _Output:
    if item.primed:
        return _Output(f"{item.name}'", item.node)
    if item.node < 0 and item.name is not None:
        return _Output(item.name, names.assigned[item.name], assigned=True)
    return _Output(item.name, item.node, assigned=item.assigned)


def _lone_definition(reading: Reading, definition: Definition) -> _Whole:
    """`f(x, y) = body` alone: its parameters are the inputs, its value the output."""
    inputs = [name for name in definition.parameters if name not in definition.defaults]
    local = {name: reading.names.input(name) for name in inputs}
    if definition.block:
        assert reading.run is not None
        nodes = reading.run(definition, {**definition.defaults, **local})
    else:
        frame = Frame(dict(local), definition.start, definition.end, definition, local)
        reading.active.add(definition)
        read_expression(reading, frame)
        nodes = frame.values
    reading.names.fill_all()
    several = len(nodes) > 1
    outputs = [
        _Output(f"{definition.name}{i}" if several else definition.name, node) for i, node in enumerate(nodes, 1)
    ]
    return _Whole(outputs, tuple(inputs), tuple(inputs))


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────


def _inputs(names: Names, first: Sequence[str]) -> tuple[tuple[str, int], ...]:
    rest = sorted(names.inputs.keys() - set(first), key=natural_key)
    return tuple((name, names.input(name)) for name in dict.fromkeys([*first, *rest]))


def _named(names: Names, outputs: Sequence[_Output], listed: Sequence[str]) -> dict[str, int]:
    """Outputs by name: their own where they have one, the others y, or y1, y2, …

    A name that is assigned in several texts is one output with its last value; so is one that a later text
    repeats by itself.
    """
    own: dict[str, int] = {}
    assigned: set[str] = set()
    named: list[tuple[str | None, int]] = []
    for output in outputs:
        name, node = output.name, output.node
        repeated = name in assigned and own.get(name or "") == node
        if name is None or (name in own and not output.assigned and not repeated):
            named.append((None, node))
            continue
        if name not in own:
            named.append((name, node))
        if output.assigned:
            assigned.add(name)
        own[name] = node
    taken = {*names.inputs, *names.assigned, *own, *listed}
    free = iter(_free_names(sum(name is None for name, _ in named), taken))
    return {next(free) if name is None else name: node if name is None else own[name] for name, node in named}


def _free_names(count: int, taken: Collection[str]) -> list[str]:
    """y, or y1 … ym; f… if one of them is taken, then out…"""
    stems = ["y", "f", "out"]
    while True:
        stem = stems.pop(0) if len(stems) > 1 else stems[0]
        names = [stem] if count == 1 else [f"{stem}{i}" for i in range(1, count + 1)]
        if not any(name in taken for name in names):
            return names
        if stem == stems[0]:
            stems = [stem + "_"]


def _chosen(reading: Reading, outputs: Mapping[str, int], of: Sequence[str]) -> list[tuple[str, int]]:
    """The outputs, or those that `of` names among them and everything assigned."""
    if not of:
        return list(outputs.items())
    available = {**reading.names.assigned, **outputs}
    chosen: dict[str, int] = {}
    for typed in of:
        name = tokens.plain_name(typed)
        if name not in available:
            raise UnknownName("unknown-output", name=typed, **suggested(name, available))
        chosen[name] = available[name]
    return list(chosen.items())
