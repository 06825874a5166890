"""Shapes: numpy's rules for broadcasting, axes, indices and reshaping, on tuples of ints.

Every function raises ShapeError with a message code and the shapes concerned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, prod

from jacli.errors import ShapeError
from jacli.graph.nodes import integer_text
from jacli.graph.operation import Shape

# A reduction's parameter: the axes (ascending, from 0) and whether they stay as length 1.
Reduction = tuple[tuple[int, ...], bool]


def size(shape: Shape) -> int:
    """Number of elements; 1 for a scalar."""
    return prod(shape)


def extent(shape: Shape) -> int:
    """What it takes to write an array out: the number of elements, of one without any that of its empty lists."""
    return prod(n for n in shape if n)


def shape_text(shape: Sequence[object]) -> str:
    """A shape as people read it: (2×3), (4), or () for a single number."""
    return f"({'×'.join(integer_text(n) if isinstance(n, int) else str(n) for n in shape)})"


def broadcast(shapes: Iterable[Shape]) -> Shape:
    """The common shape: aligned at the last axis, length 1 stretches."""
    result: Shape = ()
    for shape in shapes:
        if shape == result or not shape:
            continue
        if not result:
            result = shape
            continue
        rank = max(len(shape), len(result))
        left = (1,) * (rank - len(result)) + result
        right = (1,) * (rank - len(shape)) + shape
        if any(a not in (b, 1) and b != 1 for a, b in zip(left, right, strict=True)):
            raise ShapeError("shapes-differ", left=result, right=shape)
        result = tuple(b if a == 1 else a for a, b in zip(left, right, strict=True))
    return result


def axis_of(axis: int, rank: int) -> int:
    """The axis counted from 0; negative ones count from the end."""
    if not -rank <= axis < rank:
        raise ShapeError("no-such-axis", axis=axis, rank=rank)
    return axis % rank


def axes_of(axis: int | Sequence[int] | None, rank: int) -> tuple[int, ...]:
    """Ascending axes; None means all of them."""
    if axis is None:
        return tuple(range(rank))
    several = (axis,) if isinstance(axis, int) else tuple(axis)
    found = sorted(axis_of(a, rank) for a in several)
    if len(set(found)) != len(found):
        raise ShapeError("axis-twice", axis=axis)
    return tuple(found)


def reduced(shape: Shape, parameter: Reduction) -> Shape:
    """The shape after summing over axes."""
    axes, keepdims = parameter
    if keepdims:
        return tuple(1 if i in axes else n for i, n in enumerate(shape))
    return tuple(n for i, n in enumerate(shape) if i not in axes)


def matmul(left: Shape, right: Shape) -> Shape:
    """The shape of `a @ b`, with numpy's rules for one axis and for stacks of matrices."""
    if not left or not right:
        raise ShapeError("matmul-scalar", left=left, right=right)
    a = left if len(left) > 1 else (1, *left)
    b = right if len(right) > 1 else (*right, 1)
    if a[-1] != b[-2]:
        raise ShapeError("matmul-shapes", left=left, right=right)
    rows = (a[-2],) if len(left) > 1 else ()
    columns = (b[-1],) if len(right) > 1 else ()
    return broadcast((a[:-2], b[:-2])) + rows + columns


def square(shape: Shape) -> int:
    """n of an n×n matrix."""
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ShapeError("not-square", shape=shape)
    return shape[0]


def strides(shape: Shape) -> tuple[int, ...]:
    """Steps between neighbours along each axis in the row-major flat order."""
    result = [1] * len(shape)
    for i in range(len(shape) - 2, -1, -1):
        result[i] = result[i + 1] * shape[i + 1]
    return tuple(result)


def flat_places(lengths: Sequence[int], steps: Sequence[int], start: int = 0) -> list[int]:
    """Flat places `start + Σ iₖ·stepₖ` for all multi-indices, the last axis fastest."""
    places = [start]
    for n, step in zip(lengths, steps, strict=True):
        places = [p + i * step for p in places for i in range(n)] if n != 1 else places
    return places


def indices(shape: Shape) -> list[tuple[int, ...]]:
    """All multi-indices of an array in row-major order."""
    found: list[tuple[int, ...]] = [()]
    for n in shape:
        found = [(*index, i) for index in found for i in range(n)]
    return found


# ── parameters: what was typed, made canonical ────────────────────────────────────────────────────────────


def lengths(shape: Sequence[object]) -> Shape:
    """A shape typed as `2, 3` or as `(2, 3)`."""
    items = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
    found = tuple(n for n in items if isinstance(n, int) and not isinstance(n, bool))
    if len(found) != len(tuple(items)):
        raise ShapeError("shape-not-integers", shape=tuple(items))
    return found


def bind_shape(*shape: object) -> tuple[Shape]:
    """The parameter of zeros, ones and empty."""
    found = lengths(shape)
    if any(n < 0 for n in found):
        raise ShapeError("negative-length", shape=found)
    return (found,)


def bind_full(shape: object, value: Fraction | int) -> tuple[Shape, Fraction]:
    """The parameter of full."""
    return (*bind_shape(shape), Fraction(value))


def bind_eye(n: int, m: int | None = None, k: int = 0) -> tuple[Shape, int]:
    """The parameter of eye: its shape and the diagonal."""
    return (*bind_shape(n, n if m is None else m), k)


def bind_arange(*bounds: Fraction | int) -> tuple[Shape, Fraction, Fraction]:
    """The parameter of arange: its shape, start and step."""
    if not 1 <= len(bounds) <= 3:
        raise ShapeError("arange-bounds", count=len(bounds))
    start, stop = (Fraction(0), Fraction(bounds[0])) if len(bounds) == 1 else map(Fraction, bounds[:2])
    step = Fraction(bounds[2]) if len(bounds) == 3 else Fraction(1)
    if not step:
        raise ShapeError("zero-step")
    return (max(0, ceil((stop - start) / step)),), start, step


def bind_linspace(start: Fraction | int, stop: Fraction | int, num: int = 50) -> tuple[Shape, Fraction, Fraction]:
    """The parameter of linspace: its shape, start and step."""
    (shape,) = bind_shape(num)
    return shape, Fraction(start), (Fraction(stop) - start) / max(1, num - 1)


def bind_broadcast(shape: Shape, *typed: object) -> Shape:
    """The shape that an array is stretched to."""
    (target,) = bind_shape(*typed)
    if broadcast((shape, target)) != target:
        raise ShapeError("shapes-differ", left=shape, right=target)
    return target


def bind_reshape(shape: Shape, *typed: object) -> Shape:
    """The new shape, with at most one -1 worked out."""
    target = lengths(typed)
    if any(n < -1 for n in target) or target.count(-1) > 1:
        raise ShapeError("reshape-unknown", shape=target)
    if -1 in target:
        rest = -size(target)
        missing = size(shape) // rest if rest else -1
        target = tuple(missing if n == -1 else n for n in target)
    if size(target) != size(shape) or -1 in target:
        raise ShapeError("reshape-size", shape=shape, target=lengths(typed))
    return target


def bind_transpose(shape: Shape, *typed: object) -> tuple[int, ...]:
    """The order of the axes; reversed if none was typed."""
    rank = len(shape)
    if not typed:
        return tuple(range(rank))[::-1]
    order = tuple(axis_of(k, rank) for k in lengths(typed))
    if sorted(order) != list(range(rank)):
        raise ShapeError("axes-not-a-permutation", axes=list(order), rank=rank)
    return order


def bind_roll(shape: Shape, shift: int, axis: int | None = None) -> tuple[int, int | None]:
    """Shift and axis; without an axis the flat order is rolled."""
    return shift, None if axis is None else axis_of(axis, len(shape))


def bind_stack(*arguments: object, axis: int = 0) -> int:
    """The new axis; `arguments` are the shapes to be stacked."""
    first = arguments[0]
    assert isinstance(first, tuple)
    return axis_of(axis, len(first) + 1)


def bind_concatenate(*arguments: object, axis: int = 0) -> int:
    """The axis along which arrays are joined."""
    first = arguments[0]
    assert isinstance(first, tuple)
    return axis_of(axis, len(first))


# ── shapes of results ─────────────────────────────────────────────────────────────────────────────────────


def matrix(shape: Shape) -> bool:
    """True for two axes; anything else is an error."""
    if len(shape) != 2:
        raise ShapeError("not-a-matrix", shape=shape)
    return True


def reduced_nonempty(parameter: Reduction, shape: Shape) -> Shape:
    """The shape after a reduction that has no value for zero elements."""
    if not size(tuple(shape[i] for i in parameter[0])):
        raise ShapeError("empty-reduction", shape=shape)
    return reduced(shape, parameter)


def diagonal(parameter: int, shape: Shape) -> Shape:
    """The shape of `diag`: a vector out of a matrix, or a matrix out of a vector."""
    k = parameter
    if len(shape) == 1:
        n = shape[0] + abs(k)
        return (n, n)
    matrix(shape)
    rows, columns = shape
    return (max(0, min(rows + min(k, 0), columns - max(k, 0))),)


def stacked(axis: int, *arguments: Shape) -> Shape:
    """Equal shapes along a new axis."""
    if any(s != arguments[0] for s in arguments):
        raise ShapeError("stack-shapes", shapes=list(dict.fromkeys(arguments)))
    return (*arguments[0][:axis], len(arguments), *arguments[0][axis:])


def concatenated(axis: int, *arguments: Shape) -> Shape:
    """Shapes that differ only along the axis."""
    rest = [(s[:axis], s[axis + 1 :]) for s in arguments]
    if any(r != rest[0] for r in rest) or any(len(s) != len(arguments[0]) for s in arguments):
        raise ShapeError("concatenate-shapes", shapes=list(dict.fromkeys(arguments)))
    return (*arguments[0][:axis], sum(s[axis] for s in arguments), *arguments[0][axis + 1 :])


def solve(a: Shape, b: Shape) -> None:
    """Check that `a @ x = b` fits: a n×n, b a vector of n or an n×k matrix."""
    n = square(a)
    if len(b) not in (1, 2) or b[0] != n:
        raise ShapeError("solve-shapes", left=a, right=b)


def dot(a: Shape, b: Shape) -> Shape:
    """The shape of `dot`: element by element with a scalar, else as `@` up to matrices."""
    if not a or not b:
        return a or b
    if len(b) > 2:
        raise ShapeError("dot-rank", left=a, right=b)
    return matmul(a, b)


def kron(a: Shape, b: Shape) -> Shape:
    """The shape of the Kronecker product."""
    rank = max(len(a), len(b))
    left, right = (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b
    return tuple(n * m for n, m in zip(left, right, strict=True))


def cross(a: Shape, b: Shape) -> Shape:
    """Two vectors of three."""
    if a != (3,) or b != (3,):
        raise ShapeError("cross-shapes", left=a, right=b)
    return (3,)


# ── indexing ──────────────────────────────────────────────────────────────────────────────────────────────

# One item of an index, canonical: an int drops its axis; a slice is ("slice", start, step, count); a list of
# positions is a tuple of ints; None is a new axis of length 1.
Item = int | tuple[str, int, int, int] | tuple[int, ...] | None


def bind_index(shape: Shape, items: Sequence[object]) -> tuple[Item, ...]:
    """The canonical index: ellipsis and negative positions worked out, slices counted, bounds checked."""
    used = sum(1 for item in items if item is not None and item is not Ellipsis)
    if used > len(shape) or sum(1 for item in items if item is Ellipsis) > 1:
        raise ShapeError("too-many-indices", count=used, shape=shape)
    full: list[object] = []
    for item in items:
        full.extend([slice(None)] * (len(shape) - used) if item is Ellipsis else [item])
    if not any(item is Ellipsis for item in items):
        full.extend([slice(None)] * (len(shape) - used))
    canonical: list[Item] = []
    axis = 0
    for item in full:
        if item is None:
            canonical.append(None)
            continue
        canonical.append(_bind_item(item, shape, axis))
        axis += 1
    return tuple(canonical)


def _bind_item(item: object, shape: Shape, axis: int) -> Item:
    n = shape[axis]
    if isinstance(item, slice):
        if item.step == 0:
            raise ShapeError("zero-step")
        start, stop, step = item.indices(n)
        return ("slice", start, step, len(range(start, stop, step)))
    if isinstance(item, int):
        return _position(item, n, axis, shape)
    assert isinstance(item, (list, tuple))
    return tuple(_position(i, n, axis, shape) for i in item)


def _position(i: int, n: int, axis: int, shape: Shape) -> int:
    if not -n <= i < n:
        raise ShapeError("index-out-of-range", index=i, axis=axis, length=n, shape=shape)
    return i % n


def _is_slice(item: Item) -> bool:
    return isinstance(item, tuple) and bool(item) and item[0] == "slice"


def _layout(items: Sequence[Item], shape: Shape) -> tuple[list[Sequence[int]], list[int], int]:
    """Per result axis the flat offsets along it, and the offset that integers contribute.

    Lists and integers beside them go together (numpy's advanced indexing): one axis, which stands where
    the first of them stood, or in front if a slice separates them.
    """
    steps = strides(shape)
    advanced = [k for k, item in enumerate(items) if item is not None and not _is_slice(item)]
    lists = [k for k in advanced if isinstance(items[k], tuple)]
    axes: list[Sequence[int]] = []
    place: dict[int, int] = {}
    base, axis = 0, 0
    together: list[int] = []
    count = max((len(items[k]) for k in lists if len(items[k]) != 1), default=1) if lists else 0  # type: ignore[arg-type]
    if any(len(items[k]) == 0 for k in lists):  # type: ignore[arg-type]
        count = 0
    together = [0] * count
    for k, item in enumerate(items):
        if item is None:
            place[k] = len(axes)
            axes.append([0])
            continue
        step = steps[axis]
        axis += 1
        if isinstance(item, int):
            base += item * step
        elif _is_slice(item):
            _, start, stride, length = item
            place[k] = len(axes)
            axes.append(_offsets(start * step, stride * step, length))
        else:
            if len(item) not in (1, count):
                raise ShapeError("index-lists-differ", left=len(item), right=count)
            spread = item if len(item) == count else item * count
            together = [t + i * step for t, i in zip(together, spread, strict=True)]  # type: ignore[operator]
    if lists:
        contiguous = advanced[-1] - advanced[0] + 1 == len(advanced)
        before = sum(1 for k in place if k < advanced[0]) if contiguous else 0
        axes.insert(before, together)
    return axes, [len(a) for a in axes], base


def _offsets(first: int, step: int, length: int) -> Sequence[int]:
    """first, first + step, …; the shape of a slice of a million elements is not found by listing them."""
    return range(first, first + length * step, step) if step else [first] * length


def indexed(parameter: Sequence[Item], shape: Shape) -> Shape:
    """The shape of `x[parameter]`."""
    return tuple(_layout(parameter, shape)[1])


def index_places(parameter: Sequence[Item], shape: Shape) -> list[int]:
    """The flat place in x of every element of `x[parameter]`, in row-major order."""
    axes, _, base = _layout(parameter, shape)
    places = [base]
    for offsets in axes:
        places = [p + o for p in places for o in offsets]
    return places
