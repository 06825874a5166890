"""Section c: wᵀJ as the weighted sum of the rows of J."""

from __future__ import annotations

from math import isfinite

from jacli.analysis.explain.records import Summand, Total, Weighted
from jacli.analysis.explain.rows import rows
from jacli.analysis.explain.setting import Setting
from jacli.analysis.records import Entry


def weighted(setting: Setting) -> Weighted:
    """Each entry of wᵀJ and the terms that it is the sum of."""
    found, weights, vjp = rows(setting), setting.weight_entries, setting.row("vjp")
    by_row = [dict(row) for row in found.rows]
    totals = []
    for j, entry in enumerate(vjp):
        summands = tuple(Summand(i, weight, by_row[i].get(j)) for i, weight in enumerate(weights))
        totals.append(Total(j, entry, summands, all(map(_is_finite, (entry, *(s.entry for s in summands if s.entry))))))
    return Weighted(found, weights, setting.weight_kind, tuple(totals))


def _is_finite(entry: Entry) -> bool:
    return not entry.is_unknown and (entry.value is None or entry.decimal is not None or isfinite(entry.value))
