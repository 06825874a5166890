"""Scripts of other libraries: numpy's are run here and must give what jacli gives; the words of all are complete."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jacli.emit.libraries import LIBRARIES
from jacli.emit.libraries.script import script
from jacli.emit.libraries.statements import OPERATORS
from jacli.emit.text import program_text
from jacli.errors import UsageError
from jacli.graph.functions import CALLABLE, TABLE
from jacli.language.problem import Problem, Source, problem_of_values
from jacli.language.program import SourceText
from tests.conftest import Jacli
from tests.domains.array_cases import CASES, Case
from tests.questions import asked, dense

DATA = Path(__file__).parent.parent / "data" / "worked_examples.jsonl"
# Functions that a library has no word for, nor jacli a definition in its words.
LACKING = {
    "torch": {"gamma"},
    "jax": set(),
    "numpy": {"digamma", "polygamma"},
}
# Rows that only derivatives are made of.
DERIVED = {"sinc_derivative", "unit", "count_equal"}
# Rows whose derivative needs one of those.
DERIVATIVE_LACKING = {"gamma", "lgamma", "digamma", "polygamma", "sinc"}


def problem(program: str, at: dict[str, Any] | None, w: Any = ()) -> Problem:
    return problem_of_values([SourceText("expression 1", program)], at=at, w=w, source=Source("arguments"))


def executed(text: str) -> dict[str, Any]:
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, "script", "exec"), space)
    return space


def jacobian_by_numpy(program: str, at: dict[str, Any]) -> Any:
    return executed(script(problem(program, at), "jacobian", "numpy"))["J"]


def agrees(program: str, at: dict[str, Any]) -> None:
    expected = np.array(dense(asked("jacobian", program, at, numeric=True).result))
    found = jacobian_by_numpy(program, at)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", LIBRARIES)
def test_every_function_has_words(name: str) -> None:
    found = LIBRARIES[name]
    rows = {row for row in CALLABLE.values() if row.kind != "leaf" and row.name not in DERIVED}
    wordless = {r.name for r in rows if r.name not in found.rules and r.name not in OPERATORS and not r.definition}
    assert wordless == LACKING[name]


@pytest.mark.parametrize("name", LIBRARIES)
def test_no_rule_is_for_nothing(name: str) -> None:
    assert set(LIBRARIES[name].rules) <= set(TABLE) | {"detach"}


@pytest.mark.parametrize("row", sorted({r.name for r in CALLABLE.values() if r.kind == "pointwise"} - DERIVED))
def test_pointwise_functions_agree(row: str) -> None:
    operation = TABLE[row]
    if row in DERIVATIVE_LACKING:
        with pytest.raises(UsageError):
            jacobian_by_numpy(f"{row}({'2, ' * operation.signature.startswith('#')}x)", {"x": 1.5})
        return
    typed = operation.signature.split(",")
    count = 3 if "*" in operation.signature else len(typed)
    source = np.random.default_rng(7)
    intervals = [operation.sample[min(k, len(operation.sample) - 1)] for k in range(count)]
    values = {f"x{k}": source.uniform(*interval, size=3) for k, interval in enumerate(intervals)}
    names = ", ".join(values)
    call = f"x0 {operation.symbol} x1" if operation.symbol and count == 2 else f"{row}({names})"
    agrees("where(x0 > 0, x1, x2)" if row == "where" else f"-({call})**2*3", values)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.parameter is None and case.name != "adjugate"], ids=str
)
def test_array_functions_agree(case: Case) -> None:
    program, _, result = case.program()
    text = program_text(program.graph, [("y", result.id)])
    agrees(text, {f"x{k}": value for k, value in enumerate(case.values(3))})


PROGRAMS = [
    ("c = a @ b; c[0] * c[-1, ::-1]", {"a": [[1, 2], [3, 4]], "b": [[1, 2, 3], [4, 5, 6]]}),
    ("y = zeros(3)\ny[0] = x[1]*2\ny[2] = x[0]**2\ny", {"x": [1.5, 2.5]}),
    ("u = x*y; v = u*u + u; v/u, x", {"x": 2, "y": 3}),
    ("-x**2, (-x)**2, 2**-x, x/(y/x), x - (y - x), -(x + y)", {"x": 1.5, "y": 0.5}),
    ("where(x > 0 and not y > 2, x*y, x/y) + (x if x < y else y)", {"x": 1.5, "y": 0.5}),
    ("yield*class + w*f*J - np/t1", {"yield": 2, "class": 3, "w": 4, "f": 5, "J": 6, "np": 7, "t1": 8}),
    ("det(a)", {"a": [[1, 2], [2, 4]]}),
    ("x' = v\nv' = -k*x", {"x": 1, "v": 2, "k": 3}),
    ("x[0]*y, 3", {"x": [1, 2], "y": 4}),
    ("+".join(["sin(" * 60 + "x" + ")" * 60] * 2), {"x": 0.5}),
    ("*".join(f"(1 + x/{k})" for k in range(1, 300)), {"x": 1e-3}),
]


@pytest.mark.parametrize(("program", "at"), PROGRAMS)
def test_programs_agree(program: str, at: dict[str, Any]) -> None:
    agrees(program, at)


def test_the_logarithm_of_a_determinant_needs_a_positive_one() -> None:
    for a, value in (([[0, 1], [1, 0]], np.nan), ([[2, 0], [0, 2]], np.log(4))):
        found = executed(script(problem("y = logdet(a)", {"a": a}), "grad", "numpy"))
        np.testing.assert_allclose(found["y"], value)
    named = executed(script(problem("y = logdet*logdet(a)", {"a": [[2, 0], [0, 2]], "logdet": 3}), "grad", "numpy"))
    np.testing.assert_allclose(named["y"], 3 * np.log(4))
    assert "torch.logdet(a)" in script(problem("logdet(a)", {"a": np.eye(2)}), "grad", "torch")
    assert "sign > 0, size, jnp.nan" in script(problem("logdet(a)", {"a": np.eye(2)}), "grad", "jax")


@pytest.mark.parametrize("line", DATA.read_text("utf-8").splitlines(), ids=lambda line: json.loads(line)["name"])
def test_the_worked_examples_agree(line: str, jacli: Jacli) -> None:
    example = json.loads(line)
    if "--at" not in example["argv"]:
        assert jacli("show", *example["argv"], "--as", "numpy").code == 2
        return
    expected = json.loads(jacli("jacobian", *example["argv"], "--format", "json", "--numeric").out)["result"]["value"]
    found = jacli("jacobian", *example["argv"], "--as", "numpy")
    assert found.code == 0
    np.testing.assert_allclose(executed(found.out)["J"], expected, rtol=1e-12)
    for name in ("torch", "jax"):
        compile(jacli("show", *example["argv"], "--as", name).out, "script", "exec")


@pytest.mark.parametrize("operation", ["vjp", "grad", "show", "jacobian"])
@pytest.mark.parametrize("name", LIBRARIES)
def test_the_command_prints_the_script_alone(jacli: Jacli, name: str, operation: str) -> None:
    weights = ("--w", "1,2") if operation in ("vjp", "show") else ()
    found = jacli(operation, "x*y", "x/y", "--at", "1,2", *weights, "--as", name)
    assert (found.code, found.err) == (0, "")
    compile(found.out, "script", "exec")
    assert "import" in found.out.splitlines()[0]


def test_inputs_may_have_the_names_that_a_script_uses_itself(jacli: Jacli) -> None:
    names = ["one", "vjp", "rows", "print", "J", "len"]
    text = jacli("jacobian", "*".join(names), "--at", "2,3,5,7,11,13", "--as", "numpy").out
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "script", "exec"), {})
    found = [float(word) for word in printed.getvalue().strip("[]\n ").split()]
    assert found == [30030 / p for p in (2, 3, 5, 7, 11, 13)]


def test_numpy_gives_the_sums_of_several_runs(jacli: Jacli) -> None:
    found = jacli("vjp", "x*y", "x/y", "--at", "1,2", "--w", "1,0", "--w", "0,2", "--as", "numpy")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(found.out, "script", "exec"), {})
    assert [float(number) for number in printed.getvalue().split()] == [2 + 2 / 2, 1 - 2 / 4]


@pytest.mark.parametrize(
    ("program", "at", "name", "code"),
    [
        ("x*y", None, "torch", "library-needs-point"),
        ("gamma(x)", {"x": 1}, "torch", "library-lacks"),
        ("digamma(x)", {"x": 1}, "numpy", "library-lacks"),
    ],
)
def test_refusals(program: str, at: dict[str, Any] | None, name: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        script(problem(program, at), "grad", name)
    assert caught.value.code == code


def test_weights_are_needed_here_too() -> None:
    with pytest.raises(UsageError) as caught:
        script(problem("x, 2*x", {"x": 1}), "vjp", "torch")
    assert caught.value.code == "weights-needed"
