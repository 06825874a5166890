"""Programs without inputs, without outputs, and with arrays that have no elements: 0 is a size like any other."""

from __future__ import annotations

import json
from itertools import product

import pytest

from jacli.cli.options import FORMATS
from jacli.errors import ExitCode
from tests.conftest import Jacli

PROGRAMS = [
    ("2",),
    ("2, 3",),
    ("zeros(0)",),
    ("x*zeros(0)",),
    ("x*zeros(0)", "--at", "2"),
    ("sum(x)", "--shape", "x=0"),
    ("2*x", "--shape", "x=0"),
    ("x, sum(x)", "--at", "x=zeros(0)"),
    ("zeros(0,3)@x", "--at", "x=ones(3)"),
    ("zeros(3,0)@x", "--at", "x=zeros(0)"),
    ("x@x.T", "--shape", "x=0x2"),
    ("x.T@x", "--shape", "x=0x2"),
    ("2*y", "--at", "x=zeros(0),y=2", "--vars", "x,y"),
    ("det(x)", "--shape", "x=0x0"),
]
OPERATIONS = ["show", "jacobian", "grad", "vjp", "jvp", "hessian", "hvp"]
FLAGS = [(), ("--sparse",), ("--numeric",), ("--det",)]


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_format_has_a_way_to_show_nothing(jacli: Jacli, operation: str, program: tuple[str, ...]) -> None:
    forms = [("--format", form) for form in FORMATS] + [("-q",)]
    for form, layout, flags in product(forms, ("numerator", "denominator"), FLAGS):
        outcome = jacli(operation, *program, *form, "--layout", layout, *flags)
        assert outcome.code in (ExitCode.OK, ExitCode.USAGE, ExitCode.LIMIT), (form, layout, flags, outcome.err)
        lines = [line for line in outcome.err.splitlines() if "nothing here is an input" not in line]
        assert bool(lines) == (outcome.code != ExitCode.OK)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (("jacobian", "2", "--layout", "denominator"), ",y\n"),
        (("jacobian", "2"), '""\ny\n'),
        (("jacobian", "x*zeros(0)", "--layout", "denominator"), '""\nx\n'),
        (("jacobian", "x*zeros(0)"), ",x\n"),
        (("grad", "2"), ""),
        (("grad", "x*zeros(0)"), "x,0\n"),
        (("grad", "x*zeros(0)", "--at", "2"), "x,0\n"),
        (("jacobian", "zeros(0)", "--det"), '""\ndet J,1\n'),
    ],
)
def test_names_stay_where_entries_are_missing(jacli: Jacli, typed: tuple[str, ...], printed: str) -> None:
    assert jacli(*typed, "--format", "csv").out == printed


def test_an_array_without_elements_keeps_its_shape(jacli: Jacli) -> None:
    out = jacli("grad", "sum(x) + y", "--at", "x=zeros(2,0),y=2", "--format", "json").out
    document = json.loads(out)
    assert document["point"] == {"x": [[], []], "y": 2}
    assert document["by_input"] == {"x": [[], []], "y": 1.0}
