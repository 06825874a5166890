"""Section a: the program as a table of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jacli.emit.text import defined_text
from jacli.render.explain.blocks import Blocks, Texts, more, prose
from jacli.render.explain.document import entries
from jacli.render.explain.page import Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Definition, Step, Steps


def blocks(record: Steps, page: Page) -> Blocks:
    """Which inputs are leaves, and a line per step."""
    inputs = [step for step in record.steps if step.kind == "leaf"]
    given = [step.label for step in record.steps if step.kind == "given" and is_input(step)]
    yield prose(page.say("explain-steps-read"))
    if inputs:
        names = [page.name(step.label) for step in inputs] if len(inputs) <= 12 else None
        yield prose(page.say("explain-steps-leaves", count=len(inputs), names=names))
    if given:
        yield prose(page.say("explain-steps-given", names=list(map(page.name, given))))
    if record.unused:
        yield prose(page.say("explain-steps-unused", names=list(map(page.name, record.unused))))
    if record.dead:
        yield prose(page.say("explain-steps-dead", names=list(map(page.name, record.dead))))
    if record.detached:
        yield prose(page.say("explain-steps-detached", names=list(map(page.name, record.detached))))
    yield _table(record, page)
    left = len(record.steps) - len(_shown(record, page))
    if left:
        yield more(page.say("explain-steps-more", count=left))


def _shown(record: Steps, page: Page) -> list[Step]:
    """The first inputs and the first operations."""
    leaves = [step for step in record.steps if step.kind != "step"]
    operations = [step for step in record.steps if step.kind == "step"]
    kept = {id(step) for found in (leaves, operations) for step in found[: page.shown(len(found))]}
    return [step for step in record.steps if id(step) in kept]


def _table(record: Steps, page: Page) -> Texts:
    headings = [
        page.say("explain-column-step"),
        page.say("explain-column-operation"),
        "grad_fn",
        page.say("explain-column-shape"),
    ]
    if page.at_point:
        headings.append(page.say("heading-value"))
    rows = [_row(step, record, page) for step in _shown(record, page)]
    return Texts(tuple(headings), rows, keys=1, numbers=4)


def _row(step: Step, record: Steps, page: Page) -> tuple[str, ...]:
    cells = [
        page.name(", ".join([step.label, *step.names[1:]])),
        operation(step, page),
        page.say("explain-kind-detached") if step.label in record.detached else _grad_fn(step, page),
        _shape(step),
    ]
    if step.values is not None:
        cells.append(page.array(step.values, step.shape))
    return tuple(map(page.signs, cells))


def operation(step: Step, page: Page) -> str:
    """The operation as typed, over the labels of the steps before; nothing for an input."""
    if is_input(step):
        return page.say("explain-input")
    return page.name(definition_text(step.definition))


def definition_text(definition: Definition) -> str:
    """The operation over the labels of its arguments, as text of the language but for labels such as #3."""
    return defined_text(definition.graph, definition.node, definition.labels)


def is_input(step: Step) -> bool:
    """Whether the step is an input."""
    return step.definition.graph.operations[step.definition.node].name == "input"


def _grad_fn(step: Step, page: Page) -> str:
    if step.kind == "step":
        return step.grad_fn or page.say("explain-grad-fn-none")
    return page.say(f"explain-kind-{step.kind}")


def _shape(step: Step) -> str:
    from jacli.graph.shapes import shape_text

    return shape_text(step.shape)


def document(record: Steps, page: Page) -> list[dict[str, Any]]:
    """A list of steps."""
    return [
        {
            "step": step.label,
            "names": list(step.names),
            "kind": step.kind,
            "operation": None if is_input(step) else definition_text(step.definition),
            "grad_fn": step.grad_fn or None,
            "shape": list(step.shape),
            "value": None if step.values is None else entries(step.values, step.shape, page),
        }
        for step in record.steps
    ]
