"""Heat maps: colours follow sign and size, a cell shows its strongest entry, no line is wider than the terminal."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from jacli.analysis.records import Answer, Entry, Part
from jacli.render import Style, heat, render
from jacli.render.heat import Scale, scale_of, strongest, tint
from jacli.render.widths import display_width
from tests.questions import asked

CODES = re.compile(r"\x1b\[([0-9;]*)m")
BACKGROUND = re.compile(r"48;2;(\d+);(\d+);(\d+)")


def drawn(answer: Answer, width: int | None = None) -> str:
    return "".join(render(answer, "table", Style(width=width, colour=True, heat=True, palette="truecolor")))


def backgrounds(text: str) -> list[str]:
    return ["#" + "".join(f"{int(part):02x}" for part in found) for found in BACKGROUND.findall(text)]


@pytest.mark.parametrize("scale", [Scale(1.0, 2.0, 50.0), Scale(1e-9, 1e-3, 1e12)])
def test_steps_grow_with_the_size_and_have_the_sign(scale: Scale) -> None:
    sizes = np.geomspace(scale.smallest, scale.largest, 200)
    steps = [scale.step(float(size)) for size in sizes]
    assert steps == sorted(steps)
    assert set(steps) <= set(range(1, heat.STEPS + 1))
    assert steps[-1] == heat.STEPS
    assert [scale.step(-float(size)) for size in sizes] == [-step for step in steps]
    assert scale.step(0.0) == 0
    assert scale.step(math.inf) == heat.STEPS
    assert scale.step(-math.inf) == -heat.STEPS


def test_a_logarithmic_scale_has_every_step() -> None:
    scale = Scale(1e-9, 1e-3, 1e12)
    assert scale.is_logarithmic
    assert {scale.step(float(size)) for size in np.geomspace(1e-9, 1e12, 99)} == set(range(1, heat.STEPS + 1))


def test_a_scale_needs_a_number() -> None:
    assert scale_of([0.0, math.nan, math.inf]) is None
    assert scale_of([3.0, -1.0, 0.0, math.nan]) == Scale(1.0, 3.0, 3.0)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("step", [step for step in range(-heat.STEPS, heat.STEPS + 1) if step])
def test_ink_can_be_read_on_every_tint(step: int) -> None:
    ink, ground = (luminance(colour) for colour in tint(step).split(" on "))
    contrast = (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05)
    assert contrast >= 3.0


def test_each_entry_has_the_colour_of_its_number() -> None:
    answer = asked("jacobian", "-4*x + 2*y, x*0 + 4*y", at={"x": 1, "y": 2})
    table, bar = drawn(answer).split("\x1b[2mblue")[0].rsplit("\n\n", 1)
    assert set(backgrounds(table)) == {heat.BLUES[-1], heat.REDS[2], heat.REDS[-1]}
    assert backgrounds(bar) == [*reversed(heat.BLUES), *heat.REDS]


def test_without_numbers_there_are_no_colours() -> None:
    assert backgrounds(drawn(asked("jacobian", "x*y, x"))) == []


def test_undefined_entries_are_marked_and_explained() -> None:
    text = drawn(asked("jacobian", "log(x), 2*x", at={"x": 0}))
    assert heat.NOTHING in backgrounds(text)
    assert "\n     undefined\n" in CODES.sub("", text)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("size", [3, 8, 30, 150])
def test_no_line_is_wider_than_the_terminal(size: int, width: int) -> None:
    answer = asked("jacobian", "sin(x*x) + x[::-1]*1000", at={"x": np.arange(size) / 7})
    text = CODES.sub("", drawn(answer, width))
    assert max(map(display_width, text.splitlines())) <= width


def test_a_cell_of_a_map_is_the_strongest_of_its_entries() -> None:
    generator = np.random.default_rng(5)
    dense = np.where(generator.random((37, 53)) < 0.2, generator.normal(size=(37, 53)), 0.0)
    rows = tuple(tuple((j, Entry(value=float(v))) for j, v in enumerate(row) if v) for row in dense)
    part = Part("jacobian", tuple(f"y{i}" for i in range(37)), tuple(f"x{j}" for j in range(53)), rows)
    cells, tall, wide = strongest(part, 10, 20)
    assert (tall, wide) == (4, 3)
    for i, line in enumerate(cells):
        for j, value in enumerate(line):
            block = dense[i * tall : (i + 1) * tall, j * wide : (j + 1) * wide]
            assert value == block.flat[np.argmax(np.abs(block))]


def test_undefined_beats_every_number_of_its_cell() -> None:
    part = Part("jacobian", ("y",), ("a", "b"), (((0, Entry(value=math.nan)), (1, Entry(value=9.0))),))
    ((value,),), _, _ = strongest(part, 1, 1)
    assert math.isnan(value)


def test_a_wide_range_is_told_to_be_of_equal_ratios() -> None:
    text = CODES.sub("", drawn(asked("jacobian", "x + y*2, 3*x + 100000*y", at={"x": 1, "y": 2})))
    assert "-1 " in text
    assert "equal ratio" in text
