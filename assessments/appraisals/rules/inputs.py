"""What is known of the units: one entry a leaf and unit, facts, vetoes, last year's totals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

NO_COUNTS: Mapping[str, int] = {}
"""The same for everybody: there are millions of entries without any."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is given of one leaf for one unit; which of the fields, the type of the leaf says.

    `decided` is what a moderator decided in place of the sheets, with `reason`. `na`: the leaf does not apply to this
    unit, for the `reason`.
    """

    value: Fraction | str | bool | None = None
    last: Fraction | None = None
    counts: Mapping[str, int] = field(default_factory=lambda: NO_COUNTS)
    sheets: tuple[Fraction, ...] = ()
    decided: Fraction | None = None
    asked: int = 0
    satisfied: int = 0
    na: bool = False
    reason: str = ""

    @property
    def number(self) -> Fraction:
        """The value, where the type of the leaf takes a number."""
        if not isinstance(self.value, Fraction):
            raise TypeError("no number is given here")
        return self.value

    @property
    def ratio(self) -> tuple[int, int]:
        """The same in two whole numbers."""
        if not isinstance(self.value, Fraction):
            raise TypeError("no number is given here")
        return self.value.as_integer_ratio()


@dataclass(frozen=True)
class Inputs:
    """All that a computation needs beside the scheme.

    `given` by unit and key of the leaf; `facts` by unit and key; `vetoes` as pairs of unit and key; `last_year` by unit
    as (total, base).
    """

    given: Mapping[str, Mapping[str, Given]] = field(default_factory=dict)
    facts: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    vetoes: frozenset[tuple[str, str]] = frozenset()
    last_year: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
