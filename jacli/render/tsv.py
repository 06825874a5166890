"""Tab-separated values: `csv` with tabs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jacli.render.csv import separated
from jacli.render.style import Style

if TYPE_CHECKING:
    from jacli.analysis.records import Answer


def chunks(answer: Answer, style: Style) -> Iterator[str]:
    """The answer as tsv, row by row."""
    return separated(answer, style, "\t")
