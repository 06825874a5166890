"""Runs command lines one after another, each in a fork of a process that has loaded everything: see `runs`.

A line of JSON on standard input says what to run, a line of JSON on standard output how it ended. A fork has the
memory and the clock of a process of its own, and costs none of the second that loading sympy takes.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

# Bytes that a run may take on top of what it starts with, and seconds of the processor and of the wall after which
# the system ends it: the bars are tested on what it took, these keep a failure from hurting the machine.
ROOM = 512 << 20
PROCESSOR_SECONDS = 20
WALL_SECONDS = 120


def address_space() -> int:
    """Bytes of address space of this process; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def restricted() -> None:
    """Set the limits of this process."""
    taken = address_space()
    if taken:
        resource.setrlimit(resource.RLIMIT_AS, (taken + ROOM, taken + ROOM))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(request: dict[str, Any]) -> NoReturn:
    """Be the process that was asked for."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.dup2(os.open(request[name], os.O_RDWR), number)
    os.chdir(request["folder"])
    restricted()
    if request["process"]:
        arguments = [os.fsencode(word) for word in (sys.executable, "-m", "jacli", *request["arguments"])]
        os.execve(sys.executable, arguments, request["environment"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode, encoding="utf-8") for n, mode in enumerate("rww"))
    sys.argv = ["jacli", *request["arguments"]]
    os._exit(exit_code())


def exit_code() -> int:
    """The exit code of the command line of `sys.argv`."""
    from jacli.cli import main

    try:
        main()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        return ended.code if isinstance(ended.code, int) else 1
    return 1


def outcome(child: int) -> dict[str, Any]:
    """How a fork ended, and what it took: seconds of the processor, bytes of memory."""
    end = time.monotonic() + WALL_SECONDS
    while True:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": used.ru_utime + used.ru_stime,
        "bytes": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


def loaded() -> float:
    """Load what a run may need; the seconds of the processor that this and the start took."""
    import mpmath  # noqa: F401
    import numpy  # noqa: F401
    import rich.table  # noqa: F401
    import sympy  # noqa: F401

    import jacli.analysis.answer
    import jacli.analysis.check
    import jacli.cli.commands
    import jacli.render.check
    import jacli.render.messages
    import jacli.render.table  # noqa: F401

    # What is loaded is left alone by the collectors of the forks.
    gc.freeze()
    return time.process_time()


def serve() -> None:
    """Say how long loading took, then answer requests until there are no more."""
    print(json.dumps({"seconds": loaded()}), flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(json.loads(line))
        print(json.dumps(outcome(child)), flush=True)


if __name__ == "__main__":
    serve()
