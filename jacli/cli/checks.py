"""A check as the command line asks for it: of the program itself, of an answer typed, of a function's answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jacli.errors import UsageError

if TYPE_CHECKING:
    from jacli.analysis.checked import CheckReport
    from jacli.cli.options import Options


def checked(options: Options) -> CheckReport:
    """Check the problem of the options and what is claimed about it."""
    from jacli.analysis.check import check
    from jacli.analysis.claims import with_claim, with_floats
    from jacli.analysis.made_up import made_up_point
    from jacli.cli.problems import problem_of
    from jacli.emit.formula_text import formula_text

    if options.expect is not None and options.against is not None:
        raise UsageError("options-exclusive", option="--expect", other="--against")
    problem, request = problem_of(options), options.request()
    decimal = problem.decimal
    report = check(problem, request, lambda formula: formula_text(formula, decimal=decimal))
    placed = problem if problem.point is not None else replace(problem, point=made_up_point(problem))
    if options.kink == "compare":
        from jacli.analysis.conventions import compared_kinks

        report = replace(report, kinks=compared_kinks(placed, request))
    if options.expect is not None:
        return with_claim(report, problem, options.expect, request)
    if options.against is not None:
        from jacli.cli.against import jacobian_of

        array = jacobian_of(options.against, placed)
        return with_floats(report, placed, options.against, array, request)
    return report
