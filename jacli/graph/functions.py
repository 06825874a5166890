"""The table of functions: one row holds everything that jacli knows about a function.

To add a function, add a row and, in tests/graph, its row of literal values. A partial is the derivative
∂y/∂xₖ written over the algebra `f`; it is written so that it keeps all digits, also at the ends of the
interval (tanh′ as cosh⁻², not 1 − tanh²). Where libraries differ, numpy and torch win and `doc` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from jacli.graph import shapes
from jacli.graph.operation import Argument, Operation, Shape

Interval = tuple[float, float]
ALL: Interval = (-3.0, 3.0)
POSITIVE: Interval = (0.1, 4.0)
UNIT: Interval = (-0.95, 0.95)
HALF = Fraction(1, 2)
# The distance to a kink that there is none of: more than the rounding of any float.
FAR = 10**300


def _pointwise(name: str, signature: str, *partials: Callable[..., Any] | int | None, **columns: Any) -> Operation:
    columns.setdefault("batch", f"numpy.{name}")
    return Operation(name, "pointwise", signature, partials=partials, **columns)


def _condition(name: str, symbol: str, **columns: Any) -> Operation:
    own = name + ("_" if name in ("and", "or", "not") else "")
    return Operation(
        name,
        "condition",
        "x" if name == "not" else "x, y",
        symbol=symbol,
        partials=(None,) if name == "not" else (None, None),
        plain=f"plain.{own}",
        exact=f"exact.{own}",
        formula=f"real.{own}",
        precise=f"precise.{own}",
        sample=(ALL,) if name == "not" else (ALL, ALL),
        sided=_sided_condition(name) if own == name else None,
        **columns,
    )


def _flat(name: str, kind: Any, signature: str, doc: str, **columns: Any) -> Operation:
    """A row that knows axes: lowered to a scalar graph, or evaluated by the batch domain."""
    columns.setdefault("lower", f"lowering.{name}")
    columns.setdefault("batch", f"batch.{name}")
    return Operation(name, kind, signature, doc, **columns)


def _move(name: str, signature: str, doc: str, pull: Callable[..., Any] | None = None, **columns: Any) -> Operation:
    """A row that only moves elements; its transpose puts them back unless a nicer one is given."""
    return _flat(name, "linear", signature, doc, pull=(pull or _put_back,), **columns)


def _put_back(f: Any, u: Any, y: Any, x: Any) -> Any:
    return f.unmove(u, y, x)


def _composite(name: str, signature: str, doc: str, definition: Callable[..., Any], **columns: Any) -> Operation:
    return Operation(name, "composite", signature, doc, definition=definition, **columns)


def _leaf(name: str, doc: str, **columns: Any) -> Operation:
    return Operation(name, "leaf", "", doc, **columns)


# ── shared by several rows ────────────────────────────────────────────────────────────────────────────────


def _power_base(f: Any, y: Any, a: Any, b: Any) -> Any:
    """b·a^(b−1), also where b is not constant and 0 = 0⁰."""
    return b * a ** (b - 1) if f.number(b) is not None else f.power_slope(a, b)


def _power_exponent(f: Any, y: Any, a: Any, b: Any) -> Any:
    """y·log a, and its limit 0 at a = 0 where b is positive."""
    known = f.number(a)
    return y * f.log(a) if known is not None and known > 0 else f.power_growth(a, b)


def _power_slope(f: Any, a: Any, b: Any) -> Any:
    return f.where(f.eq(b, 0), 0, b * a ** (b - 1))


def _power_growth(f: Any, a: Any, b: Any) -> Any:
    return f.where(f.and_(f.eq(a, 0), f.gt(b, 0)), 0, a**b * f.log(a))


def _max_shares(f: Any, y: Any, *x: Any) -> list[Any]:
    """A tie is shared equally; of two arguments heaviside says it in one word."""
    return [f.heaviside(x[0] - x[1], HALF), f.heaviside(x[1] - x[0], HALF)] if len(x) == 2 else _shares(f, y, *x)


def _min_shares(f: Any, y: Any, *x: Any) -> list[Any]:
    return [f.heaviside(x[1] - x[0], HALF), f.heaviside(x[0] - x[1], HALF)] if len(x) == 2 else _shares(f, y, *x)


def _shares(f: Any, y: Any, *x: Any) -> list[Any]:
    """1 for the one argument, else 1 over the number of arguments equal to the result."""
    share = 1 if len(x) == 1 else 1 / f.count_equal(y, *x)
    return [share] * len(x)


def _untied(f: Any, y: Any, *x: Any) -> list[Any]:
    """0 where more than one argument is the best."""
    return [x[0] - x[1]] if len(x) == 2 else [f.indicator(f.eq(f.count_equal(y, *x), 1))]


def _max_selected(f: Any, y: Any, *x: Any) -> list[Any]:
    return [f.ge(x[0], x[1]), f.ge(x[1], x[0])] if len(x) == 2 else [f.eq(xk, y) for xk in x]


def _min_selected(f: Any, y: Any, *x: Any) -> list[Any]:
    return [f.le(x[0], x[1]), f.le(x[1], x[0])] if len(x) == 2 else [f.eq(xk, y) for xk in x]


def _extreme_share(f: Any, y: Any, x: Any) -> Any:
    axes, _ = y.parameter
    selected = f.eq(x, f.spread_back(y, x))
    return 1 / f.broadcast(f.sum(f.indicator(selected), axes, keepdims=True), x.shape)


def _extreme_selected(f: Any, y: Any, x: Any) -> Any:
    return f.eq(x, f.spread_back(y, x))


def _halving_product(f: Any, x: Any, *, parameter: shapes.Reduction) -> Any:
    """Products of halves, so that no element is ever divided out: right with zeros too."""
    axes, _ = parameter
    kept = [i for i in range(len(x.shape)) if i not in axes]
    rows = shapes.size(tuple(x.shape[i] for i in kept))
    count = shapes.size(tuple(x.shape[i] for i in axes))
    final = shapes.reduced(x.shape, parameter)
    if not count:
        return f.constant(1, final)
    x = f.reshape(f.transpose(x, (*axes, *kept)), (count, rows))
    while count > 1:
        half = count // 2
        low, high = f.slice(x, 0, half), f.slice(x, half, 2 * half)
        product = low * high
        x = f.concatenate((product, f.slice(x, 2 * half, count))) if count % 2 else product
        count = half + count % 2
    return f.reshape(x, final)


def _scanned_product(f: Any, x: Any, *, parameter: int | None) -> Any:
    """Prefix products by doubling steps (Hillis and Steele, 1986): log₂ n pointwise products."""
    if parameter is None:
        x, axis = f.reshape(x, (shapes.size(x.shape),)), 0
    else:
        axis = parameter
    rank = len(x.shape)
    front = (axis, *(i for i in range(rank) if i != axis))
    x = f.transpose(x, front)
    step, count = 1, x.shape[0]
    while step < count:
        x = f.concatenate((f.slice(x, 0, step), f.slice(x, step, count) * f.slice(x, 0, count - step)))
        step *= 2
    return f.transpose(x, tuple(front.index(i) for i in range(rank)))


def _mean(f: Any, x: Any, *, parameter: shapes.Reduction) -> Any:
    axes, keepdims = parameter
    return f.sum(x, axes, keepdims) / shapes.size(tuple(x.shape[i] for i in axes))


def _var(f: Any, x: Any, *, parameter: tuple[tuple[int, ...], bool, Fraction]) -> Any:
    axes, keepdims, ddof = parameter
    centred = x - f.broadcast(_mean(f, x, parameter=(axes, True)), x.shape)
    return f.sum(centred * centred, axes, keepdims) / (shapes.size(tuple(x.shape[i] for i in axes)) - ddof)


def _std(f: Any, x: Any, *, parameter: tuple[tuple[int, ...], bool, Fraction]) -> Any:
    return f.sqrt(_var(f, x, parameter=parameter))


def _softmax(f: Any, x: Any, *, parameter: int) -> Any:
    if 0 in x.shape:
        return x
    total = f.apply("logsumexp", x, parameter=((parameter,), True))
    return f.exp(x - f.broadcast(total, x.shape))


def _outer(f: Any, a: Any, b: Any, *, parameter: None = None) -> Any:
    n, m = shapes.size(a.shape), shapes.size(b.shape)
    return f.broadcast(f.reshape(a, (n, 1)), (n, m)) * f.broadcast(f.reshape(b, (1, m)), (n, m))


def _kron(f: Any, a: Any, b: Any, *, parameter: None = None) -> Any:
    rank = max(len(a.shape), len(b.shape))
    left = (1,) * (rank - len(a.shape)) + a.shape
    right = (1,) * (rank - len(b.shape)) + b.shape
    mixed = tuple(n for pair in zip(left, right, strict=True) for n in pair)
    spread_left = tuple(n for k in left for n in (k, 1))
    spread_right = tuple(n for k in right for n in (1, k))
    product = f.broadcast(f.reshape(a, spread_left), mixed) * f.broadcast(f.reshape(b, spread_right), mixed)
    return f.reshape(product, tuple(n * m for n, m in zip(left, right, strict=True)))


def _cross(f: Any, a: Any, b: Any, *, parameter: None = None) -> Any:
    def turn(x: Any, shift: int) -> Any:
        return f.apply("roll", x, parameter=(shift, 0))

    return turn(a, -1) * turn(b, 1) - turn(a, 1) * turn(b, -1)


def _dot(f: Any, a: Any, b: Any, *, parameter: None = None) -> Any:
    if not a.shape or not b.shape:
        return a * b
    if len(b.shape) <= 2:
        return f.matmul(a, b)
    raise NotImplementedError


def _trace(f: Any, x: Any, *, parameter: None = None) -> Any:
    return f.sum(f.apply("diag", x, parameter=0))


def _norm1(f: Any, x: Any, *, parameter: shapes.Reduction) -> Any:
    return f.sum(f.abs(x), *parameter)


def _norm_inf(f: Any, x: Any, *, parameter: shapes.Reduction) -> Any:
    return f.apply("amax", f.abs(x), parameter=parameter)


def _minus_outer(f: Any, g: Any, y: Any) -> Any:
    """−g yᵀ, or for vectors the outer product: how A moves x in A x = b."""
    if len(y.shape) == 1:
        n = y.shape[0]
        return -(f.reshape(g, (n, 1)) @ f.reshape(y, (1, n)))
    return -(g @ f.swapped(y))


def _solve_matrix(f: Any, u: Any, y: Any, a: Any, b: Any) -> Any:
    return _minus_outer(f, f.apply("solve", f.swapped(a), u), y)


def _spread(f: Any, u: Any, y: Any, x: Any) -> Any:
    """A cotangent of the reduced result, stretched back over the axes that were summed."""
    return f.spread(u, y.parameter[0], x.shape)


def _pull_matmul_left(f: Any, u: Any, y: Any, a: Any, b: Any) -> Any:
    """W Bᵀ, for stacks summed over the axes that a was stretched along."""
    if len(b.shape) == 1:
        n = b.shape[0]
        if len(a.shape) == 1:
            return u * b
        return f.unbroadcast(f.reshape(u, (*u.shape, 1)) @ f.reshape(b, (1, n)), a.shape)
    if len(a.shape) == 1:
        if len(b.shape) == 2:
            return b @ u
        rows = f.matmul(f.reshape(u, (*u.shape[:-1], 1, u.shape[-1])), f.swapped(b))
        return f.unbroadcast(f.reshape(rows, (*rows.shape[:-2], rows.shape[-1])), a.shape)
    return f.unbroadcast(u @ f.swapped(b), a.shape)


def _pull_matmul_right(f: Any, u: Any, y: Any, a: Any, b: Any) -> Any:
    """Aᵀ W, for stacks summed over the axes that b was stretched along."""
    if len(a.shape) == 1:
        n = a.shape[0]
        if len(b.shape) == 1:
            return u * a
        return f.unbroadcast(f.reshape(a, (n, 1)) @ f.reshape(u, (*u.shape[:-1], 1, u.shape[-1])), b.shape)
    if len(b.shape) == 1:
        if len(a.shape) == 2:
            return a.T @ u
        columns = f.matmul(f.swapped(a), f.reshape(u, (*u.shape, 1)))
        return f.unbroadcast(f.reshape(columns, columns.shape[:-1]), b.shape)
    return f.unbroadcast(f.swapped(a) @ u, b.shape)


def _det_cotangent(f: Any, u: Any, y: Any, a: Any) -> Any:
    """u·adj(A)ᵀ (Jacobi's formula), which also holds where A is singular."""
    return f.broadcast(f.reshape(u, (1, 1)), a.shape) * f.apply("adjugate", a).T


def _logdet_cotangent(f: Any, u: Any, y: Any, a: Any) -> Any:
    return f.broadcast(f.reshape(u, (1, 1)), a.shape) * f.apply("inv", a).T


# ── one-sided derivatives and values at kinks: x the arguments, t their directional derivatives ────────────


def _level(f: Any, y: Any, x: Any, t: Any) -> Any:
    """The slope of a step."""
    return f.constant(0)


def _beyond_floor(f: Any, x: Any, t: Any) -> Any:
    """floor one step along t from x."""
    return f.where(f.and_(f.eq(x, f.floor(x)), f.lt(t, 0)), f.floor(x) - 1, f.floor(x))


def _beyond_round(f: Any, y: Any, x: Any, t: Any) -> Any:
    return f.where(f.gt(t[0], 0), f.floor(x[0]) + 1, f.where(f.lt(t[0], 0), f.floor(x[0]), y))


def _beyond_quotient(f: Any, y: Any, x: Any, t: Any) -> Any:
    """floor(a/b) one step along."""
    (a, b), (ta, tb) = x, t
    return _beyond_floor(f, a / b, (ta - a / b * tb) / b)


def _beyond_mod(f: Any, y: Any, x: Any, t: Any) -> Any:
    return x[0] - _beyond_quotient(f, y, x, t) * x[1]


def _sided_mod(f: Any, y: Any, x: Any, t: Any) -> Any:
    return t[0] - (x[0] - y) / x[1] * t[1]


def _beyond_step(f: Any, y: Any, x: Any, t: Any) -> Any:
    """sign and heaviside: where t leads away from 0, the value on that side."""
    low = 0 if len(x) == 2 else -1
    return f.where(f.gt(t[0], 0), f.constant(1), f.where(f.lt(t[0], 0), f.constant(low), y))


def _sided_heaviside(f: Any, y: Any, x: Any, t: Any) -> Any:
    return f.where(f.eq(t[0], 0), t[1], f.constant(0))


def _power_corner(f: Any, y: Any, a: Any, b: Any) -> list[Any]:
    """0 at a base of 0, unless the exponent is fixed to a whole number."""
    exponent, base = f.number(b), f.number(a)
    if exponent is not None:
        return [] if exponent == int(exponent) or exponent < 0 else [a]
    return [a] if base is None else [] if base else [b]


def _beyond_power(f: Any, y: Any, x: Any, t: Any) -> Any:
    """0⁰ one step along: 0 to a positive power is 0, to a negative one nothing; any other base leads to 1.

    A negative base leads nowhere unless the exponent stays.
    """
    (_, b), (ta, tb) = x, t
    nothing = f.constant(0) / f.constant(0)
    fixed = f.where(f.gt(tb, 0), 0, f.where(f.lt(tb, 0), nothing, f.constant(1)))
    moved = f.where(f.and_(f.lt(ta, 0), f.ne(tb, 0)), nothing, f.constant(1))
    return f.where(f.ne(b, 0), y, f.where(f.eq(ta, 0), fixed, moved))


def _sided_power(f: Any, y: Any, x: Any, t: Any) -> Any:
    """The slope of hᵏʰ = 1 + kh·log h + … at 0 is infinite; of h⁰ and 0ʰ it is 0, and of hᵇ if b > 1.

    After both tangents come those of them, of any order, that tell where base and exponent move.
    """
    (_, b), (ta, tb, base, exponent) = x, t
    corner = f.where(f.or_(f.eq(base, 0), f.eq(tb, 0)), 0, -tb / f.constant(0))
    exists = f.or_(f.gt(base, 0), f.and_(f.eq(b, f.floor(b)), f.eq(exponent, 0)))
    slope = f.where(f.eq(b, 1), ta, 0)
    edge = f.where(f.and_(exists, f.ge(b, 1)), slope, f.constant(0) / f.constant(0))
    return f.where(f.eq(b, 0), corner, f.where(f.eq(base, 0), 0, edge))


def _beyond_atan2(f: Any, y: Any, x: Any, t: Any) -> Any:
    """Over the cut from π to −π."""
    return f.where(f.lt(t[0], 0), y - 2 * f.pi, y)


def _sided_atan2(f: Any, y: Any, x: Any, t: Any) -> Any:
    (a, b), (ta, tb) = x, t
    return (b * ta - a * tb) / (a * a + b * b)


def _beyond_where(f: Any, y: Any, x: Any, t: Any) -> Any:
    """A number as condition, at 0: it holds where t leads away."""
    return f.where(f.ne(t[0], 0), x[1], x[2])


def _truths(f: Any, y: Any, *x: Any) -> list[Any]:
    """The numbers among truth values, which turn at 0."""
    return [xk for xk in x if f.graph.operations[xk.id].kind != "condition"]


def _sided_where(f: Any, y: Any, x: Any, t: Any) -> Any:
    return f.where(f.ne(t[0], 0), t[1], t[2])


def _sided_extreme(f: Any, y: Any, x: Any, t: Any, best: str) -> Any:
    """The best tangent among the tied arguments."""
    least = f.extreme(best, t)
    tied = [f.where(f.eq(xk, y), tk, least) for xk, tk in zip(x, t, strict=True)]
    return getattr(f, best)(*tied)


def _sided_max(f: Any, y: Any, x: Any, t: Any) -> Any:
    return _sided_extreme(f, y, x, t, "max")


def _sided_min(f: Any, y: Any, x: Any, t: Any) -> Any:
    return _sided_extreme(f, y, x, t, "min")


def _sided_clip(f: Any, y: Any, x: Any, t: Any) -> Any:
    inner = f.max(x[0], x[1])
    return _sided_min(f, y, (inner, x[2]), (_sided_max(f, inner, x[:2], t[:2]), t[2]))


def _sided_hinge(f: Any, y: Any, x: Any, t: Any) -> Any:
    """relu, leaky_relu and elu at 0: slope 1 on the right, the second argument (or 0) on the left."""
    left = x[1] * t[0] if len(x) == 2 else f.constant(0)
    return f.where(f.gt(t[0], 0), t[0], left)


def _sided_condition(name: str) -> Callable[..., Any]:
    """A comparison of equals becomes the comparison of their tangents."""
    return lambda f, y, x, t: getattr(f, name)(*t)


# ── the rows ──────────────────────────────────────────────────────────────────────────────────────────────

LEAVES = [
    _leaf("constant", "a number"),
    _leaf("input", "a variable"),
    _leaf("unassigned", "an element of `empty` that was never assigned: undefined"),
    _leaf("pi", "π = 3.14159…", aliases=("π",), plain="math.pi", batch="numpy.pi", exact="exact.pi",
          formula="sympy.pi", precise="precise.pi"),
    _leaf("e", "e = 2.71828…", plain="math.e", batch="numpy.e", exact="exact.e",
          formula="sympy.E", precise="precise.e"),
]  # fmt: skip

ARITHMETIC = [
    _pointwise(
        "add", "x, y", 1, 1,
        symbol="+", commutative=True, doc="x + y", sample=(ALL, ALL), torch="AddBackward0",
        plain="operator.add", exact="exact.add", formula="real.add", precise="precise.add",
    ),
    _pointwise(
        "sub", "x, y", 1, -1,
        symbol="-", doc="x - y", sample=(ALL, ALL), torch="SubBackward0",
        plain="operator.sub", batch="numpy.subtract", exact="exact.sub", formula="real.sub", precise="precise.sub",
    ),
    _pointwise(
        "mul", "x, y", Argument(1), Argument(0),
        symbol="*", commutative=True, doc="x * y, element by element", sample=(ALL, ALL), torch="MulBackward0",
        plain="operator.mul", batch="numpy.multiply", exact="exact.mul", formula="real.mul", precise="precise.mul",
    ),
    _pointwise(
        "div", "x, y", lambda f, y, a, b: 1 / b, lambda f, y, a, b: -y / b,
        symbol="/", doc="x / y", sample=(ALL, POSITIVE), torch="DivBackward0",
        plain="plain.div", batch="numpy.divide", exact="exact.div", formula="real.div", precise="precise.div",
    ),
    _pointwise(
        "neg", "x", -1,
        symbol="-", doc="-x", sample=(ALL,), torch="NegBackward0",
        plain="operator.neg", batch="numpy.negative", exact="exact.neg", formula="real.neg", precise="precise.neg",
    ),
    _pointwise(
        "power", "x, y", _power_base, _power_exponent,
        kink=_power_corner, sided=_sided_power, beyond=_beyond_power,
        symbol="**", aliases=("pow",), sample=(POSITIVE, ALL), torch="PowBackward0",
        doc="x ** y; a negative x needs an integer y: (-8)**(1/3) is undefined (see cbrt); 0**0 is 1",
        plain="plain.power", batch="batch.power", exact="exact.power", formula="real.power",
        precise="precise.power",
    ),
    _pointwise(
        "power_slope", "x, y",
        lambda f, y, a, b: b * f.power_slope(a, b - 1), lambda f, y, a, b: a ** (b - 1) + b * f.power_growth(a, b - 1),
        definition=_power_slope, sample=(POSITIVE, ALL), torch="NotImplemented",
        doc="y * x**(y - 1), the slope of x**y along x: 0 where y is 0",
        plain="plain.power_slope", batch="batch.power_slope", formula="real.power_slope",
    ),
    _pointwise(
        "power_growth", "x, y",
        lambda f, y, a, b: f.power_slope(a, b) * f.log(a) + a ** (b - 1), lambda f, y, a, b: y * f.log(a),
        definition=_power_growth, sample=(POSITIVE, ALL), torch="NotImplemented",
        doc="x**y * log(x), the slope of x**y along y: 0 where x is 0 and y is positive",
        plain="plain.power_growth", batch="batch.power_growth", formula="real.power_growth",
    ),
    _pointwise(
        "mod", "x, y", 1, lambda f, y, a, b: -f.floor(a / b),
        symbol="%", aliases=("remainder",), sample=(ALL, POSITIVE), torch="RemainderBackward1",
        doc="x - y*floor(x/y): the sign of y, as in Python, numpy.mod and torch.remainder",
        sided=_sided_mod, beyond=_beyond_mod, kink=lambda f, y, a, b: [a / b - f.round(a / b)],
        plain="plain.mod", exact="exact.mod", formula="real.mod", precise="precise.mod",
    ),
    _pointwise(
        "floordiv", "x, y", None, None,
        symbol="//", aliases=("floor_divide",), sample=(ALL, POSITIVE), doc="floor(x / y)",
        sided=_level, beyond=_beyond_quotient,
        kink=lambda f, y, a, b: [a / b - f.round(a / b)],
        plain="plain.floordiv", batch="numpy.floor_divide", exact="exact.floordiv", formula="real.floordiv",
        precise="precise.floordiv", torch="NotImplemented",
    ),
]  # fmt: skip

CONDITIONS = [
    _condition("lt", "<", doc="x < y", batch="numpy.less", kink=lambda f, y, a, b: [a - b]),
    _condition("le", "<=", doc="x <= y", batch="numpy.less_equal", kink=lambda f, y, a, b: [a - b]),
    _condition("gt", ">", doc="x > y", batch="numpy.greater", kink=lambda f, y, a, b: [a - b]),
    _condition("ge", ">=", doc="x >= y", batch="numpy.greater_equal", kink=lambda f, y, a, b: [a - b]),
    _condition("eq", "==", doc="x == y", batch="numpy.equal", kink=lambda f, y, a, b: [a - b]),
    _condition("ne", "!=", doc="x != y", batch="numpy.not_equal", kink=lambda f, y, a, b: [a - b]),
    _condition("and", "and", doc="x and y", batch="numpy.logical_and", aliases=("logical_and",), kink=_truths),
    _condition("or", "or", doc="x or y", batch="numpy.logical_or", aliases=("logical_or",), kink=_truths),
    _condition("not", "not", doc="not x", batch="numpy.logical_not", aliases=("logical_not",), kink=_truths),
]  # fmt: skip


def _own(name: str, home: str = "sympy") -> dict[str, str]:
    """Columns of a row whose exact, formula and precise callables carry its name; `home` is that of the formula's."""
    return {"exact": f"exact.{name}", "formula": f"{home}.{name}", "precise": f"precise.{name}"}


TRIGONOMETRY = [
    _pointwise("sin", "x", lambda f, y, x: f.cos(x),
               doc="sine, x in radians", sample=(ALL,), plain="math.sin", **_own("sin"), torch="SinBackward0"),
    _pointwise("cos", "x", lambda f, y, x: -f.sin(x),
               doc="cosine, x in radians", sample=(ALL,), plain="math.cos", **_own("cos"), torch="CosBackward0"),
    _pointwise("tan", "x", lambda f, y, x: f.cos(x) ** -2,
               doc="tangent, x in radians", sample=((-1.5, 1.5),), plain="math.tan", **_own("tan"),
               torch="TanBackward0"),
    _pointwise("asin", "x", lambda f, y, x: 1 / f.sqrt((1 - x) * (1 + x)), aliases=("arcsin",),
               doc="inverse sine", sample=(UNIT,), plain="math.asin", batch="numpy.arcsin", **_own("asin"),
               torch="AsinBackward0"),
    _pointwise("acos", "x", lambda f, y, x: -1 / f.sqrt((1 - x) * (1 + x)), aliases=("arccos",),
               doc="inverse cosine", sample=(UNIT,), plain="math.acos", batch="numpy.arccos", **_own("acos"),
               torch="AcosBackward0"),
    _pointwise("atan", "x", lambda f, y, x: 1 / (1 + x * x), aliases=("arctan",),
               doc="inverse tangent", sample=(ALL,), plain="math.atan", batch="numpy.arctan", **_own("atan"),
               torch="AtanBackward0"),
    _pointwise("atan2", "y, x", lambda f, y, a, b: b / (a * a + b * b), lambda f, y, a, b: -a / (a * a + b * b),
               aliases=("arctan2",), sample=(ALL, POSITIVE),
               sided=_sided_atan2, beyond=_beyond_atan2,
               kink=lambda f, y, a, b: [f.where(f.lt(b, 0), a, FAR)],
               doc="angle of the point (x, y), y first", plain="plain.atan2", batch="batch.atan2",
               **_own("atan2", "real"), torch="Atan2Backward0"),
]  # fmt: skip

HYPERBOLIC = [
    _pointwise("sinh", "x", lambda f, y, x: f.cosh(x),
               doc="hyperbolic sine", sample=(ALL,), plain="math.sinh", **_own("sinh", "real"), torch="SinhBackward0"),
    _pointwise("cosh", "x", lambda f, y, x: f.sinh(x),
               doc="hyperbolic cosine", sample=(ALL,), plain="math.cosh", **_own("cosh", "real"),
               torch="CoshBackward0"),
    _pointwise("tanh", "x", lambda f, y, x: f.cosh(x) ** -2,
               doc="hyperbolic tangent", sample=((-25.0, 25.0),), plain="math.tanh", **_own("tanh", "real"),
               torch="TanhBackward0"),
    _pointwise("asinh", "x", lambda f, y, x: 1 / f.hypot(x, 1), aliases=("arcsinh",),
               doc="inverse hyperbolic sine", sample=(ALL,), plain="math.asinh", batch="numpy.arcsinh",
               **_own("asinh"), torch="AsinhBackward0"),
    _pointwise("acosh", "x", lambda f, y, x: 1 / (f.sqrt(x - 1) * f.sqrt(x + 1)), aliases=("arccosh",),
               doc="inverse hyperbolic cosine", sample=((1.05, 5.0),), plain="math.acosh", batch="numpy.arccosh",
               **_own("acosh"), torch="AcoshBackward0"),
    _pointwise("atanh", "x", lambda f, y, x: 1 / ((1 - x) * (1 + x)), aliases=("arctanh",),
               doc="inverse hyperbolic tangent", sample=(UNIT,), plain="math.atanh", batch="numpy.arctanh",
               **_own("atanh"), torch="AtanhBackward0"),
]  # fmt: skip

EXPONENTIALS = [
    _pointwise("exp", "x", lambda f, y, x: y,
               doc="eˣ", sample=(ALL,), plain="math.exp", torch="ExpBackward0", **_own("exp")),
    _pointwise("expm1", "x", lambda f, y, x: f.exp(x), definition=lambda f, x: f.exp(x) - 1,
               doc="eˣ − 1, with all digits near 0", sample=((-40.0, 3.0),), plain="math.expm1",
               precise="precise.expm1", torch="Expm1Backward0"),
    _pointwise("exp2", "x", lambda f, y, x: y * f.log(2),
               doc="2ˣ", sample=(ALL,), plain="plain.exp2", exact="exact.exp2", formula="real.exp2",
               precise="precise.exp2", torch="Exp2Backward0"),
    _pointwise("log", "x", lambda f, y, x: 1 / x, aliases=("ln",),
               doc="natural logarithm", sample=(POSITIVE,), plain="math.log", torch="LogBackward0",
               **_own("log", "real")),
    _pointwise("log1p", "x", lambda f, y, x: 1 / (1 + x), definition=lambda f, x: f.log(1 + x),
               doc="log(1 + x), with all digits near 0", sample=((-0.9, 4.0),), plain="math.log1p",
               precise="precise.log1p", torch="Log1PBackward0"),
    _pointwise("log2", "x", lambda f, y, x: 1 / (x * f.log(2)),
               doc="logarithm to base 2", sample=(POSITIVE,), plain="math.log2", exact="exact.log2",
               formula="real.log2", precise="precise.log2", torch="Log2Backward0"),
    _pointwise("log10", "x", lambda f, y, x: 1 / (x * f.log(10)),
               doc="logarithm to base 10", sample=(POSITIVE,), plain="math.log10", exact="exact.log10",
               formula="real.log10", precise="precise.log10", torch="Log10Backward0"),
    _pointwise("logaddexp", "*x", lambda f, y, *x: [f.exp(xk - y) for xk in x],
               doc="log Σ exp(xₖ)", sample=(ALL,), plain="plain.logaddexp", batch="batch.logaddexp",
               exact="exact.logaddexp", formula="real.logaddexp", precise="precise.logaddexp",
               torch="LogaddexpBackward0"),
]  # fmt: skip

ROOTS = [
    _pointwise("sqrt", "x", lambda f, y, x: 1 / (2 * y),
               doc="square root", sample=(POSITIVE,), plain="math.sqrt", batch="batch.sqrt", torch="SqrtBackward0",
               **_own("sqrt", "real")),
    _pointwise("cbrt", "x", lambda f, y, x: 1 / (3 * y * y),
               doc="real cube root: cbrt(-8) is -2", sample=((0.1, 4.0),), plain="plain.cbrt",
               exact="exact.cbrt", formula="real.cbrt", precise="precise.cbrt"),
    _pointwise("hypot", "*x", lambda f, y, *x: [f.unit(xk, y) for xk in x],
               sided=lambda f, y, x, t: f.hypot(*t), kink=lambda f, y, *x: [y],
               doc="√(x² + y² + …) without overflow", sample=(ALL,), plain="math.hypot", batch="batch.hypot",
               exact="exact.hypot", formula="real.hypot", precise="precise.hypot", torch="HypotBackward0"),
    _pointwise("unit", "x, y", lambda f, y, a, b: f.unit(1, b), lambda f, y, a, b: -f.unit(y, b),
               doc="x / y, but 0 where y is 0: the slope of a norm", sample=(ALL, POSITIVE),
               plain="plain.unit", batch="batch.unit", exact="exact.unit", formula="real.unit",
               precise="precise.unit"),
]  # fmt: skip

ROUNDING = [
    _pointwise("abs", "x", lambda f, y, x: f.sign(x), aliases=("Abs", "fabs", "absolute"), torch="AbsBackward0",
               sided=lambda f, y, x, t: f.abs(t[0]),
               kink=lambda f, y, x: [x], doc="absolute value; slope 0 at 0, as in torch", sample=(ALL,),
               plain="plain.abs_", exact="exact.abs_", formula="real.abs_", precise="precise.abs_"),
    _pointwise("sign", "x", None, aliases=("sgn",), sided=_level, beyond=_beyond_step, kink=lambda f, y, x: [x],
               doc="-1, 0 or 1", sample=(ALL,), plain="plain.sign", torch="SignBackward0", exact="exact.sign",
               formula="real.sign", precise="precise.sign"),
    _pointwise("floor", "x", None,
               sided=_level, beyond=lambda f, y, x, t: _beyond_floor(f, x[0], t[0]),
               kink=lambda f, y, x: [x - f.round(x)],
               doc="largest integer not above x", sample=(ALL,), plain="plain.floor", exact="exact.floor",
               formula="real.floor", precise="precise.floor", torch="FloorBackward0"),
    _pointwise("ceil", "x", None, aliases=("ceiling",),
               sided=_level, beyond=lambda f, y, x, t: -_beyond_floor(f, -x[0], -t[0]),
               kink=lambda f, y, x: [x - f.round(x)],
               doc="smallest integer not below x", sample=(ALL,), plain="plain.ceil", exact="exact.ceil",
               formula="real.ceil", precise="precise.ceil", torch="CeilBackward0"),
    _pointwise("round", "x", None, sided=_level, beyond=_beyond_round, kink=lambda f, y, x: [x - f.floor(x) - HALF],
               doc="nearest integer, halves to even as in Python, numpy and torch", sample=(ALL,),
               plain="plain.round_", exact="exact.round_", formula="real.round_", precise="precise.round_",
               torch="RoundBackward0"),
]  # fmt: skip

SPECIAL = [
    _pointwise("erf", "x", lambda f, y, x: 2 / f.sqrt(f.pi) * f.exp(-x * x),
               doc="error function", sample=(ALL,), plain="math.erf", batch="batch.erf", **_own("erf"),
               torch="ErfBackward0"),
    _pointwise("erfc", "x", lambda f, y, x: -2 / f.sqrt(f.pi) * f.exp(-x * x),
               doc="1 − erf(x), with all digits for large x", sample=((-3.0, 20.0),), plain="math.erfc",
               batch="batch.erfc", **_own("erfc", "real"), torch="ErfcBackward0"),
    _pointwise("gamma", "x", lambda f, y, x: y * f.digamma(x),
               doc="Γ(x)", sample=((0.2, 5.0),), plain="plain.gamma", batch="batch.gamma", **_own("gamma", "real")),
    _pointwise("lgamma", "x", lambda f, y, x: f.digamma(x), aliases=("gammaln", "loggamma"),
               doc="log|Γ(x)|", sample=((0.2, 5.0),), plain="plain.lgamma", batch="batch.lgamma",
               exact="exact.lgamma", formula="real.lgamma", precise="precise.lgamma", torch="LgammaBackward0"),
    _pointwise("digamma", "x", lambda f, y, x: f.polygamma(x, parameter=1), aliases=("psi",),
               doc="Γ′(x)/Γ(x)", sample=((0.2, 5.0),), plain="plain.digamma", batch="batch.digamma",
               **_own("digamma", "real"), torch="DigammaBackward0"),
    _pointwise("polygamma", "#n, x", lambda f, y, x: f.polygamma(x, parameter=y.parameter + 1),
               bind=lambda shape, n: n, doc="n-th derivative of digamma", sample=((0.2, 5.0),),
               plain="plain.polygamma", batch="batch.polygamma", **_own("polygamma", "real"),
               torch="PolygammaBackward0"),
    _pointwise("sinc", "x", lambda f, y, x: f.sinc_derivative(x, parameter=1),
               doc="sin(πx)/(πx), 1 at 0: numpy's and torch's sinc", sample=(ALL,), plain="plain.sinc",
               batch="batch.sinc", exact="exact.sinc", formula="real.sinc", precise="precise.sinc",
               torch="SincBackward0"),
    _pointwise("sinc_derivative", "#n, x", lambda f, y, x: f.sinc_derivative(x, parameter=y.parameter + 1),
               bind=lambda shape, n: n, doc="n-th derivative of sinc", sample=(ALL,),
               plain="plain.sinc_derivative", batch="batch.sinc_derivative", exact="exact.sinc_derivative",
               formula="real.sinc_derivative", precise="precise.sinc_derivative"),
]  # fmt: skip

ACTIVATIONS = [
    _pointwise("sigmoid", "x", lambda f, y, x: f.sigmoid(x) * f.sigmoid(-x), aliases=("expit",),
               definition=lambda f, x: 1 / (1 + f.exp(-x)),
               doc="1/(1 + e⁻ˣ)", sample=((-40.0, 40.0),), plain="plain.sigmoid", batch="batch.sigmoid",
               torch="SigmoidBackward0"),
    _pointwise("logit", "x", lambda f, y, x: 1 / (x * (1 - x)),
               definition=lambda f, x: f.log(x / (1 - x)),
               doc="log(x/(1 − x)), the inverse of sigmoid", sample=((0.05, 0.95),), plain="plain.logit",
               batch="batch.logit", torch="LogitBackward0"),
    _pointwise("softplus", "x", lambda f, y, x: f.sigmoid(x),
               definition=lambda f, x: f.log(1 + f.exp(x)),
               doc="log(1 + eˣ)", sample=((-40.0, 40.0),), plain="plain.softplus", batch="batch.softplus",
               precise="precise.softplus", torch="SoftplusBackward0"),
    _pointwise("relu", "x", 1,
               selects=(lambda f, y, x: f.gt(x, 0),),
               sided=_sided_hinge,
               kink=lambda f, y, x: [x], torch="ReluBackward0",
               definition=lambda f, x: f.max(x, 0),
               doc="max(x, 0); slope 0 at 0, as in torch", sample=(ALL,), plain="plain.relu", batch="batch.relu"),
    _pointwise("leaky_relu", "x, slope=1/100",
               lambda f, y, x, a: f.where(f.gt(x, 0), 1, a), lambda f, y, x, a: f.where(f.gt(x, 0), 0, x),
               definition=lambda f, x, a: f.where(f.gt(x, 0), x, a * x),
               sided=_sided_hinge,
               kink=lambda f, y, x, a: [x],
               doc="x for positive x, else slope·x", sample=(ALL, POSITIVE), plain="plain.leaky_relu",
               batch="batch.leaky_relu", torch="LeakyReluBackward0"),
    _pointwise("elu", "x, alpha=1",
               lambda f, y, x, a: f.where(f.gt(x, 0), 1, a * f.exp(x)),
               lambda f, y, x, a: f.where(f.gt(x, 0), 0, f.expm1(x)),
               definition=lambda f, x, a: f.where(f.gt(x, 0), x, a * f.expm1(x)),
               sided=_sided_hinge,
               kink=lambda f, y, x, a: [x],
               doc="x for positive x, else alpha·(eˣ − 1)", sample=((-30.0, 3.0), POSITIVE), plain="plain.elu",
               batch="batch.elu", torch="EluBackward0"),
    _pointwise("silu", "x", lambda f, y, x: f.sigmoid(x) * (1 + x * f.sigmoid(-x)), aliases=("swish",),
               definition=lambda f, x: x / (1 + f.exp(-x)),
               doc="x·sigmoid(x)", sample=((-40.0, 40.0),), plain="plain.silu", batch="batch.silu",
               torch="SiluBackward0"),
    _pointwise("gelu", "x",
               lambda f, y, x: f.erfc(-x / f.sqrt(2)) / 2 + x * f.exp(-x * x / 2) / f.sqrt(2 * f.pi),
               definition=lambda f, x: x * f.erfc(-x / f.sqrt(2)) / 2,
               doc="x·Φ(x) with erf, torch's default", sample=((-10.0, 10.0),), plain="plain.gelu",
               batch="batch.gelu", torch="GeluBackward0"),
]  # fmt: skip

STOPS = [
    _pointwise("detach", "x", None, aliases=("no_grad", "stop_gradient"), definition=lambda f, x: x,
               doc="x itself, but a constant to every derivative, as torch's x.detach() is", sample=(ALL,),
               plain="plain.detach", batch="numpy.asarray", formula="real.detach"),
]  # fmt: skip

SELECTIONS = [
    _pointwise("max", "*x", _max_shares, selects=(_max_selected,), aliases=("maximum", "Max", "fmax"),
               sided=_sided_max, kink=_untied,
               doc="largest of the arguments; a tie is shared equally", sample=(ALL,), torch="MaximumBackward0",
               plain="plain.max_", batch="batch.max_", exact="exact.max_", formula="real.max_",
               precise="precise.max_"),
    _pointwise("min", "*x", _min_shares, selects=(_min_selected,), aliases=("minimum", "Min", "fmin"),
               sided=_sided_min, kink=_untied,
               doc="smallest of the arguments; a tie is shared equally", sample=(ALL,), torch="MinimumBackward0",
               plain="plain.min_", batch="batch.min_", exact="exact.min_", formula="real.min_",
               precise="precise.min_"),
    _pointwise("count_equal", "y, *x", None, None, doc="how many of the x equal y", sample=(ALL,),
               plain="plain.count_equal", batch="batch.count_equal", exact="exact.count_equal",
               formula="real.count_equal", precise="precise.count_equal"),
    _pointwise("clip", "x, lo, hi", 1, 1, 1,
               selects=(lambda f, y, x, lo, hi: f.and_(f.ge(x, lo), f.le(x, hi)),
                        lambda f, y, x, lo, hi: f.and_(f.lt(x, lo), f.lt(lo, hi)),
                        lambda f, y, x, lo, hi: f.or_(f.gt(x, hi), f.gt(lo, hi))),
               definition=lambda f, x, lo, hi: f.min(f.max(x, lo), hi),
               aliases=("clamp",),
               sided=_sided_clip,
               kink=lambda f, y, x, lo, hi: [x - lo, f.max(x, lo) - hi], torch="ClampBackward1",
               doc="x held between lo and hi; slope 1 at both ends, as in torch",
               sample=(ALL, (-1.5, -0.5), (0.5, 1.5)), plain="plain.clip"),
    _pointwise("where", "c, x, y", None, 1, 1,
               selects=(None, lambda f, y, c, a, b: c, lambda f, y, c, a, b: f.not_(c)),
               doc="x where the condition c holds, else y; the other branch never matters",
               sided=_sided_where, beyond=_beyond_where,
               kink=lambda f, y, c, a, b: [] if f.graph.operations[c.id].kind == "condition" else [c],
               sample=(ALL, ALL, ALL), plain="plain.where", exact="exact.where", formula="real.where",
               precise="precise.where", torch="WhereBackward0"),
    _pointwise("heaviside", "x, h=1/2", None, lambda f, y, x, h: f.where(f.eq(x, 0), 1, f.constant(0, y.shape)),
               aliases=("Heaviside",), sided=_sided_heaviside, beyond=_beyond_step,
               kink=lambda f, y, x, h: [x],
               doc="0 for negative x, 1 for positive x, h (default 1/2) at 0", sample=(ALL, ALL),
               plain="plain.heaviside", exact="exact.heaviside", formula="real.heaviside",
               precise="precise.heaviside", torch="NotImplemented"),
]  # fmt: skip

# ── arrays: shape rules and parameters ────────────────────────────────────────────────────────────────────


def _axes(shape: Shape, axis: Any = None, keepdims: bool = False) -> shapes.Reduction:
    return shapes.axes_of(axis, len(shape)), bool(keepdims)


def _spread_axes(
    shape: Shape, axis: Any = None, ddof: Any = 0, keepdims: bool = False
) -> tuple[tuple[int, ...], bool, Any]:
    return shapes.axes_of(axis, len(shape)), bool(keepdims), ddof


def _reduced(parameter: Any, shape: Shape) -> Shape:
    return shapes.reduced(shape, parameter[:2])


def _one_axis(shape: Shape, axis: int | None = None) -> int | None:
    return None if axis is None else shapes.axis_of(axis, len(shape))


def _last_axis(shape: Shape, axis: int = -1) -> int:
    return shapes.axis_of(axis, len(shape))


def _along(parameter: int | None, shape: Shape) -> Shape:
    return (shapes.size(shape),) if parameter is None else shape


def _same(parameter: Any, shape: Shape) -> Shape:
    return shape


def _given(parameter: Any, *_: Shape) -> Shape:
    return tuple(parameter)


def _permuted(parameter: tuple[int, ...], shape: Shape) -> Shape:
    return tuple(shape[k] for k in parameter)


def _second(parameter: Any, *_: Shape) -> Shape:
    return tuple(parameter[1])


def _constant_shape(parameter: Any) -> Shape:
    return tuple(parameter[0])


def _scalar(parameter: Any, *_: Shape) -> Shape:
    return ()


def _square(parameter: Any, shape: Shape) -> Shape:
    n = shapes.square(shape)
    return (n, n)


def _square_scalar(parameter: Any, shape: Shape) -> Shape:
    shapes.square(shape)
    return ()


def _solved(parameter: Any, a: Shape, b: Shape) -> Shape:
    shapes.solve(a, b)
    return b


LINEAR = [
    _flat("broadcast", "linear", "x; *shape", "x stretched to a shape", aliases=("broadcast_to",),
          bind=shapes.bind_broadcast, shape=_given, pull=(lambda f, u, y, x: f.unbroadcast(u, x.shape),),
          torch="ExpandBackward0"),
    _move("reshape", "x; *shape", "the elements in row-major order in another shape; -1 is worked out",
          lambda f, u, y, x: f.reshape(u, x.shape), aliases=("view",), torch="ViewBackward0",
          bind=shapes.bind_reshape, shape=_given),
    _move("transpose", "x; *axes", "axes in reverse order, or in the order given",
          lambda f, u, y, x: f.transpose(u, tuple(y.parameter.index(k) for k in range(len(x.shape)))),
          aliases=("permute",), torch="PermuteBackward0", bind=shapes.bind_transpose, shape=_permuted),
    _move("index", "x; *items", "x[...]: integers, slices, ..., lists", shape=shapes.indexed,
          torch="SelectBackward0"),
    _move("take", "x; places", "elements at flat places", shape=_second),
    _flat("put", "linear", "u; places", "u added up at flat places of an array of zeros",
          pull=(lambda f, u, y, x: f.take(u, y.parameter[0], x.shape),), shape=_second),
    _flat("update", "linear", "x, *values; places", "x with some elements replaced", shape=lambda p, *s: s[0],
          pull=(lambda f, u, y, *x: f.pull_update(u, y),), torch="CopySlices"),
    _move("flip", "x; axis=None", "the order of the elements reversed", lambda f, u, y, x: f.apply(
          "flip", u, parameter=y.parameter), bind=lambda s, axis=None: shapes.axes_of(axis, len(s)), shape=_same,
          torch="FlipBackward0"),
    _move("roll", "x; shift, axis=None", "the elements moved round by shift places",
          lambda f, u, y, x: f.apply("roll", u, parameter=(-y.parameter[0], y.parameter[1])),
          bind=shapes.bind_roll, shape=_same, torch="RollBackward0"),
    _flat("tril", "linear", "x; k=0", "zeros above the k-th diagonal", bind=lambda s, k=0: shapes.matrix(s) and k,
          shape=_same, pull=(lambda f, u, y, x: f.apply("tril", u, parameter=y.parameter),), torch="TrilBackward0"),
    _flat("triu", "linear", "x; k=0", "zeros below the k-th diagonal", bind=lambda s, k=0: shapes.matrix(s) and k,
          shape=_same, pull=(lambda f, u, y, x: f.apply("triu", u, parameter=y.parameter),), torch="TriuBackward0"),
    _flat("diag", "linear", "x; k=0", "the k-th diagonal of a matrix, or the matrix with that diagonal",
          bind=lambda s, k=0: k, shape=shapes.diagonal,
          pull=(lambda f, u, y, x: f.pull_diag(u, y, x),), torch="DiagonalBackward0_copy"),
    _flat("array", "linear", "*x", "an array literal", shape=lambda p, *s: (len(s), *s[0]),
          pull=(lambda f, u, y, *x: f.pull_stack(u, 0, x),), torch="StackBackward0"),
    _flat("stack", "linear", "*x; axis=0", "arrays of one shape along a new axis", bind=shapes.bind_stack,
          shape=shapes.stacked, pull=(lambda f, u, y, *x: f.pull_stack(u, y.parameter, x),),
          torch="StackBackward0"),
    _flat("concatenate", "linear", "*x; axis=0", "arrays joined along an axis", bind=shapes.bind_concatenate,
          aliases=("cat", "concat"), shape=shapes.concatenated, torch="CatBackward0",
          pull=(lambda f, u, y, *x: f.pull_concatenate(u, y.parameter, x),)),
    _flat("sum", "linear", "x; axis=None, keepdims=False", "sum over axes", bind=_axes, shape=_reduced,
          pull=(_spread,), torch="SumBackward0"),
    _flat("cumsum", "linear", "x; axis=None", "running sums", bind=_one_axis, shape=_along,
          pull=(lambda f, u, y, x: f.pull_cumsum(u, y, x),), torch="CumsumBackward0"),
    _flat("matmul", "bilinear", "a, b", "matrix product", aliases=("mm", "mv", "bmm"), symbol="@",
          shape=lambda p, a, b: shapes.matmul(a, b), pull=(_pull_matmul_left, _pull_matmul_right),
          torch="MmBackward0"),
]  # fmt: skip

REDUCTIONS = [
    _flat("amax", "reduction", "x; axis=None, keepdims=False", "largest element; a tie is shared equally",
          bind=_axes, shape=shapes.reduced_nonempty, partials=(_extreme_share,), selects=(_extreme_selected,),
          torch="AmaxBackward0"),
    _flat("amin", "reduction", "x; axis=None, keepdims=False", "smallest element; a tie is shared equally",
          bind=_axes, shape=shapes.reduced_nonempty, partials=(_extreme_share,), selects=(_extreme_selected,),
          torch="AminBackward0"),
    _flat("norm", "reduction", "x; axis=None, keepdims=False", "Euclidean norm; slope 0 at the zero vector",
          bind=_axes, shape=_reduced, partials=(lambda f, y, x: f.unit(x, f.spread_back(y, x)),),
          torch="LinalgVectorNormBackward0"),
    _flat("logsumexp", "reduction", "x; axis=None, keepdims=False", "log Σ exp(x) without overflow",
          bind=_axes, shape=shapes.reduced_nonempty, partials=(lambda f, y, x: f.exp(x - f.spread_back(y, x)),),
          torch="LogsumexpBackward0"),
]  # fmt: skip

MATRIX = [
    _flat("det", "matrix", "a", "determinant", shape=_square_scalar, pull=(_det_cotangent,),
          push=lambda f, y, x, t: f.sum(f.apply("adjugate", x[0]).T * t[0]), torch="LinalgDetBackward0"),
    _flat("inv", "matrix", "a", "inverse matrix", shape=_square, torch="LinalgInvExBackward0",
          pull=(lambda f, u, y, a: -(y.T @ u @ y.T),), push=lambda f, y, x, t: -(y @ t[0] @ y)),
    _flat("solve", "matrix", "a, b", "the x with a @ x = b", shape=_solved, torch="LinalgSolveExBackward0",
          pull=(_solve_matrix, lambda f, u, y, a, b: f.apply("solve", f.swapped(a), u)),
          push=lambda f, y, x, t: f.push_solve(y, x, t)),
    _flat("logdet", "matrix", "a", "log(det(a)), for a positive determinant", shape=_square_scalar,
          pull=(_logdet_cotangent,), push=lambda f, y, x, t: f.sum(f.apply("inv", x[0]).T * t[0]),
          torch="WhereBackward0"),
    _flat("adjugate", "matrix", "a", "transpose of the matrix of cofactors", shape=_square),
]  # fmt: skip

COMPOSITE = [
    _composite("mean", "x; axis=None, keepdims=False", "arithmetic mean", _mean, bind=_axes, shape=_reduced,
               aliases=("average",), torch="MeanBackward0"),
    _composite("var", "x; axis=None, ddof=0, keepdims=False",
               "variance; divides by n - ddof as numpy does (torch's default is ddof=1)", _var,
               bind=_spread_axes, shape=_reduced, torch="VarBackward0"),
    _composite("std", "x; axis=None, ddof=0, keepdims=False",
               "standard deviation; ddof as in var", _std, bind=_spread_axes, shape=_reduced,
               torch="StdBackward0"),
    _composite("prod", "x; axis=None, keepdims=False", "product", _halving_product, bind=_axes, shape=_reduced,
               torch="ProdBackward0"),
    _composite("cumprod", "x; axis=None", "running products", _scanned_product, bind=_one_axis, shape=_along,
               torch="CumprodBackward0"),
    _composite("softmax", "x; axis=-1", "exp(x) divided by its sum along the axis", _softmax, bind=_last_axis,
               shape=_same, torch="SoftmaxBackward0"),
    _composite("dot", "a, b", "product of vectors or matrices, element by element with a scalar", _dot,
               shape=lambda p, a, b: shapes.dot(a, b), torch="DotBackward0"),
    _composite("outer", "a, b", "every product of an element of a and one of b", _outer,
               shape=lambda p, a, b: (shapes.size(a), shapes.size(b)), aliases=("ger",), torch="MulBackward0"),
    _composite("kron", "a, b", "Kronecker product", _kron, shape=lambda p, a, b: shapes.kron(a, b),
               torch="UnsafeViewBackward0"),
    _composite("cross", "a, b", "cross product of two vectors of three", _cross,
               shape=lambda p, a, b: shapes.cross(a, b), torch="LinalgCrossBackward0"),
    _composite("trace", "x", "sum of the diagonal", _trace, shape=lambda p, s: shapes.matrix(s) and (),
               torch="TraceBackward0"),
    _composite("norm1", "x; axis=None, keepdims=False", "sum of absolute values", _norm1, bind=_axes,
               shape=_reduced, torch="LinalgVectorNormBackward0"),
    _composite("norm_inf", "x; axis=None, keepdims=False", "largest absolute value", _norm_inf, bind=_axes,
               shape=shapes.reduced_nonempty, torch="LinalgVectorNormBackward0"),
]  # fmt: skip

CONSTRUCTORS = [
    _flat("zeros", "constructor", "; *shape", "an array of zeros", bind=shapes.bind_shape, shape=_constant_shape),
    _flat("ones", "constructor", "; *shape", "an array of ones", bind=shapes.bind_shape, shape=_constant_shape),
    _flat("full", "constructor", "; shape, value", "an array of one number", bind=shapes.bind_full,
          shape=_constant_shape),
    _flat("empty", "constructor", "; *shape", "an array to be assigned element by element",
          bind=shapes.bind_shape, shape=_constant_shape),
    _flat("eye", "constructor", "; n, m=None, k=0", "ones on the k-th diagonal, else zeros", bind=shapes.bind_eye,
          shape=_constant_shape, aliases=("identity",)),
    _flat("arange", "constructor", "; *bounds", "start, start + step, … below stop", bind=shapes.bind_arange,
          shape=_constant_shape),
    _flat("linspace", "constructor", "; start, stop, num=50", "num equal steps from start to stop, both included",
          bind=shapes.bind_linspace, shape=_constant_shape),
]  # fmt: skip

# Rows that only derivatives make; a program cannot call them.
INTERNAL = frozenset({"constant", "input", "unassigned", "take", "put", "update", "array", "index", "adjugate"})

SECTIONS: dict[str, list[Operation]] = {
    "leaves": LEAVES,
    "arithmetic": ARITHMETIC,
    "conditions": CONDITIONS,
    "trigonometry": TRIGONOMETRY,
    "hyperbolic functions": HYPERBOLIC,
    "exponentials and logarithms": EXPONENTIALS,
    "roots": ROOTS,
    "rounding": ROUNDING,
    "special functions": SPECIAL,
    "activations": ACTIVATIONS,
    "selections": SELECTIONS,
    "gradient stopped": STOPS,
    "arrays, linear": LINEAR,
    "arrays, reductions": REDUCTIONS,
    "matrices": MATRIX,
    "arrays, composed": COMPOSITE,
    "array constructors": CONSTRUCTORS,
}


def rows() -> Iterator[Operation]:
    """Every row of the table, section by section."""
    for section in SECTIONS.values():
        yield from section


TABLE: dict[str, Operation] = {row.name: row for row in rows()}

# Every name under which a program may call a function.
CALLABLE: dict[str, Operation] = {
    name: row for row in rows() if row.kind != "leaf" and row.name not in INTERNAL for name in (row.name, *row.aliases)
}
