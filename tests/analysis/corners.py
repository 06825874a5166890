"""Corners: where a derivative is easy to get wrong, each with the honest answer and how it is known.

Values and derivatives are decided by hand; a point is text as it would be typed. `nan` is undefined.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log, nan, pi, sqrt

# What float arithmetic says where it cannot say better: value, derivatives, kinds of notes.
Floats = tuple[float, tuple[float, ...], str]


@dataclass(frozen=True, slots=True)
class Corner:
    """A program of one output at a point: its value, its derivatives in the order of the inputs, kinds of notes.

    `floats` is what the float domain says instead; None: the same, "": floats have nothing to say.
    """

    kind: str
    operation: str
    program: str
    at: str
    value: float
    slopes: tuple[float, ...]
    notes: str
    source: str
    floats: Floats | None = None

    @property
    def name(self) -> str:
        """How tests call it."""
        return f"{self.kind}: {self.operation}"


def C(  # noqa: PLR0917  a row of the table
    kind: str, operation: str, program: str, at: str, value: float, slopes: tuple[float, ...], notes: str, source: str,
    floats: Floats | None = None,
) -> Corner:  # fmt: skip
    """A row, in as few signs as possible."""
    return Corner(kind, operation, program, at, value, slopes, notes, source, floats)


UNDEFINED = "undefined"

CORNERS: list[Corner] = [
    # ── no value: poles and the edges of domains ──────────────────────────────────────────────────────────
    C("pole", "div", "1/x", "x=0", nan, (nan,), UNDEFINED, "1/x has different infinite limits at 0"),
    C("pole", "power", "x**-2", "x=0", nan, (nan,), UNDEFINED, "0**negative divides by zero"),
    C("pole", "tan", "tan(x)", "x=pi/2", nan, (nan,), UNDEFINED, "cos(π/2) = 0",
      (1.633123935319537e16, (2.667093788113571e32,), "")),
    C("pole", "gamma", "gamma(x)", "x=0", nan, (nan,), UNDEFINED, "DLMF 5.2(i): poles at 0, −1, −2, …"),
    C("pole", "lgamma", "lgamma(x)", "x=-1", nan, (nan,), UNDEFINED, "log|Γ| tends to +∞ at −1"),
    C("pole", "digamma", "digamma(x)", "x=-2", nan, (nan,), UNDEFINED, "DLMF 5.2(i)"),
    C("pole", "polygamma", "polygamma(1, x)", "x=0", nan, (nan,), UNDEFINED, "DLMF 5.15"),
    C("pole", "atanh", "atanh(x)", "x=1", nan, (nan,), UNDEFINED, "atanh(1) = log(2/0)/2"),
    C("pole", "logit", "logit(x)", "x=1", nan, (nan,), UNDEFINED, "log(1/0)"),
    C("pole", "log", "log(x)", "x=0", nan, (nan,), UNDEFINED, "log tends to −∞ at 0"),
    C("pole", "log2", "log2(x)", "x=0", nan, (nan,), UNDEFINED, "log/log 2"),
    C("pole", "log10", "log10(x)", "x=0", nan, (nan,), UNDEFINED, "log/log 10"),
    C("pole", "log1p", "log1p(x)", "x=-1", nan, (nan,), UNDEFINED, "log(0)"),
    C("pole", "mod", "x % y", "x=1,y=0", nan, (nan, nan), UNDEFINED, "x − y·floor(x/y) divides by y"),
    C("pole", "floordiv", "x // y", "x=1,y=0", nan, (nan, nan), UNDEFINED, "floor(x/y)"),
    C("log-domain", "log", "log(x)", "x=-1", nan, (nan,), UNDEFINED, "not real; 1/x = −1 is no derivative of it"),
    C("log-domain", "log2", "log2(x)", "x=-4", nan, (nan,), UNDEFINED, "not real"),
    C("log-domain", "log10", "log10(x)", "x=-100", nan, (nan,), UNDEFINED, "not real"),
    C("log-domain", "log1p", "log1p(x)", "x=-2", nan, (nan,), UNDEFINED, "log(−1)"),
    C("log-domain", "logit", "logit(x)", "x=2", nan, (nan,), UNDEFINED, "log(2/−1)"),
    C("log-domain", "mul by zero", "0*log(x)", "x=-1", nan, (nan,), UNDEFINED, "0 times nothing is nothing"),
    C("log-domain", "a difference", "log(x - 2)", "x=1", nan, (nan,), UNDEFINED, "log(−1)"),
    C("root-domain", "sqrt", "sqrt(x)", "x=-1", nan, (nan,), UNDEFINED, "not real"),
    C("root-domain", "power 1/2", "x**0.5", "x=-1", nan, (nan,), UNDEFINED, "not real"),
    C("root-domain", "power 1/3", "x**(1/3)", "x=-8", nan, (nan,), UNDEFINED, "exp(log(x)/3); cbrt is the real root"),
    C("root-domain", "cbrt", "cbrt(x)", "x=-8", -2, (1 / 12,), "", "(−2)³ = −8; 1/(3·4)"),
    C("root-domain", "asin", "asin(x)", "x=2", nan, (nan,), UNDEFINED, "|sin| ≤ 1"),
    C("root-domain", "acos", "acos(x)", "x=-2", nan, (nan,), UNDEFINED, "|cos| ≤ 1"),
    C("root-domain", "acosh", "acosh(x)", "x=1/2", nan, (nan,), UNDEFINED, "cosh ≥ 1"),
    C("root-domain", "atanh", "atanh(x)", "x=2", nan, (nan,), UNDEFINED, "|tanh| < 1"),
    C("root-domain", "sqrt at an isolated point", "sqrt(-x**2)", "x=0", 0, (nan,), UNDEFINED,
      "exists at 0 alone, so nothing to approach it from"),
    # ── exact powers and roots ────────────────────────────────────────────────────────────────────────────
    C("fraction-root", "power 1/2", "x**(1/2)", "x=1/4", 0.5, (1,), "", "(1/2)² = 1/4; 1/(2·½)"),
    C("fraction-root", "power 2/3", "x**(2/3)", "x=8", 4, (1 / 3,), "", "2²; (2/3)/2"),
    C("fraction-root", "power -1/2", "x**(-1/2)", "x=4/9", 1.5, (-27 / 16,), "", "3/2; −½·(3/2)³"),
    C("fraction-root", "cbrt", "cbrt(x)", "x=1/27", 1 / 3, (3,), "", "1/3; 1/(3/9)"),
    C("power-corner", "(0, 2)", "x**y", "x=0,y=2", 0, (0, 0), "", "0**y is 0 for all y near 2; 2·0"),
    C("power-corner", "(0, 0)", "x**y", "x=0,y=0", 1, (0, nan), UNDEFINED, "x**0 is 1; 0**y falls from 1 to 0 at once"),
    C("power-corner", "(0, -1)", "x**y", "x=0,y=-1", nan, (nan, nan), UNDEFINED, "1/0"),
    C("power-corner", "(-2, 3)", "x**y", "x=-2,y=3", -8, (12, nan), UNDEFINED, "3·(−2)²; (−2)**y is not real beside 3"),
    C("power-corner", "(-2, 1/2)", "x**y", "x=-2,y=0.5", nan, (nan, nan), UNDEFINED, "not real"),
    C("power-corner", "exponent 0", "x**0", "x=0", 1, (0,), "", "the constant 1"),
    C("power-corner", "exponent 1", "x**1", "x=0", 0, (1,), "", "x itself"),
    C("power-corner", "exponent 3", "x**3", "x=-2", -8, (12,), "", "3x²; no log(−2) on the way"),
    C("power-corner", "exponent -1", "x**-1", "x=-2", -0.5, (-0.25,), "", "−1/x²"),
    C("power-corner", "exponent 3/2", "x**(3/2)", "x=0", 0, (0,), "", "(3/2)·√x"),
    C("power-corner", "base 0", "0**x", "x=1", 0, (0,), "", "0 for all positive x"),
    C("power-corner", "base 1", "1**x", "x=0", 1, (0,), "", "the constant 1"),
    C("power-corner", "x**x", "x**x", "x=0", 1, (-inf,), "one-sided", "(x**x − 1)/x ~ log x, from the right"),
    # ── kinks ─────────────────────────────────────────────────────────────────────────────────────────────
    C("kink", "abs", "abs(x)", "x=0", 0, (0,), "kink", "−1 and 1; torch's 0"),
    C("kink", "abs of sin", "abs(sin(x))", "x=0", 0, (0,), "kink", "|x| near 0"),
    C("kink", "relu", "relu(x)", "x=0", 0, (0,), "kink", "0 and 1; torch's 0"),
    C("kink", "leaky_relu", "leaky_relu(x, 1/4)", "x=0", 0, (0.25,), "kink", "1/4 and 1; torch's slope"),
    C("kink", "elu", "elu(x, 2)", "x=0", 0, (2,), "kink", "alpha = 2 and 1"),
    C("kink", "max with 0", "max(x, 0)", "x=0", 0, (0.5,), "kink", "0 and 1; a tie is shared"),
    C("kink", "clip", "clip(x, 0, 1)", "x=1", 1, (1,), "kink", "1 and 0; torch's 1"),
    C("kink", "where", "where(x > 0, x, 2*x)", "x=0", 0, (2,), "kink", "2 and 1; the branch taken at 0"),
    C("kink", "sqrt of a square", "sqrt(x**2)", "x=0", 0, (0,), "kink", "|x|"),
    C("kink", "power 1/2 of a square", "(x**2)**0.5", "x=0", 0, (0,), "kink", "|x|"),
    C("kink", "sqrt of a sum of squares", "sqrt(x**2 + y**2)", "x=0,y=0", 0, (0, 0), "kink", "|x| along x"),
    C("kink", "hypot", "hypot(x, y)", "x=0,y=0", 0, (0, 0), "kink", "|x| along x"),
    C("kink", "norm", "norm([x, y])", "x=0,y=0", 0, (0, 0), "kink", "|x| along x"),
    C("kink", "std", "std([x, y])", "x=1,y=1", 0, (0, 0), "kink", "|x − y|/2"),
    C("kink", "sum of abs", "norm([x, y], 1)", "x=0,y=2", 2, (0, 1), "kink", "|x| + |y|"),
    C("kink", "quotient", "x**2/abs(x)", "x=0", 0, (0,), "kink limit", "|x|, but for 0/0"),
    C("kink", "condition that counts", "(x > 0)*x", "x=0", 0, (0,), "kink", "relu, slope of the condition's 0"),
    C("smooth-after-all", "cubed abs", "abs(x)**3", "x=0", 0, (0,), "", "3x|x|"),
    C("smooth-after-all", "x abs(x)", "x*abs(x)", "x=0", 0, (0,), "", "2|x|"),
    C("smooth-after-all", "difference of relus", "relu(x) - relu(-x)", "x=0", 0, (1,), "", "x"),
    C("smooth-after-all", "elu", "elu(x)", "x=0", 0, (1,), "", "both sides 1"),
    C("smooth-after-all", "abs times 0", "0*abs(x)", "x=0", 0, (0,), "", "the constant 0"),
    C("smooth-after-all", "tie of the same", "max(x, x)", "x=1", 1, (1,), "", "x"),
    C("smooth-after-all", "sqrt of a fourth power", "sqrt(x**4)", "x=0", 0, (0,), "limit", "x²"),
    C("smooth-after-all", "where on equality", "where(x == 0, 0, x)", "x=0", 0, (1,), "", "x"),
    C("tie", "max of two", "max(x, y)", "x=1,y=1", 1, (0.5, 0.5), "kink", "0 and 1 along either; shared"),
    C("tie", "min of two", "min(x, y)", "x=1,y=1", 1, (0.5, 0.5), "kink", "1 and 0 along either; shared"),
    C("tie", "max of three", "max(x, y, z)", "x=1,y=1,z=1", 1, (1 / 3, 1 / 3, 1 / 3), "kink", "shared by three"),
    C("tie", "max of two among three", "max(x, y, z)", "x=1,y=1,z=0", 1, (0.5, 0.5, 0), "kink", "shared by two"),
    C("tie", "amax", "amax([x, y, 1])", "x=1,y=1", 1, (1 / 3, 1 / 3), "kink", "shared by three"),
    C("tie", "amin", "amin([x, y])", "x=2,y=2", 2, (0.5, 0.5), "kink", "shared by two"),
    C("tie", "slopes at a tie", "max(x, 2*x, 3*x)", "x=0", 0, (2,), "kink", "1 and 3; mean of the three"),
    C("tie", "largest size", "norm_inf([x, y])", "x=1,y=-1", 1, (0.5, -0.5), "kink", "max(|x|, |y|), shared"),
    # ── jumps ─────────────────────────────────────────────────────────────────────────────────────────────
    C("jump", "floor", "floor(x)", "x=2", 2, (0,), "kink", "+∞ from the left, 0 from the right"),
    C("jump", "ceil", "ceil(x)", "x=1", 1, (0,), "kink", "0 from the left, +∞ from the right"),
    C("jump", "round", "round(x)", "x=1/2", 0, (0,), "kink", "halves to even: 0 up to ½, then 1"),
    C("jump", "sign", "sign(x)", "x=0", 0, (0,), "kink", "−1, 0, 1"),
    C("jump", "heaviside", "heaviside(x)", "x=0", 0.5, (0,), "kink", "0, ½, 1"),
    C("jump", "where", "where(x > 0, x + 1, x)", "x=0", 0, (1,), "kink", "1 from the left, +∞ from the right"),
    C("jump", "comparison", "x > 0", "x=0", 0, (0,), "kink", "0 and then 1"),
    C("jump", "abs over x", "abs(x)/x", "x=0", nan, (nan,), UNDEFINED, "limits −1 and 1 differ"),
    C("jump", "x over abs", "x/abs(x)", "x=0", nan, (nan,), UNDEFINED, "limits −1 and 1 differ"),
    C("jump", "atan of 1/x", "atan(1/x)", "x=0", nan, (nan,), UNDEFINED, "limits −π/2 and π/2 differ"),
    C("jump", "overflow beside it", "1/(1 + exp(1/x))", "x=0", nan, (nan,), UNDEFINED, "limits 1 and 0 differ"),
    C("jump", "from infinity", "exp(-1/x)", "x=0", nan, (nan,), UNDEFINED, "∞ from the left, 0 from the right"),
    C("jump", "to minus infinity", "x*exp(-1/x)", "x=0", nan, (nan,), UNDEFINED, "−∞ and 0: exp outgrows x"),
    C("jump", "saturated pole", "sigmoid(1/x)", "x=0", nan, (nan,), UNDEFINED, "0 and 1"),
    C("jump", "step over x", "floor(x)/x", "x=0", nan, (nan,), UNDEFINED, "−1/h → ∞ from the left, 0 from the right"),
    C("jump", "factor of two inputs", "y*exp(-1/x)", "y=2,x=0", nan, (nan, nan), UNDEFINED, "exp(−1/x): ∞ and 0"),
    C("removable", "overflow beside it", "exp(-1/x**2)", "x=0", 0, (0,), "limit", "flat at 0"),
    C("kink", "overflow beside it", "x*tanh(1/x)", "x=0", 0, (0,), "kink limit", "|x| for x near 0: tanh(±∞) = ±1"),
    C("mod-boundary", "mod", "x % 3", "x=6", 0, (1,), "kink", "falls from 3 to 0 at 6"),
    C("mod-boundary", "negative modulus", "x % -3", "x=6", 0, (1,), "kink", "x + 3·floor(−x/3) jumps at 6"),
    C("mod-boundary", "floordiv", "x // y", "x=6,y=3", 2, (0, 0), "kink", "floor(x/y) jumps"),
    C("mod-boundary", "fraction", "x - floor(x)", "x=2", 0, (1,), "kink", "a sawtooth"),
    C("mod-boundary", "away from it", "x % 3", "x=-1", 2, (1,), "", "the sign of the modulus: −1 + 3"),
    C("atan2-cut", "behind", "atan2(y, x)", "y=0,x=-1", pi, (-1, 0), "kink", "π above the cut, −π below; −1 along y"),
    C("atan2-cut", "origin", "atan2(y, x)", "y=0,x=0", 0, (nan, nan), UNDEFINED, "no direction; as in C, 0"),
    C("atan2-cut", "in front", "atan2(y, x)", "y=0,x=1", 0, (1, 0), "", "x/(x² + y²)"),
    C("atan2-cut", "upwards", "atan2(y, x)", "y=1,x=0", pi / 2, (0, -1), "", "no division by x"),
    # ── one-sided and infinite ────────────────────────────────────────────────────────────────────────────
    C("one-sided", "sqrt", "sqrt(x)", "x=0", 0, (inf,), "one-sided", "√h/h → ∞; no √ of −h"),
    C("one-sided", "power 1/2", "x**0.5", "x=0", 0, (inf,), "one-sided", "√"),
    C("one-sided", "power 1/3", "x**(1/3)", "x=0", 0, (inf,), "one-sided", "not real on the left"),
    C("one-sided", "asin", "asin(x)", "x=1", pi / 2, (inf,), "one-sided", "1/√(1 − x²), from the left"),
    C("one-sided", "acos", "acos(x)", "x=-1", pi, (-inf,), "one-sided", "−1/√(1 − x²), from the right"),
    C("one-sided", "acosh", "acosh(x)", "x=1", 0, (inf,), "one-sided", "1/√(x² − 1), from the right"),
    C("one-sided", "circle", "sqrt(1 - x**2)", "x=1", 0, (-inf,), "one-sided", "−x/√(1 − x²)"),
    C("one-sided", "squared root", "sqrt(x)**2", "x=0", 0, (1,), "one-sided", "h/h; no √ of −h"),
    C("one-sided", "product of roots", "sqrt(x)*sqrt(x)", "x=0", 0, (1,), "one-sided", "h/h"),
    C("one-sided", "entropy", "x*log(x)", "x=0", 0, (-inf,), "limit one-sided", "log h, from the right"),
    C("one-sided", "root in a sum", "sqrt(x) + y", "x=0,y=1", 1, (inf, 1), "one-sided", "the other derivative stands"),
    C("infinite-both", "cbrt", "cbrt(x)", "x=0", 0, (inf,), "infinite", "h^(1/3)/h is positive on both sides"),
    C("infinite-both", "minus cbrt", "-cbrt(x - 1)", "x=1", 0, (-inf,), "infinite", "of the other sign"),
    C("infinite-both", "odd root by abs", "x*abs(x)**(-2/3)", "x=0", 0, (inf,), "limit infinite", "cbrt, but for 0/0"),
    C("cusp", "sqrt of abs", "abs(x)**0.5", "x=0", 0, (nan,), UNDEFINED, "−∞ and +∞"),
    C("cusp", "power 2/3 of abs", "abs(x)**(2/3)", "x=0", 0, (nan,), UNDEFINED, "−∞ and +∞"),
    C("cusp", "squared cbrt", "cbrt(x)**2", "x=0", 0, (nan,), UNDEFINED, "−∞ and +∞"),
    # ── removable singularities ───────────────────────────────────────────────────────────────────────────
    C("removable", "sin(x)/x", "sin(x)/x", "x=0", 1, (0,), "limit", "1 − x²/6"),
    C("removable", "exp", "(exp(x) - 1)/x", "x=0", 1, (0.5,), "limit", "1 + x/2"),
    C("removable", "cos", "(1 - cos(x))/x**2", "x=0", 0.5, (0,), "limit", "½ − x²/24"),
    C("removable", "x/x", "x/x", "x=0", 1, (0,), "limit", "1 elsewhere; not silently so"),
    C("removable", "log", "log(1 + x)/x", "x=0", 1, (-0.5,), "limit", "1 − x/2"),
    C("removable", "log1p", "log1p(x)/x", "x=0", 1, (-0.5,), "limit", "1 − x/2"),
    C("removable", "expm1", "expm1(x)/x", "x=0", 1, (0.5,), "limit", "1 + x/2"),
    C("removable", "tan", "tan(x)/x", "x=0", 1, (0,), "limit", "1 + x²/3"),
    C("removable", "sinh", "sinh(x)/x", "x=0", 1, (0,), "limit", "1 + x²/6"),
    C("removable", "atan", "atan(x)/x", "x=0", 1, (0,), "limit", "1 − x²/3"),
    C("removable", "polynomial", "(x**2 - 1)/(x - 1)", "x=1", 2, (1,), "limit", "x + 1"),
    C("removable", "root", "(sqrt(1 + x) - 1)/x", "x=0", 0.5, (-0.125,), "limit", "½ − x/8"),
    C("removable", "at pi", "sin(x)/(x - pi)", "x=pi", -1, (0,), "limit", "−sin(h)/h",
      (0, (0,), "floats")),
    C("removable", "difference of poles", "1/sin(x) - 1/x", "x=0", 0, (1 / 6,), "limit", "x/6"),
    C("removable", "flat", "exp(-1/x**2)", "x=0", 0, (0,), "limit", "all derivatives 0"),
    C("removable", "oscillation", "x**2*sin(1/x)", "x=0", 0, (0,), "limit", "h·sin(1/h) → 0"),
    C("removable", "times another", "y*sin(x)/x", "y=3,x=0", 3, (1, 0), "limit", "y·(1 − x²/6)"),
    C("removable", "by factors", "x*y/(x*y)", "x=0,y=0", 1, (0, 0), "limit", "x/x times y/y"),
    C("removable", "log in a product", "log(x)*y*x", "x=0,y=2", 0, (-inf, 0), "limit one-sided", "y·x log x"),
    C("removable", "reciprocal gamma", "1/gamma(x)", "x=0", 0, (1,), "limit", "DLMF 5.7.1: 1/Γ(x) = x + γx² + …"),
    C("removable", "oscillating slope", "x*sin(1/x)", "x=0", 0, (nan,), "limit undefined", "sin(1/h) has no limit"),
    C("several-inputs", "parabola", "x*y**2/(x**2 + y**4)", "x=0,y=0", nan, (nan, nan), UNDEFINED,
      "0 along every line, ½ along x = y²"),
    C("several-inputs", "x/y", "x/y", "x=0,y=0", nan, (nan, nan), UNDEFINED, "depends on the line"),
    C("several-inputs", "saddle", "x*y/(x**2 + y**2)", "x=0,y=0", nan, (nan, nan), UNDEFINED, "depends on the line"),
    C("several-inputs", "difference", "(x - y)/(x - y)", "x=1,y=1", nan, (nan, nan), UNDEFINED, "more than one input"),
    C("defined-limit", "sinc at 0", "sinc(x)", "x=0", 1, (0,), "", "defined as its limit"),
    C("defined-limit", "sinc at 1", "sinc(x)", "x=1", 0, (-1,), "", "cos(π)/1"),
    # ── branches that are not taken ───────────────────────────────────────────────────────────────────────
    C("untaken-branch", "where", "where(x > 0, sqrt(x), 0)", "x=-1", 0, (0,), "", "the other branch is not there"),
    C("untaken-branch", "where at its edge", "where(x > 0, sqrt(x), 0)", "x=0", 0, (0,), "kink", "0 and +∞"),
    C("smooth-after-all", "where around a hole", "where(x != 0, (exp(x) - 1)/x, 1)", "x=0", 1, (0.5,), "", "1 + x/2"),
    C("untaken-branch", "where beside a flat", "where(x > 0, exp(-1/x), 0)", "x=0", 0, (0,), "", "e^(−1/h)/h → 0"),
    C("untaken-branch", "where beside entropy", "where(x > 0, x*log(x), 0)", "x=0", 0, (0,), "kink", "0 and −∞"),
    C("untaken-branch", "where beside a wave", "where(x != 0, x*sin(1/x), 0)", "x=0", 0, (0,), "kink",
      "sin(1/h) has no limit: no sides"),
    C("untaken-branch", "where with a pole", "where(x > 1, 1/x, 5)", "x=0", 5, (0,), "", "5 near 0"),
    C("untaken-branch", "where with a log", "where(x > 0, log(x), x)", "x=-1", -1, (1,), "", "x near −1"),
    C("untaken-branch", "max", "max(1, sqrt(x))", "x=0", 1, (0,), "", "√x is below 1 near 0"),
    C("untaken-branch", "relu", "relu(sqrt(x) - 1)", "x=0", 0, (0,), "", "√x − 1 is negative near 0"),
    C("untaken-branch", "clip", "clip(sqrt(x), 1, 2)", "x=0", 1, (0,), "", "√x is below 1 near 0"),
    C("untaken-branch", "product with a matrix", "sum([[1, 2], [3, 4]] @ where([x, 1] > 0, sqrt([x, 1]), 0))", "x=-1",
      6, (0,), "", "2 + 4; x's branch is 0"),
    C("untaken-branch", "sum", "sum(where([x, y] > 0, log([x, y]), 0))", "x=-1,y=1", 0, (0, 1), "", "0 + log 1"),
    # ── sizes ─────────────────────────────────────────────────────────────────────────────────────────────
    C("overflow", "exp", "exp(x)", "x=1000", inf, (inf,), "precision", "finite, beyond doubles: given as text",
      (nan, (nan,), UNDEFINED)),
    C("overflow", "power", "x**400", "x=10", inf, (inf,), "precision", "10**400 is finite", (nan, (nan,), UNDEFINED)),
    C("overflow", "gamma", "gamma(x)", "x=200", inf, (inf,), "omitted precision", "199! is finite; the slope's digits",
      (nan, (nan,), UNDEFINED)),
    C("overflow", "cosh", "cosh(x)", "x=1000", inf, (inf,), "precision", "finite, beyond doubles",
      (nan, (nan,), UNDEFINED)),
    C("overflow", "product that comes back", "x*1e300/1e300", "x=1e10", 1e10, (1,), "", "x",
      (nan, (1,), UNDEFINED)),
    C("overflow", "hypot", "hypot(x, y)", "x=3e200,y=4e200", 5e200, (0.6, 0.8), "", "no square on the way"),
    C("overflow", "softplus", "softplus(x)", "x=1000", 1000, (1,), "", "log(1 + eˣ) ~ x"),
    C("overflow", "sigmoid", "sigmoid(x)", "x=1000", 1, (0,), "", "1 − e⁻¹⁰⁰⁰ rounds to 1"),
    C("overflow", "tanh", "tanh(x)", "x=1000", 1, (0,), "", "4e⁻²⁰⁰⁰ is below doubles"),
    C("overflow", "logsumexp", "logsumexp([x, y])", "x=1000,y=1000", 1000 + log(2), (0.5, 0.5), "", "x + log 2"),
    C("overflow", "logaddexp", "logaddexp(x, y)", "x=1000,y=0", 1000, (1, 0), "", "x + e⁻¹⁰⁰⁰"),
    C("overflow", "softmax", "softmax([x, y])[0]", "x=1000,y=1000", 0.5, (0.25, -0.25), "", "p(1 − p)"),
    C("underflow", "exp", "exp(x)", "x=-1000", 0, (0,), "", "5e-435"),
    C("underflow", "sigmoid", "sigmoid(x)", "x=-1000", 0, (0,), "", "e⁻¹⁰⁰⁰"),
    C("underflow", "softplus", "softplus(x)", "x=-1000", 0, (0,), "", "e⁻¹⁰⁰⁰"),
    C("underflow", "erfc", "erfc(x)", "x=40", 0, (0,), "", "e⁻¹⁶⁰⁰"),
    C("underflow", "silu", "silu(x)", "x=-1000", 0, (0,), "", "−1000e⁻¹⁰⁰⁰"),
    C("underflow", "logsumexp", "logsumexp([x, y])", "x=-1000,y=-1000", -1000 + log(2), (0.5, 0.5), "", "x + log 2"),
    C("underflow", "quotient that comes back", "exp(x)/exp(x + 1)", "x=-1000", 0.36787944117144233, (0,), "", "1/e",
      (nan, (nan,), UNDEFINED)),
    C("cancellation", "cos", "(1 - cos(x))/x**2", "x=1e-8", 0.5, (-1e-8 / 12,), "", "½ − x²/24", (0, (0,), "floats")),
    C("cancellation", "sin", "x - sin(x)", "x=1e-8", 1e-24 / 6, (5e-17,), "", "x³/6; x²/2", (0, (0,), "floats")),
    C("cancellation", "log of 1 + x", "log(1 + x)/x", "x=1e-200", 1, (-0.5,), "", "1 − x/2", (0, (0,), "floats")),
    C("cancellation", "log1p", "log1p(x)", "x=1e-20", 1e-20, (1,), "", "x − x²/2"),
    C("cancellation", "expm1", "expm1(x)", "x=1e-20", 1e-20, (1,), "", "x + x²/2"),
    C("cancellation", "large and small", "x + y - x", "x=1e20,y=1", 1, (0, 1), "", "y", (0, (0, 1), "")),
    C("cancellation", "sigmoid near 1", "1 - sigmoid(x)", "x=40", 4.248354255291589e-18, (-4.248354255291589e-18,), "",
      "sigmoid(−40)", (0, (-4.248354255291589e-18,), "")),
    C("precision", "decimals", "x + y - z", "x=0.1,y=0.2,z=0.3", 0, (1, 1, -1), "", "1/10 + 2/10 = 3/10",
      (5.551115123125783e-17, (1, 1, -1), "")),
    C("precision", "abs of decimals", "abs(x + y - z)", "x=0.1,y=0.2,z=0.3", 0, (0, 0, 0), "kink", "|0|"),
    C("precision", "a large angle", "sin(x)", "x=1e22", -0.8522008497671888, (0.5232147853951389,), "",
      "Payne and Hanek (1983)"),
    C("precision", "nearly whole", "x*sqrt(163)", "x=pi", 40.10916999113251, (sqrt(163),), "",
      "exp of it is nearly whole"),
    C("huge-exact", "beyond 4,300 digits", "x**5000", "x=10", inf, (inf,), "precision",
      "Python prints no more, jacli does", (nan, (nan,), UNDEFINED)),
    C("huge-exact", "and back", "x**5000/10**4999", "x=10", 10, (5000,), "", "10; 5000·10**4999/10**4999",
      (nan, (nan,), UNDEFINED)),
    C("overflow", "slope of 1/x", "1/x", "x=1e-200", 1e200, (-inf,), "precision", "−10**400 is finite, beyond doubles"),
    # ── arrays ────────────────────────────────────────────────────────────────────────────────────────────
    C("singular-matrix", "det", "det([[a, b], [c, d]])", "a=1,b=2,c=2,d=4", 0, (4, -2, -2, 1), "", "the adjugate"),
    C("singular-matrix", "det of zeros", "det([[a, b], [c, d]])", "a=0,b=0,c=0,d=0", 0, (0, 0, 0, 0), "", "ad − bc"),
    C("singular-matrix", "inv", "inv([[x, 2], [2, 4]])[0, 0]", "x=1", nan, (nan,), UNDEFINED, "4/(4x − 4)"),
    C("singular-matrix", "solve", "solve([[x, 2], [2, 4]], [1, 1])[0]", "x=1", nan, (nan,), UNDEFINED, "2/(4x − 4)"),
    C("singular-matrix", "logdet", "logdet([[x, 2], [2, 4]])", "x=1", nan, (nan,), UNDEFINED, "log 0"),
    C("zero-product", "one zero", "prod([x, y, z])", "x=0,y=2,z=3", 0, (6, 0, 0), "", "yz, xz, xy"),
    C("zero-product", "two zeros", "prod([x, y, z])", "x=0,y=0,z=3", 0, (0, 0, 0), "", "yz, xz, xy"),
    C("zero-product", "running", "cumprod([x, y, z])[2]", "x=2,y=0,z=3", 0, (0, 6, 0), "", "yz, xz, xy"),
    C("zero-product", "factors", "x*y*z", "x=0,y=2,z=3", 0, (6, 0, 0), "", "yz, xz, xy"),
    C("empty-norm", "zero vector in a sum", "norm([x, y]) + x", "x=0,y=0", 0, (1, 0), "kink", "|x| + x: 0 and 2"),
    C("empty-norm", "direction of nothing", "x/norm([x, y])", "x=0,y=0", nan, (nan, nan), UNDEFINED, "0/0, two inputs"),
]  # fmt: skip
