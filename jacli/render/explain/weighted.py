"""Section c: wᵀJ as the weighted sum of the rows, with the arithmetic of every entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jacli.analysis.explain.records import Summand
from jacli.render.explain.blocks import Blocks, arithmetic, more, prose, worked_out
from jacli.render.explain.document import entry
from jacli.render.explain.page import SHOWN, Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Rows, Total, Weighted

# Rows that are written out as vectors.
VECTORS = 4


def blocks(record: Weighted, page: Page) -> Blocks:
    """The sum of the rows as a formula, as vectors, and entry by entry."""
    if record.weight_kind == "scalar":
        yield prose(page.say("explain-weighted-scalar", output=page.output))
    elif record.weight_kind == "ones":
        yield prose(page.say("explain-weighted-ones", output=page.output))
    else:
        yield prose(page.say("explain-weighted-given", output=page.output))
    if record.weight_kind != "scalar" and record.totals:
        yield from _rows(record, page)
    shown = record.totals[: page.shown(len(record.totals))]
    if record.weight_kind == "scalar" and not page.at_point:
        return
    if not page.at_point:
        yield from page.terms(e for total in shown for e in (total.entry, *(s.entry for s in total.summands)))
    names = page.grad_names()
    if record.weight_kind != "scalar" and shown:
        yield prose(page.say("explain-weighted-entries"))
    yield from worked_out([(names[total.input], *_sum(record, total, page)) for total in shown])
    if len(shown) < len(record.totals):
        yield more(page.say("explain-entries-more", count=len(record.totals) - len(shown)))
    if any(not total.adds_up for total in shown):
        yield prose(page.say("explain-weighted-undefined"))


def _rows(record: Weighted, page: Page) -> Blocks:
    """`wᵀJ = 3·∇y1 + 2·∇y2`, and the same with the rows written out where they are short."""
    left, dots = page.signs("wᵀJ"), page.signs("…")
    terms = [_times(record, i, page.gradient_of(name), page) for i, name in enumerate(record.rows.outputs)]
    shown = page.shown(len(terms))
    hidden = [dots, terms[-1]] if shown < len(terms) else []
    yield arithmetic(f"{left} = {' + '.join([*terms[: shown - bool(hidden)], *hidden])}")
    if len(terms) > VECTORS or len(record.totals) > SHOWN or not page.at_point:
        return
    vectors = [_times(record, i, _vector(record.rows, i, page), page) for i in range(len(terms))]
    entries = [total.entry for total in record.totals]
    sign = page.equals(*record.weights, *entries, *(e for row in record.rows.rows for _, e in row))
    yield arithmetic(f"{' ' * len(left)} {sign} {' + '.join(vectors)}")
    yield arithmetic(f"{' ' * len(left)} {page.equals(*entries)} {page.vector(entries)}")


def _times(record: Weighted, row: int, gradient: str, page: Page) -> str:
    return gradient if record.weight_kind != "given" else f"{page.factor(record.weights[row])}{page.times()}{gradient}"


def _vector(rows: Rows, number: int, page: Page) -> str:
    row = dict(rows.rows[number])
    return page.vector([row.get(j, page.zero) for j in range(len(rows.inputs))])


def _sum(record: Weighted, total: Total, page: Page) -> tuple[str, str, str]:
    """The entry, the sign, and the sum that it is."""
    number = page.number(total.entry)
    if not total.adds_up:
        return number, "", ""
    if record.weight_kind == "scalar":
        return number, "", ""
    terms = _terms(record, total, page)
    used = [total.entry, *(s.entry for s in terms), *(s.weight for s in terms)]
    return number, page.equals(*used), " + ".join(_term(record, s, page) for s in terms) or "0"


def _terms(record: Weighted, total: Total, page: Page) -> list[Summand]:
    """The terms that are written: all of a few rows, else those that are not 0 by structure or weight."""
    if len(record.weights) > SHOWN:
        return [summand for summand in total.summands if summand.weight.value != 0]
    found = {summand.output: summand for summand in total.summands}
    return [found.get(i) or Summand(i, weight, page.zero) for i, weight in enumerate(record.weights)]


def _term(record: Weighted, summand: Summand, page: Page) -> str:
    if record.weight_kind != "given":
        return page.term(summand.entry)
    return f"{page.factor(summand.weight)}{page.times()}{page.factor(summand.entry)}"


def document(record: Weighted, page: Page) -> dict[str, Any]:
    """The weights and, per entry, the terms that are not 0 by structure."""
    names = record.rows.outputs
    return {
        "weights": [entry(weight, page) for weight in record.weights],
        "entries": [
            {
                "input": record.rows.inputs[total.input],
                **entry(total.entry, page),
                "adds_up": total.adds_up,
                "terms": [
                    {"output": names[s.output], "weight": entry(s.weight, page), "partial": entry(s.entry, page)}
                    for s in total.summands
                ],
            }
            for total in record.totals
        ],
    }
