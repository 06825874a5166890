"""Derivatives as quotients of the program's own values, in intervals of hundreds of digits: no sweep is involved.

A step of 10^-30 at 120 digits leaves an error far below what a float could show. Where a quotient does not
agree with what is expected, smaller steps tell whether it has settled on something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from mpmath import mpf, workdps

from jacli.analysis.comparison import TOLERANCE, Real, middle, of_fraction, relative_error, width
from jacli.analysis.model import Model, number_in
from jacli.calculus.sweeps import active_nodes
from jacli.domains import evaluation, precise
from jacli.domains.evaluation import Failure
from jacli.domains.lowering import flat_names
from jacli.language.values import Constant

# Decimal exponents of the steps, relative to an input larger than 1; the precision is four times as many digits.
STEPS = (30, 60, 120)
BITS_PER_DIGIT = 3.33
# Inputs of more zeros behind the point are stepped along by their own size.
TINY = 10
# Bits that tell about where an irrational input is, and the binary exponent beyond which it counts as 0.
POINT_BITS, LONGEST_EXPONENT = 64, 50_000
# Two quotients that are nearer than this, relatively, have settled.
SETTLED = 1e-9
CENTRAL, LEFT, RIGHT = 0, -1, 1


@dataclass(frozen=True, eq=False, slots=True)
class Quotient:
    """A difference quotient: its value, and the size that an error is measured by where the derivative is 0."""

    value: Real
    scale: Real


class Differences:
    """Difference quotients of all outputs of a model at its point, made when asked for."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.point = _elements(model)
        # What is rational or true at the point is known exactly, where bounds could not decide.
        exact = evaluation.exact()
        inputs = {name: number_in(element, exact) for name, element in self.point.items()}
        found = evaluation.evaluate(model.graph, model.primal, inputs, exact)
        self.exact = {n: v for n, v in found.items() if isinstance(v, (bool, Fraction))}
        self._moved: dict[tuple[int, int, int], Sequence[Any]] = {}
        self._base: dict[int, dict[int, Any]] = {}

    def error(self, weights: Mapping[int, Real], column: int, expected: Real, side: int = CENTRAL) -> float | None:
        """How far Σ weights[i]·y[i] is from having the expected derivative along a column, relatively.

        None where the quotients have not settled or the outputs have no value beside the point. An infinite
        `expected` agrees with quotients that grow without end.
        """
        last: Quotient | None = None
        for step in self._steps(column):
            found = self._quotient(weights, column, step, side)
            if found is None:
                continue
            if abs(expected) == mpf("inf"):
                if last is not None and _grows(last, found, expected):
                    return 0.0
            else:
                error = relative_error(expected, found.value, found.scale)
                if error <= TOLERANCE:
                    return error
                if last is not None and relative_error(last.value, found.value, found.scale) <= SETTLED:
                    return error
            last = found
        return 1.0 if last is not None and abs(expected) == mpf("inf") else None

    def _quotient(self, weights: Mapping[int, Real], column: int, step: int, side: int) -> Quotient | None:
        ahead = self._values(column, step, 0 if side == LEFT else 1)
        behind = self._values(column, step, 0 if side == RIGHT else -1)
        h = of_fraction(self._step(column, step))
        total, size, uncertain = mpf(0), mpf(0), mpf(0)
        with workdps(5 * step):
            for output, weight in weights.items():
                high, low = ahead[output], behind[output]
                if isinstance(high, Failure) or isinstance(low, Failure):
                    return None
                total += weight * ((high.lo + high.hi) - (low.lo + low.hi)) / 2
                size += abs(weight * middle(high))
                uncertain += abs(weight) * (width(high) + width(low))
            run = h if side else 2 * h
            if uncertain > TOLERANCE**2 * max(abs(total), TOLERANCE * h * size):
                return None
            scale = size / max(1, abs(of_fraction(self._rational(column))))
            return Quotient(total / run, scale or mpf(1))

    def _rational(self, column: int) -> Fraction:
        """About where the input is."""
        element = self.point[self.model.input_names[column]]
        if isinstance(element, Fraction):
            return element
        with precise.precision(POINT_BITS):
            value = number_in(element, evaluation.precise())
        if isinstance(value, Failure):
            return Fraction(0)
        mantissa, exponent = value.lo.man_exp
        return int(mantissa) * Fraction(2) ** exponent if abs(exponent) <= LONGEST_EXPONENT else Fraction(0)

    def _steps(self, column: int) -> Sequence[int]:
        """The decimal exponents of the steps: what is tiny is not stepped over."""
        value = abs(self._rational(column))
        digits = (value.denominator // value.numerator).bit_length() / BITS_PER_DIGIT if value else 0
        return [step + ceil(digits) for step in STEPS] if digits > TINY else STEPS

    def _step(self, column: int, step: int) -> Fraction:
        return max(Fraction(1), abs(self._rational(column))) / Fraction(10**step)

    def _values(self, column: int, step: int, sign: int) -> Sequence[Any]:
        """The outputs with one input moved by ±h, as intervals or Failures."""
        key = (column if sign else -1, step, sign)
        if key not in self._moved:
            with precise.precision(int(4 * step * BITS_PER_DIGIT)):
                self._moved[key] = self._evaluated(column, step, sign)
        return self._moved[key]

    def _evaluated(self, column: int, step: int, sign: int) -> Sequence[Any]:
        model, domain = self.model, evaluation.precise()
        if step not in self._base:
            self._base[step] = self._evaluate(self._inputs(domain), range(0))
        base = self._base[step]
        if not sign:
            return [_counted(base[n]) for n in model.outputs]
        inputs = self._inputs(domain)
        name = model.input_names[column]
        # A number too large to be computed is a Failure, and so is what depends on it.
        if not isinstance(inputs[name], Failure):
            inputs[name] = inputs[name] + domain.number(sign * self._step(column, step))
        active = active_nodes(model.graph, [model.inputs[column]], model.primal)
        found = self._evaluate(inputs, active, base)
        return [_counted(found[n]) for n in model.outputs]

    def _inputs(self, domain: evaluation.Domain) -> dict[str, Any]:
        return {name: number_in(element, domain) for name, element in self.point.items()}

    def _evaluate(
        self, inputs: Mapping[str, Any], active: Any, base: Mapping[int, Any] | None = None
    ) -> dict[int, Any]:
        """All nodes of the program; those that do not move are taken over."""
        model, domain = self.model, evaluation.precise()
        if base is not None:
            known = {n: v for n, v in base.items() if n not in active}
        else:
            known = {n: v if isinstance(v, bool) else domain.number(v) for n, v in self.exact.items()}
        return evaluation.evaluate(model.graph, model.primal, inputs, domain, known)


def _counted(value: Any) -> Any:
    """A truth value as a number."""
    return evaluation.precise().number(Fraction(value)) if isinstance(value, bool) else value


def _grows(last: Quotient, found: Quotient, expected: Real) -> bool:
    """Whether a quotient grows as a logarithm at least: that of x*log(x) doubles as the step's exponent does."""
    return bool(2 * abs(found.value) > 3 * abs(last.value) and (found.value > 0) == (expected > 0))


def _elements(model: Model) -> dict[str, Fraction | Constant]:
    point = model.problem.point
    assert point is not None
    return dict(_flat(point))


def _flat(point: Mapping[str, Any]) -> Iterator[tuple[str, Fraction | Constant]]:
    for name, value in point.items():
        yield from zip(flat_names(name, value.shape), value.elements, strict=True)
