"""The error function, the gamma functions, and sinc with its derivatives."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial
from typing import Any

from jacli.domains.exact.arithmetic import div, mul
from jacli.domains.exact.decisions import as_whole, called, sign_of
from jacli.domains.exact.exponentials import log
from jacli.domains.exact.numbers import ONE, OPERATIONS, ZERO, Number, built, foretell, of_sympy, pi, short
from jacli.domains.exact.powers import power
from jacli.domains.exact.selections import abs_

# Whole arguments that sympy would write out as sums or products.
EXPANSION_LIMIT = 100


def erf(x: Number) -> Number:
    """2/√π ∫₀ˣ exp(-t²) dt."""
    return ZERO if x == ZERO else called("erf", x)


def erfc(x: Number) -> Number:
    """1 - erf(x)."""
    return ONE if x == ZERO else called("erfc", x)


def _avoid_poles(x: Number, name: str) -> None:
    """Poles are 0, -1, -2, …"""
    if sign_of(x) <= 0 and as_whole(x) is not None:
        raise ValueError(f"{name} has a pole here")


def _expandable(x: Number) -> None:
    """Refuse what sympy would expand into a long sum or product."""
    if isinstance(x, Fraction) and x.denominator <= 6:
        foretell(abs(x), EXPANSION_LIMIT)


def gamma(x: Number) -> Number:
    """Γ(x)."""
    _avoid_poles(x, "gamma")
    if isinstance(x, Fraction) and x.denominator == 1:
        n = x.numerator
        # Γ(n) > (n/e)**(n-1) > 2**((n-1)*(log2(n) - 3/2))
        foretell((n - 1) * (n.bit_length() - 3))
        return short(Fraction(factorial(n - 1)))
    _expandable(x)
    return called("gamma", x)


def lgamma(x: Number) -> Number:
    """log|Γ(x)|."""
    _avoid_poles(x, "lgamma")
    _expandable(x)
    if x in (ONE, Fraction(2)):
        return ZERO
    return built(of_sympy("loggamma"), x) if sign_of(x) > 0 else log(abs_(gamma(x)))


def digamma(x: Number) -> Number:
    """ψ(x), the derivative of log Γ."""
    return polygamma(x, 0)


def polygamma(x: Number, n: int) -> Number:
    """ψ⁽ⁿ⁾(x), the derivative of order n of digamma."""
    if n < 0:
        raise ValueError("polygamma of a negative order")
    _avoid_poles(x, "polygamma")
    _expandable(x)
    foretell(n, EXPANSION_LIMIT)
    return built(lambda a: of_sympy("polygamma")(n, a), x)


def sinc(x: Number) -> Number:
    """sin(πx)/(πx), and 1 at 0."""
    return sinc_derivative(x, 0)


def sinc_derivative(x: Number, n: int) -> Number:
    """The derivative of order n of sin(πx)/(πx), by Leibniz' rule for the product of sin(πx)/π and 1/x."""
    if n < 0:
        raise ValueError("a derivative of negative order")
    if sign_of(x) == 0:
        return _sinc_at_zero(n)
    foretell(n, OPERATIONS)

    def build(a: Any) -> Any:
        import sympy

        waves = (sympy.sin(sympy.pi * a + sympy.pi * (n - j) / 2) for j in range(n + 1))
        return sympy.Add(
            *((-1) ** j * factorial(j) * comb(n, j) * sympy.pi ** (n - j - 1) * wave / a ** (j + 1)
              for j, wave in enumerate(waves))
        )  # fmt: skip

    return built(build, x, cost=2 * n + 2)


def _sinc_at_zero(n: int) -> Number:
    """±πⁿ/(n+1) for even n: sinc is the mean of cos(πxt) over t in [-1, 1]."""
    if n % 2 or n == 0:
        return ZERO if n else ONE
    return div(mul(Fraction((-1) ** (n // 2)), power(pi(), Fraction(n))), Fraction(n + 1))
