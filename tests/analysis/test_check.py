"""Checks: what is right passes, and wrong derivatives that are planted are caught by each way of comparing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from jacli.analysis import check as module
from jacli.analysis.check import check
from jacli.analysis.checked import CheckReport
from jacli.analysis.claims import ClaimReport, with_claim
from jacli.analysis.records import Request
from jacli.calculus import operators, sweeps
from jacli.emit.formula_text import formula_text
from jacli.errors import UsageError
from jacli.graph.functions import TABLE
from jacli.graph.limits import Limits
from jacli.language.problem import Problem, problem
from jacli.language.program import SourceText

BUILTIN = "x1**3 + 2*x2**2 + 3*x3, 3*x1 + 2*x2**2 + x3**3, 2*x1 + x2**3 + 3*x3**2"


def posed(text: str, at: str = "", **options: Any) -> Problem:
    return problem([SourceText("expression 1", text)], at=[at] if at else [], **options)


def checked(text: str, at: str = "", limits: Limits = Limits(), **options: Any) -> CheckReport:
    return check(posed(text, at, **options), Request(limits=limits), formula_text)


def codes(report: CheckReport) -> set[str]:
    return {note.code for note in report.answer.notes}


# ── what is right ──


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (BUILTIN, "1,2,3"),
        ("sin(x)*exp(y), atan2(x, y)", "1/3,sqrt(2)"),
        ("z = x @ y", "x=[[2,1]],y=[[1,2],[3,4]]"),
        ("inv(A), det(A)", "A=[[2,1],[1,3]]"),
        ("softmax(x), norm(x), logsumexp(x), prod(x)", "x=[1,2,3]"),
        ("where(x > 0, sqrt(x), 0), cbrt(x)", "-1"),
        ("exp(-x), expm1(x)", "1000"),
        ("sin(1e30*x)", "1"),
        ("x**3, x**2*abs(x), cos(x)", "0"),
        ("gamma(x), lgamma(x), digamma(x), erf(x), gelu(x), sinc(x)", "1.7"),
        ("e*pi, e**x", "e=2,pi=3,x=1/2"),
        ("t1*t2 + b[0,1]", "t1=2,t2=3,b=[[1,2],[3,4]]"),
        ("log(x)*y", ""),
        ("log(1 + x)/x", "1e-200"),
        ("x**y, x*log(1 + x)", "0,2"),
        ("(x > 0)*x, x == y", "1,2"),
        ("asin(x - 1)", ""),
        ("hypot(x, y), cos(x) + y", "1e-200,1e-200"),
        ("sqrt(x**2 + 1e-60)", "1e-31"),
        ("x/hypot(x, y)", "1e-150,-3e-150"),
    ],
)
def test_what_is_right_passes(text: str, at: str) -> None:
    report = checked(text, at)
    assert report.passed
    assert {entry.state for entry in report.entries} == {"passed"}
    assert all(entry.errors["differences"] < 1e-20 for entry in report.entries)
    assert report.product_error is None or report.product_error < 1e-30


def test_every_way_takes_part_and_zeros_are_counted() -> None:
    report = checked("x*y, x, sin(z)", "1,2,3")
    assert [(c.name, c.entries, c.failed) for c in report.comparisons] == [
        (name, 4, 0) for name in ("differences", "modes", "sympy", "formula")
    ]
    assert (len(report.entries), report.zeros) == (4, 5)


def test_weights_add_a_row() -> None:
    report = checked(BUILTIN, "1,2,3", w=["3,2,1", "0,0,1"])
    assert [e.entry.value for e in report.entries if e.part == "vjp"] == [19, 64, 99]
    assert [part.name for part in report.answer.parts] == ["value", "vjp"]
    assert report.passed


@pytest.mark.parametrize(
    ("text", "at", "state"),
    [
        ("abs(x)", "0", "kink"),
        ("max(-x, 0)", "0", "kink"),
        ("where(x > 0, 1, 0)", "0", "kink"),
        ("abs(x + y - z)", "0.1,0.2,0.3", "kink"),
        ("floor(erf(cbrt(x)))", "0", "kink"),
        ("where(x > 0, x*log(x), 0)", "0", "kink"),
        ("where(x != 0, (exp(x) - 1)/x, 1)", "0", "passed"),
        ("x*abs(x)", "0", "passed"),
        ("relu(x) - relu(-x)", "0", "passed"),
        ("log(x)", "-1", "undefined"),
        ("sqrt(x)", "0", "infinite"),
    ],
)
def test_what_has_no_derivative_has_not_failed(text: str, at: str, state: str) -> None:
    report = checked(text, at)
    assert {entry.state for entry in report.entries} == {state}
    assert report.passed


def test_digits_of_floats() -> None:
    report = checked("(1-cos(x))/x**2, x + 1", "1e-8")
    assert [entry.digits for entry in report.entries] == [0, 16]


def test_without_a_point_one_is_made_up_where_the_outputs_have_values() -> None:
    report = checked("acosh(x)*log(1 - y)")
    assert "point-made-up" in codes(report)
    assert report.answer.status == "ok"


def test_long_formulas_are_left_out_of_sympys_part() -> None:
    report = checked("x*y*sin(x + y), x", "1,2", limits=Limits(formula_size=4))
    assert "sympy-omitted" in codes(report)
    assert [c.entries for c in report.comparisons] == [3, 3, 1, 3]
    assert report.passed


def test_a_formula_without_a_value_where_there_is_a_derivative_is_told() -> None:
    report = check(posed("x**3", "0"), Request(), lambda formula: f"{formula_text(formula)} + log(x)")
    assert "formula-without-value" in codes(report)
    assert report.passed


# ── what is planted ──


@contextmanager
def planted(name: str, **fields: Any) -> Iterator[None]:
    """A row of the table with other fields for a while."""
    row = TABLE[name]
    before = {field: getattr(row, field) for field in fields}
    for field, value in fields.items():
        object.__setattr__(row, field, value)
    try:
        yield
    finally:
        for field, value in before.items():
            object.__setattr__(row, field, value)


WRONG: list[tuple[str, str, str, Callable[..., Any]]] = [
    ("a factor", "sin(x)", "sin", lambda f, y, x: f.mul(f.constant(2), f.cos(x))),
    ("a sign", "cos(x)", "cos", lambda f, y, x: f.sin(x)),
    ("2.001 for 2", "exp(2*x)", "exp", lambda f, y, x: y * f.constant(1) * f.constant(1) * (1 + _thousandth(f))),
    ("nothing", "tanh(x)", "tanh", lambda f, y, x: f.constant(0)),
]


def _thousandth(f: Any) -> Any:
    from fractions import Fraction

    return f.constant(Fraction(1, 2000))


@pytest.mark.parametrize(("what", "text", "name", "partial"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_partial_is_caught_by_differences_and_sympy(
    what: str, text: str, name: str, partial: Callable[..., Any]
) -> None:
    with planted(name, partials=(partial,)):
        report = checked(text, "0.7")
    assert not report.passed
    (entry,) = report.entries
    assert "differences" in entry.failed
    assert what == "nothing" or "sympy" in entry.failed
    assert checked(text, "0.7").passed


def test_a_wrong_transpose_is_caught_by_the_products() -> None:
    with planted("sum", pull=(lambda f, u, y, x: f.constant(2) * f.broadcast(u, x.shape),)):
        report = checked("sum(sin(x))", "x=[1,2]")
    assert report.product_error is not None
    assert report.product_error > 0.1
    assert not report.passed


def test_a_wrong_reverse_sweep_is_caught_by_the_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    right = sweeps._swept

    def wrong(f: Any, *arguments: Any) -> Any:
        return {node: f.neg(term) for node, term in right(f, *arguments).items()}

    monkeypatch.setattr(sweeps, "_swept", wrong)
    (entry,) = checked("x**3", "2").entries
    assert set(entry.failed) == {"differences", "modes", "sympy"}


def test_a_wrong_formula_is_caught_when_read_back() -> None:
    report = check(posed("x**3", "2"), Request(), lambda formula: formula_text(formula).replace("3", "3.001"))
    (entry,) = report.entries
    assert entry.failed == ("formula",)
    unreadable = check(posed("x**3", "2"), Request(), lambda formula: "1 +")
    assert "formula-unreadable" in codes(unreadable)
    assert not unreadable.passed


def test_sides_of_weighted_sums_are_their_own() -> None:
    """wᵀJ may be smooth where the plain sum of the outputs is not, and weights of several runs add up."""
    for weights in (["1,-1"], ["2,-1", "-1,0"]):
        report = checked("relu(x), relu(-x)", "0", w=weights)
        assert report.passed
        assert [(e.part, e.state) for e in report.entries][-1] == ("vjp", "passed")
        assert [note.entry for note in report.answer.notes] == [("y1", "x"), ("y2", "x")]
    report = checked("relu(x), relu(-x)", "0", w=["1,2"])
    assert (report.passed, report.entries[-1].state) == (True, "kink")


def test_wrong_sides_of_a_kink_are_caught() -> None:
    with planted("abs", sided=lambda f, y, x, t: f.abs(t[0]) * 2):
        (entry,) = checked("abs(x)", "0").entries
    assert entry.state == "failed"


def test_a_zero_that_is_none_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    right = operators.jacobian
    monkeypatch.setattr(operators, "jacobian", lambda *a: [{j: n for j, n in row.items() if j} for row in right(*a)])
    report = checked("x*y", "2,3")
    assert [(e.input, e.state) for e in report.entries] == [("x", "failed"), ("y", "passed")]


def test_infinite_sides_are_compared_too() -> None:
    assert module.check(posed("sqrt(abs(x))", "0"), Request(), formula_text).passed


# ── claims ──


def claimed(text: str, claim: str, at: str = "", **options: Any) -> ClaimReport:
    asked = posed(text, at, **options)
    found = with_claim(check(asked, Request(), formula_text), asked, claim, Request()).claim
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "claim", "at", "options"),
    [
        (BUILTIN, "[[3*x1**2, 4*x2, 3], [3, 4*x2, 3*x3**2], [2, 3*x2**2, 6*x3]]", "1,2,3", {}),
        (BUILTIN, "[3*x1**2, 4*x2, 3], [3, 4*x2, 3*x3**2], [2, 3*x2**2, 6*x3]", "", {}),
        (BUILTIN, "[[3, 8, 3], [3, 8, 27], [2, 12, 18]]", "1,2,3", {}),
        (BUILTIN, "[9*x1**2 + 8, 3*x2**2 + 20*x2, 6*x3**2 + 6*x3 + 9]", "", {"w": ["3,2,1"]}),
        (BUILTIN, "17, 52, 81", "1,2,3", {"w": ["3,2,1"]}),
        ("x*y", "[y, x]", "", {}),
        ("x*y", "[[y, x]]", "2,3", {}),
        ("x**2", "2*x", "", {}),
        ("t, t**2", "[1, 2*t]", "", {}),
        ("y = x*x", "[[2*x[0], 0], [0, 2*x[1]]]", "x=[1,2]", {}),
        ("y = sum(A*A)", "2*A", "A=[[1,2],[3,4]]", {}),
        ("sin(x)**2", "sin(2*x)", "", {}),
        ("abs(x)", "sign(x)", "", {}),
        ("log(x)", "1/x", "", {}),
        ("sin(x)/3", "0.18010", "1", {}),
        ("x/3", "1/3", "1", {}),
        ("x/3", "-0.33", "1", {"w": ["-1"]}),
        ("abs(x)", "0", "0", {}),
    ],
)
def test_right_claims_pass(text: str, claim: str, at: str, options: dict[str, Any]) -> None:
    assert claimed(text, claim, at, **options).passed


def test_what_sympy_shows_is_proved() -> None:
    found = claimed("sin(x)**2, x", "[sin(2*x), 1]")
    assert (found.how, found.entries, found.proved) == ("formulas", 2, 2)
    assert claimed("x", "1", "2").how == "numbers"


@pytest.mark.parametrize(
    ("text", "claim", "at", "code"),
    [
        ("x*y, x + 2*y", "[[y, 1], [x, 2]]", "", "claim-transposed"),
        ("x*y, x + 2*y", "[[1, 2], [y, x]]", "", "claim-rows-swapped"),
        ("x*y, x + 2*y", "[[x, y], [2, 1]]", "", "claim-columns-swapped"),
        ("x*y, x + 2*y", "[[-y, -x], [-1, -2]]", "", "claim-sign-everywhere"),
        ("x*y, x + 2*y", "[[3, 1], [2, 2]]", "2,3", "claim-transposed"),
    ],
)
def test_what_explains_everything_at_once(text: str, claim: str, at: str, code: str) -> None:
    found = claimed(text, claim, at)
    assert found.cause is not None
    assert (found.passed, found.cause.code) == (False, code)


@pytest.mark.parametrize(
    ("text", "claim", "at", "entry", "code"),
    [
        ("cos(x), x*y", "[[sin(x), 0], [y, x]]", "", "x", "claim-sign"),
        ("3*x**2, y", "[[3*x, 0], [0, 1]]", "", "x", "claim-factor"),
        ("x**2, y", "[[6*x, 0], [0, 1]]", "", "x", "claim-factor-extra"),
        ("sin(x**2), y", "[[cos(x**2), 0], [0, 1]]", "", "x", "claim-inner"),
        ("exp(3*x), y", "[[exp(3*x), 0], [0, 1]]", "", "x", "claim-inner"),
        ("(x**2 + y)**3, z", "[[3*(x**2 + y)**2, 3*(x**2 + y)**2, 0], [0, 0, 1]]", "", "x", "claim-inner"),
        ("x*y*z, y", "[[y*z, x*z, x*z], [0, 1, 0]]", "", "z", "claim-variable"),
        ("x*y, x**3 + y", "[[y, x], [y, 1]]", "", "x", "claim-output"),
        ("x*y, x", "[[y, x], [x*y, 0]]", "", "x", None),
        ("x**2, y", "[[4.01, 0], [0, 1]]", "2,3", "x", None),
        ("x**2, y", "[[-4, 0], [0, 1]]", "2,3", "x", "claim-sign"),
        ("log(x), y", "[[0, 0], [0, 1]]", "", "x", None),
        ("abs(x), y", "[[1, 0*x], [0, 1]]", "", "x", None),
    ],
)
def test_why_an_entry_differs(text: str, claim: str, at: str, entry: str, code: str | None) -> None:
    found = claimed(text, claim, at)
    (difference,) = found.differences
    assert difference.input == entry
    assert (None if difference.cause is None else difference.cause.code) == code
    assert found.cause is None


@pytest.mark.parametrize(
    ("text", "claim", "code"),
    [
        (BUILTIN, "[1, 2, 3]", "claim-needs-weights"),
        ("x*y, x, y", "[[1, 2, 3], [4, 5, 6]]", "claim-shape-transposed"),
        ("x*y", "[[1, 2], [3, 4]]", "claim-shape"),
        ("x*y", "[y, z]", "claim-unknown-names"),
        ("x*y", "[y, x], 3", "claim-ragged"),
    ],
)
def test_claims_that_do_not_fit_are_usage_errors(text: str, claim: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        claimed(text, claim)
    assert caught.value.code == code
