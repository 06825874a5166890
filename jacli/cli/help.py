"""Help in the language of the run: English is what the operations and options declare, Chinese a catalogue.

A page of another language has the same parts in the same order as click's, wrapped by the columns that
letters take on a screen.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Sequence

import click

from jacli.cli.limits import SETTABLE, parameter_of
from jacli.cli.options import FormatOption
from jacli.cli.output import language_of_stream

SHORT_HELP = """\
jacli computes Jacobians and vector-Jacobian products of functions that you type.

  jacli show "x*y, x + y" --at 2,3
  jacli vjp "x*y" "x/y" --at x=1,y=2 --w 1,1

Operations: {operations}.
`jacli OPERATION --help` tells about one, `jacli --help` about all.
"""

EXIT_CODES = """\b
Exit codes:
  0   done (kinks and limits of a derivative are told in notes)
  1   a check failed
  2   the request cannot be understood
  3   something printed is undefined or infinite
  4   a limit was reached
  70  a fault of jacli itself
  130 interrupted
"""

OPTIONS_HEADING = "Options"
LIMITS_HEADING = "Limits (JACLI_TIMEOUT and JACLI_MAX_... set them, too)"
# Two lines of a paragraph are joined by a space, except after a sign of Chinese.
SPACE_AFTER_SIGN = re.compile("(?<=[，。；：、？！）]) ")
# The column that explanations of options start in, at most.
LONGEST_TERM = 30
GAP = 2


class Operation(click.Command):
    """An operation that explains itself in the language of the run."""

    def get_help(self, ctx: click.Context) -> str:
        """The page of one operation."""
        return Page(ctx).text() if _is_chinese() else super().get_help(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and the limits apart from them."""
        for heading, parameters in zip((OPTIONS_HEADING, LIMITS_HEADING), options_and_limits(self, ctx), strict=True):
            if parameters:
                with formatter.section(heading):
                    formatter.write_dl([record for p in parameters if (record := p.get_help_record(ctx)) is not None])


class Operations(click.Group):
    """The operations in the order in which they are declared."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def get_help(self, ctx: click.Context) -> str:
        """The page about all."""
        return Page(ctx).text() if _is_chinese() else super().get_help(ctx)


def options_and_limits(command: click.Command, context: click.Context) -> tuple[list[click.Option], list[click.Option]]:
    """The options of a command in two groups: those that set no limit, those that do."""
    limits = set(map(parameter_of, SETTABLE))
    declared = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    return [p for p in declared if p.name not in limits], [p for p in declared if p.name in limits]


def short_help(group: click.Group) -> str:
    """What is said if nothing was typed."""
    operations = list(group.commands)
    if not _is_chinese():
        return SHORT_HELP.format(operations=", ".join(operations))
    from jacli.cli import help_zh

    return help_zh.SHORT_HELP.format(operations="、".join(operations))


def _is_chinese() -> bool:
    return language_of_stream(sys.stdout) == "zh"


class Page:
    """The help of one command in Chinese."""

    def __init__(self, context: click.Context) -> None:
        self.context = context
        self.command = context.command
        self.width = context.make_formatter().width

    def text(self) -> str:
        """Usage, explanation, options, operations, exit codes."""
        return "\n\n".join("\n".join(block) for block in self._blocks())

    def _blocks(self) -> Iterator[list[str]]:
        from jacli.cli import help_zh

        pieces = " ".join([self.context.command_path, *self.command.collect_usage_pieces(self.context)])
        yield [f"{help_zh.USAGE}{pieces}"]
        paragraphs = help_zh.OPERATIONS[self.command.name or ""]
        for paragraph in inspect.cleandoc(paragraphs).split("\n\n"):
            yield self._paragraph(paragraph)
        headings = (help_zh.OPTIONS_HEADING, help_zh.LIMITS_HEADING)
        for heading, parameters in zip(headings, options_and_limits(self.command, self.context), strict=True):
            if parameters:
                yield [heading, *self._listed(list(self._options(parameters)))]
        if isinstance(self.command, click.Group):
            yield [help_zh.OPERATIONS_HEADING, *self._listed(list(self._operations(self.command)))]
            yield self._paragraph(inspect.cleandoc(help_zh.EXIT_CODES))

    def _paragraph(self, paragraph: str) -> list[str]:
        """A paragraph wrapped; a list below a line that ends with a colon is kept as it is."""
        from jacli.render.widths import PROSE, fold

        lines = paragraph.splitlines()
        if not lines[0].endswith("：") or len(lines) == 1:
            lines = fold(SPACE_AFTER_SIGN.sub("", " ".join(lines)), self.width - GAP, PROSE)
        return [f"  {line}" for line in lines]

    def _options(self, parameters: Sequence[click.Option]) -> Iterator[tuple[str, str]]:
        from jacli.cli import help_zh

        for parameter in parameters:
            record = parameter.get_help_record(self.context)
            if record is not None:
                formats = parameter.formats if isinstance(parameter, FormatOption) else ()
                yield record[0], help_zh.option_text(max(parameter.opts, key=len), formats)

    def _operations(self, group: click.Group) -> Iterator[tuple[str, str]]:
        from jacli.cli import help_zh

        for name in group.commands:
            yield name, inspect.cleandoc(help_zh.OPERATIONS[name]).partition("\n")[0]

    def _listed(self, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Terms and, beside or below them, what they mean."""
        from jacli.render.widths import PROSE, display_width, fold, pad

        column = min(max(display_width(term) for term, _ in rows), LONGEST_TERM) + GAP
        for term, meaning in rows:
            lines = fold(meaning, max(self.width - column - GAP, 10), PROSE)
            first = f"  {pad(term, column)}"
            if display_width(term) > column - GAP:
                yield f"  {term}"
                first = " " * (column + GAP)
            yield first + lines[0]
            yield from (" " * (column + GAP) + line for line in lines[1:])
