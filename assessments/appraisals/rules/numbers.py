"""Exact numbers: decimals in, fractions inside, rounded once and half up; no binary float anywhere."""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import NamedTuple

_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,12})?", re.ASCII)
_MOST = 10**15

Ratio = tuple[int, int]
"""An exact number as two whole ones, the lower above 0, not cut down.

A cell of a computation is one: to cut down and to make an object is most of what a `Fraction` costs.
"""


def exact(given: object) -> Fraction | None:
    """The number that a text, a whole number or a decimal says; None where it says none.

    A text is plain digits with at most one point: no exponent, no separator, no share written as per cent. A binary
    float is no number here, since it is not what somebody wrote.
    """
    if isinstance(given, bool):
        return None
    if isinstance(given, int):
        return Fraction(given) if abs(given) < _MOST else None
    if isinstance(given, Decimal):
        # The exponent first: written out, 1e999999 is a million digits.
        small = given.is_finite() and given.adjusted() < 15 and int(given.as_tuple().exponent) >= -12
        return Fraction(given) if small else None
    if isinstance(given, str) and _DECIMAL.fullmatch(given):
        return Fraction(given)
    return None


def half_up(value: Fraction, places: int) -> Fraction:
    """The value rounded to so many decimal places, a half away from zero (四舍五入)."""
    unit = 10**places
    top, bottom = abs(value.numerator) * unit, value.denominator
    whole = (2 * top + bottom) // (2 * bottom)
    return Fraction(whole if value >= 0 else -whole, unit)


def over(top: Ratio, bottom: Ratio) -> Ratio:
    """The first by the second, which is above 0."""
    return top[0] * bottom[1], top[1] * bottom[0]


def less(one: Ratio, other: Ratio) -> bool:
    """Whether the first is less than the second."""
    return one[0] * other[1] < other[0] * one[1]


class Line(NamedTuple):
    """A straight line in whole numbers: (start + slope × x) ÷ bottom, which is above 0."""

    start: int
    slope: int
    bottom: int

    def at(self, x: Ratio) -> Ratio:
        """Its height there."""
        top, bottom = x
        return self.start * bottom + self.slope * top, self.bottom * bottom


def line(start: Fraction, slope: Fraction) -> Line:
    """start + slope × x."""
    (first, each), bottom = common((start, slope))
    return Line(first, each, bottom)


def common(values: Collection[Fraction]) -> tuple[list[int], int]:
    """The values over one denominator: their numerators, and it. Whole numbers are compared and added much faster."""
    ratios = [value.as_integer_ratio() for value in values]
    whole = lcm(*{bottom for _top, bottom in ratios})
    return [top * (whole // bottom) for top, bottom in ratios], whole


def summed(values: Iterable[Ratio]) -> Fraction:
    """The sum, over the least common denominator."""
    ratios = list(values)
    whole = lcm(*{bottom for _top, bottom in ratios})
    return Fraction(sum(top * (whole // bottom) for top, bottom in ratios), whole)


def shown(value: Fraction, places: int) -> str:
    """The value with exactly so many decimal places, rounded half up: "-0.50"; never "-0.00"."""
    whole = (half_up(value, places) * 10**places).numerator
    digits = f"{abs(whole):0{places + 1}d}"
    sign = "-" if whole < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def plain(value: Fraction) -> str:
    """The value as short as it can be written exactly, else with four places and an ellipsis: "12.5", "0.6667…"."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{shown(value, 4)}…"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return shown(value, places)
