"""Characters, tokens and numbers of the language.

Tokens are found lazily by one compiled pattern; blanks are what it never matches. A run of characters that
are neither ASCII nor operators is taken for a name and looked at by `plain_name` once, when it is new.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import Any

from jacli.errors import LanguageError, LimitReached
from jacli.language.patterns import BLANK, NAME, SUPERSCRIPT_DIGITS, SUPERSCRIPT_SIGNS, Pattern

NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
PRIME = "['′’]"

# A name may carry attributes and an opening parenthesis: `x`, `x.T`, `np.sin(`.
TOKEN = Pattern(
    rf"{NAME}(?:\.{NAME})*\(?|\.\.\.|{NUMBER}|\*\*=|\*\*?|//|<=|>=|[=!<>+*/@%:-]=|[-+*/(),]"
    rf"|[{SUPERSCRIPT_SIGNS}]?[{SUPERSCRIPT_DIGITS}]+|\.[{BLANK}]*{NAME}\(?|\#[^\n\r]*|[^{BLANK}]"
)
NAME_PATTERN = Pattern(NAME)
NUMBER_PATTERN = Pattern(NUMBER)

# What stands for an ASCII operator.
OPERATOR_SPELLINGS = {"−": "-", "×": "*", "·": "*", "⋅": "*", "^": "**", "≤": "<=", "≥": ">=", "≠": "!="}

RESERVED = frozenset({"if", "else", "and", "or", "not", "for", "in", "range", "def", "return", "True", "False",
                      "import", "as", "None"})  # fmt: skip

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


# Letters and marks that show nothing (Default_Ignorable_Code_Point); others that do are of category Cf.
_INVISIBLE = Pattern(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# What a name keeps although Unicode has another letter for it: the micro sign, as it is typed on keyboards.
_KEPT = "µ"


def character_error(character: str) -> LanguageError:
    """The error for a character that the language does not have, with its code point."""
    code, category = f"U+{ord(character):04X}", unicodedata.category(character)
    if category == "Cs":
        # Bytes of an argument that are not UTF-8 arrive as U+DC80 to U+DCFF (PEP 383).
        byte = f"0x{ord(character) - 0xDC00:02x}" if "\udc80" <= character <= "\udcff" else None
        return LanguageError("undecoded-byte", code=code, byte=byte)
    if category == "Cc":
        return LanguageError("control-character", code=code)
    title = unicodedata.name(character, "private use" if category == "Co" else "unassigned")
    if category == "Cf" or _INVISIBLE.match(character):
        return LanguageError("invisible-character", code=code, title=title)
    shown = character if character.isprintable() else None
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
    if _INVISIBLE.match(character):
        return character_error(character)
    if ord(character) in _SUBSCRIPTS or category in ("Mn", "Mc"):
        return character_error(character) if first else None
    if category[0] != "L":
        return character_error(character)
    return _styled_letter_error(character)


def _styled_letter_error(character: str) -> LanguageError | None:
    """The error for a letter that is another one in disguise: ａ, 𝐱, ﬁ, ſ; and for a raised one, xᵃ."""
    kind, _, _ = unicodedata.decomposition(character).partition(" ")
    title = unicodedata.name(character, "")
    plain = unicodedata.normalize("NFKC", character)
    fields: dict[str, Any] = {"character": character, "code": f"U+{ord(character):04X}", "title": title}
    if kind == "<super>":
        return LanguageError("invalid-character-instead", **fields, instead=f"**{plain}")
    disguised = kind == "<compat>" and plain.isascii() and character not in _KEPT
    if disguised or title.startswith(("FULLWIDTH", "MATHEMATICAL")):
        return LanguageError("styled-letter", **fields, plain=plain)
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
