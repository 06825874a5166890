"""Answers by numpy: large matrices and arrays, floats only, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

import numpy as np
import pytest

import jacli
from jacli.analysis import answer as answering
from jacli.analysis import model
from jacli.analysis.answer import answer
from jacli.analysis.batched import batch_answer
from jacli.analysis.records import Answer, Convention, Entry, Request
from jacli.errors import LimitReached, UndefinedResult
from jacli.language.problem import problem
from jacli.language.program import SourceText
from jacli.render.messages import note_text
from tests.effort import calls, is_linear
from tests.questions import dense

LARGE = "d = det(A)"  # of 9×9, which floats leave to numpy


def asked(operation: str, text: str, at: str, w: str | None = None, request: Request | None = None) -> Answer:
    read = problem([SourceText("f", text)], at=[at], w=[] if w is None else [w])
    return answer(read, operation, request or Request(numeric=True, formulas=False))


def test_gradients_of_a_large_determinant() -> None:
    a = np.random.default_rng(3).standard_normal((9, 9))
    result = jacli.grad(LARGE, at={"A": a}, numeric=True)
    expected = np.linalg.det(a) * np.linalg.inv(a).T
    np.testing.assert_allclose(result.by_input["A"], expected, rtol=1e-9, atol=1e-12)
    exact = jacli.grad(LARGE, at={"A": np.round(a, 1)}, formulas=False)
    np.testing.assert_allclose(
        exact.by_input["A"], jacli.grad(LARGE, at={"A": np.round(a, 1)}, numeric=True).by_input["A"]
    )


@pytest.mark.parametrize("operation", ["jacobian", "show"])
def test_rows_without_a_value_have_no_derivative(operation: str) -> None:
    found = asked(operation, f"{LARGE}, e = log(v)", "A=eye(9),v=[1,-1]", request=Request(numeric=True, formulas=False))
    assert found.status == "undefined"
    rows = {name: dict(row) for name, row in zip(found.outputs, found.result.rows, strict=True)}
    column = found.inputs.index("v[1]")
    assert np.isnan(rows["e[1]"][column].value or 0)
    assert rows["e[0]"][found.inputs.index("v[0]")].value == 1
    assert column not in rows["d"]
    assert [note.code for note in found.notes] == ["outputs-undefined"]
    assert found.notes[0].fields["outputs"] == ["e[1]"]


# Programs of v and a large A, a point, and ∂y/∂v; None: no finite number.
APART = [
    ("sqrt(v)*det(A)", "v=[0,1]", [[None, 0], [0, 0.5]]),
    ("cbrt(v)*det(A)", "v=[0,1]", [[None, 0], [0, 1 / 3]]),
    ("atan2(v, v)*det(A)", "v=[0,1]", [[None, 0], [0, 0]]),
    ("log(v)*det(A)", "v=[0,1]", [[None, 0], [0, 1]]),
    ("v**v*det(A)", "v=[0,1]", [[None, 0], [0, 1]]),
    ("sqrt([v[0] - v[1], v[1]])*det(A)", "v=[1,1]", [[None, None], [0, 0.5]]),
    ("sqrt([[1, -1], [3, 1]] @ v)*det(A)", "v=[1,1]", [[None, None], [0.75, 0.25]]),
    ("sum(inv(outer(v, v))), v[0]*det(A)", "v=[1,1]", [[None, None], [1, 0]]),
    ("sum([[1, log(v[1])]] @ [v[0], 1]), v[0]*det(A)", "v=[1,0]", [[None, None], [1, 0]]),
]


@pytest.mark.parametrize(("program", "at", "expected"), APART, ids=[case[0] for case in APART])
def test_an_output_takes_no_part_in_the_rows_of_others(
    program: str, at: str, expected: list[list[float | None]]
) -> None:
    read = problem([SourceText("f", program)], at=[f"{at},A=eye(9)"], wrt="v")
    found = answer(read, "jacobian", Request(numeric=True, formulas=False))
    numbers = [[value if np.isfinite(value) else None for value in row] for row in dense(found.result)]
    assert numbers == [pytest.approx(row) for row in expected]


def test_weights_of_zero_take_no_part() -> None:
    read = problem([SourceText("f", "log(v)*det(A)")], at=["v=[0,1,2],A=eye(9)"], w=["0,1,1"], wrt="v")
    found = answer(read, "vjp", Request(numeric=True, formulas=False))
    assert dense(found.result) == [pytest.approx([0, 1, 0.5])]


def test_weights_of_undefined_outputs_spoil_the_sum() -> None:
    spoilt = asked("vjp", f"{LARGE}, e = log(v)", "A=eye(9),v=[1,-1]", "1,1,1")
    fine = asked("vjp", f"{LARGE}, e = log(v)", "A=eye(9),v=[1,-1]", "1,1,0")
    column = spoilt.inputs.index("v[1]")
    assert np.isnan(dict(spoilt.result.rows[0])[column].value or 0)
    assert dict(fine.result.rows[0])[fine.inputs.index("v[0]")].value == 1


def test_many_kinks_are_told_by_one_note() -> None:
    for numeric in (False, True):
        request = Request(numeric=numeric, formulas=False)
        found = asked("grad", "s = amax(x)", "x=zeros(2500)", request=request)
        assert [(note.kind, note.code) for note in found.notes] == [("kink", "kinks-not-compared")]
        assert found.status == "kink"
    with pytest.raises(LimitReached, match="--kink torch"):
        asked("grad", "s = amax(x)", "x=zeros(2500)", request=Request(kink="left", formulas=False))


# ── kinks ──

# A program and a point → which entries of the gradient meet a kink, by hand; sides are not compared.
KINKS = [
    ("sum(abs(x))", "x=[0,1,-2,0]", "x[0] x[3]"),
    ("sum(relu(x - 1))*y", "x=[0,1,2],y=2", "x[1]"),
    ("sum(W @ abs(x))", "W=[[1,2],[3,4]],x=[0,5]", "x[0]"),
    ("sum(abs(W @ x))", "W=[[1,2],[2,1]],x=[1,-1/2]", "W[0,0] W[0,1] x[0] x[1]"),
    ("amax(x)", "x=[1,3,3]", "x[1] x[2]"),
    ("amin(x)", "x=[1,3,3]", ""),
    ("sum(max(x, y, 2))", "x=[1,2,3],y=2", "x[1] y"),
    ("norm(x) + norm(y)", "x=[0,0],y=[0,1]", "x[0] x[1]"),
    ("sum(where(x > 0, abs(y), x))", "x=[-1,0,1],y=[0,0,0]", "x[1] y[2]"),
    ("sum(clip(x, 0, 1))", "x=[0,1,1/2,-3]", "x[0] x[1]"),
    ("floor(x[0] + 1) + floor(x[1])", "x=[2,0.5]", "x[0]"),
    ("sum(abs(x[:2] + x[1:] - 0.3))", "x=[0.1,0.2,7]", "x[0] x[1]"),
    ("max(1, sum(sqrt(x)))", "x=[0,0]", ""),
    ("sum(cumsum(abs(x)))", "x=[0,1,0]", "x[0] x[2]"),
    ("where(x[0] and 1, 3, x[1])", "x=[0,0]", "x[0]"),
    ("sum(mod(x, 3))", "x=[6,1]", "x[0]"),
    # within rounding only for those who know what a function was made of
    ("abs(log(0.1*x + 0.7*x + 0.2*x))", "x=1", "x"),
    ("abs(det([[x, sqrt(2)], [sqrt(8), y]]))", "x=2,y=2", "x y"),
    ("abs((0.1*x + 0.2*x - 0.3*x)*y)", "x=1,y=1e-9", "x y"),
    ("abs(sin(0.1*x + 0.2*x - 0.3*x))", "x=1", "x"),
    ("abs((0.1*x + 0.2*x - 0.3*x)/y)", "x=1,y=1e9", "x y"),
    ("atan2(x, y)", "x=1e16,y=1e16", ""),
    ("atan2(x, y)", "x=1e-20,y=-1e16", "x y"),
    ("sum(x*x)", "x=[0,1]", ""),
    ("sum(x == x)*x[0]", "x=[0,1]", ""),
    ("std(x)", "x=[1,1]", "x[0] x[1]"),
    ("sqrt(x**3)", "x=0", ""),
]


@pytest.mark.parametrize(("program", "at", "expected"), KINKS, ids=[case[0] for case in KINKS])
def test_entries_that_meet_a_kink_are_marked(program: str, at: str, expected: str) -> None:
    read = problem([SourceText("f", program)], at=[at])
    request = Request(numeric=True, formulas=False)
    found = batch_answer(read, "grad", request)
    marked = {note.entry[1] for note in found.notes if note.kind == "kink"}
    assert marked == set(expected.split())
    undefined = {found.inputs[j] for j, entry in found.result.rows[0] if np.isnan(entry.value or 0)}
    assert found.status == ("undefined" if undefined else "kink" if expected else "ok")
    # all that has two sides is among them, or has no number
    sides = {note.entry[1] for note in answer(read, "grad", request).notes if note.kind == "kink"}
    assert sides <= marked | undefined


def test_entries_of_a_jacobian_meet_kinks_of_their_own() -> None:
    read = problem([SourceText("f", "y = abs(x), z = x*2, u = relu(x[0]) + x[1]")], at=["x=[0,1]"])
    found = batch_answer(read, "jacobian", Request(numeric=True, formulas=False))
    assert [note.entry for note in found.notes] == [("y[0]", "x[0]"), ("u", "x[0]")]
    assert [(note.code, note.fields["left"].value, note.fields["right"].value) for note in found.notes] == [
        ("kink", -1, 1),
        ("kink", 0, 1),
    ]


# A program and a point → both sides of the gradient where it has two, by hand; None: not known, so not claimed.
SIDES = [
    ("sum(abs(x))", "x=[0,1,-2,0]", {"x[0]": (-1, 1), "x[3]": (-1, 1)}),
    ("sum(W @ abs(x))", "W=[[1,2],[3,4]],x=[0,5]", {"x[0]": (-4, 4)}),
    ("sum(abs(W @ x))", "W=[[1,2],[2,1]],x=[1,-1/2]",
     {"W[0,0]": (-1, 1), "W[0,1]": (-0.5, 0.5), "x[0]": (1, 3), "x[1]": (-1, 3)}),
    ("amax(x)", "x=[1,3,3]", {"x[1]": (0, 1), "x[2]": (0, 1)}),
    ("sum(amax(A, axis=0))", "A=[[1,2],[1,0]]", {"A[0,0]": (0, 1), "A[1,0]": (0, 1)}),
    ("sum(max(x, y, 2))", "x=[1,2,3],y=2", {"x[1]": (0, 1), "y": (0, 2)}),
    ("norm(x) + norm(y)", "x=[0,0],y=[0,1]", {"x[0]": (-1, 1), "x[1]": (-1, 1)}),
    ("norm(x)*norm(y)", "x=[0,0],y=[3,4]", {"x[0]": (-5, 5), "x[1]": (-5, 5)}),
    ("sum(clip(x, 0, 1))", "x=[0,1,1/2,-3]", {"x[0]": (0, 1), "x[1]": (1, 0)}),
    ("sum(cumsum(abs(x)))", "x=[0,1,0]", {"x[0]": (-3, 3), "x[2]": (-1, 1)}),
    ("sum(relu(x)) - sum(relu(-x))", "x=[0,1]", {}),
    ("sum(abs(x)*x)", "x=[0,1]", {}),
    ("std(x)", "x=[1,1]", {"x[0]": (-0.5, 0.5), "x[1]": (-0.5, 0.5)}),
    ("3*sqrt(sum(x*x)/4) + x[1]", "x=[0,0]", {"x[0]": (-1.5, 1.5), "x[1]": (-0.5, 2.5)}),
    ("sum(sqrt(x**2 + y**2))", "x=[0,1],y=[0,0]", {"x[0]": (-1, 1), "y[0]": (-1, 1)}),
    ("sum(sqrt(x**2) - sqrt(x*x))", "x=[0,1]", {}),
    ("amax(x) - amax(x)", "x=[1,1]", {}),
    ("sum(where(x > 0, x, 2*x))", "x=[0,1]", {"x[0]": None}),
    ("sum(sign(x))", "x=[0,1]", {"x[0]": None}),
    ("where(floor(x) == 0, x, 2*x)", "x=1", {"x": None}),
    ("sum(where(sign(x) > 0.5, x, 2*x))", "x=[0,1]", {"x[0]": None}),
    ("sum(where(amax(floor(x)) > 1, x, 2*x))", "x=[1,1]", {"x[0]": None, "x[1]": None}),
    ("sum(relu(floor(x)) + abs(x))", "x=[1,0]", {"x[0]": None, "x[1]": None}),
    ("amax(floor(x)) + sum(x)", "x=[1,0.5]", {"x[0]": None}),
    ("sum(abs(x[:2] + x[1:] - 0.3))", "x=[0.1,0.2,7]", {"x[0]": None, "x[1]": None}),
]  # fmt: skip


@pytest.mark.parametrize(("program", "at", "expected"), SIDES, ids=[case[0] for case in SIDES])
def test_both_sides_of_entries_at_kinks(program: str, at: str, expected: dict[str, tuple[float, float] | None]) -> None:
    read = problem([SourceText("f", program)], at=[at])
    request = Request(numeric=True, formulas=False)
    for operation in ("grad", "jacobian"):
        found = batch_answer(read, operation, request)
        notes = {note.entry[1]: note for note in found.notes}
        assert set(notes) == set(expected)
        for name, sides in expected.items():
            assert (notes[name].code == "kink-met") is (sides is None)
            told = [notes[name].fields[side].value for side in ("left", "right")] if sides else []
            assert told == pytest.approx(sides or ())
        if None not in expected.values():
            exact = answer(read, operation, request)
            assert dense(found.result) == [pytest.approx(row, abs=1e-15) for row in dense(exact.result)]


def test_the_sides_of_a_root_of_very_many_squares() -> None:
    text = "sqrt(" + " + ".join(f"(x[{k % 2}] - {k % 2})**2" for k in range(3000)) + ")"
    (note, _) = batched("grad", text, "x=[0,1]", "torch").notes
    assert [note.fields[side].value for side in ("left", "right")] == pytest.approx([-(1500**0.5), 1500**0.5])


def test_the_sign_of_a_zero_is_no_side() -> None:
    found = batch_answer(
        problem([SourceText("f", "sqrt(-x)")], at=["x=0"]), "grad", Request(numeric=True, formulas=False)
    )
    assert str(found.value.rows[0][0][1].value) == "0.0"
    assert dense(found.result) == [[-np.inf]]


@pytest.mark.parametrize(
    ("left", "right", "known"),
    [
        (0.0, 0.0, True),
        (-1.0, 1.0, True),
        (2.0, 2.0, True),
        (0.0, np.inf, True),
        (-1e-17, 1e-17, False),
        (1.0, 1.0 + 1e-15, False),
        (1e-17, 1e-17, False),
        (np.nan, 1.0, False),
    ],
)
def test_sides_that_may_be_rounding_are_not_told(left: float, right: float, known: bool) -> None:
    from jacli.analysis.array_sides import are_known

    assert are_known(left, right) is known


def test_sides_of_weighted_sums_of_arrays() -> None:
    read = problem([SourceText("f", "abs(x), x, log(y)")], at=["x=[0,1],y=[2,1]"], w=["2,1,3,1,0,0"])
    found = batch_answer(read, "vjp", Request(numeric=True, formulas=False))
    (note,) = found.notes
    assert note.entry == (None, "x[0]")
    assert [note.fields[name].value for name in ("left", "right", "taken")] == [1, 5, 3]


def test_sides_are_not_sought_at_any_cost() -> None:
    from jacli.analysis import array_sides

    read = problem([SourceText("f", "sum(abs(x))")], at=["x=[0,1]"])
    before, array_sides.MOST_ELEMENTS = array_sides.MOST_ELEMENTS, 1
    try:
        found = batch_answer(read, "grad", Request(numeric=True, formulas=False))
    finally:
        array_sides.MOST_ELEMENTS = before
    assert [note.code for note in found.notes] == ["kink-met"]


def test_weights_of_zero_meet_no_kink() -> None:
    read = problem([SourceText("f", "abs(x), x*2")], at=["x=[0,1]"], w=["0,1,1,1"])
    assert batch_answer(read, "vjp", Request(numeric=True, formulas=False)).notes == ()


def test_very_many_kinks_are_one_note() -> None:
    found = batch_answer(
        problem([SourceText("f", "sum(abs(x))")], at=["x=zeros(1500)"]), "grad", Request(numeric=True, formulas=False)
    )
    (note,) = found.notes
    assert (note.code, note.fields["count"]) == ("kinks-met", 1500)
    assert "1500 entries" in note_text(note)
    assert "x[4] and 1495 more" in note_text(note)
    assert "and" not in note_text(note, "zh")


def batched(operation: str, text: str, at: str, kink: Convention) -> Answer:
    read = problem([SourceText("f", text)], at=[at])
    return batch_answer(read, operation, Request(numeric=True, formulas=False, kink=kink))


@pytest.mark.parametrize("operation", ["grad", "jacobian"])
def test_other_conventions_take_the_sides(operation: str) -> None:
    sides: dict[Convention, int] = {"left": -1, "right": 1}
    for kink, slope in sides.items():
        found = batched(operation, "sum(abs(x))", "x=[0,1]", kink)
        assert dense(found.result) == [[slope, 1]]
        assert [(note.code, note.fields["taken"].value) for note in found.notes] == [(f"kink-{kink}", slope)]
    with pytest.raises(UndefinedResult, match="-1 from the left and 1 from the right"):
        batched(operation, "sum(abs(x))", "x=[0,1]", "error")
    assert batched(operation, "sum(relu(x) - relu(-x))", "x=[0,1]", "error").notes == ()


def test_another_convention_is_refused_where_the_sides_do_not_tell() -> None:
    refused: list[tuple[str, Convention]] = [
        ("sum(abs(x))", "jax"),
        ("sum(abs(x))", "zero"),
        ("sum(where(x > 0, x, 2*x))", "left"),
    ]
    for program, kink in refused:
        with pytest.raises(LimitReached, match="--kink torch"):
            batched("grad", program, "x=[0,1]", kink)
    assert batched("grad", "sum(abs(x))", "x=[2,1]", "zero").notes == ()


def test_derivatives_that_are_not_finite_are_named() -> None:
    read = problem([SourceText("f", "sum(sqrt(x))")], at=["x=[0,1]"])
    found = batch_answer(read, "grad", Request(numeric=True, formulas=False))
    assert [(note.code, note.fields["entries"]) for note in found.notes] == [("derivatives-not-finite", ["x[0]"])]
    assert found.status == "undefined"


def test_what_floats_do_not_tell_is_not_called_infinite() -> None:
    found = asked("grad", "sqrt(x) + sqrt(y**2) + z*det(A)", "A=eye(9),x=0,y=0,z=1")
    told = {note.code: note.fields["entries"] for note in found.notes}
    assert told == {"derivatives-not-finite": ["x"], "derivatives-not-found": ["y"]}


@pytest.mark.parametrize(
    ("program", "at", "functions"),
    [
        ("sum(inv(A))", "A=arange(1, 82).reshape(9, 9)/10", ["inv"]),
        ("sum(solve(A, A[0])) + sum(inv(A))", "A=arange(1, 82).reshape(9, 9)/10", ["inv", "solve"]),
        ("sum(inv(A))", "A=arange(1, 82).reshape(9, 9)/10 + eye(9)", []),
        ("sum(inv(A))", "A=diag([1e60,1,1e-60,1,1,1,1,1,1])", []),
        ("det(A)", "A=ones(9,9)", []),
    ],
)
def test_a_matrix_that_is_singular_within_rounding_is_told(program: str, at: str, functions: list[str]) -> None:
    found = asked("grad", program, at)
    told = [note.fields["function"] for note in found.notes if note.code == "matrix-nearly-singular"]
    assert told == functions


def test_a_jacobian_may_have_no_rows() -> None:
    found = asked("jacobian", "inv(A)[9:]", "A=eye(9)")
    assert (found.status, found.outputs, len(found.inputs), found.result.rows) == ("ok", (), 81, ())


@pytest.mark.parametrize("operation", ["vjp", "show"])
def test_runs_of_weights_are_shown_one_by_one(operation: str) -> None:
    """As lowered programs have them: each run, and what has accumulated."""
    read = problem([SourceText("f", "y = A @ x")], at=["A=[[1,2],[3,4]]", "x=[5,6]"], w=["1,0", "2,1"])
    request = Request(numeric=True, formulas=False, repeat=2)
    found, expected = batch_answer(read, operation, request), answer(read, operation, request)
    assert [[w.value for w in run.weights] for run in found.runs] == [[1, 0], [2, 1], [1, 0], [2, 1]]
    weights = np.array([[1, 0], [2, 1]] * 2)
    jacobian = np.array([[5, 6, 0, 0, 1, 2], [0, 0, 5, 6, 3, 4]])
    columns = [found.inputs.index(name) for name in ("A[0,0]", "A[0,1]", "A[1,0]", "A[1,1]", "x[0]", "x[1]")]
    for run, row, total in zip(found.runs, weights @ jacobian, np.cumsum(weights @ jacobian, axis=0), strict=True):
        for part, numbers in ((run.result, row), (run.accumulated, total)):
            assert [dense(part)[0][j] for j in columns] == numbers.tolist()
    assert [part.name for part in found.parts] == [part.name for part in expected.parts]
    assert [dense(part) for part in found.parts] == [dense(part) for part in expected.parts]
    assert dense(found.result) == dense(expected.result)
    assert [note.code for note in found.notes] == ["calls-repeated"]


def test_a_repeated_gradient_of_a_large_program_is_summed() -> None:
    once = asked("grad", LARGE, "A=2*eye(9)")
    found = asked("grad", LARGE, "A=2*eye(9)", request=Request(numeric=True, formulas=False, repeat=3))
    np.testing.assert_allclose(dense(found.result), 3 * np.array(dense(once.result)), rtol=1e-12)
    assert len(found.runs) == 3


# ── large arrays ──────────────────────────────────────────────────────────────────────────────────────────

ARRAYS = [
    ("grad", "sum(x**2)", "x=arange(12)", None),
    ("grad", "y = sin(x)*exp(-x/5)", "x=linspace(1/3, 7, 12)", None),
    ("vjp", "y = x*a, z = cumsum(x)", "x=arange(12),a=pi", ",".join("123456789123456789123456")),
    ("jacobian", "s = sum(x*x[[3]]) + prod(x + 1)", "x=arange(12)", None),
    ("show", "norm(x)", "x=arange(1, 13)", None),
]


def typed(entries: Iterable[Entry] | None) -> list[tuple[object, float | None]]:
    return [(entry.exact, entry.value) for entry in entries or ()]


@pytest.mark.parametrize(("operation", "text", "at", "w"), ARRAYS)
def test_large_arrays_have_the_answer_of_scalars(
    operation: str, text: str, at: str, w: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    scalars = asked(operation, text, at, w)
    monkeypatch.setattr(model, "MANY_ELEMENTS", 0)
    monkeypatch.setattr(model, "MANY_TO_AN_OPERATION", 0)
    monkeypatch.setattr(answering, "modelled", None)
    arrays = asked(operation, text, at, w)
    for ours, theirs in zip((arrays.value, *arrays.parts), (scalars.value, *scalars.parts), strict=True):
        assert (ours.name, ours.row_names, ours.column_names) == (theirs.name, theirs.row_names, theirs.column_names)
        np.testing.assert_allclose(dense(ours), dense(theirs), rtol=1e-14)
    assert typed(arrays.weights) == typed(scalars.weights)
    assert arrays.point is not None
    assert scalars.point is not None
    assert list(arrays.point) == list(scalars.point)
    assert typed(arrays.point.values()) == typed(scalars.point.values())
    assert (arrays.status, arrays.notes) == (scalars.status, scalars.notes)


@pytest.mark.parametrize(
    ("text", "at", "code"),
    [
        ("sum(abs(x))", "x=arange(20000)", "kink"),
        ("sum(log(x))", "x=arange(20000)", "not-real"),
        ("sum(exp(x))", "x=arange(20000)", "overflow-float"),
    ],
)
def test_what_large_arrays_meet_is_told_as_of_scalars(text: str, at: str, code: str) -> None:
    assert code in [note.code for note in asked("grad", text, at).notes]


@pytest.mark.parametrize(("at", "w"), [("y=exp(1000)", "1"), ("y=2", "exp(1000)")])
def test_a_typed_number_beyond_floats_is_told(at: str, w: str) -> None:
    arrays = asked("vjp", "sum(x*y)", f"x=ones(20000),{at}", w)
    assert (arrays.status, [note.code for note in arrays.notes]) == ("undefined", ["overflow-float"])
    with pytest.raises(LimitReached, match="too large for a float; without --numeric"):
        asked("vjp", "det(A)*y", f"A=eye(9),{at}", w)


def test_gradients_of_large_arrays_call_little() -> None:
    def work(size: int) -> Callable[[], object]:
        read = problem([SourceText("f", "sum(x**2)")], at=[f"x=arange({size})"])
        return lambda: answer(read, "grad", Request(numeric=True, formulas=False))

    work(20_000)()
    assert calls(work(20_000)) < 40 * 20_000
    assert is_linear(work, 12_000)


def test_progressions_are_exact() -> None:
    read = problem([SourceText("f", "x, y, z")], at=["x=arange(1/3, 9, 1/2),y=linspace(0, 1, 8),z=linspace(2, 2, 3)"])
    assert read.point is not None
    x, y, z = (read.point[name].elements for name in "xyz")
    assert x == tuple(Fraction(1, 3) + k * Fraction(1, 2) for k in range(18))
    assert y == tuple(Fraction(k, 7) for k in range(8))
    assert list(z) == [2, 2, 2]
