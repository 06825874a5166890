"""How much jacli does before it says so: every limit, its default and its unit, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, eq=False, slots=True)
class Limits:
    """Limits of one request. Reaching one raises LimitReached (exit code 4) or is said in a note.

    `seconds` and `memory_bytes` (None: no limit) hold where the work is done in the main thread; see domains.guard.
    """

    source_bytes: int = 4 * 1024 * 1024
    nesting: int = 20_000
    outputs: int = 200_000
    nodes: int = 1_000_000
    elements: int = 10_000_000
    entries: int = 1_000_000
    digits: int = 100_000
    precision_bits: int = 40_000
    formula_size: int = 200
    formula_depth: int = 40
    formula_total: int = 200_000
    seconds: float = 60.0
    memory_bytes: int | None = None
