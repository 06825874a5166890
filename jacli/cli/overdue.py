"""The last resort where nothing in Python ends the work: linear algebra may be minutes inside a single call.

Signals are heeded between two steps of Python only, but other threads run on, and one of them can end the process,
if that is jacli's own.
"""

from __future__ import annotations

import os
import threading
from types import TracebackType
from typing import Literal, Self

from jacli.cli.interrupts import is_own_process
from jacli.domains.guard import within
from jacli.errors import ExitCode, LimitReached

# Seconds in which the work may end by itself after its time.
GRACE = 1.0


class ended(within):  # noqa: N801  reads as a statement: with ended(limits)
    """A block that ends when its time is up, if need be together with the process."""

    _timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        if is_own_process() and self.seconds < threading.TIMEOUT_MAX:
            self._timer = threading.Timer(self.seconds + GRACE, self._leave)
            self._timer.daemon = True
            self._timer.start()
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if self._timer is not None:
            self._timer.cancel()
        return super().__exit__(kind, error, trace)

    def _leave(self) -> None:
        from jacli.cli.boundary import report

        report(LimitReached("timeout", seconds=self.seconds))
        os._exit(ExitCode.LIMIT)
