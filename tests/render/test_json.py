"""The JSON document: valid, strict, in order, and cheap to make."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import jacli.render
from jacli.analysis.records import Answer, Entry, Note, Part
from jacli.errors import ExitCode, LimitReached, Place, UsageError
from jacli.graph.limits import Limits
from jacli.render import FORMATS, Style, render
from jacli.render.entries import exit_code
from jacli.render.json import dump
from tests.render import answers
from tests.render.test_golden import CASES

SCHEMA = json.loads((Path(jacli.render.__file__).parent / "schema.json").read_text(encoding="utf-8"))


def refuse(text: str) -> Any:
    raise ValueError(text)


def document(answer: Answer, **style: Any) -> Any:
    return json.loads("".join(render(answer, "json", Style(**style))), parse_constant=refuse)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("case", CASES)
def test_every_document_fits_the_schema(case: str) -> None:
    jsonschema.validate(document(CASES[case]()), SCHEMA)


@pytest.mark.parametrize("operation", ["jacobian", "vjp", "grad", "show", "jvp", "hessian"])
@pytest.mark.parametrize("changes", [{}, {"sparse": True}, {"layout": "denominator"}, {"digits": 20}])
@pytest.mark.parametrize("point", [True, False])
def test_every_operation_fits_the_schema(operation: str, changes: Any, point: bool) -> None:
    made = answers.builtin(operation, [3, 2, 1], point=point, **changes)
    jsonschema.validate(document(made), SCHEMA)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "jacli/2"),
        (["result", "value", 0], {}),
        (["result", "value", 0], "seventeen"),
        (["status"], "fine"),
        (["inputs"], None),
        (["notes"], [{}]),
    ],
)
def test_the_schema_catches_what_is_wrong(path: list[Any], value: object) -> None:
    spoilt = document(answers.builtin("vjp", [3, 2, 1]))
    place = spoilt
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spoilt, SCHEMA)


def test_fields_come_in_the_order_of_the_manual() -> None:
    assert list(document(answers.builtin("vjp", [3, 2, 1]))) == [
        "schema", "operation", "source", "status", "outputs", "inputs", "layout", "output_shapes", "input_shapes",
        "point", "point_exact", "weights", "weights_exact", "value", "result", "by_input", "notes",
    ]  # fmt: skip


def test_the_vjp_of_the_example() -> None:
    made = document(answers.builtin("vjp", [3, 2, 1]))
    assert made["point"] == {"x1": 1, "x2": 2, "x3": 3}
    assert made["weights"] == [3, 2, 1]
    assert made["value"]["exact"] == ["18", "38", "37"]
    assert made["result"] == {
        "formula": ["9*x1**2 + 8", "3*x2**2 + 20*x2", "6*x3**2 + 6*x3 + 9"],
        "exact": ["17", "52", "81"],
        "value": [17.0, 52.0, 81.0],
    }
    assert made["by_input"] == {"x1": 17.0, "x2": 52.0, "x3": 81.0}


def test_arrays_have_their_own_shapes() -> None:
    made = document(answers.product_grad())
    assert made["point"] == {"a": [[1, 2], [3, 4]], "b": [[1, 2, 3], [4, 5, 6]]}
    assert made["by_input"] == {"a": [[6, 15], [6, 15]], "b": [[4, 4, 4], [6, 6, 6]]}
    assert made["closed_form"] == {"a": "w @ b.T", "b": "a.T @ w"}


def test_without_a_point() -> None:
    made = document(answers.builtin("vjp", [3, 2, 1], point=False))
    assert made["point"] is made["point_exact"] is made["by_input"] is None
    assert made["result"]["exact"] is made["result"]["value"] is None


def test_runs_add_up() -> None:
    made = document(answers.builtin("vjp", [1, 0, 0], [0, 1, 1]))
    assert [run["weights"] for run in made["runs"]] == [[1, 0, 0], [0, 1, 1]]
    assert made["runs"][1]["accumulated"] == made["result"]
    assert made["result"]["value"] == [8, 28, 48]


def test_absent_entries_are_zero_in_every_field() -> None:
    made = document(answers.with_terms())
    assert made["result"]["formula"] == [[None, "y"], ["0", "y"]]
    assert made["result"]["named"]["formula"] == [["t2*x", "y"], ["0", "y"]]
    assert made["result"]["named"]["terms"] == {"t1": "sin(x)", "t2": "t1 + y"}


def test_numbers_that_json_lacks_are_text() -> None:
    assert document(answers.odd_values())["result"]["value"] == [["nan", "inf", "-inf", "1e+400"]]


def test_denominator_transposes_the_result() -> None:
    numerator, denominator = (document(answers.polar(layout=layout)) for layout in ("numerator", "denominator"))
    flipped = [list(row) for row in zip(*numerator["result"]["value"], strict=True)]
    assert denominator["result"]["value"] == flipped
    assert denominator["outputs"] == numerator["outputs"]


def test_sparse_lists_coordinates() -> None:
    part = Part("jacobian", ("y1", "y2"), ("x1", "x2"), (((1, Entry(value=5.0)),), ()))
    for layout in ("numerator", "denominator"):
        made = document(answers.numeric(sparse=True, result=part, layout=layout))
        assert made["result"] == [{"output": "y1", "input": "x2", "formula": None, "exact": None, "value": 5.0}]


def test_fields_of_notes() -> None:
    place = Place("expression 1", "a = 1\nb = 1/x", 10, 13)
    fields = {"point": {"x": Fraction(1, 3)}, "count": 3, "sides": [float("nan"), None]}
    made = document(answers.numeric(notes=(Note("undefined", "division-by-zero", ("b", None), place, fields),)))
    note = made["notes"][0]
    assert note["where"] == {"entry": ["b", None], "line": 2, "column": 5, "source": "expression 1"}
    assert note["point"] == {"x": "1/3"}
    assert note["count"] == 3
    assert note["sides"] == ["nan", None]


def test_texts_that_utf8_lacks_are_escaped() -> None:
    made = answers.replace(answers.numeric(), source=answers.Source("file", "a\udc80"))
    text = "".join(render(made, "json"))
    text.encode()
    assert json.loads(text)["source"]["path"] == "a\udc80"


@pytest.mark.parametrize("form", FORMATS)
def test_a_dense_matrix_past_the_limit_is_refused_before_anything_is_printed(form: str) -> None:
    with pytest.raises(LimitReached, match="--sparse") as caught:
        render(answers.numeric(20, 20), form, Style(), Limits(entries=399))
    assert caught.value.exit_code == ExitCode.LIMIT
    render(answers.numeric(20, 20), form, Style(), Limits(entries=400))
    assert list(render(answers.numeric(20, 20, sparse=True), form, Style(), Limits(entries=399)))


def test_an_unknown_format_is_told_which_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        render(answers.numeric(), "jsno")
    assert "did you mean json?" in str(caught.value)
    for form in FORMATS:
        assert form in str(caught.value)


@pytest.mark.parametrize("form", ["json", "csv", "quiet", "ndjson", "plain", "latex", "markdown"])
def test_floats_need_no_library(form: str) -> None:
    code = (
        "import sys; from tests.render import answers_of_floats as made; from jacli.render import render\n"
        f"''.join(render(made.numeric(), {form!r}))\n"
        "print(*sorted({'sympy', 'numpy', 'rich', 'mpmath', 'click'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "table"])
def test_pieces_stay_small(form: str) -> None:
    assert max(map(len, render(answers.numeric(300, 300), form))) < 20_000


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (answers.numeric, ExitCode.OK),
        (answers.kinked, ExitCode.OK),
        (answers.odd_values, ExitCode.UNDEFINED),
        (lambda: answers.builtin("show", point=False), ExitCode.OK),
    ],
)
def test_exit_code(make: Callable[[], Answer], code: ExitCode) -> None:
    assert exit_code(make()) == code


def test_a_finite_number_beyond_doubles_is_a_number() -> None:
    beyond = Entry(exact=Fraction(10) ** 400, value=float("inf"), decimal="1e+400")
    part = Part("jacobian", ("y1",), ("x1",), (((0, beyond),),))
    assert exit_code(answers.replace(answers.numeric(1, 1), result=part)) == ExitCode.OK
    spoilt = answers.replace(answers.numeric(1, 1), determinant=Entry(value=float("nan")))
    assert exit_code(spoilt) == ExitCode.UNDEFINED


@pytest.mark.parametrize(
    "text", ["\u202e", "\x1b[31m", "\x9b", "\u200b", "\ud800", "\U000e0041", "\u2028", "\x7f", "\ufeff"]
)
def test_what_cannot_be_seen_is_escaped(text: str) -> None:
    written = dump({"path": f"a{text}é😀"})
    assert written.isprintable()
    assert "é😀" in written
    assert json.loads(written) == {"path": f"a{text}é😀"}
