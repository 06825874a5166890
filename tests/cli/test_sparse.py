"""`--sparse` on vectors: what is not zero, in every format."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Jacli

AT = ("--vars", "x,y,z", "--at", "1,2,3", "--sparse")
LATEX = r"""\begin{align*}
  \left(VECTOR\right)_{x} &= 2 \\
  \left(VECTOR\right)_{z} &= 5
\end{align*}
"""


@pytest.mark.parametrize("operation", ["grad", "vjp"])
@pytest.mark.parametrize(
    ("form", "rows"),
    [
        ("plain", ["x  2  2*x", "z  5  5"]),
        ("table", ["  x   2*x       2", "  z   5         5"]),
        ("markdown", ["| x | `2*x` | 2 |", "| z | 5 | 5 |"]),
        ("csv", ["x,2", "z,5"]),
        ("tsv", ["x\t2", "z\t5"]),
    ],
)
def test_zeros_of_a_gradient_are_left_out(operation: str, form: str, rows: list[str], jacli: Jacli) -> None:
    weights = ("--w", "1,1") if operation == "vjp" else ()
    done = jacli(operation, "x**2", "5*z", *AT, *weights, "--format", form)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-2:] == rows
    assert not any(line.lstrip(" |").startswith("y") for line in done.out.splitlines())


def test_zeros_of_a_gradient_are_left_out_of_bare_numbers_and_of_objects(jacli: Jacli) -> None:
    assert jacli("grad", "x**2", "5*z", *AT, "-q").out == "x 2\nz 5\n"
    lines = jacli("grad", "x**2", "5*z", *AT, "--format", "ndjson").out.splitlines()
    assert [json.loads(line)["input"] for line in lines] == ["x", "z"]


def test_zeros_of_a_gradient_are_left_out_of_latex(jacli: Jacli) -> None:
    found = jacli("grad", "x**2", "5*z", *AT, "--format", "latex").out
    assert found == LATEX.replace("VECTOR", r"\mathbf{1}^{\mathsf T} J")
    found = jacli("vjp", "x**2", "5*z", *AT, "--w", "1,1", "--format", "latex").out
    assert found == LATEX.replace("VECTOR", r"w^{\mathsf T} J")
    found = jacli("vjp", "x**2", "5*z", *AT, "--w", "1,0", "--w", "0,1", "--format", "latex").out
    assert found.endswith(LATEX.replace("VECTOR", r"\mathtt{.grad}"))


def test_the_document_of_a_gradient_has_every_input(jacli: Jacli) -> None:
    found = json.loads(jacli("grad", "x**2", "5*z", *AT, "--format", "json").out)
    assert found["result"]["value"] == [2.0, 0.0, 5.0]


def test_the_values_of_outputs_stay(jacli: Jacli) -> None:
    found = jacli("show", "x**2", "0*z", *AT, "--format", "csv").out
    assert [line.partition(",")[0] for line in found.splitlines()] == ["part", "value", "value", "jacobian", "grad"]


def test_an_array_has_its_closed_form_and_what_is_not_zero(jacli: Jacli) -> None:
    asked = ("c = a @ b", "d = e[0]", "--at", "a=[[1,2]], b=[[3],[4]], e=[5,6]", "--w", "0,1", "--sparse")
    lines = [line.split() for line in jacli("vjp", *asked).out.splitlines()]
    assert lines[-1] == ["e[0]", "1"]
    assert ["a.grad", "=", "w1", "@", "b.T"] in lines
    assert not any(line[:1] == ["e[1]"] for line in lines)
