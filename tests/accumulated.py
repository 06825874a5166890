"""What PyTorch leaves in `.grad` after each call of backward with `retain_graph=True`: numbers as data.

`peers/test_torch.py` asks PyTorch itself for them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A program, the same in Python over tensors named alike, its point, weights per call, and rounds.

    `after[k]` is `.grad` after call k+1, over all inputs in order.
    """

    program: str
    torch: str
    at: dict[str, list[float] | float]
    w: tuple[tuple[float, ...], ...]
    repeat: int
    after: tuple[tuple[float, ...], ...]


CASES = (
    Case("y = x**2", "x**2", {"x": 3.0}, (), 2, ((6,), (12,))),
    Case("y = x**2", "x**2", {"x": 3.0}, ((1,), (2,)), 1, ((6,), (18,))),
    Case("y = x**2", "x**2", {"x": [2.0, 3.0]}, ((1, 1),), 3, ((4, 6), (8, 12), (12, 18))),
    Case(
        "y = [x[0]*x[1], x[0] + x[1]]",
        "torch.stack([x[0]*x[1], x[0] + x[1]])",
        {"x": [2.0, 5.0]},
        ((1, 0), (0, 1)),
        2,
        ((5, 2), (6, 3), (11, 5), (12, 6)),
    ),
    # x is used three times in one call.
    Case("y = x*x*x", "x*x*x", {"x": 2.0}, (), 3, ((12,), (24,), (36,))),
    Case("y = x/4 - b*x", "x/4 - b*x", {"b": 0.5, "x": 2.0}, ((-4,),), 2, ((8, 1), (16, 2))),
)
