"""Where a result goes: standard output or a file, and what that place can carry."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from jacli.cli.languages import spoken
from jacli.errors import InputFileError, SystemReason

if TYPE_CHECKING:
    from jacli.analysis.records import Answer
    from jacli.cli.options import Options
    from jacli.render.style import Palette, Style

# Columns: no narrower than one number, no wider than a line can be read.
NARROWEST, WIDEST = 20, 500
# Characters written at once, so that a closed pipe is noticed soon.
CHUNK = 1 << 16
# The signs that a table is drawn with; an encoding that lacks one gets plain ASCII.
SIGNS = "─│ᵀ×→√π∂"


def style(options: Options) -> Style:
    """What the place that the result goes to can carry."""
    from jacli.render.style import Style

    terminal = options.output is None and is_terminal(sys.stdout)
    ascii_ = options.output is None and not carries_signs(sys.stdout)
    return Style(
        width=terminal_width(os.environ) if terminal else None,
        colour=has_colour(options.color, os.environ, terminal=terminal, to_file=options.output is not None),
        ascii=ascii_,
        exact=options.exact,
        terminal=terminal,
        lang="en" if ascii_ else spoken(),
        heat=options.heat,
        palette=palette(os.environ) if options.heat else "standard",
    )


def stderr_style() -> Style:
    """What standard error can carry."""
    from jacli.render.style import Style

    terminal = is_terminal(sys.stderr)
    width = terminal_width(os.environ) if terminal else None
    return Style(
        width=width, ascii=not carries_signs(sys.stderr), terminal=terminal, lang=language_of_stream(sys.stderr)
    )


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is looking at the stream; a closed one is None."""
    return stream is not None and stream.isatty()


def terminal_width(environment: Mapping[str, str]) -> int:
    """The terminal's width in columns: COLUMNS if it is set, else what the terminal says."""
    typed = environment.get("COLUMNS", "")
    columns = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    return min(max(columns or shutil.get_terminal_size().columns, NARROWEST), WIDEST)


def has_colour(choice: str, environment: Mapping[str, str], *, terminal: bool, to_file: bool = False) -> bool:
    """Whether to colour: as --color says, else NO_COLOR, CLICOLOR_FORCE, the terminal, in this order."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR") or to_file:
        return False
    if environment.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return terminal and environment.get("TERM") != "dumb"


def palette(environment: Mapping[str, str]) -> Palette:
    """How many colours the terminal has, as COLORTERM and TERM say."""
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    return "256" if "256color" in environment.get("TERM", "") else "standard"


def carries_signs(stream: TextIO | None) -> bool:
    """Whether the stream's encoding has the signs that a table is drawn with."""
    try:
        SIGNS.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def language_of_stream(stream: TextIO | None) -> str:
    """The language of this run, but English on a stream that has no room for other letters."""
    return spoken() if carries_signs(stream) else "en"


def deliver(pieces: Iterable[str], answer: Answer, options: Options) -> None:
    """Write an answer, and say on stderr where its program came from and what its format has no room for."""
    from jacli.render import carries_notes

    if answer.source.kind in ("builtin", "project"):
        program = ", ".join(answer.source.text.splitlines())
        say(f"program-{answer.source.kind}", path=answer.source.path, program=program)
    write(pieces, options)
    if options.heat and not style(options).colour:
        say("heat-colourless")
    if not carries_notes(options.form):
        _say_notes(answer, options)


# Of what `-q` prints only if it is asked for.
_UNSEEN = frozenset({"exact-omitted", "formulas-omitted", "terms-named"})


def _say_notes(answer: Answer, options: Options) -> None:
    from jacli.render.entries import Cells
    from jacli.render.sections import Reading, told_once

    reading = Reading(answer, stderr_style(), Cells())
    decimals = options.form == "quiet" and answer.point is not None and not options.exact
    for note in told_once(answer.notes):
        if decimals and note.code in _UNSEEN:
            continue
        to_stderr(f"jacli: {reading.labelled_note(note)}")


def say(code: str, **fields: object) -> None:
    """Say on stderr the message of a code."""
    from jacli.render.messages import text

    to_stderr(f"jacli: {text(code, fields, language_of_stream(sys.stderr))}")


def write(pieces: Iterable[str], options: Options) -> None:
    """Write a result to the place that was asked for. Raises InputFileError, and BrokenPipeError as it is."""
    if options.output is not None:
        from jacli.language.files import write_whole

        write_whole(options.output, pieces, force=options.force)
        if not options.quiet and Path(options.output).is_file():
            say("file-written", path=options.output)
        return
    to_stdout(pieces)


def to_stdout(pieces: Iterable[str]) -> None:
    """Write to standard output in chunks, so that a closed pipe ends the work."""
    if sys.stdout is None:
        raise InputFileError("stdout-closed")
    try:
        for piece in pieces:
            for start in range(0, len(piece), CHUNK):
                sys.stdout.write(piece[start : start + CHUNK])
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputFileError("stdout-unwritable", reason=SystemReason(error)) from error


def to_stderr(line: str) -> None:
    """Say one line to the person, if standard error is open."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        # Nobody listens any more, or there is no room: the exit code still tells.
        abandon(sys.stderr)


def abandon(stream: TextIO | None) -> None:
    """Give a stream a place to go, or the interpreter complains of the closed pipe when it ends."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
