"""Numbers as text: exact ones as people write them or as the language reads them, and doubles at their shortest."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from jacli.graph.nodes import SHORT_BITS, integer_text, rational_text

# A terminating fraction of more significant digits stays a fraction.
DECIMAL_DIGITS = 15
# Beyond so many zeros a decimal is written with an exponent.
MOST_ZEROS = 20


def exact_text(number: Fraction | Any, *, ascii: bool = False, decimal: bool = False) -> str:  # noqa: A002
    """An exact number, a Fraction or a sympy number, as `2/3`, `√2/2`, `π/4`, `log(3)`.

    With `ascii` the text is of the language (`sqrt(2)/2`). With `decimal`, terminating fractions of up to 15
    digits are decimals.
    """
    if isinstance(number, (int, Fraction)):
        return fraction_text(Fraction(number), decimal=decimal)
    if number.is_Rational:
        return fraction_text(Fraction(int(number.p), int(number.q)), decimal=decimal)
    from jacli.emit.formula_text import formula_text, number_for_people

    return formula_text(number) if ascii else number_for_people(number)


def fraction_text(number: Fraction, *, decimal: bool = False) -> str:
    """`2/3`, `-1/2`, `7`; as a decimal if that is wanted and possible."""
    if decimal:
        text = decimal_text(number)
        if text is not None:
            return text
    return rational_text(number)


def decimal_text(number: Fraction) -> str | None:
    """The decimal of a terminating fraction (`0.125`, `1e-30`), None if it has more than 15 digits."""
    places = _decimal_places(number.denominator)
    if places is None:
        return None
    scaled = abs(number.numerator) * 10**places // number.denominator
    if not scaled:
        return "0"
    digits = integer_text(scaled)
    significant = digits.rstrip("0")
    if not places:
        if len(digits) <= MOST_ZEROS:
            return integer_text(number.numerator)
        if len(significant) > DECIMAL_DIGITS:
            return None
    elif len(significant) > DECIMAL_DIGITS:
        return None
    return ("-" if number < 0 else "") + _placed(digits, significant, places)


def _placed(digits: str, significant: str, places: int) -> str:
    """The digits with a point before the last `places` of them, or with an exponent."""
    exponent = len(digits) - 1 - places
    if -6 <= exponent <= MOST_ZEROS:
        padded = digits.rjust(places + 1, "0")
        return f"{padded[:-places]}.{padded[-places:].rstrip('0')}".rstrip(".") if places else padded
    mantissa = f"{significant[0]}.{significant[1:]}".rstrip(".")
    return f"{mantissa}e{exponent}"


def _decimal_places(denominator: int) -> int | None:
    """The places after the point of 1/denominator, None if they never end."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    if rest.bit_length() > SHORT_BITS:
        return None
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def value_text(value: float, significant: int | None = None) -> str:
    """A double at its shortest, or rounded to significant digits: `18`, `0.1`, `1e-30`, `inf`, `undefined`."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    text = repr(value) if significant is None else f"{value:.{significant}g}"
    mantissa, _, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    if mantissa == "-0":
        mantissa = "0"
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa
