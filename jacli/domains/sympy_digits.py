"""sympy's evaluation of functions of constants, mended: of an argument no digit may be lost that decides a sign.

sympy (1.14, `Function._eval_evalf`) rounds an argument to a few bits more than it is asked for, and where it wants to
know a sign it asks for two digits: acosh(1.00000001) comes out as 0 and counts as 0, and exp of it as 1. Here an
argument keeps as many bits more as the rational numbers in it have. Whoever imports sympy to make numbers or formulas
imports this too.
"""

from __future__ import annotations

from typing import Any

import sympy

from jacli.domains.exact.numbers import part_bits

# What is longer takes long to evaluate, and is as likely to be asked about its size as about its sign.
MOST_BITS = 1 << 14
_evaluated_by_sympy = sympy.Function._eval_evalf


def _evaluated(self: Any, prec: int) -> Any:
    return _evaluated_by_sympy(self, prec + min(part_bits(self), MOST_BITS))


sympy.Function._eval_evalf = _evaluated
