"""A program explained, section by section, out of the same graph that computes the answer.

A section is a function from a `Setting` to a frozen record, `BUILDERS` names them all in the order of printing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from jacli.analysis.explain.accumulation import accumulation
from jacli.analysis.explain.chain import chain
from jacli.analysis.explain.conventions import conventions
from jacli.analysis.explain.matrix import matrix
from jacli.analysis.explain.records import Explanation
from jacli.analysis.explain.rows import told_rows
from jacli.analysis.explain.scalar import scalar
from jacli.analysis.explain.setting import Setting, setting
from jacli.analysis.explain.steps import steps
from jacli.analysis.explain.sweep import sweep
from jacli.analysis.explain.tensor import tensor
from jacli.analysis.explain.weighted import weighted
from jacli.analysis.records import Request
from jacli.errors import UsageError
from jacli.graph.collector import paused
from jacli.language.problem import Problem
from jacli.language.suggestions import suggested

BUILDERS: dict[str, Callable[[Setting], Any]] = {
    "steps": steps,
    "jacobian": told_rows,
    "weighted": weighted,
    "scalar": scalar,
    "sweep": sweep,
    "chain": chain,
    "matrix": matrix,
    "conventions": conventions,
    "accumulation": accumulation,
    "tensor": tensor,
}
# The letter that each section goes by.
LETTERS = {
    "steps": "a",
    "jacobian": "b",
    "weighted": "c",
    "scalar": "d",
    "sweep": "e",
    "chain": "f",
    "matrix": "g",
    "conventions": "h",
    "accumulation": "i",
}
# Told unasked only if there are several calls of backward.
OF_SEVERAL_CALLS = "accumulation"
ALL = tuple(name for name in LETTERS if name in BUILDERS and name != OF_SEVERAL_CALLS)


@paused()
def explain(
    problem: Problem, request: Request, sections: Collection[str] = ALL, *, jacobian: bool = True, whole: bool = True
) -> Explanation:
    """Explain the problem; `sections` are keys of `BUILDERS`, told in their order there.

    Without `jacobian` the answer has no J: for sections that do without, and a program too large for one. Unless
    `whole`, only the first formulas of a very large J are found.

    Of several calls of backward all sections but `accumulation`, which is added to `ALL` then, tell the one call with
    the sum of their weights. Raises LimitReached past a limit.
    """
    found = setting(problem, request, jacobian=jacobian, whole=whole)
    if found.calls and sections == ALL:
        sections = (*ALL, OF_SEVERAL_CALLS)
    told = {name: build(found) for name, build in BUILDERS.items() if name in sections}
    program = found.problem.program
    names = frozenset({*dict(program.inputs), *dict(program.outputs), *program.names})
    return Explanation(found.answer, found.weight_kind, told, names)


def chosen_sections(typed: Collection[str]) -> tuple[str, ...]:
    """The sections that letters or names such as `b,weighted` ask for; all of them if none is typed.

    Raises UsageError for what is neither.
    """
    by_letter = {letter: name for name, letter in LETTERS.items() if name in BUILDERS}
    wanted = [word.strip() for text in typed for word in text.split(",")]
    for word in wanted:
        if word.lower() not in by_letter and word.lower() not in BUILDERS:
            names = [f"{letter} {name}" for letter, name in by_letter.items()]
            raise UsageError("unknown-section", name=word, names=names, **suggested(word, list(BUILDERS)))
    named = {by_letter.get(word.lower(), word.lower()) for word in wanted}
    return tuple(name for name in BUILDERS if name in named) or ALL
