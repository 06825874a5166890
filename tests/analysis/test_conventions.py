"""What --kink chooses at a kink, and kinks that floats step over."""

from __future__ import annotations

import pytest

from jacli.analysis.answer import answer
from jacli.analysis.records import Convention, Request
from jacli.errors import UndefinedResult
from jacli.language.problem import problem
from jacli.language.program import SourceText

# Program at x = 0 → (torch, jax, left, right, zero); torch and jax as measured with torch 2.13 and jax 0.10.
CHOICES = {
    "abs(x)": (0, 1, -1, 1, 0),
    "abs(x) + 3*x": (3, 4, 2, 4, 3),
    "relu(x)": (0, 0, 0, 1, 0),
    "max(x, 0)": (0.5, 0.5, 0, 1, 0),
    "max(-x, 0)": (-0.5, -0.5, -1, 0, 0),
    "max(x, -x, 2*x)": (2 / 3, 2 / 3, -1, 2, 0),
    "clip(x, 0, 1)": (1, 0.5, 0, 1, 0),
    "clip(x, -1, 0)": (1, 0.5, 1, 0, 0),
    "where(x > 0, x, -2*x)": (-2, -2, -2, 1, -2),
    "leaky_relu(x, 0.25)": (0.25, 1, 0.25, 1, 0),
    "elu(x, 2)": (2, 2, 2, 1, 0),
    "abs(x)*2 + relu(-x)": (0, 2, -3, 2, 0),
}
# A derivative that exists whatever the convention would say.
SMOOTH = {"relu(x) - relu(-x)": 1, "abs(x)*x": 0, "abs(x)**3": 0, "max(x, x)": 1, "where(x > 0, x, x)": 1}


def derivative(text: str, kink: Convention, numeric: bool = False) -> tuple[float | None, list[str]]:
    asked = problem([SourceText("f", text)], at=["x=0"])
    found = answer(asked, "jacobian", Request(kink=kink, numeric=numeric, formulas=False))
    row = dict(found.result.rows[0])
    return row[0].value if row else 0.0, [note.code for note in found.notes]


@pytest.mark.parametrize("numeric", [False, True])
@pytest.mark.parametrize("text", CHOICES)
def test_each_convention(text: str, numeric: bool) -> None:
    conventions: tuple[Convention, ...] = ("torch", "jax", "left", "right", "zero")
    for kink, expected in zip(conventions, CHOICES[text], strict=True):
        value, codes = derivative(text, kink, numeric)
        assert value == pytest.approx(expected, abs=1e-15), kink
        assert codes == ["kink" if kink == "torch" else f"kink-{kink}"]
    with pytest.raises(UndefinedResult, match="from the left"):
        derivative(text, "error", numeric)


@pytest.mark.parametrize("text", SMOOTH)
def test_where_both_sides_agree_no_convention_matters(text: str) -> None:
    for kink in ("torch", "jax", "left", "right", "zero", "error"):
        assert derivative(text, kink) == (SMOOTH[text], [])


def test_a_kink_within_rounding_is_decided_exactly() -> None:
    asked = problem([SourceText("f", "abs(x + y - z)")], at=["0.1,0.2,0.3"])
    assert abs(0.1 + 0.2 - 0.3) > 0
    for numeric in (False, True):
        found = answer(asked, "grad", Request(numeric=numeric, formulas=False))
        assert found.status == "kink"
        assert [entry.value for _, entry in found.result.rows[0]] == [0, 0, 0]


def test_a_small_distance_is_not_a_kink() -> None:
    asked = problem([SourceText("f", "abs(x - 1e-300)")], at=["x=0"])
    for numeric in (False, True):
        found = answer(asked, "grad", Request(numeric=numeric, formulas=False))
        assert (found.status, [e.value for _, e in found.result.rows[0]]) == ("ok", [-1])


HIDDEN_ZERO = "sin(1)**2 + cos(1)**2 + sin(2)**2 + cos(2)**2 + sin(3)**2 + cos(3)**2 - 3"


@pytest.mark.parametrize(
    ("text", "value", "slope"),
    [
        (f"where({HIDDEN_ZERO} > 0, x, 2*x)", 2, 2),
        (f"floor(3 + {HIDDEN_ZERO})*x", 3, 3),
        (f"max({HIDDEN_ZERO}, x - 1, x - 2)", 0, 1 / 2),
    ],
)
def test_what_nothing_proves_to_be_zero_is_noted(text: str, value: float, slope: float) -> None:
    """sympy proves sin² + cos² = 1 once; of three such sums only 200 digits are known."""
    found = answer(problem([SourceText("f", text)], at=["x=1"]), "jacobian", Request(formulas=False))
    assert [note.code for note in found.notes][-1:] == ["taken-for-zero"]
    assert dict(found.value.rows[0])[0].value == value
    assert (dict(found.result.rows[0])[0].value if found.result.rows[0] else 0) == slope
    proved = text.replace(HIDDEN_ZERO, "sin(1)**2 + cos(1)**2 - 1")
    found = answer(problem([SourceText("f", proved)], at=["x=1"]), "jacobian", Request(formulas=False))
    assert "taken-for-zero" not in [note.code for note in found.notes]


@pytest.mark.parametrize(
    ("text", "kink", "code"),
    [
        ("norm([x, 0])", "torch", "kink"),
        ("norm([x, 0])", "jax", "kink-zero"),
        ("hypot(x, 0)", "torch", "kink-zero"),
        ("hypot(x, 0)", "jax", "kink-zero"),
        ("abs(x)", "jax", "kink-jax"),
    ],
)
def test_no_library_is_named_that_has_no_derivative_there(text: str, kink: Convention, code: str) -> None:
    # Measured with torch 2.13 and jax 0.10: nan for sqrt of a sum of squares and for hypot, or two halves.
    assert derivative(text, kink) == (1 if kink == "jax" and "abs" in text else 0, [code])
