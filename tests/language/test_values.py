"""Values: texts, files and Python objects become exact numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from pathlib import Path
from typing import Any

import numpy
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from jacli.errors import JacliError, LanguageError, LimitReached, UndefinedResult
from jacli.graph.limits import Limits
from jacli.language.items import items_of_object, items_of_text, normal_name, split_at_commas
from jacli.language.values import Constant, Value, number_of_text, text_of_object, value_of_object, value_of_text
from jacli.render.messages import text
from jacli.render.messages.values_en import TEXTS
from tests.effort import is_linear

LIMITS = Limits()
F = Fraction


def text_value(text: str) -> Value:
    return value_of_text(text, "--at", LIMITS)


def object_value(given: object) -> Value:
    return value_of_object(given, "x", LIMITS)


def numbers(value: Value) -> list[Any]:
    return list(value.elements)


def code_of(call: Any, *arguments: Any) -> str:
    with pytest.raises(JacliError) as caught:
        call(*arguments)
    code, fields = caught.value.code, caught.value.fields
    assert code not in TEXTS or not text(code, fields).startswith(code)
    return code


class Shaped(list[object]):
    """A list that says it has a shape."""

    shape = ("a",)


@Rational.register
class Quotient:
    """A rational number whose denominator may be 0."""

    def __init__(self, numerator: int, denominator: int) -> None:
        self.numerator, self.denominator = numerator, denominator


@pytest.mark.parametrize(
    ("text", "shape", "elements", "decimal"),
    [
        ("1", (), [1], False),
        (" -2 ", (), [-2], False),
        ("+3", (), [3], False),
        ("007", (), [7], False),
        ("0.1", (), [F(1, 10)], True),
        (".5", (), [F(1, 2)], True),
        ("5.", (), [5], True),
        ("1e-3", (), [F(1, 1000)], True),
        ("1E3", (), [1000], True),
        ("[1]", (1,), [1], False),
        ("[1, -2,3]", (3,), [1, -2, 3], False),
        ("[[1,2],[3,4.5]]", (2, 2), [1, 2, 3, F(9, 2)], True),
        ("[ [1 ,2 ,3 ] ]", (1, 3), [1, 2, 3], False),
        ("[[[1,2]],[[3,4]]]", (2, 1, 2), [1, 2, 3, 4], False),
        ("1/3", (), [F(1, 3)], False),
        ("2*(3+4)/7 - 1", (), [1], False),
        ("2**-3", (), [F(1, 8)], False),
        ("(1/2)^2", (), [F(1, 4)], False),
        ("−4", (), [-4], False),
        ("[1/2, 3]", (2,), [F(1, 2), 3], False),
        ("[[1,2],[3,1+3]]", (2, 2), [1, 2, 3, 4], False),
        ("(1,2,3)", (3,), [1, 2, 3], False),
        ("ones(2,2)", (2, 2), [1, 1, 1, 1], False),
        ("eye(2)*0.5", (2, 2), [F(1, 2), 0, 0, F(1, 2)], True),
        ("arange(3)", (3,), [0, 1, 2], False),
        ("[1,2] + 1", (2,), [2, 3], False),
    ],
)
def test_texts(text: str, shape: tuple[int, ...], elements: list[Any], decimal: bool) -> None:
    value = text_value(text)
    assert (value.shape, list(value.elements), value.decimal) == (shape, elements, decimal)
    assert all(isinstance(element, Fraction) for element in value.elements)


@pytest.mark.parametrize(
    "text", ["sqrt(2)", "pi", "e", "atan2(1,2)", "2**(1/2)", "9**9**9", "exp(1000)", "sin(0)", "acos(sqrt(2)**2/2)"]
)
def test_other_constant_expressions_stay(text: str) -> None:
    value = text_value(text)
    (element,) = value.elements
    assert isinstance(element, Constant)
    assert element.graph.shapes[element.node] == ()


@pytest.mark.parametrize("text", ["1/0", "0**-1", "log(-1)", "(-8)**(1/3)", "[1, sqrt(-2)]", "1/(1-1)", "1/log(1)"])
def test_undefined_values_are_refused(text: str) -> None:
    with pytest.raises(UndefinedResult) as caught:
        items_of_text(f"x={text}", "--at", LIMITS)
    assert caught.value.code == "value-undefined"
    assert caught.value.place is not None
    assert caught.value.place.start == 2


def test_an_array_may_hold_both() -> None:
    first, second = text_value("[1/2, sqrt(2)]").elements
    assert first == F(1, 2)
    assert isinstance(second, Constant)


def test_zero_to_the_zero_is_one_and_one_may_have_any_power() -> None:
    assert numbers(text_value("[0**0, 1**(10**30), (-1)**(10**30+1)]")) == [1, 1, -1]


@pytest.mark.parametrize(
    ("text", "code"),
    [("nan", "value-not-finite"), ("-inf", "value-not-finite"), ("1 > 0", "value-is-condition")],
)
def test_texts_that_are_no_values(text: str, code: str) -> None:
    assert code_of(text_value, text) == code


@pytest.mark.parametrize("text", ["x", "[1,2", "1]", "1 2", "[1,[2]]", "[[1],[2,3]]", "[1,,2]", "1..2", "0x10", "@"])
def test_texts_that_are_no_language(text: str) -> None:
    with pytest.raises(LanguageError):
        text_value(text)


@pytest.mark.parametrize("text", ["1e999999999", "1" * 200_000, "zeros(10**9)"])
def test_texts_past_a_limit(text: str) -> None:
    with pytest.raises(LimitReached):
        text_value(text)


def test_long_numbers_are_exact() -> None:
    assert numbers(text_value("9" * 5000)) == [10**5000 - 1]


@given(st.lists(st.lists(st.fractions(), min_size=2, max_size=2), min_size=1, max_size=4))
def test_rows_of_fractions(rows: list[list[Fraction]]) -> None:
    value = text_value(str([[str(x) for x in row] for row in rows]).replace("'", ""))
    assert value.shape == (len(rows), 2)
    assert list(value.elements) == [x for row in rows for x in row]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_counts_as_its_shortest_repr(x: float) -> None:
    expected = [F(repr(x))]
    assert numbers(object_value(x)) == expected
    assert numbers(object_value([x])) == expected
    assert numbers(object_value(numpy.float64(x))) == expected
    assert numbers(text_value(repr(x))) == expected


@given(st.integers())
def test_integers(n: int) -> None:
    assert numbers(object_value(n)) == numbers(text_value(str(n))) == [n]


@pytest.mark.parametrize("text", ["1_000", "٣", "0x1", "1e", "", "1e99999", "--1", "nan", "1/3", "1,2"])
def test_texts_that_are_no_plain_numbers(text: str) -> None:
    assert number_of_text(text) is None


@pytest.mark.parametrize(
    ("given", "shape", "elements", "decimal"),
    [
        (True, (), [1], False),
        (3, (), [3], False),
        (0.1, (), [F(1, 10)], True),
        (-0.0, (), [0], True),
        (F(1, 3), (), [F(1, 3)], False),
        (Decimal("0.30"), (), [F(3, 10)], True),
        ("1/3", (), [F(1, 3)], False),
        ("[1,2]", (2,), [1, 2], False),
        ([1, "1/3", 0.5], (3,), [1, F(1, 3), F(1, 2)], True),
        (((1, 2), [3, 4]), (2, 2), [1, 2, 3, 4], False),
        ([], (0,), [], False),
        ([[], []], (2, 0), [], False),
        (sympy.Rational(2, 3), (), [F(2, 3)], False),
        (sympy.Integer(4), (), [4], False),
        (sympy.Float("0.5"), (), [F(1, 2)], True),
        (numpy.array(2.5), (), [F(5, 2)], True),
        (numpy.array([[1, 2], [3, 4]]), (2, 2), [1, 2, 3, 4], False),
        (numpy.array([0.1, 0.2]), (2,), [F(1, 10), F(1, 5)], True),
        (numpy.array([0.1], dtype=numpy.float32), (1,), [F(1, 10)], True),
        (numpy.float32(0.1), (), [F(1, 10)], True),
        (numpy.float16(0.1), (), [F(1, 10)], True),
        (numpy.int64(7), (), [7], False),
        (numpy.array([True, False]), (2,), [1, 0], False),
        (numpy.array([2**63], dtype=numpy.uint64), (1,), [2**63], False),
        (numpy.array([F(1, 3), 2], dtype=object), (2,), [F(1, 3), 2], False),
        (numpy.array(["1/3"]), (1,), [F(1, 3)], False),
        (numpy.zeros((0, 3)), (0, 3), [], False),
        ([numpy.array([1, 2]), [3, 4]], (2, 2), [1, 2, 3, 4], False),
    ],
)
def test_objects(given: object, shape: tuple[int, ...], elements: list[Any], decimal: bool) -> None:
    value = object_value(given)
    assert (value.shape, list(value.elements), value.decimal) == (shape, elements, decimal)


@pytest.mark.parametrize("number", [sympy.sqrt(2), sympy.pi, sympy.E, sympy.E / 2 + sympy.atan(2)])
def test_irrational_sympy_numbers_stay_expressions(number: sympy.Expr) -> None:
    (element,) = object_value(number).elements
    assert isinstance(element, Constant)


class Tensor:
    """Looks like a tensor of PyTorch."""

    def detach(self) -> Tensor:
        return self

    def cpu(self) -> Tensor:
        return self

    def numpy(self) -> Any:
        return numpy.array([0.1], dtype=numpy.float32)


def test_tensors() -> None:
    assert numbers(object_value(Tensor())) == [F(1, 10)]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "value-type"),
        (object(), "value-type"),
        ({"a": 1}, "value-type"),
        ([1, None], "value-type"),
        (1j, "value-complex"),
        (numpy.array([1j]), "value-complex"),
        (numpy.array(["2020-01-01"], dtype="datetime64[D]"), "value-type"),
        (float("nan"), "value-not-finite"),
        ([1.0, float("inf")], "value-not-finite"),
        (Decimal("nan"), "value-not-finite"),
        (sympy.oo, "value-not-finite"),
        (sympy.nan, "value-not-finite"),
        (sympy.zoo, "value-not-finite"),
        (numpy.array([numpy.nan]), "value-not-finite"),
        (numpy.array([numpy.inf], dtype=numpy.float32), "value-not-finite"),
        ([1, [2]], "ragged-value"),
        ([[1], [2, 3]], "ragged-value"),
        (["[1,2]", 3], "ragged-value"),
        (Decimal("1e9999999"), "too-many-digits"),
        (Quotient(1, 0), "value-not-finite"),
        ([Quotient(0, 0)], "value-not-finite"),
        (Shaped([[], 1]), "ragged-value"),
    ],
)
def test_objects_that_are_no_values(given: object, code: str) -> None:
    assert code_of(object_value, given) == code


def test_the_digits_of_an_integer_have_a_limit() -> None:
    limits, long = Limits(digits=30), 10**30
    right: list[object] = [long - 1, 1 - long, F(1, long - 1), numpy.array([1, long - 1])]
    assert all(value_of_object(number, "x", limits).elements for number in right)
    wrong: list[object] = [long, -long, [1, long], F(1, long), F(long, 7), sympy.Integer(long)]
    assert {code_of(value_of_object, number, "x", limits) for number in wrong} == {"too-many-digits"}


@pytest.mark.parametrize(
    ("given", "beginning", "end"),
    [
        (10**5000, "1000", "0…"),
        (-(10**5000), "-1000", "0…"),
        (F(3, 10**5000), "3/1000", "0…"),
        (sympy.Integer(10**5000), "1000", "0…"),
        ([1, F(1, 2), 10**5000], "[1, 1/2, 1000", "0…"),
        (numpy.array([10**5000, 1]), "[1000", "0…"),
        (["1/3", (2.5, -1)], "[1/3, [2.5, -1]]", "]"),
        ([0] * 10**6, "[0, 0, ", "…"),
        (numpy.float64(0.5), "0.5", "0.5"),
    ],
    ids=range(9),
)
def test_values_as_texts(given: object, beginning: str, end: str) -> None:
    found = text_of_object(given)
    assert found.startswith(beginning)
    assert found.endswith(end)
    assert len(found) <= 40


def test_a_list_has_no_shape_but_its_own() -> None:
    assert object_value(Shaped()).shape == (0,)
    assert object_value(numpy.zeros((2, 0, 3))).shape == (2, 0, 3)


def test_a_list_that_holds_itself_stops() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert code_of(object_value, endless) == "ragged-value"
    endless.append(endless)
    assert code_of(value_of_object, endless, "x", Limits(elements=1000)) == "too-many-elements"


# ── items ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("1,2,3", ["1", "2", "3"]),
        ("[1,2],3", ["[1,2]", "3"]),
        ("x=[[1,2],[3,4]],y=atan2(1,2)", ["x=[[1,2],[3,4]]", "y=atan2(1,2)"]),
        ("", [""]),
        ("1,", ["1", ""]),
        ("[1,2", ["[1,2"]),
        ("1],2", ["1]", "2"]),
    ],
)
def test_commas_outside_brackets_separate(text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in split_at_commas(text)] == pieces


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1,2", [(None, [1]), (None, [2])]),
        ("x=1, y = [2,3]", [("x", [1]), ("y", [2, 3])]),
        ("x₁=1,x₁₂=2", [("x1", [1]), ("x12", [2])]),
        ("x'=1,y′=2", [("x'", [1]), ("y'", [2])]),
        ("λ=1/2", [("λ", [F(1, 2)])]),
        ("sum([1,2],axis=0)", [(None, [3])]),
        ("where(1==1,2,3)*0+4", [(None, None)]),
        ("2x=3", [("2x", [3])]),
        ("x[0]=3", [("x[0]", [3])]),
    ],
)
def test_items(text: str, items: list[tuple[str | None, list[Any] | None]]) -> None:
    found = items_of_text(text, "--at", LIMITS)
    assert [item.name for item in found] == [name for name, _ in items]
    for item, (_, elements) in zip(found, items, strict=True):
        assert elements is None or list(item.value.elements) == elements


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-value"),
        ("1,,2", "empty-value"),
        ("1,", "empty-value"),
        ("x=", "empty-value"),
        ("=3", "value-without-name"),
        ("@", "file-without-path"),
        ("x=@", "file-without-path"),
        ("x²=3", "invalid-character"),
    ],
)
def test_items_that_are_wrong(text: str, code: str) -> None:
    with pytest.raises(JacliError) as caught:
        items_of_text(text, "--at", LIMITS)
    assert caught.value.code.startswith(code)
    assert caught.value.place is not None
    assert caught.value.place.text == text


def test_the_place_of_a_wrong_item() -> None:
    with pytest.raises(JacliError) as caught:
        items_of_text("1, x= ,2", "--at", LIMITS)
    place = caught.value.place
    assert place is not None
    assert place.text[place.start : place.end] == "x="


@pytest.mark.parametrize(("text", "start"), [("1, x = 2 + y", 11), ("x=1,y=[1 2]", 7), ("z٣=1", 0)])
def test_errors_of_the_language_have_their_place_in_the_whole_text(text: str, start: int) -> None:
    with pytest.raises(LanguageError) as caught:
        items_of_text(text, "--at", LIMITS)
    place = caught.value.place
    assert place is not None
    assert (place.name, place.text, place.start) == ("--at", text, start)


def test_items_of_files(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text('{"x₁": 1, "A": [[1, "1/3"], [0.5, 2]]}')
    (tmp_path / "a.csv").write_text("1,2\n3,4\n")
    numpy.save(tmp_path / "a.npy", numpy.array([0.1, 2]))
    x, a = items_of_text(f"@{tmp_path}/p.json", "--at", LIMITS)
    assert (x.name, a.name) == ("x1", "A")
    assert numbers(a.value) == [1, F(1, 3), F(1, 2), 2]
    assert a.value.decimal
    (v, b) = items_of_text(f"v=@{tmp_path}/a.npy, b=@{tmp_path}/a.csv", "--at", LIMITS)
    assert numbers(v.value) == [F(1, 10), 2]
    assert (b.value.shape, numbers(b.value)) == ((2, 2), [1, 2, 3, 4])
    (bare,) = items_of_text(f"@{tmp_path}/a.csv", "--at", LIMITS)
    assert bare.name is None
    assert code_of(items_of_text, f"x=@{tmp_path}/p.json", "--at", LIMITS) == "file-has-names"
    (tmp_path / "p.json").write_text("{}")
    assert code_of(items_of_text, f"@{tmp_path}/p.json", "--at", LIMITS) == "file-empty"
    (tmp_path / "p.json").write_text('{"x": NaN}')
    assert code_of(items_of_text, f"@{tmp_path}/p.json", "--at", LIMITS) == "value-not-finite"
    (tmp_path / "a.csv").write_text("1,nan\n")
    assert code_of(items_of_text, f"@{tmp_path}/a.csv", "--at", LIMITS) == "value-not-finite"


def test_items_of_objects() -> None:
    assert [item.name for item in items_of_object({"x₁": 1, "y": [2]}, "at", LIMITS)] == ["x1", "y"]
    assert [item.value.shape for item in items_of_object([1, [2, 3]], "at", LIMITS)] == [(), (2,)]
    assert len(items_of_object(numpy.array([1.0, 2.0]), "at", LIMITS)) == 2
    assert len(items_of_object(3, "at", LIMITS)) == 1
    assert len(items_of_object("1,2", "at", LIMITS)) == 2


def test_names_are_those_of_the_language() -> None:
    assert [normal_name(text) for text in (" x₁ ", "x′", "é")] == ["x1", "x'", "é"]


@pytest.mark.parametrize("rows", [1, 40])
def test_large_arrays_take_linear_effort(rows: int) -> None:
    def work(size: int) -> Callable[[], object]:
        numbers = [[(i * size + j) / 7 for j in range(size)] for i in range(rows)]
        text, array = str(numbers), numpy.array(numbers)

        def read() -> None:
            shape = (rows, size)
            assert text_value(text).shape == shape
            assert object_value(array).shape == shape
            assert items_of_text(f"x={text}", "--at", LIMITS)[0].value.shape == shape

        return read

    assert is_linear(work, 4_000 // rows)
