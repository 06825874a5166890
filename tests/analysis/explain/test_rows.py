"""Long formulas of section b: over the values of steps where that is shorter, else over terms that are told."""

from __future__ import annotations

import json
import re
from fractions import Fraction

import pytest

from jacli.analysis.explain.rows import told_rows
from jacli.analysis.explain.setting import Setting
from tests.conftest import Jacli
from tests.explanations import explained

NETWORK = "z = W @ x; s = U @ z; y = v @ s; L = (y - t)**2/2"
SHAPES = {"W": (2, 2), "U": (2, 2), "x": (2,), "v": (2,)}
LONG = "; ".join(f"a{k} = a{k - 1}*a{k - 1} + sin(a{k - 1})*x" for k in range(1, 9)).replace("a0", "x")


def network(at: dict[str, object] | None = None) -> Setting:
    return explained(NETWORK, at, shape=SHAPES, wrt=["W"])


def test_a_long_formula_is_over_the_steps_before_it() -> None:
    found = told_rows(network())
    assert found.steps == ("y",)
    assert set(found.over_steps) == {(0, j) for j in range(4)}
    assert {str(s) for s in found.over_steps[0, 1].free_symbols} <= {
        "y", "t", "x[1]", "U[0,0]", "U[1,0]", "v[0]", "v[1]"
    }  # fmt: skip


def test_the_formulas_have_the_values_of_the_entries() -> None:
    at = {"W": [[1, 2], [3, 4]], "U": [[2, 1], [-1, 3]], "x": [2, 5], "v": [1, -2], "t": 7}
    found = told_rows(network(at))
    z = [1 * 2 + 2 * 5, 3 * 2 + 4 * 5]
    s = [2 * z[0] + z[1], -z[0] + 3 * z[1]]
    y = Fraction(s[0] - 2 * s[1])
    numbers = {"y": y, "t": 7, "x[0]": 2, "x[1]": 5, "v[0]": 1, "v[1]": -2,
               "U[0,0]": 2, "U[0,1]": 1, "U[1,0]": -1, "U[1,1]": 3}  # fmt: skip
    for (i, j), formula in found.over_steps.items():
        entry = dict(found.rows[i])[j]
        assert formula.xreplace({s: numbers[str(s)] for s in formula.free_symbols}) == entry.exact


@pytest.mark.parametrize("program", ["x*y, x + y", "u = x*y; u*x", "u = 3*x; u"])
def test_short_formulas_stay(program: str) -> None:
    assert told_rows(explained(program)).over_steps == {}


def test_a_step_named_like_a_shared_term_is_no_step_of_a_formula() -> None:
    program = LONG.replace("a7", "t1")
    setting = explained(f"{program}; a8, x")
    assert "t1" in dict(setting.answer.named_terms)
    assert "t1" not in told_rows(setting).steps


def test_every_term_that_a_section_uses_is_told(jacli: Jacli) -> None:
    for program in (f"{LONG}; a8, x", f"{LONG}; a8"):
        for arguments in ((program,), (program, "--at", "1/3")):
            told = jacli("explain", *arguments, "--only", "b,c,d", "--all").out
            used = set(re.findall(r"\bt\d+\b", told))
            assert used == set(re.findall(r"^ +(t\d+) = ", told, re.MULTILINE))


def test_the_data_has_both_formulas(jacli: Jacli) -> None:
    shapes = [part for name, shape in SHAPES.items() for part in ("--shape", f"{name}={'x'.join(map(str, shape))}")]
    told = json.loads(jacli("explain", NETWORK, *shapes, "--wrt", "W", "--only", "b", "--format", "json").out)
    entry = told["explanation"]["jacobian"][0]["entries"][0]
    assert entry["over_steps"] == "x[0]*(U[0,0]*v[0]*(-t + y) + U[1,0]*v[1]*(-t + y))"
    assert "W[0,0]" in entry["formula"]


def test_terms_that_are_not_used_are_not_spoken_of(jacli: Jacli) -> None:
    arguments = [NETWORK, "--at", "W=[[1,2],[3,4]],x=[1,-1],U=[[0,1],[1,1]],v=[1,2],t=1"]
    assert "shared terms" in jacli("jacobian", *arguments).out
    assert "shared terms" not in jacli("explain", *arguments).out
    assert "shared terms" in jacli("explain", f"{LONG}; a8, x", "--at", "1").out
