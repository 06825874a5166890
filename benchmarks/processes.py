"""Whole processes timed in turn, A B A B …, so that a ratio holds while the machine's speed drifts."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median


def seconds(command: Sequence[str]) -> float:
    """Wall seconds of one run; raises CalledProcessError if it fails."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def ratio(command: Sequence[str], reference: Sequence[str], runs: int = 9) -> tuple[float, float, float]:
    """(median ratio, median seconds, median reference seconds) over interleaved runs after one warm-up."""
    seconds(command), seconds(reference)
    pairs = [(seconds(command), seconds(reference)) for _ in range(runs)]
    return median(a / b for a, b in pairs), median(a for a, _ in pairs), median(b for _, b in pairs)


def python(code: str) -> list[str]:
    """A process that runs a line of Python."""
    return [sys.executable, "-c", code]


def jacli(*arguments: str) -> list[str]:
    """A process of the command line."""
    return [sys.executable, "-m", "jacli", *arguments]
