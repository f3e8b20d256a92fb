"""The register of a unit: the documents it issued under a number, page by page, as a workbook, and in the search."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.numbers.models import Issued
from responsibilities.numbers.queries import numbered, seen_by
from responsibilities.numbers.rules import sought
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Column, Filter, Order, Row, Rows, Table
from revitalization.kit.errors import Hidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.finding import Hit
from revitalization.kit.periods import MEASURES_SINCE
from revitalization.kit.registry import REGISTRY
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, workbook
from revitalization.kit.workbooks import workbook_bytes


def _rights() -> set[str]:
    return {paper.opens for paper in REGISTRY.papers()}


def _url(kind: str, key: str) -> str:
    return next((paper.url(key) for paper in REGISTRY.papers() if paper.key == kind), "")


def _word(row: Row) -> str:
    return next((gettext(paper.label) for paper in REGISTRY.papers() if paper.key == row["kind"]), "")


def _kinds() -> list[tuple[str, str]]:
    """Each word once: what reads alike is asked for together."""
    words = {gettext(paper.label): paper.key for paper in reversed(REGISTRY.papers())}
    return [(key, word) for word, key in reversed(words.items())]


def _of_kind(rows: Rows, key: str) -> Rows:
    label = {paper.key: paper.label for paper in REGISTRY.papers()}
    return rows.filter(kind__in=[one for one, word in label.items() if word == label[key]])


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(clock.today().year, MEASURES_SINCE - 1, -1)]


def _named(rows: Rows, text: str) -> Rows:
    """By a number as it is typed, or by a word of the title."""
    wanted = sought(text)
    if wanted.ends:
        return rows.filter(number__startswith=wanted.begins, number__endswith=wanted.ends)
    return rows.filter(Q(title__icontains=text) | Q(number__icontains=wanted.begins or text))


NUMBERS = Table(
    name="unit-numbers",
    columns=(
        Column("number", _("Document number"), order="number"),
        Column("title", _("Document title"), url=lambda row: _url(row["kind"], row["key"])),
        Column("dated_on", _("Date"), kind="date", order="day"),
        Column("kind", _("Kind of paper"), value=_word),
    ),
    orders=(
        Order("day", ("-dated_on", "-id")),
        Order("number", ("agency", "year", "sequence", "id")),
    ),
    filters=(
        Filter("paper", _("Kind of paper"), _of_kind, choices=_kinds),
        Filter("issued", _("Year of the number"), lambda rows, year: rows.filter(year=year), choices=_years),
        Filter("named", _("Number or title"), _named),
    ),
    fields=("id", "number", "agency", "year", "sequence", "title", "dated_on", "kind", "key"),
    empty=_("This unit has issued no numbered document here"),
    empty_hint=_("Documents appear here with the numbers they were given."),
    keep=("tab",),
)


def sees_numbers(actor: Actor, unit: Unit) -> bool:
    """Whether the part is there for this reader: by the rights that the kinds of paper name."""
    return any(actor.can(right, unit) for right in _rights())


def numbers_tab(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """The unit's register, the latest first, page by page."""
    return {"table": _table(actor, unit, request)}


def _table(actor: Actor, unit: Unit, request: HttpRequest) -> TablePage:
    rows = seen_by(actor).filter(unit=unit)
    return TablePage(NUMBERS, rows, request.GET, export_url=reverse("unit_numbers", args=[unit.code]))


@page(params=NUMBERS.names)
def unit_numbers(request: SignedIn, code: str) -> HttpResponse:
    """The same as a workbook."""
    unit = get_or_hidden(Unit.objects.all(), code=code)
    if not sees_numbers(request.actor, unit):
        raise Hidden
    title = gettext("Register of documents issued by %(unit)s") % {"unit": unit.name}
    return workbook(
        workbook_bytes([_table(request.actor, unit, request).sheet(title)]), f"{unit.name}发文登记簿.xlsx"
    )


def found_numbers(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Documents whose number is or begins so."""
    wanted = sought(text)
    if not wanted:
        return []
    return [_hit(row) for row in numbered(actor, wanted, limit)]


def _hit(row: Issued) -> Hit:
    return Hit(row.number, row.title, _url(row.kind, row.key))
