"""Work within limits of time and memory, which end with the block."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
import time

import pytest

import jacli
from jacli.domains import memory
from jacli.domains.guard import within
from jacli.domains.memory import is_shortage, machine_bytes, memory_limit, sensible_bytes
from jacli.errors import InputFileError, LimitReached
from jacli.graph.limits import Limits

resource = pytest.importorskip("resource")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits data")
GIB = 1024**3


def data_limit() -> tuple[int, int]:
    found: tuple[int, int] = resource.getrlimit(resource.RLIMIT_DATA)
    return found


def test_the_time_ends_the_work_and_leaves_no_alarm() -> None:
    handler = signal.getsignal(signal.SIGALRM)
    with pytest.raises(LimitReached, match="--timeout"), within(Limits(seconds=0.01)):
        time.sleep(60)
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_python_writes_integers_as_long_as_the_limit_of_digits_while_it_holds() -> None:
    before = sys.get_int_max_str_digits()
    with within(Limits(digits=20_000)):
        assert len(str(10**15_000)) == 15_001
        with within(Limits(digits=700)):
            assert len(str(10**15_000)) == 15_001
    assert sys.get_int_max_str_digits() == before


@linux
def test_full_memory_ends_the_work_and_the_former_limit_is_back() -> None:
    before = data_limit()
    with pytest.raises(LimitReached, match="--max-memory"), within(Limits(memory_bytes=2 * GIB)):
        bytearray(3 * GIB)
    assert data_limit() == before


@linux
def test_a_lower_limit_that_stood_before_stays() -> None:
    with memory_limit(4 * GIB):
        with memory_limit(8 * GIB):
            assert data_limit()[0] == 4 * GIB
        assert data_limit()[0] == 4 * GIB


@linux
def test_more_memory_than_the_system_counts_is_no_limit() -> None:
    before = data_limit()
    with within(Limits(memory_bytes=10**30)):
        assert jacli.grad("x**2", at=[3]).exact == (6,)
    assert data_limit() == before


@linux
@pytest.mark.parametrize("error", [OverflowError, MemoryError])
@pytest.mark.parametrize("name", ["setrlimit", "getitimer"])
def test_a_limit_that_cannot_be_set_leaves_everything_as_it_was(
    name: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, handler, threads = data_limit(), signal.getsignal(signal.SIGALRM), os.environ.get(memory.THREADS_VARIABLE)

    def refused(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(resource if name == "setrlimit" else signal, name, refused)
    with pytest.raises(LimitReached if error is MemoryError else error), within(Limits(memory_bytes=2 * GIB)):
        pytest.fail("the block was entered")
    monkeypatch.undo()
    assert data_limit() == before
    assert signal.getsignal(signal.SIGALRM) is handler
    assert os.environ.get(memory.THREADS_VARIABLE) == threads


def test_errors_of_other_kinds_go_on_as_they_are() -> None:
    for error in (InputFileError("file-empty", path="a"), ValueError("x"), OSError(2, "none"), KeyboardInterrupt()):
        with pytest.raises(type(error)), within(Limits()):
            raise error


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(12, "Cannot allocate memory"),
        ImportError("x.so: failed to map segment from shared object"),
        ImportError("x.so: Cannot allocate memory"),
    ],
)
def test_every_shortage_of_memory_is_one_limit(error: Exception) -> None:
    assert is_shortage(error)
    with pytest.raises(LimitReached, match="not enough memory"), within(Limits()):
        raise error
    assert not is_shortage(ImportError("no module"))


def test_in_another_thread_the_work_is_done_without_a_clock() -> None:
    found: list[float] = []

    def work() -> None:
        found.extend(jacli.grad("x**2", at=[3], limits=jacli.Limits(seconds=1e-6)).value)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [6.0]


def test_a_problem_of_the_interface_obeys_its_limits() -> None:
    with pytest.raises(LimitReached, match="--timeout"):
        jacli.grad("sin(x)*exp(x)", at=[3], limits=jacli.Limits(seconds=1e-6))
    with pytest.raises(LimitReached, match="--max-nodes"):
        jacli.grad("x*y*z*x", limits=jacli.Limits(nodes=3))
    with pytest.raises(LimitReached, match="--max-digits"):
        jacli.grad("x", at=["1e50 + 0"], limits=jacli.Limits(digits=9))


def test_a_sensible_limit_is_below_the_machine_and_above_what_libraries_need(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = machine_bytes()
    assert machine is None or machine > memory.LEAST_BYTES
    for total, sensible in ((64 * GIB, 48 * GIB), (GIB // 2, GIB), (None, None)):
        monkeypatch.setattr(memory, "machine_bytes", lambda total=total: total)
        assert sensible_bytes() == sensible


@linux
def test_numpy_gets_as_many_threads_as_the_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    with memory_limit(memory.LEAST_BYTES):
        assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert "OPENBLAS_NUM_THREADS" not in os.environ
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    with memory_limit(memory.LEAST_BYTES):
        assert os.environ["OPENBLAS_NUM_THREADS"] == "7"
    assert os.environ["OPENBLAS_NUM_THREADS"] == "7"


@linux
@pytest.mark.parametrize("typed", ["show 'sin(x)*exp(x)' --at 1", "grad 'sum(a @ a)' --at a=eye(9) --numeric"])
def test_the_least_memory_that_can_be_asked_for_is_enough_for_ordinary_use(typed: str) -> None:
    line = f"{sys.executable} -m jacli {typed} --max-memory {memory.LEAST_BYTES} -q"
    done = subprocess.run(shlex.split(line), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
