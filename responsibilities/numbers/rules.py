"""What somebody means who types a part of a document number; pure."""

import re
from dataclasses import dataclass

LAST_SEQUENCE = 999_999
"""A running number has six digits at most."""

_BRACKETS = str.maketrans("[［(（【{]］)）】}", "〔〔〔〔〔〔〕〕〕〕〕〕")
_WHOLE = re.compile(
    r"(?P<agency>[^0-9〔]*)〔?(?P<year>20[0-9]{2})(?:〕|-|/|年)第?0*(?P<number>[1-9][0-9]{0,5})号?"
)
_BEGUN = re.compile(r"[^0-9〔]{2,30}(?:〔(?:[0-9]{1,4}(?:〕(?:[0-9]{1,6})?)?)?)?")


@dataclass(frozen=True)
class Sought:
    """How the stored number begins and ends; "" where nothing was said of it."""

    begins: str = ""
    ends: str = ""

    def __bool__(self) -> bool:
        return bool(self.begins or self.ends)


def sought(text: str) -> Sought:
    """From `甘农领办〔2026〕12号`, `甘农领办[2026]012`, `2026-12`, `甘农领办`; empty when it is no number.

    Numbers are stored as the standard writes them: the year in 〔〕, no 第, no leading zero, 号 at the end.
    """
    plain = re.sub(r"\s+", "", text).translate(_BRACKETS)
    whole = _WHOLE.fullmatch(plain)
    if whole is not None:
        return Sought(whole["agency"], f"〔{whole['year']}〕{whole['number']}号")
    return Sought(plain) if _BEGUN.fullmatch(plain) else Sought()


@dataclass(frozen=True)
class Parts:
    """A document number taken apart: the agency's word, the year, the running number."""

    agency: str
    year: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.agency}〔{self.year}〕{self.sequence}号"


_STANDARD = re.compile(r"([^0-9〔]+)〔([0-9]{4})〕([1-9][0-9]{0,5})号")


def parts_of(number: str) -> Parts:
    """The parts of a number written as the standard says; `ValueError` for any other text."""
    found = _STANDARD.fullmatch(number)
    if found is None:
        raise ValueError(number)
    return Parts(found[1], int(found[2]), int(found[3]))


def same_title(one: str, other: str) -> bool:
    """Whether two titles are those of one paper: blanks do not count."""
    return re.sub(r"\s", "", one) == re.sub(r"\s", "", other)
