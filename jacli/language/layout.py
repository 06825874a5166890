"""How pasted code is laid out: prompts of sessions, continued lines, logical lines, brackets and indented blocks.

Everything here works on the text itself and never moves a character, so that places stay those of what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jacli.language.patterns import Pattern

# What makes a text pasted code: without any of these a text is read as plain statements.
MARKS = (
    "import", "def ", "lambda", "for ", "with ", "print", "return", ">>>", "In [", ".backward(", ".grad",
    "requires_grad", "Variable(", "Parameter(", "+=", "-=", "*=", "/=", "@=", "%=", "__name__",
    "\\\n", "\\\r", '"""', "'''",
)  # fmt: skip

_STRING = r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
_PIECE = Pattern(rf"{_STRING}|#[^\n\r]*|[()\[\]{{}}]|[\n\r;,:]", re.DOTALL)
_PROMPT = Pattern(r"[ \t]*(?:>>> ?|In ?\[\d*\]: ?)")
_CONTINUED_PROMPT = Pattern(r"[ \t]*\.\.\.(?:[:] ?| |$)")
_CONTINUATION = Pattern(r"\\[ \t]*(?:\r\n|\r|\n)")
_LINE = Pattern(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_INDENT = Pattern(r"[ \t]*")
_EMPTY_LINES = Pattern(r"(?:[ \t\f]*(?:#[^\n\r]*)?(?:\r\n|\r|\n))*[ \t\f]*(?:#[^\n\r]*\Z)?")
_REST = Pattern(r"[^\n\r]*")


def is_pasted(text: str) -> bool:
    """Whether the text has something that only pasted code has."""
    return any(mark in text for mark in MARKS)


# ── sessions ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Output:
    """A line that a session printed: where it stands."""

    start: int
    end: int


def unprompted(text: str) -> tuple[str, Output | None]:
    """The text with blanks in place of prompts and continuations, and the first line that a session printed."""
    printed: Output | None = None
    if ">>>" in text or "In [" in text:
        text, printed = _without_prompts(text)
    if "\\" in text:
        text = _CONTINUATION.of(text).sub(lambda found: " " * len(found[0]), text)
    return text, printed


def _without_prompts(text: str) -> tuple[str, Output | None]:
    """In a session with prompts, what has none was printed."""
    lines: list[str] = []
    printed: Output | None = None
    position, prompted = 0, False
    for match in _LINE.finditer(text):
        line = match[0]
        prompt = _PROMPT.match(line) or (_CONTINUED_PROMPT.match(line) if prompted else None)
        if prompt is not None:
            prompted = True
            line = " " * prompt.end() + line[prompt.end() :]
        elif line.strip() and not line.lstrip().startswith("#") and printed is None:
            printed = Output(position + len(line) - len(line.lstrip()), position + len(line.rstrip()))
        lines.append(line)
        position = match.end()
    # The blanks of a prompt are no indentation.
    return ("".join(lines), printed) if prompted else (text, None)


# ── lines and brackets ────────────────────────────────────────────────────────────────────────────────────


def pieces(text: str, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    """What matters to the layout, with its depth in brackets: (piece, offset, depth); strings are left out."""
    depth = 0
    for match in _PIECE.finditer(text, start, stop):
        piece = match[0]
        if piece[0] in "\"'":
            continue
        if piece in ")]}":
            depth -= 1
        yield piece, match.start(), depth
        if piece in "([{":
            depth += 1


def line_end(text: str, start: int, stop: int) -> int:
    """Where the logical line ends: at a newline, `;` or comment outside brackets."""
    for piece, offset, depth in pieces(text, start, stop):
        if depth <= 0 and piece[0] in "\n\r;#":
            return offset
    return stop


def closing(text: str, opened: int, stop: int) -> int:
    """The offset of the bracket that closes the one at `opened`; -1 if none does."""
    for piece, offset, depth in pieces(text, opened, stop):
        if piece in ")]}" and depth == 0:
            return offset
    return -1


def colon(text: str, start: int, stop: int) -> int:
    """The offset of the first colon outside brackets; -1 if there is none."""
    return next((offset for piece, offset, depth in pieces(text, start, stop) if piece == ":" and not depth), -1)


def items(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Where the items between commas begin and end, blanks left out; a comma at the end adds none."""
    found: list[tuple[int, int]] = []
    first = start
    for piece, offset, depth in pieces(text, start, stop):
        if piece == "," and not depth:
            found.append((first, offset))
            first = offset + 1
    found.append((first, stop))
    stripped = [trimmed(text, a, b) for a, b in found]
    return stripped if stripped[-1][0] < stripped[-1][1] else stripped[:-1]


def trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    """The stretch without blanks around it."""
    piece = text[start:stop]
    if not piece.strip():
        return stop, stop
    return start + len(piece) - len(piece.lstrip()), stop - len(piece) + len(piece.rstrip())


def alone(text: str, start: int, stop: int) -> tuple[int, int]:
    """One value of `(f, g)`, without what parts it from the next one or closes the whole."""
    start, end = trimmed(text, start, stop)
    closes = text.count(")", start, end) > text.count("(", start, end)
    if text[end - 1] == "," or (closes and text[end - 1] == ")"):
        return alone(text, start, end - 1)
    return start, end


# ── blocks ────────────────────────────────────────────────────────────────────────────────────────────────


def column(text: str, offset: int) -> int:
    """How far the line of the offset is indented; a tab counts up to the next multiple of 8."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    indent = _INDENT.match(text, start)
    assert indent is not None
    return len(indent[0].expandtabs())


def begins_line(text: str, offset: int) -> bool:
    """Whether only blanks stand before the offset on its line."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return not text[start:offset].strip()


def block(text: str, header: int, opened: int, stop: int) -> tuple[int, int]:
    """The body of the block whose header begins at `header` and whose colon stands at `opened`.

    It is the rest of the line or, if that is empty, all lines that are indented more than the header. An empty
    body begins and ends at the same place.
    """
    end = _physical_end(text, opened + 1, stop)
    if text[opened + 1 : end].strip() and not text[opened + 1 : end].lstrip().startswith("#"):
        return opened + 1, _line_of_statements(text, opened + 1, stop)
    outer, position, last = column(text, header), end, end
    while position < stop:
        first = _first_of_line(text, position, stop)
        if first == stop:
            break
        if column(text, first) <= outer:
            break
        position = last = _whole_line(text, first, stop)
    return end, last


def _first_of_line(text: str, position: int, stop: int) -> int:
    """The first character of the next line that has more than blanks and a comment."""
    found = _EMPTY_LINES.match(text, position, stop)
    assert found is not None
    return found.end()


def _physical_end(text: str, start: int, stop: int) -> int:
    found = _REST.match(text, start, stop)
    assert found is not None
    return found.end()


def _line_of_statements(text: str, start: int, stop: int) -> int:
    """The end of a line, over `;` and open brackets."""
    for piece, offset, depth in pieces(text, start, stop):
        if depth <= 0 and piece in "\n\r":
            return offset
    return stop


_whole_line = _line_of_statements
