"""Asks the server for runs, and keeps what they left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.hostile import server
from tests.hostile.rows import Row

ROOT = str(Path(__file__).parents[2])


@dataclass(frozen=True, slots=True)
class Run:
    """How a row ended: exit code, what it wrote, seconds of the processor and bytes of memory that it took."""

    code: int
    out: str
    err: str
    seconds: float
    size: int


class Runner:
    """The server and the way to ask it; a context."""

    def __init__(self) -> None:
        command = [sys.executable, server.__file__]
        found = {**os.environ, "PYTHONPATH": ROOT}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=found)
        self._answered()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self.process:
            assert self.process.stdin is not None
            self.process.stdin.close()

    def _answered(self) -> dict[str, float]:
        assert self.process.stdout is not None
        answer: dict[str, float] = json.loads(self.process.stdout.readline())
        return answer

    def run(self, row: Row, folder: Path) -> Run:
        """Run the row in `folder/work`."""
        work = folder / "work"
        work.mkdir()
        for name, content in row.files.items():
            (work / name).write_bytes(content)
        if row.made is not None:
            row.made(work)
        streams = {name: folder / name for name in ("stdin", "stdout", "stderr")}
        for path in streams.values():
            path.write_bytes(row.stdin if path.name == "stdin" else b"")
        outside = {"PATH": os.environ["PATH"], "PYTHONPATH": ROOT, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        request = {
            "arguments": row.arguments,
            "environment": {**outside, **row.environment},
            "folder": str(work),
            "process": row.process,
            **{name: str(path) for name, path in streams.items()},
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        ended = self._answered()
        out, err = (streams[name].read_bytes().decode("utf-8", "backslashreplace") for name in ("stdout", "stderr"))
        return Run(int(ended["code"]), out, err, ended["seconds"], int(ended["bytes"]))
