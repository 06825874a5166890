"""JAX, in double precision."""

from __future__ import annotations

from jacli.emit.libraries import spelling as s
from jacli.emit.libraries.numpy import index, spread
from jacli.emit.libraries.spelling import Call, Library, Rule


def updated(call: Call) -> str:
    """x with some elements replaced."""
    x, values = call.atoms[0], call.operands[1:]
    places = f"jnp.array({list(call.parameter)})"
    return f"{x}.reshape(-1).at[{places}].set(jnp.array([{', '.join(values)}])).reshape({s.tuple_text(call.shape)})"


RULES: dict[str, Rule] = {
    **s.alike("jnp", "sin cos tan sinh cosh tanh exp expm1 exp2 log log1p log2 log10 sqrt cbrt abs sign floor ceil"),
    **s.alike("jnp", "round sinc where heaviside clip outer kron cross trace"),
    **s.functions("jnp", {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2"}),
    **s.functions("jnp", {"asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh"}),
    **s.functions("jnp", {"and": "logical_and", "or": "logical_or", "not": "logical_not"}),
    **s.functions("jnp.linalg", {"det": "det", "inv": "inv", "solve": "solve"}),
    **s.alike("jax.scipy.special", "erf erfc gamma digamma logit"),
    **s.alike("jax.nn", "sigmoid softplus relu silu"),
    "lgamma": s.function("jax.scipy.special.gammaln"),
    "polygamma": lambda call: f"jax.scipy.special.polygamma({call.parameter}, {call.operands[0]})",
    "leaky_relu": s.function("jax.nn.leaky_relu"), "elu": s.function("jax.nn.elu"),
    "gelu": lambda call: f"jax.nn.gelu({call.operands[0]}, approximate=False)",
    "max": s.nested("jnp.maximum"), "min": s.nested("jnp.minimum"), "hypot": s.nested("jnp.hypot"),
    "logaddexp": s.nested("jnp.logaddexp"),
    "logdet": lambda call: f"jnp.linalg.slogdet({call.operands[0]})[1]",
    "sum": s.reduction("jnp.sum"), "mean": s.reduction("jnp.mean"), "prod": s.reduction("jnp.prod"),
    "amax": s.reduction("jnp.max"), "amin": s.reduction("jnp.min"),
    "var": spread("jnp.var"), "std": spread("jnp.std"),
    "norm": lambda call: f"jnp.sqrt({s.reduction('jnp.sum')(_squared(call))})",
    "logsumexp": s.reduction("jax.scipy.special.logsumexp"),
    "cumsum": s.along("jnp.cumsum"), "cumprod": s.along("jnp.cumprod"), "softmax": s.along("jax.nn.softmax"),
    "broadcast": s.stretched("jnp.broadcast_to"), "reshape": s.reshaped, "transpose": s.transposed("jnp.transpose"),
    "flip": lambda call: f"jnp.flip({call.operands[0]}, {tuple(call.parameter)})",
    "roll": lambda call: f"jnp.roll({call.operands[0]}, {call.parameter[0]}, {call.parameter[1]})",
    "tril": s.diagonal("jnp.tril"), "triu": s.diagonal("jnp.triu"), "diag": s.diagonal("jnp.diag"),
    "array": lambda call: f"jnp.array([{', '.join(call.operands)}])",
    "stack": s.listed("jnp.stack"), "concatenate": s.listed("jnp.concatenate"),
    "index": index, "update": updated,
    "zeros": s.shaped("jnp.zeros"), "ones": s.shaped("jnp.ones"), "empty": s.shaped("jnp.zeros"),
    "full": s.full("jnp.full"), "eye": s.eye("jnp.eye"),
    "arange": s.numbers("jnp.arange"), "linspace": s.numbers("jnp.arange"),
    "detach": s.function("jax.lax.stop_gradient"),
}  # fmt: skip


def _squared(call: Call) -> Call:
    return Call([f"{call.atoms[0]}**2"], [f"({call.atoms[0]}**2)"], call.shapes, call.parameter, call.shape)


LIBRARY = Library(
    "jax", "jnp", "jnp.array",
    ("import jax", "import jax.numpy as jnp", "", 'jax.config.update("jax_enable_x64", True)'),
    RULES,
)  # fmt: skip
