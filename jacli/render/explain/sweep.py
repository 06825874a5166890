"""Section e: the reverse sweep, an equation per step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jacli.emit.text import defined_text
from jacli.render.explain.blocks import Blocks, arithmetic, more, prose
from jacli.render.explain.document import entries
from jacli.render.explain.formulas import as_factor, barred, entries_of, is_short, named, put_in, slope_name, written
from jacli.render.explain.page import Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Array, Contribution, Pulled, Sweep
    from jacli.analysis.records import Entry

INDENT = "    "


def blocks(record: Sweep, page: Page) -> Blocks:
    """How to read the sweep, its steps, the leaves, and the weights that a loss gives to the arrays before it."""
    if not record.steps:
        yield prose(page.say("explain-sweep-nothing"))
        return
    yield prose(
        page.say(
            "explain-sweep-begins" if record.loss is None else "explain-sweep-begins-loss", loss=_loss(record, page)
        )
    )
    yield prose(_rule(record, page))
    steps = [step for step in record.steps if step.kind == "step"]
    leaves = [step for step in record.steps if step.kind == "leaf"]
    shown = page.shown(len(steps))
    for step in steps[:shown]:
        yield from _told(step, page)
    if shown < len(steps):
        yield more(page.say("explain-sweep-more", count=len(steps) - shown))
    shown = page.shown(len(leaves))
    for step in leaves[:shown]:
        yield from _told(step, page)
    if shown < len(leaves):
        yield more(page.say("explain-leaves-more", count=len(leaves) - shown))
    if record.detached:
        yield prose(page.say("explain-sweep-detached", names=list(map(page.name, record.detached))))
    if any(len(step.contributions) > 1 for step in record.steps):
        yield prose(page.say("explain-sweep-fan-out"))
    yield from _weights(record, page)
    if not record.agrees:
        yield prose(page.say("explain-sweep-differs"))


def _rule(record: Sweep, page: Page) -> str:
    """What a step hands back, and how the products of arrays are meant that occur here."""
    if not any(step.shape for step in record.steps):
        return page.say("explain-sweep-rule")
    closed = (given.closed for step in record.steps for given in step.contributions if given.closed is not None)
    product = "@" if any(" @ " in named(formula, page) for formula in closed) else None
    return page.say("explain-sweep-rule-arrays", product=product)


def _loss(record: Sweep, page: Page) -> str | None:
    return None if record.loss is None else page.name(record.loss)


def _told(step: Pulled, page: Page) -> Blocks:
    """The step as the program has it, and the equation of its cotangent."""
    name, bar = page.name(step.label), barred(step.label, page)
    if step.kind == "leaf":
        yield arithmetic(page.say("explain-sweep-leaf", name=name, bar=bar))
    else:
        definition = step.definition
        yield arithmetic(f"{name} = {page.name(defined_text(definition.graph, definition.node, definition.labels))}")
    yield arithmetic(f"{INDENT}{bar}{''.join(_sides(step, page))}")


# ── equations ─────────────────────────────────────────────────────────────────────────────────────────────


def _sides(step: Pulled, page: Page) -> list[str]:
    """The sides of the equation with their signs: by names, by formulas, by numbers, the contributions, the sum."""
    found: list[str] = []
    given = step.contributions

    def add(sign: str, terms: Iterable[str | None]) -> None:
        several = list(terms)
        side = f" {sign} {' + '.join(t for t in several if t is not None)}"
        if None not in several and (not found or found[-1][3:] != side[3:]):
            found.append(side)

    pulled = [c for c in given if c.source is not None]
    if pulled:
        add("=", (_by_name(c, step, page) for c in given))
        if any(c.slope is not None or c.closed is not None for c in given):
            add("=", (_by_formula(c, step, page) for c in given))
    if step.cotangent.entries is None:
        return found or [f" = {_total(given[0].amount, page)}"]
    if pulled:
        used = [e for c in given for e in _numbers(c)]
        add(page.equals(*used), (_by_number(c, page) for c in given))
        if len(given) > 1:
            add(page.equals(*used), (_amount(c.amount, page) for c in given))
    add(page.equals(*step.cotangent.entries, *(e for c in given for e in _numbers(c))), [_total(step.cotangent, page)])
    return found


def _by_name(given: Contribution, step: Pulled, page: Page) -> str | None:
    """`c̄ · ∂c/∂b`; a rule that is no product stands for itself."""
    if given.source is None:
        return _amount(given.amount, page)
    if given.closed is not None:
        return _whole(named(given.closed, page))
    return f"{barred(given.source, page)} {page.times()} {slope_name(given.source, step.label, page)}"


def _by_formula(given: Contribution, step: Pulled, page: Page) -> str | None:
    """`c̄ · 2*b`."""
    if given.source is None or given.closed is not None:
        return _by_name(given, step, page)
    upstream = barred(given.source, page)
    if given.slope is not None:
        return f"{upstream} {page.times()} {as_factor(named(given.slope, page))}"
    if given.partial is None or given.partial.entries is None:
        return _by_name(given, step, page)
    return f"{upstream} {page.times()} {_amount(given.partial, page)}" if is_short(given.partial, page) else None


def _by_number(given: Contribution, page: Page) -> str | None:
    """`1 · 3`, or the closed form with its numbers put in."""
    if given.source is None:
        return _amount(given.amount, page)
    if given.closed is not None:
        text = put_in(given.closed, page)
        return None if text is None else _whole(text)
    if given.partial is None:
        return _amount(given.amount, page)
    if not is_short(given.partial, page):
        return None
    return f"{_amount(given.upstream, page)} {page.times()} {_amount(given.partial, page)}"


def _whole(text: str) -> str:
    """A closed form as a term of a sum."""
    return f"({text})" if " + " in text or " - " in text else text


def _amount(array: Array, page: Page) -> str | None:
    return written(array, page) if is_short(array, page) else None


def _total(array: Array, page: Page) -> str:
    assert array.entries is not None
    return page.number(array.entries[0]) if not array.shape else page.array(array.entries, array.shape)


def _numbers(given: Contribution) -> list[Entry]:
    """Every number of an equation that may be rounded."""
    found = [*(given.upstream.entries or ()), *(given.amount.entries or ())]
    if given.partial is not None:
        found += given.partial.entries or ()
    return found + (entries_of(given.closed) if given.closed is not None else [])


# ── the weights that a loss gives ─────────────────────────────────────────────────────────────────────────


def _weights(record: Sweep, page: Page) -> Blocks:
    steps = {step.label: step for step in record.steps}
    labels = [label for label in record.weights if not label.startswith("#")]
    if not labels or record.loss is None:
        return
    yield prose(page.say("explain-sweep-weights", loss=_loss(record, page)))
    shown = page.shown(len(labels))
    for label in labels[:shown]:
        array = steps[label].cotangent
        line = f"{page.name(label)}.backward(w): w = {slope_name(record.loss, label, page)} = {barred(label, page)}"
        numbers = f" {page.equals(*array.entries)} {_total(array, page)}" if array.entries is not None else ""
        yield arithmetic(line + numbers)
    if shown < len(labels):
        yield more(page.say("explain-entries-more", count=len(labels) - shown))


# ── data ──────────────────────────────────────────────────────────────────────────────────────────────────


def document(record: Sweep, page: Page) -> dict[str, Any]:
    """Every step with its cotangent and the contributions to it, last step first."""
    return {
        "loss": record.loss,
        "weights_of": list(record.weights),
        "agrees": record.agrees,
        "steps": [
            {
                "step": step.label,
                "kind": step.kind,
                "shape": list(step.shape),
                "cotangent": _data(step.cotangent, page),
                "contributions": [_contribution(given, page) for given in step.contributions],
            }
            for step in record.steps
        ],
    }


def _contribution(given: Contribution, page: Page) -> dict[str, Any]:
    return {
        "from": given.source,
        "operation": given.operation or None,
        "upstream": _data(given.upstream, page),
        "partial": None if given.partial is None else _data(given.partial, page),
        "partial_formula": None if given.slope is None else named(given.slope, page),
        "closed_form": None if given.closed is None else named(given.closed, page),
        "amount": _data(given.amount, page),
    }


def _data(array: Array, page: Page) -> dict[str, Any] | None:
    return None if array.entries is None else entries(array.entries, array.shape, page)
