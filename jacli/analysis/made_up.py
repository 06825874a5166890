"""Points for a question that has none."""

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
