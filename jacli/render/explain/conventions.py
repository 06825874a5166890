"""Section h: the conventions, in the names and shapes of the problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jacli.graph.shapes import shape_text
from jacli.render.explain.blocks import Blocks, Texts, more, point
from jacli.render.explain.page import Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Conventions
    from jacli.graph.operation import Shape

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def blocks(record: Conventions, page: Page) -> Blocks:
    """Rows and columns, the shape of .grad, counting, and what PyTorch wants for w."""
    yield point(page.say("explain-rows-columns", rows=record.rows, columns=record.columns))
    yield point(page.say("explain-grad-shape", columns=record.columns))
    yield from _stretches(record, page)
    yield point(_counting(record, page))
    yield from _weights(record, page)


def _stretches(record: Conventions, page: Page) -> Blocks:
    """Which entries of wᵀJ go to which input."""
    shown = page.shown(len(record.stretches))
    rows = [
        (f"{page.name(s.input)}.grad", _shape(s.shape), _span(s.start, s.stop, page)) for s in record.stretches[:shown]
    ]
    headings = ("", page.say("explain-column-shape"), page.say("explain-column-entries"))
    yield Texts(headings, [tuple(map(page.signs, row)) for row in rows], keys=1, numbers=3)
    if shown < len(record.stretches):
        yield more(page.say("explain-entries-more", count=len(record.stretches) - shown))


def _span(start: int, stop: int, page: Page) -> str:
    if stop - start == 1:
        return f"(wᵀJ)[{start}]"
    return f"(wᵀJ)[{start}:{stop}]" if stop > start else page.say("explain-no-entries")


def _counting(record: Conventions, page: Page) -> str:
    if record.element is None:
        return page.say("explain-counting-names")
    name, place = record.element
    indices = [str(i) for i in place]
    joint = "," if any(i > 8 for i in place) else ""
    subscripts = joint.join(str(i + 1) for i in place).translate(SUBSCRIPTS)
    element = f"{page.name(name)}[{','.join(indices)}]"
    return page.say("explain-counting", element=element, book=f"{page.name(name)}{subscripts}")


def _weights(record: Conventions, page: Page) -> Blocks:
    if record.weight_kind == "scalar":
        yield point(page.say("explain-torch-scalar", output=page.output))
        return
    if len(record.outputs) == 1:
        ((name, shape),) = record.outputs.items()
        yield point(page.say("explain-torch-weights", output=page.name(name), shape=_size(shape)))
        return
    if any(record.outputs.values()):
        listed = ", ".join(map(page.name, record.outputs))
        yield point(page.say("explain-torch-arrays", names=listed, count=len(record.outputs)))
        return
    names = list(map(page.name, record.outputs)) if len(record.outputs) <= 12 else None
    yield point(page.say("explain-torch-several", names=names, count=len(record.outputs)))


def _shape(shape: Shape) -> str:
    return shape_text(shape)


def _size(shape: Shape) -> str:
    """As PyTorch prints a shape."""
    return f"torch.Size([{', '.join(map(str, shape))}])"


def document(record: Conventions, _: Page) -> dict[str, Any]:
    """Rows, columns and, per input, its shape and its columns."""
    return {
        "rows": record.rows,
        "columns": record.columns,
        "output_shapes": {name: list(shape) for name, shape in record.outputs.items()},
        "inputs": [{"input": s.input, "shape": list(s.shape), "columns": [s.start, s.stop]} for s in record.stretches],
    }
