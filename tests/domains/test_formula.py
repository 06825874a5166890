"""Formulas: right at points, real, in sympy's shapes, over named terms where large, linear in the graph.

The oracle of a formula's value is sympy's own evaluation at 40 digits; that of its text is the reader.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy

from jacli.calculus.operators import jacobian
from jacli.domains import evaluation, real
from jacli.domains.clock import time_limit
from jacli.domains.formula import Formulas, formulas, simplified, tree_size
from jacli.domains.heads import native
from jacli.emit.formula_text import formula_text
from jacli.emit.latex import formula_latex
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Operation
from jacli.graph.terms import Term
from jacli.language.program import SourceText
from jacli.language.reader import read
from tests.effort import calls, is_linear
from tests.programs import Program, operand_count, pointwise_rows, pulled, scalar_values

ROWS = [*pointwise_rows(), *(row for row in TABLE.values() if row.kind == "condition")]
PARAMETERS: dict[str, tuple[int | None, ...]] = {"polygamma": (0, 1, 3), "sinc_derivative": (1, 2, 3)}
CASES = [(row, n) for row in ROWS for n in PARAMETERS.get(row.name, (None,))]
IDS = [f"{row.name}{'' if n is None else n}" for row, n in CASES]
NOT_REAL = (sympy.I, sympy.zoo, sympy.nan, sympy.oo, sympy.re, sympy.im, sympy.conjugate, sympy.arg)


def written(nodes: list[Term], size_cap: int = 200, depth_cap: int = 40, **options: Any) -> Formulas:
    options.setdefault("taken", ())
    found = formulas(nodes[0].f.graph, [n.id for n in nodes], size_cap=size_cap, depth_cap=depth_cap, **options)
    assert all(e is None or n is None for e, n in zip(found.entries, found.named, strict=True))
    return found


def formula(node: Term) -> Any:
    (found,) = written([node]).entries
    assert found is not None
    return found


def points(row: Operation, count: int = 4) -> list[tuple[Fraction, ...]]:
    chance = random.Random(row.name)
    samples = [*row.sample, *[row.sample[-1]] * operand_count(row)][: operand_count(row)]
    return [tuple(Fraction(round(chance.uniform(*s) * 64), 64) for s in samples) for _ in range(count)]


def value_at(expression: Any, point: dict[str, Fraction]) -> float:
    """The value of a formula by sympy alone."""
    numbers = {sympy.Symbol(name): sympy.Rational(v.numerator, v.denominator) for name, v in point.items()}
    found = expression.xreplace(numbers)
    if found in (sympy.true, sympy.false):
        return float(found == sympy.true)
    return float(found.doit().evalf(40))


def plain_at(node: Term, point: dict[str, Fraction]) -> float:
    given = {name: float(v) for name, v in point.items()}
    (found,) = scalar_values(node.f.graph, [node.id], given, evaluation.plain())
    return float(found)


def text_value_at(text: str, point: dict[str, Fraction]) -> float:
    """The value of a text, read as a program."""
    program = read([SourceText("text", text)])
    ((_, node),) = program.outputs
    given = {name: float(v) for name, v in point.items()}
    (found,) = scalar_values(program.graph, [node], given, evaluation.plain())
    return float(found)


def close(actual: float, expected: float) -> None:
    assert actual == pytest.approx(expected, rel=1e-9, abs=1e-12)


def applied(row: Operation, parameter: int | None) -> tuple[Term, list[Term]]:
    program = Program()
    inputs = [program.input(f"x{k}") for k in range(operand_count(row))]
    return program.apply(row, *inputs, parameter=parameter), inputs


# ── every row ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("row", "parameter"), CASES, ids=IDS)
def test_formula_has_the_value_of_the_row(row: Operation, parameter: int | None) -> None:
    node, _ = applied(row, parameter)
    expression = formula(node)
    assert not expression.has(*NOT_REAL)
    text = formula_text(expression)
    for values in points(row):
        point = {f"x{k}": v for k, v in enumerate(values)}
        expected = plain_at(node, point)
        close(value_at(expression, point), expected)
        close(text_value_at(text, point), expected)


SLOPED = [(row, n) for row, n in CASES if row.kind == "pointwise"]


@pytest.mark.parametrize(("row", "parameter"), SLOPED, ids=IDS[: len(SLOPED)])
def test_formula_of_a_slope_has_the_value_of_the_rule(row: Operation, parameter: int | None) -> None:
    node, inputs = applied(row, parameter)
    one = node.f.constant(1)
    slopes = [pulled(node, one, x) for x in inputs]
    for slope in slopes:
        expression = formula(slope)
        assert not expression.has(*NOT_REAL)
        text = formula_text(expression)
        for values in points(row, 2):
            point = {f"x{k}": v for k, v in enumerate(values)}
            expected = plain_at(slope, point)
            close(value_at(expression, point), expected)
            close(text_value_at(text, point), expected)


@pytest.mark.parametrize(("row", "parameter"), CASES, ids=IDS)
def test_rows_of_compound_arguments_stay_real(row: Operation, parameter: int | None) -> None:
    """exp(x) − 3 is real to sympy only if it is told so: abs(exp(x)) must not become exp(re(x))."""
    for inner in ("exp", "exp2", "floor", "abs", "sqrt"):
        program = Program()
        operands = [program.apply(inner, program.input(f"x{k}")) for k in range(operand_count(row))]
        node = program.apply(row, *operands, parameter=parameter)
        assert not formula(node).has(*NOT_REAL)


CONSTANTS = [Fraction(v) for v in ("0", "1", "-1", "2", "-8", "1/2", "-1/2", "1/3", "3/2", "7/3")]


@pytest.mark.parametrize(("row", "parameter"), CASES, ids=IDS)
def test_rows_of_constants_have_the_plain_value_or_stay(row: Operation, parameter: int | None) -> None:
    chance = random.Random(row.name)
    for _ in range(12):
        program = Program()
        operands = [chance.choice(CONSTANTS) for _ in range(operand_count(row))]
        terms = [program.f.constant(v) for v in operands]
        node = program.apply(row, *terms, parameter=parameter)
        expression = formula(node)
        assert not expression.has(*NOT_REAL)
        (plain,) = scalar_values(program.graph, [node.id], {}, evaluation.plain())
        if isinstance(plain, (bool, float, int)) and math.isfinite(plain):
            close(value_at(expression, {}), float(plain))
            close(text_value_at(formula_text(expression), {}), float(plain))


@pytest.mark.parametrize("row", [row for row in TABLE.values() if row.formula], ids=lambda row: row.name)
def test_the_table_names_the_careful_function_where_there_is_one(row: Operation) -> None:
    home, _, name = row.formula.partition(".")
    assert home == "real" or (home == "sympy" and not hasattr(real, name))


# ── shapes and corner values ──────────────────────────────────────────────────────────────────────────────


def of_text(text: str) -> Any:
    program = read([SourceText("text", text)])
    outputs = [node for _, node in program.outputs]
    found = formulas(program.graph, outputs, taken=(), size_cap=200, depth_cap=40)
    return found.entries[0]


SHAPES = {
    "x1**3 + 2*x2**2 + 3*x3": "x1**3 + 2*x2**2 + 3*x3",
    "3*x1*x1*3 + 8": "9*x1**2 + 8",
    "x*x*x": "x**3",
    "x**0.5": "sqrt(x)",
    "x**0": "1",
    "0**0": "1",
    "x - y - (z - y)": "x - z",
    "-(x*y)/(-z)": "x*y/z",
    "-(x + y)": "-x - y",
    "sigmoid(x)": "1/(1 + exp(-x))",
    "expm1(x)": "exp(x) - 1",
    "log1p(x)": "log(x + 1)",
    "(x > 0)*y + (x > 0)": "y*where(x > 0, 1, 0) + where(x > 0, 1, 0)",
    "x if x > 0 and y < 1 else 0": "where(x > 0 and y < 1, x, 0)",
    "not x > 0": "x <= 0",
    "relu(x)": "max(0, x)",
    "abs(exp(x))": "abs(exp(x))",
    "abs(-2*x)": "2*abs(x)",
    "sqrt(x**2)": "sqrt(x**2)",
    "heaviside(x)": "heaviside(x)",
    "lgamma(x)": "lgamma(x)",
    "sinc(x)": "sinc(x)",
    "cbrt(-8) + cbrt(x)": "cbrt(x) - 2",
    "hypot(3, 4)": "5",
    "log2(8) + log10(1/100)": "1",
    "e*x + pi": "e*x + pi",
    "mod(-7, 3) + (7 // 2)": "5",
    "round(2.5) + round(3.5)": "6",
    "erfc(-x)": "erfc(-x)",
    "digamma(1)": "digamma(1)",
}


@pytest.mark.parametrize(("typed", "shown"), SHAPES.items())
def test_shapes(typed: str, shown: str) -> None:
    assert formula_text(of_text(typed)) == shown


WITHOUT_VALUE = {
    "log(-1)": "log(-1)",
    "log(0)*2": "2*log(0)",
    "sqrt(-4)": "sqrt(-4)",
    "(-8)**(1/3)": "(-8)**(1/3)",
    "x/0": "x/0",
    "1/(x - x)": "1/0",
    "0/0": "1/0",
    "0**-1": "1/0",
    "acosh(1/2)": "acosh(1/2)",
    "gamma(0)": "gamma(0)",
    "tan(pi/2)": "tan(pi/2)",
    "atan2(0, 0)": "atan2(0, 0)",
    "mod(x, 0)": "mod(x, 0)",
}


@pytest.mark.parametrize(("typed", "shown"), WITHOUT_VALUE.items())
def test_constants_without_a_value_stay_as_typed(typed: str, shown: str) -> None:
    expression = of_text(typed)
    assert formula_text(expression) == shown
    assert not expression.has(*NOT_REAL)


def test_powers_that_would_fill_pages_stay() -> None:
    assert formula_text(of_text("9**9**9*x")) == "9**387420489*x"
    assert formula_text(of_text("(2*x)**1000000000")) == "2**1000000000*x**1000000000"
    assert formula_text(of_text("gamma(10**9)")) == "gamma(1000000000)"
    assert formula_text(of_text("floor(exp(10**9))")) == "floor(exp(1000000000))"


def test_repeated_squares_of_a_number_do_not_explode() -> None:
    program = Program()
    node = program.number(3)
    for _ in range(60):
        node = program.apply("mul", node, node)
    assert calls(lambda: written([program.apply("mul", node, program.input("x"))])) < 100_000


def test_slopes_of_a_norm() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    slope = pulled(program.apply("hypot", x, y), program.f.constant(1), x)
    assert formula_text(formula(slope)) == "where(x**2 + y**2 != 0, x/sqrt(x**2 + y**2), 0)"
    positive = program.apply("unit", x, program.apply("hypot", x, program.f.constant(1)))
    assert formula_text(formula(positive)) == "x/sqrt(x**2 + 1)"


# ── size ──────────────────────────────────────────────────────────────────────────────────────────────────


def in_full(found: Formulas, expression: Any) -> Any:
    """A formula over named terms, written out."""
    known: dict[Any, Any] = {}
    for name, term in found.terms:
        known[sympy.Symbol(name)] = term.xreplace(known)
    return expression.xreplace(known)


def chain(operation: str, count: int) -> Term:
    program = Program()
    node = program.input("x1")
    for k in range(2, count + 1):
        node = program.apply(operation, node, program.input(f"x{k}"))
    return node


def nested(count: int) -> Term:
    program = Program()
    node = program.input("x")
    for _ in range(count):
        node = program.apply("sin", node)
    return node


def logistic(count: int) -> Term:
    program = Program()
    node, r = program.input("x"), program.input("r")
    for _ in range(count):
        node = program.apply("mul", program.apply("mul", r, node), program.apply("sub", 1, node))
    return node


SIZES: dict[str, tuple[Callable[[int], Term], int]] = {
    "sum": (lambda n: chain("add", n), 100_000),
    "product": (lambda n: chain("mul", n), 100_000),
    "nested": (nested, 5_000),
    "logistic": (logistic, 5_000),
}


@pytest.mark.parametrize("kind", SIZES)
def test_large_formulas_are_linear_in_the_graph(kind: str) -> None:
    make, count = SIZES[kind]
    found = written([make(count)], total=10**9)
    assert found.entries == (None,)
    assert all(tree_size(term) <= 220 for _, term in found.terms)
    texts = [formula_text(term) for _, term in found.terms]
    assert sum(map(len, texts)) < 60 * count

    def work(size: int) -> Callable[[], object]:
        node = make(size)
        return lambda: written([node], total=10**9)

    assert is_linear(work, count // 20)


@pytest.mark.parametrize("kind", SIZES)
def test_named_terms_say_the_same(kind: str) -> None:
    make, _ = SIZES[kind]
    node = make(6 if kind == "logistic" else 12)
    small = written([node], size_cap=10_000).entries[0]
    found = written([node], size_cap=8, depth_cap=3)
    assert found.entries == (None,)
    assert len(found.terms) > 2
    point = {f"x{k}": Fraction(k, 7) for k in range(1, 13)} | {"x": Fraction(1, 3), "r": Fraction(5, 2)}
    close(value_at(in_full(found, found.named[0]), point), value_at(small, point))


TWO_LINES = "a,b = sin(a)*b+a, exp(-a*b)+b\n" * 6 + "a,b"


def test_shared_terms_are_named() -> None:
    program = read([SourceText("text", TWO_LINES)])
    nodes = [node for _, node in program.outputs]
    inputs = [node for _, node in program.inputs]
    rows = jacobian(program.graph, nodes, inputs)
    wanted = nodes + [n for row in rows for n in row.values()]
    found = formulas(program.graph, wanted, taken=("a", "b"), size_cap=200, depth_cap=40)
    assert found.entries == (None,) * 6
    assert [(n, formula_text(e)) for n, e in found.terms[:4]] == [
        ("t1", "a + b*sin(a)"),
        ("t2", "b + exp(-a*b)"),
        ("t3", "t1 + t2*sin(t1)"),
        ("t4", "t2 + exp(-t1*t2)"),
    ]
    assert len(found.terms) < 60
    # The text is a program of the language.
    lines = [f"{name} = {formula_text(e)}" for name, e in found.terms]
    again = read([SourceText("text", "\n".join([*lines, formula_text(found.named[2])]))])
    point = {"a": 0.3, "b": 0.7}
    values = [
        scalar_values(graph, [node], point, evaluation.plain())[0]
        for graph, node in ((program.graph, wanted[2]), (again.graph, again.outputs[0][1]))
    ]
    close(*values)


def test_names_of_terms_avoid_those_in_use() -> None:
    node = nested(100)
    assert written([node], taken=("t1",)).terms[0][0] == "s1"
    assert written([node], taken=[f"{stem}7" for stem in "tsqpgh"]).terms[0][0] == "t_1"
    program = Program()
    node = program.input("t3")
    for _ in range(100):
        node = program.apply("sin", node)
    assert written([node]).terms[0][0] == "s1"


def test_small_formulas_come_first_when_the_total_is_reached() -> None:
    program = Program()
    x = program.input("x")
    large = x
    for k in range(30):
        large = program.apply("add", large, program.apply("power", x, program.number(k)))
    small = program.apply("mul", x, x)
    found = written([large, small], total=50)
    assert found.entries[0] is None
    assert found.named == (None, None)
    assert formula_text(found.entries[1]) == "x**2"


def test_prefix_sums_keep_to_the_total() -> None:
    program = Program()
    node = program.input("x1")
    nodes = [node]
    for k in range(2, 3000):
        node = program.apply("add", node, program.input(f"x{k}"))
        nodes.append(node)
    found = written(nodes, total=10_000)
    given = sum(e is not None or n is not None for e, n in zip(found.entries, found.named, strict=True))
    assert 50 < given < 3000


def widest(count: int) -> Callable[[], Formulas]:
    program = Program()
    node = program.apply("max", *(program.apply("sin", program.input(f"x{k}")) for k in range(count)))
    return lambda: written([node])


def test_wide_operations_are_linear() -> None:
    assert widest(20_000)().named[0] is not None
    assert is_linear(widest, 2_000)  # more than sympy keeps in mind


NESTED = [*pointwise_rows()]


@pytest.mark.parametrize("row", NESTED, ids=[row.name for row in NESTED])
def test_every_row_nests(row: Operation) -> None:
    """sympy splits tanh(tanh(x)) into real and imaginary parts, and looks for cases within cases."""
    program = Program()
    node, other = program.input("x"), program.input("y")
    with time_limit(10) as limit:
        for _ in range(60):
            operands = [node, *[other] * (operand_count(row) - 1)]
            if row.name == "where":
                operands = [program.apply("gt", node, 0), node, other]
            node = program.apply(row, *operands, parameter=PARAMETERS.get(row.name, (None,))[-1])
        found = written([node], size_cap=1000)
        for expression in [*(term for _, term in found.terms), *found.named, *found.entries]:
            if expression is not None:
                assert formula_text(expression)
                assert formula_latex(expression)
    assert not limit.reached


def test_nothing_is_asked_for() -> None:
    found = formulas(Graph(), [], taken=(), size_cap=10, depth_cap=10)
    assert (found.entries, found.named, found.terms) == ((), (), ())


# ── simplification and time ───────────────────────────────────────────────────────────────────────────────


def test_simplified_over_the_reals() -> None:
    r, t, x = sympy.symbols("r t x")
    assert simplified(r * sympy.cos(t) ** 2 + r * sympy.sin(t) ** 2, 20) == r
    assert simplified(sympy.log(sympy.exp(x)), 20) == x
    assert formula_text(simplified(sympy.sqrt(x**2), 20)) == "abs(x)"


def test_simplified_keeps_what_it_cannot_improve() -> None:
    x = sympy.Symbol("x")
    for expression in (x + 1, real.log(sympy.Integer(-1)), native(real.abs_(sympy.exp(x) - 3)), native(real.sinh(x))):
        assert simplified(expression, 20) == expression


@pytest.mark.parametrize("typed", ["((sqrt(2) <= y) >= (log(0) != lgamma(0))) > 3", "where(digamma(0), 1, 2)*y"])
def test_simplified_leaves_what_has_no_value(typed: str) -> None:
    assert simplified(of_text(typed), 20) == of_text(typed)


def test_simplified_stops_in_time() -> None:
    terms = [sympy.sin(sympy.Symbol(f"x{k}")) ** k / (1 + sympy.Symbol("x2") ** k) for k in range(40)]
    expression = sympy.Add(*terms)
    assert simplified(expression, 0.3) is expression


def spin(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_time_limits_nest() -> None:
    with time_limit(0.1) as outer:
        with time_limit(5) as inner:
            spin(3)
        pytest.fail("the outer limit ends both blocks")
    assert outer.reached
    assert not inner.reached
    with time_limit(5) as outer:
        with time_limit(0.05) as inner:
            spin(3)
        after = True
    assert inner.reached
    assert after
    assert not outer.reached


def test_time_limit_keeps_another_alarm() -> None:
    import signal

    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.15)
        with time_limit(0.05) as limit:
            spin(3)
        assert limit.reached
        assert not rung
        spin(0.2)
        assert rung
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with time_limit(0.3) as limit:
            spin(3)
        assert limit.reached
        assert len(rung) >= 2
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_time_limit_lets_errors_and_threads_be() -> None:
    with pytest.raises(KeyError), time_limit(5):
        raise KeyError
    done: list[bool] = []

    def work() -> None:
        with time_limit(0.01) as limit:
            spin(0.05)
        done.append(limit.reached)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [False]
