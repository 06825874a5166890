"""The error function, the gamma functions, and sinc with its derivatives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import comb, factorial

from mpmath import libmp

from jacli.domains.precise.adaptive import GUARD_BITS, Undecided, working_bits
from jacli.domains.precise.angles import cos_pi, sin_pi
from jacli.domains.precise.exponentials import log
from jacli.domains.precise.images import almost_one, decreasing, increasing, mean_value, odd, sharp, trusted
from jacli.domains.precise.intervals import (
    ONE,
    ZERO,
    Interval,
    end_points,
    from_fraction,
    from_int,
    holds_whole,
    hull,
    is_whole,
    is_zero,
    lower_sign,
    pi,
    raw_ends,
    size_of,
    upper_sign,
    wrapped,
)
from jacli.domains.precise.powers import whole_power
from jacli.domains.precise.raw import DOWN, EXPONENT_LIMIT, RAW_TINY, RAW_ZERO, Raw, compare, less, magnitude
from jacli.domains.precise.selections import abs_, min_

# gamma of a larger argument leaves 2**EXPONENT_LIMIT.
GAMMA_ARGUMENT_BITS = 27
# Of derivatives of digamma and sinc.
ORDER_LIMIT = 2000

# ------------------------------------------------------------------------------- error function


def erf(x: Interval) -> Interval:
    """2/√π ∫₀ˣ exp(-t²) dt."""
    return increasing(odd(_erf_at), x)


def _erf_at(x: Interval) -> Interval:
    # erfc(x) < exp(-x**2)
    if less(libmp.from_int(working_bits()), _rough_square(x.lo._mpf_)):
        return almost_one()
    return trusted(libmp.mpf_erf)(x)


def _rough_square(x: Raw) -> Raw:
    """x**2 to 20 bits."""
    result: Raw = libmp.mpf_mul(x, x, 20, DOWN)
    return result


def erfc(x: Interval) -> Interval:
    """1 - erf(x), with all digits where x is large."""
    return decreasing(_erfc_at, x)


def _erfc_at(x: Interval) -> Interval:
    if is_zero(x):
        return ONE
    if lower_sign(x) < 0:
        return ONE + _erf_at(-x)
    if less(libmp.from_int(EXPONENT_LIMIT), _rough_square(x.lo._mpf_)):
        return wrapped(RAW_ZERO, RAW_TINY)
    return trusted(libmp.mpf_erfc)(x)


# ------------------------------------------------------------------------------ gamma functions


def gamma(x: Interval) -> Interval:
    """Γ(x); below 0 by reflection (DLMF 5.5.3)."""
    _avoid_poles(x, "gamma")
    if lower_sign(x) > 0:
        return _convex(_gamma_at, lambda p: _gamma_at(p) * digamma(p), x)
    if size_of(x) > GAMMA_ARGUMENT_BITS:
        return hull(-wrapped(RAW_ZERO, RAW_TINY), wrapped(RAW_ZERO, RAW_TINY))
    return _reflected_gamma(x)


@sharp
def _reflected_gamma(x: Interval) -> Interval:
    return pi() / (sin_pi(x) * gamma(ONE - x))


def _gamma_at(x: Interval) -> Interval:
    """Γ at a positive point; exact factorials are exact."""
    raw = x.lo._mpf_
    if magnitude(raw) > GAMMA_ARGUMENT_BITS:
        raise OverflowError(f"beyond 2**{EXPONENT_LIMIT}")
    if is_whole(x) and magnitude(raw) <= 12:
        return from_int(factorial(libmp.to_int(raw) - 1))
    return trusted(libmp.mpf_gamma)(x)


def lgamma(x: Interval) -> Interval:
    """log|Γ(x)|."""
    _avoid_poles(x, "lgamma")
    if lower_sign(x) > 0:
        return _convex(trusted(libmp.mpf_loggamma), digamma, x)
    return _reflected_lgamma(x)


@sharp
def _reflected_lgamma(x: Interval) -> Interval:
    return log(pi() / abs_(sin_pi(x))) - lgamma(ONE - x)


def _avoid_poles(x: Interval, name: str) -> None:
    """Poles are 0, -1, -2, …"""
    if lower_sign(x) > 0:
        return
    if is_whole(x):
        raise ValueError(f"{name} has a pole here")
    if upper_sign(x) >= 0 or holds_whole(x):
        raise Undecided(f"{name} where a pole may be")


def _convex(at: Callable[[Interval], Interval], slope: Callable[[Interval], Interval], x: Interval) -> Interval:
    """The image under Γ or log Γ above 0: convex, with its minimum at 1.4616… (DLMF 5.4.19)."""
    lo, hi = raw_ends(x)
    if x.is_point or compare(lo, Fraction(147, 100)) > 0:
        return increasing(at, x)
    if compare(hi, Fraction(146, 100)) < 0:
        return decreasing(at, x)
    first, last = end_points(x)
    # A convex function lies above its tangent at the lower end.
    tangent = at(first) + min_(ZERO, slope(first) * (last - first))
    return Interval(tangent.lo, hull(at(first), at(last)).hi)


def digamma(x: Interval) -> Interval:
    """ψ(x), the derivative of log Γ; increasing between poles; below 0 by reflection (DLMF 5.5.4)."""
    _avoid_poles(x, "digamma")
    return increasing(_digamma_at if lower_sign(x) > 0 else _reflected_digamma_at, x)


@sharp
def _reflected_digamma_at(x: Interval) -> Interval:
    return digamma(ONE - x) - pi() * cos_pi(x) / sin_pi(x)


@sharp
def _digamma_at(x: Interval) -> Interval:
    """ψ(x) = ψ(x+n) - Σ 1/(x+j), and the asymptotic series (DLMF 5.11.2) where it is far out.

    Its error is at most the first neglected term (DLMF 5.11(ii)).
    """
    bits = working_bits()
    # From bits/4 on, the smallest term is below 2**(-2*bits); Bernoulli numbers cost more than steps at many digits.
    reach = int((0.25 if bits < 3000 else 0.6) * bits) + 8
    steps = max(0, reach - libmp.to_int(x.lo._mpf_)) if size_of(x) <= bits else 0
    total = ZERO
    for j in range(steps):
        total = total - ONE / (x + j)
    z = x + steps
    total = total + log(z) - ONE / (z * 2)
    square, inverse, k = z * z, ONE, 1
    while True:
        inverse = inverse / square
        term = inverse * from_fraction(_bernoulli(2 * k) / (2 * k))
        if size_of(term) < -bits - GUARD_BITS:
            return total + hull(term, -term)
        total, k = total - term, k + 1


@cache
def _bernoulli(n: int) -> Fraction:
    return Fraction(*map(int, libmp.bernfrac(n)))


def polygamma(x: Interval, n: int) -> Interval:
    """ψ⁽ⁿ⁾(x), the derivative of order n of digamma."""
    if n < 0:
        raise ValueError("polygamma of a negative order")
    if n > ORDER_LIMIT:
        raise OverflowError("polygamma of too high an order")
    if n == 0:
        return digamma(x)
    _avoid_poles(x, "polygamma")
    if lower_sign(x) <= 0:
        return sharp(lambda t: _reflected_polygamma(n, t))(x)
    # (-1)**(n+1) ψ⁽ⁿ⁾ is positive and decreasing above 0 (DLMF 5.15.1).
    monotone = decreasing if n % 2 else increasing
    return monotone(trusted(lambda raw, bits, rounding: libmp.mpf_psi(n, raw, bits, rounding)), x)


def _reflected_polygamma(n: int, x: Interval) -> Interval:
    """ψ(x) = ψ(1-x) - π cot(πx) (DLMF 5.5.4), differentiated n times."""
    across = polygamma(ONE - x, n)
    cotangent = cos_pi(x) / sin_pi(x)
    slope = ZERO
    for coefficient in reversed(_cotangent_derivative(n)):
        slope = slope * cotangent + coefficient
    return (-across if n % 2 else across) - whole_power(pi(), libmp.from_int(n + 1)) * slope


@cache
def _cotangent_derivative(n: int) -> tuple[int, ...]:
    """Coefficients, lowest first, of P with dⁿ cot(u)/duⁿ = P(cot u): P' times -(1 + c**2)."""
    coefficients = [0, 1]
    for _ in range(n):
        slopes = [-k * c for k, c in enumerate(coefficients)][1:]
        coefficients = [a + b for a, b in zip([*slopes, 0, 0], [0, 0, *slopes], strict=True)]
    return tuple(coefficients)


# ---------------------------------------------------------------------------------------- sinc


def sinc(x: Interval) -> Interval:
    """sin(πx)/(πx), and 1 at 0."""
    size = abs_(x)
    # It decreases from 0 to its first minimum at 1.4303…
    if x.is_point or compare(size.hi._mpf_, Fraction(143, 100)) < 0:
        return decreasing(_sinc_at, size)
    return mean_value(_sinc_at, x, _sinc_slope(1, x))


@sharp
def _sinc_at(x: Interval) -> Interval:
    return ONE if is_zero(x) else sin_pi(x) / (pi() * x)


def sinc_derivative(x: Interval, n: int) -> Interval:
    """The derivative of order n of sin(πx)/(πx)."""
    if n < 0:
        raise ValueError("a derivative of negative order")
    if n > ORDER_LIMIT:
        raise OverflowError("a derivative of too high an order")
    if n == 0:
        return sinc(x)
    return mean_value(sharp(lambda t: _sinc_derivative_at(n, t)), x, _sinc_slope(n + 1, x))


def _sinc_derivative_at(n: int, x: Interval) -> Interval:
    return _sinc_series(n, x) if size_of(x) <= 0 else _sinc_leibniz(n, x)


def _sinc_series(n: int, x: Interval) -> Interval:
    """Σ (-1)ᵏ π²ᵏ x²ᵏ⁻ⁿ (2k)! / ((2k-n)! (2k+1)!) over 2k >= n.

    The rest is at most the first neglected term: sinc is the mean of cos(πxt) over t in [-1, 1], hence
    its derivative of order m at most πᵐ/(m+1), in Taylor's remainder.
    """
    k = (n + 1) // 2
    term = whole_power(pi(), libmp.from_int(2 * k)) / (2 * k + 1)
    term = (-term if k % 2 else term) * (x if n % 2 else ONE)
    square = pi() * x * (pi() * x)
    total, first = ZERO, size_of(term)
    while size_of(term) > first - working_bits() - GUARD_BITS and not is_zero(term):
        total = total + term
        m = 2 * k - n
        term = -(term * square * (2 * k + 1)) / ((m + 1) * (m + 2) * (2 * k + 3))
        k += 1
    return total + hull(term, -term)


def _sinc_leibniz(n: int, x: Interval) -> Interval:
    """Leibniz' rule for the product of sin(πx)/π and 1/x."""
    total, inverse, falling = ZERO, ONE / x, ONE / x
    for j in range(n + 1):
        wave = sin_pi(x + from_fraction(Fraction(n - j, 2)))
        total = total + _pi_power(n - j - 1) * wave * falling * comb(n, j)
        falling = -(falling * inverse * (j + 1))
    return total


def _pi_power(n: int) -> Interval:
    return whole_power(pi(), libmp.from_int(n))


def _sinc_slope(n: int, x: Interval) -> Interval:
    """A bound of |sinc⁽ⁿ⁾| throughout x: πⁿ/(n+1), or term by term in Leibniz' rule far from 0."""
    near = _pi_power(n) / (n + 1)
    size = end_points(abs_(x))[0]
    if compare(size.lo._mpf_, 1) < 0:
        return near
    far = ZERO
    for j in range(n + 1):
        far = far + _pi_power(n - j - 1) * comb(n, j) * factorial(j) / whole_power(size, libmp.from_int(j + 1))
    return min_(near, far)
