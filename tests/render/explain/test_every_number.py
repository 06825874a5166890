"""Every number and formula that explanations print, in both languages, worked out again; and wrong ones are noticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import chain, pairwise, takewhile
from typing import Any

import numpy as np
import pytest

from jacli.analysis.explain import explain
from jacli.analysis.explain.records import Explanation
from jacli.analysis.records import Request
from jacli.language.problem import problem
from jacli.language.program import SourceText
from tests.render.explain.tables import counted
from tests.render.explain.test_layout import EXAMPLES, LANGUAGES, text
from tests.render.explain.told import Told
from tests.test_worked_examples import LINES

WEIGHTS = {name: line.get("w") for name, line in zip(EXAMPLES, LINES, strict=True)}
# Multiplications beyond the program's own, counted by hand: for all entries of J, and for one VJP with any weights.
MULTIPLICATIONS = {
    "three-by-three": (6, 14),
    "weights-multiply-each-gradient": (2, 4),
    "a-full-Jacobian-from-one-hot-weights": (1, 5),
    "row-vector-times-matrix": (0, 8),
    "matrix-product-all-ones": (0, 24),
    "matrix-weights": (0, 4),
    "sum-makes-it-scalar": (0, 0),
}
# Of so many numbers one is made wrong.
SPARSE = 11
HOT = ["m0**2 + 3*m1", "m1**2 + 2*m0", "--at", "m0=2,m1=3"]
CALLS: dict[str, tuple[list[str], int, list[list[int]]]] = {
    "one-hot calls": ([*HOT, "--w", "1,0", "--w", "0,1"], 1, [[1, 0], [0, 1]]),
    "forgotten": ([*HOT, "--w", "3,-2"], 3, [[3, -2]] * 3),
    "rounds": (["y = 3*x", "--at", "x=[[1,2],[3,4]]", "--w", "1,2,3,4", "--w", "0,0,1,0"], 2,
               [[1, 2, 3, 4], [0, 0, 1, 0]] * 2),
    "scalar": (["y = x**2/3", "--at", "x=5"], 2, [[1], [1]]),
}  # fmt: skip


def weights_of(typed: str) -> list[Fraction]:
    return [Fraction(number) for number in re.findall(r"-?[\d.]+(?:/\d+)?", typed)]


@cache
def example(name: str) -> tuple[Explanation, list[list[Fraction]]]:
    """A worked example, or one of several calls, and the weights of its calls."""
    if name in EXAMPLES:
        found, typed = EXAMPLES[name](), WEIGHTS[name]
        return found, [weights_of(typed) if typed else [Fraction(1)] * len(found.answer.outputs)]
    arguments, repeat, calls = CALLS[name]
    texts = arguments[: arguments.index("--at")]
    options = dict(zip(arguments[len(texts) :: 2], arguments[len(texts) + 1 :: 2], strict=True))
    w = [value for option, value in pairwise(arguments) if option == "--w"]
    sources = [SourceText(f"expression {k}", typed) for k, typed in enumerate(texts, 1)]
    found = explain(problem(sources, at=[options["--at"]], w=w), Request(repeat=repeat))
    return found, [[Fraction(w) for w in call] for call in calls]


def typed_program(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The program as it was typed, run by Python over the values of its inputs."""
    arguments = LINES[list(EXAMPLES).index(name)]["argv"] if name in EXAMPLES else CALLS[name][0]
    texts = list(takewhile(lambda argument: not argument.startswith("--"), arguments))

    def run(inputs: dict[str, Any]) -> dict[str, Any]:
        known = {**inputs, "mean": lambda a: a.sum() / a.size, "zeros": lambda *shape: np.zeros(shape, dtype=object)}
        statements = [statement for text in texts for statement in text.split(";")]
        for k, statement in enumerate(statements, 1):
            named = "=" in statement
            exec(statement.strip() if named else f"y{k if len(statements) > 1 else ''} = {statement}", known)
        return known

    return run


@cache
def printed(name: str, lang: str) -> str:
    return text(example(name)[0], "table", whole=True, lang=lang)


def told(name: str, lang: str, page: str | None = None) -> Told:
    found, calls = example(name)
    wrt = list(dict.fromkeys(flat.partition("[")[0] for flat in found.answer.inputs))
    outputs = list(found.answer.output_shapes)
    page = printed(name, lang) if page is None else page
    read = Told(page, lang, outputs=outputs, wrt=wrt, calls=calls)
    read.check_against(typed_program(name))
    read.multiplications = MULTIPLICATIONS.get(name, (0, 0))
    read.repeat = CALLS[name][1] if name in CALLS else 1
    return read


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*EXAMPLES, *CALLS])
def test_every_line_holds(name: str, lang: str) -> None:
    read = told(name, lang)
    for letter in read.sections:
        read.check(letter)
    assert set(read.sections) >= set("abcdefgh") | ({"i"} if name in CALLS else {"i", "tensor"})


# ── wrong ones ──


def numbers_of(line: str) -> list[re.Match[str]]:
    """The numbers of a line, those in names and labels among them."""
    return list(re.finditer(r"\d+(?:\.\d+)?", line))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*EXAMPLES, *CALLS])
def test_every_wrong_number_is_noticed(name: str, lang: str) -> None:
    """Each number on the page in turn is made greater by one, and its section does not hold any more."""
    read = told(name, lang)
    unnoticed = []
    for letter, lines in read.sections.items():
        places = [(k, match) for k, line in enumerate(lines) for match in numbers_of(line)]
        for k, match in places[len(name) % SPARSE :: SPARSE]:
            wrong = f"{lines[k][: match.start()]}{Fraction(match[0]) + 1}{lines[k][match.end() :]}"
            if is_noticed(name, lang, read, (letter, k, wrong)):
                continue
            unnoticed.append(f"{letter}: {wrong}")
    assert not unnoticed


def is_noticed(name: str, lang: str, read: Told, change: tuple[str, int, str]) -> bool:
    letter, k, wrong = change
    lines = read.sections[letter]
    try:
        other = read
        if letter == "a":
            page = "\n".join(chain.from_iterable(read.sections.values())).replace(lines[k], wrong, 1)
            other = told(name, lang, page)
        before, read.sections[letter] = lines, [*lines[:k], wrong, *lines[k + 1 :]]
        try:
            other.check(letter)
        finally:
            read.sections[letter] = before
    except (AssertionError, ArithmeticError, LookupError, ValueError, TypeError, StopIteration, SyntaxError):
        return True
    return False


def test_nothing_is_left_unread() -> None:
    read = told("three-by-three", "en")
    read.sections["h"] = [*read.sections["h"], "", "Seven is more than 6."]
    with pytest.raises(AssertionError, match="no sentence"):
        read.check("h")


@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_two_by_two(n: int) -> None:
    """The general sentence of section f: 2n from the left, 4(n-1) + 2 if the matrices are multiplied first."""
    assert counted([(1, 2), *[(2, 2)] * n])[0] == 2 * n
    assert counted([*[(2, 2)] * n])[0] + 2 == 4 * (n - 1) + 2
