"""Errors: one line for pipes; on a terminal the caret stands under the place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacli.errors import LanguageError, Place, UsageError
from jacli.render.errors import error_lines, pointed
from jacli.render.style import Style
from jacli.render.widths import display_width, fold, visible

TERMINAL = Style(terminal=True, width=80)


def error(text: str, part: str) -> LanguageError:
    start = text.index(part)
    return LanguageError("name-empty", Place("expression 1", text, start, start + len(part)))


def test_one_line_for_a_pipe() -> None:
    lines = error_lines(error("x + * y", "*"))
    assert len(lines) == 1
    assert lines[0].startswith("jacli: expression 1, column 5: ")


def test_the_caret_on_a_terminal() -> None:
    assert error_lines(error("x + * y", "*"), TERMINAL)[1:] == ["  x + * y", "      ^"]


def test_the_line_is_named_if_there_are_several() -> None:
    lines = error_lines(error("a = 1\nb = 2 +* a", "+*"), TERMINAL)
    assert lines[0].startswith("jacli: expression 1, line 2, column 7: ")
    assert lines[1:] == ["  b = 2 +* a", "        ^^"]


@pytest.mark.parametrize(
    ("text", "part", "lines"),
    [
        ("\tx + ?", "?", ("   x + ?", "       ^")),
        ("名前 + ?", "?", ("  名前 + ?", "         ^")),
        ("e\u0301 + ?", "?", ("  e\u0301 + ?", "      ^")),
        ("\x1b[31m?", "?", ("  \\x1b[31m?", "          ^")),
        ("a\u202eb?", "?", ("  a\\u202eb?", "          ^")),
        ("x + 名?", "名?", ("  x + 名?", "      ^^^")),
        ("x +", "", ("  x +", "  ^")),
    ],
)
def test_the_caret_is_under_the_place(text: str, part: str, lines: tuple[str, str]) -> None:
    assert pointed(error(text, part).place) == lines  # type: ignore[arg-type]


def test_a_place_at_the_end_has_a_caret_behind_the_line() -> None:
    assert pointed(Place("expression 1", "x +", 3, 3)) == ("  x +", "     ^")


def test_a_place_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    assert pointed(Place("expression 1", "f(x,\ny)", 1, 7)) == ("  f(x,", "   ^^^")


@given(st.text(alphabet="ab +é名\t\x1b\u0301\u202e", min_size=1, max_size=300), st.data())
def test_any_line_fits_and_is_marked(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    width = data.draw(st.integers(20, 100))
    line, carets = pointed(Place("expression 1", text, start, end), width)
    assert display_width(line) <= width
    assert line.isprintable() or "\u0301" in line
    assert carets.strip(" ").strip("^") == ""
    assert "^" in carets
    assert len(carets) <= display_width(line) + 1


def test_what_is_cut_says_so() -> None:
    text = "a" * 200 + "?" + "b" * 200
    line, carets = pointed(Place("expression 1", text, 200, 201), 40)
    assert line[2] == line[-1] == "…"
    assert line[carets.index("^")] == "?"


def test_control_characters_of_a_message_are_shown() -> None:
    (line,) = error_lines(UsageError("no-such-code", name="\x1b[2J\nx"))
    assert line == "jacli: no-such-code: name=\\x1b[2J\\nx"


def test_a_terminal_without_signs_gets_letters() -> None:
    (line,) = error_lines(UsageError("not-square", shape=(2, 3)), Style(ascii=True))
    assert line == "jacli: a square matrix is needed, and this has the shape (2x3)"


def test_visible_leaves_text_alone() -> None:
    assert visible("θ = x₁² + 名") == "θ = x₁² + 名"
    assert visible("a\tb\u2028\U000e0001") == "a\\tb\\u2028\\U000e0001"


@given(st.text(alphabet="ab+*(, 名é", max_size=200), st.integers(1, 40))
def test_folding_loses_only_spaces(text: str, width: int) -> None:
    lines = fold(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(display_width(line) <= max(width, 2) for line in lines)


def test_folding_keeps_names_and_powers_together() -> None:
    assert fold("alpha*beta**2 + gamma", 12) == ["alpha*", "beta**2", "+ gamma"]
