"""The codes of messages: those that the package gives to errors and notes, and those that a test run made."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

import jacli
from jacli.analysis.records import Note
from jacli.errors import JacliError
from jacli.render import messages

ROOT = Path(jacli.__file__).parent
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
ERRORS = frozenset(
    {"JacliError", "UsageError", "LanguageError", "UnknownName", "ShapeError", "InputFileError", "UndefinedResult"}
    | {"LimitReached"}
)
# Words in kebab case that are no codes: encodings, an option, a kind of note.
OTHER = frozenset({"utf-8", "utf-8-sig", "formula-size", "one-sided"})
# What is only said, by `say` or `text`: no error, no note.
SAID = frozenset({"say", "text", "framed"})


def codes_of(source: str) -> set[str]:
    """The codes that a module gives to errors and notes: words in kebab case, and words given to an error."""
    tree = ast.parse(source)
    said = {id(word) for call in _calls(tree) if _name(call) in SAID for word in _words(call)}
    found = {word.value for word in _words(tree) if CODE.fullmatch(word.value) and id(word) not in said}
    for call in _calls(tree):
        if _name(call) in ERRORS and call.args:
            found |= {word.value for word in _words(call.args[0])}
        if _name(call) == "Note" and len(call.args) > 1:
            found |= {word.value for word in _words(call.args[1])}
    return found - OTHER


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", "") or getattr(call.func, "attr", ""))


def _words(tree: ast.AST) -> Iterator[Any]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def package_codes() -> dict[str, str]:
    """Each code and a module that makes it."""
    found: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*.py")):
        if "messages" not in path.parts:
            name = str(path.relative_to(ROOT))
            found.update((code, found.get(code, name)) for code in codes_of(path.read_text("utf-8")))
    return found


# ── made in this run ──────────────────────────────────────────────────────────────────────────────────────

MADE: set[str] = set()


def recorded(made: Callable[..., None]) -> Callable[..., None]:
    """A constructor that also remembers the code."""

    @wraps(made)
    def construct(self: Any, *arguments: Any, **fields: Any) -> None:
        made(self, *arguments, **fields)
        MADE.add(self.code)

    return construct


def looked_up(templates: Callable[[str, str], Iterator[str]]) -> Callable[[str, str], Iterator[str]]:
    """The catalogue's look-up, which also remembers the code: what is only said is no error and no note."""

    @wraps(templates)
    def look_up(code: str, lang: str) -> Iterator[str]:
        MADE.add(code)
        return templates(code, lang)

    return look_up


class Recorder:
    """Fails a run of all tests in which some code was never made or said; processes of xdist hand in theirs."""

    def __init__(self) -> None:
        for record in (JacliError, Note):
            record.__init__ = recorded(record.__init__)  # type: ignore[method-assign]
        vars(messages)["_templates"] = looked_up(messages._templates)

    def pytest_testnodedown(self, node: Any) -> None:
        MADE.update(node.workeroutput["codes"])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["codes"] = sorted(MADE)
        elif _is_whole(session) and (missing := package_codes().keys() - MADE):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
            reporter.write_line(f"\nmessages that no test triggers: {', '.join(sorted(missing))}", red=True)


def _is_whole(session: pytest.Session) -> bool:
    """Whether all tests were asked for, and passed."""
    option, config = session.config.option, session.config
    chosen = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    narrowed = option.keyword or option.markexpr or option.collectonly or getattr(option, "lf", False)
    return not (chosen or narrowed or option.deselect or session.testsfailed)
