"""PyTorch: `y.backward(w)` and `.grad`; the Jacobian by torch.autograd.functional."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jacli.emit.libraries.script import Script, group


class TorchScript(Script):
    """Leaves, the program, and calls of backward."""

    def body(self) -> Iterator[str]:
        """Everything below the imports."""
        for name, _ in self.problem.program.inputs:
            wanted = ["requires_grad=True"] if name in self.problem.wrt else []
            yield f"{self.identifiers[name]} = {self.value(name, *wanted)}"
        lines, outputs = self.program_lines()
        yield ""
        if "jacobian" in self.parts:
            yield from self._jacobian(lines, outputs)
        if self.parts == ["jacobian"]:
            return
        yield from lines
        if "value" in self.parts:
            yield f"print({', '.join(outputs)})"
        backward = [part for part in ("vjp", "grad") if part in self.parts]
        for part in backward:
            if part != backward[0]:
                yield from (f"for x in {group(self.wrt)}:", "    x.grad = None")
            calls = list(self._calls(part, outputs, part == backward[-1] and not self._repeated(part)))
            if self._repeated(part):
                yield f"for _ in range({self.repeat}):"
                calls = [f"    {call}" for call in calls]
            yield from calls
            yield f"print({', '.join(f'{name}.grad' for name in self.wrt)})"

    def _repeated(self, part: str) -> bool:
        return self.repeat > 1 and part == self.repeated_part

    def _jacobian(self, lines: Sequence[str], outputs: Sequence[str]) -> Iterator[str]:
        arguments = ", ".join(self.wrt)
        yield from (f"def f({arguments}):", *(f"    {line}" for line in lines))
        yield f"    return {self.flattened(outputs, 'torch', 'cat')}"
        yield from ("", "", f"J = torch.autograd.functional.jacobian(f, {group(self.wrt)})")
        yield "print(torch.cat([block.reshape(len(block), -1) for block in J], dim=1))"

    def _calls(self, part: str, outputs: Sequence[str], last: bool) -> Iterator[str]:
        """Calls of backward; all but the very last keep the graph."""
        calls = [self._of_sum(outputs)] if part == "grad" else [self._weighted(w, outputs) for w in self.weights()]
        for number, (function, arguments) in enumerate(calls, 1):
            kept = [] if last and number == len(calls) else ["retain_graph=True"]
            yield f"{function}({', '.join([*arguments, *kept])})"

    def _of_sum(self, outputs: Sequence[str]) -> tuple[str, list[str]]:
        sums = [f"{output}.sum()" if shape else output for output, shape in zip(outputs, self.shapes, strict=True)]
        return (f"{sums[0]}.backward" if len(sums) == 1 else f"({' + '.join(sums)}).backward"), []

    def _weighted(self, weights: Sequence[str], outputs: Sequence[str]) -> tuple[str, list[str]]:
        if len(outputs) == 1:
            implied = not self.problem.weights
            return f"{outputs[0]}.backward", [] if implied else [f"torch.tensor({weights[0]})"]
        if not any(self.shapes):
            return f"torch.stack([{', '.join(outputs)}]).backward", [f"torch.tensor([{', '.join(weights)}])"]
        tensors = ", ".join(f"torch.tensor({weight})" for weight in weights)
        return "torch.autograd.backward", [f"[{', '.join(outputs)}]", f"[{tensors}]"]
