"""Points for a question that has none, and for formulas that are compared."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from jacli.analysis.model import Model, modelled, point_in
from jacli.analysis.records import Note
from jacli.domains import evaluation
from jacli.domains.evaluation import Failure
from jacli.domains.lowering import flat_names
from jacli.language.problem import Problem
from jacli.language.values import Value

POINTS_TRIED = 40
# Formulas are compared at so many points for each output, out of so many that are tried.
COMPARED, CANDIDATES = 8, 64
# The size of their numbers, which signs these have, and whether they are added to the problem's own point.
TURNS = (
    (1, (1,), False), (1, (1,), False), (1, (-1, 1), False), (1, (-1, 1), False),
    (1, (-1, 1), True), (10, (1,), False), (10, (-1, 1), False), (100, (-1, 1), False),
)  # fmt: skip


def made_up_point(problem: Problem) -> dict[str, Value]:
    """The first of some random points, always the same ones, at which most outputs have a value."""
    dice = random.Random(0)  # noqa: S311  any numbers do, the same each time
    model = modelled(replace(problem, point={}))
    best: tuple[int, dict[str, Value]] | None = None
    for _ in range(POINTS_TRIED):
        point = random_point(problem, dice)
        lost = len(_failures(replace(model, problem=replace(problem, point=point))))
        if best is None or lost < best[0]:
            best = (lost, point)
        if not lost:
            break
    assert best is not None
    return best[1]


def random_point(problem: Problem, dice: random.Random) -> dict[str, Value]:
    """A point of small fractions that no formula treats specially."""
    graph = problem.program.graph
    shapes = {name: graph.shapes[node] for name, node in problem.program.inputs}
    return {
        name: Value(shape, tuple(_random_fraction(dice) for _ in flat_names(name, shape)))
        for name, shape in shapes.items()
    }


def compared_points(problem: Problem, model: Model) -> list[tuple[Problem, set[int]]]:
    """Points at which formulas are compared, as problems, and the places of the outputs that have values there.

    They are of several sizes and signs, and near the problem's own point; where an output has no values nothing can
    be compared, so others are tried.
    """
    dice = random.Random(1)  # noqa: S311  any numbers do, the same each time
    met = [0] * len(model.outputs)
    found: list[tuple[Problem, set[int]]] = []
    for k in range(CANDIDATES):
        moved = replace(problem, point=_candidate(problem, k, dice))
        lost = set(_failures(replace(model, problem=moved)))
        having = {i for i, node in enumerate(model.outputs) if node not in lost}
        if any(met[i] < COMPARED for i in having):
            found.append((moved, having))
            met = [count + (i in having) for i, count in enumerate(met)]
        if min(met, default=COMPARED) >= COMPARED:
            break
    return found


def _candidate(problem: Problem, k: int, dice: random.Random) -> dict[str, Value]:
    """Numbers of a size and with signs, by turns, or others near the problem's own point."""
    size, signs, near = TURNS[k % len(TURNS)]
    point = {
        name: Value(value.shape, tuple(size * dice.choice(signs) * element for element in _fractions(value)))
        for name, value in random_point(problem, dice).items()
    }
    if not near or problem.point is None:
        return point
    return {name: _beside(problem.point[name], value) for name, value in point.items()}


def _beside(value: Value, by: Value) -> Value:
    """Elements moved by part of their size; irrational ones, which have none that is known, are replaced."""
    moved = (
        e + max(abs(e), Fraction(1)) * b / 7 if isinstance(e, Fraction) else b
        for e, b in zip(value.elements, _fractions(by), strict=True)
    )
    return Value(by.shape, tuple(moved))


def _fractions(value: Value) -> Iterator[Fraction]:
    return (element for element in value.elements if isinstance(element, Fraction))


def _random_fraction(dice: random.Random) -> Fraction:
    return Fraction(dice.randint(20, 239), 100 + dice.randint(1, 60))


def _failures(model: Model) -> list[int]:
    domain = evaluation.plain()
    values = evaluation.evaluate(model.graph, model.primal, point_in(model.problem, domain), domain)
    return [n for n in model.outputs if isinstance(values[n], Failure)]


def made_up_note(problem: Problem, made_up: bool) -> Iterator[Note]:
    """The note that tells the point."""
    if made_up and problem.point:
        numbers = {
            flat: element
            for name, value in problem.point.items()
            for flat, element in zip(flat_names(name, value.shape), value.elements, strict=True)
        }
        yield Note("source", "point-made-up", fields={"point": numbers})
