"""The records of an explanation, each number found again in another way: by Python's own arithmetic and by sympy."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from jacli.analysis.explain import explain
from jacli.analysis.explain.records import Explanation, Step
from jacli.analysis.records import Entry, Request
from jacli.emit.text import defined_text
from jacli.language.problem import problem
from jacli.language.program import SourceText
from tests.test_worked_examples import LINES, example_of

NAMES = ("x", "y", "z")
# A label, a function or a whole number.
WORD = re.compile(r"#\d+|[A-Za-z_]\w*(?:#2)?|\d+")


def explained(program: str, at: str, w: str | None = None, **options: Any) -> Explanation:
    texts = [SourceText("expression 1", program)]
    return explain(problem(texts, at=[at] if at else [], w=[w] if w else [], **options), Request())


def text_of(step: Step) -> str:
    return defined_text(step.definition.graph, step.definition.node, step.definition.labels)


def random_expression(choice: random.Random, depth: int) -> str:
    """A rational expression that has a value wherever all inputs are positive."""
    if depth == 0:
        return choice.choice([*NAMES, *NAMES, str(choice.randint(1, 5))])
    one, other = (random_expression(choice, depth - 1) for _ in range(2))
    return choice.choice(
        [
            f"({one} + {other})",
            f"({one} - {other})",
            f"{one}*{other}",
            f"({one})**{choice.randint(2, 3)}",
            f"({one})/({choice.choice(NAMES)} + {choice.randint(1, 3)})",
        ]
    )


def random_program(seed: int) -> tuple[list[str], dict[str, Fraction], list[Fraction]]:
    """Outputs, a point, and weights of which some are 0."""
    choice = random.Random(seed)
    outputs = [random_expression(choice, choice.randint(1, 3)) for _ in range(choice.randint(2, 4))]
    point = {name: Fraction(choice.randint(1, 9), choice.randint(1, 4)) for name in NAMES}
    return outputs, point, [Fraction(choice.randint(-3, 3), choice.randint(1, 3)) for _ in outputs]


def exact(entry: Entry) -> Fraction:
    assert isinstance(entry.exact, Fraction)
    return entry.exact


@pytest.mark.parametrize("seed", range(40))
def test_random_programs(seed: int) -> None:
    outputs, point, weights = random_program(seed)
    program = "; ".join(f"f{i} = {f}" for i, f in enumerate(outputs))
    at = ",".join(f"{name}={value}" for name, value in point.items())
    of = [f"f{i}" for i in range(len(outputs))]
    found = explained(program, at, ",".join(map(str, weights)), variables=NAMES, of=of)
    symbols = sympy.symbols(NAMES)
    formulas = [sympy.sympify(f) for f in outputs]
    here = {
        symbol: sympy.Rational(v.numerator, v.denominator) for symbol, v in zip(symbols, point.values(), strict=True)
    }
    rows = [[_fraction(sympy.diff(f, s).subs(here)) for s in symbols] for f in formulas]
    values = [_fraction(f.subs(here)) for f in formulas]
    sums = [sum((w * row[j] for w, row in zip(weights, rows, strict=True)), Fraction(0)) for j in range(3)]

    told = found.sections
    for row, (entries, expected) in enumerate(zip(told["jacobian"].rows, rows, strict=True)):
        dense = dict(entries)
        assert [exact(dense[j]) if j in dense else 0 for j in range(3)] == expected, row
    assert [exact(total.entry) for total in told["weighted"].totals] == sums
    for total in told["weighted"].totals:
        worked = sum((exact(s.weight) * exact(s.entry) for s in total.summands), Fraction(0))
        assert worked == exact(total.entry)
        assert all(exact(s.weight) == weights[s.output] for s in total.summands)
    scalar = told["scalar"]
    assert exact(scalar.m) == sum((w * v for w, v in zip(weights, values, strict=True)), Fraction(0))
    assert [exact(e) for e in scalar.gradient] == sums
    assert [exact(e) for e in scalar.slopes] == [w for w in weights if w]
    assert scalar.agrees
    _check_steps(told["steps"].steps, {name: (value,) for name, value in point.items()})


def _fraction(number: Any) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def _check_steps(steps: tuple[Step, ...], point: dict[str, tuple[Fraction, ...]]) -> None:
    """Each step's value is its operation, done by Python on the values of the steps before."""
    known: dict[str, Any] = {}
    for step in steps:
        assert step.values is not None
        value = np.array([exact(e) for e in step.values], dtype=object).reshape(step.shape)
        if step.label in point and step.label not in known:
            assert tuple(value.ravel()) == point[step.label]
        else:
            expected = np.asarray(_computed(text_of(step), known), dtype=object)
            assert expected.shape == step.shape
            assert (expected == value).all(), step.label
        known[step.label] = value if step.shape else value[()]


def _computed(text: str, known: dict[str, Any]) -> Any:
    """Python's own reading of an operation, numbers as Fractions."""
    functions = {"mean": lambda a: a.sum() / Fraction(a.size), "sum": np.sum}

    def python(found: re.Match[str]) -> str:
        word = found[0]
        return f"known[{word!r}]" if word in known else f"Fraction({word})" if word.isdecimal() else word

    return eval(WORD.sub(python, text), {"Fraction": Fraction, "known": known, **functions})


SCALAR_AND_ARRAY = [line for line in LINES if "--at" in line["argv"] and "zeros" not in line["argv"][0]]


@pytest.mark.parametrize("line", SCALAR_AND_ARRAY, ids=[line["name"] for line in SCALAR_AND_ARRAY])
def test_steps_of_the_worked_examples(line: dict[str, Any]) -> None:
    example = example_of(line)
    point = {n: tuple(Fraction(e) for e in np.array(v, dtype=object).ravel()) for n, v in example.point.items()}
    texts = [SourceText(f"expression {k}", text) for k, text in enumerate(example.texts, 1)]
    found = explain(problem(texts, at=example.at), Request(), ["steps"])
    assert list(found.sections) == ["steps"]
    _check_steps(found.sections["steps"].steps, point)


def test_weights_are_kept_apart_from_the_lack_of_them() -> None:
    assert explained("x*y, x", "x=1,y=2").weight_kind == "ones"
    assert explained("x*y, x", "x=1,y=2", "1,1").weight_kind == "given"
    assert explained("x*y", "x=1,y=2").weight_kind == "scalar"
    assert explained("x*y", "x=1,y=2", "3").weight_kind == "given"


def test_weights_that_are_all_zero() -> None:
    scalar = explained("x*y, x", "x=1,y=2", "0,0").sections["scalar"]
    assert scalar.outputs == ()
    assert [exact(e) for e in (scalar.m, *scalar.gradient)] == [0, 0, 0]


def test_an_irrational_weight() -> None:
    scalar = explained("x*y, x", "x=1,y=2", "sqrt(2),pi").sections["scalar"]
    assert scalar.agrees
    assert [e.exact for e in scalar.slopes] == [sympy.sqrt(2), sympy.pi]
    assert scalar.m.value == pytest.approx(2 * 2**0.5 + np.pi)


@pytest.mark.parametrize(
    "program", ["sqrt(x)**2, x", "sin(x)/x, x", "abs(x), x*y", "x**y, log(y)", "max(x, y), relu(x)"]
)
def test_the_scalar_agrees_where_derivatives_are_awkward(program: str) -> None:
    assert explained(program, "x=0,y=1" if "y" in program else "x=0", "2,-1").sections["scalar"].agrees


def test_inputs_and_assignments_that_nothing_depends_on() -> None:
    steps = explained("a = x*2; b = x*y; c = y + 1", "x=1,y=2").sections["steps"]
    assert (steps.unused, steps.dead) == (("x",), ("a", "b"))
    assert [step.label for step in steps.steps] == ["y", "c"]


def test_broadcasts_are_no_steps_unless_typed() -> None:
    steps = explained("c = a*b + 1; d = broadcast_to(a, (4, 3)).T", "a=[1,2,3],b=[[1],[2]]", of=["c", "d"])
    told = [(step.label, text_of(step)) for step in steps.sections["steps"].steps if step.kind == "step"]
    assert told == [("#1", "a*b"), ("c", "#1 + 1"), ("#2", "broadcast_to(a, 4, 3)"), ("d", "#2.T")]


def test_sections_that_were_not_asked_for_are_not_made() -> None:
    found = explain(problem([SourceText("expression 1", "x*y")]), Request(), ["weighted", "jacobian"])
    assert list(found.sections) == ["jacobian", "weighted"]
