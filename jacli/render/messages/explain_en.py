"""English: explanations."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # before the sections
    "explain-no-weights": "No --w was given, so every output counts once: all ones, as `{output}.sum().backward()`."
    ' PyTorch refuses `{output}.backward()` here with "grad can be implicitly created only for scalar outputs": a'
    " gradient belongs to one number, and w says which weighted sum of the outputs is meant.",
    "explain-name-taken": "Below, w is the weights of the outputs, as everywhere here, and not the {name} of this"
    " program.",
    "explain-no-point": "Formulas only: --at gives the inputs their values, and the numbers appear.",
    # a: steps
    "explain-steps": "The program, step by step",
    "explain-steps-read": "Every line is one node of the computation graph, in the order in which it is computed."
    " `grad_fn` is what PyTorch calls it.",
    "explain-steps-leaves": "Leaves are where the backward sweep ends, and the only places where .grad is filled in⟨:"
    " {names}⟩.",
    "explain-steps-given": "No gradient is wanted for {names}: not in --wrt. The sweep stops there.",
    "explain-steps-detached": "The gradient stops at {names}: `detach` hands on the value and takes no gradient back.",
    "explain-steps-unused": "No output depends on {names}: the gradient is 0 here, and PyTorch leaves .grad at None.",
    "explain-steps-dead": "Computed but used by no output, and left out: {names}.",
    "explain-steps-more": "… and {count} more steps; --all shows all.",
    "explain-column-step": "step",
    "explain-column-operation": "operation",
    "explain-column-shape": "shape",
    "explain-column-row": "row",
    "explain-column-entries": "its entries",
    "explain-input": "input",
    "explain-kind-leaf": "leaf",
    "explain-kind-given": "no gradient",
    "explain-kind-constant": "constant",
    "explain-kind-detached": "gradient stops",
    "explain-grad-fn-none": "(none in PyTorch)",
    "explain-numbers": "{count} numbers",
    # b: rows
    "explain-jacobian": "The Jacobian, row by row",
    "explain-rows-one": "There is one output, so J has one row: the gradient ∇{output}.",
    "explain-rows-several": "A gradient belongs to one number. Each of the {rows} outputs has its own, ∇ of that"
    " output, and is one row of J; each input is a column: J is {rows}×{columns}.",
    "explain-rows-over-steps": "Long formulas are written with the values of steps in them: {names}.",
    "explain-rows-listed": "Entries that are not listed are 0 whatever the inputs.",
    "explain-rows-first": "The first entries of each row that are not 0 whatever the inputs:",
    "explain-rows-more": "… and {count} more rows; --all shows all.",
    "explain-entries-more": "… and {count} more; --all shows all.",
    "explain-no-entries": "no entries",
    # c: weighted
    "explain-weighted": "wᵀJ, the weighted sum of the rows",
    "explain-weighted-given": "Each row is multiplied by its weight, and the rows are added."
    " `{output}.backward(w)` leaves the result in .grad.",
    "explain-weighted-ones": "With all weights 1 it is the plain sum of the rows."
    " `{output}.sum().backward()` leaves the result in .grad.",
    "explain-weighted-scalar": "One row and the weight 1: wᵀJ is the row itself."
    " `{output}.backward()` leaves it in .grad.",
    "explain-weighted-entries": "Entry by entry, each column of J is weighted and added:",
    "explain-weighted-undefined": "Where a term has no finite value, no sum is worked out.",
    # d: scalar
    "explain-scalar": "The same through one number, {m} = sum({output}*w)",
    "explain-scalar-one": "{output} is one number already: {m} = {output}, and `{output}.backward()` needs no w.",
    "explain-scalar-m": "Weights make one number of all outputs, `{m} = sum({output}*w)`, and one number has a"
    " gradient of its own.",
    "explain-scalar-zero": "Outputs of weight 0 add nothing to {m} and are left out.",
    "explain-scalar-slopes": "Differentiate {m} with respect to the outputs: each derivative is the weight of that"
    " output.",
    "explain-scalar-same": "So the sweep back from {m} arrives at {output} with the cotangent w."
    " `{output}.backward(w)` starts there, with the same w; from there on the two are one and the same sweep.",
    "explain-scalar-agree": "{m} was differentiated by itself, and its gradient is the same, number by number.",
    "explain-scalar-differ": "The two differ here, where a derivative does not exist; the notes say at which place.",
    # h: conventions
    "explain-conventions": "The conventions",
    "explain-rows-columns": "Rows or columns. J[i, j] = ∂yᵢ/∂xⱼ: a row per output, a column per input, {rows}×{columns}"
    " here. Books that write gradients as columns print Jᵀ, {columns}×{rows}; so does `--layout denominator`.",
    "explain-grad-shape": "The shape of .grad. wᵀJ is a row, here of length {columns}. PyTorch deals it out to the"
    " inputs: the .grad of each is its stretch of (wᵀJ)ᵀ, reshaped like the input.",
    "explain-counting": "From 0 or from 1. Elements are counted from 0, row by row: {element} is what a book calls"
    " {book}.",
    "explain-counting-names": "From 0 or from 1. Rows and columns of J are counted from 0 here and in PyTorch, from 1"
    " in books: J[0, 0] is their J₁₁. Names are kept as they were typed.",
    "explain-torch-scalar": "What PyTorch asks of w. {output} is one number, so `{output}.backward()` takes w = 1 by"
    " itself.",
    "explain-torch-weights": "What PyTorch asks of w. In `{output}.backward(w)`, w must have exactly the shape of"
    ' {output}, `{shape}`; any other is refused with "Mismatch in shape", even if it has as many numbers. Here --w'
    " also takes one flat list.",
    "explain-torch-several": "What PyTorch asks of w. Here are {count} outputs⟨: {names}⟩. In PyTorch they would be one"
    " tensor, `y = torch.stack([…])`, and w must have exactly its shape, `torch.Size([{count}])`; any other is refused"
    ' with "Mismatch in shape".',
    "explain-torch-arrays": "What PyTorch asks of w. Here are {count} outputs, and each takes a w in exactly its own"
    ' shape: `torch.autograd.backward([{names}], [w1, …])`; any other is refused with "Mismatch in shape". Here --w'
    " takes one flat list over all of them, or an item per output.",
    # requests that cannot be met
    "unknown-section": "there is no section {name}⟨; did you mean {suggestion}?⟩ (sections: {names})",
    "format-without-explanation": "an explanation has no {name} format; the formats are: {names}",
}
