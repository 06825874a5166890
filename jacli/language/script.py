"""Statements of pasted code: what Python, torch, numpy and jax add to the language's own statements."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from jacli.graph.functions import TABLE
from jacli.language import asking, blocks, brackets, imports, layout, leaves
from jacli.language.frames import INFIX, Definition, Frame
from jacli.language.losses import LAYERS, NAMED
from jacli.language.operands import layer_call
from jacli.language.patterns import BLANK, NAME, Pattern
from jacli.language.reading import Reading
from jacli.language.session import Typed
from jacli.language.statements import Item, Outputs, Statements

_B = f"[{BLANK}]*"
_NAME = NAME
_WORD = Pattern(_NAME)
_ASSIGNED = Pattern(rf"{_NAME}{_B}(?:=(?!=)|[-+*/@%]=|\*\*=|//=)")
_AUGMENTED = Pattern(rf"({_NAME}){_B}(?P<index>(?:\[[^\[\]\n\r#=]*\]{_B})*)(\+|-|\*\*|\*|//|/|@|%)=(?!=)")
_LAMBDA = Pattern(rf"({_NAME}){_B}={_B}lambda\b")
_REQUIRES = Pattern(
    rf"({_NAME})\.(?:requires_grad{_B}={_B}(True|False)|requires_grad_{_B}\({_B}(True|False|){_B}\)){_B}\Z"
)
_ZERO = Pattern(
    rf"({_NAME}(?:\.{_NAME})*)\.(?:grad(?:\.data|\.detach_?{_B}\({_B}\)|{_B}\[{_B}(?::|\.\.\.){_B}\])*\.zero_{_B}\({_B}\)"
    rf"|grad{_B}={_B}None|zero_grad{_B}\([^()]*\)){_B}\Z"
)
_TRACKED = Pattern(rf"(?:{_NAME}\.)*set_grad_enabled{_B}\({_B}(?:mode{_B}={_B})?(True|False){_B}\){_B}\Z")
# Statements that say nothing about derivatives.
_SKIPPED = Pattern(
    rf"(?:(?:{_NAME}\.)*(?:manual_seed|seed|set_printoptions|set_default_dtype|set_default_tensor_type)"
    rf"{_B}\(|plt\.|{_NAME}\.retain_grad{_B}\(|{_NAME}(?:{_B},{_B}{_NAME})*{_B}={_B}torch\.(?:device|Generator|optim\.\w+){_B}\("
    rf"|jax\.config\.)"
)
# A gradient, which jacli shows anyway, and a name for one. The methods leave it what it is.
_SHOWING = (
    "abs|argmax|argmin|clone|contiguous|copy|cpu|cuda|detach_?|dim|double|flatten|float|item|max|mean|min|norm|numel|numpy"
    "|ravel|size|squeeze|std|sum|t|tolist"
)
_OF_LEAF = rf"{_NAME}\.grad(?:\.(?:data|T|shape|(?:{_SHOWING})\(\))|{_B}\[[^\[\]]*\])*{_B}"
_GRAD = Pattern(rf"{_OF_LEAF}\Z")
_NAMED_GRAD = Pattern(rf"({_NAME})(?:{_B}\[[^\[\]]*\])?{_B}={_B}{_OF_LEAF}\Z")
# Text, and text with nothing but gradients put into it.
_TOLD = r"[rbuRBU]?(?:\"[^\"]*\"|'[^']*')\Z"
_TOLD_GRAD = Pattern(rf"{_TOLD}|[fF](?:\"(?:[^\"{{}}]|{{{_OF_LEAF}}})*\"|'(?:[^'{{}}]|{{{_OF_LEAF}}})*')\Z")
_IN_PLACE = Pattern(rf"(?!{_TOLD}).*?\.({_NAME}(?<!_)_){_B}\(", re.DOTALL)

Handler = Callable[["Script", int, int, int], int]


class Script(Statements):
    """Reads the statements of pasted code one after the other."""

    def __init__(self, reading: Reading) -> None:
        reading.text = _without_prompts(reading)
        super().__init__(reading)
        # The values of `return` in the function that is being read.
        self.returned: list[int] | None = None
        self.arguments: Mapping[str, int] = {}
        # Open loops.
        self.depth = 0
        reading.run = partial(blocks.run, self)

    # ── one statement ─────────────────────────────────────────────────────────────────────────────────────

    def _statement(self, position: int, stop: int) -> int:
        end = layout.line_end(self.text, position, stop)
        following = self._pasted(position, end, stop)
        if following is None:
            following = super()._statement(position, stop)
        leaf = self.reading.session.leaf
        if leaf is not None:
            raise self.reading.error("leaf-without-name", leaf.typed.start, leaf.typed.end)
        return following

    def _pasted(self, position: int, end: int, stop: int) -> int | None:
        """Read a statement that only pasted code has; None if it is another one."""
        word = _WORD.match(self.text, position, end)
        if word is None:
            return self._nameless(position, end, stop)
        handler = WORDS.get(word[0])
        if handler is not None and not _ASSIGNED.match(self.text, position, end):
            return handler(self, position, end, stop)
        typed = self.text[position:end].rstrip()
        for pattern, read in ((_REQUIRES, self._require), (_ZERO, self.zero), (_LAMBDA, self._lambda)):
            found = pattern.match(typed)
            if found is not None:
                return read(found, position, end)
        tracked = _TRACKED.match(typed)
        if tracked is not None:
            self.reading.session.stopped = tracked[1] == "False"
            return end
        layer = NAMED.match(typed)
        if layer is not None and layer["layer"] in LAYERS:
            return self._layer(layer, position, end)
        if _GRAD.match(typed):
            return end
        named = _NAMED_GRAD.match(typed)
        if named is not None:
            self.reading.names.gradient(self.target(named[1], position))
        if named is not None or _SKIPPED.match(typed):
            return self.skip(position, end)
        augmented = _AUGMENTED.match(self.text, position, end)
        if augmented is not None:
            return self._augmented(augmented, stop)
        return end if asking.read(self, position, end) else None

    def _nameless(self, position: int, end: int, stop: int) -> int | None:
        """Docstrings are passed over; so are decorators that change no derivative."""
        if self.text[position] in "\"'":
            return end
        if self.text[position] == "@":
            return blocks.decorator(self, position, end, stop)
        return end if asking.read(self, position, end) else None

    def _layer(self, found: re.Match[str], position: int, end: int) -> int:
        """`criterion = nn.MSELoss()`: from now on the name calls that function."""
        name = self.target(found["name"], position)
        self.reading.calls[f"{name}("] = layer_call(self.reading, found["layer"], found, position, end)
        return end

    def skip(self, position: int, end: int) -> int:
        """Pass over a statement, which a note says."""
        start, end = layout.trimmed(self.text, position, end)
        self.reading.session.skipped.append(Typed(start, end))
        return end

    def value(self, start: int, stop: int) -> int:
        """The value of the expression that `text[start:stop]` is as a whole."""
        frame, ended = self._value(start, stop)
        if ended:
            raise self.reading.error("value-and-more", frame.position - 1, frame.position, found=ended.strip())
        return frame.values[0]

    # ── tensors with a gradient ───────────────────────────────────────────────────────────────────────────

    def _kept(self, frame: Frame) -> list[int]:
        return [leaves.recorded(self.reading, *place) for place in frame.placed()]

    def part(self, node: int, k: int, start: int, end: int) -> int:
        return self._untracked(super().part(node, k, start, end), start, end)

    def _untracked(self, node: int, start: int, end: int) -> int:
        """The node, detached under torch.no_grad()."""
        reading = self.reading
        if not reading.session.stopped or not leaves.depends(reading, node):
            return node
        return leaves.detached(reading, node, start, end)

    def _put(self, name: str, head: re.Match[str], node: int, typed: tuple[int, int]) -> None:
        super()._put(name, head, self._untracked(node, *typed), typed)

    def _stored(self, name: str, frame: Frame) -> int:
        reading, session = self.reading, self.reading.session
        node, leaf = frame.values[0], session.leaf
        if (
            leaf is not None
            and leaf.node == node
            and (leaf.typed.start, leaf.typed.end) == (frame.starts[0], frame.end)
        ):
            session.leaf = None
            if reading.names.scopes:
                raise reading.error("tensor-in-function", leaf.typed.start, leaf.typed.end)
            node = leaves.created(reading, name, node, leaf.typed)
        else:
            node = leaves.recorded(reading, node, frame.starts[0], frame.end)
        held = self.memory.of(frame.values[0], frame.starts[0], frame.end)
        self._assign(name, node)
        self.memory.keep(name, held)
        session.assigned[name] = session.assigned.get(name, 0) + 1
        return node

    def _require(self, found: re.Match[str], position: int, end: int) -> int:
        """`x.requires_grad = True`, `x.requires_grad_()`: x is an input from here on."""
        reading = self.reading
        name = self.target(found[1], position)
        node = reading.placed(lambda: reading.names.resolve(name), position, position + len(found[1]))
        if "False" in (found[2], found[3]):
            self._assign(name, leaves.detached(reading, node, position, end))
        elif not leaves.depends(reading, node):
            leaves.mark(reading, node, Typed(position, end))
            reading.session.leaf = None
            self._assign(name, leaves.created(reading, name, node, Typed(position, end)))
        return end

    def zero(self, found: re.Match[str], position: int, end: int) -> int:
        """`x.grad.zero_()` and `optimizer.zero_grad()`: the accumulation starts anew with the next backward()."""
        session = self.reading.session
        single = ".grad" in found[0][len(found[1]) :]
        names = {found[1]} if single else set(session.values)
        session.zeroed |= names
        session.zeroings.append(Typed(*layout.trimmed(self.text, position, end)))
        return end

    # ── in place ──────────────────────────────────────────────────────────────────────────────────────────

    def _augmented(self, head: re.Match[str], stop: int) -> int:
        """`x += …`, `y[i] *= …`: the new value under the old name."""
        reading = self.reading
        raw, start = head[1], head.start()
        name = self.target(raw, start)
        self._check_in_place(name, start, head.end())
        self._check_shared(name, start, head.end(), items=True)
        element = bool(head["index"].strip())
        if element:
            self._check_filled(name, start, start + len(raw))
        left = self.value(start, head.start(3))
        frame, ended = self._value(head.end(), stop)
        if ended == ",":
            end = layout.line_end(self.text, head.end(), stop)
            raise reading.error("one-value", *layout.trimmed(self.text, head.end(), end))
        node = reading.made(lambda: self._combined(head[3], left, frame.values[0]), start, frame.end)
        shape = reading.graph.shapes[left]
        if shape and reading.graph.shapes[node] != shape and not reading.shapeless:
            raise reading.error(
                "in-place-shape", start, frame.end, name=name, shape=shape, result=reading.graph.shapes[node]
            )
        node = self._untracked(node, start, frame.end)
        if element:
            self._put(name, head, node, (head.end(), frame.end))
            self._keep([Item(name, -1, assigned=True)])
        else:
            self._assign(name, node)
            self.memory.grown(name, node, head.end(), frame.end)
            self._keep([Item(name, node, assigned=True)])
        return frame.position

    def _combined(self, operator: str, left: int, right: int) -> int:
        application = self.reading.application
        row = INFIX[operator][1]
        if row is None:
            return application.apply_row(TABLE["matmul"], (left, right), (), {})
        return application.pointwise(row, (left, right))

    def _element(self, name: str, head: re.Match[str], stop: int) -> tuple[Item | None, int, str]:
        self._check_in_place(name, head.start(), head.end())
        return super()._element(name, head, stop)

    def _check_in_place(self, name: str, start: int, end: int) -> None:
        """Refuse what would change, in torch or numpy, a leaf or what a function's caller sees."""
        reading, session = self.reading, self.reading.session
        names = reading.names
        if name in session.values and names.assigned.get(name) == names.inputs.get(name, -1):
            raise reading.error("leaf-updated" if session.stopped else "in-place-leaf", start, end, name=name)
        dependent = session.stopped and names.is_variable(name) and leaves.depends(reading, names.resolve(name))
        if dependent and not reading.shapeless:
            raise reading.error("changed-without-grad", start, end, name=name)
        outer = self.arguments.get(name, -1) == names.assigned.get(name) and (session.torch or self._is_array(name))
        if not names.is_own(name) or outer:
            raise reading.error("in-place-outer", start, end, name=name)

    def _is_array(self, name: str) -> bool:
        return bool(self.reading.graph.shapes[self.reading.names.resolve(name)])

    # ── functions ─────────────────────────────────────────────────────────────────────────────────────────

    def _lambda(self, found: re.Match[str], position: int, end: int) -> int:
        first = position + found.end() - len("lambda")
        self._known(blocks.anonymous(self, self.target(found[1], position), first, end))
        return end

    def _known(self, definition: Definition) -> None:
        super()._known(replace(definition, block=True))

    def known(self, definition: Definition) -> None:
        """From now on the name calls this function."""
        self._known(definition)

    def statements(self, start: int, stop: int) -> None:
        """Read the statements of a block, up to a `return`; lines begin at one column."""
        position, indent = start, -1
        while self.returned is None and (position := self._skip(position, stop)) < stop:
            if layout.begins_line(self.text, position):
                column = layout.column(self.text, position)
                if indent not in (-1, column):
                    raise self.reading.error("indentation", position, layout.line_end(self.text, position, stop))
                indent = column
            position = self._statement(position, stop)

    def call(self, definition: Definition, nodes: Sequence[int]) -> list[int]:
        """What a function gives for these arguments, one node per value that it returns."""
        return blocks.run(self, definition, brackets.bound_arguments(definition, nodes, {}))

    def in_function(self, definition: Definition, arguments: Mapping[str, int]) -> list[int]:
        """The values that the body of a function returns."""
        names = self.reading.names
        outer = self.returned, self.found, self.arguments
        names.enter()
        self.memory.enter(arguments)
        self.returned, self.found, self.arguments = None, Outputs([], [], []), arguments
        try:
            for parameter, node in arguments.items():
                names.assign(parameter, node)
            if definition.single:
                self.returned = self._several_values(definition.start, definition.end)
            else:
                self.statements(definition.start, definition.end)
            returned: list[int] | None = self.returned
        finally:
            names.leave()
            self.memory.leave()
            self.returned, self.found, self.arguments = outer
        if returned is None:
            raise self.reading.error("no-return", definition.start, definition.end, name=definition.name)
        return returned

    def give(self, position: int, end: int) -> int:
        """`return f, g`."""
        start = position + len("return")
        if not self.reading.names.scopes:
            raise self.reading.error("return-outside", position, start)
        self.returned = self._several_values(start, end)
        return end

    def _several_values(self, start: int, end: int) -> list[int]:
        """The values of expressions between commas."""
        if not self.text[start:end].strip():
            raise self.reading.error("nothing-to-read", start, end)
        values: list[int] = []
        for first, last in layout.items(self.text, start, end):
            frame, ended = self._value(first, last, spread=True)
            if ended:
                raise self.reading.error("value-and-more", frame.position - 1, frame.position, found=ended.strip())
            for place in frame.placed():
                self.memory.returned(*place)
            values.extend(self._kept(frame))
        return values


def _without_prompts(reading: Reading) -> str:
    """All texts, with blanks in place of the prompts of sessions and of continuations."""
    texts: list[str] = []
    for text, start in zip(reading.sources.texts, reading.sources.starts, strict=True):
        plain, printed = layout.unprompted(text.text)
        if printed is not None:
            raise reading.error("session-output", start + printed.start, start + printed.end)
        texts.append(plain)
    return "\n".join(texts)


def _print(script: Script, position: int, end: int, stop: int) -> int:  # noqa: ARG001  a Handler
    """Nothing is printed; but a gradient asked for inside is."""
    opened = script.text.find("(", position, end)
    closed = layout.closing(script.text, opened, end) if opened >= 0 else -1
    arguments = layout.items(script.text, opened + 1, closed) if closed >= 0 else []
    asked = [_prints_zeros(script, *argument) or asking.read(script, *argument) for argument in arguments]
    if any(asked) or _tells_a_gradient([script.text[slice(*layout.trimmed(script.text, *a))] for a in arguments]):
        return end
    return script.skip(position, end)


def _prints_zeros(script: Script, start: int, end: int) -> bool:
    """Read `x.grad.zero_()` between the brackets of print; refuse what else changes in place there."""
    start, end = layout.trimmed(script.text, start, end)
    typed = script.text[start:end]
    zeroed = _ZERO.match(typed)
    if zeroed is not None:
        script.zero(zeroed, start, end)
        return True
    changing = _IN_PLACE.match(typed)
    if changing is not None:
        first, last = (start + place for place in changing.span(1))
        raise script.reading.error("in-place-method", first, last, name=changing[1], instead=changing[1].rstrip("_"))
    return False


def _tells_a_gradient(arguments: Sequence[str]) -> bool:
    """Whether a gradient is printed and nothing else, which jacli does itself."""
    gradients = [".grad" in typed for typed in arguments]
    return any(gradients) and all(_GRAD.match(typed) or _TOLD_GRAD.match(typed) for typed in arguments)


def _return(script: Script, position: int, end: int, stop: int) -> int:  # noqa: ARG001  a Handler
    return script.give(position, end)


def _pass(script: Script, position: int, end: int, stop: int) -> int:  # noqa: ARG001  a Handler
    return end


def _refuse(script: Script, position: int, end: int, stop: int) -> int:  # noqa: ARG001  a Handler
    word = _WORD.match(script.text, position)
    assert word is not None
    code = "branch-statement" if word[0] in ("if", "elif", "else") else "python-statement"
    raise script.reading.error(code, position, word.end(), word=word[0])


WORDS: Mapping[str, Handler] = {
    "import": imports.read,
    "from": imports.read,
    "def": blocks.function,
    "for": blocks.loop,
    "with": blocks.context,
    "if": blocks.main_or(_refuse),
    "print": _print,
    "return": _return,
    "pass": _pass,
    **dict.fromkeys(
        ("elif", "else", "while", "class", "try", "except", "finally", "assert", "global", "nonlocal", "del", "raise"),
        _refuse,
    ),
    **dict.fromkeys(("yield", "async", "await", "break", "continue"), _refuse),
}
