"""Pictures that a command writes beside what it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from jacli.cli.languages import spoken
from jacli.cli.output import say

if TYPE_CHECKING:
    from jacli.cli.options import Options
    from jacli.language.problem import Problem
    from jacli.render.style import Style


def _written(path: str, drawn: str | bytes | Iterable[str], options: Options) -> None:
    """Write the picture, unless there is no place for the other file that is asked for."""
    from jacli.language.files import check_writable, write_whole

    if options.output is not None:
        check_writable(options.output, force=options.force)
    write_whole(path, drawn, force=options.force)
    say("picture-written", path=path)


def draw(options: Options, chunks: Callable[[Style], Iterable[str]], title: str) -> None:
    """Write the picture that was asked for, if any: what `chunks` gives on a terminal with all colours."""
    if options.picture is None:
        return
    from jacli.render.picture import STYLE, kind_of, picture

    kind = kind_of(options.picture)
    _written(options.picture, picture(chunks(replace(STYLE, exact=options.exact, lang=spoken())), kind, title), options)


def check_picture(options: Options, problem: Problem) -> None:
    """Refuse a picture of a dense J that would be too long, before J is computed."""
    if options.picture is None:
        return
    from jacli.domains.lowering import flat_names
    from jacli.render.picture import check_matrix

    shapes = {name: problem.program.graph.shapes[node] for name, node in problem.program.inputs}
    check_matrix(problem.jacobian_shape[0], [flat for name in problem.wrt for flat in flat_names(name, shapes[name])])


def draw_graph(options: Options, chunks: Callable[[Style], Iterable[str]]) -> None:
    """Write the picture of a graph that was asked for, if any: `chunks` gives it as SVG."""
    if options.picture is None:
        return
    from jacli.render.picture import STYLE, drawn_as, kind_of

    kind = kind_of(options.picture)
    svg = "".join(chunks(replace(STYLE, exact=options.exact, lang=spoken())))
    _written(options.picture, drawn_as(svg, kind), options)
