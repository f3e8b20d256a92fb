"""Finding the columns of a sheet as people make it: a title above, blanks and remarks in the headings.

White space, line breaks, stars and remarks in brackets do not count: `职　务` and `姓名（必填）` are 职务 and 姓名.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from revitalization.kit.cleaning import CellError, CellValue, Formula, clean_value
from revitalization.kit.errors import FieldError, Invalid

LOOKED_AT = 10
"""How many rows from the top the headings may stand in."""


@dataclass(frozen=True)
class Found:
    """Where the headings are (the 1-based row) and the place of each known column."""

    row: int
    places: Mapping[str, int]


def find_columns(
    rows: Sequence[Sequence[CellValue]],
    words: Mapping[str, Collection[str]],
    needed: Collection[str],
    *,
    where: str,
) -> Found:
    """The first row that holds every column of `needed`; `words` are the headings each column may have.

    Raises `Invalid` that names the sheet (`where`), what is missing, what comes nearest to it, and a heading given
    twice.
    """
    known = {plain_heading(word): key for key, given in words.items() for word in given}
    best, best_row = Found(1, {}), 0
    for number, cells in enumerate(rows[:LOOKED_AT], start=1):
        texts = [plain_heading(cell) for cell in cells]
        places: dict[str, int] = {}
        for place, text in enumerate(texts):
            if text in known and known[text] in places:
                raise _refused(
                    _("The heading “%(heading)s” appears twice.") % {"heading": _shown(cells[place])}, number
                )
            if text in known:
                places[known[text]] = place
        if all(key in places for key in needed):
            return Found(number, places)
        if len(places) > len(best.places):
            best, best_row = Found(number, places), number
    raise _refused(_missing(rows, words, needed, best, where), best_row or 1)


def plain_heading(value: CellValue) -> str:
    """The heading as it is compared; "" for a formula or an error."""
    if isinstance(value, Formula | CellError):
        return ""
    text = re.sub(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]?", "", clean_value(value))
    return re.sub(r"[\s*＊:：]", "", text).casefold()


def footer_rows(
    filled: Sequence[tuple[int, Sequence[CellValue]]], holds: Callable[[Sequence[CellValue]], bool]
) -> list[int]:
    """The numbers of the last rows that only say who made the list, or add it up; `filled` are the rows with numbers.

    `holds` says whether a row is one of the list, whatever its first cell says.
    """
    found: list[int] = []
    for number, line in reversed(filled):
        first = next((value for value in line if value not in {None, ""}), None)
        if (
            holds(line)
            or not isinstance(first, str)
            or not _FOOTER.match(clean_value(first).replace(" ", ""))
        ):
            break
        found.append(number)
    return found[::-1]


_FOOTER = re.compile(
    r"合计|总计|小计|共计|共\d+|制表|填表|填报(?!员)|编制|审核(?!人$)|复核|核对|经办|负责人|联系|备注|说明|注[:：]"
    r"|日期|单位[（(]?盖章|公章",
)


def _shown(value: CellValue) -> str:
    return "" if isinstance(value, Formula | CellError) else clean_value(value)[:40]


def _missing(
    rows: Sequence[Sequence[CellValue]],
    words: Mapping[str, Collection[str]],
    needed: Collection[str],
    best: Found,
    where: str,
) -> str:
    cells = rows[best.row - 1] if rows else ()
    free = [
        _shown(cell) for place, cell in enumerate(cells) if place not in best.places.values() and _shown(cell)
    ]
    named = []
    for key in needed:
        if key in best.places:
            continue
        word = next(iter(words[key]))
        near = get_close_matches(word, free, n=1, cutoff=0.5)
        named.append(
            _("%(heading)s (closest: %(near)s)") % {"heading": word, "near": near[0]} if near else word
        )
    text = _(
        "Sheet “%(sheet)s”: these columns are missing: %(columns)s. The headings stand in one of the first rows."
    )
    return text % {"sheet": where, "columns": "、".join(named)}


def _refused(text: str, row: int) -> Invalid:
    return Invalid(text, errors=[FieldError("file", text, "columns", row)])
