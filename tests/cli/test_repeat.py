"""`--repeat` and several `--w`: what each format shows, and the section of an explanation that tells them."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shlex
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import jacli.render
from tests.accumulated import CASES, Case
from tests.arithmetic import number_of, worked_out
from tests.conftest import Jacli

SCHEMA = json.loads((Path(jacli.render.__file__).parent / "schema.json").read_text(encoding="utf-8"))
J = np.array([[3, 8, 3], [3, 8, 27], [2, 12, 18]])
SEVERAL = ["--w", "1,0,0", "--w", "2,2,1", "--repeat", "2"]
WEIGHTS = np.array([[1, 0, 0], [2, 2, 1]] * 2)


def command(case: Case) -> list[str]:
    at = [f"{name}={value}" for name, value in case.at.items()]
    weights = [part for run in case.w for part in ("--w", ",".join(map(str, run)))]
    repeated = ["--repeat", str(case.repeat)] if case.repeat > 1 else []
    return [case.program, *(part for text in at for part in ("--at", text)), *weights, *repeated]


def document(run: Jacli, *arguments: str) -> Any:
    found = json.loads(run(*arguments, "--format", "json").out)
    jsonschema.validate(found, SCHEMA)
    return found


def sums(text: str) -> list[dict[str, tuple[float | Fraction, str]]]:
    """The worked-out lines after each call."""
    calls = text.partition("One call instead")[0]
    return [worked_out(part) for part in re.split(r"^Call \d", calls, flags=re.MULTILINE)[1:]]


# ── the numbers ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.program} {case.repeat}")
def test_the_running_gradients_are_those_of_torch(case: Case, jacli: Jacli) -> None:
    found = document(jacli, "vjp", *command(case))
    assert [tuple(run["accumulated"]["value"]) for run in found["runs"]] == list(case.after)
    assert found["result"]["value"] == list(case.after[-1])
    kinds = [note["kind"] for note in found["notes"]]
    assert kinds == (["accumulated"] if case.repeat > 1 else [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.program} {case.repeat}")
def test_an_explanation_works_each_of_them_out(case: Case, jacli: Jacli) -> None:
    typed = ["explain", *command(case), "--only", "i", "--all"]
    told = sums(jacli(*typed).out)
    printed = [tuple(float(value) for value, _ in call.values()) for call in told]
    assert [row[: len(case.after[0])] for row in printed] == list(case.after)
    before = [tuple(0.0 for _ in case.after[0]), *case.after]
    for call, held in zip(told, before, strict=False):
        assert [number_of(total.split(" + ")[0].strip("()")) for _, total in call.values()] == list(held)
    section = document(jacli, *typed)["explanation"]["accumulation"]
    assert [tuple(e["after"]["value"] for e in call["entries"]) for call in section["calls"]] == list(case.after)
    assert all(e["adds_up"] for call in section["calls"] for e in call["entries"])
    assert section["repeat"] == case.repeat


# ── the formats ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["table", "plain", "markdown"])
def test_every_call_is_shown_with_what_has_accumulated(form: str, jacli: Jacli) -> None:
    out = jacli("grad", "x**2, x*y", "--at", "3,2", "--repeat", "3", "--format", form).out
    assert out.count(".grad after ") == 3
    assert "run 3 of 3" in out
    assert "out.sum().backward()" in out
    assert "zero_grad()" in out.replace("\\", "")
    assert "w = " not in out


@pytest.mark.parametrize(("form", "separator"), [("csv", ","), ("tsv", "\t")])
def test_csv_has_two_rows_per_call(form: str, separator: str, jacli: Jacli) -> None:
    done = jacli("grad", "x**2, x*y", "--at", "3,2", "--repeat", "3", "--format", form)
    rows = [["run", "part", "x", "y"]]
    for k in (1, 2, 3):
        rows += [[str(k), "grad", "8", "3"], [str(k), "accumulated", str(8 * k), str(3 * k)]]
    assert (list(csv.reader(io.StringIO(done.out), delimiter=separator)), done.err.count("zero_grad()")) == (rows, 2)
    weighted = list(csv.reader(io.StringIO(jacli("vjp", *SEVERAL, "--format", form).out), delimiter=separator))
    assert weighted[0] == ["run", "part", "x1", "x2", "x3"]
    found = {
        part: [list(map(float, row[2:])) for row in weighted[1:] if row[1] == part] for part in ("vjp", "accumulated")
    }
    assert found == {"vjp": (WEIGHTS @ J).tolist(), "accumulated": np.cumsum(WEIGHTS @ J, axis=0).tolist()}
    assert "6*x**2" in jacli("grad", "x**3", "--repeat", "2", "--format", form).out


def test_the_long_form_numbers_the_calls(jacli: Jacli) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(jacli("show", "x**2, x*y", "--at", "3,2", "--w", "1,2", "--repeat", "2", "--format", "csv").out)
        )
    )
    calls = [(row["run"], row["part"], row["input"], row["value"]) for row in rows if row["run"]]
    assert [call for call in calls if call[1] == "vjp"] == [
        (run, "vjp", name, value) for run in "12" for name, value in (("x", "10"), ("y", "6"))
    ]
    accumulated = [(run, name, value) for run, part, name, value in calls if part == "accumulated"]
    assert accumulated == [("1", "x", "10"), ("1", "y", "6"), ("2", "x", "20"), ("2", "y", "12")]
    assert "run" not in jacli("show", "x**2", "--at", "3", "--w", "1", "--format", "csv").out


def test_latex_shows_every_call(jacli: Jacli) -> None:
    out = jacli("vjp", *SEVERAL, "--format", "latex").out
    found = re.findall(r"\\\[ (\S+?)(?:\^.*?)? =? ?.*\n  (.*)\n", out)
    rows = [[float(cell) for cell in row.split(" & ")] for _, row in found]
    total = np.cumsum(WEIGHTS @ J, axis=0)
    assert rows == [row.tolist() for pair in zip(WEIGHTS @ J, total, strict=True) for row in pair]
    assert [label for label, _ in found] == [name for k in range(1, 5) for name in (f"w_{{{k}}}", r"\mathtt{.grad}")]
    assert "% run 2 of 4  y.backward(w)\n% w = (2, 2, 1)\n" in out
    assert "% .grad after 4 of 4 calls of y.backward\n" in out
    product = jacli("grad", "c = a @ b", "--shape", "a=2x2,b=2x2", "--repeat", "2", "--format", "latex").out
    assert product.count("% a.grad = w @ b.T\n") == 1


def test_ndjson_has_a_line_per_call_and_entry(jacli: Jacli) -> None:
    lines = [json.loads(line) for line in jacli("vjp", *SEVERAL, "--format", "ndjson").out.splitlines()]
    for part, rows in (("vjp", WEIGHTS @ J), ("accumulated", np.cumsum(WEIGHTS @ J, axis=0))):
        found = [line["value"] for line in lines if line["part"] == part]
        assert found == rows.ravel().tolist()
    assert [line["run"] for line in lines if line["part"] == "vjp"] == [1] * 3 + [2] * 3 + [3] * 3 + [4] * 3
    repeated = jacli("grad", "x**2", "--at", "3", "--repeat", "2", "--format", "ndjson").out.splitlines()
    assert [json.loads(line)["part"] for line in repeated] == ["grad", "accumulated"] * 2


def test_show_repeats_the_product_with_the_weights_alone(jacli: Jacli) -> None:
    found = document(jacli, "show", "--w", "3,2,1", "--repeat", "3")
    assert found["vjp"]["value"] == [51, 156, 243]
    assert found["grad"]["value"] == [8, 28, 48]
    assert [run["accumulated"]["value"][0] for run in found["runs"]] == [17, 34, 51]


def test_the_closed_form_is_that_of_one_call(jacli: Jacli) -> None:
    out = jacli("grad", "c = a @ b", "--at", "a=[[1,2],[3,4]],b=[[1],[1]]", "--repeat", "2", "--wrt", "a").out
    assert out.count("a.grad = w @ b.T") == 1
    assert "a = w @ b.T" not in out
    assert "a.grad  (2×2)" in out


@pytest.mark.parametrize("typed", ["vjp {} --w 1,0 --w 0,2 --repeat 3", "grad {} --repeat 3"])
def test_scripts_make_the_calls_as_often(typed: str, jacli: Jacli) -> None:
    typed = typed.format('"x*y" "x/y" --at 1,2')
    expected = [float(number) for number in jacli(*shlex.split(typed), "-q").out.split()]
    script = jacli(*shlex.split(typed), "--as", "numpy").out
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(script, "script", "exec"), {})
    assert [float(number) for number in printed.getvalue().split()] == expected
    torch = jacli(*shlex.split(typed), "--as", "torch").out
    calls = torch.partition("for _ in range(3):\n")[2].splitlines()
    assert all("retain_graph=True" in call for call in calls if call.startswith("    "))
    assert jacli(*shlex.split(typed), "--as", "jax").out.count("3 * gradient") == 1


# ── requests that cannot be met ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("grad x --repeat 0", 2, "--repeat takes a whole number of at least 1, not 0"),
        ("grad x --repeat 1.5", 2, "not 1.5"),
        ("grad x --repeat=-1", 2, "not -1"),
        ("grad x --repeat", 2, "--repeat"),
        ("show x --at 1 --repeat 2", 2, "jacli grad --repeat 2"),
        ("show x --at 1 --repeat 2 --as torch", 2, "jacli grad --repeat 2"),
        ("jacobian x --repeat 2", 2, "--repeat"),
        ("vjp x,y --at 1,2 --repeat 2", 2, "type --w 1,1"),
        ("grad x --at 1 --repeat 1001", 4, "a lower --repeat shows the same"),
        ("explain x --at 1 --w 1 --w 2 --repeat 501", 4, "1002 calls"),
        ('grad "sum(x)" --at "x=ones(2000)" --repeat 501', 4, "--max-entries"),
    ],
)
def test_refusals_in_one_line(typed: str, code: int, says: str, jacli: Jacli) -> None:
    done = jacli(*shlex.split(typed))
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert done.err.count("\n") == 1


# ── explanations ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_other_sections_tell_one_call_with_the_sum_of_the_weights(jacli: Jacli) -> None:
    total = WEIGHTS.sum(0)
    found = document(jacli, "explain", *SEVERAL)
    assert found["weights"] == total.tolist()
    assert found["vjp"]["value"] == (total @ J).tolist()
    told = found["explanation"]
    assert list(told)[-1] == "accumulation"
    assert [e["value"] for e in told["weighted"]["entries"]] == (total @ J).tolist()
    assert [e["value"] for e in told["scalar"]["gradient"]] == (total @ J).tolist()
    assert told["scalar"]["agrees"]
    assert told["sweep"]["agrees"]
    assert [w["value"] for w in told["accumulation"]["total_weights"]] == total.tolist()
    assert [[w["value"] for w in call["weights"]] for call in told["accumulation"]["calls"]] == WEIGHTS.tolist()
    one = document(jacli, "explain", "--w", "6,4,2")
    for name in ("steps", "jacobian", "weighted", "scalar", "sweep", "chain", "conventions"):
        assert told[name] == one["explanation"][name], name
    assert [run["accumulated"]["value"] for run in found["runs"]] == np.cumsum(WEIGHTS @ J, axis=0).tolist()


def test_one_call_accumulates_nothing(jacli: Jacli) -> None:
    assert "accumulation" not in document(jacli, "explain", "--w", "3,2,1")["explanation"]
    assert document(jacli, "explain", "--only", "accumulation")["explanation"]["accumulation"] is None
    assert "nothing adds up" in jacli("explain", "--only", "i").out


@pytest.mark.parametrize(
    ("typed", "call"),
    [
        ("x**2 --at 3 --repeat 2", "y.backward()"),
        ("x**2,x --at 3 --repeat 2", "y.sum().backward()"),
        ("x**2,x --at 3 --w 1,2 --repeat 2", "y.backward(w)"),
    ],
)
def test_the_call_is_the_one_that_is_made(typed: str, call: str, jacli: Jacli) -> None:
    out = jacli("explain", *shlex.split(typed), "--only", "accumulation").out
    assert f"Call 2, `{call}`" in out
    assert f"`{call}` frees them" in " ".join(out.split())
    assert ("with w = (1, 2)" in out) == (call == "y.backward(w)")


def test_many_calls_are_told_short_and_the_last_is_there(jacli: Jacli) -> None:
    short = jacli("explain", "x**2", "--at", "3", "--repeat", "100", "--only", "i").out
    assert "Call 8," in short
    assert "Call 9," not in short
    assert "92 more calls; --all shows all" in short
    assert "x.grad  600 = 100·6" in short
    whole = jacli("explain", "x**2", "--at", "3", "--repeat", "100", "--only", "i", "--all").out
    assert "x.grad  600 = 594 + 6" in whole


def test_where_a_call_is_undefined_nothing_is_worked_out(jacli: Jacli) -> None:
    typed = ["explain", "log(x), x", "--at", "0", "--w", "0,1", "--w", "1,0", "--only", "i"]
    done = jacli(*typed)
    assert done.code == 3
    assert "x.grad  1 = 0 + 1" in done.out
    assert "no sum is worked out" in done.out
    calls = document(jacli, *typed)["explanation"]["accumulation"]["calls"]
    assert [call["entries"][0]["adds_up"] for call in calls] == [True, False]


def test_without_a_point_formulas_add_up(jacli: Jacli) -> None:
    out = jacli("explain", "x**3", "--repeat", "2", "--only", "i").out
    assert "x.grad  6*x**2 = (3*x**2) + (3*x**2)" in out


def test_the_calls_as_one_are_told_only_where_they_are_one(jacli: Jacli) -> None:
    typed = ["explain", "x**2, x", "--at", "3", "--w", "1,0", "--w", "0,1"]
    says = "There are 2 calls of backward"
    assert says not in jacli(*typed, "--only", "i").out
    assert says not in jacli(*typed, "--only", "a,b,i", "--tensor").out
    assert "Section i tells the calls one by one (--only i)." in jacli(*typed, "--only", "c").out
    assert "Section i tells the calls one by one.\n" in jacli(*typed).out
    assert "i 节逐次说明每次调用（--only i）。" in jacli(*typed, "--only", "c", "--lang", "zh").out


def test_weights_stand_above_the_sections_that_use_them(jacli: Jacli) -> None:
    typed = ["explain", "x**2, x", "--at", "3"]
    for section in "abcdefgh":
        assert ("No --w was given" in jacli(*typed, "--only", section).out) is (section in "cdefgh"), section


def test_irrational_weights_are_summed(jacli: Jacli) -> None:
    out = jacli("explain", "x**2", "--at", "3", "--w", "sqrt(2)", "--repeat", "2", "--only", "i").out
    assert "x.grad  12*√2 = (6*√2) + (6*√2)" in out


# ── problem files ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "jacli.toml"


def test_a_problem_file_can_ask_for_a_repetition(project: Path, jacli: Jacli) -> None:
    project.write_text('program = "x**2, x*y"\nat = "3,2"\nrepeat = 3\n', "utf-8")
    assert jacli("grad", "-q").out == "24 9\n"
    assert jacli("grad", "-q", "--repeat", "2").out == "16 6\n"
    assert jacli("vjp", "-q", "--w", "1,0").out == "18 0\n"
    assert jacli("grad", "--as", "torch").out.count("for _ in range(3):") == 1
    assert len(document(jacli, "explain", "--only", "i")["explanation"]["accumulation"]["calls"]) == 3
    assert len(document(jacli, "show", "--w", "1,0")["runs"]) == 3


@pytest.mark.parametrize("operation", ["show", "jacobian", "check", "graph"])
def test_where_nothing_is_called_nothing_is_repeated(operation: str, project: Path, jacli: Jacli) -> None:
    project.write_text('program = "x**2"\nat = "3"\nrepeat = 3\n', "utf-8")
    assert jacli(operation).code == 0


def test_a_repetition_is_written_down(project: Path, jacli: Jacli) -> None:
    assert jacli("init", "x**2", "--at", "3", "--repeat", "2").code == 0
    assert project.read_text("utf-8").endswith('at = "3"\nrepeat = 2\n')
    assert jacli("grad", "-q").out == "12\n"
    assert jacli("init", "-f", "jacli.toml", "--at", "4", "--force").code == 0
    assert "repeat = 2" in project.read_text("utf-8")


@pytest.mark.parametrize("repeat", ["0", "-1", "1.5", "true", '"2"'])
def test_a_repetition_in_a_file_is_a_whole_number(repeat: str, project: Path, jacli: Jacli) -> None:
    project.write_text(f'program = "x**2"\nrepeat = {repeat}\n', "utf-8")
    done = jacli("grad")
    assert done.code == 2
    assert "jacli.toml: repeat takes a whole number of at least 1" in done.err
    assert "repeat 应是不小于 1 的整数" in jacli("grad", "--lang", "zh").err
