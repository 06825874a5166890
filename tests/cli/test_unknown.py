"""Finite numbers past the limits: every format says that they are unknown, and the shell is told."""

from __future__ import annotations

import json

import pytest

from jacli.errors import ExitCode
from tests.conftest import Jacli

TYPED = ("jacobian", "x**x**x**x, y", "--at", "3,1", "--format")


@pytest.mark.parametrize(
    ("form", "part"),
    [
        ("csv", ",x,y\nf,unknown,0\ny,0,1\n"),
        ("tsv", "\tx\ty\nf\tunknown\t0\ny\t0\t1\n"),
        ("table", "unknown"),
        ("plain", "unknown"),
        ("markdown", "unknown"),
        ("latex", r"  \text{unknown} & 0 \\"),
        ("ndjson", '"exact": null, "value": null}'),
    ],
)
def test_no_format_takes_it_for_a_number(jacli: Jacli, form: str, part: str) -> None:
    outcome = jacli(*TYPED, form)
    assert outcome.code == ExitCode.LIMIT
    assert part in outcome.out
    assert "undefined" not in outcome.out + outcome.err
    said = (outcome.out + outcome.err).replace("\\*", "*")
    assert "x**x**x**x is too large to be computed at x = 3: 3**7625597484987" in said


def test_json_has_null_and_a_note(jacli: Jacli) -> None:
    outcome = jacli(*TYPED, "json", "--digits", "20")
    document = json.loads(outcome.out)
    assert outcome.code == ExitCode.LIMIT
    assert document["status"] == "undefined"
    assert document["result"]["exact"] == [[None, "0"], ["0", "1"]]
    assert document["result"]["value"] == [[None, 0.0], [0.0, 1.0]]
    assert document["result"]["decimal"] == [[None, "0"], ["0", "1"]]
    assert [(note["kind"], note["code"]) for note in document["notes"]] == [("omitted", "overflow")]


def test_undefined_is_graver(jacli: Jacli) -> None:
    outcome = jacli("grad", "exp(exp(x)) + log(-y)", "--at", "1000,1")
    assert outcome.code == ExitCode.UNDEFINED
