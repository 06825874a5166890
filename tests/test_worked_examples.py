"""The worked examples, every field of every line, through the Python API and the command line.

Each is asked again with its variables renamed, its inputs and outputs in another order, and its inputs scaled:
no answer learnt by heart survives that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jacli as package
from tests.conftest import Jacli

LINES = [json.loads(line) for line in (Path(__file__).parent / "data/worked_examples.jsonl").read_text().splitlines()]
Numbers = Sequence[Any]


@dataclass(frozen=True)
class Example:
    """A line's request in parts: `point` maps inputs, in their order, to numbers or nested lists."""

    texts: tuple[str, ...]
    point: dict[str, Any]
    shapes: tuple[str, ...] = ()
    wrt: tuple[str, ...] = ()

    @property
    def at(self) -> list[str]:
        return [f"{name}={json.dumps(value)}" for name, value in self.point.items()]


def names_in(text: str) -> list[str]:
    """Names that are neither functions nor assigned, as a reader of one-line examples sees them."""
    assigned = set(re.findall(r"(?:^|;)\s*(\w+)(?:\[[^\]]*\])?\s*=", text))
    return sorted(set(re.findall(r"[A-Za-z]\w*\b(?!\()", text)) - assigned)


def number_of(text: str) -> Any:
    """A value as it stands in the examples: a number, a nested list, `ones(2,2)`."""
    ones = re.fullmatch(r"ones\((\d+),(\d+)\)", text)
    return np.ones([int(n) for n in ones.groups()]).tolist() if ones else json.loads(text)


def example_of(line: dict[str, Any]) -> Example:
    texts: list[str] = []
    options: dict[str, list[str]] = {"--at": [], "--shape": [], "--wrt": []}
    arguments = iter(line["argv"])
    for argument in arguments:
        if argument in options:
            options[argument].append(next(arguments))
        else:
            texts.append(argument)
    point: dict[str, Any] = {}
    for item in options["--at"]:
        if "=" not in item:
            inputs = names_in("; ".join(texts))
            point.update(zip(inputs, map(number_of, item.split(",")), strict=True))
        else:
            parts = re.split(r",(?=\w+=)", item)
            point.update((name, number_of(value)) for name, value in (part.split("=") for part in parts))
    return Example(tuple(texts), point, tuple(options["--shape"]), tuple(options["--wrt"]))


# ── the two doors ─────────────────────────────────────────────────────────────────────────────────────────


class Door:
    """Asks a question and hands back the JSON document."""

    def ask(self, operation: str, example: Example, w: Sequence[str] = (), *extra: str) -> dict[str, Any]:
        raise NotImplementedError


class CommandLine(Door):
    def __init__(self, run: Jacli) -> None:
        self.run = run

    def arguments(self, operation: str, example: Example, w: Sequence[str], extra: Sequence[str]) -> list[str]:
        options = [("--at", v) for v in example.at] + [("--w", v) for v in w]
        options += [("--shape", v) for v in example.shapes] + [("--wrt", v) for v in example.wrt]
        return [operation, *example.texts, *(part for option in options for part in option), *extra]

    def ask(self, operation: str, example: Example, w: Sequence[str] = (), *extra: str) -> dict[str, Any]:
        outcome = self.run(*self.arguments(operation, example, w, extra), "--format", "json")
        assert outcome.code == 0, outcome.err
        document: dict[str, Any] = json.loads(outcome.out)
        return document


class Library(Door):
    def ask(self, operation: str, example: Example, w: Sequence[str] = (), *extra: str) -> dict[str, Any]:
        assert not extra
        shapes = {k: [int(n) for n in v.split("x")] for k, v in (s.split("=") for s in example.shapes)}
        problem = package.Problem(example.texts, at=example.point or None, shapes=shapes, wrt=example.wrt)
        result = problem.vjp(w[0]) if operation == "vjp" and w else getattr(problem, operation)()
        document: dict[str, Any] = result.document()
        if example.point:
            np.testing.assert_array_equal(result.primal, document["value"]["value"])
            np.testing.assert_array_equal(result.value, document["result"]["value"])
            for name, value in (document.get("by_input") or {}).items():
                np.testing.assert_array_equal(result.by_input[name], value)
        return document


@pytest.fixture
def door(request: pytest.FixtureRequest, jacli: Jacli) -> Door:
    return Library() if request.param == "library" else CommandLine(jacli)


# ── one check per field ───────────────────────────────────────────────────────────────────────────────────


def same(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.array(found, dtype=float), np.array(expected, dtype=float), rtol=1e-15, strict=True)


def exactly(part: dict[str, Any], expected: Any) -> None:
    """The decimals are those expected, and the exact column says the same."""
    same(part["value"], expected)
    exact = np.array(part["exact"], dtype=object)
    same([float(package_fraction(v)) for v in exact.ravel()], np.array(expected, dtype=float).ravel())


def package_fraction(text: str) -> float:
    numerator, _, denominator = text.partition("/")
    return float(numerator) / float(denominator or 1)


def check_value(door: Door, example: Example, line: dict[str, Any]) -> None:
    document = door.ask("jacobian", example)
    exactly(document["value"], line["value"])
    assert document["status"] == "ok"
    assert document["notes"] == []


def check_jacobian(door: Door, example: Example, line: dict[str, Any]) -> None:
    exactly(door.ask("jacobian", example)["result"], line["jacobian"])


def check_denominator(door: Door, example: Example, line: dict[str, Any]) -> None:
    document = door.ask("jacobian", example, (), "--layout", "denominator")
    exactly(document["result"], line["jacobian_denominator_layout"])
    assert document["layout"] == "denominator"


def check_vjp(door: Door, example: Example, line: dict[str, Any]) -> None:
    exactly(door.ask("vjp", example, [line["w"]])["result"], line["vjp"])


def check_grad(door: Door, example: Example, line: dict[str, Any]) -> None:
    exactly(door.ask("grad", example)["result"], line["grad"])


def check_runs(door: Door, example: Example, line: dict[str, Any]) -> None:
    document = door.ask("vjp", example, [run["w"] for run in line["runs"]])
    total = np.zeros(len(line["accumulated"]))
    for run, expected in zip(document["runs"], line["runs"], strict=True):
        exactly(run["result"], expected["vjp"])
        total += expected["vjp"]
        exactly(run["accumulated"], total)
    for expected in line["runs"]:
        exactly(door.ask("vjp", example, [expected["w"]])["result"], expected["vjp"])


def check_accumulated(door: Door, example: Example, line: dict[str, Any]) -> None:
    exactly(door.ask("vjp", example, [run["w"] for run in line["runs"]])["result"], line["accumulated"])


def check_jacobian_wrt_x(door: Door, example: Example, line: dict[str, Any]) -> None:
    (name,) = line.get("wrt_x", ["x"])
    exactly(door.ask("jacobian", replace(example, wrt=(name,)))["result"], line["jacobian_wrt_x"])


def check_by_input(door: Door, example: Example, line: dict[str, Any]) -> None:
    document = door.ask("vjp", example, [line["w"]] if "w" in line else [])
    assert document["by_input"].keys() == line["by_input"].keys()
    for name, expected in line["by_input"].items():
        same(document["by_input"][name], expected)


def check_grad_by_input(door: Door, example: Example, line: dict[str, Any]) -> None:
    document = door.ask("grad", example)
    for name, expected in line["grad_by_input"].items():
        same(document["by_input"][name], expected)
    rows = np.array(door.ask("jacobian", example)["result"]["value"])
    same(document["result"]["value"], rows.sum(0))


def check_equivalent_scalar(door: Door, example: Example, line: dict[str, Any]) -> None:
    """A weighted VJP is the gradient of the weighted sum."""
    told = line["equivalent_scalar"]
    weighted = replace(example, texts=(told["program"],), point={**example.point, "w": json.loads(line["w"])})
    document = door.ask("grad", replace(weighted, wrt=tuple(line["by_input"])))
    same(document["value"]["value"], [told["m"]])
    for name, expected in line["by_input"].items():
        same(document["by_input"][name], expected)


def check_refusal(door: Door, example: Example, line: dict[str, Any]) -> None:
    if isinstance(door, CommandLine):
        outcome = door.run(*door.arguments("vjp", example, (), ()))
        assert (outcome.code, outcome.out) == (2, "")
        message = outcome.err
    else:
        with pytest.raises(package.UsageError) as caught:
            door.ask("vjp", example)
        message = str(caught.value)
    for part in ("grad can be implicitly created only for scalar outputs", "--w 1,1", "jacli grad", "row of J"):
        assert part in message


def numpy_value(text: str, arrays: dict[str, Any]) -> Any:
    """A formula of arrays read as Python reads it, by numpy."""
    functions = {"outer": np.outer, "reshape": lambda x, *shape: np.reshape(x, shape), "sum": np.sum}
    return eval(text, {"__builtins__": {}}, {**functions, **arrays})


def check_formulas(door: Door, example: Example, line: dict[str, Any]) -> None:
    """The formulas of dL/dW, entry by entry and as a matrix, at random arrays."""
    document = door.ask("grad", example)
    source = np.random.default_rng(0)
    (name,) = example.wrt
    for _ in range(3):
        arrays: dict[str, Any] = {
            k: source.normal(size=[int(n) for n in v.split("x")]) for k, v in (s.split("=") for s in example.shapes)
        }
        arrays[line.get("target", "t")] = source.normal()
        y = numpy_value(line["where_y"], arrays)
        row = [numpy_value(text, {**arrays, "y": y}) for text in line["formula_grad_W_row_0"]]
        entries = [numpy_value(text, arrays) for text in document["result"]["formula"]]
        np.testing.assert_allclose(entries[:2], row, rtol=1e-12)
        whole = numpy_value(document["closed_form"][name], arrays)
        expected = numpy_value(line["closed"], {**arrays, "y": y})
        np.testing.assert_allclose(whole, expected, rtol=1e-12)
        np.testing.assert_allclose(np.ravel(whole), entries, rtol=1e-12)


CHECKS: dict[str, Callable[[Door, Example, dict[str, Any]], None]] = {
    "value": check_value,
    "jacobian": check_jacobian,
    "jacobian_denominator_layout": check_denominator,
    "vjp": check_vjp,
    "grad": check_grad,
    "runs": check_runs,
    "accumulated": check_accumulated,
    "jacobian_wrt_x": check_jacobian_wrt_x,
    "by_input": check_by_input,
    "grad_by_input": check_grad_by_input,
    "equivalent_scalar": check_equivalent_scalar,
    "vjp_without_w": check_refusal,
    "closed_form": check_formulas,
}
# Fields that belong to a check of another: what is asked, and prose.
ASKED = {"name", "argv", "w", "note", "formula_grad_W_row_0", "where_y"}
# The closed form's prose, as one that is equal to it.
CLOSED = "outer(U.T @ (v*(y - t)), x)"
# What only the command line is asked for: layouts, and several weights at once.
ONLY_COMMAND_LINE = {"jacobian_denominator_layout", "runs", "accumulated"}
FIELDS = [
    (door, line, name)
    for line in LINES
    for name in line
    for door in ("library", "command line")
    if name in CHECKS and not (door == "library" and name in ONLY_COMMAND_LINE)
]


def case_name(value: Any) -> str:
    return value["name"] if isinstance(value, dict) else str(value)


def prepared(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "closed": CLOSED} if "closed_form" in line else line


def test_every_field_is_checked_and_every_check_is_used() -> None:
    assert len(LINES) == 10
    assert {name for line in LINES for name in line} == set(CHECKS) | ASKED
    assert all(CLOSED in line["closed_form"] for line in LINES if "closed_form" in line)


@pytest.mark.parametrize(("door", "line", "name"), FIELDS, indirect=["door"], ids=case_name)
def test_worked_examples(door: Door, line: dict[str, Any], name: str) -> None:
    CHECKS[name](door, example_of(line), prepared(line))


# ── asked again in other words ────────────────────────────────────────────────────────────────────────────

# Fields that hold derivatives by all inputs at once, with the axis that counts the inputs.
BY_COLUMN = {"jacobian": -1, "vjp": -1, "grad": -1, "accumulated": -1, "jacobian_denominator_layout": 0}
DERIVATIVES = {*BY_COLUMN, "jacobian_wrt_x", "by_input", "grad_by_input"}


def renamed_text(text: str, names: dict[str, str]) -> str:
    return re.sub(r"[A-Za-z_]\w*\b(?!\()", lambda found: names.get(found[0], found[0]), text)


def renamed(line: dict[str, Any]) -> tuple[Example, dict[str, Any]]:
    """Every input called otherwise, in the same order."""
    example = example_of(line)
    inputs = list(example.point) or names_in("; ".join(example.texts))
    names = {name: f"q{k}z" for k, name in enumerate(inputs)}
    told = dict(line)
    for field in ("by_input", "grad_by_input"):
        if field in line:
            told[field] = {names[name]: value for name, value in line[field].items()}
    if "x" in names:
        told["wrt_x"] = [names["x"]]
    if "t" in names:
        told["target"] = names["t"]
    for field in ("where_y", "closed"):
        if field in told:
            told[field] = renamed_text(told[field], names)
    if "formula_grad_W_row_0" in told:
        told["formula_grad_W_row_0"] = [renamed_text(text, names) for text in told["formula_grad_W_row_0"]]
    if "equivalent_scalar" in told:
        program = renamed_text(told["equivalent_scalar"]["program"], names)
        told["equivalent_scalar"] = {**told["equivalent_scalar"], "program": program}
    changed = Example(
        tuple(renamed_text(text, names) for text in example.texts),
        {names[name]: value for name, value in example.point.items()},
        tuple(renamed_text(text, names) for text in example.shapes),
        tuple(names[name] for name in example.wrt),
    )
    return changed, told


def scaled(line: dict[str, Any]) -> tuple[Example, dict[str, Any]]:
    """Every input x taken k·x, at a point k times nearer: the same values, derivatives k times as large."""
    k = 4
    example = example_of(line)
    prefix = "; ".join(f"{name} = {k}*{name}" for name in example.point)
    told = dict(line)
    for field in DERIVATIVES & line.keys():
        told[field] = _times(k, line[field])
    if "runs" in told:
        told["runs"] = [{**run, "vjp": _times(k, run["vjp"])} for run in told["runs"]]
    if "equivalent_scalar" in told:
        program = f"{prefix}; {told['equivalent_scalar']['program']}"
        told["equivalent_scalar"] = {**told["equivalent_scalar"], "program": program}
    point = {name: _times(1 / k, value) for name, value in example.point.items()}
    return replace(example, texts=(f"{prefix}; {example.texts[0]}", *example.texts[1:]), point=point), told


def _times(k: float, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _times(k, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_times(k, inner) for inner in value]
    return k * value


def reversed_outputs(line: dict[str, Any]) -> tuple[Example, dict[str, Any]]:
    """Several expressions in the opposite order: rows and weights with them."""
    example = example_of(line)
    told = dict(line)
    for field, axis in (("value", 0), ("jacobian", 0), ("jacobian_denominator_layout", 1)):
        if field in line:
            told[field] = np.flip(line[field], axis).tolist()
    if "w" in line:
        told["w"] = ",".join(reversed(line["w"].split(",")))
    if "runs" in line:
        told["runs"] = [{**run, "w": ",".join(reversed(run["w"].split(",")))} for run in line["runs"]]
    return replace(example, texts=example.texts[::-1]), told


def reversed_inputs(line: dict[str, Any]) -> tuple[Example, dict[str, Any]]:
    """Inputs differentiated in the opposite order: columns with them, block by block."""
    example = example_of(line)
    sizes = [np.size(value) for value in example.point.values()]
    blocks = np.split(np.arange(sum(sizes)), np.cumsum(sizes))
    order = np.concatenate(blocks[:-1][::-1])
    told = dict(line)
    for field, axis in BY_COLUMN.items():
        if field in line:
            told[field] = np.take(line[field], order, axis).tolist()
    if "runs" in line:
        told["runs"] = [{**run, "vjp": np.take(run["vjp"], order).tolist()} for run in line["runs"]]
    return replace(example, wrt=tuple(reversed(example.point))), told


VARIANTS = {
    "renamed": renamed,
    "scaled": scaled,
    "outputs reversed": reversed_outputs,
    "inputs reversed": reversed_inputs,
}


def variant_cases() -> list[tuple[str, str, dict[str, Any], str]]:
    found = []
    for door, line, name in FIELDS:
        for variant in VARIANTS:
            pointless = variant in ("scaled", "inputs reversed") and not example_of(line).point
            single = variant == "outputs reversed" and len(example_of(line).texts) == 1
            fixed = variant == "inputs reversed" and name in ("jacobian_wrt_x", "equivalent_scalar")
            if not (pointless or single or fixed):
                found.append((door, variant, line, name))
    return found


@pytest.mark.parametrize(("door", "variant", "line", "name"), variant_cases(), indirect=["door"], ids=case_name)
def test_in_other_words(door: Door, variant: str, line: dict[str, Any], name: str) -> None:
    example, told = VARIANTS[variant](prepared(line))
    CHECKS[name](door, example, told)
