"""The functions of the table on sympy expressions, as functions of real variables.

The symbols are plain ones, which sympy takes to be complex: left to evaluate abs(exp(x)) it writes exp(re(x)), and
asked about tanh(tanh(x)) it splits it into real and imaginary parts, again and again. So such functions are made of
stand-ins (see `heads`), unless their arguments are numbers.
A constant that has no value (log(−1), 1/0), or whose digits would fill pages (9**9**9), stays as typed:
its arguments are `Held`. Parameters come after the arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import comb, factorial
from typing import Any

import sympy
from sympy import S

from jacli.domains import heads
from jacli.domains.heads import Held

Expr = Any
HALF = sympy.Rational(1, 2)
# Numbers longer than this are not multiplied out; roots are taken of shorter ones only.
LONGEST_BITS = 8192
LONGEST_ROOT_BITS = 512
LARGEST_EXPONENT = 1000
# Gamma of larger numbers is left as it is.
LARGEST_FACTORIAL = 100
# Functions that grow like exponentials, and the size of an exponent from which on nothing is made of what they give.
GROWING = (sympy.exp, sympy.gamma, sympy.sinh, sympy.cosh)
IMMENSE = 50_000
NO_VALUE = (S.ImaginaryUnit, S.ComplexInfinity, S.NaN, S.Infinity, S.NegativeInfinity)


# ── constants ─────────────────────────────────────────────────────────────────────────────────────────────


def number(value: Fraction) -> Expr:
    """A Fraction as a sympy number."""
    found = sympy.Rational(value.numerator, value.denominator)
    return Held(found) if bits(found) > LONGEST_BITS else found


def bits(value: Expr) -> int:
    """The length of a rational number, 0 for any other expression."""
    return max(value.p.bit_length(), value.q.bit_length()) if value.is_Rational else 0


def is_too_long(x: Expr) -> bool:
    """Whether x is a number that is held for its length: a long one, or a power that would be."""
    base, exponent = x.as_base_exp()
    if not isinstance(base, Held) or not base.args[0].is_Rational or not exponent.is_Rational:
        return False
    return bool(bits(base.args[0]) * max(abs(exponent.p), exponent.q) > LONGEST_BITS)


def counted(condition: Expr) -> Expr:
    """A truth value as a number: 1 or 0."""
    if condition in (S.true, S.false):
        return S.One if condition == S.true else S.Zero
    return heads.where(condition, S.One, S.Zero)


def guarded(function: Callable[..., Expr], *arguments: Expr) -> Expr:
    """`function(*arguments)`, with constants held where the result has no value on the real line.

    So are those that are beyond measure: sympy would work out exp(10**10**6) to learn its sign.
    """
    arguments = tuple(Held(a) if is_immense(a) else a for a in arguments)
    result = function(*arguments)
    constants = [a.is_number for a in arguments]
    if any(constants) and result.has(*NO_VALUE):
        return function(*(Held(a) if known else a for a, known in zip(arguments, constants, strict=True)))
    return result


def is_immense(x: Expr) -> bool:
    """Whether x is a number that may have no end: with a held part, or an exponential of a large number."""
    return bool(x.is_number and x.args and (x.has(Held) or any(map(_towers, heads.parts(x)))))


def _towers(part: Expr) -> bool:
    """Whether a number in which nothing towers does so itself."""
    if part.is_Pow and not part.exp.is_Rational:
        exponent = part.exp
    elif isinstance(part, GROWING):
        exponent = part.args[0]
    else:
        return False
    try:
        return abs(float(exponent)) > IMMENSE
    except (ArithmeticError, TypeError, ValueError):
        return True


def opaque(head: Any, *arguments: Expr) -> Expr:
    """A function that sympy is not to evaluate."""
    return heads.STAND_INS[head](*arguments)


UNDEFINED = sympy.Pow(Held(S.Zero), -1)


# ── arithmetic ────────────────────────────────────────────────────────────────────────────────────────────


def add(x: Expr, y: Expr) -> Expr:
    """x + y."""
    return sympy.Add(x, y)


def sub(x: Expr, y: Expr) -> Expr:
    """x − y."""
    return sympy.Add(x, -y)


def neg(x: Expr) -> Expr:
    """−x."""
    return -x


def mul(x: Expr, y: Expr) -> Expr:
    """x·y."""
    return product([(x, 1), (y, 1)])


def div(x: Expr, y: Expr) -> Expr:
    """x / y."""
    return product([(x, 1), (y, -1)])


def product(factors: Sequence[tuple[Expr, int]]) -> Expr:
    """The product of factors with exponents 1 or −1."""
    if any(sign < 0 and x is S.Zero for x, sign in factors):
        return _by_zero(factors)
    if sum(bits(x.as_coeff_Mul()[0]) for x, _ in factors) > LONGEST_BITS:
        factors = [part for x, sign in factors for part in _held_coefficient(x, sign)]
    return sympy.Mul(*(x if sign > 0 else sympy.Pow(x, -1) for x, sign in factors))


def _held_coefficient(x: Expr, sign: int) -> list[tuple[Expr, int]]:
    coefficient, rest = x.as_coeff_Mul()
    if bits(coefficient) <= LARGEST_EXPONENT:
        return [(x, sign)]
    return [(Held(coefficient), sign), (rest, sign)]


def _by_zero(factors: Sequence[tuple[Expr, int]]) -> Expr:
    """A product with 1/0 in it, which nothing may cancel."""
    above = [x if sign > 0 else sympy.Pow(x, -1) for x, sign in factors if x is not S.Zero]
    return sympy.Mul(*above, UNDEFINED)


def power(x: Expr, y: Expr) -> Expr:
    """x ** y."""
    if x is S.Zero and not (y.is_Rational and y >= 0):
        return sympy.Pow(Held(x), y)
    if not y.is_Rational:
        # Such as 3**3**27: sympy would compute the power of a number that itself has no end.
        return sympy.Pow(x, Held(y) if is_immense(y) else y)
    if x.is_Rational and not y.is_Integer and (x < 0 or bits(x) > LONGEST_ROOT_BITS):
        return sympy.Pow(Held(x), y)
    exponent = abs(y)
    if exponent <= LARGEST_EXPONENT:
        known, rest = x.as_coeff_Mul()
        # A root of a large degree would be made of a number of as many digits: 24**0.999999.
        if bits(known) * max(exponent, y.q) <= LONGEST_BITS:
            return sympy.Pow(x, y)
    else:
        known, rest = x.as_independent(sympy.Symbol, as_Add=False)
    if known is S.One or known is S.NegativeOne:
        return sympy.Pow(x, y)
    return sympy.Pow(Held(known), y) * sympy.Pow(rest, y)


def sqrt(x: Expr) -> Expr:
    """√x."""
    return power(x, HALF)


def mod(x: Expr, y: Expr) -> Expr:
    """x − y·floor(x/y)."""
    if y is S.Zero:
        y = Held(y)
    if x.is_Rational and y.is_Rational:
        return x - y * ((x / y).p // (x / y).q)
    return opaque(sympy.Mod, x, y)


def floordiv(x: Expr, y: Expr) -> Expr:
    """floor(x/y)."""
    return floor(div(x, y))


# ── exponentials, logarithms and roots ────────────────────────────────────────────────────────────────────


def atan2(y: Expr, x: Expr) -> Expr:
    """The angle of the point (x, y); sympy writes some as complex logarithms."""
    if not (x.is_number and y.is_number):
        return opaque(sympy.atan2, y, x)
    found = sympy.atan2(y, x)
    return opaque(sympy.atan2, y, x) if found.has(*NO_VALUE) else found


def sinh(x: Expr) -> Expr:
    """The hyperbolic sine."""
    return _hyperbolic(sympy.sinh, x, odd=True)


def cosh(x: Expr) -> Expr:
    """The hyperbolic cosine."""
    return _hyperbolic(sympy.cosh, x, odd=False)


def tanh(x: Expr) -> Expr:
    """The hyperbolic tangent."""
    return _hyperbolic(sympy.tanh, x, odd=True)


def _hyperbolic(head: Any, x: Expr, *, odd: bool) -> Expr:
    if x.is_number:
        return guarded(head, x)
    if not x.could_extract_minus_sign():
        return opaque(head, x)
    return -opaque(head, -x) if odd else opaque(head, -x)


def exp2(x: Expr) -> Expr:
    """2 ** x."""
    return power(sympy.Integer(2), x)


def log(x: Expr) -> Expr:
    """The natural logarithm."""
    return guarded(sympy.log, x)


def log2(x: Expr) -> Expr:
    """The logarithm to base 2."""
    return _log_to(x, sympy.Integer(2))


def log10(x: Expr) -> Expr:
    """The logarithm to base 10."""
    return _log_to(x, sympy.Integer(10))


def _log_to(x: Expr, base: Expr) -> Expr:
    if x.is_Rational and x > 0 and bits(x) <= LONGEST_ROOT_BITS:
        return sympy.log(x, base)
    return log(x) / sympy.log(base)


def logaddexp(*x: Expr) -> Expr:
    """log Σ exp(xₖ)."""
    return log(sympy.Add(*(guarded(sympy.exp, xk) for xk in x)))


def cbrt(x: Expr) -> Expr:
    """The real cube root."""
    return heads.cbrt(x)


def hypot(*x: Expr) -> Expr:
    """√(x² + y² + …)."""
    return sqrt(sympy.Add(*(power(xk, sympy.Integer(2)) for xk in x)))


def power_slope(x: Expr, y: Expr) -> Expr:
    """y * x**(y - 1), as one writes it: at y = 0 the factor y is 0."""
    return S.Zero if y is S.Zero else y * power(x, y - 1)


def power_growth(x: Expr, y: Expr) -> Expr:
    """x**y * log(x), as one writes it."""
    return S.Zero if x is S.Zero and y.is_positive else power(x, y) * log(x)


def unit(x: Expr, y: Expr) -> Expr:
    """x / y, but 0 where y is 0."""
    if y is S.Zero:
        return S.Zero
    radicand = y.base if y.is_Pow and y.exp == HALF else y
    quotient = div(x, y)
    return quotient if _is_positive(radicand) else where(ne(radicand, S.Zero), quotient, S.Zero)


def _is_positive(x: Expr) -> bool:
    """Whether x is a sum of a positive number and of squares, and so has no zero."""
    terms = sympy.Add.make_args(x)
    return any(t.is_Rational and t > 0 for t in terms) and all(_is_square(t) for t in terms)


def _is_square(x: Expr) -> bool:
    coefficient, rest = x.as_coeff_Mul()
    even = rest is S.One or (rest.is_Pow and rest.exp.is_Integer and rest.exp % 2 == 0)
    return bool(coefficient > 0 and even)


# ── rounding and selecting ────────────────────────────────────────────────────────────────────────────────


def abs_(x: Expr) -> Expr:
    """|x|."""
    if x.is_number and x.is_extended_nonnegative:
        return x
    if x.could_extract_minus_sign():
        x = -x
    coefficient, rest = x.as_coeff_Mul()
    return abs(coefficient) * (S.One if rest is S.One else opaque(sympy.Abs, rest))


def sign(x: Expr) -> Expr:
    """−1, 0 or 1."""
    if x.is_Rational:
        return sympy.Integer((x.p > 0) - (x.p < 0))
    coefficient, rest = x.as_coeff_Mul()
    found = opaque(sympy.sign, rest)
    return found if coefficient > 0 else -found


def detach(x: Expr) -> Expr:
    """x, with the derivative 0."""
    return heads.detach(x)


def floor(x: Expr) -> Expr:
    """The largest integer not above x."""
    return sympy.Integer(x.p // x.q) if x.is_Rational else opaque(sympy.floor, x)


def ceil(x: Expr) -> Expr:
    """The smallest integer not below x."""
    return sympy.Integer(-(-x.p // x.q)) if x.is_Rational else opaque(sympy.ceiling, x)


def round_(x: Expr) -> Expr:
    """The nearest integer, halves to even."""
    return heads.round_half_even(x)


def max_(*x: Expr) -> Expr:
    """The largest of the arguments."""
    return _extreme(sympy.Max, max, x)


def min_(*x: Expr) -> Expr:
    """The smallest of the arguments."""
    return _extreme(sympy.Min, min, x)


def _extreme(head: Any, choose: Callable[..., Any], x: Sequence[Expr]) -> Expr:
    numbers = [xk for xk in x if xk.is_Rational]
    others = [xk for xk in x if not xk.is_Rational]
    kept = [*others, choose(numbers)] if numbers else others
    kept = list(dict.fromkeys(kept))
    return kept[0] if len(kept) == 1 else opaque(head, *kept)


def count_equal(y: Expr, *x: Expr) -> Expr:
    """How many of the x equal y."""
    return heads.count_equal(y, *x)


def where(condition: Expr, x: Expr, y: Expr) -> Expr:
    """x where the condition holds, else y."""
    if condition == S.true or x == y:
        return x
    if condition == S.false:
        return y
    return heads.where(condition, x, y)


def heaviside(x: Expr, h: Expr) -> Expr:
    """0 for negative x, 1 for positive x, h at 0."""
    if x.is_Rational:
        return h if x == 0 else S.One if x > 0 else S.Zero
    return opaque(sympy.Heaviside, x, h)


# ── conditions ────────────────────────────────────────────────────────────────────────────────────────────


def _relation(head: Any, x: Expr, y: Expr) -> Expr:
    return head(x, y, evaluate=bool(x.is_Rational and y.is_Rational))


def lt(x: Expr, y: Expr) -> Expr:
    """x < y."""
    return _relation(sympy.StrictLessThan, x, y)


def le(x: Expr, y: Expr) -> Expr:
    """x <= y."""
    return _relation(sympy.LessThan, x, y)


def gt(x: Expr, y: Expr) -> Expr:
    """x > y."""
    return _relation(sympy.StrictGreaterThan, x, y)


def ge(x: Expr, y: Expr) -> Expr:
    """x >= y."""
    return _relation(sympy.GreaterThan, x, y)


def eq(x: Expr, y: Expr) -> Expr:
    """x == y."""
    return _relation(sympy.Equality, x, y)


def ne(x: Expr, y: Expr) -> Expr:
    """x != y."""
    return _relation(sympy.Unequality, x, y)


def and_(x: Expr, y: Expr) -> Expr:
    """x and y."""
    return sympy.And(x, y)


def or_(x: Expr, y: Expr) -> Expr:
    """x or y."""
    return sympy.Or(x, y)


def not_(x: Expr) -> Expr:
    """Not x."""
    return sympy.Not(x)


# ── special functions ─────────────────────────────────────────────────────────────────────────────────────


def gamma(x: Expr) -> Expr:
    """Γ(x)."""
    if x.is_Rational and (abs(x) > LARGEST_FACTORIAL or (x.is_Integer and x <= 0)):
        x = Held(x)
    return guarded(sympy.gamma, x)


def lgamma(x: Expr) -> Expr:
    """log|Γ(x)|."""
    return log(abs_(gamma(x)))


def digamma(x: Expr) -> Expr:
    """Γ′(x)/Γ(x)."""
    return polygamma(x, 0)


def polygamma(x: Expr, n: int) -> Expr:
    """The n-th derivative of digamma; sympy would write zeta values and Euler's constant."""
    return opaque(sympy.polygamma, sympy.Integer(n), x)


def erfc(x: Expr) -> Expr:
    """1 − erf(x); for −x sympy would write 2 − erfc(x), which loses digits."""
    return guarded(sympy.erfc, x) if x.is_number else opaque(sympy.erfc, x)


def sinc(x: Expr) -> Expr:
    """sin(πx)/(πx), 1 at 0."""
    return guarded(sympy.sinc, sympy.pi * x)


def sinc_derivative(x: Expr, n: int) -> Expr:
    """The n-th derivative of sinc, by Leibniz's rule for sin(πx)·1/(πx); at 0 from the series."""
    if n == 0:
        return sinc(x)
    pi = sympy.pi
    at_zero = (-1) ** (n // 2) * pi**n / (n + 1) if n % 2 == 0 else S.Zero
    if x is S.Zero:
        return at_zero
    turned = [sympy.sin(pi * x), sympy.cos(pi * x), -sympy.sin(pi * x), -sympy.cos(pi * x)]
    terms = (
        comb(n, k) * pi ** (n - k - 1) * turned[(n - k) % 4] * (-1) ** k * factorial(k) / x ** (k + 1)
        for k in range(n + 1)
    )
    found = sympy.Add(*terms)
    return found if x.is_Rational else where(ne(x, S.Zero), found, at_zero)
