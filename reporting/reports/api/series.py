"""Recurring notices for programs: list, one with its periods, planning, putting in force, stopping."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from reporting.reports import rules
from reporting.reports.actions import series as actions
from reporting.reports.api.cycles import asked_of, renamed
from reporting.reports.api.shapes import KEY, Nothing, ReasonBody, optional
from reporting.reports.models import Series
from reporting.reports.queries.series import Period, facts_of, one_series_for, periods, series_for
from responsibilities.roles import C
from revitalization.kit.actor import Actor
from revitalization.kit.api.bodies import Body, Day, Text, Whole
from revitalization.kit.api.described import CHANGING, WRITING, operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, text
from revitalization.kit.errors import FieldError, Forbidden, Invalid
from revitalization.kit.periods import COUNTED, DUE_KINDS, Rhythm

EXAMPLE = "half-year-2026h2-620000000000"
PATH = {"key": (KEY, "Key of the recurring notice.", EXAMPLE)}
COLUMNS = {
    "key": "key",
    "kind": "kind__key",
    "scope": "scope__code",
    "levels": "levels",
    "notice_number": "notice_number",
    "notice_title": "notice_title",
    "issued_on": "issued_on",
    "first_period": "first_period",
    "last_period": "last_period",
    "opens_on": "opens_on",
    "due_kind": "due_kind",
    "due_days": "due_days",
    "due_on": "due_on",
    "status": "status",
    "next_on": "next_on",
    "started_at": "started_at",
    "version": "version",
}
PLAN = {
    "kind": "half_year",
    "scope": "620000000000",
    "notice_number": "甘农领办〔2026〕31号",
    "notice_title": "关于报送乡村振兴责任制半年进展的通知",
    "issued_on": "2026-11-24",
    "first_period": "2026H2",
    "last_period": "2028H1",
    "opens_on": "2026-12-31",
    "due_kind": "working",
    "due_days": 20,
    "levels": ["city", "county"],
}
_NAMES = {"number": "notice_number", "period": "first_period", "until": "last_period"}


class SeriesRow(serializers.Serializer):
    """One recurring notice."""

    key = optional(serializers.CharField)
    kind = optional(serializers.CharField)
    scope = optional(serializers.CharField, help_text="Code of the unit that asks.")
    levels = optional(serializers.ListField, child=serializers.CharField())
    notice_number = optional(serializers.CharField)
    notice_title = optional(serializers.CharField)
    issued_on = optional(serializers.DateField)
    first_period = optional(serializers.CharField)
    last_period = optional(serializers.CharField)
    opens_on = optional(serializers.DateField, help_text="Opening day of the first period.")
    due_kind = optional(serializers.CharField, help_text=", ".join(DUE_KINDS))
    due_days = optional(serializers.IntegerField, allow_null=True, help_text="Days after the period.")
    due_on = optional(serializers.DateField, allow_null=True, help_text="Deadline of the first period.")
    status = optional(serializers.CharField, help_text=", ".join(rules.SERIES.state_keys()))
    next_on = optional(
        serializers.DateField, allow_null=True, help_text="Opening day of the next period; null: none comes."
    )
    started_at = optional(serializers.DateTimeField, allow_null=True)
    version = optional(serializers.IntegerField)


class PeriodShape(serializers.Serializer):
    """One period of a recurring notice."""

    period = serializers.CharField()
    state = serializers.ChoiceField(choices=["opened", "coming", "left_out", "stopped"])
    cycle = serializers.CharField(allow_null=True, help_text="Key of the cycle; null: not opened.")
    opens_on = serializers.DateField()
    due_on = serializers.DateField()
    provisional = serializers.BooleanField(help_text="The days off of that year are not published yet.")
    reason = serializers.CharField(allow_blank=True, help_text="Why it was left out.")


class SeriesShape(SeriesRow):
    """One recurring notice with its periods and what the reader may do."""

    basis = serializers.CharField(allow_blank=True, help_text="Basis for asking villages.")
    periods = PeriodShape(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class SeriesPlan(Body):
    """A recurring notice: `due_days` with `working` and `calendar`, `due_on` with `day` and `month_end`."""

    kind = Text(max_length=32, help_text="Key of the kind of report.")
    scope = Text(max_length=12, help_text="Code of the unit that asks.")
    notice_number = Text(max_length=80)
    notice_title = Text(max_length=200)
    issued_on = Day()
    first_period = Text(max_length=16, help_text="2026, 2026H2 or 2026Q3, as the kind recurs.")
    last_period = Text(max_length=16, help_text="Five years on at most.")
    opens_on = Day(help_text="Of the first period; the others open as many months later.")
    due_kind = serializers.ChoiceField(choices=list(DUE_KINDS))
    due_days = Whole(
        min_value=1, max_value=366, required=False, help_text="Days after the end of the period."
    )
    due_on = Day(required=False, help_text="Deadline of the first period.")
    levels = serializers.ListField(child=Text(max_length=16), max_length=6, min_length=1)
    basis = Text(max_length=300, required=False, default="", allow_blank=True)


class SeriesList(Listing):
    """The recurring notices the reader has anything to do with."""

    columns = COLUMNS
    orders = {"key": ("key", "id"), "-key": ("-key", "-id")}
    params = listing(
        choice("status", "Only those in this state.", rules.SERIES.state_keys()),
        text("kind", "Only this kind of report, by its key.", r"[a-z0-9_-]{1,32}", example="annual"),
        columns=COLUMNS,
        orders=orders,
    )

    @operation("series_list", "Recurring notices", params=params, answer=page_of(SeriesRow))
    def get(self, request: Request) -> Response:
        named = {"status": "status", "kind": "kind__key"}
        wanted = {column: self.given[name] for name, column in named.items() if self.given[name]}
        return self.page(series_for(self.actor).filter(**wanted))

    @operation(
        "series_plan",
        "Plan a recurring notice",
        about="Nothing is opened before it is put in force; then each period opens by itself on its day.",
        body=SeriesPlan,
        answer=SeriesShape,
        status=201,
        errors=WRITING,
        key=True,
        sent={"Gansu asks every half-year until 2028": PLAN},
    )
    def post(self, request: Request) -> Response:
        if not self.actor.has(C.CYCLE_OPEN):
            raise Forbidden
        return self.once(lambda: self._planned(self.body(SeriesPlan)))

    def _planned(self, data: dict[str, Any]) -> Response:
        kind, scope = asked_of(data)
        try:
            found = actions.plan_series(actor=self.actor, kind=kind, scope=scope, notice=_notice(data))
        except Invalid as problem:
            raise renamed(problem, _NAMES) from problem
        return self.answer(
            shape(found, self.actor), found.version, 201, Location=f"{self.request.path}{found.key}/"
        )


def _notice(data: dict[str, Any]) -> actions.Recurring:
    counted = data["due_kind"] in COUNTED
    wanted, other = ("due_days", "due_on") if counted else ("due_on", "due_days")
    if wanted not in data:
        raise Invalid(errors=[FieldError(wanted, _("This is required here."), "required")])
    if other in data:
        raise Invalid(errors=[FieldError(other, _("This deadline rule does not accept it."))])
    rhythm = Rhythm(
        data["first_period"],
        data["last_period"],
        data["opens_on"],
        data["due_kind"],
        data.get("due_days"),
        data.get("due_on"),
    )
    return actions.Recurring(
        number=data["notice_number"],
        title=data["notice_title"],
        issued_on=data["issued_on"],
        levels=sorted(set(data["levels"])),
        rhythm=rhythm,
        basis=data["basis"],
    )


def shape(found: Series, actor: Actor) -> dict[str, Any]:
    """The fields of `SeriesShape`; `acts` are the keys of what this actor can do with it now."""
    flat = {name: getattr(found, name) for name, column in COLUMNS.items() if "__" not in column}
    return {
        **flat,
        "kind": found.kind.key,
        "scope": found.scope.code,
        "basis": found.basis,
        "periods": [_period(period) for period in periods(found)],
        "acts": [act.key for act in rules.SERIES.available(found, actor, facts_of)],
    }


def _period(period: Period) -> dict[str, Any]:
    asked, cycle = period.asked, period.cycle
    state = "opened" if cycle else "left_out" if period.why else "coming" if period.coming else "stopped"
    return {
        "period": asked.period,
        "state": state,
        "cycle": cycle.key if cycle else None,
        "opens_on": cycle.opens_on if cycle else asked.opens_on,
        "due_on": cycle.due_on if cycle else asked.due_on,
        "provisional": period.coming and asked.provisional,
        "reason": _(period.why) if period.why else "",
    }


class OneSeries(Endpoint):
    """One recurring notice with its periods; `Hidden` when it does not concern the reader."""

    @operation("series_read", "One recurring notice", path=PATH, answer=SeriesShape)
    def get(self, request: Request, key: str) -> Response:
        found = one_series_for(self.actor, key)
        return self.answer(shape(found, self.actor), found.version)


class StartSeries(Endpoint):
    """Putting a planned notice in force: from now on each period opens on its day. `Stale`, `Refused`."""

    @operation(
        "series_start",
        "Put a recurring notice in force",
        about="From now on each period opens by itself on its day, until the last one or until it is stopped.",
        path=PATH,
        body=Nothing,
        answer=SeriesShape,
        errors=CHANGING,
        match=True,
        key=True,
        examples={"In force": {"key": EXAMPLE, "status": "standing"}},
    )
    def post(self, request: Request, key: str) -> Response:
        found = one_series_for(self.actor, key)
        version = self.version()
        self.body(Nothing)
        return self.once(lambda: self._started(found, version))

    def _started(self, found: Series, version: int) -> Response:
        actions.start_series(actor=self.actor, series=found, version=version)
        fresh = one_series_for(self.actor, found.key)
        return self.answer(shape(fresh, self.actor), fresh.version)


class StopSeries(Endpoint):
    """Stopping a notice with a reason: no further period opens, what is open stays. `Stale`, `Refused`."""

    @operation(
        "series_stop",
        "Stop a recurring notice",
        about="No further period is opened; what was opened goes on.",
        path=PATH,
        body=ReasonBody,
        answer=SeriesShape,
        errors=CHANGING,
        match=True,
        key=True,
    )
    def post(self, request: Request, key: str) -> Response:
        found = one_series_for(self.actor, key)
        version = self.version()
        return self.once(lambda: self._stopped(found, version, self.body(ReasonBody)["reason"]))

    def _stopped(self, found: Series, version: int, reason: str) -> Response:
        actions.stop_series(actor=self.actor, series=found, reason=reason, version=version)
        fresh = one_series_for(self.actor, found.key)
        return self.answer(shape(fresh, self.actor), fresh.version)
