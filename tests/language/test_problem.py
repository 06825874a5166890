"""Problems: points, weights, shapes and names that fit a program, and where they come from."""

from __future__ import annotations

import io
import re
import shlex
import tomllib
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jacli.language.files
from jacli.errors import InputFileError, JacliError, LanguageError, LimitReached, UsageError
from jacli.graph.limits import Limits
from jacli.language.point import indexed_family
from jacli.language.problem import Problem, listed_names, problem, problem_of_values, shapes_of_texts
from jacli.language.problem_file import problem_texts, write_problem_file
from jacli.language.program import SourceText
from jacli.render.messages import catalogue, text
from jacli.render.messages.values_en import TEXTS
from tests.effort import is_linear

F = Fraction
HA = "х U+0445 CYRILLIC SMALL LETTER HA"
Cases = Sequence[tuple[str, dict[str, Any], dict[str, Any]]]


def texts(*programs: str) -> list[SourceText]:
    return [SourceText(f"expression {k}", program) for k, program in enumerate(programs, 1)]


def solved(program: str, **options: Any) -> Problem:
    options = {key: [given] if isinstance(given, str) else given for key, given in options.items()}
    return problem(texts(program), **options)


def caught(call: Any, *arguments: Any, **options: Any) -> JacliError:
    """The error that the call ends with; its text must fit its fields."""
    with pytest.raises(JacliError) as error:
        call(*arguments, **options)
    code, fields = error.value.code, error.value.fields
    assert code not in TEXTS or not text(code, fields).startswith(code)
    return error.value


def point(found: Problem) -> dict[str, list[Any]]:
    assert found.point is not None
    return {name: list(value.elements) for name, value in found.point.items()}


def runs(found: Problem) -> list[list[Any]]:
    return [list(run) for run in found.weights]


def direction(found: Problem) -> list[Any] | None:
    return None if found.direction is None else list(found.direction)


def inputs(found: Problem) -> list[str]:
    return [name for name, _ in found.program.inputs]


# ── points ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("program", "options", "expected"),
    [
        ("x*y", {"at": "3,4"}, {"x": [3], "y": [4]}),
        ("x*y", {"at": ["3", "4"]}, {"x": [3], "y": [4]}),
        ("x*y", {"at": "y=4,x=3"}, {"x": [3], "y": [4]}),
        ("x*y", {"at": ["y=4", "x=3"]}, {"x": [3], "y": [4]}),
        ("x*y", {"at": "4,3", "variables": "y,x"}, {"y": [4], "x": [3]}),
        ("x*y", {"at": "4,3", "variables": ["y", "x"]}, {"y": [4], "x": [3]}),
        ("x10 + x2", {"at": "2,10"}, {"x2": [2], "x10": [10]}),
        ("sum(x)*y", {"at": "[1,2],3"}, {"x": [1, 2], "y": [3]}),
        ("a @ b", {"at": ["a=[[1,2]]", "b=[3,4]"]}, {"a": [1, 2], "b": [3, 4]}),
        ("pi*x", {"at": "x=2"}, {"x": [2]}),
        ("pi*x", {"at": "pi=3,x=2"}, {"pi": [3], "x": [2]}),
        ("x₁*x₂", {"at": "x₁=1,x2=2"}, {"x1": [1], "x2": [2]}),
        ("x + 0*y", {"at": "1/3,0.1"}, {"x": [F(1, 3)], "y": [F(1, 10)]}),
        ("x*y", {"at": "x=1,y=2", "wrt": "y"}, {"x": [1], "y": [2]}),
        ("sum(A)", {"at": "A=[[1,2]]", "shape": "A=1x2"}, {"A": [1, 2]}),
        ("2 + 3", {}, {}),
    ],
)
def test_points(program: str, options: dict[str, Any], expected: dict[str, list[Any]]) -> None:
    found = point(solved(program, **options))
    assert found == expected
    assert list(found) == list(expected)


@pytest.mark.parametrize(
    ("program", "at", "names"),
    [
        ("x1**3 + 2*x2**2", "1,2,3", ["x1", "x2", "x3"]),
        ("x1 + x3", "1,2,3", ["x1", "x2", "x3"]),
        ("x1 + x3", "1,2", ["x1", "x3"]),
        ("x0 + x2", "5,6,7", ["x0", "x1", "x2"]),
        ("x_1*x_3", "1,2,3", ["x_1", "x_2", "x_3"]),
        ("x₁ + x₃", "1,2,3", ["x1", "x2", "x3"]),
        ("w11*w22", "1,2", ["w11", "w22"]),
        ("x3", "1,2,3", ["x1", "x2", "x3"]),
        ("x2 + x10", ",".join(map(str, range(1, 13))), [f"x{k}" for k in range(1, 13)]),
    ],
)
def test_indexed_families(program: str, at: str, names: list[str]) -> None:
    found = solved(program, at=at)
    assert inputs(found) == names == list(found.wrt)
    assert list(point(found)) == names


@pytest.mark.parametrize(
    ("names", "count"),
    [(["x"], 2), (["x1", "y2"], 3), (["x1", "x"], 3), (["x01"], 2), (["x1", "x3"], 1), (["x0", "x3"], 3), ([], 1)],
)
def test_names_that_are_no_family(names: list[str], count: int) -> None:
    assert indexed_family(names, count) == ()


@given(st.sets(st.integers(0, 30), min_size=1), st.integers(0, 5))
def test_a_family_covers_its_members(indices: set[int], more: int) -> None:
    start = 0 if 0 in indices else 1
    count = max(indices) - start + 1 + more
    family = indexed_family([f"x{k}" for k in indices], count)
    assert family == tuple(f"x{start + k}" for k in range(count))
    if count > 1:
        assert indexed_family([f"x{k}" for k in indices], max(indices) - start) == ()


@pytest.mark.parametrize(
    ("program", "options", "code", "fields"),
    [
        ("x1+x2*x3", {"at": "x1=1,x2=2"}, "missing-values", {"missing": ("x3",), "given": 2, "count": 3}),
        ("x*y*z", {"at": "1,2"}, "missing-values", {"missing": ("z",), "example": "1,2,1"}),
        ("x*y", {"at": "[1, 2]"}, "missing-values", {"missing": ("y",), "example": "'1, 2'"}),
        ("x*y", {"at": "1 2"}, "two-values", {"left": "1", "right": "2"}),
        ("x*y", {"at": "x=1 y=2"}, "comma-between-values", {"example": "x=1,y=2"}),
        ("x*y", {"at": "x=1 ; y = 2"}, "comma-between-values", {"example": "'x=1,y = 2'"}),
        ("x*y", {"at": "x=1;y=2"}, "comma-between-values", {"example": "x=1,y=2"}),
        ("x*y", {"at": "x=[1,2] y=2"}, "comma-between-values", {"example": "'x=[1,2],y=2'"}),
        ("x*y", {"at": "x=1,y=2 z=3"}, "comma-between-values", {"example": "y=2,z=3"}),
        ("x*y", {"at": "1 y=2"}, "comma-between-values", {"example": "1,y=2"}),
        ("x*y", {"at": "x:1,y:2"}, "colon-after-name", {"example": "x=1"}),
        ("x*y", {"at": "1,2,3"}, "too-many-values", {"extra": "3", "example": "1,2"}),
        ("x*x", {"at": "1,2,3"}, "too-many-values", {"example": "'x=[1,2,3]'"}),
        ("2", {"at": "1"}, "no-inputs", {"given": 1}),
        ("x*y", {"at": "x=1,2"}, "bare-after-named", {"example": "x=[1,2]"}),
        ("x*y", {"at": "x=1,2,3,y=4"}, "bare-after-named", {"example": "x=[1,2,3]"}),
        ("x*y", {"at": "1,y=2"}, "bare-and-named", {"text": "1"}),
        ("x*y", {"at": ["x=1", "2"]}, "bare-and-named", {"text": "2"}),
        ("x*y", {"at": "x=1,x=2"}, "value-twice", {"name": "x", "first": "1", "second": "2"}),
        ("x*y", {"at": ["x=1,y=2", "x=1"]}, "value-twice", {"name": "x"}),
        ("alpha*beta", {"at": "alpah=1,beta=2"}, "unknown-input", {"name": "alpah", "suggestion": "alpha"}),
        ("x*y", {"at": "x=1,y=2,q=3"}, "unknown-input", {"name": "q", "suggestion": None}),
        ("c = x*y", {"at": "x=1,y=2,c=3"}, "assigned-not-input", {"name": "c"}),
        ("sum(alpha @ beta)", {"at": "alpah=[1,2],beta=[1,2]"}, "unknown-input", {"suggestion": "alpha"}),
        (
            "x*y",
            {"at": "х=1,y=2"},
            "unknown-input",
            {"suggestion": "x", "letters": "х U+0445 CYRILLIC SMALL LETTER HA"},
        ),
        ("x*y", {"at": "nan,1"}, "value-not-finite", {"name": None, "text": "nan"}),
        ("x*y", {"wrt": "z"}, "unknown-input", {"option": "--wrt"}),
        ("x", {"shape": "x=1" + "x1" * 32}, "too-many-axes", {"count": 33, "limit": 32}),
        ("x*y", {"wrt": "x,x"}, "name-twice", {"option": "--wrt"}),
        ("x*y", {"wrt": "x,"}, "empty-name", {"option": "--wrt"}),
        ("alpha*x", {"variables": "alpah"}, "unknown-input", {"option": "--vars", "suggestion": "alpha"}),
        ("sum(A)", {"shape": "A=2x3,B=4"}, "unknown-input", {"option": "--shape", "name": "B"}),
        ("sum(A)", {"shape": "A=2x3", "at": "A=1"}, "shape-and-value", {"shape": (2, 3), "given": ()}),
        ("sum(A)", {"shape": "A=2x3", "at": "[[1,2]]"}, "shape-and-value", {"given": (1, 2)}),
        (
            "sum(A)*x",
            {"shape": "A=2x3", "at": "x=1"},
            "missing-values",
            {"missing": ("A",), "example": "'x=1,A=ones(2,3)'"},
        ),
        ("f(x1, x2) = x1*x2", {"at": "1,2,3"}, "too-many-values", {"extra": "3"}),
    ],
)
def test_points_that_do_not_fit(program: str, options: dict[str, Any], code: str, fields: dict[str, Any]) -> None:
    error = caught(solved, program, **options)
    assert isinstance(error, UsageError)
    assert (error.code, {key: error.fields.get(key) for key in fields}) == (code, fields)


@pytest.mark.parametrize("at", ["x=(4 - 2),y = 2", "x=sum([[2], [0]], axis=0)[0],y=1 + 1", "x=2 ,\n y=2"])
def test_what_stands_between_brackets_is_no_second_value(at: str) -> None:
    assert point(solved("x*y", at=at)) == {"x": [2], "y": [2]}


def test_signs_between_values_are_looked_for_once() -> None:
    def work(size: int) -> Callable[[], object]:
        return lambda: caught(solved, "x*y", at=f"x={' ' * size}({'y = ' * size})")

    assert is_linear(work, 200)


def test_what_cannot_be_read_is_told_as_it_is() -> None:
    for program, at in (("x +", "z=1"), ("a @ b", "c=1")):
        assert isinstance(caught(solved, program, at=at), LanguageError)


def test_extra_variables_have_columns() -> None:
    found = solved("x1**2", variables="x1,x2")
    assert found.wrt == ("x1", "x2")
    assert found.point is None


def test_columns() -> None:
    assert solved("x*y*z", wrt="z,x").wrt == ("z", "x")
    assert solved("f(y, x) = x*y**2").wrt == ("y", "x")
    assert solved("f(y, x) = x*y**2", wrt="x").wrt == ("x",)
    assert solved("x' = a*x*y; y' = x - b*y").wrt == ("x", "y")


def test_a_decimal_anywhere_is_remembered() -> None:
    assert not solved("x*y", at="1,2", w="3").decimal
    assert solved("0.5*x", at="1").decimal
    assert solved("x*y", at="1,2.0").decimal
    assert solved("x*y", at="1,2", w="1e2").decimal


# ── weights and directions ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("program", "options", "w", "expected"),
    [
        ("4*x, 2*x, 3*x", {}, "3,2,1", [3, 2, 1]),
        ("4*x, 2*x, 3*x", {}, "[3,2,1]", [3, 2, 1]),
        ("4*x, 2*x, 3*x", {}, "y3=1,y1=3,y2=2", [3, 2, 1]),
        ("x", {}, "1/3", [F(1, 3)]),
        ("z = x @ y", {"at": ["x=[[2,1]]", "y=[[1,2],[3,4]]"]}, "[[1,0]]", [1, 0]),
        ("z = x @ y", {"at": ["x=[[2,1]]", "y=[[1,2],[3,4]]"]}, "1,0", [1, 0]),
        ("z = x @ y", {"at": ["x=[[2,1]]", "y=[[1,2],[3,4]]"]}, "[1,0]", [1, 0]),
        ("z = x @ y", {"at": ["x=[[2,1]]", "y=[[1,2],[3,4]]"]}, "z=[[1,0]]", [1, 0]),
        ("y = 3*x", {"shape": "x=2x2"}, "[[1.0,0.1],[0.01,0.001]]", [1, F(1, 10), F(1, 100), F(1, 1000)]),
        ("y = 3*x", {"shape": "x=2x2"}, "[1,2],[3,4]", [1, 2, 3, 4]),
        ("y = 3*x", {"shape": "x=2x2"}, "1,2,3,4", [1, 2, 3, 4]),
        ("a = 2*x, b = sum(x)", {"shape": "x=2"}, "[1,2],3", [1, 2, 3]),
        ("a = 2*x, b = sum(x)", {"shape": "x=2"}, "1,2,3", [1, 2, 3]),
        ("a = 2*x, b = sum(x)", {"shape": "x=2"}, "b=3,a=[1,2]", [1, 2, 3]),
        ("a = 2*x, b = sum(x)", {"shape": "x=2"}, "ones(3)", [1, 1, 1]),
        ("x' = x*y; y' = x", {}, "x'=1,y'=2", [1, 2]),
    ],
)
def test_weights(program: str, options: dict[str, Any], w: str, expected: list[Any]) -> None:
    assert runs(solved(program, w=w, **options)) == [expected]


def test_weights_without_end() -> None:
    assert len(solved("x", at="2", w=["1"] * 10_000).weights) == 10_000
    calls = "x = torch.tensor(2., requires_grad=True)\ny = x*x\n" + "y.backward(retain_graph=True)\n" * 10_001
    for error in (caught(solved, "x", at="2", w=["1"] * 10_001), caught(solved, calls)):
        assert (error.code, error.fields) == ("too-many-weight-vectors", {"count": 10_001, "limit": 10_000})


def test_each_text_of_weights_is_a_run() -> None:
    assert runs(solved("4*x, 2*x", w=["1,0", "0,1"])) == [[1, 0], [0, 1]]
    assert runs(solved("x, 2*x")) == []


@pytest.mark.parametrize(
    ("program", "w", "code", "fields"),
    [
        ("4*x, 2*x, 3*x", "3,2", "missing-weights", {"missing": ("y3",), "example": "3,2,1", "given": 2, "count": 3}),
        ("4*x, 2*x, 3*x", "[3,2]", "missing-weights", {"missing": ("y3",), "example": "1,1,1"}),
        ("4*x, 2*x", "1,2,3", "too-many-weights", {"example": "1,2", "given": 3}),
        ("4*x, 2*x", "y1=1", "missing-weights", {"missing": ("y2",), "example": "y1=1,y2=0"}),
        ("4*x, 2*x", "y1=1,y3=1", "unknown-slot", {"name": "y3", "names": ("y1", "y2"), "example": "y1=1,y2=1"}),
        ("a = 4*x, c = 2*x", "b=5", "unknown-slot", {"example": "a=5,c=0"}),
        ("a = 4*x, c = [x, x]", "c=[1,2],b=5", "unknown-slot", {"example": "'a=5,c=[1,2]'"}),
        ("first = 4*x, second = [x, x]", "secnd=[1,2]", "unknown-slot", {"example": "'first=0,second=[1,2]'"}),
        ("a = 4*x, c = [x, x]", "b=5,a=1", "unknown-slot", {"example": "'a=1,c=zeros(2)'"}),
        ("alpha = x; beta = x", "alpah=1", "unknown-slot", {"suggestion": None}),
        ("4*x, 2*x", "y1=1,y1=2", "value-twice", {"name": "y1"}),
        ("4*x, 2*x", "y1=1,2", "bare-after-named", {}),
        ("4*x, 2*x", "y1=[1],y2=1", "weight-shape", {"name": "y1", "shape": (), "given": (1,)}),
        ("z = 2*a", "[[1,2,3]]", "weight-shape", {"name": "z", "shape": (2, 2), "given": (1, 3)}),
        ("z = 2*a", "[1,2,3]", "weight-shape", {"given": (3,)}),
        ("z = 2*a", "1,2,3", "missing-weights", {"missing": ("z[1,1]",), "example": "1,2,3,1"}),
        ("4*x, 2*x, 3*x", "[1,2],3", "weights-grouped", {"count": 3, "example": "1,1,1"}),
        ("z = 2*a, s = sum(a)", "1,[[1,2],[3,4]]", "weight-shape", {"name": "z"}),
        ("z = concatenate((ravel(a), ravel(a), ravel(a)))", "1,2", "too-few-weights", {"example": "'ones(12)'"}),
    ],
)
def test_weights_that_do_not_fit(program: str, w: str, code: str, fields: dict[str, Any]) -> None:
    shape = "a=2x2" if "a)" in program or "*a" in program else ()
    error = caught(solved, program, w=w, shape=shape)
    assert (error.code, {key: error.fields.get(key) for key in fields}) == (code, fields)


def test_examples_of_weights_are_right() -> None:
    for w in ("1", "1,2", "1,2,3,4", "[1,2]", "y1=1", "y2=2"):
        error = caught(solved, "4*x, 2*x, 3*x", w=w)
        assert len(solved("4*x, 2*x, 3*x", w=shlex.split(error.fields["example"])).weights[0]) == 3


def test_directions() -> None:
    assert solved("x*y").direction is None
    assert direction(solved("x*y", v="1,2")) == [1, 2]
    assert direction(solved("x*y", v="y=2,x=1")) == [1, 2]
    assert direction(solved("x*y", v="2", wrt="y")) == [2]
    assert direction(solved("sum(x)*y", v="[1,2],3", shape="x=2")) == [1, 2, 3]
    assert caught(solved, "x*y", v="1").code == "missing-weights"


# ── names and shapes ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["A=2x3"], {"A": (2, 3)}),
        (["A=2×3, x = 4", "s=()"], {"A": (2, 3), "x": (4,), "s": ()}),
        (["T=2x3x4"], {"T": (2, 3, 4)}),
        (["x₁=0"], {"x1": (0,)}),
    ],
)
def test_shapes(given: list[str], expected: dict[str, tuple[int, ...]]) -> None:
    assert shapes_of_texts(given, Limits()) == expected


@pytest.mark.parametrize("given", ["A", "A=", "=2", "A=2,3", "A=-1", "A=x", "A=2x", "A=1.5", "A=(2", ""])
def test_texts_that_are_no_shapes(given: str) -> None:
    assert caught(shapes_of_texts, [given], Limits()).code == "shape-text"


def test_shapes_past_the_limit_and_twice() -> None:
    with pytest.raises(LimitReached):
        shapes_of_texts(["A=99999x99999"], Limits())
    assert caught(shapes_of_texts, ["A=2,A=2"], Limits()).code == "name-twice"


@pytest.mark.parametrize("given", [(-1,), (2.7,), "23", ("a",), float("nan"), (float("nan"),), 5, None])
def test_values_that_are_no_shapes(given: Any) -> None:
    assert caught(problem_of_values, texts("sum(x)"), shape={"x": given}).code == "shape-lengths"


def test_shapes_of_values() -> None:
    shapes: Any = {"x₁": [numpy.int64(2), 3], "s": ()}
    found = problem_of_values(texts("x1*s"), shape=shapes)
    assert [found.program.graph.shapes[node] for _, node in found.program.inputs] == [(), (2, 3)]
    assert caught(problem_of_values, texts("x"), shape={"x": (10**5, 10**5)}).code == "too-many-elements"
    assert caught(problem_of_values, texts("x"), shape={"x": (1,) * 33}).code == "too-many-axes"


@pytest.mark.parametrize("option", ["shape", "variables", "wrt", "of"])
def test_names_that_are_no_texts(option: str) -> None:
    options: Any = {option: {5: ()}}
    assert caught(problem_of_values, texts("x"), **options).code == "not-a-name"


def test_a_shape_without_a_value_is_symbolic() -> None:
    found = solved("sum(A)", shape="A=2x3")
    assert found.point is None
    assert found.program.graph.shapes[dict(found.program.inputs)["A"]] == (2, 3)


@pytest.mark.parametrize(("name", "code"), [("__x", "dunder"), ("1x", "not-a-name"), ("x y", "not-a-name")])
def test_what_is_listed_must_be_names(name: str, code: str) -> None:
    with pytest.raises(LanguageError) as caught:
        problem(texts("x"), variables=[name])
    assert caught.value.code == code


def test_many_names_are_compared_once_each() -> None:
    def reading(count: int) -> Callable[[], object]:
        names = [f"x{k}" for k in range(count)]
        point = ",".join(f"{name}=1" for name in names)
        return lambda: problem(texts("+".join(names)), at=[point], variables=[",".join(names)])

    assert is_linear(reading, 100)


def test_many_wrong_names_are_not_all_compared() -> None:
    def reading(count: int) -> Callable[[], object]:
        program = "+".join(f"alpha{k}" for k in range(count))
        return lambda: refused(program, ",".join(f"omega{k}=1" for k in range(count)))

    def refused(program: str, point: str) -> None:
        with pytest.raises(UsageError):
            problem(texts(program), at=[point])

    assert is_linear(reading, 50)


def test_names_may_be_listed_with_commas() -> None:
    assert listed_names(["a, b", "c"], "--of") == ("a", "b", "c")


# ── Python values ─────────────────────────────────────────────────────────────────────────────────────────


def test_problems_of_python_values() -> None:
    found = problem_of_values(texts("sum(x)*y, y"), at={"x": numpy.array([1.5, 2]), "y": "1/3"}, w=[[1, F(2)]])
    assert point(found) == {"x": [F(3, 2), 2], "y": [F(1, 3)]}
    assert runs(found) == [[1, 2]]
    assert found.decimal
    assert point(problem_of_values(texts("x*y"), at=[1, 2])) == {"x": [1], "y": [2]}
    assert point(problem_of_values(texts("x*y"), at="1,2")) == {"x": [1], "y": [2]}
    assert point(problem_of_values(texts("x1 + x3"), at=(1, 2, 3))) == {"x1": [1], "x2": [2], "x3": [3]}
    assert direction(problem_of_values(texts("x*y"), v={"x": 1, "y": 2}, shape={"x": ()})) == [1, 2]
    assert problem_of_values(texts("x*y")).point is None
    assert problem_of_values(texts("x*y"), wrt=["y"], variables=["y", "x"]).wrt == ("y",)


@pytest.mark.parametrize(
    "w", [[[1, 2], [3, 4]], numpy.array([[1, 2], [3, 4]]), [1, 2, 3, 4], {"y": [[1, 2], [3, 4]]}, "1,2,3,4"]
)
def test_weights_of_python_values(w: object) -> None:
    assert runs(problem_of_values(texts("y = 3*x"), w=[w], shape={"x": (2, 2)})) == [[1, 2, 3, 4]]


@pytest.mark.parametrize("w", [numpy.zeros(0), [], {}, {"y": []}, numpy.zeros((0, 3)), "zeros(0)"])
def test_weights_of_an_output_without_elements(w: object) -> None:
    assert runs(problem_of_values(texts("y = 3*x"), w=[w], shape={"x": (0,)})) == [[]]
    assert caught(problem_of_values, texts("y = 3*x"), w=[w]).code in ("missing-weights", "weight-shape")


def test_python_values_that_do_not_fit() -> None:
    assert caught(problem_of_values, texts("x*y"), at={"x": 1, "z": 2}).code == "unknown-input"
    assert caught(problem_of_values, texts("x*y"), at={"x": 1, "": 2}).fields == {"name": '""'}
    assert caught(problem_of_values, texts("x*y"), at=[1]).code == "missing-values"
    assert caught(problem_of_values, texts("x*y"), at={"x": None, "y": 1}).code == "value-type"
    assert caught(problem_of_values, texts("x, y"), w=[[1]]).code == "missing-weights"


# ── where problems come from ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_built_in_example(folder: Path) -> None:
    found = problem_texts().with_options(w=["3,2,1"]).problem()
    assert point(found) == {"x1": [1], "x2": [2], "x3": [3]}
    assert runs(found) == [[3, 2, 1]]
    assert [name for name, _ in found.program.outputs] == ["y1", "y2", "y3"]
    assert found.source.kind == "builtin"


def test_the_project_file(folder: Path) -> None:
    (folder / "jacli.toml").write_text('program = "x*y"\nat = "3,4"\n')
    found = problem_texts()
    assert (found.source.kind, found.source.path, found.at) == ("project", "jacli.toml", ("3,4",))
    assert problem_texts(["x"]).source.kind == "arguments"
    (folder / "jacli.toml").write_text("program = ")
    assert caught(problem_texts).code == "file-invalid"


def test_program_files_and_standard_input(folder: Path) -> None:
    (folder / "f.txt").write_text("u = x*y\n", encoding="utf-8")
    found = problem_texts(["u + 1"], "f.txt")
    assert [text.name for text in found.program] == ["f.txt", "expression 1"]
    assert found.source.kind == "file"
    assert found.source.path == "f.txt"
    assert found.source.text == "u = x*y\n\nu + 1"
    found = problem_texts(["-"], stdin=io.BytesIO(b"x**2"))
    assert (found.program, found.source.kind) == ((SourceText("standard input", "x**2"),), "stdin")
    found = problem_texts([], "-", stdin=io.BytesIO(b"x**2"))
    assert (found.program[0].text, found.source.kind) == ("x**2", "stdin")


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "file-empty"), (b"\xff", "file-not-utf8"), (b"x" * 5_000_000, "file-too-large")]
)
def test_standard_input_that_cannot_be_read(content: bytes, code: str) -> None:
    assert caught(problem_texts, ["-"], stdin=io.BytesIO(content)).code == code


def test_standard_input_is_read_once() -> None:
    assert caught(problem_texts, ["-", "-"]).code == "stdin-twice"
    assert caught(problem_texts, ["-"], "-").code == "stdin-twice"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("at = [1, 2.5]", {"at": ("1,2.5",)}),
        ('at = ["1/3", "2"]', {"at": ("1/3", "2")}),
        ('at = {x = [1, 2], y = "1/3", z = 0.1}', {"at": ("x=[1,2],y=1/3,z=0.1",)}),
        ("at = [[1, 2], [3, -4]]", {"at": ("[1,2],[3,-4]",)}),
        ("at = 3", {"at": ("3",)}),
        ('w = ["1,0", "0,1"]', {"w": ("1,0", "0,1")}),
        ("w = [3, 2, 1]", {"w": ("3,2,1",)}),
        ('v = "1,2"', {"v": ("1,2",)}),
        ('vars = "y,x"\nwrt = ["x", "y"]\nof = "u"', {"vars": ("y,x",), "wrt": ("x", "y"), "of": ("u",)}),
        ('shape = "A=2x3"', {"shape": ("A=2x3",)}),
        ('shape = ["A=2x3", "x=4"]', {"shape": ("A=2x3", "x=4")}),
        ('shape = {A = [2, 3], x = 4, s = [], T = "1x2"}', {"shape": ("A=2x3", "x=4", "s=()", "T=1x2")}),
        ("", {"at": (), "w": ()}),
    ],
)
def test_problem_files(folder: Path, content: str, expected: dict[str, tuple[str, ...]]) -> None:
    (folder / "p.toml").write_text(f'program = ["u = x", "u*y"]\n{content}\n')
    found = problem_texts([], "p.toml")
    assert [text.text for text in found.program] == ["u = x", "u*y"]
    assert {key: getattr(found, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file-empty"),
        ("at = 1", "problem-without-program"),
        ('program = " "', "problem-without-program"),
        ("program = []", "problem-without-program"),
        ("program = 3", "problem-needs-strings"),
        ('program = ["x", 3]', "problem-needs-strings"),
        ('program = "x"\natt = "1"', "problem-key"),
        ('program = "x"\nat = true', "problem-needs-values"),
        ('program = "x"\nat = []', "problem-needs-values"),
        ('program = "x"\nat = 2020-01-01', "problem-needs-values"),
        ('program = "x"\nat = [2020-01-01]', "problem-needs-values"),
        ('program = "x"\nat = [nan]', "value-not-finite"),
        ('program = "x"\nat = {x = inf}', "value-not-finite"),
        ('program = "x"\nvars = 3', "problem-needs-strings"),
        ('program = "x"\nshape = {x = [1.5]}', "problem-needs-lengths"),
        ('program = "x"\nrepeat = 0', "problem-needs-count"),
        ('program = "x"\nprogram = "y"', "file-invalid"),
    ],
)
def test_problem_files_that_are_wrong(folder: Path, content: str, code: str) -> None:
    (folder / "p.toml").write_text(content)
    error = caught(problem_texts, [], "p.toml")
    assert error.code == code
    assert isinstance(error, UsageError)
    if isinstance(error, InputFileError):
        assert error.fields["path"] == "p.toml"


def test_options_stand_in_place_of_those_of_the_file(folder: Path) -> None:
    (folder / "p.toml").write_text('program = "x*y"\nat = "1,2"\nw = "3"\n')
    found = problem_texts([], "p.toml").with_options(at=["5,6"], w=[], wrt=("x",))
    assert (found.at, found.w, found.wrt) == (("5,6",), ("3",), ("x",))


PROGRAM = 'program = "u = a*x, s = x + c"\n'


@pytest.mark.parametrize(
    ("content", "at", "expected"),
    [
        ("at = {a = 1, c = 2, x = 3}", ["x=9"], [1, 2, 9]),
        ("at = {a = 1, c = 2, x = 3}", ["x=9", "a=8"], [8, 2, 9]),
        ("at = [1, 2, 3]", ["c=1/3"], [1, F(1, 3), 3]),
        ("at = [1, 2]", ["a=4,c=5,x=6"], [4, 5, 6]),
        ("at = {a = 1, c = 2, x = 3}", ["4,5,6"], [4, 5, 6]),
        ('vars = "x"\nat = "1,2,3"', ["x=9"], [9, 2, 3]),
    ],
)
def test_a_point_by_name_leaves_the_other_values_of_the_file(
    content: str, at: list[str], expected: list[Any], folder: Path
) -> None:
    (folder / "p.toml").write_text(PROGRAM + content)
    found = problem_texts([], "p.toml").with_options(at=at).problem()
    names = [name for name, _ in found.program.inputs]
    assert [point(found)[name] for name in names] == [[value] for value in expected]


def test_a_family_in_order_is_changed_by_name(folder: Path) -> None:
    (folder / "p.toml").write_text('program = "x1*x3"\nat = [1, 2, 3]')
    found = problem_texts([], "p.toml").with_options(at=["x2=7"]).problem()
    assert point(found) == {"x1": [1], "x2": [7], "x3": [3]}


@pytest.mark.parametrize(
    ("content", "at", "code"),
    [
        ("at = {a = 1, c = 2, x = 3}", "y=1", "unknown-input"),
        ("at = {a = 1, c = 2}", "a=1", "missing-values"),
        ("at = [1, 2]", "a=1", "missing-values"),
        ("at = {a = 1, c = 2, x = 3}", "4,5", "missing-values"),
    ],
)
def test_a_point_that_is_not_whole_with_the_file(content: str, at: str, code: str, folder: Path) -> None:
    (folder / "p.toml").write_text(PROGRAM + content)
    assert caught(problem_texts([], "p.toml").with_options(at=[at]).problem).code == code


@pytest.mark.parametrize(
    ("content", "w", "expected"),
    [
        ("w = {u = 5, s = 6}", ["s=1"], [[5, 1]]),
        ("w = [5, 6]", ["u=1"], [[1, 6]]),
        ("w = [5, 6]", ["u=1", "s=2"], [[1, 6], [5, 2]]),
        ("w = [5, 6]", ["1,2"], [[1, 2]]),
        ('w = ["5,6", "7,8"]', ["u=1,s=2"], [[1, 2]]),
    ],
)
def test_weights_by_name_leave_the_other_weights_of_the_file(
    content: str, w: list[str], expected: list[Any], folder: Path
) -> None:
    (folder / "p.toml").write_text(PROGRAM + content)
    assert runs(problem_texts([], "p.toml").with_options(w=w).problem()) == expected


def test_of_several_runs_none_completes_a_name(folder: Path) -> None:
    (folder / "p.toml").write_text(PROGRAM + 'w = ["5,6", "7,8"]')
    assert caught(problem_texts([], "p.toml").with_options(w=["u=1"]).problem).code == "missing-weights"


def test_a_shape_by_name_leaves_the_other_shapes_of_the_file(folder: Path) -> None:
    (folder / "p.toml").write_text('program = "A@x"\nshape = {A = "2x3", x = 3}')
    found = problem_texts([], "p.toml").with_options(shape=["A=5x3"]).problem()
    assert [found.program.graph.shapes[node] for _, node in found.program.inputs] == [(5, 3), (3,)]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3),
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=2),
)
def test_what_is_written_is_read_back(program: list[str], at: list[str]) -> None:
    written = tomllib.loads(write_problem_file(program, at=at))
    assert written["program"] == (program if len(program) > 1 else program[0])
    assert written.get("at", []) == (at if len(at) > 1 else at[0] if at else [])


def test_a_written_problem_is_the_same_problem(folder: Path) -> None:
    program = ['u = x*y # "quoted" \\ π', "u**2\nu + 1"]
    options: dict[str, Any] = {"at": ["x=1,y=2"], "w": ["1,0,2", "0,1,3"], "wrt": ["x,y"]}
    (folder / "jacli.toml").write_text(write_problem_file(program, **options, repeat=2), encoding="utf-8")
    found = problem_texts()
    assert found.repeat == found.problem().repeat == 2
    assert [text.text for text in found.program] == program
    assert {key: list(getattr(found, key)) for key in options} == options
    assert runs(found.problem()) == [[1, 0, 2], [0, 1, 3]]


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("y[0] = x**2; y[1] = x", "y = zeros(2) first"),
        ("y[0, 0] = x\ny[1][2] = x", "y = zeros(2, 3) first"),
        ("y[n - 1] = x", "y = zeros(3) first"),
        ("y = [1, 2]; y[i] = x", "an index must be a constant whole number"),
        ("y = [1, 2]; y[1.5] = x", "an index must be a constant whole number"),
    ],
)
@pytest.mark.parametrize("at", ["2", "2,1,3,4", "x=2"])
def test_a_wrong_element_is_told_before_the_count_of_values(program: str, says: str, at: str) -> None:
    error = caught(solved, program, at=at)
    assert says in text(error.code, error.fields)


# ── whole points in files ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["l.json", "l.csv", "column.csv", "l.npy"])
def test_the_array_of_a_file_is_dealt_out_to_the_inputs(folder: Path, name: str) -> None:
    (folder / "l.json").write_text("[2, 3, 4]")
    (folder / "l.csv").write_text("2,3,4\n")
    (folder / "column.csv").write_text("2\n3\n4\n")
    numpy.save(folder / "l.npy", numpy.array([2, 3, 4]))
    at = f"@{name}"
    assert point(solved("x*y + z", at=at)) == {"x": [2], "y": [3], "z": [4]}
    assert point(solved("x**2 + v@v", at=at, shape="v=2")) == {"v": [2, 3], "x": [4]}
    assert point(solved("x1**2 + x2", at=at)) == {"x1": [2], "x2": [3], "x3": [4]}
    assert point(solved("v@v", at=at)) == {"v": [2, 3, 4]}
    assert caught(solved, "x*y", at=at).fields["extra"] == "4"
    assert caught(solved, "a*b*c*d", at=at).fields["missing"] == ("d",)
    assert caught(solved, "x**2 + v@v", at=at, shape="v=3").code == "missing-values"


def test_a_file_that_is_dealt_out_is_changed_by_name(folder: Path) -> None:
    (folder / "l.json").write_text("[2, 3]")
    (folder / "jacli.toml").write_text('program = "x*y"\nat = "@l.json"\n')
    assert point(problem_texts().problem()) == {"x": [2], "y": [3]}
    assert point(problem_texts().with_options(at=["x=5"]).problem()) == {"x": [5], "y": [3]}


# ── hints ─────────────────────────────────────────────────────────────────────────────────────────────────


def hinted(program: str, **options: Any) -> list[str]:
    return [text(remark.code, remark.fields) for remark in solved(program, **options).remarks]


@pytest.mark.parametrize(
    ("program", "options"),
    [
        ("a + b", {"at": "1,2"}),
        ("b + a", {"at": "a=1,b=2"}),
        ("b + a", {"at": "1,2", "variables": "b,a"}),
        ("b + a", {}),
        ("f(b, a) = b + a", {"at": "1,2"}),
        ("x2*x10*x1", {"at": "1,2,3"}),
        ("x2*x10*x1", {"at": "1,2,3,4,5,6,7,8,9,10"}),
        ("w_2*w_1", {"at": "1,2"}),
    ],
)
def test_no_hint_where_the_order_is_as_expected(program: str, options: dict[str, Any]) -> None:
    assert hinted(program, **options) == []


def test_values_in_order_of_names_that_occur_in_another_order() -> None:
    (hint,) = hinted("b*y + a", at="1,1/3,2")
    assert "a = 1, b = 1/3, y = 2; --vars b,y,a" in hint
    (hint,) = hinted(" + ".join("kjihgqfdcba"), at=",".join("12345678901"))
    assert "i = 8 and 3 more; --vars k,j,i,h,g,q,f,d,c,b,a" in hint
    found = solved("b*y + a", at="1,1/3,2", variables="b,y,a")
    assert point(found) == {"b": [1], "y": [F(1, 3)], "a": [2]}


@pytest.mark.parametrize(
    ("program", "example"),
    [
        ("import numpy as np\ndef f(x):\n    return x**2\nx = np.array([1.0, 2.5])\nf(x)", "--at x=[1,2.5]"),
        ("x = 3\ny = x**2", "--at x=3"),
        ("x = 1/3\ny = x**2", "--at x=1/3"),
        ("x = pi\ny = x**2", "--at x=1"),
        ("x = eye(3)\ny = x**2", "--at x=ones(3,3)"),
        ("x = 1/0\ny = x**2", "--at x=1"),
        ("def f(x): return x**2\nf(3)", "--at x=1"),
        ("3", "--at x=1"),
    ],
)
def test_a_program_without_inputs_says_how_to_get_one(program: str, example: str) -> None:
    (hint,) = hinted(program)
    assert hint.endswith(example)


# ── messages ──────────────────────────────────────────────────────────────────────────────────────────────

MODULES = ("data_files", "files", "items", "point", "problem", "problem_file", "values", "weights")
WEIGHT_COUNTS = ("missing-weights", "too-few-weights", "too-many-weights", "weights-grouped")
HINTS = {"bound-by-name", "without-inputs", "assigned-inputs"}
ERRORS = re.compile(r'(?:Error|LimitReached|UndefinedResult|_wrong_type)\(\s*"([a-z0-9-]+)"')


def codes() -> set[str]:
    folder = Path(jacli.language.files.__file__).parent
    found = {code for name in MODULES for code in ERRORS.findall((folder / f"{name}.py").read_text("utf-8"))}
    return found | set(WEIGHT_COUNTS)


def test_every_error_has_a_text_and_every_text_an_error() -> None:
    assert codes() <= catalogue().keys()
    assert TEXTS.keys() <= codes() | HINTS


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_error_is_raised_by_a_test(code: str) -> None:
    tests = [Path(__file__).with_name(f"test_{name}.py").read_text("utf-8") for name in ("files", "values", "problem")]
    assert f'"{code}"' in "".join(tests)
