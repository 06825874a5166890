"""Losses and layers of torch without parameters, in its words: `F.mse_loss(y, t)`, `nn.MSELoss()(y, t)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jacli.language.patterns import BLANK, NAME, Pattern

if TYPE_CHECKING:
    import re

    from jacli.language.frames import Call, Frame
    from jacli.language.reading import Reading

_B = rf"[{BLANK}\n\r]*"
_REDUCTION = rf"reduction{_B}={_B}(?P<quote>['\"])(?P<reduction>mean|sum|none)(?P=quote)"
# What makes a loss or layer, behind its parenthesis; and the parenthesis of the call of what was made.
_MADE = Pattern(rf"{_B}(?:{_REDUCTION})?{_B},?{_B}\){_B}\(")
NAMED = Pattern(
    rf"(?P<name>{NAME}){_B}={_B}(?:{NAME}\.)*(?P<layer>{NAME}){_B}\({_B}(?:{_REDUCTION})?{_B},?{_B}\){_B}\Z"
)
_VALUE = Pattern(rf"{_B}(?P<quote>['\"])(?P<reduction>mean|sum|none)(?P=quote){_B}(?:,|(?=\)))")
# Classes of torch.nn whose instances are functions that are known, and those functions.
LAYERS = {
    "MSELoss": "mse_loss", "L1Loss": "l1_loss", "ReLU": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh",
    "Softplus": "softplus", "GELU": "gelu", "SiLU": "silu", "ELU": "elu", "LeakyReLU": "leaky_relu",
}  # fmt: skip


def reduced(reading: Reading, call: Call, node: int, opened: int) -> int:
    """The loss as one number, unless its call at `opened` says otherwise."""
    chosen = call.reduction if reading.is_plain else reading.session.reductions.get(opened, call.reduction)
    return node if chosen == "none" else reading.application.apply(chosen, [node])


def reduction(reading: Reading, frame: Frame, start: int, position: int) -> int:
    """Read the text behind `reduction=`; returns where to go on."""
    typed = _VALUE.match(reading.text, position, frame.stop)
    if typed is None:
        raise reading.error("loss-reduction", start, position)
    reading.session.reductions[frame.brackets[-1][1]] = typed["reduction"]
    return typed.end()


def made(reading: Reading, layer: str, end: int, stop: int) -> re.Match[str] | None:
    """What stands behind `nn.MSELoss(`, if an instance is made that is called at once: its call ends the match."""
    return _MADE.match(reading.text, end, stop) if layer in LAYERS else None
