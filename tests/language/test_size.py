"""Reading takes time in proportion to the text, and no recursion: steps are counted, not timed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from jacli.language.program import Program
from tests.language.structure import program

TEXTS: dict[str, Callable[[int], str]] = {
    "sum": lambda n: " + ".join(f"x{i % 9}" for i in range(n)),
    "product": lambda n: "*".join(f"x{i % 9}" for i in range(n)),
    "inputs": lambda n: "+".join(f"x{i}" for i in range(n)),
    "implicit products": lambda n: "(x+1)" * n,
    "parentheses": lambda n: "(" * n + "x" + ")" * n,
    "nested sums": lambda n: "1+(" * n + "x" + ")" * n,
    "nested functions": lambda n: "sin(" * n + "x" + ")" * n,
    "signs": lambda n: "-" * n + "x",
    "powers": lambda n: "**".join(["x"] * n),
    "superscripts": lambda n: "(" * n + "x" + ")²" * n,
    "conditions": lambda n: "x if a else " * n + "y",
    "comparisons": lambda n: "<".join(["x"] * n),
    "lines": lambda n: "a = x\n" + "\n".join(f"a = a*{i} + x" for i in range(n)),
    "outputs": lambda n: ", ".join(f"x*{i}" for i in range(n)),
    "assigned pairs": lambda n: "\n".join(["a, b = b, a + b"] * n),
    "elements": lambda n: f"y = empty({n})\ny[0] = x\n" + "\n".join(f"y[{i}] = y[{i - 1}]*x" for i in range(1, n)),
    "elements and sums": lambda n: f"y = zeros({n})\n" + "\n".join(f"y[{i}] = x; s = sum(y)" for i in range(n)),
    "literal": lambda n: f"[{', '.join(f'x*{i}' for i in range(n))}]",
    "primes": lambda n: "\n".join(f"x{i}' = x{i}" for i in range(n)),
    "calls": lambda n: "f(x) = sin(x)*x\n" + " + ".join(f"f(x + {i})" for i in range(n)),
    "functions of functions": lambda n: (
        "f0(x) = x + 1\n" + "\n".join(f"f{i}(x) = f{i - 1}(x)*f{i - 1}(x)" for i in range(1, n)) + f"\nf{n - 1}(t)"
    ),
    "subscripts": lambda n: "\n".join(f"x₁ = x₁ + {i}" for i in range(n)),
    "blanks": lambda n: "x, y" + " " * n + "+ 1",
    "comments": lambda n: "x # " + "(" * n,
    "keywords": lambda n: "[a, b]" + "".join(".sum(axis=0, keepdims=True)" for _ in range(n)),
    "piecewise": lambda n: f"Piecewise({'(x, x > 0), ' * n}(x, True))",
}


def steps(text: str) -> int:
    """How many functions are called while the text is read."""
    count = 0

    def tick(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        program(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("kind", TEXTS)
def test_steps_grow_with_the_text(kind: str) -> None:
    short, long = steps(TEXTS[kind](200)), steps(TEXTS[kind](800))
    assert long <= 4.3 * short + 500


@pytest.mark.parametrize("kind", TEXTS)
def test_no_recursion(kind: str) -> None:
    deep = 6000 if kind != "keywords" else 1000
    assert isinstance(program(TEXTS[kind](deep)), Program)


def test_scalar_text_takes_few_steps_per_token() -> None:
    text = " + ".join(f"q{i % 36}*sin(q{i % 7})**2" for i in range(2000))
    tokens = 2000 * 9
    assert steps(text) < 12 * tokens


def test_calls_are_read_once_per_argument() -> None:
    levels = 60
    text = "f0(x) = x\n" + "\n".join(f"f{i}(x) = f{i - 1}(x) + f{i - 1}(x)" for i in range(1, levels))
    found = program(text + f"\nf{levels - 1}(t)")
    assert len(found.graph) == levels
