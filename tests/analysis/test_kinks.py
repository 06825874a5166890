"""One-sided derivatives: known by hand, and once more as quotients of the program's own values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from jacli.analysis.records import Answer, Note
from jacli.graph.limits import Limits
from tests.effort import is_linear
from tests.questions import asked, dense

INF = math.inf
Point = Mapping[str, Any]
# left, right, and what is taken
Sides = tuple[float, float, float]

# A program of one output, a point, and per input (left, right, taken) at a kink, or the derivative.
CASES: list[tuple[str, Point, Mapping[str, Sides | float]]] = [
    # absolute values and their kin
    ("abs(x)", {"x": 0}, {"x": (-1, 1, 0)}),
    ("3*abs(2*x)", {"x": 0}, {"x": (-6, 6, 0)}),
    ("abs(sin(x))", {"x": 0}, {"x": (-1, 1, 0)}),
    ("abs(abs(x) - 1)", {"x": 1}, {"x": (-1, 1, 0)}),
    ("abs(abs(x) - 1)", {"x": 0}, {"x": (1, -1, 0)}),
    ("abs(x + y - z)", {"x": "0.1", "y": "0.2", "z": "0.3"}, {"x": (-1, 1, 0), "y": (-1, 1, 0), "z": (-1, 1, 0)}),
    ("norm([x, x])", {"x": 0}, {"x": (-math.sqrt(2), math.sqrt(2), 0)}),
    ("norm([x, y])", {"x": 0, "y": 0}, {"x": (-1, 1, 0), "y": (-1, 1, 0)}),
    ("hypot(x, y)", {"x": 0, "y": 0}, {"x": (-1, 1, 0), "y": (-1, 1, 0)}),
    ("norm_inf([x, y])", {"x": 1, "y": -1}, {"x": (0, 1, 0.5), "y": (-1, 0, -0.5)}),
    # steps that floats take one too few of
    ("x % 0.1", {"x": 1}, {"x": (-INF, 1, 1)}),
    ("x // 0.1", {"x": 1}, {"x": (INF, 0, 0)}),
    ("floor(x*100)/100", {"x": "0.29"}, {"x": (INF, 0, 0)}),
    # jumps whose sign, or which themselves, are rounding alone in floats
    ("x % 0.1", {"x": 3}, {"x": (-INF, 1, 1)}),
    ("x % 0.3", {"x": "2.1"}, {"x": (-INF, 1, 1)}),
    ("3 % x", {"x": "-0.2"}, {"x": (15, -INF, 15)}),
    ("floor(x)", {"x": 10**15}, {"x": (INF, 0, 0)}),
    # a clip whose bounds are one
    ("clip(x, y, y)", {"x": 1, "y": 2}, {"x": 0, "y": 1}),
    ("clip(x, y, y)", {"x": 3, "y": 2}, {"x": 0, "y": 1}),
    ("clip(x, y, y)", {"x": 2, "y": 2}, {"x": 0, "y": 1}),
    ("clip(x, y, z)", {"x": 1, "y": 2, "z": 2}, {"x": 0, "y": (1, 0, 0), "z": (1, 0, 0)}),
    ("clip(x, 2, 1)", {"x": 1}, {"x": 0}),
    # absolute values that have a derivative after all
    ("abs(x)**3", {"x": 0}, {"x": 0}),
    ("x*abs(x)", {"x": 0}, {"x": 0}),
    ("abs(x) - abs(x)", {"x": 0}, {"x": 0}),
    ("abs(x) + abs(-x) - 2*abs(x)", {"x": 0}, {"x": 0}),
    # ramps: a local left or right rule would have max(-x, 0) the wrong way round
    ("relu(x)", {"x": 0}, {"x": (0, 1, 0)}),
    ("max(x, 0)", {"x": 0}, {"x": (0, 1, 0.5)}),
    ("max(-x, 0)", {"x": 0}, {"x": (-1, 0, -0.5)}),
    ("relu(-x)", {"x": 0}, {"x": (-1, 0, 0)}),
    ("relu(x) - relu(-x)", {"x": 0}, {"x": 1}),
    ("max(x, 0) + min(x, 0)", {"x": 0}, {"x": 1}),
    ("relu(x**2)", {"x": 0}, {"x": 0}),
    ("relu(x**3)", {"x": 0}, {"x": 0}),
    ("relu(-relu(x))", {"x": 0}, {"x": 0}),
    ("leaky_relu(x)", {"x": 0}, {"x": (0.01, 1, 0.01)}),
    ("leaky_relu(-x, 1/2)", {"x": 0}, {"x": (-1, -0.5, -0.5)}),
    ("elu(x)", {"x": 0}, {"x": 1}),
    ("elu(x, 2)", {"x": 0}, {"x": (2, 1, 2)}),
    ("clip(x, 0, 1)", {"x": 0}, {"x": (0, 1, 1)}),
    ("clip(x, 0, 1)", {"x": 1}, {"x": (1, 0, 1)}),
    ("clip(-x, 0, 1)", {"x": 0}, {"x": (-1, 0, -1)}),
    ("clip(x, 1, 1)", {"x": 1}, {"x": 0}),
    # ties
    ("max(x, y)", {"x": 1, "y": 1}, {"x": (0, 1, 0.5), "y": (0, 1, 0.5)}),
    ("min(x, y)", {"x": 1, "y": 1}, {"x": (1, 0, 0.5), "y": (1, 0, 0.5)}),
    ("max(x, y, z)", {"x": 1, "y": 1, "z": 1}, dict.fromkeys("xyz", (0, 1, 1 / 3))),
    ("max(x, y, z)", {"x": 1, "y": 1, "z": 0}, {"x": (0, 1, 0.5), "y": (0, 1, 0.5), "z": 0}),
    ("max(x, 2*x, 3*x)", {"x": 0}, {"x": (1, 3, 2)}),
    ("min(x, -x)", {"x": 0}, {"x": (1, -1, 0)}),
    ("max(x, x)", {"x": 1}, {"x": 1}),
    ("amax([x, y, 1])", {"x": 1, "y": 1}, {"x": (0, 1, 1 / 3), "y": (0, 1, 1 / 3)}),
    ("max(abs(x), abs(y))", {"x": 0, "y": 0}, {"x": (-1, 1, 0), "y": (-1, 1, 0)}),
    ("max(x, 0)*max(y, 0)", {"x": 0, "y": 3}, {"x": (0, 3, 1.5), "y": 0}),
    # steps: the value jumps on one side or on both
    ("floor(x)", {"x": 2}, {"x": (INF, 0, 0)}),
    ("-floor(x)", {"x": 2}, {"x": (-INF, 0, 0)}),
    ("floor(-x)", {"x": 2}, {"x": (0, -INF, 0)}),
    ("ceil(x)", {"x": 1}, {"x": (0, INF, 0)}),
    ("round(x)", {"x": "1/2"}, {"x": (0, INF, 0)}),
    ("round(x)", {"x": "3/2"}, {"x": (INF, 0, 0)}),
    ("floor(x)*x", {"x": 2}, {"x": (INF, 2, 2)}),
    ("x - floor(x)", {"x": 2}, {"x": (-INF, 1, 1)}),
    ("sign(x)", {"x": 0}, {"x": (INF, INF, 0)}),
    ("heaviside(x)", {"x": 0}, {"x": (INF, INF, 0)}),
    ("heaviside(x, 1)", {"x": 0}, {"x": (INF, 0, 0)}),
    ("heaviside(-x, 0)", {"x": 0}, {"x": (-INF, 0, 0)}),
    ("mod(x, 3)", {"x": 6}, {"x": (-INF, 1, 1)}),
    ("x % y", {"x": 6, "y": 3}, {"x": (-INF, 1, 1), "y": (-2, INF, -2)}),
    ("x // y", {"x": 6, "y": 3}, {"x": (INF, 0, 0), "y": (0, -INF, 0)}),
    ("atan2(y, x)", {"x": -1, "y": 0}, {"y": (INF, -1, -1), "x": 0}),
    # conditions
    ("where(x > 0, x, 2*x)", {"x": 0}, {"x": (2, 1, 2)}),
    ("where(x >= 0, x, 2*x)", {"x": 0}, {"x": (2, 1, 1)}),
    ("where(x > 0, x + 1, x)", {"x": 0}, {"x": (1, INF, 1)}),
    ("where(x > 0, x**2, -x**2)", {"x": 0}, {"x": 0}),
    ("where(x == 0, 0, x)", {"x": 0}, {"x": 1}),
    ("where(x == 0, 1, x)", {"x": 0}, {"x": (INF, -INF, 0)}),
    ("where(x != 0, x, 0)", {"x": 0}, {"x": 1}),
    ("where(x > 0 and y > 0, x*y, 0)", {"x": 0, "y": 1}, {"x": (0, 1, 0), "y": 0}),
    ("where(x > 0 or y > 0, x, -x)", {"x": 0, "y": 0}, {"x": (-1, 1, -1), "y": 0}),
    ("where(not (x > 0), 0, x)", {"x": 0}, {"x": (0, 1, 0)}),
    ("where(x > y, x, y)", {"x": 1, "y": 1}, {"x": (0, 1, 0), "y": (0, 1, 1)}),
    ("where(x > 1, where(x > 2, x, 3), 3)", {"x": 1}, {"x": 0}),
    ("where(x, 1, 2)", {"x": 0}, {"x": (INF, -INF, 0)}),
    # where tangents tie, the next derivative decides
    ("where(x**2 > 0, x, 3*x)", {"x": 0}, {"x": 1}),
    ("where(x**2 > 0, 1, 0)", {"x": 0}, {"x": (-INF, INF, 0)}),
    ("where(x**2 == 0, 1, x)", {"x": 0}, {"x": (INF, -INF, 0)}),
    ("where(x**2 <= 0, 0, x)", {"x": 0}, {"x": 1}),
    ("where(sin(x) > x, x, 5*x)", {"x": 0}, {"x": (1, 5, 5)}),
    ("where(x > x**3, x, 5*x)", {"x": 0}, {"x": (5, 1, 5)}),
    ("sign(x**2)", {"x": 0}, {"x": (-INF, INF, 0)}),
    ("sign(x**3)", {"x": 0}, {"x": (INF, INF, 0)}),
    ("floor(-x**2)", {"x": 0}, {"x": (INF, -INF, 0)}),
    ("round(x**2 + 1/2)", {"x": 0}, {"x": (-INF, INF, 0)}),
    ("heaviside(y - x**4)", {"x": 0, "y": 0}, {"x": (INF, -INF, 0), "y": (INF, INF, 0)}),
    ("mod(x*abs(x), 2)", {"x": 0}, {"x": (-INF, 0, 0)}),
    # numbers as truth values turn at 0
    ("where(x or y, x, 2*x)", {"x": 0, "y": 0}, {"x": 1, "y": 0}),
    ("(x and y)*x", {"x": 0, "y": 1}, {"x": 1, "y": 0}),
    ("(x and y)*x", {"x": 0, "y": 0}, {"x": 0, "y": 0}),
    ("(not x)*y", {"x": 0, "y": 2}, {"x": (INF, -INF, 0), "y": 1}),
    ("x and y", {"x": 0, "y": 1}, {"x": (-INF, INF, 0), "y": 0}),
    ("not x", {"x": 0}, {"x": (INF, -INF, 0)}),
    ("not x", {"x": 3}, {"x": 0}),
    ("x or y > 1", {"x": 0, "y": 1}, {"x": (-INF, INF, 0), "y": (0, INF, 0)}),
    ("where(not (x*abs(x)), 0, x)", {"x": 0}, {"x": 1}),
    ("where(x**2 and x > 0, x, 3*x)", {"x": 0}, {"x": (3, 1, 3)}),
    ("where(floor(x) or 0, x, 3*x)", {"x": 0}, {"x": (1, 3, 3)}),
    ("x and x", {"x": 0}, {"x": (-INF, INF, 0)}),
    # a jump inside a step, and jumps that make up for one another
    ("where(floor(x) % 2 == 0, x, -x)", {"x": 3}, {"x": (-INF, -1, -1)}),
    ("where(floor(x) % 2 == 0, x, 6 - x)", {"x": 3}, {"x": (1, -1, -1)}),
    ("heaviside(ceil(x))", {"x": -1}, {"x": (0, INF, 0)}),
    ("relu(sign(x - 1) + 1)", {"x": 1}, {"x": (INF, INF, 0)}),
    ("floor(x) + ceil(-x)", {"x": 2}, {"x": 0}),
    ("(x - floor(x))**2 + floor(x)", {"x": 1}, {"x": (2, 0, 0)}),
    ("abs(sign(x))", {"x": 0}, {"x": (-INF, INF, 0)}),
    ("x*sign(x)", {"x": 0}, {"x": (-1, 1, 0)}),
    # conditions that count
    ("(x > 0)*x", {"x": 0}, {"x": (0, 1, 0)}),
    ("(x > 0)*x**2", {"x": 0}, {"x": 0}),
    ("(x > 0) + x", {"x": 0}, {"x": (1, INF, 1)}),
    ("exp((x > 0)*x)", {"x": 0}, {"x": (0, 1, 0)}),
    ("x > 0", {"x": 0}, {"x": (0, INF, 0)}),
    ("(x >= 0) and (x < 1)", {"x": 0}, {"x": (INF, 0, 0)}),
    # away from every kink
    ("abs(x) + max(x, 0) + floor(x)", {"x": "-3/2"}, {"x": -1}),
    ("where(x > 5, abs(y), y)", {"x": 0, "y": 0}, {"x": 0, "y": 1}),
]  # fmt: skip


def kinks_of(answer: Answer) -> dict[str, tuple[float, float, float]]:
    """The sides that the notes tell, by input."""
    found = {}
    for note in answer.notes:
        if note.kind == "kink":
            assert note.entry[1] is not None
            found[note.entry[1]] = sides_of(note)
    return found


def sides_of(note: Note) -> tuple[float, float, float]:
    left, right, taken = (note.fields[name].value for name in ("left", "right", "taken"))
    return left, right, taken


@pytest.mark.parametrize("numeric", [False, True], ids=["exact", "numeric"])
@pytest.mark.parametrize(("program", "at", "expected"), CASES)
def test_sides(program: str, at: Point, expected: Mapping[str, Sides | float], numeric: bool) -> None:
    answer = asked("jacobian", program, at, numeric=numeric)
    kinked = {name: sides for name, sides in expected.items() if isinstance(sides, tuple)}
    found = kinks_of(answer)
    assert found.keys() == kinked.keys()
    for name, sides in kinked.items():
        assert found[name] == pytest.approx(sides, rel=1e-15)
    (row,) = dense(answer.result)
    for name, value in zip(answer.inputs, row, strict=True):
        told = expected[name]
        assert value == pytest.approx(told[2] if isinstance(told, tuple) else told, rel=1e-15)
    assert answer.status == ("kink" if kinked else "ok")


# ── the same from values alone ────────────────────────────────────────────────────────────────────────────

STEP = Fraction(1, 10**9)


def quotient(program: str, at: Point, name: str, sign: int) -> float:
    """(f(x ± h) − f(x))/±h, as exactly as values are known; infinite for a jump."""
    moved = {**at, name: Fraction(at[name]) + sign * STEP}
    here, there = (asked("jacobian", program, point, digits=60).value.rows[0][0][1] for point in (at, moved))
    assert here.decimal
    assert there.decimal
    slope = float((Fraction(there.decimal) - Fraction(here.decimal)) / (sign * STEP))
    return slope if abs(slope) < 1e6 else math.copysign(INF, slope)


@pytest.mark.parametrize(("program", "at", "expected"), CASES)
def test_sides_against_quotients(program: str, at: Point, expected: Mapping[str, Sides | float]) -> None:
    for name, sides in expected.items():
        left, right = sides[:2] if isinstance(sides, tuple) else (sides, sides)
        assert quotient(program, at, name, -1) == pytest.approx(left, abs=1e-7)
        assert quotient(program, at, name, 1) == pytest.approx(right, abs=1e-7)


# ── what is said, and about which entry ───────────────────────────────────────────────────────────────────


def test_a_note_names_entry_place_and_expression() -> None:
    answer = asked("jacobian", "u = x - 1; y = u*2; z = abs(y) + u", {"x": 1})
    (note,) = answer.notes
    assert (note.kind, note.code, note.entry) == ("kink", "kink", ("z", "x"))
    assert note.place is not None
    assert note.place.text[note.place.start : note.place.end] == "abs(y)"
    assert sides_of(note) == (-1, 3, 1)
    graph, node = note.fields["expression"].graph, note.fields["expression"].node
    assert graph.operations[node].name == "abs"


def test_sides_of_weighted_sums() -> None:
    """wᵀJ has sides of its own: those of the sum of outputs, not of each."""
    program = "u = relu(x), v = relu(-x)"
    (note,) = asked("vjp", program, {"x": 0}, w=[[2, 3]]).notes
    assert sides_of(note) == (-3, 2, 0)
    answer = asked("vjp", program, {"x": 0}, w=[[1, -1]])
    assert answer.notes == ()
    assert dense(answer.result) == [[1.0]]
    assert answer.status == "ok"
    grad = asked("grad", program, {"x": 0})
    assert sides_of(grad.notes[0]) == (-1, 1, 0)


@pytest.mark.parametrize(
    ("program", "at", "value"),
    [("x % 0.1", {"x": 1}, 0), ("x // 0.1", {"x": 1}, 10), ("floor(x*100)/100", {"x": "0.29"}, 0.29)],
)
def test_floats_have_the_value_that_their_sides_belong_to(program: str, at: Point, value: float) -> None:
    """As floats, 1 % 0.1 is 0.09999999999999995."""
    assert dense(asked("jacobian", program, at, numeric=True).value) == [[value]]


def test_rows_without_a_kink_have_no_note() -> None:
    answer = asked("jacobian", "abs(x), x**2, y", {"x": 0, "y": 1})
    assert [note.entry for note in answer.notes] == [("y1", "x")]
    assert dense(answer.result) == [[0, 0], [0, 0], [0, 1]]


def test_what_has_no_value_has_no_sides() -> None:
    answer = asked("jacobian", "abs(x)/x, abs(x)", {"x": 0})
    assert [note.entry for note in answer.notes if note.kind == "kink"] == [("y2", "x")]
    assert math.isnan(dense(answer.result)[0][0])
    assert dense(answer.result)[1] == [0]


NUMERIC = pytest.mark.parametrize("numeric", [False, True], ids=["exact", "numeric"])


@NUMERIC
@pytest.mark.parametrize(
    ("program", "slope"),
    [
        ("where(x != 0, sin(x)/x, 1)", 0),
        ("where(x != 0, (exp(x) - 1)/x, 1)", 0.5),
        ("where(x**2 > 0, x**2*log(abs(x)), 0)", 0),
        ("where(x > 0, exp(-1/x), 0)", 0),
        ("where(x != 0, x**2*sin(1/x), 0) + 3*x", 3),
    ],
)
def test_a_branch_without_a_value_at_the_point_is_compared_by_limits(program: str, slope: float, numeric: bool) -> None:
    """sinc written with a condition: its other branch is 0/0 at 0, and the derivative exists."""
    answer = asked("jacobian", program, {"x": 0}, numeric=numeric)
    assert answer.notes == ()
    assert dense(answer.result) == [[slope]]


@NUMERIC
@pytest.mark.parametrize(
    ("program", "sides"),
    [
        ("where(x > 0, x*log(x), 0)", (0, -math.inf, 0)),
        ("where(x > 0, (exp(x) - 1)/x, 1)", (0, 0.5, 0)),
        ("where(x < 0, exp(1/x) + x, 0)", (1, 0, 0)),
        ("where(x > 0, 1/x, 0)", (0, math.inf, 0)),
    ],
)
def test_a_branch_without_a_value_at_the_point_has_a_side(
    program: str, sides: tuple[float, ...], numeric: bool
) -> None:
    answer = asked("jacobian", program, {"x": 0}, numeric=numeric)
    (note,) = answer.notes
    assert (note.kind, note.code) == ("kink", "kink")
    assert sides_of(note) == sides


@NUMERIC
@pytest.mark.parametrize("program", ["where(x != 0, x*sin(1/x), 0)", "where(x > 0, sin(1/x), 0)"])
def test_where_a_branch_tends_to_nothing_no_side_is_claimed(program: str, numeric: bool) -> None:
    answer = asked("jacobian", program, {"x": 0}, numeric=numeric)
    assert [(note.kind, note.code) for note in answer.notes] == [("kink", "kink-unknown")]
    assert dense(answer.result) == [[0.0]]
    assert answer.status == "kink"


@NUMERIC
@pytest.mark.parametrize(
    ("program", "side", "slope"),
    [
        ("where(x > 0, log(-x), 0)", "left", 0),
        ("where(x < 0, log(x), 3*x)", "right", 3),
        ("x**1.5", "right", 0),
        ("(2*x)**1.5 + 3*x", "right", 3),
        ("x**(x + 1)", "right", 1),
        ("x**(x**2)", "right", 0),
        ("(-x)**pi", "left", 0),
        ("(x**3)**(1/3)", "right", 1),
    ],
)
def test_a_single_side_is_told(program: str, side: str, slope: float, numeric: bool) -> None:
    for kink in ("torch", "left", "right", "error"):
        answer = asked("jacobian", program, {"x": 0}, numeric=numeric, kink=kink)
        assert [(note.kind, note.code) for note in answer.notes] == [("one-sided", f"one-sided-{side}")]
        assert answer.notes[0].fields[side].value == slope
        assert dense(answer.result) == [[slope]]
        assert answer.status == "ok"


@NUMERIC
@pytest.mark.parametrize(
    ("program", "slope", "sides"),
    [
        ("where(x**6 > 0, x, 2*x)", 1, None),
        ("where(x**20 > 0, x, 2*x)", 1, None),
        ("where(sin(x)**9 > 0, x, 2*x)", 2, (2, 1)),
        ("where(sin(x) - x + x**3/6 > 0, x, 2*x)", 2, (2, 1)),
        ("floor(-x**8)", 0, (INF, -INF)),
        ("x**7 % 1", 0, (-INF, 0)),
        ("sign(x**9)", 0, (INF, INF)),
    ],
)
def test_what_turns_in_a_high_order(program: str, slope: float, sides: Any, numeric: bool) -> None:
    """All derivatives that the sweep looks at are 0; values beside the point tell which way it turns."""
    answer = asked("jacobian", program, {"x": 0}, numeric=numeric)
    assert dense(answer.result) == [[slope]]
    assert [sides_of(note)[:2] for note in answer.notes] == ([] if sides is None else [sides])


@NUMERIC
@pytest.mark.parametrize(
    ("program", "slope"), [("abs(x)**(x**2)", 0), ("(x**2)**(x + 1)", 0), ("(x**2)**(x**2)", 0), ("(x**2)**1.5", 0)]
)
def test_powers_that_have_a_derivative_after_all(program: str, slope: float, numeric: bool) -> None:
    answer = asked("jacobian", program, {"x": 0}, numeric=numeric)
    assert (dense(answer.result), answer.notes) == ([[slope]], ())


@NUMERIC
@pytest.mark.parametrize("program", ["0**(x**2)", "0**(x**3)", "(0*x)**(x**2)", "(x**2)**x"])
def test_powers_that_jump_or_fall_without_end(program: str, numeric: bool) -> None:
    answer = asked("jacobian", program, {"x": 0}, numeric=numeric)
    assert not math.isfinite(dense(answer.result)[0][0])
    assert answer.status == "undefined"


@pytest.mark.parametrize("power", ["0.0001", "0.0003", "0.0005"])
def test_what_tends_to_its_value_however_slowly_does_not_jump(power: str) -> None:
    (note,) = asked("jacobian", f"x**{power}", {"x": 0}).notes
    assert (note.kind, note.fields["right"].value) == ("one-sided", INF)


@pytest.mark.parametrize(("kink", "slope"), [("left", INF), ("right", 0)])
def test_a_step_of_a_number_that_is_far_larger_than_the_step(kink: str, slope: float) -> None:
    assert dense(asked("jacobian", "floor(x)", {"x": 10**250}, kink=kink).result) == [[slope]]


def test_the_sign_of_a_jump_is_not_that_of_rounding() -> None:
    answer = asked("jacobian", "(x > 0)*(0.1 + 0.2 - 0.3 - 1e-20)", {"x": 0}, kink="right")
    assert dense(answer.result) == [[-INF]]


def test_without_time_no_side_is_claimed() -> None:
    answer = asked("jacobian", "where(x != 0, sin(x)/x, 1)", {"x": 0}, limits=Limits(seconds=1e-9))
    assert [note.code for note in answer.notes] == ["kink-unknown"]


def test_only_inputs_that_are_differentiated_have_sides() -> None:
    answer = asked("jacobian", "abs(x)*y", {"x": 0, "y": 2}, wrt=["y"])
    assert answer.notes == ()
    assert dense(answer.result) == [[0.0]]


def test_exact_numbers_find_kinks_that_floats_miss() -> None:
    for program, at in (
        ("abs(x + y - z)", {"x": "0.1", "y": "0.2", "z": "0.3"}),
        ("abs(sqrt(x)**2 - 2)", {"x": 2}),
        ("relu(sin(x)**2 + cos(x)**2 - 1 + y)", {"x": 1, "y": 0}),
        ("floor(log(x)/log(2) + y)", {"x": 8, "y": 0}),
    ):
        assert "kink" in {note.kind for note in asked("jacobian", program, at).notes}, program


def test_many_columns_at_once() -> None:
    n = 40
    answer = asked("grad", "sum(abs(x)) + amax(x)", {"x": [0] * n})
    assert len(answer.notes) == n
    assert {sides_of(note) for note in answer.notes} == {(-1, 2, 1 / n)}


def test_a_note_names_the_kink_that_its_input_enters() -> None:
    answer = asked("grad", "abs(x) + 2*abs(y) + max(x, 0)", {"x": 0, "y": 0})
    called = {n.entry[1]: n.fields["expression"] for n in answer.notes}
    graph = called["y"].graph
    assert graph.operations[called["y"].node].name == "abs"
    assert [graph.parameters[n] for n in graph.reached([called["y"].node]) if not graph.arguments[n]] == ["y"]


@pytest.mark.parametrize("program", ["sum(abs(x))", "3*sum(max(x, 0))**2 + sum(sin(abs(x)))", "abs(x)"])
def test_what_kinks_cost_grows_with_the_inputs_alone(program: str) -> None:
    """A sum of n kinked terms takes n steps along n inputs, not n²."""
    assert is_linear(lambda n: lambda: asked("jacobian", program, {"x": [0] * n}, numeric=True), 40)


@pytest.mark.parametrize(
    ("program", "sides"),
    [
        ("where(y > 5, abs(x)*log(y - 3), x)", 1),
        ("where(y > 0, 2*abs(x), x/(y - 1))", (-2, 2, 0)),
        ("sum([abs(x), x]*[3, y])", (-2, 4, 1)),
        ("max(y, 3*abs(x))", 0),
        ("y*exp(abs(x))*(1 + where(x > 0, x, 3*x))", 2),
        ("y*exp(abs(x))*(1 + where(x > 0, x, 4*x))", (3, 2, 4)),
    ],
)
def test_a_kink_below_a_smooth_part(program: str, sides: Sides | float) -> None:
    """What is above a kink is swept backwards, and what is not taken there stays out."""
    answer = asked("jacobian", program, {"x": 0, "y": 1})
    assert kinks_of(answer).get("x") == (sides if isinstance(sides, tuple) else None)
    assert dense(answer.result)[0][0] == (sides[2] if isinstance(sides, tuple) else sides)


def test_each_vector_of_an_answer_has_sides_of_its_own() -> None:
    """wᵀJ may be smooth where the gradient is not, and runs have sides of their own."""
    show = asked("show", "relu(x), relu(-x)", {"x": 0}, w=[[1, -1]])
    assert [(n.entry, n.fields.get("part")) for n in show.notes] == [
        (("y1", "x"), None),
        (("y2", "x"), None),
        ((None, "x"), "grad"),
    ]
    runs = asked("vjp", "abs(x), x", {"x": 0}, w=[[3, 1], [-3, 1], [1, 0]])
    assert {n.fields["part"]: sides_of(n) for n in runs.notes} == {
        "run 1": (-2, 4, 1),
        "run 2": (4, -2, 1),
        "run 3": (-1, 1, 0),
        "accumulated 3": (1, 3, 2),
    }
    alike = asked("show", "abs(x)", {"x": 0}, w=[[1]])
    assert [(n.entry, n.fields.get("part")) for n in alike.notes] == [(("y", "x"), None), ((None, "x"), None)]
    beside = asked("show", "sqrt(x**2)", {"x": 0}, w=[[3]])
    assert [(n.fields.get("part"), sides_of(n)) for n in beside.notes[1:]] == [
        ("vjp", (-3, 3, 0)),
        ("grad", (-1, 1, 0)),
    ]
