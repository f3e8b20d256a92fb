"""Cycles for programs: list, one, planning, opening, closing."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from reporting.reports import rules
from reporting.reports.actions import cycles as actions
from reporting.reports.api.shapes import (
    CYCLE_PATH,
    EXAMPLE_KEY,
    CyclePlan,
    CycleRow,
    CycleShape,
    Nothing,
    ReasonBody,
    section_shapes,
)
from reporting.reports.models import Cycle, ReportKind
from reporting.reports.queries.cycles import preview
from reporting.reports.queries.within import cycle_for, cycles_for
from responsibilities.roles import C
from responsibilities.units.models import Unit
from revitalization.kit.api.described import CHANGING, WRITING, operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, text, whole
from revitalization.kit.errors import FieldError, Forbidden, Invalid

COLUMNS = {
    "key": "key",
    "kind": "kind__key",
    "title": "title",
    "period": "period",
    "year": "year",
    "scope": "scope__code",
    "levels": "levels",
    "notice_number": "notice_number",
    "notice_title": "notice_title",
    "urgency": "urgency",
    "issued_on": "issued_on",
    "opens_on": "opens_on",
    "due_on": "due_on",
    "status": "status",
    "owed": "owed",
    "series": "series__key",
    "opened_at": "opened_at",
    "version": "version",
}
PLAN = {
    "kind": "annual",
    "period": "2026",
    "scope": "620000000000",
    "notice_number": "甘农领办〔2026〕12号",
    "notice_title": "关于报送2026年度推进乡村振兴战略进展情况的通知",
    "issued_on": "2026-11-24",
    "opens_on": "2026-11-24",
    "due_on": "2026-12-22",
    "levels": ["city", "county", "township"],
}


class Cycles(Listing):
    """The cycles the reader has anything to do with: opened on the own unit, above or below it."""

    columns = COLUMNS
    orders = {"-due_on": ("-due_on", "-id"), "due_on": ("due_on", "id")}
    params = listing(
        choice("status", "Only cycles in this state.", rules.CYCLE.state_keys()),
        whole("year", "Only cycles of this year.", 2000, 2100),
        text("kind", "Only this kind of report, by its key.", r"[a-z0-9_-]{1,32}", example="annual"),
        columns=COLUMNS,
        orders=orders,
    )

    @operation("cycles_list", "Report cycles", params=params, answer=page_of(CycleRow))
    def get(self, request: Request) -> Response:
        named = {"status": "status", "year": "year", "kind": "kind__key"}
        wanted = {column: self.given[name] for name, column in named.items() if self.given[name]}
        return self.page(cycles_for(self.actor).filter(**wanted))

    @operation(
        "cycles_plan",
        "Plan a cycle from a numbered notice",
        about="Nobody owes anything before it is opened.",
        body=CyclePlan,
        answer=CycleShape,
        status=201,
        errors=WRITING,
        key=True,
        sent={"Gansu asks cities, counties and townships": PLAN},
    )
    def post(self, request: Request) -> Response:
        if not self.actor.has(C.CYCLE_OPEN):
            raise Forbidden
        return self.once(lambda: self._planned(self.body(CyclePlan)))

    def _planned(self, data: dict[str, Any]) -> Response:
        kind, scope = asked_of(data)
        try:
            cycle = actions.plan_cycle(
                actor=self.actor, kind=kind, period=data["period"], scope=scope, notice=_notice(data)
            )
        except Invalid as problem:
            raise renamed(problem, {"number": "notice_number"}) from problem
        return self.answer(
            shape(cycle, self.actor), cycle.version, 201, Location=f"{self.request.path}{cycle.key}/"
        )


def _notice(data: dict[str, Any]) -> actions.Notice:
    more = {"remind_before": data["remind_before"]} if "remind_before" in data else {}
    return actions.Notice(
        number=data["notice_number"],
        title=data["notice_title"],
        issued_on=data["issued_on"],
        opens_on=data["opens_on"],
        due_on=data["due_on"],
        levels=sorted(set(data["levels"])),
        basis=data["basis"],
        urgency=data["urgency"],
        **more,
    )


def asked_of(data: dict[str, Any]) -> tuple[ReportKind, Unit]:
    """The kind of report and the unit a plan names; `Invalid` when they are not there."""
    kind = ReportKind.objects.filter(key=data["kind"], current=True).first()
    scope = Unit.objects.live().territorial().filter(code=data["scope"]).first()
    if kind is None or scope is None:
        errors = [] if kind else [FieldError("kind", _("There is no kind of report with this key."))]
        errors += [] if scope else [FieldError("scope", _("There is no unit with this code."))]
        raise Invalid(errors=errors)
    return kind, scope


def renamed(problem: Invalid, names: Mapping[str, str]) -> Invalid:
    """The same refusal with its fields named as the body names them: `names` by the name of the action's field."""
    errors = [FieldError(names.get(e.field, e.field), e.message, e.code) for e in problem.errors]
    return Invalid(problem.detail, errors=errors)


def shape(cycle: Cycle, actor: Any) -> dict[str, Any]:
    """The fields of `CycleShape`; `acts` are the keys of what this actor can do now (a constant number of queries)."""
    flat = {name: getattr(cycle, name) for name, column in COLUMNS.items() if "__" not in column}
    return {
        **flat,
        "kind": cycle.kind.key,
        "scope": cycle.scope.code,
        "series": cycle.series.key if cycle.series else None,
        "basis": cycle.basis,
        "sections": section_shapes(cycle),
        "acts": [act.key for act in rules.CYCLE.available(cycle, actor, lambda row: preview(row).facts)],
    }


class OneCycle(Endpoint):
    """One cycle with its sections and the acts open to the reader; `Hidden` when it does not concern the reader."""

    @operation("cycles_read", "One cycle", path=CYCLE_PATH, answer=CycleShape)
    def get(self, request: Request, key: str) -> Response:
        cycle = cycle_for(self.actor, key)
        return self.answer(shape(cycle, self.actor), cycle.version)


class OpenCycle(Endpoint):
    """Opening a planned cycle, or adding to a running one the units that are missing.

    `Stale` for another version than the one that was read, `Refused` when the state or the day forbids it.
    """

    @operation(
        "cycles_open",
        "Open a cycle",
        about="Every unit of its levels owes the report from now on. A running cycle gets what is missing.",
        path=CYCLE_PATH,
        body=Nothing,
        answer=CycleShape,
        errors=CHANGING,
        match=True,
        key=True,
        examples={"Opened": {"key": EXAMPLE_KEY, "status": "running", "owed": 1496}},
    )
    def post(self, request: Request, key: str) -> Response:
        cycle = cycle_for(self.actor, key)
        version = self.version()
        self.body(Nothing)
        return self.once(lambda: self._opened(cycle, version))

    def _opened(self, cycle: Cycle, version: int) -> Response:
        actions.open_cycle(actor=self.actor, cycle=cycle, version=version)
        fresh = cycle_for(self.actor, cycle.key)
        return self.answer(shape(fresh, self.actor), fresh.version)


class CloseCycle(Endpoint):
    """Closing a running cycle with a reason: nothing can be filed in it any more; `Stale`, `Refused` as by opening."""

    @operation(
        "cycles_close",
        "Close a cycle",
        about="What is still owed can no longer be filed; nothing is deleted.",
        path=CYCLE_PATH,
        body=ReasonBody,
        answer=CycleShape,
        errors=CHANGING,
        match=True,
        key=True,
    )
    def post(self, request: Request, key: str) -> Response:
        cycle = cycle_for(self.actor, key)
        version = self.version()
        return self.once(lambda: self._closed(cycle, version, self.body(ReasonBody)["reason"]))

    def _closed(self, cycle: Cycle, version: int, reason: str) -> Response:
        actions.close_cycle(actor=self.actor, cycle=cycle, reason=reason, version=version)
        fresh = cycle_for(self.actor, cycle.key)
        return self.answer(shape(fresh, self.actor), fresh.version)
