"""The one target of all fuzzers: run a case in this process, under lowered limits, and look at what comes out.

A finding is: an exception that is not jacli's own (a warning is one), work that goes on past its limits, memory that
grows, output that a terminal would act upon, JSON that is none, an error without its one line, and numbers that
contradict each other.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pkgutil
import resource
import signal
import sys
import tempfile
import traceback
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import click

import jacli
from fuzz.cases import Case, decoded
from fuzz.lowered import FULL, performing
from fuzz.marks import unescaped
from jacli.cli.boundary import report
from jacli.cli.languages import speaking, wanted
from jacli.errors import ExitCode, JacliError, LimitReached

# Seconds of this process's own time: `--timeout` and what may come after it.
LONGEST = 3.0
TICK = 0.1
# Megabytes by which one case may raise the largest size that the process ever had.
GROWTH = 300
# Bytes that the process may hold.
MEMORY = 2 << 30
# Exit codes that come with a result on standard output, and those that may come with a refusal instead.
ANSWERED = (ExitCode.OK, ExitCode.CHECK_FAILED, ExitCode.UNDEFINED, ExitCode.LIMIT)
REFUSED = (ExitCode.USAGE, ExitCode.UNDEFINED, ExitCode.LIMIT)
# Arguments after which there is no format to be checked.
FORMLESS = frozenset({"-h", "--help", "--version", "--", "-q", "--quiet"})
# One case in so many is looked at on a terminal, and one is asked again in other ways.
TERMINAL, AGAIN = 4, 8


class Finding(Exception):
    """Something is wrong; `signature` is the same for the same fault."""

    def __init__(self, signature: str, detail: str) -> None:
        super().__init__(f"{signature}\n{detail}")
        self.signature = signature
        self.detail = detail


class Overrun(BaseException):
    """The case takes longer than its limits allow."""


class Watch:
    """Looks at the time and the memory of the case being run: one timer for all, for system calls are slow."""

    def __init__(self) -> None:
        self._ticks = 0
        self._running = False
        self._largest = 0

    def start(self) -> None:
        """Look from now on, every TICK seconds of processor time."""
        self._largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        signal.signal(signal.SIGPROF, self._tick)
        signal.setitimer(signal.ITIMER_PROF, TICK, TICK)

    def stop(self) -> None:
        """Look no more."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)

    def begin(self) -> None:
        """A case begins."""
        self._ticks = 0
        self._running = True

    def end(self) -> None:
        """A case has ended, well or not. Raises Finding if it took too much memory."""
        self._running = False
        if not self._ticks:
            return
        before, self._largest = self._largest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if self._largest - before > GROWTH * 1024:
            raise Finding("memory", f"the process grew by {(self._largest - before) / 1024:.0f} MB")

    def _tick(self, *_: object) -> None:
        self._ticks += 1
        if self._running and self._ticks * TICK > LONGEST:
            raise Overrun


WATCH = Watch()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case left behind."""

    code: int
    out: str
    err: str


class Screen(io.StringIO):
    """A stream that says whether it is a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@contextlib.contextmanager
def arena() -> Iterator[None]:
    """An empty folder as current one, no setting of the person, every warning an error, everything imported."""
    before = Path.cwd()
    import_all()
    with tempfile.TemporaryDirectory(prefix="jacli-fuzz-") as folder:
        settings = {"HOME": folder, "XDG_CONFIG_HOME": folder, "COLUMNS": "72", "LC_ALL": "C.UTF-8"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JACLI_")}
        os.chdir(folder)
        sys.unraisablehook = _unraisable
        WATCH.start()
        memory = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, memory[1]))
        try:
            with patch.dict(os.environ, kept | settings, clear=True), warnings.catch_warnings():
                warnings.simplefilter("error")
                yield
        finally:
            WATCH.stop()
            resource.setrlimit(resource.RLIMIT_DATA, memory)
            sys.unraisablehook = sys.__unraisablehook__
            os.chdir(before)


def import_all() -> None:
    """Import what is imported late, so that no case is charged with it, or interrupts it halfway."""
    for module in pkgutil.walk_packages(jacli.__path__, "jacli."):
        if module.name != "jacli.__main__":
            import_module(module.name)


def _unraisable(unraisable: Any) -> None:
    """Time that is up inside a callback of the garbage collector is raised again later."""
    if not issubclass(unraisable.exc_type, Overrun) and "TimeUp" not in unraisable.exc_type.__name__:
        sys.__unraisablehook__(unraisable)


def examine(data: bytes) -> Outcome | None:
    """Run the case of any bytes inside an arena. Raises Finding; None if it is not run for its own safety."""
    case = decoded(data)
    if not case.is_safe:
        return None
    chosen = zlib.crc32(data)
    outcome = ran(case, terminal=chosen % TERMINAL == 0, whole=chosen // 4 % FULL == 0)
    inspect(case, outcome, coloured=chosen % TERMINAL == 0 or "always" in case.arguments)
    if outcome.code == ExitCode.OK and chosen % AGAIN == 1:
        from fuzz.agreement import compare

        compare(case)
    return outcome


def ran(case: Case, *, terminal: bool = False, whole: bool = False) -> Outcome:
    """Run a case inside an arena. Raises Finding if it does not end as jacli promises."""
    for name, content in case.files.items():
        Path(name).write_bytes(content)
    out, err = Screen(terminal=terminal), Screen(terminal=terminal)
    stdin: Any = SimpleNamespace(buffer=io.BytesIO(case.stdin), isatty=lambda: False)
    perform = performing(case.arguments, whole=whole)
    WATCH.begin()
    try:
        with _streams(out, err, stdin), speaking(wanted(case.arguments, os.environ)):
            code = _code(perform)
    except Finding:
        raise
    except Overrun as overrun:
        raise Finding(f"overrun {_where(overrun)}", f"more than {LONGEST} s") from None
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        raise Finding(f"{type(error).__name__} {_where(error)}", _told(error)) from None
    finally:
        WATCH.end()
        if case.leaves_files:
            for path in Path().iterdir():
                path.unlink()
    return Outcome(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _streams(out: Screen, err: Screen, stdin: Any) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = stdin
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            yield
    finally:
        sys.stdin = before


def _code(perform: Callable[[], int | None]) -> int:
    try:
        return perform() or 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except (JacliError, click.ClickException) as error:
        if isinstance(error, LimitReached) and error.code == "memory":
            raise Finding("memory", "all of it was used, whatever the other limits") from None
        return report(error)


def _where(error: BaseException) -> str:
    """The innermost place in jacli that the error passed; of a recursion the innermost function may be any."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f"{os.sep}jacli{os.sep}" in f.filename]
    return "in " + (f"{Path(frames[-1].filename).name}: {frames[-1].name}" if frames else "nowhere")


def _told(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return "\n".join([f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames] + [str(error)])


def inspect(case: Case, outcome: Outcome, *, coloured: bool) -> None:
    """Look at what a case printed. Raises Finding."""
    for text, stream in ((outcome.out, "stdout"), (outcome.err, "stderr")):
        if mark := unescaped(text, coloured=coloured, tabs=stream == "stdout"):
            raise Finding(f"unescaped {mark} on {stream}", text[:2000])
    if outcome.code not in (*ANSWERED, *REFUSED):
        raise Finding(f"exit code {outcome.code}", outcome.err)
    refused = outcome.code in REFUSED and not outcome.out
    if refused and not outcome.err.startswith("jacli: "):
        raise Finding("an error without its line", outcome.err)
    if not refused and (form := format_of(case.arguments)) in ("json", "ndjson"):
        for line in outcome.out.splitlines() if form == "ndjson" else [outcome.out]:
            document(line)


def format_of(arguments: tuple[str, ...]) -> str:
    """The format that is asked for last; help, programs of a library and `--output` have none here."""
    found = ""
    for before, argument in zip(("", *arguments), arguments, strict=False):
        if argument in FORMLESS or argument.startswith(("--output", "--as")):
            return ""
        if before == "--format" or argument.startswith("--format="):
            found = argument.removeprefix("--format=")
    return found


def document(text: str) -> Any:
    """A JSON text read as the standard says, without NaN and Infinity. Raises Finding."""
    try:
        return json.loads(text, parse_constant=_refused)
    except ValueError as error:
        raise Finding("JSON that is none", f"{error}: {text[:500]}") from None


def _refused(name: str) -> None:
    raise ValueError(name)
