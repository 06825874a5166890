"""Python floats: what each function of the table does to one number or a few.

Built on `math` alone, so that a numeric answer costs no import. Division follows IEEE 754 (1/0 is inf, 0/0 nan)
because derivatives pass through such values on their way to a selection; elsewhere a point outside a function's
domain raises ValueError, OverflowError or ZeroDivisionError. NaN in arithmetic stays NaN.
Errors are about one unit of the last place; near a zero of lgamma, digamma or polygamma on the negative axis the
error is that small only relative to the terms that cancel there.
"""

from __future__ import annotations

import math
import operator

NAN, INFINITY = math.nan, math.inf

# ── arithmetic ────────────────────────────────────────────────────────────────────────────────────────────


def div(x: float, y: float) -> float:
    """x / y with IEEE's infinities and NaN."""
    if y:
        return x / y
    if not x or math.isnan(x):
        return NAN
    return math.copysign(INFINITY, x) * math.copysign(1.0, y)


def unit(x: float, y: float) -> float:
    """x / y, but 0 where y is 0."""
    return x / y if y else 0.0


def power(x: float, y: float) -> float:
    """x ** y: any base for an integer y, 0**0 = 1, NaN for a negative base with another y, ±inf on overflow."""
    if math.isnan(x) or math.isnan(y):
        return NAN
    odd = y % 2.0 == 1.0
    if not x and y < 0:
        return math.copysign(INFINITY, x) if odd else INFINITY
    try:
        return math.pow(x, y)
    except ValueError:
        return NAN
    except OverflowError:
        return -INFINITY if x < 0 and odd else INFINITY


def power_slope(x: float, y: float) -> float:
    """y * x**(y - 1), the slope of x**y along x: 0 where y is 0."""
    return 0.0 if y == 0 else y * power(x, y - 1)


def power_growth(x: float, y: float) -> float:
    """x**y * log(x), the slope of x**y along y: 0 where x is 0 and y is positive."""
    return 0.0 if x == 0 and y > 0 else power(x, y) * math.log(x)


mod = operator.mod
floordiv = operator.floordiv

# ── conditions ────────────────────────────────────────────────────────────────────────────────────────────

lt, le, gt, ge, eq, ne = operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne


def and_(x: float, y: float) -> bool:
    """Both hold."""
    return bool(x) and bool(y)


def or_(x: float, y: float) -> bool:
    """At least one holds."""
    return bool(x) or bool(y)


not_ = operator.not_

# ── rounding and selection ────────────────────────────────────────────────────────────────────────────────

abs_ = math.fabs


def sign(x: float) -> float:
    """-1, 0 or 1."""
    return x if math.isnan(x) else float((x > 0) - (x < 0))


def floor(x: float) -> float:
    """The largest integer not above x, as a float of any size."""
    return x // 1.0


def ceil(x: float) -> float:
    """The smallest integer not below x, as a float of any size."""
    return -(-x // 1.0)


def round_(x: float) -> float:
    """The nearest integer, halves to even."""
    return round(float(x), 0)


def max_(*x: float) -> float:
    """The largest argument; NaN if one is."""
    return NAN if any(map(math.isnan, x)) else max(x)


def min_(*x: float) -> float:
    """The smallest argument; NaN if one is."""
    return NAN if any(map(math.isnan, x)) else min(x)


def count_equal(y: float, *x: float) -> float:
    """How many of the x equal y."""
    return float(x.count(y))


def clip(x: float, lo: float, hi: float) -> float:
    """min(max(x, lo), hi)."""
    return min_(max_(x, lo), hi)


def where(c: float, x: float, y: float) -> float:
    """x if c holds, else y."""
    return x if c else y


def heaviside(x: float, h: float) -> float:
    """0 below 0, 1 above, h at 0."""
    if math.isnan(x):
        return x
    return h if not x else float(x > 0)


# ── exponentials and roots ────────────────────────────────────────────────────────────────────────────────


def exp2(x: float) -> float:
    """2 to the power x."""
    return math.pow(2.0, x)


def cbrt(x: float) -> float:
    """The real cube root: the library's, off by up to 4 units of the last place, after a step of Newton's."""
    root = math.cbrt(x)
    return root - (root - x / (root * root)) / 3.0 if 0.0 < abs(x) < INFINITY else root


def atan2(y: float, x: float) -> float:
    """The angle of (x, y), 0 at the origin; -0.0 counts as 0, so that it is π on the negative axis."""
    return math.atan2(y + 0.0, x + 0.0)


def logaddexp(*x: float) -> float:
    """log Σ exp(xₖ), without overflow."""
    top = max_(*x)
    if not math.isfinite(top):
        return top
    rest = list(x)
    rest.remove(top)
    return top + math.log1p(math.fsum(math.exp(v - top) for v in rest))


# ── activations ───────────────────────────────────────────────────────────────────────────────────────────


def sigmoid(x: float) -> float:
    """1/(1 + e⁻ˣ), with all digits at both ends."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    small = math.exp(x)
    return small / (1.0 + small)


def logit(x: float) -> float:
    """log(x/(1 − x)), with all digits near 1/2."""
    if 0.25 < x < 0.75:
        return math.log1p((2.0 * x - 1.0) / (1.0 - x))
    return math.log(x / (1.0 - x))


def softplus(x: float) -> float:
    """log(1 + eˣ), without overflow."""
    small = math.log1p(math.exp(-abs(x)))
    return x + small if x > 0 else small


def detach(x: float) -> float:
    """x."""
    return x


def relu(x: float) -> float:
    """max(x, 0)."""
    return 0.0 if x <= 0 else x


def leaky_relu(x: float, slope: float) -> float:
    """x above 0, else slope·x."""
    return x if x > 0 else slope * x


def elu(x: float, alpha: float) -> float:
    """x above 0, else alpha·(eˣ − 1)."""
    return x if x > 0 else alpha * math.expm1(x)


def silu(x: float) -> float:
    """x·sigmoid(x)."""
    return x * sigmoid(x)


def gelu(x: float) -> float:
    """x·Φ(x)."""
    return x * math.erfc(-x * math.sqrt(0.5)) / 2.0


# ── gamma and its derivatives ─────────────────────────────────────────────────────────────────────────────

EULER = 0.5772156649015329
# The positive zero of digamma, as the sum of two floats: near it, x minus the first is exact.
DIGAMMA_ZERO, DIGAMMA_ZERO_REST = 1.4616321449683622, 9.549995429965697e-17
# From here on the asymptotic series reach the last digit with the terms below.
LARGE = 10.0
BERNOULLI = (  # B₂, B₄, …, B₂₄
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510,
    43867 / 798, -174611 / 330, 854513 / 138, -236364091 / 2730,
)  # fmt: skip
STIRLING = tuple(b / (2 * k * (2 * k - 1)) for k, b in enumerate(BERNOULLI[:9], 1))
DIGAMMA_SERIES = (0.0, *(b / (2 * k) for k, b in enumerate(BERNOULLI[:9], 1)))
EULER_MACLAURIN = tuple(b / math.factorial(2 * k) for k, b in enumerate(BERNOULLI, 1))


def _horner(coefficients: tuple[float, ...], x: float) -> float:
    total = 0.0
    for c in reversed(coefficients):
        total = total * x + c
    return total


def _divided_difference(coefficients: tuple[float, ...], x: float, y: float) -> float:
    """(p(x) − p(y))/(x − y) of a polynomial, also where x and y nearly agree."""
    slope = value = 0.0
    for c in reversed(coefficients):
        slope = slope * x + value
        value = value * y + c
    return slope


def _from_integer(x: float) -> float:
    """x minus the nearest integer, exactly; ValueError if x is one: a pole, for x below 1/2."""
    r = x - round(x)
    if not r:
        raise ValueError("pole")
    return r


def _scaled_zeta(s: int, x: float) -> float:
    """xˢ·ζ(s, x) = Σ (x/(x + k))ˢ for x > 0, s ≥ 2: a few terms, then Euler and Maclaurin (DLMF 25.11.5)."""
    steps = max(0, math.ceil(s + LARGE - x))
    a = x + steps
    tail, factor = 0.0, s / a
    for k, coefficient in enumerate(EULER_MACLAURIN, 1):
        tail += coefficient * factor
        factor *= (s + 2 * k - 1) / a * ((s + 2 * k) / a)
    total = (x / a) ** s * (a / (s - 1) + (0.5 + tail))
    for k in reversed(range(steps)):
        total += (x / (x + k)) ** s
    return total


# ±(ζ(k) − 1)/k, the coefficients of log Γ(2 + w) from w² on (DLMF 5.7.3).
LOG_GAMMA_SERIES = (0.0, 1 - EULER, *((-1) ** k * _scaled_zeta(k, 2.0) / 2.0**k / k for k in range(2, 30)))


def gamma(x: float) -> float:
    """Γ(x)."""
    return math.gamma(x)


def lgamma(x: float) -> float:
    """log|Γ(x)|, with all digits also near its zeros 1 and 2; Stirling's series is DLMF 5.11.1."""
    if x >= LARGE:
        small = _horner(STIRLING, 1.0 / x / x) / x if x < 1e17 else 0.0
        return (x - 0.5) * (math.log(x) - 1.0) + (0.5 * math.log(2 * math.pi) - 0.5 + small)
    if x < -0.5:
        return math.log(math.pi / abs(math.sin(math.pi * _from_integer(x)))) - lgamma(1.0 - x)
    if x <= 0.5:
        return _horner(LOG_GAMMA_SERIES, x) - math.log1p(x) - math.log(abs(x))
    if x < 1.5:
        return _horner(LOG_GAMMA_SERIES, x - 1.0) - math.log1p(x - 1.0)
    product = 1.0
    while x > 2.5:
        x -= 1.0
        product *= x
    return _horner(LOG_GAMMA_SERIES, x - 2.0) + math.log(product)


def digamma(x: float) -> float:
    """Γ′(x)/Γ(x), with all digits also near its positive zero z.

    ψ(x) = ψ(x) − ψ(z) = (x − z)·Σ 1/((x + n)(z + n)): ten terms, then the difference of the asymptotic series
    (DLMF 5.11.2) with x − z taken out of every term, so that nothing cancels.
    """
    if x >= LARGE:
        return math.log(x) - 0.5 / x - _horner(DIGAMMA_SERIES, 1.0 / x / x)
    if x <= 0:
        return digamma(1.0 - x) - math.pi * _cotangent_pi(_from_integer(x))
    steps = int(LARGE)
    d = (x - DIGAMMA_ZERO) - DIGAMMA_ZERO_REST
    a, b = x + steps, DIGAMMA_ZERO + steps
    u, v = 1.0 / (a * a), 1.0 / (b * b)
    total = 0.5 / (a * b) + _divided_difference(DIGAMMA_SERIES, u, v) * (a + b) * u * v
    for n in reversed(range(steps)):
        total += 1.0 / ((x + n) * (DIGAMMA_ZERO + n))
    return d * total + math.log1p(d / b)


def _cotangent_pi(r: float) -> float:
    """cot(πr) for 0 < |r| ≤ 1/2."""
    if abs(r) < 0.25:
        return 1.0 / math.tan(math.pi * r)
    return math.copysign(math.tan(math.pi * (0.5 - abs(r))), r)


def _cotangent_derivative(r: float, n: int) -> float:
    """The n-th derivative of cot(πr) by r: a polynomial in c = cot(πr), all of one sign, as c′ = −π(1 + c²)."""
    coefficients = [0, 1]
    for _ in range(n):
        slope = [k * p for k, p in enumerate(coefficients)][1:]
        coefficients = [-p - q for p, q in zip([*slope, 0, 0], [0, 0, *slope], strict=True)]
    return math.pi**n * _horner(tuple(map(float, coefficients)), _cotangent_pi(r))


def polygamma(x: float, n: int) -> float:
    """The n-th derivative of digamma: (−1)ⁿ⁺¹ n! ζ(n + 1, x) (DLMF 25.11.12), reflected at 1/2 below 0 (5.15.6)."""
    if n == 0:
        return digamma(x)
    if math.isnan(x):
        return x
    if x <= 0:
        mirrored = polygamma(1.0 - x, n) if n % 2 == 0 else -polygamma(1.0 - x, n)
        return mirrored - math.pi * _cotangent_derivative(_from_integer(x), n)
    scale = 1.0
    for k in range(1, n + 1):
        scale *= k / x
    value = scale * (_scaled_zeta(n + 1, x) / x)
    return value if n % 2 else -value


# ── sinc ──────────────────────────────────────────────────────────────────────────────────────────────────


def _turned(x: float) -> tuple[float, float, float, float]:
    """sin(πx + kπ/2) for k = 0 … 3; exactly 0 where it should be."""
    r = math.remainder(x, 2.0)
    sine = math.sin(math.pi * (math.copysign(1.0, r) - r if abs(r) > 0.5 else r))
    quarter = 0.5 - abs(r)
    cosine = math.sin(math.pi * quarter) if abs(quarter) < 0.25 else math.cos(math.pi * r)
    return sine, cosine, -sine, -cosine


def sinc(x: float) -> float:
    """sin(πx)/(πx), 1 at 0."""
    return sinc_derivative(x, 0)


def sinc_derivative(x: float, n: int) -> float:
    """The n-th derivative of sin(πx)/(πx) = πⁿ Sₙ(t), t = πx.

    t Sₙ + n Sₙ₋₁ = sin(t + nπ/2) is stable upward for t > n, else downward from an order where Sₙ hardly matters.
    """
    if not math.isfinite(x):
        return NAN
    if x < 0:
        mirrored = sinc_derivative(-x, n)
        return -mirrored if n % 2 else mirrored
    t, turned = math.pi * x, _turned(x)
    if t > n and t:
        value = turned[0] / t
        for k in range(1, n + 1):
            value = (turned[k % 4] - k * value) / t
    else:
        top, weight = n, 1.0
        while weight > 1e-18 or top < n + 2:  # of Sₙ and Sₙ₊₁ one is as small as t itself
            top += 1
            weight *= t / top
        value = 0.0
        for k in range(top, n, -1):
            value = (turned[k % 4] - t * value) / k
    return math.pi**n * value
