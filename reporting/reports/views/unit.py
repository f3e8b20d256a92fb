"""The reports of one unit as a tab of its page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reporting.reports import rules
from reporting.reports.queries.units import reports_of
from reporting.reports.views.measures import CYCLES
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Badge, Column, Filter, Order, Row, Table
from revitalization.kit.measures import latest_of, place_of
from revitalization.kit.tables import TablePage
from revitalization.kit.unit_page import Coming


def _link(row: Row) -> str:
    return reverse("report", args=(row["cycle__key"], row["unit__code"]))


def _state(row: Row) -> Badge:
    state = rules.WORKFLOW.state(row["status"])
    return Badge(state.key, gettext(state.label), state.tone)


REPORTS = Table(
    name="unit-reports",
    columns=(
        Column("cycle__title", _("Report"), url=_link),
        Column("status", _("State"), kind="badge", value=_state),
        Column("due_on", _("Due"), kind="date"),
        Column("cycle__notice_number", _("notice number"), hide_on_phone=True),
    ),
    orders=(Order("due", ("-due_on", "-id")),),
    filters=(
        Filter(
            "status", _("State"), choices=lambda: [(s.key, gettext(s.label)) for s in rules.WORKFLOW.states],
            apply=lambda rows, status: rows.filter(status=status),
        ),
    ),
    fields=("id", "due_on", "status", "cycle__key", "cycle__title", "cycle__notice_number", "unit__code"),
    empty=_("This unit owes no report"),
    empty_hint=_("When a cycle asks it for one, it appears here."),
    keep=("tab",),
)  # fmt: skip


def sees_reports(actor: Actor, unit: Unit) -> bool:
    """Whether the tab is there for this reader."""
    return actor.can(C.REPORT_READ, unit)


def reports_tab(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """The unit's reports, the latest first, page by page."""
    return {"table": TablePage(REPORTS, reports_of(unit), request.GET)}


def coming(actor: Actor, unit: Unit, request: HttpRequest) -> Sequence[Coming]:
    """The unit's own reports that are still to be filed, the nearest deadline first."""
    at = place_of(actor.reach(C.CYCLE_READ), unit)
    if at is None or not actor.can(C.REPORT_READ, unit):
        return ()
    _period, read = latest_of(request, CYCLES, actor, unit, at)
    found = read[unit.pk].next if unit.pk in read else []
    return [Coming(one.title, reverse("report", args=(one.cycle, unit.code)), one.due_on) for one in found]
