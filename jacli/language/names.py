"""What names stand for while a program is read: values, inputs, constants, arrays that are being filled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from jacli.errors import LanguageError, UnknownName
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape
from jacli.language import suggestions, tokens

T = TypeVar("T")

CONSTANTS = {"pi": TABLE["pi"], "π": TABLE["pi"], "e": TABLE["e"]}
# What may stand before a function's name, and the library that it is.
PREFIXES = {
    "np": "numpy", "numpy": "numpy", "jnp": "jax", "jax": "jax", "math": "math", "cmath": "math", "torch": "torch",
    "F": "torch", "nn": "torch", "sp": "sympy", "sympy": "sympy", "scipy": "scipy",
}  # fmt: skip
# What may stand between a prefix and the function's name.
MODULES = frozenset({
    "numpy", "nn", "functional", "linalg", "special", "stats", "scipy", "ma", "lib", "lax", "autograd", "random",
    "cuda", "parameter",
})  # fmt: skip


class Filling:
    """An array that elements are assigned to; the update is made when it is read as a whole."""

    __slots__ = ("base", "elements", "shape")

    def __init__(self, base: int, shape: Shape) -> None:
        self.base = base
        self.shape = shape
        # Flat place and new element.
        self.elements: dict[int, int] = {}


# What a name stood for: assigned, being filled, and the node of each of its spellings.
Meaning = tuple[int | None, Filling | None, dict[str, int]]


class Names:
    """The names of one program. `operands` has the spellings whose node is settled until an assignment."""

    def __init__(
        self, graph: Graph, shapes: Mapping[str, Shape], listed: Collection[str], *, constant_only: bool
    ) -> None:
        self.graph = graph
        self.shapes = shapes
        self.listed = frozenset(listed)
        self.constant_only = constant_only
        self.operands: dict[str, int] = {}
        self.assigned: dict[str, int] = {}
        self.inputs: dict[str, int] = {}
        self.filling: dict[str, Filling] = {}
        # Names for gradients, which are no values here.
        self.gradients: set[str] = set()
        self.prefixes = dict(PREFIXES)
        # Of each function whose body is being read: its own names, and what they stand for outside.
        self.scopes: list[dict[str, Meaning]] = []
        # Names that bodies of functions have read: when one is assigned, results of calls are out of date.
        self.read_in_bodies: set[str] = set()
        self._spellings: dict[str, set[str]] = {}
        self._looks: dict[str, str] = {}

    def name_of(self, raw: str) -> str:
        """The plain name of a spelling, which from then on is known."""
        name = tokens.plain_name(raw)
        if name != raw:
            self._spellings.setdefault(name, set()).add(raw)
        return name

    def is_variable(self, name: str) -> bool:
        """True for a name that was assigned, listed or read before."""
        return name in self.assigned or name in self.listed or name in self.inputs or name in self.filling

    def resolve(self, name: str) -> int:
        """The node that the name stands for; an input that is new, if nothing else."""
        node = self.assigned.get(name)
        if node is None and name in self.gradients and name not in self.filling:
            raise LanguageError("grad-as-value", name="grad")
        if node is None:
            node = self.inputs.get(name)
        if node is not None:
            return node
        if name in self.filling:
            return self.filled(name)
        constant = CONSTANTS.get(name)
        if constant is not None and name not in self.listed:
            return self.graph.node(constant)
        return self.input(name)

    def input(self, name: str) -> int:
        """The input of this name."""
        node = self.inputs.get(name)
        if node is None:
            if self.constant_only:
                raise UnknownName("name-in-value", name=name)
            self.check_looks(name)
            node = self.graph.node(TABLE["input"], (), name, self.shapes.get(name, ()))
            self.inputs[name] = node
        return node

    def check_looks(self, name: str) -> None:
        """Raises LanguageError for a name that looks like another one, or mixes look-alike letters."""
        look = name
        if not name.isascii():
            if suggestions.mixes_look_alikes(name):
                raise LanguageError("mixed-scripts", name=name, letters=suggestions.code_points(name))
            look = suggestions.skeleton(name)
        other = self._looks.setdefault(look, name)
        if other != name:
            letters = suggestions.code_points(name) or suggestions.code_points(other)
            raise LanguageError("look-alike", name=name, other=other, letters=letters)

    def assign(self, name: str, node: int) -> None:
        """From now on the name stands for the node."""
        if self.scopes:
            self._keep(name)
        if name not in self.assigned:
            self.check_looks(name)
        else:
            del self.assigned[name]
        self.assigned[name] = node
        self.operands[name] = node
        if self.filling:
            self.filling.pop(name, None)
        for raw in self._spellings.get(name, ()):
            self.operands[raw] = node

    def gradient(self, name: str) -> None:
        """From now on the name stands for a gradient."""
        self.gradients.add(name)
        self.filling.pop(name, None)
        self._forget(name)

    def fill(self, name: str) -> Filling:
        """The array whose elements are being assigned; its base is what the name stood for."""
        filling = self.filling.get(name)
        if filling is None:
            if self.scopes:
                self._keep(name)
            base = self.resolve(name)
            filling = self.filling[name] = Filling(base, self.graph.shapes[base])
            self._forget(name)
        return filling

    def _forget(self, name: str) -> None:
        """What was assigned to the name is no more what any of its spellings stands for."""
        self.assigned.pop(name, None)
        for raw in (name, *self._spellings.get(name, ())):
            self.operands.pop(raw, None)

    def filled(self, name: str) -> int:
        """The array with all its new elements, as one `update` node."""
        filling = self.filling.pop(name)
        node = filling.base
        if filling.elements:
            arguments = (filling.base, *filling.elements.values())
            node = self.graph.node(TABLE["update"], arguments, tuple(filling.elements), filling.shape)
        self.assign(name, node)
        return node

    def fill_all(self) -> None:
        """Make every array that is still being filled."""
        for name in list(self.filling):
            self.filled(name)

    # ── scopes ────────────────────────────────────────────────────────────────────────────────────────────

    def enter(self) -> None:
        """A function's body begins: what is assigned is its own, and the names of whoever calls it are out of sight."""
        if self.scopes:
            self._exchange(self.scopes[-1])
        self.scopes.append({})

    def leave(self) -> None:
        """The body ends: names stand for what they did before."""
        self._exchange(self.scopes.pop())
        if self.scopes:
            self._exchange(self.scopes[-1])

    def is_own(self, name: str) -> bool:
        """Whether the name was assigned by the function whose body is being read, or outside of any."""
        return not self.scopes or name in self.scopes[-1]

    def _keep(self, name: str) -> None:
        self.scopes[-1].setdefault(name, self._meaning(name))

    def _meaning(self, name: str) -> Meaning:
        spellings = (name, *self._spellings.get(name, ()))
        known = {raw: self.operands[raw] for raw in spellings if raw in self.operands}
        return self.assigned.get(name), self.filling.get(name), known

    def _exchange(self, scope: dict[str, Meaning]) -> None:
        """What names stand for against what the scope keeps for them."""
        for name, (node, filling, known) in list(scope.items()):
            scope[name] = self._meaning(name)
            for raw in (name, *self._spellings.get(name, ())):
                self.operands.pop(raw, None)
            self.operands.update(known)
            _put(self.assigned, name, node)
            _put(self.filling, name, filling)


def _put(names: dict[str, T], name: str, value: T | None) -> None:
    if value is None:
        names.pop(name, None)
    else:
        names[name] = value
