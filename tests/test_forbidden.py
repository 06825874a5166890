"""No text of a user is ever handed to Python or to the system, and nothing is unpickled.

The names that would do so stand nowhere in the package: not called, imported, aliased, asked for by `getattr` or as
a key. What is found by a computed name is found in REVIEWED places only, out of tables of the package.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import jacli

ROOT = Path(jacli.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
FORBIDDEN = frozenset(
    {"eval", "exec", "compile", "execfile", "__import__", "__builtins__", "builtins", "globals", "locals"}
    | {"sympify", "_sympify", "parse_expr", "parse_latex", "lambdify", "nsimplify", "autowrap", "ufuncify", "subs"}
    | {"parsing", "sympy_parser", "parse_mathematica", "parse_maxima", "allow_pickle"}
    | {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "copyreg", "fromregex"}
    | {"subprocess", "popen", "Popen", "pty", "ctypes", "cffi", "codeop", "runpy", "imp", "zipimport"}
    | {"multiprocessing", "socket", "socketserver", "urllib", "http", "requests", "httpx", "ftplib", "smtplib"}
    | {"webbrowser", "attrgetter", "methodcaller"}
    | {"__subclasses__", "__globals__", "__getattribute__", "__reduce__"}
)
# By the module that has them: the words have other meanings too.
OWNED = {
    "os": ("system", "startfile", "fork", "exec", "spawn", "posix_spawn", "popen"),
    "sys": ("modules", "setprofile", "settrace"),
    "sympy": ("var",),
    "asyncio": ("create_subprocess", "open_connection"),
    "code": ("Interactive", "interact"),
}
# A method called compile is that of a regular expression; `flags.append("eval")` is a text.
ALLOWED = frozenset({("re", "compile")})
# Where modules are loaded, or taken from modules, by a computed name, and where that name is from.
REVIEWED = {
    "domains/evaluation.py": "the callables that rows of graph/functions.py name",
    "domains/germs.py": "the same, of sympy",
    "domains/exact/numbers.py": "the same, of sympy",
    "emit/formula_text.py": "a list of sympy's classes in the file itself",
    "render/__init__.py": "the formats in FORMATS",
    "render/messages/__init__.py": "the subjects in SUBJECTS, and a language that was checked",
    "cli/against.py": "--against, which runs the function that it names",
}
# What takes a name as a text.
ASKING = frozenset({"getattr", "setattr", "hasattr", "__getattr__", "get", "import_module"})
LOADERS = frozenset({"importlib", "import_module", "find_spec"})


def forbidden(source: str) -> list[str]:
    return sorted({*_names(ast.parse(source))})


def _names(tree: ast.Module) -> Iterator[str]:
    modules = dict(_imported(tree))
    for node in ast.walk(tree):
        yield from (name for name in _words(node, modules) if name in FORBIDDEN)
        yield from _owned(node, modules)
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and not _is_false(node.value):
            yield "allow_pickle"
        # sympy.S.Pi is a number, S(text) is sympify(text).
        if isinstance(node, ast.Call) and _called(node) == "S":
            yield "S"


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names that modules have in this one, and their first names: ("np", "numpy")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name.split(".")[0], alias.name.split(".")[0]) for alias in node.names)


def _words(node: ast.AST, modules: dict[str, str]) -> Iterator[str]:
    """Every name that the node gives to something, or asks something for."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        if (modules.get(owner, owner), node.attr) not in ALLOWED:
            yield node.attr
    elif isinstance(node, ast.alias):
        yield from node.name.split(".")
    elif isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".")
    elif isinstance(node, ast.Call) and _called(node) in ASKING:
        yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        yield str(node.slice.value)
    elif isinstance(node, ast.Dict):
        yield from (str(key.value) for key in node.keys if isinstance(key, ast.Constant))


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _owned(node: ast.AST, modules: dict[str, str]) -> Iterator[str]:
    """`os.system`, also as `from os import system` and under another name of the module."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner, names = modules.get(node.value.id, node.value.id), [node.attr]
    elif isinstance(node, ast.ImportFrom):
        owner, names = node.module or "", [alias.name for alias in node.names]
    else:
        return
    beginnings = OWNED.get(owner, ())
    yield from (f"{owner}.{name}" for name in names if any(_begins(name, word) for word in beginnings))


def _begins(name: str, word: str) -> bool:
    return name.startswith(word) if len(word) > 1 else name == word


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def computed(source: str) -> list[str]:
    """Modules that are loaded by name, and modules that are asked for a name that is computed."""
    tree = ast.parse(source)
    modules = dict(_imported(tree))
    found = {name for node in ast.walk(tree) for name in _words(node, modules) if name in LOADERS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
            owner, name = node.args[0], node.args[1]
            loaded = isinstance(owner, ast.Name) and owner.id in modules
            if not isinstance(name, ast.Constant) and loaded:
                found.add(f"getattr({ast.unparse(owner)}, {ast.unparse(name)})")
    return sorted(found)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_nothing_evaluates_text(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert forbidden(source) == []
    if path.relative_to(ROOT).as_posix() not in REVIEWED:
        assert computed(source) == []


def test_what_is_reviewed_still_needs_it() -> None:
    for name in REVIEWED:
        assert computed((ROOT / name).read_text(encoding="utf-8")), name


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "import pickle",
        "from pickle import loads",
        "import pickle as p",
        "from sympy import lambdify as quick",
        "import sympy\nsympy.sympify('x')",
        "import sympy as s\ns.S('x')",
        "from sympy import S\nS('x')",
        "from sympy.parsing.sympy_parser import parse_expr",
        "from sympy.parsing import sympy_parser",
        "compile('1', '', 'eval')",
        "numpy.load(f, allow_pickle=True)",
        "numpy.load(f, allow_pickle=flag)",
        "numpy.load(f, **{'allow_pickle': True})",
        "getattr(builtins, 'eval')",
        "getattr(x, 'eval')",
        "__builtins__['eval']",
        "vars(module)['exec']",
        "globals()['e' + 'val']",
        "f = exec",
        "x.subs(y, 1)",
        "import os\nos.system('id')",
        "import os as o\no.popen('id')",
        "from os import execvp",
        "import os\nos.posix_spawn('id')",
        "import sys\nsys.modules['os']",
        "import subprocess",
        "from urllib.request import urlopen",
        "import socket",
        "importlib.import_module('pickle')",
        "__import__('os')",
        "operator.attrgetter('eval')",
        "().__class__.__subclasses__()",
        "def f(x=eval): pass",
        "[eval for eval in x]",
    ],
)
def test_a_planted_evaluation_is_caught(source: str) -> None:
    assert "allow_pickle" in forbidden(source) if "allow_pickle" in source else forbidden(source)


@pytest.mark.parametrize(
    "source",
    [
        "from importlib import import_module",
        "import importlib.util",
        "import numpy\ngetattr(numpy, name)",
        "import os\ngetattr(os, 'sys' + 'tem')",
        "from importlib import import_module as find",
    ],
)
def test_a_planted_search_by_name_is_caught(source: str) -> None:
    assert computed(source)


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.compile('x')",
        "'eval'",
        "numpy.load(f, allow_pickle=False)",
        "import os\nos.replace(a, b)",
        "import sympy\nsympy.S.Pi",
        "import sympy\nsympy.Symbol(name)",
    ],
)
def test_harmless_text_is_not(source: str) -> None:
    assert not forbidden(source)
    assert not computed(source)
