"""What is an option, what is a value, what is an expression."""

from __future__ import annotations

import shlex

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacli.cli.arguments import SHORT, Vocabulary, normalised
from jacli.cli.commands import jacli, vocabulary
from jacli.errors import UsageError

TYPED = [
    # typed, handed to click
    ("vjp x*y --at 1,2", "vjp --at=1,2 -- x*y"),
    ("vjp --at 1,2 x*y", "vjp --at=1,2 -- x*y"),
    ("--at 1,2 vjp x*y", "vjp --at=1,2 -- x*y"),
    ("vjp --at=1,2 x*y --w=1", "vjp --at=1,2 --w=1 -- x*y"),
    # negative expressions
    ("show '-sqrt(x)'", "show -- '-sqrt(x)'"),
    ("show '-f*x'", "show -- '-f*x'"),
    ("show -x --at 2", "show --at=2 -- -x"),
    ("show -5 -q", "show --quiet -- -5"),
    ("show -help -qf -hx", "show -- -help -qf -hx"),
    ("show -q=1 -fx", "show -- -q=1 -fx"),
    # negative values
    ("show x*y --at -1,2", "show --at=-1,2 -- x*y"),
    ("show x --at=-1", "show --at=-1 -- x"),
    ("vjp x --w -x", "vjp --w=-x -- x"),
    ("show x --at -qx", "show --at=-qx -- x"),
    # standard input
    ("show -", "show -- -"),
    ("show -f - x", "show --file=- -- x"),
    # short options
    ("show -q x", "show --quiet -- x"),
    ("-q show x", "show --quiet -- x"),
    ("show -f a.txt x", "show --file=a.txt -- x"),
    ("show -h", "show --help --"),
    # the end of options
    ("show -- -q --at", "show -- -q --at"),
    ("show --at 1 -- --x", "show --at=1 -- --x"),
    ("-- show -q", "show -- -q"),
    ("show -- x -- y", "show -- x -- y"),
    # help and version, before and after
    ("", ""),
    ("-h", "--help"),
    ("--help", "--help"),
    ("--help show", "show --help --"),
    ("--version", "--version"),
    ("show x --version", "--version"),
    ("--debug show x", "show --debug -- x"),
    # empty and odd
    ("show ''", "show -- ''"),
    ("show --at ''", "show --at= --"),
    ("show --at=a=1", "show --at=a=1 --"),
    ("show −x", "show -- −x"),
]

REFUSED = [
    ("vjp x --at --w 1", "value-like-option", {"option": "--at", "value": "--w"}),
    ("vjp x --at --1", "value-like-option", {"option": "--at", "value": "--1"}),
    ("vjp x --at=--w", "value-like-option", {"option": "--at", "value": "--w"}),
    ("vjp x --at", "option-needs-value", {"option": "--at"}),
    ("vjp --at -- x", "option-needs-value", {"option": "--at"}),
    ("vjp x --at -q", "option-needs-value", {"option": "--at"}),
    ("vjp x -f", "option-needs-value", {"option": "-f"}),
    ("vjp x --numeric=", "option-takes-no-value", {"option": "--numeric"}),
    ("vjp x --numeric=1", "option-takes-no-value", {"option": "--numeric"}),
    ("--version=", "option-takes-no-value", {"option": "--version"}),
    ("--help=vjp", "option-takes-no-value", {"option": "--help"}),
    ("vjp x -f -q", "option-needs-value", {"option": "-f"}),
    ("vjp x --ta 1", "option-unknown", {"option": "--ta", "suggestion": "--at"}),
    ("vjp --x", "option-unknown", {"option": "--x"}),
    ("vjp ---at 1", "option-unknown", {"option": "---at"}),
    ("--vers", "option-unknown", {"option": "--vers"}),
    ("grad x --w 1", "option-elsewhere", {"option": "--w", "operation": "grad"}),
    ("vjp x --det", "option-elsewhere", {"option": "--det", "operations": ("jacobian", "show")}),
    ("grda x", "operation-unknown", {"name": "grda", "suggestion": "grad"}),
    ("'x*y' --at 1,2", "operation-unknown", {"name": "x*y"}),
    ("-x", "operation-unknown", {"name": "-x"}),
    ("--at 1,2", "operation-missing", {"option": "--at"}),
]


@pytest.mark.parametrize(("typed", "expected"), TYPED)
def test_arguments_are_told_apart(typed: str, expected: str) -> None:
    assert normalised(shlex.split(typed), vocabulary()) == shlex.split(expected)


@pytest.mark.parametrize(("typed", "code", "fields"), REFUSED)
def test_what_cannot_be_meant_is_refused(typed: str, code: str, fields: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        normalised(shlex.split(typed), vocabulary())
    assert caught.value.code == code
    assert fields.items() <= caught.value.fields.items()
    assert code not in str(caught.value), "the message has no text"


def parsed(arguments: list[str]) -> dict[str, object]:
    """What click makes of the arguments of an operation."""
    operation, *rest = normalised(arguments, vocabulary())
    context = jacli.commands[operation].make_context(operation, rest, resilient_parsing=False)
    return context.params


@pytest.mark.parametrize(
    ("typed", "parameter", "expected"),
    [
        ("show '-sqrt(x)'", "expressions", ("-sqrt(x)",)),
        ("show '-sqrt(x)'", "quiet", False),
        ("show '-f*x'", "file", None),
        ("show '-f*x' -x", "expressions", ("-f*x", "-x")),
        ("show x --at -1,2 --at=-3", "at", ("-1,2", "-3")),
        ("show -q -- -q", "expressions", ("-q",)),
        ("show a --max-nodes 5 b", "expressions", ("a", "b")),
        ("show a --max-nodes 5 b", "limit_nodes", 5),
        ("show --timeout 2.5", "limit_seconds", 2.5),
        ("show --w 1 --w -2,3", "w", ("1", "-2,3")),
    ],
)
def test_click_reads_what_was_meant(typed: str, parameter: str, expected: object) -> None:
    assert parsed(shlex.split(typed))[parameter] == expected


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6) | st.sampled_from(
    ["-", "-x", "-q", "-sqrt(x)", "-f", "--w", "--at", "--", "show", "=", "--at=1", "--debug"]
)


@given(st.lists(words.filter(lambda word: word not in SHORT and not word.startswith("--")), max_size=5))
def test_any_word_that_is_not_an_option_reaches_the_program(expressions: list[str]) -> None:
    assert parsed(["show", *expressions, "--at", "-1"])["expressions"] == tuple(expressions)
    assert parsed(["show", "--at", "-1", *expressions])["at"] == ("-1",)


@given(st.lists(words, max_size=6))
def test_everything_after_two_dashes_reaches_the_program(expressions: list[str]) -> None:
    assert parsed(["show", "--", *expressions])["expressions"] == tuple(expressions)


@given(st.lists(words, max_size=6))
def test_arguments_are_read_or_refused(arguments: list[str]) -> None:
    try:
        found = normalised(arguments, vocabulary())
    except UsageError:
        return
    assert found in ([], ["--help"], ["--version"]) or found[0] in jacli.commands


def test_an_option_has_one_meaning_in_all_operations() -> None:
    meanings: dict[str, set[object]] = {}
    for command in jacli.commands.values():
        for option in command.params:
            if isinstance(option, click.Option):
                meanings.setdefault(option.opts[-1], set()).add((option.is_flag, option.multiple, option.help))
    # what can be chosen differs: a graph has other formats, a check may compare the conventions
    assert {name for name, meaning in meanings.items() if len(meaning) > 1} == {"--format", "--kink"}


def test_short_options_are_the_three_of_the_rule() -> None:
    declared = {
        option.opts[0]
        for command in jacli.commands.values()
        for option in command.params
        if isinstance(option, click.Option) and not option.opts[0].startswith("--")
    }
    assert declared | {"-h"} == set(SHORT)
    assert isinstance(vocabulary(), Vocabulary)
