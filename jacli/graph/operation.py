"""What the table holds about one operation; the rows themselves stand in `functions`.

A row names its callables by dotted strings (`"math.sin"`), resolved by a domain when it first needs
them, so that reading the table imports nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Shape = tuple[int, ...]
# leaf: no arguments. constructor: an array made of numbers. pointwise: element by element; condition: so,
# with truth values. linear: in all arguments at once; bilinear: in each. reduction: over axes, not linear.
# matrix: with a pair of rules of its own. composite: known by its definition alone.
Kind = Literal[
    "leaf", "constructor", "pointwise", "condition", "linear", "bilinear", "reduction", "matrix", "composite"
]


@dataclass(frozen=True, eq=False, slots=True)
class Argument:
    """A partial that is the argument at `place` itself, as of a product: a sweep takes it without a call."""

    place: int

    def __call__(self, _f: Any, _y: Any, *x: Any) -> Any:
        return x[self.place]


@dataclass(frozen=True, eq=False, slots=True)
class Operation:
    """One row of the table of functions.

    `signature` lists the array arguments, then after `;` those that must be constants: `"x; axis=None"`;
    `*x` is any number of arguments. `partials`, `selects`, `pull` and `definition` are written over the
    algebra `f` of `graph.terms`: arguments and results are `Term`s, and `y` is the operation's result.
    """

    name: str
    kind: Kind
    signature: str = "x"
    doc: str = ""
    aliases: tuple[str, ...] = ()
    # Infix or prefix spelling, if that is how it is typed.
    symbol: str = ""
    commutative: bool = False
    # ∂y/∂xₖ per argument, `lambda f, y, *x`, or a number; None: no derivative along it. A variadic row has a
    # single one that returns a list, one partial per argument.
    partials: tuple[Callable[..., Any] | int | None, ...] = ()
    # The condition under which argument k is the one selected, per argument (variadic: a list). The partial is
    # then 1, or 0 wherever the argument is not selected.
    selects: tuple[Callable[..., Any] | None, ...] = ()
    # Cotangents of the arguments out of the result's u, per argument: `lambda f, u, y, *x`.
    pull: tuple[Callable[..., Any] | None, ...] = ()
    # Matrix rows only: tangent of the result, `lambda f, y, x, t` with tuples of arguments and tangents.
    push: Callable[..., Any] | None = None
    # The operation in terms of others, `lambda f, *x`; composites take the parameter as keyword too.
    definition: Callable[..., Any] | None = None
    # The parameter out of argument shapes and the constants typed; then the result's shape out of both.
    bind: Callable[..., Any] | None = None
    shape: Callable[..., Shape] | None = None
    # Intervals from which tests sample each argument; units are the argument's own.
    sample: tuple[tuple[float, float], ...] = ()
    # Expressions of the arguments whose zeros are where the row is not differentiable.
    kink: Callable[..., Any] | None = None
    # The directional derivative there, `lambda f, y, x, t`: t are the arguments' directional derivatives. A
    # condition gives what it becomes one step along.
    sided: Callable[..., Any] | None = None
    # The value one step along, for rows that jump at their kinks: it turns on the signs of t. Then `sided` is the
    # slope from there on, and its y that value.
    beyond: Callable[..., Any] | None = None
    # The callable per domain; empty: evaluated by the definition.
    plain: str = ""
    batch: str = ""
    exact: str = ""
    formula: str = ""
    precise: str = ""
    lower: str = ""
    # What PyTorch's own graph calls the step.
    torch: str = ""

    def __repr__(self) -> str:
        return f"<{self.name}>"
