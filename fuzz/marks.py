"""What must not reach a terminal as it is: control characters, lone surrogates, signs that turn the direction."""

from __future__ import annotations

import re

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
MARKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
TAB = re.compile("\t")


def unescaped(text: str, *, coloured: bool, tabs: bool) -> str:
    """The first such character as its code point, or "". Line ends are none; tabs separate cells where allowed."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return ""
    plain = COLOUR.sub("", text) if coloured else text
    found = MARKS.search(plain) or (None if tabs else TAB.search(plain))
    return f"U+{ord(found[0]):04X}" if found else ""
