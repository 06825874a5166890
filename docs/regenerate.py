"""Run every example of README.md, docs/*.md and docs/lessons/*.md and write what it prints back into its page.

An example is a ```console block: a line `$ command`, then what it prints. `--check` changes nothing and
tells which pages are out of date. The examples of one section share an empty folder that has `examples/`.
They run as if typed by a reader of the page: 80 columns wide, in Chinese on pages named `*.zh.md`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^(?=## )", re.MULTILINE)
# Characters that ask for a shell where they stand outside quotes.
SHELL = frozenset("|<>&;$`*")
FUNCTIONS = "docs/functions.md"
LESSONS = "docs/lessons"


def pages() -> list[Path]:
    """The pages with examples."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / LESSONS).glob("*.md"))]


def language(page: Path) -> str:
    """The language that a page is written in."""
    return "zh" if page.name.endswith(".zh.md") else "en"


def refilled(page: str, lang: str = "en") -> str:
    """The page with every output as it is now."""
    with _environment(lang):
        return "".join(_refilled_section(section) for section in SECTION.split(page))


@contextlib.contextmanager
def _environment(lang: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ |= {"COLUMNS": "80", "JACLI_LANG": lang}
    os.environ.pop("JACLI_FORMAT", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def _refilled_section(section: str) -> str:
    if "```console" not in section:
        return section
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        Path("examples").symlink_to(ROOT / "examples")
        code = 0
        pieces: list[str] = []
        end = 0
        for block in BLOCK.finditer(section):
            pieces.append(section[end : block.start(1)])
            for command in commands(block[1]):
                output, code = outcome(command, code)
                pieces.append("".join(f"{line}\n" for line in [f"$ {command}", *output.splitlines()]))
            end = block.end(1)
        return "".join([*pieces, section[end:]])


def commands(block: str) -> Iterator[str]:
    """The commands of a block; one that ends in a backslash goes on in the next line."""
    lines = iter(block.splitlines())
    for line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\"):
                command += "\n" + next(lines)
            yield command


def outcome(command: str, before: int) -> tuple[str, int]:
    """What a command prints to both streams, and its exit code; `before` is that of the command before it."""
    if command == "echo $?":
        return f"{before}\n", 0
    words = shlex.split(command.replace("\\\n", " "))
    if words[0] == "jacli" and not SHELL & set(_unquoted(command)):
        return _inside(words[1:])
    return _by_shell(command)


def _unquoted(command: str) -> str:
    return re.sub(r'"[^"]*"|\'[^\']*\'', "", command)


def _inside(arguments: list[str]) -> tuple[str, int]:
    """Run jacli in this process, which saves loading it for every example."""
    from jacli.cli.commands import run

    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        code = run(arguments)
    stream.seek(0)
    return stream.read(), code


def _by_shell(command: str) -> tuple[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "jacli")
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m jacli "$@"\n', encoding="utf-8")
        script.chmod(0o755)
        path = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])
        environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            ["sh", "-c", command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            encoding="utf-8",
            check=False,
        )
    return done.stdout, done.returncode


def function_page() -> str:
    """docs/functions.md, out of the table of functions."""
    from jacli.render.function_list import call, meaning, sections

    lines = ["# Functions", "", "Generated from the table in `jacli/graph/functions.py`; `jacli functions` prints it."]
    for heading, rows in sections():
        lines += ["", f"## {heading.capitalize()}", "", "| call | meaning |", "|---|---|"]
        lines += [f"| `{_code(call(row))}` | {_prose(meaning(row))} |" for row in rows]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return text.replace("|", r"\|")


def _prose(text: str) -> str:
    return re.sub(r"([|*_<])", r"\\\1", text)


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check only tell which differ."""
    sys.path.insert(0, str(ROOT))
    examples = [page for page in pages() if page != ROOT / FUNCTIONS]
    new = {page: refilled(page.read_text(encoding="utf-8"), language(page)) for page in examples}
    new[ROOT / FUNCTIONS] = function_page()
    stale = [page for page, text in new.items() if not page.exists() or page.read_text(encoding="utf-8") != text]
    for page in stale:
        print(page.relative_to(ROOT))
        if "--check" not in arguments:
            page.write_text(new[page], encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
