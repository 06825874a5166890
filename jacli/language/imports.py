"""Imports of pasted code: they only say which prefixes may stand before functions that are known anyway."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jacli.language import layout
from jacli.language.patterns import Pattern

if TYPE_CHECKING:
    from jacli.language.script import Script

_MODULE = Pattern(r"([\w.]+)(?:\s+as\s+(\w+))?")
_FROM = Pattern(r"from\s+([\w.]+)\s+import\s+(.*)", re.DOTALL)
# What `from A import …` brings in as a prefix, not as a function.
_MODULES = frozenset({"nn", "functional", "numpy", "optim", "linalg", "special", "lax", "autograd", "random", "func"})


def read(script: Script, position: int, end: int, stop: int) -> int:  # noqa: ARG001  a Handler
    """`import torch as t, math`; `from torch.autograd import Variable`; returns where it ends."""
    typed = script.text[position:end].rstrip()
    found = _FROM.fullmatch(typed)
    if found is None:
        _modules(script, position + len("import"), position + len(typed))
    else:
        _names(script, found[1], (position + found.start(2), position + found.end(2)))
    return end


def _modules(script: Script, start: int, end: int) -> None:
    prefixes = script.reading.names.prefixes
    several = layout.items(script.text, start, end)
    word = script.text[start - len("import") : start]
    if not several or word != "import":
        raise script.reading.error("import-form", start - len("import"), start - len("import") + len(word.split()[0]))
    for first, last in several:
        module = _MODULE.fullmatch(script.text[first:last])
        if module is None:
            raise script.reading.error("import-form", first, last)
        library = module[1].partition(".")[0]
        prefixes[module[2] or library] = library
        _noted(script, module[1])


def _names(script: Script, module: str, span: tuple[int, int]) -> None:
    start, end = span
    if script.text[start] == "(" and layout.closing(script.text, start, end) == end - 1:
        start, end = start + 1, end - 1
    _noted(script, module)
    if script.text[start:end].strip() == "*":
        return
    for first, last in layout.items(script.text, start, end):
        found = _MODULE.fullmatch(script.text[first:last])
        if found is None or (found[2] not in (None, found[1]) and found[1] not in _MODULES):
            raise script.reading.error("import-form", first, last)
        script.reading.session.imported.add(found[1])
        if found[1] in _MODULES:
            script.reading.names.prefixes[found[2] or found[1]] = module.partition(".")[0]


def _noted(script: Script, module: str) -> None:
    if module.partition(".")[0] == "torch":
        script.reading.session.torch = True
