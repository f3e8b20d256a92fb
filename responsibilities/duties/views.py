"""Pages of the categories and of the duty lists; open to everybody who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.duties.models import SIDE_LABELS, DutyRequirement
from responsibilities.duties.queries import CategoryLine, basis_of, categories_of, duties_of
from responsibilities.duties.rules import DUTY_LEVELS, FIRST_YEAR, LAST_YEAR
from responsibilities.duties.rules import Side as CategorySide
from responsibilities.units.models import LEVEL_LABELS
from revitalization.kit import clock
from revitalization.kit.columns import Badge, Code, Column, Grey, Side, Stacked, Strong
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, page

UNVERIFIED = Grey(gettext_lazy("unverified"))


def _tags(line: CategoryLine) -> Side:
    """The revitalizations it serves, without the colours of the lamps; the first one says so."""
    first = _("%(tag)s, first")
    return Side(
        *(
            Badge(tag.key, first % {"tag": tag.label} if tag.primary else tag.label, "")
            for tag in line.tag_words
        )
    )


def _source(article_ref: str, verified: bool) -> Side:
    """The article it rests on, and whether its own text was seen."""
    return Side(basis_of(article_ref), None if verified else UNVERIFIED)


CATEGORIES = (
    Column("key", gettext_lazy("Code"), width="narrow", value=lambda line: Code(line.key)),
    Column(
        "title",
        gettext_lazy("Category"),
        lead=True,
        value=lambda line: Stacked(Strong(line.title), line.summary),
    ),
    Column("tags", gettext_lazy("Revitalizations"), value=_tags),
    Column("source", gettext_lazy("Source"), value=lambda line: _source(line.article_ref, line.verified)),
)


def _counted(duty: DutyRequirement) -> Stacked:
    return Stacked(duty.get_counted_display(), duty.get_coverage_display() if duty.coverage else "")


DUTIES = (
    Column("action", gettext_lazy("Duty"), value=lambda duty: duty.action),
    Column("counted", gettext_lazy("Counted"), width="nowrap", value=_counted),
    Column("minimum", gettext_lazy("At least"), "number", value=lambda duty: duty.minimum, missing="—"),
    Column("window", gettext_lazy("Within"), width="nowrap", value=lambda duty: duty.get_window_display()),
    Column("source", gettext_lazy("Source"), value=lambda duty: _source(duty.article_ref, duty.verified)),
)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    if not text:
        return clock.today().year
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise Invalid(errors=[FieldError("year", _("Write a year from 2022 on."), "year")])
    return int(text)


def _years(chosen: int) -> list[int]:
    return sorted({*range(FIRST_YEAR, clock.today().year + 2), chosen})


@page(params=("year",))
def categories(request: SignedIn) -> HttpResponse:
    """The 8 departmental and 14 local categories as they read in `year`, this one without it."""
    year = _year(request)
    sides = [(SIDE_LABELS[side], _categories(year, side)) for side in CategorySide]
    return render(request, "duties/categories.html", {"year": year, "years": _years(year), "sides": sides})


def _categories(year: int, side: str) -> Ledger:
    lines = categories_of(year, side)
    return Ledger(
        CATEGORIES, lines, empty=_("The catalogue is not loaded yet."), anchor=lambda line: line.key
    )


@page(params=("year",))
def duties(request: SignedIn) -> HttpResponse:
    """What the first responsible persons of the five levels must do, each with its article."""
    year = _year(request)
    rows = duties_of(year)
    none = _("No duty is laid down for this level.")
    levels = [
        (LEVEL_LABELS[level], Ledger(DUTIES, [duty for duty in rows if duty.level == level], empty=none))
        for level in DUTY_LEVELS
    ]
    return render(request, "duties/duties.html", {"year": year, "years": _years(year), "levels": levels})
