"""A function of the person's own, called for `--against`: the only place where jacli runs code that it is given.

The module is looked for in the current folder first. Its output goes to standard error.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from inspect import iscoroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jacli.domains.clock import TimeUp
from jacli.errors import UsageError

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    from jacli.language.problem import Problem

    Array = numpy.typing.NDArray[numpy.float64]

# Of numpy's types of elements, those of real numbers, and of Python's own objects.
REAL_KINDS = "biufO"


def jacobian_of(name: str, problem: Problem) -> Array:
    """What the function `module:function` returns at the problem's point, as an array of floats.

    It is called with the inputs in order: floats, and float arrays in their shapes. Raises UsageError if it cannot
    be found, fails, or returns no numbers.
    """
    function = _found(name)
    arguments = _arguments(problem)
    with _failing_as("against-raised", name), contextlib.redirect_stdout(sys.stderr):
        returned = function(*arguments)
        if iscoroutine(returned):
            returned.close()
            raise TypeError("it is asynchronous")
    with _failing_as("against-not-numbers", name):
        return _array(returned, problem)


def _found(name: str) -> Callable[..., Any]:
    module, _, path = name.partition(":")
    if not module or not path:
        raise UsageError("against-text", text=name)
    with _failing_as("against-import", module), _current_folder(), contextlib.redirect_stdout(sys.stderr):
        found: Any = import_module(module)
    for attribute in path.split("."):
        found = getattr(found, attribute, None)
    if not callable(found):
        raise UsageError("against-missing", module=module, name=path)
    return found  # type: ignore[no-any-return]


@contextlib.contextmanager
def _current_folder() -> Iterator[None]:
    """Modules are looked for in the current folder first, for a while."""
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)


def _words(error: BaseException) -> str:
    """What an error says, if it can."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001  whatever the person's code raises
        return "…"


@contextlib.contextmanager
def _failing_as(code: str, name: str) -> Iterator[None]:
    """Whatever the person's code raises becomes a UsageError of one line."""
    try:
        yield
    except (KeyboardInterrupt, TimeUp):
        raise
    except BaseException as error:
        reason = " ".join(f"{type(error).__name__}: {_words(error)}".split())
        raise UsageError(code, name=name, reason=reason) from error


def _arguments(problem: Problem) -> list[Any]:
    from jacli.analysis.batched import floats_of

    assert problem.point is not None
    values = [floats_of(problem.point[name], name) for name, _ in problem.program.inputs]
    return [value if value.shape else value[()] for value in values]


def _array(returned: Any, problem: Problem) -> Array:
    """A numpy, torch or jax array or nested lists; a tuple with a block per input is joined."""
    import numpy as np

    if isinstance(returned, (tuple, list)) and any(hasattr(block, "shape") for block in returned):
        blocks = [_floats(block) for block in returned]
        if isinstance(returned, tuple) and len(blocks) == len(problem.wrt):
            return np.concatenate(_matrices(blocks, problem), axis=1)
        return np.stack(blocks)
    return _floats(returned)


def _matrices(blocks: Sequence[Array], problem: Problem) -> list[Array]:
    """The block of each input as outputs by elements."""
    from jacli.graph.shapes import size

    graph, nodes = problem.program.graph, dict(problem.program.inputs)
    sizes = [size(graph.shapes[nodes[name]]) for name in problem.wrt]
    return [block.reshape(-1, length) for block, length in zip(blocks, sizes, strict=True)]


def _floats(returned: Any) -> Array:
    import numpy as np

    if hasattr(returned, "detach"):
        returned = returned.detach().cpu()
    if np.ma.is_masked(returned):
        raise TypeError("some elements are masked")
    found = np.asarray(returned)
    if found.dtype.kind not in REAL_KINDS:
        raise TypeError(f"elements of type {found.dtype}")
    return found.astype(np.float64)
