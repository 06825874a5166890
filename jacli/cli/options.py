"""The options, each declared once: groups of them as decorators, and the record that a command receives.

An option has one name and one meaning in every operation that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

import click

from jacli.cli.languages import LANGUAGES
from jacli.cli.limits import SETTABLE, limit_option, parameter_of
from jacli.cli.values import one_of, whole
from jacli.errors import UsageError
from jacli.graph.limits import Limits

if TYPE_CHECKING:
    from jacli.analysis.records import Request

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

FORMATS = ("table", "json", "ndjson", "csv", "tsv", "markdown", "latex", "plain")
EXPLAIN_FORMATS = ("table", "plain", "markdown", "json")
CHECK_FORMATS = ("table", "json", "ndjson", "csv", "tsv", "markdown", "plain")
GRAPH_FORMATS = ("table", "plain", "markdown", "json", "dot", "mermaid", "svg")
# The formats that some operation has.
EVERY_FORMAT = frozenset({*FORMATS, *GRAPH_FORMATS})
# What a file's name says about its format.
SUFFIXES = {
    ".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv", ".tsv": "tsv", ".md": "markdown",
    ".markdown": "markdown", ".tex": "latex", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid",
    ".svg": "svg",
}  # fmt: skip
# What --output takes for standard output; ./- is a file.
STANDARD_OUTPUT = "-"
# Files that --picture draws.
PICTURES = (".svg", ".png", ".html", ".htm")
# Pairs that contradict each other, by parameter name.
EXCLUSIVE = (("numeric", "exact"), ("numeric", "digits"), ("numeric", "simplify"), ("quiet", "format"))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
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
    tensor: bool = False
    format: str = "table"
    exact: bool = False
    numeric: bool = False
    digits: int | None = None
    simplify: bool = False
    sparse: bool = False
    det: bool = False
    repeat: int | None = None
    layout: Literal["numerator", "denominator"] = "numerator"
    kink: Literal["torch", "jax", "left", "right", "zero", "error", "compare"] = "torch"
    limits: Limits = Limits()
    output: str | None = None
    force: bool = False
    quiet: bool = False
    color: Literal["auto", "always", "never"] = "auto"
    library: Literal["torch", "jax", "numpy"] | None = None
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
            kink="torch" if self.kink == "compare" else self.kink,
            repeat=self.repeat or 1,
            limits=self.limits,
        )


def receiving_options(command: Callable[[Options], int | None]) -> Callable[..., int | None]:
    """Gather what click hands over into one Options record."""

    @wraps(command)
    def gathered(**given: Any) -> int | None:
        _check_exclusive()
        given.pop("debug", None)
        if given.get("output") == STANDARD_OUTPUT:
            given["output"] = None
        if "format" in given and given["output"] and not (given.get("quiet") or given.get("library")):
            given["format"] = _format_for(given["output"], given["format"])
        limits = {field: given.pop(parameter_of(field), None) for field in SETTABLE}
        chosen = {field: value for field, value in limits.items() if value is not None}
        if "memory_bytes" not in chosen:
            from jacli.domains.memory import sensible_bytes

            chosen["memory_bytes"] = sensible_bytes()
        return command(Options(limits=replace(Limits(), **chosen), **given))

    return gathered


def _check_exclusive() -> None:
    """Refuse two options, both typed, of which one asks for what the other leaves out."""
    source = click.get_current_context().get_parameter_source
    for one, other in EXCLUSIVE:
        if {source(one), source(other)} == {click.core.ParameterSource.COMMANDLINE}:
            raise UsageError("options-exclusive", option=f"--{one}", other=f"--{other}")


def _format_for(path: str, otherwise: str) -> str:
    """The format that was typed, else the one that the file's name says, else `otherwise`."""
    context = click.get_current_context()
    if context.get_parameter_source("format") is click.core.ParameterSource.COMMANDLINE:
        return otherwise
    suffix = PurePath(path).suffix.lower()
    draws = context.command.name == "graph" and suffix == ".svg"
    if suffix in PICTURES and not draws:
        raise UsageError("output-is-picture", path=path)
    return SUFFIXES.get(suffix, otherwise)


def together(*decorators: Decorator) -> Decorator:
    """Several options as one decorator, in the order in which the help lists them."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def _several(name: str, metavar: str, text: str) -> Decorator:
    return click.option(name, multiple=True, metavar=metavar, help=text)


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

repeat_option = click.option(
    "--repeat",
    callback=whole,
    metavar="N",
    help="Call backward N times without zero_grad(): each call, and the .grad after it.",
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

all_option = click.option("--all", is_flag=True, help="Leave nothing out, however long.")

explain_options = together(
    _several("--only", "SECTIONS", "These sections only, by letter or name: b,c or jacobian,weighted."),
    all_option,
    click.option("--tensor", is_flag=True, help="Why not a tensor by a tensor: all derivatives against one VJP."),
)

exact_option = click.option("--exact", is_flag=True, help="Print exact numbers: 1/3, sqrt(2).")
digits_option = click.option("--digits", callback=whole, metavar="N", help="Print N correct digits.")


def kink_option(*more: str) -> Decorator:
    """The conventions at kinks, and what an operation offers beside them."""
    names = ["torch", "jax", "left", "right", "zero", "error", *more]
    others = "".join(f"; {name} shows them all" for name in more) + "."
    return click.option(
        "--kink",
        callback=one_of(names),
        default="torch",
        metavar="C",
        help="Where there are two one-sided derivatives: torch (the default), jax, left, right, zero, or error"
        + others,
    )


number_options = together(
    exact_option,
    click.option("--numeric", is_flag=True, help="Floats only, no formulas: fast."),
    digits_option,
    click.option("--simplify", is_flag=True, help="Tidy the formulas, under a time limit."),
    kink_option(),
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


class FormatOption(click.Option):
    """The option `--format` of an operation that has these formats."""

    def __init__(self, *arguments: Any, formats: Sequence[str], **declared: Any) -> None:
        super().__init__(*arguments, callback=self._chosen, **declared)
        self.formats = formats

    def _chosen(self, context: click.Context, parameter: click.Parameter, typed: str | None) -> str | None:
        """The format; one that only others have is refused where it is rendered, and of the environment passed over."""
        if typed not in EVERY_FORMAT:
            return one_of(self.formats)(context, parameter, typed)
        by_default = context.get_parameter_source("format") is not click.core.ParameterSource.COMMANDLINE
        return "table" if by_default and typed not in self.formats else typed


def _format_option(formats: Sequence[str]) -> Decorator:
    return click.option(
        "--format",
        cls=FormatOption,
        formats=formats,
        default="table",
        envvar="JACLI_FORMAT",
        metavar="F",
        help=f"{', '.join(formats)}. The default is what the name of --output says, else JACLI_FORMAT.",
    )


color_option = click.option(
    "--color",
    callback=one_of(["auto", "always", "never"]),
    default="auto",
    metavar="C",
    help="always, never, or auto: on a terminal, and as NO_COLOR and CLICOLOR_FORCE ask.",
)

quiet_option = click.option("-q", "--quiet", is_flag=True, help="Numbers only: rows by newline, cells by one space.")
table_options = together(
    color_option,
    click.option("--heat", is_flag=True, help="Colour the entries of matrices by sign and size."),
    picture_option,
)

format_options = together(_format_option(FORMATS), quiet_option, table_options)

check_format_options = together(_format_option(CHECK_FORMATS), quiet_option, table_options)

explain_format_options = together(_format_option(EXPLAIN_FORMATS), table_options)

graph_format_options = together(_format_option(GRAPH_FORMATS), color_option, picture_option)

library_option = click.option(
    "--as",
    "library",
    callback=one_of(["torch", "jax", "numpy"]),
    metavar="L",
    help="Print lines of torch, jax or numpy that compute the same, instead of the answer.",
)

force_option = click.option("--force", is_flag=True, help="Replace the file if it exists.")

file_options = together(
    click.option("--output", metavar="FILE", help="Write the result to a file; - is standard output."),
    force_option,
)

limit_options = together(*(limit_option(field) for field in SETTABLE))

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
        library_option,
        format_options,
        file_options,
        limit_options,
    )
