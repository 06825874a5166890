"""Names are text in every format: no cell, command, markup or line is made of them."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from tests.conftest import Jacli

NAMES = ["_cmd", "a_b_c", "bold", "input", "link", "x__y", "é", "雅可比"]
PROGRAM = "[bold][0]*_cmd + a_b_c*x__y, where(_cmd > 1, link*é, input*雅可比)"
POINT = ",".join(f"{name}={place + 2}" for place, name in enumerate(NAMES))
QUESTIONS = [("--vars", ",".join(NAMES)), ("--vars", ",".join(NAMES), "--at", POINT)]
# What formulas, matrices and labels are made of.
COMMANDS = {
    *("begin", "end", "cdot", "frac", "left", "right", "mathsf", "mathrm", "mathbf", "text", "sum", "nabla", "wedge"),
    *("vee", "neg", "geq", "leq", "operatorname", "sqrt", "log", "cos", "sin", "partial", "det", "infty", "quad"),
}


@pytest.mark.parametrize("question", QUESTIONS, ids=["formulas", "numbers"])
@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_cells_are_names_numbers_and_formulas(
    question: tuple[str, ...], form: str, delimiter: str, jacli: Jacli
) -> None:
    done = jacli("jacobian", PROGRAM, *question, "--format", form)
    rows = list(csv.reader(io.StringIO(done.out), delimiter=delimiter, strict=True))
    assert rows[0] == ["", *NAMES]
    assert {len(row) for row in rows} == {len(NAMES) + 1}
    # What a spreadsheet would need to leave its sheet.
    assert not re.search(r"[|'@]|!(?!=)", done.out)
    assert not any(cell.startswith("=") for row in rows for cell in row)


@pytest.mark.parametrize("question", QUESTIONS, ids=["formulas", "numbers"])
def test_rows_of_markdown_have_their_cells(question: tuple[str, ...], jacli: Jacli) -> None:
    done = jacli("jacobian", PROGRAM, *question, "--format", "markdown")
    rows = [line for line in done.out.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {len(NAMES) + 2}
    bare = re.sub("`[^`]*`", "", done.out)
    assert not re.search(r"(?<!\\)[_*<\[]", bare.replace("**", ""))


@pytest.mark.parametrize("question", QUESTIONS, ids=["formulas", "numbers"])
def test_latex_has_no_commands_of_its_own(question: tuple[str, ...], jacli: Jacli) -> None:
    done = jacli("show", PROGRAM, *question, "--format", "latex")
    shown = "\n".join(line for line in done.out.splitlines() if not line.startswith("%"))
    assert set(re.findall(r"\\([a-zA-Z]+)", shown)) <= COMMANDS
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", shown):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"(?<!\\)[%#$]", shown)


@pytest.mark.parametrize("question", QUESTIONS, ids=["formulas", "numbers"])
def test_json_has_the_names(question: tuple[str, ...], jacli: Jacli) -> None:
    assert json.loads(jacli("jacobian", PROGRAM, *question, "--format", "json").out)["inputs"] == NAMES
    for line in jacli("jacobian", PROGRAM, *question, "--format", "ndjson").out.splitlines():
        assert json.loads(line)["input"] in NAMES


@pytest.mark.parametrize("program", ["[bold]", "[link]", "[red][0]*x", "[i, b, u]"])
def test_markup_of_the_table_printer_is_printed(program: str, jacli: Jacli) -> None:
    done = jacli("show", program, "--color", "always")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.out)
    assert "\x1b]8" not in done.out
    assert all(name in plain for name in re.findall("[a-z]+", program))
