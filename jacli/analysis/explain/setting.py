"""What every section of an explanation starts from: the problem, its graphs, its numbers and its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from jacli.analysis.answer import answer
from jacli.analysis.explain.labels import Naming, naming
from jacli.analysis.explain.records import WeightKind
from jacli.analysis.model import Model, modelled, output_names
from jacli.analysis.numbers import numbers
from jacli.analysis.records import Answer, Entry, Request, Run
from jacli.analysis.typed import weight_entries
from jacli.analysis.weights import added
from jacli.language.problem import Problem
from jacli.language.values import Element


@dataclass(frozen=True, eq=False, slots=True)
class Setting:
    """One problem that is being explained.

    `problem` has exactly one run of weights, one weight per row of `model`: of several calls of backward, their sum.
    `calls` are those calls, if there are several, each made with the weights of kind `call_kind`; `repeat` counts the
    rounds. `answer` is that of `show` to the same problem, without J if nobody asks for it. `naming` names the steps,
    which are nodes of the program's own graph; `values` maps the scalar nodes of the steps to their entries, and is
    empty without a point.
    """

    problem: Problem
    request: Request
    weight_kind: WeightKind
    call_kind: WeightKind
    repeat: int
    answer: Answer
    model: Model
    naming: Naming
    values: Mapping[int, Entry]

    @property
    def calls(self) -> tuple[Run, ...]:
        """Every call of backward with what has accumulated after it; none if there is one call."""
        return self.answer.runs

    @property
    def weights(self) -> tuple[Element, ...]:
        """One weight per output element."""
        return self.problem.weights[0]

    @property
    def weight_entries(self) -> tuple[Entry, ...]:
        """The weights as numbers."""
        assert self.answer.weights is not None
        return self.answer.weights

    def label(self, node: int) -> str:
        """What a step is called."""
        return self.naming.labels[node]

    def values_of(self, node: int) -> tuple[Entry, ...] | None:
        """The value of a step, flat; None without a point."""
        if self.problem.point is None:
            return None
        return tuple(self.values[element] for element in self.model.lowered.elements[node])

    def row(self, part: str) -> tuple[Entry, ...]:
        """One row of the answer (value, vjp or grad), absent entries filled in by zeros."""
        found = next(p for p in self.answer.parts if p.name == part)
        entries = dict(found.rows[0]) if found.rows else {}
        return tuple(entries.get(j) or self.zero for j in range(len(found.column_names)))

    @property
    def zero(self) -> Entry:
        """The entry that an absent one stands for."""
        return zero_entry(point=self.answer.point is not None)


def zero_entry(*, point: bool) -> Entry:
    """A 0 of structure, as a formula and, at a point, as a number."""
    import sympy

    return Entry(sympy.S.Zero, exact=Fraction(0), value=0.0) if point else Entry(sympy.S.Zero)


# Of a J of more entries, and of what goes with it, only the first rows and entries have formulas.
MOST_FORMULATED, FORMULATED = 10_000, 16


def setting(problem: Problem, request: Request, *, jacobian: bool = True, whole: bool = True) -> Setting:
    """Find out all that the sections have in common, with J or without.

    Unless `whole`, only the first formulas of what is very large are found.
    Raises LimitReached past a limit.
    """
    names = output_names(problem.program.outputs, problem.program.graph)
    kind: WeightKind = "given" if problem.weights else "scalar" if len(names) == 1 else "ones"
    if not problem.weights:
        problem = replace(problem, weights=((Fraction(1),) * len(names),))
    if not whole and problem.point is not None and prod(problem.jacobian_shape) > MOST_FORMULATED:
        request = replace(request, formulated=FORMULATED)
    found = replace(answer(problem, "show", request) if jacobian else _swept(problem, request), operation="explain")
    repeat, request = request.repeat, replace(request, repeat=1)
    several = bool(found.runs)
    if several:
        problem = replace(problem, weights=added(problem.weights * repeat))
        found = replace(found, weights=weight_entries(problem.weights[0], request))
    model, named = modelled(problem), naming(problem)
    values = _values(model, named.nodes, request)
    return Setting(problem, request, "given" if several else kind, kind, repeat, found, model, named, values)


def _swept(problem: Problem, request: Request) -> Answer:
    """The answer of one reverse sweep, as `show` gives it but for J and the gradient."""
    found = answer(problem, "vjp", request)
    return replace(found, parts=(found.value, replace(found.result, name="vjp")), closed_form=None)


def _values(model: Model, steps: Sequence[int], request: Request) -> Mapping[int, Entry]:
    if model.problem.point is None:
        return {}
    wanted = dict.fromkeys(element for node in steps for element in model.lowered.elements[node])
    return numbers(model, list(wanted), request).entries
