"""The operations: each reads the problem, calls the library, and has the answer rendered."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache, partial

import click

from jacli import __version__
from jacli.cli import options as opt
from jacli.cli.arguments import Vocabulary, normalised
from jacli.cli.boundary import guarded
from jacli.cli.help import EXIT_CODES, Operation, Operations, short_help
from jacli.cli.languages import speaking, wanted
from jacli.cli.options import Options

# The operations that print J.
MATRICES = frozenset({"jacobian", "show"})
CONTEXT = {"help_option_names": ["-h", "--help"]}


@click.group(
    cls=Operations,
    context_settings=CONTEXT,
    invoke_without_command=True,
    options_metavar="",
    subcommand_metavar="OPERATION [EXPR]... [OPTIONS]",
    epilog=EXIT_CODES,
)
@click.version_option(__version__, message="jacli %(version)s")
@opt.lang_option
@click.pass_context
def jacli(context: click.Context) -> None:
    """Jacobians and vector-Jacobian products of functions that you type.

    With no expression, jacli.toml in the current folder is used, else a built-in example.

    \b
    Examples:
      jacli show "x*y, x + y" --at 2,3
      jacli vjp --w 3,2,1
    """
    if context.invoked_subcommand is None:
        click.echo(short_help(jacli), nl=False)


def operation(*decorators: opt.Decorator) -> Callable[[Callable[[Options], int | None]], click.Command]:
    """Make a function of Options an operation with these options."""

    def decorate(command: Callable[[Options], int | None]) -> click.Command:
        declared = opt.together(*decorators, opt.lang_option, opt.debug_option)(opt.receiving_options(command))
        return jacli.command(name=command.__name__, cls=Operation, context_settings=CONTEXT)(declared)

    return decorate


@operation(opt.answer_options(opt.det_option))
def jacobian(options: Options) -> int:
    """The Jacobian J, outputs by inputs.

    J[i, j] is the derivative of output i by input j: one row per output, one column per input.

    \b
    Examples:
      jacli jacobian "x1**3+2*x2**2" --at 1,2,3
      jacli jacobian "r*cos(t)" "r*sin(t)" --det
    """
    return _answer("jacobian", options)


@operation(opt.answer_options(opt.weight_option, opt.repeat_option))
def vjp(options: Options) -> int:
    """The rows of J summed with weights, w^T J.

    It is what PyTorch's y.backward(w) leaves in .grad. An output of one element needs no weights.

    \b
    Examples:
      jacli vjp --w 3,2,1
      jacli vjp "z = x @ y" --at "x=[[2,1]]" --at "y=[[1,2],[3,4]]" --w "[[1,0]]"
    """
    return _answer("vjp", options)


@operation(opt.answer_options(opt.repeat_option))
def grad(options: Options) -> int:
    """The gradient of the sum of all outputs.

    It is w^T J for weights of all ones, what PyTorch's y.sum().backward() leaves in .grad.

    \b
    Examples:
      jacli grad "b = a + 3; c = b*b*3; out = mean(c)" --at "a=[2,3]"
    """
    return _answer("grad", options)


@operation(opt.answer_options(opt.weight_option, opt.repeat_option, opt.det_option))
def show(options: Options) -> int:
    """The value, J, w^T J and gradient in one view.

    w^T J is there if --w gives weights; the gradient is that of the sum of all outputs.

    \b
    Examples:
      jacli show
      jacli show "x*y, x + y" --at 2,3 --w 1,10
    """
    return _answer("show", options)


@operation(
    opt.expressions,
    opt.problem_options,
    opt.weight_option,
    opt.claim_options,
    opt.kink_option("compare"),
    opt.check_format_options,
    opt.file_options,
    opt.limit_options,
)
def check(options: Options) -> int:
    """Compare J with itself found in other ways, or with your answer.

    J, and w^T J under --w, against difference quotients in hundreds of digits, forward against reverse, sympy's
    diff, and the printed formulas read back. Exit code 1 if anything differs. -q prints only what differs.
    --kink compare shows what each convention answers where J is not differentiable.

    \b
    Examples:
      jacli check "sin(x*y), x/y" --at 1,2
      jacli check "x*y, x + y" --expect "[[y, x], [1, 1]]"
      jacli check --w 3,2,1 --expect "[17, 52, 81]"
      jacli check "max(x, 0)" --at 0 --kink compare
    """
    from jacli.cli.checks import checked
    from jacli.cli.output import deliver, style
    from jacli.cli.overdue import ended
    from jacli.cli.pictures import draw
    from jacli.render.check import check_exit_code, render_check

    with ended(options.limits):
        found = checked(options)
        draw(options, lambda style: render_check(found, "table", style), "jacli check")
        pieces = list(render_check(found, options.form, style(options)))
    deliver(pieces, found.answer, options)
    return check_exit_code(found)


@operation(
    opt.expressions,
    opt.problem_options,
    opt.weight_option,
    opt.repeat_option,
    opt.explain_options,
    opt.exact_option,
    opt.digits_option,
    opt.kink_option(),
    opt.explain_format_options,
    opt.file_options,
    opt.limit_options,
)
def explain(options: Options) -> int:
    """Tell how backward() comes to its numbers.

    The program step by step, J row by row, the weighted sum of the rows worked out, the same through a scalar, the
    reverse sweep, the chain rule as a product, the partials of matrices, and the conventions. Without --w, all
    weights are 1.

    \b
    Examples:
      jacli explain --w 3,2,1
      jacli explain "c = a @ b" --at "a=[[1,2]], b=[[3],[4]]" --only b,c
      jacli explain --tensor
    """
    from jacli.analysis.explain import chosen_sections
    from jacli.analysis.explain import explain as explained
    from jacli.cli.output import deliver, style
    from jacli.cli.overdue import ended
    from jacli.cli.pictures import draw
    from jacli.cli.problems import problem_of, request_of
    from jacli.render.entries import exit_code
    from jacli.render.explain import render_explanation

    only = [*options.only, "tensor"] if options.tensor else options.only
    with ended(options.limits):
        problem = problem_of(options)
        request, whole = request_of(options, problem, "explain"), options.all or options.form == "json"
        found = explained(problem, request, chosen_sections(only), whole=whole)
        draw(options, lambda style: render_explanation(found, "table", style, whole=options.all), "jacli explain")
        pieces = list(render_explanation(found, options.form, style(options), whole=options.all))
    deliver(pieces, found.answer, options)
    return exit_code(found.answer)


@operation(
    opt.expressions,
    opt.problem_options,
    opt.weight_option,
    opt.all_option,
    opt.number_options,
    opt.graph_format_options,
    opt.file_options,
    opt.limit_options,
)
def graph(options: Options) -> int:
    """Draw the computation graph.

    A tree of steps with their values and cotangents; an SVG, DOT or Mermaid file by --format or by the name of the
    file. Without --w, all weights are 1. Graphs of more than 60 steps are folded to those that have names.

    \b
    Examples:
      jacli graph "u = x*y; v = u + x; u*v" --at 2,3
      jacli graph --w 3,2,1 --format mermaid
    """
    from jacli.analysis.computation import computation
    from jacli.cli.output import deliver, style
    from jacli.cli.overdue import ended
    from jacli.cli.pictures import draw_graph
    from jacli.cli.problems import problem_of
    from jacli.render.entries import exit_code
    from jacli.render.graph import render_graph

    with ended(options.limits):
        found = computation(problem_of(options), options.request(), whole=options.all, jacobian=options.form == "json")
        draw_graph(options, lambda style: render_graph(found, "svg", style))
        pieces = list(render_graph(found, options.form, style(options)))
    deliver(pieces, found.explanation.answer, options)
    return exit_code(found.explanation.answer)


def _answer(name: str, options: Options) -> int:
    if options.library is not None:
        return _script(name, options.library, options)
    from jacli.analysis.answer import answer
    from jacli.cli.output import deliver, style
    from jacli.cli.overdue import ended
    from jacli.cli.pictures import check_picture, draw
    from jacli.cli.problems import problem_of, request_of
    from jacli.render import check_dense, render
    from jacli.render.entries import exit_code

    with ended(options.limits):
        problem = problem_of(options)
        if name in MATRICES and not options.sparse:
            check_dense(*problem.jacobian_shape, options.limits)
            check_picture(options, problem)
        found = answer(problem, name, request_of(options, problem, name))
        draw(options, lambda style: render(found, "table", style, options.limits), f"jacli {name}")
        pieces = list(render(found, options.form, style(options), options.limits))
    deliver(pieces, found, options)
    return exit_code(found)


def _script(name: str, library: str, options: Options) -> int:
    """Print the question as a script of another library."""
    from jacli.cli.output import write
    from jacli.cli.overdue import ended
    from jacli.cli.problems import problem_of, request_of
    from jacli.emit.libraries.script import script

    with ended(options.limits):
        problem = problem_of(options)
        text = script(problem, name, library, repeat=request_of(options, problem, name).repeat)
    write([text], options)
    return 0


@operation(
    opt.expressions, opt.problem_options, opt.weight_option, opt.repeat_option, opt.force_option, opt.limit_options
)
def init(options: Options) -> None:
    """Write a problem to jacli.toml.

    In a folder that holds a jacli.toml, an operation without an expression uses it.

    \b
    Examples:
      jacli init "x*y, x + y" --at 2,3
    """
    from jacli.cli.output import say
    from jacli.cli.overdue import ended
    from jacli.cli.problems import write_project

    with ended(options.limits):
        path = write_project(options)
    say("file-written", path=path)


@operation(click.argument("names", nargs=-1, metavar="[NAME]..."), opt.picture_option, opt.file_options)
def functions(options: Options) -> None:
    """List the functions of the language.

    With names, tell about these only.

    \b
    Examples:
      jacli functions
      jacli functions atan2 norm
    """
    from jacli.cli.output import style, write
    from jacli.cli.pictures import draw
    from jacli.render.function_list import function_list

    draw(options, lambda style: function_list(options.names, style), "jacli functions")
    write(function_list(options.names, style(options)), options)


@cache
def vocabulary() -> Vocabulary:
    """What can be typed, as the operations above declare it."""
    found = {
        name: {spelling: parameter for parameter in command.params for spelling in parameter.opts}
        for name, command in jacli.commands.items()
    }
    long = {name: frozenset(o for o in declared if o.startswith("--")) for name, declared in found.items()}
    valued = {
        spelling
        for declared in found.values()
        for spelling, parameter in declared.items()
        if isinstance(parameter, click.Option) and not parameter.is_flag
    }
    return Vocabulary(long, frozenset(valued))


def perform(arguments: Sequence[str]) -> int | None:
    """Do what these arguments ask for; whatever stops it is raised."""
    with jacli.make_context("jacli", normalised(arguments, vocabulary())) as context:
        code: int | None = jacli.invoke(context)
    return code


def run(arguments: Sequence[str]) -> int:
    """Run the command line on these arguments and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    with speaking(wanted(arguments, os.environ)):
        return guarded(partial(perform, arguments), arguments)
