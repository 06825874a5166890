"""Items: the values of `--at`, `--w` and `--v`, with their names or bare, as they were given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from shlex import quote

from jacli.errors import Place, UndefinedResult, UsageError
from jacli.graph.limits import Limits
from jacli.language.data_files import named_values, read_data
from jacli.language.patterns import Pattern
from jacli.language.tokens import plain_name
from jacli.language.values import Value, listed, shortened, text_of_object, value_of_object, value_of_text

# Possessive repetitions (++ *+) give nothing back: without a = the match fails at once, whatever its length.
NAMED = Pattern(r"\s*+([^=<>!()\[\]{}]*+(?:\[[\d\s,]*+\])?)(?<![<>!=])=(?!=)", re.DOTALL)
# A blank or a semicolon where the next name begins: x=1 y=2. It is looked for at the beginning of a run of blanks only.
NEXT = re.compile(r"(?<!\s)(?:\s++;?+\s*+|;\s*+)(?=[^\W\d]\w*+\s*+=(?!=))")
COLON = re.compile(r"\s*+([^\W\d]\w*+)\s*+:(?!=)\s*+")


@dataclass(frozen=True, eq=False, slots=True)
class Item:
    """One value as given: with its name or bare, its text (for messages), its place, whether it is a file's array."""

    name: str | None
    value: Value
    text: str
    place: Place | None = None
    file: bool = False


# ── items of a text ───────────────────────────────────────────────────────────────────────────────────────


def items_of_text(text: str, option: str, limits: Limits) -> list[Item]:
    """The items of `--at`, `--w` or `--v`, files opened; `option` names the text in messages."""
    return [
        item
        for start, end in split_at_commas(text)
        for item in _items(Place(option, text, *_stripped(text, start, end)), limits)
    ]


def split_at_commas(text: str) -> list[tuple[int, int]]:
    """Where the stretches between commas outside brackets begin and end."""
    depth, start = 0, 0
    stretches: list[tuple[int, int]] = []
    for match in re.finditer(r"[\[\](){},]", text):
        mark = match.group()
        if mark == ",":
            if depth <= 0:
                stretches.append((start, match.start()))
                start = match.end()
        else:
            depth += 1 if mark in "[({" else -1
    return [*stretches, (start, len(text))]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    if not piece.strip():
        return start, end
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _items(place: Place, limits: Limits) -> Iterator[Item]:
    piece = place.text[place.start : place.end]
    match = NAMED.match(piece)
    with _placed(place, place.start):
        name = normal_name(match.group(1)) if match else None
    typed = piece[match.end() :].lstrip() if match else piece
    if name == "":
        raise UsageError("value-without-name", place, text=shortened(piece))
    if not typed.strip():
        raise UsageError("empty-value", place, **({"text": piece.strip()} if piece.strip() else {}))
    _check_signs(piece, place)
    if not typed.startswith("@"):
        with _placed(place, place.end - len(typed)):
            value = value_of_text(typed, place.name, limits)
        yield Item(name, value, shortened(typed), place)
        return
    yield from _items_of_file(name, typed, place, limits)


def _check_signs(piece: str, place: Place) -> None:
    """Refuse two values without a comma between them, and a name whose value follows a colon."""
    found = NEXT.search(piece)
    if found and piece.count("(", 0, found.start()) + piece.count("[", 0, found.start()) == (
        piece.count(")", 0, found.start()) + piece.count("]", 0, found.start())
    ):
        raise UsageError("comma-between-values", place, example=quote(NEXT.sub(",", shortened(piece))))
    if colon := COLON.match(piece):
        example = f"{colon[1]}={piece[colon.end() :].strip() or 1}"
        raise UsageError("colon-after-name", place, example=quote(shortened(example)))


@contextmanager
def _placed(place: Place, start: int) -> Iterator[None]:
    """Errors of the language told by their place in the option's whole text; `start` is where the piece begins."""
    try:
        yield
    except (UndefinedResult, UsageError) as error:
        inner = error.place
        if error.fields.get("name") == place.name:
            del error.fields["name"]
        error.place = Place(place.name, place.text, start + inner.start, start + inner.end) if inner else place
        raise


def _items_of_file(name: str | None, typed: str, place: Place, limits: Limits) -> Iterator[Item]:
    path = typed[1:].strip()
    if not path:
        raise UsageError("file-without-path", place)
    data = read_data(path, limits)
    by_name = named_values(data, path)
    if by_name is None:
        yield Item(name, value_of_object(data, typed, limits), typed, place, file=True)
    elif name is not None:
        raise UsageError("file-has-names", place, path=path, name=name, names=tuple(by_name))
    else:
        for key, entry in by_name.items():
            yield Item(normal_name(key), value_of_object(entry, f"{typed}: {key}", limits), typed, place)


def normal_name(text: str) -> str:
    """The name as the language knows it: x₁ is x1, x′ is x'. Raises LanguageError for what no name has."""
    bare = re.sub("[′’]", "'", text.strip())
    return plain_name(bare.rstrip("'")) + "'" * (len(bare) - len(bare.rstrip("'")))


# ── items of Python objects ───────────────────────────────────────────────────────────────────────────────


def items_of_object(given: object, name: str, limits: Limits) -> list[Item]:
    """Items out of a mapping by name, a text as on the command line, or a sequence of bare values."""
    if isinstance(given, str):
        return items_of_text(given, name, limits)
    if isinstance(given, Mapping):
        by_name = [(normal_name(str(key)), entry) for key, entry in given.items()]
        return [Item(key, value_of_object(entry, key, limits), text_of_object(entry)) for key, entry in by_name]
    whole = listed(given, name)
    entries = whole if isinstance(whole, (list, tuple)) else [whole]
    return [Item(None, value_of_object(entry, name, limits), text_of_object(entry)) for entry in entries]
