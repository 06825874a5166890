"""What PyTorch's own graph calls a step: `AddBackward0`, and for some operations a name that depends on the shapes.

Numbers that were typed are Python numbers there, inputs and what is made of them are tensors. Compared with PyTorch
itself in peers/.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape

BROADCAST, TRANSPOSE = TABLE["broadcast"], TABLE["transpose"]
NOT_IMPLEMENTED = "NotImplemented"


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """One call of an operation: its row's name for it, its parameter, and per argument shape and origin."""

    name: str
    parameter: Any
    shapes: tuple[Shape, ...]
    # Which arguments are Python numbers.
    numbers: tuple[bool, ...]
    # Which arguments are transposed arrays, whose elements do not lie in order.
    transposed: tuple[bool, ...]


def grad_fn(graph: Graph, node: int, fixed: Collection[int]) -> str:
    """The name of a step; `fixed` are the nodes that depend on no input. Empty for a function that PyTorch lacks."""
    row = graph.operations[node]
    variant = VARIANTS.get(row.name)
    return row.torch if variant is None else variant(_call(graph, node, fixed))


def _call(graph: Graph, node: int, fixed: Collection[int]) -> Call:
    typed = [graph.arguments[a][0] if graph.operations[a] is BROADCAST else a for a in graph.arguments[node]]
    return Call(
        graph.operations[node].torch,
        graph.parameters[node],
        tuple(graph.shapes[a] for a in graph.arguments[node]),
        tuple(a in fixed and not graph.shapes[a] for a in typed),
        tuple(graph.operations[a] is TRANSPOSE for a in typed),
    )


def _sub(call: Call) -> str:
    return "RsubBackward1" if call.numbers[0] else call.name


def _div(call: Call) -> str:
    """A number over a tensor is the number times the tensor's reciprocal."""
    return "MulBackward0" if call.numbers[0] else call.name


def _power(call: Call) -> str:
    base, exponent = call.numbers
    return "PowBackward0" if exponent else "PowBackward2" if base else "PowBackward1"


def _mod(call: Call) -> str:
    number, divisor = call.numbers
    return "RemainderBackward0" if divisor else NOT_IMPLEMENTED if number else "RemainderBackward1"


def _clip(call: Call) -> str:
    return call.name if all(call.numbers[1:]) else "ClampBackward0"


def _reduced(call: Call) -> str:
    """`…0` over all axes, `…1` over some."""
    axes, keepdims = call.parameter[:2]
    return call.name if len(axes) == len(call.shapes[0]) and not keepdims else f"{call.name[:-1]}1"


def _matmul(call: Call) -> str:
    return _PRODUCTS.get((len(call.shapes[0]), len(call.shapes[1])), "UnsafeViewBackward0")


_PRODUCTS = {
    (0, 0): "MulBackward0",
    (1, 1): "DotBackward0",
    (2, 1): "MvBackward0",
    (1, 2): "SqueezeBackward4",
    (2, 2): "MmBackward0",
    (2, 3): "CloneBackward0",
}


def _dot(call: Call) -> str:
    return _matmul(call) if all(call.shapes) else "MulBackward0"


def _index(call: Call) -> str:
    """PyTorch goes from axis to axis; the last that does anything gives the name."""
    lengths = iter(call.shapes[0])
    # None, a new axis, takes no axis of the array.
    whole = [None if item is None else ("slice", 0, 1, next(lengths)) for item in call.parameter]
    kept = [item for item, full in zip(call.parameter, whole, strict=True) if item is None or item != full]
    if any(isinstance(item, tuple) and item[:1] != ("slice",) for item in kept):
        return "IndexBackward0"
    if kept and kept[-1] is None:
        return "UnsqueezeBackward0"
    return "SelectBackward0" if kept and isinstance(kept[-1], int) else "SliceBackward0"


def _reshape(call: Call) -> str:
    return "UnsafeViewBackward0" if call.transposed[0] else call.name


def _diag(call: Call) -> str:
    return "DiagEmbedBackward0" if len(call.shapes[0]) == 1 else call.name


VARIANTS: dict[str, Callable[[Call], str]] = {
    "sub": _sub,
    "div": _div,
    "power": _power,
    "mod": _mod,
    "clip": _clip,
    "sum": _reduced,
    "mean": _reduced,
    "prod": _reduced,
    "matmul": _matmul,
    "dot": _dot,
    "index": _index,
    "reshape": _reshape,
    "diag": _diag,
}
