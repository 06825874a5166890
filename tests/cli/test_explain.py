"""`jacli explain` at the command line: what it takes, what it prints, and that its arithmetic is right."""

from __future__ import annotations

import json
import re
import shlex
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import jacli.render
from tests.arithmetic import holds, number_of, sum_of, worked_out
from tests.conftest import Jacli
from tests.test_worked_examples import LINES

SCHEMA = json.loads((Path(jacli.render.__file__).parent / "schema.json").read_text(encoding="utf-8"))
WITH_POINT = [line for line in LINES if "--at" in line["argv"]]


def names(lines: list[dict[str, Any]]) -> list[str]:
    return [line["name"] for line in lines]


def weights(line: dict[str, Any]) -> list[str]:
    return ["--w", line["w"]] if "w" in line else []


def document(run: Jacli, *arguments: str) -> Any:
    done = run("explain", *arguments, "--format", "json")
    found = json.loads(done.out)
    jsonschema.validate(found, SCHEMA)
    return found


# ── the worked examples ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("line", LINES, ids=names(LINES))
def test_an_explanation_carries_the_answer_of_show(line: dict[str, Any], jacli: Jacli) -> None:
    explained = document(jacli, *line["argv"], *weights(line))
    outputs = len(explained["outputs"])
    ones = [] if weights(line) else ["--w", ",".join("1" * outputs)]
    shown = json.loads(jacli("show", *line["argv"], *weights(line), *ones, "--format", "json").out)
    for field in ("status", "outputs", "inputs", "point", "weights", "value", "jacobian", "vjp", "grad", "notes"):
        assert explained[field] == shown[field], field


@pytest.mark.parametrize("line", WITH_POINT, ids=names(WITH_POINT))
@pytest.mark.parametrize("form", ["table", "plain"])
def test_every_printed_sum_holds_and_gives_the_gradient(line: dict[str, Any], form: str, jacli: Jacli) -> None:
    arguments = [*line["argv"], *weights(line)]
    done = jacli("explain", *arguments, "--only", "c", "--all", "--format", form)
    assert done.code == 0
    found = worked_out(done.out)
    told = document(jacli, *arguments)
    gradients = dict(zip(told["inputs"], told["vjp"]["value"], strict=True))
    if len(told["outputs"]) > 1:
        assert {label.replace(".grad", ""): float(value) for label, (value, _) in found.items()} == gradients
        assert all(total.count("+") == len(told["outputs"]) - 1 for _, total in found.values())


@pytest.mark.parametrize("line", WITH_POINT, ids=names(WITH_POINT))
def test_the_scalar_gives_the_same(line: dict[str, Any], jacli: Jacli) -> None:
    told = document(jacli, *line["argv"], *weights(line))
    scalar = told["explanation"]["scalar"]
    assert scalar["agrees"] is True
    assert [e["exact"] for e in scalar["gradient"]] == told["vjp"]["exact"]
    assert [o["slope"]["exact"] for o in scalar["outputs"]] == [w for w in told["weights_exact"] if w != "0"]
    worth = sum(Fraction(w) * Fraction(v) for w, v in zip(told["weights_exact"], told["value"]["exact"], strict=True))
    assert Fraction(scalar["m"]["exact"]) == worth


def test_the_scalar_is_worked_out(jacli: Jacli) -> None:
    out = jacli("explain", "--w", "3,2,1", "--only", "d").out
    (line,) = (line for line in out.splitlines() if line.lstrip().startswith("m = "))
    _, formula, total, value = line.split(" = ")
    assert formula == "3·y1 + 2·y2 + 1·y3"
    assert sum_of(total) == number_of(value) == 167


def test_rows_weighted_and_added_as_vectors(jacli: Jacli) -> None:
    lines = [line.strip() for line in jacli("explain", "--w", "3,2,1", "--only", "c").out.splitlines()]
    assert "wᵀJ = 3·∇y1 + 2·∇y2 + 1·∇y3" in lines
    assert "= 3·(3, 8, 3) + 2·(3, 8, 27) + 1·(2, 12, 18)" in lines
    assert "= (17, 52, 81)" in lines
    assert "x1.grad  17 = 3·3 + 2·3 + 1·2" in lines


def test_all_ones_are_a_plain_sum(jacli: Jacli) -> None:
    out = jacli("explain", "--only", "c").out
    assert "wᵀJ = ∇y1 + ∇y2 + ∇y3" in out
    assert worked_out(out)["x1.grad"] == (8, "3 + 3 + 2")
    assert "grad can be implicitly created only for scalar outputs" in out


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        ('"x*y, x/y" --at 1,-3 --w 1/3,-2', ["x.grad  -1/3 = (1/3)·(-3) + (-2)·(-1/3)"]),
        ('"x*y, x/y" --at 0.5,4 --w 1,0.1', ["x.grad  4.025    = 1·4 + 0.1·0.25"]),
        ('"x/2, x**2/3" --at 1', ["x.grad  7/6 = 1/2 + 2/3"]),
        ('"-x/2, x**2/3" --at 1', ["x.grad  1/6 = (-1/2) + 2/3"]),
        ('"sqrt(2)*x, x*pi/4" --at 1 --w 1,2', ["x.grad  2.98501 ≈ 1·√2 + 2·(π/4)"]),
        ('"sin(x), cos(x)" --at 1', ["x.grad  -0.301169 ≈ 0.540302 + (-0.841471)"]),
        ('"sin(x)" --at 1', ["x.grad  0.540302"]),
        ('"x*y, x/y" --w 1,-2', ["x.grad  y - 2/y      = 1·y + (-2)·(1/y)"]),
    ],
)
def test_numbers_of_every_kind(arguments: str, lines: list[str], jacli: Jacli) -> None:
    out = jacli("explain", *shlex.split(arguments), "--only", "c").out
    for line in lines:
        assert line in [printed.strip() for printed in out.splitlines()], out
    worked_out(out)


def test_rounded_sums_are_told_from_wrong_ones() -> None:
    assert holds(Fraction(17), Fraction(17), "=")
    assert not holds(Fraction(17), Fraction(18), "=")
    assert not holds(Fraction("0.301169"), Fraction("0.3013"), "≈")
    with pytest.raises(AssertionError):
        worked_out("x.grad  17 = 3·3 + 2·3 + 1·3")


# ── steps ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_steps_as_typed(jacli: Jacli) -> None:
    told = document(jacli, "b = a + 3; c = b*b*3; out = mean(c)", "--at", "a=[2,3]", "--only", "a")
    steps = told["explanation"]["steps"]
    assert [(s["step"], s["operation"], s["grad_fn"], s["shape"]) for s in steps] == [
        ("a", None, None, [2]),
        ("b", "a + 3", "AddBackward0", [2]),
        ("#1", "b*b", "MulBackward0", [2]),
        ("c", "#1*3", "MulBackward0", [2]),
        ("out", "mean(c)", "MeanBackward0", []),
    ]
    assert [s["value"]["value"] for s in steps] == [[2, 3], [5, 6], [25, 36], [75, 108], 91.5]


# The names that PyTorch 2.13 gives.
INDEXED = [
    ("x[None]", "Unsqueeze"),
    ("x[0, None]", "Unsqueeze"),
    ("x[None, 0]", "Select"),
    ("x[None, :, 1:]", "Slice"),
    ("x[None, :]", "Unsqueeze"),
    ("x[:, None, 1]", "Select"),
    ("x[None, [0, 1]]", "Index"),
    ("x[:]", "Slice"),
]


@pytest.mark.parametrize(("program", "name"), INDEXED)
def test_an_index_is_called_after_what_is_done_last(program: str, name: str, jacli: Jacli) -> None:
    told = document(jacli, f"y = {program}", "--at", "x=[[1,2],[3,4]]", "--only", "a")
    assert told["explanation"]["steps"][-1]["grad_fn"] == f"{name}Backward0"


def test_what_needs_no_gradient_is_marked(jacli: Jacli) -> None:
    program = "A = [[1,2],[3,4]]; k = 2*pi; g = t*t; y = A@x*k + g"
    told = document(jacli, program, "--at", "x=[1,2],t=3", "--wrt", "x", "--only", "steps")
    kinds = {step["step"]: (step["kind"], step["grad_fn"]) for step in told["explanation"]["steps"]}
    assert kinds == {
        "t": ("given", None),
        "x": ("leaf", None),
        "A": ("constant", None),
        "k": ("constant", None),
        "g": ("given", None),
        "#1": ("step", "MvBackward0"),
        "#2": ("step", "MulBackward0"),
        "y": ("step", "AddBackward0"),
    }
    out = jacli("explain", program, "--at", "x=[1,2],t=3", "--wrt", "x", "--only", "a").out
    assert "No gradient is wanted for t" in out


DETACHED = ["u = x**2; v = detach(u); q = 2*v; y = q*x + no_grad(3*x)", "--at", "2"]


def test_where_the_gradient_stops(jacli: Jacli) -> None:
    told = document(jacli, *DETACHED, "--only", "a,e,f")
    kinds = {step["step"]: (step["kind"], step["grad_fn"]) for step in told["explanation"]["steps"]}
    assert kinds == {
        "x": ("leaf", None),
        "u": ("step", "PowBackward0"),
        "v": ("given", None),
        "q": ("given", None),
        "#1": ("step", "MulBackward0"),
        "#2": ("step", "MulBackward0"),
        "#3": ("given", None),
        "y": ("step", "AddBackward0"),
    }
    assert [step["step"] for step in told["explanation"]["sweep"]["steps"]] == ["y", "#1", "x"]
    assert told["explanation"]["sweep"]["agrees"]
    assert told["explanation"]["chain"]["sizes"] == [1, 1]
    out = jacli("explain", *DETACHED, "--only", "a,e").out
    assert re.search(r"v +detach\(u\) +gradient stops", out)
    assert re.search(r"q +2\*v +no gradient", out)
    assert "The gradient stops at v, #3" in out
    assert "Nothing is handed back through v, #3" in out
    assert "梯度在 v、#3 处截断" in jacli("explain", *DETACHED, "--only", "a", "--lang", "zh").out


@pytest.mark.parametrize(
    ("program", "stages"),
    [
        ("u = x**2; v = detach(u); y = v*x", [["x"], ["y"]]),
        ("u = x**2; v = detach(u); y = v*u", [["x"], ["u"], ["y"]]),
        ("u = x**2; v = detach(x); s = v*u; y = s + v", [["x"], ["u"], ["s"], ["y"]]),
    ],
)
def test_a_chain_goes_round_what_is_detached(program: str, stages: list[list[str]], jacli: Jacli) -> None:
    chain = document(jacli, program, "--at", "3", "--only", "f")["explanation"]["chain"]
    assert [[variable["name"] for variable in stage] for stage in chain["stages"]] == stages
    assert chain["agrees"]


def test_what_is_detached_from_constants_alone_stops_nothing(jacli: Jacli) -> None:
    out = jacli("explain", "y = detach(t)*x", "--at", "t=2,x=3", "--wrt", "x", "--only", "a,e").out
    assert "gradient stops" not in out
    assert "Nothing is handed back" not in out


@pytest.mark.parametrize(
    ("program", "name"),
    [("m**2, 2*m", "M"), ("M = m**2; s = M*m; M, s", "m_0"), ("x, 2*x", "m"), ("m = 2*x; m, x", "M")],
)
def test_the_sum_of_the_outputs_has_a_name_of_its_own(program: str, name: str, jacli: Jacli) -> None:
    out = jacli("explain", program, "--at", "3", "--w", "2,5", "--only", "d").out
    assert f"one number, {name} = sum(" in out
    assert f"\n  {name} = 2·" in out
    assert f"  ∇{name} " in out
    assert f" {name}.backward() " in out
    assert f"∂{name}/∂" in out


def test_outputs_of_weight_0_are_said_to_be_left_out(jacli: Jacli) -> None:
    says = "Outputs of weight 0 add nothing to m"
    assert says in jacli("explain", "x, 2*x", "--at", "3", "--w", "0,5", "--only", "d").out
    assert says not in jacli("explain", "x, 2*x", "--at", "3", "--w", "1,5", "--only", "d").out


def test_a_program_that_uses_the_name_of_the_weights(jacli: Jacli) -> None:
    says = "Below, w is the weights of the outputs"
    assert says in jacli("explain", "w*x + b, w*x", "--at", "b=1,w=2,x=3").out
    assert says in jacli("explain", "w = 2*x; w**2, w", "--at", "3").out
    assert says not in jacli("explain", "2*x, x", "--at", "3").out
    assert says not in jacli("explain", "w*x + b", "--at", "b=1,w=2,x=3").out


def test_a_weight_for_one_number(jacli: Jacli) -> None:
    """Then the cotangents are not the derivatives of that number, but so many times that."""
    out = jacli("explain", "s = x*x; L = sum(s)", "--at", "x=[1,2]", "--w", "3", "--only", "e").out
    assert "\nw = 3\n" in out
    assert "L̄ = 3" in out
    assert "the derivative of the weighted sum of the outputs" in out
    assert "its own w is 1" not in out
    assert "s.backward(w)" in jacli("explain", "s = x*x; L = sum(s)", "--at", "x=[1,2]", "--only", "e").out


def test_weights_of_a_matrix_are_shown_in_its_shape(jacli: Jacli) -> None:
    out = jacli("explain", "y = 3*x", "--at", "x=[[1,2],[3,4]]", "--w", "1,2,3,4", "--only", "c").out
    assert "w = [[1, 2], [3, 4]]" in out


def test_a_name_that_is_assigned_anew(jacli: Jacli) -> None:
    told = document(jacli, "x = x + 1; x = x*2; u = x*y; v = y*x; u, v", "--at", "x=1,y=2")
    steps = [(s["step"], s["names"], s["operation"]) for s in told["explanation"]["steps"]]
    assert steps == [
        ("x", ["x"], None),
        ("y", ["y"], None),
        ("#1", [], "x + 1"),
        ("x#2", ["x"], "#1*2"),
        ("u", ["u", "v"], "x#2*y"),
    ]


def test_long_programs_are_shortened_and_say_so(jacli: Jacli) -> None:
    program = "; ".join(f"a{i} = x*{i}" for i in range(1, 21)) + "; y = " + " + ".join(f"a{i}" for i in range(1, 21))
    short = jacli("explain", program, "--at", "x=1", "--only", "a").out
    whole = jacli("explain", program, "--at", "x=1", "--only", "a", "--all").out
    assert "31 more steps; --all shows all" in short
    assert "a9" not in short
    assert "--all" not in whole
    assert re.search(r"^ *y +#18 \+ a20", whole, re.MULTILINE)


# ── requests ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("only", ["b,c", "c,b", "jacobian,weighted", "B,Weighted", " b , c "])
def test_sections_by_letter_or_name(only: str, jacli: Jacli) -> None:
    told = document(jacli, "x*y, x + y", "--at", "2,3", "--only", only)
    assert list(told["explanation"]) == ["weights", "jacobian", "weighted"]


def test_sections_in_several_options(jacli: Jacli) -> None:
    told = document(jacli, "x*y, x + y", "--only", "h", "--only", "a")
    assert list(told["explanation"]) == ["weights", "steps", "conventions"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("--only weigthed", "did you mean weighted?"),
        ("--only z", "a steps, b jacobian"),
        ("--only b,", "there is no section "),
        ("--format csv", "table, plain, markdown, json"),
        ("--format latex", "table, plain, markdown, json"),
        ("-q", "explain has no option --quiet"),
        ("--w 1,2", "missing y3"),
        ("--numeric", "--numeric"),
    ],
)
def test_refusals_in_one_line(arguments: str, says: str, jacli: Jacli) -> None:
    done = jacli("explain", *shlex.split(arguments))
    assert (done.code, done.out) == (2, "")
    told = [line for line in done.err.splitlines() if "built-in example" not in line]
    assert len(told) == 1
    assert says in told[0]


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["explain", "abs(x)", "--at", "0", "--only", "b"], 1),
        (["explain", "abs(x)", "--at", "0"], 1),
        (["show", "abs(x)", "--at", "0", "--w", "1"], 1),
        (["show", "abs(x)", "--at", "0", "--w", "2"], 3),
        (["show", "abs(x)", "x", "--at", "0"], 2),
        (["vjp", "abs(x)", "--at", "0"], 1),
    ],
)
def test_a_kink_is_told_once_where_all_numbers_are_those_of_one_entry(
    arguments: list[str], count: int, jacli: Jacli
) -> None:
    assert jacli(*arguments).out.count("not differentiable") == count


def test_without_a_point_there_are_formulas(jacli: Jacli) -> None:
    done = jacli("explain", "x**2*y, x + y")
    assert done.code == 0
    assert "--at gives the inputs their values" in done.out
    assert "2*x*y + 1 = 2*x*y + 1" not in done.out
    assert "x.grad  2*x*y + 1 = (2*x*y) + 1" in [line.strip() for line in done.out.splitlines()]


def test_kinks_are_told_as_everywhere(jacli: Jacli) -> None:
    done = jacli("explain", "abs(x), x", "--at", "0")
    assert done.code == 0
    assert "kink:" in done.out
    assert (
        jacli("explain", "abs(x), x", "--at", "0", "--kink", "error").code
        == jacli("jacobian", "abs(x), x", "--at", "0", "--kink", "error").code
    )
    right = document(jacli, "abs(x), x", "--at", "0", "--kink", "right")
    assert right["explanation"]["scalar"]["gradient"][0]["exact"] == right["vjp"]["exact"][0] == "2"
    assert worked_out(jacli("explain", "abs(x), x", "--at", "0", "--kink", "right", "--only", "c").out) == {
        "x.grad": (2, "1 + 1")
    }


def test_what_is_undefined_is_not_added_up(jacli: Jacli) -> None:
    done = jacli("explain", "log(x), x", "--at", "-1")
    assert done.code == 3
    assert "no sum is worked out" in done.out
    assert worked_out(done.out) == {}
    left_out = jacli("explain", "log(x), x", "--at", "-1", "--w", "0,1", "--only", "d")
    assert "m = 1·x = 1·(-1) = -1" in left_out.out


def test_digits_and_exact(jacli: Jacli) -> None:
    for options, number in ((["--digits", "10"], "0.5403023059"), (["--exact"], "cos(1)"), ([], "0.540302")):
        for section in ("b", "c"):
            out = jacli("explain", "sin(x)", "--at", "1", *options, "--only", section).out
            assert re.search(
                rf"(∂y/∂x|x\.grad) .* {re.escape(number)}$|x\.grad  {re.escape(number)}$", out, re.MULTILINE
            )


def test_an_array_of_many_elements(jacli: Jacli) -> None:
    out = jacli("explain", "y = x**2", "--at", "x=arange(1,41)").out
    assert "40 numbers" in out
    assert "∇y[0]" in out
    assert "32 more" in out
    whole = jacli("explain", "y = x**2", "--at", "x=arange(1,41)", "--all").out
    assert "[1, 4, 9, 16, 25," in whole
    assert len(worked_out(whole)) == 40


def test_what_is_left_out_is_not_called_zero(jacli: Jacli) -> None:
    full = jacli("explain", "y = x*sum(x)", "--at", "x=arange(1,13)", "--only", "b").out
    assert "The first entries of each row" in full
    assert "Entries that are not listed are 0" not in full
    sparse = jacli("explain", "y = x**2", "--at", "x=arange(1,13)", "--only", "b").out
    assert "Entries that are not listed are 0" in sparse


def test_names_and_shapes_of_the_problem_are_in_the_conventions(jacli: Jacli) -> None:
    out = jacli("explain", "c = a @ b", "--at", "a=[[1,2],[3,4]]", "--at", "b=[[1,2,3],[4,5,6]]", "--only", "h").out
    for text in ("6×10", "10×6", "(wᵀJ)[0:4]", "(wᵀJ)[4:10]", "torch.Size([2, 3])", "a[1,1]", "a₂₂"):
        assert text in out


def test_an_input_called_like_the_outputs(jacli: Jacli) -> None:
    out = jacli("explain", "x*y, x + y", "--at", "2,3").out
    assert "out.sum().backward()" in out
    assert not re.search(r"\by\.backward", out)


def test_ascii(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jacli.cli.output.carries_signs", lambda stream: False)
    out = jacli("explain", "c = a @ b", "--at", "a=[[1,2],[3,4]]", "--at", "b=[[1,2,3],[4,5,6]]").out
    assert out.isascii()
    assert "\\u" not in out
