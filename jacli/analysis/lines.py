"""The program along one input: on which side of the point it exists, what it tends to there, and how steeply.

Whether it exists, and whether it grows without end, is seen at steps so tiny that nothing else of a program's size
comes between; finite limits are sympy's, under a time limit, and believed if the program's own values, in bounds
of 900 digits, agree with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from time import thread_time
from typing import Any, Literal, TypeVar

from jacli.analysis.assumed import assumed
from jacli.analysis.model import Model, point_in
from jacli.analysis.numbers import Numbers
from jacli.analysis.records import Request
from jacli.analysis.tendency import ABSENT, UNKNOWN, Tendency
from jacli.domains import evaluation, exact, precise
from jacli.domains.clock import work_limit
from jacli.domains.evaluation import INPUT, Failure
from jacli.domains.exact import Number
from jacli.domains.exact.numbers import SYMPY_FAILS

# Relative to the input, unless that is 0: about 1e-40, 1e-80 and 1e-160.
STEPS = tuple(Fraction(1, 1 << k) for k in (133, 266, 532))
# Where numbers outgrow all bounds that near, as exp(1/x) does at 0: the last three of these at which none does.
WIDER_STEPS = tuple(Fraction(1, 1 << k) for k in range(4, 13))
# Numbers of a larger exponent, to the base 2, are not written out as fractions.
MODERATE = 1 << 15
BITS = 3_000
SECONDS = 8.0
# Of two distances, each at a step whose size is the other's squared: as good as equal, and clearly shrinking.
SAME, SHRINKING = Fraction(9, 10), Fraction(6, 10)
# Distances of a value that jumps; x**0.0001 goes to 0, however slowly.
APART = Fraction(999_999, 1_000_000)
NOTHING = Fraction(1, 10**30)
# Where else to look, beside each step.
BETWEEN = (Fraction(1), Fraction(11, 13), Fraction(5, 7), Fraction(7, 11))
ZERO = Fraction(0)

T = TypeVar("T")
Side = Literal[-1, 1]
# A function of several nodes, over bounds as over expressions: from each node's own and from an exact number's.
Combination = Callable[[Callable[[int], Any], Callable[[Number], Any]], Any]


class Budget:
    """Seconds that all limits of an answer share."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    @property
    def is_spent(self) -> bool:
        """Whether no time is left."""
        return self.seconds <= 0

    def spend(self, work: Callable[[], T]) -> T | None:
        """What the work returns; None where it fails or the time is up. Work within work is counted once."""
        if self.is_spent:
            return None
        found, start, before = None, thread_time(), self.seconds
        with work_limit(self.seconds):
            try:
                found = work()
            except SYMPY_FAILS:
                found = None
        self.seconds = min(self.seconds, before - (thread_time() - start))
        return found


class Line:
    """The values of a model's program near the point, on one side along one input; what does not move is kept.

    `values` are exact values of the program's nodes at the point.
    """

    def __init__(self, model: Model, values: Mapping[int, Any], moved: int, side: Side, budget: Budget) -> None:
        self.model = model
        self.moved = moved
        self.side = side
        self.budget = budget
        self.name: str = model.graph.parameters[moved]
        self.moving = {moved}
        for node in model.primal:
            if any(a in self.moving for a in model.graph.arguments[node]):
                self.moving.add(node)
        self.here = values[moved]
        self.fixed = {n: v for n, v in values.items() if n not in self.moving and not isinstance(v, Failure)}
        self.entered = self._closed(self.moving)
        size = abs(self.here) if isinstance(self.here, Fraction) and self.here else Fraction(1)
        self.steps = [size * step for step in STEPS]
        self._bounds: dict[int, Any] | None = None
        with precise.precision(BITS):
            self.near = [self._near(step) for step in self.steps]
        self._wider: tuple[list[Fraction], list[dict[int, Any]]] | None = None

    def _closed(self, nodes: Iterable[int]) -> list[int]:
        """The nodes and all that enters them, down to what is known, ascending."""
        found = set(nodes)
        stack = list(found)
        while stack:
            for argument in self.model.graph.arguments[stack.pop()]:
                if argument not in found:
                    found.add(argument)
                    if argument not in self.fixed:
                        stack.append(argument)
        return sorted(found)

    def tends(self, combination: Combination, nodes: Sequence[int]) -> Tendency:
        """What a combination of the nodes tends to."""
        return self.budget.spend(lambda: self._tendency(nodes, combination, None)) or UNKNOWN

    def slope(self, combination: Combination, nodes: Sequence[int], base: Number) -> Tendency:
        """What the quotients (value − base)/(±step) of a combination tend to; base is its value at the point."""
        return self.budget.spend(lambda: self._tendency(nodes, combination, base)) or UNKNOWN

    # ── what the values tell ──────────────────────────────────────────────────────────────────────────────

    def _tendency(self, nodes: Sequence[int], combination: Combination, base: Number | None) -> Tendency:
        exists = self._exists(nodes)
        if exists is False:
            return ABSENT
        steps, near = (self.steps, self.near) if exists else self._widened(nodes)
        if len(steps) < len(STEPS):
            return UNKNOWN
        with precise.precision(BITS):
            seen = [self._seen(*at, combination, base) for at in zip(steps, near, strict=True)]
            distances = [self._seen(*at, combination, base, over=False) for at in zip(steps, near, strict=True)]
            jumps = base is not None and _stay_apart(distances)
            if (jumps or _grows(seen)) and not self._is_steady(steps, combination, base, over=not jumps):
                return UNKNOWN
            if jumps or _grows(seen):
                return Tendency("jump" if jumps else "infinite", sign=_sign(seen[2]))
        value = self._limit(nodes, combination, base)
        return Tendency("finite", value) if value is not None and _agree(seen, value) else UNKNOWN

    def _is_steady(
        self, steps: Sequence[Fraction], combination: Combination, base: Number | None, *, over: bool
    ) -> bool:
        """Whether what grows, or stays apart, at a few steps does so between them too: sin(1/x)/x does not."""
        between = [step * part for step in steps for part in BETWEEN]
        seen = [self._seen(step, self._near(step), combination, base, over=over) for step in between]
        return all(_sign(a) * _sign(b) > 0 and not _is_larger(a, b, by=SAME) for a, b in pairwise(seen))

    def _exists(self, nodes: Sequence[int]) -> bool | None:
        """Whether all the nodes have values at every step; None if that cannot be told."""
        kinds = [{v.kind for n in nodes if isinstance(v := near.get(n), Failure)} for near in self.near]
        if not any(kinds):
            return all(n in self.moving or n in self.fixed for n in nodes) or None
        return False if all("undefined" in found for found in kinds) else None

    def _widened(self, nodes: Sequence[int]) -> tuple[list[Fraction], list[dict[int, Any]]]:
        """Wider steps and the values there, where all that keeps the nodes from having some is their size."""
        overflows = all(
            not isinstance(v := near.get(n), Failure) or v.kind == "overflow" for near in self.near for n in nodes
        )
        if not overflows or any(n not in self.moving and n not in self.fixed for n in nodes):
            return [], []
        if self._wider is None:
            with precise.precision(BITS):
                found = [(step, self._near(step)) for step in WIDER_STEPS]
            moderate = [(step, near) for step, near in found if all(map(_is_moderate, near.values()))]
            steps, values = zip(*moderate[-len(STEPS) :], strict=True) if moderate else ((), ())
            self._wider = list(steps), list(values)
        return self._wider

    def _seen(
        self,
        step: Fraction,
        near: Mapping[int, Any],
        combination: Combination,
        base: Number | None,
        *,
        over: bool = True,
    ) -> precise.Interval:
        """The combination, or its difference quotient, at a step: one of its bounds, which must be narrow."""
        found = combination(lambda n: near[n] if n in near else _bounds(self.fixed[n]), _bounds)
        if base is not None:
            found = found - _bounds(base)
            if over:
                found = found / precise.from_fraction(self.side * step)
        low, high = precise.end_points(found)
        if not _is_nothing(high - low, beside=low):
            raise precise.Undecided
        return low

    def _near(self, step: Fraction) -> dict[int, Any]:
        graph, domain = self.model.graph, evaluation.precise()
        # The exact number: bounds of what was typed may tell nothing, as of the root of an exact 0.
        here = _known(self.moved, self.here)
        if not isinstance(here, Failure):
            here = here + precise.from_fraction(self.side * step)
        if self._bounds is None:
            fixed = {n: self.fixed[n] for n in self.entered if n in self.fixed}
            self._bounds = {n: _known(n, value) for n, value in fixed.items()}
        lacking = any(graph.operations[n] is INPUT and n not in self._bounds for n in self.entered if n != self.moved)
        inputs = {**(point_in(self.model.problem, domain) if lacking else {}), self.name: here}
        values = evaluation.evaluate(graph, self.entered, inputs, domain, self._bounds)
        return assumed(graph, self.entered, inputs, values)

    # ── what sympy tells ──────────────────────────────────────────────────────────────────────────────────

    def _limit(self, nodes: Sequence[int], combination: Combination, base: Number | None) -> Number | None:
        import sympy

        from jacli.domains.germs import expression

        step = sympy.Dummy("h", positive=True)
        found = self._expressions(nodes, step)
        if any(e is None for e in found.values()):
            return None
        quantity = combination(found.__getitem__, expression)
        if base is not None:
            quantity = (quantity - expression(base)) / (self.side * step)
        if quantity.is_rational_function(step):
            quantity = sympy.cancel(quantity)  # else sympy looks for ever for what is left of a constant
        return _real_number(sympy.limit(quantity, step, 0, "+"))

    def _expressions(self, nodes: Sequence[int], step: Any) -> dict[int, Any]:
        """The nodes as expressions of the step."""
        from jacli.domains.germs import expression, germs

        graph = self.model.graph
        entered = self._closed(nodes)
        fixed = {n: self.fixed[n] for n in entered if n in self.fixed}
        known = {n: expression(Fraction(v) if isinstance(v, bool) else v) for n, v in fixed.items()}
        here = expression(self.here)
        with precise.precision(BITS):
            found = germs(graph, entered, {self.name: here + self.side * step}, self.near[-1], known)
        return {n: found[n] for n in nodes}


def exact_values(
    model: Model, wanted: Sequence[int], found: Numbers, request: Request, budget: Budget
) -> Mapping[int, Any] | None:
    """The exact values of the program's nodes and of those wanted; None where they cannot be had in time."""
    if not request.numeric:
        return {node: found.values[node] for node in [*model.primal, *wanted]}
    domain = evaluation.exact()
    nodes = model.graph.reached([*model.outputs, *wanted])
    return budget.spend(lambda: evaluation.evaluate(model.graph, nodes, point_in(model.problem, domain), domain))


def _is_moderate(value: Any) -> bool:
    """Whether a value is known and can be written out as a fraction."""
    if isinstance(value, Failure):
        return False
    return isinstance(value, bool) or all(abs(end) < MODERATE for end in value.exponents())


def _known(node: int, value: Any) -> Any:
    """Bounds of a node's exact value; a Failure where it is too large or they stay too wide."""
    try:
        return value if isinstance(value, bool) else _bounds(value)
    except ArithmeticError:
        return Failure("undecided", node)


def _bounds(number: Number) -> Any:
    from jacli.domains.exact.intervals import to_interval

    return to_interval(number)


def _sign(x: precise.Interval) -> int:
    return precise.lower_sign(x)


def _is_larger(x: precise.Interval, y: precise.Interval, *, by: Fraction | int = 1) -> bool:
    """Whether |x|·by > |y|. Never as fractions: numbers of a billion bits can be compared, but not written out."""
    return _sign(precise.abs_(x) * precise.from_fraction(by) - precise.abs_(y)) > 0


def _is_nothing(x: precise.Interval, *, beside: precise.Interval) -> bool:
    """Whether |x| ≤ NOTHING·max(1, |beside|)."""
    scale = beside if _is_larger(beside, precise.ONE) else precise.ONE
    return not _is_larger(x, scale * precise.from_fraction(NOTHING))


def _stay_apart(distances: Sequence[precise.Interval]) -> bool:
    """Whether the distances from the value at the point do not shrink from the first step to the last."""
    first, _, third = distances
    return not _is_larger(first, third, by=APART) and not _is_nothing(third, beside=precise.ONE)


def _grows(seen: Sequence[precise.Interval]) -> bool:
    """Whether values keep their sign and grow from step to step, by as much as a logarithm at least."""
    large = precise.from_fraction(10)
    return all(
        _sign(a) * _sign(b) > 0 and not _is_larger(a, b, by=Fraction(3, 2)) and _is_larger(b, large)
        for a, b in pairwise(seen)
    )


def _agree(seen: Sequence[precise.Interval], value: Number) -> bool:
    """Whether values approach a limit."""
    with precise.precision(BITS):
        limit, _ = precise.end_points(_bounds(value))
        first, _, third = (v - limit for v in seen)
        return _is_nothing(third, beside=limit) or not _is_larger(third, first, by=1 / SHRINKING)


def _real_number(found: Any) -> Number | None:
    """A finite real number that has bounds, exact; None for anything else."""
    if not (found.is_number and found.is_extended_real and found.is_finite):
        return None
    number = exact.from_sympy(found)
    with precise.precision(BITS):
        _bounds(number)
    return number
