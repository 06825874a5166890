"""Limits: what they may be."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from jacli.errors import UsageError
from jacli.graph.limits import Limits


@pytest.mark.parametrize("name", [field.name for field in fields(Limits) if field.name != "seconds"])
@pytest.mark.parametrize("value", [0, -1, True, 2.5, "2G", float("nan"), float("inf"), np.zeros(2, int)])
def test_a_limit_is_a_whole_number(name: str, value: Any) -> None:
    with pytest.raises(UsageError, match=f"{name} takes a whole number of at least 1, not .") as caught:
        replace(Limits(), **{name: value})
    assert name in caught.value.message("zh")


@pytest.mark.parametrize("value", [0, -1.5, True, "5", float("nan"), None, 1j])
def test_seconds_are_a_number_above_0(value: Any) -> None:
    with pytest.raises(UsageError, match="seconds takes a number of seconds above 0, not "):
        Limits(seconds=value)


def test_a_limit_that_is_long_is_told() -> None:
    with pytest.raises(UsageError, match="not -10000"):
        Limits(nodes=-(10**5000))


def test_integers_of_every_type_are_limits() -> None:
    digits: Any = np.int64(30)
    limits = Limits(digits=digits, seconds=float("inf"), memory_bytes=None)
    assert type(limits.digits) is int
