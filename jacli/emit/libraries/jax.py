"""JAX, in double precision."""

from __future__ import annotations

from jacli.emit.libraries import spelling as s
from jacli.emit.libraries.numpy import logdet, numpy_like
from jacli.emit.libraries.spelling import Call, Library, Rule


def updated(call: Call) -> str:
    """x with some elements replaced."""
    x, values = call.atoms[0], call.operands[1:]
    places = f"jnp.array({list(call.parameter)})"
    return f"{x}.reshape(-1).at[{places}].set(jnp.array([{', '.join(values)}])).reshape({s.tuple_text(call.shape)})"


RULES: dict[str, Rule] = {
    **numpy_like("jnp"),
    **s.alike("jax.scipy.special", "erf erfc gamma digamma logit"),
    **s.alike("jax.nn", "sigmoid softplus relu silu"),
    "lgamma": s.function("jax.scipy.special.gammaln"),
    "polygamma": lambda call: f"jax.scipy.special.polygamma({call.parameter}, {call.operands[0]})",
    "leaky_relu": s.function("jax.nn.leaky_relu"), "elu": s.function("jax.nn.elu"),
    "gelu": lambda call: f"jax.nn.gelu({call.operands[0]}, approximate=False)",
    "norm": lambda call: f"jnp.sqrt({s.reduction('jnp.sum')(_squared(call))})",
    "logsumexp": s.reduction("jax.scipy.special.logsumexp"), "softmax": s.along("jax.nn.softmax"),
    "update": updated, "detach": s.function("jax.lax.stop_gradient"),
}  # fmt: skip


def _squared(call: Call) -> Call:
    return Call([f"{call.atoms[0]}**2"], [f"({call.atoms[0]}**2)"], call.shapes, call.parameter, call.shape)


LIBRARY = Library(
    "jax", "jnp", "jnp.array",
    ("import jax", "import jax.numpy as jnp", "", 'jax.config.update("jax_enable_x64", True)'),
    RULES, {"logdet": logdet("jnp")},
)  # fmt: skip
