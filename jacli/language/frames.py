"""What the reader keeps while it reads one expression: its stacks, and where it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jacli.graph.functions import TABLE
from jacli.graph.operation import Operation

# How strongly operators bind, loosest first; 0 is an open bracket.
TERNARY, OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER = range(1, 10)


@dataclass(frozen=True, eq=False, slots=True)
class Definition:
    """`name(parameters) = body`; the body is `text[start:end]`, read anew at each call.

    The body is an expression; in pasted code (`block`) with names of its own, or statements if not `single`.
    `defaults` are nodes for parameters left out.
    """

    name: str
    parameters: tuple[str, ...]
    start: int
    end: int
    block: bool = False
    single: bool = True
    defaults: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """What an opening bracket opens. `name` is a known function's, or the bracket itself."""

    name: str
    # A pointwise row of one argument and no parameter, which needs no further look.
    unary: Operation | None = None
    definition: Definition | None = None
    method: bool = False
    # Of what library it is by its prefix, `np.` or the like, or by the tensors of the program.
    library: str = ""
    # Its arguments may be lists of arrays: stack([a, b]).
    sequences: bool = False
    # What a loss is reduced to: mean, sum or none.
    reduction: str = "mean"


GROUP, LIST, INDEX = Call("("), Call("["), Call("x[")

# (binding strength, row of a plain binary operator, tighter operators that it reduces first, where a prefix
# operator stands, kind of a special one)
Entry = tuple[int, Operation | None, int, int, str]
Bracket = tuple[Call, int, int]

BASE: Entry = (0, None, 0, 0, "base")
OPEN: Entry = (0, None, 0, 0, "open")
IF: Entry = (0, None, TERNARY + 1, 0, "if")
ELSE: Entry = (TERNARY, None, TERNARY, 0, "else")
CHAIN: Entry = (COMPARISON, None, COMPARISON, 0, "chain")


def _binary(level: int, name: str, *, right: bool = False) -> Entry:
    return (level, TABLE[name], level + 1 if right else level, 0, "")


def _closing(kind: str) -> Entry:
    return (0, None, 1, 0, kind)


COMPARISONS: dict[str, Entry] = {
    token: (COMPARISON, TABLE[name], COMPARISON + 1, 0, "comparison")
    for token, name in {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}.items()
}
MULTIPLY = _binary(PRODUCT, "mul")
# Every token that may follow an operand and first closes the tighter operators before it. Those of strength 0
# need a further look.
INFIX: dict[str, Entry] = {
    "+": _binary(SUM, "add"),
    "-": _binary(SUM, "sub"),
    "*": MULTIPLY,
    "/": _binary(PRODUCT, "div"),
    "//": _binary(PRODUCT, "floordiv"),
    "%": _binary(PRODUCT, "mod"),
    "@": (PRODUCT, None, PRODUCT, 0, "matmul"),
    "**": _binary(POWER, "power", right=True),
    "and": _binary(AND, "and"),
    "or": _binary(OR, "or"),
    "if": IF,
    "else": (0, None, TERNARY, 0, "else"),
    **dict.fromkeys(COMPARISONS, (0, None, COMPARISON + 1, 0, "comparison")),
    **{token: _closing(token) for token in (")", "]", ",", ":")},
}

# Operands that are no nodes; they stand alone between commas, so that no operator ever meets one.
NONE, ELLIPSIS, COLON, COMMA, INFINITY, FIRST_GROUP = -1, -2, -3, -4, -5, -6

# What a handler of a token returns instead of an offset: go on with the next token; read a function's body
# first; the expression ends here.
ON, ENTER, FINISH = -1, -2, -3


class Frame:
    """One expression being read: of a statement, or of the body of a function that is called."""

    __slots__ = (
        "brackets", "definition", "end", "entered", "expecting", "groups", "key", "keywords", "local", "operands",
        "operators", "position", "span", "spread", "starts", "stop", "values",
    )  # fmt: skip

    def __init__(
        self,
        operands: dict[str, int],
        position: int,
        stop: int,
        definition: Definition | None = None,
        local: Mapping[str, int] | None = None,
    ) -> None:
        # The spellings of operands met so far, and the node of each.
        self.operands = operands
        self.position = position
        self.stop = stop
        self.definition = definition
        self.local = local
        self.key: tuple[Definition, tuple[int, ...]] | None = None
        # Operands whose operator is yet to come, and where each starts.
        self.values: list[int] = []
        self.starts: list[int] = []
        self.operators: list[Entry] = [BASE]
        self.brackets: list[Bracket] = []
        # Keywords of open calls: (number of operands before it, name, start).
        self.keywords: list[tuple[int, str, int]] = []
        # Lists kept as they are, for functions of sequences; operand FIRST_GROUP - i is groups[i].
        self.groups: list[list[int]] = []
        # Where the last operand ends, and whether an operand comes next.
        self.end = position
        self.expecting = True
        # A whole `(f, g)` gives several values.
        self.spread = False
        # Where the call of this function's body stands.
        self.span = (position, position)
        # The call whose body has to be read before this frame goes on.
        self.entered: Frame | None = None

    def placed(self) -> Iterator[tuple[int, int, int]]:
        """The values, and where each begins and the next one does."""
        return zip(self.values, self.starts, [*self.starts[1:], self.end], strict=True)

    def push(self, value: int, start: int, end: int) -> None:
        """An operand was read."""
        self.values.append(value)
        self.starts.append(start)
        self.end = end
        self.expecting = False
