"""The arguments of one call as typed, and how functions that are no plain rows take theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jacli.errors import LanguageError
from jacli.language.application import Application, integral, parameters
from jacli.language.frames import FIRST_GROUP, INFINITY, Call


@dataclass(frozen=True, eq=False, slots=True)
class Arguments:
    """The arguments of one call as typed: nodes; negative ones are None, infinity or groups."""

    call: Call
    positional: Sequence[int]
    keywords: Mapping[str, int] = field(default_factory=dict)
    groups: Sequence[Sequence[int]] = ()


Special = Callable[[Application, Arguments], int]


def chosen_arguments(application: Application, arguments: Arguments, signature: str) -> dict[str, object]:
    """Arguments by name for a signature that is no row's; constants as Python values."""
    chosen = application.arranged(arguments.call.name, parameters(signature), arguments.positional, arguments.keywords)
    found: dict[str, object] = {}
    for parameter in parameters(signature):
        value = chosen[parameter.name]
        if not parameter.static:
            found[parameter.name] = application.operand(arguments.call.name, value)
        elif parameter.many:
            found[parameter.name] = tuple(application.static(arguments.call.name, parameter.name, k) for k in value)
        elif isinstance(value, int) and value != INFINITY:
            found[parameter.name] = application.static(arguments.call.name, parameter.name, value)
        else:
            found[parameter.name] = value if value == INFINITY else integral(parameter.default)
    return found


def sequence_arguments(application: Application, arguments: Arguments) -> tuple[list[int], Mapping[str, int]]:
    """Operands typed one by one, or as one list that an axis may follow; and the keywords."""
    positional, keywords = list(arguments.positional), arguments.keywords
    if positional and positional[0] <= FIRST_GROUP:
        rest = positional[1:]
        positional = list(arguments.groups[FIRST_GROUP - positional[0]])
        if len(rest) == 1 and "axis" not in keywords:
            keywords = {**keywords, "axis": rest[0]}
        elif rest:
            raise LanguageError(
                "too-many-arguments", function=arguments.call.name, wanted=f"{arguments.call.name}([a, b], axis=0)"
            )
    for node in positional:
        application.operand(arguments.call.name, node)
    if not positional:
        raise LanguageError(
            "missing-argument", function=arguments.call.name, argument="x", wanted=f"{arguments.call.name}([a, b])"
        )
    return positional, keywords
