"""A limit on the memory of the process, where the system has one, and what is sensible on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

# What a limit leaves alone: less than this and the libraries themselves do not load.
LEAST_BYTES = 256 * 1024**2
# The part of the machine's memory that is jacli's unless asked for more, and what it has in any case.
SHARE, FLOOR_BYTES = 0.75, 1024**3
# OpenBLAS, below numpy, reserves this much for each of its threads, and ends the process if it cannot.
THREAD_BYTES = 48 * 1024**2
THREADS_VARIABLE = "OPENBLAS_NUM_THREADS"
# Where Linux keeps the limit of a container (cgroup v2 and v1).
CONTAINER_FILES = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def sensible_bytes() -> int | None:
    """Three quarters of the memory of the machine or container, at least 1 GiB; None where that is not known."""
    total = machine_bytes()
    return None if total is None else max(int(total * SHARE), FLOOR_BYTES)


def machine_bytes() -> int | None:
    """The memory of the machine, or of the container that this process runs in."""
    try:
        found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    except (AttributeError, ValueError, OSError):
        return None
    for name in CONTAINER_FILES:
        try:
            text = Path(name).read_text("ascii").strip()
        except (OSError, ValueError):
            continue
        if text.isdecimal() and int(text):
            found.append(int(text))
    return min(found)


class memory_limit:  # noqa: N801  reads as a statement: with memory_limit(2**30)
    """A block in which the process may hold so many bytes of data; beyond them, MemoryError.

    Counted is what the process may write to: the heap and what libraries reserve, not the code that it maps (Linux's
    RLIMIT_DATA). The limit is that of the whole process, so a block in another thread shares it; a lower limit
    that stood before stays, and on leaving the former one is back. None, and systems without such limits: no limit.
    """

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self._before: tuple[int, int] | None = None
        self._set_threads = False

    def __enter__(self) -> Self:
        try:
            import resource
        except ImportError:
            return self
        if self.limit is None:
            return self
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        # The system counts no further than maxsize.
        allowed = [bound for bound in (min(self.limit, sys.maxsize), soft, hard) if bound != resource.RLIM_INFINITY]
        if min(allowed) == soft:
            return self
        resource.setrlimit(resource.RLIMIT_DATA, (min(allowed), hard))
        self._before = soft, hard
        if THREADS_VARIABLE not in os.environ:
            self._set_threads = True
            os.environ[THREADS_VARIABLE] = str(_threads(self.limit))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, self._before)
            self._before = None
        if self._set_threads:
            os.environ.pop(THREADS_VARIABLE, None)
            self._set_threads = False


def _threads(limit: int) -> int:
    """As many threads of OpenBLAS as a quarter of the limit holds, and no more than there are processors."""
    return max(1, min(os.cpu_count() or 1, limit // 4 // THREAD_BYTES))


def is_shortage(error: BaseException) -> bool:
    """Whether an error says that there was no memory: Python's own, the system's, or a library that did not load."""
    from errno import ENOMEM

    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == ENOMEM):
        return True
    text = str(error) if isinstance(error, (ImportError, SystemError)) else ""
    return "cannot allocate memory" in text.lower() or "failed to map segment" in text
