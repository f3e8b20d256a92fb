"""Tables of officials as they are pasted or sent: cells, headings, rows; what they mean is read by the rules."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.rules import official_words as w
from assessments.appraisals.rules.officials import OfficialRow
from assessments.appraisals.rules.pasting import BELOW, INSTEAD
from assessments.appraisals.rules.tree import MOST_DEPTH
from revitalization.kit.cleaning import CellError, CellValue, Formula, clean_line, clean_value
from revitalization.kit.errors import FieldError, Invalid, TooLarge
from revitalization.kit.forms import HIGHEST, LEFT_OUT
from revitalization.kit.headings import LOOKED_AT, find_columns, footer_rows, plain_heading
from revitalization.kit.imports import ReadLimits, read_sheet
from revitalization.kit.words import N_

MOST_TEXT = 400_000
MOST_ROWS = 1_000
MOST_BYTES = 5 * 1024 * 1024
MOST_SHEETS = 6
LIMITS = ReadLimits(file_bytes=MOST_BYTES, rows=MOST_ROWS + LOOKED_AT, columns=60)
_LEVEL = re.compile(r"[一二三四五六]级(?:考核|评价|考评)?指标")
COLUMN_WORDS: Mapping[str, str] = {
    "title": N_("Title"),
    "points": N_("Points"),
    "standard": N_("Standard"),
    "by": N_("Scored by"),
    "": "",
}
"""The columns by the names that faults bear."""


@dataclass(frozen=True)
class Columns:
    """Where what stands: the row of the headings, the places of titles, points by level (-1: of the row itself), …"""

    row: int
    titles: tuple[int, ...]
    points: tuple[tuple[int, int], ...]
    standards: tuple[int, ...]
    by: int | None
    key: int | None
    certain: bool = False


@dataclass(frozen=True)
class Table:
    """The rows of a table, and whether its first column is certain to hold keys."""

    rows: Sequence[OfficialRow]
    keys: bool


# ---------------------------------------------------------------- cells

_CELL = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\n]|\Z)|([^\t\n]*+)')


def grid_of(text: str) -> list[list[str]]:
    """The cells of what was copied from a sheet: tabs between them, those with line breaks in double quotes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    grid: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        hit = _CELL.match(text, at)
        if hit is None:  # the second alternative takes anything
            break
        quoted = hit.group(1)
        grid[-1].append(quoted.replace('""', '"') if quoted is not None else hit.group(2))
        at = hit.end() + 1
        if at <= len(text) and text[at - 1] == "\n":
            grid.append([])
    return grid


def text_of(grid: Sequence[Sequence[str]]) -> str:
    """The cells as a sheet copies them; read again, they are the same."""
    return "\n".join("\t".join(map(_quoted, line)) for line in grid)


def _quoted(cell: str) -> str:
    if "\t" in cell or "\n" in cell or cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def text_of_workbook(data: bytes) -> str:
    """The first visible sheet with the headings of a table, as text. Raises `Invalid` or `TooLarge`."""
    first = read_sheet(data, limits=LIMITS)
    refused: Invalid | None = None
    names = [other.name for other in first.others if not other.is_hidden][: MOST_SHEETS - 1]
    for name in ["", *names]:
        sheet = read_sheet(data, limits=LIMITS, sheet=name) if name else first
        grid = [[_cell(value) for value in line] for line in sheet.rows]
        try:
            columns_of(grid, sheet.name)
        except Invalid as problem:
            refused = refused or problem
            continue
        return text_of(grid)
    raise refused or Invalid


def _cell(value: CellValue) -> str:
    if isinstance(value, Formula):
        return value.text if value.text.startswith("=") else f"={value.text}"
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return value.isoformat() if isinstance(value, date) else clean_value(value)


# ---------------------------------------------------------------- headings and rows


def columns_of(grid: Sequence[Sequence[str]], where: str) -> Columns:
    """The columns by their headings, in one row or two that are merged. Raises `Invalid` naming what is missing."""
    for number, line in enumerate(grid[:LOOKED_AT], 1):
        below = grid[number] if number < len(grid) else ()
        two = _columns(number + 1, _merged(line, below))
        found = two if two is not None and _are_headings(below) else _columns(number, line)
        if found is not None and len(found.titles) > MOST_DEPTH:
            said = gettext("At most %(n)s columns of titles are read.") % {"n": MOST_DEPTH}
            raise Invalid(said, errors=[FieldError("text", said, "columns", found.row)])
        if found is not None:
            return found
    words = {"title": w.TITLES, "points": w.POINTS}
    find_columns(grid, words, ("title", "points"), where=where)
    said = gettext("The headings of titles and of points stand in two different rows.")
    raise Invalid(said, errors=[FieldError("text", said, "columns")])


def _are_headings(cells: Sequence[str]) -> bool:
    """Whether nothing but headings stands there, as in the second row of merged ones."""
    kinds = [_kind(plain_heading(cell)) for cell in cells if cell.strip()]
    return bool(kinds) and all(kinds)


def _merged(line: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two rows of headings as one: what stands below is more exact than what stands above it."""
    most = max(len(line), len(below))
    above, under = ([*it, *[""] * (most - len(it))] for it in (line, below))
    return [two if two.strip() else one for one, two in zip(above, under, strict=True)]


def _columns(row: int, cells: Sequence[str]) -> Columns | None:
    kinds = [_kind(plain_heading(cell)) for cell in cells]
    titles = tuple(at for at, kind in enumerate(kinds) if kind == "title")
    points = [at for at, kind in enumerate(kinds) if kind == "points"]
    if not titles or not points:
        return None
    keys = [at for at, kind in enumerate(kinds) if kind == "key"]
    by = [at for at, kind in enumerate(kinds) if kind == "by"]
    levels = [(at, sum(it < at for it in titles) - 1) for at in points[:-1]]
    return Columns(
        row,
        titles,
        (*levels, (points[-1], -1)),
        tuple(at for at, kind in enumerate(kinds) if kind == "standard"),
        by[0] if by else None,
        keys[0] if keys else None,
        bool(keys) and plain_heading(cells[keys[0]]) not in w.RUNNING,
    )


def _kind(heading: str) -> str:
    if heading in w.TITLES or _LEVEL.fullmatch(heading):
        return "title"
    if heading in w.KEYS:
        return "key"
    for kind, words in (("points", w.POINTS), ("by", w.BY), ("standard", w.STANDARDS)):
        if heading in words:
            return kind
    return "standard" if heading.endswith(w.ENDINGS) else ""


def table_of(text: str) -> Table:
    """The rows of the table that was pasted. Raises `Invalid` where it has no headings or too many rows."""
    grid = grid_of(text)
    found = columns_of(grid, gettext("what was pasted"))
    filled = [
        (at, line) for at, line in enumerate(grid[found.row :], found.row + 1) if any(map(str.strip, line))
    ]
    if len(filled) > MOST_ROWS:
        said = gettext("At most %(n)s rows are read.") % {"n": MOST_ROWS}
        raise Invalid(said, errors=[FieldError("text", said)])
    own = found.points[-1][0]
    footer = set(footer_rows(filled, lambda line: bool(own < len(line) and str(line[own] or "").strip())))
    shares = _are_shares(grid, found, filled)
    rows = [_row(at, line, found, shares) for at, line in filled if at not in footer]
    return Table([row for row in rows if _says(row)], found.certain)


def _says(row: OfficialRow) -> bool:
    """A row with nothing but its running number is an empty one of a prepared table."""
    return any((*row.titles, row.points, *row.level_points, row.standard))


_BROKEN = re.compile(r"(?<=[\u4e00-\u9fff])[ \t]*\n\s*(?=[\u4e00-\u9fff])")
"""A line break inside Chinese words, which is where a narrow cell was broken."""


def _row(number: int, line: Sequence[str], found: Columns, shares: bool) -> OfficialRow:
    def one(at: int | None) -> str:
        return clean_line(line[at]) if at is not None and at < len(line) else ""

    level_points = [""] * len(found.titles)
    for at, level in found.points[:-1]:
        if 0 <= level < len(level_points):
            level_points[level] = one(at)
    points = one(found.points[-1][0])
    return OfficialRow(
        number,
        tuple(clean_line(_BROKEN.sub("", line[at])) if at < len(line) else "" for at in found.titles),
        _percent(points) if shares else points,
        tuple(level_points),
        one(found.key),
        "\n".join(filter(None, (_lines(line, at) for at in found.standards))) if found.standards else None,
        one(found.by) if found.by is not None else None,
    )


def _lines(line: Sequence[str], at: int) -> str:
    text = line[at] if at < len(line) else ""
    return "\n".join(filter(None, (clean_line(part) for part in text.splitlines())))


_SHARE = re.compile(r"0?\.\d{1,6}|1(?:\.0+)?")


def _are_shares(
    grid: Sequence[Sequence[str]], found: Columns, filled: Sequence[tuple[int, Sequence[str]]]
) -> bool:
    """Whether weights are written as shares of 1, as a sheet keeps what it shows in per cent."""
    at = found.points[-1][0]
    if not any(plain_heading(line[at]) in w.WEIGHTS for line in grid[: found.row] if at < len(line)):
        return False
    texts = [clean_line(line[at]) for _row, line in filled if at < len(line) and line[at].strip()]
    return bool(texts) and all(map(_SHARE.fullmatch, texts))


def _percent(text: str) -> str:
    """A share such as 0.15 in per cent, exactly; whatever is none as it stands."""
    return f"{Decimal(text) * 100:f}%" if _SHARE.fullmatch(text) else text


class PasteForm(forms.Form):
    """A table of criteria, pasted or as a workbook; `text` keeps what was read."""

    text = forms.CharField(
        label=_("Cells copied from Excel or WPS"),
        required=False,
        max_length=MOST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "wrap": "off", "spellcheck": "false"}),
        help_text=_(
            "With the headings, such as 一级指标, 二级指标, 三级指标, 分值, 评分标准, 评分部门. An empty cell of a"
            " title means “as above”."
        ),
    )
    file = forms.FileField(
        label=_("Or a workbook (.xlsx)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("The first sheet with such headings is read; its cells then stand above."),
    )
    mode = forms.ChoiceField(
        label=_("The rows are put"),
        choices=[
            (INSTEAD, _("in place of all criteria")),
            (BELOW, _("below the criteria that are there")),
        ],
        initial=INSTEAD,
        help_text=_(
            "What keeps its key, or its titles from the top down, keeps how it is scored and by whom."
        ),
    )
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=0, max_value=HIGHEST, error_messages=LEFT_OUT
    )

    def clean(self) -> dict[str, Any]:
        """The text of the workbook where one was sent; one of both is needed."""
        data = super().clean() or self.cleaned_data
        file = data.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", gettext("The file is larger than 5 MB: split it."))
        elif file is not None:
            data["text"] = self._of_file(file.read())
        elif not str(data.get("text") or "").strip() and not self.errors:
            self.add_error("text", gettext("Paste a table, or choose a workbook."))
        return data

    def _of_file(self, data: bytes) -> str:
        try:
            text = text_of_workbook(data)
        except (Invalid, TooLarge) as problem:
            for said in [error.message for error in problem.errors] or [problem.detail]:
                self.add_error("file", str(said))
            return ""
        if len(text) > MOST_TEXT:
            self.add_error(
                "file", gettext("The sheet has more than %(n)s characters.") % {"n": f"{MOST_TEXT:,}"}
            )
        return text
