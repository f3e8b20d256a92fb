"""Pages of the categories and of the duty lists; open to everybody who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from responsibilities.duties.models import SIDE_LABELS
from responsibilities.duties.queries import basis_of, categories_of, duties_of
from responsibilities.duties.rules import DUTY_LEVELS, FIRST_YEAR, LAST_YEAR, Side
from responsibilities.units.models import LEVEL_LABELS
from revitalization.kit import clock
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.views import SignedIn, page


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
    """The 8 departmental and 14 local categories as they read in a year."""
    year = _year(request)
    sides = [(SIDE_LABELS[side], categories_of(year, side)) for side in Side]
    return render(request, "duties/categories.html", {"year": year, "years": _years(year), "sides": sides})


@page(params=("year",))
def duties(request: SignedIn) -> HttpResponse:
    """What the first responsible persons of the five levels must do."""
    year = _year(request)
    rows = duties_of(year)
    lines = [(duty, basis_of(duty.article_ref)) for duty in rows]
    levels = [
        (LEVEL_LABELS[level], [line for line in lines if line[0].level == level]) for level in DUTY_LEVELS
    ]
    return render(request, "duties/duties.html", {"year": year, "years": _years(year), "levels": levels})
