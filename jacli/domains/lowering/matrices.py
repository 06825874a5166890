"""Determinants, adjugates, inverses and solutions as polynomials of the elements."""

from __future__ import annotations

from collections.abc import Sequence

from jacli.domains.lowering.arrays import ADD, MUL, Elements, Form, Scalars
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph

SUB, DIV, NEG, LOG = (TABLE[name] for name in ("sub", "div", "neg", "log"))
# Up to this size a determinant is expanded by minors, which reads well; above, by Faddeev and LeVerrier.
MINORS_UP_TO = 7
Matrix = list[list[int]]


def _matrix(x: Elements, columns: int) -> Matrix:
    return [list(x[i : i + columns]) for i in range(0, len(x), columns)] if columns else []


def determinant(graph: Graph, matrix: Matrix) -> int:
    """The determinant of a square matrix of scalar nodes, as a node of the same graph."""
    return _determinant(Scalars(graph), matrix)


def _determinant(scalars: Scalars, a: Matrix) -> int:
    if not a:
        return scalars.constant(1)
    if len(a) <= MINORS_UP_TO:
        return _minor_expansion(scalars, a)
    return _faddeev_leverrier(scalars, a)[0]


def _determinant_and_adjugate(scalars: Scalars, a: Matrix) -> tuple[int, Matrix]:
    if len(a) <= 4:
        return _determinant(scalars, a), _cofactors(scalars, a)
    return _faddeev_leverrier(scalars, a)


def _minor_expansion(scalars: Scalars, a: Matrix) -> int:
    """Determinant by minors of the last rows, each set of columns once: n·2ⁿ products."""
    n = len(a)
    minors: dict[tuple[int, ...], int] = {(j,): a[-1][j] for j in range(n)}
    for i in range(n - 2, -1, -1):
        wider: dict[tuple[int, ...], int] = {}
        for columns in _subsets(n, n - i):
            products = [
                scalars.graph.node(MUL, (a[i][j], minors[columns[:k] + columns[k + 1 :]]))
                for k, j in enumerate(columns)
            ]
            wider[columns] = _alternating(scalars, products)
        minors = wider
    return minors[tuple(range(n))]


def _subsets(n: int, size: int) -> list[tuple[int, ...]]:
    from itertools import combinations

    return list(combinations(range(n), size))


def _alternating(scalars: Scalars, terms: Sequence[int]) -> int:
    node = terms[0]
    for k, term in enumerate(terms[1:]):
        node = scalars.graph.node(ADD if k % 2 else SUB, (node, term))
    return node


def _faddeev_leverrier(scalars: Scalars, a: Matrix) -> tuple[int, Matrix]:
    """Determinant and adjugate without dividing by anything but 1 … n (Gantmacher, Matrix Theory I, IV §5)."""
    n, graph = len(a), scalars.graph
    scalars.room_for(2 * n**4)
    zero, one = scalars.constant(0), scalars.constant(1)
    m = [[one if i == j else zero for j in range(n)] for i in range(n)]
    coefficient = one
    for k in range(1, n + 1):
        if k > 1:
            m = _times(scalars, a, m)
            for i in range(n):
                m[i][i] = graph.node(ADD, (m[i][i], coefficient))
        trace = scalars.total([scalars.inner(a[i], [m[j][i] for j in range(n)]) for i in range(n)])
        coefficient = graph.node(DIV, (graph.node(NEG, (trace,)), scalars.constant(k)))
    if n % 2:
        return graph.node(NEG, (coefficient,)), m
    return coefficient, [[graph.node(NEG, (element,)) for element in row] for row in m]


def _times(scalars: Scalars, a: Matrix, b: Matrix) -> Matrix:
    columns = list(zip(*b, strict=True))
    return [[scalars.inner(row, column) for column in columns] for row in a]


def _cofactors(scalars: Scalars, a: Matrix) -> Matrix:
    """The adjugate from the minors of each row and column."""
    n = len(a)
    result = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            rest = [row[:j] + row[j + 1 :] for k, row in enumerate(a) if k != i]
            minor = _minor_expansion(scalars, rest) if rest else scalars.constant(1)
            result[j][i] = scalars.graph.node(NEG, (minor,)) if (i + j) % 2 else minor
    return result


def det(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """The determinant as a polynomial of the elements."""
    return [_determinant(scalars, _matrix(arguments[0], form.shapes[0][1]))]


def logdet(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """The logarithm of the determinant."""
    return [scalars.graph.node(LOG, (det(scalars, arguments, form)[0],))]


def adjugate(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """The transposed matrix of cofactors."""
    _, cofactors = _determinant_and_adjugate(scalars, _matrix(arguments[0], form.shapes[0][1]))
    return [element for row in cofactors for element in row]


def inv(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Adjugate over determinant."""
    determinant, cofactors = _determinant_and_adjugate(scalars, _matrix(arguments[0], form.shapes[0][1]))
    return [scalars.graph.node(DIV, (element, determinant)) for row in cofactors for element in row]


def solve(scalars: Scalars, arguments: Sequence[Elements], form: Form) -> Elements:
    """Adjugate times right-hand side, over the determinant."""
    determinant, cofactors = _determinant_and_adjugate(scalars, _matrix(arguments[0], form.shapes[0][1]))
    right = _matrix(arguments[1], form.shapes[1][1] if len(form.shapes[1]) == 2 else 1)
    products = _times(scalars, cofactors, right)
    return [scalars.graph.node(DIV, (element, determinant)) for row in products for element in row]
