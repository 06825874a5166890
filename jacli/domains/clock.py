"""Time limits for work that cannot be asked to stop, such as sympy's simplification.

A request has its seconds of the clock on the wall; parts of it have seconds of work, so that what they find does not
depend on how busy the machine is.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from time import monotonic, thread_time
from types import FrameType, TracebackType
from typing import Any, Self

# After the time is up the alarm goes on, in case the first one was swallowed by the code it interrupted.
AGAIN_SECONDS = 0.05
# An alarm that comes where nothing may be ended comes again so soon.
SOON_SECONDS = 1e-3
# A library that is being loaded may load to its end, for a half of it would serve nobody who goes on in this process.
IMPORT_SECONDS = 2.0
# No timer of the system takes more; of a limit that is longer nobody will see the end.
LONGEST_SECONDS = 1e8

Handler = Callable[[int, FrameType | None], Any]


class TimeUp(BaseException):
    """Ends the block of one time limit; no `except Exception` inside the block stops it."""

    def __init__(self, limit: time_limit) -> None:
        super().__init__()
        self.limit = limit


class time_limit:  # noqa: N801  reads as a statement: with time_limit(2.0) as limit
    """A block that ends when its time, in seconds, is up; `reached` then says so and nothing is raised.

    Limits may be nested, also in an alarm set by someone else: the earlier one wins, and on leaving the block the
    handler and what remained of the alarm are as before. Outside the main thread, for infinitely many seconds, and
    where the system has no interval timer, the block runs without a limit.
    """

    # What the seconds are counted by; none runs faster than the timer.
    now = staticmethod(monotonic)

    def __init__(self, seconds: float) -> None:
        self.seconds = max(seconds, 1e-6)
        self.reached = False
        self._armed = False
        self._deadline = self._outer_deadline = float("inf")
        self._outer_interval = 0.0
        self._outer: Handler | int | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
            return self
        if self.seconds == float("inf"):
            return self
        seconds = min(self.seconds, LONGEST_SECONDS)
        self._deadline = self.now() + seconds
        self._see_outer()
        self._outer = signal.signal(signal.SIGALRM, self._alarm)
        self._armed = True
        first = min(seconds, self._outer_deadline - monotonic())
        signal.setitimer(signal.ITIMER_REAL, max(first, 1e-6), AGAIN_SECONDS)
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
        return isinstance(error, TimeUp) and error.limit is self

    def _alarm(self, number: int, frame: FrameType | None) -> None:
        if not self._armed:
            return
        # While a block is being entered or left there is nothing to end.
        if _is_at_an_edge(frame):
            signal.setitimer(signal.ITIMER_REAL, SOON_SECONDS, AGAIN_SECONDS)
            return
        if monotonic() >= self._outer_deadline and callable(self._outer):
            self._ring_outer(self._outer, number, frame)
        left = self._deadline - self.now()
        if -IMPORT_SECONDS < left <= 0 and _is_importing(frame):
            signal.setitimer(signal.ITIMER_REAL, SOON_SECONDS, AGAIN_SECONDS)
            return
        if left <= 0:
            self.reached = True
            raise TimeUp(self)
        later = min(left, self._outer_deadline - monotonic())
        signal.setitimer(signal.ITIMER_REAL, max(later, SOON_SECONDS), AGAIN_SECONDS)

    def _ring_outer(self, handler: Handler, number: int, frame: FrameType | None) -> None:
        """Hand the alarm of someone else on to his handler; the timer is his meanwhile, for he may set it anew."""
        signal.setitimer(signal.ITIMER_REAL, self._outer_interval, self._outer_interval)
        self._see_outer()
        try:
            handler(number, frame)
        finally:
            self._see_outer()
            signal.setitimer(signal.ITIMER_REAL, SOON_SECONDS, AGAIN_SECONDS)

    def _see_outer(self) -> None:
        """Note when the alarm that is set, someone else's, rings; never if none is."""
        remaining, self._outer_interval = signal.getitimer(signal.ITIMER_REAL)
        self._outer_deadline = monotonic() + remaining if remaining > 0 else float("inf")


class work_limit(time_limit):  # noqa: N801  reads as a statement: with work_limit(2.0) as limit
    """A block that ends when this thread has worked for so many seconds; waiting does not count."""

    now = staticmethod(thread_time)


def _is_at_an_edge(frame: FrameType | None) -> bool:
    """Whether the `__enter__` or `__exit__` of a time limit is running."""
    while frame is not None:
        if frame.f_code.co_name in ("__enter__", "__exit__") and isinstance(frame.f_locals.get("self"), time_limit):
            return True
        frame = frame.f_back
    return False


def _is_importing(frame: FrameType | None) -> bool:
    """Whether a module is being loaded."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False
