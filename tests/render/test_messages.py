"""The catalogue: every code has one text, and no field can break a message."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from string import Formatter

import pytest

from jacli.analysis.records import Entry, Expression, Note
from jacli.errors import Place, UsageError
from jacli.language.program import SourceText
from jacli.language.reader import read
from jacli.render.messages import (
    LONGEST_EXPRESSION,
    LONGEST_TEXT,
    MOST_ITEMS,
    SUBJECTS,
    catalogue,
    error_text,
    field_text,
    languages,
    note_text,
    text,
)

KINDS = ("kink", "one-sided", "infinite", "undefined", "limit", "precision", "omitted", "reading", "source")


def test_every_text_can_be_read() -> None:
    for code, template in catalogue().items():
        bare = template.replace("⟨", "").replace("⟩", "")
        names = [name for _, name, _, _ in Formatter().parse(bare) if name is not None]
        assert all(name.isidentifier() for name in names), code
        assert template.count("⟨") == template.count("⟩"), code
        assert "\n" not in template


def test_every_kind_of_note_has_a_text() -> None:
    assert set(KINDS) <= catalogue().keys()


def test_no_code_has_two_texts() -> None:
    seen: set[str] = set()
    for subject in SUBJECTS:
        try:
            texts = import_module(f"jacli.render.messages.{subject}_en").TEXTS
        except ModuleNotFoundError:
            continue
        assert not seen & texts.keys()
        seen |= texts.keys()


def test_a_missing_field_drops_its_stretch() -> None:
    assert text("unknown-format", {"name": "x", "names": ["a", "b"]}) == "there is no format x (formats: a, b)"
    assert "did you mean" in text("unknown-format", {"name": "x", "names": [], "suggestion": "a"})
    at = {"expression": "y"}
    nothings: list[object] = [{}, [], None]
    for nothing in nothings:
        assert text("not-real", {**at, "point": nothing}) == "y is not real"
    assert text("not-real", {**at, "point": {"x": Fraction(0)}}) == "y is not real at x = 0"
    assert text("too-many-elements", {"shape": (), "limit": 1}).startswith("an array of shape (), past")


def test_what_has_no_text_is_shown_bare() -> None:
    assert text("no-such-code", {"n": 3}) == "no-such-code: n=3"
    assert text("place", {"name": "x"}) == "place: name=x"
    assert text("no-such-code", {}) == "no-such-code"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(1, 3), "1/3"),
        (2.0, "2"),
        ((2, 3), "(2×3)"),
        ((4,), "(4)"),
        ((), "()"),
        (((2, 3), (4,)), "(2×3), (4)"),
        (("y1", "y2"), "y1, y2"),
        (0.1, "0.1"),
        (["a", Fraction(1, 2)], "a, 1/2"),
        ({"x": Fraction(0), "y": 1.5}, "x = 0, y = 1.5"),
        (Entry(exact=Fraction(-1), value=-1.0), "-1"),
        (Entry(value=0.25), "0.25"),
        (Entry(), "unknown"),
        (True, "True"),
        ("\x1b[31m", "\\x1b[31m"),
        ("{name} ⟨x⟩", "{name} ⟨x⟩"),
    ],
)
def test_fields(value: object, shown: str) -> None:
    assert text("no-such-code", {"v": value}) == f"no-such-code: v={shown}"


def test_a_huge_integer_can_be_shown() -> None:
    assert text("no-such-code", {"v": 10**999}).count("0") == 999
    assert text("no-such-code", {"v": -(10**5000)}) == f"no-such-code: v=-1{'0' * 198}…{'0' * 200}"


def test_where_an_error_is() -> None:
    error = UsageError("interrupted", Place("--at", "x=1", 0, 1))
    assert error_text(error) == str(error) == "--at, column 1: interrupted"


def test_notes_without_a_text_of_their_own_have_that_of_their_kind() -> None:
    note = Note("kink", "some-kink", fields={"left": Fraction(-1), "right": Fraction(1)})
    assert note_text(note) == "not differentiable here: the derivative is -1 from the left and 1 from the right"


def test_a_language_without_texts_speaks_english() -> None:
    assert text("interrupted", {}, "xx") == "interrupted"
    assert "en" in languages()


def test_a_long_expression_is_shortened() -> None:
    program = read([SourceText("text", "x = x*x + 1\n" * 100 + "log(x)")])
    shown = field_text(Expression(program.graph, program.outputs[0][1]))
    assert shown.startswith("log(")
    assert "…" in shown
    assert len(shown) <= LONGEST_EXPRESSION


def test_a_text_that_would_hide_the_sentence_loses_its_middle() -> None:
    said = text("file-not-found", {"path": "a" * 100_000 + "z"})
    assert len(said) < 2 * LONGEST_TEXT
    assert said.startswith("there is no file aaa")
    assert said.endswith("az")
    assert text("file-not-found", {"path": "a" * LONGEST_TEXT}) == "there is no file " + "a" * LONGEST_TEXT


def test_of_very_many_items_the_first_and_last_are_told() -> None:
    assert field_text([f"x{k}" for k in range(MOST_ITEMS)]).count(",") == MOST_ITEMS - 1
    many = field_text([f"x{k}" for k in range(100_000)])
    assert many.startswith("x0, x1, ")
    assert many.endswith("…, x99999")
    assert len(many) < 200
