"""What is typed and what it means, from the shell's words to the numbers: the rules of the manual, one by one."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.conftest import Jacli

ANSWERED = [
    # an argument that begins with one - is an expression or a value
    ("jacobian -q '-sqrt(x)' --at 4", "-0.25"),
    ("jacobian -q -x*q --at 2,3 --vars q,x", "-3 -2"),
    ("jacobian -q -f*x --at 2,3", "-3 -2"),
    ("jacobian -q -qf --at 2", "-1"),
    ("jacobian -q -h2 --at 2", "-1"),
    ("jacobian -q x**2 --at -1", "-2"),
    ("jacobian -q x**2 --at=-1", "-2"),
    ("jacobian -q x*y --at -1,-2", "-2 -1"),
    ("vjp -q x*y --at 1,2 --w -1", "-2 -1"),
    ("jacobian -q −x --at 2", "-1"),
    # everything behind -- is an expression
    ("jacobian -q --at 2 -- -q", "-1"),
    ("jacobian -q --at 2 -- --x", "1"),
    # options stand before, behind and between expressions, and before the operation
    ("jacobian x*y y --at 2,3 -q", "3 2\n0 1"),
    ("jacobian --at 2,3 x*y -q y", "3 2\n0 1"),
    ("-q --at 2,3 jacobian x*y y", "3 2\n0 1"),
    # what is repeated is gathered, or the last one counts
    ("jacobian -q x*y --at x=2 --at y=3", "3 2"),
    ("jacobian -q x*y --at 2 --at 3", "3 2"),
    ("jacobian x --at 1 --format json --format csv", ",x\nx,1"),
    ("jacobian -q -q x --at 1 --exact --exact", "1"),
    ("jacobian -q x*y --at 2,3 --wrt x --wrt y", "3 2"),
    # positional arguments are one program in order; each gives outputs
    ("jacobian -q 'u = x*y' 'u**2' --at 1,2", "2 1\n8 4"),
    ("jacobian -q 'x*y, x+y' --at 2,3", "3 2\n1 1"),
    ("jacobian -q '(x*y, x+y)' --at 2,3", "3 2\n1 1"),
    ("jacobian -q 'u = x*y, v = x+y' --of v --at 2,3", "1 1"),
    # values
    ("jacobian -q x*y --at y=2,x=3", "2 3"),
    ("jacobian -q x*y --at 'atan2(0,1),2'", "2 0"),
    ("grad -q x@x --at [1,2]", "2 4"),
    ("grad -q x@x --at x=[1,2]", "2 4"),
    ("grad -q 'sum(A)' --at '[[1,2],[3,4]]'", "1 1 1 1"),
    ("jacobian -q x1**3+2*x2**2 --at 1,2,3", "3 8 0"),
    ("vjp -q 'x*y, x+y' --at 2,3 --w 1,10", "13 12"),
    ("vjp -q 'u = x*y; v = x+y; u, v' --at 2,3 --w v=10,u=1", "13 12"),
    ("vjp -q x*y --at 2,3", "3 2"),
]


@pytest.mark.parametrize(("typed", "printed"), ANSWERED)
def test_it_is_answered(typed: str, printed: str, jacli: Jacli) -> None:
    done = jacli(*shlex.split(typed))
    assert (done.code, done.err) == (0, "")
    assert done.out.strip().splitlines() == [line.strip() for line in printed.splitlines()]


REFUSED = [
    ("vjp x --at --w 1", "--at needs a value, and --w looks like an option"),
    ("vjp x --at=--w", "--at needs a value, and --w looks like an option"),
    ("jacobian x --at", "--at needs a value"),
    ("jacobian x --at -q", "--at needs a value"),
    ("jacobian x --at --", "--at needs a value"),
    ("jacobian x --exact=1", "--exact"),
    ("jacobian x --at x=1,2", "type x=[1,2]"),
    ("jacobian x --at 1,x=2", "has no name"),
    ("jacobian x*y --at x=1,x=2", "x is given twice"),
    ("jacobian alpha --at alhpa=1", "did you mean alpha?"),
    ("jacobian x --vars x --vars x", "x is listed twice"),
    ("jacobian ''", "type an expression"),
    ("jacobian x --at ''", "there is no value"),
    ("jacobian x --wrt ''", "no name between the commas"),
    ("jacobian x --format ''", "--format"),
    ("jacobian x --output ''", "the path of a file is empty"),
    ("jacobian -f ''", "the path of a file is empty"),
    ("'' x", "there is no operation"),
    ("jacobian x -q --format json", "contradict"),
    ("--at 1", "which operation"),
    ("vjp x,y", "Weights say how the rows are summed"),
]


@pytest.mark.parametrize(("typed", "says"), REFUSED)
def test_it_is_refused_in_one_line(typed: str, says: str, jacli: Jacli) -> None:
    done = jacli(*shlex.split(typed))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert says in done.err


def test_runs_of_weights_are_accumulated(jacli: Jacli) -> None:
    document = json.loads(jacli("vjp", "x**2", "--at", "3", *["--w", "1"] * 4, "--format", "json").out)
    assert document["result"]["value"] == [24]
    assert len(document["runs"]) == 4


def test_the_order_of_inputs_is_that_of_vars(jacli: Jacli) -> None:
    assert jacli("jacobian", "-q", "x*y", "--vars", "y,x", "--at", "y=2,x=3").out == "3 2\n"


def test_a_file_comes_before_the_expressions(jacli: Jacli) -> None:
    Path("f.txt").write_text("u = x*y")
    assert jacli("jacobian", "u + 1", "-q", "-f", "f.txt", "--at", "2,3").out == "3 2\n3 2\n"


def test_five_thousand_arguments_and_long_ones_are_read(jacli: Jacli) -> None:
    assert jacli("grad", "-q", *["x"] * 5000, "--at", "1").out == "5000\n"
    assert jacli("grad", "-q", "+".join(["x"] * 50_000), "--at", "1").out == "50000\n"
    assert (
        jacli("grad", "-q", "sum(x)", "--at", f"x=[{','.join(['1'] * 50_000)}]", "--numeric").out.count("1") == 50_000
    )


def test_an_expression_may_be_an_option_elsewhere(jacli: Jacli) -> None:
    for word in ("-x", "-at", "-help", "-version", "-debug", "-9", "-(x)", "-[x][0]", "-.5*x", "-π*x"):
        assert jacli("grad", word).code == 0, word
