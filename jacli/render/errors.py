"""An error as a person sees it: one line and, on a terminal, the source line with a caret under the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jacli.render.messages import error_text
from jacli.render.style import Style
from jacli.render.titles import to_ascii
from jacli.render.widths import ascii_only, display_width, visible

if TYPE_CHECKING:
    from jacli.errors import JacliError, Place

# Columns of the source line shown where the terminal does not say its width.
SOURCE_WIDTH = 80
MARGIN = "  "


def error_lines(error: JacliError, style: Style = Style()) -> list[str]:
    """`jacli: where: what`, and on a terminal the source line and the caret, without line ends."""
    text = error_text(error, style.lang)
    lines = [f"jacli: {ascii_only(to_ascii(text)) if style.ascii else text}"]
    if error.place is not None and style.terminal:
        lines += pointed(error.place, style.width or SOURCE_WIDTH, "..." if style.ascii else "…")
    return lines


def pointed(place: Place, width: int = SOURCE_WIDTH, cut: str = "…") -> tuple[str, str]:
    """The source line and carets under the place; of a line longer than `width` columns the part around it.

    Control characters are shown as escapes, tabs as one space, so that the carets stand where they should.
    """
    line = place.source_line.expandtabs(1)
    start = min(place.column - 1, len(line))
    end = max(min(start + place.end - place.start, len(line)), start)
    begin, stop = _window(line, start, max(width - len(MARGIN) - 2 * len(cut), 1))
    end = min(end, stop)
    before = (cut if begin else "") + visible(line[begin:start])
    marked = visible(line[start:end])
    after = visible(line[end:stop]) + (cut if stop < len(line) else "")
    carets = "^" * max(display_width(marked), 1)
    return f"{MARGIN}{before}{marked}{after}", f"{MARGIN}{' ' * display_width(before)}{carets}"


def _window(line: str, start: int, room: int) -> tuple[int, int]:
    """The stretch of a line around `start` that fits `room` columns."""
    begin, used = _grown_left(line, start, 0, room // 2)
    stop = start
    while stop < len(line) and used + _width(line[stop]) <= room:
        used += _width(line[stop])
        stop += 1
    begin, _ = _grown_left(line, begin, used, room)
    return begin, stop


def _grown_left(line: str, begin: int, used: int, room: int) -> tuple[int, int]:
    while begin > 0 and used + _width(line[begin - 1]) <= room:
        begin -= 1
        used += _width(line[begin])
    return begin, used


def _width(character: str) -> int:
    return display_width(visible(character))
