"""Reading the workbook of an office: its sheets of problems and of tasks, each row with what cannot be read in it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger.forms import KindChoice
from responsibilities.ledger.models import Kind
from responsibilities.ledger.rules import sheet_words as w
from responsibilities.ledger.rules.sheet_words import Fault, SheetRow
from responsibilities.units.models import Unit
from revitalization.kit.cleaning import CellError, CellValue, Formula, clean_date, clean_line, clean_value
from revitalization.kit.errors import FieldError, Invalid, TooLarge
from revitalization.kit.forms import DayField
from revitalization.kit.headings import LOOKED_AT, Found, find_columns, footer_rows, plain_heading
from revitalization.kit.imports import OtherSheet, ReadLimits, ReadSheet, read_sheet
from revitalization.kit.words import Words

MOST_BYTES = 5 * 1024 * 1024
MOST_SHEETS = 6
"""Visible sheets of one workbook that are looked into."""
LIMITS = ReadLimits(file_bytes=MOST_BYTES, rows=w.MOST_ROWS + LOOKED_AT, columns=60)


@dataclass(frozen=True)
class Taken:
    """A sheet that was read: its name, the row of its headings, the rows left alone as a footer."""

    name: str
    top: int
    footer: Sequence[int]


@dataclass(frozen=True)
class ReadWorkbook:
    """The rows of all sheets that are one of the two forms, and the names of those with rows that are neither."""

    rows: Sequence[SheetRow]
    taken: Sequence[Taken]
    others: Sequence[OtherSheet]


def read_offices(data: bytes) -> ReadWorkbook:
    """Every visible sheet in the columns of problems or tasks; `Invalid` or `TooLarge` when there is none such, or the
    file as a whole cannot be taken.
    """
    first = read_sheet(data, limits=LIMITS)
    more = [other.name for other in first.others if not other.is_hidden][: MOST_SHEETS - 1]
    read = [first, *(read_sheet(data, limits=LIMITS, sheet=name) for name in more)]
    rows: list[SheetRow] = []
    taken: list[Taken] = []
    refused: list[Invalid] = []
    for sheet in read:
        try:
            form, found = _form_of(sheet)
        except Invalid as problem:
            refused.append(problem)
            continue
        lines, footer = _lines(sheet, form, found)
        rows += lines
        taken.append(Taken(sheet.name, found.row, footer))
    if not taken:
        raise refused[0]
    if len(rows) > w.MOST_ROWS:
        said = gettext("The workbook has more than %(limit)s rows; send it in parts.")
        raise TooLarge(said % {"limit": f"{w.MOST_ROWS:,}"})
    known = {sheet.name for sheet in taken}
    left = [OtherSheet(sheet.name, False) for sheet in read if sheet.name not in known]
    unread = [
        other for other in first.others if other.is_hidden or other.name not in {it.name for it in read}
    ]
    return ReadWorkbook(rows, taken, [*left, *unread])


def _form_of(sheet: ReadSheet) -> tuple[str, Found]:
    """Which of the two forms the sheet is; the refusal speaks of the one it comes nearer to."""
    refused: dict[str, Invalid] = {}
    cells = {plain_heading(cell) for row in sheet.rows[:LOOKED_AT] for cell in row}
    for form in (w.PROBLEM, w.TASK):
        words = {key: _lowest(key, given, cells) for key, given in w.HEADINGS[form].items()}
        try:
            return form, find_columns(sheet.rows, words, w.NEEDED, where=sheet.name)
        except Invalid as problem:
            refused[form] = problem
    problems = any("问题" in cell or "整改" in cell for cell in cells)
    raise refused[w.PROBLEM if problems else w.TASK]


def _lowest(key: str, given: Sequence[str], cells: Collection[str]) -> Sequence[str]:
    """The headings to look for; of a column that stands there for several levels only that of the lowest."""
    there = [word for word in given if plain_heading(word) in cells]
    return there[:1] if key in w.LEVELLED and len(there) > 1 else given


def _lines(sheet: ReadSheet, form: str, found: Found) -> tuple[list[SheetRow], list[int]]:
    due = found.places["due_on"]
    known = set(found.places.values())
    filled = [
        (number, line)
        for number, line in enumerate(sheet.rows[found.row :], start=found.row + 1)
        # A row that holds nothing but its running number is an empty one of a prepared table.
        if any(value not in {None, ""} for place, value in enumerate(line) if place in known)
    ]
    footer = footer_rows(filled, lambda line: bool(due < len(line) and line[due] not in {None, ""}))
    rows = [
        _row(
            sheet.name,
            form,
            number,
            {key: line[at] if at < len(line) else None for key, at in found.places.items()},
        )
        for number, line in filled
        if number not in footer
    ]
    return rows, footer


def _row(sheet: str, form: str, number: int, line: Mapping[str, CellValue]) -> SheetRow:
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    readers: dict[str, Callable[[CellValue], Any]] = {"due_on": _day, "issued_on": _day, "percent": _percent}
    found: dict[str, Any] = {}
    for key, value in line.items():
        read = readers.get(key) or partial(_text, most=w.LENGTHS[key], long=key in w.LONG_TEXTS)
        try:
            (found if key in readers else texts)[key] = read(value)
        except Invalid as problem:
            faults += [
                Fault(sheet, number, key, Words(str(error.message)), _shown(value))
                for error in problem.errors
            ]
    title = texts.get("title", "")
    if found.get("due_on") is None and not any(fault.column == "due_on" for fault in faults):
        faults.append(Fault(sheet, number, "due_on", Words(w.NO_DUE)))
    named = tuple(replace(fault, title=title, form=form) for fault in faults)
    return SheetRow(sheet, form, number, texts, faults=named, **found)


def _text(value: CellValue, most: int, long: bool) -> str:
    if long and isinstance(value, str):
        text = "\n".join(filter(None, (clean_line(line) for line in value.splitlines())))
    else:
        text = clean_value(value)
    if len(text) > most:
        said = gettext("At most %(count)s characters.") % {"count": most}
        raise Invalid(errors=[FieldError("", said, "length")])
    return text


def _day(value: CellValue) -> date | None:
    empty = value is None or (isinstance(value, str) and not clean_value(value))
    return None if empty else clean_date(value)


def _percent(value: CellValue) -> Decimal | None:
    """60, 60%, or 0.6 of a cell that is formatted as per cent; a bare 1 may be either and is refused."""
    text = clean_value(value).replace(" ", "")
    if not text:
        return None
    said = w.said_progress(text if text.endswith(("%", "％")) else f"{text}%")
    number = None if isinstance(value, bool) or said.words else said.percent
    if number is None:
        raise Invalid(errors=[FieldError("", gettext(w.WRONG_PERCENT), "percent")])
    if isinstance(value, str):
        return number
    if number == 1:
        message = gettext("1 may be 1 per cent or the whole: write 1% or 100% as text.")
        raise Invalid(errors=[FieldError("", message, "percent")])
    return number * 100 if number < 1 else number


def _shown(value: CellValue) -> str:
    text = value.text if isinstance(value, Formula | CellError) else clean_value(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


class SheetForm(forms.Form):
    """A workbook in the columns of offices, and what holds for each of its new rows."""

    file = forms.FileField(
        label=_("Workbook of problems or tasks (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )
    issuer = forms.ChoiceField(
        label=_("Issuing unit"),
        required=False,
        help_text=_("Who draws up the rows that bear no number of the ledger."),
    )
    kind = KindChoice(
        label=_("Kind of the tasks"), queryset=Kind.objects.none(), to_field_name="key", required=False
    )
    year = forms.IntegerField(label=_("Year"), min_value=2023, max_value=2100, required=False)
    document_number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    document_title = forms.CharField(label=_("Document title"), max_length=200, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    start_on = DayField(
        label=_("Begins on"), required=False, help_text=_("Progress is expected from this day on.")
    )
    basis = forms.CharField(
        label=_("Item of the townships' duty list, or waiver"),
        max_length=300,
        required=False,
        help_text=_("Needed when townships have it."),
    )
    approval = forms.CharField(
        label=_("Approval of the county"),
        max_length=300,
        required=False,
        help_text=_("Needed when villages have it."),
    )

    def __init__(self, *args: Any, issuers: Collection[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(unit.code, unit.name) for unit in issuers]
        self.fields["issuer"].choices = [("", _("nobody: no new rows")), *named]  # type: ignore[attr-defined]
        kinds = Kind.objects.filter(current=True).exclude(key__in=w.PROBLEM_KINDS).order_by("pk")
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]
        if not issuers:
            for name in [name for name in self.fields if name != "file"]:
                del self.fields[name]

    def clean_file(self) -> tuple[str, bytes]:
        """The file's name and its bytes."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB: split it."), code="too_large")
        return clean_line(file.name), file.read()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("issuer"):
            for name in ("kind", "year", "issued_on", "start_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("This is required here."))
        return data

    def said(self) -> dict[str, Any]:
        """What holds for each new row; nothing where nobody issues them."""
        data = self.cleaned_data
        if not data.get("issuer"):
            return {}
        texts = ("issuer", "year", "document_number", "document_title", "basis", "approval")
        days = {name: data[name].isoformat() for name in ("issued_on", "start_on")}
        return {**{name: data[name] for name in texts}, **days, "kind": data["kind"].key}
