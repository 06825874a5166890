"""The formula domain: sympy expressions over plain symbols, the formulas that people read.

Small formulas are written out in full; large ones over named terms (t1 = …), as the expression tree can be
exponential in the graph. Chains of sums and products become one call each, as sympy is quadratic on chains.
The functions themselves are sympy's, or in `real` where constants or real variables need care.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy
from sympy import S

from jacli.domains import real
from jacli.domains.clock import work_limit
from jacli.domains.evaluation import NUMBERS_FROM, callable_of
from jacli.domains.exact.numbers import SYMPY_FAILS, SYMPY_FAULTS
from jacli.domains.heads import Held, native, parts, remade
from jacli.domains.sharing import ADDITIVE, MULTIPLICATIVE, cuts, free_stem, measured, needed, ordered_by_size, used
from jacli.domains.templates import template
from jacli.graph.functions import TABLE
from jacli.graph.limits import Limits
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation

Expr = Any
CONSTANT, INPUT, UNASSIGNED, NEG, SUB, DIV = (
    TABLE[name] for name in ("constant", "input", "unassigned", "neg", "sub", "div")
)
# sympy's expressions are recursive; deeper ones are cut whatever the caller allows.
DEEPEST = 60


@dataclass(frozen=True, eq=False, slots=True)
class Formulas:
    """Formulas of a list of nodes.

    `entries[i]` is the formula of node i over the inputs. Where it is past the caps that is None, and `named[i]`
    is the formula over `terms`, named expressions in order of definition. Past the total both are None.
    """

    entries: tuple[Expr | None, ...]
    named: tuple[Expr | None, ...]
    terms: tuple[tuple[str, Expr], ...]


def formulas(
    graph: Graph,
    nodes: Sequence[int],
    *,
    taken: Collection[str],
    size_cap: int,
    depth_cap: int,
    total: int = Limits().formula_total,
) -> Formulas:
    """The formulas of nodes of a scalar graph, in time linear in the graph.

    Caps are in nodes of the expression tree; `total` bounds the sum over all that is printed, small formulas
    first. Named terms avoid the names in `taken` and those of the inputs.
    """
    depth_cap = min(depth_cap, DEEPEST)
    extents = measured(graph, graph.reached(nodes))
    by_size = ordered_by_size(nodes, extents)
    small = [i for i in by_size if extents[nodes[i]].size <= size_cap and extents[nodes[i]].depth <= depth_cap]
    large = sorted(set(by_size) - set(small))
    accepted: list[int] = []
    for i in small:
        total -= extents[nodes[i]].size
        if total < 0:
            large = []
            break
        accepted.append(i)
    entries: list[Expr | None] = [None] * len(nodes)
    targets = [nodes[i] for i in accepted]
    builder = Builder(graph, used(graph, graph.reached(targets), targets), {})
    for i in accepted:
        entries[i] = builder.written(nodes[i])
    named, terms = _named(graph, nodes, large, taken, (size_cap, depth_cap, total))
    return Formulas(tuple(entries), tuple(named), tuple(terms))


def _named(
    graph: Graph, nodes: Sequence[int], large: Sequence[int], taken: Collection[str], caps: tuple[int, int, int]
) -> tuple[list[Expr | None], list[tuple[str, Expr]]]:
    """The formulas of the large nodes over named terms, in order until the total is reached."""
    named: list[Expr | None] = [None] * len(nodes)
    if not large:
        return named, []
    size_cap, depth_cap, total = caps
    where = cuts(graph, [nodes[i] for i in large], size_cap, depth_cap)
    accepted: list[int] = []
    kept: list[int] = []
    seen: set[int] = set()
    for i in large:
        node = nodes[i]
        new = needed(graph, node, where.terms, seen)
        if node in where.terms and node not in seen:
            seen.add(node)
            new.append(node)
        total -= sum(where.extents[n].size for n in new)
        total -= 1 if node in where.terms else where.extents[node].size
        if total < 0:
            break
        accepted.append(i)
        kept += new
    kept.sort()
    stem = free_stem({*taken, *_input_names(graph)})
    names = {node: f"{stem}{k}" for k, node in enumerate(kept, 1)}
    builder = Builder(graph, where.uses, {node: sympy.Symbol(name) for node, name in names.items()})
    terms = [(names[node], builder.written(node)) for node in kept]
    for i in accepted:
        named[i] = builder.written(nodes[i], named=True)
    return named, terms


def _input_names(graph: Graph) -> set[str]:
    return {p for row, p in zip(graph.operations, graph.parameters, strict=True) if row is INPUT}


# ── from nodes to expressions ─────────────────────────────────────────────────────────────────────────────


class Builder:
    """Makes the expressions of nodes, each once; nodes in `symbols` are written as their symbols.

    Chains of sums and of products whose inner nodes are used once (`uses`) become one n-ary call, as sympy is
    quadratic on chains.
    """

    def __init__(self, graph: Graph, uses: dict[int, int], symbols: dict[int, Expr]) -> None:
        self.graph = graph
        self.uses = uses
        self.symbols = symbols
        self.values: dict[int, Expr] = {}
        self.natives: dict[Expr, Expr] = {}

    def built(self, node: int) -> Expr:
        """The expression of the node itself, also where it has a symbol; it may hold stand-ins."""
        stack = [node]
        values, symbols = self.values, self.symbols
        plans: dict[int, list[tuple[int, int]]] = {}
        while stack:
            top = stack[-1]
            if top in values:
                stack.pop()
                continue
            plan = plans.get(top)
            if plan is None:
                plan = plans[top] = self._operands(top)
                missing = [a for a, _ in plan if a >= 0 and a not in values and a not in symbols]
                if missing:
                    stack.extend(missing)
                    continue
            values[top] = self._made(top, plan)
            del plans[top]
            stack.pop()
        return values[node]

    def written(self, node: int, *, named: bool = False) -> Expr:
        """The node's formula, or if `named` its symbol if it has one."""
        if named and node in self.symbols:
            return self.symbols[node]
        return native(self.built(node), self.natives)

    def _operands(self, node: int) -> list[tuple[int, int]]:
        """The operands of a node, chains gathered: (operand, its sign or ±1 as exponent)."""
        row, several = self.graph.operations[node], self.graph.arguments[node]
        if row in ADDITIVE and not self._is_negated_product(node):
            return self._gathered(node, ADDITIVE)
        if row in MULTIPLICATIVE:
            return self._gathered(node, MULTIPLICATIVE)
        return [(a, 1) for a in several]

    def _is_negated_product(self, node: int) -> bool:
        if self.graph.operations[node] is not NEG:
            return False
        (inner,) = self.graph.arguments[node]
        row = self.graph.operations[inner]
        return row in MULTIPLICATIVE and row is not NEG and self._absorbed(inner)

    def _absorbed(self, node: int) -> bool:
        """Whether a node has no expression of its own but is part of the chain around it."""
        return self.uses[node] == 1 and node not in self.symbols

    def _gathered(self, node: int, family: Collection[Operation]) -> list[tuple[int, int]]:
        operations, arguments = self.graph.operations, self.graph.arguments
        found: list[tuple[int, int]] = []
        stack = [(node, 1)]
        while stack:
            inner, sign = stack.pop()
            row = operations[inner]
            if row not in family or not (inner == node or self._absorbed(inner)):
                found.append((inner, sign))
                continue
            several = arguments[inner]
            flips = row is SUB or row is DIV or (row is NEG and family is ADDITIVE)
            stack.append((several[-1], -sign if flips else sign))
            if len(several) > 1:
                stack.append((several[0], sign))
            elif family is MULTIPLICATIVE:
                found.append((-1, 1))
        return found

    def _made(self, node: int, plan: list[tuple[int, int]]) -> Expr:
        row = self.graph.operations[node]
        if not plan:
            return self._leaf(node)
        if row in ADDITIVE and not self._is_negated_product(node):
            terms = [(self._number(a), sign) for a, sign in plan]
            return sympy.Add(*(v if sign > 0 else -v for v, sign in terms))
        if row in MULTIPLICATIVE:
            return real.product([(S.NegativeOne if a < 0 else self._number(a), sign) for a, sign in plan])
        start = NUMBERS_FROM.get(row, 0)
        arguments = [self._number(a) if k >= start else self._truth(a) for k, (a, _) in enumerate(plan)]
        return applied(row, arguments, self.graph.parameters[node])

    def _leaf(self, node: int) -> Expr:
        row, parameter = self.graph.operations[node], self.graph.parameters[node]
        if row is CONSTANT:
            return real.number(parameter.value)
        if row is INPUT:
            return sympy.Symbol(parameter)
        return real.UNDEFINED if row is UNASSIGNED else callable_of(row, "formula")

    def _value(self, node: int) -> Expr:
        return self.symbols[node] if node in self.symbols else self.values[node]

    def _number(self, node: int) -> Expr:
        value = self._value(node)
        return real.counted(value) if self._is_condition(node) and node not in self.symbols else value

    def _truth(self, node: int) -> Expr:
        value = self._value(node)
        return value if self._is_condition(node) else real.ne(value, S.Zero)

    def _is_condition(self, node: int) -> bool:
        return self.graph.operations[node].kind == "condition"


# ── one operation ─────────────────────────────────────────────────────────────────────────────────────────


def applied(row: Operation, arguments: Sequence[Expr], parameter: Any) -> Expr:
    """A row's function, or its definition, on expressions."""
    function: Callable[..., Expr] | None = callable_of(row, "formula")
    if function is None:
        return _defined(row, arguments)
    extra = () if parameter is None else (parameter,)
    careful = row.formula.startswith("real.")
    try:
        return function(*arguments, *extra) if careful else real.guarded(function, *arguments, *extra)
    except (OverflowError, *SYMPY_FAULTS):
        # sympy evaluates constants to compare them, and some are beyond every float, or all that it can reduce
        return function(*(Held(a) if a.is_number else a for a in arguments), *extra)


def _defined(row: Operation, arguments: Sequence[Expr]) -> Expr:
    graph, inputs, output, uses = _measured_template(row, len(arguments))
    builder = Builder(graph, uses, {})
    builder.values.update(zip(inputs, arguments, strict=True))
    return builder.built(output)


@cache
def _measured_template(row: Operation, arity: int) -> tuple[Graph, tuple[int, ...], int, dict[int, int]]:
    graph, inputs, output = template(row, arity)
    return graph, inputs, output, used(graph, range(len(graph)), [output])


# ── simplification ────────────────────────────────────────────────────────────────────────────────────────

# What simplifying may bring in: functions that the language has too.
_ELEMENTARY = frozenset(
    (sympy.sin, sympy.cos, sympy.tan, sympy.asin, sympy.acos, sympy.atan, sympy.atan2, sympy.sinh, sympy.cosh,
     sympy.tanh, sympy.asinh, sympy.acosh, sympy.atanh, sympy.exp, sympy.log, sympy.Abs, sympy.sign, sympy.floor,
     sympy.ceiling, sympy.gamma, sympy.erf, sympy.erfc, sympy.sinc, sympy.Max, sympy.Min, sympy.Piecewise)
)  # fmt: skip


def simplified(expression: Expr, seconds: float) -> Expr:
    """The expression as sympy simplifies it over real variables, if that is not larger and done in time."""
    return simplified_in_time(expression, seconds)[0]


def simplified_in_time(expression: Expr, seconds: float) -> tuple[Expr, bool]:
    """The same, and whether there was time for it."""
    if seconds <= 0:
        return expression, False
    with work_limit(seconds) as limit, suppress(*SYMPY_FAILS):
        return _simplified(expression), True
    return expression, not limit.reached


def _simplified(expression: Expr) -> Expr:
    dummies = {symbol: sympy.Dummy(symbol.name, real=True) for symbol in expression.free_symbols}
    # sympy would multiply 10**(10**6) out, and look for its factors.
    dummies |= {part: sympy.Dummy(real=True) for part in parts(expression) if real.is_too_long(part)}
    symbols = {dummy: leaf if leaf.is_Symbol else Held(leaf) for leaf, dummy in dummies.items()}
    found = rebuilt(sympy.simplify(rebuilt(expression, dummies, evaluate=True)), symbols, evaluate=False)
    allowed = _ELEMENTARY | _heads(expression)
    if found.has(*real.NO_VALUE) or not _heads(found) <= allowed or tree_size(found) > tree_size(expression):
        return expression
    return found


def _heads(expression: Expr) -> frozenset[Any]:
    return frozenset(part.func for part in expression.atoms(sympy.Function, sympy.Integral, sympy.Derivative))


def rebuilt(expression: Expr, symbols: Mapping[Expr, Expr], *, evaluate: bool) -> Expr:
    """The expression with other parts in the places of those that are `symbols`; evaluated by sympy or as it is.

    Raises ArithmeticError for a part that evaluates to no real number: what is around it might do without.
    """
    made: dict[Expr, Expr] = {}
    for part in parts(expression):
        arguments = [made[a] for a in part.args]
        if part in symbols or not arguments:
            made[part] = symbols.get(part, part)
        else:
            made[part] = part.func(*arguments) if evaluate else remade(part, arguments)
        if evaluate and made[part] in real.NO_VALUE:
            raise ArithmeticError(part)
    return made[expression]


def tree_size(expression: Expr) -> int:
    """The number of nodes of the expression tree."""
    sizes: dict[Expr, int] = {}
    for part in parts(expression):
        sizes[part] = 1 + sum(sizes[a] for a in part.args)
    return sizes[expression]
