"""The limits as options and as variables of the environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from jacli.cli.values import byte_count, in_bytes, memory, seconds, whole
from jacli.graph.limits import Limits

Command = Callable[..., Any]


@dataclass(frozen=True, eq=False, slots=True)
class Setting:
    """How a limit is set: the option, the sign for its value, and what the value is."""

    option: str
    metavar: str
    what: str

    @property
    def variable(self) -> str:
        """The variable of the environment that sets the limit where the option is not given."""
        return "JACLI_" + self.option.removeprefix("--").upper().replace("-", "_")


# How each limit is set, by the name of its field.
SETTABLE = {
    "seconds": Setting("--timeout", "S", "Seconds until jacli gives up"),
    "memory_bytes": Setting("--max-memory", "M", "Memory: 512M, 2G"),
    "source_bytes": Setting("--max-source", "M", "Program text and files: 100k, 16M"),
    "nesting": Setting("--max-nesting", "N", "Brackets and signs inside one another"),
    "outputs": Setting("--max-outputs", "N", "Outputs that are typed"),
    "nodes": Setting("--max-nodes", "N", "Operations of a program"),
    "elements": Setting("--max-elements", "N", "Elements of an array"),
    "entries": Setting("--max-entries", "N", "Entries of a matrix printed in full"),
    "digits": Setting("--max-digits", "N", "Digits of an exact number"),
    "precision_bits": Setting("--max-precision", "N", "Bits to compute a number with"),
    "formula_size": Setting("--max-formula-size", "N", "Terms of one formula"),
    "formula_depth": Setting("--max-formula-depth", "N", "Functions inside one another in a formula"),
    "formula_total": Setting("--max-formula-total", "N", "Terms of all formulas"),
}

_READERS = {"seconds": seconds, "memory_bytes": memory, "source_bytes": byte_count}


def default_text(field: str) -> str:
    """What holds unless a limit is set."""
    if field == "memory_bytes":
        return "3/4 of the machine's"
    default = getattr(Limits(), field)
    return in_bytes(default) if field == "source_bytes" else f"{default:,g}" if field == "seconds" else f"{default:,}"


def parameter_of(field: str) -> str:
    """The name under which click hands over a limit: `--digits` is another option than `--max-digits`."""
    return f"limit_{field}"


def limit_option(field: str) -> Callable[[Command], Command]:
    """The option that sets the limit."""
    setting = SETTABLE[field]
    return click.option(
        setting.option,
        parameter_of(field),
        callback=_READERS.get(field, whole),
        metavar=setting.metavar,
        envvar=setting.variable,
        help=f"{setting.what} ({default_text(field)}).",
    )
