"""How a person asks: the command line. `main` is what the `jacli` script runs."""

from __future__ import annotations

import gc
import os
import signal
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Little of what one question makes is garbage in cycles: to look for some at every 700 objects is time lost.
    gc.set_threshold(100_000, 50, 50)
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeded:
        # Python's own way out would be a traceback, while a module is loaded and after the work.
        signal.signal(signal.SIGINT, _leave)
    from jacli.cli.commands import run

    if heeded:
        from jacli.cli.interrupts import listen

        listen(_leave)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    if heeded:
        signal.signal(signal.SIGINT, _leave)
    # All ends now: nothing is searched for garbage once more, which would be a tenth of a short run.
    gc.freeze()
    sys.exit(code)


def _leave(*_: object) -> None:
    """End at once: nothing is half done."""
    os.write(2, b"jacli: interrupted\n")
    os._exit(130)
