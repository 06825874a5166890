"""Characters, tokens and numbers of the language.

Tokens are found lazily by one compiled pattern; blanks are what it never matches. A run of characters that
are neither ASCII nor operators is taken for a name and looked at by `plain_name` once, when it is new.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from jacli.errors import LanguageError, LimitReached

BLANK = " \\t\\f\\v\\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000"
SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SUPERSCRIPT_SIGNS = "⁺⁻"
_OPERATOR_CHARACTERS = "·×−≤≥≠⋅′’‘“”…"
_SUPERSCRIPTS = SUPERSCRIPT_DIGITS + SUPERSCRIPT_SIGNS + "⁼⁽⁾ⁿⁱᵀ"
_NO_NAME = BLANK + _OPERATOR_CHARACTERS + _SUPERSCRIPTS
_LETTER = rf"[^\x00-@\[-\^`{{-\x7f{_NO_NAME}]"
_LETTER_OR_DIGIT = rf"[^\x00-/:-@\[-\^`{{-\x7f{_NO_NAME}]"
NAME = f"{_LETTER}{_LETTER_OR_DIGIT}*"
NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
PRIME = "['′’]"

# A name may carry attributes and an opening parenthesis: `x`, `x.T`, `np.sin(`.
TOKEN = re.compile(
    rf"{NAME}(?:\.{NAME})*\(?|\.\.\.|{NUMBER}|\*\*=|\*\*?|//|<=|>=|[=!<>+*/@%:-]=|[-+*/(),]"
    rf"|[{SUPERSCRIPT_SIGNS}]?[{SUPERSCRIPT_DIGITS}]+|\.[{BLANK}]*{NAME}\(?|\#[^\n\r]*|[^{BLANK}]"
)
NAME_PATTERN = re.compile(NAME)
NUMBER_PATTERN = re.compile(NUMBER)

# What stands for an ASCII operator.
OPERATOR_SPELLINGS = {"−": "-", "×": "*", "·": "*", "⋅": "*", "^": "**", "≤": "<=", "≥": ">=", "≠": "!="}

RESERVED = frozenset({"if", "else", "and", "or", "not", "for", "in", "range", "def", "return", "True", "False",
                      "import", "as", "None", "lambda"})  # fmt: skip

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789aeoxhklmnpstijruv")
_SUPERSCRIPT_TEXT = str.maketrans(SUPERSCRIPT_DIGITS + SUPERSCRIPT_SIGNS, "0123456789+-")

# What people, word processors and web pages write for something of the language.
INSTEAD = {
    "–": "-", "—": "-", "‐": "-", "‑": "-", "－": "-", "＋": "+", "∗": "*", "＊": "*", "∙": "*", "•": "*", "÷": "/",
    "∕": "/", "⁄": "/", "／": "/", "（": "(", "）": ")", "［": "[", "］": "]", "，": ",",
    "；": ";", "＝": "=", "＾": "^",
    "√": "sqrt(x)", "∞": "a number", "…": "...", "∧": "and", "∨": "or", "¬": "not", "∑": "sum(x)", "∏": "prod(x)",
    "ⁿ": "**n", "ⁱ": "**i", "ᵀ": ".T", "{": "(", "}": ")", "!": "not, or gamma(n + 1) for a factorial",
    "&": "and", "~": "not", "?": "a if c else b", "‘": "'", "\\": "brackets around what goes on over several lines",
}  # fmt: skip


def character_error(character: str) -> LanguageError:
    """The error for a character that the language does not have, with its code point."""
    shown = character if character.isprintable() else ""
    code, title = f"U+{ord(character):04X}", unicodedata.name(character, "control character")
    instead = INSTEAD.get(character)
    if instead is None:
        return LanguageError("invalid-character", character=shown, code=code, title=title)
    return LanguageError("invalid-character-instead", character=shown, code=code, title=title, instead=instead)


def plain_name(raw: str) -> str:
    """The name that was typed: subscripts as digits, then NFC; never NFKC, which would turn x² into x2.

    Raises LanguageError for a character that no name has; its `offset` field says where in `raw`.
    """
    if raw.isascii():
        return raw
    for offset, character in enumerate(raw):
        if character > "\x7f":
            error = _name_character_error(character, first=offset == 0)
            if error is not None:
                error.fields["offset"] = offset
                raise error
    return unicodedata.normalize("NFC", raw.translate(_SUBSCRIPTS))


def _name_character_error(character: str, *, first: bool) -> LanguageError | None:
    category = unicodedata.category(character)
    if category == "Nd":
        return LanguageError(
            "foreign-digit", character=character, code=f"U+{ord(character):04X}",
            title=unicodedata.name(character, ""), digit=unicodedata.decimal(character),
        )  # fmt: skip
    if ord(character) in _SUBSCRIPTS or category in ("Mn", "Mc"):
        return character_error(character) if first else None
    if category[0] != "L":
        return character_error(character)
    title = unicodedata.name(character, "")
    if title.startswith(("FULLWIDTH", "MATHEMATICAL")):
        plain = unicodedata.normalize("NFKC", character)
        return LanguageError(
            "styled-letter", character=character, code=f"U+{ord(character):04X}", title=title, plain=plain
        )
    return None


def exponent_of(run: str) -> str:
    """The ASCII digits, with sign, of a run of superscripts."""
    return run.translate(_SUPERSCRIPT_TEXT)


def number_value(text: str, digits: int) -> Fraction:
    """The exact value of a number's text; LimitReached if it would have more than `digits` digits."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    if len(mantissa) > digits or len(exponent.lstrip("+-0")) > 9 or (exponent and abs(int(exponent[:12])) > digits):
        raise LimitReached("too-many-digits", limit=digits)
    value = _integer(whole + fraction)
    shift = int(exponent or "0") - len(fraction)
    return Fraction(value * 10**shift) if shift >= 0 else Fraction(value, 10**-shift)


def _integer(digits: str) -> int:
    """int() of any length: Python's own stops at 4,300 digits."""
    if len(digits) <= 4000:
        return int(digits or "0")
    half = len(digits) // 2
    high, low = _integer(digits[:-half]), _integer(digits[-half:])
    return high * int(10**half) + low
