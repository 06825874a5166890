"""English: characters that show nothing, or are none."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "control-character": "{code} is a control character, which no program has; remove it",
    "invisible-character": "{code}, {title}, is invisible and no character of the language; remove it",
    "undecoded-byte": "⟨the byte {byte} ⟩({code}) is not UTF-8 text; save or send the text as UTF-8",
}
