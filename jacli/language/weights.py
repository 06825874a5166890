"""Weights and directions: one number per element of several named arrays, flat, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from shlex import quote

from jacli.domains.lowering import flat_names
from jacli.errors import Place, UsageError
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.language.items import Item
from jacli.language.point import are_named, brief, by_name
from jacli.language.suggestions import suggested
from jacli.language.values import Element, Value

LISTED = 8


@dataclass(frozen=True, eq=False, slots=True)
class Slots:
    """The arrays that want numbers: the outputs for `--w`, the inputs for `--v`."""

    option: str
    shapes: Mapping[str, Shape]

    @property
    def count(self) -> int:
        """Elements of all arrays together."""
        return sum(size(shape) for shape in self.shapes.values())

    @property
    def elements(self) -> tuple[str, ...]:
        """The names of all elements: y, b[0,1]."""
        return tuple(name for array, shape in self.shapes.items() for name in flat_names(array, shape))

    @property
    def names(self) -> tuple[str, ...]:
        """The arrays' names, in order."""
        return tuple(self.shapes)


def flat(items: Sequence[Item], slots: Slots, kept: Sequence[Item] = ()) -> tuple[Element, ...]:
    """The numbers of one run: by name, one flat list, or one item per array in its exact shape.

    Of `kept`, another run, come the arrays that names leave out.
    """
    if items and are_named(items):
        values = _named(items, slots, kept)
    elif _is_flat(items, slots):
        values = [item.value for item in items]
    else:
        values = _in_order(items, slots)
    return tuple(element for value in values for element in value.elements)


def _is_flat(items: Sequence[Item], slots: Slots) -> bool:
    """Whether the items are one flat list: as many scalars as elements, or a single vector of them."""
    if len(items) == 1 and len(items[0].value.shape) == 1:
        return items[0].value.shape == (slots.count,)
    return len(items) == slots.count and all(not item.value.shape for item in items)


def _in_order(items: Sequence[Item], slots: Slots) -> list[Value]:
    wanted = list(slots.shapes.items())
    if _are_rows(items, [shape for _, shape in wanted]):
        return [item.value for item in items]
    if len(items) != len(wanted) or all(not item.value.shape for item in items):
        raise _count_error(items, slots)
    for item, (name, shape) in zip(items, wanted, strict=True):
        _check_shape(item.value, name, shape, slots.option, item.place)
    return [item.value for item in items]


def _are_rows(items: Sequence[Item], wanted: Sequence[Shape]) -> bool:
    """Whether the items are the rows of the only array, its outer brackets left out."""
    common = {item.value.shape for item in items}
    return len(wanted) == 1 and len(common) == 1 and (len(items), *common.pop()) == wanted[0]


def _named(items: Sequence[Item], slots: Slots, kept: Sequence[Item]) -> list[Value]:
    values = by_name(items)
    for item in items:
        _check_named(item, items, slots)
    if kept and len(values) < len(slots.names):
        values = _by_array(flat(kept, slots), slots) | values
    missing = tuple(name for name in slots.names if name not in values)
    if missing:
        example = brief([*(f"{item.name}={item.text}" for item in items), *(_example(n, slots) for n in missing)])
        raise _wrong_count("missing-weights", items, slots, missing, example)
    return [values[name] for name in slots.names]


def _by_array(elements: Sequence[Element], slots: Slots) -> dict[str, Value]:
    """Flat numbers as one value per array."""
    remaining = iter(elements)
    return {name: Value(shape, tuple(islice(remaining, size(shape)))) for name, shape in slots.shapes.items()}


def _check_named(item: Item, items: Sequence[Item], slots: Slots) -> None:
    name = str(item.name)
    if name not in slots.shapes:
        near = suggested(name, slots.names)
        example = quote(_renamed(item, items, slots, near.get("suggestion")))
        fields = {"option": slots.option, "name": name, "names": slots.names, "example": example, **near}
        raise UsageError("unknown-slot", item.place, **fields)
    _check_shape(item.value, name, slots.shapes[name], slots.option, item.place)


def _renamed(wrong: Item, items: Sequence[Item], slots: Slots, meant: str | None) -> str:
    """The items with the wrong one under the name that is meant, else under the first left, and 0 for all others."""
    known = {str(item.name): item.text for item in items if item.name in slots.shapes}
    meant = meant or next((name for name in slots.names if name not in known), None)
    if meant is not None and wrong.value.shape == slots.shapes[meant]:
        known.setdefault(meant, wrong.text)
    return brief([f"{name}={known[name]}" if name in known else _example(name, slots) for name in slots.names])


def _example(name: str, slots: Slots) -> str:
    """Nothing of an output that is not to count."""
    shape = slots.shapes[name]
    return f"{name}=zeros({','.join(map(str, shape))})" if shape else f"{name}=0"


def _check_shape(value: Value, name: str, shape: Shape, option: str, place: Place | None) -> None:
    if value.shape != shape:
        raise UsageError("weight-shape", place, option=option, name=name, shape=shape, given=value.shape)


def _count_error(items: Sequence[Item], slots: Slots) -> UsageError:
    given = sum(size(item.value.shape) for item in items)
    if given == slots.count:
        return _wrong_count("weights-grouped", items, slots)
    if given > slots.count:
        return _wrong_count("too-many-weights", items, slots)
    if slots.count > LISTED:
        return _wrong_count("too-few-weights", items, slots)
    return _wrong_count("missing-weights", items, slots, missing=slots.elements[given:])


def _wrong_count(
    code: str, items: Sequence[Item], slots: Slots, missing: tuple[str, ...] = (), example: str = ""
) -> UsageError:
    """The fields of all errors about the number of weights; `example` is a word for the shell."""
    return UsageError(
        code,
        option=slots.option,
        names=slots.elements if slots.count <= LISTED else slots.names,
        count=slots.count,
        given=sum(size(item.value.shape) for item in items),
        missing=missing,
        example=quote(example or _flat_example(items, slots)),
    )


def _flat_example(items: Sequence[Item], slots: Slots) -> str:
    """The scalars given, filled up with ones or cut to the right number."""
    if slots.count > LISTED:
        return f"ones({slots.count})"
    texts = [] if any(item.value.shape for item in items) else [item.text for item in items]
    return ",".join([*texts, *("1" for _ in range(slots.count))][: slots.count])
