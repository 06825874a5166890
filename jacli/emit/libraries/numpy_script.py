"""numpy has no derivatives: the reverse sweep is written out, as a function of the weights."""

from __future__ import annotations

from collections.abc import Iterator

from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import pullback
from jacli.emit.libraries.script import INPUT, Script, seed_name
from jacli.emit.libraries.statements import Statements, spelled
from jacli.graph.expansion import expanded
from jacli.graph.shapes import size
from jacli.graph.terms import Term


class NumpyScript(Script):
    """The program, a function `vjp` of the weights, and what it gives for rows of ones and zeros."""

    def body(self) -> Iterator[str]:
        """Everything below the imports."""
        for name, _ in self.problem.program.inputs:
            yield f"{self.identifiers[name]} = {self.value(name)}"
        yield ""
        weights = self.weight_names
        statements, gradients, outputs = self._written()
        forward = statements.lines[: self.forward]
        yield from forward
        yield from ("", "", f"def vjp({', '.join(weights)}):")
        yield from (f"    {line}" for line in statements.lines[self.forward :])
        yield from (f"    return {', '.join(gradients)}" + ("," if len(gradients) == 1 else ""), "", "")
        if "value" in self.parts:
            yield f"print({', '.join(outputs)})"
        if "jacobian" in self.parts:
            yield from self._rows()
        if "vjp" in self.parts:
            yield from self._runs()
        if "grad" in self.parts:
            ones = ", ".join(f"np.ones({shape})" for shape in self.shapes)
            yield f"print({self.times('grad', f'vjp({ones})')})"

    def _written(self) -> tuple[Statements, list[str], list[str]]:
        """The statements of values and gradients: the first `forward` lines need no weights."""
        program = self.problem.program
        whole = expanded(program.graph, self.outputs)
        f = Rules(whole.graph)
        seeds: dict[int, Term] = {}
        for place, (node, shape) in enumerate(zip(self.outputs, self.shapes, strict=True)):
            seed = f.term(whole.graph.node(INPUT, (), seed_name(place), shape))
            new = whole.nodes[node]
            seeds[new] = f.add(seeds[new], seed) if new in seeds else seed
        given = dict(program.inputs)
        inputs = [whole.nodes.get(given[name], -1) for name in self.problem.wrt]
        found = pullback(f, seeds, [node for node in inputs if node >= 0])
        primal = [whole.nodes[node] for node in self.outputs]
        wanted = [*primal, *(term.id for term in found.values())]
        graph, places = spelled(whole.graph, self.library, wanted)
        names = self.names_in(graph, {old: places[new] for old, new in whole.nodes.items() if new in places})
        statements = self.statements(graph, names)
        outputs = statements.write([places[node] for node in primal])
        self.forward = len(statements.lines)
        derived = iter(statements.write([places[found[node].id] for node in inputs if node in found]))
        self.use(statements)
        gradients = [
            next(derived) if node in found else f"np.zeros({program.graph.shapes[given[name]]})"
            for name, node in zip(self.problem.wrt, inputs, strict=True)
        ]
        return statements, gradients, outputs

    def _rows(self) -> Iterator[str]:
        """J, a row for each weight that is 1 while the others are 0."""
        count = sum(size(shape) for shape in self.shapes)
        yield "rows = []"
        yield f"for one in np.eye({count}):"
        start = 0
        pieces = []
        for shape in self.shapes:
            end = start + size(shape)
            pieces.append(f"one[{start}:{end}].reshape({shape})" if shape else f"one[{start}]")
            start = end
        yield f"    rows.append(np.concatenate([np.ravel(block) for block in vjp({', '.join(pieces)})]))"
        yield from ("J = np.array(rows)", "print(J)")

    def _runs(self) -> Iterator[str]:
        runs = [f"vjp({', '.join(f'np.array({weight})' for weight in run)})" for run in self.weights()]
        if len(runs) == 1:
            yield f"print({self.times('vjp', runs[0])})"
            return
        sums = f"(sum(shares) for shares in zip({', '.join(runs)}))"
        yield f"print({self.times('vjp', sums)})"
