"""Closed matrix forms: the gradient of each array input in the language of arrays, `a.grad = w @ b.T`.

They are read off a reverse sweep over the array graph, seeded with the weights by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from jacli.analysis.like_terms import collected
from jacli.analysis.records import Expression
from jacli.calculus.algebra import Rules
from jacli.calculus.sweeps import pullback
from jacli.graph.expansion import expanded
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.terms import Term
from jacli.language.problem import Problem

INPUT, MUL, NEG, ONES = (TABLE[name] for name in ("input", "mul", "neg", "ones"))
# Longer programs have a gradient that no one reads as one formula.
NODE_LIMIT = 200
# Longer ones are not even looked through for like terms.
SWEPT_LIMIT = 10 * NODE_LIMIT
# The same of operations written out, shared ones each time.
WRITTEN_LIMIT = 1_000
# What only derivatives are made of, and no program can say.
UNSPEAKABLE = frozenset(TABLE[name] for name in ("put", "take", "update", "adjugate"))


def closed_forms(problem: Problem) -> dict[str, Expression] | None:
    """The matrix form of each array input's gradient, over the inputs and the weights `w` (or `w1`, …).

    None where the program has no arrays or is too long for its forms to be read. An input that no output
    depends on is absent, as is one whose form the language has no words for or that is long when written out.
    """
    program = problem.program
    outputs = [node for _, node in program.outputs]
    reached = program.graph.reached(outputs)
    if len(reached) > NODE_LIMIT or not any(program.graph.shapes[n] for n in reached):
        return None
    graph = expanded(program.graph, outputs)
    f, typed = Rules(graph.graph), len(graph.graph)
    seeds: dict[int, Term] = {}
    for name, node in zip(weight_names(problem), outputs, strict=True):
        new = graph.nodes[node]
        shape = graph.graph.shapes[new]
        seed = f.constant(1) if _is_plain(problem, shape) else f.term(_input(graph.graph, name, shape))
        seeds[new] = f.add(seeds[new], seed) if new in seeds else seed
    inputs = {name: graph.nodes[node] for name, node in program.inputs if node in graph.nodes and name in problem.wrt}
    found = pullback(f, seeds, list(inputs.values()))
    swept = {name: found[node] for name, node in inputs.items() if node in found and graph.graph.shapes[node]}
    if len(graph.graph.reached([term.id for term in swept.values()])) > SWEPT_LIMIT:
        return None
    arrays = {name: collected(f, term.id, typed) for name, term in swept.items()}
    forms = {name: graph.graph.reached([term.id]) for name, term in arrays.items()}
    if any(len(nodes) > NODE_LIMIT for nodes in forms.values()):
        return None
    said = [name for name, nodes in forms.items() if _is_sayable(graph.graph, nodes)]
    return {name: Expression(graph.graph, _spelt(f, arrays[name]).id) for name in said} or None


def _spelt(f: Rules, form: Term) -> Term:
    """A number for all elements as so many ones: 3*ones(2), -ones(2)."""
    number = f.number(form)
    if number in (None, 0, 1) or not form.shape:
        return form
    ones = f.node(ONES, parameter=(form.shape,), shape=form.shape)
    return f.node(NEG, ones, shape=form.shape) if number == -1 else f.node(MUL, form, ones, shape=form.shape)


def _is_sayable(graph: Graph, nodes: Sequence[int]) -> bool:
    """Whether the language has words for the last of the nodes, and not too many."""
    sizes: dict[int, int] = {}
    for node in nodes:
        sizes[node] = min(1 + sum(sizes[a] for a in graph.arguments[node]), WRITTEN_LIMIT + 1)
    return sizes[nodes[-1]] <= WRITTEN_LIMIT and UNSPEAKABLE.isdisjoint(graph.operations[n] for n in nodes)


def _is_plain(problem: Problem, shape: tuple[int, ...]) -> bool:
    """Whether the weight is the 1 of a single number's gradient."""
    return not shape and len(problem.program.outputs) == 1 and all(run[0] == 1 for run in problem.weights)


def _input(graph: Graph, name: str, shape: tuple[int, ...]) -> int:
    return graph.node(INPUT, (), name, shape)


def weight_names(problem: Problem) -> list[str]:
    """`w` for a single output, else `w1`, `w2`, …; dashed while the program uses the name itself."""
    taken = {name for name, _ in problem.program.inputs} | set(problem.program.names)
    count = len(problem.program.outputs)
    names = ["w"] if count == 1 else [f"w{i + 1}" for i in range(count)]
    while any(name in taken for name in names):
        names = [f"{name}_" for name in names]
    return names
