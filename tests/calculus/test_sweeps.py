"""The two sweeps: sharing, branches not taken, ties, zeros, what they cost, and that both give one Jacobian."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacli.calculus import operators
from jacli.calculus.algebra import Rules
from jacli.domains import evaluation
from jacli.domains.lowering import lower
from jacli.graph.terms import Term
from tests.programs import Array, Program, batch_value, flat_point, floats, pulled, pushed, scalar_values, written_out

Build = Callable[[Program, Term], Term]


# ── the same gradient three ways ──────────────────────────────────────────────────────────────────────────


def total_of(program: Program, y: Term) -> Term:
    return program.call("sum", y) if y.shape else y


def array_gradient(y: Term, x: Term, value: Any) -> Array:
    """∇ Σy by a reverse sweep over the array graph, in numpy."""
    flat = written_out(y)
    known = flat.f.graph.operations.index(x.f.graph.operations[x.id])
    gradient = pulled(flat, flat.f.constant(1, flat.shape), flat.f.term(known))
    return batch_value(gradient, {"x": np.asarray(value, dtype=np.float64)})


def scalar_gradient(y: Term, x: Term, value: Any, column: str = "plain") -> list[Any]:
    """∇ Σy by a reverse sweep over the lowered graph, in floats or exact numbers."""
    lowered = lower(y.f.graph, [y.id])
    f = Rules(lowered.graph)
    seeds: dict[int, Term] = {}
    for node in lowered.elements[y.id]:
        seeds[node] = f.add(seeds[node], 1) if node in seeds else f.constant(1)
    row = operators.vjp(lowered.graph, seeds, lowered.elements[x.id])
    domain = evaluation.plain() if column == "plain" else evaluation.exact()
    given = {name: domain.number(Fraction(v)) for name, v in flat_point({"x": value}).items()}
    numbers = scalar_values(lowered.graph, list(row.values()), given, domain)
    found = dict(zip(row, numbers, strict=True))
    return [found.get(k, 0) for k in range(len(lowered.elements[x.id]))]


def check_gradient(build: Build, value: Any, expected: Any) -> None:
    """The gradient of the sum of what is built, by every way there is to it."""
    program = Program()
    x = program.input("x", *np.shape(value))
    y = build(program, x)
    flat = np.asarray(expected, dtype=np.float64).ravel()
    np.testing.assert_allclose([floats(v) for v in scalar_gradient(y, x, value)], flat, rtol=1e-14)
    np.testing.assert_allclose(array_gradient(y, x, value).ravel(), flat, rtol=1e-14)
    np.testing.assert_allclose([float(v) for v in scalar_gradient(y, x, value, "exact")], flat, rtol=1e-14)
    forward = written_out(y)
    known = forward.f.term(forward.f.graph.operations.index(program.graph.operations[x.id]))
    tangents = []
    for k in range(flat.size):
        unit = np.zeros(flat.size)
        unit[k] = 1
        direction = forward.f.node(program.graph.operations[x.id], parameter=f"v{k}", shape=x.shape)
        tangent = pushed(forward, known, direction)
        point = {"x": np.asarray(value, dtype=np.float64), f"v{k}": unit.reshape(x.shape)}
        tangents.append(float(np.sum(batch_value(tangent, point))))
    np.testing.assert_allclose(tangents, flat, rtol=1e-14)


# ── sharing ───────────────────────────────────────────────────────────────────────────────────────────────


def test_contributions_of_every_use_are_added_up() -> None:
    def build(program: Program, x: Term) -> Term:
        square = program.apply("mul", x, x)
        return program.apply("add", program.apply("mul", square, x), program.apply("add", square, square))

    check_gradient(build, 3, 27 + 12)


def test_a_chain_of_squares_shares_its_nodes() -> None:
    program = Program()
    node = program.input("x")
    for _ in range(60):
        node = program.apply("mul", node, node)
    before = len(program.graph)
    pulled(node, program.f.constant(1), program.f.term(0))
    assert len(program.graph) - before <= 3 * 60


def test_partials_of_a_product_are_the_other_factor_itself() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    product = program.apply("mul", x, y)
    one = program.f.constant(1)
    assert pulled(product, one, x).id == y.id
    assert pulled(product, one, y).id == x.id
    assert pushed(product, x, one).id == y.id
    assert program.f.number(pulled(program.apply("add", x, y), one, x)) == 1
    assert program.f.number(pulled(program.apply("sub", x, y), one, y)) == -1


def test_an_input_that_nothing_depends_on_has_no_gradient() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    s = program.apply("floor", program.apply("sin", x))
    assert operators.jacobian(program.graph, [s.id, y.id], [x.id, y.id]) == [{}, {1: program.f.constant(1).id}]


def test_a_node_that_is_both_output_and_part_of_another() -> None:
    program = Program()
    x = program.input("x")
    s = program.apply("sin", x)
    y = program.apply("mul", s, s)
    two = program.f.constant(2)
    row = operators.vjp(program.graph, {s.id: two, y.id: program.f.constant(1)}, [x.id])
    (found,) = scalar_values(program.graph, [row[0]], {"x": 0.5}, evaluation.plain())
    assert found == pytest.approx(2 * np.cos(0.5) + 2 * np.sin(0.5) * np.cos(0.5), rel=1e-15)


def test_an_output_that_is_an_input() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    one = program.f.constant(1).id
    assert operators.jacobian(program.graph, [y.id, x.id, y.id], [x.id, y.id]) == [{1: one}, {0: one}, {1: one}]


# ── branches not taken ────────────────────────────────────────────────────────────────────────────────────


def root_or_zero(program: Program, x: Term) -> Term:
    zero = program.f.constant(0, x.shape)
    return program.apply("where", program.apply("gt", x, zero), program.apply("sqrt", x), zero)


def largest_of_1_and_root(program: Program, x: Term) -> Term:
    return program.apply("max", 1, program.apply("sqrt", x))


def relu_of_root(program: Program, x: Term) -> Term:
    return program.apply("relu", program.apply("sub", program.apply("sqrt", x), 1))


def clipped_root(program: Program, x: Term) -> Term:
    return program.apply("clip", program.apply("sqrt", x), 1, 2)


def nested(program: Program, x: Term) -> Term:
    inner = program.apply("where", program.apply("gt", x, 1), program.apply("sqrt", x), 0)
    return program.apply("where", program.apply("gt", x, 2), program.apply("mul", inner, inner), 0)


def used_twice(program: Program, x: Term) -> Term:
    """sqrt(x) in two branches: present where either is taken."""
    root = program.apply("sqrt", x)
    low = program.apply("where", program.apply("lt", x, 1), root, 0)
    high = program.apply("where", program.apply("gt", x, 4), root, 0)
    return program.apply("add", low, program.apply("mul", 10, high))


def log_of_abs_or_1(program: Program, x: Term) -> Term:
    """The test stands inside the branch's own argument, as people write it to be safe."""
    nonzero = program.apply("ne", x, 0)
    safe = program.apply("where", nonzero, x, 1)
    return program.apply("where", nonzero, program.apply("log", program.apply("abs", safe)), 0)


def least_of_0_and_inverse(program: Program, x: Term) -> Term:
    """min(0, 1/x - 3) through a division that overflows at 0."""
    return program.apply("leaky_relu", program.apply("min", program.apply("power", x, -2), 3), 0.5)


BRANCHES: list[tuple[str, Build, float, float]] = [
    ("where(x > 0, sqrt(x), 0)", root_or_zero, -1, 0),
    ("where(x > 0, sqrt(x), 0)", root_or_zero, 0, 0),
    ("where(x > 0, sqrt(x), 0)", root_or_zero, 4, 0.25),
    ("max(1, sqrt(x))", largest_of_1_and_root, 0, 0),
    ("max(1, sqrt(x))", largest_of_1_and_root, 4, 0.25),
    ("relu(sqrt(x) - 1)", relu_of_root, 0, 0),
    ("relu(sqrt(x) - 1)", relu_of_root, 4, 0.25),
    ("clip(sqrt(x), 1, 2)", clipped_root, 0, 0),
    ("clip(sqrt(x), 1, 2)", clipped_root, 9, 0),
    ("clip(sqrt(x), 1, 2)", clipped_root, 2.25, 1 / 3),
    ("nested", nested, 0, 0),
    ("nested", nested, 1.5, 0),
    ("nested", nested, 9, 1),
    ("used twice", used_twice, 0.25, 1),
    ("used twice", used_twice, 2.25, 0),
    ("used twice", used_twice, 25, 1),
    ("log of abs or 1", log_of_abs_or_1, 0, 0),
    ("log of abs or 1", log_of_abs_or_1, -4, -0.25),
]


@pytest.mark.parametrize(("name", "build", "value", "expected"), BRANCHES)
def test_a_branch_not_taken_contributes_nothing(name: str, build: Build, value: float, expected: float) -> None:
    check_gradient(build, value, expected)


@pytest.mark.parametrize(("name", "build", "value", "expected"), BRANCHES)
def test_so_for_each_element_of_an_array(name: str, build: Build, value: float, expected: float) -> None:
    values = [value, *(v for n, _, v, _ in BRANCHES if n == name)]
    slopes = [expected, *(e for n, _, _, e in BRANCHES if n == name)]
    check_gradient(build, values, slopes)


def through(name: str, *statics: Any, **named: Any) -> Build:
    """√x moved by an array function, then selected where it is above 1: at 0 the root has no finite slope."""

    def build(program: Program, x: Term) -> Term:
        moved = program.call(name, program.apply("sqrt", x), statics=statics, **named)
        return program.apply("relu", program.apply("sub", moved, 1))

    return build


MASKS: list[tuple[str, Build, Any, Any]] = [
    ("sum over rows", through("sum", axis=1), [[0.0, 0.25], [1, 4]], [[0, 0], [0.5, 0.25]]),
    ("sum keeping axes", through("sum", axis=0, keepdims=True), [[0.0, 1], [0.25, 4]], [[0, 0.5], [0, 0.25]]),
    ("mean", through("mean", axis=1), [[0.0, 0.25], [4, 16]], [[0, 0], [0.125, 0.0625]]),
    ("broadcast", through("broadcast", 3, 2), [0.0, 4], [0, 0.75]),
    ("reshape", through("reshape", -1), [[0.0, 4]], [[0, 0.25]]),
    ("transpose", through("transpose"), [[0.0, 4], [4, 0]], [[0, 0.25], [0.25, 0]]),
    ("flip", through("flip"), [0.0, 4], [0, 0.25]),
    ("roll", through("roll", 1), [0.0, 4], [0, 0.25]),
    ("cumsum", through("cumsum", axis=1), [[0.25, 0.0], [4, 9]], [[0, 0], [0.5, 1 / 6]]),
    ("tril", through("tril"), [[4.0, 0], [0, 4]], [[0.25, 0], [0, 0.25]]),
    ("diag", through("diag"), [[0.0, 0], [0, 4]], [[0, 0], [0, 0.25]]),
    ("amax", through("amax", axis=1), [[0.0, 0.25], [1, 4]], [[0, 0], [0, 0.25]]),
    ("norm", through("norm", axis=1), [[0.0, 0.25], [9, 16]], [[0, 0], [0.1, 0.1]]),
    ("logsumexp", through("logsumexp", axis=1), [[-np.inf, -np.inf], [9, 9]], None),
    ("prod", through("prod", axis=1), [[0.0, 0.25], [4, 9]], [[0, 0], [0.75, 1 / 3]]),
]


@pytest.mark.parametrize(
    ("name", "build", "value", "expected"),
    [m for m in MASKS if m[3] is not None],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_presence_passes_through_array_functions(name: str, build: Build, value: Any, expected: Any) -> None:
    check_gradient(build, value, expected)


def test_presence_passes_through_a_matrix_product() -> None:
    """Rows of x that are not selected stay out; those that are keep every share, also where weights cancel."""

    def build(program: Program, x: Term) -> Term:
        weights = program.literal([[1, 2], [-1, 1]])
        product = program.apply("matmul", program.apply("sqrt", x), weights)
        return program.apply("relu", product)

    # √x @ W: [2 - 1, 4 + 1] both taken: slopes of √ times the row sums of W; [0, 0] not taken at all
    check_gradient(build, [[4.0, 1.0], [0.0, 0.0]], [[0.75, 0.0], [0.0, 0.0]])


def test_presence_is_not_lost_where_weights_cancel() -> None:
    """The mask of a product must not be transposed with the weights' signs: 1·2 − 1·1 is 1, but 1 − 1 is nothing."""

    def build(program: Program, x: Term) -> Term:
        product = program.apply("matmul", program.apply("exp", x), program.literal([[1, -1]]))
        selected = program.apply("max", product, -100)
        return program.apply("mul", selected, program.literal([[2, 1]]))

    check_gradient(build, [[0.0]], [[1.0]])


def test_presence_passes_through_matrix_functions() -> None:
    """Two matrices' determinants and inverses, of which one is selected."""

    def build(program: Program, x: Term) -> Term:
        matrix = program.call("diag", program.apply("sqrt", x))
        chosen = program.apply("gt", program.call("det", matrix), 100)
        inverse = program.call("trace", program.call("inv", matrix))
        return program.apply("where", chosen, inverse, program.call("det", matrix))

    check_gradient(build, [4.0, 9.0], [0.75, 1 / 3])


def test_presence_is_not_lost_in_an_inverse() -> None:
    """inv pulls with both signs: a share that cancels in the mask is still a share."""

    def build(program: Program, x: Term) -> Term:
        e = program.apply("exp", x)
        lower_ = program.literal([[1, 0], [1, 1]])
        inverse = program.call("inv", program.apply("mul", lower_, e))
        selected = program.apply("max", inverse, -100)
        return program.apply("mul", selected, program.literal([[3, 0], [1, 0.5]]))

    program = Program()
    x = program.input("x", 2, 2)
    y = build(program, x)
    value = [[0.1, 0.2], [0.3, 0.4]]
    by_scalars = [floats(v) for v in scalar_gradient(y, x, value)]
    np.testing.assert_allclose(array_gradient(y, x, value).ravel(), by_scalars, rtol=1e-13)
    assert all(np.array(by_scalars)[[0, 2, 3]] != 0)


def test_zero_times_infinity_stays_undefined_where_no_branch_is() -> None:
    """sqrt(x)**2 at 0: the slope is 0·∞, which is not 0 (the true limit is 1)."""
    program = Program()
    x = program.input("x")
    y = program.apply("power", program.apply("sqrt", x), 2)
    assert np.isnan(array_gradient(y, x, 0.0))
    assert np.isnan(floats(scalar_gradient(y, x, 0)[0]))


# ── ties, zeros, duplicates ───────────────────────────────────────────────────────────────────────────────

Arrays = list[tuple[str, Build, Any, Any]]
EXACT_CASES: Arrays = [
    (
        "duplicate index",
        lambda p, x: p.apply("index", x, parameter=((0, 0, 2),)),
        [5, 6, 7],
        [2, 0, 1],
    ),
    ("product, no zero", lambda p, x: p.call("prod", x), [2, 3, 4], [12, 8, 6]),
    ("product, one zero", lambda p, x: p.call("prod", x), [2, 0, 4], [0, 8, 0]),
    ("product, two zeros", lambda p, x: p.call("prod", x), [2, 0, 0], [0, 0, 0]),
    ("product of rows", lambda p, x: p.call("prod", x, axis=1), [[2, 0, 5], [1, 0, 0]], [[0, 10, 0], [0, 0, 0]]),
    ("running products", lambda p, x: p.call("cumprod", x), [2, 0, 4], [1, 10, 0]),
    ("a tie of three", lambda p, x: p.call("amax", x), [3, 1, 3, 3], [1 / 3, 0, 1 / 3, 1 / 3]),
    ("a tie in each column", lambda p, x: p.call("amin", x, axis=0), [[1, 2], [1, 5]], [[0.5, 1], [0.5, 0]]),
    ("singular determinant", lambda p, x: p.call("det", x), [[1, 2], [2, 4]], [[4, -2], [-2, 1]]),
    ("determinant of rank 1", lambda p, x: p.call("det", x), np.ones((3, 3)).tolist(), np.zeros((3, 3))),
    ("norm at 0", lambda p, x: p.call("norm", x), [0, 0], [0, 0]),
    ("norm", lambda p, x: p.call("norm", x), [3, 4], [0.6, 0.8]),
    ("absolute values at 0", lambda p, x: p.call("norm1", x), [-2, 0, 3], [-1, 0, 1]),
    ("x[0] replaced", lambda p, x: p.apply("update", x, p.number(7), parameter=(0,)), [1, 2], [0, 1]),
    ("mean of squares", lambda p, x: p.call("mean", p.apply("mul", x, x)), [1, 2, 3, 6], [0.5, 1, 1.5, 3]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "build", "value", "expected"), EXACT_CASES, ids=lambda v: v if isinstance(v, str) else ""
)
def test_gradients_known_by_hand(name: str, build: Build, value: Any, expected: Any) -> None:
    check_gradient(build, value, expected)


def test_a_tie_of_arguments_is_shared_equally() -> None:
    program = Program()
    names = [program.input(name) for name in "abc"]
    y = program.apply("max", *names)
    gradients = [pulled(y, program.f.constant(1), x) for x in names]
    for point, expected in (((2, 2, 2), [1 / 3] * 3), ((2, 2, 1), [0.5, 0.5, 0]), ((1, 2, 0), [0, 1, 0])):
        given = dict(zip("abc", map(float, point), strict=True))
        assert scalar_values(program.graph, [g.id for g in gradients], given, evaluation.plain()) == expected


def test_powers_at_their_corners() -> None:
    """(x, p) → (∂x, ∂p), with both variable, at 0, of negative bases, at whole exponents."""
    table: list[tuple[float, float, float, float | None]] = [
        (2, 3, 12, 8 * np.log(2)),
        (0, 2, 0, 0),
        (0, 1, 1, 0),
        (2, 0, 0, np.log(2)),
        (-2, 3, 12, None),
        (-2, -1, -0.25, None),
        (1, 5, 5, 0),
    ]
    program = Program()
    x, p = program.input("x"), program.input("p")
    y = program.apply("power", x, p)
    one = program.f.constant(1)
    nodes = [pulled(y, one, x).id, pulled(y, one, p).id, pushed(y, x, one).id, pushed(y, p, one).id]
    for base, exponent, by_base, by_exponent in table:
        given = {"x": float(base), "p": float(exponent)}
        found = [floats(v) for v in scalar_values(program.graph, nodes, given, evaluation.plain())]
        assert found[0] == found[2] == pytest.approx(by_base)
        for value in (found[1], found[3]):
            assert np.isnan(value) if by_exponent is None else value == pytest.approx(by_exponent)


# ── cost ──────────────────────────────────────────────────────────────────────────────────────────────────


def nodes_for_gradient(program: Program, y: Term, x: Term) -> tuple[int, int]:
    """Nodes of the lowered value, and how many more its gradient takes."""
    lowered = lower(program.graph, [y.id])
    before = len(lowered.graph)
    f = Rules(lowered.graph)
    operators.vjp(lowered.graph, {lowered.elements[y.id][0]: f.constant(1)}, lowered.elements[x.id])
    return before, len(lowered.graph) - before


def sum_of_squared_elements(n: int) -> tuple[Program, Term, Term]:
    """x[0]**2 + x[1]**2 + …, each element indexed on its own."""
    program = Program()
    x = program.input("x", n)
    y: Term | None = None
    for k in range(n):
        square = program.apply("power", program.apply("index", x, parameter=(k,)), 2)
        y = square if y is None else program.apply("add", y, square)
    assert y is not None
    return program, x, y


def test_a_sum_over_indexed_elements_is_linear() -> None:
    costs = [nodes_for_gradient(p, y, x)[1] for p, x, y in map(sum_of_squared_elements, (100, 200, 400))]
    assert costs[2] <= 4 * 400 + 10
    assert costs[1] - costs[0] == (costs[2] - costs[1]) / 2


def test_so_is_the_sweep_over_the_array_graph() -> None:
    """What was indexed one by one is gathered into one `put`, and no array of n is made n times."""
    costs = []
    for n in (100, 200, 400):
        program, x, y = sum_of_squared_elements(n)
        before = len(program.graph)
        gradient = pulled(y, program.f.constant(1), x)
        work = sum(int(np.prod(program.graph.shapes[k])) for k in program.graph.reached([gradient.id]) if k >= before)
        costs.append(work)
    assert costs[2] / costs[1] < 2.5
    assert costs[1] / costs[0] < 2.5


def arithmetic(program: Program, nodes: Sequence[int]) -> int:
    """How many operations nodes take, leaves not counted."""
    return sum(1 for n in nodes if program.graph.arguments[n])


@pytest.mark.parametrize("n", [10, 100, 1000])
def test_speelpenning(n: int) -> None:
    """Value and gradient of x₁·x₂·…·xₙ for at most four times the operations of the value (Baur and Strassen)."""
    program = Program()
    x = [program.input(f"x{k}") for k in range(n)]
    y = x[0]
    for factor in x[1:]:
        y = program.apply("mul", y, factor)
    value = arithmetic(program, program.graph.reached([y.id]))
    assert value == n - 1
    row = operators.vjp(program.graph, {y.id: program.f.constant(1)}, [t.id for t in x])
    both = arithmetic(program, program.graph.reached([y.id, *row.values()]))
    assert both <= 4 * value
    given = {f"x{k}": 1 + (k % 3) / 10 for k in range(n)}
    numbers = scalar_values(program.graph, [y.id, *row.values()], given, evaluation.plain())
    expected = [numbers[0] / given[f"x{k}"] for k in range(n)]
    np.testing.assert_allclose(numbers[1:], expected, rtol=1e-12)


def test_the_gradient_of_a_program_of_every_operation_is_cheap() -> None:
    program = Program()
    y = x = program.input("x")
    for k in range(300):
        y = program.apply(("sin", "mul", "exp", "div", "sqrt", "add", "tanh", "sub")[k % 8], *([y, x][: 1 + k % 2]))
    before = arithmetic(program, range(len(program.graph)))
    gradient = pulled(y, program.f.constant(1), x)
    assert arithmetic(program, program.graph.reached([y.id, gradient.id])) <= 5 * before


def test_a_row_costs_only_what_its_output_reaches() -> None:
    program = Program()
    x = [program.input(f"x{k}") for k in range(2000)]
    outputs = [program.apply("mul", a, b).id for a, b in pairwise(x)]
    before = len(program.graph)
    rows = operators.jacobian(program.graph, outputs, [t.id for t in x])
    assert len(program.graph) - before <= 1  # a 1, and no node besides: the entries are the inputs themselves
    assert [list(row) for row in rows] == [[k, k + 1] for k in range(1999)]


# ── one Jacobian ──────────────────────────────────────────────────────────────────────────────────────────


def random_program(source: np.random.Generator, inputs: int, outputs: int) -> tuple[Program, list[Term], list[Term]]:
    program = Program()
    x = [program.input(f"x{k}") for k in range(inputs)]
    nodes = list(x)
    for _ in range(25):
        name = str(source.choice(["add", "sub", "mul", "sin", "tanh", "max", "relu", "atan", "sigmoid", "hypot"]))
        arity = 2 if name in ("add", "sub", "mul", "max", "hypot") else 1
        nodes.append(program.apply(name, *(nodes[int(source.integers(len(nodes)))] for _ in range(arity))))
    return program, x, nodes[-outputs:]


def dense(graph: Any, rows: list[dict[int, int]], columns: int, given: dict[str, float]) -> Array:
    found = np.zeros((len(rows), columns))
    for i, row in enumerate(rows):
        for j, value in zip(row, scalar_values(graph, list(row.values()), given, evaluation.plain()), strict=True):
            found[i, j] = floats(value)
    return found


@given(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 6))
def test_by_rows_by_columns_and_by_weights(seed: int, n: int, m: int) -> None:
    source = np.random.default_rng(seed)
    program, x, y = random_program(source, n, m)
    graph, f = program.graph, program.f
    inputs, outputs = [t.id for t in x], [t.id for t in y]
    given = {f"x{k}": float(v) for k, v in enumerate(source.uniform(-1.5, 1.5, n))}
    ascending = graph.reached(outputs)
    active = set(ascending)
    rows = operators._by_rows(f, outputs, active, inputs)
    columns = operators._by_columns(f, outputs, inputs)
    J = dense(graph, rows, n, given)
    np.testing.assert_allclose(J, dense(graph, columns, n, given), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(
        J, dense(graph, operators.jacobian(graph, outputs, inputs), n, given), rtol=1e-12, atol=1e-14
    )
    w = [Fraction(int(v), 4) for v in source.integers(-8, 8, m)]
    seeds: dict[int, Term] = {}
    for node, weight in zip(outputs, w, strict=True):
        seeds[node] = f.add(seeds[node], weight) if node in seeds else f.constant(weight)
    row = operators.vjp(graph, seeds, inputs)
    weighted = np.array([float(v) for v in w]) @ J
    np.testing.assert_allclose(dense(graph, [row], n, given)[0], weighted, rtol=1e-11, atol=1e-13)


def test_few_inputs_and_many_outputs_go_by_columns() -> None:
    """A common chain of 500 steps under 200 outputs: swept twice, not 200 times."""
    program = Program()
    x = program.input("x")
    chain = x
    for _ in range(500):
        chain = program.apply("sin", chain)
    outputs = [program.apply("mul", chain, Fraction(k, 7)).id for k in range(200)]
    before = len(program.graph)
    rows = operators.jacobian(program.graph, outputs, [x.id])
    assert len(program.graph) - before < 2500
    assert len(rows) == 199 + 1
