"""JAX: a function, and jax.jacobian, jax.vjp and jax.grad of it."""

from __future__ import annotations

from collections.abc import Iterator

from jacli.emit.libraries.script import Script


class JaxScript(Script):
    """A function that returns one vector, and what JAX makes of it."""

    def body(self) -> Iterator[str]:
        """Everything below the imports."""
        for name, _ in self.problem.program.inputs:
            yield f"{self.identifiers[name]} = {self.value(name)}"
        lines, outputs = self.program_lines()
        arrays = [f"jnp.asarray({output})" for output in outputs]
        arguments = ", ".join(self.wrt)
        yield from ("", "", f"def f({arguments}):", *(f"    {line}" for line in lines))
        yield from (f"    return {self.flattened(arrays, 'jnp', 'concatenate')}", "", "")
        places = f"argnums={tuple(range(len(self.wrt)))}"
        if "value" in self.parts:
            yield f"print(f({arguments}))"
        if "jacobian" in self.parts:
            yield f"J = jax.jacobian(f, {places})({arguments})"
            yield "print(jnp.concatenate([block.reshape(len(block), -1) for block in J], axis=1))"
        if "vjp" in self.parts:
            yield f"y, pullback = jax.vjp(f, {arguments})"
            runs = [f"pullback(jnp.array([{', '.join(run)}]))" for run in self.flat_weights()]
            yield f"gradients = {runs[0]}" if len(runs) == 1 else "gradients = [0.0]*" + str(len(self.wrt))
            if len(runs) > 1:
                for run in runs:
                    yield f"gradients = [total + share for total, share in zip(gradients, {run})]"
            yield f"print({self.times('vjp', 'gradients')})"
        if "grad" in self.parts:
            gradients = f"jax.grad(lambda *x: f(*x).sum(), {places})({arguments})"
            yield f"print({self.times('grad', gradients)})"
