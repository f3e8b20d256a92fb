"""What somebody means who types a part of a document number; pure."""

import re
from dataclasses import dataclass

_BRACKETS = str.maketrans("[［(（【{]］)）】}", "〔〔〔〔〔〔〕〕〕〕〕〕")
_WHOLE = re.compile(r"(?P<agency>[^\d〔]*)〔?(?P<year>20\d\d)(?:〕|-|/|年)第?0*(?P<number>[1-9]\d{0,5})号?")
_BEGUN = re.compile(r"[^\d〔]{2,30}(?:〔(?:\d{1,4}(?:〕(?:\d{1,6})?)?)?)?")


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
