"""The one place where an error becomes a line on stderr and an exit code.

Whatever happens inside, the shell sees a documented exit code and a person sees one line: what, where, what
to do; on a terminal also the source line with a caret. A traceback is shown under `--debug` only. A fault of
jacli itself ends with INTERNAL, so that no script takes it for a request that was refused.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Sequence

import click

from jacli.cli.output import abandon, stderr_style, to_stderr, to_stdout
from jacli.errors import ExitCode, InputFileError, JacliError, LimitReached, SystemReason, UsageError

# EX_SOFTWARE of sysexits.h (4.3BSD).
INTERNAL = 70
# What the system says where nothing more can be written.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def guarded(work: Callable[[], int | None], arguments: Sequence[str]) -> int:
    """Do the work that the arguments ask for and return the exit code; report on stderr what stops it."""
    debug = "--debug" in arguments
    try:
        code = work() or ExitCode.OK
        if sys.stdout is not None:
            to_stdout(())
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except BrokenPipeError:
        abandon(sys.stdout)
        return ExitCode.OK
    except KeyboardInterrupt:
        to_stderr(f"jacli: {_plainly('interrupted', 'interrupted')}")
        return ExitCode.INTERRUPTED
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, a person sees one line
        return _reported(error, debug=debug)
    return int(code)


def _reported(error: BaseException, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    try:
        return report(error)
    except BaseException as fault:  # noqa: BLE001 - such as an error whose message cannot be written
        reason = " ".join(f"{type(fault).__name__}: {fault}".split())
        english = f"this is a fault of jacli, not of the input: {reason}; --debug shows where"
        to_stderr(f"jacli: {_plainly('unexpected', english, reason=reason)}")
        return INTERNAL


def _plainly(code: str, english: str, **fields: str) -> str:
    """The message of a code, in English if the catalogue is what failed."""
    try:
        from jacli.render.messages import text

        return text(code, fields, stderr_style().lang)
    except BaseException:  # noqa: BLE001 - whatever it is, a person sees one line
        return english


def report(error: BaseException) -> int:
    """Report an error that is foreseen and return its exit code; raise any other again."""
    from jacli.domains.memory import is_shortage

    if is_shortage(error) and not isinstance(error, JacliError):
        # What fills the memory is held by the frames of the traceback, and the message needs some.
        error.__traceback__ = error.__context__ = None
        error = LimitReached("memory")
    elif isinstance(error, RecursionError):
        error = LimitReached("nested-too-deep")
    elif isinstance(error, click.ClickException):
        error = UsageError("command-line", reason=error.format_message())
    elif isinstance(error, OSError) and error.errno in NO_ROOM:
        # click writes help by itself; files have errors of their own.
        abandon(sys.stdout)
        error = InputFileError("stdout-unwritable", reason=SystemReason(error))
    if not isinstance(error, JacliError):
        raise error
    from jacli.render.errors import error_lines

    for line in error_lines(error, stderr_style()):
        to_stderr(line)
    return error.exit_code
