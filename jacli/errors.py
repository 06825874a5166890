"""What can go wrong, and the exit code of each.

    JacliError
    ├── UsageError (ValueError)            2   the request cannot be understood
    │   ├── LanguageError                  2   the text of a program or value cannot be read
    │   │   ├── UnknownName (NameError)
    │   │   └── ShapeError
    │   └── InputFileError (OSError)       2   a file cannot be read or written
    ├── UndefinedResult (ArithmeticError)  3   something asked for is undefined or infinite
    └── LimitReached (RuntimeError)        4   a limit on size, digits or time was reached

An error is a code with fields; its one line of text comes from the message catalogue, which the
package installs as `describe` (this layer knows no text).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class ExitCode(IntEnum):
    """What the process tells the shell."""

    OK = 0
    CHECK_FAILED = 1
    USAGE = 2
    UNDEFINED = 3
    LIMIT = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a source text: `text[start:end]` of the text called `name`."""

    name: str
    text: str
    start: int
    end: int

    @property
    def line(self) -> int:
        """The line's number, from 1."""
        return self.text.count("\n", 0, self.start) + 1

    @property
    def column(self) -> int:
        """The column of the first character, from 1, in characters."""
        return self.start - (self.text.rfind("\n", 0, self.start) + 1) + 1

    @property
    def source_line(self) -> str:
        """The line that the place starts in, without its line end."""
        begin = self.text.rfind("\n", 0, self.start) + 1
        end = self.text.find("\n", self.start)
        return self.text[begin : end if end >= 0 else len(self.text)].rstrip("\r")


class SystemReason:
    """Why the operating system refused something: the number of its error, None for another's, and its own words."""

    __slots__ = ("number", "words")

    def __init__(self, error: Exception) -> None:
        self.number: int | None = getattr(error, "errno", None)
        self.words: str = getattr(error, "strerror", None) or str(error)

    def __str__(self) -> str:
        return self.words


def _bare(error: JacliError, lang: str) -> str:  # noqa: ARG001 - what has no words has no language
    return f"{error.code} {error.fields}"


describe: Callable[[JacliError, str], str] = _bare


class JacliError(Exception):
    """Root of every error that jacli raises on purpose: a message `code`, its fields, and a place."""

    exit_code = ExitCode.USAGE

    def __init__(self, code: str, /, place: Place | None = None, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.fields = fields

    def __str__(self) -> str:
        return self.message()

    def message(self, lang: str = "en") -> str:
        """The error in words, English ("en") or Chinese ("zh")."""
        return describe(self, lang)


class UsageError(JacliError, ValueError):
    """The request cannot be understood or does not fit together."""


class LanguageError(UsageError):
    """A text cannot be read; `place` says where."""


class UnknownName(LanguageError, NameError):
    """A function or name that does not exist."""


class ShapeError(LanguageError):
    """Arrays that do not fit together."""


class InputFileError(UsageError, OSError):
    """A file cannot be read or written."""


class UndefinedResult(JacliError, ArithmeticError):
    """Something asked for is undefined or infinite at the point."""

    exit_code = ExitCode.UNDEFINED


class LimitReached(JacliError, RuntimeError):
    """A limit on size, digits, memory or time was reached."""

    exit_code = ExitCode.LIMIT
