"""Functions of real variables that sympy lacks, or has for complex numbers only, as sympy functions.

Each knows its derivative, its value at rational numbers and its LaTeX, so that formulas made of them can be
differentiated, evaluated and simplified like any others. `Held` keeps sympy from evaluating a constant.
While a formula is being made, functions that sympy is slow to evaluate, or evaluates for complex numbers, have
stand-ins that it knows nothing about; `native` puts sympy's own in their places, unevaluated.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import sympy
from sympy.core.function import ArgumentIndexError
from sympy.functions.elementary.piecewise import ExprCondPair

import jacli.domains.sympy_digits  # noqa: F401  sympy finds signs with it

Expr = Any

EXPONENT_BITS = 4096


class Held(sympy.Function):  # type: ignore[misc]
    """A constant that is not to be evaluated further: −1 in sqrt(−1), 0 in 1/0, 9 in 9**(10**9)."""

    nargs = 1

    def _eval_evalf(self, prec: int) -> Expr | None:
        try:
            value = self.args[0]._evalf(prec)
        except OverflowError:  # beyond every float of mpmath
            return None
        # A power with an exponent of more bits would take up all memory.
        return None if value.is_Float and sum(value._mpf_[2:]) > EXPONENT_BITS else value

    def doit(self, **hints: Any) -> Expr:
        """The constant itself."""
        return self.args[0].doit(**hints)

    def _sympystr(self, printer: Any) -> str:
        text = str(printer._print(self.args[0]))
        return f"({text})" if text.startswith("-") else text

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = printer._print(self.args[0])
        if text.startswith("-") or (exp is not None and not self.args[0].is_Integer):
            text = rf"\left({text}\right)"
        return text if exp is None else f"{text}^{{{exp}}}"


class cbrt(sympy.Function):  # type: ignore[misc] # noqa: N801  the name that is printed
    """The real cube root."""

    nargs = 1

    @classmethod
    def eval(cls, x: Expr) -> Expr | None:
        """Exact at rational cubes; a sign in front comes out."""
        if x.is_Rational:
            if x < 0:
                return -cls(-x)
            p, q = sympy.integer_nthroot(x.p, 3), sympy.integer_nthroot(x.q, 3)
            return sympy.Rational(p[0], q[0]) if p[1] and q[1] else None
        coefficient, rest = x.as_coeff_Mul()
        return -cls(-x) if coefficient < 0 and rest is not sympy.S.One else None

    def fdiff(self, argindex: int = 1) -> Expr:
        """1/(3·cbrt(x)²)."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return 1 / (3 * self**2)

    def _eval_evalf(self, prec: int) -> Expr:
        x = self.args[0]._evalf(prec)
        if not x.is_Float:
            return None
        return -((-x) ** sympy.Rational(1, 3)) if x < 0 else x ** sympy.Rational(1, 3)

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_extended_real else None

    def _eval_rewrite_as_Piecewise(self, x: Expr, **hints: Any) -> Expr:  # noqa: ARG002
        third = sympy.Rational(1, 3)
        return sympy.Piecewise((-((-x) ** third), x < 0), (x**third, True))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = rf"\sqrt[3]{{{printer._print(self.args[0])}}}"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


class _Step(sympy.Function):  # type: ignore[misc]
    """A piecewise constant function: its derivative is 0 wherever it has one."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """0."""
        if not 1 <= argindex <= len(self.args):
            raise ArgumentIndexError(self, argindex)
        return sympy.S.Zero

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(x.is_extended_real for x in self.args) else None


class round_half_even(_Step):  # noqa: N801
    """The nearest integer, halves to even."""

    nargs = 1

    @classmethod
    def eval(cls, x: Expr) -> Expr | None:
        """Exact at rational numbers."""
        if not x.is_Rational:
            return None
        below = x.p // x.q
        twice = 2 * (x.p - below * x.q)
        up = twice > x.q or (twice == x.q and below % 2)
        return sympy.Integer(below + 1 if up else below)

    def _eval_evalf(self, prec: int) -> Expr:
        x = self.args[0]._evalf(prec)
        return self.func(sympy.Rational(x)) if x.is_Float else None

    def _sympystr(self, printer: Any) -> str:
        return f"round({printer._print(self.args[0])})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\operatorname{{round}}{power}\left({printer._print(self.args[0])}\right)"


class detach(_Step):  # noqa: N801
    """A value that counts as a constant: its derivative is 0 everywhere."""

    nargs = 1

    @classmethod
    def eval(cls, x: Expr) -> Expr | None:
        """A number is a constant already."""
        return x if x.is_number else None

    def _eval_evalf(self, prec: int) -> Expr | None:
        try:
            return self.args[0]._evalf(prec)
        except OverflowError:  # beyond every float of mpmath
            return None

    def doit(self, **hints: Any) -> Expr:
        """It stays: the argument alone would have a derivative."""
        return self.func(self.args[0].doit(**hints)) if hints.get("deep", True) else self

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\operatorname{{detach}}{power}\left({printer._print(self.args[0])}\right)"


class count_equal(_Step):  # noqa: N801
    """How many of the arguments after the first equal the first."""

    @classmethod
    def eval(cls, y: Expr, *x: Expr) -> Expr | None:
        """Exact at rational numbers; the number of arguments if all are the same."""
        if all(xk == y for xk in x):
            return sympy.Integer(len(x))
        if y.is_Rational and all(xk.is_Rational for xk in x):
            return sympy.Integer(sum(xk == y for xk in x))
        return None

    def _eval_rewrite_as_Piecewise(self, y: Expr, *x: Expr, **hints: Any) -> Expr:  # noqa: ARG002
        return sympy.Add(*(sympy.Piecewise((1, sympy.Eq(xk, y)), (0, True)) for xk in x))

    def _eval_evalf(self, prec: int) -> Expr:
        values = [a._evalf(prec) for a in self.args]
        if not all(v.is_number for v in values):
            return None
        return sympy.Integer(sum(v == values[0] for v in values[1:]))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        arguments = ", ".join(printer._print(a) for a in self.args)
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\operatorname{{count\_equal}}{power}\left({arguments}\right)"


class StandIn(sympy.Function):  # type: ignore[misc]
    """A real function that sympy asks nothing about; `head` is what it stands for."""

    is_commutative = True
    head: Any = None


class where(StandIn):  # noqa: N801  as it is typed
    """`where(condition, x, y)`, for a Piecewise."""


class cases(StandIn):  # noqa: N801
    """A Piecewise that sympy does not know to be one: value, condition, value, condition, …"""

    is_Piecewise = True  # noqa: N815  where sympy's printers look whether to put brackets


def _stand_in(head: Any) -> Any:
    return type(f"_{head.__name__}", (StandIn,), {"head": head})


STAND_INS: dict[Any, Any] = {
    head: _stand_in(head)
    for head in (
        sympy.sinh, sympy.cosh, sympy.tanh, sympy.Abs, sympy.sign, sympy.floor, sympy.ceiling, sympy.Max, sympy.Min,
        sympy.Mod, sympy.Heaviside, sympy.polygamma, sympy.erfc, sympy.atan2,
    )
}  # fmt: skip


def native(expression: Expr, made: dict[Expr, Expr] | None = None) -> Expr:
    """The expression with sympy's functions in the places of their stand-ins; nothing is evaluated.

    `made` remembers parts from one expression to the next.
    """
    made = {} if made is None else made
    for part in parts(expression, made):
        made[part] = remade(part, [made[a] for a in part.args])
    return made[expression]


def remade(part: Expr, arguments: Sequence[Expr]) -> Expr:
    """A part with other arguments, not evaluated."""
    head = part.func
    if issubclass(head, StandIn):
        return piecewise(*arguments) if head is where else head.head(*arguments, evaluate=False)
    if all(a is b for a, b in zip(arguments, part.args, strict=True)):
        return part
    if head in (sympy.Add, sympy.Mul):
        return head._from_args(arguments)
    if head in (sympy.And, sympy.Or):
        return _junction(head, arguments)
    if head is sympy.Piecewise or head is ExprCondPair:
        return sympy.Basic.__new__(head, *arguments)
    return head(*arguments, evaluate=False)


def opaque_cases(expression: Expr) -> Expr:
    """The expression with `cases` for every Piecewise, which sympy's LaTeX printer would evaluate within powers."""
    made: dict[Expr, Expr] = {}
    for part in parts(expression):
        arguments = [made[a] for a in part.args]
        if part.func is sympy.Piecewise:
            made[part] = cases(*(item for pair in arguments for item in pair.args))
        else:
            made[part] = remade(part, arguments) if arguments else part
    return made[expression]


def piecewise(condition: Expr, x: Expr, y: Expr) -> Expr:
    """A Piecewise as it is: sympy's constructor would look for cases within conditions, which can take forever."""
    rest = y.args if isinstance(y, sympy.Piecewise) else (sympy.Basic.__new__(ExprCondPair, y, sympy.true),)
    return sympy.Basic.__new__(sympy.Piecewise, sympy.Basic.__new__(ExprCondPair, x, condition), *rest)


def _junction(head: Any, arguments: Sequence[Expr]) -> Expr:
    found = sympy.Basic.__new__(head, *arguments)
    found._argset = frozenset(arguments)
    return found


def parts(expression: Expr, known: Container[Expr] = ()) -> list[Expr]:
    """Each distinct subexpression once, arguments first, but none that is known; not recursive."""
    found: dict[Expr, None] = {}
    stack = [(expression, False)]
    while stack:
        part, ready = stack.pop()
        if part in found or part in known:
            continue
        if ready or not part.args:
            found[part] = None
            continue
        stack.append((part, True))
        stack.extend((a, False) for a in part.args)
    return list(found)
