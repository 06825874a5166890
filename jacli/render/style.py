"""How an answer is to be written: what the reader's terminal, pipe or file can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Palette = Literal["standard", "256", "truecolor"]


@dataclass(frozen=True, eq=False, slots=True)
class Style:
    """Wishes and abilities of the place that the text goes to.

    `width` is in terminal columns, None means as wide as needed (pipes and files). `ascii` asks for plain
    ASCII because the encoding carries no more. `exact` prints exact numbers where one number is printed.
    `heat` colours the entries of matrices by sign and size, as finely as the `palette` allows.
    """

    width: int | None = None
    colour: bool = False
    ascii: bool = False
    exact: bool = False
    terminal: bool = False
    lang: str = "en"
    heat: bool = False
    palette: Palette = "standard"

    @property
    def shows_heat(self) -> bool:
        """Whether entries of matrices are coloured by their numbers."""
        return self.heat and self.colour
