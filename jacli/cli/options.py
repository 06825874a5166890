"""The options, each declared once: groups of them as decorators, and the record that a command receives.

An option has one name and one meaning in every operation that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal

import click

from jacli.cli.languages import LANGUAGES
from jacli.errors import UsageError
from jacli.graph.limits import Limits

if TYPE_CHECKING:
    from jacli.analysis.records import Request

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

FORMATS = ("table", "json", "ndjson", "csv", "tsv", "markdown", "latex", "plain")
# Pairs that contradict each other, by parameter name.
EXCLUSIVE = (("numeric", "exact"), ("numeric", "digits"), ("numeric", "simplify"), ("quiet", "format"))
# Seconds; more than three years, and no more than the system's timers take.
LONGEST = 1e8
# The limits that can be set, by the name of their field; the option is `--max-` and the name here.
SETTABLE = {
    "nodes": ("nodes", "operations of a program"),
    "elements": ("elements", "elements of all arrays"),
    "entries": ("entries", "entries of a result that is printed in full"),
    "digits": ("digits", "digits of an exact number"),
    "formula_size": ("formula-size", "terms of one formula"),
    "source_bytes": ("source", "bytes of program text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for on the command line; what an operation has no option for keeps its default."""

    expressions: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    w: tuple[str, ...] = ()
    vars: tuple[str, ...] = ()
    wrt: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()
    file: str | None = None
    expect: str | None = None
    against: str | None = None
    only: tuple[str, ...] = ()
    all: bool = False
    format: str = "table"
    exact: bool = False
    numeric: bool = False
    digits: int | None = None
    simplify: bool = False
    sparse: bool = False
    det: bool = False
    layout: Literal["numerator", "denominator"] = "numerator"
    kink: Literal["torch", "jax", "left", "right", "zero", "error"] = "torch"
    limits: Limits = Limits()
    output: str | None = None
    force: bool = False
    quiet: bool = False
    color: Literal["auto", "always", "never"] = "auto"
    heat: bool = False
    picture: str | None = None

    @property
    def form(self) -> str:
        """The name of the format to render."""
        return "quiet" if self.quiet else self.format

    def problem_options(self) -> dict[str, tuple[str, ...]]:
        """The options that a problem file can have too, by its keys."""
        return {
            "at": self.at,
            "w": self.w,
            "vars": self.vars,
            "wrt": self.wrt,
            "of": self.of,
            "shape": self.shape,
        }

    def request(self) -> Request:
        """What to find out about the problem."""
        from jacli.analysis.records import Request

        return Request(
            formulas=not self.numeric,
            exact=self.exact,
            numeric=self.numeric,
            digits=self.digits,
            simplify=self.simplify,
            sparse=self.sparse,
            det=self.det,
            layout=self.layout,
            kink=self.kink,
            limits=self.limits,
        )


def receiving_options(command: Callable[[Options], int | None]) -> Callable[..., int | None]:
    """Gather what click hands over into one Options record."""

    @wraps(command)
    def gathered(**given: Any) -> int | None:
        _check_exclusive()
        given.pop("debug", None)
        limits = {field: given.pop(f"max_{field}") for field in SETTABLE if f"max_{field}" in given}
        limits["seconds"] = given.pop("timeout", None)
        chosen = {field: value for field, value in limits.items() if value is not None}
        return command(Options(limits=replace(Limits(), **chosen), **given))

    return gathered


def _check_exclusive() -> None:
    """Refuse two options, both typed, of which one asks for what the other leaves out."""
    source = click.get_current_context().get_parameter_source
    for one, other in EXCLUSIVE:
        if {source(one), source(other)} == {click.core.ParameterSource.COMMANDLINE}:
            raise UsageError("options-exclusive", option=f"--{one}", other=f"--{other}")


def together(*decorators: Decorator) -> Decorator:
    """Several options as one decorator, in the order in which the help lists them."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def _several(name: str, metavar: str, text: str) -> Decorator:
    return click.option(name, multiple=True, metavar=metavar, help=text)


def _whole(_: click.Context, parameter: click.Parameter, typed: str | None) -> int | None:
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19 and int(typed)):
        raise UsageError("option-whole-number", option=parameter.opts[-1], value=typed)
    return int(typed)


def _seconds(_: click.Context, parameter: click.Parameter, typed: str | None) -> float | None:
    if typed is None:
        return None
    try:
        seconds = float(typed)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < LONGEST:
        raise UsageError("option-seconds", option=parameter.opts[-1], value=typed)
    return seconds


def one_of(names: Sequence[str]) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """A callback that takes one of these names."""

    def chosen(context: click.Context, parameter: click.Parameter, typed: str | None) -> str | None:
        if typed is None or typed in names:
            return typed
        from jacli.language.suggestions import suggested

        of_environment = context.get_parameter_source(parameter.name or "") is click.core.ParameterSource.ENVIRONMENT
        option = str(parameter.envvar) if of_environment else parameter.opts[-1]
        raise UsageError("option-choice", option=option, value=typed, names=tuple(names), **suggested(typed, names))

    return chosen


def _limit(field: str) -> Decorator:
    name, what = SETTABLE[field]
    default = getattr(Limits(), field)
    text = f"At most N {what} ({default:,} unless given)."
    return click.option(f"--max-{name}", f"max_{field}", callback=_whole, metavar="N", help=text)


expressions = click.argument("expressions", nargs=-1, metavar="[EXPR]...")

problem_options = together(
    _several("--at", "V", "The point: 1,2 or x=1,y=2 or @FILE (.npy .csv .json .toml). Repeatable."),
    _several("--vars", "NAMES", "The inputs that come first, in this order: x,y."),
    _several("--wrt", "NAMES", "Differentiate by these inputs only."),
    _several("--of", "NAMES", "Differentiate these outputs only."),
    _several("--shape", "A=2x3", "Shape of an input that has no value. Repeatable."),
    click.option("-f", "--file", metavar="FILE", help="Read the program, or a problem (.toml), from a file."),
)

weight_option = _several(
    "--w", "V", "Weights, one per output element: 3,2,1. Repeatable; runs accumulate as .grad does."
)

det_option = click.option("--det", is_flag=True, help="Print the determinant of a square J beside it.")

claim_options = together(
    click.option("--expect", metavar="J", help='An answer to be checked: "[[y, x], [1, 1]]", numbers or formulas.'),
    click.option(
        "--against",
        metavar="M:F",
        help="Run function F of the Python module M (current folder) on the point and compare the Jacobian it returns.",
    ),
)

explain_options = together(
    _several("--only", "SECTIONS", "These sections only, by letter or name: b,c or jacobian,weighted."),
    click.option("--all", is_flag=True, help="Leave nothing out, however long."),
)

exact_option = click.option("--exact", is_flag=True, help="Print exact numbers: 1/3, sqrt(2).")
digits_option = click.option("--digits", callback=_whole, metavar="N", help="Print N correct digits.")
kink_option = click.option(
    "--kink",
    callback=one_of(["torch", "jax", "left", "right", "zero", "error"]),
    default="torch",
    metavar="C",
    help="Where there are two one-sided derivatives: torch (the default), jax, left, right, zero, or error.",
)

number_options = together(
    exact_option,
    click.option("--numeric", is_flag=True, help="Floats only, no formulas: fast."),
    digits_option,
    click.option("--simplify", is_flag=True, help="Tidy the formulas, under a time limit."),
    kink_option,
)

shape_options = together(
    click.option("--sparse", is_flag=True, help="Print only the entries that are not zero, with their places."),
    click.option(
        "--layout",
        callback=one_of(["numerator", "denominator"]),
        default="numerator",
        metavar="L",
        help="numerator: outputs by inputs (the default); denominator: transposed.",
    ),
)

picture_option = click.option(
    "--picture", metavar="FILE", help="Write a picture of the tables too, matrices as heat maps: .svg, .html or .png."
)

format_options = together(
    click.option(
        "--format",
        callback=one_of(FORMATS),
        default="table",
        envvar="JACLI_FORMAT",
        metavar="F",
        help=f"{', '.join(FORMATS)}. JACLI_FORMAT sets the default.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Numbers only: rows by newline, cells by one space."),
    click.option(
        "--color",
        callback=one_of(["auto", "always", "never"]),
        default="auto",
        metavar="C",
        help="always, never, or auto: on a terminal, and as NO_COLOR and CLICOLOR_FORCE ask.",
    ),
    click.option("--heat", is_flag=True, help="Colour the entries of matrices by sign and size."),
    picture_option,
)

force_option = click.option("--force", is_flag=True, help="Replace the file if it exists.")

file_options = together(
    click.option("--output", metavar="FILE", help="Write the result to a file."),
    force_option,
)

limit_options = together(
    click.option(
        "--timeout",
        callback=_seconds,
        metavar="S",
        help=f"Give up after S seconds ({Limits().seconds:g} unless given).",
    ),
    *(_limit(field) for field in SETTABLE),
)

lang_option = click.option(
    "--lang",
    callback=one_of(LANGUAGES),
    expose_value=False,
    metavar="L",
    help="en or zh. JACLI_LANG sets the default, else the locale.",
)

debug_option = click.option("--debug", is_flag=True, help="Show a traceback when something fails.")


def answer_options(*special: Decorator) -> Decorator:
    """The options of every operation that computes, `special` ones after those of the problem."""
    return together(
        expressions,
        problem_options,
        *special,
        number_options,
        shape_options,
        format_options,
        file_options,
        limit_options,
    )
