"""Time limits: the block ends, whatever happens to be running when the alarm comes, and no alarm is left behind."""

from __future__ import annotations

import gc
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

import pytest

from jacli.domains.clock import time_limit, work_limit
from jacli.domains.guard import within
from jacli.errors import LimitReached
from jacli.graph.limits import Limits

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer")


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGALRM)
    yield
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is handler


@contextmanager
def slow_to_leave() -> Iterator[None]:
    """Its clean-up takes so long that the alarm comes again."""
    try:
        yield
    finally:
        with suppress(BaseException):
            time.sleep(0.08)


def test_a_block_that_swallows_every_exception_ends() -> None:
    with time_limit(0.01) as limit:
        for _ in range(3):
            with suppress(BaseException):
                time.sleep(60)
        time.sleep(60)
    assert limit.reached


def test_clean_up_that_takes_long_is_ended_too() -> None:
    with pytest.raises(LimitReached, match="--timeout"), within(Limits(seconds=0.01)), slow_to_leave(), slow_to_leave():
        time.sleep(60)


def test_of_nested_limits_the_outer_one_wins_if_it_is_earlier() -> None:
    with time_limit(0.01) as outer:
        with time_limit(60) as inner:
            time.sleep(60)
        pytest.fail("the inner block went on")
    assert (outer.reached, inner.reached) == (True, False)
    with time_limit(60) as outer:
        with time_limit(0.01) as inner:
            time.sleep(60)
        assert inner.reached
    assert not outer.reached


def test_waiting_is_no_work() -> None:
    with work_limit(0.05) as limit:
        time.sleep(0.15)
    assert not limit.reached
    with work_limit(0.05) as limit:
        while True:
            sum(range(100))
    assert limit.reached
    with time_limit(0.05) as outer, work_limit(60) as inner:
        time.sleep(60)
    assert (outer.reached, inner.reached) == (True, False)


def test_a_module_that_is_being_loaded_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loads_slowly.py").write_text("import time\ntime.sleep(0.1)\n")
    monkeypatch.syspath_prepend(tmp_path)
    with time_limit(0.01) as limit:
        import_module("loads_slowly")
        time.sleep(60)
    assert limit.reached
    assert "loads_slowly" in sys.modules


@pytest.fixture
def alone() -> Iterator[None]:
    """Nobody is called while Python collects garbage, as hypothesis is: an alarm that comes there is swallowed."""
    callbacks = gc.callbacks[:]
    gc.callbacks.clear()
    yield
    gc.callbacks[:] = callbacks


@pytest.mark.usefixtures("alone")
def test_many_short_blocks_end_without_a_stray_alarm() -> None:
    """Blocks whose time is up anywhere: before, in and behind their work."""
    ended = 0
    for k in range(400):
        with within(Limits(seconds=60)), time_limit(1e-6 * k) as limit:
            sum(range(500))
        ended += limit.reached
    assert ended > 0
    for k in range(1, 31):
        with suppress(LimitReached), within(Limits(seconds=1e-6 * k)), slow_to_leave():
            sum(range(500))


@pytest.fixture
def rung() -> Iterator[list[float]]:
    """The times at which the handler of someone else, who uses the alarm too, was called."""
    times: list[float] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: times.append(time.monotonic()))
    yield times
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_an_alarm_of_someone_else_rings_once(rung: list[float]) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    with time_limit(60), time_limit(0.2) as inner:
        time.sleep(60)
    time.sleep(0.02)
    assert inner.reached
    assert len(rung) == 1
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_an_alarm_that_was_due_in_a_block_rings_behind_it_if_not_before(rung: list[float]) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    with time_limit(60):
        pass
    time.sleep(0.1)
    assert len(rung) == 1


def test_an_alarm_that_comes_again_and_again_goes_on(rung: list[float]) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.1)
    with time_limit(60), time_limit(0.5):
        time.sleep(60)
    assert 2 <= len(rung) <= 5
    assert signal.getitimer(signal.ITIMER_REAL)[1] == pytest.approx(0.1)


def test_an_alarm_that_its_handler_sets_anew_goes_on() -> None:
    rung = 0

    def handler(number: int, frame: object) -> None:
        nonlocal rung
        rung += 1
        signal.setitimer(signal.ITIMER_REAL, 0.1)

    before = signal.signal(signal.SIGALRM, handler)
    handler(0, None)
    with time_limit(60), time_limit(0.5):
        time.sleep(60)
    assert 3 <= rung <= 6
    assert 0 < signal.setitimer(signal.ITIMER_REAL, 0)[0] <= 0.1
    signal.signal(signal.SIGALRM, before)


def test_a_handler_of_someone_else_may_end_the_block() -> None:
    def handler(number: int, frame: object) -> None:
        raise InterruptedError

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    with pytest.raises(InterruptedError), time_limit(60), time_limit(30):
        time.sleep(60)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    with time_limit(0.2) as limit:
        with suppress(InterruptedError):
            time.sleep(60)
        time.sleep(60)
    assert limit.reached
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("seconds", [1e300, 10**5000, float("inf")], ids=["1e300", "10**5000", "inf"])
def test_more_seconds_than_a_timer_takes_are_a_limit_too(seconds: float) -> None:
    with within(Limits(seconds=seconds)), time_limit(0.01) as inner:
        time.sleep(60)
    assert inner.reached
