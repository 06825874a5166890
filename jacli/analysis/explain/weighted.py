"""Section c: wᵀJ as the weighted sum of the rows of J."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from jacli.analysis.explain.records import Summand, Total, Weighted
from jacli.analysis.explain.rows import rows
from jacli.analysis.explain.setting import Setting
from jacli.analysis.records import Entry


def weighted(setting: Setting) -> Weighted:
    """Each entry of wᵀJ and the terms that it is the sum of."""
    found, weights, vjp = rows(setting), setting.weight_entries, setting.row("vjp")
    summands: list[list[Summand]] = [[] for _ in vjp]
    for i, row in enumerate(found.rows):
        for j, entry in row:
            summands[j].append(Summand(i, weights[i], entry))
    totals = (_total(j, entry, summands[j]) for j, entry in enumerate(vjp))
    return Weighted(found, weights, setting.weight_kind, tuple(totals))


def _total(column: int, entry: Entry, summands: Sequence[Summand]) -> Total:
    return Total(column, entry, tuple(summands), all(map(is_finite, (entry, *(s.entry for s in summands)))))


def is_finite(entry: Entry) -> bool:
    """Whether the number of an entry is known and finite; so is a formula without a point."""
    return not entry.is_unknown and (entry.value is None or entry.decimal is not None or isfinite(entry.value))
