"""What each convention answers at kinks, as `check --kink compare` shows it in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from jacli.render.entries import Cells
from jacli.render.json import json_number
from jacli.render.messages import field_text
from jacli.render.sections import Line, Section, Texts
from jacli.render.titles import Title

if TYPE_CHECKING:
    from jacli.analysis.conventions import ComparedKink
    from jacli.analysis.records import Entry

    Say = Callable[..., str]

# In the order of the columns; `left` and `right` are the one-sided derivatives too.
CONVENTIONS = ("left", "right", "torch", "jax", "zero", "error")
WEIGHTED = "wᵀJ"


def kink_sections(kinks: Sequence[ComparedKink], cells: Cells, say: Say) -> Iterator[Section]:
    """A table with a row per entry; a line where there is none."""
    if not kinks:
        yield Line("run", say("check-no-kinks"))
        return
    yield Title(say("check-kinks"), remark=say("check-kinks-remark"))
    refused = say("check-refused")
    headings = (say("heading-output"), say("heading-input"), say("heading-kink"), *CONVENTIONS)
    yield Texts(headings, [_row(kink, cells, refused) for kink in kinks], 3, records=True)


def _row(kink: ComparedKink, cells: Cells, refused: str) -> tuple[str, ...]:
    output = cells.name(kink.output) if kink.output is not None else WEIGHTED
    place = "" if kink.expression is None else field_text(kink.expression)
    numbers = (_answer(kink, name) for name in CONVENTIONS)
    shown = (refused if number is None else cells.short(number) for number in numbers)
    return (output, cells.name(kink.input), place, *shown)


def _answer(kink: ComparedKink, convention: str) -> Entry | None:
    """What a convention answers; None where it refuses to."""
    return kink.taken.get(convention)


def kink_document(kink: ComparedKink) -> dict[str, Any]:
    """An entry as JSON: `conventions` maps each to its number, null where it refuses to answer."""
    answers = {name: _answer(kink, name) for name in CONVENTIONS}
    return {
        "part": kink.part,
        "output": kink.output,
        "input": kink.input,
        "expression": None if kink.expression is None else field_text(kink.expression),
        "left": json_number(kink.left),
        "right": json_number(kink.right),
        "conventions": {name: None if e is None else json_number(e) for name, e in answers.items()},
    }


def kink_line(kink: ComparedKink, cells: Cells) -> str:
    """Output, input and the numbers in the order of the table, separated by single spaces."""
    numbers = (_answer(kink, name) for name in CONVENTIONS[:-1])
    shown = (cells.short(number) if number is not None else "" for number in numbers)
    return " ".join((kink.output or "w", kink.input, *shown)) + "\n"
