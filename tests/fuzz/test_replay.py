"""The corpus, the past findings and some thousand mutated inputs, the same in every run: nothing is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fuzz.campaign import WRONG, Campaign
from fuzz.cases import Case, decoded, encoded
from fuzz.corpus import corpus
from fuzz.journal import Journal, last
from fuzz.lowered import LIMITS
from fuzz.marks import unescaped
from fuzz.minimise import minimised
from fuzz.mutation import generated
from fuzz.target import Finding, Outcome, arena, examine, inspect, ran
from jacli.cli import commands
from jacli.errors import LimitReached
from tests.fuzz.findings import FINDINGS

SEED, MUTATED = 20, 1500


@pytest.fixture
def inside() -> Iterator[None]:
    with arena():
        yield


@pytest.mark.usefixtures("inside")
def test_the_corpus_is_harmless_and_most_of_it_works() -> None:
    outcomes = [examine(data) for data in corpus()]
    codes = [outcome.code for outcome in outcomes if outcome is not None]
    assert len(codes) == len(corpus())
    assert codes.count(0) > 50


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("data", FINDINGS.values(), ids=FINDINGS)
def test_what_was_found_once_is_mended(data: bytes) -> None:
    examine(data)


@pytest.mark.usefixtures("inside")
def test_mutated_inputs_are_harmless() -> None:
    for number in range(MUTATED):
        examine(generated(SEED, number))


def test_an_input_is_the_same_whatever_came_before() -> None:
    assert generated(3, 7) == generated(3, 7)
    assert len({generated(3, number) for number in range(100)}) > 90


# ── what would be found ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    "error", [ZeroDivisionError("no"), RecursionError("deep"), UserWarning("warned"), MemoryError()]
)
def test_an_exception_is_a_finding(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("jacli.cli.problems.texts_of", fail)
    with pytest.raises(Finding, match=f"{type(error).__name__}|memory"):
        examine(b"grad\n|x")


@pytest.mark.usefixtures("inside")
def test_work_beyond_its_time_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr("fuzz.target.LONGEST", 0.2)
    monkeypatch.setattr("fuzz.lowered.LIMITS", replace(LIMITS, seconds=60.0))
    monkeypatch.setattr("jacli.cli.problems.texts_of", work)
    with pytest.raises(Finding, match="overrun"):
        ran(Case(("grad", "x")))


@pytest.mark.usefixtures("inside")
def test_memory_that_is_used_up_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(*_: object) -> None:
        raise LimitReached("memory", limit=None)

    monkeypatch.setattr("jacli.cli.problems.texts_of", work)
    with pytest.raises(Finding, match="memory"):
        examine(b"grad\n|x")


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(0, "\x1b[2J", ""),
        Outcome(2, "", "jacli: \u202e\n"),
        Outcome(70, "", "jacli: a fault\n"),
        Outcome(2, "", "Traceback"),
        Outcome(0, '{"value": NaN}', ""),
        Outcome(0, '{"value": ', ""),
    ],
)
def test_bad_output_is_a_finding(outcome: Outcome) -> None:
    case = Case(("grad", "x", "--format", "json"))
    with pytest.raises(Finding):
        inspect(case, outcome, coloured=False)


def test_good_output_is_none() -> None:
    case = Case(("grad", "x", "--format", "json"))
    for outcome in (Outcome(0, '{"value": 1}\n', ""), Outcome(2, "", "jacli: no\n"), Outcome(3, "", "jacli: 1/0\n")):
        inspect(case, outcome, coloured=False)
    assert unescaped("\x1b[1mx\x1b[0m", coloured=True, tabs=False) == ""


def test_what_is_compared_is_the_same_problem() -> None:
    from fuzz.agreement import description

    assert description(("vjp", "x*y", "--w", "2", "--at=1,2", "--numeric", "--as", "torch", "--wrt", "x", "-q")) == [
        *("x*y", "--at=1,2", "--wrt", "x")
    ]
    assert description(("vjp", "-f", "p.toml")) is None


@pytest.mark.usefixtures("inside")
def test_numbers_that_contradict_each_other_are_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    from fuzz.agreement import compare

    case = Case(("grad", "x*y", "--at", "2,3"))
    compare(case)
    monkeypatch.setattr(
        "fuzz.agreement.answer", lambda case, name, described: [[1.0, 2.0]] if name == "jacobian" else [1, 3]
    )
    with pytest.raises(Finding, match="forward and reverse"):
        compare(case)


# ── the machinery ─────────────────────────────────────────────────────────────────────────────────────────


def test_bytes_and_cases() -> None:
    case = Case(("vjp", "x\ny", "-f", "p.toml"), {"p.toml": b"program = 'x'\n"}, b"z")
    assert decoded(encoded(case)) == case
    assert decoded(b"vjp\n|\xff\0").arguments == ("vjp", "\udcff")
    assert decoded(b"vjp\n|</etc/passwd\nx") == Case(("vjp",))


@pytest.mark.parametrize(
    "words", [("--against", "os:system"), ("--against=m:f",), ("--output", "/tmp/x"), ("--picture=../x.svg",)]
)
def test_what_could_do_harm_is_not_run(words: tuple[str, ...]) -> None:
    assert not Case(("grad", "x", *words)).is_safe


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("data", corpus()[::7])
def test_the_short_way_past_click_leads_to_the_same(data: bytes) -> None:
    case = decoded(data)
    # a limit is sought for a time, and a machine that is busy may find it the next time only
    assert any(ran(case) == ran(case, whole=True) for _ in range(4))


@pytest.mark.usefixtures("inside")
def test_files_do_not_stay() -> None:
    ran(Case(("init", "x*y", "--force")))
    assert "built-in" in ran(Case(("grad",))).err


def test_a_campaign_keeps_and_minimises_what_it_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(arguments: list[str]) -> int:
        if any("tan" in argument for argument in arguments):
            raise ZeroDivisionError
        return 0

    monkeypatch.setattr("fuzz.lowered.perform", fail)
    monkeypatch.setattr("fuzz.lowered._called", lambda arguments: None)
    campaign = Campaign("mutation", 1, 60.0, 2, Journal(tmp_path / "journal"), tmp_path / "found")
    with arena():
        campaign.attempt(b"grad\n|sin(x)")
        campaign.attempt(b"grad\n|1 + 2*tan(x) + y\n|--exact")
        assert campaign.is_over
        assert last(tmp_path / "journal") == (2, b"grad\n|1 + 2*tan(x) + y\n|--exact")
        assert campaign.report() == WRONG
    found = next((tmp_path / "found").glob("*.case")).read_bytes()
    assert b"tan" in found
    assert len(found) <= 8
    assert '"findings": 1' in capfd.readouterr().out


def test_a_fuzzer_runs_as_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from fuzz.__main__ import supervised

    monkeypatch.chdir(tmp_path)
    assert supervised("mutation", 1, 0.1)
    assert '"seed": 1' in capfd.readouterr().out
    assert not supervised("none", 1, 0.1)
    assert "No module named" in capfd.readouterr().out


def test_minimising_keeps_what_matters() -> None:
    assert minimised(b"grad\n|x + sin(y)*2", lambda data: b"sin" in data) == b"sin"


def test_operations_that_read_no_problem_are_run_too() -> None:
    assert {"functions", "init", "jacobian"} <= commands.vocabulary().operations.keys()
