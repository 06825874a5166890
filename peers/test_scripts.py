"""The scripts of `--as torch` and `--as jax`, run in those libraries: they must give what jacli gives."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np
import pytest

from jacli.emit.libraries.script import script
from jacli.emit.text import program_text
from jacli.graph.functions import CALLABLE
from jacli.graph.operation import Operation
from jacli.language.problem import Problem, Source, problem_of_values
from jacli.language.program import SourceText
from tests.domains.array_cases import CASES, Case
from tests.emit.test_libraries import DERIVED, LACKING, PROGRAMS, executed
from tests.questions import asked, dense

POINTWISE = [row for row in CALLABLE.values() if row.kind == "pointwise" and row.name not in DERIVED]
# torch's softplus is linear from 20 on.
LOOSE = {"softplus": 1e-7}
# torch's derivative of a determinant is 0 where the matrix is singular.
WRONG = {("torch", "det(a)")}


@pytest.fixture(params=["torch", "jax"])
def name(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(request.param)
    return str(request.param)


def problem(program: str, at: dict[str, Any], w: Any = ()) -> Problem:
    return problem_of_values([SourceText("expression 1", program)], at=at, w=w, source=Source("arguments"))


def agrees(program: str, at: dict[str, Any], name: str, tolerance: float = 1e-9) -> None:
    expected = np.array(dense(asked("jacobian", program, at, numeric=True).result))
    blocks = executed(script(problem(program, at), "jacobian", name))["J"]
    found = np.concatenate([np.asarray(block).reshape(len(expected), -1) for block in blocks], axis=1)
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("row", sorted(set(POINTWISE), key=lambda row: row.name), ids=lambda row: row.name)
def test_pointwise_functions_agree(row: Operation, name: str) -> None:
    if row.name in LACKING[name]:
        return
    typed = row.signature.split(",")
    count = 3 if "*" in row.signature else len(typed)
    source = np.random.default_rng(7)
    intervals = [row.sample[min(k, len(row.sample) - 1)] for k in range(count)]
    values: dict[str, Any] = {f"x{k}": source.uniform(*interval, size=3) for k, interval in enumerate(intervals)}
    names = ", ".join(values)
    call = f"x0 {row.symbol} x1" if row.symbol and count == 2 else f"{row.name}({names})"
    if row.signature.startswith("#"):
        call, values = f"{row.name}(2, x1)", {"x1": values["x1"]}
    if row.name in ("leaky_relu", "elu"):
        call, values = f"{row.name}(x0, 0.3)", {"x0": values["x0"]}
    agrees(
        "where(x0 > 0, x1, x2)" if row.name == "where" else f"-({call})**2*3", values, name, LOOSE.get(row.name, 1e-9)
    )


@pytest.mark.parametrize("case", [case for case in CASES if case.parameter is None], ids=str)
def test_array_functions_agree(case: Case, name: str) -> None:
    if case.name == "adjugate" or 0 in sum(case.shapes, ()):
        return
    program, _, result = case.program()
    if 0 in result.shape:
        # Neither library has a Jacobian without rows.
        return
    agrees(program_text(program.graph, [("y", result.id)]), {f"x{k}": v for k, v in enumerate(case.values(3))}, name)


@pytest.mark.parametrize(("program", "at"), PROGRAMS)
def test_programs_agree(program: str, at: dict[str, Any], name: str) -> None:
    if (name, program) in WRONG:
        return
    agrees(program, at, name)


@pytest.mark.parametrize("operation", ["vjp", "grad", "show"])
def test_what_is_printed(operation: str, name: str) -> None:
    question = problem("x*y, x/y", {"x": 1, "y": 2}, [[1, 2], [3, 4]] if operation != "grad" else ())
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(script(question, operation, name), "script", "exec"), {})
    assert printed.getvalue().count("\n") == {"vjp": 1, "grad": 1, "show": 5}[operation]
