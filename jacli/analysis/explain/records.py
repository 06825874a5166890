"""What an explanation holds: one frozen record per section, numbers as entries and formulas as nodes; no text.

A label is how a step is called: the name that it is assigned to, else `#3`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jacli.analysis.records import Answer, Entry
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape

# leaf: an input that is differentiated by. given: an input that is not, or what is made of such inputs alone.
# constant: made of numbers alone. step: an operation that a gradient passes through.
StepKind = Literal["leaf", "given", "constant", "step"]
# How the weights came about: typed, all ones for lack of any, or the 1 of an output that is a single number.
WeightKind = Literal["given", "ones", "scalar"]


@dataclass(frozen=True, eq=False, slots=True)
class Explanation:
    """A program explained: `answer` holds value, J, wᵀJ and gradient; `sections` maps names to records, in order.

    A section that has nothing to say about this program is None.
    """

    answer: Answer
    weight_kind: WeightKind
    sections: Mapping[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Definition:
    """What a step does: its operation, whose arguments are written by their labels."""

    graph: Graph
    node: int
    labels: Mapping[int, str]


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One line of the program's table.

    `names` are all names that stand for it. `grad_fn` is PyTorch's name of the step: None where there is no
    gradient to pass on, empty for a function that PyTorch lacks. `values` are flat, row-major; None without a point.
    """

    label: str
    names: tuple[str, ...]
    kind: StepKind
    definition: Definition
    grad_fn: str | None
    shape: Shape
    values: tuple[Entry, ...] | None


@dataclass(frozen=True, eq=False, slots=True)
class Steps:
    """The program as it was typed: inputs first, then one step per operation, arguments before results.

    `unused` are inputs that are differentiated by, and `dead` assigned names, that no output depends on.
    """

    steps: tuple[Step, ...]
    unused: tuple[str, ...]
    dead: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """The Jacobian by rows: row i is ∇yᵢ, (column, entry) ascending; entries that are 0 by structure are absent."""

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    rows: tuple[tuple[tuple[int, Entry], ...], ...]


@dataclass(frozen=True, slots=True)
class Summand:
    """One term w·∂y/∂x of an entry of wᵀJ; `output` is the row."""

    output: int
    weight: Entry
    entry: Entry


@dataclass(frozen=True, eq=False, slots=True)
class Total:
    """One entry of wᵀJ: column `input`, its value, and the terms that it is the sum of, by ascending output.

    Terms that are 0 by structure are absent.

    `adds_up`: every term is finite, so that the sum can be worked out from them.
    """

    input: int
    entry: Entry
    summands: tuple[Summand, ...]
    adds_up: bool


@dataclass(frozen=True, eq=False, slots=True)
class Weighted:
    """wᵀJ as the weighted sum of the rows of J: the rows, one weight per row, and each entry worked out."""

    rows: Rows
    weights: tuple[Entry, ...]
    weight_kind: WeightKind
    totals: tuple[Total, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Scalar:
    """The scalar m = Σ wᵢ·yᵢ, differentiated by itself.

    `outputs[i]` has weight `weights[i]` and value `values[i]` (None without a point); outputs of weight 0 are
    left out. `slopes[i]` is ∂m/∂yᵢ and `gradient[j]` ∂m/∂xⱼ, both found by differentiating m; `vjp` is wᵀJ.
    `agrees`: the gradient of m and wᵀJ are equal, entry by entry.
    """

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    weights: tuple[Entry, ...]
    values: tuple[Entry, ...] | None
    m: Entry
    slopes: tuple[Entry, ...]
    gradient: tuple[Entry, ...]
    vjp: tuple[Entry, ...]
    agrees: bool
    weight_kind: WeightKind


@dataclass(frozen=True, slots=True)
class Stretch:
    """The columns `start` to `stop` of wᵀJ that belong to one input, whose `.grad` has its shape."""

    input: str
    shape: Shape
    start: int
    stop: int


@dataclass(frozen=True, eq=False, slots=True)
class Conventions:
    """The names and shapes that conventions are about.

    `element` is the name of an array and the place of its last element; None where all are scalars.
    """

    outputs: Mapping[str, Shape]
    rows: int
    columns: int
    stretches: tuple[Stretch, ...]
    element: tuple[str, tuple[int, ...]] | None
    weight_kind: WeightKind
