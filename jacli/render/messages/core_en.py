"""English: results, notes, limits, files, and the command line."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # where
    "place": "{name}, column {column}",
    "place-line": "{name}, line {line}, column {column}",
    # notes, by kind; a code of its own goes before its kind
    "kink": "not differentiable here⟨, at {expression}⟩⟨: the derivative is {left} from the left"
    " and {right} from the right⟩⟨; {taken} is used, as PyTorch does⟩",
    "kink-jax": "not differentiable here⟨, at {expression}⟩⟨: the derivative is {left} from the left"
    " and {right} from the right⟩⟨; {taken} is used, as JAX does⟩",
    "kink-left": "not differentiable here⟨, at {expression}⟩⟨: the derivative is {left} from the left"
    " and {right} from the right⟩; the left one is used",
    "kink-right": "not differentiable here⟨, at {expression}⟩⟨: the derivative is {left} from the left"
    " and {right} from the right⟩; the right one is used",
    "kink-zero": "not differentiable here⟨, at {expression}⟩⟨: the derivative is {left} from the left"
    " and {right} from the right⟩⟨; {taken} is used, with slope 0 at the kink⟩",
    "kinks-not-compared": "{count} places are not differentiable here, too many to compare both sides along"
    " {columns} inputs; PyTorch's convention is used at each",
    "kinks-too-many": "{count} places are not differentiable here, too many to compare both sides along {columns}"
    " inputs; --kink torch needs no comparison",
    "outputs-undefined": "{outputs}⟨ and {more} more⟩ have no real value at the point",
    "kink-refused": "⟨{expression} is ⟩not differentiable here: the derivative is {left} from the left"
    " and {right} from the right; --kink torch, jax, left, right or zero chooses one",
    "kink-unknown": "it is not known whether there is a derivative here⟨, at {expression}⟩: next to the point another"
    " branch applies, which has no value at the point itself, so the two sides cannot be compared"
    "⟨; {taken} is the derivative of the branch that applies at the point⟩",
    "one-sided": "differentiable from one side only⟨, at {expression}⟩⟨: {left} from the left⟩"
    "⟨: {right} from the right⟩",
    "infinite": "infinite⟨: {expression}⟩⟨ at {point}⟩",
    "undefined": "undefined⟨: {expression}⟩⟨ at {point}⟩⟨; the limit there is {limit}⟩",
    "limit": "a limit was reached⟨: {reason}⟩",
    "precision": "fewer digits than usual are certain⟨ of {count} entries⟩",
    "omitted": "{count} entries are left out",
    "reading": "⟨{text} is ⟩read as⟨ {reading}⟩",
    "source": "from {source}",
    # notes with a text of their own
    "not-real": "{expression} is not real⟨ at {point}⟩⟨: {call}⟩",
    "cube-root-of-negative": "{expression} is not real⟨ at {point}⟩⟨: {call}⟩; cbrt is the real cube root:"
    " cbrt(-8) is -2",
    "division-by-zero": "{expression} divides by zero⟨ at {point}⟩⟨: {call}⟩",
    "overflow": "{expression} is too large to be computed⟨ at {point}⟩⟨: {call}⟩",
    "overflow-float": "{expression} is too large for a float⟨ at {point}⟩⟨: {call}⟩;"
    " without --numeric there is more room",
    "overflow-derivative": "the derivative of {expression} is too large to be computed⟨ at {point}⟩",
    "never-assigned": "an element of {expression} is read and was never assigned",
    "derivative-infinite": "the derivative of {expression} is infinite⟨ at {point}⟩",
    "derivative-undefined": "the derivative of {expression} does not exist⟨ at {point}⟩",
    "terms-named": "long formulas are written over {count} shared terms; --max-formula-size and --max-formula-depth"
    " raise the length",
    "formulas-untidied": "{count} formulas could not be tidied within {seconds} s and stand as they were found;"
    " --of and --wrt ask for fewer at a time",
    "formulas-omitted": "some formulas are too long to print and are left out; --max-formula-size,"
    " --max-formula-depth and --max-formula-total raise the length",
    "exact-omitted": "{count} exact values are too long and are left out; the decimals are correct to every digit,"
    " and --max-digits raises the length of fractions",
    "beyond-doubles": "{entries}⟨ and {more} more⟩: finite, but too large for a double (over 1.8e308), so written out"
    " in digits; arrays of floats hold inf instead",
    "below-doubles": "{entries}⟨ and {more} more⟩: not 0, but too near to it for a double (under 2.2e-308), so written"
    " out in digits; arrays of floats hold 0 instead, or a number of fewer digits",
    "undecided": "{count} values could not be told from zero within the precision limit",
    # results
    "weights-needed": 'in PyTorch\'s words, "grad can be implicitly created only for scalar outputs":'
    " a gradient belongs to one number, and there are {count} outputs ({outputs}), each with a row of J."
    " Weights say how the rows are summed: type --w {example}, or `jacli grad` for weights of all ones.",
    "determinant-not-square": "only a square matrix has a determinant, and J is {rows}×{columns};"
    " --of and --wrt choose its rows and columns",
    "dense-too-large": "a table of {rows} × {columns} = {entries} entries is past the limit of {limit};"
    " --sparse prints those that are not zero, --max-entries raises the limit",
    "unknown-format": "there is no format {name}⟨; did you mean {suggestion}?⟩ (formats: {names})",
    # limits
    "too-many-nodes": "the program has more than {limit} operations; --max-nodes raises the limit",
    "too-many-elements": "an array ⟨of {count} ⟩⟨of shape {shape}, ⟩past the limit of {limit} elements;"
    " --max-elements raises the limit",
    "too-many-digits": "a number of ⟨more than {limit}⟩⟨{digits}⟩ digits is too long;"
    " --max-digits raises the limit, --numeric uses floats",
    "too-precise-function": "{digits} digits of {function} would take too long; of it, --digits is at most {limit}",
    "too-precise": "{digits} digits take more than {limit} bits; --max-precision raises the limit",
    "too-many-entries": "floats of more than {limit} dense entries; --max-entries raises the limit,"
    " `jacli vjp` and `jacli grad` need no J",
    "too-large-for-formulas": "a program of more than {limit} operations on numbers can only be computed in floats,"
    " at a point, without --det: --at and --numeric, or --max-nodes for a higher limit",
    "expression-too-long": "an expression of more than {limit} characters would have to be written out;"
    " --numeric writes none",
    "nested-too-deep": "nested too deep; give parts of the expression names, or ask with --numeric",
    "timeout": "not done after {seconds} s; --timeout sets the time",
    "memory": "not enough memory⟨: more than {limit} bytes are needed⟩; --max-memory raises the limit",
    # files
    "file-not-found": "there is no file {path}",
    "file-unreadable": "{path} cannot be read⟨: {reason}⟩",
    "file-unwritable": "{path} cannot be written⟨: {reason}⟩",
    "file-exists": "{path} exists; --force replaces it",
    # the command line
    "interrupted": "interrupted",
    "unexpected": "this is a fault of jacli, not of the input: {reason}; --debug shows where",
}
