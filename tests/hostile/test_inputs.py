"""Every hostile input ends soon, small, with the right exit code and a line that says why.

Time is that of the processor, since the wall's depends on what else the machine does: 2 s of it per input, where
nearly all take a hundredth of that. What waits without working has a --timeout; the server ends what does not end.
Memory is the most that was ever in use, with Python, sympy and numpy loaded: 512 MB. Address space is limited too,
so that an input which takes everything ends as an error of this test and not of the machine.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.inputs import INPUTS
from tests.hostile.rows import Row
from tests.hostile.runner import Run, Runner

SECONDS = 2.0
BYTES = 512 << 20
LONGEST_LINE = 1500

ROWS = [(kind, row) for kind, rows in INPUTS.items() for row in rows]


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as started:
        yield started


def name_of(row: Row) -> str:
    return re.sub(r"[^a-z]+", "-", row.operation[:20].lower()) or "none"


@pytest.mark.parametrize(("kind", "row"), [pytest.param(k, r, id=f"{k}: {name_of(r)}") for k, r in ROWS])
def test_it_ends_well(kind: str, row: Row, runner: Runner, tmp_path: Path) -> None:
    done = runner.run(row, tmp_path)
    assert done.code == row.code, done.err[-2000:]
    assert row.says in done.out + done.err, done.err[-2000:]
    assert done.seconds < SECONDS
    assert done.size < BYTES
    check_streams(row, done)
    if row.after is not None:
        assert row.after(tmp_path / "work")


def check_streams(row: Row, done: Run) -> None:
    """One line of error, or an answer and notes; nothing that a terminal acts upon; JSON is JSON."""
    assert "Traceback" not in done.err
    shown = done.out.replace("\t", " ") if "tsv" in row.arguments else done.out
    assert all(line.isprintable() for line in (shown + done.err).split("\n"))
    lines = done.err.splitlines()
    assert all(line.startswith("jacli: ") and len(line) < LONGEST_LINE for line in lines)
    if row.code != 0 and not done.out:
        assert len(lines) == 1
    if "json" in row.arguments[-2:] and done.out:
        json.loads(done.out)


def test_the_table_is_large_and_has_no_row_twice() -> None:
    assert len(ROWS) >= 200
    assert len(INPUTS) >= 25
    assert max(Counter((kind, row.operation) for kind, row in ROWS).values()) == 1
    inputs = [(row.arguments, row.stdin, tuple(row.files.items()), tuple(row.environment.items())) for _, row in ROWS]
    assert max(Counter(inputs).values()) == 1


def test_every_class_is_tried_on_several_operations() -> None:
    assert min(len(rows) for rows in INPUTS.values()) >= 3
    tried = Counter(row.operation for _, row in ROWS)
    assert all(tried[operation] >= 20 for operation in ("show", "jacobian", "vjp", "grad", "check", "init"))
