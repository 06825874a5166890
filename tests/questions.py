"""Questions asked in one line: from text to the answer's record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jacli.analysis.answer import answer
from jacli.analysis.records import Answer, Part, Request
from jacli.language.problem import Source, problem_of_values
from jacli.language.program import SourceText


def asked(
    operation: str, program: str | Sequence[str], at: Any = None, *, w: Sequence[Any] = (), **options: Any
) -> Answer:
    """The answer to `operation`; options are those of a problem (`wrt`, `of`, `shape`, …) or of a Request."""
    texts = [program] if isinstance(program, str) else program
    description = {name: options.pop(name) for name in ("variables", "wrt", "of", "shape") if name in options}
    sources = [SourceText(f"expression {k}", text) for k, text in enumerate(texts, 1)]
    problem = problem_of_values(sources, at=at, w=w, source=Source("arguments"), **description)
    return answer(problem, operation, Request(**{"formulas": False, **options}))


def dense(part: Part) -> list[list[Any]]:
    """Values of a part's entries, absent ones 0."""
    rows = [[0.0] * len(part.column_names) for _ in part.rows]
    for row, entries in zip(rows, part.rows, strict=True):
        for column, entry in entries:
            row[column] = entry.value if entry.value is not None else float("nan")
    return rows


def exact(part: Part) -> list[list[Any]]:
    """Exact values of a part's entries, absent ones 0."""
    rows: list[list[Any]] = [[0] * len(part.column_names) for _ in part.rows]
    for row, entries in zip(rows, part.rows, strict=True):
        for column, entry in entries:
            row[column] = entry.exact
    return rows
