"""English: gradients that add up over several calls of backward."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # notes
    "call-repeated": "backward was called {repeat} times, and zero_grad() never: each call adds its gradient to"
    " .grad, which ends as {repeat} times the gradient; zero_grad() before each call leaves the gradient itself",
    "calls-repeated": "the {calls} calls of backward were made {repeat} times over, and zero_grad() never: .grad"
    " ends as {repeat} times the sum of the {calls}; zero_grad() before each round leaves that sum itself",
    # explanations
    "explain-several-calls": "There are {count} calls of backward, and .grad holds the sum of what they give,"
    " Σ(wₖᵀJ) = (Σwₖ)ᵀJ. This w is the sum of their weights: with it the sections tell one call that gives the same."
    " Section i tells the calls one by one⟨ ({option})⟩.",
    "explain-accumulation": "Accumulation, .grad after every call",
    "explain-accumulation-absent": "There is one call of backward, so nothing adds up. Several --w, or --repeat N,"
    " make several calls.",
    "explain-accumulation-sum": "`{call}` does not set .grad: it adds its wᵀJ to what .grad holds. Before the first"
    " call that is nothing, which counts as 0.",
    "explain-accumulation-call": "Call {number}, `{call}`⟨ with {weights}⟩⟨, gives wᵀJ {equals} {vjp}⟩. .grad after"
    " call {number}:",
    "explain-accumulation-more": "… and {count} more calls; --all shows all.",
    "explain-accumulation-end": "After all {count} calls:",
    "explain-accumulation-linear": "One call instead. By linearity Σ(wₖᵀJ) = (Σwₖ)ᵀJ, so one `{output}.backward(w)`"
    " with the sum of the weights gives the same:",
    "explain-accumulation-uses": "Why a sum. The derivative of a sum is the sum of the derivatives. An input that is"
    " used in several places gets a contribution from each use, within one sweep; an input that several losses depend"
    " on gets one from each loss, sweep by sweep. Both are added into the same .grad.",
    "explain-accumulation-zero": "What zero_grad() does. It empties .grad, so that the next call starts anew. Left"
    " out between two steps of training, the second step moves by the gradients of both; left out on purpose, a large"
    " batch is summed up from small ones.",
    "explain-accumulation-forgotten": "Forgotten here, so that .grad is {count} times what it should be:",
    "explain-accumulation-retain": "Why `retain_graph=True`. To go back, PyTorch's nodes keep values of the way"
    " forward, and `{call}` frees them as it goes. A second call through the same graph that needs them stops with"
    ' "Trying to backward through the graph a second time", unless the call before it had `retain_graph=True`. Nothing'
    " of the kind is needed here: the graph is kept, and evaluated anew for every call.",
    # requests that cannot be met
    "repeat-without-weights": "--repeat {count} repeats a call of backward, and `show` shows none without weights;"
    " type --w, or `jacli grad --repeat {count}` for weights of all ones",
    "too-many-weight-vectors": "{count} calls of backward, each with weights of its own, are more than {limit};"
    " ask about them in several runs",
    "too-many-backwards": "{count} calls of backward are more than {limit}; a lower --repeat shows the same: .grad"
    " grows by as much with every round",
    "too-many-call-entries": "{count} calls of backward by {columns} inputs are more than {limit} entries; lower"
    " --repeat, choose inputs with --wrt, or raise --max-entries",
}
