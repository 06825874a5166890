"""The plain format: every line a row, and all that the table says."""

from __future__ import annotations

import pytest

from tests.conftest import Jacli

HEAD = "at x = 1, y = 3\n\nJ  2×2  (rows: outputs, columns: inputs; numerator layout)\n"
DECIMAL = "    x                   y\ny1  3                   1\ny2  0.3333333333333333  -0.1111111111111111\n"
EXACT = "    x    y\ny1  3    1\ny2  1/3  -1/9\n"
FORMULA = "    x    y\ny1  y    x\ny2  1/y  -x/y**2\n"


@pytest.mark.parametrize(
    ("options", "blocks"),
    [
        ([], [DECIMAL, EXACT, FORMULA]),
        (["--exact"], [EXACT, DECIMAL, FORMULA]),
        (["--numeric"], [DECIMAL]),
    ],
)
def test_a_matrix_has_its_numbers_and_its_formulas_one_below_the_other(
    options: list[str], blocks: list[str], jacli: Jacli
) -> None:
    found = jacli("jacobian", "x*y, x/y", "--at", "1,3", *options, "--format", "plain")
    assert found.out == HEAD + "\n".join(blocks)


def test_without_a_point_there_are_formulas_only(jacli: Jacli) -> None:
    found = jacli("jacobian", "x*y, x/y", "--format", "plain").out
    assert found == HEAD.partition("\n\n")[2] + FORMULA


def test_nothing_is_said_twice(jacli: Jacli) -> None:
    found = jacli("jacobian", "x, y + 2*x", "--at", "1,2", "--format", "plain").out
    assert found.endswith("   x  y\nx  1  0\nf  2  1\n")
    found = jacli("jacobian", "x*y, y", "--at", "1,2", "--format", "plain").out
    assert found.endswith("   x  y\nf  2  1\ny  0  1\n\n   x  y\nf  y  x\ny  0  1\n")


def test_the_matrix_of_a_gradient_has_its_formulas_too(jacli: Jacli) -> None:
    found = jacli("grad", "c = a @ b", "--at", "a=[[1,2]], b=[[3],[4]]", "--format", "plain").out
    assert "a[0,:]  3       4\n\n        a[:,0]  a[:,1]\na[0,:]  b[0,0]  b[1,0]\n" in found
