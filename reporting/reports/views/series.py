"""A recurring notice: its periods with their days, putting it in force, stopping it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.actions import DO_SERIES
from reporting.reports.models import Series
from reporting.reports.queries.series import facts_of, first_preview, one_series_for, periods
from reporting.reports.views.ledgers import PERIODS
from responsibilities.roles import Capability as C
from responsibilities.units.queries import by_level
from revitalization.kit.act_pages import ActPages
from revitalization.kit.language import translated
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, page, see
from revitalization.kit.workflow import Act

PAGES = ActPages(DO_SERIES)


@page()
def series(request: SignedIn, key: str) -> HttpResponse:
    """Every period with its days: what was opened, what is to come, what was left out and why."""
    return render(request, "reports/series.html", _context(request, one_series_for(request.actor, key)))


def _context(request: SignedIn, found: Series) -> dict[str, Any]:
    counted = None
    if found.status == rules.PLANNED and request.actor.can(C.CYCLE_OPEN, found):
        counted = first_preview(found)

    def facts(row: Series) -> rules.SeriesFacts:
        return facts_of(row, counted)

    acts = rules.SERIES.available(found, request.actor, facts)
    listed = periods(found)
    context = {
        "series": found,
        "state": rules.SERIES.state(found.status),
        "acts": acts,
        "periods": Ledger(PERIODS, listed),
        "provisional": any(period.coming and period.asked.provisional for period in listed),
    }
    if counted is not None:
        why_not = rules.SERIES.why_not("start", found, facts)
        context |= {
            "preview": counted,
            "why_not": translated(why_not) if why_not else "",
            "owing": by_level(counted.owing),
            "left_out": by_level(counted.left_out),
        }
    return context


@page(methods=("POST",))
def series_start(request: SignedIn, key: str) -> HttpResponse:
    """Puts the notice in force: each period opens on its day. `Hidden` outside, `Refused` in any other state."""
    found = one_series_for(request.actor, key)
    PAGES.at_once(request, "start", found)
    messages.success(request, _("The notice is in force: each period opens automatically on its day."))
    return see("series", key)


@page(methods=("GET", "POST"))
def series_stop(request: SignedIn, key: str) -> HttpResponse:
    """GET asks for the reason, POST stops the notice: no further period opens; open cycles go on."""

    def done(_row: Series, _act: Act) -> HttpResponse:
        messages.success(request, _("The notice is stopped: no further period opens."))
        return see("series", key)

    return PAGES.page(
        request,
        "stop",
        lambda: one_series_for(request.actor, key),
        page=lambda found, act: ("reports/series_stop.html", _context(request, found) | {"act": act}),
        done=done,
    )
