"""The catalogue of messages: every sentence that jacli says about a problem or a result, by code and language.

The texts stand in one file per subject and language, `<subject>_<language>.py`, each with a dict `TEXTS`; a
language is added by files beside these, and what it lacks is said in English. A text names its fields in
braces; a stretch in ⟨…⟩ is left out if one of its fields is missing, None, or a list or mapping without items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from string import Formatter
from typing import TYPE_CHECKING, Any

from jacli.errors import SystemReason
from jacli.graph.shapes import shape_text
from jacli.render.widths import visible

if TYPE_CHECKING:
    from jacli.analysis.records import Note
    from jacli.errors import JacliError, Place

# Those that most runs need come first.
SUBJECTS = (
    "layout",
    "cli",
    "core",
    "accumulation",
    "limits",
    "language",
    "pasted",
    "characters",
    "values",
    "files",
    "check",
    "explain",
    "pictures",
    "kinks",
    "emit",
    "graph",
    "backward",
)
# Characters of an expression in a message; of a longer one the inner operands are "…".
LONGEST_EXPRESSION = 120
# Characters of a text that was given, such as a name or a path; of a longer one the middle is "…".
LONGEST_TEXT = 400
# Items of a list in a message.
MOST_ITEMS = 40
# Values that are words.
WORDS = frozenset({"undefined", "unknown"})
_OPTIONAL = re.compile("⟨([^⟨⟩]*)⟩")


@cache
def catalogue(lang: str = "en") -> Mapping[str, str]:
    """Every text of a language, by code."""
    return {code: template for subject in SUBJECTS for code, template in _texts(subject, lang).items()}


@cache
def _texts(subject: str, lang: str) -> Mapping[str, str]:
    """The texts of one subject; most runs need few of them."""
    module = f"{__name__}.{subject}_{lang}"
    texts: Mapping[str, str] = import_module(module).TEXTS if find_spec(module) is not None else {}
    return texts


def _templates(code: str, lang: str) -> Iterator[str]:
    """The template of a code in the language, then in English; none for a code without a text."""
    for spoken in dict.fromkeys((lang, "en")):
        for subject in SUBJECTS:
            texts = _texts(subject, spoken)
            if code in texts:
                yield texts[code]
                break


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return [lang for lang in ("en", "zh") if find_spec(f"{__name__}.core_{lang}") is not None]


def text(code: str, fields: Mapping[str, Any], lang: str = "en") -> str:
    """The message of a code as one line; a code without a text, or fields that do not fit it, are shown bare."""
    shown = {name: _shown(value, lang) for name, value in fields.items()}
    told = {name: shown[name] for name, value in fields.items() if not _is_nothing(value)}
    for template in _templates(code, lang):
        try:
            return visible(_OPTIONAL.sub(lambda found: _stretch(found[1], told), template).format_map(shown))
        except (KeyError, IndexError, ValueError, AttributeError):
            continue
    listed = ", ".join(f"{name}={value}" for name, value in shown.items())
    return visible(f"{code}: {listed}" if listed else code)


def framed(code: str, lang: str = "en", **texts: str) -> str:
    """A text whose fields are sentences that are made already: they are put in as they are, however long."""
    return next(_templates(code, lang)).format_map(texts)


def error_text(error: JacliError, lang: str = "en") -> str:
    """An error as one line: where, what, what to do."""
    message = text(error.code, error.fields, lang)
    return labelled(place_text(error.place, lang), message, lang) if error.place else message


def note_text(note: Note, lang: str = "en") -> str:
    """A note as one line, without the entry and place that it concerns."""
    return text(note.code if any(_templates(note.code, lang)) else note.kind, note.fields, lang)


def labelled(label: str, message: str, lang: str = "en") -> str:
    """`label: message`, with the colon of the language."""
    return framed("labelled", lang, label=label, text=message)


def place_text(place: Place, lang: str = "en") -> str:
    """`expression 1, line 2, column 5`; the line only where there are several."""
    several = "\n" in place.text.rstrip()
    where = {"name": source_name(place.name, lang), "line": place.line, "column": place.column}
    return text("place-line" if several else "place", where, lang)


def source_name(name: str, lang: str = "en") -> str:
    """What a text is called that is no file: `expression 1`, `standard input`, `built-in example`, `formulas`."""
    word, _, number = name.partition(" ")
    if word == "expression" and (not number or number.isdecimal()):
        return text("from-expression", {"number": number or None}, lang)
    code = f"from-{name.replace(' ', '-')}"
    return text(code, {}, lang) if any(_templates(code, lang)) else name


def _stretch(stretch: str, fields: Mapping[str, Any]) -> str:
    names = {name for _, name, _, _ in Formatter().parse(stretch) if name}
    return stretch if names <= fields.keys() else ""


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, (Mapping, list)) and not value)


def _shown(value: Any, lang: str) -> Any:
    """A field as it is written in a sentence; integers stay so that a text may ask for `{limit:,}`."""
    if isinstance(value, int) and abs(value) < 10**1000:
        return value
    return field_text(value, lang)


def field_text(value: Any, lang: str = "en") -> str:
    """A field of any type as text: integers in a tuple are a shape, numbers are as jacli writes them."""
    if isinstance(value, str):
        return visible(shortened(value))
    if isinstance(value, SystemReason):
        return visible(_system_text(value, lang))
    if isinstance(value, Mapping):
        items = (f"{name} = {_value_text(item, lang)}" for name, item in value.items())
        return ("，" if lang == "zh" else ", ").join(items)
    if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
        return shortened(shape_text(value))
    if isinstance(value, (tuple, list, set, frozenset)):
        return ("、" if lang == "zh" else ", ").join(field_text(item, lang) for item in _few(list(value)))
    if isinstance(value, bool) or value is None:
        return str(value)
    return visible(shortened(_written(value, lang)))


def _system_text(reason: SystemReason, lang: str) -> str:
    """Why the operating system refused: in the language if it has a text, else in the system's own words."""
    from errno import errorcode

    return _texts("system", lang).get(errorcode.get(reason.number or 0, ""), reason.words)


def shortened(text: str) -> str:
    """The text, or beginning and end of one that would hide the sentence it stands in."""
    half = LONGEST_TEXT // 2
    return text if len(text) <= LONGEST_TEXT else f"{text[:half]}…{text[-half:]}"


def _few(items: list[Any]) -> list[Any]:
    """The items, or the first and last of very many."""
    return items if len(items) <= MOST_ITEMS else [*items[: MOST_ITEMS // 2], "…", items[-1]]


def _value_text(value: Any, lang: str) -> str:
    return text(value, {}, lang) if isinstance(value, str) and value in WORDS else field_text(value, lang)


def _written(value: Any, lang: str) -> str:
    """A number, entry or formula by the printers of `emit`; anything else by its own str."""
    from jacli.analysis.records import Entry, Expression
    from jacli.render.entries import Cells, number_of

    if isinstance(value, Entry):
        return Cells(ascii=True, lang=lang).short(value)
    if isinstance(value, Expression):
        from jacli.emit.text import short_text

        return short_text(value.graph, value.node, LONGEST_EXPRESSION)
    return number_of(value) or str(value)
