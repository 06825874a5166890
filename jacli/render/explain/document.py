"""Entries of an explanation as JSON data: `{formula, exact, value}`, each nested in the shape of its array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jacli.render.entries import Cells, nested
from jacli.render.explain.page import Page
from jacli.render.json import json_number

if TYPE_CHECKING:
    from jacli.analysis.records import Entry
    from jacli.graph.operation import Shape


def _cells(page: Page) -> Cells:
    return Cells(ascii=True, decimal=page.cells.decimal)


def entry(found: Entry, page: Page) -> dict[str, Any]:
    """One entry: formula, exact number and float."""
    cells = _cells(page)
    return {"formula": cells.any_formula(found), "exact": cells.exact(found), "value": json_number(found)}


def entries(found: Sequence[Entry], shape: Shape, page: Page) -> dict[str, Any]:
    """An array of numbers: exact texts and floats side by side, in its shape."""
    cells = _cells(page)
    return {
        "exact": nested([cells.exact(e) for e in found], shape) if found else [],
        "value": nested([json_number(e) for e in found], shape) if found else [],
    }
