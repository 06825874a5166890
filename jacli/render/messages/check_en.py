"""English: checks, and claimed answers."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # what each comparison is
    "check-title": "Compared with",
    "check-differences": "difference quotients in hundreds of digits",
    "check-modes": "forward against reverse",
    "check-sympy": "sympy's diff of the formulas of f",
    "check-formula": "the printed formulas, read back",
    "check-product": "w·(Jv) against (wᵀJ)·v for random v, w",
    "check-nothing": "not compared",
    "check-failures": "{count} differ",
    # what differs
    "differs-differences": "differences",
    "differs-modes": "modes",
    "differs-sympy": "sympy",
    "differs-formula": "formula",
    # how it ends
    "clauses": "{first}, {second}",
    "check-passed": "passed",
    "check-failed": "FAILED",
    "check-compared": "{count} compared",
    "check-zeros": "{count} more are 0 whatever the inputs",
    "check-states": "{state}: {count}",
    "check-float": "floats are right to at least {digits} of 16 digits",
    # notes
    "point-made-up": "no point was given; this one was made up: {point}",
    "sympy-omitted": "the formulas of {count} outputs are too long for sympy's diff, which is left out for them;"
    " --max-formula-size raises the length",
    "formula-without-value": "the formula has no value at the point, where the derivative has one",
    "formula-unreadable": "the printed formulas are no text of the language ({reason})",
    # claims
    "claim-how": "({how})",
    "claim-passed": "{name} is right: {met} of {entries} entries of {part}",
    "claim-failed": "{name}: {count} of {entries} entries of {part} differ",
    "claim-unmet": "{name}: nothing of {part} could be compared",
    "claim-formulas": "compared at random points, {proved} proved equal as formulas⟨; {unmet} without values there⟩",
    "claim-all-proved": "proved equal as formulas",
    "claim-numbers": "compared at the point⟨; {unmet} not known there⟩",
    "claim-floats": "compared at the point⟨; at least {digits} digits agree⟩⟨; {unmet} not known there⟩",
    "claim-differs": "differs",
    "claim-transposed": "it is the transpose",
    "claim-sign-everywhere": "every sign is wrong",
    "claim-rows-swapped": "the rows of {one} and {other} are swapped",
    "claim-columns-swapped": "the columns of {one} and {other} are swapped",
    "claim-sign": "the sign is wrong",
    "claim-variable": "this is the derivative by {name}",
    "claim-output": "this is the derivative of {name}",
    "claim-factor": "a factor {factor} is missing",
    "claim-factor-extra": "there is a factor {factor} too many",
    "claim-inner": "the inner derivative is missing: that of {inner} is {derivative}",
    # claims that do not fit
    "claim-shape": "{name} has shape {given}, and what it is compared with has shape {shape}⟨ or {other}⟩",
    "claim-shape-transposed": "{name} has shape {given}, and what it is compared with has shape {shape}⟨ or {other}⟩:"
    " a row per output, a column per input",
    "claim-needs-weights": "{name} has shape {given}, and what it is compared with has shape {shape}⟨ or {other}⟩;"
    " a vector is compared with wᵀJ if --w gives weights",
    "claim-ragged": "the parts of --expect have different shapes: {shapes}",
    "claim-unknown-names": "--expect has names that are no inputs: {names}; the inputs are {inputs}",
    "format-without-checks": "a check has no {name} format; the formats are: {names}",
    # functions of Python
    "against-text": "{text} does not name a Python function; type --against module:function",
    "against-import": "{name} cannot be imported⟨: {reason}⟩",
    "against-missing": "{module} has no function {name}",
    "against-raised": "{name} failed⟨: {reason}⟩",
    "against-not-numbers": "{name} returned no array of numbers⟨: {reason}⟩",
}
