"""No text of a user is ever handed to Python, and nothing is unpickled."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import jacli

MODULES = sorted(Path(jacli.__file__).parent.rglob("*.py"))
FORBIDDEN = frozenset(
    {"eval", "exec", "compile", "__import__", "sympify", "parse_expr", "parse_latex", "lambdify", "nsimplify"}
    | {"pickle", "marshal", "shelve", "subs"}
)
# A method called compile is that of a regular expression; `flags.append("eval")` is a text.
ALLOWED = frozenset({("re", "compile")})


def forbidden(source: str) -> list[str]:
    return sorted(set(_names(ast.parse(source))) & FORBIDDEN)


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if (owner, node.attr) not in ALLOWED:
                yield node.attr
        elif isinstance(node, ast.alias):
            yield from node.name.split(".")
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from node.module.split(".")
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            constant = isinstance(node.value, ast.Constant) and node.value.value is False
            yield "" if constant else "pickle"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
            yield from (a.value for a in node.args[1:2] if isinstance(a, ast.Constant) and isinstance(a.value, str))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_nothing_evaluates_text(path: Path) -> None:
    assert forbidden(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "import pickle",
        "from pickle import loads",
        "from sympy import lambdify as quick",
        "import sympy\nsympy.sympify('x')",
        "from sympy.parsing.sympy_parser import parse_expr",
        "compile('1', '', 'eval')",
        "numpy.load(f, allow_pickle=True)",
        "getattr(builtins, 'eval')",
        "f = exec",
        "x.subs(y, 1)",
    ],
)
def test_a_planted_evaluation_is_caught(source: str) -> None:
    assert forbidden(source)


@pytest.mark.parametrize("source", ["import re\nre.compile('x')", "'eval'", "numpy.load(f, allow_pickle=False)"])
def test_harmless_text_is_not(source: str) -> None:
    assert not forbidden(source)
