"""What a start loads: nothing that the question does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLKITS = ("sympy", "numpy", "mpmath", "rich")
# The parts of the package that only text of help and version may load.
LIGHT = ("jacli", "jacli.api", "jacli.cli", "jacli.errors", "jacli.graph", "jacli.graph.limits")


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules in memory after a run of the command line, in a process of its own."""
    code = (
        "import sys; from jacli.cli.commands import run; run(sys.argv[1:]);"
        " print(*sys.modules, file=sys.stderr, sep=chr(10))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=folder, check=True
    )
    return set(done.stderr.split())


def toolkits(modules: set[str]) -> set[str]:
    return {module for module in modules if module in TOOLKITS}


@pytest.mark.parametrize("arguments", [(), ("--help",), ("--version",), ("vjp", "--help"), ("functions", "-h")])
def test_help_loads_click_and_little_else(arguments: tuple[str, ...], tmp_path: Path) -> None:
    modules = loaded(tmp_path, *arguments)
    own = {module for module in modules if module.split(".")[0] == "jacli"}
    assert toolkits(modules) == set()
    assert {module for module in own if not module.startswith("jacli.cli.")} <= set(LIGHT)
    assert "click" in modules


@pytest.mark.parametrize("arguments", [("--lang", "zh"), ("--help", "--lang", "zh"), ("check", "-h", "--lang=zh")])
def test_help_in_chinese_loads_what_measures_letters_besides(arguments: tuple[str, ...], tmp_path: Path) -> None:
    modules = loaded(tmp_path, *arguments)
    own = {module for module in modules if module.split(".")[0] == "jacli" and not module.startswith("jacli.cli.")}
    render = {"jacli.render", "jacli.render.style", "jacli.render.widths"}
    assert toolkits(modules) == set()
    assert own <= {*LIGHT, *render}


@pytest.mark.parametrize(
    "arguments",
    [
        ("vjp", "--numeric", "--w", "3,2,1"),
        ("jacobian", "--numeric", "x*y", "--at", "1,2", "--format", "json"),
        ("grad", "--numeric", "c = a @ b", "--at", "a=[[1,2],[3,4]]", "--at", "b=[1,2]", "-q"),
        ("vjp", "--numeric", "x", "--w", "--at"),
        ("functions",),
        ("show", "sine(x)"),
    ],
)
def test_floats_load_neither_sympy_nor_numpy(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert toolkits(loaded(tmp_path, *arguments)) <= {"rich"}


def test_floats_of_large_arrays_load_numpy_alone(tmp_path: Path) -> None:
    asked = ("grad", "--numeric", "sum(x**2)", "--at", "x=arange(20000)", "-q", "--output", "numbers")
    assert toolkits(loaded(tmp_path, *asked)) == {"numpy"}


def test_the_package_loads_neither_click_nor_toolkits() -> None:
    code = "import jacli, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {*TOOLKITS, "click"} & set(done.stdout.split())
