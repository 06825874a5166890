"""numpy: no derivatives of its own, so the gradient is written out."""

from __future__ import annotations

from jacli.emit.libraries import spelling as s
from jacli.emit.libraries.spelling import Call, Library, Rule

ADJUGATE = """\
def adjugate(a):
    \"\"\"The transposed cofactors: det(a)*inv(a), also where a is singular.\"\"\"
    minors = [[np.delete(np.delete(a, i, 0), j, 1) for i in range(len(a))] for j in range(len(a))]
    return np.array([[(-1.0)**(i + j)*np.linalg.det(m) for i, m in enumerate(row)] for j, row in enumerate(minors)])"""
PUT = """\
def put(values, places, shape):
    \"\"\"Zeros of a shape, with the values added at flat places.\"\"\"
    return np.bincount(places, weights=np.ravel(values), minlength=int(np.prod(shape))).reshape(shape)"""
UPDATED = """\
def updated(x, places, values):
    \"\"\"A copy of x with the values at flat places.\"\"\"
    y = np.array(x, dtype=float)
    y.flat[places] = values
    return y"""


def logdet(np: str) -> str:
    """A function that has no value where numpy's own gives log|det(a)|."""
    return f"""\
def logdet(a):
    \"\"\"log(det(a)), nan unless det(a) is positive.\"\"\"
    sign, size = {np}.linalg.slogdet(a)
    return {np}.where(sign > 0, size, {np}.nan)"""


def each(name: str) -> Rule:
    """A function of math for every element."""
    return lambda call: f"np.vectorize({name}, otypes=[float])({call.operands[0]})"


def unit(call: Call) -> str:
    """x/y, but 0 where y is 0."""
    x, y = call.atoms
    return f"np.where({y} == 0, 0.0, {x}/np.where({y} == 0, 1.0, {y}))"


def count_equal(call: Call) -> str:
    """How many of the others equal the first."""
    y, *others = call.atoms
    return "(" + " + ".join(f"1.0*({y} == {x})" for x in others) + ")"


def logsumexp(call: Call) -> str:
    """By numpy's log(exp(x) + exp(y)), without overflow."""
    axes, keepdims = call.parameter
    keep = ", keepdims=True" if keepdims else ""
    return f"np.logaddexp.reduce({call.operands[0]}, axis={s.one_or_all(axes)}{keep})"


def norm(call: Call) -> str:
    """√Σx² over axes."""
    axes, keepdims = call.parameter
    over = "" if len(axes) == len(call.shapes[0]) else f", axis={s.one_or_all(axes)}"
    return f"np.sqrt(np.sum({call.atoms[0]}**2{over}{', keepdims=True' if keepdims else ''}))"


def spread(name: str) -> Rule:
    """var and std with numpy's ddof."""

    def rule(call: Call) -> str:
        ddof = call.parameter[2]
        arguments = [call.operands[0], *s.over_axes(call, "axis", "keepdims"), *([f"ddof={ddof}"] if ddof else [])]
        return f"{name}({', '.join(arguments)})"

    return rule


def taken(call: Call) -> str:
    """Elements at flat places, in a new shape."""
    places, shape = call.parameter
    return f"np.ravel({call.operands[0]})[{list(places)}].reshape({s.tuple_text(shape)})"


def index(call: Call) -> str:
    """x[…]"""
    from jacli.emit.typed import index_text

    return f"{call.atoms[0]}[{index_text(call.parameter, call.shapes[0])}]"


def numpy_like(np: str) -> dict[str, Rule]:
    """What numpy and the libraries that follow it spell alike, as functions of the module called `np`."""
    return {
        **s.alike(np, "sin cos tan sinh cosh tanh exp expm1 exp2 log log1p log2 log10 sqrt cbrt abs sign floor ceil"),
        **s.alike(np, "round sinc where heaviside clip outer kron cross trace"),
        **s.functions(np, {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2"}),
        **s.functions(np, {"asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh"}),
        **s.functions(np, {"and": "logical_and", "or": "logical_or", "not": "logical_not"}),
        **s.functions(f"{np}.linalg", {"det": "det", "inv": "inv", "solve": "solve"}),
        "max": s.nested(f"{np}.maximum"), "min": s.nested(f"{np}.minimum"), "hypot": s.nested(f"{np}.hypot"),
        "logaddexp": s.nested(f"{np}.logaddexp"),
        "logdet": s.function("logdet"),
        "sum": s.reduction(f"{np}.sum"), "mean": s.reduction(f"{np}.mean"), "prod": s.reduction(f"{np}.prod"),
        "amax": s.reduction(f"{np}.max"), "amin": s.reduction(f"{np}.min"),
        "var": spread(f"{np}.var"), "std": spread(f"{np}.std"),
        "cumsum": s.along(f"{np}.cumsum"), "cumprod": s.along(f"{np}.cumprod"),
        "broadcast": s.stretched(f"{np}.broadcast_to"), "reshape": s.reshaped,
        "transpose": s.transposed(f"{np}.transpose"),
        "flip": lambda call: f"{np}.flip({call.operands[0]}, {tuple(call.parameter)})",
        "roll": lambda call: f"{np}.roll({call.operands[0]}, {call.parameter[0]}, {call.parameter[1]})",
        "tril": s.diagonal(f"{np}.tril"), "triu": s.diagonal(f"{np}.triu"), "diag": s.diagonal(f"{np}.diag"),
        "array": lambda call: f"{np}.array([{', '.join(call.operands)}])",
        "stack": s.listed(f"{np}.stack"), "concatenate": s.listed(f"{np}.concatenate"), "index": index,
        "zeros": s.shaped(f"{np}.zeros"), "ones": s.shaped(f"{np}.ones"), "empty": s.shaped(f"{np}.zeros"),
        "full": s.full(f"{np}.full"), "eye": s.eye(f"{np}.eye"),
        "arange": s.numbers(f"{np}.arange"), "linspace": s.numbers(f"{np}.arange"),
    }  # fmt: skip


RULES: dict[str, Rule] = {
    **numpy_like("np"),
    "erf": each("math.erf"), "erfc": each("math.erfc"), "gamma": each("math.gamma"), "lgamma": each("math.lgamma"),
    "relu": lambda call: f"np.maximum({call.operands[0]}, 0)",
    "unit": unit, "count_equal": count_equal, "norm": norm, "logsumexp": logsumexp, "take": taken,
    "adjugate": lambda call: f"adjugate({call.operands[0]})",
    "put": lambda call: f"put({call.operands[0]}, {list(call.parameter[0])}, {s.tuple_text(call.parameter[1])})",
    "update": lambda call: f"updated({call.operands[0]}, {list(call.parameter)}, [{', '.join(call.operands[1:])}])",
    "detach": lambda call: call.operands[0],
}  # fmt: skip
LIBRARY = Library(
    "numpy", "np", "np.array", ("import math", "", "import numpy as np"), RULES,
    {"adjugate": ADJUGATE, "put": PUT, "updated": UPDATED, "logdet": logdet("np")},
)  # fmt: skip
