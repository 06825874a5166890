"""Runs command lines under Python's audit hook and writes what happened as JSON, one event per line: see `promises`.

`python -B audited.py EVENTS COMMANDS`: where the events go, and a JSON list of command lines with what they read
on standard input. Events are those of PEP 578: files opened, code compiled, processes, connections.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from types import CodeType
from typing import Any

WATCHED = (
    *("open", "compile", "exec", "import", "os.", "socket.", "subprocess.", "urllib.", "ctypes.", "shutil."),
    *("pty.", "ftplib.", "smtplib.", "http.", "webbrowser.", "tempfile.", "sqlite3.", "marshal.", "pickle."),
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

events: list[tuple[str, Any]] = []
armed = False


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Keep an event; what is said of it is made of texts and numbers."""
    if not armed or not event.startswith(WATCHED):
        return
    if event == "open":
        path, mode, flags = arguments
        writes = bool(set(mode or "") & set("wax+")) or bool((flags or 0) & WRITING)
        events.append((event, [os.fsdecode(path) if isinstance(path, (str, bytes)) else path, writes]))
    elif event == "compile":
        events.append((event, str(arguments[0])))
    elif event == "exec":
        events.append((event, words(arguments[0])))
    else:
        events.append((event, [str(argument) for argument in arguments[:1]]))


def words(code: CodeType) -> str:
    """Every name and constant of a piece of code, and of those inside it."""
    inner = " ".join(words(constant) for constant in code.co_consts if isinstance(constant, CodeType))
    return f"{code.co_names} {code.co_varnames} {code.co_consts} {inner}"


def main(target: str, commands: str) -> None:
    """Run the command lines; the hook is there before anything of jacli is loaded."""
    global armed  # noqa: PLW0603 - a hook cannot be taken away again
    todo = json.loads(Path(commands).read_text(encoding="utf-8"))
    sys.addaudithook(watch)
    armed = True
    from jacli.cli.commands import run

    for arguments, given in todo:
        sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            run(arguments)
    armed = False
    with Path(target).open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(event) + "\n" for event in events)


if __name__ == "__main__":
    main(*sys.argv[1:])
