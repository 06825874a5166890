"""The options, each declared once: groups of them as decorators, and the record that a command receives.

An option has one name and one meaning in every operation that has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

import click

from jacli.cli.languages import LANGUAGES
from jacli.errors import UsageError
from jacli.graph.limits import Limits

if TYPE_CHECKING:
    from jacli.analysis.records import Request

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

FORMATS = ("table", "json", "ndjson", "csv", "tsv", "markdown", "latex", "plain")
GRAPH_FORMATS = ("table", "plain", "markdown", "json", "dot", "mermaid", "svg")
# What a file's name says about its format.
SUFFIXES = {
    ".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv", ".tsv": "tsv", ".md": "markdown",
    ".markdown": "markdown", ".tex": "latex", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid",
    ".svg": "svg",
}  # fmt: skip
# Files that --picture draws.
PICTURES = (".svg", ".png", ".html", ".htm")
# Pairs that contradict each other, by parameter name.
EXCLUSIVE = (("numeric", "exact"), ("numeric", "digits"), ("numeric", "simplify"), ("quiet", "format"))
# Seconds; more than three years, and no more than the system's timers take.
LONGEST = 1e8
# What a number of bytes may end in.
UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_BYTES = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,3})?)([kmgt]?)(?:i?b)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, eq=False, slots=True)
class Setting:
    """How a limit is set: the option, the sign for its value, and what the value is."""

    option: str
    metavar: str
    what: str

    @property
    def variable(self) -> str:
        """The variable of the environment that sets the limit where the option is not given."""
        return "JACLI_" + self.option.removeprefix("--").upper().replace("-", "_")


# How each limit is set, by the name of its field.
SETTABLE = {
    "seconds": Setting("--timeout", "S", "Seconds until jacli gives up"),
    "memory_bytes": Setting("--max-memory", "M", "Memory: 512M, 2G"),
    "source_bytes": Setting("--max-source", "M", "Program text and files: 100k, 16M"),
    "nesting": Setting("--max-nesting", "N", "Brackets and signs inside one another"),
    "outputs": Setting("--max-outputs", "N", "Outputs that are typed"),
    "nodes": Setting("--max-nodes", "N", "Operations of a program"),
    "elements": Setting("--max-elements", "N", "Elements of an array"),
    "entries": Setting("--max-entries", "N", "Entries of a matrix printed in full"),
    "digits": Setting("--max-digits", "N", "Digits of an exact number"),
    "precision_bits": Setting("--max-precision", "N", "Bits to compute a number with"),
    "formula_size": Setting("--max-formula-size", "N", "Terms of one formula"),
    "formula_depth": Setting("--max-formula-depth", "N", "Functions inside one another in a formula"),
    "formula_total": Setting("--max-formula-total", "N", "Terms of all formulas"),
}


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


def _spelling(context: click.Context, parameter: click.Parameter) -> str:
    """What the value was given by: the option, or the variable of the environment."""
    of_environment = context.get_parameter_source(parameter.name or "") is click.core.ParameterSource.ENVIRONMENT
    return str(parameter.envvar) if of_environment else parameter.opts[-1]


def _whole(context: click.Context, parameter: click.Parameter, typed: str | None) -> int | None:
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19 and int(typed)):
        raise UsageError("option-whole-number", option=_spelling(context, parameter), value=typed)
    return int(typed)


def _seconds(context: click.Context, parameter: click.Parameter, typed: str | None) -> float | None:
    if typed is None:
        return None
    try:
        seconds = float(typed)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < LONGEST:
        raise UsageError("option-seconds", option=_spelling(context, parameter), value=typed)
    return seconds


def one_of(names: Sequence[str]) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """A callback that takes one of these names."""

    def chosen(context: click.Context, parameter: click.Parameter, typed: str | None) -> str | None:
        if typed is None or typed in names:
            return typed
        from jacli.language.suggestions import suggested

        raise UsageError(
            "option-choice",
            option=_spelling(context, parameter),
            value=typed,
            names=tuple(names),
            **suggested(typed, names),
        )

    return chosen


def _bytes(context: click.Context, parameter: click.Parameter, typed: str | None) -> int | None:
    if typed is None:
        return None
    parts = _BYTES.fullmatch(typed)
    count = int(float(parts[1]) * UNITS[parts[2].lower()]) if parts else 0
    if not count:
        raise UsageError("option-bytes", option=_spelling(context, parameter), value=typed)
    return count


def _memory(context: click.Context, parameter: click.Parameter, typed: str | None) -> int | None:
    from jacli.domains.memory import LEAST_BYTES

    count = _bytes(context, parameter, typed)
    if count is not None and count < LEAST_BYTES:
        least = in_bytes(LEAST_BYTES)
        raise UsageError("option-memory", option=_spelling(context, parameter), value=typed, least=least)
    return count


def in_bytes(count: int) -> str:
    """A number of bytes in the largest unit that divides it: 4M."""
    unit = next(unit for unit in reversed(UNITS) if count % UNITS[unit] == 0)
    return f"{count // UNITS[unit]}{unit.upper().replace('K', 'k')}"


_READERS = {"seconds": _seconds, "memory_bytes": _memory, "source_bytes": _bytes}


def default_text(field: str) -> str:
    """What holds unless a limit is set."""
    if field == "memory_bytes":
        return "3/4 of the machine's"
    default = getattr(Limits(), field)
    return in_bytes(default) if field == "source_bytes" else f"{default:,g}" if field == "seconds" else f"{default:,}"


def parameter_of(field: str) -> str:
    """The name under which click hands over a limit: `--digits` is another option than `--max-digits`."""
    return f"limit_{field}"


def _limit(field: str) -> Decorator:
    setting = SETTABLE[field]
    return click.option(
        setting.option,
        parameter_of(field),
        callback=_READERS.get(field, _whole),
        metavar=setting.metavar,
        envvar=setting.variable,
        help=f"{setting.what} ({default_text(field)}).",
    )


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
    callback=_whole,
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
digits_option = click.option("--digits", callback=_whole, metavar="N", help="Print N correct digits.")


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


def _format_option(formats: Sequence[str]) -> Decorator:
    return click.option(
        "--format",
        callback=one_of([*formats, *(form for form in FORMATS if form not in formats)]),
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

format_options = together(
    _format_option(FORMATS),
    click.option("-q", "--quiet", is_flag=True, help="Numbers only: rows by newline, cells by one space."),
    color_option,
    click.option("--heat", is_flag=True, help="Colour the entries of matrices by sign and size."),
    picture_option,
)

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
    click.option("--output", metavar="FILE", help="Write the result to a file."),
    force_option,
)

limit_options = together(*(_limit(field) for field in SETTABLE))

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
