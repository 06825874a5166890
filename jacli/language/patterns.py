"""Regular expressions of the language, compiled when a text first needs them.

Compiling is a good part of what starting costs, the more so for classes beyond ASCII, so each expression has a
second, smaller spelling that does the same to text that is ASCII.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

# What ends a name, is a blank or stands for an operator, for classes of characters: in ASCII and beyond.
WIDE_BLANKS = "\\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000"
BLANK = " \\t\\f\\v" + WIDE_BLANKS
SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SUPERSCRIPT_SIGNS = "⁺⁻"
_WIDE_OPERATORS = "·×−≤≥≠⋅′’‘“”…" + SUPERSCRIPT_DIGITS + SUPERSCRIPT_SIGNS + "⁼⁽⁾ⁿⁱᵀ"
_NO_NAME = BLANK + _WIDE_OPERATORS
_LETTER = rf"[^\x00-@\[-\^`{{-\x7f{_NO_NAME}]"
_LETTER_OR_DIGIT = rf"[^\x00-/:-@\[-\^`{{-\x7f{_NO_NAME}]"
NAME = f"{_LETTER}{_LETTER_OR_DIGIT}*"


class Pattern:
    """A regular expression; `flags` are those of `re`. It matches as re.Pattern does."""

    __slots__ = ("_any", "_ascii", "_flags", "_spelling")

    def __init__(self, spelling: str, flags: int = 0) -> None:
        self._spelling = spelling
        self._flags = flags
        self._ascii: re.Pattern[str] | None = None
        self._any: re.Pattern[str] | None = None

    def of(self, text: str) -> re.Pattern[str]:
        """The compiled expression for this text; to be kept where it is used for many places of one text."""
        if text.isascii():
            if self._ascii is None:
                narrow = self._spelling.replace(WIDE_BLANKS, "").replace(_WIDE_OPERATORS, "")
                self._ascii = re.compile(narrow, self._flags)
            return self._ascii
        if self._any is None:
            self._any = re.compile(self._spelling, self._flags)
        return self._any

    def match(self, text: str, start: int = 0, stop: int = sys.maxsize) -> re.Match[str] | None:
        return self.of(text).match(text, start, stop)

    def fullmatch(self, text: str, start: int = 0, stop: int = sys.maxsize) -> re.Match[str] | None:
        return self.of(text).fullmatch(text, start, stop)

    def search(self, text: str) -> re.Match[str] | None:
        return self.of(text).search(text)

    def finditer(self, text: str, start: int = 0, stop: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self.of(text).finditer(text, start, stop)
