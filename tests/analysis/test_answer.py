"""Answers: names, shapes, rows, runs, notes and status of the record."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import sympy

from jacli.analysis import answer as answering
from jacli.analysis.answer import weights_needed
from jacli.analysis.records import Answer
from jacli.calculus import operators
from jacli.errors import LimitReached, UsageError
from jacli.graph.limits import Limits
from jacli.render.messages import note_text
from tests.questions import asked, dense, exact

BUILTIN = ["x1**3+2*x2**2+3*x3", "3*x1+2*x2**2+x3**3", "2*x1+x2**3+3*x3**2"]
NAN = math.nan


def codes(answer: Answer) -> list[tuple[str, str]]:
    return [(note.kind, note.code) for note in answer.notes]


def same(found: Any, expected: Any) -> None:
    np.testing.assert_array_equal(np.array(found, dtype=float), np.array(expected, dtype=float))


# ── the record ────────────────────────────────────────────────────────────────────────────────────────────


def test_names_and_shapes() -> None:
    answer = asked("jacobian", "c = a @ b, s = sum(a)", {"a": [[1, 2]], "b": [[3], [4]], "z": 1}, variables=["z"])
    assert answer.outputs == ("c[0,0]", "s")
    assert answer.inputs == ("z", "a[0,0]", "a[0,1]", "b[0,0]", "b[1,0]")
    assert answer.output_shapes == {"c": (1, 1), "s": ()}
    assert answer.input_shapes == {"z": (), "a": (1, 2), "b": (2, 1)}
    assert answer.result.row_names == answer.outputs
    assert answer.result.column_names == answer.inputs
    assert answer.result.shape == (2, 5)
    assert answer.value.shape == (2,)
    same(dense(answer.result), [[0, 3, 4, 1, 2], [0, 1, 1, 0, 0]])
    assert answer.point is not None
    assert {name: entry.value for name, entry in answer.point.items()} == {
        "z": 1, "a[0,0]": 1, "a[0,1]": 2, "b[0,0]": 3, "b[1,0]": 4,
    }  # fmt: skip


def test_the_parts_of_each_operation() -> None:
    at = "1,2,3"
    shown = asked("show", BUILTIN, at, w=[[3, 2, 1]])
    assert [part.name for part in shown.parts] == ["value", "jacobian", "vjp", "grad"]
    same(dense(shown.parts[0]), [[18, 38, 37]])
    same(dense(shown.parts[1]), [[3, 8, 3], [3, 8, 27], [2, 12, 18]])
    same(dense(shown.parts[2]), [[17, 52, 81]])
    same(dense(shown.parts[3]), [[8, 28, 48]])
    assert [part.name for part in asked("show", BUILTIN, at).parts] == ["value", "jacobian", "grad"]
    for operation, expected in (("vjp", [[17, 52, 81]]), ("grad", [[8, 28, 48]])):
        answer = asked(operation, BUILTIN, at, w=[[3, 2, 1]])
        same(dense(answer.result), expected)
        assert [part.name for part in answer.parts] == ["value"]
        assert not answer.result.is_matrix


def test_without_a_point_there_are_formulas_only() -> None:
    answer = asked("jacobian", BUILTIN, formulas=True)
    assert answer.point is None
    assert answer.status == "ok"
    entries = [entry for row in answer.result.rows for _, entry in row]
    assert {(entry.value, entry.exact, entry.decimal) for entry in entries} == {(None, None, None)}
    assert [str(entry.formula) for entry in entries[:3]] == ["3*x1**2", "4*x2", "3"]


def test_without_formulas_there_are_numbers_only() -> None:
    for formulas, numeric in ((False, False), (True, True)):
        answer = asked("jacobian", BUILTIN, "1,2,3", formulas=formulas, numeric=numeric)
        assert all(entry.formula is None for row in answer.result.rows for _, entry in row)


def test_what_is_differentiated_is_chosen() -> None:
    answer = asked("jacobian", "u = x*y, v = x + y", {"x": 2, "y": 3}, wrt=["y"], of=["v", "u"])
    assert (answer.outputs, answer.inputs) == (("v", "u"), ("y",))
    same(dense(answer.result), [[1], [2]])
    assert answer.point is not None
    assert set(answer.point) == {"x", "y"}


def test_the_determinant_of_j() -> None:
    polar = "x = r*cos(t), y = r*sin(t)"
    answer = asked("jacobian", polar, {"r": 2, "t": "pi/6"}, det=True, formulas=True)
    assert answer.determinant is not None
    assert answer.determinant.exact == 2
    assert str(answer.determinant.formula) == "r"
    with pytest.raises(UsageError) as caught:
        asked("jacobian", "x*y", {"x": 1, "y": 2}, det=True)
    assert (caught.value.code, caught.value.fields) == ("determinant-not-square", {"rows": 1, "columns": 2})
    singular = asked("jacobian", "x*y, 2*x*y", {"x": 1, "y": 2}, det=True)
    assert singular.determinant is not None
    assert singular.determinant.exact == 0


# ── weights ───────────────────────────────────────────────────────────────────────────────────────────────


def test_several_weights_accumulate() -> None:
    answer = asked("vjp", BUILTIN, "1,2,3", w=[[1, 0, 0], [0, "1/2", 0], [0, 0, -2]])
    J = np.array([[3, 8, 3], [3, 8, 27], [2, 12, 18]])
    W = np.array([[1, 0, 0], [0, 0.5, 0], [0, 0, -2]])
    same([dense(run.result)[0] for run in answer.runs], W @ J)
    same([dense(run.accumulated)[0] for run in answer.runs], np.cumsum(W @ J, axis=0))
    same(dense(answer.result)[0], W.sum(0) @ J)
    assert [[entry.value for entry in run.weights] for run in answer.runs] == W.tolist()
    assert asked("vjp", BUILTIN, "1,2,3", w=[[1, 0, 0]]).runs == ()


def test_a_single_number_needs_no_weights() -> None:
    same(dense(asked("vjp", "x**2", {"x": 3}).result), [[6]])
    same(dense(asked("vjp", "y = [x**2]", {"x": 3}).result), [[6]])


def test_several_numbers_do() -> None:
    with pytest.raises(UsageError) as caught:
        asked("vjp", BUILTIN, "1,2,3")
    assert caught.value.code == "weights-needed"
    assert caught.value.fields == weights_needed(("y1", "y2", "y3")).fields
    assert str(caught.value) == (
        'in PyTorch\'s words, "grad can be implicitly created only for scalar outputs": a gradient belongs to one'
        " number, and there are 3 outputs (y1, y2, y3), each with a row of J. Weights say how the rows are summed:"
        " type --w 1,1,1, or `jacli grad` for weights of all ones."
    )
    assert dense(asked("vjp", "x*zeros(0)", {"x": 3}).result) == [[0.0]]


def test_the_weights_to_type_are_as_many_as_the_outputs() -> None:
    program = "x*ones(1000)"
    with pytest.raises(UsageError) as caught:
        asked("vjp", program, {"x": 2})
    assert "y[0], y[1], …, y[999]" in str(caught.value)
    assert '--w "ones(1000)", or' in str(caught.value)
    assert dense(asked("vjp", program, {"x": 2}, w=["ones(1000)"]).result) == [[1000.0]]


def test_irrational_weights_accumulate_exactly() -> None:
    answer = asked("vjp", "x**2, x", {"x": 3}, w=[["sqrt(2)", 1], ["1/2", "pi"], ["sqrt(2)", 0]])
    root, pi = sympy.sqrt(2), sympy.pi
    sums = [6 * root + 1, 6 * root + 4 + pi, 12 * root + 4 + pi]
    for run, expected in zip(answer.runs, sums, strict=True):
        (entry,) = (entry for _, entry in run.accumulated.rows[0])
        assert sympy.expand(entry.exact - expected) == 0
        assert entry.value == pytest.approx(float(expected), rel=1e-15)


@pytest.mark.parametrize("numeric", [False, True])
def test_repeated_calls_are_runs_like_others(numeric: bool) -> None:
    J, W = np.array([[3, 8, 3], [3, 8, 27], [2, 12, 18]]), np.array([[1, 0, 0], [0, 0.5, -2]])
    answer = asked("vjp", BUILTIN, "1,2,3", w=[[1, 0, 0], [0, "1/2", -2]], repeat=3, numeric=numeric)
    rounds = np.tile(W, (3, 1))
    same([dense(run.result)[0] for run in answer.runs], rounds @ J)
    same([dense(run.accumulated)[0] for run in answer.runs], np.cumsum(rounds @ J, axis=0))
    same([[entry.value for entry in run.weights] for run in answer.runs], rounds)
    same(dense(answer.result)[0], 3 * W.sum(0) @ J)
    assert codes(answer) == [("accumulated", "calls-repeated")]
    assert answer.notes[-1].fields == {"repeat": 3, "calls": 2}


def test_a_gradient_is_repeated_with_all_ones() -> None:
    answer = asked("grad", BUILTIN, "1,2,3", repeat=2)
    same([dense(run.accumulated)[0] for run in answer.runs], [[8, 28, 48], [16, 56, 96]])
    assert codes(answer) == [("accumulated", "call-repeated")]
    assert asked("grad", BUILTIN, "1,2,3", repeat=1).runs == ()


def test_only_calls_of_backward_are_repeated() -> None:
    assert asked("show", BUILTIN, "1,2,3", w=[[3, 2, 1]], repeat=2).result.name == "jacobian"
    with pytest.raises(UsageError) as caught:
        asked("show", BUILTIN, "1,2,3", repeat=2)
    assert caught.value.code == "repeat-without-weights"
    with pytest.raises(LimitReached) as limit:
        asked("vjp", BUILTIN, "1,2,3", w=[[3, 2, 1], [1, 0, 0]], repeat=501)
    assert (limit.value.code, limit.value.fields) == ("too-many-backwards", {"count": 1002, "limit": 1000})
    with pytest.raises(LimitReached) as limit:
        asked("grad", BUILTIN, "1,2,3", repeat=5, limits=Limits(entries=14))
    assert limit.value.code == "too-many-call-entries"


def test_the_same_weights_are_swept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred calls with the same w take one sweep for them all, and one per sum."""
    swept = []
    vjp = operators.vjp

    def counted(*arguments: Any) -> Any:
        swept.append(1)
        return vjp(*arguments)

    monkeypatch.setattr(operators, "vjp", counted)
    asked("vjp", BUILTIN, "1,2,3", w=[[3, 2, 1]], repeat=100)
    assert len(swept) == 100


def test_an_output_of_weight_0_is_not_seeded() -> None:
    answer = asked("vjp", "log(x), y**2", {"x": -1, "y": 3}, w=[[0, 1]])
    same(dense(answer.result), [[0, 6]])
    assert answer.status == "undefined"  # the value of log(-1) is printed all the same


def test_an_output_listed_twice_counts_twice() -> None:
    answer = asked("vjp", "x**2, x**2", {"x": 3}, w=[[2, 5]])
    same(dense(answer.result), [[42]])
    same(dense(asked("grad", "x**2, x**2, x", {"x": 3}).result), [[13]])


# ── what has no value ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("numeric", [False, True], ids=["exact", "numeric"])
def test_rows_that_do_not_depend_on_a_failure_are_printed(numeric: bool) -> None:
    answer = asked("jacobian", "log(x)*y, y**2, 3*x", {"x": -1, "y": 2}, numeric=numeric)
    same(dense(answer.value), [[NAN, 4, -3]])
    same(dense(answer.result), [[NAN, NAN], [0, 4], [3, 0]])
    assert answer.status == "undefined"
    assert codes(answer) == [("undefined", "not-real")]
    (note,) = answer.notes
    assert note.entry == ("y1", None)
    assert note.place is not None
    assert note.place.text[note.place.start : note.place.end] == "log(x)"


@pytest.mark.parametrize("numeric", [False, True], ids=["exact", "numeric"])
def test_the_derivative_of_what_has_no_value_has_none_either(numeric: bool) -> None:
    """d log/dx is 1/x, which is -1 at -1: every other tool prints that."""
    for program in ("log(x)", "sqrt(x) - sqrt(x) + x", "acosh(x) + x", "(-8)**(x/3)", "x*0 + log(x)*0"):
        answer = asked("jacobian", program, {"x": -1}, numeric=numeric)
        same(dense(answer.result), [[NAN]])
        assert answer.status == "undefined"


@pytest.mark.parametrize("numeric", [False, True], ids=["exact", "numeric"])
def test_a_sum_with_an_undefined_part_is_undefined_where_it_depends_on_it(numeric: bool) -> None:
    answer = asked("grad", "log(x)*y, y**2, 3*z", {"x": -1, "y": 2, "z": 1}, numeric=numeric)
    same(dense(answer.result), [[NAN, NAN, 3]])


@pytest.mark.parametrize("numeric", [False, True], ids=["exact", "numeric"])
@pytest.mark.parametrize(
    ("program", "at", "code", "text"),
    [
        ("1/x", {"x": 0}, ("undefined", "division-by-zero"), "1/x"),
        ("x % y", {"x": 1, "y": 0}, ("undefined", "division-by-zero"), "x % y"),
        ("sqrt(x - 2)", {"x": 1}, ("undefined", "not-real"), "sqrt(x - 2)"),
        ("y = empty(2); y[0] = x; y[0] + y[1]", {"x": 1}, ("undefined", "never-assigned"), "empty(2)"),
        ("inv([[x, 1], [2, 2]])", {"x": 1}, ("undefined", "division-by-zero"), "inv([[x, 1], [2, 2]])"),
        ("sqrt(x)", {"x": 0}, ("one-sided", "one-sided-right"), "sqrt(x)"),
        ("x**(1/3)", {"x": 0}, ("one-sided", "one-sided-right"), "x**(1/3)"),
        ("sqrt(abs(x))", {"x": 0}, ("undefined", "sides-differ"), "sqrt(abs(x))"),
    ],
)  # fmt: skip
def test_the_first_note_names_cause_and_place(
    program: str, at: dict[str, Any], code: tuple[str, str], text: str, numeric: bool
) -> None:
    answer = asked("jacobian", program, at, numeric=numeric)
    note = answer.notes[0]
    assert (note.kind, note.code) == code
    assert note.place is not None
    assert note.place.text[note.place.start : note.place.end] == text
    assert answer.status == "undefined"


def test_floats_overflow_where_exact_numbers_do_not() -> None:
    answer = asked("jacobian", "exp(x)", {"x": 1000}, numeric=True)
    assert (codes(answer), answer.status) == ([("undefined", "overflow-float")], "undefined")
    answer = asked("jacobian", "exp(x)", {"x": 1000})
    assert (codes(answer), answer.status) == ([("precision", "beyond-doubles")], "ok")


def test_an_infinite_derivative_is_a_value() -> None:
    for numeric in (False, True):
        same(
            dense(asked("jacobian", "sqrt(x), cbrt(x), x", {"x": 0}, numeric=numeric).result),
            [[math.inf], [math.inf], [1]],
        )


def test_a_branch_not_taken_is_not_examined() -> None:
    answer = asked("jacobian", "where(x > 0, log(x), x**2)", {"x": -2})
    assert (dense(answer.result), answer.status, answer.notes) == ([[-4.0]], "ok", ())


def test_every_node_that_an_output_reaches_is_evaluated() -> None:
    """0·log(x) has the derivative 0 by its formula, and none in truth."""
    for numeric in (False, True):
        answer = asked("jacobian", "0*log(x) + y", {"x": -1, "y": 1}, numeric=numeric)
        assert answer.status == "undefined"
        same(dense(answer.value), [[NAN]])
    unused = asked("jacobian", "u = log(x); y = x**2", {"x": -1}, of=["y"])
    assert (unused.status, dense(unused.result)) == ("ok", [[-2.0]])


# ── what is long ──────────────────────────────────────────────────────────────────────────────────────────


def test_long_formulas_are_named() -> None:
    program = "a = x; b = y\n" + "c = sin(a)*b + a; b = exp(-a*b) + b; a = c\n" * 6 + "a*b"
    at = {"x": "1/2", "y": "1/3"}
    answer = asked("jacobian", program, at, formulas=True)
    assert ("omitted", "terms-named") in codes(answer)
    assert [name for name, _ in answer.named_terms[:2]] == ["t1", "t2"]
    same(dense(answer.result), dense(asked("jacobian", program, at).result))
    short = "sin(x*y)**2 + exp(x*y)"
    assert asked("jacobian", short, at, formulas=True).named_terms == ()
    assert asked("jacobian", short, at, formulas=True, limits=Limits(formula_size=6)).named_terms


def test_large_programs_go_to_numpy_or_say_why_not() -> None:
    at = {"a": np.ones((120, 120)).tolist(), "b": np.ones((120, 120)).tolist()}
    answer = asked("grad", "sum(a @ b)", at, numeric=True)
    assert answer.notes == ()
    same(dense(answer.result), [[120.0] * (2 * 120 * 120)])
    same(dense(answer.value), [[120.0**3]])
    with pytest.raises(LimitReached) as caught:
        asked("grad", "sum(a @ b)", at)
    assert caught.value.code == "too-large-for-formulas"


def test_exact_zeros_of_the_jacobian_are_absent_however_large_it_is() -> None:
    n = 2000
    program = "y = x[1:]*x[:-1]"
    answer = asked("jacobian", program, {"x": list(range(1, n + 1))}, numeric=True)
    assert sum(len(row) for row in answer.result.rows) == 2 * (n - 1)
    assert answer.result.shape == (n - 1, n)


def test_exact_values_are_kept_to_their_entries() -> None:
    answer = asked("show", "x*y, x/y", {"x": "1/3", "y": 2}, w=[["1/2", 6]])
    assert [str(v) for v in exact(answer.parts[2])[0]] == ["4", "-1/3"]


def test_formulas_that_are_not_tidied_in_time_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "sin(x)**2 + cos(x)**2, x*y"
    assert codes(asked("jacobian", program, None, simplify=True, formulas=True)) == []
    monkeypatch.setattr(answering, "TIDYING_SECONDS", 0.0)
    late = asked("jacobian", program, None, simplify=True, formulas=True)
    (note,) = late.notes
    assert (note.kind, note.code, note.fields["count"]) == ("omitted", "formulas-untidied", 5)
    assert "--of and --wrt" in note_text(note)
    assert codes(asked("jacobian", program, None, formulas=True)) == []
