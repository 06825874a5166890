"""How an answer is to be written: what the reader's terminal, pipe or file can carry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """Wishes and abilities of the place that the text goes to.

    `width` is in terminal columns, None means as wide as needed (pipes and files). `ascii` asks for plain
    ASCII because the encoding carries no more. `exact` prints exact numbers where one number is printed.
    """

    width: int | None = None
    colour: bool = False
    ascii: bool = False
    exact: bool = False
    terminal: bool = False
    lang: str = "en"

    @property
    def unicode(self) -> bool:
        """Whether signs outside ASCII may be printed."""
        return not self.ascii
