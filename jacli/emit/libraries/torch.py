"""PyTorch, in double precision."""

from __future__ import annotations

from jacli.emit.libraries import spelling as s
from jacli.emit.libraries.spelling import Call, Library, Rule

UPDATED = """\
def updated(x, places, values):
    \"\"\"A copy of x with the values at flat places.\"\"\"
    values = torch.stack([torch.as_tensor(value) for value in values])
    return x.flatten().index_put((torch.tensor(places),), values).reshape(x.shape)"""


def rectified(name: str) -> Rule:
    """leaky_relu and elu, whose second argument is a plain number for PyTorch."""
    return lambda call: f"torch.nn.functional.{name}({call.operands[0]}, float({call.operands[1]}))"


def heaviside(call: Call) -> str:
    """By torch.where: torch.heaviside has no derivative."""
    x, h = call.atoms
    return f"torch.where({x} > 0, 1.0, torch.where({x} < 0, 0.0, {h}))"


def spread(name: str) -> Rule:
    """var and std; PyTorch's default divides by n − 1."""

    def rule(call: Call) -> str:
        arguments = [call.operands[0], *s.over_axes(call, "dim", "keepdim"), f"correction={call.parameter[2]}"]
        return f"{name}({', '.join(arguments)})"

    return rule


def product(call: Call) -> str:
    """torch.prod takes one axis."""
    axes, keepdims = call.parameter
    if len(axes) == len(call.shapes[0]) and not keepdims:
        return f"torch.prod({call.operands[0]})"
    text = call.operands[0]
    for axis in sorted(axes, reverse=True):
        text = f"torch.prod({text}, dim={axis}{', keepdim=True' if keepdims else ''})"
    return text


def over_all(name: str) -> Rule:
    """A reduction that must be told its axes."""

    def rule(call: Call) -> str:
        axes, keepdims = call.parameter
        return f"{name}({call.operands[0]}, dim={tuple(axes)}{', keepdim=True' if keepdims else ''})"

    return rule


def index(call: Call) -> str:
    """x[…]; slices that run backwards, which PyTorch does not have, as lists."""
    from jacli.emit.typed import index_text

    text, axis, items = call.atoms[0], 0, []
    for item in call.parameter:
        if isinstance(item, tuple) and item[:1] == ("slice",) and item[2] < 0:
            _, start, step, count = item
            text = f"torch.flip({text}, [{axis}])"
            items.append(("slice", call.shapes[0][axis] - 1 - start, -step, count))
        else:
            items.append(item)
        axis += item is not None
    inside = index_text(items, call.shapes[0])
    return text if inside == ":" else f"{text}[{inside}]"


def eye(call: Call) -> str:
    """The identity; torch.eye knows the main diagonal only."""
    (rows, columns), k = call.parameter
    if not k:
        return f"torch.eye({rows}, {columns})"
    return f"(torch.arange({columns}) == torch.arange({rows}).reshape(-1, 1) + {k}).double()"


RULES: dict[str, Rule] = {
    **s.alike("torch", "sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp expm1 exp2 log log1p"),
    **s.alike("torch", "log2 log10 sqrt abs sign floor ceil round erf erfc lgamma digamma sinc sigmoid logit relu"),
    **s.alike("torch", "where kron trace"),
    **s.functions("torch", {"and": "logical_and", "or": "logical_or", "not": "logical_not"}),
    **s.functions("torch.nn.functional", {"softplus": "softplus", "silu": "silu", "gelu": "gelu"}),
    **s.functions("torch.linalg", {"det": "det", "inv": "inv", "solve": "solve", "cross": "cross"}),
    "logdet": s.function("torch.logdet"),
    "max": s.nested("torch.maximum"), "min": s.nested("torch.minimum"), "hypot": s.nested("torch.hypot"),
    "logaddexp": s.nested("torch.logaddexp"),
    # floor_divide has no derivative, not even 0
    "floordiv": lambda call: f"torch.floor({call.atoms[0]}/{call.atoms[1]})",
    "outer": lambda call: f"torch.outer({call.atoms[0]}.reshape(-1), {call.atoms[1]}.reshape(-1))",
    "clip": s.function("torch.clamp"), "heaviside": heaviside,
    "cbrt": lambda call: f"(torch.sign({call.operands[0]})*torch.abs({call.operands[0]})**(1/3))",
    "polygamma": lambda call: f"torch.polygamma({call.parameter}, {call.operands[0]})",
    "leaky_relu": rectified("leaky_relu"), "elu": rectified("elu"),
    "sum": s.reduction("torch.sum", "dim", "keepdim"), "mean": s.reduction("torch.mean", "dim", "keepdim"),
    "amax": s.reduction("torch.amax", "dim", "keepdim"), "amin": s.reduction("torch.amin", "dim", "keepdim"),
    "norm": s.reduction("torch.linalg.vector_norm", "dim", "keepdim"),
    "logsumexp": over_all("torch.logsumexp"), "prod": product,
    "var": spread("torch.var"), "std": spread("torch.std"),
    "cumsum": s.along("torch.cumsum", "dim"), "cumprod": s.along("torch.cumprod", "dim"),
    "softmax": s.along("torch.softmax", "dim"),
    "broadcast": s.stretched("torch.broadcast_to"), "reshape": s.reshaped, "transpose": s.transposed("torch.permute"),
    "flip": lambda call: f"torch.flip({call.operands[0]}, {list(call.parameter)})",
    "roll": lambda call: f"torch.roll({call.operands[0]}, {call.parameter[0]}, {call.parameter[1]})",
    "tril": s.diagonal("torch.tril"), "triu": s.diagonal("torch.triu"), "diag": s.diagonal("torch.diag"),
    "array": lambda call: f"torch.stack([{', '.join(call.operands)}])",
    "stack": s.listed("torch.stack", "dim"), "concatenate": s.listed("torch.cat", "dim"),
    "index": index,
    "update": lambda call: f"updated({call.operands[0]}, {list(call.parameter)}, [{', '.join(call.operands[1:])}])",
    "zeros": s.shaped("torch.zeros"), "ones": s.shaped("torch.ones"), "empty": s.shaped("torch.zeros"),
    "full": s.full("torch.full"), "eye": eye,
    "arange": s.numbers("torch.arange"), "linspace": s.numbers("torch.arange"),
    "detach": lambda call: f"{call.atoms[0]}.detach()",
}  # fmt: skip
LIBRARY = Library(
    "torch", "torch", "torch.tensor", ("import torch", "", "torch.set_default_dtype(torch.float64)"), RULES,
    {"updated": UPDATED}, strict=True,
)  # fmt: skip
