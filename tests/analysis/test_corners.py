"""Every corner of the table in every domain, by both sweeps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from jacli.analysis.batched import batch_answer
from jacli.analysis.model import Model, modelled, point_in
from jacli.analysis.modes import rows_and_columns
from jacli.analysis.records import Answer, Request
from jacli.domains import evaluation, precise
from jacli.domains.evaluation import Failure
from jacli.errors import UndefinedResult
from jacli.graph.limits import Limits
from jacli.language.problem import Problem, Source, problem
from jacli.language.program import SourceText
from jacli.render.messages import note_text
from tests.analysis.corners import CORNERS, Corner
from tests.questions import asked, dense, exact

LEAST = 120
# Classes that the table must have a row of.
KINDS = frozenset(
    {"pole", "log-domain", "root-domain", "fraction-root", "power-corner", "kink", "smooth-after-all", "tie", "jump"}
    | {"mod-boundary", "atan2-cut", "one-sided", "infinite-both", "cusp", "removable", "several-inputs"}
    | {"defined-limit", "untaken-branch", "overflow", "underflow", "cancellation", "precision", "huge-exact"}
    | {"singular-matrix", "zero-product", "empty-norm"}
)
DOMAINS = {"exact": evaluation.exact, "precise": evaluation.precise, "plain": evaluation.plain}
BITS = 256

corners = pytest.mark.parametrize("corner", CORNERS, ids=lambda corner: corner.name)


def names(corner: Corner) -> list[str]:
    """The inputs in the order in which the table has their derivatives."""
    return [item.partition("=")[0] for item in corner.at.split(",")]


def close(found: float, expected: float, relative: float) -> bool:
    """Equal, undefined alike, or nearly equal."""
    return (
        math.isnan(expected) if math.isnan(found) else math.isclose(found, expected, rel_tol=relative, abs_tol=1e-300)
    )


# ── the table itself ──────────────────────────────────────────────────────────────────────────────────────


def test_the_table_is_large_and_no_two_rows_are_alike() -> None:
    assert len(CORNERS) >= LEAST
    assert len({corner.name for corner in CORNERS}) == len(CORNERS)
    assert {corner.kind for corner in CORNERS} == KINDS


@corners
def test_a_row_is_complete(corner: Corner) -> None:
    assert len(corner.slopes) == len(names(corner))
    assert corner.source
    finite = all(map(math.isfinite, (corner.value, *corner.slopes)))
    assert finite or corner.notes


# ── answers ───────────────────────────────────────────────────────────────────────────────────────────────


def check(corner: Corner, answer: Answer, told: tuple[float, Sequence[float], str], relative: float) -> None:
    value, slopes, notes = told
    assert close(dense(answer.value)[0][0], value, relative)
    (row,) = dense(answer.result)
    assert [close(f, e, relative) for f, e in zip(row, slopes, strict=True)] == [True] * len(slopes), row
    assert {note.kind for note in answer.notes} == set(notes.split())


@pytest.mark.parametrize("operation", ["jacobian", "grad"])
@pytest.mark.parametrize("options", [{}, {"digits": 30}], ids=["exact", "digits"])
@corners
def test_the_answer(corner: Corner, options: Mapping[str, Any], operation: str) -> None:
    answer = asked(operation, corner.program, corner.at, variables=names(corner), **options)
    check(corner, answer, (corner.value, corner.slopes, corner.notes), 1e-15)


def in_floats(corner: Corner) -> tuple[Any, Any, str]:
    """What floats are to find: the table says where they have lost the digits."""
    return corner.floats or (corner.value, corner.slopes, corner.notes)


KEPT = [corner for corner in CORNERS if in_floats(corner)[2] != "floats"]


@pytest.mark.parametrize("corner", KEPT, ids=[corner.name for corner in KEPT])
def test_the_answer_in_floats(corner: Corner) -> None:
    told = in_floats(corner)
    answer = asked("jacobian", corner.program, corner.at, variables=names(corner), numeric=True)
    check(corner, answer, told, 1e-12)


@corners
def test_the_status_follows(corner: Corner) -> None:
    answer = asked("jacobian", corner.program, corner.at, variables=names(corner))
    beyond = corner.kind in ("overflow", "huge-exact")
    if not beyond and not all(map(math.isfinite, (corner.value, *corner.slopes))):
        assert answer.status == "undefined"
    else:
        assert answer.status == ("kink" if "kink" in corner.notes else "ok")


# ── both sweeps ───────────────────────────────────────────────────────────────────────────────────────────


def described(corner: Corner) -> Problem:
    source = Source("arguments")
    return problem([SourceText("expression 1", corner.program)], at=[corner.at], variables=names(corner), source=source)


def slopes_in(model: Model, row: Mapping[int, int], domain: evaluation.Domain) -> list[float]:
    """The entries of a row as floats, nan for whatever is no number."""
    inputs = point_in(model.problem, domain)
    values = evaluation.evaluate(model.graph, model.graph.reached([*row.values(), *model.outputs]), inputs, domain)
    return [as_float(values[row[j]]) if j in row else 0.0 for j in range(len(model.inputs))]


def as_float(value: Any) -> float:
    if isinstance(value, Failure):
        return math.nan
    if hasattr(value, "expr"):
        return float(value.expr.evalf(30))
    if isinstance(value, precise.Interval):
        found = precise.to_float(value)
        return math.nan if found is None else found
    found = float(value) if abs(value) < 1e300 else math.nan
    return found if math.isfinite(found) else math.nan


@pytest.mark.parametrize("domain", DOMAINS)
@corners
def test_forward_and_reverse_agree(corner: Corner, domain: str) -> None:
    model = modelled(described(corner))
    (reverse,), (forward,) = rows_and_columns(model)
    with precise.precision(BITS):
        found = [slopes_in(model, row, DOMAINS[domain]()) for row in (reverse, forward)]
    assert [close(a, b, 1e-9) for a, b in zip(*found, strict=True)] == [True] * len(corner.slopes), found


BATCHED = [corner for corner in KEPT if corner.kind != "precision" or not in_floats(corner)[2]]


@pytest.mark.parametrize("corner", BATCHED, ids=[corner.name for corner in BATCHED])
def test_batches(corner: Corner) -> None:
    """Many points at once know neither limits nor sides: what is finite is the derivative or torch's convention."""
    told = in_floats(corner)
    answer = batch_answer(described(corner), "jacobian", Request(formulas=False, numeric=True))
    value, (row,) = dense(answer.value)[0][0], dense(answer.result)
    assert close(value, told[0], 1e-9) or (told[2] and not math.isfinite(value))
    if math.isfinite(value) and corner.kind != "smooth-after-all":
        agree = [close(f, e, 1e-9) or (told[2] and not math.isfinite(f)) for f, e in zip(row, told[1], strict=True)]
        assert all(agree), row


# ── what the notes say ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("program", "at", "code", "entry"),
    [
        ("sin(x)/x", "x=0", "limit-value", ("y", None)),
        ("x*log(x)", "x=0", "limit-from-right", ("y", None)),
        ("log(-x)*x", "x=0", "limit-from-left", ("y", None)),
        ("abs(x)/x", "x=0", "limits-differ", ("y", None)),
        ("sqrt(x**4)", "x=0", "derivative-limit", ("y", "x")),
        ("sqrt(x)", "x=0", "one-sided-right", ("y", "x")),
        ("sqrt(1 - x)", "x=1", "one-sided-left", ("y", "x")),
        ("cbrt(x)", "x=0", "infinite-from-both", ("y", "x")),
        ("sqrt(abs(x))", "x=0", "sides-differ", ("y", "x")),
        ("0**abs(x)", "x=0", "value-jumps", ("y", "x")),
        ("0**x", "x=0", "value-jumps-right", ("y", "x")),
        ("0**-x", "x=0", "value-jumps-left", ("y", "x")),
        ("sqrt(x**2)", "x=0", "kink-least", ("y", "x")),
    ],
)
def test_what_is_said(program: str, at: str, code: str, entry: tuple[str, str | None]) -> None:
    answer = asked("jacobian", program, at)
    (note,) = [note for note in answer.notes if note.code == code]
    assert note.entry == entry
    assert note.place is not None
    assert note.place.text[note.place.start : note.place.end] == program


def test_sides_are_told() -> None:
    notes = {
        program: asked("jacobian", program, "x=0").notes[-1].fields
        for program in ("sqrt(x)", "sqrt(abs(x))", "abs(x)/x", "sqrt(x**2)", "sin(x)/x")
    }
    assert "left" not in notes["sqrt(x)"]
    assert notes["sqrt(x)"]["right"].value == math.inf
    assert [notes["sqrt(abs(x))"][side].value for side in ("left", "right")] == [-math.inf, math.inf]
    assert [notes["abs(x)/x"][side].exact for side in ("left", "right")] == [-1, 1]
    assert [notes["sqrt(x**2)"][side].exact for side in ("left", "right", "taken")] == [-1, 1, 0]
    assert notes["sin(x)/x"]["limit"].exact == 1


@pytest.mark.parametrize(
    ("program", "expression", "left", "right"),
    [
        ("exp(-1/x)", "exp(-1/x)", math.inf, 0),
        ("x*exp(-1/x)", "x*exp(-1/x)", -math.inf, 0),
        ("exp(1/x) + x", "exp(1/x) + x", 0, math.inf),
        ("1/(1 + exp(1/x))", "1/(1 + exp(1/x))", 1, 0),
        ("sin(abs(x)/x)", "sin(abs(x)/x)", -math.sin(1), math.sin(1)),
        ("y*exp(-1/x)", "exp(-1/x)", math.inf, 0),
        ("2**(1/x), 3", "2**(1/x)", 0, math.inf),
        ("exp(1/x) + sin(1/x)", "exp(1/x)", 0, math.inf),
    ],
)
@pytest.mark.parametrize("numeric", [False, True], ids=["exact", "numeric"])
def test_both_limits_of_the_largest_part_that_has_some_are_told(
    program: str, expression: str, left: float, right: float, numeric: bool
) -> None:
    answer = asked("jacobian", program, {"x": 0, "y": 1} if "y" in program else {"x": 0}, numeric=numeric)
    pole, note = answer.notes
    assert (pole.code, note.kind, note.code) == ("division-by-zero", "undefined", "limits-differ")
    assert [note.fields[side].value for side in ("left", "right")] == [left, right]
    assert note_text(note).startswith(expression)
    assert answer.status == "undefined"


@pytest.mark.parametrize("program", ["1/x", "log(x)", "exp(1/x) + exp(-1/x)", "exp(1/x) - exp(-1/x)", "exp(y/x)"])
def test_poles_and_several_inputs_have_no_limits_to_tell(program: str) -> None:
    answer = asked("jacobian", program, {"x": 0, "y": 1} if "y" in program else {"x": 0})
    assert [note.code for note in answer.notes] in (["division-by-zero"], ["not-real"])


@pytest.mark.parametrize(("convention", "taken"), [("torch", 0), ("jax", 0), ("zero", 0), ("left", -1), ("right", 1)])
def test_conventions_at_kinks_found_by_limits(convention: str, taken: int) -> None:
    assert exact(asked("jacobian", "sqrt(x**2)", "x=0", kink=convention).result) == [[taken]]
    assert exact(asked("jacobian", "sqrt(x**2) + 2*x", "x=0", kink="torch").result) == [[1]]


def test_a_kink_found_by_limits_can_be_refused() -> None:
    with pytest.raises(UndefinedResult) as caught:
        asked("jacobian", "sqrt(x**2)", "x=0", kink="error")
    assert caught.value.code == "kink-refused"


def test_a_refused_kink_is_told_of_a_long_program_too() -> None:
    with pytest.raises(UndefinedResult, match="column 1: not differentiable here"):
        asked("grad", "std(x)*det(A)", "x=[1,1],A=eye(3)", kink="error")


# ── where limits are not looked for, or not found ─────────────────────────────────────────────────────────


def test_without_time_there_are_no_limits() -> None:
    answer = asked("jacobian", "sin(x)/x, sqrt(x)", "x=0", limits=Limits(seconds=1e-9))
    assert {note.kind for note in answer.notes} == {"undefined", "infinite"}
    assert all(math.isnan(value) for value in (dense(answer.value)[0][0], dense(answer.result)[0][0]))
    assert dense(answer.result)[1] == [math.inf]


def test_many_entries_are_told_by_their_formulas() -> None:
    answer = asked("grad", "sum(sqrt(x))", {"x": [0] * 201})
    assert {note.code for note in answer.notes} == {"derivative-infinite"}


def test_deep_programs_go_on_from_a_limit() -> None:
    """By the chain rule: the limit of such a formula as a whole is more than sympy finds in time."""
    chain = "a = a + sin(a)\n" * 200
    answer = asked("jacobian", f"a = y*(exp(x) - 1)/x\n{chain}a", "y=1,x=0", variables=["y", "x"], numeric=True)
    plain = asked("jacobian", f"a = y*(1 + x/2)\n{chain}a", "y=1,x=0", variables=["y", "x"], numeric=True)
    assert answer.status == "ok"
    assert dense(answer.value) == dense(plain.value)
    assert dense(answer.result)[0] == pytest.approx(dense(plain.result)[0], rel=1e-12)


def test_limits_have_digits_and_exact_values() -> None:
    answer = asked("jacobian", "(exp(pi*x) - 1)/x, y*sin(x)/x", {"x": 0, "y": 2}, digits=30)
    (_, value), (_, other) = answer.value.rows[0]
    assert (str(value.exact), value.decimal) == ("pi", "3.14159265358979323846264338328")
    assert (other.exact, other.decimal) == (2, "2")
    assert [str(e) for e in exact(answer.result)[0]] == ["pi**2/2", "0"]


def test_formulas_and_the_determinant_stay_beside_limits() -> None:
    answer = asked("jacobian", "y*sin(x)/x, x + y", {"x": 0, "y": 3}, formulas=True, det=True)
    assert [str(entry.formula) for _, entry in answer.value.rows[0]] == ["y*sin(x)/x", "x + y"]
    assert answer.determinant is not None
    assert answer.determinant.exact == -1
    assert answer.determinant.formula is not None


def test_weighted_sums_have_sides_of_their_own() -> None:
    program = "sqrt(x), sqrt(4*x)/2 + x"
    assert exact(asked("vjp", program, "x=0", w=[[1, -1]]).result) == [[-1]]
    assert asked("vjp", program, "x=0", w=[[1, -1]]).notes[0].code == "one-sided-right"
    assert dense(asked("vjp", program, "x=0", w=[[1, 1]]).result) == [[math.inf]]
