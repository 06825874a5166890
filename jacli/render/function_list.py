"""The functions of the language, as the table has them: how each is called and what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType

from jacli.errors import UnknownName
from jacli.graph.functions import CALLABLE, SECTIONS
from jacli.graph.operation import Operation
from jacli.render.messages import framed
from jacli.render.style import Style
from jacli.render.titles import to_ascii
from jacli.render.widths import BREAKS, PROSE, display_width, fold, pad

RESERVED = frozenset({"and", "or", "not"})


def function_list(names: Sequence[str] = (), style: Style = Style()) -> Iterator[str]:
    """The named functions, or all by section, one per line. Raises UnknownName."""
    wanted = [_row(name) for name in names]
    return _lines(wanted, style)


def sections() -> Iterator[tuple[str, list[Operation]]]:
    """What a program can call, by section; a row that is spelt as an operator comes too."""
    callable_rows = set(CALLABLE.values())
    for heading, rows in SECTIONS.items():
        shown = [row for row in rows if row in callable_rows or row.symbol]
        if shown:
            yield heading, shown


def call(row: Operation) -> str:
    """How a function is called: `norm(x, axis=None)`; operators are spelt: `x + y`."""
    arguments = [part.strip().lstrip("#") for part in row.signature.replace(";", ",").split(",")]
    arguments = [argument for argument in arguments if argument]
    if not row.symbol:
        return f"{row.name}({', '.join(arguments)})"
    return f"{arguments[0]} {row.symbol} {arguments[1]}" if len(arguments) == 2 else _prefixed(row, arguments[0])


def _prefixed(row: Operation, argument: str) -> str:
    return f"{row.symbol} {argument}" if row.symbol.isalpha() else f"{row.symbol}{argument}"


def meaning(row: Operation, lang: str = "en") -> str:
    """What a function is, and its other names."""
    own = (row.name,) if row.symbol and row.name not in RESERVED else ()
    others = [f"{name}()" for name in (*own, *row.aliases)]
    doc = row.doc if lang == "en" else _chinese().DOCS[row.name]
    listed = ("、" if lang == "zh" else ", ").join(others)
    return framed("also-called", lang, meaning=doc, names=listed) if others else doc


def title(heading: str, lang: str = "en") -> str:
    """What a section is called."""
    return heading if lang == "en" else _chinese().SECTIONS[heading]


def _chinese() -> ModuleType:
    from jacli.render.messages import functions_zh

    return functions_zh


def _row(name: str) -> Operation:
    from jacli.language.suggestions import suggested

    bare = name.removesuffix("()")
    by_symbol = {row.symbol: row for rows in SECTIONS.values() for row in rows if row.symbol}
    found = CALLABLE.get(bare) or by_symbol.get(bare)
    if found is None:
        raise UnknownName("function-unknown", name=name, **suggested(bare, CALLABLE))
    return found


def _lines(wanted: Sequence[Operation], style: Style) -> Iterator[str]:
    if wanted:
        yield from _section(wanted, style)
        return
    for number, (heading, rows) in enumerate(sections()):
        shown = title(heading, style.lang)
        yield f"\n{shown}\n" if number else f"{shown}\n"
        yield from _section(rows, style)


def _section(rows: Sequence[Operation], style: Style) -> Iterator[str]:
    column = max(display_width(call(row)) for row in rows) + 2
    room = max((style.width or 10**6) - column - 2, 20)
    for row in rows:
        meant = meaning(row, style.lang)
        pieces = fold(to_ascii(meant) if style.ascii else meant, room, BREAKS if style.lang == "en" else PROSE)
        yield f"  {pad(call(row), column)}{pieces[0]}\n"
        yield from (f"  {' ' * column}{piece}\n" for piece in pieces[1:])
