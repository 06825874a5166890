"""Arrays made of nothing but their shape."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from jacli.domains.batch.arrays import NAN, Arguments, Array
from jacli.domains.evaluation import float_of
from jacli.domains.lowering import Form


def zeros(arguments: Arguments, form: Form) -> Array:
    """All 0."""
    return np.zeros(form.shape)


def ones(arguments: Arguments, form: Form) -> Array:
    """All 1."""
    return np.ones(form.shape)


def full(arguments: Arguments, form: Form) -> Array:
    """All one number."""
    return np.full(form.shape, float_of(form.parameter[1]))


def empty(arguments: Arguments, form: Form) -> Array:
    """Nothing assigned yet: undefined."""
    return np.full(form.shape, NAN)


def eye(arguments: Arguments, form: Form) -> Array:
    """1 on a diagonal, else 0."""
    rows, columns = form.shape
    return np.eye(rows, columns, form.parameter[1])


def arange(arguments: Arguments, form: Form) -> Array:
    """start, start + step, …, each the nearest float."""
    _, start, step = form.parameter
    return _progression(start, step, *form.shape)


def linspace(arguments: Arguments, form: Form) -> Array:
    """Equal steps from start to stop, each number the nearest float."""
    return arange(arguments, form)


def _progression(start: Fraction, step: Fraction, count: int) -> Array:
    """start + i·step over one denominator, in floats where every numerator is one."""
    denominator = start.denominator * step.denominator
    first, by = start.numerator * step.denominator, step.numerator * start.denominator
    if max(abs(first), abs(first + by * count), abs(by) * count, denominator) < 2**53:
        return (first + by * np.arange(count, dtype=np.float64)) / denominator
    return np.array([float_of(start + i * step) for i in range(count)], dtype=np.float64)
