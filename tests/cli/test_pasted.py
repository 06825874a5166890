"""Pasted code from the outside: files and standard input, the request that the text makes, notes and carets."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Jacli
from tests.language.tutorials import TUTORIALS, Tutorial

TUTORIAL = (Path(__file__).parents[2] / "examples/tutorial.py").read_text("utf-8")


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What the next run finds on standard input."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.fixture
def tutorial(tmp_path: Path) -> str:
    path = tmp_path / "tutorial.py"
    path.write_text(TUTORIAL, "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("operation", "out"),
    [("vjp", "17 52 81\n"), ("grad", "8 28 48\n"), ("jacobian", "3 8 3\n3 8 27\n2 12 18\n")],
)
def test_every_operation_takes_the_request_from_the_text(
    operation: str, out: str, tutorial: str, jacli: Jacli, piped: Callable[[str], None]
) -> None:
    assert jacli(operation, "-f", tutorial, "-q").out == out
    piped(TUTORIAL)
    assert jacli(operation, "-", "-q").out == out


def test_show_explain_and_check_have_the_weights_of_the_text(tutorial: str, jacli: Jacli) -> None:
    shown = json.loads(jacli("show", "-f", tutorial, "--format", "json").out)
    assert shown["vjp"]["value"] == [17, 52, 81]
    assert shown["weights"] == [3, 2, 1]
    assert [note["code"] for note in shown["notes"]] == ["weights-of-text"]
    assert "17 = 3·3 + 2·3 + 1·2" in jacli("explain", "-f", tutorial).out
    assert jacli("check", "-f", tutorial).code == 0


def test_options_come_before_the_text(tutorial: str, jacli: Jacli) -> None:
    found = jacli("vjp", "-f", tutorial, "--w", "1,0,0", "--at", "x=[1,1,1]", "-q")
    assert found.out == "3 4 3\n"
    assert "--w is used in place of y.backward(" in found.err
    assert "the value of x is the one given" in found.err


def test_a_problem_file_keeps_pasted_code(jacli: Jacli, piped: Callable[[str], None]) -> None:
    piped(TUTORIAL)
    assert jacli("init", "-").code == 0
    assert jacli("vjp", "-q").out == "17 52 81\n"


def test_a_refusal_is_one_line_with_its_place(jacli: Jacli, piped: Callable[[str], None]) -> None:
    piped("import torch\nx = torch.randn(3)\ny = x**2\n")
    found = jacli("show", "-")
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("jacli: standard input, line 2, column 5: these random numbers are known to nobody;")
    assert found.err.count("\n") == 1


def test_notes_and_refusals_in_chinese(tutorial: str, jacli: Jacli, piped: Callable[[str], None]) -> None:
    assert "权重取自 y.backward(" in jacli("vjp", "-f", tutorial, "--lang", "zh").out
    piped("import torch\nwhile x: y\n")
    assert "不支持 `while`" in jacli("show", "-", "--lang", "zh").err


@pytest.mark.parametrize("library", ["torch", "jax"])
@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (("--w", "3,2,1"), "17 52 81\n"),
        (("c = a @ b", "--at", "a=[[1,2]],b=[[3],[4]]", "--w", "[[2]]"), "6 8 2 4\n"),
        (("x.detach()*x", "--at", "x=[3,4]", "--w", "1,10"), "3 40\n"),
    ],
)
def test_a_script_that_jacli_wrote_is_read_back(
    library: str, arguments: tuple[str, ...], out: str, jacli: Jacli, piped: Callable[[str], None]
) -> None:
    assert jacli("vjp", *arguments, "-q").out == out
    piped(jacli("vjp", *arguments, "--as", library).out)
    assert jacli("vjp", "-", "-q").out == out


@pytest.mark.parametrize(
    ("operation", "weights", "calls", "said"),
    [
        ("grad", "[1., 10.]", 1, True),
        ("grad", "[1., 10.]", 2, False),
        ("grad", "[1., 1.]", 1, False),
        ("jacobian", "[1., 1.]", 1, True),
        ("vjp", "[1., 10.]", 2, False),
        ("show", "[1., 10.]", 1, False),
    ],
)
def test_weights_of_the_text_that_are_not_used_are_not_claimed(
    jacli: Jacli, operation: str, weights: str, calls: int, said: bool
) -> None:
    backward = f"y.backward(torch.tensor({weights}))\n" * calls
    text = f"import torch\nx = torch.tensor([2., 3.], requires_grad=True)\ny = x**2\n{backward}"
    outcome = jacli(operation, text, "--format", "plain")
    assert ("is not what is computed here" in outcome.out) is said
    assert ("the weights are those of" in outcome.out) is not said


SEVERAL = """\
import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x ** 2
y.backward(torch.tensor([1., 0.]), retain_graph=True)
print(x.grad)
z = (x ** 3).sum()
z.backward()
print(x.grad)
"""
# What PyTorch prints.
AFTER = [[2, 0], [5, 12]]


def test_a_gradient_is_what_the_calls_of_the_text_add_up_to(jacli: Jacli) -> None:
    found = json.loads(jacli("grad", SEVERAL, "--format", "json").out)
    assert [run["accumulated"]["value"] for run in found["runs"]] == AFTER
    assert [run["call"] for run in found["runs"]] == ["y.backward(torch.tensor([1., 0.]),…", "z.backward()"]
    assert found["result"]["value"] == AFTER[-1]
    told = jacli("grad", SEVERAL, "--format", "plain").out
    assert re.search(r"run 1 of 2 +y\.backward\(", told)
    assert re.search(r"run 2 of 2 +z\.backward\(\)", told)
    assert ".grad after 2 of 2 calls of backward" in told
    assert "the weights are those of y.backward(" in told
    assert "Call 2, `z.backward()` with w = (0, 0, 1)" in jacli("explain", SEVERAL, "--only", "i").out


def test_calls_without_weights_are_gradients(jacli: Jacli) -> None:
    text = "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\ny = x ** 2\n"
    text += "y.sum().backward(retain_graph=True)\ny.sum().backward()\n"
    told = jacli("grad", text, "--format", "plain").out
    assert told.count("∇f = 1ᵀJ") == 2
    assert "w = (" not in told
    assert jacli("grad", text, "-q").out == jacli("vjp", text, "-q").out == "4 8\n"
    assert jacli("grad", text, "--repeat", "2", "-q").out == "8 16\n"


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda t: t.name)
def test_a_gradient_is_that_of_torch_where_the_calls_are_several(tutorial: Tutorial, jacli: Jacli) -> None:
    found = json.loads(jacli("grad", tutorial.text, "--format", "json").out)
    if "runs" not in found:
        return
    assert found["result"] == json.loads(jacli("vjp", tutorial.text, "--format", "json").out)["result"]


@pytest.mark.parametrize("library", ["torch", "jax", "numpy"])
def test_a_script_makes_the_calls_of_the_text(library: str, jacli: Jacli) -> None:
    assert jacli("grad", SEVERAL, "--as", library).out == jacli("vjp", SEVERAL, "--as", library).out
