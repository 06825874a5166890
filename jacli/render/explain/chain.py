"""Section f: the chain rule as a product of local Jacobians, and what it costs from either side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from jacli.render.explain.blocks import Blocks, Line, Texts, arithmetic, more, prose
from jacli.render.explain.document import entry
from jacli.render.explain.page import SHOWN, Page
from jacli.render.widths import display_width

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Chain, Cost, Rows, Variable
    from jacli.analysis.records import Entry

# A longer formula is not told in the cell of a matrix, unless nothing is to be left out.
LONGEST_FORMULA = 16
# More factors are multiplied out in words only.
FACTORS_WRITTEN = 12


def blocks(record: Chain, page: Page) -> Blocks:
    """The stages, their local Jacobians, the product, and the costs."""
    if len(record.sizes) == 2:
        yield prose(page.say("explain-chain-single"))
        yield prose(page.say("explain-chain-two-by-two"))
        return
    yield prose(page.say("explain-chain-factors"))
    if not record.is_plain:
        yield prose(page.say("explain-chain-carried", names=_carried(record, page)))
    yield arithmetic(_product(record, page))
    yield arithmetic(_shapes(record, page))
    yield from _matrices(record, page)
    yield from _costs(record, page)


# ── the product ───────────────────────────────────────────────────────────────────────────────────────────


def _carried(record: Chain, page: Page) -> list[str]:
    names = [v.label for stage in record.stages[1:-1] for v in stage if v.carried]
    return list(map(page.name, dict.fromkeys(names)))


def stage_name(stage: Sequence[Variable], page: Page) -> str:
    """`b`, or `(b, x)`."""
    names = [page.name(variable.label) for variable in stage]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _local(record: Chain, number: int, page: Page) -> str:
    """`∂v/∂u`."""
    before, after = (stage_name(stage, page) for stage in record.stages[number : number + 2])
    return f"{page.signs('∂')}{after}/{page.signs('∂')}{before}"


def _product(record: Chain, page: Page) -> str:
    """`J = ∂y/∂v @ ∂v/∂u @ ∂u/∂x`."""
    return f"J = {_joined([_local(record, k, page) for k in reversed(range(len(record.sizes) - 1))], page)}"


def _shapes(record: Chain, page: Page) -> str:
    shapes = [f"({m}×{n})" for n, m in pairwise(record.sizes)]
    return page.signs(f"{record.sizes[-1]}×{record.sizes[0]} = {_joined(shapes[::-1], page)}")


def _joined(factors: Sequence[str], page: Page) -> str:
    """A product; of very many factors the first and the last ones."""
    if len(factors) > FACTORS_WRITTEN and not page.whole:
        factors = [*factors[: SHOWN // 2], page.signs("…"), *factors[-SHOWN // 2 :]]
    return " @ ".join(factors)


def _matrices(record: Chain, page: Page) -> Blocks:
    """Every factor from the inputs on, and the product; large ones only if all is asked for."""
    if not record.factors:
        yield prose(page.say("explain-chain-large", entries=sum(m * n for m, n in pairwise(record.sizes))))
        return
    small = [k for k, rows in enumerate(record.factors) if page.whole or _is_small(rows)]
    shown = small[: page.shown(len(small))]
    for k in shown:
        shape = page.signs(f"{record.sizes[k + 1]}×{record.sizes[k]}")
        yield Line("closed", f"{_local(record, k, page)}  {shape}")
        yield _table(record.factors[k], page)
    if len(shown) < len(small):
        yield more(page.say("explain-chain-few", count=len(small) - len(shown)))
    if len(small) < len(record.factors):
        yield more(page.say("explain-chain-more", count=len(record.factors) - len(small)))
    if record.product is None:
        return
    if page.whole or _is_small(record.product):
        yield prose(page.say("explain-chain-product"))
        yield _table(record.product, page)
    yield prose(page.say("explain-chain-agrees" if record.agrees else "explain-chain-differs"))


def _is_small(rows: Rows) -> bool:
    return len(rows.outputs) <= SHOWN + 1 and len(rows.inputs) <= SHOWN + 1


def _table(rows: Rows, page: Page) -> Texts:
    """The matrix: `6*b[0] = 30` in its cells where that is short, else the numbers."""
    found = [dict(row) for row in rows.rows]
    formulas = {page.formula(entry) for row in found for entry in row.values()}
    short = page.whole or max(map(display_width, formulas), default=0) <= LONGEST_FORMULA
    cells = [
        (page.name(name), *(_cell(row.get(j), page, short) for j in range(len(rows.inputs))))
        for name, row in zip(rows.outputs, found, strict=True)
    ]
    return Texts(("", *map(page.name, rows.inputs)), cells, keys=1, numbers=1)


def _cell(entry: Entry | None, page: Page, formulated: bool) -> str:
    if entry is None:
        return "0"
    number, formula = page.number(entry), page.formula(entry)
    varies = entry.formula is not None and entry.formula.free_symbols
    return f"{formula} {page.equals(entry)} {number}" if varies and formulated and page.at_point else number


# ── costs ─────────────────────────────────────────────────────────────────────────────────────────────────


def _costs(record: Chain, page: Page) -> Blocks:
    """The inner products of wᵀJ and of all of J, from the left and from the right."""
    yield prose(page.say("explain-chain-count"))
    headings = ("", page.say("explain-column-inner"), page.say("explain-column-multiplications"))
    first, last = record.sizes[0], record.sizes[-1]
    sizes = record.sizes
    left = [(1, n) for n in reversed(sizes[:-1])]
    right = [*((m, first) for m in sizes[2:]), (1, first)]
    column = [(m, 1) for m in sizes[1:]]
    rows = [_row("explain-chain-left", left, record.left, page), _row("explain-chain-right", right, record.right, page)]
    if last > 1:
        rows.append(_row("explain-chain-by-rows", left, record.by_rows, page, last))
        rows.append(_row("explain-chain-by-columns", column, record.by_columns, page, first))
    yield Texts(headings, rows, keys=1, numbers=3)
    yield prose(_verdict("vjp", record.left, record.right, page))
    if last > 1:
        fields = {"inputs": first, "outputs": last}
        yield prose(_verdict("jacobian", record.by_rows, record.by_columns, page, **fields))
    yield prose(page.say("explain-chain-forward"))
    yield prose(page.say("explain-chain-two-by-two"))


def _row(
    code: str, products: Sequence[tuple[int, int]], cost: Cost, page: Page, times: int | None = None
) -> tuple[str, ...]:
    """What is computed, `3·(1·2 + 1·2) = 12`, and the multiplications."""
    inner = " + ".join(f"{m}{page.times()}{n}" for m, n in products)
    if times is not None:
        inner = f"{times}{page.times()}({inner})"
    total = f"{cost.inner_products}"
    return (
        page.say(code),
        f"{inner} = {total}" if len(products) <= FACTORS_WRITTEN else total,
        f"{cost.multiplications}",
    )


def _verdict(what: str, left: Cost, right: Cost, page: Page, **fields: int) -> str:
    one, other = left.multiplications, right.multiplications
    side = "left" if one < other else "right" if other < one else "same"
    return page.say(f"explain-chain-{what}-{side}", left=one, right=other, **fields)


# ── data ──────────────────────────────────────────────────────────────────────────────────────────────────


def document(record: Chain, page: Page) -> dict[str, Any]:
    """Stages, local Jacobians, product and costs."""
    return {
        "stages": [
            [{"name": v.label, "shape": list(v.shape), "carried": v.carried} for v in stage] for stage in record.stages
        ],
        "sizes": list(record.sizes),
        "local_jacobians": [_data(rows, page) for rows in record.factors] if record.factors else None,
        "product": None if record.product is None else _data(record.product, page),
        "agrees": record.agrees,
        "costs": {name: _cost(getattr(record, name)) for name in ("left", "right", "by_rows", "by_columns")},
    }


def _data(rows: Rows, page: Page) -> dict[str, Any]:
    return {
        "outputs": list(rows.outputs),
        "inputs": list(rows.inputs),
        "entries": [
            {"output": name, "input": rows.inputs[j]} | entry(found, page)
            for name, row in zip(rows.outputs, rows.rows, strict=True)
            for j, found in row
        ],
    }


def _cost(cost: Cost) -> dict[str, int]:
    return {"inner_products": cost.inner_products, "multiplications": cost.multiplications}
