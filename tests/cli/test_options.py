"""Options: what each accepts, and what reaches the question."""

from __future__ import annotations

import shlex
from dataclasses import fields

import pytest

from jacli.cli.commands import jacli as group
from jacli.cli.options import FORMATS, SETTABLE, Options
from jacli.graph.limits import Limits
from tests.conftest import Jacli


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("show x --digits 0", "--digits"),
        ("show x --digits -5", "--digits"),
        ("show x --digits ٣", "--digits"),
        ("show x --digits 1e3", "--digits"),
        ("show x --digits " + "9" * 5000, "--digits"),
        ("show x --timeout 0", "--timeout"),
        ("show x --timeout -1", "--timeout"),
        ("show x --timeout nan", "--timeout"),
        ("show x --timeout inf", "--timeout"),
        ("show x --timeout soon", "--timeout"),
        ("show x --max-nodes 0", "--max-nodes"),
        ("show x --max-entries x", "--max-entries"),
        ("show x --format tabel", "--format"),
        ("show x --layout row", "--layout"),
        ("show x --color blue", "--color"),
        ("show x --exact=1", "--exact"),
        ("vjp x --at --w 1", "--at"),
        ("vjp x --w", "--w"),
        ("show x --exact --numeric", "--exact"),
        ("show x --numeric --digits 5", "--digits"),
        ("show x --simplify --numeric", "--simplify"),
        ("show x -q --format json", "--format"),
        ("functions sine", "sin"),
        ("show", "JACLI_FORMAT"),
    ],
)
def test_what_an_option_does_not_accept_is_said_in_one_line(
    typed: str, says: str, jacli: Jacli, monkeypatch: pytest.MonkeyPatch
) -> None:
    if says == "JACLI_FORMAT":
        monkeypatch.setenv("JACLI_FORMAT", "tabel")
        says = "tabel"
    done = jacli(*shlex.split(typed))
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert says in done.err
    assert len(done.err) < 6000


def test_the_settable_limits_are_limits() -> None:
    assert set(SETTABLE) <= {field.name for field in fields(Limits)}
    for name in ("jacobian", "vjp", "grad", "show"):
        declared = {option for parameter in group.commands[name].params for option in parameter.opts}
        assert {f"--max-{spelt}" for spelt, _ in SETTABLE.values()} <= declared


def test_the_formats_are_those_of_the_renderer() -> None:
    from jacli.render import FORMATS as RENDERED

    assert {*FORMATS, "quiet"} == set(RENDERED)


def test_an_empty_setting_of_the_format_is_none(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACLI_FORMAT", "")
    assert jacli("show").code == 0


def test_the_request_says_what_was_asked_for() -> None:
    request = Options(numeric=True, digits=5, det=True, layout="denominator", limits=Limits(nodes=7)).request()
    assert (request.numeric, request.formulas, request.digits, request.det) == (True, False, 5, True)
    assert (request.layout, request.limits.nodes) == ("denominator", 7)
    assert Options(quiet=True, format="json").form == "quiet"
