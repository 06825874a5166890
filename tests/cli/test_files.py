"""Files as the system hands them over: pipes of the shell, a disk that is full, folders that cannot be written."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

JACLI = [sys.executable, "-m", "jacli"]
Done = subprocess.CompletedProcess[str]


def shell(line: str, folder: Path) -> Done:
    """Run a line of bash in which `jacli` is the command."""
    script = f'jacli() {{ "{sys.executable}" -m jacli "$@"; }}; {line}'
    return subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="needs bash")
@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("jacli jacobian -q -f <(echo 'u = x*y'; echo 'u + x') --at 2,3", 0, "4 2\n"),
        ("jacli jacobian -q -f <(printf 'x**2') 'x**3' --at 2", 0, "4\n12\n"),
        ("echo 'x*y' | jacli grad -q - --at 2,3", 0, "3 2\n"),
        ("jacli show -f <(yes x)", 4, "is longer than 4194304 bytes"),
        ("yes 'x*' | jacli show -", 4, "is longer than 4194304 bytes"),
        ("jacli show -f <(true)", 2, "is empty"),
        ("jacli show -f <(head -c 100 /dev/urandom | tr '\\0-\\377' '\\200')", 2, "is not UTF-8"),
    ],
)
def test_pipes_are_files_under_the_limit(line: str, code: int, says: str, tmp_path: Path) -> None:
    done = shell(line, tmp_path)
    assert done.returncode == code, done.stderr
    assert says in done.stdout + done.stderr
    assert done.stderr.count("\n") == (code != 0)


def full() -> None:
    """Let no file of this process grow past 100 bytes, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


@pytest.mark.parametrize("existing", [True, False])
def test_a_full_disk_leaves_the_old_file_whole(existing: bool, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    if existing:
        path.write_text("old")
    command = [*JACLI, "show", "x*y", "--at", "2,3", "--format", "json", "--output", "out.json", "--force"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, preexec_fn=full)
    assert done.returncode == 2
    assert done.stderr == "jacli: out.json cannot be written: File too large\n"
    assert {entry.name: entry.read_text() for entry in tmp_path.iterdir()} == ({"out.json": "old"} if existing else {})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_device_is_said(tmp_path: Path) -> None:
    done = subprocess.run(
        [*JACLI, "show", "x", "--output", "/dev/full"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "jacli: /dev/full cannot be written: No space left on device\n")


def nobody() -> None:
    """Be a user who may do no more than the files' modes say, if this one may do everything."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-f", "secret"], "secret cannot be read: Permission denied"),
        (["x", "--at", "@secret.json"], "secret.json cannot be read: Permission denied"),
        (["x", "--output", "out"], "out cannot be written: Permission denied"),
        (["x", "--output", "kept", "--force"], "kept cannot be written: Permission denied"),
    ],
)
def test_what_may_not_be_read_or_written_is_said(arguments: list[str], says: str, tmp_path: Path) -> None:
    for name in ("secret", "secret.json", "kept"):
        (tmp_path / name).write_text("1")
        (tmp_path / name).chmod(0o000)
    tmp_path.chmod(0o555)
    # What is loaded on first use is loaded before: the other user may not read where Python is installed.
    code = "import sys; from jacli.cli.commands import run; from tests.cli.test_files import nobody; "
    code += "run(['show', '-f', 'none']); run(['show', 'x', '--output', '/dev/null']); sys.stderr.flush(); "
    code += "nobody(); sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "show", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    tmp_path.chmod(0o755)
    assert (done.returncode, done.stderr) == (2, f"jacli: there is no file none\njacli: {says}\n")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["kept", "secret", "secret.json"]
