"""A few values of every function that a program can call, as literal numbers: they catch a checker gone blind.

The numbers are those of school tables, of the NIST handbook (DLMF) or worked out by hand; none comes from the
package. A new function gets a row here: arguments, value, and for pointwise functions the partial derivatives
along each argument (None: there is none).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PI, E = 3.141592653589793, 2.718281828459045
ROOT2, ROOT3, ROOT_PI = 1.4142135623730951, 1.7320508075688772, 1.772453850905516
LOG2, LOG3, LOG5, LOG10 = 0.6931471805599453, 1.0986122886681098, 1.6094379124341003, 2.302585092994046
EULER, APERY = 0.5772156649015329, 1.2020569031595942


@dataclass(frozen=True, slots=True)
class Value:
    """`arguments` are numbers or nested lists, `statics` the constants typed after them or by name."""

    arguments: Sequence[Any]
    value: Any
    slopes: Sequence[float | None] | None = None
    statics: Sequence[Any] = ()
    named: Mapping[str, Any] = field(default_factory=dict)


def at(*arguments: Any, value: Any, slopes: Sequence[float | None] | None = None) -> Value:
    return Value(arguments, value, slopes)


def of(*arguments: Any, value: Any, statics: Sequence[Any] = (), **named: Any) -> Value:
    return Value(arguments, value, None, statics, named)


M = [[1, 2], [3, 4]]

VALUES: dict[str, list[Value]] = {
    # ── arithmetic
    "add": [at(2, 3, value=5, slopes=(1, 1))],
    "sub": [at(2, 3, value=-1, slopes=(1, -1))],
    "mul": [at(2, 3, value=6, slopes=(3, 2)), at(0, 3, value=0, slopes=(3, 0))],
    "div": [at(6, 4, value=1.5, slopes=(0.25, -0.375))],
    "neg": [at(2, value=-2, slopes=(-1,))],
    "power": [
        at(2, 3, value=8, slopes=(12, 8 * LOG2)),
        at(0, 0, value=1),
        at(0, 2, value=0, slopes=(0, 0)),
        at(4, 0.5, value=2, slopes=(0.25, 4 * LOG2)),
        at(-2, 3, value=-8),
        at(10, -2, value=0.01, slopes=(-0.002, 0.01 * LOG10)),
    ],
    "power_slope": [
        at(2, 3, value=12, slopes=(12, 4 + 12 * LOG2)),
        at(0, 0, value=0),
        at(0, 2, value=0),
        at(4, 0.5, value=0.25),
    ],
    "power_growth": [
        at(2, 3, value=8 * LOG2, slopes=(12 * LOG2 + 4, 8 * LOG2**2)),
        at(0, 2, value=0),
        at(1, 5, value=0),
    ],
    "mod": [at(7, 3, value=1, slopes=(1, -2)), at(-7, 3, value=2, slopes=(1, 3)), at(7, -3, value=-2, slopes=(1, 3))],
    "floordiv": [at(7, 2, value=3, slopes=(None, None)), at(-7, 2, value=-4)],
    # ── conditions
    "lt": [at(1, 2, value=1), at(2, 2, value=0)],
    "le": [at(2, 2, value=1), at(3, 2, value=0)],
    "gt": [at(2, 1, value=1), at(2, 2, value=0)],
    "ge": [at(2, 2, value=1), at(1, 2, value=0)],
    "eq": [at(2, 2, value=1), at(2, 3, value=0)],
    "ne": [at(2, 3, value=1), at(2, 2, value=0)],
    "and": [at(1, 2, value=1), at(1, 0, value=0), at(0, 0, value=0)],
    "or": [at(1, 0, value=1), at(0, 2, value=1), at(0, 0, value=0)],
    "not": [at(0, value=1), at(3, value=0)],
    # ── trigonometry
    "sin": [at(PI / 6, value=0.5, slopes=(ROOT3 / 2,)), at(0, value=0, slopes=(1,))],
    "cos": [at(PI / 3, value=0.5, slopes=(-ROOT3 / 2,)), at(0, value=1, slopes=(0,))],
    "tan": [at(PI / 4, value=1, slopes=(2,))],
    "asin": [at(0.5, value=PI / 6, slopes=(2 / ROOT3,))],
    "acos": [at(0.5, value=PI / 3, slopes=(-2 / ROOT3,))],
    "atan": [at(1, value=PI / 4, slopes=(0.5,))],
    "atan2": [at(1, 1, value=PI / 4, slopes=(0.5, -0.5)), at(1, -1, value=3 * PI / 4), at(0, -1, value=PI)],
    # ── hyperbolic functions: at log 2, where eˣ is 2
    "sinh": [at(LOG2, value=0.75, slopes=(1.25,))],
    "cosh": [at(LOG2, value=1.25, slopes=(0.75,))],
    "tanh": [at(LOG2, value=0.6, slopes=(0.64,))],
    "asinh": [at(0.75, value=LOG2, slopes=(0.8,))],
    "acosh": [at(1.25, value=LOG2, slopes=(4 / 3,))],
    "atanh": [at(0.6, value=LOG2, slopes=(1.5625,))],
    # ── exponentials and logarithms
    "exp": [at(1, value=E, slopes=(E,)), at(LOG3, value=3, slopes=(3,))],
    "expm1": [at(LOG3, value=2, slopes=(3,)), at(1e-20, value=1e-20, slopes=(1,))],
    "exp2": [at(3, value=8, slopes=(8 * LOG2,))],
    "log": [at(2, value=LOG2, slopes=(0.5,)), at(1, value=0, slopes=(1,))],
    "log1p": [at(1, value=LOG2, slopes=(0.5,)), at(1e-20, value=1e-20, slopes=(1,))],
    "log2": [at(8, value=3, slopes=(0.125 / LOG2,))],
    "log10": [at(1000, value=3, slopes=(0.001 / LOG10,))],
    "logaddexp": [at(LOG2, LOG3, value=LOG5, slopes=(0.4, 0.6))],
    # ── roots
    "sqrt": [at(9, value=3, slopes=(1 / 6,))],
    "cbrt": [at(-8, value=-2, slopes=(1 / 12,)), at(27, value=3, slopes=(1 / 27,))],
    "hypot": [at(3, 4, value=5, slopes=(0.6, 0.8)), at(2, 3, 6, value=7, slopes=(2 / 7, 3 / 7, 6 / 7))],
    "unit": [at(3, 4, value=0.75, slopes=(0.25, -0.1875)), at(3, 0, value=0)],
    # ── rounding
    "abs": [at(-3, value=3, slopes=(-1,)), at(2, value=2, slopes=(1,)), at(0, value=0, slopes=(0,))],
    "detach": [at(-3, value=-3, slopes=(None,))],
    "sign": [at(-3, value=-1, slopes=(None,)), at(0, value=0), at(5, value=1)],
    "floor": [at(-1.5, value=-2, slopes=(None,)), at(2, value=2)],
    "ceil": [at(-1.5, value=-1, slopes=(None,)), at(1.25, value=2)],
    "round": [at(0.5, value=0, slopes=(None,)), at(1.5, value=2), at(-2.5, value=-2), at(2.75, value=3)],
    # ── special functions: DLMF chapters 5 and 7
    "erf": [at(1, value=0.8427007929497149, slopes=(0.4151074974205947,)), at(0, value=0, slopes=(2 / ROOT_PI,))],
    "erfc": [at(2, value=0.004677734981047266, slopes=(-0.020666985354092053,))],
    "gamma": [at(5, value=24, slopes=(24 * (25 / 12 - EULER),)), at(0.5, value=ROOT_PI)],
    "lgamma": [at(3, value=LOG2, slopes=(1.5 - EULER,)), at(-0.5, value=1.2655121234846454)],
    "digamma": [at(1, value=-EULER, slopes=(PI * PI / 6,)), at(2, value=1 - EULER)],
    "polygamma": [Value((1,), PI * PI / 6, (-2 * APERY,), (1,)), Value((1,), -2 * APERY, None, (2,))],
    "sinc": [at(0.5, value=2 / PI, slopes=(-4 / PI,)), at(0, value=1, slopes=(0,)), at(1, value=0, slopes=(-1,))],
    "sinc_derivative": [Value((0,), -PI * PI / 3, (0,), (2,)), Value((1,), -1, (2,), (1,))],
    # ── activations: sigmoid(log 3) is 3/4
    "sigmoid": [at(LOG3, value=0.75, slopes=(0.1875,)), at(-LOG3, value=0.25, slopes=(0.1875,))],
    "logit": [at(0.75, value=LOG3, slopes=(16 / 3,))],
    "softplus": [at(0, value=LOG2, slopes=(0.5,)), at(LOG3, value=2 * LOG2, slopes=(0.75,))],
    "relu": [at(-2, value=0, slopes=(0,)), at(3, value=3, slopes=(1,)), at(0, value=0, slopes=(0,))],
    "leaky_relu": [at(-2, 0.01, value=-0.02, slopes=(0.01, -2)), at(3, 0.01, value=3, slopes=(1, 0))],
    "elu": [at(-LOG2, 2, value=-1, slopes=(1, -0.5)), at(3, 2, value=3, slopes=(1, 0))],
    "silu": [at(LOG3, value=0.75 * LOG3, slopes=(0.75 + LOG3 * 0.1875,)), at(0, value=0, slopes=(0.5,))],
    "gelu": [at(1, value=0.8413447460685429, slopes=(1.0833154705876864,)), at(0, value=0, slopes=(0.5,))],
    # ── selections
    "max": [at(1, 2, value=2, slopes=(0, 1)), at(3, 3, 3, value=3, slopes=(1 / 3, 1 / 3, 1 / 3))],
    "min": [at(1, 2, value=1, slopes=(1, 0)), at(3, 3, 5, value=3, slopes=(0.5, 0.5, 0))],
    "count_equal": [at(1, 1, 2, 1, value=2)],
    "clip": [
        at(2, 0, 1, value=1, slopes=(0, 0, 1)),
        at(0.5, 0, 1, value=0.5, slopes=(1, 0, 0)),
        at(-1, 0, 1, value=0, slopes=(0, 1, 0)),
        at(0, 0, 1, value=0, slopes=(1, 0, 0)),
        at(1, 0, 1, value=1, slopes=(1, 0, 0)),
    ],
    "where": [at(1, 2, 3, value=2, slopes=(None, 1, 0)), at(0, 2, 3, value=3, slopes=(None, 0, 1))],
    "heaviside": [
        at(-1, 0.5, value=0, slopes=(None, 0)),
        at(0, 0.25, value=0.25, slopes=(None, 1)),
        at(2, 0.5, value=1, slopes=(None, 0)),
    ],
    # ── arrays, linear
    "broadcast": [of([1, 2], value=[[1, 2], [1, 2]], statics=(2, 2)), of(3, value=[3, 3], statics=(2,))],
    "reshape": [of(M, value=[1, 2, 3, 4], statics=(-1,)), of([1, 2, 3, 4], value=M, statics=(2, -1))],
    "transpose": [of(M, value=[[1, 3], [2, 4]]), of([[1, 2, 3]], value=[[1], [2], [3]], statics=(1, 0))],
    "flip": [of(M, value=[[4, 3], [2, 1]]), of(M, value=[[3, 4], [1, 2]], axis=0)],
    "roll": [of([1, 2, 3], value=[3, 1, 2], statics=(1,)), of(M, value=[[2, 1], [4, 3]], statics=(-1,), axis=1)],
    "tril": [of(M, value=[[1, 0], [3, 4]]), of(M, value=[[0, 0], [3, 0]], k=-1)],
    "triu": [of(M, value=[[1, 2], [0, 4]]), of(M, value=[[0, 2], [0, 0]], k=1)],
    "diag": [of(M, value=[1, 4]), of([1, 2], value=[[1, 0], [0, 2]]), of([5], value=[[0, 5], [0, 0]], k=1)],
    "stack": [of([1, 2], [3, 4], value=M), of([1, 3], [2, 4], value=M, axis=1), of([1, 3], [2, 4], value=M, axis=-1)],
    "concatenate": [of([1, 2], [3], value=[1, 2, 3]), of(M, [[5], [6]], value=[[1, 2, 5], [3, 4, 6]], axis=1)],
    "sum": [of(M, value=10), of(M, value=[4, 6], axis=0), of(M, value=[[3], [7]], axis=1, keepdims=True)],
    "cumsum": [of(M, value=[1, 3, 6, 10]), of(M, value=[[1, 2], [4, 6]], axis=0)],
    "matmul": [
        of(M, [[5, 6], [7, 8]], value=[[19, 22], [43, 50]]),
        of(M, [5, 6], value=[17, 39]),
        of([5, 6], M, value=[23, 34]),
        of([1, 2], [3, 4], value=11),
    ],
    # ── arrays, reductions
    "amax": [of(M, value=4), of(M, value=[3, 4], axis=0)],
    "amin": [of(M, value=1), of(M, value=[1, 3], axis=1)],
    "norm": [of([3, 4], value=5), of([[3, 5], [4, 12]], value=[5, 13], axis=0)],
    "logsumexp": [of([LOG2, LOG3], value=LOG5), of([1000, 1000], value=1000.6931471805599)],
    # ── matrices
    "det": [of(M, value=-2), of([[1, 2], [2, 4]], value=0), of([[2, 0, 1], [1, 3, 2], [1, 1, 1]], value=0)],
    "inv": [of(M, value=[[-2, 1], [1.5, -0.5]])],
    "solve": [of(M, [5, 6], value=[-4, 4.5]), of(M, [[1, 0], [0, 1]], value=[[-2, 1], [1.5, -0.5]])],
    "logdet": [of([[2, 1], [1, 3]], value=LOG5)],
    # ── arrays, composed
    "mean": [of(M, value=2.5), of(M, value=[2, 3], axis=0)],
    "var": [of([1, 2, 3, 4], value=1.25), of([1, 2, 3, 4], value=5 / 3, ddof=1)],
    "std": [of([1, 3], value=1), of([1, 3], value=ROOT2, ddof=1)],
    "prod": [of(M, value=24), of(M, value=[2, 12], axis=1), of([2, 0, 0], value=0)],
    "cumprod": [of([1, 2, 3, 4], value=[1, 2, 6, 24]), of(M, value=[[1, 2], [3, 8]], axis=0)],
    "softmax": [of([LOG2, LOG3], value=[0.4, 0.6]), of([7, 7, 7, 7], value=[0.25, 0.25, 0.25, 0.25])],
    "dot": [of([1, 2], [3, 4], value=11), of(M, [5, 6], value=[17, 39]), of(3, [1, 2], value=[3, 6])],
    "outer": [of([1, 2], [3, 4], value=[[3, 4], [6, 8]])],
    "kron": [of([1, 2], [3, 4], value=[3, 4, 6, 8]), of([[1, 2]], [[0], [1]], value=[[0, 0], [1, 2]])],
    "cross": [of([1, 0, 0], [0, 1, 0], value=[0, 0, 1]), of([1, 2, 3], [4, 5, 6], value=[-3, 6, -3])],
    "trace": [of(M, value=5), of([[1, 2, 3], [4, 5, 6]], value=6)],
    "norm1": [of([1, -2, 3], value=6)],
    "norm_inf": [of([1, -5, 3], value=5)],
    # ── array constructors
    "zeros": [of(value=[[0, 0]], statics=(1, 2))],
    "ones": [of(value=[1, 1], statics=(2,)), of(value=[[1], [1]], statics=((2, 1),))],
    "full": [of(value=[7, 7], statics=(2, 7))],
    "eye": [of(value=[[1, 0], [0, 1]], statics=(2,)), of(value=[[0, 1, 0], [0, 0, 1]], statics=(2, 3, 1))],
    "arange": [of(value=[0, 1, 2], statics=(3,)), of(value=[5, 3], statics=(5, 1, -2))],
    "linspace": [of(value=[0, 0.25, 0.5, 0.75, 1], statics=(0, 1), num=5)],
}  # fmt: skip

# `empty` has no value: its elements are undefined until they are assigned.
WITHOUT_VALUE = frozenset({"empty"})
