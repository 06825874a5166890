"""Every row of the table has every column that its kind needs, and the values that mathematics says."""

from __future__ import annotations

import inspect
import math
import re
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from jacli.domains.evaluation import resolved
from jacli.graph.functions import CALLABLE, INTERNAL, SECTIONS, TABLE, rows
from jacli.graph.operation import Operation
from jacli.graph.terms import Term
from tests.graph.values import VALUES, WITHOUT_VALUE, Value
from tests.programs import Program, batch_value, lowered_value, pulled

ALL_ROWS = list(rows())
SCALAR = ("pointwise", "condition")
FLAT = ("linear", "bilinear", "reduction", "matrix", "constructor")
DOMAIN_COLUMNS = ("plain", "batch", "exact", "formula", "precise")
# The rows that a domain must never be asked for: the evaluation loop knows them itself.
KNOWN_TO_THE_LOOP = {"constant", "input", "unassigned"}


def by_name(row: Operation) -> str:
    return row.name


def operands(row: Operation) -> list[str]:
    """The operands that a signature names, without defaults; static ones (`#n`) left out."""
    names = [part.partition("=")[0].strip() for part in row.signature.partition(";")[0].split(",")]
    return [name for name in names if name and not name.startswith("#")]


def statics(row: Operation) -> list[str]:
    """The static parameters that a signature names, those in front first."""
    front, _, back = row.signature.partition(";")
    leading = [part.strip()[1:] for part in front.split(",") if part.strip().startswith("#")]
    return leading + [part.partition("=")[0].strip().lstrip("*") for part in back.split(",") if part.strip()]


def is_variadic(row: Operation) -> bool:
    return any(name.startswith("*") for name in operands(row))


# ── columns ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sections_hold_every_row_once() -> None:
    assert [row.name for row in ALL_ROWS] == list(TABLE)
    assert len(ALL_ROWS) == len(TABLE)
    assert [row for section in SECTIONS.values() for row in section] == ALL_ROWS


@pytest.mark.parametrize("row", ALL_ROWS, ids=by_name)
def test_columns_that_every_row_needs(row: Operation) -> None:
    assert row.doc
    assert row.doc == row.doc.strip()
    assert repr(row) == f"<{row.name}>"
    assert row.name not in row.aliases


@pytest.mark.parametrize("row", [r for r in ALL_ROWS if r.kind in SCALAR], ids=by_name)
def test_columns_of_pointwise_rows(row: Operation) -> None:
    assert row.plain
    assert row.batch
    for column in ("exact", "formula", "precise"):
        assert getattr(row, column) or row.definition, column
    # one interval per operand, or a single one for any number of them
    assert len(row.sample) == (1 if is_variadic(row) else len(operands(row)))
    assert all(low < high for low, high in row.sample)
    # one rule per operand, or a single rule for any number of them
    assert len(row.partials) == (1 if operands(row)[0].startswith("*") else len(operands(row)))
    assert len(row.selects) in (0, len(row.partials))
    assert row.shape is None
    assert not row.lower
    assert not row.pull
    assert row.push is None


@pytest.mark.parametrize("row", [r for r in ALL_ROWS if r.kind in FLAT], ids=by_name)
def test_columns_of_array_rows(row: Operation) -> None:
    assert row.lower == f"lowering.{row.name}"
    assert row.batch
    assert row.shape
    assert row.bind or not statics(row) or row.name in INTERNAL
    rules = {
        "linear": len(row.pull) == 1,
        "bilinear": len(row.pull) == len(operands(row)) == 2,
        "reduction": len(row.partials) == 1 and not row.pull,
        "matrix": row.name in INTERNAL or (len(row.pull) == len(operands(row)) and row.push is not None),
        "constructor": not row.pull and not row.partials and not operands(row),
    }
    assert rules[row.kind]


@pytest.mark.parametrize("row", [r for r in ALL_ROWS if r.kind == "composite"], ids=by_name)
def test_columns_of_composites(row: Operation) -> None:
    assert row.definition
    assert row.shape
    assert row.bind or not statics(row)
    assert not any((row.partials, row.pull, row.push, row.lower, row.plain, row.batch))


@pytest.mark.parametrize("row", [r for r in ALL_ROWS if r.kind == "leaf"], ids=by_name)
def test_columns_of_leaves(row: Operation) -> None:
    filled = {column for column in DOMAIN_COLUMNS if getattr(row, column)}
    assert filled == (set() if row.name in KNOWN_TO_THE_LOOP else set(DOMAIN_COLUMNS))


@pytest.mark.parametrize("row", ALL_ROWS, ids=by_name)
def test_every_dotted_name_resolves(row: Operation) -> None:
    for column in (*DOMAIN_COLUMNS, "lower"):
        name = getattr(row, column)
        if name:
            found = resolved(name)
            assert callable(found) or row.kind == "leaf", name


@pytest.mark.parametrize("domain", ["precise", "exact", "batch", "lowering"])
def test_a_domain_that_is_a_package_lists_what_the_table_asks_of_it(domain: str) -> None:
    columns = (*DOMAIN_COLUMNS, "lower")
    asked = {name for row in ALL_ROWS for column in columns if (name := getattr(row, column)).startswith(f"{domain}.")}
    assert asked
    assert {name.removeprefix(f"{domain}.") for name in asked} <= set(import_module(f"jacli.domains.{domain}").__all__)


# The sides of these are those of the conditions that they join.
CONNECTIVES = ("and", "or", "not")


@pytest.mark.parametrize("row", [r for r in ALL_ROWS if (r.kink or r.sided) and r.name not in CONNECTIVES], ids=by_name)
def test_a_kink_has_a_rule_for_its_sides(row: Operation) -> None:
    assert row.kink is not None
    assert row.sided is not None
    assert list(inspect.signature(row.sided).parameters) == ["f", "y", "x", "t"]


@pytest.mark.parametrize("row", [r for r in ALL_ROWS if r.selects], ids=by_name)
def test_a_selection_says_which_argument_it_takes(row: Operation) -> None:
    assert all((select is None) <= (partial is None) for select, partial in zip(row.selects, row.partials, strict=True))


@pytest.mark.parametrize("row", [r for r in ALL_ROWS if r.bind], ids=by_name)
def test_parameters_are_bound_as_the_signature_names_them(row: Operation) -> None:
    assert row.bind is not None
    parameters = inspect.signature(row.bind).parameters
    accepts_any = any(p.kind is p.VAR_POSITIONAL for p in parameters.values())
    named = [name for name in statics(row) if f"*{name}" not in row.signature]
    assert accepts_any or set(named) <= set(parameters)
    for name, default in re.findall(r"(\w+)=([^,]+)", row.signature.partition(";")[2]):
        assert str(parameters[name].default) == default.strip()


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_names_and_aliases_are_unique() -> None:
    names = [name for row in ALL_ROWS for name in (row.name, *row.aliases)]
    assert sorted(names) == sorted(set(names))
    assert all(name.isidentifier() for name in names)


def test_what_a_program_may_call() -> None:
    assert set(INTERNAL) <= set(TABLE)
    assert not set(CALLABLE) & set(INTERNAL)
    assert all(CALLABLE[name] is row for row in CALLABLE.values() for name in (row.name, *row.aliases))
    kinds = {row.kind for row in ALL_ROWS if row.name not in INTERNAL and row.name not in CALLABLE}
    assert kinds == {"leaf"}


def test_operators_are_one_row_each() -> None:
    symbols = [(row.symbol, len(operands(row))) for row in ALL_ROWS if row.symbol]
    assert sorted(symbols) == sorted(set(symbols))
    assert {row.name for row in ALL_ROWS if row.commutative} == {"add", "mul"}


def test_reading_the_table_imports_nothing() -> None:
    script = (
        "import sys, jacli.graph.functions; print(*{'numpy', 'sympy', 'mpmath', 'rich', 'click'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


# ── literal values ────────────────────────────────────────────────────────────────────────────────────────

ROWS_OF_VALUES = [(name, value) for name, several in VALUES.items() for value in several]


def called(name: str, value: Value) -> tuple[Program, list[Term], Term]:
    """The call as a program over inputs x0, x1, …, and its operands."""
    program = Program()
    inputs = [program.input(f"x{k}", *np.shape(a)) for k, a in enumerate(value.arguments)]
    return program, inputs, program.call(name, *inputs, statics=value.statics, **value.named)


def point(value: Value) -> dict[str, Any]:
    return {f"x{k}": argument for k, argument in enumerate(value.arguments)}


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found, np.asarray(expected, dtype=np.float64), rtol=4e-15, atol=4e-16, strict=True)


def test_every_function_has_a_row_of_values() -> None:
    assert {row.name for row in CALLABLE.values()} - WITHOUT_VALUE <= set(VALUES)
    assert set(VALUES) <= set(TABLE)
    assert all(VALUES.values())


def test_every_pointwise_function_has_a_row_of_slopes() -> None:
    for row in ALL_ROWS:
        if row.kind == "pointwise" and row.partials[0] is not None:
            assert any(value.slopes for value in VALUES[row.name]), row.name


@pytest.mark.parametrize(("name", "value"), ROWS_OF_VALUES)
def test_values(name: str, value: Value) -> None:
    _, _, y = called(name, value)
    close(lowered_value(y, point(value)), value.value)
    close(batch_value(y, {k: np.asarray(v, dtype=np.float64) for k, v in point(value).items()}), value.value)


def slopes_of(name: str, value: Value) -> Sequence[float]:
    program, inputs, y = called(name, value)
    one = program.f.constant(1)
    return [float(lowered_value(pulled(y, one, x), point(value))) for x in inputs]


@pytest.mark.parametrize(("name", "value"), [case for case in ROWS_OF_VALUES if case[1].slopes is not None])
def test_slopes(name: str, value: Value) -> None:
    assert value.slopes is not None
    close(slopes_of(name, value), [0.0 if slope is None else slope for slope in value.slopes])
    rules = TABLE[name].partials
    if len(rules) == len(value.slopes):
        assert all((rule is None) or (slope is not None) for rule, slope in zip(rules, value.slopes, strict=True))


def test_a_wrong_literal_is_caught() -> None:
    wrong = Value((math.pi / 6,), 0.5000001, (0.8660254,))
    with pytest.raises(AssertionError):
        test_values("sin", wrong)
    with pytest.raises(AssertionError):
        test_slopes("sin", wrong)
