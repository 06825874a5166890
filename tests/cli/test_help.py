"""Help: every operation explains itself, and its examples run."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from jacli import __version__
from jacli.cli.commands import jacli as group
from tests.conftest import Jacli

COMMANDS = list(group.commands.values())


def examples(text: str) -> list[list[str]]:
    """The commands that a help text shows."""
    return [shlex.split(line)[1:] for line in text.splitlines() if re.match(r"^ +jacli [a-z]", line)]


def named(command: click.Command) -> str:
    return command.name or ""


def test_the_operations_are_these_in_this_order() -> None:
    names = ["jacobian", "vjp", "grad", "show", "check", "explain", "graph", "init", "functions"]
    assert list(group.commands) == names


@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_every_operation_and_option_has_help(command: click.Command, jacli: Jacli) -> None:
    long, short = jacli(named(command), "--help"), jacli(named(command), "-h")
    assert long == short
    assert (long.code, long.err) == (0, "")
    assert max(map(len, long.out.splitlines())) <= 80
    assert long.out.isascii()
    for option in command.params:
        assert not isinstance(option, click.Option) or option.help


@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_the_examples_of_the_help_run(command: click.Command, jacli: Jacli) -> None:
    shown = examples(jacli(named(command), "--help").out)
    assert shown
    for example in shown:
        assert example[0] == command.name
        assert jacli(*example).code == 0


def test_the_help_of_all_lists_operations_and_exit_codes(jacli: Jacli) -> None:
    out = jacli("--help").out
    assert jacli("-h").out == out
    operations, _, codes = out.partition("Commands:")[2].partition("Exit codes:")
    assert re.findall(r"^  ([a-z]+)  ", operations, re.MULTILINE) == list(group.commands)
    assert re.findall(r"^  +(\d+) ", codes, re.MULTILINE) == ["0", "1", "2", "3", "4", "70", "130"]
    for example in examples(out):
        assert jacli(*example).code == 0


def test_nothing_typed_gives_short_help_with_two_examples(jacli: Jacli) -> None:
    done = jacli()
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) <= 10
    assert len(examples(done.out)) == 2
    for example in examples(done.out):
        assert jacli(*example).code == 0


def test_the_version_is_the_packages(jacli: Jacli) -> None:
    assert jacli("--version") == (0, f"jacli {__version__}\n", "")
    assert jacli("vjp", "x", "--version").out == f"jacli {__version__}\n"


def test_every_operation_has_a_test_of_its_exit_code(jacli: Jacli) -> None:
    for name in group.commands:
        done = jacli(name, "--no-such-option")
        assert done.code == 2
        assert done.err.count("\n") == 1
        assert "--no-such-option" in done.err
