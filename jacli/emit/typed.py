"""How a node is typed: the function's name, its operands, and its parameter as arguments of the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from jacli.emit.number_text import fraction_text
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation, Shape
from jacli.graph.shapes import Item

# Rows that are called by another name than their own.
CALLED = {"broadcast": "broadcast_to", "amax": "max", "amin": "min"}
LISTED = frozenset({TABLE["stack"], TABLE["concatenate"]})


def static_arguments(row: Operation, parameter: Any, shapes: Sequence[Shape]) -> list[str]:
    """The constant arguments behind the operands, of these shapes: `axis=0`, `2, 3`; what is default is left out."""
    rule = _STATICS.get(row.name)
    return [] if rule is None else rule(parameter, shapes)


def leading_arguments(row: Operation, parameter: Any) -> list[str]:
    """The constant arguments before the operands: the n of polygamma."""
    return [str(parameter)] if row.signature.startswith("#") else []


def trailing_defaults(graph: Graph, row: Operation, operands: Sequence[int]) -> int:
    """How many of the last operands are the defaults of the signature: the 1/100 of leaky_relu."""
    typed = row.signature.partition(";")[0]
    if "=" not in typed:
        return 0
    defaults = [item.partition("=")[2] for item in typed.split(",")]
    count = 0
    for node, default in zip(reversed(operands), reversed(defaults), strict=True):
        parameter = graph.parameters[node]
        if not default or graph.operations[node] is not TABLE["constant"] or parameter.text != default:
            break
        count += 1
    return count


def index_text(items: Sequence[Item], shape: Shape) -> str:
    """What stands between the brackets of x[...], where x has the shape."""
    texts: list[str] = []
    axis = 0
    for item in items:
        if item is None:
            texts.append("None")
            continue
        texts.append(_item(item, shape[axis]))
        axis += 1
    while len(texts) > 1 and texts[-1] == ":":
        texts.pop()
    return ", ".join(texts) or "..."


def _item(item: Item, length: int) -> str:
    if isinstance(item, int):
        return str(item)
    assert item is not None
    if item and item[0] == "slice":
        return _slice(*item[1:], length)
    return f"[{', '.join(map(str, item))}]"


def _slice(start: int, step: int, count: int, length: int) -> str:
    if start < 0:
        return f"{-length - 1}::{step}" if length else f"::{step}"
    stop = start + step * count
    default = (0, length) if step > 0 else (length - 1, -1)
    first = "" if start == default[0] and count else str(start)
    last = str(start) if not count else "" if (stop >= length if step > 0 else stop < 0) else str(stop)
    return f"{first}:{last}" + (f":{step}" if step != 1 else "")


def place_text(place: int, shape: Shape) -> str:
    """The index of a flat place: `1, 2`."""
    indices: list[int] = []
    for length in reversed(shape):
        place, index = divmod(place, length)
        indices.append(index)
    return ", ".join(map(str, reversed(indices)))


# ── parameters ────────────────────────────────────────────────────────────────────────────────────────────


def _axis(axes: Sequence[int], shape: Shape) -> list[str]:
    if len(axes) == len(shape):
        return []
    return [f"axis={axes[0]}" if len(axes) == 1 else f"axis={list(axes)}"]


def _reduction(parameter: Any, shapes: Sequence[Shape]) -> list[str]:
    """(axes, keepdims), and ddof for var and std."""
    axes, keepdims, *ddof = parameter
    texts = _axis(axes, shapes[0])
    texts += [f"ddof={fraction_text(Fraction(d))}" for d in ddof if d]
    return texts + (["keepdims=True"] if keepdims else [])


def _lengths(parameter: Any, shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    return [str(n) for n in parameter]


def _one_axis(default: int | None) -> Callable[[Any, Sequence[Shape]], list[str]]:
    return lambda parameter, shapes: [] if parameter == default else [f"axis={parameter}"]


def _last_axis(parameter: int, shapes: Sequence[Shape]) -> list[str]:
    return [] if parameter == len(shapes[0]) - 1 else [f"axis={parameter}"]


def _diagonal(parameter: int, shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    return [str(parameter)] if parameter else []


def _order(parameter: tuple[int, ...], shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    return [] if parameter == tuple(range(len(parameter)))[::-1] else [str(k) for k in parameter]


def _roll(parameter: tuple[int, int | None], shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    shift, axis = parameter
    return [str(shift)] if axis is None else [str(shift), f"axis={axis}"]


def _flat(parameter: tuple[Sequence[int], Shape], shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    return [str(list(parameter[0])), str(tuple(parameter[1]))]


def _shape_only(parameter: tuple[Shape], shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    return [str(n) for n in parameter[0]]


def _full(parameter: tuple[Shape, Fraction], shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    shape, value = parameter
    return [str(shape[0]) if len(shape) == 1 else str(list(shape)), fraction_text(value)]


def _eye(parameter: tuple[Shape, int], shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    (n, m), k = parameter
    if k:
        return [str(n), str(m), str(k)]
    return [str(n)] if n == m else [str(n), str(m)]


def _arange(parameter: tuple[Shape, Fraction, Fraction], shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    (count,), start, step = parameter
    bounds = [start, start + count * step, step]
    if step == 1:
        bounds = bounds[:2] if start else bounds[1:2]
    return [fraction_text(b) for b in bounds]


def _linspace(parameter: tuple[Shape, Fraction, Fraction], shapes: Sequence[Shape]) -> list[str]:  # noqa: ARG001
    (count,), start, step = parameter
    return [fraction_text(start), fraction_text(start + step * max(1, count - 1)), str(count)]


_STATICS: dict[str, Callable[[Any, Sequence[Shape]], list[str]]] = {
    **dict.fromkeys(
        ("sum", "amax", "amin", "norm", "logsumexp", "mean", "var", "std", "prod", "norm1", "norm_inf"), _reduction
    ),
    "broadcast": _lengths, "reshape": _lengths, "transpose": _order, "roll": _roll,
    "flip": lambda parameter, shapes: _axis(parameter, shapes[0]),
    "tril": _diagonal, "triu": _diagonal, "diag": _diagonal,
    "stack": _one_axis(0), "concatenate": _one_axis(0), "cumsum": _one_axis(None), "cumprod": _one_axis(None),
    "softmax": _last_axis, "take": _flat, "put": _flat,
    "zeros": _shape_only, "ones": _shape_only, "empty": _shape_only, "full": _full, "eye": _eye, "arange": _arange,
    "linspace": _linspace,
}  # fmt: skip


def called(row: Operation, parameter: Any) -> str:
    """The name that a row is called by."""
    if row.name == "transpose" and parameter != tuple(range(len(parameter)))[::-1]:
        return "permute"
    return CALLED.get(row.name, row.name)
