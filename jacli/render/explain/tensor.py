"""Why not a tensor by a tensor: what it would hold, what one VJP takes instead, and the VJPs that rebuild it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jacli.graph.shapes import shape_text
from jacli.render.explain.blocks import Blocks, Texts, arithmetic, brackets, more, prose
from jacli.render.explain.document import entries
from jacli.render.explain.page import ELEMENTS_SHOWN, Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Array, OneHot, Pairing, Tensor, Work
    from jacli.graph.operation import Shape


def blocks(record: Tensor, page: Page) -> Blocks:
    """The object, the work, and the one-hot VJPs."""
    yield prose(page.say("explain-tensor-refuses", output=page.output))
    yield _table(record, page)
    if len(record.outputs) < 2:
        yield prose(page.say("explain-tensor-one-output", output=page.output))
        return
    yield prose(page.say("explain-tensor-index"))
    yield from _work(record, page)
    yield prose(page.say("explain-tensor-one-hot", count=len(record.outputs)))
    if not record.one_hots:
        yield prose(page.say("explain-tensor-large", entries=record.contraction))
        return
    shown = page.shown(len(record.one_hots))
    for number, one_hot in enumerate(record.one_hots[:shown]):
        yield from _one_hot(number, one_hot, page)
    if shown < len(record.one_hots):
        yield more(page.say("explain-tensor-more", count=len(record.one_hots) - shown))
    if record.agrees is not None:
        yield prose(page.say("explain-tensor-agrees" if record.agrees else "explain-tensor-differs"))


def _table(record: Tensor, page: Page) -> Texts:
    """A line per pair of output and input."""
    headings = ("", *(page.say(f"explain-column-{name}") for name in ("shape", "count", "nonzero")))
    rows = [
        (_name(pairing, page), page.signs(_shape(pairing)), str(pairing.entries), str(pairing.nonzero))
        for pairing in record.pairings
    ]
    return Texts(headings, rows, keys=1, numbers=2)


def _name(pairing: Pairing, page: Page) -> str:
    sign = page.signs("∂")
    return f"{sign}{_joint(pairing.outputs, page)}/{sign}{_joint(pairing.inputs, page)}"


def _joint(names: tuple[str, ...], page: Page) -> str:
    """One name, or several as one vector."""
    if len(names) == 1:
        return page.name(names[0])
    listed = list(map(page.name, names))
    if len(listed) > 4:
        listed[2:-1] = [page.signs("…")]
    return f"({', '.join(listed)})"


def _shape(pairing: Pairing) -> str:
    """`(2×3×2×3)`."""
    return shape_text((*pairing.output_shape, *pairing.input_shape))


def _work(record: Tensor, page: Page) -> Blocks:
    """Multiplications of one VJP, and those of all entries weighted by w."""
    built = record.whole.multiplications + record.contraction
    fields = {
        "entries": record.contraction,
        "whole": record.whole.multiplications,
        "built": built,
        "vjp": record.vjp.multiplications,
    }
    yield prose(page.say("explain-tensor-work", **fields))
    less = record.vjp.multiplications < built
    yield prose(page.say("explain-tensor-less" if less else "explain-tensor-not-less", **fields))


def _one_hot(number: int, one_hot: OneHot, page: Page) -> Blocks:
    """`w = (1, 0, 0):  ∂y1/∂x = (3, 8, 3)`."""
    yield arithmetic(f"{page.name(one_hot.output)}: {_weight(number, one_hot, page)}")
    for names, array in one_hot.rows:
        if array.entries is None:
            continue
        sign = page.signs("∂")
        name = f"{sign}{page.name(one_hot.output)}/{sign}{_joint(names, page)}"
        yield arithmetic(f"    {name} {page.equals(*array.entries)} {_numbers(array, page)}")


def _numbers(array: Array, page: Page) -> str:
    assert array.entries is not None
    return page.number(array.entries[0]) if not array.shape else page.array(array.entries, array.shape)


def _weight(number: int, one_hot: OneHot, page: Page) -> str:
    """The weights in the shape of the output, a 1 among zeros; in words where they are many."""
    shapes: list[Shape] = list(page.answer.output_shapes.values())
    count = len(page.answer.outputs)
    if count > ELEMENTS_SHOWN and not page.whole:
        return page.say("explain-tensor-weight", name=page.name(one_hot.output))
    numbers = ["1" if place == number else "0" for place in range(count)]
    return f"w = {brackets(numbers, shapes[0] if len(shapes) == 1 else (count,))}"


def document(record: Tensor, page: Page) -> dict[str, Any]:
    """Shapes and counts, work, and a VJP per output element."""
    return {
        "pairings": [
            {
                "outputs": list(p.outputs),
                "inputs": list(p.inputs),
                "shape": [*p.output_shape, *p.input_shape],
                "entries": p.entries,
                "nonzero": p.nonzero,
            }
            for p in record.pairings
        ],
        "vjp": _data(record.vjp),
        "whole": _data(record.whole),
        "contraction": {"multiplications": record.contraction},
        "one_hot": [
            {
                "output": one.output,
                "rows": [
                    {"inputs": list(names), "numbers": None if a.entries is None else entries(a.entries, a.shape, page)}
                    for names, a in one.rows
                ],
            }
            for one in record.one_hots
        ],
        "agrees": record.agrees,
    }


def _data(work: Work) -> dict[str, int]:
    return {"multiplications": work.multiplications, "additions": work.additions, "others": work.others}
