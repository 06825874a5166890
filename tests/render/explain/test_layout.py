"""Explanations as text: the worked examples as written down, and every width, format and sign.

`python -m tests.render.explain.test_layout` writes the files anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from jacli.analysis.explain import BUILDERS, explain
from jacli.analysis.explain.records import Explanation
from jacli.analysis.records import Request
from jacli.errors import UsageError
from jacli.language.problem import problem
from jacli.language.program import SourceText
from jacli.render import Style
from jacli.render.explain import FORMATS, render_explanation
from jacli.render.widths import display_width
from tests.test_worked_examples import LINES

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "zh")
SECTIONS = tuple(BUILDERS)
WIDTHS = [20, 33, 40, 60, 80, 120, 200]
CODES = re.compile(r"\x1b\[[0-9;]*m")
OPTIONS = {"--at": "at", "--shape": "shape", "--wrt": "wrt", "--w": "w"}


def explained(arguments: list[str]) -> Explanation:
    """The explanation that a command line asks for."""
    texts: list[str] = []
    options: dict[str, list[str]] = {name: [] for name in OPTIONS.values()}
    waiting = iter(arguments)
    for argument in waiting:
        (options[OPTIONS[argument]] if argument in OPTIONS else texts).append(
            next(waiting) if argument in OPTIONS else argument
        )
    sources = [SourceText(f"expression {k}", text) for k, text in enumerate(texts, 1)]
    at, shape, wrt, w = (options[name] for name in ("at", "shape", "wrt", "w"))
    return explain(problem(sources, at=at, shape=shape, wrt=wrt, w=w), Request(), SECTIONS)


def worked(line: dict[str, Any]) -> Explanation:
    """The explanation of a worked example."""
    return explained([*line["argv"], *(["--w", line["w"]] if "w" in line else [])])


def text(found: Explanation, form: str = "table", *, whole: bool = False, **style: Any) -> str:
    return "".join(render_explanation(found, form, Style(**style), whole=whole))


EXAMPLES: dict[str, Callable[[], Explanation]] = {
    re.sub(r"\W+", "-", line["name"]).strip("-"): partial(worked, line) for line in LINES
}
AWKWARD: dict[str, Callable[[], Explanation]] = {
    "long": lambda: explained(
        ["a = " + " + ".join(f"long_name_{k}**{k}" for k in range(1, 13)), "--at", ",".join("2" * 12)]
    ),
    "wide": lambda: explained(["y = x**2 + 1/3", "--at", "x=arange(1,31)"]),
    "irrational": lambda: explained(["sin(x)*sqrt(2)", "exp(y)/x", "--at", "x=2,y=pi", "--w", "sqrt(2),1/7"]),
    "undefined": lambda: explained(["log(x), sqrt(x), abs(x)", "--at", "x=0"]),
    "formulas": lambda: explained(["W[0]*x + b, tanh(W[1]*x)", "--shape", "W=2"]),
    "empty": lambda: explained(["y = zeros(0) * x", "--at", "x=1"]),
    "chinese": lambda: explained(["速度 = 距离/时间; 速度**2, 距离", "--at", "距离=6,时间=3"]),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_example_is_explained_as_written_down(name: str, lang: str) -> None:
    assert text(EXAMPLES[name](), width=80, lang=lang) == (GOLDEN / f"{name}.{lang}.txt").read_text(encoding="utf-8")


def test_no_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}.{lang}.txt" for name in EXAMPLES for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*AWKWARD, "three-by-three", "matrix-product-all-ones"])
def test_every_width_holds_every_line_and_all_of_it(name: str, lang: str) -> None:
    found = {**EXAMPLES, **AWKWARD}[name]()
    wide = text(found, whole=True, lang=lang)
    sums = [line for line in wide.splitlines() if re.match(r" +\S+\.grad\S*  +\S+ [=≈] ", line) or " = sum(" in line]
    for width in WIDTHS:
        narrow = text(found, width=width, whole=True, lang=lang)
        assert max(map(display_width, narrow.splitlines())) <= width
        for line in sums:
            assert squeezed(line) in squeezed(narrow)


def test_a_product_is_broken_between_its_factors() -> None:
    found = explained(["z = W @ x; s = U @ z; y = v @ s; L = (y - t)**2/2", "--shape", "W=2x2,U=2x2,x=2,v=2"])
    written = text(found, width=60).splitlines()
    start = next(k for k, line in enumerate(written) if line.startswith("  J = "))
    assert written[start : start + 3] == [
        "  J = ∂L/∂(y, t) @ ∂(y, t)/∂(s, t, v) @",
        "      ∂(s, t, v)/∂(z, t, U, v) @",
        "      ∂(z, t, U, v)/∂(t, U, v, W, x)",
    ]


def squeezed(string: str) -> str:
    return re.sub(r"\s", "", string)


@pytest.mark.parametrize("name", [*EXAMPLES, *AWKWARD])
def test_colour_changes_nothing_but_colour(name: str) -> None:
    found = {**EXAMPLES, **AWKWARD}[name]()
    coloured = text(found, width=80, colour=True)
    assert "\x1b[" in coloured
    assert [line.rstrip() for line in CODES.sub("", coloured).splitlines()] == text(found, width=80).splitlines()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", [*EXAMPLES, *(name for name in AWKWARD if name != "chinese")])
def test_plain_ascii_where_there_is_no_more(name: str, form: str) -> None:
    found = {**EXAMPLES, **AWKWARD}[name]()
    written = text(found, form, ascii=True)
    assert written.isascii()
    assert "\\u" not in written


@pytest.mark.parametrize("name", [*EXAMPLES, *AWKWARD])
def test_every_format_tells_all_sections(name: str) -> None:
    found = {**EXAMPLES, **AWKWARD}[name]()
    for form in ("table", "plain", "markdown"):
        headings = re.findall(r"^(?:\*\*)?([a-h])  (?=The|wᵀJ)", text(found, form), re.MULTILINE)
        assert headings == list("abcdefgh"), form
    assert list(json.loads(text(found, "json"))["explanation"]) == ["weights", *SECTIONS]


def test_markdown_shows_code_as_code() -> None:
    written = text(EXAMPLES["three-by-three"](), "markdown")
    assert "`y.backward(w)` leaves the result in .grad" in written
    assert "**What PyTorch asks of w.** Here" in written
    assert "- `x1.grad  17 = 3·3 + 2·3 + 1·2`" in written


def test_a_format_without_room_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        text(EXAMPLES["three-by-three"](), "csv")
    assert caught.value.fields["names"] == FORMATS


def write() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for name, make in EXAMPLES.items():
        for lang in LANGUAGES:
            (GOLDEN / f"{name}.{lang}.txt").write_text(text(make(), width=80, lang=lang), encoding="utf-8")


if __name__ == "__main__":
    write()
