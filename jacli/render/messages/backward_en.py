"""English: the reverse sweep, the chain rule, matrices of partials, tensors."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # e: the reverse sweep
    "explain-sweep": "The reverse sweep, from the last step to the first",
    "explain-sweep-nothing": "No output with a weight depends on an input: every entry is 0.",
    "explain-sweep-begins": "The bar over a step is its cotangent: the derivative of the weighted sum of the"
    " outputs with respect to that step. The sweep begins at the outputs, whose cotangents are their weights.",
    "explain-sweep-begins-loss": "The bar over a step is its cotangent: the derivative of {loss} with respect to that"
    " step. The sweep begins at {loss} itself, with 1.",
    "explain-sweep-rule": "Going back, a step hands to every step that it uses its own cotangent times the local"
    " derivative.",
    "explain-sweep-rule-arrays": "Going back, a step hands to every step that it uses its own cotangent times the"
    " local derivative. Where a step works element by element, its local derivative is written as an array too, each"
    " element differentiated by its own, and · multiplies element by element⟨; {product} is the matrix product⟩.",
    "explain-sweep-leaf": "{name}, a leaf: {bar} is {name}.grad",
    "explain-sweep-more": "… and {count} more steps before the leaves; --all shows all.",
    "explain-leaves-more": "… and {count} more leaves; --all shows all.",
    "explain-sweep-detached": "Nothing is handed back through {names}: `detach` stops the gradient there.",
    "explain-sweep-fan-out": "A step that is used more than once receives a contribution from every use. So"
    " gradients accumulate: the chain rule adds up all the ways from the step to the outputs.",
    "explain-sweep-weights": "{loss} is one number, so its own w is 1. For an array before it w is no matter of"
    " choice either: it is the array's cotangent, ∂{loss}/∂(that array). `backward` called there with this w gives"
    " every leaf what reaches it through that array.",
    "explain-sweep-differs": "What arrives here is not the wᵀJ of the answer: at this point a derivative does not"
    " exist, or is a limit or a convention; the notes say where.",
    # f: the chain rule
    "explain-chain": "The chain rule, a product of local Jacobians",
    "explain-chain-absent": "The stages of this program hold too many variables to be written out here.",
    "explain-chain-single": "No named step that a gradient passes through stands between the inputs and the"
    " outputs, so the product has one factor, J itself. Name some steps (u = …; v = …; y = …), and each becomes a"
    " factor.",
    "explain-chain-factors": "Every stage of named steps has a local Jacobian: how it moves with the stage before it,"
    " taken by itself. J is their product, the outputs on the left and the inputs on the right.",
    "explain-chain-carried": "Not everything goes straight to the next stage. What is needed again later is carried"
    " along, in a row that holds a single 1: {names}. So one product is still the whole truth.",
    "explain-chain-large": "The local Jacobians have {entries:,} entries in all, which are not worked out here;"
    " their shapes and costs are.",
    "explain-chain-few": "… and {count} more local Jacobians; --all shows all.",
    "explain-chain-more": "… and larger local Jacobians: {count}; --all shows all.",
    "explain-chain-product": "Multiplied out:",
    "explain-chain-agrees": "The product is J, entry by entry.",
    "explain-chain-differs": "The product does not give J here: a factor, or J itself, has no finite value, or a"
    " derivative is a limit or a convention at this point; the notes say where.",
    "explain-chain-count": "What it costs, if the matrices are multiplied as they stand. An m×k times a k×n matrix"
    " is m·n inner products of k multiplications each. From the left, w first, there is only ever a row times a"
    " matrix: `backward` works in this order.",
    "explain-column-inner": "inner products",
    "explain-column-multiplications": "multiplications",
    "explain-chain-left": "wᵀJ from the left",
    "explain-chain-right": "wᵀJ from the right",
    "explain-chain-by-rows": "all of J by rows",
    "explain-chain-by-columns": "all of J by columns",
    "explain-chain-vjp-left": "For wᵀJ the left is cheaper here: {left:,} multiplications against {right:,}.",
    "explain-chain-vjp-right": "For wᵀJ the right is cheaper here: {right:,} multiplications against {left:,}.",
    "explain-chain-vjp-same": "For wᵀJ both sides cost the same here: {left:,} multiplications.",
    "explain-chain-jacobian-left": "All of J takes a VJP for each of the {outputs} outputs (reverse mode) or a JVP for"
    " each of the {inputs} inputs (forward mode). Here reverse mode is cheaper: {left:,} multiplications against"
    " {right:,}.",
    "explain-chain-jacobian-right": "All of J takes a VJP for each of the {outputs} outputs (reverse mode) or a JVP for"
    " each of the {inputs} inputs (forward mode). Here forward mode is cheaper: {right:,} multiplications against"
    " {left:,}.",
    "explain-chain-jacobian-same": "All of J takes a VJP for each of the {outputs} outputs (reverse mode) or a JVP for"
    " each of the {inputs} inputs (forward mode). Here both cost the same: {left:,} multiplications.",
    "explain-chain-forward": "Forward mode multiplies from the right, a column at a time. It wins where there are few"
    " inputs and many outputs; reverse mode where there are many inputs and few outputs, as with a loss.",
    "explain-chain-two-by-two": "In general, a row times n factors of 2×2 takes 2n inner products from the left, and"
    " 4(n-1) + 2 if the matrices are multiplied first. Books that write gradients as columns read the chain the other"
    " way round, and there it is the right side that is cheap.",
    # g: matrices
    "explain-matrix": "The gradient with respect to a matrix, a sum of matrices",
    "explain-matrix-absent": "Nothing to tell here: there is no matrix in this program.",
    "explain-matrix-sum": "Every element of the output has an array of partials, of the input's shape. Each is"
    " multiplied by the weight of that element, and they are added.",
    "explain-matrix-one": "{output} is one number, so there is nothing to add up: its derivative with respect to an"
    " array is one array of that shape, and that is .grad.",
    "explain-matrix-plain-sum": "Every element of the output has an array of partials, of the input's shape. With"
    " all weights 1 they are simply added.",
    "explain-matrix-more": "… and {count} more partials; --all shows all.",
    "explain-matrix-others": "Output elements that do not depend on {name}: {count}. Their partials are 0.",
    "explain-matrix-none": "No output depends on {name}: its gradient is 0.",
    "explain-matrix-large": "There are {count:,} of them, too many to be written out here.",
    "explain-matrix-closed": "The sum in closed form, which `backward` computes without ever building the partials"
    " (the weights are {weights}):",
    "explain-matrix-closed-one": "In closed form, as `backward` computes it:",
    # tensor
    "explain-tensor": "Why not a tensor by a tensor?",
    "explain-tensor-refuses": "The derivative of {output} with respect to an input holds one number for every pair of"
    " an element of {output} and an element of that input:",
    "explain-column-count": "entries",
    "explain-column-nonzero": "not 0 by structure",
    "explain-tensor-index": "Its shape is both shapes joined, and its size the product of their sizes. `backward`"
    " never builds it: w picks one weighted sum of the rows, and a single sweep (a VJP) computes that sum directly.",
    "explain-tensor-work": "Multiplications beyond those of the program itself: {whole:,} to find all {entries:,}"
    " entries and {entries:,} to weigh them with w, {built:,} together. One VJP takes {vjp:,}.",
    "explain-tensor-less": "The VJP is cheaper, and it stores no tensor.",
    "explain-tensor-not-less": "On a program as small as this the count does not favour the VJP. What it saves is"
    " the array of {entries:,} entries; and its work stays within a few times that of the program, however many"
    " outputs there are.",
    "explain-tensor-one-output": "{output} is one number, so this is no more than its gradient: w = 1, and one VJP"
    " is all there is.",
    "explain-tensor-one-hot": "Whoever wants it all can have it row by row: w with a single 1, else 0, picks one"
    " output, and its VJP is that row. {count} VJPs rebuild the whole.",
    "explain-tensor-weight": "w = 1 at {name}, else 0",
    "explain-tensor-more": "… and {count} more VJPs; --all shows all.",
    "explain-tensor-large": "All together these are {entries:,} entries, which are not written out here.",
    "explain-tensor-agrees": "Stacked, the VJPs are J, entry by entry.",
    "explain-tensor-differs": "The VJPs are not the J of the answer here: at this point a derivative does not exist, or"
    " is a limit or a convention; the notes say where.",
}
