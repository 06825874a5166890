"""The batch domain: pointwise rows against the plain ones, array rows against numpy, leading axes, and NaN."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import pullback
from jacli.domains import batch
from jacli.domains.evaluation import resolved
from jacli.graph import shapes
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph, Number
from jacli.graph.operation import Operation, Shape
from jacli.graph.terms import Term
from tests.effort import calls, is_linear

Array = npt.NDArray[Any]
NAN = math.nan
POINTWISE = [row for row in TABLE.values() if row.kind in ("pointwise", "condition")]


class Program:
    """A graph under construction, as a reader would make it: typed nodes, nothing simplified."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.f = Rules(self.graph)

    def input(self, name: str, *shape: int) -> Term:
        return self.f.node(TABLE["input"], parameter=name, shape=shape)

    def number(self, value: float | Fraction) -> Term:
        return self.f.node(TABLE["constant"], parameter=Number(str(value), Fraction(value)))

    def apply(self, name: str, *arguments: Term, parameter: Any = None) -> Term:
        row = TABLE[name]
        if row.shape is None:
            return self.f.node(row, *arguments, parameter=parameter, shape=arguments[0].shape if arguments else ())
        return self.f.apply(name, *arguments, parameter=parameter)

    def __call__(self, *terms: Term, lead: Any = 0, **inputs: Any) -> Any:
        values = batch.evaluate(self.graph, [term.id for term in terms], inputs, lead)
        return values[0] if len(values) == 1 else values


def close(actual: Any, expected: Any, tolerance: float = 1e-14) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance, strict=True)


# ── pointwise rows ────────────────────────────────────────────────────────────────────────────────────────


def _plain(row: Operation, arguments: Sequence[Array], parameter: tuple[int, ...]) -> Array:
    """The plain callable, element by element, with numpy's broadcasting."""
    function = resolved(row.plain)
    spread = np.broadcast_arrays(*arguments)
    flat = [function(*map(float, group), *parameter) for group in zip(*(a.ravel() for a in spread), strict=True)]
    return np.array(flat, dtype=np.float64).reshape(spread[0].shape)


@pytest.mark.parametrize("lead", [(), (4,), (2, 3)], ids=str)
@pytest.mark.parametrize("row", POINTWISE, ids=lambda row: row.name)
def test_pointwise_rows_agree_with_the_plain_ones(row: Operation, lead: Shape) -> None:
    source = np.random.default_rng(len(lead))
    intervals = row.sample * 3 if "*" in row.signature else row.sample
    parameter = (2,) if row.signature.startswith("#n") else ()
    for shape in ((), (3,)):
        program = Program()
        names = "abc"[: len(intervals)]
        terms = [program.input(name, *shape) for name in names]
        # leading axes that are whole, of length 1, and absent
        leads = (lead, (1,) * len(lead), ())
        values = {
            name: source.uniform(*interval, own + shape)
            for name, interval, own in zip(names, intervals, leads[: len(names)], strict=True)
        }
        y = program.apply(row.name, *terms, parameter=parameter[0] if parameter else None)
        close(program(y, lead=len(lead), **values), _plain(row, list(values.values()), parameter))


def test_pointwise_rows_agree_at_hard_points() -> None:
    points: dict[str, list[tuple[float, ...]]] = {
        "power": [(-8.0, 3.0), (0.0, 0.0), (-2.0, -3.0), (0.0, 2.5), (5.0, 2.0), (5.0, -1.0), (4.0, 0.5)],
        "mod": [(-7.0, 3.0), (7.0, -3.0), (6.0, 3.0)],
        "floordiv": [(-7.0, 2.0), (6.0, 3.0)],
        "round": [(0.5,), (1.5,), (-2.5,)],
        "cbrt": [(-8.0,), (0.0,)],
        "sinc": [(0.0,), (1.0,), (-2.0,), (1e-9,), (0.5,)],
        "sign": [(0.0,)],
        "heaviside": [(0.0, 0.25), (-1.0, 0.25), (2.0, 0.25)],
        "unit": [(0.0, 0.0), (3.0, 0.0)],
        "hypot": [(1e300, 1e300), (1e-300, 1e-300), (0.0, 0.0), (1e300, 1e300, 1e300), (0.0, 0.0, 0.0), (-2.0,)],
        "logaddexp": [(1000.0, 1000.0), (0.0, -40.0), (7.0,)],
        "sigmoid": [(-700.0,), (800.0,), (-800.0,)],
        "softplus": [(-700.0,), (800.0,)],
        "logit": [(0.5,), (0.5 + 2**-53,), (1e-300,)],
        "silu": [(-800.0,), (0.0,)],
        "elu": [(-1e-17, 1.0), (800.0, 1.0)],
        "lgamma": [(1 + 1e-10,), (-0.5,)],
        "clip": [(2.0, 3.0, 1.0), (1.0, 1.0, 2.0)],
        "count_equal": [(1.0, 1.0, 2.0, 1.0)],
        "max": [(1.0, 1.0), (3.0,)],
    }
    for name, several in points.items():
        for point in several:
            program = Program()
            terms = [program.input(f"x{k}") for k in range(len(point))]
            value = program(program.apply(name, *terms), **{f"x{k}": x for k, x in enumerate(point)})
            close(value, np.asarray(resolved(TABLE[name].plain)(*point)))


def test_where_numpy_would_answer_otherwise() -> None:
    with np.errstate(all="ignore"):
        at_integers = batch.sinc(np.array([0.0, 1.0, -2.0, 1e9]))
    np.testing.assert_array_equal(at_integers, [1, 0, 0, 0])
    close(
        batch.sinc(np.array([0.25, -2.5, 1e9 + 0.25])), _plain(TABLE["sinc"], [np.array([0.25, -2.5, 1e9 + 0.25])], ())
    )
    np.testing.assert_array_equal(batch.atan2(np.array([0.0, -0.0, 0.0]), np.array([0.0, -0.0, -1.0])), [0, 0, math.pi])


def test_a_constant_exponent_keeps_the_rules() -> None:
    for exponent in (2, -1, Fraction(1, 2), 3, 0):
        program = Program()
        x = program.input("x", 3)
        y = program.apply("power", x, program.f.broadcast(program.number(exponent), (3,)))
        found = program(y, x=[-8.0, 0.0, NAN])
        expected = [resolved("plain.power")(v, float(exponent)) for v in (-8.0, 0.0, NAN)]
        np.testing.assert_array_equal(found, [v if math.isfinite(v) else NAN for v in expected])


# ── array rows, one point, against numpy ──────────────────────────────────────────────────────────────────

S = ("slice", 0, 1, 2)
SINGULAR = np.arange(25.0).reshape(5, 5)
RowCase = tuple[str, tuple[Shape, ...], Any, Callable[..., Any]]
ROWS: list[RowCase] = [
    ("broadcast", ((),), (2, 3), lambda x: np.broadcast_to(x, (2, 3))),
    ("broadcast", ((3,),), (2, 3), lambda x: np.broadcast_to(x, (2, 3))),
    ("broadcast", ((2, 1),), (4, 2, 3), lambda x: np.broadcast_to(x, (4, 2, 3))),
    ("reshape", ((2, 6),), (3, 4), lambda x: x.reshape(3, 4)),
    ("reshape", ((1,),), (), lambda x: x.reshape(())),
    ("transpose", ((2, 3),), (1, 0), lambda x: x.T),
    ("transpose", ((2, 3, 4),), (2, 0, 1), lambda x: x.transpose(2, 0, 1)),
    ("index", ((4, 5),), (1, ("slice", 4, -2, 3)), lambda x: x[1, ::-2]),
    ("index", ((4, 5),), (("slice", 0, 1, 4), 2), lambda x: x[:, 2]),
    ("index", ((4, 5),), (None, 3, 2), lambda x: x[None, 3, 2]),
    ("index", ((3,),), ((0, 0, 2),), lambda x: x[[0, 0, 2]]),
    ("index", ((3,),), (("slice", 2, -1, 3),), lambda x: x[::-1]),
    ("index", ((3,),), (("slice", 1, 1, 0),), lambda x: x[1:1]),
    ("index", ((2, 3, 4),), (0, ("slice", 0, 1, 3), (0, 1)), lambda x: x[0, :, [0, 1]]),
    ("index", ((2, 3, 4),), (("slice", 0, 1, 2), (0, 2), (1, 3)), lambda x: x[:, [0, 2], [1, 3]]),
    ("take", ((2, 3),), ((5, 0, 0, 1), (2, 2)), lambda x: x.ravel()[[5, 0, 0, 1]].reshape(2, 2)),
    ("put", ((3,),), ((0, 0, 2), (3,)), lambda u: np.array([u[0] + u[1], 0, u[2]])),
    ("put", ((2, 2),), ((3, 0, 1, 3), (2, 3)), lambda u: np.array([[u[0, 1], u[1, 0], 0], [u[0, 0] + u[1, 1], 0, 0]])),
    ("put", ((0,),), ((), (2,)), lambda u: np.zeros(2)),
    ("update", ((2, 2), (), ()), (3, 0), lambda x, a, b: np.array([[b, x[0, 1]], [x[1, 0], a]])),
    ("flip", ((2, 3),), (0, 1), lambda x: x[::-1, ::-1]),
    ("flip", ((2, 3),), (1,), lambda x: x[:, ::-1]),
    ("roll", ((2, 3),), (2, None), lambda x: np.roll(x, 2)),
    ("roll", ((2, 3),), (-1, 1), lambda x: np.roll(x, -1, 1)),
    ("tril", ((3, 4),), 1, lambda x: np.tril(x, 1)),
    ("triu", ((4, 3),), -1, lambda x: np.triu(x, -1)),
    ("diag", ((3,),), 0, np.diag),
    ("diag", ((3,),), -2, lambda x: np.diag(x, -2)),
    ("diag", ((2,),), 1, lambda x: np.diag(x, 1)),
    ("diag", ((3, 4),), 1, lambda x: np.diag(x, 1)),
    ("diag", ((4, 3),), -1, lambda x: np.diag(x, -1)),
    ("array", ((), (), ()), None, lambda *x: np.array(x)),
    ("array", ((2,), (2,)), None, lambda *x: np.array(x)),
    ("stack", ((2, 3), (2, 3)), 1, lambda *x: np.stack(x, 1)),
    ("stack", ((2, 3), (2, 3)), 2, lambda *x: np.stack(x, 2)),
    ("concatenate", ((2, 3), (2, 1)), 1, lambda *x: np.concatenate(x, 1)),
    ("concatenate", ((2,), (3,), (0,)), 0, lambda *x: np.concatenate(x)),
    ("sum", ((2, 3),), ((0, 1), False), np.sum),
    ("sum", ((2, 3),), ((1,), True), lambda x: x.sum(1, keepdims=True)),
    ("sum", ((2, 0),), ((1,), False), lambda x: np.zeros(2)),
    ("cumsum", ((2, 3),), None, lambda x: x.cumsum()),
    ("cumsum", ((2, 3),), 0, lambda x: x.cumsum(0)),
    ("matmul", ((3,), (3,)), None, np.dot),
    ("matmul", ((2, 3), (3,)), None, np.matmul),
    ("matmul", ((2,), (2, 3)), None, np.matmul),
    ("matmul", ((2, 3), (3, 4)), None, np.matmul),
    ("matmul", ((5, 2, 3), (3, 4)), None, np.matmul),
    ("matmul", ((5, 2, 3), (3,)), None, np.matmul),
    ("matmul", ((3,), (5, 3, 4)), None, np.matmul),
    ("matmul", ((2, 3), (5, 3, 4)), None, np.matmul),
    ("matmul", ((4, 1, 2, 3), (5, 3, 2)), None, np.matmul),
    ("amax", ((2, 3),), ((0,), False), lambda x: x.max(0)),
    ("amin", ((2, 3),), ((0, 1), True), lambda x: x.min(keepdims=True)),
    ("norm", ((2, 3),), ((1,), False), lambda x: np.linalg.norm(x, axis=1)),
    ("norm", ((2, 3),), ((0, 1), True), lambda x: np.linalg.norm(x, axis=(0, 1), keepdims=True)),
    ("norm", ((0,),), ((0,), False), lambda x: np.float64(0)),
    ("logsumexp", ((2, 3),), ((0,), False), lambda x: np.log(np.exp(x).sum(0))),
    ("logsumexp", ((2, 3, 2),), ((0, 2), True), lambda x: np.log(np.exp(x).sum((0, 2), keepdims=True))),
    ("det", ((3, 3),), None, np.linalg.det),
    ("inv", ((3, 3),), None, np.linalg.inv),
    ("solve", ((3, 3), (3,)), None, np.linalg.solve),
    ("solve", ((3, 3), (3, 2)), None, np.linalg.solve),
    ("logdet", ((3, 3),), None, lambda a: np.linalg.slogdet(a)[1] if np.linalg.det(a) > 0 else np.float64(NAN)),
    ("adjugate", ((1, 1),), None, np.ones_like),
    *[("adjugate", ((n, n),), None, lambda a: np.linalg.det(a) * np.linalg.inv(a)) for n in (2, 3, 4, 6)],
]


def _values(arguments: Sequence[Shape], lead: Shape, seed: int) -> list[Array]:
    source = np.random.default_rng(seed)
    return [source.uniform(-2, 2, lead + shape) for shape in arguments]


def _applied(case: RowCase) -> tuple[Program, Term]:
    name, arguments, parameter, _ = case
    program = Program()
    return program, program.apply(
        name, *(program.input(f"x{k}", *s) for k, s in enumerate(arguments)), parameter=parameter
    )


def _named(values: Sequence[Array]) -> dict[str, Array]:
    return {f"x{k}": value for k, value in enumerate(values)}


@pytest.mark.parametrize("case", ROWS, ids=lambda case: f"{case[0]}-{case[1]}-{case[2]}")
def test_array_rows_agree_with_numpy(case: RowCase) -> None:
    program, y = _applied(case)
    values = _values(case[1], (), 1)
    expected = np.asarray(case[3](*values), dtype=np.float64)
    assert y.shape == expected.shape
    close(program(y, **_named(values)), expected, 1e-12)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: f"{case[0]}-{case[1]}-{case[2]}")
def test_array_rows_treat_points_alike(case: RowCase) -> None:
    program, y = _applied(case)
    for lead in ((4,), (2, 3)):
        values = _values(case[1], lead, 2)
        found = program(y, lead=len(lead), **_named(values))
        for point in np.ndindex(lead):
            alone = program(y, **_named([value[point] for value in values]))
            close(found[point], alone, 1e-12)


@pytest.mark.parametrize("case", [c for c in ROWS if len(c[1]) > 1], ids=lambda case: f"{case[0]}-{case[1]}")
def test_array_rows_pair_leads_that_differ(case: RowCase) -> None:
    program, y = _applied(case)
    leads = ((3,), (), (2, 1))
    values = [_values([s], leads[k % 3], k)[0] for k, s in enumerate(case[1])]
    whole = np.broadcast_shapes(*leads[: len(values)])
    full = [np.broadcast_to(v, whole + s) for v, s in zip(values, case[1], strict=True)]
    lead = len(whole)
    close(program(y, lead=lead, **_named(values)), program(y, lead=lead, **_named(full)), 1e-12)


def test_every_array_row_is_tried() -> None:
    kinds = ("linear", "bilinear", "reduction", "matrix")
    assert {row.name for row in TABLE.values() if row.kind in kinds} == {case[0] for case in ROWS}


def test_every_row_has_a_callable_or_a_definition() -> None:
    for row in TABLE.values():
        if row.batch:
            assert resolved(row.batch) is not None
        else:
            assert row.kind == "composite" or row.name in ("constant", "input", "unassigned")


CONSTRUCTORS: list[tuple[str, tuple[Any, ...], Any]] = [
    ("zeros", ((2, 3),), np.zeros((2, 3))),
    ("ones", ((2,),), np.ones(2)),
    ("full", ((2,), Fraction(1, 3)), np.full(2, 1 / 3)),
    ("empty", ((2,),), np.full(2, NAN)),
    ("eye", ((2, 3), 1), np.eye(2, 3, 1)),
    ("arange", shapes.bind_arange(0, 1, Fraction(1, 10)), np.array([k / 10 for k in range(10)])),
    ("arange", shapes.bind_arange(10**20, 10**20 + 2), np.array([1e20, 1e20])),
    ("linspace", shapes.bind_linspace(0, 1, 11), np.array([k / 10 for k in range(11)])),
]


@pytest.mark.parametrize(("name", "parameter", "expected"), CONSTRUCTORS)
def test_constructors(name: str, parameter: tuple[Any, ...], expected: Array) -> None:
    program = Program()
    y = program.apply(name, parameter=parameter)
    np.testing.assert_array_equal(program(y), expected, strict=True)
    assert program(y, lead=2).shape == (1, 1, *expected.shape)


def test_leaves() -> None:
    program = Program()
    leaves = [program.apply("pi"), program.apply("e"), program.number(Fraction(1, 3)), program.apply("unassigned")]
    np.testing.assert_array_equal(program(*leaves), [math.pi, math.e, 1 / 3, NAN])
    huge = program.number(Fraction(10) ** 400)
    assert program(huge) == math.inf


def test_composites_are_written_out() -> None:
    program = Program()
    x = program.input("x", 2, 3)
    values = np.random.default_rng(0).uniform(0.5, 2, (4, 2, 3))
    reductions: dict[str, Callable[..., Any]] = {
        "mean": np.mean,
        "prod": np.prod,
        "norm1": lambda v, axis: np.abs(v).sum(axis),
    }
    for name, function in reductions.items():
        y = program.apply(name, x, parameter=((1,), False))
        close(program(y, lead=1, x=values), function(values, axis=2))
    deviation = program.apply("std", x, parameter=((0, 1), False, Fraction(1)))
    close(program(deviation, lead=1, x=values), values.std(axis=(1, 2), ddof=1))
    close(program(program.apply("cumprod", x, parameter=1), lead=1, x=values), values.cumprod(2))
    softmax = program.apply("softmax", x, parameter=1)
    close(program(softmax, lead=1, x=values), np.exp(values) / np.exp(values).sum(2, keepdims=True))
    flat = program.apply("reshape", x, parameter=(6,))
    close(program(program.apply("outer", flat, flat), x=values[0]), np.outer(values[0], values[0]))
    close(program(program.apply("kron", x, x), x=values[0]), np.kron(values[0], values[0]))


# ── what went wrong before ────────────────────────────────────────────────────────────────────────────────


def _pulled(program: Program, y: Term, x: Term, w: Term) -> Term:
    return pullback(program.f, {y.id: w}, [x.id])[x.id]


def test_seeds_and_points_do_not_pair_up() -> None:
    program = Program()
    x, w = program.input("x", 2), program.input("w", 2)
    gradient = _pulled(program, program.apply("sin", x), x, w)
    points, seeds = np.arange(6.0).reshape(3, 2), np.arange(6.0).reshape(3, 2) + 1
    found = program(gradient, lead=2, x=points, w=seeds[:, None, :])
    close(found, seeds[:, None, :] * np.cos(points)[None, :, :])


def test_constant_entries_have_the_full_lead() -> None:
    program = Program()
    x, w = program.input("x", 2), program.input("w", 2)
    linear = _pulled(program, x + x, x, w)
    nothing = program.f.constant(7, (2,))
    points, seeds = np.zeros((5, 2)), np.ones((3, 1, 2))
    found = program(linear, nothing, lead=2, x=points, w=seeds)
    assert [value.shape for value in found] == [(3, 5, 2), (3, 5, 2)]
    assert program(nothing, lead=2, x=points).shape == (1, 5, 2)


def test_a_duplicate_index_adds_up() -> None:
    program = Program()
    x, w = program.input("x", 3), program.input("w", 3)
    y = program.apply("index", x, parameter=((0, 0, 2),))
    np.testing.assert_array_equal(program(_pulled(program, y, x, w), x=np.ones(3), w=np.ones(3)), [2, 0, 1])
    several = program(_pulled(program, y, x, w), lead=1, x=np.ones(3), w=[[1.0, 2, 3], [4, 5, 6]])
    np.testing.assert_array_equal(several, [[3, 0, 3], [9, 0, 6]])


def test_the_adjugate_of_a_singular_matrix() -> None:
    for n, rank in ((2, 1), (3, 2), (4, 3), (5, 4), (5, 3)):
        a = np.random.default_rng(n).uniform(-1, 1, (n, rank)) @ np.random.default_rng(9).uniform(-1, 1, (rank, n))
        cofactors = [
            [(-1) ** (i + j) * np.linalg.det(np.delete(np.delete(a, j, 0), i, 1)) for j in range(n)] for i in range(n)
        ]
        program = Program()
        found = program(program.apply("adjugate", program.input("a", n, n)), a=a)
        close(found, np.array(cofactors), 1e-13)


def test_the_adjugate_of_numbers_far_apart() -> None:
    for large, n in ((1e60, 12), (1e3, 12), (2.0, 1200)):
        s = np.repeat([large, 1 / large], n // 2)
        program = Program()
        found = program(program.apply("adjugate", program.input("a", n, n)), a=np.diag(s))
        np.testing.assert_allclose(found, np.diag(1 / s), rtol=1e-13)


def test_the_adjugate_of_a_large_matrix_needs_no_singular_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np.linalg, "svd", None)
    x = np.linspace(0, 1, 200)
    program = Program()
    found = program(program.apply("adjugate", program.input("a", 200, 200)), a=np.outer(x, x) + np.eye(200))
    np.testing.assert_allclose(found, (1 + x @ x) * np.eye(200) - np.outer(x, x), rtol=0, atol=1e-11)


def test_a_singular_matrix_spoils_no_other() -> None:
    stack = np.array([[[1.0, 2], [2, 4]], [[2, 0], [0, 4]], [[NAN, 1], [1, 1]]])
    program = Program()
    a, b = program.input("a", 2, 2), program.input("b", 2)
    inverse, solution, logarithm = program(
        program.apply("inv", a), program.apply("solve", a, b), program.apply("logdet", a), lead=1, a=stack, b=[2.0, 4.0]
    )
    np.testing.assert_array_equal(inverse[1], [[0.5, 0], [0, 0.25]])
    np.testing.assert_array_equal(solution[1], [1, 1])
    assert logarithm[1] == pytest.approx(math.log(8))
    assert np.isnan(inverse[[0, 2]]).all()
    assert np.isnan(solution[0]).all()
    assert np.isnan(logarithm[[0, 2]]).all()
    four = program(program.apply("adjugate", program.input("c", 4, 4)), lead=1, c=[np.eye(4), np.full((4, 4), NAN)])
    close(four[0], np.eye(4))
    assert np.isnan(four[1]).all()


def test_norms_neither_overflow_nor_vanish() -> None:
    program = Program()
    y = program.apply("norm", program.input("x", 2), parameter=((0,), False))
    points = np.array([[3e300, 4e300], [3e-300, 4e-300], [0, 0], [3, 4]])
    close(program(y, lead=1, x=points), np.array([5e300, 5e-300, 0, 5]))
    lse = program.apply("logsumexp", program.input("x", 2), parameter=((0,), False))
    found = program(lse, lead=1, x=[[1000.0, 1000.0], [0.0, -40.0]])
    close(found[0], 1000 + math.log(2))
    assert found[1] == pytest.approx(math.exp(-40), rel=1e-14)


# ── what is undefined ─────────────────────────────────────────────────────────────────────────────────────


def test_a_typed_infinity_is_undefined() -> None:
    program = Program()
    x = program.input("x")
    y = program.apply("atan", program.apply("div", program.number(1), x))
    np.testing.assert_array_equal(program(y, lead=1, x=[0.0, math.inf, 1.0]), [NAN, 0, math.atan(1)])
    one = program.apply("div", program.number(1), program.number(0))
    assert np.isnan(program(program.apply("exp", program.apply("neg", one))))


def test_a_derivative_may_be_infinite() -> None:
    program = Program()
    x = program.input("x")
    slope = _pulled(program, program.apply("sqrt", x), x, program.f.constant(1))
    np.testing.assert_array_equal(program(slope, lead=1, x=[0.0, 4.0, -1.0]), [math.inf, 0.25, NAN])
    mean = program.apply("mean", program.apply("reshape", x, parameter=(1,)), parameter=((0,), False))
    assert program(slope, mean, x=0.0) == [math.inf, 0]


def test_a_selection_by_something_undefined_is_undefined() -> None:
    program = Program()
    x = program.input("x")
    positive = program.apply("gt", program.apply("log", x), program.number(0))
    one, two = program.number(1), program.number(2)
    y = program.apply("where", positive, one, two)
    np.testing.assert_array_equal(program(y, lead=1, x=[math.e, 0.5, 0.0, -1.0]), [1, 2, NAN, NAN])


def test_a_branch_not_taken_does_not_matter() -> None:
    program = Program()
    x = program.input("x")
    root = program.apply("sqrt", x)
    y = program.apply("where", program.apply("gt", x, program.number(0)), root, program.number(0))
    slope = _pulled(program, y, x, program.f.constant(1))
    np.testing.assert_array_equal(program(y, lead=1, x=[4.0, 0.0, -1.0]), [2, 0, 0])
    np.testing.assert_array_equal(program(slope, lead=1, x=[4.0, 0.0, -1.0]), [0.25, 0, 0])


def test_conditions_with_an_undefined_side() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    a, b = (program.apply("gt", program.apply("log", t), program.number(0)) for t in (x, y))
    both, either, neither = program.apply("and", a, b), program.apply("or", a, b), program.apply("not", a)
    # columns: y true, false, undefined; rows: x likewise
    points = np.array([math.e, 0.5, -1.0])
    found = program(both, either, neither, lead=2, x=points[:, None], y=points)
    np.testing.assert_array_equal(found[0], [[1, 0, NAN], [0, 0, 0], [NAN, 0, NAN]])
    np.testing.assert_array_equal(found[1], [[1, 1, 1], [1, 0, NAN], [1, NAN, NAN]])
    np.testing.assert_array_equal(found[2][:, 0], [0, 1, NAN])


def test_truth_values_count_in_arithmetic() -> None:
    program = Program()
    x, y = program.input("x"), program.input("y")
    a, b = program.apply("gt", x, y), program.apply("ge", x, y)
    several = (a + b, a - b, -a, program.apply("array", a, x), program.apply("power", a, b), a)
    found = program(*several, x=2.0, y=2.0)
    assert [np.asarray(v).tolist() for v in found] == [1, -1, 0, [0, 2], 0, 0]
    assert all(v.dtype == np.float64 for v in found)
    mask = program.apply("gt", program.input("v", 3), program.input("u", 3))
    assert program(program.apply("sum", mask, parameter=((0,), False)), u=np.ones(3), v=[0.0, 2, 3]) == 2


# ── cost ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_product_is_a_few_calls() -> None:
    program = Program()
    a, b = program.input("a", 2, 2), program.input("b", 2, 2)
    y = program.apply("matmul", a, b)
    program(y, a=np.eye(2), b=np.eye(2))
    assert calls(lambda: program(y, a=np.eye(2), b=np.eye(2))) < 200


def literal(count: int) -> Callable[[], Any]:
    program = Program()
    signed = [program.number(k) if k % 2 else program.apply("neg", program.number(k)) for k in range(count)]
    y = program.apply("array", *signed)
    return lambda: program(y)


def test_a_large_literal_is_read_in_one_go() -> None:
    expected = np.array([k if k % 2 else -k for k in range(40_000)], dtype=np.float64)
    np.testing.assert_array_equal(literal(40_000)(), expected)
    assert is_linear(literal, 1_000)


def test_arrays_are_dropped_after_their_last_use() -> None:
    program = Program()
    y = program.input("x", 100_000)
    for _ in range(30):
        y = program.apply("tanh", y)
    value = np.ones(100_000)
    program(y, x=value)
    tracemalloc.start()
    try:
        program(y, x=value)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5 * value.nbytes
