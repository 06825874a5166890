"""Section i: several calls of backward, and the sum that .grad is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jacli.render.explain.blocks import Blocks, arithmetic, more, point, prose, worked_out
from jacli.render.explain.document import entry
from jacli.render.explain.page import ELEMENTS_SHOWN, Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Accumulation, Call
    from jacli.analysis.records import Entry

CALLS = {"given": "{}.backward(w)", "ones": "{}.sum().backward()", "scalar": "{}.backward()"}


def blocks(record: Accumulation, page: Page) -> Blocks:
    """Each call with the sum that it leaves, then why it is a sum, and what PyTorch asks for."""
    call = CALLS[record.weight_kind].format(page.output)
    yield prose(page.say("explain-accumulation-sum", call=call))
    shown = page.shown(len(record.calls))
    for number, made in enumerate(record.calls[:shown], 1):
        yield from _call(record, made, number, call, page)
    if shown < len(record.calls):
        yield from _last(record, shown, page)
    if not all(all(made.adds_up) for made in record.calls[:shown]):
        yield prose(page.say("explain-weighted-undefined"))
    yield from _linear(record, page)
    yield point(page.say("explain-accumulation-uses"))
    yield point(page.say("explain-accumulation-zero", count=len(record.calls)))
    if record.repeat > 1:
        yield from _forgotten(record, page)
    yield point(page.say("explain-accumulation-retain", call=call))


def _call(record: Accumulation, made: Call, number: int, call: str, page: Page) -> Blocks:
    """`Call 2: y.backward(w) with w = (0, 1)`, its wᵀJ, and `.grad` after it."""
    call = page.signs(made.typed) or call
    weights = page.signs(page.reading.weights(made.weights)) if record.weight_kind == "given" else None
    vjp, equals = _vector(made.vjp, page), page.equals(*made.vjp)
    fields = {"number": number, "call": call, "weights": weights, "equals": equals, "vjp": vjp}
    yield prose(page.say("explain-accumulation-call", **fields))
    lines = []
    for j, name in list(enumerate(page.grad_names()))[: page.shown(len(record.inputs))]:
        sign = page.equals(made.after[j], made.before[j], made.vjp[j])
        total = f"{page.factor(made.before[j])} + {page.factor(made.vjp[j])}"
        adds_up = made.adds_up[j]
        lines.append((name, page.number(made.after[j]), sign if adds_up else "", total if adds_up else ""))
    yield from worked_out(lines)
    if len(lines) < len(record.inputs):
        yield more(page.say("explain-entries-more", count=len(record.inputs) - len(lines)))


def _vector(entries: tuple[Entry, ...], page: Page) -> str | None:
    """The entries, unless there are many."""
    return page.vector(entries) if page.whole or len(entries) <= ELEMENTS_SHOWN else None


def _last(record: Accumulation, shown: int, page: Page) -> Blocks:
    """How many calls are left out, and what the last of them leaves."""
    yield more(page.say("explain-accumulation-more", count=len(record.calls) - shown))
    yield prose(page.say("explain-accumulation-end", count=len(record.calls)))
    names = page.grad_names()[: page.shown(len(record.inputs))]
    entries = record.calls[-1].after
    yield from worked_out([(name, page.number(e), "", "") for name, e in zip(names, entries, strict=False)])


def _linear(record: Accumulation, page: Page) -> Blocks:
    """One call with the sum of the weights."""
    yield point(page.say("explain-accumulation-linear", output=page.output))
    total = page.signs(page.reading.weights(record.total))
    found = record.calls[-1].after
    vjp = _vector(found, page) or page.signs("…")
    yield arithmetic(f"{total}   {page.signs('wᵀJ')} {page.equals(*found)} {vjp}")


def _forgotten(record: Accumulation, page: Page) -> Blocks:
    """What .grad is a multiple of: `51 = 3·17`."""
    once = record.calls[len(record.calls) // record.repeat - 1].after
    last = record.calls[-1].after
    yield prose(page.say("explain-accumulation-forgotten", count=record.repeat))
    lines = []
    for name, one, found in zip(page.grad_names()[: page.shown(len(once))], once, last, strict=False):
        lines.append(
            (name, page.number(found), page.equals(found, one), f"{record.repeat}{page.times()}{page.factor(one)}")
        )
    yield from worked_out(lines)


def document(record: Accumulation, page: Page) -> dict[str, Any]:
    """Every call: its weights and, per entry, what it adds and what .grad is after it."""
    return {
        "repeat": record.repeat,
        "total_weights": [entry(weight, page) for weight in record.total],
        "calls": [
            {
                **({"call": made.typed} if made.typed else {}),
                "weights": [entry(weight, page) for weight in made.weights],
                "entries": [
                    {
                        "input": name,
                        "before": entry(made.before[j], page),
                        "vjp": entry(made.vjp[j], page),
                        "after": entry(made.after[j], page),
                        "adds_up": made.adds_up[j],
                    }
                    for j, name in enumerate(record.inputs)
                ],
            }
            for made in record.calls
        ],
    }
