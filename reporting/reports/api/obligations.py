"""Obligations and the board for programs."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from rest_framework.request import Request
from rest_framework.response import Response

from reporting.reports import rules
from reporting.reports.actions import DO
from reporting.reports.api.shapes import (
    KEY,
    REPORT_PATH,
    ObligationRow,
    ObligationShape,
    StatusShape,
    obligation_shape,
)
from reporting.reports.models import Cycle, Obligation, ObligationQuerySet, overdue_on
from reporting.reports.queries.boards import Row, board
from reporting.reports.queries.counts import Counts
from reporting.reports.queries.signing import facts_of
from reporting.reports.queries.within import board_unit_for, cycle_for, obligation_for
from responsibilities.roles import C
from responsibilities.units.api import CODE, LEVEL, UNDER, span_of
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, day, flag, instant, text
from revitalization.kit.reach import Reach

EXAMPLE_ROW = {
    "cycle": "annual-2026-620000000000",
    "unit": "620121101000",
    "unit_name": "红城镇",
    "status": "open",
    "due_on": "2026-12-22",
    "overdue": False,
    "version": 1,
}
CYCLE = text("cycle", "Only this cycle, by its key.", KEY, example=EXAMPLE_ROW["cycle"])


class Obligations(Listing):
    """Who owes which report, within the reach of the right report.read."""

    columns = {
        "cycle": "cycle__key",
        "unit": "unit__code",
        "unit_name": "unit__name",
        "unit_path": "unit__path",
        "level": "level",
        "status": "status",
        "due_on": "due_on",
        "first_due_on": "first_due_on",
        "overdue": "overdue",
        "timely": "timely",
        "first_submitted_at": "first_submitted_at",
        "submitted_at": "submitted_at",
        "received_at": "received_at",
        "decided_at": "decided_at",
        "version": "version",
    }
    orders = {
        "due_on": ("due_on", "lo", "id"),
        "-due_on": ("-due_on", "-lo", "-id"),
        "unit": ("lo", "id"),
        "-unit": ("-lo", "-id"),
    }
    params = listing(
        CYCLE,
        UNDER,
        LEVEL,
        choice("status", "Only reports in this state.", rules.WORKFLOW.state_keys()),
        flag("overdue", "1: only those still owed after their deadline; 0: only the others."),
        day("due_before", "Only those whose deadline lies before this day."),
        instant(
            "updated_since",
            "Only those that changed at this instant or later, and all of cycles that changed.",
        ),
        columns=columns,
        orders=orders,
    )

    @operation(
        "obligations_list",
        "Who owes which report",
        params=params,
        answer=page_of(ObligationRow),
        examples={"Chosen fields": {"results": [EXAMPLE_ROW], "next": None, "previous": None}},
    )
    def get(self, request: Request) -> Response:
        late = overdue_on(clock.today())
        reach = self.actor.reach(C.REPORT_READ)
        rows = Obligation.objects.within(reach).filter(self._wanted(late), cycle_id__in=self._cycles(reach))
        shown = Case(When(late, then=Value(True)), default=Value(False), output_field=BooleanField())
        return self.page(self._since(rows).annotate(overdue=shown))

    def _cycles(self, reach: Reach) -> list[int]:
        # Named one by one, so that the index by cycle and place serves any reach in a table of any size.
        found = Cycle.objects.touching(reach)
        if self.given["cycle"]:
            found = found.filter(key=self.given["cycle"])
        return list(found.values_list("pk", flat=True))

    def _wanted(self, late: Q) -> Q:
        given = self.given
        named = {"level": "level", "status": "status", "due_before": "due_on__lt"}
        wanted = Q(**{column: given[name] for name, column in named.items() if given[name]})
        if given["overdue"] is not None:
            wanted &= late if given["overdue"] else ~late
        if given["under"]:
            span = span_of(given["under"])
            wanted &= Q(lo__gte=span.lo, lo__lte=span.hi)
        return wanted

    def _since(self, rows: ObligationQuerySet) -> ObligationQuerySet:
        since = self.given["updated_since"]
        if since is None:
            return rows
        # What a cycle created has no history before its first change; the cycle's own history says when.
        return rows.filter(Q(pk__in=changed("Obligation", since)) | Q(cycle_id__in=changed("Cycle", since)))


def changed(model: str, since: datetime) -> QuerySet[Any, Any]:
    """Ids of the rows changed since, from the row history."""
    history = apps.get_model("reports", f"{model}Event")
    return history._default_manager.filter(pgh_created_at__gte=since).values("pgh_obj_id")


class OneObligation(Endpoint):
    """What one unit owes in one cycle: state, deadline, times; `Hidden` outside of the reach of report.read."""

    @operation("obligations_read", "One obligation", path=REPORT_PATH, answer=ObligationShape)
    def get(self, request: Request, cycle: str, code: str) -> Response:
        row = obligation_for(self.actor, cycle, code)
        return self.answer(shape(row, self.actor), row.version)


def shape(row: Obligation, actor: Actor) -> dict[str, Any]:
    """The fields of `ObligationShape`; `acts` are the keys of what this actor can do with it now."""
    acts = rules.WORKFLOW.available(row, actor, lambda found: facts_of(found, actor))
    return obligation_shape(row, row.late_on(clock.today()), [act.key for act in DO.offered(acts)])


STATUS_PARAMS = (
    text(
        "under",
        "The unit; its whole subtree must lie within reach.",
        CODE,
        required=True,
        example="620121000000",
    ),
    text("cycle", "The cycle, by its key.", KEY, required=True, example=EXAMPLE_ROW["cycle"]),
)


class Status(Endpoint):
    """The board of one unit in one cycle, from the tallies: counts of reports, its own and of all below each child.

    `Hidden` when any part of the unit's subtree lies outside of the reach.
    """

    params = STATUS_PARAMS

    @operation(
        "status_read",
        "The board of a unit: what is owed, filed, missing",
        about="One row for each unit directly under it, with the counts of all that lies under that unit.",
        params=STATUS_PARAMS,
        answer=StatusShape,
    )
    def get(self, request: Request) -> Response:
        cycle = cycle_for(self.actor, self.given["cycle"])
        unit = board_unit_for(self.actor, cycle, self.given["under"])
        found = board(cycle, unit, clock.today(), self.actor.reach(C.CYCLE_READ))
        data = {
            "cycle": cycle.key,
            "under": {"code": unit.code, "name": unit.name},
            "own": _counts(found.own),
            "all": _counts(found.all),
            "results": [_row(row) for row in found.rows],
        }
        return self.answer(data)


def _row(row: Row) -> dict[str, Any]:
    return {
        "unit": row.code,
        "unit_name": row.name,
        "level": row.level,
        "status": row.status or None,
        "due_on": row.due_on,
        "overdue": row.late,
        "timely": row.timely,
        "below": _counts(row.below),
    }


_COUNTS = (
    "owed", "filed", "filed_share", "missing", "accepted", "received", "submitted", "in_hand", "not_begun",
    "overdue", "returned", "exempt", "timely", "judged",
)  # fmt: skip


def _counts(counts: Counts) -> dict[str, int | None]:
    return {name: getattr(counts, name) for name in _COUNTS} | {"on_time_share": counts.share}
