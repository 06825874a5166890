"""What pasted code says besides what it computes: values of inputs, gradients that it asks for, lines left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jacli.language.frames import Definition

# backward() accumulates into .grad; the others give their answer by themselves.
Kind = Literal["backward", "grad", "jacobian"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A stretch of the text."""

    start: int
    end: int


@dataclass(frozen=True, eq=False, slots=True)
class Leaf:
    """A tensor that was made with requires_grad=True and waits for its name; `typed` is the call that made it."""

    node: int
    typed: Typed


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """One gradient, or Jacobian, that is asked for: of `node`, called `name` if it has one."""

    kind: Kind
    name: str | None
    node: int
    weights: int | None
    typed: Typed
    # The inputs to differentiate by; none: all.
    wrt: tuple[str, ...] = ()
    # Of whose `.grad` the calls before this one count no more.
    zeroed: frozenset[str] = frozenset()
    # How often the name had been assigned, and whether torch keeps the graph behind this call.
    made: int = 0
    retained: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Transformed:
    """`jax.grad(f)` or the like: what calling it asks for."""

    kind: Kind
    definition: Definition
    # Positions of the arguments to differentiate by.
    places: tuple[int, ...]


@dataclass(slots=True)
class Session:
    """Collected while one program is read.

    `history` says of a name how many of its tensors a later one replaces: their .grad is out of reach, so that they
    count as constants.
    """

    history: Mapping[str, int] = field(default_factory=dict)
    created: dict[str, int] = field(default_factory=dict)
    # How often each name was assigned.
    assigned: dict[str, int] = field(default_factory=dict)
    # Inputs with the node of their value; None: random.
    values: dict[str, int | None] = field(default_factory=dict)
    replaced: list[tuple[str, Typed]] = field(default_factory=list)
    leaf: Leaf | None = None
    # Keywords of calls that make tensors, by the offset of the call: keyword, value, where.
    options: dict[int, dict[str, tuple[str, Typed]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    zeroed: frozenset[str] = frozenset()
    zeroings: list[Typed] = field(default_factory=list)
    skipped: list[Typed] = field(default_factory=list)
    # Whether what is computed has no gradient, as under `with torch.no_grad():`.
    stopped: bool = False
    torch: bool = False
    imported: set[str] = field(default_factory=set)
    # What the losses are reduced to, by the offset of their call: mean, sum, none.
    reductions: dict[int, str] = field(default_factory=dict)
    # Calls such as x.item(), which leave the graph.
    left: list[Typed] = field(default_factory=list)
    transformed: dict[str, Transformed] = field(default_factory=dict)
    # `y, f_vjp = jax.vjp(f, x)`: what calling f_vjp asks for.
    pullbacks: dict[str, Asked] = field(default_factory=dict)

    def again(self) -> Session | None:
        """The session to read the program with once more, if tensors of one name replace each other."""
        history = {name: count - 1 for name, count in self.created.items() if count > 1}
        return Session(history=history) if history and not self.history else None
