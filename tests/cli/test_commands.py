"""The operations from the outside: what is read, where results and remarks go, and the exit codes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import sys
from pathlib import Path

import pytest

from jacli.cli.commands import jacli as group
from jacli.cli.options import FORMATS
from jacli.graph.functions import CALLABLE
from tests.conftest import Jacli

OPERATIONS = ("jacobian", "vjp", "grad", "show")
BUILTIN = "x1**3 + 2*x2**2 + 3*x3"


@pytest.mark.parametrize(
    ("typed", "code", "out"),
    [
        ('jacobian "x1**3+2*x2**2" --at 1,2,3', 0, "3 8 0\n"),
        ("vjp --w 3,2,1", 0, "17 52 81\n"),
        ("grad", 0, "8 28 48\n"),
        ("grad --at x2=1", 0, "8 11 48\n"),
        ('jacobian "-sqrt(x)" --at 4 --exact', 0, "-1/4\n"),
        ('grad "-f*x" --at -1,2', 0, "-2 1\n"),
        ('jacobian "x*y" "x+y" --at x=2,y=3', 0, "3 2\n1 1\n"),
        ("vjp x*y --at 2,3", 0, "3 2\n"),
        ('grad "x*y*z" --at x=2,y=3,z=5 --wrt z,x', 0, "6 15\n"),
        ('jacobian "a = x*y; b = x+y" --of b,a --at 2,3', 0, "1 1\n3 2\n"),
        ('jacobian "y*x" --vars y,x --at 2,3', 0, "3 2\n"),
        ('jacobian "r*cos(t)" "r*sin(t)" --det --at r=2,t=0', 0, "1 0\n0 2\n2\n"),
        ('jacobian "x*y, x/y" --at 1,2 --layout denominator', 0, "2 0.5\n1 -0.25\n"),
        ("grad log(x) --at -1", 3, "nan\n"),
        ("grad sqrt(x) --at 0", 3, "inf\n"),
        ("grad abs(x) --at 0", 0, "0\n"),
        ("grad abs(x)*relu(x) --at 2 --numeric", 0, "4\n"),
        ("grad abs(x) --at 0 --numeric", 0, "0\n"),
    ],
)
def test_bare_numbers(typed: str, code: int, out: str, jacli: Jacli) -> None:
    done = jacli(*shlex.split(typed), "-q")
    assert (done.code, done.out) == (code, out)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_operation_has_every_format_also_from_the_environment(
    operation: str, form: str, jacli: Jacli, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (operation, "x*y", "--at", "2,3")
    typed = jacli(*arguments, "--format", form)
    monkeypatch.setenv("JACLI_FORMAT", form)
    assert jacli(*arguments) == typed
    assert (typed.code, typed.err) == (0, "")
    assert typed.out.endswith("\n")
    assert "\x1b" not in typed.out


def test_a_quiet_run_takes_no_format_from_the_environment(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACLI_FORMAT", "json")
    assert jacli("grad", "x*y", "--at", "2,3", "-q").out == "3 2\n"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_result_in_a_file_is_the_result(operation: str, jacli: Jacli) -> None:
    shown = jacli(operation, "x*y", "--at", "2,3")
    written = jacli(operation, "x*y", "--at", "2,3", "--output", "result.txt")
    assert (written.code, written.out, written.err) == (0, "", "jacli: wrote result.txt\n")
    assert Path("result.txt").read_text(encoding="utf-8") == shown.out
    again = jacli(operation, "x", "--output", "result.txt")
    assert (again.code, again.out) == (2, "")
    assert "--force" in again.err
    assert jacli(operation, "x", "--output", "result.txt", "--force").code == 0


TYPED = [["grad", "x*y", "--at", "2,3"], ["check", "x*y", "--at", "2,3"], ["functions", "sin"]]


@pytest.mark.parametrize("arguments", TYPED)
def test_a_line_for_a_file_is_standard_output(arguments: list[str], jacli: Jacli) -> None:
    assert jacli(*arguments, "--output", "-") == jacli(*arguments)
    assert not Path("-").exists()


def test_a_file_may_still_be_called_so(jacli: Jacli) -> None:
    assert jacli("grad", "x*y", "--at", "2,3", "-q", "--output", "./-").code == 0
    assert Path("-").read_text() == "3 2\n"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("q.json", "json"), ("Q.JSON", "json"), ("q.ndjson", "ndjson"), ("q.jsonl", "ndjson"), ("q.csv", "csv"),
        ("q.tsv", "tsv"), ("q.md", "markdown"), ("q.tex", "latex"), ("q", "table"), ("q.x", "table"),
    ],
)  # fmt: skip
def test_the_name_of_a_file_says_its_format(name: str, form: str, jacli: Jacli) -> None:
    shown = jacli("show", "x*y, x/y", "--at", "2,3", "--format", form)
    written = jacli("show", "x*y, x/y", "--at", "2,3", "--output", name)
    assert (written.code, written.out, written.err) == (0, "", f"jacli: wrote {name}\n")
    assert Path(name).read_text(encoding="utf-8") == shown.out


def test_what_is_typed_comes_before_the_name_and_the_name_before_the_environment(
    jacli: Jacli, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("grad", "x*y", "--at", "2,3")
    typed = jacli(*asked, "--output", "a.json", "--format", "csv")
    assert (typed.err, Path("a.json").read_text()) == ("jacli: wrote a.json\n", "x,3\ny,2\n")
    quiet = jacli(*asked, "--output", "b.json", "-q")
    assert (quiet.err, Path("b.json").read_text()) == ("", "3 2\n")
    monkeypatch.setenv("JACLI_FORMAT", "latex")
    jacli(*asked, "--output", "c.csv")
    assert Path("c.csv").read_text() == "x,3\ny,2\n"
    jacli(*asked, "--output", "c")
    assert Path("c").read_text() == jacli(*asked).out
    assert "begin" in jacli(*asked).out
    script = jacli(*asked, "--as", "numpy", "--output", "d.json")
    assert (script.code, Path("d.json").read_text()[:12]) == (0, "import numpy")


@pytest.mark.parametrize("arguments", [("grad", "x"), ("check", "x"), ("explain", "x")])
def test_text_is_not_written_under_the_name_of_a_picture(arguments: tuple[str, ...], jacli: Jacli) -> None:
    for name in ("p.svg", "p.PNG", "p.html"):
        refused = jacli(*arguments, "--at", "1", "--output", name)
        assert (refused.code, Path(name).exists()) == (2, False)
        assert f"--picture {name}" in refused.err
    assert jacli(*arguments, "--at", "1", "--output", "p.html", "--format", "table").code == 0


def test_a_format_that_an_operation_lacks_is_told_by_the_name_too(jacli: Jacli) -> None:
    assert "csv" in jacli("explain", "x", "--at", "1", "--output", "e.csv").err
    assert not Path("e.csv").exists()


# ── where the program comes from ──


def source(jacli: Jacli, *arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(jacli("grad", *arguments, "--format", "json").out)["source"]
    return found


def test_nothing_given_is_the_builtin_example(jacli: Jacli) -> None:
    done = jacli("vjp", "--w", "3,2,1")
    assert done.err.count("\n") == 1
    assert BUILTIN in done.err
    assert source(jacli) == {"kind": "builtin", "path": None}


def test_a_project_file_comes_before_it(jacli: Jacli) -> None:
    wrote = jacli("init", "x*y, x + y", "--at", "2,3", "--w", "1,10")
    assert (wrote.code, wrote.out) == (0, "")
    assert "jacli.toml" in wrote.err
    done = jacli("vjp", "-q")
    assert (done.code, done.out) == (0, "13 12\n")
    assert "jacli.toml" in done.err
    assert jacli("vjp", "-q", "--at", "0,0", "--w", "1,1").out == "1 1\n"
    assert source(jacli) == {"kind": "project", "path": "jacli.toml"}
    assert source(jacli, "x", "--at", "1") == {"kind": "arguments", "path": None}


def test_init_writes_a_problem_with_what_an_option_changed(jacli: Jacli) -> None:
    Path("p.toml").write_text(
        'program = "u = a@x, s = sum(x) + z[0,0]"\nat = {a = [[1, 2], [3, 0.5]], x = "[pi, 1/3]"}\n'
        'w = {u = [1, 2], s = 3}\nshape = {z = "1x2"}\nwrt = "a"\n'
    )
    changed = ("--at", "z=[[sqrt(2)*7, 1]],a=[[5,6],[7,8]]", "--w", "s=1/7", "--shape", "a=2x2")
    asked = jacli("vjp", "-f", "p.toml", *changed, "--format", "json")
    assert jacli("init", "-f", "p.toml", *changed).code == 0
    again = jacli("vjp", "--format", "json")
    before, after = json.loads(asked.out), json.loads(again.out)
    for document in (before, after):
        del document["source"]
    assert before == after
    assert before["point_exact"]["a"] == [["5", "6"], ["7", "8"]]
    assert before["weights_exact"] == ["1", "2", "1/7"]


def test_init_keeps_what_is_there_and_writes_nothing_unreadable(jacli: Jacli) -> None:
    assert jacli("init", "sine(x)").code == 2
    assert not Path("jacli.toml").exists()
    assert jacli("init", "x", "--at", "1").code == 0
    before = Path("jacli.toml").read_text(encoding="utf-8")
    assert jacli("init", "x*x").code == 2
    assert Path("jacli.toml").read_text(encoding="utf-8") == before
    assert jacli("init", "x*x", "--force").code == 0
    assert Path("jacli.toml").read_text(encoding="utf-8") != before


@pytest.mark.parametrize(
    "arguments",
    [
        ("x*y, x + y", "--at", "x=1/3,y=2", "--w", "1,1", "--w", "0,1"),
        ('s = "not text"',),
        ("a = 1  # one\nb = a*x", "--at", "2"),
        ("x @ y", "--shape", "x=2x2", "--shape", "y=2", "--wrt", "y"),
        ("a = x*y; b = x", "--of", "b,a", "--vars", "y,x", "--at", "y=1,x=2"),
        ("x*y", "--at", "1,-2"),
    ],
)
def test_a_problem_survives_the_project_file(arguments: tuple[str, ...], jacli: Jacli) -> None:
    direct = jacli("show", *arguments, "--format", "json")
    if direct.code == 2:
        assert jacli("init", *arguments).code == 2
        return
    assert jacli("init", *arguments).code == 0
    kept = json.loads(jacli("show", "--format", "json").out)
    assert kept.pop("source") == {"kind": "project", "path": "jacli.toml"}
    expected = json.loads(direct.out)
    del expected["source"]
    assert kept == expected


def test_a_file_comes_before_the_expressions(jacli: Jacli) -> None:
    Path("program.txt").write_text("u = x*y\nv = x + y\n", encoding="utf-8")
    assert jacli("jacobian", "u*v", "-f", "program.txt", "--at", "2,3", "-q").out == "1 1\n21 16\n"
    assert source(jacli, "-f", "program.txt") == {"kind": "file", "path": "program.txt"}


class Input(io.TextIOWrapper):
    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(text.encode()))


@pytest.mark.parametrize("arguments", [("-",), ("-f", "-"), ("v = x", "-f", "-", "--of", "u")])
def test_a_dash_reads_standard_input(arguments: tuple[str, ...], jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Input("u = x*y"))
    assert jacli("grad", *arguments, "--at", "2,3", "-q").out == "3 2\n"


def test_standard_input_is_read_only_if_asked_for(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Input("x*y"))
    assert jacli("grad", "-q").out == "8 28 48\n"
    assert jacli("grad", "-", "-", "--at", "2,3").code == 2
    monkeypatch.setattr(sys, "stdin", None)
    closed = jacli("grad", "-")
    assert (closed.code, closed.err.count("\n")) == (2, 1)
    assert "no standard input" in closed.err


# ── notes, limits, refusals ──


@pytest.mark.parametrize("form", [*FORMATS, ""])
def test_a_kink_is_never_silent(form: str, jacli: Jacli) -> None:
    chosen = ("--format", form) if form else ("-q",)
    done = jacli("grad", "abs(x)", "--at", "0", *chosen)
    assert done.code == 0
    assert "kink" in done.out + done.err
    assert not (form and "kink" in done.err and "kink" in done.out)


def test_weights_are_never_guessed(jacli: Jacli) -> None:
    done = jacli("vjp", "x*y", "x+y", "--at", "1,2")
    assert (done.code, done.out) == (2, "")
    assert "grad can be implicitly created only for scalar outputs" in done.err
    assert "--w 1,1" in done.err
    assert "jacli grad" in done.err


@pytest.mark.parametrize(
    "typed",
    [
        "show --timeout 1e-6",
        "show --timeout 0.002",
        'jacobian "x*x" --shape x=2000 --max-entries 1000',
        "show x+x+x+x+x --max-nodes 2",
        "show x --shape x=100 --max-elements 50",
        "show x+x+x+x+x --max-source 3",
    ],
)
def test_a_limit_ends_with_4_and_says_which(typed: str, jacli: Jacli) -> None:
    done = jacli(*shlex.split(typed))
    assert (done.code, done.out) == (4, "")
    assert "--timeout" in done.err or "--max-" in done.err or "--sparse" in done.err


@pytest.mark.parametrize("operation", OPERATIONS)
def test_names_and_formulas_are_not_markup(operation: str, jacli: Jacli) -> None:
    done = jacli(operation, "W[0]*W[1]", "--shape", "W=2", "--color", "always")
    assert "W[0]" in done.out


def test_colour_only_changes_colour(jacli: Jacli) -> None:
    plain, coloured = jacli("show", "x*y", "--at", "1,2"), jacli("show", "x*y", "--at", "1,2", "--color", "always")
    assert "\x1b[" in coloured.out
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured.out) == plain.out


# ── functions ──


def test_the_list_of_functions_has_every_name(jacli: Jacli) -> None:
    done = jacli("functions")
    assert (done.code, done.err) == (0, "")
    missing = [name for name in CALLABLE if f"{name}(" not in done.out and f" {name} " not in done.out]
    assert missing == []


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        (("sin",), ["  sin(x)  sine, x in radians"]),
        (("sin()", "ln"), ["  sin(x)  sine, x in radians", "  log(x)  natural logarithm (also ln())"]),
        (("and",), ["  x and y  x and y (also logical_and())"]),
        (("//",), ["  x // y  floor(x / y) (also floordiv(), floor_divide())"]),
    ],
)
def test_functions_by_name_or_sign(names: tuple[str, ...], lines: list[str], jacli: Jacli) -> None:
    assert jacli("functions", *names).out.splitlines() == lines


def test_the_list_of_functions_folds_and_is_spelt_for_its_place() -> None:
    from jacli.render.function_list import function_list
    from jacli.render.style import Style
    from jacli.render.widths import display_width

    for width in (40, 80, 120):
        lines = "".join(function_list((), Style(width=width))).splitlines()
        calls = max(len(line) - len(line.lstrip()) for line in lines) + 22
        assert max(map(display_width, lines)) <= max(width, calls)
    assert "".join(function_list(("polygamma", "sum"), Style(ascii=True))).isascii()


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo terminal")
def test_on_a_terminal_the_table_folds_and_the_error_has_a_caret() -> None:
    import pty

    def run(*arguments: str) -> tuple[int, str]:
        master, slave = pty.openpty()
        process = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "jacli", *arguments],
            os.environ | {"COLUMNS": "40", "TERM": "xterm"},
            file_actions=[(os.POSIX_SPAWN_DUP2, slave, 1), (os.POSIX_SPAWN_DUP2, slave, 2)],
        )
        os.close(slave)
        chunks: list[bytes] = []
        with contextlib.suppress(OSError):  # what reading a terminal that was closed gives
            while chunk := os.read(master, 1 << 16):
                chunks.append(chunk)
        os.close(master)
        _, status = os.waitpid(process, 0)
        return os.waitstatus_to_exitcode(status), b"".join(chunks).decode()

    code, text = run("jacobian", "sin(x)*cos(y)*exp(z), x*y*z, x+y", "--color", "never", "--numeric", "--at", "1,2,3")
    assert code == 0
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 40
    code, text = run("show", "x*sine(y)")
    assert code == 2
    assert [line.rstrip() for line in text.splitlines()[1:]] == ["  x*sine(y)", "    ^^^^"]


def test_every_operation_is_tested_here() -> None:
    assert set(group.commands) == {*OPERATIONS, "check", "explain", "graph", "init", "functions"}


@pytest.mark.parametrize("operation", ["jacobian", "show"])
@pytest.mark.parametrize("options", [(), ("--numeric", "--at", "x=ones(2000)"), ("--format", "json")])
def test_a_dense_result_that_is_too_large_is_not_computed(
    operation: str, options: tuple[str, ...], jacli: Jacli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jacli.analysis import answer

    def computed(*question: object) -> None:
        raise AssertionError(question)

    monkeypatch.setattr(answer, "answer", computed)
    done = jacli(operation, "x", "--shape", "x=2000", *options)
    assert (done.code, done.out, done.err.count("\n")) == (4, "", 1)
    assert "2000 × 2000 = 4000000 entries" in done.err
    assert "--sparse" in done.err


def test_digits_of_gamma_have_a_limit_of_their_own(jacli: Jacli) -> None:
    found = jacli("show", "gamma(x)", "--at", "1/3", "--digits", "5000")
    assert found.code == 4
    assert "5000 digits of gamma" in found.err
