"""Work without a clock: how many functions are called, the same on every machine; speed belongs to benchmarks/."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(work: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called."""
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def is_linear(work: Callable[[int], Callable[[], object]], size: int) -> bool:
    """Whether four times the size takes less than eight times the calls; `work(size)` prepares what is counted."""
    work(8)()  # imports and caches
    once = calls(work(size))
    return calls(work(4 * size)) < 8 * once
