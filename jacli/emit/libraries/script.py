"""A question as a script of another library: the inputs with their values, the program, the derivative, the print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jacli.analysis.answer import weights_needed
from jacli.analysis.model import number_in
from jacli.analysis.weights import accumulates
from jacli.domains import evaluation
from jacli.emit.libraries import LIBRARIES
from jacli.emit.libraries.spelling import Library
from jacli.emit.libraries.statements import Statements, identifier, spelled
from jacli.errors import UsageError
from jacli.graph import shapes
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape
from jacli.language.problem import Problem
from jacli.language.values import Element

INPUT = TABLE["input"]
PARTS = {"jacobian": ("jacobian",), "vjp": ("vjp",), "grad": ("grad",), "show": ("value", "jacobian", "vjp", "grad")}
MATH = "import math"
# Names that a script uses itself.
OWN = (
    "torch",
    "jax",
    "jnp",
    "np",
    "math",
    "f",
    "w",
    "J",
    "adjugate",
    "put",
    "updated",
    "logdet",
    "pullback",
    "gradient",
    "rows",
    "one",
    "vjp",
    "block",
    "row",
    "len",
    "dict",
    "print",
    "float",
    "range",
    "zip",
    "list",
    "tuple",
    "sum",
    "enumerate",
)


def script(problem: Problem, operation: str, name: str, *, repeat: int = 1) -> str:
    """Lines that compute what the operation asks for in the library called `name`, runnable as they are.

    `repeat`: how many times its calls of backward are made. Raises UsageError without a point, for a VJP that lacks
    weights, where nothing depends on an input, and for a function that the library does not have.
    """
    from jacli.emit.libraries.jax_script import JaxScript
    from jacli.emit.libraries.numpy_script import NumpyScript
    from jacli.emit.libraries.torch_script import TorchScript

    kinds: dict[str, type[Script]] = {"torch": TorchScript, "jax": JaxScript, "numpy": NumpyScript}
    found = kinds[name](problem, operation, LIBRARIES[name], repeat)
    body = "\n".join(found.body())
    helpers = [line for text in found.helpers.values() for line in ("", "", *text.split("\n"))]
    imports = [line for line in found.library.header if line != MATH or "math." in body]
    start = next(place for place, line in enumerate(imports) if line)
    return "\n".join([*imports[start:], *helpers, *([""] if helpers else []), "", body, ""])


class Script:
    """What the scripts of all libraries share: names, values, the program."""

    def __init__(self, problem: Problem, operation: str, library: Library, repeat: int) -> None:
        self.problem = problem
        self.operation = "vjp" if operation == "grad" and accumulates(problem) else operation
        self.library = library
        self.repeat = repeat
        if problem.point is None:
            raise UsageError("library-needs-point", library=library.name)
        if repeat > 1 and operation == "show" and not problem.weights:
            raise UsageError("repeat-without-weights", count=repeat)
        program = problem.program
        self.outputs = [node for _, node in program.outputs]
        self.shapes = [program.graph.shapes[node] for node in self.outputs]
        self.parts = [part for part in PARTS[self.operation] if part != "vjp" or problem.weights or self._forced()]
        count = len(self.outputs)
        self.weight_names = ["w"] if count == 1 else [f"w_{k}" for k in range(1, count + 1)]
        self.taken = {*OWN, *self.weight_names}
        self.identifiers: dict[str, str] = {}
        for name in [*dict(program.inputs), *program.names, *dict(program.outputs)]:
            if name not in self.identifiers:
                self.identifiers[name] = identifier(name, {*self.taken, *self.identifiers.values()})
        self.helpers: dict[str, str] = {}

    def _forced(self) -> bool:
        """Whether a VJP was asked for: without weights it is that of a single number, or an error."""
        if self.operation != "vjp":
            return False
        if sum(map(shapes.size, self.shapes)) > 1:
            raise weights_needed([name for name, _ in self.problem.program.outputs])
        return True

    @property
    def repeated_part(self) -> str:
        """The part whose calls of backward are repeated."""
        return "grad" if self.operation == "grad" else "vjp"

    def times(self, part: str, gradients: str) -> str:
        """The gradients of a part as arguments, as many times as large as its calls are repeated."""
        if self.repeat == 1 or part != self.repeated_part:
            return f"*{gradients}"
        return f"*({self.repeat} * gradient for gradient in {gradients})"

    # ── names and values ──

    @property
    def wrt(self) -> list[str]:
        """The inputs to differentiate by."""
        return [self.identifiers[name] for name in self.problem.wrt]

    def names_in(self, graph: Graph, places: dict[int, int]) -> dict[int, str]:
        """The named steps and inputs of the program as nodes of another graph."""
        program = self.problem.program
        named = {node: name for name, node in [*program.names.items(), *program.outputs]}
        found = {places[node]: self.identifiers[name] for node, name in named.items() if node in places}
        known = self.identifiers | {seed_name(k): name for k, name in enumerate(self.weight_names)}
        for node in range(len(graph)):
            if graph.operations[node] is INPUT:
                found[node] = known[graph.parameters[node]]
        return found

    def value(self, name: str, *keywords: str) -> str:
        """The value of an input as an array of the library."""
        assert self.problem.point is not None
        found = self.problem.point[name]
        if 0 in found.shape:
            return f"{self.library.module}.zeros({', '.join([str(found.shape), *keywords])})"
        numbers = literal(list(map(float_text, found.elements)), found.shape)
        return f"{self.library.array}({', '.join([numbers, *keywords])})"

    def weights(self) -> list[list[str]]:
        """Per run, the weights of each output as a literal in its shape."""
        return [[literal(piece, shape) for piece, shape in self._split(run)] for run in self.flat_weights()]

    def _split(self, run: Sequence[str]) -> Iterator[tuple[Sequence[str], Shape]]:
        start = 0
        for shape in self.shapes:
            yield run[start : start + shapes.size(shape)], shape
            start += shapes.size(shape)

    def flat_weights(self) -> list[list[str]]:
        """Per run, the weights of all outputs one after the other."""
        count = sum(map(shapes.size, self.shapes))
        return [list(map(float_text, run)) for run in self.problem.weights] or [["1.0"] * count]

    def statements(self, graph: Graph, names: dict[int, str]) -> Statements:
        """A writer of the nodes of a graph."""
        return Statements(graph, self.library, names, {*self.taken, *self.identifiers.values()})

    def program_lines(self) -> tuple[list[str], list[str]]:
        """The program's statements, and the expression of each output as an array of the library."""
        graph, places = spelled(self.problem.program.graph, self.library, self.outputs)
        statements = self.statements(graph, self.names_in(graph, places))
        statements.write([places[node] for node in self.outputs])
        self.use(statements)
        return statements.lines, [statements.array(places[node]) for node in self.outputs]

    def use(self, statements: Statements) -> None:
        """Remember the helpers that statements call."""
        self.helpers |= {name: self.library.helpers[name] for name in sorted(statements.helpers)}

    def flattened(self, outputs: Sequence[str], module: str, concatenate: str) -> str:
        """All outputs as one vector."""
        if len(outputs) == 1:
            return f"{outputs[0]}.reshape(-1)"
        if not any(self.shapes):
            return f"{module}.stack([{', '.join(outputs)}])"
        return f"{module}.{concatenate}([{', '.join(f'{output}.reshape(-1)' for output in outputs)}])"

    def body(self) -> Iterator[str]:
        """Everything below the imports."""
        raise NotImplementedError


def seed_name(place: int) -> str:
    """What the weights of an output are called in a graph: no name that a program can have."""
    return f"w {place}"


def group(names: Sequence[str]) -> str:
    """Names as a tuple."""
    return f"({', '.join(names)}{',' if len(names) == 1 else ''})"


def literal(numbers: Sequence[str], shape: Shape) -> str:
    """Numbers as a literal of Python: `2.0`, `[[1.0, 2.0], [3.0, 4.0]]`."""
    if not shape:
        return numbers[0]
    found = list(numbers)
    for length in reversed(shape[1:]):
        found = [f"[{', '.join(found[start : start + length])}]" for start in range(0, len(found), max(length, 1))]
    return f"[{', '.join(found)}]"


def float_text(element: Element) -> str:
    """The nearest float of a number, whole ones with a point; an undefined number is nan."""
    value = number_in(element, evaluation.plain())
    return repr(float(value)) if isinstance(value, float) else "float('nan')"
