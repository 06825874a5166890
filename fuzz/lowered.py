"""The limits that cases run under, so low that what reaches one costs little; and a short way past click's parser.

click takes as long as the work itself. Where the arguments leave nothing for it to complain about, the operation is
called as it would call it; everything else, and one case in FULL anyway, goes the whole way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from functools import cache, partial
from typing import Any

import click

from jacli.cli.arguments import normalised
from jacli.cli.commands import jacli, perform, vocabulary
from jacli.cli.limits import SETTABLE
from jacli.cli.options import EXCLUSIVE, FormatOption, Options
from jacli.errors import JacliError
from jacli.graph.limits import Limits

LIMITS = Limits(
    source_bytes=30_000,
    nesting=300,
    outputs=300,
    nodes=3000,
    elements=5000,
    entries=2000,
    digits=1000,
    precision_bits=3000,
    formula_size=60,
    formula_total=3000,
    seconds=1.0,
)
_SETTINGS = tuple(
    f"{SETTABLE[name].option}={value}"
    for name, value in asdict(LIMITS).items()
    if value is not None and value != getattr(Limits(), name)
)
FULL = 8
_FIELDS = frozenset(field.name for field in fields(Options))


def limited(arguments: Sequence[str]) -> list[str]:
    """The arguments with the lowered limits, which come last and so count."""
    operation = next((word for word in arguments if word in vocabulary().operations), None)
    known = vocabulary().operations.get(operation or "", frozenset())
    added = [setting for setting in _SETTINGS if setting.partition("=")[0] in known]
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    return [*arguments[:end], *added, *arguments[end:]]


def performing(arguments: Sequence[str], *, whole: bool) -> Callable[[], int | None]:
    """What does the work of a command line; `whole` is the way that every command line of a user goes."""
    found = None if whole else _called(arguments)
    return found or partial(perform, limited(arguments))


def _called(arguments: Sequence[str]) -> Callable[[], int | None] | None:
    """The operation with its options, or None if click is needed."""
    try:
        words = normalised(arguments, vocabulary())
    except JacliError:
        return None
    command = jacli.commands.get(words[0]) if words else None
    function = getattr(command and command.callback, "__wrapped__", None)
    if command is None or function is None or command.name == "functions":
        return None
    end = words.index("--")
    given: dict[str, Any] = {"expressions": tuple(words[end + 1 :]), "limits": LIMITS}
    for word in words[1:end]:
        if not _take(word, _parameters(command.name or ""), given):
            return None
    if any({one, other} <= given.keys() for one, other in EXCLUSIVE):
        return None
    return partial(function, Options(**given))


def _take(word: str, parameters: dict[str, click.Option], given: dict[str, Any]) -> bool:
    """Put one option among what is given; whether click would have done the same."""
    spelling, attached, value = word.partition("=")
    option = parameters.get(spelling)
    if option is None or option.name not in _FIELDS or option.is_flag == bool(attached):
        return False
    if not option.is_flag and not isinstance(option.type, click.types.StringParamType):
        return False
    if isinstance(option, FormatOption) and value not in option.formats:
        return False
    assert option.name is not None
    if option.is_flag:
        given[option.name] = True
    elif option.multiple:
        given[option.name] = (*given.get(option.name, ()), value)
    elif option.callback is None:
        given[option.name] = value
    else:
        try:
            given[option.name] = option.callback(_NOWHERE, option, value)
        except JacliError:
            return False
    return True


_NOWHERE = click.Context(jacli)


@cache
def _parameters(operation: str) -> dict[str, click.Option]:
    options = (parameter for parameter in jacli.commands[operation].params if isinstance(parameter, click.Option))
    return {spelling: option for option in options for spelling in option.opts}
