"""The language of a run: what decides it, and that all of a run is in it."""

from __future__ import annotations

import io
import re
import sys

import click
import pytest

from jacli.cli import help_zh
from jacli.cli.commands import jacli as group
from jacli.cli.commands import run
from jacli.cli.languages import wanted
from jacli.render.widths import display_width
from tests.conftest import Jacli

CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"(?<!-)\b(the|is|has|no|takes|needs|there|of|and|usage|options)\b", re.IGNORECASE)


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        ((), {}, "en"),
        ((), {"LANG": "zh_CN.UTF-8"}, "zh"),
        ((), {"LANG": "zh"}, "zh"),
        ((), {"LANG": "de_DE.UTF-8"}, "en"),
        ((), {"LANG": "zh_TW", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ((), {"LANG": "en_US", "LC_ALL": "zh_CN"}, "zh"),
        ((), {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN"}, "zh"),
        ((), {"JACLI_LANG": "zh", "LC_ALL": "en_US"}, "zh"),
        ((), {"JACLI_LANG": "en", "LC_ALL": "zh_CN"}, "en"),
        (("show", "--lang", "en"), {"JACLI_LANG": "zh"}, "en"),
        (("--lang=zh", "show"), {}, "zh"),
        (("show", "--lang", "zh", "x", "--lang", "en"), {}, "en"),
        (("show", "--lang", "xx"), {"LANG": "zh_CN"}, "zh"),
        (("show", "--lang"), {"LANG": "zh_CN"}, "zh"),
        (("show", "--", "--lang", "zh"), {}, "en"),
    ],
)
def test_what_decides_the_language(arguments: tuple[str, ...], environment: dict[str, str], lang: str) -> None:
    assert wanted(arguments, environment) == lang


MISUSES = [
    ("sho",),
    ("show", "--no-such-option"),
    ("--at", "1"),
    ("show", "--det", "--wrt"),
    ("show", "--at", "--w", "1"),
    ("show", "--layout", "sideways"),
    ("show", "--format", "xml"),
    ("show", "--lang", "xx"),
    ("show", "--exact=1"),
    ("show", "--digits", "x"),
    ("show", "--timeout", "soon"),
    ("show", "--exact", "--numeric"),
    ("grad", "--expect", "1"),
    ("functions", "sine"),
]


@pytest.mark.parametrize("arguments", MISUSES, ids=" ".join)
def test_misuse_is_told_in_both_languages(
    arguments: tuple[str, ...], jacli: Jacli, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = jacli(*arguments)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = jacli(*arguments)
    assert english.code == chinese.code == 2
    assert english.err.count("\n") == chinese.err.count("\n") == 1
    assert not CHINESE.search(english.err)
    assert CHINESE.search(chinese.err)
    assert not ENGLISH.search(chinese.err)


def test_the_environment_may_choose_a_format_that_is_none(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACLI_FORMAT", "xml")
    assert "JACLI_FORMAT" in jacli("show").err


def test_an_option_may_stand_before_the_operation(jacli: Jacli) -> None:
    assert jacli("--lang", "zh", "grad", "x*y", "--at", "2,3", "-q").out == "3 2\n"
    assert CHINESE.search(jacli("--lang", "zh").out)
    assert CHINESE.search(jacli("--help", "--lang=zh").out)


def test_a_stream_without_chinese_letters_gets_english(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding in ("ascii", "latin-1", "gbk"):
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2))
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            for arguments in (("--help",), (), ("grad", "abs(x)", "--at", "0"), ("sho",), ("functions", "sin")):
                jacli("--lang", "zh", *arguments)
        for stream in (out, err):
            stream.seek(0)
            assert stream.read().isascii()


# ── help ──────────────────────────────────────────────────────────────────────────────────────────────────

COMMANDS = ["", *group.commands]


def command_of(name: str) -> click.Command:
    return group.commands[name] if name else group


@pytest.mark.parametrize("name", COMMANDS)
def test_help_in_chinese_is_whole(name: str, jacli: Jacli) -> None:
    arguments = (name,) if name else ()
    english, chinese = jacli(*arguments, "--help").out, jacli(*arguments, "--help", "--lang", "zh").out
    assert max(map(display_width, chinese.splitlines())) <= 80
    assert not ENGLISH.search(chinese.replace("--of", "").replace("OPTIONS", ""))
    assert examples(english) == examples(chinese)
    assert terms(english) == terms(chinese)
    assert re.findall(r"\d[\d,]{3,}", english) == re.findall(r"\d[\d,]{3,}", chinese)


def examples(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines() if re.match(r"^ +jacli [a-z]", line)]


def terms(page: str) -> list[str]:
    """Options and operations in the order of the page."""
    return re.findall(r"^  (-.*?|[a-z]+)(?:  |$)", page, re.MULTILINE)


def test_no_text_of_the_help_is_left_over() -> None:
    options = {max(p.opts, key=len) for name in COMMANDS for p in command_of(name).params if p.opts[0].startswith("-")}
    assert set(help_zh.OPTIONS) == options | {"--help"}
    assert set(help_zh.OPERATIONS) == {"jacli", *group.commands}


def test_no_line_of_a_page_begins_with_a_closing_sign(jacli: Jacli) -> None:
    for name in group.commands:
        for line in jacli(name, "--help", "--lang", "zh").out.splitlines():
            assert line.strip()[:1] not in "，。；：、）" or not line.strip()


# ── results ───────────────────────────────────────────────────────────────────────────────────────────────

QUESTIONS = [
    ("show", "x*abs(x + y)", "log(x - 1)", "--at", "1,-1"),
    ("show", "x*y", "x/y", "--at", "2,3", "--w", "1,2"),
    ("vjp", "abs(x)*y, max(x, y)", "--at", "0,0", "--w", "1,2", "--w", "2,1"),
    ("jacobian", "x*y, sin(x)", "--det", "--at", "1,2", "--layout", "denominator"),
    ("jacobian", "sin(x)/x, sqrt(y)", "--at", "0,0", "--sparse"),
    ("grad", "c = a @ b", "--at", "a=[[1,2],[3,4]]", "--at", "b=[1,2]"),
    ("grad", "x/x + sign(x)", "--at", "0"),
    ("check", "x*y, sin(x)", "--at", "1,2", "--w", "1,2"),
    ("check", "x*y, x + y", "--expect", "[[y, x], [2, 1]]"),
    ("check", "abs(x) + x**(1/3)", "--at", "0"),
    ("explain", "x*y, x/y", "--at", "2,3", "--w", "1,2"),
]
# Words of formulas, of PyTorch's code, of LaTeX, and the names of runs, which are codes in records.
LATIN = {
    *("run", "accumulated"),
    *("abs", "sign", "log", "sin", "cos", "sqrt", "max", "heaviside", "det", "inf", "nan", "ones", "diff", "sympy"),
    *("PyTorch", "backward", "sum", "grad", "expect", "torch", "stack", "Size", "Mismatch", "shape", "layout"),
    *("denominator", "jacli", "out", "left", "begin", "end", "pmatrix", "frac", "mathsf", "mathbf", "nabla", "text"),
    *("align", "mathtt", "mathrm", "reshape", "outer", "partial", "infty", "operatorname", "cdot", "right", "array"),
}


@pytest.mark.parametrize("form", ["table", "plain", "markdown", "latex"])
@pytest.mark.parametrize("arguments", QUESTIONS, ids=" ".join)
def test_a_result_in_chinese_has_no_english_words(arguments: tuple[str, ...], form: str, jacli: Jacli) -> None:
    english = jacli(*arguments, "--format", form)
    chinese = jacli(*arguments, "--format", form, "--lang", "zh")
    assert english.code == chinese.code
    if english.code == 2:
        assert "format" in english.err
        return
    assert not CHINESE.search(english.out + english.err)
    assert CHINESE.search(chinese.out)
    left = {word for word in re.findall(r"[A-Za-z]{3,}", chinese.out + chinese.err) if not word.endswith("Backward")}
    assert left - LATIN == set()
    number = r"(?<![A-Za-z_])\d+(?:\.\d+)?(?:e-?\d+)?"
    assert set(re.findall(number, english.out)) <= set(re.findall(number, chinese.out))


@pytest.mark.parametrize("form", ["json", "ndjson", "csv", "tsv"])
def test_what_scripts_read_is_the_same_in_both_languages(form: str, jacli: Jacli) -> None:
    arguments = ("show", "x*abs(y)", "log(x)", "--at", "0,0", "--format", form)
    english, chinese = jacli(*arguments).out, jacli(*arguments, "--lang", "zh").out
    if form == "json":
        assert CHINESE.search(chinese)
        english, chinese = (re.sub(r'"text": "[^"]*"', "", document) for document in (english, chinese))
    assert english == chinese


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("arguments", QUESTIONS, ids=" ".join)
def test_chinese_fits_the_terminal(arguments: tuple[str, ...], width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    stream = Terminal()
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys, "stdout", stream)
    run([*arguments, "--lang", "zh", "--color", "never"])
    assert CHINESE.search(stream.getvalue())
    for line in stream.getvalue().splitlines():
        assert display_width(line) <= width
        assert line.strip()[:1] not in tuple("，。；：、）")
