"""What an answer holds: frozen records, made by `analysis`, read by `render` and by users of the API.

An `Entry` is one number asked for; a `Part` is a named vector or matrix of them. Sparse is the truth:
a matrix part holds rows of (column, entry), absent entries are exact zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from jacli.graph.limits import Limits

if TYPE_CHECKING:
    import sympy

    from jacli.errors import Place
    from jacli.graph.nodes import Graph
    from jacli.graph.operation import Shape
    from jacli.language.problem import Source

Status = Literal["ok", "kink", "undefined"]
UNKNOWN = "unknown"
INFINITY = float("inf")
# Nearer to 0 doubles lose digits, and at last are 0.
LEAST_DOUBLE = 2.0**-1022
Layout = Literal["numerator", "denominator"]
# What is printed where the one-sided derivatives differ.
Convention = Literal["torch", "jax", "left", "right", "zero", "error"]


@dataclass(frozen=True, slots=True)
class Request:
    """How a question is asked: what to compute besides the numbers, and within which limits.

    `repeat`: how many times the calls of backward are made, with nothing set to zero between them. `formulated`: of so
    many rows, and of so many entries of each, the formulas are found; None: of all.
    """

    formulas: bool = True
    formulated: int | None = None
    exact: bool = False
    numeric: bool = False
    digits: int | None = None
    simplify: bool = False
    sparse: bool = False
    det: bool = False
    layout: Layout = "numerator"
    kink: Convention = "torch"
    repeat: int = 1
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """One number: its formula, exact value and decimal value; what was not asked for is None.

    `formula` is a sympy expression over plain symbols named like the flat inputs; past the cap it is None
    and `named` is the formula over the named terms of its record.
    `exact` is a Fraction or a sympy number. `value` is the nearest double (nan: undefined, ±inf).
    `decimal` is text with the digits asked for, or for a finite number that no double holds. A finite number that is
    past the limits, or that they leave open, has no value; its decimal is UNKNOWN.
    """

    formula: sympy.Expr | None = None
    named: sympy.Expr | None = None
    exact: Fraction | sympy.Expr | None = None
    value: float | None = None
    decimal: str | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether a number was asked for and not found."""
        return self.value is None and self.decimal is not None

    @property
    def is_beyond_doubles(self) -> bool:
        """Whether the number is finite and larger than every double: `value` is inf, `decimal` the number."""
        return self.value in (INFINITY, -INFINITY) and (self.decimal or "").lstrip("-")[:1].isdigit()

    @property
    def is_below_doubles(self) -> bool:
        """Whether the number is not 0 and too near to it for a double's digits: `decimal` is the number."""
        nearest = abs(INFINITY if self.value is None else self.value)
        return nearest < LEAST_DOUBLE and (self.decimal or "").lstrip("-")[:1] in tuple("123456789")


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """A labelled vector (`rows` is one row) or matrix of entries, with the names of its axes.

    `name` is one of value, jacobian, vjp, grad, result, determinant. The one row of a vector has no name.
    `rows[i]` lists (column, entry) in ascending column order; a dense view fills in zeros.
    """

    name: str
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    rows: tuple[tuple[tuple[int, Entry], ...], ...]

    @property
    def is_matrix(self) -> bool:
        """Whether every row has a name, also if there are none: 0×n is a matrix."""
        return len(self.row_names) == len(self.rows)

    @property
    def shape(self) -> tuple[int, ...]:
        """(rows, columns) of a matrix, (length,) of a vector."""
        if self.is_matrix:
            return (len(self.row_names), len(self.column_names))
        return (len(self.column_names),)


@dataclass(frozen=True, eq=False, slots=True)
class Note:
    """Something the reader must know: a kind, where it applies, and the fields of its message.

    `kind` is one of kink one-sided infinite undefined limit precision omitted accumulated reading source; `code` names
    the message; `entry` is the (output, input) names it concerns, either may be None.
    """

    kind: str
    code: str
    entry: tuple[str | None, str | None] = (None, None)
    place: Place | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """One of several weights: the weights, its wᵀJ, and the gradient accumulated so far.

    `call` is the call of backward as the text of the program has it, empty if it has none.
    """

    weights: tuple[Entry, ...]
    result: Part
    accumulated: Part
    call: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Expression:
    """A node of a graph, to be written out by whoever prints it."""

    graph: Graph
    node: int


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """Everything one operation found out; the JSON document is a view of it.

    `outputs`, `inputs`: flat names (`b[0,1]`, row-major, from 0); `inputs` are the columns (`--wrt`).
    `point`: one entry per flat input of every input, or None without a point.
    `weights`: flat over `outputs`, or None. `result` is the part the operation is for; `parts` holds all
    that `show` prints (value first). `closed_form` maps an input's name to its matrix form, over the inputs and `w`
    (`w @ b.T`). `named_terms` are (name, formula) of shared terms, in order of definition.
    """

    operation: str
    source: Source
    status: Status
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    output_shapes: Mapping[str, Shape]
    input_shapes: Mapping[str, Shape]
    layout: Layout
    point: Mapping[str, Entry] | None
    weights: tuple[Entry, ...] | None
    value: Part
    result: Part
    parts: tuple[Part, ...] = ()
    determinant: Entry | None = None
    closed_form: Mapping[str, Expression] | None = None
    named_terms: tuple[tuple[str, sympy.Expr], ...] = ()
    runs: tuple[Run, ...] = ()
    notes: tuple[Note, ...] = ()
    decimal_input: bool = False
    numeric: bool = False
    digits: int | None = None
    sparse: bool = False
