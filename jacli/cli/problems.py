"""The problem that a command line asks about, and the project file that keeps one."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from jacli.errors import UsageError

if TYPE_CHECKING:
    from jacli.analysis.records import Request
    from jacli.cli.options import Options
    from jacli.language.problem import Problem
    from jacli.language.problem_file import ProblemTexts


def problem_of(options: Options) -> Problem:
    """Read what the expressions, files and options say together."""
    return texts_of(options).problem(options.limits)


def texts_of(options: Options) -> ProblemTexts:
    """The problem as texts; an option comes before what a problem file says."""
    from jacli.language.problem_file import STANDARD_INPUT, problem_texts

    if STANDARD_INPUT in (*options.expressions, options.file) and sys.stdin is None:
        raise UsageError("stdin-closed")
    found = problem_texts(options.expressions, options.file, limits=options.limits)
    found = found.with_options(**options.problem_options())
    return found if options.repeat is None else replace(found, repeat=options.repeat)


def request_of(options: Options, problem: Problem, operation: str) -> Request:
    """What to find out about the problem; a repetition that a file asks for is of the calls of backward there are."""
    called = operation in ("vjp", "grad", "explain") or (operation == "show" and problem.weights)
    repeat = problem.repeat if options.repeat is not None or called else 1
    return replace(options.request(), repeat=repeat)


def write_project(options: Options) -> str:
    """Write the problem to the project file, if it can be read, and return the file's path."""
    from jacli.language.files import write_whole
    from jacli.language.problem_file import PROJECT_FILE, write_problem_file

    texts = texts_of(options)
    found = texts.problem(options.limits)
    program = [text.text for text in texts.program]
    values = {name: getattr(texts, name) for name in options.problem_options()}
    values |= {name: _merged(name, found) for name in texts.kept}
    write_whole(PROJECT_FILE, write_problem_file(program, repeat=texts.repeat, **values), force=options.force)
    return PROJECT_FILE


def _merged(option: str, problem: Problem) -> list[str]:
    """What `at`, `w` or `shape` say once an option has changed what a file says."""
    from jacli.emit.value_text import elements_text, value_text

    point = problem.point or {}
    if option == "w":
        return [elements_text(run) for run in problem.weights]
    if option == "at":
        return [",".join(f"{name}={value_text(value)}" for name, value in point.items())]
    shapes = ((name, problem.program.graph.shapes[node]) for name, node in problem.program.inputs if name not in point)
    return [f"{name}={'x'.join(map(str, shape)) or '()'}" for name, shape in shapes]
