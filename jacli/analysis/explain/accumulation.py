"""Section i: several calls of backward, and what each leaves in `.grad`."""

from __future__ import annotations

from fractions import Fraction

from jacli.analysis.explain.records import Accumulation, Call
from jacli.analysis.explain.setting import Setting
from jacli.analysis.explain.weighted import is_finite
from jacli.analysis.records import Entry, Part


def accumulation(setting: Setting) -> Accumulation | None:
    """Every call with the running sum; None if there is one call."""
    if not setting.calls:
        return None
    found: list[Call] = []
    before: tuple[Entry, ...] = (setting.zero,) * len(setting.model.inputs)
    for run in setting.calls:
        vjp, after = _row(run.result, setting.zero), _row(run.accumulated, setting.zero)
        sums = tuple(map(_is_sum, before, vjp, after))
        found.append(Call(run.weights, vjp, before, after, sums, run.call))
        before = after
    return Accumulation(
        setting.model.input_names, tuple(found), setting.repeat, setting.weight_entries, setting.call_kind
    )


def _row(part: Part, zero: Entry) -> tuple[Entry, ...]:
    entries = dict(part.rows[0]) if part.rows else {}
    return tuple(entries.get(j, zero) for j in range(len(part.column_names)))


def _is_sum(one: Entry, other: Entry, total: Entry) -> bool:
    """Whether the numbers add up: exactly, where all are rational."""
    if not all(map(is_finite, (one, other, total))):
        return False
    if isinstance(one.exact, Fraction) and isinstance(other.exact, Fraction) and total.exact is not None:
        return one.exact + other.exact == total.exact
    return True
