"""What goes where: standard output, a file, a terminal, an encoding."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TextIO

import pytest

from jacli.cli import output
from jacli.cli.options import Options
from jacli.errors import InputFileError
from tests.conftest import Jacli


class Stream(io.StringIO):
    def __init__(self, encoding: str | None = "utf-8", *, terminal: bool = False) -> None:
        super().__init__()
        self._encoding = encoding
        self._terminal = terminal

    @property
    def encoding(self) -> str | None:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return self._terminal


def place(monkeypatch: pytest.MonkeyPatch, stream: TextIO | None, **environment: str) -> None:
    monkeypatch.setattr(sys, "stdout", stream)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("columns", "width"), [("80", 80), ("5", 20), ("0", None), ("100000", 500), ("-7", None), ("x", None), ("", None)]
)
def test_width_is_held_between_20_and_500(columns: str, width: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: (97, 24))
    monkeypatch.setattr("jacli.cli.output.shutil.get_terminal_size", lambda: __import__("os").terminal_size((97, 24)))
    assert output.terminal_width({"COLUMNS": columns}) == (width or 97)


def test_a_pipe_is_as_wide_as_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    place(monkeypatch, Stream(), COLUMNS="40")
    style = output.style(Options())
    assert (style.width, style.colour, style.terminal) == (None, False, False)


def test_a_terminal_has_a_width_and_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    place(monkeypatch, Stream(terminal=True), COLUMNS="40", TERM="xterm")
    style = output.style(Options())
    assert (style.width, style.colour, style.terminal, style.ascii) == (40, True, True, False)


def test_a_file_is_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    place(monkeypatch, Stream("ascii", terminal=True), COLUMNS="40", TERM="xterm", CLICOLOR_FORCE="1")
    style = output.style(Options(output="a.txt"))
    assert (style.width, style.colour, style.terminal, style.ascii) == (None, False, False, False)


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"CLICOLOR_FORCE": ""}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, True, False),
        ("auto", {"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True, True),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"CLICOLOR_FORCE": "1"}, True, False),
    ],
)
def test_who_decides_about_colour(choice: str, environment: dict[str, str], terminal: bool, expected: bool) -> None:
    assert output.has_colour(choice, environment, terminal=terminal) is expected


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", True), ("UTF-16", True), ("ascii", False), ("latin-1", False), ("no-such", False), (None, True)],
)
def test_an_encoding_without_the_signs_gets_ascii(encoding: str | None, expected: bool) -> None:
    assert output.carries_signs(Stream(encoding)) is expected


def test_a_result_is_written_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream()
    lengths: list[int] = []

    def write(text: str) -> int:
        lengths.append(len(text))
        return len(text)

    place(monkeypatch, stream)
    monkeypatch.setattr(stream, "write", write)
    output.write(["ab", "c" * (3 * output.CHUNK + 1)], Options())
    assert max(lengths) == output.CHUNK
    assert sum(lengths) == 3 * output.CHUNK + 3


def test_a_closed_standard_output_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(InputFileError, match="no standard output"):
        output.write(["x"], Options())


def test_a_file_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    output.write(["x", "ᵀ\n"], Options(output=str(path)))
    assert path.read_text(encoding="utf-8") == "xᵀ\n"
    with pytest.raises(InputFileError, match="--force"):
        output.write(["y"], Options(output=str(path)))
    output.write(["y"], Options(output=str(path), force=True))
    assert path.read_text(encoding="utf-8") == "y"


def test_bare_decimals_are_not_followed_by_what_is_told_of_formulas(jacli: Jacli) -> None:
    typed = ("grad", "std(x)", "--at", "x=[1,2,4]", "-q")
    assert jacli(*typed).err == ""
    assert "exact values are too long" in jacli(*typed, "--exact").err


def test_the_gradient_of_one_output_is_no_sum_in_latex(jacli: Jacli) -> None:
    assert r"\[ \nabla \mathrm{out} = \mathbf{1}^{\mathsf T} J =" in jacli("grad", "out = x*y", "--format", "latex").out
    assert r"\[ \sum_i \nabla y_i =" in jacli("grad", "x*t, x", "--format", "latex").out
