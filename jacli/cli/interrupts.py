"""An interrupt ends the process also where no step of Python comes: in a long call of a library."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

# Seconds in which the work may end by itself after an interrupt.
PATIENCE = 0.7

_own_process = threading.Event()


def is_own_process() -> bool:
    """Whether the process is jacli's own, which may be ended at any moment."""
    return _own_process.is_set()


def listen(leave: Callable[[], None]) -> None:
    """Call the process jacli's own, which is to `leave` soon after an interrupt that nothing has heeded."""
    end, entry = os.pipe()
    os.set_blocking(entry, False)
    signal.set_wakeup_fd(entry, warn_on_full_buffer=False)
    threading.Thread(target=_heed, args=(end, leave), daemon=True).start()
    _own_process.set()


def _heed(end: int, leave: Callable[[], None]) -> None:
    while signals := os.read(end, 64):
        if signal.SIGINT in signals:
            threading.Timer(PATIENCE, leave).start()
            return
