"""The Python API: names, types, shapes, laziness, and the same numbers as the command line."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

import jacli

BUILTIN = ["x1**3+2*x2**2+3*x3", "3*x1+2*x2**2+x3**3", "2*x1+x2**3+3*x3**2"]


def test_all_names_exist_and_nothing_else_is_public() -> None:
    assert sorted(jacli.__all__) == jacli.__all__
    public = {name for name in vars(jacli) if not name.startswith("_")}
    modules = {name for name in public if type(getattr(jacli, name)) is type(sys)}
    assert public - modules - {"annotations"} == set(jacli.__all__) - {"__version__"}


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, jacli; print([m for m in ('click', 'rich', 'sympy', 'numpy', 'mpmath') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_answers_need_neither_click_nor_rich() -> None:
    code = (
        "import sys, jacli; r = jacli.vjp('x*y', at={'x': 1, 'y': 2}); r.formula, r.value, r.notes, r.document(); "
        "print([m for m in ('click', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_jacobian_of_a_product() -> None:
    result = jacli.jacobian("x*y", at={"x": 1, "y": 2})
    assert result.outputs == ("f",)  # the input y has the name
    assert result.inputs == ("x", "y")
    assert result.value.shape == (1, 2)
    np.testing.assert_array_equal(result.value, [[2.0, 1.0]])
    x, y = result.symbols["x"], result.symbols["y"]
    assert result.formula == sympy.ImmutableDenseMatrix([[y, x]])
    assert x == sympy.Symbol("x")
    assert result.exact == ((Fraction(2), Fraction(1)),)
    assert result.status == "ok"


def test_formulas_can_be_substituted_and_differentiated() -> None:
    result = jacli.jacobian("x**2*sin(y)")
    x, y = result.symbols["x"], result.symbols["y"]
    assert result.formula[0, 0].subs({x: 3, y: sympy.pi / 2}) == 6
    assert sympy.diff(result.formula[0, 1], x) == 2 * x * sympy.cos(y)


def test_values_need_a_point() -> None:
    with pytest.raises(ValueError, match="at="):
        _ = jacli.grad("x*y").value


def test_vjp_of_the_builtin_example() -> None:
    result = jacli.vjp(BUILTIN, [3, 2, 1], at={"x1": 1, "x2": 2, "x3": 3})
    np.testing.assert_array_equal(result.value, [17, 52, 81])
    np.testing.assert_array_equal(result.primal, [18, 38, 37])
    assert [str(f) for f in result.formula] == ["9*x1**2 + 8", "3*x2**2 + 20*x2", "6*x3**2 + 6*x3 + 9"]
    assert result.by_input["x2"] == 52


def test_vjp_without_weights_is_refused() -> None:
    with pytest.raises(jacli.UsageError, match="grad can be implicitly created only for scalar outputs"):
        jacli.vjp("x*y, x+y", at={"x": 1, "y": 2})


def test_matrices_keep_their_shapes() -> None:
    a, b = np.array([[1, 2], [3, 4]]), np.array([[1, 2, 3], [4, 5, 6]])
    problem = jacli.Problem("c = a @ b", at={"a": a, "b": b})
    assert problem.inputs == ("a", "b")
    assert problem.outputs == ("c",)
    gradient = problem.grad()
    np.testing.assert_array_equal(gradient.by_input["a"], [[6, 15], [6, 15]])
    np.testing.assert_array_equal(gradient.by_input["b"], [[4, 4, 4], [6, 6, 6]])
    weights = np.array([[1, 0, 0], [0, 0, 2]])
    np.testing.assert_array_equal(problem.vjp(weights).by_input["a"], weights @ b.T)
    assert problem.jacobian().value.shape == (6, 10)
    assert problem.jacobian().by_input["b"].shape == (6, 2, 3)


def test_order_choice_and_shapes() -> None:
    result = jacli.jacobian("x*y*z, x", variables="z,y,x", wrt=["x", "z"], of=["f"], at={"x": 1, "y": 2, "z": 3})
    assert result.inputs == ("x", "z")
    np.testing.assert_array_equal(result.value, [[6, 2]])
    assert jacli.grad("sum(x**2)", shapes={"x": (3,)}).inputs == ("x[0]", "x[1]", "x[2]")


def test_floats_only() -> None:
    result = jacli.grad("sin(x)*y", at={"x": 0.5, "y": 2}, numeric=True)
    np.testing.assert_allclose(result.value, [2 * np.cos(0.5), np.sin(0.5)], rtol=1e-15)
    assert result.exact == (None, None)
    assert result.formula == (None, None)


def test_digits_determinant_and_tidying() -> None:
    result = jacli.jacobian("r*cos(t), r*sin(t)", at={"r": 2, "t": "pi/4"}, det=True, digits=30)
    assert str(result.determinant) == "r"
    assert result.answer.result.rows[0][0][1].decimal == "0.707106781186547524400844362105"
    assert jacli.grad("(x**2-1)/(x-1)", simplify=True).formula == (1,)


def test_numbers_of_every_kind_count_exactly() -> None:
    at = {"a": Fraction(1, 3), "b": "1/3", "c": 0.1, "d": np.float64(0.1), "e": sympy.Rational(1, 3)}
    result = jacli.grad("a*b*c*d*e", at=at, variables="a,b,c,d,e")
    assert result.exact[0] == Fraction(1, 900)


def test_integers_may_be_long() -> None:
    long = 10**5000
    assert jacli.grad("x**2", at={"x": long}).exact == (2 * long,)
    assert jacli.grad("x*y", at=[long, Fraction(1, long)]).exact == (Fraction(1, long), long)
    assert jacli.vjp("x*y, x", [long, -1], at=[1, 2]).exact == (2 * long - 1, long)
    assert jacli.vjp("y = x**2\ny.backward(x)", at={"x": long}).exact == (2 * long**2,)
    with pytest.raises(jacli.UsageError, match=r"Try --at '1000.*…,1'"):
        jacli.grad("x*y", at=[long])
    with pytest.raises(jacli.LimitReached, match="--max-digits"):
        jacli.grad("x**2", at={"x": long}, limits=jacli.Limits(digits=4000))


def test_a_limit_may_be_beyond_all_floats() -> None:
    limits = jacli.Limits(digits=10**400, nodes=10**400, precision_bits=10**400, formula_total=10**400)
    assert jacli.grad("sin(x)", at={"x": 0}, limits=limits).exact == (1,)


def test_kinks_and_undefined_entries_are_told() -> None:
    result = jacli.jacobian("abs(x), log(x)", at={"x": 0})
    assert result.status == "undefined"
    assert np.isnan(result.value[1, 0])
    assert any("-1 from the left and 1 from the right" in note for note in result.notes)


@pytest.mark.parametrize(
    ("program", "at", "value", "primal", "names"),
    [
        ("x*y", {"x": 10**400, "y": 2}, [2, np.inf], [np.inf], "f, y: "),
        ("x*y", {"x": -(10**400), "y": 2}, [2, -np.inf], [-np.inf], "f, y: "),
        ("exp(x)", {"x": 1000}, [np.inf], [np.inf], "y, x: "),
    ],
)
def test_a_finite_number_beyond_doubles_is_told(
    program: str, at: dict[str, int], value: list[float], primal: list[float], names: str
) -> None:
    result = jacli.grad(program, at=at)
    assert (list(result.value), list(result.primal), result.status) == (value, primal, "ok")
    (note,) = result.notes
    assert note.startswith(names)
    assert "inf" in note
    (told,) = result.document()["notes"]
    assert (told["kind"], told["code"]) == ("precision", "beyond-doubles")


@pytest.mark.parametrize(
    ("program", "at", "text"),
    [
        ("exp(x)", -1000, "5.0759588975494568e-435"),
        ("x**3", "1e-200", "3.0000000000000000e-400"),
        ("1e-310*x", 1, "1.0000000000000000e-310"),
        ("-exp(x)", -800, "-3.6678745841776872e-348"),
    ],
)
def test_a_number_below_doubles_is_told(program: str, at: Any, text: str) -> None:
    result = jacli.grad(program, at={"x": at})
    assert abs(result.value[0]) < 1e-307
    document = result.document()
    assert document["result"]["value"] == [text]
    (told,) = document["notes"]
    assert (told["kind"], told["code"], document["status"]) == ("precision", "below-doubles", "ok")


@pytest.mark.parametrize(("program", "at"), [("sin(x)", 0), ("x", "1e-307"), ("sin(1)**2 + cos(1)**2 - 1 + 0*x", 1)])
def test_what_a_double_holds_is_no_note(program: str, at: Any) -> None:
    assert not jacli.grad(program, at={"x": at}).notes


def test_many_numbers_beyond_doubles_are_one_note() -> None:
    result = jacli.jacobian("y = 10**400*x", at={"x": [1, 2, 3]})
    (note,) = result.notes
    assert note.startswith("y[0], y[1], y[2], ∂y[0]/∂x[0], ∂y[1]/∂x[1] and 1 more: ")
    assert jacli.grad("y = x/0.1**300", at={"x": 2}).notes == ()


def test_document_is_what_the_command_line_prints() -> None:
    command = [sys.executable, "-m", "jacli", "vjp", *BUILTIN, "--at", "1,2,3", "--w", "3,2,1", "--format", "json"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert jacli.vjp(BUILTIN, [3, 2, 1], at=[1, 2, 3]).document() == json.loads(printed)


def test_unknown_options_are_named() -> None:
    with pytest.raises(TypeError, match="numerik"):
        jacli.jacobian("x", numerik=True)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (lambda: jacli.Problem("x*y", at=[1, 2], foo=3), "shapes, variables, wrt"),  # type: ignore[call-arg]
        (lambda: jacli.Problem("x*y", at=[1, 2]).jacobian(foo=1), "numeric, repeat"),  # type: ignore[call-arg]
        (lambda: jacli.Problem("x*y", at=[1, 2]).vjp(1, foo=1), "numeric, repeat"),  # type: ignore[call-arg]
        (lambda: jacli.Problem("x*y", at=[1, 2]).grad(foo=1), "numeric, repeat"),  # type: ignore[call-arg]
    ],
)
def test_unknown_options_of_a_problem_are_named(asked: Callable[[], object], known: str) -> None:
    with pytest.raises(TypeError, match=f"unknown option 'foo'; there are .*{known}"):
        asked()


@pytest.mark.parametrize("program", [b"x", [1], ["x", None], 5, None])
def test_a_program_is_text(program: Any) -> None:
    with pytest.raises(jacli.UsageError, match=r"a program is a text, or a list of texts; (int|bytes|NoneType) is"):
        jacli.jacobian(program)


def test_a_program_of_no_texts_is_refused() -> None:
    with pytest.raises(jacli.UsageError, match="nothing here to read"):
        jacli.jacobian([])


def test_errors_are_python_errors_too() -> None:
    with pytest.raises(NameError, match="did you mean sin"):
        jacli.grad("sinn(x)")
    with pytest.raises(ValueError, match="column"):
        jacli.grad("x +* y")
    assert issubclass(jacli.LimitReached, RuntimeError)


def test_records_are_frozen() -> None:
    result = jacli.grad("x**2", at={"x": 3})
    with pytest.raises(AttributeError):
        result.answer.status = "kink"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        result.inputs = ()  # type: ignore[misc]
    for name in ("value", "primal", "exact", "formula", "by_input", "symbols", "_answer", "foo"):
        with pytest.raises(AttributeError, match=name):
            setattr(result, name, 3)
        with pytest.raises(AttributeError, match=name):
            delattr(result, name)


def test_what_a_result_holds_cannot_be_written_to() -> None:
    product = jacli.jacobian("c = a * b", at={"a": [[1, 2], [3, 4]], "b": 2})
    calls = jacli.grad("x**2", at={"x": 3}, repeat=2)
    arrays = [product.value, product.primal, *product.by_input.values(), calls.value, calls.calls, calls.accumulated]
    before = product.document()
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[..., 0] = 99
    for mapping in (product.by_input, product.symbols):
        with pytest.raises(TypeError):
            mapping["a"] = 99  # type: ignore[index]
    assert product.document() == before
    written = product.value.copy()
    written[0, 0] = 99
    assert product.value[0, 0] == 2


def test_a_result_can_be_copied() -> None:
    result = jacli.grad("x**2", at={"x": 3})
    assert result.value == [6]
    assert copy.copy(result).value == [6]


def test_conventions_at_kinks() -> None:
    assert jacli.grad("abs(x)", at={"x": 0}, kink="right").value == [1]
    with pytest.raises(jacli.UndefinedResult, match="-1 from the left and 1 from the right"):
        jacli.grad("abs(x)", at={"x": 0}, kink="error")


@pytest.mark.parametrize(("kink", "hint"), [("JAX", "did you mean jax"), ("compare", "one of: torch"), (None, "None")])
@pytest.mark.parametrize("point", [0, 1])
def test_an_unknown_convention_is_refused(kink: Any, hint: str, point: int) -> None:
    with pytest.raises(jacli.UsageError, match=f"kink cannot be .*{hint}"):
        jacli.grad("abs(x)", at={"x": point}, kink=kink)


def test_the_api_speaks_english_unless_asked() -> None:
    found = jacli.grad("abs(x)", at={"x": 0})
    (english,), (chinese,) = found.notes, found.notes_in("zh")
    assert "not differentiable" in english
    assert "不可导" in chinese
    assert found.document("zh")["notes"][0]["text"] == chinese
    assert found.document()["notes"][0]["text"] == english
    with pytest.raises(jacli.UsageError) as caught:
        jacli.vjp("x, 2*x", at={"x": 0})
    assert "Weights say" in str(caught.value)
    assert str(caught.value) == caught.value.message()
    assert "权重" in caught.value.message("zh")


def test_calls_of_backward_add_up() -> None:
    found = jacli.vjp("x**2, x*y", [1, 2], at={"x": 3, "y": 2}, repeat=3)
    np.testing.assert_array_equal(found.calls, [[10.0, 6.0]] * 3)
    np.testing.assert_array_equal(found.accumulated, [[10.0, 6.0], [20.0, 12.0], [30.0, 18.0]])
    np.testing.assert_array_equal(found.value, found.accumulated[-1])
    assert [str(formula) for formula in found.formula] == ["6*x + 6*y", "6*x"]
    assert any("zero_grad()" in note for note in found.notes)
    assert len(found.document()["runs"]) == 3
    once = jacli.grad("x**2", at={"x": 3})
    np.testing.assert_array_equal(once.accumulated, [[6.0]])
    np.testing.assert_array_equal(
        jacli.Problem("x**2", at={"x": 3}).grad(repeat=2, numeric=True).accumulated, [[6], [12]]
    )


@pytest.mark.parametrize("value", [0, -1, -100, 1.5, True, "2", float("nan"), np.float64(2)])
@pytest.mark.parametrize("name", ["repeat", "digits"])
def test_repetitions_and_digits_are_whole_numbers(name: str, value: Any) -> None:
    options: Any = {name: value}
    with pytest.raises(jacli.UsageError, match=f"{name} takes a whole number of at least 1, not "):
        jacli.grad("x**2", at={"x": 3}, **options)


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    options: Any = {"digits": np.int64(30), "repeat": np.int8(2)}
    found = jacli.grad("sin(x)", at={"x": 1}, **options)
    assert found.answer.result.rows[0][0][1].decimal == "1.08060461173627943480187321489"
    assert found.value == [2 * np.cos(1)]


def test_a_jacobian_has_no_calls_to_repeat() -> None:
    options: Any = {"repeat": 2}
    with pytest.raises(TypeError, match="vjp and grad"):
        jacli.jacobian("x**2", **options)
