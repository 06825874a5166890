"""The algebra in which rules are written: `Term`s that stand for nodes and know the usual operators.

Only nodes that differentiation makes are built here, so only here is anything simplified: 0, 1, −1 and
arithmetic between two constants. Numbers and shapes are lifted: `1 + y*y` works for any shape of y.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from jacli.graph import shapes
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph, Number
from jacli.graph.operation import Operation, Shape

CONSTANT, BROADCAST = TABLE["constant"], TABLE["broadcast"]
ADD, SUB, MUL, DIV, NEG, POWER = (TABLE[name] for name in ("add", "sub", "mul", "div", "neg", "power"))
WHERE = TABLE["where"]
# Arithmetic with longer numbers is left to the domains, which have limits.
FOLDED_BITS = 4_096
# Nodes of these rows may be known numbers.
NUMBERS = frozenset({CONSTANT, BROADCAST})


class Term:
    """A node of an algebra's graph, with operators that build simplified nodes."""

    __slots__ = ("f", "id")

    def __init__(self, f: Algebra, node: int) -> None:
        self.f = f
        self.id = node

    @property
    def shape(self) -> Shape:
        """The node's shape."""
        return self.f.graph.shapes[self.id]

    @property
    def parameter(self) -> Any:
        """The node's parameter."""
        return self.f.graph.parameters[self.id]

    @property
    def T(self) -> Term:
        """The transpose: axes in reverse order."""
        return self.f.transpose(self, tuple(range(len(self.shape)))[::-1])

    def __add__(self, other: Term | int | Fraction) -> Term:
        return self.f.add(self, other)

    def __radd__(self, other: int | Fraction) -> Term:
        return self.f.add(other, self)

    def __sub__(self, other: Term | int | Fraction) -> Term:
        return self.f.sub(self, other)

    def __rsub__(self, other: int | Fraction) -> Term:
        return self.f.sub(other, self)

    def __mul__(self, other: Term | int | Fraction) -> Term:
        return self.f.mul(self, other)

    def __rmul__(self, other: int | Fraction) -> Term:
        return self.f.mul(other, self)

    def __truediv__(self, other: Term | int | Fraction) -> Term:
        return self.f.div(self, other)

    def __rtruediv__(self, other: int | Fraction) -> Term:
        return self.f.div(other, self)

    def __pow__(self, other: Term | int | Fraction) -> Term:
        return self.f.power(self, other)

    def __neg__(self) -> Term:
        return self.f.neg(self)

    def __matmul__(self, other: Term) -> Term:
        return self.f.matmul(self, other)


Value = Term | int | Fraction


class Algebra:
    """Builds simplified nodes in one graph; `f.name(x, …)` applies any row of the table."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._constants: dict[Fraction | int, int] = {}

    def __getattr__(self, name: str) -> Callable[..., Term]:
        """`f.sin`, `f.sigmoid`, …: any pointwise row, as a function of terms and numbers."""
        operation = TABLE.get(name.rstrip("_"))
        if operation is None or operation.kind not in ("pointwise", "condition"):
            raise AttributeError(name)

        def apply(*arguments: Value, parameter: Any = None) -> Term:
            return self.pointwise(operation, *arguments, parameter=parameter)

        setattr(self, name, apply)
        return apply

    # ── making nodes ──────────────────────────────────────────────────────────────────────────────────

    def term(self, node: int) -> Term:
        """The term of a node."""
        return Term(self, node)

    def constant(self, value: Fraction | int, shape: Shape = ()) -> Term:
        """A number, spread over a shape."""
        scalar = self._constants.get(value)
        if scalar is None:
            scalar = self._constants[value] = self.graph.node(CONSTANT, (), Number.of(Fraction(value)))
        return Term(self, scalar if not shape else self.graph.node(BROADCAST, (scalar,), shape, shape))

    def node(self, operation: Operation, *arguments: Term, parameter: Any = None, shape: Shape = ()) -> Term:
        """A node as it is, not simplified."""
        return Term(self, self.graph.node(operation, tuple(a.id for a in arguments), parameter, shape))

    def pointwise(self, operation: Operation, *arguments: Value, parameter: Any = None) -> Term:
        """A pointwise node over arguments brought to their common shape."""
        shape = self._common_shape(arguments)
        lifted = [self.lift(a, shape).id for a in arguments] if shape else [self._scalar(a) for a in arguments]
        return Term(self, self.graph.node(operation, tuple(lifted), parameter, shape))

    def _scalar(self, value: Value) -> int:
        """The node of a term or of a number."""
        return value.id if isinstance(value, Term) else self.constant(value).id

    def lift(self, value: Value, shape: Shape) -> Term:
        """The value as a term of this shape."""
        if not isinstance(value, Term):
            return self.constant(value, shape)
        return value if self.graph.shapes[value.id] == shape else self.broadcast(value, shape)

    def number(self, value: Value) -> Fraction | int | None:
        """The number that a term is known to be everywhere, else None; long ones count as unknown."""
        if not isinstance(value, Term):
            return value
        graph, node = self.graph, value.id
        row = graph.operations[node]
        while row is BROADCAST:
            (node,) = graph.arguments[node]
            row = graph.operations[node]
        if row is not CONSTANT:
            return None
        found: Fraction = graph.parameters[node].value
        return found if found.numerator.bit_length() + found.denominator.bit_length() <= FOLDED_BITS else None

    def _common_shape(self, arguments: Sequence[Value]) -> Shape:
        """The shape that the arguments are brought to; at once where they are all scalars."""
        own = self.graph.shapes
        found = [own[a.id] for a in arguments if isinstance(a, Term)]
        return shapes.broadcast(found) if any(found) else ()

    def _like(self, value: Fraction | int, *terms: Value) -> Term:
        return self.constant(value, self._common_shape(terms))

    def _spread(self, value: Value, other: Value) -> Term:
        """`value` where the result of an operation with `other` is just `value`."""
        return self.lift(value, self._common_shape((value, other)))

    @property
    def pi(self) -> Term:
        """π."""
        return self.node(TABLE["pi"])

    def indicator(self, condition: Term) -> Term:
        """1 where the condition holds, else 0."""
        return self.where(condition, self.constant(1, condition.shape), self.constant(0, condition.shape))

    def nonzero(self, x: Term) -> Term:
        """The condition x ≠ 0."""
        return self.pointwise(TABLE["ne"], x, 0)

    def total(self, terms: Sequence[Term]) -> Term:
        """The sum of one or more terms."""
        result = terms[0]
        for term in terms[1:]:
            result = self.add(result, term)
        return result

    def extreme(self, best: str, terms: Sequence[Term]) -> Term:
        """A number that is never better than any of the terms: the worst of them."""
        worst: Term = getattr(self, "min" if best == "max" else "max")(*terms)
        return worst

    # ── arithmetic, simplified ────────────────────────────────────────────────────────────────────────

    def _of_unknowns(self, operation: Operation, a: Value, b: Value) -> Term | None:
        """The common case in one step: two terms of one shape that are plainly no numbers."""
        if a.__class__ is Term and b.__class__ is Term:
            graph, i, j = self.graph, a.id, b.id
            rows, own = graph.operations, graph.shapes
            if rows[i] not in NUMBERS and rows[j] not in NUMBERS and own[i] == own[j]:
                return Term(self, graph.node(operation, (i, j), None, own[i]))
        return None

    def add(self, a: Value, b: Value) -> Term:
        """a + b."""
        if b.__class__ is Term and self.graph.operations[b.id] is NEG:
            return self.sub(a, self.neg(b))
        common = self._of_unknowns(ADD, a, b)
        if common is not None:
            return common
        x, y = self.number(a), self.number(b)
        if x is not None and y is not None:
            return self._like(x + y, a, b)
        if x == 0:
            return self._spread(b, a)
        if y == 0:
            return self._spread(a, b)
        return self.pointwise(ADD, a, b)

    def sub(self, a: Value, b: Value) -> Term:
        """a − b."""
        common = self._of_unknowns(SUB, a, b)
        if common is not None:
            return common
        x, y = self.number(a), self.number(b)
        if x is not None and y is not None:
            return self._like(x - y, a, b)
        if x == 0:
            return self.neg(self._spread(b, a))
        if y == 0:
            return self._spread(a, b)
        return self.pointwise(SUB, a, b)

    def mul(self, a: Value, b: Value) -> Term:
        """a·b."""
        common = self._of_unknowns(MUL, a, b)
        if common is not None:
            return common
        x, y = self.number(a), self.number(b)
        if x is None and y is None:
            return self.pointwise(MUL, a, b)
        if x is not None and y is not None:
            return self._like(x * y, a, b)
        known, term, other = (y, a, b) if x is None else (x, b, a)
        if known == 1:
            return self._spread(term, other)
        if known == -1:
            return self.neg(self._spread(term, other))
        if not known:
            return self._like(0, a, b)
        return self.pointwise(MUL, a, b)

    def div(self, a: Value, b: Value) -> Term:
        """a / b."""
        common = self._of_unknowns(DIV, a, b)
        if common is not None:
            return common
        x, y = self.number(a), self.number(b)
        if y == 1:
            return self._spread(a, b)
        if y == -1:
            return self.neg(self._spread(a, b))
        if x is not None and y is not None and y != 0:
            return self._like(Fraction(x) / y, a, b)
        if x == 0 and y != 0:
            return self._like(0, a, b)
        return self.pointwise(DIV, a, b)

    def neg(self, a: Value) -> Term:
        """−a."""
        x = self.number(a)
        if x is not None:
            return self._like(-x, a)
        assert isinstance(a, Term)
        if self.graph.operations[a.id] is NEG:
            return Term(self, self.graph.arguments[a.id][0])
        return self.pointwise(NEG, a)

    def power(self, a: Value, b: Value) -> Term:
        """a to the power b."""
        y = self.number(b)
        if y == 1:
            return self._spread(a, b)
        if y == 0:
            return self._like(1, a, b)
        return self.pointwise(POWER, a, b)

    def where(self, condition: Term, a: Value, b: Value) -> Term:
        """a where the condition holds, else b."""
        x, y = self.number(a), self.number(b)
        if x is not None and x == y:
            return self._like(x, condition, a, b)
        return self.pointwise(WHERE, condition, a, b)

    # ── linear operations ─────────────────────────────────────────────────────────────────────────────

    def broadcast(self, x: Term, shape: Shape) -> Term:
        """x stretched to the shape."""
        if x.shape == shape:
            return x
        if self.graph.operations[x.id] is BROADCAST:
            x = Term(self, self.graph.arguments[x.id][0])
        return self.node(BROADCAST, x, parameter=shape, shape=shape)

    def unbroadcast(self, u: Term, shape: Shape) -> Term:
        """The transpose of broadcasting: u summed down to the shape."""
        if u.shape == shape:
            return u
        lead = len(u.shape) - len(shape)
        stretched = tuple(lead + i for i, n in enumerate(shape) if n == 1 and u.shape[lead + i] != 1)
        if stretched:
            u = self.sum(u, stretched, keepdims=True)
        return self.reshape(self.sum(u, tuple(range(lead))), shape) if lead else u

    def apply(self, name: str, *arguments: Term, parameter: Any = None) -> Term:
        """A row with a shape rule of its own: the linear ones, reductions and matrix functions."""
        row = TABLE[name]
        assert row.shape is not None
        shape = row.shape(parameter, *(a.shape for a in arguments))
        return self.node(row, *arguments, parameter=parameter, shape=shape)

    def sum(self, x: Term, axes: tuple[int, ...] | None = None, keepdims: bool = False) -> Term:
        """The sum over axes (all of them by default)."""
        axes = tuple(range(len(x.shape))) if axes is None else axes
        if not axes:
            return x
        known = self.number(x)
        if known is not None:
            count = shapes.size(tuple(x.shape[i] for i in axes))
            return self.constant(known * count, shapes.reduced(x.shape, (axes, keepdims)))
        return self.apply("sum", x, parameter=(axes, keepdims))

    def reshape(self, x: Term, shape: Shape) -> Term:
        """The same elements in row-major order, in another shape."""
        if x.shape == shape:
            return x
        known = self.number(x)
        return self.constant(known, shape) if known is not None else self.apply("reshape", x, parameter=shape)

    def transpose(self, x: Term, axes: tuple[int, ...]) -> Term:
        """Axis k of the result is axis `axes[k]` of x."""
        known = self.number(x)
        if known is not None:
            return self.constant(known, tuple(x.shape[k] for k in axes))
        if axes == tuple(range(len(axes))):
            return x
        if self.graph.operations[x.id] is TABLE["transpose"]:
            inner = x.parameter
            composed = tuple(inner[k] for k in axes)
            return self.transpose(Term(self, self.graph.arguments[x.id][0]), composed)
        return self.apply("transpose", x, parameter=axes)

    def swapped(self, x: Term) -> Term:
        """The last two axes exchanged."""
        rank = len(x.shape)
        return self.transpose(x, (*range(rank - 2), rank - 1, rank - 2))

    def spread(self, u: Term, axes: tuple[int, ...], shape: Shape) -> Term:
        """u of a reduced shape, stretched over the axes that were reduced."""
        if shape[len(shape) - len(u.shape) :] == u.shape and axes == tuple(range(len(shape) - len(u.shape))):
            return self.broadcast(u, shape)
        return self.broadcast(self.reshape(u, shapes.reduced(shape, (axes, True))), shape)

    def spread_back(self, y: Term, x: Term) -> Term:
        """A reduction's result over the shape of its argument."""
        return self.spread(y, y.parameter[0], x.shape)

    def slice(self, x: Term, start: int, stop: int) -> Term:
        """x[start:stop] along the first axis."""
        rest = tuple(("slice", 0, 1, n) for n in x.shape[1:])
        return self.apply("index", x, parameter=(("slice", start, 1, stop - start), *rest))

    def concatenate(self, terms: Sequence[Term], axis: int = 0) -> Term:
        """Arrays joined along an axis."""
        return terms[0] if len(terms) == 1 else self.apply("concatenate", *terms, parameter=axis)

    def matmul(self, a: Term, b: Term) -> Term:
        """a @ b."""
        return self.apply("matmul", a, b)

    def take(self, x: Term, places: Sequence[int], shape: Shape) -> Term:
        """`x.flat[places]` in the given shape."""
        return self.apply("take", x, parameter=(tuple(places), shape))

    def put(self, u: Term, places: Sequence[int], shape: Shape) -> Term:
        """The transpose of `take`: u added up at its flat places in an array of zeros of the shape."""
        if self.number(u) == 0:
            return self.constant(0, shape)
        return self.apply("put", u, parameter=(tuple(places), shape))
