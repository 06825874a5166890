"""Section g: the gradient of a matrix as a weighted sum of matrices of partials, and in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jacli.render.entries import expression_text
from jacli.render.explain.blocks import Blocks, arithmetic, more, prose
from jacli.render.explain.document import entries, entry
from jacli.render.explain.formulas import is_short, slope_name, written
from jacli.render.explain.page import Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Partial, Partials, PartialSum

OPENINGS = {"given": "explain-matrix-sum", "ones": "explain-matrix-plain-sum", "scalar": "explain-matrix-one"}


def blocks(record: Partials, page: Page) -> Blocks:
    """Every input's partials, their sum, and the closed form."""
    yield prose(page.say(OPENINGS[record.weight_kind], output=page.output))
    if record.told:
        for found in record.sums:
            yield from _sum(found, record, page)
    else:
        yield prose(page.say("explain-matrix-large", count=len(page.answer.outputs)))
    if any(found.closed is not None for found in record.sums):
        code = "explain-matrix-closed-one" if record.weight_kind == "scalar" else "explain-matrix-closed"
        yield prose(page.say(code, weights=list(record.weight_names)))
        for found in record.sums:
            if found.closed is not None:
                yield arithmetic(_closed(found, page))


def _sum(found: PartialSum, record: Partials, page: Page) -> Blocks:
    """The partials by one input, a line each, and the sum."""
    if not found.partials:
        yield prose(page.say("explain-matrix-none", name=page.name(found.input)))
        return
    shown = page.shown(len(found.partials))
    if page.at_point and record.weight_kind != "scalar":
        names = [slope_name(partial.output, found.input, page) for partial in found.partials[:shown]]
        wide = max(map(len, names))
        for name, partial in zip(names, found.partials, strict=False):
            numbers = partial.array.entries or ()
            yield arithmetic(f"{name.ljust(wide)} {page.equals(*numbers)} {page.array(numbers, partial.array.shape)}")
        if shown < len(found.partials):
            yield more(page.say("explain-matrix-more", count=len(found.partials) - shown))
    yield arithmetic(f"{page.name(found.input)}.grad{''.join(_sides(found, record, page))}")
    if found.others:
        yield prose(page.say("explain-matrix-others", count=found.others, name=page.name(found.input)))


def _sides(found: PartialSum, record: Partials, page: Page) -> list[str]:
    """By names, by numbers where they are few, and the sum."""
    shown = page.shown(len(found.partials))
    several = found.partials[:shown]
    dots = [page.signs("…")] if shown < len(found.partials) else []
    names = [_times(p, slope_name(p.output, found.input, page), record, page) for p in several]
    sides = [f" = {' + '.join([*names, *dots])}"]
    if not page.at_point:
        return sides
    if record.weight_kind == "scalar":
        return [
            *sides,
            f" {page.equals(*(found.total.entries or ()))} {page.array(found.total.entries or (), found.shape)}",
        ]
    used = [e for p in found.partials for e in (p.weight, *(p.array.entries or ()))]
    total = found.total.entries or ()
    if not dots and len(several) * len(total) <= 48 and all(is_short(p.array, page) for p in several):
        terms = [_times(p, written(p.array, page), record, page) for p in several]
        sides.append(f" {page.equals(*used)} {' + '.join(terms)}")
    sides.append(f" {page.equals(*used, *total)} {page.array(total, found.shape)}")
    return sides


def _times(partial: Partial, text: str, record: Partials, page: Page) -> str:
    return text if record.weight_kind != "given" else f"{page.factor(partial.weight)}{page.times()}{text}"


def _closed(found: PartialSum, page: Page) -> str:
    assert found.closed is not None
    return f"{page.name(found.input)}.grad = {page.name(expression_text(found.closed))}"


def document(record: Partials, page: Page) -> list[dict[str, Any]]:
    """Per input, its partials with their weights, their sum and its closed form."""
    return [
        {
            "input": found.input,
            "shape": list(found.shape),
            "partials": [
                {
                    "output": partial.output,
                    "weight": entry(partial.weight, page),
                    "partial": entries(partial.array.entries or (), found.shape, page) if page.at_point else None,
                }
                for partial in found.partials
            ],
            "sum": entries(found.total.entries or (), found.shape, page) if page.at_point else None,
            "closed_form": None if found.closed is None else expression_text(found.closed),
        }
        for found in record.sums
    ]
