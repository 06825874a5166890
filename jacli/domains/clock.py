"""Time limits for work that cannot be asked to stop, such as sympy's simplification."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from time import monotonic
from types import FrameType, TracebackType
from typing import Any, Self

# After the time is up the alarm goes on, in case the first one was swallowed by the code it interrupted.
AGAIN_SECONDS = 0.05


class _TimeUp(BaseException):
    """Ends the block of one time limit; no `except Exception` inside the block stops it."""

    def __init__(self, limit: time_limit) -> None:
        super().__init__()
        self.limit = limit


class time_limit:  # noqa: N801  reads as a statement: with time_limit(2.0) as limit
    """A block that ends when its time, in seconds, is up; `reached` then says so and nothing is raised.

    Limits may be nested, also in an alarm set by someone else: the earlier one wins, and on leaving the block the
    handler and what remained of the alarm are as before. Outside the main thread, and where the
    system has no interval timer, the block runs without a limit.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = max(seconds, 1e-6)
        self.reached = False
        self._armed = False
        self._deadline = self._outer_deadline = float("inf")
        self._outer_interval = 0.0
        self._outer: Callable[[int, FrameType | None], Any] | int | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
            return self
        now = monotonic()
        self._deadline = now + self.seconds
        self._outer = signal.signal(signal.SIGALRM, self._alarm)
        first = self.seconds
        remaining, self._outer_interval = signal.getitimer(signal.ITIMER_REAL)
        if remaining > 0:
            self._outer_deadline = now + remaining
            first = min(first, remaining)
        self._armed = True
        signal.setitimer(signal.ITIMER_REAL, first, AGAIN_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if self._armed:
            self._armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._outer)
            if self._outer_deadline < float("inf"):
                remaining = max(self._outer_deadline - monotonic(), 1e-3)
                signal.setitimer(signal.ITIMER_REAL, remaining, self._outer_interval)
        return isinstance(error, _TimeUp) and error.limit is self

    def _alarm(self, number: int, frame: FrameType | None) -> None:
        # While the block is being entered or left there is nothing to end.
        if not self._armed or _inside(frame, time_limit.__exit__):
            return
        if _inside(frame, time_limit.__enter__):
            signal.setitimer(signal.ITIMER_REAL, 1e-3, AGAIN_SECONDS)
            return
        now = monotonic()
        if now >= self._outer_deadline and callable(self._outer):
            self._outer(number, frame)
        if now >= self._deadline:
            self.reached = True
            raise _TimeUp(self)
        later = min(self._deadline, self._outer_deadline) - now
        signal.setitimer(signal.ITIMER_REAL, max(later, 1e-3), AGAIN_SECONDS)


def _inside(frame: FrameType | None, function: Callable[..., Any]) -> bool:
    return frame is not None and frame.f_code is getattr(function, "__code__", None)
