"""Gradients that pasted code asks for itself: `z.backward(w)`, `torch.autograd.grad(y, x)`, `jax.grad(f)(x)`.

They are read at the beginning of a statement, or inside `print`. What they ask for is kept in the session; a value
that goes on being used is none of them, and is refused where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jacli.graph.functions import TABLE
from jacli.graph.shapes import size
from jacli.language import blocks, layout, leaves, tokens
from jacli.language.frames import Definition
from jacli.language.memory import NOTHING
from jacli.language.patterns import BLANK, NAME, Pattern
from jacli.language.session import Asked, Kind, Transformed, Typed
from jacli.language.suggestions import suggested

if TYPE_CHECKING:
    from jacli.language.script import Script

_B = f"[{BLANK}]*"
_NAME = NAME
_TARGETS = Pattern(rf"(?:(\(?{_B}{_NAME}(?:{_B},{_B}(?:{_NAME})?)*{_B}\)?){_B}=(?!=){_B})?")
_AUTOGRAD = Pattern(rf"(?:{_NAME}\.)*autograd{_B}\Z")
# A function that takes functions or outputs and gives derivatives.
_ASKING = Pattern(rf"((?:{_NAME}\.)*)(grad|value_and_grad|jacobian|jacfwd|jacrev|vjp|jvp|hessian|hvp){_B}\(")
_CALL = Pattern(rf"({_NAME}){_B}\(")
_KEYWORD = Pattern(rf"({_NAME}){_B}=(?!=)")
# What may follow a gradient without changing what it is.
_TAIL = Pattern(rf"(?:{_B}\[{_B}-?[0-9]+{_B}\]|\.(?:{_NAME}){_B}\({_B}\)|\.data|\.T)*{_B}\Z")
# Which gradient `z.backward(…)` and `grad(…)` give does not turn on these.
_IGNORED = frozenset({
    "retain_graph", "create_graph", "retain_variables", "allow_unused", "only_inputs", "strict", "vectorize",
    "materialize_grads", "has_aux", "holomorphic",
})  # fmt: skip
_WEIGHTS = ("gradient", "grad_tensors", "grad_outputs", "grad_variables", "v")
_KINDS: Mapping[str, Kind] = {"grad": "grad", "value_and_grad": "grad"} | dict.fromkeys(
    ("jacobian", "jacfwd", "jacrev"), "jacobian"
)  # type: ignore[assignment]
_PLACES = frozenset({"argnums"})

Span = tuple[int, int]


@dataclass(slots=True)
class _Arguments:
    """The arguments of a call, as places in the text."""

    positional: list[Span] = field(default_factory=list)
    keywords: dict[str, Span] = field(default_factory=dict)

    def chosen(self, place: int, *keywords: str) -> Span | None:
        """The argument at a place or under one of the keywords."""
        if place < len(self.positional):
            return self.positional[place]
        return next((self.keywords[name] for name in keywords if name in self.keywords), None)


def read(script: Script, start: int, end: int) -> bool:
    """Read `text[start:end]` if it asks for a gradient; False if it does not."""
    start, end = layout.trimmed(script.text, start, end)
    found = script.text.rfind(".backward(", start, end)
    if found >= 0:
        _backward(script, start, found, end)
        return True
    targets = _TARGETS.match(script.text, start, end)
    assert targets is not None
    first = targets.end()
    names = [name.group() for name in re.finditer(_NAME, targets[1] or "")]
    asking = _ASKING.match(script.text, first, end)
    if asking is not None and _is_known(script, asking):
        return _asked(script, asking, names, (start, end))
    call = _CALL.match(script.text, first, end)
    session = script.reading.session
    if call is not None and call[1] in session.transformed:
        arguments, closed = _arguments(script, call.end() - 1, end)
        _check_tail(script, closed, end, (start, end))
        _apply(script, session.transformed[call[1]], arguments, (start, end))
        return True
    if call is not None and call[1] in session.pullbacks:
        _pulled(script, call, end, (start, end))
        return True
    return False


def _is_known(script: Script, asking: re.Match[str]) -> bool:
    """Whether `grad(` is that of a library: prefixed, or imported by name."""
    session = script.reading.session
    if asking[1]:
        return asking[1].partition(".")[0] in script.reading.names.prefixes
    return asking[2] in session.imported


def _arguments(script: Script, opened: int, end: int) -> tuple[_Arguments, int]:
    """The arguments between the bracket at `opened` and the one that closes it, and where that stands."""
    closed = layout.closing(script.text, opened, end)
    if closed < 0:
        raise script.reading.error("bracket-not-closed", opened, opened + 1, wanted=")")
    found = _Arguments()
    for first, last in layout.items(script.text, opened + 1, closed):
        keyword = _KEYWORD.match(script.text, first, last)
        if keyword is None:
            found.positional.append((first, last))
        else:
            found.keywords[keyword[1]] = layout.trimmed(script.text, keyword.end(), last)
    return found, closed


def _check_keywords(script: Script, arguments: _Arguments, function: str, known: Sequence[str]) -> None:
    for keyword, (first, last) in arguments.keywords.items():
        if keyword not in _IGNORED and keyword not in known:
            wanted = f"{function}({', '.join(known)})"
            raise script.reading.error(
                "unknown-keyword", first, last, function=function, keyword=keyword, wanted=wanted
            )


def _check_tail(script: Script, closed: int, end: int, whole: Span) -> None:
    """Behind the call nothing may follow but a choice among its results."""
    if not _TAIL.match(script.text, closed + 1, end):
        raise script.reading.error("gradient-as-value", *whole)


# ── backward ──────────────────────────────────────────────────────────────────────────────────────────────


def _backward(script: Script, start: int, dot: int, end: int) -> None:
    """`z.backward(w)` and `torch.autograd.backward(z, w)`."""
    arguments, closed = _arguments(script, dot + len(".backward"), end)
    if script.text[closed + 1 : end].strip():
        raise script.reading.error("backward-alone", start, end)
    _check_keywords(script, arguments, "backward", (*_WEIGHTS, "inputs", "tensors"))
    session = script.reading.session
    if _AUTOGRAD.fullmatch(script.text, start, dot):
        _of_several(script, arguments, (start, end))
    else:
        name, node = _output(script, (start, dot))
        _keep(
            script, "backward", (name, node), arguments.chosen(0, *_WEIGHTS), (start, end), _inputs(script, arguments)
        )
        session.asked[-1] = replace(
            session.asked[-1], made=session.assigned.get(name or "", 0), retained=_retains(script, arguments)
        )
    session.zeroed = frozenset()


def _retains(script: Script, arguments: _Arguments) -> bool:
    """Whether torch keeps the graph behind the call."""
    typed = [arguments.chosen(1, "retain_graph", "retain_variables"), arguments.chosen(2, "create_graph")]
    return any(span is not None and script.text[slice(*span)].strip() != "False" for span in typed)


def _of_several(script: Script, arguments: _Arguments, whole: Span) -> None:
    """`torch.autograd.backward([y, z], [v, w])`."""
    outputs = _listed(script, arguments.chosen(0, "tensors"), whole)
    weights = arguments.chosen(1, *_WEIGHTS)
    several: Sequence[Span | None] = [None] * len(outputs) if weights is None else _listed(script, weights, whole)
    if len(several) != len(outputs):
        raise script.reading.error("backward-counts", *whole, count=len(outputs), given=len(several))
    wrt = _inputs(script, arguments)
    for output, weight in zip(outputs, several, strict=True):
        _keep(script, "backward", _output(script, output), weight, whole, wrt)
        script.reading.session.zeroed = frozenset()


def _listed(script: Script, span: Span | None, whole: Span) -> list[Span]:
    """The items of a list or tuple, or the one thing that stands there."""
    if span is None:
        raise script.reading.error("gradient-form", *whole)
    start, end = span
    if script.text[start] in "[(" and layout.closing(script.text, start, end) == end - 1:
        return layout.items(script.text, start + 1, end - 1)
    return [span]


def _output(script: Script, span: Span) -> tuple[str | None, int]:
    """What is differentiated, and its name if it is one."""
    start, end = layout.trimmed(script.text, *span)
    node = leaves.recorded(script.reading, script.value(start, end), start, end)
    typed = script.text[start:end]
    return (script.reading.names.name_of(typed) if tokens.NAME_PATTERN.fullmatch(typed) else None), node


def _inputs(script: Script, arguments: _Arguments) -> tuple[str, ...]:
    span = arguments.keywords.get("inputs")
    return () if span is None else tuple(_input(script, item) for item in _listed(script, span, span))


def _input(script: Script, span: Span) -> str:
    """The name of an input, which an argument must be."""
    reading = script.reading
    typed = script.text[span[0] : span[1]]
    name = script.target(typed, span[0]) if tokens.NAME_PATTERN.fullmatch(typed) else ""
    if name in reading.names.inputs:
        return name
    if name and name not in reading.names.assigned:
        script.value(*span)
        return name
    inputs = list(reading.names.inputs)
    raise reading.error("gradient-by-no-input", *span, found=typed, inputs=inputs, **suggested(typed, inputs))


def _keep(
    script: Script, kind: Kind, output: tuple[str | None, int], weights: Span | None, whole: Span, wrt: tuple[str, ...]
) -> None:
    """Remember one request; the weights have the output's shape."""
    reading, session = script.reading, script.reading.session
    name, node = output
    along: int | None = None
    if weights is not None and script.text[weights[0] : weights[1]] != "None":
        along = script.value(*weights)
        shape, given = reading.graph.shapes[node], reading.graph.shapes[along]
        if shape != given and not reading.shapeless:
            if size(shape) != 1 or size(given) != 1:
                raise reading.error("backward-shape", *weights, shape=shape, given=given)
            along = _reshaped(script, along, shape)
    session.asked.append(Asked(kind, name, node, along, Typed(*whole), wrt, session.zeroed))


def _reshaped(script: Script, node: int, shape: tuple[int, ...]) -> int:
    return script.reading.application.apply_row(TABLE["reshape"], [node], (shape,), {})


# ── grad and jacobian ─────────────────────────────────────────────────────────────────────────────────────


def _asked(script: Script, asking: re.Match[str], targets: list[str], whole: Span) -> bool:
    """`torch.autograd.grad(y, x)`, `jax.grad(f)(x)`, `functional.jacobian(f, x)`, or a name for `jax.grad(f)`."""
    reading = script.reading
    kind = _KINDS.get(asking[2])
    arguments, closed = _arguments(script, asking.end() - 1, whole[1])
    function = arguments.chosen(0, "func", "fun")
    definition = None if function is None else _function(script, function)
    if definition is None:
        of_outputs = "jax" not in asking[1] and script.text[closed + 1 : closed + 2] != "("
        if asking[2] != "grad" or not of_outputs or not (arguments.positional or "outputs" in arguments.keywords):
            raise reading.error("gradient-of-no-function", *(function or whole), function=asking[2])
        _check_keywords(script, arguments, "grad", ("outputs", "inputs", *_WEIGHTS))
        _check_tail(script, closed, whole[1], whole)
        _grad_of_outputs(script, arguments, whole)
        return True
    if kind is None and not (asking[2] == "vjp" and len(targets) == 2 and "torch" not in asking[1]):
        raise reading.error("derivative-elsewhere", asking.start(), asking.end() - 1, function=asking[2])
    _check_keywords(script, arguments, asking[2], ("func", "fun", "inputs", "argnums"))
    if kind is None:
        _vjp(script, definition, arguments, targets, whole)
        return True
    following = script.text[closed + 1 : closed + 2]
    if following == "(":
        given, last = _arguments(script, closed + 1, whole[1])
        _check_tail(script, last, whole[1], whole)
        _apply(script, Transformed(kind, definition, _places(script, arguments)), given, whole)
    elif len(arguments.positional) > 1 or "inputs" in arguments.keywords:
        _check_tail(script, closed, whole[1], whole)
        several = _listed(script, arguments.chosen(1, "inputs"), whole)
        _apply(script, Transformed(kind, definition, tuple(range(len(several)))), _Arguments(several), whole)
    elif len(targets) == 1:
        reading.session.transformed[targets[0]] = Transformed(kind, definition, _places(script, arguments))
    else:
        raise reading.error("gradient-form", *whole)
    return True


def _function(script: Script, span: Span) -> Definition | None:
    """The function that an argument names, or a lambda; None if it is another value."""
    typed = script.text[span[0] : span[1]]
    if re.match(r"lambda\b", typed):
        return blocks.anonymous(script, "f", *span)
    return script.reading.definitions.get(typed)


def _grad_of_outputs(script: Script, arguments: _Arguments, whole: Span) -> None:
    """`torch.autograd.grad(y, x, grad_outputs=w)`."""
    outputs = _listed(script, arguments.chosen(0, "outputs"), whole)
    inputs = _listed(script, arguments.chosen(1, "inputs"), whole)
    weights = arguments.chosen(2, *_WEIGHTS)
    if len(outputs) != 1:
        raise script.reading.error("second-gradient", *whole)
    weight = _listed(script, weights, whole)[0] if weights is not None and _is_tuple(script, weights) else weights
    wrt = tuple(_input(script, span) for span in inputs)
    _keep(script, "grad", _output(script, outputs[0]), weight, whole, wrt)


def _is_tuple(script: Script, span: Span) -> bool:
    """A tuple of one, as in `grad_outputs=(w,)`."""
    return script.text[span[0]] == "("


def _places(script: Script, arguments: _Arguments) -> tuple[int, ...]:
    span = arguments.chosen(1, "argnums")
    if span is None:
        return (0,)
    found = []
    for item in _listed(script, span, span):
        value = script.reading.application.constant(script.value(*item))
        if type(value) is not int or value < 0:
            raise script.reading.error("index-not-integer", *item)
        found.append(value)
    return tuple(found)


def _vjp(script: Script, definition: Definition, arguments: _Arguments, targets: list[str], whole: Span) -> None:
    """`y, f_vjp = jax.vjp(f, x)`: y is a value, and calling f_vjp asks for a gradient."""
    given = _Arguments(arguments.positional[1:])
    function = Transformed("grad", definition, tuple(range(len(given.positional))))
    node, names = _called(script, function, given, whole)
    script.reading.session.pullbacks[targets[1]] = Asked("grad", definition.name, node, None, Typed(*whole), names)
    name = script.target(targets[0], whole[0])
    script.reading.names.assign(name, node)
    script.memory.keep(name, NOTHING)


def _pulled(script: Script, call: re.Match[str], end: int, whole: Span) -> None:
    """`f_vjp(w)`."""
    arguments, closed = _arguments(script, call.end() - 1, end)
    _check_tail(script, closed, end, whole)
    asked = script.reading.session.pullbacks[call[1]]
    if len(arguments.positional) != 1:
        raise script.reading.error("gradient-form", *whole)
    _keep(script, "grad", (asked.name, asked.node), arguments.positional[0], whole, asked.wrt)


def _apply(script: Script, function: Transformed, arguments: _Arguments, whole: Span) -> None:
    """`jax.grad(f)(x)`: the function's value, and by which inputs it is differentiated."""
    node, names = _called(script, function, arguments, whole)
    shape = script.reading.graph.shapes[node]
    if function.kind == "grad" and shape and not script.reading.shapeless:
        raise script.reading.error("grad-of-array", *whole, name=function.definition.name, shape=shape)
    _keep(script, function.kind, (function.definition.name, node), None, whole, names)


def _called(script: Script, function: Transformed, arguments: _Arguments, whole: Span) -> tuple[int, tuple[str, ...]]:
    """The node that the function gives, with inputs in the places of the arguments that it is differentiated by."""
    reading, definition = script.reading, function.definition
    if not set(function.places) <= set(range(len(arguments.positional))):
        wanted = f"{definition.name}({', '.join(definition.parameters)})"
        raise reading.error("argument-count", *whole, wanted=wanted, count=len(arguments.positional))
    nodes: list[int] = []
    names: list[str] = []
    for k, span in enumerate(arguments.positional):
        node = script.value(*span)
        if k in function.places:
            name, node = _as_input(script, definition, k, span, node)
            names.append(name)
        nodes.append(node)
    several = reading.placed(lambda: script.call(definition, nodes), *whole)
    if len(several) == 1:
        return several[0], tuple(names)
    return reading.made(lambda: reading.application.literal(several), *whole), tuple(names)


def _as_input(script: Script, definition: Definition, place: int, span: Span, node: int) -> tuple[str, int]:
    """An argument as an input: under its own name, or the parameter's if it has none."""
    reading, session = script.reading, script.reading.session
    typed = script.text[span[0] : span[1]]
    name = reading.names.name_of(typed) if tokens.NAME_PATTERN.fullmatch(typed) else ""
    if name in reading.names.inputs and reading.names.resolve(name) == reading.names.inputs[name]:
        return name, node
    if leaves.depends(reading, node):
        raise reading.error("gradient-by-no-input", *span, found=typed, inputs=list(reading.names.inputs))
    name = name or (definition.parameters[place] if place < len(definition.parameters) else "x")
    if name in session.values:
        if session.values[name] != node:
            raise reading.error("second-point", *span, name=name)
        return name, reading.names.inputs[name]
    return name, leaves.created(reading, name, node, Typed(*span))
