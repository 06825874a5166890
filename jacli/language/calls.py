"""Calls by name: rows of the table, names from other libraries, methods and attributes of arrays."""

from __future__ import annotations

from jacli.errors import LanguageError, UnknownName
from jacli.graph.functions import CALLABLE, TABLE
from jacli.graph.operation import Operation
from jacli.language.application import Application, parameters
from jacli.language.arguments import Arguments, Special, chosen_arguments, sequence_arguments
from jacli.language.creation import CASTS, CREATION, CREATORS, lengths
from jacli.language.frames import FIRST_GROUP, INFINITY
from jacli.language.suggestions import suggested


def apply_call(application: Application, arguments: Arguments) -> int:
    """The node of a call of a known function."""
    name = arguments.call.name
    special = SPECIAL.get(name)
    if special is not None:
        return special(application, arguments)
    row = CALLABLE[name]
    if name in SEQUENCES:
        nodes, keywords = sequence_arguments(application, arguments)
        return application.call(row, nodes, keywords)
    return application.call(row, arguments.positional, arguments.keywords)


# ── one by one ────────────────────────────────────────────────────────────────────────────────────────────


def _extreme(name: str) -> Special:
    """max and min: of one array over axes, of several element by element."""

    def apply(application: Application, arguments: Arguments) -> int:
        several, library = len(arguments.positional) > 1, arguments.call.library
        number = several and application.is_constant(arguments.positional[1])
        if library == "torch" and (number or not arguments.keywords.keys().isdisjoint({"dim", "axis"})):
            raise LanguageError("function-differs", name=name, library=library, instead=f"a{name}(x, dim=…)")
        if number and library and not arguments.call.method:
            raise LanguageError("extreme-axis", name=name)
        if several and not arguments.call.method:
            return application.call(TABLE[name], arguments.positional, arguments.keywords)
        return application.call(TABLE["a" + name], arguments.positional, arguments.keywords)

    return apply


def _spread(name: str) -> Special:
    """var and std; torch divides by n - 1 unless told otherwise."""

    def apply(application: Application, arguments: Arguments) -> int:
        keywords = arguments.keywords
        told = keywords.keys() & {"ddof", "correction", "unbiased"} or len(arguments.positional) > 2
        if arguments.call.library == "torch" and not told:
            keywords = {**keywords, "ddof": application.number("1", 1)}
        return application.call(TABLE[name], arguments.positional, keywords)

    return apply


def _softmax(application: Application, arguments: Arguments) -> int:
    """scipy's is over all elements unless an axis is given."""
    positional = arguments.positional
    alone = len(positional) == 1 and positional[0] >= 0 and not arguments.keywords
    if arguments.call.library == "scipy" and alone and len(application.shape(positional[0])) > 1:
        raise LanguageError("function-differs", name="softmax", library="scipy", instead="exp(x - logsumexp(x))")
    return application.call(TABLE["softmax"], positional, arguments.keywords)


def _where(application: Application, arguments: Arguments) -> int:
    """where(c, x, y); torch's x.where(c, y) has the value first."""
    several = list(arguments.positional)
    if arguments.call.method:
        several[:2] = several[1::-1]
    return application.call(TABLE["where"], several, arguments.keywords)


def _square(application: Application, arguments: Arguments) -> int:
    x = chosen_arguments(application, arguments, "x")["x"]
    assert isinstance(x, int)
    return application.pointwise(TABLE["power"], (x, application.number("2", 2)))


def _reciprocal(application: Application, arguments: Arguments) -> int:
    x = chosen_arguments(application, arguments, "x")["x"]
    assert isinstance(x, int)
    return application.pointwise(TABLE["div"], (application.number("1", 1), x))


def _log(application: Application, arguments: Arguments) -> int:
    if len(arguments.positional) > 1 or "base" in arguments.keywords:
        raise LanguageError("log-base")
    return application.call(TABLE["log"], arguments.positional, arguments.keywords)


def _norm(application: Application, arguments: Arguments) -> int:
    chosen = chosen_arguments(application, arguments, "x; ord=None, axis=None, keepdims=False")
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
        typed, keywords = sequence_arguments(application, arguments)
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


def _full(application: Application, arguments: Arguments) -> int:
    wanted = parameters("shape, value")
    chosen = application.arranged("full", wanted, arguments.positional, arguments.keywords)
    value = application.operand("full", chosen["value"])
    if not application.shape(value) and application.is_constant(value):
        return application.call(TABLE["full"], (chosen["shape"], value), {})
    return application.call(TABLE["broadcast"], (value, chosen["shape"]), {})


def _transpose(application: Application, arguments: Arguments) -> int:
    chosen = chosen_arguments(application, arguments, "x; *axes")
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
    chosen = chosen_arguments(application, arguments, "x; axis0, axis1")
    x, axes = chosen["x"], (chosen["axis0"], chosen["axis1"])
    assert isinstance(x, int)
    rank = len(application.shape(x))
    if axes in ((0, 1), (-2, -1)) and rank == 2:
        return transposed(application, x)
    return _swapped(application, x, axes)


def _flatten(application: Application, arguments: Arguments) -> int:
    x = chosen_arguments(application, arguments, "x")["x"]
    assert isinstance(x, int)
    return application.apply("reshape", [x], -1)


def _t(application: Application, arguments: Arguments) -> int:
    x = chosen_arguments(application, arguments, "x")["x"]
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


def _mse(application: Application, arguments: Arguments) -> int:
    """(x − target)², element by element."""
    return application.pointwise(TABLE["power"], (_difference(application, arguments), application.number("2", 2)))


def _l1(application: Application, arguments: Arguments) -> int:
    """|x − target|, element by element."""
    return application.pointwise(TABLE["abs"], (_difference(application, arguments),))


def _difference(application: Application, arguments: Arguments) -> int:
    chosen = chosen_arguments(application, arguments, "input, target")
    x, target = chosen["input"], chosen["target"]
    assert isinstance(x, int)
    assert isinstance(target, int)
    return application.pointwise(TABLE["sub"], (x, target))


def _log_softmax(application: Application, arguments: Arguments) -> int:
    """x − log Σ exp(x) along the axis."""
    chosen = chosen_arguments(application, arguments, "x; axis=-1")
    x, axis = chosen["x"], chosen["axis"]
    assert isinstance(x, int)
    if type(axis) is not int:
        raise LanguageError("wrong-kind", function="log_softmax", argument="axis")
    total = application.apply("logsumexp", [x], axis=axis, keepdims=True)
    return application.pointwise(TABLE["sub"], (x, total))


# These give a number per element, and are reduced when their call ends.
LOSSES: dict[str, Special] = {"mse_loss": _mse, "l1_loss": _l1}
SEQUENCES = frozenset({"stack", "concatenate", "cat", "concat", "vstack", "hstack", "Piecewise"})
SPECIAL: dict[str, Special] = {
    "max": _extreme("max"),
    "min": _extreme("min"),
    "where": _where,
    "square": _square,
    "reciprocal": _reciprocal,
    "log": _log,
    "ln": _log,
    "norm": _norm,
    "softmax": _softmax,
    "std": _spread("std"),
    "var": _spread("var"),
    "vstack": _stacked(0),
    "hstack": _stacked(1),
    "full": _full,
    "transpose": _transpose,
    "permute": _transpose,
    "swapaxes": _swap_axes,
    "flatten": _flatten,
    "ravel": _flatten,
    "t": _t,
    "Piecewise": _piecewise,
    "log_softmax": _log_softmax,
    **LOSSES,
    **CREATION,
}
# These are methods only: as functions they are names like any other.
FUNCTIONS = frozenset((CALLABLE.keys() | SPECIAL.keys()) - {"t", "size", "dim"})
METHODS = CASTS | frozenset(
    name
    for name in (CALLABLE.keys() | SPECIAL.keys()) - CREATORS - LOSSES.keys() - {"Piecewise", "len"}
    if name in SPECIAL or CALLABLE[name].kind != "constructor"
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
    if name == "data":
        return application.pointwise(TABLE["detach"], (node,))
    if name == "shape":
        return lengths(application, node)
    if name in METHODS:
        raise LanguageError("method-without-parentheses", name=name)
    if name in ("grad", "grad_fn"):
        raise LanguageError("grad-as-value", name=name)
    if name in ("ndim", "dtype", "real", "imag", "length", "is_leaf", "requires_grad", "device"):
        raise LanguageError("array-property", name=name)
    raise UnknownName("unknown-attribute", name=name, **suggested(name, [*METHODS, "T"]))
