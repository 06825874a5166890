"""As processes: streams that are closed, full or not UTF-8, environments that lack everything, and interruptions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a shell and signals")
ASKED = ("show", "abs(x)*y", "--at", "0,2", "--numeric")


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell in which `$J` is jacli."""
    outside = {"PYTHONPATH": os.environ["PYTHONPATH"], "PATH": os.environ["PATH"]}
    found = {**outside, "J": f"{sys.executable} -m jacli", "PYTHON": sys.executable, **environment}
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=folder, env=found, check=False)


@pytest.mark.parametrize(
    ("line", "out", "code"),
    [
        ("$J functions | head -1; $J --help 2>&1 | true", "arithmetic\n", 0),
        ("$J show 'x*' 2>&1 | true", "", 0),
        ("$J --help > /dev/full 2>/dev/null", "", 2),
        ("$J show 'x*' 2>/dev/full", "", 2),
        ("mkdir a; cd a; rmdir ../a; $J grad x -q --at 1 --numeric", "1\n", 0),
        ("mkdir a; cd a; rmdir ../a; $J init x", "", 2),
        ("$PYTHON -O -W error -m jacli grad 'x*y' -q --at 2,3 --numeric", "3 2\n", 0),
        ("HOME=/nowhere COLUMNS=-1 TERM= $J grad 'x*y' -q --at 2,3 --numeric <&-", "3 2\n", 0),
    ],
)
def test_whatever_the_streams_and_the_folder_are(line: str, out: str, code: int, tmp_path: Path) -> None:
    done = shell(line, tmp_path)
    assert (done.returncode, done.stdout) == (code, out)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.stderr.count("\n") <= 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_streams_that_are_not_utf8_get_what_they_can_carry(encoding: str, tmp_path: Path) -> None:
    done = shell(f"$J {' '.join(repr(word) for word in ASKED)}", tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.isascii()
    assert "kink" in done.stdout


@pytest.mark.parametrize("delay", [1.0, 1.5, 2.0])
def test_an_interrupt_ends_the_work_and_leaves_no_file(delay: float, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "jacli", "show", "gamma(x)", "--at", "1/3", "--digits", "4000", "--output", "o"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "jacli: interrupted\n")
    assert list(tmp_path.iterdir()) == []


# Some twenty seconds inside one call, in which Python heeds no signal.
LONG_CALL = """
import hashlib


def f(x):
    print("called", flush=True)
    hashlib.pbkdf2_hmac("sha256", b"", b"", 60_000_000)
"""


@pytest.mark.parametrize(("timeout", "code", "says"), [("1", 4, "not done after 1 s"), ("60", 130, "interrupted")])
def test_a_call_that_heeds_no_signal_ends_with_the_process(timeout: str, code: int, says: str, tmp_path: Path) -> None:
    Path(tmp_path, "long.py").write_text(LONG_CALL, encoding="utf-8")
    command = [sys.executable, "-m", "jacli", "check", "x", "--at", "1", "--against", "long:f", "--timeout", timeout]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "called\n"
        start = time.monotonic()
        if code == 130:
            process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        elapsed = time.monotonic() - start
    assert (process.returncode, out, err.count("\n")) == (code, "", 1)
    assert says in err
    assert elapsed < 10
