"""An account of what exact numbers took for 0, kept for whoever asks; light to import, unlike exact numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Decision:
    """That the sympy number `expr` was called 0; `proved` unless only its first 200 digits say so."""

    expr: Any
    proved: bool


_decisions: ContextVar[list[Decision] | None] = ContextVar("exact_decisions", default=None)


@contextmanager
def recorded_decisions() -> Iterator[list[Decision]]:
    """Collect the decisions of equality made in this context."""
    found: list[Decision] = []
    token = _decisions.set(found)
    try:
        yield found
    finally:
        _decisions.reset(token)


def record(decision: Decision) -> None:
    """Keep a decision, if anybody collects them."""
    collected = _decisions.get()
    if collected is not None:
        collected.append(decision)
