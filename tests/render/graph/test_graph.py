"""Computation graphs drawn: every format holds every step, number and edge, and nothing in a name is acted upon."""

from __future__ import annotations

import json
import re
import sys
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from jacli.render.graph import FORMATS, svg
from jacli.render.widths import display_width
from tests.conftest import Jacli

PROGRAM = ("graph", "u = x*y; v = u + sin(u); u*v", "mean(a@b)", "--at", "x=2,y=3,a=[[1,2]],b=[[3],[4]]")
STEPS = ["u = x*y", "v = u + #1", "#1 = sin(u)", "y1 = u*v", "#2 = a @ b", "y2 = mean(#2)"]
NUMBERS = ["[[1, 2]]", "[[3, 4]]", "[[11]]", "52.4448"]
SVG = "{http://www.w3.org/2000/svg}"


def texts(document: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(document).iter(f"{SVG}text")]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_every_format_holds_every_step_and_number(form: str, jacli: Jacli) -> None:
    found = jacli(*PROGRAM, "--format", form)
    assert (found.code, found.err) == (0, "")
    shown = unescape(re.sub("#([0-9]+);", lambda code: chr(int(code[1])), found.out))
    if form == "svg":
        shown = "\n".join(texts(found.out))
    assert [part for part in [*STEPS, *NUMBERS] if part not in shown] == []


@pytest.mark.parametrize(
    ("form", "arrow"), [("dot", r"n\d+ -> n\d+;"), ("mermaid", r"n\d+ --> n\d+\n"), ("svg", "<polyline ")]
)
def test_every_edge_is_drawn(form: str, arrow: str, jacli: Jacli) -> None:
    document = json.loads(jacli(*PROGRAM, "--format", "json").out)
    assert document["operation"] == "graph"
    assert len(re.findall(arrow, jacli(*PROGRAM, "--format", form).out)) == len(document["graph"]["edges"]) == 10


def test_the_document_fits_the_schema(jacli: Jacli) -> None:
    schema = json.loads((Path(svg.__file__).parent.parent / "schema.json").read_text("utf-8"))
    for options in ((), ("--w", "1,2")):
        document = json.loads(jacli(*PROGRAM, *options, "--format", "json").out)
        jsonschema.validate(document, schema)
        nodes = {node["step"]: node for node in document["graph"]["nodes"]}
        assert nodes["u"]["value"]["value"] == 6
        assert nodes["a"]["cotangent"]["value"] == [[3 * (len(options) or 1), 4 * (len(options) or 1)]]
    jsonschema.validate(json.loads(jacli("graph", "x*y", "--format", "json").out), schema)


def test_the_tree_tells_shared_steps_once(jacli: Jacli) -> None:
    found = jacli("graph", "u = sin(x); u*u + cos(u)").out
    assert found.count("u = sin(x)") == 1
    assert found.count("u (above)") == 1


def test_nothing_in_a_picture_is_markup(jacli: Jacli) -> None:
    program = "where(a < b and b > 0, a, b) + W[0]"
    for form in ("dot", "mermaid", "svg"):
        found = jacli("graph", program, "--shape", "W=2", "--format", form)
        assert found.code == 0
        if form == "svg":
            assert any("a < b" in text for text in texts(found.out))
        if form == "mermaid":
            labels = re.findall(r'\["(.*)"\]', found.out)
            assert labels
            assert all(set(re.sub("<br/>|#[0-9]+;", "", label)) & set('<>"[]{}|`') == set() for label in labels)


def test_vertices_do_not_overlap_and_hold_their_text(jacli: Jacli) -> None:
    document = ElementTree.fromstring(jacli(*PROGRAM, "--format", "svg").out)
    boxes = [
        tuple(float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        for rect in document.iter(f"{SVG}rect")
        if "rx" in rect.attrib
    ]
    assert len(boxes) == 10
    for i, (x, y, width, height) in enumerate(boxes):
        for left, top, across, down in boxes[:i]:
            assert x + width <= left or left + across <= x or y + height <= top or top + down <= y
    for text in document.iter(f"{SVG}text"):
        x, y, length = (float(text.attrib[key]) for key in ("x", "y", "textLength"))
        assert any(a <= x and x + length <= a + w and b <= y <= b + h for a, b, w, h in boxes)
    _, _, whole_width, whole_height = map(float, document.attrib["viewBox"].split())
    assert all(x >= 0 and y >= 0 and x + w <= whole_width and y + h <= whole_height for x, y, w, h in boxes)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("g.svg", b"<svg"),
        ("g.dot", b"digraph"),
        ("g.gv", b"digraph"),
        ("g.mmd", b"flowchart"),
        ("g.json", b"{"),
        ("g.txt", b"at x"),
    ],
)
def test_the_files_name_says_the_format(name: str, begins: bytes, jacli: Jacli) -> None:
    assert jacli("graph", "x*y", "--at", "1,2", "--output", name).code == 0
    assert Path(name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("name", "begins"), [("g.svg", b"<svg"), ("g.png", b"\x89PNG"), ("g.html", b"<!DOCTYPE html>")]
)
def test_the_graph_is_its_picture(name: str, begins: bytes, jacli: Jacli) -> None:
    found = jacli("graph", "x*y", "--at", "1,2", "--picture", name)
    assert found.code == 0
    assert "x*y" in found.out
    assert Path(name).read_bytes().startswith(begins)


def test_svg_needs_its_package(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphlay", None)
    found = jacli("graph", "x*y", "--format", "svg")
    assert found.code == 2
    assert "pip install " in found.err


def test_a_picture_has_its_limit(jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "MOST_VERTICES", 2)
    assert jacli("graph", "x*y", "--format", "svg").code == 4


@pytest.mark.parametrize("form", ["csv", "latex"])
def test_other_formats_are_refused(form: str, jacli: Jacli) -> None:
    found = jacli("graph", "x*y", "--format", form)
    assert found.code == 2
    assert "mermaid" in found.err


def test_a_folded_graph_says_so(jacli: Jacli) -> None:
    program = "; ".join(["s0 = x", *(f"s{k} = sin(s{k - 1})*{k} + y" for k in range(1, 40))])
    assert "--all" in jacli("graph", program).out
    assert "--all" not in jacli("graph", program, "--all").out


@pytest.mark.parametrize("width", ["40", "60", "80", "200"])
def test_no_line_is_wider_than_the_terminal(width: str, jacli: Jacli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setattr("jacli.cli.output.is_terminal", lambda stream: True)
    found = jacli(*PROGRAM, "--color", "never")
    assert max(map(display_width, found.out.splitlines())) <= int(width)


def test_a_deep_chain_is_drawn_without_recursion(jacli: Jacli) -> None:
    assert jacli("graph", "sin(" * 3000 + "x" + ")" * 3000).code == 0
