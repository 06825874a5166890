"""What a check found out: frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from jacli.analysis.comparison import TOLERANCE
from jacli.analysis.records import Answer, Entry

if TYPE_CHECKING:
    from jacli.analysis.claims import ClaimReport
    from jacli.analysis.conventions import ComparedKink

State = Literal["passed", "failed", "kink", "undefined", "infinite", "unchecked"]


@dataclass(frozen=True, eq=False, slots=True)
class CheckedEntry:
    """One entry and what became of it.

    `output` is None for wᵀJ. `errors` are relative errors by comparison; one that could not be made is absent.
    `digits` is how many digits of the float are right, None where there is no number to compare it with.
    `left` and `right` are the one-sided derivatives at a kink.
    """

    part: str
    output: str | None
    input: str
    entry: Entry
    state: State
    errors: Mapping[str, float]
    digits: int | None = None
    left: Entry | None = None
    right: Entry | None = None

    @property
    def error(self) -> float | None:
        """The largest relative error."""
        return max(self.errors.values(), default=None)

    @property
    def failed(self) -> tuple[str, ...]:
        """The comparisons that it did not pass."""
        return tuple(name for name, error in self.errors.items() if not error <= TOLERANCE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way of comparing: over how many entries, the largest relative error, and how many failed."""

    name: str
    entries: int
    error: float | None
    failed: int


@dataclass(frozen=True, eq=False, slots=True)
class CheckReport:
    """Everything that a check found out.

    `answer` is what was checked: its result is J, its second part wᵀJ if there are weights. `entries` are those
    that are not zero by structure, and of the `zeros` those that failed. `product_error` is how far
    ⟨w, Jv⟩ is from ⟨wᵀJ, v⟩ for random v and w. `kinks` is what each convention answers, if that was asked for.
    """

    answer: Answer
    entries: tuple[CheckedEntry, ...]
    zeros: int
    comparisons: tuple[Comparison, ...]
    product_error: float | None
    claim: ClaimReport | None = None
    kinks: tuple[ComparedKink, ...] | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing differs from what it was compared with."""
        own = all(entry.state != "failed" for entry in self.entries)
        product = self.product_error is None or self.product_error <= TOLERANCE
        return own and product and (self.claim is None or self.claim.passed)
