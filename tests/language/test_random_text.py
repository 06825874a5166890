"""Whatever is typed, the answer is a program or one of jacli's own errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.grammar import SOUP, expressions
from jacli.errors import JacliError
from jacli.graph.functions import CALLABLE
from jacli.graph.limits import Limits
from jacli.language.calls import FUNCTIONS
from jacli.language.program import Program, SourceText
from jacli.language.reader import input_names, read, read_constant
from jacli.render.messages import error_text
from tests.language.structure import sources

LIMITS = Limits(nodes=5000, elements=10_000, digits=1000, nesting=200)
SHAPES = {"A": (2, 3), "v": (3,), "S": (2, 2)}


def is_sound(program: Program) -> None:
    """Arguments come before results, and every place is inside its text."""
    graph = program.graph
    for node in range(len(graph)):
        assert all(argument < node for argument in graph.arguments[node])
    for _, node in (*program.outputs, *program.inputs):
        assert 0 <= node < len(graph)
    assert len({name for name, _ in program.outputs}) == len(program.outputs)
    for node in graph.reached([node for _, node in program.outputs]):
        for place in program.places.of(node):
            assert 0 <= place.start <= place.end <= len(place.text)


def attempt(call: Callable[[], object]) -> object:
    try:
        return call()
    except JacliError as error:
        refused = error
    assert error_text(refused).isprintable()
    if refused.place is not None:
        assert 0 <= refused.place.start <= refused.place.end <= len(refused.place.text)
    return None


def try_everything(*texts: str) -> None:
    found = attempt(lambda: read(sources(*texts), shapes=SHAPES, limits=LIMITS))
    if isinstance(found, Program):
        is_sound(found)
        names = input_names(sources(*texts))
        assert set(names) == {name for name, _ in found.inputs}
    else:
        attempt(lambda: input_names(sources(*texts)))
    attempt(lambda: read(sources(*texts), limits=LIMITS))
    attempt(lambda: read_constant(SourceText("--at", texts[0])))


@given(st.text(max_size=40))
@settings(max_examples=400)
def test_any_text(text: str) -> None:
    try_everything(text)


@given(st.lists(SOUP, min_size=1, max_size=2))
@settings(max_examples=1500)
def test_any_tokens(texts: list[str]) -> None:
    try_everything(*texts)


@given(expressions())
@settings(max_examples=1500)
def test_any_expression(text: str) -> None:
    try_everything(text)


ARGUMENTS = [
    "", "x", "A", "v, v", "A, 0", "A, axis=0", "A, axis=None", "A, axis=(0, 1)", "A, axis=1/2", "A, axis=v", "(2, 3)",
    "2, 3", "-1", "1/2", "None", "True", "A, None", "A, (0, 1)", "A, True", "[A, A]", "[A, v]", "(v,), 1", "A, dim=-1",
    "A, keepdims=2", "v, 1, 2, 3", "[[x, y], [y, x]]", "A, k=1", "2, v", "10**9", "v, 10**9", "S, S", "S, v", "0",
    "zeros(0)", "zeros(0, 3), axis=1", "zeros(0, 3), axis=0", "x > 0, A, v", "A, shape=3",
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(FUNCTIONS | CALLABLE.keys()))
def test_any_arguments(name: str) -> None:
    for arguments in ARGUMENTS:
        try_everything(f"{name}({arguments})")
        first, _, rest = arguments.partition(", ")
        try_everything(f"({first}).{name}({rest})")
