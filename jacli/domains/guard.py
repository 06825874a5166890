"""Work within the limits of time and memory of a request."""

from __future__ import annotations

import gc
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import Literal, Self

from jacli.domains.clock import time_limit
from jacli.domains.memory import is_shortage, memory_limit
from jacli.errors import JacliError, LimitReached
from jacli.graph.limits import Limits

# Python reads and writes longer integers in quadratic time, which no alarm ends.
MOST_DIGITS = 300_000


class within(time_limit):  # noqa: N801  reads as a statement: with within(limits)
    """A block that ends with LimitReached when its time is up or its memory full.

    The time holds in the main thread, where a signal can end the work, and memory where the system can limit it;
    elsewhere the block runs without, and all other limits (sizes, digits, precision) hold everywhere.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits.seconds)
        self.limits = limits
        self._memory = memory_limit(limits.memory_bytes)
        self._digits: int | None = None

    def __enter__(self) -> Self:
        try:
            self._memory.__enter__()
            self._allow_digits()
            return super().__enter__()
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise

    # A generator would not do: an alarm between its caller and the clock's own __exit__ would leave the clock running.
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        super().__exit__(kind, error, trace)
        self._memory.__exit__(kind, error, trace)
        if self._digits is not None:
            sys.set_int_max_str_digits(self._digits)
        if self.reached and not isinstance(error, JacliError):
            raise LimitReached("timeout", seconds=self.seconds) from None
        if error is not None and not isinstance(error, JacliError) and is_shortage(error):
            # What filled the memory is held by the frames of the traceback: they end here.
            _emptied(trace)
            error.__traceback__ = error.__context__ = error.__cause__ = None
            gc.collect()
            raise LimitReached("memory", limit=self.limits.memory_bytes) from None
        return False

    def _allow_digits(self) -> None:
        """Python's own limit of an integer's digits, of all threads, gives way to that of the request."""
        before, wanted = sys.get_int_max_str_digits(), min(self.limits.digits, MOST_DIGITS)
        if 0 < before < wanted and threading.current_thread() is threading.main_thread():
            self._digits = before
            sys.set_int_max_str_digits(wanted)


def _emptied(trace: TracebackType | None) -> None:
    """Let the frames of a traceback forget what they hold; those that still run keep it."""
    while trace is not None:
        with suppress(RuntimeError):
            trace.tb_frame.clear()
        trace = trace.tb_next
