"""`make fuzz`: every fuzzer for a time, then the check of honesty; one line each, and a failure if anything is found.

A fuzzer is a process of its own: one that hangs, or that the system ends, is itself a finding.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fuzz.campaign import FOUND, WRONG
from fuzz.journal import last

FUZZERS = ("grammar", "mutation", "guided")
HONESTY = "tests/properties/test_honesty.py"
# Seconds in which not one input ends: the process hangs. Minimising a finding is done by then, too.
STALL = 60.0
LOOK = 0.5
# Programs that the check of honesty tries per second of its share, roughly.
HONEST_PER_SECOND = 100


def main() -> int:
    """Run what the arguments name and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m fuzz")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each fuzzer")
    parser.add_argument("--seed", type=int, default=None, help="repeat a run; any unless given")
    parser.add_argument("fuzzers", nargs="*", metavar="FUZZER", help=f"{', '.join((*FUZZERS, 'honesty'))}; all if none")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else int.from_bytes(os.urandom(4), "big")
    failed = [name for name in given.fuzzers or (*FUZZERS, "honesty") if not _passes(name, seed, given.seconds)]
    print(f"findings: {', '.join(failed)}; see {FOUND}/" if failed else "no findings", flush=True)
    return 1 if failed else 0


def _passes(name: str, seed: int, seconds: float) -> bool:
    return is_honest(seconds) if name == "honesty" else supervised(name, seed, seconds)


def supervised(name: str, seed: int, seconds: float) -> bool:
    """Run one fuzzer as a process; whether it ended well and found nothing."""
    with tempfile.TemporaryDirectory() as folder:
        journal, said = Path(folder, "journal"), Path(folder, "said")
        command = [sys.executable, "-m", f"fuzz.{name}", "--seed", str(seed), "--seconds", str(seconds)]
        with (
            said.open("wb") as stream,
            subprocess.Popen([*command, "--journal", str(journal)], stderr=stream) as process,
        ):
            for hangs in _looks(process, journal):
                if hangs:
                    process.kill()
        if process.returncode in (0, WRONG):
            return process.returncode == 0
        data = last(journal)[1] if journal.exists() else b""
        return _lost(name, data, process.returncode, said.read_text(encoding="utf-8", errors="replace")[-2000:])


def _looks(process: subprocess.Popen[bytes], journal: Path) -> Iterator[bool]:
    """Look at a process until it ends: whether it has been at one input for too long."""
    number, since = -1, time.monotonic()
    while process.poll() is None:
        time.sleep(LOOK)
        now = last(journal)[0] if journal.exists() else -1
        if now != number:
            number, since = now, time.monotonic()
        yield time.monotonic() - since > STALL
    yield False


def _lost(name: str, data: bytes, code: int, said: str) -> bool:
    """Keep the input that a process did not survive."""
    folder = Path(FOUND)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}-lost.case").write_bytes(data)
    print(f"FOUND {name} ended with {code}: {folder / name}-lost.case\n{said}", flush=True)
    return False


def is_honest(seconds: float) -> bool:
    """Whether nothing wrong is printed without a note, in random programs at awkward points."""
    examples = int(os.environ.get("JACLI_FUZZ", seconds * HONEST_PER_SECOND))
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", HONESTY],
        cwd=Path(__file__).parents[1],
        env=os.environ | {"JACLI_FUZZ": str(examples)},
        capture_output=True,
        text=True,
        check=False,
    )
    elapsed = time.monotonic() - start
    seeds = re.findall(r"@seed\((\d+)\)", done.stdout)
    print(f"honesty: {examples} programs, {examples / elapsed:.0f} per second{f', seed {seeds[0]}' if seeds else ''}")
    if done.returncode:
        print(f"FOUND\n{done.stdout[-4000:]}{done.stderr[-1000:]}", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
