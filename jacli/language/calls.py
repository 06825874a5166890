"""Calls by name: rows of the table, names from other libraries, methods and attributes of arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jacli.errors import LanguageError, UnknownName
from jacli.graph.functions import CALLABLE, TABLE
from jacli.graph.operation import Operation
from jacli.language.application import Application, integral, parameters
from jacli.language.frames import FIRST_GROUP, INFINITY, Call
from jacli.language.suggestions import suggested


@dataclass(frozen=True, eq=False, slots=True)
class Arguments:
    """The arguments of one call as typed: nodes; negative ones are None, infinity or groups."""

    call: Call
    positional: Sequence[int]
    keywords: Mapping[str, int] = field(default_factory=dict)
    groups: Sequence[Sequence[int]] = ()


Special = Callable[[Application, Arguments], int]


def apply_call(application: Application, arguments: Arguments) -> int:
    """The node of a call of a known function."""
    name = arguments.call.name
    special = SPECIAL.get(name)
    if special is not None:
        return special(application, arguments)
    row = CALLABLE[name]
    if name in SEQUENCES:
        nodes, keywords = _sequence(application, arguments)
        return application.call(row, nodes, keywords)
    return application.call(row, arguments.positional, arguments.keywords)


def _chosen(application: Application, arguments: Arguments, signature: str) -> dict[str, object]:
    """Arguments by name for a signature that is no row's; constants as Python values."""
    chosen = application.arranged(arguments.call.name, parameters(signature), arguments.positional, arguments.keywords)
    found: dict[str, object] = {}
    for parameter in parameters(signature):
        value = chosen[parameter.name]
        if not parameter.static:
            found[parameter.name] = application.operand(arguments.call.name, value)
        elif parameter.many:
            found[parameter.name] = tuple(application.static(arguments.call.name, parameter.name, k) for k in value)
        elif isinstance(value, int) and value != INFINITY:
            found[parameter.name] = application.static(arguments.call.name, parameter.name, value)
        else:
            found[parameter.name] = value if value == INFINITY else integral(parameter.default)
    return found


def _sequence(application: Application, arguments: Arguments) -> tuple[list[int], Mapping[str, int]]:
    """Operands typed one by one, or as one list that an axis may follow; and the keywords."""
    positional, keywords = list(arguments.positional), arguments.keywords
    if positional and positional[0] <= FIRST_GROUP:
        rest = positional[1:]
        positional = list(arguments.groups[FIRST_GROUP - positional[0]])
        if len(rest) == 1 and "axis" not in keywords:
            keywords = {**keywords, "axis": rest[0]}
        elif rest:
            raise LanguageError(
                "too-many-arguments", function=arguments.call.name, wanted=f"{arguments.call.name}([a, b], axis=0)"
            )
    for node in positional:
        application.operand(arguments.call.name, node)
    if not positional:
        raise LanguageError(
            "missing-argument", function=arguments.call.name, argument="x", wanted=f"{arguments.call.name}([a, b])"
        )
    return positional, keywords


# ── one by one ────────────────────────────────────────────────────────────────────────────────────────────


def _extreme(name: str) -> Special:
    """max and min: of one array over axes, of several element by element."""

    def apply(application: Application, arguments: Arguments) -> int:
        several = len(arguments.positional) > 1
        if several and arguments.call.prefixed and application.constant(arguments.positional[1]) is not None:
            raise LanguageError("extreme-axis", name=name)
        if several and not arguments.call.method:
            return application.call(TABLE[name], arguments.positional, arguments.keywords)
        return application.call(TABLE["a" + name], arguments.positional, arguments.keywords)

    return apply


def _square(application: Application, arguments: Arguments) -> int:
    x = _chosen(application, arguments, "x")["x"]
    assert isinstance(x, int)
    return application.pointwise(TABLE["power"], (x, application.number("2", 2)))


def _reciprocal(application: Application, arguments: Arguments) -> int:
    x = _chosen(application, arguments, "x")["x"]
    assert isinstance(x, int)
    return application.pointwise(TABLE["div"], (application.number("1", 1), x))


def _log(application: Application, arguments: Arguments) -> int:
    if len(arguments.positional) > 1 or "base" in arguments.keywords:
        raise LanguageError("log-base")
    return application.call(TABLE["log"], arguments.positional, arguments.keywords)


def _norm(application: Application, arguments: Arguments) -> int:
    chosen = _chosen(application, arguments, "x; ord=None, axis=None, keepdims=False")
    x, order = chosen["x"], chosen.pop("ord")
    assert isinstance(x, int)
    name = {None: "norm", 1: "norm1", 2: "norm", INFINITY: "norm_inf"}.get(order)  # type: ignore[call-overload]
    if name is None or isinstance(order, (bool, tuple)):
        raise LanguageError("norm-order", order=str(order))
    if order is not None and chosen["axis"] is None and len(application.shape(x)) > 1:
        raise LanguageError("matrix-norm")
    keywords = {key: node for key, node in arguments.keywords.items() if key not in ("ord", "p")}
    return application.call(TABLE[name], (x, *arguments.positional[2:]), keywords)


def _stacked(axis: int) -> Special:
    """vstack and hstack as concatenations, with numpy's rules for arrays of fewer axes."""

    def apply(application: Application, arguments: Arguments) -> int:
        typed, keywords = _sequence(application, arguments)
        if keywords:
            raise LanguageError(
                "unknown-keyword", function=arguments.call.name, keyword=next(iter(keywords)),
                wanted=f"{arguments.call.name}([a, b])",
            )  # fmt: skip
        nodes = [_at_least(application, node, axis) for node in typed]
        along = 0 if axis == 1 and len(application.shape(nodes[0])) == 1 else axis
        return application.apply("concatenate", nodes, axis=along)

    return apply


def _at_least(application: Application, node: int, axis: int) -> int:
    """Rows out of vectors for vstack, vectors out of scalars for both."""
    shape = application.shape(node)
    if axis == 0 and len(shape) < 2:
        return application.apply("reshape", [node], (1, *(shape or (1,))))
    return node if shape else application.apply("reshape", [node], (1,))


def _array(application: Application, arguments: Arguments) -> int:
    """np.array([…]), torch.tensor([…]): the literal itself."""
    x = _chosen(application, arguments, "x")["x"]
    assert isinstance(x, int)
    return x


def _full(application: Application, arguments: Arguments) -> int:
    wanted = parameters("shape, value")
    chosen = application.arranged("full", wanted, arguments.positional, arguments.keywords)
    value = application.operand("full", chosen["value"])
    if isinstance(application.constant(value), (int, Fraction)):
        return application.call(TABLE["full"], (chosen["shape"], value), {})
    return application.call(TABLE["broadcast"], (value, chosen["shape"]), {})


def _transpose(application: Application, arguments: Arguments) -> int:
    chosen = _chosen(application, arguments, "x; *axes")
    x, axes = chosen["x"], chosen["axes"]
    assert isinstance(x, int)
    assert isinstance(axes, tuple)
    if axes in ((None,), ((),)):
        axes = ()
    if not axes:
        return transposed(application, x)
    if len(axes) == 2 and arguments.call.name != "permute":
        return _swapped(application, x, axes)
    return application.apply("transpose", [x], *axes)


def transposed(application: Application, x: int) -> int:
    """x.T."""
    if not application.shape(x):
        application.refuse_scalar_input(x)
    return application.apply("transpose", [x])


def _swapped(application: Application, x: int, axes: tuple[object, ...]) -> int:
    """Two axes typed one by one: torch exchanges them, numpy takes them as the new order."""
    rank = len(application.shape(x))
    if not all(type(axis) is int and -rank <= axis < rank for axis in axes):
        return application.apply("transpose", [x], *axes)
    first, second = (axis % rank for axis in axes if isinstance(axis, int))
    if rank == 2 and first < second:
        raise LanguageError("transpose-axes")
    order = list(range(rank))
    order[first], order[second] = order[second], order[first]
    return application.apply("transpose", [x], tuple(order))


def _swap_axes(application: Application, arguments: Arguments) -> int:
    chosen = _chosen(application, arguments, "x; axis0, axis1")
    x, axes = chosen["x"], (chosen["axis0"], chosen["axis1"])
    assert isinstance(x, int)
    rank = len(application.shape(x))
    if axes in ((0, 1), (-2, -1)) and rank == 2:
        return transposed(application, x)
    return _swapped(application, x, axes)


def _flatten(application: Application, arguments: Arguments) -> int:
    x = _chosen(application, arguments, "x")["x"]
    assert isinstance(x, int)
    return application.apply("reshape", [x], -1)


def _t(application: Application, arguments: Arguments) -> int:
    x = _chosen(application, arguments, "x")["x"]
    assert isinstance(x, int)
    return transposed(application, x)


def _piecewise(application: Application, arguments: Arguments) -> int:
    """`Piecewise((a, c), (b, True))` as nested `where`."""
    pairs = [arguments.groups[FIRST_GROUP - value] if value <= FIRST_GROUP else () for value in arguments.positional]
    if not pairs or arguments.keywords or any(len(pair) != 2 for pair in pairs):
        raise LanguageError("piecewise-pairs")
    result, last = pairs[-1]
    if application.constant(last) is not True:
        raise LanguageError("piecewise-open")
    for value, condition in reversed(pairs[:-1]):
        result = application.pointwise(TABLE["where"], (condition, value, result))
    return result


SEQUENCES = frozenset({"stack", "concatenate", "cat", "concat", "vstack", "hstack", "Piecewise"})
SPECIAL: dict[str, Special] = {
    "max": _extreme("max"),
    "min": _extreme("min"),
    "square": _square,
    "reciprocal": _reciprocal,
    "log": _log,
    "ln": _log,
    "norm": _norm,
    "vstack": _stacked(0),
    "hstack": _stacked(1),
    "array": _array,
    "tensor": _array,
    "asarray": _array,
    "Matrix": _array,
    "full": _full,
    "transpose": _transpose,
    "permute": _transpose,
    "swapaxes": _swap_axes,
    "flatten": _flatten,
    "ravel": _flatten,
    "t": _t,
    "Piecewise": _piecewise,
}
# `t(` is a method only: as a function it is a name like any other.
FUNCTIONS = frozenset((CALLABLE.keys() | SPECIAL.keys()) - {"t"})
METHODS = frozenset(
    name
    for name in CALLABLE.keys() | SPECIAL.keys()
    if name not in ("Piecewise", "array", "tensor", "asarray", "Matrix", "full")
    and (name in SPECIAL or CALLABLE[name].kind != "constructor")
)


def unary_row(name: str) -> Operation | None:
    """The pointwise row of one argument and no parameter that the name calls, if it is one."""
    row = CALLABLE.get(name)
    if row is None or name in SPECIAL or row.kind != "pointwise" or row.bind is not None or row.signature != "x":
        return None
    return row


def attribute(application: Application, name: str, node: int) -> int:
    """`node.name`, without parentheses."""
    if name in ("T", "mT"):
        if name == "mT" and len(application.shape(node)) > 2:
            rank = len(application.shape(node))
            return application.apply("transpose", [node], *range(rank - 2), rank - 1, rank - 2)
        return transposed(application, node)
    if name in METHODS:
        raise LanguageError("method-without-parentheses", name=name)
    if name in ("shape", "size", "ndim", "grad", "data", "dtype", "real", "imag", "length"):
        raise LanguageError("array-property", name=name)
    raise UnknownName("unknown-attribute", name=name, **suggested(name, [*METHODS, "T"]))
