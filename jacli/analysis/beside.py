"""One-sided derivatives where a branch that starts at the point has no value at it: by limits of difference quotients.

The forward sweeps of `kinks` ask such a branch for its value at the point itself, so that they know nothing of
where(x != 0, sin(x)/x, 1) at 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING

from jacli.analysis.model import Model
from jacli.analysis.numbers import Numbers
from jacli.analysis.records import Entry, Request
from jacli.domains.grafts import GRAFT
from jacli.graph.terms import Term

if TYPE_CHECKING:
    from jacli.analysis.singular import Sides
    from jacli.analysis.tendency import Tendency

Pair = tuple[Entry, Entry]
# A side on which there are no values.
ABSENT = Entry(value=float("nan"))


class Beside:
    """The program beside the point; limits are sought only where the sweeps found a side that is undefined."""

    def __init__(self, model: Model, found: Numbers, request: Request) -> None:
        self.model = model
        self.found = found
        self.request = request
        self._sought: tuple[Sides | None] | None = None

    def completed(self, sides: Pair, seeds: Mapping[int, Term], column: int) -> Pair:
        """The left and the right derivative of a weighted sum of outputs, with limits for what is undefined.

        ABSENT where there are no values on that side.
        """
        if not any(map(_is_undefined, sides)):
            return sides
        if self._sought is None:
            self._sought = (self._sides(),)
        found = self._sought[0].beside(seeds, column) if self._sought[0] is not None else None
        if found is None:
            return sides
        left, right = (self._known(*side) for side in zip(sides, found, strict=True))
        return left, right

    def _known(self, swept: Entry, side: Tendency) -> Entry:
        from jacli.analysis.tendency import entry_towards

        if not _is_undefined(swept):
            return swept
        return ABSENT if side.kind == "absent" else entry_towards(side, self.request) or swept

    def _sides(self) -> Sides | None:
        """What finds limits; None for a program that has some in it already, or is large."""
        from jacli.analysis.singular import sides_of

        model = self.model
        grafted = any(model.graph.operations[node] is GRAFT for node in model.primal)
        return None if grafted else sides_of(model, self.found, self.request)


def _is_undefined(entry: Entry) -> bool:
    return entry.value is not None and isnan(entry.value)
