"""What SECURITY.md promises of files, connections and code, watched by Python's audit hook (PEP 578)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest

import jacli
from jacli.cli.commands import jacli as group
from jacli.cli.options import FORMATS
from jacli.domains.memory import CONTAINER_FILES
from tests.hostile import audited
from tests.hostile.inputs import INPUTS

ROOT = Path(jacli.__file__).parent.parent
# A word that stands in every text that is given, and nowhere else.
MARK = "zq7"
PROGRAM = f"{MARK}a*sin({MARK}b), {MARK}a/{MARK}b"
POINT = f"{MARK}a=1/3,{MARK}b=2"
CODE = [
    *("dunder names", "attribute access", "functions of Python", "functions of sympy", "lambdas", "comprehensions"),
    *("texts in quotes", "star arguments", "imports", "statements of Python", "shell text"),
]
FILES = {
    "program.txt": PROGRAM,
    "problem.toml": f"program = '{PROGRAM}'\nat = '{POINT}'\n",
    "jacli.toml": f"program = '{PROGRAM}'\nat = '@point.json'\n",
    "point.json": f'{{"{MARK}a": 1, "{MARK}b": "2"}}',
    "point.csv": f"{MARK}a,{MARK}b\n1,2\n",
    "point.toml": f"{MARK}a = 1\n{MARK}b = 2\n",
    "broken.json": f'{{"{MARK}a": ',
}
WRITTEN = {"out.txt", "made/jacli.toml"}
# Where Python, its packages and jacli are installed; what the system says of randomness, and of a container's memory.
INSTALLED = {*CONTAINER_FILES, *sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, str(ROOT), "/dev/urandom"}


def commands() -> Iterator[tuple[list[str], str]]:
    """Command lines of every operation and format, out of every kind of file, answered and refused."""
    for form in FORMATS:
        for operation in ("show", "check"):
            yield [operation, PROGRAM, "--at", POINT, "--format", form], ""
    for operation in group.commands:
        yield [operation, PROGRAM, "--at", POINT], ""
        yield [operation, "-f", "program.txt"], ""
        yield [operation, "-f", "problem.toml", "-q"], ""
        yield [operation, "-"], PROGRAM
        yield [operation], ""
    for kind in ("json", "csv", "toml", "npy"):
        yield ["jacobian", f"{MARK}a + {MARK}b", "--at", f"@point.{kind}"], ""
    for options in (["--exact"], ["--numeric"], ["--digits", "40"], ["--simplify"], ["--sparse"], ["--kink", "left"]):
        yield ["show", f"sqrt({MARK}c**2 + 2)*abs({MARK}d - 1)", "--at", "1,1", *options], ""
    yield ["vjp", PROGRAM, "--at", POINT, "--w", "1,sqrt(2)", "--output", "out.txt"], ""
    yield ["grad", PROGRAM, "--at", "@broken.json"], ""
    yield ["check", f"x*{MARK}y", "--expect", f"[[{MARK}y, x]]"], ""
    for kind in CODE:
        yield from ((list(row.arguments), "") for row in INPUTS[kind])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("promises")
    for name, content in FILES.items():
        (made / name).write_text(content)
    numpy.save(made / "point.npy", numpy.array([1.0, 2.0]))
    return made


@pytest.fixture(scope="module")
def events(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Any]]:
    outside = tmp_path_factory.mktemp("audit")
    found, todo = outside / "events", outside / "commands"
    todo.write_text(json.dumps(list(commands())))
    command = [sys.executable, "-B", audited.__file__, str(found), str(todo)]
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(outside), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [(name, about) for name, about in map(json.loads, found.read_text(encoding="utf-8").splitlines())]


def test_the_hook_sees_files_code_and_modules(events: list[tuple[str, Any]]) -> None:
    assert {"open", "compile", "exec", "import"} <= {name for name, _ in events}
    opened = {
        Path(path).name for name, (path, _) in ((n, a) for n, a in events if n == "open") if isinstance(path, str)
    }
    assert {*FILES, "point.npy"} <= opened


def test_only_files_that_are_named_are_read(events: list[tuple[str, Any]], folder: Path) -> None:
    read = {path for name, about in events if name == "open" for path, writes in [about] if not writes}
    named = {*FILES, "point.npy"}
    strange = {
        path
        for path in read
        if isinstance(path, str) and path not in named and not any(path.startswith(home) for home in INSTALLED)
    }
    assert strange == set()


def test_only_files_that_are_named_are_written(events: list[tuple[str, Any]], folder: Path) -> None:
    written = {path for name, about in events if name == "open" for path, writes in [about] if writes}
    temporary = re.compile(rf"{re.escape(str(folder))}/\.jacli-[0-9a-f]+")
    assert {path for path in written if isinstance(path, str) and not temporary.fullmatch(path)} <= {"out.txt"}
    assert {entry.name for entry in folder.iterdir()} == {*FILES, "point.npy", "out.txt"}


def test_nothing_is_connected_and_no_process_is_started(events: list[tuple[str, Any]]) -> None:
    # For a file that is written; for modules that are loaded: caches, folders, settings of numpy.
    harmless = {"os.rename", "os.chmod", "marshal.loads", "os.listdir", "os.scandir", "os.putenv", "os.unsetenv"}
    known = {"open", "compile", "exec", "import", *harmless}
    others = {(name, str(about)) for name, about in events if name not in known}
    # Python itself, which the module ctypes opens.
    assert others <= {("ctypes.dlopen", "['None']")}


def test_no_text_that_is_given_is_compiled(events: list[tuple[str, Any]]) -> None:
    assert [about for name, about in events if name in ("compile", "exec", "import") and MARK in str(about)] == []


def test_the_hook_would_see_it(tmp_path: Path) -> None:
    audited.armed = True
    try:
        for event, arguments in (("compile", (f"{MARK} + 1", "")), ("exec", (compile(f"{MARK} + 1", "", "eval"),))):
            audited.watch(event, arguments)
    finally:
        audited.armed = False
        seen, audited.events[:] = list(audited.events), []
    assert all(MARK in str(about) for _, about in seen)
    assert len(seen) == 2
