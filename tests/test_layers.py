"""Imports point downward only, also those inside functions and those for types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import jacli

PACKAGE = Path(jacli.__file__).parent
# From the lowest up. `jacli` itself is the Python API.
LAYERS = (
    "errors",
    "graph",
    "domains",
    "calculus",
    "language",
    "analysis",
    "emit",
    "render",
    "jacli",
    "cli",
    "__main__",
)
MODULES = sorted(PACKAGE.rglob("*.py"))
# Who may load a toolkit for people: the calculator itself works without.
TOOLKITS = {"click": {"cli"}, "rich": {"render"}}


def layer(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in LAYERS else "jacli"


def imported(tree: ast.Module, module: str) -> Iterator[str]:
    """The full names of everything that a module imports, anywhere in it."""
    package = module.split(".") if module.endswith("__init__") else module.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{start}.{alias.name}" for alias in node.names)


def upward(source: str, module: str) -> list[str]:
    own = LAYERS.index(layer(module))
    names = (name for name in imported(ast.parse(source), module) if name.split(".")[0] == "jacli")
    return [name for name in names if LAYERS.index(layer(name)) > own]


def name_of(path: Path) -> str:
    return ".".join(["jacli", *path.relative_to(PACKAGE).with_suffix("").parts])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_downward(path: Path) -> None:
    assert upward(path.read_text(encoding="utf-8"), name_of(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_toolkit_has_one_address(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name in imported(tree, name_of(path)):
        for toolkit, layers in TOOLKITS.items():
            assert name.split(".")[0] != toolkit or layer(name_of(path)) in layers, f"{name} in {path}"


def test_every_folder_is_a_layer() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= set(LAYERS)


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("from jacli.cli import main", "jacli.graph.nodes"),
        ("def f():\n    from jacli.render import render", "jacli.analysis.answer"),
        ("import jacli.language.reader as r", "jacli.calculus.sweeps"),
        ("if TYPE_CHECKING:\n    from jacli.analysis.records import Answer", "jacli.domains.plain"),
        ("from ..render import style", "jacli.emit.text"),
        ("from . import cli", "jacli.errors"),
        ("from jacli import Problem", "jacli.render.table"),
    ],
)
def test_a_planted_upward_import_is_caught(source: str, module: str) -> None:
    assert upward(source, module)


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("from jacli.errors import JacliError", "jacli.graph.nodes"),
        ("from jacli.graph import shapes", "jacli.graph.functions"),
        ("from . import shapes", "jacli.graph.functions"),
        ("from jacli import __version__", "jacli.cli.commands"),
        ("import math", "jacli.errors"),
    ],
)
def test_a_downward_import_is_not(source: str, module: str) -> None:
    assert not upward(source, module)
