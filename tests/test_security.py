"""SECURITY.md names a test for each promise, and every test that it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PROMISES = [
    row for row in re.findall(r"^\|(.*)\|$", PAGE, re.MULTILINE) if not re.fullmatch(r"[-| ]+| promise .*", row)
]


@pytest.mark.parametrize("promise", PROMISES)
def test_each_promise_has_a_test(promise: str) -> None:
    assert NAMED.search(promise)


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED.findall(PAGE))))
def test_each_test_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)]+)\)", PAGE))
def test_each_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link.partition("#")[0]).exists()


def test_the_page_has_promises() -> None:
    assert len(PROMISES) >= 15
