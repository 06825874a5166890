"""Formulas over steps and their cotangents as text: by names, and with numbers put in for the names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from jacli.emit.text import text_of
from jacli.render.explain.blocks import brackets
from jacli.render.explain.page import Page

if TYPE_CHECKING:
    from jacli.analysis.explain.records import Array, Formula
    from jacli.analysis.records import Entry

MACRON = "\N{COMBINING MACRON}"
STEM = re.compile(r"[^\W\d_]+")
# An array of more numbers is not put into a formula, unless nothing is to be left out.
MOST_PUT_IN = 16


def barred(label: str, page: Page) -> str:
    """The name of a step's cotangent: `c̄`, `x̄1`; `c_bar` in ASCII."""
    name = page.name(label)
    if page.style.ascii:
        return f"{name}_bar"
    stem = STEM.match(name)
    end = stem.end() if stem else len(name)
    return normalize("NFC", f"{name[:end]}{MACRON}{name[end:]}")


def slope_name(upper: str, lower: str, page: Page) -> str:
    """`∂c/∂b`."""
    return f"{page.signs('∂')}{page.name(upper)}/{page.signs('∂')}{page.name(lower)}"


def named(formula: Formula, page: Page) -> str:
    """The formula over the names of steps and cotangents."""
    names = {node: page.name(label) for node, label in formula.labels.items()}
    names |= {node: barred(label, page) for node, label in formula.cotangents.items()}
    return page.name(text_of(formula.graph, formula.node, names))


def put_in(formula: Formula, page: Page) -> str | None:
    """The formula with numbers for the names; None where they are too many."""
    if not all(is_short(array, page) for array in formula.numbers.values()):
        return None
    return text_of(formula.graph, formula.node, {n: written(array, page) for n, array in formula.numbers.items()})


def written(array: Array, page: Page) -> str:
    """The numbers of an array as a factor."""
    if array.entries is None:
        return "?"
    if not array.shape:
        return page.factor(array.entries[0])
    return brackets([page.number(entry) for entry in array.entries], array.shape)


def is_short(array: Array, page: Page) -> bool:
    """Whether the numbers are few enough to stand in a line."""
    return array.entries is not None and (page.whole or len(array.entries) <= MOST_PUT_IN)


def entries_of(formula: Formula) -> list[Entry]:
    """Every number that may be put in."""
    return [entry for array in formula.numbers.values() for entry in array.entries or ()]


def as_factor(text: str) -> str:
    """A formula in parentheses unless it is a product, or less, without a sign."""
    depth = 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == " " and not depth:
            return f"({text})"
    return f"({text})" if text.startswith("-") else text
