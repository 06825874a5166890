"""How an answer looks: records become text here and nowhere else.

A format is one file with `chunks(answer, style)`; `FORMATS` names its module, imported when first used.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from jacli.errors import LimitReached, UsageError
from jacli.graph.limits import Limits
from jacli.render.style import Style
from jacli.render.widths import ascii_only

if TYPE_CHECKING:
    from jacli.analysis.records import Answer

__all__ = ["FORMATS", "Style", "carries_notes", "render"]

FORMATS: dict[str, str] = {
    "table": "jacli.render.table",
    "json": "jacli.render.json",
    "ndjson": "jacli.render.ndjson",
    "csv": "jacli.render.csv",
    "tsv": "jacli.render.tsv",
    "markdown": "jacli.render.markdown",
    "latex": "jacli.render.latex",
    "plain": "jacli.render.plain",
    "quiet": "jacli.render.quiet",
}
# These hold entries only; their reader learns of notes elsewhere.
_BARE = ("ndjson", "csv", "tsv", "quiet")


def render(answer: Answer, form: str = "table", style: Style = Style(), limits: Limits = Limits()) -> Iterator[str]:
    """The answer in a format, piece by piece; the pieces joined end with a line end.

    Raises UsageError for an unknown format and LimitReached for a dense matrix past `limits.entries`, both
    before the first piece.
    """
    module = import_module(_module(form))
    if not answer.sparse:
        _check_size(answer, limits)
    pieces: Iterator[str] = module.chunks(answer, style)
    return map(ascii_only, pieces) if style.ascii else pieces


def carries_notes(form: str) -> bool:
    """Whether the notes of an answer are part of its text in this format."""
    return form not in _BARE


def _module(form: str) -> str:
    if form in FORMATS:
        return FORMATS[form]
    from jacli.language.suggestions import suggested

    raise UsageError("unknown-format", name=form, names=list(FORMATS), **suggested(form, FORMATS))


def _check_size(answer: Answer, limits: Limits) -> None:
    from jacli.render.entries import answer_parts

    for part in answer_parts(answer):
        rows, columns = len(part.row_names), len(part.column_names)
        if part.is_matrix:
            check_dense(rows, columns, limits)


def check_dense(rows: int, columns: int, limits: Limits) -> None:
    """Raises LimitReached for a dense matrix past `limits.entries`."""
    size = rows * columns
    if size > limits.entries:
        raise LimitReached("dense-too-large", rows=rows, columns=columns, entries=size, limit=limits.entries)
