"""The reverse sweep, the chain, sums of matrices and tensors as they are printed: every equation is read and holds."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import jacli.render
from jacli.analysis.explain import explain
from jacli.analysis.records import Request
from jacli.language.problem import problem_of_values
from jacli.language.program import SourceText
from jacli.render.explain import render_explanation
from jacli.render.messages import catalogue
from jacli.render.style import Style
from jacli.render.widths import display_width
from tests.conftest import Jacli
from tests.programs import Array
from tests.questions import asked
from tests.test_worked_examples import LINES

SCHEMA = json.loads((Path(jacli.render.__file__).parent / "schema.json").read_text(encoding="utf-8"))
WITH_POINT = [line for line in LINES if "--at" in line["argv"]]
PRODUCT = ["c = a @ b", "--at", "a=[[1,2],[3,4]]", "--at", "b=[[1,2,3],[4,5,6]]"]
MEAN = ["b = a + 3; c = b*b*3; out = mean(c)", "--at", "a=[2,3]"]
NETWORK = [
    "h = tanh(W @ x + c); y = v @ h; L = (y - t)**2/2", "--at", "W=[[1,2],[3,4]],x=[1,-1],c=[0,1],v=[1,2],t=1",
    "--wrt", "W,c,v",
]  # fmt: skip
SKIP = ["u = sin(x); v = u*x; y = v + u", "--at", "x=1"]
SHARED = ["y = s*v + where(v > 0, v, -3); y", "--at", "s=1/3,v=[1,-2]", "--w", "2,-1/7"]
PROGRAMS = [PRODUCT, [*PRODUCT, "--w", "[[1,2,0],[0,0,1]]"], MEAN, NETWORK, SKIP, SHARED, ["--w", "3,2,1"]]
FUNCTIONS = r"(?:T|reshape|sum|where|broadcast_to|ones|zeros|and|or|not|sqrt|cosh|cos|sin|exp|log)"
SHAPES = {"a": (2, 2), "b": (2, 3), "W": (2, 2), "x": (2,), "c": (2,), "v": (2,), "t": (), "s": ()}
NUMERIC = re.compile(rf"(?:{FUNCTIONS}\b|[-+*/@·√π.,()\[\]<>=! 0-9]|e-?(?=[0-9]))+")


def arguments(line: dict[str, Any]) -> list[str]:
    return [*line["argv"], *(["--w", line["w"]] if "w" in line else [])]


def value(text: str) -> Array | None:
    """What a side of numbers comes to; None for a side with names in it."""
    if NUMERIC.fullmatch(text) is None:
        return None
    found = asked("jacobian", "side = " + re.sub(r"√(\d+)", r"sqrt(\1)", text).replace("π", "pi"))
    shape = next(iter(found.output_shapes.values()))
    return np.array([e.value for row in found.value.rows for _, e in row], dtype=np.float64).reshape(shape)


def equations(text: str) -> list[list[tuple[str, str]]]:
    """The printed equations as (sign, side), lines that begin with a sign joined to the line before."""
    joined: list[str] = []
    for line in text.splitlines():
        if re.match(r" +[=≈] ", line) and joined:
            joined[-1] += f" {line.strip()}"
        elif re.search(r"\S [=≈] ", line):
            joined.append(line.strip())
    found = []
    for line in joined:
        head, *rest = re.split(r" (?=[=≈] )", line)
        found.append([("", head), *((side[0], side[2:]) for side in rest)])
    return found


def check_equations(text: str) -> int:
    """How many pairs of neighbouring sides were compared: each number, array, sum or product with the next."""
    compared = 0
    for sides in equations(text):
        known = [(sign, value(side), side) for sign, side in sides]
        numbers = [(sign, found, side) for sign, found, side in known if found is not None]
        for (_, one, left), (sign, other, right) in pairwise(numbers):
            tolerance = 1e-12 if sign == "=" else 3e-5
            assert one is not None
            assert other is not None
            np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance, err_msg=f"{left} {sign} {right}")
            compared += 1
    return compared


@pytest.mark.parametrize("program", PROGRAMS, ids=[" ".join(p)[:40] for p in PROGRAMS])
@pytest.mark.parametrize("form", ["table", "plain"])
def test_every_printed_equation_holds(program: list[str], form: str, jacli: Jacli) -> None:
    done = jacli("explain", *program, "--only", "e,g", "--all", "--format", form)
    assert done.code == 0
    assert check_equations(done.out) >= 3


@pytest.mark.parametrize("line", WITH_POINT, ids=[line["name"] for line in WITH_POINT])
def test_every_printed_equation_of_the_worked_examples_holds(line: dict[str, Any], jacli: Jacli) -> None:
    check_equations(jacli("explain", *arguments(line), "--only", "e,g", "--all").out)


def test_wrong_equations_are_noticed() -> None:
    with pytest.raises(AssertionError):
        check_equations("  x = c̄ · 3 = 2 · 3\n    = 7\n")
    assert check_equations("  x = 1·[1, 2] + 2·[3, 4]\n    = [7, 10]\n") == 1


@pytest.mark.parametrize("line", LINES, ids=[line["name"] for line in LINES])
def test_the_data_of_the_worked_examples(line: dict[str, Any], jacli: Jacli) -> None:
    told = json.loads(jacli("explain", *arguments(line), "--tensor", "--only", "e,f,g", "--format", "json").out)
    jsonschema.validate(told, SCHEMA)
    sections = told["explanation"]
    assert sections["sweep"]["agrees"]
    if "--at" in line["argv"]:
        leaves = {s["step"]: s["cotangent"]["value"] for s in sections["sweep"]["steps"] if s["kind"] == "leaf"}
        flat = [e for name in told["input_shapes"] for e in np.ravel(leaves[name]).tolist()]
        assert flat == told["vjp"]["value"]
        assert sections["chain"]["agrees"]
        assert sections["tensor"]["agrees"]
        for found in sections["matrix"] or []:
            assert np.ravel(found["sum"]["value"]).tolist() == np.ravel(leaves[found["input"]]).tolist()


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def test_a_contribution_is_told_with_both_factors(jacli: Jacli) -> None:
    told = lines(jacli("explain", "c = a*b", "--at", "a=3,b=2", "--only", "e").out)
    assert "b̄ = c̄ · ∂c/∂b = c̄ · a = 1 · 3 = 3" in told
    assert "b, a leaf: b̄ is b.grad" in told


def test_equations_are_items_below_their_steps_in_markdown(jacli: Jacli) -> None:
    out = jacli("explain", "c = a*b", "--at", "a=3,b=2", "--only", "e", "--format", "markdown").out
    assert "- `c = a*b`\n  - `c̄ = 1`\n- `a, a leaf: ā is a.grad`\n" in out


def test_matrices_are_told_in_closed_form(jacli: Jacli) -> None:
    told = lines(jacli("explain", *PRODUCT, "--only", "e", "--format", "plain").out)
    assert "ā = c̄ @ b.T = [[1, 1, 1], [1, 1, 1]] @ [[1, 2, 3], [4, 5, 6]].T = [[6, 15], [6, 15]]" in told


def test_fan_out_is_told_as_accumulation(jacli: Jacli) -> None:
    out = jacli("explain", *SKIP, "--only", "e").out
    for line in ("ū = ȳ · ∂y/∂u + v̄ · ∂v/∂u", "= ȳ · 1 + v̄ · x", "= 1 · 1 + 1 · 1", "= 1 + 1", "= 2"):
        assert line in out
    assert "gradients accumulate" in out
    assert "gradients accumulate" not in jacli("explain", "y = 2*x", "--at", "1", "--only", "e").out


def test_a_loss_gives_the_arrays_before_it_their_weights(jacli: Jacli) -> None:
    told = lines(jacli("explain", *MEAN, "--only", "e").out)
    assert "c.backward(w): w = ∂out/∂c = c̄ = [1/2, 1/2]" in told
    assert "b.backward(w): w = ∂out/∂b = b̄ = [15, 18]" in told
    weighted = json.loads(
        jacli("vjp", "b = a + 3; c = b*b*3", "--at", "a=[2,3]", "--w", "1/2,1/2", "--format", "json").out
    )
    assert weighted["result"]["value"] == [15, 18]


def test_a_chain_is_told_as_a_product_with_its_costs(jacli: Jacli) -> None:
    told = lines(jacli("explain", *MEAN, "--only", "f").out)
    assert "J = ∂out/∂c @ ∂c/∂b @ ∂b/∂a" in told
    assert "1×2 = (1×2) @ (2×2) @ (2×2)" in told
    assert re.search(r"wᵀJ from the left +1·2 \+ 1·2 \+ 1·2 = 6 +10", "\n".join(told))
    assert re.search(r"wᵀJ from the right +2·2 \+ 1·2 \+ 1·2 = 8 +14", "\n".join(told))
    assert "For wᵀJ the left is cheaper here: 10 multiplications against 14." in told
    assert "The product is J, entry by entry." in told
    assert any("2n inner products from the left, and 4(n-1) + 2" in line for line in told)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["u = x*[1, 2]; v = outer(u, u)", "--at", "1"],
            "Here forward mode is cheaper: 10 multiplications against 40.",
        ),
        (
            ["u = x*x; s = [sum(u), u[0]]", "--at", "x=[1,2,3]"],
            "Here reverse mode is cheaper: 30 multiplications against 45.",
        ),
        (["u = x*x; v = u*2", "--at", "x=[1,2]"], "Here both cost the same: 16 multiplications."),
        (["u = x*x; v = u*2", "--at", "x=1"], "For wᵀJ both sides cost the same here: 2 multiplications."),
        (SKIP, "For wᵀJ the right is cheaper here: 7 multiplications against 8."),
        (SKIP, "in a row that holds a single 1: x, u."),
        (["x*y", "--at", "1,2"], "the product has one factor, J itself"),
        (["u = x*x; v = u*2; sum(v)", "--at", "x=ones(80)"], "The local Jacobians have 12,880 entries"),
        (["u = x*x; v = u*2; sum(v)", "--at", "x=ones(12)"], "… and larger local Jacobians: 3; --all shows all"),
        (["u = sqrt(x); y = where(x > 0, u, 0)", "--at", "0"], "The product does not give J here"),
        (["u = x**2; y = sin(u)"], "cos(u)"),
        (["; ".join(f"a{k} = {f'a{k - 1}' if k else 'x'}*2" for k in range(14)), "--at", "1"],
         "6 more local Jacobians; --all shows all"),
        (["; ".join(f"a{k} = {f'a{k - 1}' if k else 'x'}*2" for k in range(14)), "--at", "1"],
         "∂a10/∂a9 @ … @ ∂a3/∂a2"),
        (["; ".join(f"a{k} = x*{k}" if k < 2 else f"a{k} = a{k - 1}*2" for k in range(220)) + "; "
          + " + ".join(f"a{k}" for k in range(220)), "--at", "1"], "hold too many variables"),
    ],
)  # fmt: skip
def test_what_is_said_of_chains(arguments: list[str], says: str, jacli: Jacli) -> None:
    assert says in jacli("explain", *arguments, "--only", "f").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["y = abs(x)*2", "--at", "0", "--kink", "right"], "What arrives here is not the wᵀJ of the answer"),
        (["y = 2*t", "--at", "t=1,x=2", "--vars", "t,x", "--wrt", "x"], "every entry is 0"),
        ([f"y = {' + '.join(f'sin({k}*x)' for k in range(9))}", "--at", "1"], "more steps before the leaves; --all"),
        ([f"y = {'*'.join(f'x{k}' for k in range(1, 15))}"], "6 more leaves; --all shows all"),
        (["; ".join(f"a{k} = {f'a{k - 1}' if k else 'x'}*2" for k in range(12)) + "; L = sum(a11)", "--at", "x=[1,2]"],
         "4 more; --all shows all"),
    ],
)  # fmt: skip
def test_what_is_said_of_sweeps(arguments: list[str], says: str, jacli: Jacli) -> None:
    out = jacli("explain", *arguments, "--only", "e").out
    assert says in out
    if "--all" in says:
        assert "--all" not in jacli("explain", *arguments, "--only", "e", "--all").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (PRODUCT, "b.grad = a.T @ w"),
        (PRODUCT, "With all weights 1 they are simply added"),
        ([*PRODUCT, "--w", "[[1,2,0],[0,0,1]]"], "a.grad = 1·∂c[0,0]/∂a + 2·∂c[0,1]/∂a"),
        (["c = a*a", "--at", "a=ones(4,4)"], "8 more partials; --all shows all"),
        (["c = a*2, x*3", "--at", "a=ones(2,2)", "--at", "x=[1,2]"], "Output elements that do not depend on a: 2."),
        (["c = a*2", "--at", "a=ones(2,2),x=[1,2]", "--vars", "a,x"], "No output depends on x"),
        (["x*y, x + y", "--at", "1,2"], "there is no matrix in this program"),
        (["L = sum(A @ A)", "--at", "A=[[1,2],[3,4]]"], "A.grad = ∂L/∂A = [[7, 11], [9, 13]]"),
        (["L = v @ (A @ x)", "--shape", "A=2x3,v=2,x=3", "--wrt", "A"], "A.grad = outer(v, x)"),
        (["c = a*a", "--at", "a=ones(18,18)"], "There are 324 of them, too many"),
        (["c = a @ b", "--shape", "a=2x2,b=2x2"], "a.grad = ∂c[0,0]/∂a + "),
    ],
)
def test_what_is_said_of_matrices(arguments: list[str], says: str, jacli: Jacli) -> None:
    assert says in jacli("explain", *arguments, "--only", "g").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (PRODUCT, "c[0,0]: w = [[1, 0, 0], [0, 0, 0]]"),
        (PRODUCT, "∂c[0,0]/∂b = [[1, 0, 0], [2, 0, 0]]"),
        (PRODUCT, "60 together. One VJP takes 24."),
        (PRODUCT, "The VJP is cheaper"),
        (PRODUCT, "Stacked, the VJPs are J, entry by entry."),
        ([], "y1: w = [1, 0, 0]"),
        ([], "∂y1/∂(x1, x2, x3) = [3, 8, 3]"),
        (MEAN, "one VJP is all there is"),
        (["y = 2*x", "--at", "x=[1]"], "one VJP is all there is"),
        (["2*x, x**2", "--at", "x=1"], "does not favour the VJP"),
        (["y = x*x", "--at", "x=ones(12)"], "4 more VJPs; --all shows all"),
        (["y = x*x", "--at", "x=ones(30)"], "w = 1 at y[0], else 0"),
        (["y = x*x", "--at", "x=ones(150)"], "these are 22,500 entries"),
        (["abs(x), x", "--at", "0", "--kink", "right"], "The VJPs are not the J of the answer"),
    ],
)
def test_what_is_said_of_tensors(arguments: list[str], says: str, jacli: Jacli) -> None:
    assert says in jacli("explain", *arguments, "--tensor").out


def test_the_tensor_is_told_only_when_asked_for(jacli: Jacli) -> None:
    assert "tensor by a tensor" not in jacli("explain", *PRODUCT).out
    alone = json.loads(jacli("explain", *PRODUCT, "--tensor", "--format", "json").out)
    assert list(alone["explanation"]) == ["weights", "tensor"]
    both = json.loads(jacli("explain", *PRODUCT, "--tensor", "--only", "g", "--format", "json").out)
    assert list(both["explanation"]) == ["weights", "matrix", "tensor"]


def test_without_a_point_there_are_formulas(jacli: Jacli) -> None:
    out = jacli("explain", "u = x**2; y = u*sin(x)", "--tensor", "--only", "e,f").out
    assert "ū = ȳ · ∂y/∂u = ȳ · #1" in out
    assert "2*x" in out
    assert "?" not in out.replace("Why not a tensor by a tensor?", "")
    assert "None" not in out
    many = jacli("explain", "y = x*x", "--shape", "x=30", "--only", "e").out
    assert "ȳ = 30 numbers" in many
    assert "x̄ = ȳ · ∂y/∂x + ȳ · ∂y/∂x = ȳ · x + ȳ · x" in many


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_wider_than_the_terminal(width: int, lang: str) -> None:
    sections = ("sweep", "chain", "matrix", "tensor")
    for program, names in (
        (PRODUCT[0], "ab"),
        (MEAN[0], "a"),
        (NETWORK[0], "Wxcvt"),
        (SKIP[0], "x"),
        (SHARED[0], "sv"),
    ):
        point = {name: np.full(SHAPES[name], 2.5).tolist() for name in names}
        problem = problem_of_values([SourceText("text", program)], at=point)
        style = Style(width=width, terminal=True, lang=lang)
        text = "".join(render_explanation(explain(problem, Request(), sections), "table", style, whole=True))
        assert max(map(display_width, text.splitlines())) <= width


def test_ascii(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jacli.cli.output.carries_signs", lambda stream: False)
    for program in PROGRAMS:
        out = jacli("explain", *program, "--tensor", "--only", "e,f,g").out
        assert out.isascii()
        assert "\\u" not in out
    assert (
        "b_bar = c_bar * dc/db = c_bar * a = 1 * 3 = 3" in jacli("explain", "c = a*b", "--at", "3,2", "--only", "e").out
    )


def test_chinese_says_all_of_it() -> None:
    own = {code for code in catalogue("en") if code.startswith(("explain-sweep", "explain-chain", "explain-tensor"))}
    assert own <= catalogue("zh").keys()
