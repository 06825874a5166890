"""`jacli check` from the outside: formats, exit codes, claims that are typed, and functions that are called."""

from __future__ import annotations

import csv
import json
import re
import shlex
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from jacli.analysis.check import check
from jacli.analysis.records import Request
from jacli.emit.formula_text import formula_text
from jacli.language.problem_file import problem_texts
from jacli.render.check import render_check
from jacli.render.style import Style
from jacli.render.widths import display_width
from tests.conftest import Jacli

SCHEMA = json.loads((files("jacli.render") / "schema.json").read_text(encoding="utf-8"))
PROGRAM = ("check", "x*y, x + y", "--at", "2,3")


def document(jacli: Jacli, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(jacli(*arguments, "--format", "json").out)
    jsonschema.validate(found, SCHEMA)
    return found


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", 0),
        ("--w 3,2,1 --expect 17,52,81", 0),
        ("--w 3,2,1 --expect 17,52,82", 1),
        ('"x*y, x + y" --expect "[[y, x], [1, 1]]"', 0),
        ('"x*y, x + y" --expect "[[x, y], [1, 1]]"', 1),
        ('"abs(x)" --at 0', 0),
        ('"log(x)" --at -1', 3),
        ('"log(x)" --at -1 --expect 1/x', 3),
        ('"sqrt(x)" --at 0', 3),
        ('"x*y" --expect "[1, 2, 3]"', 2),
        ('"x*y" --expect "[y, z]"', 2),
        ('"x*y" --expect "[y, "', 2),
        ('"x*y" --expect "y, x" --against a:b', 2),
        ('"x*y" --against a', 2),
        ('"x*y" --format latex', 2),
        ('"sin(x)" --max-nodes 1', 4),
        ('"abs(x)" --at 0 --kink compare', 0),
        ('"abs(x)" --at 0 --kink compare --expect 1', 1),
        ('"abs(x)" --at 0 --kink jax --expect 1', 0),
        ('"abs(x), log(x)" --at 0 --kink compare', 3),
        ('"x*y" --kink compare', 0),
        ('"amax(x)" --at "x=zeros(500)" --kink compare', 4),
        ('"abs(x)" --at 0 --kink middle', 2),
    ],
)
def test_exit_codes(typed: str, code: int, jacli: Jacli) -> None:
    done = jacli("check", *shlex.split(typed))
    assert done.code == code
    assert code not in (2, 4) or (done.out, done.err.count("\n")) == ("", 1)


@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv", "tsv", "markdown", "plain"])
def test_every_format_also_in_ascii_and_colour(form: str, jacli: Jacli) -> None:
    for arguments in (PROGRAM, (*PROGRAM, "--expect", "[[1, 2], [3, 4]]"), ("check", "abs(x)", "--at", "0")):
        done = jacli(*arguments, "--format", form)
        assert done.out.endswith("\n")
        assert "\x1b" not in done.out
        assert jacli(*arguments, "--format", form, "--color", "always").code == done.code


def test_the_shapes_of_both_are_named(jacli: Jacli) -> None:
    err = jacli("check", "x*y, x", "--expect", "[[1, 2, 3]]").err
    assert "1×3" in err
    assert "2×2" in err


def test_quiet_says_only_what_differs(jacli: Jacli) -> None:
    assert jacli(*PROGRAM, "-q").out == ""
    assert jacli(*PROGRAM, "-q", "--expect", "[[y, x], [1, -1]]").out == "y2 y -1 1 the sign is wrong\n"
    assert jacli(*PROGRAM, "-q", "--expect", "[[y, x], [1, y]]").out == "y2 y y 1 differs\n"
    factor = jacli(*PROGRAM, "-q", "--expect", "[[y, x], [1, 1.01]]").out
    assert factor == "y2 y 101/100 1 there is a factor 101/100 too many\n"
    assert jacli(*PROGRAM, "-q", "--w", "1,1", "--expect", "[y, x + 1]").out == "w x y y+1 differs\n"


def test_the_table_names_what_was_compared_and_how_it_ended(jacli: Jacli) -> None:
    out = jacli(*PROGRAM).out
    for words in ("float digits", "difference quotients", "forward against reverse", "sympy", "read back", "passed: "):
        assert words in out
    failed = jacli(*PROGRAM, "--expect", "[[1, 2], [3, 4]]").out
    assert "FAILED: " in failed
    assert "claimed" in failed


def test_the_document(jacli: Jacli) -> None:
    found = document(jacli, *PROGRAM, "--w", "1,2")
    assert found["operation"] == "check"
    assert found["result"]["value"] == [[3, 2], [1, 1]]
    check = found["check"]
    assert check["passed"]
    assert [c["name"] for c in check["comparisons"]] == ["differences", "modes", "sympy", "formula"]
    assert [e["value"] for e in check["entries"] if e["part"] == "vjp"] == [5, 4]
    assert "claim" not in check
    claim = document(jacli, *PROGRAM, "--expect", "[[3, 1], [2, 1]]")["check"]["claim"]
    assert (claim["passed"], claim["how"], claim["cause"]["code"]) == (False, "numbers", "claim-transposed")
    kink = document(jacli, "check", "abs(x), log(x)", "--at", "0")["check"]["entries"]
    assert [(e["state"], e.get("left"), e.get("right")) for e in kink] == [("kink", -1, 1), ("undefined", None, None)]


def test_rows_for_scripts(jacli: Jacli) -> None:
    rows = list(csv.DictReader(jacli(*PROGRAM, "--format", "csv").out.splitlines()))
    assert [(r["output"], r["input"], r["value"], r["state"]) for r in rows] == [
        ("y1", "x", "3.0", "passed"), ("y1", "y", "2.0", "passed"),
        ("y2", "x", "1.0", "passed"), ("y2", "y", "1.0", "passed"),
    ]  # fmt: skip
    claimed = (*PROGRAM, "--expect", "[[y, x], [1, -1]]")
    last = jacli(*claimed, "--format", "tsv").out.splitlines()[-1].split("\t")
    assert (last[0], last[2], last[-1]) == ("claim", "y", "the sign is wrong")
    lines = [json.loads(line) for line in jacli(*claimed, "--format", "ndjson").out.splitlines()]
    assert [line["part"] for line in lines] == ["jacobian"] * 4 + ["claim"]


# ── what each convention answers at kinks ──

KINKED = ("check", "abs(x), sqrt(abs(y)), max(x, z), x*z", "--at", "0,0,0", "--w", "2,1,1,0", "--kink", "compare")
# Output and input, then left, right, torch, jax, zero, error; by hand, torch and jax as in test_conventions.
ANSWERS = {
    ("y1", "x"): (-1, 1, 0, 1, 0, None),
    ("y2", "y"): ("-inf", "inf", "nan", "nan", 0, "nan"),
    ("y3", "x"): (0, 1, 0.5, 0.5, 0, None),
    ("y3", "z"): (0, 1, 0.5, 0.5, 0, None),
    (None, "x"): (-2, 3, 0.5, 2.5, 0, None),
    (None, "y"): ("-inf", "inf", "nan", "nan", 0, "nan"),
    (None, "z"): (0, 1, 0.5, 0.5, 0, None),
}


def test_every_convention_is_shown_at_every_kink(jacli: Jacli) -> None:
    check = document(jacli, *KINKED)["check"]
    kinks = {(k["output"], k["input"]): k for k in check["kinks"]}
    assert list(kinks) == list(ANSWERS)
    for where, expected in ANSWERS.items():
        found = kinks[where]
        names = ("left", "right", "torch", "jax", "zero", "error")
        assert tuple(found["conventions"][name] for name in names) == expected
        assert (found["left"], found["right"]) == expected[:2]
        assert found["part"] == ("vjp" if where[0] is None else "jacobian")
    assert kinks["y3", "z"]["expression"] == "max(x, z)"
    assert "kinks" not in document(jacli, *KINKED[:-2])["check"]


@pytest.mark.parametrize("convention", ["torch", "jax", "left", "right", "zero"])
def test_the_table_of_conventions_holds_what_each_prints(convention: str, jacli: Jacli) -> None:
    told = document(jacli, *KINKED)["check"]["kinks"]
    printed = json.loads(jacli("jacobian", *KINKED[1:4], "--kink", convention, "--format", "json").out)
    rows, columns = printed["outputs"], printed["inputs"]
    for kink in told:
        if kink["part"] == "jacobian":
            entry = printed["result"]["value"][rows.index(kink["output"])][columns.index(kink["input"])]
            assert kink["conventions"][convention] == entry
    checked = document(jacli, *KINKED[:4], "--kink", convention)["check"]["entries"]
    values = {(e["output"], e["input"]): e["value"] for e in checked}
    assert values["y1", "x"] == ANSWERS["y1", "x"][("left", "right", "torch", "jax", "zero").index(convention)]


def test_conventions_in_every_format(jacli: Jacli) -> None:
    assert jacli(*KINKED, "-q").out.splitlines()[0] == "y1 x -1 1 0 1 0"
    assert jacli(*KINKED, "-q").out.splitlines()[-1] == "w z 0 1 1/2 1/2 0"
    for form, row in (
        ("plain", "y1      x      abs(x)"),
        ("markdown", "| y1 | x | abs(x) | -1 | 1 |"),
        ("table", "abs(x)"),
    ):
        out = jacli(*KINKED, "--format", form).out
        assert row in out
        assert "refused" in out
    rows = list(csv.DictReader(jacli(*KINKED, "--format", "csv").out.splitlines()))
    first = rows[0]
    assert [first[name] for name in ("input", "left", "right", "torch", "jax", "zero")] == [
        "x",
        "-1.0",
        "1.0",
        "0.0",
        "1.0",
        "0.0",
    ]
    assert float(first["error"]) < 1e-30
    assert rows[-1]["torch"] == "0.5"
    lines = [json.loads(line) for line in jacli(*KINKED, "--format", "ndjson").out.splitlines()]
    assert lines[0]["conventions"]["jax"] == 1
    assert all("conventions" not in line for line in lines if line["output"] == "y4")


def test_no_kink_is_said_in_one_line(jacli: Jacli) -> None:
    away = ("check", "abs(x)", "--at", "1", "--kink", "compare")
    assert "no entry is at a kink" in jacli(*away).out
    assert jacli(*away, "-q").out == ""
    assert document(jacli, *away)["check"]["kinks"] == []
    for smooth in ("relu(x) - relu(-x)", "sqrt(x)", "1/x"):
        assert document(jacli, "check", smooth, "--at", "0", "--kink", "compare")["check"]["kinks"] == []


def test_error_refuses_a_kink_here_too(jacli: Jacli) -> None:
    done = jacli("check", "abs(x)", "--at", "0", "--kink", "error")
    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
    assert jacli("check", "abs(x)", "--at", "1", "--kink", "error").code == 0
    assert jacli("jacobian", "abs(x)", "--at", "0", "--kink", "compare").code == 2


# ── functions of Python ──


@pytest.fixture
def module(jacli: Jacli) -> Iterator[str]:
    """A module in the current folder, forgotten afterwards."""
    name = "a_module_of_mine"
    Path(f"{name}.py").write_text(
        """
import numpy as np

print("imported")


def right(x, y):
    print("called")
    assert isinstance(x, float)
    return np.array([[y, x], [1, 1]])


def lists(x, y):
    return [[y, x], [1.0, 1.0]]


def wrong(x, y):
    return np.array([[y, x], [1, -1]])


def rough(x, y):
    return np.array([[y, x], [1, 1 + 5e-10]])


def rows(x, y):
    return [np.array([y, x]), np.array([1.0, 1.0])]


def blocks(x, y):
    return np.array([[y], [1.0]]), np.array([[x], [1.0]])


def short(x, y):
    return np.array([y, x])


def nan(x, y):
    return np.full((2, 2), np.nan)


class Speechless(Exception):
    def __str__(self):
        raise ValueError("nothing to say")


def speechless(x, y):
    raise Speechless


def raises(x, y):
    raise RuntimeError("not\\ntoday")


def leaves(x, y):
    raise SystemExit(0)


def words(x, y):
    return "words"


def array(A):
    assert A.shape == (2, 2)
    return 2 * A


class Kept:
    jac = staticmethod(right)


def unending(x, y):
    return np.array([[y, x], [1, np.inf]])


def complicated(x, y):
    return np.array([[y, x], [1, 1 + 0j]])


def masked(x, y):
    return np.ma.array([[y, x], [1, 1]], mask=[[0, 0], [0, 1]])


def outcome(x, y):
    raise BaseException("neither right nor wrong")


async def later(x, y):
    return right(x, y)


def up(x):
    return np.inf


def down(x):
    return -np.inf


def none(x):
    return np.nan


def tiny(x, y):
    return [1.0, 5e-13]


number = 3
""",
        encoding="utf-8",
    )
    yield name
    sys.modules.pop(name, None)


# Claims that hold or not far from where small numbers are, or where the function itself has no values.
RIGHT = (
    ("log(x-10)**2", "--at 20", "2*log(x-10)/(x-10)"),
    ("sqrt(x)**2", "", "1"),
    ("exp(log(x))", "--at 3", "1+0*x"),
    ("log(x)", "", "1/abs(x)"),
    ("acosh(x)", "", "1/sqrt(x**2-1)"),
    ("9**9**9*x", "--at 2", "9**9**9"),
    ("x**2/2", "--at 1e30", "1e30"),
    ("1/x", "--at 0", "1/0"),
    ("tanh(x)", "--at 20", "1-tanh(x)**2"),
)
WRONG = (
    ("relu(x-5)", "--at 7", "0*x"),
    ("relu(x-5)", "", "0*x"),
    ("where(x>3,x**2,x)", "--at 5", "1+0*x"),
    ("log(x-10)**2", "--at 20", "2*log(x-10)/(x-9)"),
    ("log(x-10)**2", "", "2*log(x-10)/(x-9)"),
    ("x**2/2", "--at 1e30", "1000000000000000000000000000001"),
    ("sqrt(x)", "--at 0", "1/0"),
    ("exp(x)", "", "exp(x)+1e-9*x"),
    ("x*1e-30", "--at 1", "0"),
    ("exp(x)", "--at -1000", "0"),
    ("x", "--at 1", "1.0000000000000000000000000001"),
)


@pytest.mark.parametrize(("typed", "point", "claim"), RIGHT)
def test_claims_that_hold(typed: str, point: str, claim: str, jacli: Jacli) -> None:
    done = jacli("check", typed, *point.split(), "--expect", claim)
    assert done.code != 1
    assert "--expect is right: 1 of 1" in done.out


@pytest.mark.parametrize(("typed", "point", "claim"), WRONG)
def test_claims_that_do_not_hold(typed: str, point: str, claim: str, jacli: Jacli) -> None:
    done = jacli("check", typed, *point.split(), "--expect", claim)
    assert done.code == 1
    assert "--expect: 1 of 1 entries of J differ" in done.out


def test_what_cannot_be_compared_is_not_called_right(jacli: Jacli) -> None:
    done = jacli("check", "log(-1 - x**2), x*y", "--expect", "[[1, 2], [y, x]]", "--format", "json")
    claim = json.loads(done.out)["check"]["claim"]
    assert (claim["passed"], claim["entries"], claim["unmet"], claim["proved"]) == (True, 4, 2, 2)
    none = jacli("check", "gamma(1e300)*x", "--at", "2", "--expect", "gamma(2e300)")
    assert none.code == 1
    assert "--expect: nothing of J could be compared" in none.out


def test_a_jacobian_of_zeros_has_nothing_to_be_read_back(jacli: Jacli) -> None:
    done = jacli("check", "floor(x)", "--at", "1.5")
    assert (done.code, "reading" in done.out) == (0, False)


@pytest.mark.parametrize(
    ("function", "code", "says"),
    [
        ("right", 0, "is right"),
        ("lists", 0, "is right"),
        ("rough", 0, "at least 9 digits agree"),
        ("rows", 0, "is right"),
        ("blocks", 0, "is right"),
        ("Kept.jac", 0, "is right"),
        ("wrong", 1, "the sign is wrong"),
        ("nan", 1, "4 of 4"),
        ("short", 2, "shape (2),"),
        ("raises", 2, "RuntimeError: not today"),
        ("speechless", 2, "Speechless: …"),
        ("leaves", 2, "SystemExit"),
        ("words", 2, "no array of numbers"),
        ("unending", 1, "1 of 4"),
        ("complicated", 2, "elements of type complex128"),
        ("masked", 2, "some elements are masked"),
        ("outcome", 2, "BaseException: neither right nor wrong"),
        ("later", 2, "it is asynchronous"),
        ("absent", 2, "no function absent"),
        ("number", 2, "no function number"),
    ],
)
def test_a_function_is_called_with_the_point(function: str, code: int, says: str, module: str, jacli: Jacli) -> None:
    done = jacli(*PROGRAM, "--against", f"{module}:{function}")
    assert done.code == code
    assert says in (done.err if code == 2 else done.out)
    assert "called" not in done.out
    assert "imported" not in done.out
    assert code != 2 or done.out == ""


@pytest.mark.parametrize(
    ("typed", "function", "code"),
    [
        ("sqrt(x) --at 0", "up", 3),
        ("sqrt(x) --at 0", "down", 1),
        ("sqrt(x) --at 0", "none", 1),
        ("1/x --at 0", "none", 3),
        ("1/x --at 0", "up", 1),
        ("x+1e-13*y --at 1,1", "tiny", 1),
    ],
)
def test_what_is_no_number_or_tiny_is_compared_too(
    typed: str, function: str, code: int, module: str, jacli: Jacli
) -> None:
    assert jacli("check", *typed.split(), "--against", f"{module}:{function}").code == code


def test_arrays_are_handed_over_in_their_shapes(module: str, jacli: Jacli) -> None:
    assert jacli("check", "sum(A*A)", "--at", "A=[[1,2],[3,4]]", "--against", f"{module}:array").code == 0
    assert jacli("check", "sum(A*A)", "--shape", "A=2x2", "--against", f"{module}:array").code == 0


def test_nothing_is_imported_unless_asked_for(module: str, jacli: Jacli) -> None:
    before = list(sys.path)
    jacli(*PROGRAM)
    assert module not in sys.modules
    jacli(*PROGRAM, "--against", f"{module}:right")
    assert module in sys.modules
    assert sys.path == before


def test_a_module_that_cannot_be_imported_is_one_line(jacli: Jacli) -> None:
    Path("broken_module.py").write_text("1/0\n", encoding="utf-8")
    for name in ("broken_module", "no_such_module"):
        done = jacli(*PROGRAM, "--against", f"{name}:f")
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert "Error" in done.err


def test_an_infinite_entry_is_not_counted_as_compared(jacli: Jacli) -> None:
    outcome = jacli("check", "sqrt(x)", "--at", "0", "--format", "plain")
    assert "passed: 0 compared, infinite: 1" in outcome.out


# ── narrow terminals ──────────────────────────────────────────────────────────────────────────────────────


CODES = re.compile(r"\x1b\[[0-9;]*m")


def drawn(width: int, *arguments: str, colour: bool = False) -> str:
    """What a terminal of this width shows."""
    style = Style(width=width, terminal=True, colour=colour)
    texts = problem_texts(arguments[:1]).with_options(at=[arguments[1]], w=arguments[2:])
    return "".join(render_check(check(texts.problem(), Request(), formula_text), "table", style))


@pytest.mark.parametrize("width", [40, 50, 60, 70, 80])
def test_a_check_is_never_parted_into_blocks_of_columns(width: int) -> None:
    shown = drawn(width, "sin(x*y), x/y, x + y", "1,2", "1,2,3")
    lines = shown.splitlines()
    assert max(map(display_width, lines)) <= width
    assert not [line for line in lines if line.startswith("column")]
    words = " ".join(shown.split())
    for part in ("difference", "quotients in", "forward against", "w·(Jv) against", "2e-42"):
        assert part in words
    assert shown.count("entries") == 1
    # Every entry of J and of wᵀJ has its value, error, digits and state.
    assert shown.count("passed") == 6 + 2 + 1
    assert ("state: passed" in shown) == (width < 60)
    coloured = CODES.sub("", drawn(width, "sin(x*y), x/y, x + y", "1,2", "1,2,3", colour=True))
    assert [line.rstrip() for line in coloured.splitlines()] == lines


def test_the_comparisons_at_60_columns() -> None:
    assert (
        drawn(60, "x*y", "1,2")
        .split("Compared with\n")[1]
        .startswith(
            """
                                                    largest
                                                    relative
                                          entries   error
  ──────────────────────────────────────────────────────────
  difference quotients in hundreds of     2         8e-82
  digits
"""
        )
    )
