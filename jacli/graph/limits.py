"""How much jacli does before it says so: every limit, its default and its unit, in one place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import index
from typing import SupportsIndex

from jacli.errors import LimitReached, ShapeError, UsageError

# numpy's arrays have no more axes.
HIGHEST_RANK = 32


@dataclass(frozen=True, eq=False, slots=True)
class Limits:
    """Limits of one request. Reaching one raises LimitReached (exit code 4) or is said in a note.

    `seconds` (inf: no limit) and `memory_bytes` (None: no limit) hold where the work is done in the main thread; see
    domains.guard. All others are whole numbers of at least 1; UsageError is raised for what is none.
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

    def __post_init__(self) -> None:
        if not _is_time(self.seconds):
            raise UsageError("option-seconds", option="seconds", value=repr(self.seconds))
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "seconds" and (field.name != "memory_bytes" or value is not None):
                object.__setattr__(self, field.name, whole_number(value, field.name))

    def allowed(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape, if there may be an array of it. Raises ShapeError for too many axes, LimitReached for its size."""
        from jacli.graph.shapes import extent

        if len(shape) > HIGHEST_RANK:
            raise ShapeError("too-many-axes", count=len(shape), limit=HIGHEST_RANK)
        if extent(shape) > self.elements:
            raise LimitReached("too-many-elements", shape=shape, limit=self.elements)
        return shape


def _is_time(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0


def whole_number(value: object, option: str) -> int:
    """The value as an int. Raises UsageError for what is no whole number of at least 1."""
    try:
        number = index(value) if isinstance(value, SupportsIndex) and not isinstance(value, bool) else 0
    except TypeError:
        number = 0
    if number < 1:
        # A message writes an integer of any length; Python does not.
        raise UsageError("option-whole-number", option=option, value=value if isinstance(value, int) else repr(value))
    return number
