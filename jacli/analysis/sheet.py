"""What an answer is made of, as nodes of the model's graph, until their numbers and formulas are known."""

from __future__ import annotations

from fractions import Fraction

from jacli.analysis.model import Model
from jacli.analysis.records import Request
from jacli.analysis.weights import Weights, seed, totals
from jacli.calculus import operators
from jacli.calculus.algebra import Rules
from jacli.domains.lowering import determinant
from jacli.errors import UsageError
from jacli.graph.terms import Term
from jacli.language.values import Element


class Sheet:
    """The parts by name: value, jacobian, `run k`, `accumulated k` and grad; k counts calls from 0."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.nodes: dict[str, list[dict[int, int]]] = {}
        self.seeds: dict[str, list[dict[int, Term]]] = {}
        self.matrices: set[str] = set()
        self.determinant: int | None = None
        self.swept: dict[tuple[Element, ...], tuple[dict[int, int], dict[int, Term]]] = {}

    def add_value(self) -> None:
        """The outputs themselves."""
        self.nodes["value"] = [dict(enumerate(self.model.outputs))]

    def add_jacobian(self) -> None:
        """All rows of J."""
        model = self.model
        one = Rules(model.graph).constant(1)
        self.nodes["jacobian"] = operators.jacobian(model.graph, model.outputs, model.inputs)
        self.seeds["jacobian"] = [{node: one} for node in model.outputs]
        self.matrices.add("jacobian")

    def add_vjp(self, name: str, weights: Weights) -> None:
        """wᵀJ by one reverse sweep; an output of weight exactly 0 is not seeded."""
        run = tuple(weights)
        if run not in self.swept:
            self.swept[run] = self._swept(run)
        row, seeds = self.swept[run]
        self.nodes[name] = [row]
        self.seeds[name] = [seeds]

    def _swept(self, weights: tuple[Element, ...]) -> tuple[dict[int, int], dict[int, Term]]:
        f = Rules(self.model.graph)
        seeds: dict[int, Term] = {}
        for node, weight in zip(self.model.outputs, weights, strict=True):
            if weight != 0:
                term = seed(f, weight)
                seeds[node] = f.add(seeds[node], term) if node in seeds else term
        return operators.vjp(self.model.graph, seeds, self.model.inputs), seeds

    def wanted(self) -> list[int]:
        """All nodes, each once."""
        found = {node: None for rows in self.nodes.values() for row in rows for node in row.values()}
        if self.determinant is not None:
            found[self.determinant] = None
        return list(found)


def sheet_of(model: Model, operation: str, runs: list[Weights], request: Request) -> Sheet:
    """Everything that the operation asks for, as nodes of the model's graph."""
    sheet = Sheet(model)
    sheet.add_value()
    _differentiate(sheet, operation, runs, request)
    return sheet


def _differentiate(sheet: Sheet, operation: str, runs: list[Weights], request: Request) -> None:
    if operation in ("jacobian", "show"):
        sheet.add_jacobian()
        if request.det:
            sheet.determinant = _determinant(sheet.model, sheet.nodes["jacobian"])
    for k, weights in enumerate(runs):
        sheet.add_vjp(f"run {k}", weights)
    if len(runs) > 1:
        for k, total in enumerate(totals(runs)[1:], 1):
            sheet.add_vjp(f"accumulated {k}", total)
    if operation == "show":
        sheet.add_vjp("grad", [Fraction(1)] * len(sheet.model.outputs))


def _determinant(model: Model, rows: list[dict[int, int]]) -> int:
    m, n = len(model.outputs), len(model.inputs)
    if m != n:
        raise UsageError("determinant-not-square", rows=m, columns=n)
    zero = Rules(model.graph).constant(0).id
    model.graph.made_for = model.outputs[0] if model.outputs else -1
    node = determinant(model.graph, [[row.get(j, zero) for j in range(n)] for row in rows])
    model.graph.made_for = -1
    return node
