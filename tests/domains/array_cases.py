"""Calls of every array function, with what numpy says: for lowering, for its rules, and for other domains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from jacli.graph.functions import TABLE
from jacli.graph.operation import Shape
from jacli.graph.shapes import bind_index
from jacli.graph.terms import Term
from tests.programs import Program

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A call on operands of these shapes; `oracle` takes their values. `parameter` replaces what would be bound."""

    name: str
    shapes: tuple[Shape, ...]
    oracle: Callable[..., Any]
    statics: Sequence[Any] = ()
    named: Mapping[str, Any] = field(default_factory=dict)
    parameter: Any = None

    def __str__(self) -> str:
        own = [*map(str, self.statics), *(f"{k}={v}" for k, v in self.named.items())]
        return "-".join([self.name, *map(str, self.shapes), *own, *([str(self.parameter)] if self.parameter else [])])

    def values(self, seed: int = 0, lead: Shape = ()) -> list[Array]:
        """Operands in general position: no ties, no zeros; matrices far from singular, of positive determinant."""
        source = np.random.default_rng(seed)
        found = [source.uniform(0.3, 2.0, lead + s) * source.choice([-1.0, 1.0], lead + s) for s in self.shapes]
        if TABLE[self.name].kind == "matrix" and self.shapes[0][0] and self.name != "adjugate":
            found[0] = found[0] / 2 + 2 * np.eye(self.shapes[0][0])
        return found

    def program(self) -> tuple[Program, list[Term], Term]:
        program = Program()
        inputs = [program.input(f"x{k}", *s) for k, s in enumerate(self.shapes)]
        if self.parameter is not None:
            return program, inputs, program.apply(self.name, *inputs, parameter=self.parameter)
        return program, inputs, program.call(self.name, *inputs, statics=self.statics, **self.named)


def case(name: str, *shapes: Shape, oracle: Callable[..., Any], statics: Sequence[Any] = (), **named: Any) -> Case:
    return Case(name, shapes, oracle, statics, named)


def made(name: str, *shapes: Shape, oracle: Callable[..., Any], parameter: Any) -> Case:
    """A row that a program does not call, with its parameter as the reader or a derivative makes it."""
    return Case(name, shapes, oracle, parameter=parameter)


def indexed(shape: Shape, *items: Any) -> Case:
    return made("index", shape, oracle=lambda x: x[items], parameter=bind_index(shape, items))


def _put(shape: Shape, places: Sequence[int]) -> Callable[[Array], Array]:
    def oracle(u: Array) -> Array:
        found = np.zeros(shape)
        np.add.at(found.reshape(-1), np.array(places, dtype=int), u.ravel())
        return found

    return oracle


def _update(places: Sequence[int]) -> Callable[..., Array]:
    def oracle(x: Array, *values: Array) -> Array:
        found = x.copy()
        for place, value in zip(places, values, strict=True):
            found.reshape(-1)[place] = value
        return found

    return oracle


def _norm(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
    return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))


def _logsumexp(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims))


def _softmax(x: Array, axis: int = -1) -> Any:
    return np.exp(x) / np.exp(x).sum(axis, keepdims=True)


def _adjugate(a: Array) -> Array:
    n = len(a)
    minors = [[np.linalg.det(np.delete(np.delete(a, j, 0), i, 1)) for j in range(n)] for i in range(n)]
    return np.array([[(-1) ** (i + j) * minors[i][j] for j in range(n)] for i in range(n)])


CASES = [
    case("broadcast", (3,), oracle=lambda x: np.broadcast_to(x, (2, 3)), statics=(2, 3)),
    case("broadcast", (), oracle=lambda x: np.broadcast_to(x, (2, 2)), statics=((2, 2),)),
    case("broadcast", (2, 1, 3), oracle=lambda x: np.broadcast_to(x, (4, 2, 5, 3)), statics=(4, 2, 5, 3)),
    case("reshape", (2, 3), oracle=lambda x: x.reshape(3, 2), statics=(3, -1)),
    case("reshape", (), oracle=lambda x: x.reshape(1, 1), statics=(1, 1)),
    case("transpose", (2, 3), oracle=lambda x: x.T),
    case("transpose", (2, 3, 4), oracle=lambda x: x.transpose(1, 2, 0), statics=(1, 2, 0)),
    case("transpose", (2, 3, 4), oracle=lambda x: x.transpose(2, 0, 1), statics=(-1, 0, 1)),
    indexed((3,), [0, 0, 2]),
    indexed((3, 4), 1),
    indexed((3, 4), slice(None, None, -2), 0),
    indexed((2, 3, 4), 0, slice(None), [0, 1]),
    indexed((2, 3, 4), [1, 0, 1], slice(0, 3, 2), [3, 3, 0]),
    indexed((2, 3), ..., None, [2, 2, 1, 0]),
    made("take", (2, 3), oracle=lambda x: x.ravel()[[5, 0, 5, 1]].reshape(2, 2), parameter=((5, 0, 5, 1), (2, 2))),
    made("put", (4,), oracle=_put((2, 3), (5, 0, 5, 1)), parameter=((5, 0, 5, 1), (2, 3))),
    made("put", (2, 2), oracle=_put((3,), (0, 0, 0, 2)), parameter=((0, 0, 0, 2), (3,))),
    made("update", (2, 3), (), (), oracle=_update((4, 0)), parameter=(4, 0)),
    made("update", (3,), (), (), oracle=_update((1, 1)), parameter=(1, 1)),
    case("flip", (2, 3), oracle=np.flip),
    case("flip", (2, 3), oracle=lambda x: np.flip(x, 1), axis=-1),
    case("roll", (2, 3), oracle=lambda x: np.roll(x, 2), statics=(2,)),
    case("roll", (2, 3), oracle=lambda x: np.roll(x, -4, 1), statics=(-4,), axis=1),
    case("tril", (3, 4), oracle=np.tril),
    case("tril", (3, 3), oracle=lambda x: np.tril(x, -1), k=-1),
    case("triu", (4, 3), oracle=lambda x: np.triu(x, 1), k=1),
    case("triu", (3, 3), oracle=lambda x: np.triu(x, -1), statics=(-1,)),
    case("diag", (3, 4), oracle=np.diag),
    case("diag", (4, 3), oracle=lambda x: np.diag(x, -2), k=-2),
    case("diag", (3,), oracle=np.diag),
    case("diag", (2,), oracle=lambda x: np.diag(x, 2), statics=(2,)),
    case("diag", (2,), oracle=lambda x: np.diag(x, -1), k=-1),
    case("diag", (2, 2), oracle=lambda x: np.diag(x, 5), k=5),
    case("diag", (0, 0), oracle=lambda x: np.diag(x, -1), k=-1),
    made("array", (2,), (2,), (2,), oracle=lambda *x: np.array(x), parameter=None),
    made("array", (), (), oracle=lambda *x: np.array(x), parameter=None),
    case("stack", (2, 3), (2, 3), oracle=lambda *x: np.stack(x)),
    case("stack", (2, 3), (2, 3), oracle=lambda *x: np.stack(x, 1), axis=1),
    case("stack", (2,), (2,), (2,), oracle=lambda *x: np.stack(x, -1), axis=-1),
    case("concatenate", (2,), (3,), oracle=lambda *x: np.concatenate(x)),
    case("concatenate", (2, 1), (2, 3), (2, 2), oracle=lambda *x: np.concatenate(x, 1), axis=-1),
    case("concatenate", (0, 2), (3, 2), oracle=lambda *x: np.concatenate(x)),
    case("sum", (2, 3), oracle=np.sum),
    case("sum", (2, 3, 2), oracle=lambda x: x.sum((0, -1)), axis=(0, -1)),
    case("sum", (2, 3), oracle=lambda x: x.sum(1, keepdims=True), axis=1, keepdims=True),
    case("sum", (2, 0), oracle=lambda x: x.sum(1), axis=1),
    case("cumsum", (2, 3), oracle=np.cumsum),
    case("cumsum", (2, 3), oracle=lambda x: x.cumsum(0), axis=0),
    case("cumsum", (2, 3, 2), oracle=lambda x: x.cumsum(1), axis=-2),
    case("matmul", (3,), (3,), oracle=np.matmul),
    case("matmul", (2, 3), (3,), oracle=np.matmul),
    case("matmul", (3,), (3, 2), oracle=np.matmul),
    case("matmul", (2, 3), (3, 4), oracle=np.matmul),
    case("matmul", (3,), (4, 3, 2), oracle=np.matmul),
    case("matmul", (4, 2, 3), (3,), oracle=np.matmul),
    case("matmul", (4, 2, 3), (3, 2), oracle=np.matmul),
    case("matmul", (2, 3), (4, 3, 2), oracle=np.matmul),
    case("matmul", (2, 1, 2, 3), (4, 3, 1), oracle=np.matmul),
    case("amax", (2, 3), oracle=np.max),
    case("amax", (2, 3), oracle=lambda x: x.max(0), axis=0),
    case("amin", (2, 3, 2), oracle=lambda x: x.min((0, 2), keepdims=True), axis=(0, 2), keepdims=True),
    case("amin", (1,), oracle=np.min),
    case("norm", (2, 3), oracle=_norm),
    case("norm", (2, 3), oracle=lambda x: _norm(x, 1), axis=1),
    case("norm", (3, 2), oracle=lambda x: _norm(x, 0, True), axis=0, keepdims=True),
    case("logsumexp", (4,), oracle=_logsumexp),
    case("logsumexp", (2, 3), oracle=lambda x: _logsumexp(x, 1, True), axis=1, keepdims=True),
    case("logsumexp", (2, 0), oracle=lambda x: _logsumexp(x, 0), axis=0),
    *(case("det", (n, n), oracle=np.linalg.det) for n in (1, 2, 3, 4, 5, 8)),
    *(case("inv", (n, n), oracle=np.linalg.inv) for n in (1, 2, 3, 5)),
    *(case("logdet", (n, n), oracle=lambda a: np.linalg.slogdet(a)[1]) for n in (1, 2, 4)),
    *(case("solve", (n, n), (n,), oracle=np.linalg.solve) for n in (1, 2, 3, 5)),
    case("solve", (3, 3), (3, 2), oracle=np.linalg.solve),
    *(case("adjugate", (n, n), oracle=_adjugate) for n in (1, 2, 3, 4, 5)),
    case("mean", (2, 3), oracle=np.mean),
    case("mean", (2, 3), oracle=lambda x: x.mean(1, keepdims=True), axis=1, keepdims=True),
    case("var", (2, 3), oracle=np.var),
    case("var", (2, 3), oracle=lambda x: x.var(1, ddof=1), axis=1, ddof=1),
    case("std", (4,), oracle=np.std),
    case("std", (2, 3), oracle=lambda x: x.std(0, keepdims=True), axis=0, keepdims=True),
    *(case("prod", (n,), oracle=np.prod) for n in (1, 2, 3, 7, 8)),
    case("prod", (3, 5, 2), oracle=lambda x: x.prod(1), axis=1),
    case("prod", (2, 3), oracle=lambda x: x.prod((0, 1), keepdims=True), axis=(0, 1), keepdims=True),
    case("cumprod", (5,), oracle=np.cumprod),
    case("cumprod", (2, 3), oracle=np.cumprod),
    case("cumprod", (2, 5, 2), oracle=lambda x: x.cumprod(1), axis=1),
    case("softmax", (4,), oracle=_softmax),
    case("softmax", (3, 2), oracle=lambda x: _softmax(x, 0), axis=0),
    case("softmax", (0, 2), oracle=lambda x: x, axis=0),
    case("dot", (), (3,), oracle=np.dot),
    case("dot", (3,), (3,), oracle=np.dot),
    case("dot", (2, 3), (3, 2), oracle=np.dot),
    case("outer", (2,), (3,), oracle=np.outer),
    case("outer", (2, 2), (3,), oracle=np.outer),
    case("kron", (2,), (3,), oracle=np.kron),
    case("kron", (2, 2), (1, 3), oracle=np.kron),
    case("kron", (2,), (2, 2), oracle=np.kron),
    case("cross", (3,), (3,), oracle=np.cross),
    case("trace", (3, 3), oracle=np.trace),
    case("trace", (2, 3), oracle=np.trace),
    case("norm1", (2, 3), oracle=lambda x: np.abs(x).sum()),
    case("norm1", (2, 3), oracle=lambda x: np.abs(x).sum(0), axis=0),
    case("norm_inf", (2, 3), oracle=lambda x: np.abs(x).max()),
    case("norm_inf", (2, 3), oracle=lambda x: np.abs(x).max(1, keepdims=True), axis=1, keepdims=True),
]
