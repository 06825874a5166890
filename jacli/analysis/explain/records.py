"""What an explanation holds: one frozen record per section, numbers as entries and formulas as nodes; no text.

A label is how a step is called: the name that it is assigned to, else `#3`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jacli.analysis.records import Answer, Entry, Expression
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape

# leaf: an input that is differentiated by. given: an input that is not, what is detached, and what is made of such
# alone.
# constant: made of numbers alone. step: an operation that a gradient passes through.
StepKind = Literal["leaf", "given", "constant", "step"]
# How the weights came about: typed, all ones for lack of any, or the 1 of an output that is a single number.
WeightKind = Literal["given", "ones", "scalar"]


@dataclass(frozen=True, eq=False, slots=True)
class Explanation:
    """A program explained: `answer` holds value, J, wᵀJ and gradient; `sections` maps names to records, in order.

    A section that has nothing to say about this program is None. `names` are all names that the program uses.
    """

    answer: Answer
    weight_kind: WeightKind
    sections: Mapping[str, Any]
    names: frozenset[str]


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

    `unused` are inputs that are differentiated by, and `dead` assigned names, that no output depends on. `detached`
    are the labels of the steps at which the gradient of what they are made of stops.
    """

    steps: tuple[Step, ...]
    unused: tuple[str, ...]
    dead: tuple[str, ...]
    detached: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """The Jacobian by rows: row i is ∇yᵢ, (column, entry) ascending; entries that are 0 by structure are absent.

    `over_steps` has formulas of long entries, by row and column, over the elements of named steps as well; `steps` are
    the labels of those that occur in them.
    """

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    rows: tuple[tuple[tuple[int, Entry], ...], ...]
    over_steps: Mapping[tuple[int, int], Any] = field(default_factory=dict)
    steps: tuple[str, ...] = ()


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
    """The scalar m = Σ wᵢ·yᵢ, differentiated by itself; `name` is what it is called.

    `outputs[i]` has weight `weights[i]` and value `values[i]` (None without a point); outputs of weight 0 are
    left out. `slopes[i]` is ∂m/∂yᵢ and `gradient[j]` ∂m/∂xⱼ, both found by differentiating m; `vjp` is wᵀJ.
    `agrees`: the gradient of m and wᵀJ are equal, entry by entry.
    """

    name: str
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


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """One call of backward: its weights, its wᵀJ, and `.grad` before and after it, an entry per column of J.

    `typed` is the call as the text of the program has it, empty if it has none.
    `adds_up[j]`: all three numbers of column j are finite, and the last is the sum of the others.
    """

    weights: tuple[Entry, ...]
    vjp: tuple[Entry, ...]
    before: tuple[Entry, ...]
    after: tuple[Entry, ...]
    adds_up: tuple[bool, ...]
    typed: str


@dataclass(frozen=True, eq=False, slots=True)
class Accumulation:
    """Several calls of backward that nothing is set to zero between.

    The calls are `repeat` rounds of the same ones. `weight_kind` is how the weights of each call came about, and
    `total` is the sum of all weights, one per output.
    """

    inputs: tuple[str, ...]
    calls: tuple[Call, ...]
    repeat: int
    total: tuple[Entry, ...]
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


# ── the reverse sweep ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False, slots=True)
class Array:
    """Numbers in a shape, flat and row-major; `entries` is None without a point."""

    shape: Shape
    entries: tuple[Entry, ...] | None


@dataclass(frozen=True, eq=False, slots=True)
class Formula:
    """A node written over steps by their labels, and over the cotangents of steps.

    `cotangents` maps nodes that stand for a cotangent to the label of its step. `numbers` has the values of all
    labelled nodes and cotangents that the formula is written over, to be put in; it is empty without a point.
    """

    graph: Graph
    node: int
    labels: Mapping[int, str]
    cotangents: Mapping[int, str]
    numbers: Mapping[int, Array]


@dataclass(frozen=True, eq=False, slots=True)
class Contribution:
    """What one step hands back to a step that it uses, out of its own cotangent.

    `source` is the label of the step that hands it back, and None for the weights, where the sweep begins.
    `operation` is that step's row of the table, whose rule made it. Where the rule is a product, element by element
    or of one number with an array, `partial` is its second factor ∂source/∂step; else `partial` is None and
    `closed` is the rule. A formula is None where the language has no words for it. Where a branch is not taken and its
    derivative does not exist, nothing but the amount is told.
    """

    source: str | None
    operation: str
    upstream: Array
    partial: Array | None
    slope: Formula | None
    closed: Formula | None
    amount: Array


@dataclass(frozen=True, eq=False, slots=True)
class Pulled:
    """A step on the way back: its cotangent, which is the sum of the contributions."""

    label: str
    kind: StepKind
    definition: Definition
    shape: Shape
    contributions: tuple[Contribution, ...]
    cotangent: Array


@dataclass(frozen=True, eq=False, slots=True)
class Sweep:
    """The reverse sweep from the last step to the first.

    `loss` is the label of the output if that is a single number of weight 1; then `weights` are the labels of the
    array steps before it, whose cotangents are the w that the loss gives them. `detached` are the labels of the steps
    that hand nothing back. `agrees`: what arrives at the inputs is wᵀJ as the answer has it (where the answer took a
    limit or a convention at a kink it is not).
    """

    steps: tuple[Pulled, ...]
    loss: str | None
    weights: tuple[str, ...]
    detached: tuple[str, ...]
    agrees: bool
    weight_kind: WeightKind


# ── the chain rule as a product ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Variable:
    """A named step or input among those that a stage of the chain holds; `carried`: it comes from an earlier one."""

    label: str
    shape: Shape
    carried: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What products of dense matrices cost: an m×k by a k×n matrix is m·n inner products of k multiplications."""

    inner_products: int
    multiplications: int


@dataclass(frozen=True, eq=False, slots=True)
class Chain:
    """J as the product of local Jacobians.

    `stages[0]` are the inputs, the last stage the outputs; `sizes` counts their elements. `factors[k]` is
    ∂stages[k+1]/∂stages[k], its formulas over the elements of stages[k], so that J = factors[-1] @ … @ factors[0].
    `product` is that product and `jacobian` the J of the answer. Where the matrices are too large to be told `factors`
    is empty, there and without a point `product` and `agrees` are None.
    `left` and `right` are the costs of wᵀJ, multiplied from that side; `by_rows` and `by_columns` those of all of J,
    by a VJP per output and by a JVP per input.
    """

    stages: tuple[tuple[Variable, ...], ...]
    sizes: tuple[int, ...]
    factors: tuple[Rows, ...]
    product: Rows | None
    jacobian: Rows
    agrees: bool | None
    left: Cost
    right: Cost
    by_rows: Cost
    by_columns: Cost

    @property
    def is_plain(self) -> bool:
        """Whether every stage follows from the one before without anything carried along."""
        return not any(variable.carried for stage in self.stages[1:-1] for variable in stage)


# ── matrices of partials ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False, slots=True)
class Partial:
    """∂output/∂input as an array of the input's shape, and the weight of the output in the sum."""

    output: str
    weight: Entry
    array: Array


@dataclass(frozen=True, eq=False, slots=True)
class PartialSum:
    """One input's gradient as the weighted sum of the partials of every output element that depends on it.

    `others` counts the output elements that do not. `closed` is its matrix form over the inputs and the weights.
    """

    input: str
    shape: Shape
    partials: tuple[Partial, ...]
    others: int
    total: Array
    closed: Expression | None


@dataclass(frozen=True, eq=False, slots=True)
class Partials:
    """The gradients of a matrix program, each as a sum of matrices; `told`: the matrices are few enough to be there.

    `weight_names` are what closed forms call the weights, one name per output.
    """

    sums: tuple[PartialSum, ...]
    told: bool
    weight_kind: WeightKind
    weight_names: tuple[str, ...]


# ── a tensor by a tensor ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Pairing:
    """The derivative of one output by one input: its shape is both shapes joined.

    Outputs that are single numbers count together as one vector, and so do such inputs. `nonzero` entries are not 0
    by structure.
    """

    outputs: tuple[str, ...]
    output_shape: Shape
    inputs: tuple[str, ...]
    input_shape: Shape
    entries: int
    nonzero: int


@dataclass(frozen=True, slots=True)
class Work:
    """Scalar operations that a derivative takes beyond those of the program; divisions count as multiplications."""

    multiplications: int
    additions: int
    others: int


@dataclass(frozen=True, eq=False, slots=True)
class OneHot:
    """The VJP of a weight 1 for one output element and 0 for all others: one row of J, in the inputs' shapes.

    `rows` has (names, array) for every array input, and one for all inputs that are single numbers.
    """

    output: str
    rows: tuple[tuple[tuple[str, ...], Array], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Tensor:
    """What `backward` does not build: every derivative of every output, and how VJPs would rebuild it.

    `vjp` is the work of one VJP with weights, `whole` that of all entries, and `contraction` the multiplications that
    w takes with all of them. `one_hots` are as many VJPs as there are output elements, none where that is too many;
    `agrees`: they are the rows of J.
    """

    pairings: tuple[Pairing, ...]
    outputs: tuple[str, ...]
    vjp: Work
    whole: Work
    contraction: int
    one_hots: tuple[OneHot, ...]
    agrees: bool | None
