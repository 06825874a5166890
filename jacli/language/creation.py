"""Calls of torch, numpy and jax that make arrays, ask for their lengths, or change nothing but their type."""

from __future__ import annotations

from collections.abc import Sequence

from jacli.errors import LanguageError
from jacli.graph.functions import TABLE
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.language.application import Application
from jacli.language.arguments import Arguments, Special, chosen_arguments

# What torch would keep as integers: sums and signs of typed numbers without a point.
_INTEGRAL = frozenset({"constant", "array", "neg", "add", "sub", "mul"})


def _operand(application: Application, arguments: Arguments) -> int:
    x = chosen_arguments(application, arguments, "x")["x"]
    assert isinstance(x, int)
    return x


def _array(application: Application, arguments: Arguments) -> int:
    """np.array([…]), torch.tensor([…]), Variable(x): the argument itself; torch.tensor copies, and leaves the graph."""
    x = _operand(application, arguments)
    if arguments.call.name == "tensor" and _needs_leaf(application, x):
        return application.pointwise(TABLE["detach"], (x,))
    if arguments.call.name in ("tensor", "as_tensor", "array", "asarray") and is_integral(application, x):
        application.integers.add(x)
    return x


def _needs_leaf(application: Application, node: int) -> bool:
    """Whether the value is computed from a tensor that the text made to require a gradient."""
    graph, leaves = application.graph, application.leaves
    return bool(leaves) and not leaves.isdisjoint(graph.reached([node]))


def is_integral(application: Application, node: int) -> bool:
    """Whether the value is made of numbers that were typed without a point."""
    graph = application.graph
    return all(
        graph.operations[n].name in _INTEGRAL
        and (graph.operations[n].name != "constant" or graph.parameters[n].text.isdigit())
        for n in graph.reached([node])
    )


# ── of a shape ────────────────────────────────────────────────────────────────────────────────────────────


def _random(application: Application, arguments: Arguments) -> int:
    """torch.randn(3): values that are known to nobody, so that each must be assigned."""
    node = application.call(TABLE["empty"], arguments.positional, arguments.keywords)
    application.random.add(node)
    return node


def _tensor(application: Application, arguments: Arguments) -> int:
    """torch.Tensor(2, 3) has two rows of whatever was in memory; torch.Tensor([2, 3]) is a literal."""
    lengths_typed = [application.constant(node) for node in arguments.positional if node >= 0]
    if lengths_typed and all(type(n) is int for n in lengths_typed) and not application.shapeless:
        return _random(application, arguments)
    return _operand(application, arguments)


def _like(value: str | None) -> Special:
    """ones_like(x), zeros_like(x); None: random or empty."""

    def apply(application: Application, arguments: Arguments) -> int:
        shape = application.shape(_operand(application, arguments))
        if value is None:
            node = application.apply("empty", (), *(shape or ((),)))
            if arguments.call.name != "empty_like":
                application.random.add(node)
            return node
        if not shape or application.shapeless:
            return application.number(value, int(value))
        return application.apply("ones" if value == "1" else "zeros", (), *shape)

    return apply


def _full_like(application: Application, arguments: Arguments) -> int:
    chosen = chosen_arguments(application, arguments, "x, value")
    x, value = chosen["x"], chosen["value"]
    assert isinstance(x, int)
    assert isinstance(value, int)
    return application.apply("broadcast", (value,), application.shape(x))


# ── lengths ───────────────────────────────────────────────────────────────────────────────────────────────


def _count(application: Application, count: int) -> int:
    return application.number(str(count), count)


def lengths(application: Application, node: int) -> int:
    """x.shape: an array of constants."""
    shape = application.shape(node)
    if application.shapeless:
        return _count(application, 1)
    if not shape:
        application.refuse_scalar_input(node)
        raise LanguageError("array-property", name="shape")
    return application.literal([_count(application, n) for n in shape])


def _length(application: Application, arguments: Arguments) -> int:
    """len(x)."""
    return _length_along(application, _operand(application, arguments), 0)


def _length_along(application: Application, x: int, axis: object) -> int:
    if application.shapeless:
        return _count(application, 1)
    shape: Shape = application.shape(x)
    if not shape:
        application.refuse_scalar_input(x)
    return _count(application, shape[_axis(axis, len(shape))])


def _size(application: Application, arguments: Arguments) -> int:
    """x.size() is torch's shape, x.size(0) one length."""
    chosen = chosen_arguments(application, arguments, "x; axis=None")
    x, axis = chosen["x"], chosen["axis"]
    assert isinstance(x, int)
    return lengths(application, x) if axis is None else _length_along(application, x, axis)


def _numel(application: Application, arguments: Arguments) -> int:
    shape = application.shape(_operand(application, arguments))
    return _count(application, 1 if application.shapeless else size(shape))


def _dim(application: Application, arguments: Arguments) -> int:
    return _count(application, len(application.shape(_operand(application, arguments))))


# ── axes of length 1 ──────────────────────────────────────────────────────────────────────────────────────


def _squeeze(application: Application, arguments: Arguments) -> int:
    chosen = chosen_arguments(application, arguments, "x; axis=None")
    x, axis = chosen["x"], chosen["axis"]
    assert isinstance(x, int)
    if application.shapeless:
        return x
    shape = application.shape(x)
    if axis is not None:
        axis = _axis(axis, len(shape))
    kept = [n for k, n in enumerate(shape) if n != 1 or (axis is not None and k != axis)]
    return _reshaped(application, x, kept)


def _unsqueeze(application: Application, arguments: Arguments) -> int:
    chosen = chosen_arguments(application, arguments, "x; axis")
    x = chosen["x"]
    assert isinstance(x, int)
    if application.shapeless:
        return x
    shape = list(application.shape(x))
    shape.insert(_axis(chosen["axis"], len(shape) + 1), 1)
    return _reshaped(application, x, shape)


def _axis(axis: object, rank: int) -> int:
    if type(axis) is not int or not -rank <= axis < rank:
        raise LanguageError("no-such-axis", axis=axis, rank=rank)
    return axis % rank


def _reshaped(application: Application, x: int, shape: Sequence[int]) -> int:
    return application.apply_row(TABLE["reshape"], [x], (tuple(shape),), {})


# ── the names ─────────────────────────────────────────────────────────────────────────────────────────────

_LITERALS = ("array", "tensor", "asarray", "as_tensor", "from_numpy", "Matrix", "Variable", "Parameter")
_TENSORS = ("Tensor", "FloatTensor", "DoubleTensor")
_RANDOM = ("randn", "rand")
CREATION: dict[str, Special] = {
    **dict.fromkeys(_LITERALS, _array),
    **dict.fromkeys(_TENSORS, _tensor),
    **dict.fromkeys(_RANDOM, _random),
    "ones_like": _like("1"),
    "zeros_like": _like("0"),
    "empty_like": _like(None),
    "randn_like": _like(None),
    "rand_like": _like(None),
    "full_like": _full_like,
    "len": _length,
    "size": _size,
    "numel": _numel,
    "dim": _dim,
    "squeeze": _squeeze,
    "unsqueeze": _unsqueeze,
}
# Functions that make arrays: they take `dtype=` and the like, and are no methods.
CREATORS = frozenset(
    {*_LITERALS, *_TENSORS, *_RANDOM, "ones_like", "zeros_like", "empty_like", "randn_like", "rand_like", "full_like"}
    | {row.name for row in TABLE.values() if row.kind == "constructor"}
)
# Methods that give the same numbers; their arguments are types and devices.
CASTS = frozenset({
    "to", "type", "float", "double", "half", "cuda", "cpu", "numpy", "clone", "copy", "contiguous", "item", "tolist",
    "astype", "requires_grad_", "block_until_ready",
})  # fmt: skip
# Those that leave the graph behind, as `detach` does.
LEAVING = frozenset({"item", "numpy", "tolist"})
