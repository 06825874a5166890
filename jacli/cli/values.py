"""Values of options out of what was typed, as callbacks of click; each raises UsageError."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import click

from jacli.errors import UsageError

# Seconds; more than three years, and no more than the system's timers take.
LONGEST = 1e8
# What a number of bytes may end in.
UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_BYTES = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,3})?)([kmgt]?)(?:i?b)?", re.ASCII | re.IGNORECASE)


def spelling(context: click.Context, parameter: click.Parameter) -> str:
    """What the value was given by: the option, or the variable of the environment."""
    of_environment = context.get_parameter_source(parameter.name or "") is click.core.ParameterSource.ENVIRONMENT
    return str(parameter.envvar) if of_environment else parameter.opts[-1]


def whole(context: click.Context, parameter: click.Parameter, typed: str | None) -> int | None:
    """A whole number above 0."""
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19 and int(typed)):
        raise UsageError("option-whole-number", option=spelling(context, parameter), value=typed)
    return int(typed)


def seconds(context: click.Context, parameter: click.Parameter, typed: str | None) -> float | None:
    """A time, in seconds."""
    if typed is None:
        return None
    try:
        found = float(typed)
    except ValueError:
        found = 0.0
    if not 0 < found < LONGEST:
        raise UsageError("option-seconds", option=spelling(context, parameter), value=typed)
    return found


def one_of(names: Sequence[str]) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """A callback that takes one of these names."""

    def chosen(context: click.Context, parameter: click.Parameter, typed: str | None) -> str | None:
        if typed is None or typed in names:
            return typed
        from jacli.language.suggestions import suggested

        raise UsageError(
            "option-choice",
            option=spelling(context, parameter),
            value=typed,
            names=tuple(names),
            **suggested(typed, names),
        )

    return chosen


def byte_count(context: click.Context, parameter: click.Parameter, typed: str | None) -> int | None:
    """A number of bytes: 512M, 1.5g, 65536."""
    if typed is None:
        return None
    parts = _BYTES.fullmatch(typed)
    count = int(float(parts[1]) * UNITS[parts[2].lower()]) if parts else 0
    if not count:
        raise UsageError("option-bytes", option=spelling(context, parameter), value=typed)
    return count


def memory(context: click.Context, parameter: click.Parameter, typed: str | None) -> int | None:
    """A number of bytes that Python itself fits in."""
    from jacli.domains.memory import LEAST_BYTES

    count = byte_count(context, parameter, typed)
    if count is not None and count < LEAST_BYTES:
        least = in_bytes(LEAST_BYTES)
        raise UsageError("option-memory", option=spelling(context, parameter), value=typed, least=least)
    return count


def in_bytes(count: int) -> str:
    """A number of bytes in the largest unit that divides it: 4M."""
    unit = next(unit for unit in reversed(UNITS) if count % UNITS[unit] == 0)
    return f"{count // UNITS[unit]}{unit.upper().replace('K', 'k')}"
