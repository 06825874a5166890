"""Derivatives found another way out of formulas: by sympy's own `diff`, and by reading printed formulas back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy
from mpmath import mpf, workdps

from jacli.analysis.comparison import DIGITS, WORKING_DIGITS, Real, values_at
from jacli.analysis.model import Model, modelled, point_in
from jacli.domains import evaluation
from jacli.domains.clock import work_limit
from jacli.domains.evaluation import Failure
from jacli.domains.exact.numbers import SYMPY_FAILS
from jacli.domains.formula import formulas, rebuilt
from jacli.domains.sharing import free_stem
from jacli.graph.limits import Limits
from jacli.language.problem import Problem
from jacli.language.program import Program, SourceText
from jacli.language.reader import read

Expr = Any
Write = Callable[[Expr], str]
LARGEST_EXACT_BITS = 4_000
LARGEST_POWER = 10_000
# How many digits sympy may use to find 40 that are right.
MOST_DIGITS = 1_000


class SympyDerivatives:
    """J as sympy differentiates the formulas of the outputs, at the model's point, entry by entry.

    `omitted` are the outputs whose formula is past the cap. All together takes at most `seconds`.
    """

    def __init__(self, model: Model, limits: Limits, seconds: float) -> None:
        self.model = model
        self.seconds = seconds
        numbers = point_in(model.problem, evaluation.exact())
        self.symbols = {name: sympy.Dummy(name.partition("[")[0], real=True) for name in numbers}
        self.point = self._point(numbers)
        caps = {"size_cap": limits.formula_size, "depth_cap": limits.formula_depth}
        found = formulas(model.graph, list(model.outputs), taken=(), **caps).entries
        self.outputs = [None if e is None else self._real(e) for e in found]
        self.omitted = sum(e is None for e in found)

    def value(self, output: int, column: int) -> Real | None:
        """∂output/∂column to 40 digits; None where sympy has no value for it or the time is up."""
        expression = self.outputs[output]
        if expression is None or self.point is None or self.seconds <= 0:
            return None
        found: Real | None = None
        with work_limit(self.seconds) as limit:
            try:
                found = self._value(expression, self.symbols[self.model.input_names[column]])
            except SYMPY_FAILS:
                return None
        if limit.reached:
            self.seconds = 0
        return found

    def written(self, output: int, column: int, write: Write) -> str | None:
        """∂output/∂column as text of the language; None where that has no words for it or the time is up."""
        expression = self.outputs[output]
        names = {symbol: sympy.Symbol(name) for name, symbol in self.symbols.items()}
        with work_limit(max(self.seconds, 1e-3)), suppress(*SYMPY_FAILS):
            derivative = sympy.diff(expression, self.symbols[self.model.input_names[column]])
            return write(derivative.xreplace(names))
        return None

    def _value(self, expression: Expr, symbol: Expr) -> Real | None:
        derivative = sympy.diff(expression, symbol)
        assert self.point is not None
        if any(power.exp.is_Integer and abs(power.exp) > LARGEST_POWER for power in derivative.atoms(sympy.Pow)):
            # sympy would multiply it out
            return None
        value = derivative.xreplace(self.point).evalf(DIGITS, maxn=MOST_DIGITS, strict=True)
        if not (value.is_Float or value.is_Rational) or not value.is_finite:
            return None
        with workdps(WORKING_DIGITS):
            return mpf(str(value))

    def _real(self, expression: Expr) -> Expr | None:
        """The formula over real variables, evaluated by sympy as it likes."""
        found = None
        names = {sympy.Symbol(name): symbol for name, symbol in self.symbols.items()}
        with work_limit(max(self.seconds, 1e-3)) as limit:
            try:
                found = rebuilt(expression, names, evaluate=True)
            except SYMPY_FAILS:
                return None
        if limit.reached:
            self.seconds = 0
        return found

    def _point(self, numbers: Mapping[str, Any]) -> dict[Expr, Expr] | None:
        """The numbers of the point as sympy's; None if one has no exact value of a moderate length."""
        found = {self.symbols[name]: _expr(value) for name, value in numbers.items()}
        return None if any(value is None for value in found.values()) else found


def _expr(value: Any) -> Expr | None:
    if not isinstance(value, Fraction):
        return None if isinstance(value, Failure) else getattr(value, "expr", None)
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > LARGEST_EXACT_BITS:
        return None
    return sympy.Rational(value.numerator, value.denominator)


def read_back(
    problem: Problem, written: Mapping[Any, str], terms: Sequence[tuple[str, str]], limits: Limits
) -> dict[Any, Real | None]:
    """The value at the problem's point of every formula, read as text of the language.

    `terms` are the named terms that they are written over, in order. Raises LanguageError if one cannot be read.
    """
    inputs = [name for name, _ in problem.program.inputs]
    stem = free_stem({*inputs, *(name for name, _ in terms)})
    names = {key: f"{stem}{k}" for k, key in enumerate(written, 1)}
    lines = [f"{name} = {text}" for name, text in terms] + [f"{names[key]} = {text}" for key, text in written.items()]
    program = read_over(problem, SourceText("formulas", "\n".join(lines)), limits)
    chosen = tuple((name, program.names[name]) for name in names.values())
    model = modelled(replace(problem, program=replace(program, outputs=chosen), wrt=(), weights=()))
    return dict(zip(written, values_at(model, model.problem, list(model.outputs), limits), strict=True))


def read_over(problem: Problem, text: SourceText, limits: Limits) -> Program:
    """A text of the language over the inputs of a problem, all of which it has, used or not."""
    graph = problem.program.graph
    shapes = {name: graph.shapes[node] for name, node in problem.program.inputs}
    return read([text], shapes=shapes, variables=tuple(shapes), known=tuple(shapes), limits=limits)
