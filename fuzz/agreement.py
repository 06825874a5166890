"""Numbers of one case, asked for in several ways, agree: forward, reverse and accumulated; floats and exact."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from fuzz.cases import Case
from fuzz.target import Finding, ran
from jacli.cli.commands import vocabulary
from jacli.errors import ExitCode

# Relative to the sum of the absolute values of what is summed.
NEAR = 1e-9
# What is differentiated, and where; all other options say how a result looks, or ask for another one.
KEPT = frozenset({"--at", "--vars", "--wrt", "--of", "--shape"})
UNCLEAR = frozenset({"--", "-h", "--help", "--debug", "--version", "-f", "--file"})
ASKED = frozenset({"jacobian", "vjp", "grad", "show"})


def compare(case: Case) -> None:
    """Compare the gradient with the sum of the rows of J, and floats with correctly rounded numbers. Raises Finding."""
    described = description(case.arguments)
    if not case.arguments or case.arguments[0] not in ASKED or described is None:
        return
    rows = answer(case, "jacobian", described)
    total = answer(case, "grad", described)
    if rows is None or total is None:
        return
    columns = list(zip(*rows, strict=True)) if rows else []
    for name, column, found in zip(range(len(total)), columns, total, strict=False):
        if not near(sum(column), found, sum(map(abs, column))):
            raise Finding("forward and reverse differ", f"column {name}: {column} sums to {sum(column)}, not {found}")


def description(arguments: tuple[str, ...]) -> list[str] | None:
    """The arguments that say what is differentiated and where, without the operation; None if that is not clear."""
    found: list[str] = []
    remaining = iter(arguments[1:])
    for argument in remaining:
        name, attached, _ = argument.partition("=")
        if name in UNCLEAR:
            return None
        words = [argument]
        if name in vocabulary().valued and not attached:
            words.append(next(remaining, ""))
        if name in KEPT or not (name.startswith("--") or name == "-q"):
            found += words
    return found


def answer(case: Case, operation: str, described: list[str]) -> Any:
    """The numbers of an operation, if it has all of them and nothing to say about them."""
    arguments = (operation, *described, "--format=json")
    outcome = ran(Case(arguments, case.files, case.stdin))
    if outcome.code != ExitCode.OK:
        return None
    document = json.loads(outcome.out)
    numbers = document["result"]["value"]
    if document["notes"] or numbers is None:
        return None
    for number in numbers if operation == "grad" else [n for row in numbers for n in row]:
        if not isinstance(number, (int, float)) or not isfinite(number):
            return None
    return numbers


def near(one: float, other: float, size: float) -> bool:
    """Whether two numbers are the same up to rounding; sizes beyond a double are not judged."""
    return not isfinite(size) or abs(one - other) <= NEAR * max(size, 1e-300)
