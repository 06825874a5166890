"""Fixtures of all tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from jacli.cli.languages import VARIABLES
from tests.codes import Recorder

# Examples are the same in every run and on every machine; none is timed.
settings.register_profile("jacli", derandomize=True, deadline=None)
settings.load_profile("jacli")


def pytest_configure(config: pytest.Config) -> None:
    """Every message's code that a test makes is noted."""
    config.pluginmanager.register(Recorder())


class Outcome(NamedTuple):
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


Jacli = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    names = ("JACLI_FORMAT", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING")
    for name in (*names, *VARIABLES):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("JACLI_")]:
        monkeypatch.delenv(name)
    # Processes that a test starts find the package, installed or not.
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))


@pytest.fixture
def jacli(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jacli:
    """Run the command line in this process, in an empty folder."""
    from jacli.cli.commands import run

    monkeypatch.chdir(tmp_path)

    def jacli(*arguments: str) -> Outcome:
        capfd.readouterr()
        code = run(arguments)
        return Outcome(code, *capfd.readouterr())

    return jacli
