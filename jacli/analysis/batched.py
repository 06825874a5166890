"""Large arrays and many points: the sweeps on the array graph, evaluated by numpy.

Nothing is lowered, so a product of 400×400 matrices costs what numpy's costs. There are no formulas here and no
exact numbers; an undefined element is nan, and entries that meet a kink are marked, their sides not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite, isnan, prod
from typing import TYPE_CHECKING, Any

from jacli.analysis.marks import Marks
from jacli.analysis.model import number_in, output_names
from jacli.analysis.notes import MOST_NAMES, Where, named_entries, reading_notes, repetition_notes
from jacli.analysis.records import Answer, Convention, Entry, Note, Part, Request
from jacli.analysis.typed import point_entries, run_records, weight_entries
from jacli.analysis.weights import Weights, calls
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import pullback
from jacli.domains import evaluation
from jacli.domains.lowering import flat_names
from jacli.errors import LimitReached, UndefinedResult
from jacli.graph.expansion import expanded
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.language.program import Program

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    from jacli.language.problem import Problem
    from jacli.language.values import Element, Value

    Array = numpy.typing.NDArray[numpy.float64]

INPUT = TABLE["input"]
INVERTING = frozenset(TABLE[name] for name in ("inv", "solve", "logdet"))
NAN = float("nan")
KINK_CODES = {"left": "kink-left", "right": "kink-right"}
# More entries at kinks than these are told in one note.
MOST_NOTES = 1_000


@dataclass(frozen=True, eq=False, slots=True)
class Pullback:
    """A program with its wᵀJ as one array graph, for any point and weights.

    `seeds` names the input that holds the weights of each output; `columns` maps the differentiated inputs to
    the nodes of their gradients (absent: the output does not depend on it), `inputs` to their own nodes.
    """

    graph: Graph
    outputs: Mapping[str, int]
    seeds: Mapping[str, str]
    columns: Mapping[str, int]
    shapes: Mapping[str, Shape]
    inputs: Mapping[str, int]


def pullback_of(program: Program, wrt: Sequence[str], *, apart: bool = False) -> Pullback:
    """Differentiate a program once, for evaluation at many points.

    `apart` keeps weights of 0 out of all products: they seed nothing, not even 0·∞.
    """
    nodes = [node for _, node in program.outputs]
    plain = expanded(program.graph, nodes)
    f = Rules(plain.graph)
    seeds: dict[int, Any] = {}
    present: dict[int, Any] = {}
    names: dict[str, str] = {}
    for name, node in program.outputs:
        new = plain.nodes[node]
        names[name] = f"∂{name}"
        term = f.term(plain.graph.node(INPUT, (), names[name], plain.graph.shapes[new]))
        seeds[new] = f.add(seeds[new], term) if new in seeds else term
        if apart:
            present[new] = f.or_(present[new], f.nonzero(term)) if new in present else f.nonzero(term)
    inputs = {name: plain.nodes[node] for name, node in program.inputs if name in wrt and node in plain.nodes}
    found = pullback(f, seeds, list(inputs.values()), presences=present)
    found = {node: f.where(present[node], u, 0) if node in present else u for node, u in found.items()}
    return Pullback(
        plain.graph,
        {name: plain.nodes[node] for name, node in program.outputs},
        names,
        {name: found[node].id for name, node in inputs.items() if node in found},
        {name: program.graph.shapes[node] for name, node in program.inputs if name in wrt},
        inputs,
    )


def with_marks(program: Pullback) -> Pullback:
    """The same sweep for marks: `columns` maps each input that can meet a kink to where it does, 1 or 0."""
    graph = program.graph
    seeds: dict[int, list[int]] = {}
    for name, node in program.outputs.items():
        seeds.setdefault(node, []).append(graph.node(INPUT, (), program.seeds[name], graph.shapes[node]))
    found = Marks(graph, seeds, list(program.inputs.values())).found()
    return replace(program, columns={name: found[node] for name, node in program.inputs.items() if node in found})


def pulled(
    program: Pullback, at: Mapping[str, Array], w: Mapping[str, Array], *, lead: int = 0
) -> tuple[dict[str, Array], dict[str, Array]]:
    """(values by output, wᵀJ by input) in floats; every array may have up to `lead` leading axes.

    Values have shape (*lead, *output shape), gradients (*lead, *input shape); seeds and points pair up by
    broadcasting of their leading axes.
    """
    import numpy as np

    from jacli.domains import batch

    inputs = {**at, **{program.seeds[name]: weights for name, weights in w.items()}}
    wanted = [*program.outputs.values(), *program.columns.values()]
    arrays = batch.evaluate(program.graph, wanted, inputs, lead)
    values = dict(zip(program.outputs, arrays, strict=False))
    found = dict(zip(program.columns, arrays[len(values) :], strict=True))
    front = arrays[0].shape[:lead] if arrays else ()
    gradients = {n: found[n] if n in found else np.zeros((*front, *shape)) for n, shape in program.shapes.items()}
    return values, gradients


# ── answers of this kind ──────────────────────────────────────────────────────────────────────────────────


def batch_answer(problem: Problem, operation: str, request: Request) -> Answer:
    """The answer for a program that is too large to be lowered, in floats.

    Raises LimitReached where floats are not what was asked for, or a dense Jacobian has too many entries, or for a
    convention that needs more than is known of kinks; UndefinedResult for one that refuses them.
    """
    if problem.point is None or not request.numeric or request.det:
        raise LimitReached("too-large-for-formulas", limit=request.limits.nodes)
    program = problem.program
    rows = output_names(program.outputs, program.graph)
    shapes = {name: program.graph.shapes[node] for name, node in program.inputs}
    columns = tuple(flat for name in problem.wrt for flat in flat_names(name, shapes[name]))
    asked = calls(problem, operation, problem.jacobian_shape, request.repeat, request.limits)
    runs = _runs(asked, len(rows), operation)
    limit = request.limits.entries if operation in ("jacobian", "show") else None
    parts, kinks = _parts(problem, runs, (rows, columns), limit=limit, convention=request.kink)
    if kinks and request.kink != "torch":
        _check_settled(kinks, request.kink)
    made = run_records(problem, asked, parts, request)
    product = made[-1].accumulated if made else parts.get("run 0")
    value, result = parts["value"], parts["jacobian"] if limit is not None else product
    assert result is not None
    shown = _shown_parts(parts, product) if operation == "show" else (value,)
    entries = [e for part in parts.values() for row in part.rows for _, e in row]
    undefined = any(e.value is None or not isfinite(e.value) for e in entries)
    return Answer(
        operation=operation,
        source=problem.source,
        status="undefined" if undefined else "kink" if kinks else "ok",
        outputs=rows,
        inputs=columns,
        output_shapes={name: program.graph.shapes[node] for name, node in program.outputs},
        input_shapes={name: shapes[name] for name in problem.wrt},
        layout=request.layout,
        point=point_entries(problem, request),
        weights=weight_entries(asked[0], request) if asked else None,
        value=value,
        result=result,
        parts=shown,
        runs=made,
        notes=(
            *reading_notes(problem, operation),
            *_undefined(value),
            *_not_finite(value, result),
            *_nearly_singular(problem),
            *_few(kinks),
            *repetition_notes(made, request.repeat),
        ),
        numeric=True,
        sparse=request.sparse,
    )


def _shown_parts(parts: Mapping[str, Part], product: Part | None) -> tuple[Part, ...]:
    """What `show` prints."""
    vjp = [replace(product, name="vjp")] if product else []
    return (parts["value"], parts["jacobian"], *vjp, parts["grad"])


def _undefined(value: Part) -> list[Note]:
    """A note that names the outputs without a value, the first few of many."""
    names = [value.column_names[j] for j, entry in value.rows[0] if not isfinite(entry.value or 0.0)]
    more = len(names) - MOST_NAMES
    fields = {"outputs": names[:MOST_NAMES], "more": more if more > 0 else None}
    return [Note("undefined", "outputs-undefined", fields=fields)] if names else []


def floats_of(value: Value, name: str) -> Array:
    """The value of an input as a float array of its shape."""
    import numpy as np

    return np.array(_floats(value.elements, name), dtype=np.float64).reshape(value.shape)


def _floats(elements: Sequence[Element], name: str) -> list[float]:
    """Typed numbers as floats. Raises LimitReached for an expression that no float holds; `name` is what has it."""
    domain = evaluation.plain()
    found = [number_in(element, domain) for element in elements]
    if any(isinstance(number, evaluation.Failure) for number in found):
        raise LimitReached("overflow-float", expression=name)
    return found


def _not_finite(value: Part, result: Part) -> Iterator[Note]:
    """Notes that name the derivatives that are infinite or not found though their outputs have values."""
    lost = {value.column_names[j] for j, entry in value.rows[0] if not isfinite(entry.value or 0.0)}
    names = result.row_names or (None,) * len(result.rows)
    infinite: list[Where] = []
    unknown: list[Where] = []
    for output, row in zip(names, result.rows, strict=True):
        for j, entry in row:
            if not isfinite(entry.value or 0.0) and output not in lost:
                (unknown if isnan(entry.value or 0.0) else infinite).append((output, result.column_names[j]))
    if lost and not result.row_names:
        return
    for code, where in (("derivatives-not-finite", infinite), ("derivatives-not-found", unknown)):
        if where:
            yield Note("undefined", code, fields=named_entries(where))


def _nearly_singular(problem: Problem) -> Iterator[Note]:
    """A note per function whose matrix is so near to singular that floats give no digits."""
    from jacli.domains import batch

    assert problem.point is not None
    graph = problem.program.graph
    nodes = [n for n in graph.reached(n for _, n in problem.program.outputs) if graph.operations[n] in INVERTING]
    if not nodes:
        return
    at = {name: floats_of(value, name) for name, value in problem.point.items()}
    matrices = batch.evaluate(graph, [graph.arguments[n][0] for n in nodes], at, 0)
    pairs = zip(nodes, matrices, strict=True)
    names = {graph.operations[n].name for n, matrix in pairs if batch.is_singular_within_rounding(matrix)}
    for name in sorted(names):
        yield Note("precision", "matrix-nearly-singular", fields={"function": name})


def _check_settled(kinks: Sequence[Note], convention: Convention) -> None:
    """Refuse a convention that refuses kinks, or that the sides of these do not answer."""
    if convention in ("jax", "zero") or any(note.code == "kink-met" for note in kinks):
        raise LimitReached("kinks-unsettled", count=len(kinks), convention=convention)
    if convention == "error":
        first = kinks[0]
        (entry,) = named_entries([first.entry])["entries"]
        raise UndefinedResult("entry-refused", entry=entry, left=first.fields["left"], right=first.fields["right"])


def _few(kinks: Sequence[Note]) -> Sequence[Note]:
    """The notes, or a single one in place of very many."""
    if len(kinks) <= MOST_NOTES:
        return kinks
    return [Note("kink", "kinks-met", fields=named_entries([note.entry for note in kinks]))]


def _parts(
    problem: Problem,
    runs: Mapping[str, Array],
    names: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    limit: int | None,
    convention: Convention,
) -> tuple[dict[str, Part], list[Note]]:
    """The parts, and a note for each entry that meets a kink.

    `names` are those of rows and columns. J is among the parts if it may have `limit` entries.
    """
    import numpy as np

    assert problem.point is not None
    rows, columns = names
    at = {name: floats_of(value, name) for name, value in problem.point.items()}
    program = pullback_of(problem.program, problem.wrt)
    marks = with_marks(program)
    values, _ = pulled(program, at, _split(np.zeros(len(rows)), problem))
    value = _joined(values, 0)
    parts: dict[str, Part] = {"value": _vector("value", rows, value)}
    kinks: dict[Where, Note] = {}
    if limit is not None:
        if len(rows) * len(columns) > limit:
            raise LimitReached("too-many-entries", limit=limit)
        seeds = np.diag(np.where(np.isnan(value), NAN, 1.0))
        matrix = _gradients(program, problem, at, seeds)
        met = _met(marks, at, _split(np.eye(len(rows)), problem))
        sides = _Sides(program, at, np.eye(len(rows)))
        kinks |= _compared(sides, matrix, (met, _not_found(matrix, seeds)), (rows, columns), convention)
        parts["jacobian"] = Part("jacobian", rows, columns, tuple(_sparse(row) for row in matrix))
    for name, weights in runs.items():
        # No derivative exists of a sum whose part has no value.
        seeded = np.where(np.isnan(value) & (weights != 0), NAN, weights)
        row = _gradients(program, problem, at, seeded[None, :])
        met = _met(marks, at, _split(weights[None, :], problem))
        sides, lost = _Sides(program, at, weights[None, :]), _not_found(row, seeded[None, :])
        kinks |= _compared(sides, row, (met, lost), ((None,), columns), convention)
        parts[name] = _vector(name.split()[0], columns, row[0])
    return parts, list(kinks.values())


def _gradients(program: Pullback, problem: Problem, at: Mapping[str, Array], weights: Array) -> Array:
    """wᵀJ for each row of weights, in which weights of 0 take no part."""
    import numpy as np

    w = _split(weights, problem)
    _, found = pulled(program, at, w, lead=1)
    rows = _joined(found, 1)
    if np.isnan(rows).any() and not weights.all():
        _, found = pulled(pullback_of(problem.program, problem.wrt, apart=True), at, w, lead=1)
        rows = _joined(found, 1)
    return rows


def _met(marks: Pullback, at: Mapping[str, Array], w: Mapping[str, Array]) -> Any:
    """Which entries meet a kink, as truth values; a row per row of weights."""
    if not marks.columns:
        return False
    _, found = pulled(marks, at, w, lead=1)
    return _joined(found, 1) > 0


def _not_found(matrix: Array, weights: Array) -> Any:
    """Which entries of sums that have a value are no numbers."""
    import numpy as np

    return np.isnan(matrix) & ~np.isnan(weights).any(axis=1, keepdims=True)


@dataclass(frozen=True, eq=False, slots=True)
class _Sides:
    """One-sided derivatives of weighted sums of outputs; `weights` has a row per sum."""

    program: Pullback
    at: Mapping[str, Array]
    weights: Array

    def of(self, columns: Sequence[int]) -> tuple[Array, Array] | None:
        """The left and the right ones along some columns, a row per sum; nan where not known."""
        from jacli.analysis.array_sides import one_sided

        program = self.program
        found = one_sided(program.graph, list(program.outputs.values()), program.inputs, self.at, columns)
        return None if found is None else (self._summed(found[0]), self._summed(found[1]))

    def _summed(self, sides: Array) -> Array:
        import numpy as np

        with np.errstate(all="ignore"):
            weighted = [np.where(row[:, None] != 0, row[:, None] * sides, 0.0).sum(axis=0) for row in self.weights]
        return np.array(weighted)


def _compared(
    sides: _Sides,
    matrix: Array,
    places: tuple[Any, Any],
    names: tuple[Sequence[str | None], Sequence[str]],
    convention: Convention,
) -> dict[Where, Note]:
    """A note for each entry that meets a kink, unless both its sides agree: then they are put into the matrix.

    So is what the convention takes. `places` tells which entries meet a kink, and which are to be found.
    """
    import numpy as np

    from jacli.analysis.array_sides import are_known

    met, lost = np.broadcast_arrays(*places)
    where = np.argwhere(met | lost)
    columns = sorted({int(j) for _, j in where})
    found = sides.of(columns) if 0 < len(where) <= MOST_NOTES else None
    notes: dict[Where, Note] = {}
    for i, j in where:
        entry = (names[0][i], names[1][j])
        left, right = (float(side[i, columns.index(j)]) for side in found) if found else (NAN, NAN)
        if not are_known(left, right):
            if met[i, j]:
                notes[entry] = Note("kink", "kink-met", entry)
        elif left == right and isfinite(left):
            matrix[i, j] = left
        else:
            others, code = matrix[i, j], "kink"
            if lost[i, j] and isfinite(left) and isfinite(right):
                others, code = sorted((left, 0.0, right))[1], "kink-least"
            taken = {"left": left, "right": right}.get(convention, others)
            matrix[i, j] = taken
            fields = {"left": Entry(value=left), "right": Entry(value=right), "taken": Entry(value=float(taken))}
            notes[entry] = Note("kink", KINK_CODES.get(convention, code), entry, fields=fields)
    return notes


def _runs(asked: Sequence[Weights], rows: int, operation: str) -> dict[str, Array]:
    """The weights of each wᵀJ by the name of its part: every call, what has accumulated after it, the gradient."""
    import numpy as np

    found = {f"run {k}": np.array(_floats(run, "w")) for k, run in enumerate(asked)}
    if len(asked) > 1:
        summed = np.cumsum(list(found.values()), axis=0)
        found |= {f"accumulated {k}": summed[k] for k in range(1, len(asked))}
    if operation == "show":
        found["grad"] = np.ones(rows)
    return found


def _split(weights: Array, problem: Problem) -> dict[str, Array]:
    """Flat weights over all outputs, by output and in its shape."""
    found: dict[str, Array] = {}
    start = 0
    for name, node in problem.program.outputs:
        shape = problem.program.graph.shapes[node]
        stop = start + size(shape)
        found[name] = weights[..., start:stop].reshape((*weights.shape[:-1], *shape))
        start = stop
    return found


def _joined(arrays: Mapping[str, Array], lead: int) -> Array:
    """Arrays flattened and joined along one axis, behind the leading ones."""
    import numpy as np

    return np.concatenate([a.reshape((*a.shape[:lead], prod(a.shape[lead:]))) for a in arrays.values()], axis=-1)


def _vector(name: str, names: tuple[str, ...], numbers: Array) -> Part:
    return Part(name, (), names, (tuple((j, Entry(value=v + 0.0)) for j, v in enumerate(numbers.ravel().tolist())),))


def _sparse(row: Array) -> tuple[tuple[int, Entry], ...]:
    return tuple((j, Entry(value=v)) for j, v in enumerate(row.tolist()) if v)
