"""How wide a text is on a screen, and where it may be broken: nothing is ever cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# A line may be broken after these; a name or number stays in one piece if it fits a line.
BREAKS = frozenset(" ,;*/+-()=<>@")
# Sentences are broken so.
PROSE = frozenset(" ")
# No line begins with one of these, and none ends with one of those.
_CLOSING = frozenset("，。；：、！？）」』》〉】”’…·%,.;:!?)]}⟩")
_OPENING = frozenset("（「『《〈【“‘([{⟨")
# Around a place: a power (a**b), an exponent (1e-7) and an index (b[0,1]) are not broken.
_SIGNED, _BEFORE_TERM = frozenset(("+ ", "- ")), frozenset((" +", " -"))
_KEPT = re.compile(r".*\*\*.?$|.*\de[-+].?$|.*,[^ ]$", re.DOTALL)


def character_width(character: str) -> int:
    """Columns of one character on a terminal: 0, 1 or 2."""
    if " " <= character <= "~":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def display_width(text: str) -> int:
    """Columns that a text without line ends takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(map(character_width, text))


def pad(text: str, width: int) -> str:
    """The text filled up with spaces to `width` columns."""
    return text + " " * (width - display_width(text))


def pad_left(text: str, width: int) -> str:
    """The text moved right to end at column `width`."""
    return " " * (width - display_width(text)) + text


def visible(text: str) -> str:
    """The text with what a terminal would act upon, or not show, written as an escape such as `\\x1b`."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def ascii_only(text: str) -> str:
    """The text with every character outside ASCII written as an escape."""
    return text if text.isascii() else text.encode("ascii", "backslashreplace").decode("ascii")


def fold(text: str, width: int, breaks: frozenset[str] = BREAKS) -> list[str]:
    """Lines of at most `width` columns (at least one character each), broken after one of `breaks` if possible.

    Under PROSE also between two letters of which one is wide, as Chinese is, but not before a closing sign or
    after an opening one. Joined the lines give the text again, but for spaces at the breaks.
    """
    if display_width(text) <= width:
        return [text]
    return list(_folded(text, max(width, 1), breaks))


def _folded(text: str, width: int, breaks: frozenset[str]) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = _reach(text, start, width)
        if end < len(text):
            end = _break(text, start, end, breaks)
        yield text[start:end].rstrip(" ")
        start = end
        while start < len(text) and text[start] == " ":
            start += 1


def _reach(text: str, start: int, width: int) -> int:
    """The end of the longest piece from `start` that fits, one character at least."""
    used = 0
    for place in range(start, len(text)):
        used += character_width(text[place])
        if used > width and place > start:
            return place
    return len(text)


def _break(text: str, start: int, end: int, breaks: frozenset[str]) -> int:
    """The best place to break in `text[start:end]`, or `end` if there is none."""
    if breaks == BREAKS:
        return _formula_break(text, start, end)
    if text[end] in breaks & {" "}:
        return end
    for place in range(end, start, -1):
        if text[place - 1] in breaks and not _KEPT.match(text, max(place - 3, 0), place + 1):
            return place
        if breaks == PROSE and _between_wide(text[place - 1], text[place]):
            return place
    return end


def _formula_break(text: str, start: int, end: int) -> int:
    """Where the fewest brackets are open, before a sign if possible, in the second half of the line; else anywhere."""
    least: tuple[int, bool] | None = None
    best: int | None = None
    depth = 0
    half = start + (end - start) // 2
    for place in range(start + 1, end + 1):
        depth += (text[place - 1] in "([") - (text[place - 1] in ")]")
        if not _is_good(text, place):
            continue
        rank = (depth, text[place : place + 2] not in _BEFORE_TERM)
        if place < half:
            best = place
        elif least is None or rank <= least:
            least, best = rank, place
    if best is not None:
        return best
    after = (p for p in range(end, start, -1) if text[p - 1] in BREAKS and not _KEPT.match(text, max(p - 3, 0), p + 1))
    return next(after, end)


def _is_good(text: str, place: int) -> bool:
    """Whether a formula may be broken here: not in a power or number, nor between a bracket or sign and its term."""
    before, after = text[place - 1], text[place]
    if (before not in BREAKS and after != " ") or _KEPT.match(text, max(place - 3, 0), place + 1):
        return False
    if before in "([" or after in ")],*/" or text[max(place - 2, 0) : place] in _SIGNED:
        return False
    if before not in "+-":
        return True
    # A sign is that of a sum if it stands behind a term.
    ahead = text[place - 2] if place > 1 else " "
    return after != " " and (ahead in ")]" or ahead.isalnum())


def _between_wide(before: str, after: str) -> bool:
    """Whether a sentence may be broken between two characters because one of them is wide."""
    if after in _CLOSING or before in _OPENING:
        return False
    return character_width(before) == 2 or character_width(after) == 2


def _escape(character: str) -> str:
    code = ord(character)
    if character in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
