"""`--picture` and `--heat`: what is written, that it needs nothing from outside, and what is refused."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jacli.render import picture
from jacli.render.widths import display_width
from tests.conftest import Jacli

COMMANDS = [
    ("jacobian", "x*y, x/y", "--at", "1,2"),
    ("vjp", "--w", "3,2,1"),
    ("grad", "c = a @ b", "--at", "a=[[1,2],[3,4]]", "--at", "b=[[1,2,3],[4,5,6]]"),
    ("show", "x*y, x/y", "--at", "1,2"),
    ("check", "x*y, x/y", "--at", "1,2"),
    ("functions", "atan2"),
]
# What a document says it is written in.
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"}


def drawn_text(svg: str) -> str:
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return "".join(text.text or "" for text in texts).replace("\xa0", " ")


def test_no_picture_is_left_where_there_is_no_place_for_the_result(jacli: Jacli) -> None:
    Path("kept").write_text("kept", encoding="utf-8")
    for output, says in (("kept", "--force"), ("none/o.txt", "No such file or directory")):
        done = jacli("show", "x*y", "--at", "1,2", "--picture", "p.svg", "--output", output)
        assert (done.code, done.out, done.err.count("\n"), says in done.err) == (2, "", 1, True)
        assert not Path("p.svg").exists()
    assert Path("kept").read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("kind", ["svg", "html", "png"])
def test_every_command_has_a_picture(jacli: Jacli, command: tuple[str, ...], kind: str) -> None:
    plain = jacli(*command)
    pictured = jacli(*command, "--picture", f"p.{kind}")
    assert (pictured.code, pictured.out) == (plain.code, plain.out)
    assert f"wrote p.{kind}" in pictured.err
    data = Path(f"p.{kind}").read_bytes()
    if kind == "png":
        assert data.startswith(b"\x89PNG")
    else:
        assert set(re.findall(rb"https?://[^\"' <]+", data)) <= {name.encode() for name in NAMESPACES} | {
            b"https://www.textualize.io"
        }
    if kind == "svg":
        words = plain.out.split()
        assert [word for word in words if word not in drawn_text(data.decode()) and not set(word) <= set("─-")] == []


def test_names_are_no_markup_in_a_picture(jacli: Jacli) -> None:
    jacli("jacobian", "W[0]*x", "--shape", "W=2", "--at", "W=[1,2]", "--at", "x=<b>", "--picture", "p.svg")
    assert not Path("p.svg").exists()
    jacli("jacobian", "W[0]*x", "--at", "W=[1,2]", "--at", "x=3", "--picture", "p.svg")
    assert "W[0]" in drawn_text(Path("p.svg").read_text("utf-8"))


@pytest.mark.parametrize("name", ["p.gif", "p", "p.svgz", ".svg"])
def test_other_kinds_are_refused(jacli: Jacli, name: str) -> None:
    found = jacli("show", "x", "--at", "1", "--picture", name)
    assert found.code == 2
    assert ".svg, .html or .png" in found.err
    assert not Path(name).exists()


def test_a_picture_is_not_overwritten(jacli: Jacli) -> None:
    Path("p.svg").write_text("mine", "utf-8")
    assert jacli("show", "x", "--at", "1", "--picture", "p.svg").code == 2
    assert Path("p.svg").read_text("utf-8") == "mine"
    assert jacli("show", "x", "--at", "1", "--picture", "p.svg", "--force").code == 0


def test_a_png_needs_its_package(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    found = jacli("show", "x", "--at", "1", "--picture", "p.png")
    assert found.code == 2
    assert "pip install " in found.err


def test_a_png_needs_a_font(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "FAMILIES", ("No Such Family",))
    found = jacli("show", "x", "--at", "1", "--picture", "p.png")
    assert found.code == 2
    assert "no font" in found.err


def test_a_picture_has_its_limit(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MOST_LINES", 3)
    assert jacli("show", "x", "--at", "1", "--picture", "p.svg").code == 4


def test_heat_without_colour_says_so(jacli: Jacli) -> None:
    found = jacli("jacobian", "x*y", "--at", "1,2", "--heat")
    assert "--color always" in found.err
    assert "\x1b" not in found.out
    assert "\x1b[" in jacli("jacobian", "x*y", "--at", "1,2", "--heat", "--color", "always").out


def test_east_asian_letters_are_two_columns_wide(jacli: Jacli) -> None:
    jacli("show", "x", "--at", "1", "--lang", "zh", "--picture", "p.svg")
    typed = re.findall(r'textLength="([\d.]+)"[^>]*>([^<]*)</text>', Path("p.svg").read_text("utf-8"))
    found = [(float(length), html.unescape(text)) for length, text in typed]
    assert any("数值" in text for _, text in found)
    assert len({round(length / display_width(text), 6) for length, text in found}) == 1
