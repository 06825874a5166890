"""Section d: the same answer through the scalar m = sum(y*w)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jacli.render.explain.blocks import Blocks, Texts, arithmetic, more, prose
from jacli.render.explain.document import entry
from jacli.render.explain.page import Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Scalar


def blocks(record: Scalar, page: Page) -> Blocks:
    """m, its derivatives by the outputs, and its gradient beside wᵀJ."""
    if record.weight_kind == "scalar":
        yield prose(page.say("explain-scalar-one", m=page.scalar, output=page.output))
        return
    yield prose(page.say("explain-scalar-m", m=page.scalar, output=page.output))
    yield arithmetic(_m(record, page))
    if len(record.outputs) < len(page.answer.outputs):
        yield prose(page.say("explain-scalar-zero", m=page.scalar))
    yield prose(page.say("explain-scalar-slopes", m=page.scalar))
    yield from _slopes(record, page)
    yield prose(page.say("explain-scalar-same", m=page.scalar, output=page.output))
    yield from _table(record, page)
    code = "explain-scalar-agree" if record.agrees else "explain-scalar-differ"
    yield prose(page.say(code, m=page.scalar))


def _m(record: Scalar, page: Page) -> str:
    """`m = 3·y1 + 2·y2 = 3·18 + 2·38 = 167`."""
    names = [page.name(name) for name in record.outputs]
    line = f"{page.scalar} = {_sum(record, names, page)}"
    if record.values is None:
        return line
    values = [(page.term if record.weight_kind == "ones" else page.factor)(value) for value in record.values]
    sign = page.equals(*record.weights, *record.values, record.m)
    return f"{line} {sign} {_sum(record, values, page)} {sign} {page.number(record.m)}"


def _sum(record: Scalar, factors: list[str], page: Page) -> str:
    terms = [
        factor if record.weight_kind == "ones" else f"{page.factor(weight)}{page.times()}{factor}"
        for weight, factor in zip(record.weights, factors, strict=True)
    ]
    shown = page.shown(len(terms))
    if shown < len(terms):
        terms = [*terms[: shown - 1], page.signs("…"), terms[-1]]
    return " + ".join(terms) or "0"


def _slopes(record: Scalar, page: Page) -> Blocks:
    """`∂m/∂y1 = 3`, a line per output."""
    shown = page.shown(len(record.outputs))
    for name, slope in list(zip(record.outputs, record.slopes, strict=True))[:shown]:
        yield arithmetic(
            f"{page.signs(f'∂{page.scalar}/∂')}{page.name(name)} {page.equals(slope)} {page.number(slope)}"
        )
    if shown < len(record.outputs):
        yield more(page.say("explain-entries-more", count=len(record.outputs) - shown))


def _table(record: Scalar, page: Page) -> Blocks:
    shown = page.shown(len(record.inputs))
    names = page.grad_names()[:shown]
    headings = [
        "",
        f"{page.scalar}.backward()",
        f"{page.output}.backward({'w' if record.weight_kind == 'given' else ''})",
    ]
    if record.weight_kind == "ones":
        headings[2] = f"{page.output}.sum().backward()"
    # Terms that the gradient of m names are not those of the answer, which has the same formulas over its own.
    written = [
        one if one.named is None else replace(one, named=other.named)
        for one, other in zip(record.gradient[:shown], record.vjp, strict=False)
    ]
    yield from page.terms(e for e in written if e.formula is None)
    rows: list[tuple[str, ...]] = [
        (name, page.number(one), page.number(other))
        for name, one, other in zip(names, written, record.vjp, strict=False)
    ]
    if page.at_point and any(e.formula is not None or e.named is not None for e in written):
        headings.insert(1, page.signs(f"∇{page.scalar}"))
        rows = [(row[0], page.formula(e), *row[1:]) for row, e in zip(rows, written, strict=True)]
    yield Texts(tuple(headings), rows, keys=1, numbers=len(headings) - 2)
    if shown < len(record.inputs):
        yield more(page.say("explain-entries-more", count=len(record.inputs) - shown))


def document(record: Scalar, page: Page) -> dict[str, Any]:
    """m, ∂m/∂y and ∂m/∂x."""
    return {
        "m": entry(record.m, page),
        "outputs": [
            {"output": name, "weight": entry(weight, page), "slope": entry(slope, page)}
            for name, weight, slope in zip(record.outputs, record.weights, record.slopes, strict=True)
        ],
        "gradient": [
            {"input": name} | entry(found, page) for name, found in zip(record.inputs, record.gradient, strict=True)
        ],
        "agrees": record.agrees,
    }
