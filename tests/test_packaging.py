"""What is published: names, versions and dependencies, said in one way everywhere."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

import jacli

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def command(verb: str) -> str:
    """The one command between README's markers."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(rf"<!-- command: {verb} -->\n```sh\n(.+)\n```\n<!-- end -->", readme)
    assert len(found) == 1
    return str(found[0])


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(.+?)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert versions[0] == jacli.__version__
    assert len(set(versions)) == len(versions)


def test_the_version_is_kept_in_one_place() -> None:
    assert "version" in PROJECT["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", jacli.__version__)


def test_there_are_four_dependencies_each_with_a_lower_bound() -> None:
    names = {re.split("[><=]", requirement)[0] for requirement in PROJECT["dependencies"]}
    assert names == {"click", "rich", "sympy", "numpy"}
    assert all(">=" in requirement for requirement in PROJECT["dependencies"])


def test_the_script_is_the_command_line() -> None:
    assert PROJECT["scripts"] == {"jacli": "jacli.cli:main"}
    assert PROJECT["requires-python"] == ">=3.11"


@pytest.mark.parametrize("name", ["py.typed", "render/schema.json"])
def test_data_files_are_in_the_package(name: str) -> None:
    assert (Path(jacli.__file__).parent / name).is_file()


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "CHANGELOG.md", "Makefile", ".ci/run"])
def test_the_top_level_is_complete(name: str) -> None:
    assert (ROOT / name).is_file()


def test_make_does_what_the_readme_says() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for verb in ("demo", "test"):
        assert f"\n{verb}:\n\t{command(verb)}\n" in makefile


def test_the_commands_stand_in_one_line_and_need_only_python() -> None:
    for verb in ("demo", "test"):
        assert command(verb).startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert "pytest" in command("test")
    assert command("demo").endswith("jacli show")


def test_the_checks_of_every_change_run_the_readmes_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "<!-- command: test -->" in script
    assert "pytest &&" not in script
