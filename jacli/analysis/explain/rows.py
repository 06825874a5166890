"""Section b: the Jacobian, a gradient per row."""

from __future__ import annotations

from jacli.analysis.explain.records import Rows
from jacli.analysis.explain.setting import Setting


def rows(setting: Setting) -> Rows:
    """The rows of J, each the gradient of one output."""
    found = next(part for part in setting.answer.parts if part.name == "jacobian")
    return Rows(found.row_names, found.column_names, found.rows)
