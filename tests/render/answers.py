"""Answers built by hand: the records that `analysis` makes, from sympy expressions and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import sympy

from jacli.analysis.records import Answer, Entry, Expression, Note, Part, Run
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.language.problem import Source
from tests.render.answers_of_floats import numeric

__all__ = ["Part", "Source", "answer", "builtin", "entry", "numeric", "replace"]

BUILTIN = ("x1**3 + 2*x2**2 + 3*x3", "3*x1 + 2*x2**2 + x3**3", "2*x1 + x2**3 + 3*x3**2")


def entry(formula: Any = None, exact: Any = None, value: float | None = None, **fields: Any) -> Entry:
    """An entry; an exact number given without a value gets its nearest float."""
    if isinstance(exact, int):
        exact = Fraction(exact)
    if exact is not None and value is None:
        value = float(exact)
    return Entry(formula=formula, exact=exact, value=value, **fields)


def at(formula: sympy.Expr, point: Mapping[str, Any] | None) -> Entry:
    """The entry of a formula at a point."""
    if point is None:
        return Entry(formula=formula)
    number = formula.xreplace({sympy.Symbol(name): sympy.sympify(value) for name, value in point.items()})
    number = sympy.sympify(number).doit()
    if number.is_Rational:
        return entry(formula, Fraction(int(number.p), int(number.q)))
    return entry(formula, number)


def flat(name: str, shape: Sequence[int]) -> list[str]:
    """Flat names of an array."""
    return [f"{name}[{','.join(map(str, index))}]" for index in product(*map(range, shape))] if shape else [name]


def answer(
    operation: str,
    outputs: Mapping[str, Any],
    inputs: Mapping[str, Any],
    point: Mapping[str, Any] | None = None,
    weights: Sequence[Sequence[int]] = (),
    **changes: Any,
) -> Answer:
    """An answer about expressions over flat symbols.

    `outputs` maps a name to an expression, or to (shape, expressions); `inputs` maps a name to its shape.
    """
    given = {name: value if isinstance(value, tuple) else ((), [value]) for name, value in outputs.items()}
    rows = tuple(key for name, (shape, _) in given.items() for key in flat(name, shape))
    columns = tuple(key for name, shape in inputs.items() for key in flat(name, shape))
    formulas = [sympy.sympify(formula) for _, several in given.values() for formula in several]
    made = Maker(rows, columns, formulas, point)
    found: dict[str, Any] = {
        "operation": operation,
        "source": Source("arguments"),
        "status": "ok",
        "outputs": rows,
        "inputs": columns,
        "output_shapes": {name: shape for name, (shape, _) in given.items()},
        "input_shapes": dict(inputs),
        "layout": "numerator",
        "point": None if point is None else {name: at(sympy.sympify(value), {}) for name, value in point.items()},
        "weights": tuple(map(entry, [None] * len(rows), weights[0])) if weights else None,
        "value": made.value(),
        "result": made.part(operation, weights),
        "parts": made.parts(weights) if operation == "show" else (made.value(),),
        "runs": made.runs(weights) if len(weights) > 1 else (),
    }
    return Answer(**(found | changes))


class Maker:
    """The parts of an answer, differentiated by sympy."""

    def __init__(self, rows: tuple[str, ...], columns: tuple[str, ...], formulas: list[Any], point: Any) -> None:
        self.rows, self.columns, self.formulas, self.point = rows, columns, formulas, point

    def value(self) -> Part:
        return Part("value", (), self.rows, (tuple((i, at(f, self.point)) for i, f in enumerate(self.formulas)),))

    def row(self, formula: sympy.Expr) -> tuple[tuple[int, Entry], ...]:
        found = [(j, formula.diff(sympy.Symbol(name))) for j, name in enumerate(self.columns)]
        return tuple((j, at(derivative, self.point)) for j, derivative in found if derivative != 0)

    def jacobian(self) -> Part:
        return Part("jacobian", self.rows, self.columns, tuple(map(self.row, self.formulas)))

    def vjp(self, name: str, weights: Sequence[int]) -> Part:
        total = sum((w * f for w, f in zip(weights, self.formulas, strict=True)), sympy.Integer(0))
        return Part(name, (), self.columns, (self.row(sympy.expand(total)),))

    def ones(self) -> list[int]:
        return [1] * len(self.rows)

    def part(self, operation: str, weights: Sequence[Sequence[int]]) -> Part:
        if operation in ("jacobian", "show"):
            return self.jacobian()
        if operation == "hessian":
            rows = tuple(self.row(self.formulas[0].diff(sympy.Symbol(name))) for name in self.columns)
            return Part("hessian", self.columns, self.columns, rows)
        if operation == "jvp":
            symbols = sympy.symbols(self.columns)
            total = [sum((f.diff(x) for x in symbols), sympy.Integer(0)) for f in self.formulas]
            return Part("jvp", (), self.rows, (tuple((i, at(f, self.point)) for i, f in enumerate(total)),))
        sums = [sum(column) for column in zip(*weights, strict=True)] or self.ones()
        return self.vjp("accumulated" if len(weights) > 1 else "run", sums)

    def parts(self, weights: Sequence[Sequence[int]]) -> tuple[Part, ...]:
        found = [self.value(), self.jacobian()]
        if weights:
            found.append(replace(self.part("vjp", weights), name="vjp"))
        return (*found, self.vjp("grad", self.ones()))

    def runs(self, weights: Sequence[Sequence[int]]) -> tuple[Run, ...]:
        return tuple(
            Run(
                tuple(entry(None, w) for w in run),
                self.vjp("run", run),
                self.vjp("accumulated", [sum(column) for column in zip(*weights[: k + 1], strict=True)]),
            )
            for k, run in enumerate(weights)
        )


def builtin(operation: str, *weights: Sequence[int], point: bool = True, **changes: Any) -> Answer:
    """An answer about the built-in example, at (1, 2, 3)."""
    outputs = {f"y{i}": text for i, text in enumerate(BUILTIN, 1)}
    inputs: dict[str, Any] = {"x1": (), "x2": (), "x3": ()}
    return answer(operation, outputs, inputs, {"x1": 1, "x2": 2, "x3": 3} if point else None, weights, **changes)


def polar(operation: str = "jacobian", **changes: Any) -> Answer:
    """r·cos t, r·sin t at r = 2, t = π/4: irrational entries."""
    outputs = {"y1": "r*cos(t)", "y2": "r*sin(t)"}
    point = {"r": 2, "t": sympy.pi / 4}
    return answer(operation, outputs, {"r": (), "t": ()}, point, **changes)


def kinked() -> Answer:
    """|x| at 0, with its note."""
    sides = {"left": entry(None, -1), "right": entry(None, 1), "taken": entry(None, 0)}
    note = Note("kink", "kink", ("y", "x"), fields=sides)
    made = answer("jacobian", {"y": "Abs(x)"}, {"x": ()}, None, status="kink", notes=(note,))
    part = Part("jacobian", ("y",), ("x",), (((0, entry(sympy.Symbol("x"), 0)),),))
    return replace(made, result=part, point={"x": entry(None, 0)})


def product_grad() -> Answer:
    """c = a @ b, all ones: two inputs of two dimensions."""
    a = [[sympy.Symbol(f"a[{i},{k}]") for k in range(2)] for i in range(2)]
    b = [[sympy.Symbol(f"b[{k},{j}]") for j in range(3)] for k in range(2)]
    c = [sum(a[i][k] * b[k][j] for k in range(2)) for i in range(2) for j in range(3)]
    symbols = [symbol for row in (*a, *b) for symbol in row]
    point = {str(x): n for x, n in zip(symbols, [1, 2, 3, 4, 1, 2, 3, 4, 5, 6], strict=True)}
    closed = {"a": matrix_form("w", (2, 3), "b", (2, 3), True), "b": matrix_form("a", (2, 2), "w", (2, 3), False)}
    return answer("grad", {"c": ((2, 3), c)}, {"a": (2, 2), "b": (2, 3)}, point, closed_form=closed)


def matrix_form(left: str, left_shape: Any, right: str, right_shape: Any, second: bool) -> Expression:
    """`left @ right.T` or, with `second` unset, `left.T @ right`, as a node."""
    graph = Graph()
    nodes = [graph.node(TABLE["input"], (), left, left_shape), graph.node(TABLE["input"], (), right, right_shape)]
    turned = (right_shape if second else left_shape)[::-1]
    nodes[second] = graph.node(TABLE["transpose"], (nodes[second],), (1, 0), turned)
    shape = (left_shape[0], turned[1]) if second else (turned[0], right_shape[1])
    return Expression(graph, graph.node(TABLE["matmul"], tuple(nodes), None, shape))


def with_terms() -> Answer:
    """Formulas past the cap: one entry over named terms, one without."""
    t1, t2, x, y = sympy.symbols("t1 t2 x y")
    named, plain = Entry(named=t2 * x), Entry(formula=y)
    made = answer("jacobian", {"f": "x*y", "g": "x + y"}, {"x": (), "y": ()}, None)
    part = Part("jacobian", ("f", "g"), ("x", "y"), (((0, named), (1, plain)), ((1, plain),)))
    terms = (("t1", sympy.sin(x)), ("t2", t1 + y), ("t3", t1 * t2))
    return replace(made, result=part, named_terms=terms)


def odd_values() -> Answer:
    """An undefined entry, infinities, and a finite number beyond a double."""
    beyond = Entry(exact=Fraction(10) ** 400, value=float("inf"), decimal="1e+400")
    row = (
        (0, Entry(value=float("nan"))),
        (1, Entry(value=float("inf"))),
        (2, Entry(value=float("-inf"))),
        (3, beyond),
    )
    made = numeric(1, 4, status="undefined")
    return replace(made, result=Part("jacobian", ("y1",), made.inputs, (row,)))
