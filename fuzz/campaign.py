"""One fuzzer at work for a time or a number of inputs: it counts, keeps what it finds, and reports."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from fuzz.journal import Journal
from fuzz.target import Finding, arena, examine

# Where findings are written, one file each, in the folder that the fuzzers are started in.
FOUND = "fuzz-findings"
# The exit code of a fuzzer that found something; Python's own 1 is a fault of the fuzzer.
WRONG = 3


@dataclass
class Campaign:
    """What one fuzzer has done so far. `found` holds the first input of each kind of finding."""

    name: str
    seed: int
    seconds: float
    count: int
    journal: Journal
    folder: Path
    codes: Counter[str] = field(default_factory=Counter)
    found: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    inputs: int = 0
    start: float = field(default_factory=time.monotonic)
    worked: float = field(default_factory=time.process_time)

    @property
    def is_over(self) -> bool:
        """Whether the time or the number of inputs has been reached."""
        return self.inputs >= self.count or time.monotonic() - self.start >= self.seconds

    def attempt(self, data: bytes) -> None:
        """Run one input; what goes wrong is kept."""
        self.journal.write(data)
        self.inputs += 1
        try:
            outcome = examine(data)
        except Finding as finding:
            self.codes["finding"] += 1
            if finding.signature not in self.found:
                self.found[finding.signature] = (data, finding.detail)
                print(f"{self.name}: {finding.signature}: {data!r}", file=sys.__stderr__, flush=True)
        else:
            self.codes["not run" if outcome is None else str(int(outcome.code))] += 1

    def report(self) -> int:
        """Write the findings into the folder, minimised, and print what was done; the exit code."""
        elapsed = time.monotonic() - self.start
        worked = time.process_time() - self.worked
        for signature, (data, detail) in self.found.items():
            small = self.smaller(data, signature)
            name = f"{self.name}-{hashlib.sha256(signature.encode()).hexdigest()[:8]}"
            self.folder.mkdir(exist_ok=True)
            (self.folder / f"{name}.case").write_bytes(small)
            (self.folder / f"{name}.txt").write_text(
                f"{signature}\nseed {self.seed}\n\n{detail}\n", encoding="utf-8", errors="backslashreplace"
            )
            print(f"FOUND {signature}: {self.folder / name}.case", file=sys.__stdout__)
        document = {
            "fuzzer": self.name,
            "seed": self.seed,
            "inputs": self.inputs,
            "seconds": round(elapsed, 1),
            "inputs_per_second": round(self.inputs / max(elapsed, 1e-9)),
            "inputs_per_processor_second": round(self.inputs / max(worked, 1e-9)),
            "exit_codes": dict(sorted(self.codes.items())),
            "findings": len(self.found),
        }
        print(json.dumps(document), file=sys.__stdout__, flush=True)
        return WRONG if self.found else 0

    def smaller(self, data: bytes, signature: str) -> bytes:
        """A shorter input that goes wrong in the same way."""
        from fuzz.minimise import minimised

        def is_found(shorter: bytes) -> bool:
            self.journal.write(shorter)
            try:
                examine(shorter)
            except Finding as finding:
                return finding.signature == signature
            return False

        return minimised(data, is_found)


Fuzzer = Callable[[Campaign], None]


def mutation(campaign: Campaign) -> None:
    """Run mutated inputs, first the corpus as it is."""
    from fuzz.corpus import corpus
    from fuzz.mutation import generated

    for data in corpus():
        campaign.attempt(data)
    number = 0
    while not campaign.is_over:
        campaign.attempt(generated(campaign.seed, number))
        number += 1


def main(name: str, arguments: Iterable[str] | None = None) -> None:
    """Run one fuzzer as a process: `--seed S --seconds N --count N`; `--case FILE` runs one input and tells."""
    parser = argparse.ArgumentParser(prog=f"python -m fuzz.{name}")
    parser.add_argument("--seed", type=int, default=None, help="repeat this run; any unless given")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--count", type=int, default=sys.maxsize)
    parser.add_argument("--journal", type=Path, help="a file that always holds the input being run")
    parser.add_argument("--case", type=Path, help="run one input out of a file")
    given = parser.parse_args(None if arguments is None else list(arguments))
    if given.case is not None:
        with arena():
            print(examine(given.case.read_bytes()))
        return
    seed = given.seed if given.seed is not None else int.from_bytes(os.urandom(4), "big")
    fuzzer: Fuzzer = mutation if name == "mutation" else import_module(f"fuzz.{name}").fuzz
    campaign = Campaign(name, seed, given.seconds, given.count, Journal(given.journal), Path.cwd() / FOUND)
    with arena():
        fuzzer(campaign)
        code = campaign.report()
    sys.exit(code)
