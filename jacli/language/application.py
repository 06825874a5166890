"""Applies rows of the table to typed arguments: signatures, constant parameters, broadcasting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from jacli.errors import LanguageError, ShapeError
from jacli.graph import shapes
from jacli.graph.functions import TABLE
from jacli.graph.limits import Limits
from jacli.graph.nodes import Graph, Number
from jacli.graph.operation import Operation, Shape
from jacli.language.constants import constant_value

ARRAY, BROADCAST, CONSTANT, INPUT = (TABLE[name] for name in ("array", "broadcast", "constant", "input"))
REQUIRED = object()
# Keywords that other libraries use for a parameter.
KEYWORDS = {
    "dim": "axis", "axes": "axes", "keepdim": "keepdims", "correction": "ddof", "unbiased": "ddof",
    "steps": "num", "fill_value": "value",
    "min": "lo", "max": "hi", "a_min": "lo", "a_max": "hi", "negative_slope": "slope", "N": "n", "M": "m",
    "p": "ord", "size": "shape", "diagonal": "k", "offset": "k", "shifts": "shift", "dims": "axis",
}  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Parameter:
    """One parameter of a signature; `static` ones must be constants, a `many` one takes all that is left."""

    name: str
    default: object = REQUIRED
    static: bool = False
    many: bool = False


@cache
def parameters(signature: str) -> tuple[Parameter, ...]:
    """The parameters of a row's signature: `"x; axis=None"`, `"*x; axis=0"`, `"#n, x"`."""
    operands, _, statics = signature.partition(";")
    return (*_parameters(operands, static=False), *_parameters(statics, static=True))


def _parameters(text: str, *, static: bool) -> list[Parameter]:
    found = []
    for item in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, default = item.partition("=")
        found.append(
            Parameter(
                name.lstrip("*#"),
                _default(default) if default else REQUIRED,
                static or name.startswith("#"),
                name.startswith("*"),
            )
        )
    return found


def _default(text: str) -> object:
    named: dict[str, object] = {"None": None, "True": True, "False": False}
    return named[text] if text in named else Fraction(text)


class Application:
    """Builds the nodes of typed operations. ShapeErrors have no place yet.

    `shapeless`: names are looked for before shapes are known; then nothing is checked and every array
    operation gives the same stand-in.
    """

    def __init__(self, graph: Graph, given: Mapping[str, Shape], limits: Limits, *, shapeless: bool = False) -> None:
        self.graph = graph
        self.given = given
        self.limits = limits
        self.shapeless = shapeless
        # Nodes that torch would keep as integers, and those of random numbers.
        self.integers: set[int] = set()
        # The inputs that tensors with a gradient have become.
        self.leaves: set[int] = set()
        self.random: set[int] = set()

    def shape(self, node: int) -> Shape:
        """The shape of a node."""
        return self.graph.shapes[node]

    def number(self, text: str, value: Fraction | int) -> int:
        """A constant with the text it is shown as."""
        return self.graph.node(CONSTANT, (), Number(text, Fraction(value)))

    # ── making nodes ──────────────────────────────────────────────────────────────────────────────────────

    def pointwise(self, row: Operation, nodes: Sequence[int], parameter: Any = None) -> int:
        """A pointwise row over arguments stretched to their common shape."""
        shape = self.checked(lambda: shapes.broadcast(map(self.shape, nodes)), nodes)
        return self.graph.node(row, tuple(self.stretched(node, shape) for node in nodes), parameter, shape)

    def stretched(self, node: int, shape: Shape) -> int:
        """The node broadcast to the shape."""
        return node if self.shape(node) == shape else self.graph.node(BROADCAST, (node,), shape, shape)

    def apply(self, name: str, nodes: Sequence[int], *spread: Any, **statics: Any) -> int:
        """A row over operands and the values of its constant parameters."""
        return self.apply_row(TABLE[name], nodes, spread, statics)

    def apply_row(self, row: Operation, nodes: Sequence[int], spread: Sequence[Any], statics: dict[str, Any]) -> int:
        """The same, with the row itself."""
        if self.shapeless:
            return self.stand_in(nodes)
        parameter = None
        if row.bind is not None:
            bind = row.bind
            parameter = self.bound(lambda: bind(*map(self.shape, nodes), *spread, **statics), nodes)
        if row.kind in ("pointwise", "condition"):
            return self.pointwise(row, nodes, parameter)
        rule = row.shape
        assert rule is not None
        shape = self.checked(lambda: rule(parameter, *map(self.shape, nodes)), nodes)
        return self.graph.node(row, tuple(nodes), parameter, shape)

    def stand_in(self, nodes: Sequence[int]) -> int:
        """What every array operation gives while shapes are unknown."""
        return nodes[0] if nodes else self.number("0", 0)

    def checked(self, rule: Callable[[], Shape], nodes: Sequence[int]) -> Shape:
        """The shape that a rule gives, within the limit of elements."""
        shape: Shape = self.bound(rule, nodes)
        return self.limits.allowed(shape)

    def bound(self, rule: Callable[[], Any], nodes: Sequence[int]) -> Any:
        """What a rule gives; if it refuses, a scalar input among the operands is asked for its shape."""
        try:
            return rule()
        except ShapeError:
            for node in nodes:
                self.refuse_scalar_input(node)
            raise

    def refuse_scalar_input(self, node: int) -> None:
        """Raises ShapeError for an input that is taken for a scalar because nothing says otherwise."""
        if self.graph.operations[node] is INPUT and self.shape(node) == ():
            name = self.graph.parameters[node]
            if name not in self.given and not self.shapeless:
                raise ShapeError("scalar-as-array", name=name)

    def literal(self, nodes: Sequence[int]) -> int:
        """An array literal of elements of one shape."""
        if self.shapeless:
            return self.stand_in(nodes)
        if not nodes:
            raise ShapeError("empty-array")
        first = self.shape(nodes[0])
        for position, node in enumerate(nodes):
            if self.shape(node) != first:
                raise ShapeError("ragged-array", first=first, position=position, other=self.shape(node))
        shape = self.checked(lambda: (len(nodes), *first), ())
        return self.graph.node(ARRAY, tuple(nodes), None, shape)

    def index(self, node: int, items: Sequence[object]) -> int:
        """`node[items]`."""
        if self.shapeless:
            return node
        if not self.shape(node):
            self.refuse_scalar_input(node)
        if _is_ordered_by_library(items):
            raise LanguageError("index-order")
        parameter = self.bound(lambda: shapes.bind_index(self.shape(node), items), (node,))
        shape = self.checked(lambda: index_shape(parameter, self.shape(node)), (node,))
        return self.graph.node(TABLE["index"], (node,), parameter, shape)

    # ── arguments ─────────────────────────────────────────────────────────────────────────────────────────

    def call(self, row: Operation, positional: Sequence[int], keywords: Mapping[str, int]) -> int:
        """A row applied to the typed arguments; a negative one is None, or other than a node."""
        chosen = self.arranged(row.name, parameters(row.signature), positional, keywords)
        nodes: list[int] = []
        statics: dict[str, Any] = {}
        spread: tuple[Any, ...] = ()
        for parameter in parameters(row.signature):
            value = chosen[parameter.name]
            if parameter.static and parameter.many:
                spread = self.spread(row, parameter, value)
            elif parameter.static:
                statics[parameter.name] = self.parameter(row, parameter, value)
            elif parameter.many:
                nodes.extend(self.operand(row.name, node) for node in value)
            else:
                nodes.append(self.operand(row.name, value))
        if row.kind == "pointwise" and self.shapeless:
            return self.graph.node(row, tuple(nodes), None)
        return self.apply_row(row, nodes, spread, statics)

    def arranged(
        self, function: str, wanted: Sequence[Parameter], positional: Sequence[int], keywords: Mapping[str, int]
    ) -> dict[str, Any]:
        """The argument of each parameter by name; Parameter's default where none was typed."""
        chosen: dict[str, Any] = {}
        rest = list(positional)
        for parameter in wanted:
            if parameter.many:
                chosen[parameter.name] = rest
                rest = []
            elif rest:
                chosen[parameter.name] = rest.pop(0)
        if rest:
            raise LanguageError("too-many-arguments", function=function, wanted=usage(function, wanted))
        for typed, node in keywords.items():
            self._keyword(function, wanted, chosen, typed, node)
        for parameter in wanted:
            if parameter.name not in chosen or (parameter.many and not parameter.static and not chosen[parameter.name]):
                if parameter.default is REQUIRED:
                    raise LanguageError(
                        "missing-argument", function=function, argument=parameter.name, wanted=usage(function, wanted)
                    )
                chosen[parameter.name] = self._typed_default(parameter)
        return chosen

    def _keyword(
        self, function: str, wanted: Sequence[Parameter], chosen: dict[str, Any], typed: str, node: int
    ) -> None:
        names = {parameter.name: parameter for parameter in wanted}
        name = typed if typed in names else KEYWORDS.get(typed, typed)
        parameter = names.get(name)
        if parameter is None:
            raise LanguageError("unknown-keyword", function=function, keyword=typed, wanted=usage(function, wanted))
        if chosen.get(name, []) != []:
            raise LanguageError("argument-twice", function=function, argument=typed)
        chosen[name] = [node] if parameter.many else node

    def _typed_default(self, parameter: Parameter) -> object:
        """Defaults of operands become nodes; those of constants stay as they are."""
        if parameter.static:
            return parameter
        assert isinstance(parameter.default, Fraction)
        return self.number(str(parameter.default), parameter.default)

    def spread(self, row: Operation, parameter: Parameter, nodes: Sequence[int]) -> tuple[Any, ...]:
        """The values of a constant parameter that takes all that is left."""
        found = tuple(self.static(row.name, parameter.name, node) for node in nodes)
        if not found and parameter.name == "shape":
            wanted = usage(row.name, parameters(row.signature))
            raise LanguageError("missing-argument", function=row.name, argument="shape", wanted=wanted)
        if parameter.name == "bounds" and not all(isinstance(value, (int, Fraction)) for value in found):
            raise LanguageError("wrong-kind", function=row.name, argument=parameter.name)
        return found

    def operand(self, function: str, node: int) -> int:
        """The argument, which must be a value."""
        if node < 0:
            raise LanguageError("not-a-value", function=function)
        return node

    def parameter(self, row: Operation, parameter: Parameter, value: Any) -> Any:
        """The value of a constant parameter, checked for its kind."""
        if isinstance(value, Parameter):
            return integral(value.default)
        return checked_kind(row, parameter, self.static(row.name, parameter.name, value))

    def static(self, function: str, argument: str, node: int) -> Any:
        """The Python value of an argument that must be constant: int or Fraction, bool, None, or a tuple."""
        if node == -1:
            return None
        if node < 0:
            raise LanguageError("not-constant", function=function, argument=argument)
        value = self.constant(node)
        if value is None:
            raise LanguageError("not-constant", function=function, argument=argument)
        return value

    def constant(self, node: int) -> Any:
        """The value of a node that is made of numbers alone, else None; a tuple for an array literal."""
        return constant_value(self.graph, node, self.limits.digits)

    def is_constant(self, node: int) -> bool:
        """Whether a node has a value that is made of numbers alone; what divides by zero has none."""
        try:
            return self.constant(node) is not None
        except LanguageError as error:
            if error.code != "constant-undefined":
                raise
            return False


def index_shape(parameter: Sequence[Any], shape: Shape) -> Shape:
    """The shape of an index; without lists it is plain, and no place is worked out."""
    if any(isinstance(item, tuple) and item[:1] != ("slice",) for item in parameter):
        return shapes.indexed(parameter, shape)
    return tuple(1 if item is None else item[3] for item in parameter if not isinstance(item, int))


def _is_ordered_by_library(items: Sequence[object]) -> bool:
    """Whether an integer and a list stand apart behind a slice: numpy moves the list's axis to the front, torch not."""
    lists = [k for k, item in enumerate(items) if isinstance(item, (list, tuple))]
    picked = [k for k, item in enumerate(items) if isinstance(item, (int, list, tuple))]
    if not lists or len(lists) == len(picked) or picked[-1] - picked[0] < len(picked):
        return False
    return any(k not in picked for k in range(lists[0]))


def integral(value: object) -> object:
    """Fractions without a denominator as int."""
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


def checked_kind(row: Operation, parameter: Parameter, value: Any) -> Any:
    """The value, if it is of the kind that the parameter's name implies."""
    name = parameter.name
    whole = isinstance(value, int) and not isinstance(value, bool)
    if value is None and parameter.default is None:
        fits = True
    elif name == "keepdims":
        fits, value = isinstance(value, (bool, int)) and value in (0, 1), bool(value)
    elif name == "ddof":
        fits, value = isinstance(value, (int, Fraction)), int(value) if isinstance(value, bool) else value
    elif name in ("value", "start", "stop"):
        fits = isinstance(value, (int, Fraction))
    elif name == "axis" and isinstance(value, tuple):
        fits = (row.name == "flip" or "keepdims" in row.signature) and all(type(k) is int for k in value)
    elif name == "shape":
        fits = whole or (isinstance(value, tuple) and all(type(k) is int for k in value))
    else:
        fits = whole and (value >= 0 or row.name != "polygamma")
    if not fits:
        raise LanguageError("wrong-kind", function=row.name, argument=name)
    return value


def usage(function: str, wanted: Sequence[Parameter]) -> str:
    """How a function is typed: "sum(x, axis=None, keepdims=False)"."""
    return f"{function}({', '.join(map(_shown, wanted))})"


def _shown(parameter: Parameter) -> str:
    if parameter.many:
        return f"{parameter.name}, …"
    return parameter.name if parameter.default is REQUIRED else f"{parameter.name}={parameter.default}"
