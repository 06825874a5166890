"""The pages say what is so: every example is run, every command and function has its place."""

from __future__ import annotations

import doctest
import importlib.util
import os
import re
from pathlib import Path
from types import ModuleType

import click
import pytest

from jacli.cli.commands import jacli as group
from jacli.cli.options import FORMATS
from jacli.errors import ExitCode

ROOT = Path(__file__).parent.parent


def _regenerate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("regenerate", ROOT / "docs" / "regenerate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


regenerate = _regenerate()
PAGES: list[Path] = regenerate.pages()
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
MANUAL = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_example_prints_what_the_page_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert regenerate.refilled(text, regenerate.language(page)) == text, "make docs writes the pages anew"


def test_the_page_of_functions_is_that_of_the_table() -> None:
    page = ROOT / regenerate.FUNCTIONS
    assert page.read_text(encoding="utf-8") == regenerate.function_page(), "make docs writes the pages anew"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_python_example_runs(page: Path) -> None:
    blocks = PYTHON.findall(page.read_text(encoding="utf-8"))
    parser = doctest.DocTestParser()
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for block in blocks:
        runner.run(parser.get_doctest(block, {}, page.name, str(page), 0))
    assert runner.summarize(verbose=False).failed == 0


def test_a_page_out_of_date_is_found() -> None:
    page = "## A\n\n```console\n$ jacli --version\njacli 0.0.0\n```\n\ntext\n"
    assert regenerate.refilled(page) != page
    assert regenerate.refilled(regenerate.refilled(page)) == regenerate.refilled(page)


def test_examples_run_as_a_reader_of_the_page_types_them(monkeypatch: pytest.MonkeyPatch) -> None:
    page = '```console\n$ jacli show "x*sine(y)"\n$ echo $COLUMNS $JACLI_FORMAT\n```\n'
    monkeypatch.setenv("JACLI_FORMAT", "json")
    monkeypatch.setenv("JACLI_LANG", "en")
    lines = regenerate.refilled(page, "zh").splitlines()
    assert "没有函数" in lines[2]
    assert lines[4] == "80"
    assert "there is no function" in regenerate.refilled(page)
    assert (os.environ["JACLI_FORMAT"], os.environ["JACLI_LANG"]) == ("json", "en")


def test_examples_may_use_the_shell_and_files() -> None:
    commands = ["jacli functions sin cos | wc -l", "jacli functions sine", "echo $?", "jacli functions \\\n  sin"]
    page = "## A\n\n```console\n" + "".join(f"$ {command}\n" for command in commands) + "```\n"
    lines = regenerate.refilled(page).splitlines()
    assert [line.strip() for line in lines[3:5]] == ["$ jacli functions sin cos | wc -l", "2"]
    assert lines[7:9] == ["$ echo $?", "2"]
    assert lines[9:] == ["$ jacli functions \\", "  sin", "  sin(x)  sine, x in radians", "```"]


@pytest.mark.parametrize("command", group.commands.values(), ids=lambda command: command.name)
def test_every_command_has_a_section_in_the_manual(command: click.Command) -> None:
    assert re.search(rf"^## `{command.name}`$", MANUAL, re.MULTILINE)
    assert f"$ jacli {command.name} --help\n" in MANUAL


def test_the_manual_names_every_option_format_and_exit_code() -> None:
    for command in group.commands.values():
        for option in command.params:
            if isinstance(option, click.Option):
                assert f"`{option.opts[-1]}" in MANUAL, option.opts[-1]
    for name in FORMATS:
        assert f"`{name}`" in MANUAL
    for code in (*ExitCode, 70):
        assert f"| {int(code)} |" in MANUAL


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
