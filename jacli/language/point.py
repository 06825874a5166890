"""Points: which value belongs to which input, by name or in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from shlex import quote

from jacli.errors import UsageError
from jacli.graph.nodes import rational_text
from jacli.graph.operation import Shape
from jacli.graph.shapes import size
from jacli.language.items import Item
from jacli.language.patterns import Pattern
from jacli.language.values import Value

INDEXED = Pattern(r"(|.*?[^0-9])(0|[1-9][0-9]{0,8})", re.DOTALL)
EXAMPLE_LENGTH = 60
# Elements of a vector that a message writes out.
TYPED = 8


@dataclass(frozen=True, eq=False, slots=True)
class Assignment:
    """A value per name; `family` names all inputs if values in order made them more than the program uses."""

    values: dict[str, Value]
    family: tuple[str, ...] = ()


def are_named(items: Sequence[Item]) -> bool:
    """Whether the items have names; some with and some without is an error."""
    named = [item.name is not None for item in items]
    if any(named) and not all(named):
        raise _mixed(items)
    return all(named)


def _mixed(items: Sequence[Item]) -> UsageError:
    """`x=1,2` most likely means `x=[1,2]`."""
    first = next(k for k, item in enumerate(items) if item.name is None)
    bare = items[first]
    before = items[first - 1] if first else None
    if before is None or before.place is None or bare.place is None or before.place.text != bare.place.text:
        return UsageError("bare-and-named", bare.place, text=bare.text)
    texts = [before.text]
    for item in items[first:]:
        if item.name is not None:
            break
        texts.append(item.text)
    return UsageError("bare-after-named", bare.place, text=bare.text, example=f"{before.name}=[{','.join(texts)}]")


def by_name(items: Sequence[Item]) -> dict[str, Value]:
    """The values of named items; a name given twice is an error."""
    found: dict[str, Item] = {}
    for item in items:
        assert item.name is not None
        if item.name in found:
            raise UsageError("value-twice", item.place, name=item.name, first=found[item.name].text, second=item.text)
        found[item.name] = item
    return {name: item.value for name, item in found.items()}


def dealt(items: Sequence[Item], inputs: Sequence[str], shapes: Mapping[str, Shape]) -> Sequence[Item]:
    """The only array of a file as one item per input, in the `shapes` that inputs have; else the items as they are.

    Inputs without a shape are scalars, and then every element is an item, however many there are.
    """
    wanted = [shapes.get(name, ()) for name in inputs]
    if len(items) != 1 or len(inputs) < 2 or not (items[0].file and items[0].value.shape):
        return items
    whole = items[0].value
    if not any(wanted):
        wanted = [()] * len(whole.elements)
    if sum(map(size, wanted)) != len(whole.elements):
        return items
    remaining = iter(whole.elements)
    parts = [Value(shape, tuple(islice(remaining, size(shape))), whole.decimal) for shape in wanted]
    return [replace(items[0], value=part, text=_typed(part) or items[0].text) for part in parts]


def _typed(value: Value) -> str:
    """A number or vector as it may be typed; nothing of a matrix, or of what is long or no Fraction."""
    if len(value.shape) > 1 or len(value.elements) > TYPED or not all(isinstance(e, Fraction) for e in value.elements):
        return ""
    text = ",".join(rational_text(e) for e in value.elements if isinstance(e, Fraction))
    return f"[{text}]" if value.shape else text


def in_order(items: Sequence[Item], inputs: Sequence[str], free: bool) -> Assignment:
    """Bare items fill the inputs in order; if `free`, indexed inputs may turn out to be a larger family."""
    names = tuple(inputs)
    family: tuple[str, ...] = ()
    if len(items) != len(inputs):
        names = family = indexed_family(inputs, len(items)) if free else ()
        if not family:
            raise count_error(items, inputs)
    return Assignment({name: item.value for name, item in zip(names, items, strict=True)}, family)


def completed(
    items: Sequence[Item],
    kept: Sequence[Item],
    inputs: Callable[[], Sequence[str]],
    shapes: Mapping[str, Shape],
    *,
    free: bool,
) -> tuple[list[Item], tuple[str, ...]]:
    """Named items after those of `kept` that they leave out, and the family that bare ones in `kept` make, if any."""
    typed = {item.name for item in items}
    family: tuple[str, ...] = ()
    if not are_named(kept):
        names = inputs()
        if typed.issuperset(names):
            return list(items), ()
        kept = dealt(kept, names, shapes)
        assignment = in_order(kept, names, free)
        family = assignment.family
        kept = [replace(item, name=name) for name, item in zip(assignment.values, kept, strict=True)]
    return [*(item for item in kept if item.name not in typed), *items], family


def indexed_family(inputs: Sequence[str], count: int) -> tuple[str, ...]:
    """The `count` names x1, x2, … (from x0 if it occurs) that the inputs belong to, or () if they do not."""
    matches = [INDEXED.fullmatch(name) for name in inputs]
    found = [(match.group(1), int(match.group(2))) for match in matches if match]
    stems = {stem for stem, _ in found}
    if len(found) != len(inputs) or len(stems) != 1 or stems == {""}:
        return ()
    start = 0 if any(index == 0 for _, index in found) else 1
    if max(index for _, index in found) >= start + count:
        return ()
    stem = stems.pop()
    return tuple(f"{stem}{index}" for index in range(start, start + count))


def count_error(items: Sequence[Item], inputs: Sequence[str]) -> UsageError:
    """The number of values is not that of the inputs: what is there, what is missing, what to type."""
    texts = [item.text for item in items]
    if not inputs:
        return UsageError("no-inputs", given=len(items))
    if len(items) < len(inputs):
        missing = tuple(inputs[len(items) :])
        if len(items) == 1 and items[0].value.shape == (len(inputs),) and texts[0][0] in "[(":
            return missing_error(inputs, missing, brief([texts[0][1:-1].strip()]))
        return missing_error(inputs, missing, brief([*texts, *("1" for _ in missing)]))
    example = f"{inputs[0]}=[{brief(texts)}]" if len(inputs) == 1 else brief(texts[: len(inputs)])
    return UsageError(
        "too-many-values",
        inputs=tuple(inputs),
        count=len(inputs),
        given=len(items),
        extra=brief(texts[len(inputs) :]),
        example=quote(example),
    )


def missing_error(inputs: Sequence[str], missing: Sequence[str], example: str) -> UsageError:
    """Some inputs have no value; the field `example` is a word for the shell."""
    return UsageError(
        "missing-values",
        inputs=tuple(inputs),
        count=len(inputs),
        given=len(inputs) - len(missing),
        missing=tuple(missing),
        example=quote(example),
    )


def brief(texts: Sequence[str]) -> str:
    """The texts joined by commas, with … for what is too much to be read."""
    joined = ",".join(texts)
    return joined if len(joined) <= EXAMPLE_LENGTH else ",".join(texts[:2])[:EXAMPLE_LENGTH] + ",…"
