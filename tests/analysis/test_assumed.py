"""Identities that nothing proves: exact numbers of that length are given up, and hundreds of digits decide."""

from __future__ import annotations

import math

import pytest

from jacli.analysis.records import Answer
from tests.questions import asked, dense

# Each is 0 for every x, and far too long to be kept exact.
IDENTITIES = {
    "squares": "+".join(f"sin({k}*x)**2+cos({k}*x)**2" for k in range(1, 11)) + "-10",
    "angles": "+".join(f"atan({k}*x)+atan(1/({k}*x))" for k in range(1, 8)) + "-7*pi/2",
    "logarithms": "+".join(f"log({k}*x)-log({k})-log(x)" for k in range(2, 14)),
    "exponentials": "+".join(f"exp(x/{k})*exp(-x/{k})" for k in range(1, 13)) + "-12",
}
MODES = pytest.mark.parametrize("numeric", [False, True], ids=["exact", "numeric"])
identities = pytest.mark.parametrize("identity", IDENTITIES.values(), ids=list(IDENTITIES))


def sides(answer: Answer) -> list[tuple[str | None, float, float]]:
    kinks = [note for note in answer.notes if note.kind == "kink"]
    return [(note.entry[1], note.fields["left"].value, note.fields["right"].value) for note in kinks]


@MODES
@identities
@pytest.mark.parametrize(
    ("program", "value", "slope"),
    [
        ("abs({})", 0, 0),
        ("relu({})", 0, 0),
        ("max({}, 0)", 0, 0),
        ("sign({})", 0, 0),
        ("floor({} + 5)", 5, 0),
        ("where({} > 0, x, 2*x + 1)", 3, 2),
        ("where({} >= 0, 5*x, 2*x + 1)", 5, 5),
    ],
)
def test_what_is_nothing_has_no_kink(program: str, value: float, slope: float, identity: str, numeric: bool) -> None:
    answer = asked("jacobian", program.format(f"({identity})"), {"x": 1}, numeric=numeric)
    assert (dense(answer.value), dense(answer.result)) == ([[value]], [[slope]])
    assert answer.status == "ok"
    assert {note.kind for note in answer.notes} <= {"precision", "omitted"}


@MODES
@identities
@pytest.mark.parametrize(
    ("program", "taken", "left", "right"),
    [
        ("abs({} + y)", 0, -1, 1),
        ("max({}, y)", 0.5, 0, 1),
        ("where({} + y > 0, y, 2*y + 1)", 2, 2, -math.inf),
        ("floor({} + y)", 0, math.inf, 0),
    ],
)
def test_what_moves_beside_it_has_its_kink(
    program: str, taken: float, left: float, right: float, identity: str, numeric: bool
) -> None:
    answer = asked("jacobian", program.format(f"({identity})"), {"x": 1, "y": 0}, numeric=numeric)
    assert dense(answer.result) == [[0, taken]]
    assert sides(answer) == [("y", left, right)]


@MODES
def test_what_hides_in_a_slope_is_found(numeric: bool) -> None:
    """The distance is 0 by any arithmetic; the slope is 0 only to those who know the identity."""
    answer = asked(
        "jacobian", "abs(x*(sin(1)**2 + cos(1)**2 - 1)) + abs(x*(cbrt(3)**3 - 3))", {"x": 0}, numeric=numeric
    )
    assert dense(answer.result) == [[0]]
    assert sides(answer) == []


@MODES
def test_a_division_by_what_is_nothing_is_undefined(numeric: bool) -> None:
    answer = asked("jacobian", f"y/({IDENTITIES['squares']})", {"x": 1, "y": 2}, numeric=numeric)
    assert answer.status == "undefined"
    assert math.isnan(dense(answer.value)[0][0])


@MODES
@pytest.mark.parametrize("tiny", ["1e-40", "1e-150"])
def test_what_is_small_and_not_nothing_is_told_apart(tiny: str, numeric: bool) -> None:
    program = f"where({IDENTITIES['squares']} + y > 0, 3*y, 5*y)"
    answer = asked("jacobian", program, {"x": 1, "y": tiny}, numeric=numeric)
    assert dense(answer.result) == [[0, 3]]
    assert sides(answer) == []


def test_the_note_names_what_was_typed() -> None:
    from jacli.render.messages import note_text

    answer = asked("jacobian", f"abs({IDENTITIES['squares']})", {"x": 1})
    undecided, note = [note for note in answer.notes if note.kind == "precision"]
    assert (undecided.code, note.code) == ("undecided", "taken-for-equal")
    assert note_text(note).startswith("abs(")
    assert note_text(note, "zh").startswith("abs(")
