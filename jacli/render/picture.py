"""A picture of what the terminal shows: SVG and HTML by rich's own export, PNG of the SVG by resvg.

A picture holds all it needs: the fonts that rich's SVG would fetch from the network are left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from pathlib import PurePath
from typing import TYPE_CHECKING

from jacli.errors import LimitReached, UsageError
from jacli.render.style import Style
from jacli.render.widths import display_width

if TYPE_CHECKING:
    from rich.console import Console

# The terminal that is pictured: columns, and lines at most.
WIDTH, MOST_LINES = 120, 5_000
STYLE = Style(width=WIDTH, colour=True, heat=True, palette="truecolor")
# Monospaced families of the common systems, the one that CJK systems have last.
FAMILIES = (
    "Fira Code", "DejaVu Sans Mono", "Menlo", "Consolas", "Liberation Mono", "Noto Sans Mono", "Cascadia Mono",
    "Ubuntu Mono", "Courier New", "Noto Sans Mono CJK SC", "WenQuanYi Zen Hei Mono",
)  # fmt: skip
FONTS = ", ".join((*FAMILIES, "monospace"))
# Pixels of a PNG per unit of the SVG.
ZOOM = 2.0
_TEXT = re.compile(r'textLength="([\d.]+)"([^>]*)>([^<]*)</text>')
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def kind_of(path: str) -> str:
    """svg, html or png, as the file's name ends. Raises UsageError for another end."""
    suffix = PurePath(path).suffix.lower()
    if suffix not in (".svg", ".html", ".png"):
        raise UsageError("picture-unknown", name=suffix or path)
    return suffix[1:]


def picture(pieces: Iterable[str], kind: str, title: str) -> str | bytes:
    """A picture of text in ANSI colours; bytes if it is a PNG.

    Raises LimitReached for more than MOST_LINES lines, and UsageError if what draws a PNG is not there.
    """
    lines = "".join(pieces).rstrip("\n").splitlines()
    if len(lines) > MOST_LINES:
        raise LimitReached("picture-too-long", lines=len(lines), limit=MOST_LINES)
    return _html(lines) if kind == "html" else drawn_as(_svg(lines, title), kind)


def check_matrix(rows: int, names: Sequence[str]) -> None:
    """Raises LimitReached for a matrix with columns of these names that cannot fit, before it is computed.

    A column is at least as wide as its name, and two apart from the next.
    """
    lines = rows * -(-sum(len(name) + 2 for name in names) // WIDTH)
    if lines > MOST_LINES:
        raise LimitReached("picture-too-long", lines=lines, limit=MOST_LINES)


def drawn_as(svg: str, kind: str) -> str | bytes:
    """An SVG picture as such, in a page of HTML, or drawn as the bytes of a PNG."""
    if kind == "html":
        return f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n{svg}</body>\n</html>\n'
    return svg if kind == "svg" else _png(svg)


def _svg(lines: list[str], title: str) -> str:
    exported = _TEXT.sub(_stretched, _FONT_FACE.sub("", _recorded(lines).export_svg(title=title)))
    return exported.replace("Fira Code, monospace", FONTS).replace("family: arial", f"family: {FONTS}")


def _stretched(found: re.Match[str]) -> str:
    """A text as long as its columns: rich counts characters, of which East Asian ones are two columns wide."""
    length, between, content = found.groups()
    characters = unescape(content)
    columns = display_width(characters)
    if columns == len(characters):
        return found[0]
    return f'textLength="{float(length) * columns / len(characters):g}"{between}>{content}</text>'


def _html(lines: list[str]) -> str:
    return _recorded(lines).export_html(inline_styles=True)


def _recorded(lines: list[str]) -> Console:
    from rich.console import Console
    from rich.text import Text

    texts = [Text.from_ansi(line) for line in lines]
    width = max((display_width(text.plain) for text in texts), default=1)
    console = Console(
        file=io.StringIO(), record=True, width=max(width, 1), force_terminal=True, color_system="truecolor",
        legacy_windows=False, force_jupyter=False,
    )  # fmt: skip
    for text in texts:
        console.print(text, soft_wrap=True)
    return console


def _png(svg: str) -> bytes:
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise UsageError("picture-needs-library", kind="PNG", library="resvg_py") from None
    family = _family(svg_to_bytes)
    return bytes(svg_to_bytes(svg_string=svg, zoom=ZOOM, monospace_family=family, sans_serif_family=family))


def _family(svg_to_bytes: Callable[..., bytes]) -> str:
    """A monospaced family of this system: one in which a letter draws something."""
    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'
    empty = svg_to_bytes(svg_string=frame.format(""))
    for family in FAMILIES:
        letter = f'<text x="2" y="16" font-family="{family}">M</text>'
        if svg_to_bytes(svg_string=frame.format(letter)) != empty:
            return family
    raise UsageError("picture-without-font")
