"""Options: what each accepts, and what reaches the question."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import click
import pytest

from jacli.cli.commands import jacli as group
from jacli.cli.languages import LANGUAGES
from jacli.cli.limits import SETTABLE, Setting, default_text
from jacli.cli.options import FORMATS, FormatOption, Options, limit_options, receiving_options
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


def test_every_limit_is_an_option_of_every_operation_that_computes() -> None:
    assert list(SETTABLE) == sorted((field.name for field in fields(Limits)), key=list(SETTABLE).index)
    for name in ("jacobian", "vjp", "grad", "show", "check", "init"):
        declared = {option for parameter in group.commands[name].params for option in parameter.opts}
        assert {setting.option for setting in SETTABLE.values()} <= declared


REACHED = [
    ("seconds", "show sin(x)*exp(x)", "1e-6"),
    ("source_bytes", "grad x*y*z --numeric", "4"),
    ("nesting", "grad ((((x)))) --numeric", "3"),
    ("nesting", "grad (----x) --numeric", "3"),
    ("outputs", "grad x,y,z --numeric", "2"),
    ("outputs", "grad x,y z --numeric", "2"),
    ("outputs", "grad (x,y,z) --numeric", "2"),
    ("outputs", "grad \"x'=y, y'=x\" --numeric", "1"),
    ("nodes", "grad x*y*z --numeric --at 1,2,3", "2"),
    ("nodes", "grad x --numeric --at 1+2*3-4", "2"),
    ("elements", "grad sum(zeros(9)*x) --numeric", "5"),
    ("entries", "jacobian x*y,x+y --numeric --at 1,2", "3"),
    ("digits", "grad x*1e100", "20"),
    ("digits", "grad x --at 1e50*3", "20"),
    ("precision_bits", "grad sin(x) --at 1 --digits 100", "64"),
]


@pytest.mark.parametrize(("field", "typed", "value"), REACHED)
@pytest.mark.parametrize("by_variable", [False, True], ids=["option", "variable"])
def test_a_limit_that_is_reached_names_its_option(
    field: str, typed: str, value: str, by_variable: bool, jacli: Jacli, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = SETTABLE[field]
    if by_variable:
        monkeypatch.setenv(setting.variable, value)
    done = jacli(*shlex.split(typed), *([] if by_variable else [f"{setting.option}={value}"]))
    assert (done.code, done.out) == (4, "")
    assert done.err.count("\n") == 1
    assert setting.option in done.err


@pytest.mark.parametrize(
    ("field", "value"), [("formula_size", "4"), ("formula_depth", "2"), ("formula_total", "5"), ("digits", "3")]
)
def test_a_limit_of_formulas_and_exact_values_is_a_note(field: str, value: str, jacli: Jacli) -> None:
    typed = ["grad", "sin(cos(exp(x*y + 1))) + 7**40*x", "--at", "1,2", "--exact"]
    without, done = jacli(*typed), jacli(*typed, SETTABLE[field].option, value)
    assert (without.code, done.code) == (0, 0)
    assert done.out != without.out
    assert SETTABLE[field].option in done.out


@pytest.mark.parametrize("setting", SETTABLE.values(), ids=list(SETTABLE))
def test_a_bad_value_of_a_variable_names_the_variable(
    setting: Setting, jacli: Jacli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting.variable, "many")
    done = jacli("show")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert setting.variable in done.err
    monkeypatch.setenv(setting.variable, "")
    assert jacli("show", "-q").code == 0
    monkeypatch.setenv(setting.variable, "many")
    assert jacli("show", "-q", setting.option, "1G" if setting.metavar == "M" else "100000").code == 0


@pytest.mark.parametrize(
    ("typed", "count"), [("512M", 512 << 20), ("2g", 2 << 30), ("1.5GiB", 3 << 29), ("300000000", 300_000_000)]
)
def test_bytes_may_have_a_unit(typed: str, count: int) -> None:
    found: list[Options] = []
    command = click.Command("c", params=[], callback=receiving_options(found.append))
    limit_options(command)
    command.main(["--max-memory", typed], standalone_mode=False)
    assert found[0].limits.memory_bytes == count


@pytest.mark.parametrize("typed", ["0", "-1", "1 G", "1e9", "2X", "", "10M", "9" * 400 + "G"])
def test_what_is_no_number_of_bytes_is_refused(typed: str, jacli: Jacli) -> None:
    done = jacli("show", f"--max-memory={typed}")
    assert done.code == 2
    assert "--max-memory" in done.err


def test_the_manual_has_every_limit_with_its_variable_and_default() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "manual.md").read_text("utf-8")
    for field, setting in SETTABLE.items():
        row = f"| `{setting.option} {setting.metavar}` | `{setting.variable}` | {default_text(field)} |"
        assert row in manual


@pytest.mark.parametrize("operation", ["jacobian", "vjp", "grad", "show", "explain", "graph"])
def test_more_than_10000_digits_are_a_limit(operation: str, jacli: Jacli) -> None:
    refused = jacli(operation, "x/3", "--at", "1", "--digits", "10001")
    assert (refused.code, refused.out, refused.err.count("\n")) == (4, "", 1)
    assert "--max-precision" in refused.err


def test_10000_digits_are_none_too_many_and_the_limit_can_be_raised(jacli: Jacli) -> None:
    assert jacli("grad", "x/3", "--at", "1", "--digits", "10000", "-q").out == f"0.{'3' * 10_000}\n"
    raised = jacli("grad", "x/3", "--at", "1", "--digits", "10001", "--max-precision", "40004", "-q")
    assert raised.out == f"0.{'3' * 10_001}\n"


def test_the_formats_are_those_of_the_renderer() -> None:
    from jacli.render import FORMATS as RENDERED

    assert {*FORMATS, "quiet"} == set(RENDERED)


def formats_of(operation: str) -> Sequence[str]:
    declared = {parameter.name: parameter for parameter in group.commands[operation].params}
    option = declared["format"]
    assert isinstance(option, FormatOption)
    return [*option.formats, *(["quiet"] if "quiet" in declared else [])]


def test_each_operation_declares_the_formats_that_it_has() -> None:
    from jacli.render.check import FORMATS as CHECKED
    from jacli.render.explain import FORMATS as EXPLAINED
    from jacli.render.graph import FORMATS as DRAWN

    assert formats_of("check") == list(CHECKED)
    assert formats_of("explain") == list(EXPLAINED)
    assert formats_of("graph") == list(DRAWN)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("operation", "lacks"), [("explain", "csv"), ("explain", "latex"), ("check", "latex")])
def test_help_names_no_format_that_is_refused(operation: str, lacks: str, lang: str, jacli: Jacli) -> None:
    page = jacli(operation, "--help", "--lang", lang).out
    assert "markdown" in page
    assert lacks not in page.partition("--format")[2].partition("--color")[0]
    assert ("--quiet" in page) == (operation != "explain")


@pytest.mark.parametrize(
    ("operation", "form"), [("explain", "csv"), ("graph", "latex"), ("check", "latex"), ("show", "dot")]
)
def test_the_environment_sets_a_format_only_where_there_is_one(
    operation: str, form: str, jacli: Jacli, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = jacli(operation)
    assert plain.code == 0
    monkeypatch.setenv("JACLI_FORMAT", form)
    assert jacli(operation) == plain
    assert jacli(operation, "--format", form).code == 2
    monkeypatch.setenv("JACLI_FORMAT", "json")
    assert jacli(operation).out.startswith("{")


def test_an_empty_setting_of_the_format_is_none(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACLI_FORMAT", "")
    assert jacli("show").code == 0


def test_the_request_says_what_was_asked_for() -> None:
    request = Options(numeric=True, digits=5, det=True, layout="denominator", limits=Limits(nodes=7)).request()
    assert (request.numeric, request.formulas, request.digits, request.det) == (True, False, 5, True)
    assert (request.layout, request.limits.nodes) == ("denominator", 7)
    assert Options(quiet=True, format="json").form == "quiet"
