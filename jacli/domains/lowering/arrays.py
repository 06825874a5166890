"""Arrays as flat lists of scalar nodes: elements moved, sums and products, constructors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jacli.errors import LimitReached
from jacli.graph import shapes
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph, Number
from jacli.graph.operation import Shape

CONSTANT, UNASSIGNED, ADD, MUL = (TABLE[name] for name in ("constant", "unassigned", "add", "mul"))
Elements = Sequence[int]


@dataclass(frozen=True, eq=False, slots=True)
class Form:
    """What a lowering function must know besides the elements: parameter and shapes."""

    parameter: Any
    shapes: tuple[Shape, ...]
    shape: Shape


class Scalars:
    """The scalar graph under construction, with the few chains that lowering needs."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def constant(self, value: Fraction | int) -> int:
        """A number's node."""
        return self.graph.node(CONSTANT, (), Number.of(Fraction(value)))

    def total(self, terms: Sequence[int]) -> int:
        """The sum as a chain, from left to right."""
        if not terms:
            return self.constant(0)
        node = terms[0]
        for term in terms[1:]:
            node = self.graph.node(ADD, (node, term))
        return node

    def inner(self, a: Elements, b: Elements) -> int:
        """Σ aₖ·bₖ."""
        return self.total([self.graph.node(MUL, pair) for pair in zip(a, b, strict=True)])

    def room_for(self, count: int) -> None:
        """Refuse at once what would pass the limit."""
        if len(self.graph) + count > self.graph.limit:
            raise LimitReached("too-many-nodes", limit=self.graph.limit)


def flat_names(name: str, shape: Shape) -> list[str]:
    """`b[0,1]` for each element in row-major order; the bare name for a scalar."""
    if not shape:
        return [name]
    return [f"{name}[{','.join(map(str, index))}]" for index in shapes.indices(shape)]


# ── elements moved ────────────────────────────────────────────────────────────────────────────────────────


def broadcast(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Stretched axes repeat their one element."""
    source = (1,) * (len(form.shape) - len(form.shapes[0])) + form.shapes[0]
    steps = [0 if n == 1 else step for n, step in zip(source, shapes.strides(source), strict=True)]
    return [arguments[0][p] for p in shapes.flat_places(form.shape, steps)]


def reshape(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """The same flat order."""
    return arguments[0]


def transpose(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Axis k of the result is axis `parameter[k]`."""
    steps = shapes.strides(form.shapes[0])
    return [arguments[0][p] for p in shapes.flat_places(form.shape, [steps[k] for k in form.parameter])]


def index(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """`x[parameter]`."""
    return [arguments[0][p] for p in shapes.index_places(form.parameter, form.shapes[0])]


def take(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """`x.flat[places]`."""
    return [arguments[0][p] for p in form.parameter[0]]


def put(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Elements added up at flat places."""
    groups: dict[int, list[int]] = {}
    for place, element in zip(form.parameter[0], arguments[0], strict=True):
        groups.setdefault(place, []).append(element)
    return [scalars.total(groups.get(place, ())) for place in range(shapes.size(form.shape))]


def update(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Some elements replaced."""
    result = list(arguments[0])
    for place, value in zip(form.parameter, arguments[1:], strict=True):
        result[place] = value[0]
    return result


def flip(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Axes walked backwards."""
    steps = list(shapes.strides(form.shape))
    start = 0
    for axis in form.parameter:
        start += (form.shape[axis] - 1) * steps[axis]
        steps[axis] = -steps[axis]
    return [arguments[0][p] for p in shapes.flat_places(form.shape, steps, start)]


def roll(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Elements moved round."""
    shift, axis = form.parameter
    (x,) = arguments
    if axis is None:
        return [x[(i - shift) % len(x)] for i in range(len(x))]
    step, n = shapes.strides(form.shape)[axis], form.shape[axis]
    return [x[i + (((i // step) - shift) % n - (i // step) % n) * step] for i in range(len(x))]


def _triangle(scalars: Scalars, x: Elements, form: Form, keep: Callable[[int], bool]) -> Elements:
    zero, columns = scalars.constant(0), form.shape[1]
    return [x[i] if keep(i % columns - i // columns) else zero for i in range(len(x))]


def tril(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Zeros above a diagonal."""
    return _triangle(scalars, arguments[0], form, lambda offset: offset <= form.parameter)


def triu(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Zeros below a diagonal."""
    return _triangle(scalars, arguments[0], form, lambda offset: offset >= form.parameter)


def diag(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """A diagonal taken out, or put into zeros."""
    k = form.parameter
    if len(form.shape) == 2:
        zero, n = scalars.constant(0), form.shape[1]
        result = [zero] * (n * n)
        for i, element in enumerate(arguments[0]):
            result[(i + max(0, -k)) * n + i + max(0, k)] = element
        return result
    columns = form.shapes[0][1]
    return [arguments[0][(i + max(0, -k)) * columns + i + max(0, k)] for i in range(form.shape[0])]


def array(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Elements of an array literal."""
    return [element for argument in arguments for element in argument]


def stack(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Arrays along a new axis."""
    return _joined(arguments, [shapes.size(form.shapes[0][form.parameter :])] * len(arguments))


def concatenate(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Arrays joined along an axis."""
    return _joined(arguments, [shapes.size(shape[form.parameter :]) for shape in form.shapes])


def _joined(arguments: Sequence[Elements], chunks: Sequence[int]) -> Elements:
    """Chunks of the arguments in turn: the axes before the joined one are common to all."""
    if not any(chunks):
        return []
    blocks = max(len(x) // chunk for x, chunk in zip(arguments, chunks, strict=True) if chunk)
    result: list[int] = []
    for block in range(blocks):
        for x, chunk in zip(arguments, chunks, strict=True):
            result.extend(x[block * chunk : (block + 1) * chunk])
    return result


# ── sums and products ─────────────────────────────────────────────────────────────────────────────────────


def _groups(x: Elements, form: Form) -> list[list[int]]:
    """The elements that each element of a reduced result is made of."""
    axes = form.parameter[0]
    shape, steps = form.shapes[0], shapes.strides(form.shapes[0])
    kept = [k for k in range(len(shape)) if k not in axes]
    offsets = shapes.flat_places([shape[k] for k in axes], [steps[k] for k in axes])
    starts = shapes.flat_places([shape[k] for k in kept], [steps[k] for k in kept])
    return [[x[start + offset] for offset in offsets] for start in starts]


def sum(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:  # noqa: A001  the row's name
    """A chain of additions per element."""
    return [scalars.total(group) for group in _groups(arguments[0], form)]


def cumsum(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Running sums along an axis, each one addition further than the one before."""
    result = list(arguments[0])
    axis = form.parameter
    step = 1 if axis is None else shapes.strides(form.shape)[axis]
    n = len(result) if axis is None else form.shape[axis]
    for i in range(len(result)):
        if (i // step) % n:
            result[i] = scalars.graph.node(ADD, (result[i - step], result[i]))
    return result


def matmul(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Inner products of rows and columns, matrix by matrix of a stack."""
    left, right = form.shapes
    a_shape = left if len(left) > 1 else (1, *left)
    b_shape = right if len(right) > 1 else (*right, 1)
    n, inner, m = a_shape[-2], a_shape[-1], b_shape[-1]
    lead = shapes.broadcast((a_shape[:-2], b_shape[:-2]))
    scalars.room_for(2 * shapes.size(lead) * n * m * inner)
    a, b = arguments
    result: list[int] = []
    for p, q in zip(_lead_places(a_shape, lead), _lead_places(b_shape, lead), strict=True):
        columns = [b[q + j : q + inner * m : m] for j in range(m)]
        rows = [a[p + i * inner : p + (i + 1) * inner] for i in range(n)]
        result.extend(scalars.inner(row, column) for row in rows for column in columns)
    return result


def _lead_places(shape: Shape, lead: Shape) -> list[int]:
    """Where each matrix of a stack begins, when its leading axes are stretched to `lead`."""
    own = (1,) * (len(lead) + 2 - len(shape)) + shape
    steps = shapes.strides(own)
    return shapes.flat_places(lead, [0 if own[k] == 1 else steps[k] for k in range(len(lead))])


def _reduce(scalars: Scalars, arguments: Sequence[Elements], form: Form, name: str) -> Elements:
    row = TABLE[name]
    return [
        group[0] if len(group) == 1 and name in ("max", "min") else scalars.graph.node(row, tuple(group))
        for group in _groups(arguments[0], form)
    ]


def amax(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """One `max` of all elements, so that a tie is shared among all of them."""
    return _reduce(scalars, arguments, form, "max")


def amin(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """One `min` of all elements."""
    return _reduce(scalars, arguments, form, "min")


def norm(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """One `hypot` of all elements; 0 of none."""
    row = TABLE["hypot"]
    groups = _groups(arguments[0], form)
    return [scalars.graph.node(row, tuple(group)) if group else scalars.constant(0) for group in groups]


def logsumexp(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """One `logaddexp` of all elements."""
    return _reduce(scalars, arguments, form, "logaddexp")


# ── constructors ──────────────────────────────────────────────────────────────────────────────────────────


def _filled(scalars: Scalars, form: Form, value: Fraction | int) -> Elements:
    return [scalars.constant(value)] * shapes.size(form.shape)


def zeros(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """All 0."""
    return _filled(scalars, form, 0)


def ones(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """All 1."""
    return _filled(scalars, form, 1)


def full(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """All one number."""
    return _filled(scalars, form, form.parameter[1])


def empty(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Nothing yet: reading an element before it is assigned is undefined."""
    return [scalars.graph.node(UNASSIGNED)] * shapes.size(form.shape)


def eye(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Ones on a diagonal."""
    zero, one = scalars.constant(0), scalars.constant(1)
    _, k = form.parameter
    rows, columns = form.shape
    return [one if j - i == k else zero for i in range(rows) for j in range(columns)]


def arange(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """start, start + step, …"""
    (count,), start, step = form.parameter
    return [scalars.constant(start + i * step) for i in range(count)]


linspace = arange
