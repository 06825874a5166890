"""After the last statement: which of the gradients asked for count, of which outputs, and what must be said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jacli.calculus.sweeps import active_nodes
from jacli.errors import LanguageError
from jacli.graph.functions import TABLE
from jacli.graph.shapes import size
from jacli.language.program import Backward, Remark
from jacli.language.reading import Reading
from jacli.language.session import Asked, Typed

UPDATE = TABLE["update"]
# Operations whose nodes in PyTorch keep values of the way forward, which a call of backward frees.
KEEPING = frozenset({
    "mul", "div", "power", "matmul", "exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "abs", "relu",
})  # fmt: skip
# Statements that a remark quotes, and characters of each.
QUOTED, LONGEST = 4, 40


@dataclass(frozen=True, eq=False, slots=True)
class Settled:
    """The gradients that count, the inputs that they are by (None: all), what is to be said, and inputs' values."""

    asked: tuple[Asked, ...] = ()
    columns: tuple[str, ...] | None = None
    remarks: tuple[Remark, ...] = ()
    values: Mapping[str, int] = field(default_factory=dict)


# Of a program that is nothing but statements.
NOTHING = Settled()


def settled(reading: Reading) -> Settled:
    """What a program that was read asks for, by itself.

    Raises LanguageError for gradients of constants, for several that do not add up, and for random numbers in use.
    """
    remarks: list[Remark] = []
    live = _since_zeroed(reading, _of_inputs(reading), remarks)
    several = [asked for k, asked in enumerate(live) if asked.kind == "backward" or not _repeats(asked, live[:k])]
    for asked in several[1:]:
        if asked.kind != "backward" or several[0].kind != "backward" or set(asked.wrt) != set(several[0].wrt):
            raise reading.error("second-gradient", asked.typed.start, asked.typed.end)
    remarks += [
        _remark(reading, "backward-without-weights", asked.typed)
        for asked in several
        if asked.kind == "backward" and asked.weights is None and size(reading.graph.shapes[asked.node]) != 1
    ]
    remarks += _second_times(reading, several)
    columns = several[0].wrt or None if several else None
    values = {name: node for name, node in reading.session.values.items() if node is not None}
    return Settled(tuple(several), columns, (*remarks, *_said(reading)), values)


def _repeats(asked: Asked, before: Sequence[Asked]) -> bool:
    """Whether the same was asked before: `jax.grad(f)(x)` gives its answer by itself."""
    key = (asked.kind, asked.node, asked.weights, asked.wrt)
    return any(key == (other.kind, other.node, other.weights, other.wrt) for other in before)


def _of_inputs(reading: Reading) -> list[Asked]:
    """Those that some input has a part in. Without any, torch refuses."""
    session, graph = reading.session, reading.graph
    if not session.asked:
        return []
    active = active_nodes(graph, reading.names.inputs.values(), range(len(graph)))
    live = [asked for asked in session.asked if asked.node in active]
    if len(live) < len(session.asked) and not session.replaced:
        first = next(asked for asked in session.asked if asked.node not in active)
        raise reading.error("backward-of-constant", first.typed.start, first.typed.end)
    return live


def _since_zeroed(reading: Reading, live: Sequence[Asked], remarks: list[Remark]) -> list[Asked]:
    """Those that no zero_() stands behind."""
    kept: list[Asked] = []
    for asked in live:
        if asked.zeroed and kept:
            _check_all_zeroed(reading, kept, asked)
            before = [other for other in reading.session.zeroings if other.start < asked.typed.start]
            remarks.append(_remark(reading, "grads-zeroed", (before or reading.session.zeroings)[-1], count=len(kept)))
            kept = []
        kept.append(asked)
    return kept


def _check_all_zeroed(reading: Reading, kept: Sequence[Asked], asked: Asked) -> None:
    graph, inputs = reading.graph, reading.names.inputs
    reached = set(graph.reached([other.node for other in kept]))
    left = [name for name, node in inputs.items() if node in reached and name not in asked.zeroed]
    if left:
        place = reading.session.zeroings[-1]
        raise reading.error("zeroed-in-part", place.start, place.end, zeroed=sorted(asked.zeroed), left=left)


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────


def _second_times(reading: Reading, several: Sequence[Asked]) -> Iterator[Remark]:
    """Calls through a graph that torch has freed: a second one of a name that was not assigned anew since."""
    freed: set[tuple[str | None, int, int]] = set()
    for asked in several:
        key = (asked.name, asked.node, asked.made)
        if key in freed:
            yield _remark(reading, "graph-freed", asked.typed)
        elif asked.kind == "backward" and asked.name and not asked.retained and _keeps_values(reading, asked.node):
            freed.add(key)


def _keeps_values(reading: Reading, node: int) -> bool:
    """Whether torch's graph of the node holds values for the way back."""
    graph = reading.graph
    reached = graph.reached([node])
    active = active_nodes(graph, reading.names.inputs.values(), reached)
    return any(graph.operations[n].name in KEEPING for n in reached if n in active)


def _remark(reading: Reading, code: str, typed: Typed, **fields: object) -> Remark:
    text = shortened(reading.text[typed.start : typed.end])
    return Remark(code, reading.place(typed.start, typed.end), {"text": text, **fields})


def shortened(text: str) -> str:
    """The text on one line, or its beginning, which ends with a whole word if it has more than one."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    beginning = line[: LONGEST - 1]
    if line[LONGEST - 2 : LONGEST].replace("_", "a").isalnum():
        beginning = re.sub(r"\w+\Z", "", beginning) or beginning
    return beginning.rstrip() + "…"


def _said(reading: Reading) -> Iterator[Remark]:
    session = reading.session
    for name, typed in dict(session.replaced).items():
        yield _remark(reading, "tensor-replaced", typed, name=name)
    for name, node in session.values.items():
        if node is None:
            yield Remark("random-input", reading.places.first(reading.names.inputs[name]), {"name": name})
    for typed in dict.fromkeys(session.left):
        yield _remark(reading, "number-without-gradient", typed)
    if session.skipped:
        texts = list(dict.fromkeys(shortened(reading.text[t.start : t.end]) for t in session.skipped))
        quoted = [*texts[:QUOTED], "…"] if len(texts) > QUOTED else texts
        yield Remark("statements-skipped", None, {"statements": quoted, "count": len(texts)})


def backwards(reading: Reading, asked: Sequence[Asked]) -> tuple[Backward, ...]:
    """The gradients as a program keeps them; a Jacobian has no weights and is none."""
    return tuple(
        Backward(
            a.node,
            a.weights,
            reading.place(a.typed.start, a.typed.end),
            shortened(reading.text[a.typed.start : a.typed.end]),
        )
        for a in asked
        if a.kind != "jacobian"
    )


def check_random(reading: Reading, nodes: Sequence[int]) -> None:
    """Random numbers may stand where all of them are assigned before they are used, and nowhere else."""
    graph, random = reading.graph, reading.application.random
    if not random:
        return
    used = [n for n in nodes if n in random]
    for node in graph.reached(nodes):
        arguments = graph.arguments[node]
        full = graph.operations[node] is UPDATE and len(graph.parameters[node]) == size(graph.shapes[node])
        used += [a for k, a in enumerate(arguments) if a in random and not (full and k == 0)]
    if used:
        raise LanguageError("random-values", reading.places.first(used[0]))
