"""Programs to be timed, as text of the language, made without jacli."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pendulum:
    """The forcing vector of an n-link pendulum on a cart, for sympy and as text."""

    forcing: Any
    symbols: Any
    texts: list[str]
    names: list[str]


def pendulum(links: int) -> Pendulum:
    """sympy's model with its dynamic symbols and their derivatives replaced by names."""
    import sympy
    from sympy.core.function import AppliedUndef
    from sympy.physics.mechanics.models import n_link_pendulum_on_cart

    forcing = n_link_pendulum_on_cart(links, cart_force=True, joint_torques=False).forcing
    derivatives = {
        d: sympy.Symbol(re.sub(r"\W", "", str(d.args[0].func)) + "d") for d in forcing.atoms(sympy.Derivative)
    }
    forcing = forcing.xreplace(derivatives)
    forcing = forcing.xreplace({f: sympy.Symbol(str(f.func)) for f in forcing.atoms(AppliedUndef)})
    symbols = sorted(forcing.free_symbols, key=str)
    return Pendulum(forcing, sympy.Matrix(symbols), [str(row) for row in forcing], [str(s) for s in symbols])


def brusselator(cells: int) -> str:
    """2·cells equations of the one-dimensional Brusselator with diffusion, one expression a line."""
    lines = []
    for i in range(cells):
        left, right = max(i - 1, 0), min(i + 1, cells - 1)
        lines.append(f"1 + u{i}**2*v{i} - 4*u{i} + 0.02*(u{left} - 2*u{i} + u{right})")
        lines.append(f"3*u{i} - u{i}**2*v{i} + 0.02*(v{left} - 2*v{i} + v{right})")
    return "\n".join(lines)


def brusselator_point(cells: int) -> dict[str, float]:
    """A point away from the steady state."""
    return {
        name: value for i in range(cells) for name, value in ((f"u{i}", 1 + i / cells), (f"v{i}", 3 - i / (2 * cells)))
    }


def product_of_names(n: int) -> str:
    """Speelpenning's product x1*x2*…*xn."""
    return "*".join(f"x{i}" for i in range(1, n + 1))


def product_of_elements(n: int) -> str:
    """The same over one vector, x[0]*x[1]*…*x[n-1]."""
    return "*".join(f"x[{i}]" for i in range(n))


def long_sum(n: int) -> str:
    """x1*x2 + x2*x3 + …, n terms over 100 names."""
    return " + ".join(f"x{i % 100}*x{(i + 1) % 100}" for i in range(n))


def nested_parentheses(depth: int) -> str:
    """((((x)*1.5 + 1)*1.5 + 1)…"""
    return "(" * depth + "x" + "*y + 1)" * depth


def nested_sines(depth: int) -> str:
    """sin(sin(…sin(x)…))."""
    return "sin(" * depth + "x" + ")" * depth


def long_program(lines: int) -> str:
    """Each line uses the two before it; bounded values."""
    body = [f"a{i} = sin(a{i - 1}) + x*a{i - 2}/3" for i in range(2, lines)]
    return "\n".join(["a0 = x", "a1 = y", *body])


def element_assignments(lines: int) -> str:
    """y[k] = … for every element of a vector."""
    return "\n".join([f"y = zeros({lines})", *(f"y[{k}] = x[{k}]**2 + {k}*x[{(k + 1) % lines}]" for k in range(lines))])


def edges(n: int) -> str:
    """n outputs, each of functions whose domains have edges: quotients, roots, logarithms, powers."""
    return "\n".join(f"sqrt(x{k}/x{k + 1}) + log(x{k})/x{k}**1.5 - asin(1/(1 + x{k}*x{k + 1}))" for k in range(n))
