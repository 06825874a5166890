"""Numbers as text: exact ones, decimals, thousands of digits, doubles."""

from __future__ import annotations

import math
import sys
from fractions import Fraction

import pytest
import sympy

from jacli.emit.number_text import decimal_text, exact_text, value_text
from jacli.graph.nodes import integer_text

F = Fraction

EXACT = [
    (F(2, 3), "2/3", "2/3"),
    (F(-1, 2), "-1/2", "-0.5"),
    (F(7), "7", "7"),
    (F(0), "0", "0"),
    (F(1, 8), "1/8", "0.125"),
    (F(123456789012345, 10**10), "24691357802469/2000000000", "12345.6789012345"),
    (F(1234567890123456, 10**10), "19290123283179/156250000", "19290123283179/156250000"),
    (F(1, 2**60), f"1/{2**60}", f"1/{2**60}"),
    (F(-1, 20), "-1/20", "-0.05"),
    (F(1, 10**6), "1/1000000", "0.000001"),
    (F(1, 10**30), "1/1" + "0" * 30, "1e-30"),
    (F(-25, 10**31), "-1/4" + "0" * 29, "-2.5e-30"),
    (F(10**30), "1" + "0" * 30, "1e30"),
    (F(10**20 + 1), "100000000000000000001", "100000000000000000001"),
    (sympy.Rational(3, 4), "3/4", "0.75"),
    (sympy.Integer(5), "5", "5"),
    (5, "5", "5"),
]


@pytest.mark.parametrize(("number", "fraction", "decimal"), EXACT)
def test_exact_numbers(number: Fraction, fraction: str, decimal: str) -> None:
    assert exact_text(number) == fraction
    assert exact_text(number, ascii=True) == fraction
    assert exact_text(number, decimal=True) == decimal
    assert F(fraction) == F(decimal) == F(int(number.numerator), int(number.denominator))


def test_irrational_numbers() -> None:
    number = sympy.sqrt(2) / 2
    assert exact_text(number) == "√2/2"
    assert exact_text(number, ascii=True) == "sqrt(2)/2"
    assert exact_text(sympy.pi / 4, ascii=True) == "pi/4"


@pytest.mark.parametrize("digits", [4299, 4300, 4301, 10_000, 100_000])
def test_long_integers(digits: int) -> None:
    before = sys.get_int_max_str_digits()
    number = 10 ** (digits - 1) * 7 + 3
    expected = "7" + "0" * (digits - 2) + "3"
    assert integer_text(number) == expected
    assert integer_text(-number) == "-" + expected
    assert exact_text(F(number, 7 * 11)) == f"{expected}/77"
    assert exact_text(sympy.Integer(number)) == expected
    assert exact_text(F(number), decimal=True) == expected
    assert sys.get_int_max_str_digits() == before


def test_long_denominators_have_no_decimal() -> None:
    assert decimal_text(F(1, 3**20_000)) is None
    assert decimal_text(F(1, 3)) is None


VALUES = [
    (18.0, "18"),
    (0.1, "0.1"),
    (-0.5, "-0.5"),
    (-0.0, "0"),
    (1e20, "1e20"),
    (1e16, "1e16"),
    (1e-30, "1e-30"),
    (1.5e300, "1.5e300"),
    (123456.789, "123456.789"),
    (100.0, "100"),
    (math.inf, "inf"),
    (-math.inf, "-inf"),
    (math.nan, "undefined"),
]


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_doubles(value: float, text: str) -> None:
    assert value_text(value) == text
    if math.isfinite(value):
        assert float(text) == value


def test_rounded_doubles() -> None:
    assert value_text(math.pi, 3) == "3.14"
    assert value_text(100.04, 4) == "100"
    assert value_text(2e-9 / 3, 3) == "6.67e-10"
