"""English: pasted code, what of it cannot be read, and what reading it has to say."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # statements
    "session-output": "this line is what a session printed; remove it, only lines with a prompt are read",
    "python-statement": "`{word}` is not understood; of Python's statements assignments, def, return, for over constant"
    " ranges, with torch.no_grad() and import are",
    "branch-statement": "`{word}` as a statement is not understood; to choose by a value type"
    " y = where(condition, a, b), or a if condition else b",
    "block-without-colon": "the line that opens a block ends with a colon; type :",
    "block-without-body": "nothing is indented below this line; indent what belongs to it",
    "decorator": "decorators are not understood; remove it",
    "with-form": "of `with` only `with torch.no_grad():` is understood",
    "def-form": "a function is typed def f(x, y):",
    "def-inside": "{name} is defined inside another function; define functions one after the other",
    "lambda-form": "a lambda is typed {name} = lambda x: …",
    "no-return": "{name} returns nothing; end it with return …",
    "return-outside": "`return` stands in functions only; type the expression itself",
    "for-form": "a loop is typed for i in range(4):, with one name",
    "for-over-number": "this is a number; a loop goes over range(n), a list or an array",
    "range-not-constant": "the bounds of range must be constant integers; type numbers, or names of numbers",
    "range-bounds": "range takes stop, or start, stop and a step that is not 0",
    "one-value": "one value is added at a time; type a statement for each",
    "calls-too-deep": "calls of functions are nested deeper than {limit}; call {name} in fewer steps",
    "blocks-too-deep": "loops are nested deeper than {limit}; write inner ones as sums of arrays, such as sum(x*y)",
    # tensors with a gradient
    "option-value": "{keyword} is followed by a name or a constant; type requires_grad=True or leave it out",
    "integers-require-grad": "only floating point tensors can require gradients; type a point: 1. in place of 1",
    "leaf-without-name": "a tensor that requires a gradient needs a name of its own, or its .grad is out of reach;"
    " type x = … with requires_grad=True and compute with x",
    "tensor-in-function": "a tensor that requires a gradient is made inside a function; make it before the call",
    "input-before-tensor": "{name} is read before it is created here; create it first",
    "in-place-leaf": "{name} is a leaf that requires a gradient, and torch refuses to change it in place;"
    " type {name}2 = … with a new name",
    "leaf-updated": "steps of training are not followed: {name} would get a new value; leave this line out",
    "changed-without-grad": "torch.no_grad() changes the numbers of {name} and keeps the gradient that it had;"
    " type a new name",
    "choice-without-grad": "torch.no_grad() detaches what is computed here, but not what is only given another name;"
    " type the value that is chosen",
    "in-place-method": ".{name}() changes an array in place, which is not understood; type x = x.{instead}(…)",
    "indentation": "this line is indented differently from the one that its block begins with; indent both alike",
    "in-place-outer": "this changes {name} for whoever calls the function; type a new name",
    "in-place-shared": "{name} shares its memory with {others}, which would change too;"
    " type {name} = {name}.copy() first",
    "in-place-shape": "{name} keeps its shape {shape} in place, and the result has {result}; type {name} = {name} + …",
    "random-values": "these random numbers are known to nobody; assign every element, type numbers in their place,"
    " or make it an input with requires_grad=True and give it a value with --at",
    # gradients that are asked for
    "integers-drop": "{type} drops what is behind the point, and the derivative; type floor(x), ceil(x) or round(x)",
    "integers-assigned": "{name} is an array of integers and would drop what is behind the point; type its numbers with"
    " one: 0.",
    "grad-as-value": ".{name} is no value here: gradients are what jacli prints; leave it out",
    "gradient-as-value": "a gradient is asked for by a statement of its own; nothing can be computed with it",
    "gradient-form": "type torch.autograd.grad(y, x, grad_outputs=w), or jax.grad(f)(x)",
    "gradient-of-no-function": "{function} takes a function that was defined before; type def f(x): …",
    "gradient-by-no-input": "{found} is no input; give the name of a tensor with requires_grad=True⟨ ({inputs})⟩",
    "grad-of-array": "{name} has the shape {shape}, and grad is for a scalar;"
    " type jax.jacobian({name}), or return a sum",
    "derivative-elsewhere": "{function} is not read out of a text; type jacli {function}",
    "second-gradient": "a second gradient that does not add to the first; ask for one at a time",
    "second-point": "{name} has another value than before; one point at a time is understood",
    "numpy-requires-grad": "torch refuses this: Can't call numpy() on Tensor that requires grad; type"
    " .detach().numpy()",
    "loss-reduction": "reduction is 'mean', 'sum' or 'none'",
    "backward-alone": "backward() gives no value; type it as a statement of its own",
    "backward-counts": "{count} outputs and {given} weights; as many are needed",
    "backward-shape": "the weights have the shape {given}, the output has {shape}; torch wants one shape",
    "backward-of-constant": "no input has a part in this: element 0 of tensors does not require grad, says torch;"
    " type requires_grad=True where the tensor is made",
    "zeroed-in-part": "{zeroed} is set to zero but {left} is not, so that they do not add up over the same calls;"
    " set all of them to zero",
    "weights-need-point": "the weights depend on {names}; give values with --at",
    # what reading has to say
    "weights-of-text": "the weights are those of {text}",
    "weights-unused": "{text} is not what is computed here; `jacli vjp` gives what it leaves in .grad",
    "weights-instead": "--w is used in place of {text}",
    "value-instead": "the value of {name} is the one given, not the one in the text",
    "values-lacking": "no value is given for {names}, so there are no numbers; add --at {example}",
    "tensor-replaced": "{name} is created again further down; this one is a constant, for its .grad is out of reach",
    "random-input": "{name} is random; give it a value with --at",
    "number-without-gradient": "{text} leaves plain numbers, as in torch: no gradient goes back through it",
    "graph-freed": "PyTorch stops at this call of {text}: Trying to backward through the graph a second time; the one"
    " before it needs retain_graph=True",
    "statements-skipped": "nothing to differentiate, skipped: {statements}",
    "backward-without-weights": "torch refuses {text}: grad can be implicitly created only for scalar outputs;"
    " --w gives weights",
    "grads-zeroed": "{text} starts the accumulation anew: of the calls before it ({count}) nothing is left in .grad",
}
