"""`make bench`: every figure a ratio taken in one run, or a growth between two sizes; never a timed test.

Each line names what was measured, the figure, the bar, and whether it was met. The process exits 0 either way:
machines are shared and noisy.
"""

from __future__ import annotations

import compileall
import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import processes, workloads

REPEATS = 7
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Figure:
    """One measurement: what, the number, its unit and the bar, which it meets if it is `below` (or above)."""

    what: str
    number: float
    unit: str
    bar: float
    below: bool = True
    detail: str = ""

    def __str__(self) -> str:
        met = self.number <= self.bar if self.below else self.number >= self.bar
        sign = "≤" if self.below else "≥"
        row = f"{'met ' if met else 'MISS'}  {self.number:9.3g} {self.unit:<8} {sign} {self.bar:<7g} {self.what}"
        return f"{row}  ({self.detail})" if self.detail else row


def fastest(function: Callable[[], Any], repeats: int = REPEATS) -> float:
    """The least wall seconds of several calls: the one that the machine disturbed least."""
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - start)
    return best


# ── whole processes ───────────────────────────────────────────────────────────────────────────────────────


def start_up() -> Iterator[Figure]:
    """Start-up as an installed package has it: compiled."""
    compileall.compile_dir(ROOT / "jacli", quiet=1)
    click = processes.python("import click")
    sympy = processes.python("import sympy")
    for options in ("--help", "--help --lang zh", "--version"):
        found, ours, theirs = processes.ratio(processes.jacli(*options.split()), click)
        detail = f"{ours:.3f} s, {theirs:.3f} s"
        yield Figure(f"jacli {options} against importing click", found, "×", 2.0, detail=detail)
    found, ours, theirs = processes.ratio(processes.jacli("vjp", "--numeric", "--w", "3,2,1"), sympy)
    yield Figure("jacli vjp --numeric against importing sympy", found, "×", 0.4, detail=f"{ours:.3f} s, {theirs:.3f} s")
    found, ours, theirs = processes.ratio(processes.jacli("show"), sympy)
    yield Figure("jacli show against importing sympy", found, "×", 1.6, detail=f"{ours:.3f} s, {theirs:.3f} s")


# ── in process ────────────────────────────────────────────────────────────────────────────────────────────


def jacobian_values(texts: list[str], point: dict[str, float], shapes: dict[str, tuple[int, ...]] | None = None) -> int:
    """From text to the values of all nonzeros in floats; returns their number."""
    from jacli.calculus.operators import jacobian
    from jacli.domains import evaluation
    from jacli.domains.lowering import INPUT, flat_names, lower
    from jacli.language.program import SourceText
    from jacli.language.reader import read

    program = read([SourceText(f"text {k}", text) for k, text in enumerate(texts)], shapes=shapes or {})
    lowered = lower(program.graph, [node for _, node in program.outputs])
    graph = lowered.graph
    outputs = [e for _, node in program.outputs for e in lowered.elements[node]]
    names = [flat for name, node in program.inputs for flat in flat_names(name, program.graph.shapes[node])]
    rows = jacobian(graph, outputs, [graph.node(INPUT, (), name) for name in names])
    wanted = [node for row in rows for node in row.values()]
    values = evaluation.evaluate(graph, graph.reached([*wanted, *outputs]), point, evaluation.plain())
    return sum(1 for node in wanted if values[node] is not None)


def pendulum() -> Iterator[Figure]:
    from sympy.simplify._cse_diff import _forward_jacobian

    for links in (5, 8):
        model = workloads.pendulum(links)
        point = {name: 0.3 + k / 40 for k, name in enumerate(model.names)}
        ours = fastest(partial(jacobian_values, model.texts, point), 15)
        classic = fastest(partial(_uncached, partial(model.forcing.jacobian, model.symbols)), 2)
        forward = fastest(partial(_uncached, partial(_forward_jacobian, model.forcing, model.symbols)), 2)
        detail = f"{ours * 1e3:.1f} ms"
        yield Figure(f"pendulum n={links}: sympy.Matrix.jacobian over ours", classic / ours, "×", 60, False, detail)
        yield Figure(f"pendulum n={links}: sympy's _forward_jacobian over ours", forward / ours, "×", 40, False, detail)


def _uncached(function: Callable[[], Any]) -> None:
    """sympy keeps what it computed; a second run would only look it up."""
    from sympy.core.cache import clear_cache

    clear_cache()
    function()


def brusselator() -> Iterator[Figure]:
    seconds = {}
    for cells in (1000, 10000):
        text, point = workloads.brusselator(cells), workloads.brusselator_point(cells)
        seconds[cells] = fastest(partial(jacobian_values, [text], point), 5 if cells == 1000 else 3)
    yield Figure("Brusselator: 10,000 cells over 1,000", seconds[10000] / seconds[1000], "×", 13)
    yield Figure("Brusselator: text to 80,000 nonzeros", seconds[10000], "s", 2.5)
    yield Figure("Brusselator: memory of the process", _peak_memory("brusselator", 10000), "MB", 400)


def _peak_memory(name: str, size: int) -> float:
    """Peak memory in MB of a fresh process that does one workload."""
    code = (
        "import resource; from benchmarks import run, workloads; "
        f"run.jacobian_values([workloads.{name}({size})], workloads.{name}_point({size})); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    return int(done.stdout) / 1024


def speelpenning() -> Iterator[Figure]:
    sizes = (100, 1000, 10000, 100000)
    for name, text, shapes in (
        ("names", workloads.product_of_names, None),
        ("elements", workloads.product_of_elements, "x"),
    ):
        per_variable = {}
        for n in sizes:
            source = text(n)
            point = _product_point(n, shapes)
            given: dict[str, tuple[int, ...]] | None = {"x": (n,)} if shapes else None
            seconds = fastest(partial(jacobian_values, [source], point, given), 30 if n < 10000 else 3)
            per_variable[n] = seconds / n
        spread = max(per_variable.values()) / min(per_variable.values())
        detail = ", ".join(f"{v * 1e6:.1f}" for v in per_variable.values()) + " µs a variable"
        yield Figure(f"product of {name}, n = 100 … 100,000: spread per variable", spread, "×", 2, detail=detail)
    yield Figure("product: operations of value and gradient over those of the value", _operations(1000), "×", 4)


def _product_point(n: int, shapes: str | None) -> dict[str, float]:
    return {(f"x[{i}]" if shapes else f"x{i + 1}"): 1 + (i % 7 - 3) / 1000 for i in range(n)}


def _operations(n: int) -> float:
    """Nodes with arguments that value and gradient evaluate, over those of the value."""
    from jacli.calculus.operators import jacobian
    from jacli.language.program import SourceText
    from jacli.language.reader import read

    program = read([SourceText("product", workloads.product_of_names(n))])
    outputs = [node for _, node in program.outputs]
    (row,) = jacobian(program.graph, outputs, [node for _, node in program.inputs])
    count = [
        sum(1 for k in program.graph.reached(w) if program.graph.arguments[k])
        for w in (outputs, [*outputs, *row.values()])
    ]
    return count[1] / count[0]


def arrays() -> Iterator[Figure]:
    import numpy as np

    from jacli.analysis.batched import pullback_of, pulled
    from jacli.language.program import SourceText
    from jacli.language.reader import read

    n = 16000
    point = {f"x[{i}]": i / n for i in range(n)}
    seconds = fastest(lambda: jacobian_values(["sin(x*x)"], point, {"x": (n,)}), 3)
    yield Figure("sin(x*x), n = 16,000: sparse Jacobian", seconds, "s", 1.5)
    rng = np.random.default_rng(1)
    a, b, w = (rng.random((400, 400)) for _ in range(3))

    def by_batch() -> None:
        program = read([SourceText("c", "c = a @ b")], shapes={"a": (400, 400), "b": (400, 400)})
        pulled(pullback_of(program, ("a", "b")), {"a": a, "b": b}, {"c": w})

    def by_numpy() -> None:
        w @ b.T, a.T @ w

    ours, theirs = fastest(by_batch, 30), fastest(by_numpy, 30)
    yield Figure(
        "c = a @ b, 400×400: VJP over the two numpy products", ours / theirs, "×", 3, detail=f"{ours * 1e3:.1f} ms"
    )


def large_gradient() -> Iterator[Figure]:
    """An array of 100,000 numbers, as `grad --numeric` differentiates it."""
    from jacli.analysis.answer import answer
    from jacli.analysis.records import Request
    from jacli.language.problem import problem
    from jacli.language.program import SourceText

    read = problem([SourceText("text", "sum(x**2)")], at=["x=arange(100000)"])
    seconds = fastest(lambda: answer(read, "grad", Request(numeric=True, formulas=False)))
    yield Figure("sum(x**2), 100,000 elements: gradient under --numeric", seconds, "s", 0.6)


def long_texts() -> Iterator[Figure]:
    """Ten times the size, with formulas: linear means about 10."""
    from jacli.analysis.answer import answer
    from jacli.analysis.records import Request
    from jacli.graph.limits import Limits
    from jacli.language.problem import problem
    from jacli.language.program import SourceText

    cases: list[tuple[str, Callable[[int], str], int, list[str]]] = [
        ("sum", workloads.long_sum, 100_000, []),
        ("product", lambda n: "*".join(f"x{i % 100}" for i in range(n)), 100_000, []),
        ("nested parentheses", workloads.nested_parentheses, 10_000, []),
        ("nested sines", workloads.nested_sines, 5_000, []),
        ("lines of a program", workloads.long_program, 5_000, []),
        ("lines y[k] = …", workloads.element_assignments, 5_000, ["x"]),
    ]
    for name, text, size, vectors in cases:
        seconds = []
        for n in (size // 10, size):
            source = [SourceText("text", text(n))]
            shapes = [f"{v}={n}" for v in vectors]
            read = problem(source, shape=shapes)
            request = Request(sparse=True, limits=Limits(nodes=10_000_000))
            start = time.perf_counter()
            answer(problem(source, shape=shapes), "jacobian" if len(read.program.inputs) > 0 else "grad", request)
            seconds.append(time.perf_counter() - start)
        detail = f"{seconds[1]:.1f} s with formulas"
        yield Figure(f"{size:,} {name}, over {size // 10:,}", seconds[1] / seconds[0], "×", 15, detail=detail)


def domain_guard() -> Iterator[Figure]:
    """How much slower floats are for being watched."""
    from benchmarks import guard

    for name, found in guard.overheads():
        yield Figure(f"{name}: what the domain guard adds", 100 * found, "%", 15)


GROUPS: dict[str, Callable[[], Iterator[Figure]]] = {
    "start-up": start_up,
    "pendulum": pendulum,
    "brusselator": brusselator,
    "speelpenning": speelpenning,
    "arrays": arrays,
    "large gradient": large_gradient,
    "long texts": long_texts,
    "domain guard": domain_guard,
}


def main(names: list[str]) -> None:
    for name, group in GROUPS.items():
        if not names or name in names:
            print(f"── {name}")
            for figure in group():
                print(figure, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"── peak memory of this process {peak:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
