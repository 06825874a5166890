"""What the text of a program gives itself: values of inputs, and weights. What an option gives comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jacli.errors import LanguageError, Place, UsageError
from jacli.graph.functions import TABLE
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.language.program import Backward, Program, Remark
from jacli.language.values import Element, Value, value_at

INPUT = TABLE["input"]
# Calls that a remark quotes.
QUOTED = 3


@dataclass(frozen=True, eq=False, slots=True)
class Given:
    """The values that are known, and the point: all of them if each input has one, else None.

    A point that was given in part is kept as it is: whoever asks for it tells what is missing.
    """

    known: dict[str, Value]
    point: dict[str, Value] | None
    remarks: tuple[Remark, ...] = ()


def given(program: Program, values: Mapping[str, Value] | None) -> Given:
    """The values given and, for inputs that lack one, the text's own."""
    inputs = dict(program.inputs)
    known = dict(values or {})
    remarks = [r for r in program.remarks if r.code != "random-input" or r.fields["name"] not in known]
    for name, node in program.values.items():
        place = program.places.first(inputs[name])
        if name in known:
            remarks.append(Remark("value-instead", place, {"name": name}))
        elif all(other in known for other in needed(program, node)):
            value = value_at(program.graph, node, known, place or Place("", "", 0, 0))
            known[name] = _fitting(name, value, program.graph.shapes[inputs[name]])
    lacking = [name for name in inputs if name not in known]
    if not lacking or values is not None:
        return Given(known, {name: known[name] for name in inputs if name in known}, tuple(remarks))
    if program.values and len(lacking) < len(inputs):
        remarks.append(_lacking([name for name in lacking if name not in program.values]))
    return Given(known, None, tuple(remarks))


def _fitting(name: str, value: Value, shape: Shape) -> Value:
    """The text's own value of an input, of the shape that the input has."""
    if value.shape != shape:
        raise UsageError("shape-and-value", name=name, shape=shape, given=value.shape)
    return value


def _lacking(names: Sequence[str]) -> Remark:
    return Remark("values-lacking", None, {"names": list(names), "example": ",".join(f"{name}=1" for name in names)})


def needed(program: Program, node: int) -> list[str]:
    """The inputs that a node depends on."""
    graph = program.graph
    return [graph.parameters[n] for n in graph.reached([node]) if graph.operations[n] is INPUT]


@dataclass(frozen=True, eq=False, slots=True)
class Runs:
    """The weights of each call of backward, flat; `calls` are those calls as typed, if the text makes them."""

    weights: tuple[tuple[Element, ...], ...]
    calls: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def weights_of(program: Program, known: Mapping[str, Value], typed: tuple[tuple[Element, ...], ...]) -> Runs:
    """The runs that the text asks for, one for each `backward`; those of the command line stand in their place.

    Raises LanguageError for weights that depend on an input without a value.
    """
    backwards = program.backwards
    if typed and backwards:
        return Runs(typed, (), (Remark("weights-instead", backwards[0].place, {"text": backwards[0].text}),))
    if typed or not backwards or (len(backwards) == 1 and backwards[0].weights is None):
        return Runs(typed)
    runs: list[tuple[Element, ...]] = []
    for backward in backwards:
        run = _run(program, backward, known)
        if run is None:
            return Runs(())
        runs.append(run)
    said = Remark("weights-of-text", backwards[0].place, {"text": _quoted(backwards)})
    return Runs(tuple(runs), tuple(backward.text for backward in backwards), (said,))


def _quoted(backwards: Sequence[Backward]) -> list[str]:
    """The calls as typed, each once, or the first of them."""
    texts = list(dict.fromkeys(backward.text for backward in backwards))
    return [*texts[:QUOTED], "…"] if len(texts) > QUOTED else texts


def _run(program: Program, backward: Backward, known: Mapping[str, Value]) -> tuple[Element, ...] | None:
    """The weights of one `backward`, flat over all outputs; None where a vector has none."""
    graph = program.graph
    run: list[Element] = []
    for _, node in program.outputs:
        count = size(graph.shapes[node])
        if node != backward.node:
            run += [Fraction(0)] * count
        elif backward.weights is not None:
            lacking = [name for name in needed(program, backward.weights) if name not in known]
            if lacking:
                raise LanguageError("weights-need-point", backward.place, names=lacking)
            run += value_at(graph, backward.weights, known, backward.place).elements
        elif count == 1:
            run.append(Fraction(1))
        else:
            return None
    return tuple(run)
