"""The precision asked for, and raising it until a question is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, TypeVar

DEFAULT_BITS = 128
GUARD_BITS = 32
T = TypeVar("T")
_bits: ContextVar[int] = ContextVar("precise_bits", default=DEFAULT_BITS)


class Undecided(ArithmeticError):
    """The bounds are too wide to decide; a higher precision may."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Let results in this context be rounded outward to `bits` binary digits."""
    token = _bits.set(bits)
    try:
        yield
    finally:
        _bits.reset(token)


def working_bits() -> int:
    """The binary digits that results are rounded to."""
    return _bits.get()


@dataclass(frozen=True, slots=True)
class Evaluation(Generic[T]):
    """What `evaluate_adaptively` found: the last value, its precision, and whether it was good."""

    value: T
    bits: int
    good: bool


def evaluate_adaptively(
    function: Callable[[], T], good: Callable[[T], bool], *, bits: int = DEFAULT_BITS, limit_bits: int = 1 << 14
) -> Evaluation[T]:
    """Call `function` at `bits`, twice that, … up to `limit_bits` until `good(value)`.

    Raises Undecided if `function` still does so at the limit.
    """
    while True:
        last = bits >= limit_bits
        try:
            with precision(bits):
                value = function()
                if last or good(value):
                    return Evaluation(value, bits, good(value))
        except Undecided:
            if last:
                raise
        bits = min(2 * bits, limit_bits)
