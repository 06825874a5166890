"""Germs: what a program is on one side of a point, arbitrarily near to it, as sympy expressions without branches.

Which branch is taken near the point is read off the program's own values a tiny step away: |u| becomes u or −u, a
`where` the branch taken, `floor` a number. What is left is made of analytic functions, which sympy's limits are for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy import S

from jacli.domains import evaluation, precise
from jacli.domains.evaluation import CONSTANT, INPUT, WHERE, Failure
from jacli.domains.exact import Number
from jacli.domains.exact.numbers import PART_BITS, bits_of
from jacli.domains.grafts import GRAFT, Graft
from jacli.domains.precise import Interval
from jacli.domains.templates import template
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation

Expr = Any
DETACH = TABLE["detach"]
# Larger expression trees have no limit that sympy finds in a moment.
LARGEST = 400


def expression(number: Number) -> Expr | None:
    """An exact number as sympy's, None if it is too long."""
    if not isinstance(number, Fraction):
        return number.expr
    return None if bits_of(number) > PART_BITS else sympy.Rational(number.numerator, number.denominator)


def germs(
    graph: Graph, nodes: Sequence[int], leaves: Mapping[str, Expr], values: Mapping[int, Any], known: Mapping[int, Expr]
) -> dict[int, Expr | None]:
    """The expression of each node of a scalar graph; None where there is none or it grows too large.

    `leaves` are the inputs by name; `values` each node's bounds or truth a tiny step away from the point; nodes in
    `known` are expressions already. The nodes are ascending and closed under arguments. Raises Undecided where the
    bounds do not tell the branch.
    """
    found: dict[int, Expr | None] = {}
    sizes: dict[int, int] = {}
    for node in nodes:
        several = graph.arguments[node]
        sizes[node] = 1 if node in known else 1 + sum(sizes[a] for a in several)
        if node in known:
            found[node] = known[node]
        elif (isinstance(values[node], Failure) and not _outgrows(graph, node, values)) or sizes[node] > LARGEST:
            found[node] = None
        elif isinstance(values[node], bool):
            found[node] = S.One if values[node] else S.Zero
        elif graph.operations[node] is WHERE:
            chosen = several[1] if _holds(values[several[0]]) else several[2]
            found[node], sizes[node] = found[chosen], sizes[chosen]
        else:
            found[node] = _made(graph, node, leaves, found, values)
    return found


def _outgrows(graph: Graph, node: int, values: Mapping[int, Any]) -> bool:
    """Whether a node is too large for bounds and its expression does not turn on them."""
    row, value = graph.operations[node], values[node]
    branches = row.name in _STEPS or row.name in _BRANCHED or row.kind == "condition" or row is WHERE
    known = row.name in _SMOOTH or row.formula.startswith("sympy.")
    return value.kind == "overflow" and known and not branches


def _made(
    graph: Graph, node: int, leaves: Mapping[str, Expr], found: Mapping[int, Expr | None], values: Mapping[int, Any]
) -> Expr | None:
    row, parameter, several = graph.operations[node], graph.parameters[node], graph.arguments[node]
    if row is CONSTANT:
        return expression(parameter.value)
    if row is INPUT:
        return leaves[parameter]
    if not several:
        return {"pi": sympy.pi, "e": sympy.E}.get(row.name)
    expressions = [found[a] for a in several]
    if any(e is None for e in expressions):
        return None
    return _applied(row, expressions, [_number(values[a]) for a in several], (values[node], parameter))


def _applied(row: Operation, x: Sequence[Expr], near: Sequence[Interval], result: tuple[Interval, Any]) -> Expr | None:
    """A row on expressions, whose values nearby are `near`; its own value nearby and its parameter."""
    value, parameter = result
    if row is GRAFT:
        return _grafted(x, parameter)
    if row is DETACH:
        # What moves is not the constant that it is at the point itself.
        return None if x[0].free_symbols else x[0]
    if row.name in _STEPS:
        return _whole(value)
    if row.name in _BRANCHED:
        return _BRANCHED[row.name](x, near, value)
    if row.name in _SMOOTH:
        return _SMOOTH[row.name](*x) if parameter is None else _SMOOTH[row.name](*x, parameter)
    if row.formula.startswith("sympy."):
        return getattr(sympy, row.formula.removeprefix("sympy."))(*x)
    return _defined(row, x, near) if row.definition is not None else None


def _grafted(x: Sequence[Expr], graft: Graft) -> Expr | None:
    """A product with limits in it, whose inputs stay where they are."""
    limits = [expression(limit) for limit in graft.limits]
    regular = zip(x[len(limits) :], graft.exponents, strict=True)
    return None if None in limits else sympy.Mul(*limits, *(xk**e for xk, e in regular))


def _defined(row: Operation, x: Sequence[Expr], near: Sequence[Interval]) -> Expr | None:
    graph, inputs, output = template(row, len(x))
    names = [graph.parameters[n] for n in inputs]
    nodes = graph.reached([output])
    values = evaluation.evaluate(graph, nodes, dict(zip(names, near, strict=True)), evaluation.precise())
    return germs(graph, nodes, dict(zip(names, x, strict=True)), values, {})[output]


def _number(value: Any) -> Interval:
    return precise.from_fraction(int(value)) if isinstance(value, bool) else value


def _holds(condition: Any) -> bool:
    return condition if isinstance(condition, bool) else not _is_zero(condition)


def _is_zero(x: Interval) -> bool:
    return x.is_point and bool(x.lo == 0)


def _sign(x: Interval) -> int:
    """The sign of a number; raises Undecided where the bounds do not tell it."""
    if _is_zero(x):
        return 0
    if x.lo < 0 < x.hi:
        raise precise.Undecided
    return 1 if x.lo >= 0 else -1


def _whole(value: Interval) -> Expr | None:
    low, high = value.ends()
    return sympy.Rational(low.numerator, low.denominator) if low == high else None


# ── functions that branch: expressions x, their values nearby, and the value of the result ────────────────

Branched = Callable[[Sequence[Expr], Sequence[Interval], Interval], Expr | None]


def _abs(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr:  # noqa: ARG001
    return _sign(near[0]) * x[0]


def _cbrt(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr:  # noqa: ARG001
    sign = _sign(near[0])
    return sign * (sign * x[0]) ** sympy.Rational(1, 3)


def _selected(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr | None:
    """The argument that equals the result; among several, any."""
    return next((xk for xk, vk in zip(x, near, strict=True) if vk == value), None)


def _mod(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr | None:  # noqa: ARG001
    count = _whole(precise.floordiv(*near))
    return None if count is None else x[0] - x[1] * count


def _unit(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr:  # noqa: ARG001
    return S.Zero if _is_zero(near[1]) else x[0] / x[1]


def _atan2(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr:  # noqa: ARG001
    up, right = map(_sign, near)
    if right == 0:
        return up * sympy.pi / 2
    return sympy.atan(x[0] / x[1]) + (0 if right > 0 else sympy.pi if up >= 0 else -sympy.pi)


def _power(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr | None:
    return _whole(value) if _is_zero(near[0]) else x[0] ** x[1]


def _heaviside(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr | None:
    return x[1] if _is_zero(near[0]) else _whole(value)


def _sinc(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr:  # noqa: ARG001
    return S.One if _is_zero(near[0]) else sympy.sin(sympy.pi * x[0]) / (sympy.pi * x[0])


def _lgamma(x: Sequence[Expr], near: Sequence[Interval], value: Interval) -> Expr:  # noqa: ARG001
    return sympy.log(_sign(precise.gamma(near[0])) * sympy.gamma(x[0]))


_STEPS = frozenset({"sign", "floor", "ceil", "round", "floordiv", "count_equal"})
_BRANCHED: dict[str, Branched] = {
    "abs": _abs, "cbrt": _cbrt, "max": _selected, "min": _selected, "clip": _selected, "mod": _mod, "unit": _unit,
    "atan2": _atan2, "power": _power, "heaviside": _heaviside, "sinc": _sinc, "lgamma": _lgamma,
}  # fmt: skip
_SMOOTH: dict[str, Callable[..., Expr]] = {
    "add": sympy.Add,
    "sub": lambda x, y: x - y,
    "mul": sympy.Mul,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "exp2": lambda x: 2**x,
    "log2": lambda x: sympy.log(x) / sympy.log(2),
    "log10": lambda x: sympy.log(x) / sympy.log(10),
    "logaddexp": lambda *x: sympy.log(sympy.Add(*map(sympy.exp, x))),
    "hypot": lambda *x: sympy.sqrt(sympy.Add(*(xk**2 for xk in x))),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "silu": lambda x: x / (1 + sympy.exp(-x)),
    "sqrt": sympy.sqrt,
    "log": sympy.log,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "erfc": sympy.erfc,
    "gamma": sympy.gamma,
    "digamma": sympy.digamma,
    "polygamma": lambda x, n: sympy.polygamma(n, x),
}
