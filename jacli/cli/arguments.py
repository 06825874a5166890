"""Which arguments are options, decided before click sees them.

click reads `-sqrt(x)` as a cluster of short options, and takes `--w` in `--at --w 1` for a value. Here an
argument is a short option only if it is exactly one of SHORT; any other argument that starts with a single
`-` is an expression or a value. What is handed to click leaves it nothing to decide: the operation, long
options with their values attached, `--`, then the expressions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jacli.errors import UsageError

SHORT: Mapping[str, str] = {"-q": "--quiet", "-f": "--file", "-h": "--help"}
# Options that mean the same before any operation, or without one.
ANYWHERE = frozenset({"--help", "--version", "--debug", "--lang"})


@dataclass(frozen=True, eq=False, slots=True)
class Vocabulary:
    """What can be typed: the options (by long name) that each operation has, and those that take a value."""

    operations: Mapping[str, frozenset[str]]
    valued: frozenset[str]

    @property
    def options(self) -> frozenset[str]:
        """Every option of any operation."""
        return ANYWHERE.union(*self.operations.values())


@dataclass(slots=True)
class _Split:
    """The arguments told apart, in the order in which they were typed."""

    options: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def normalised(arguments: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Return the arguments in the one form that click cannot misread.

    Raises UsageError: an unknown option or operation, a value that is missing or looks like an option.
    """
    split = _split(arguments, vocabulary)
    if "--version" in split.options:
        return ["--version"]
    if not split.words:
        _check(split.options, "", vocabulary)
        return ["--help"] if "--help" in split.options else []
    operation, *expressions = split.words
    if operation not in vocabulary.operations:
        raise UsageError(
            "operation-unknown",
            name=operation,
            **_suggestion(operation, vocabulary.operations),
            operations=tuple(vocabulary.operations),
        )
    _check(split.options, operation, vocabulary)
    return [operation, *split.options, "--", *expressions]


def _split(arguments: Sequence[str], vocabulary: Vocabulary) -> _Split:
    split = _Split()
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--":
            split.words += remaining
        elif argument in SHORT or argument.startswith("--"):
            split.options.append(_option(argument, remaining, vocabulary))
        else:
            split.words.append(argument)
    return split


def _option(argument: str, remaining: Iterator[str], vocabulary: Vocabulary) -> str:
    """Take an option, and its value out of the remaining arguments if it has one: `--at=1,2`."""
    typed, attached, value = argument.partition("=")
    name = SHORT.get(typed, typed)
    if name in vocabulary.valued and not attached:
        value = next(remaining, "--")
        if value == "--" or value in SHORT:
            raise UsageError("option-needs-value", option=typed)
        attached = "="
    if value.startswith("--"):
        raise UsageError("value-like-option", option=typed, value=value)
    return f"{name}{attached}{value}"


def _check(typed: Collection[str], operation: str, vocabulary: Vocabulary) -> None:
    """Refuse options that nobody has, those that the operation does not have, and values of those that take none.

    "" is no operation.
    """
    named = {option.partition("=")[0] for option in typed}
    for name in sorted(named - vocabulary.options):
        known = vocabulary.operations.get(operation, vocabulary.options)
        raise UsageError("option-unknown", option=name, **_suggestion(name, known))
    for name in sorted(named - ANYWHERE - vocabulary.operations.get(operation, frozenset())):
        having = tuple(other for other, options in vocabulary.operations.items() if name in options)
        code = "option-elsewhere" if operation else "operation-missing"
        raise UsageError(code, option=name, operation=operation, operations=having)
    for name in sorted(named.difference(vocabulary.valued, typed)):
        raise UsageError("option-takes-no-value", option=name)


def _suggestion(name: str, known: Collection[str]) -> dict[str, Any]:
    from jacli.language.suggestions import suggested

    return suggested(name, known)
