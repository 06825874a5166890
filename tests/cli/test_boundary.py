"""Whatever happens inside, the shell sees a documented code and a person one line."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from jacli import errors
from jacli.cli.boundary import INTERNAL, guarded
from jacli.cli.languages import speaking
from jacli.errors import (
    ExitCode,
    InputFileError,
    JacliError,
    LanguageError,
    LimitReached,
    Place,
    ShapeError,
    UndefinedResult,
    UnknownName,
    UsageError,
)


def raising(error: BaseException) -> Callable[[], int]:
    def work() -> int:
        raise error

    return work


class Unwritable(JacliError):
    @property
    def place(self) -> Place:
        raise KeyError("no place")

    @place.setter
    def place(self, given: Place | None) -> None:
        """Forget it."""


FAILURES = [
    (UsageError("option-needs-value", option="--at"), 2, "--at needs a value"),
    (LanguageError("option-needs-value", option="--at"), 2, "--at"),
    (UnknownName("function-unknown", name="sine", suggestion="sin"), 2, "did you mean sin?"),
    (ShapeError("option-needs-value", option="--at"), 2, "--at"),
    (InputFileError("file-not-found", path="a.txt"), 2, "a.txt"),
    (UndefinedResult("undefined"), 3, "undefined"),
    (LimitReached("timeout", seconds=2.0), 4, "--timeout"),
    (MemoryError(), 4, "memory"),
    (RecursionError(), 4, ""),
    (KeyboardInterrupt(), 130, "interrupted"),
    (click.UsageError("no such thing"), 2, "no such thing"),
    (ZeroDivisionError("division\nby zero"), INTERNAL, "ZeroDivisionError: division by zero; --debug shows where"),
    (Unwritable("x"), INTERNAL, "--debug"),
    (GeneratorExit(), INTERNAL, "GeneratorExit"),
]


@pytest.mark.parametrize(("error", "code", "text"), FAILURES, ids=lambda value: type(value).__name__)
def test_every_failure_is_one_line_and_its_code(
    error: BaseException, code: int, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(raising(error), []) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("jacli: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert text in err


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (KeyboardInterrupt(), "jacli: 已中断\n"),
        (
            ZeroDivisionError("x"),
            "jacli: 这是 jacli 自身的错误，与输入无关：ZeroDivisionError: x；--debug 显示出错位置\n",
        ),
        (UsageError("stdin-closed"), "jacli: 没有可读的标准输入\n"),
        (click.UsageError("no such thing"), "jacli: 无法理解命令行：no such thing\n"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_failures_are_told_in_the_language_of_the_run(
    error: BaseException, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with speaking("zh"):
        guarded(raising(error), [])
    assert capsys.readouterr().err == text


@pytest.mark.parametrize(
    ("error", "code"), [(UsageError("stdin-closed"), 2), (ValueError("odd"), INTERNAL), (MemoryError(), 4)]
)
def test_debug_shows_the_traceback(error: Exception, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(raising(error), ["show", "--debug"]) == code
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("jacli: ")


def test_every_class_of_error_has_a_documented_code() -> None:
    classes = [found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, JacliError)]
    assert {found.exit_code for found in classes} <= set(ExitCode)
    tested = {type(error) for error, _, _ in FAILURES}
    assert set(classes) - {JacliError} <= tested
    assert INTERNAL not in set(ExitCode)


def test_success_returns_the_code_of_the_work() -> None:
    assert guarded(lambda: None, []) == 0
    assert guarded(lambda: ExitCode.UNDEFINED, []) == 3


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_source_line_and_a_caret_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    error = UnknownName("function-unknown", Place("expression 1", "x = 1\ny = sine(x)", 10, 14), name="sine")
    for stream, lines in ((io.StringIO(), 1), (Terminal(), 3)):
        monkeypatch.setattr(sys, "stderr", stream)
        assert guarded(raising(error), []) == 2
        assert len(stream.getvalue().splitlines()) == lines
    assert stream.getvalue().splitlines()[1:] == ["  y = sine(x)", "      ^^^^"]


# ── as a process ──


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "jacli", *arguments]


def test_a_closed_pipe_is_not_an_error(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command("functions"), stdout=writing, stderr=subprocess.PIPE, cwd=tmp_path, text=True, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("functions"), stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "standard output cannot be written" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize(("closed", "code"), [(">&-", 2), ("2>&-", 0), (">&- 2>&-", 2), ("<&-", 0)])
def test_closed_streams_leave_no_traceback(closed: str, code: int, tmp_path: Path) -> None:
    line = f'exec "$0" -m jacli functions sin {closed}'
    done = subprocess.run(["sh", "-c", line, sys.executable], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_an_interrupt_ends_with_130(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("show", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        text=True,
    ) as process:
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "jacli: interrupted\n")
