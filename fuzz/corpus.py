"""The corpus: real command lines. The files here hold awkward and pasted ones; the others live where they are used.

Examples of the documentation, the worked examples and past findings are read from their own places, so that they
are never out of date here.
"""

from __future__ import annotations

import importlib.util
import json
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fuzz.cases import Case, encoded

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "corpus"
SEPARATOR = b"\n%%\n"


@cache
def corpus() -> tuple[bytes, ...]:
    """Every case once, as bytes, in an order that does not change between runs."""
    found = [*written(), *map(encoded, documented()), *map(encoded, worked())]
    return tuple(dict.fromkeys(found))


def written() -> Iterator[bytes]:
    """The cases in the files here."""
    for path in sorted(FOLDER.glob("*.txt")):
        yield from path.read_bytes().removesuffix(b"\n").split(SEPARATOR)


def documented() -> Iterator[Case]:
    """The command lines of README.md and docs/, with the example files they name, but for those with pipes."""
    pages: Any = _pages()
    for page in pages.pages():
        for block in pages.BLOCK.finditer(page.read_text(encoding="utf-8")):
            for command in pages.commands(block[1]):
                case = _case(command)
                if case is not None and case.is_safe:
                    yield case


def _pages() -> object:
    specification = importlib.util.spec_from_file_location("pages", ROOT / "docs" / "regenerate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _case(command: str) -> Case | None:
    words = shlex.split(command.replace("\\\n", " "))
    if words[0] != "jacli" or {"|", ">", "<"} & set(words):
        return None
    files: dict[str, bytes] = {}
    for place, word in enumerate(words):
        path = ROOT / word
        if word.startswith("examples/") and path.is_file():
            words[place] = f"p{path.suffix}"
            files[words[place]] = path.read_bytes()
    return Case(tuple(words[1:]), files)


def worked() -> Iterator[Case]:
    """The worked examples, with and without their weights."""
    lines = (ROOT / "tests" / "data" / "worked_examples.jsonl").read_text(encoding="utf-8").splitlines()
    for example in map(json.loads, lines):
        arguments = tuple(example["argv"])
        yield Case(("show", *arguments))
        if "w" in example:
            yield Case(("vjp", *arguments, "--w", example["w"]))
