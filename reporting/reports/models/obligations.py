"""Obligations: who owes which report by when and how far it is; tallies for boards; reminders sent."""

from datetime import date
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.reports import rules
from reporting.reports.models.cycles import Cycle
from reporting.reports.models.triggers import ASKS_OR_GRANTS, COUNT_BIRTHS, COUNT_STEPS, MADE_BY_STEPS
from responsibilities.units.models import Unit
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import guards


def overdue_on(day: date) -> Q:
    """`rules.overdue` as a condition on rows."""
    return Q(status__in=rules.PENDING, due_on__lt=day)


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Obligations by reach and date."""

    def within(self, reach: Reach) -> "ObligationQuerySet":
        """Those of units whose position lies in the reach."""
        return self.filter(reach.q("lo"))

    def pending(self) -> "ObligationQuerySet":
        """Those whose unit still owes the report."""
        return self.filter(status__in=rules.PENDING)

    def overdue(self, on: date) -> "ObligationQuerySet":
        """Still owed although the deadline has passed."""
        return self.filter(overdue_on(on))

    def full(self) -> "ObligationQuerySet":
        """With unit, cycle and kind of report in the same query."""
        return self.select_related("unit", "cycle", "cycle__kind")


_TO_DECIDE = Q(status__in=[rules.SUBMITTED, rules.RECEIVED])
_PENDING = Q(status__in=list(rules.PENDING))


@pghistory.track(pghistory.UpdateEvent(), append_only=True)
class Obligation(models.Model):
    """One unit owes one report in one cycle.

    `due_on` is the deadline in force, `first_due_on` the one of the notice, never lost; `first_submitted_at` is kept
    when a report is returned and filed again; `timely` says whether that first submission was in time (null: none yet).
    `round` counts the drafts: signatures of an earlier round do not count. `receiver_lo` is the place of the unit
    that receives, the one directly above.
    """

    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, related_name="obligations", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(max_length=16)
    lo = models.BigIntegerField()
    province_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    receiver_id = models.BigIntegerField()
    receiver_lo = models.BigIntegerField()
    status = models.CharField(
        max_length=16, default=rules.OPEN, choices=[(s, s) for s in rules.WORKFLOW.state_keys()]
    )
    due_on = models.DateField()
    first_due_on = models.DateField()
    round = models.PositiveSmallIntegerField(default=1)
    sent_by_id = models.BigIntegerField(null=True)
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    timely = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit"], name="obligation_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "cycle"], name="obligation_by_unit"),
            models.Index(
                fields=["county_id", "status", "due_on", "id"],
                condition=_PENDING,
                name="obligation_county_open",
            ),
            # What an office counts above its inbox, and what it has to decide.
            models.Index(
                fields=["receiver_id", "cycle"],
                include=["status", "due_on", "timely"],
                name="obligation_office",
            ),
            models.Index(
                fields=["receiver_id", "status", "due_on", "id"],
                condition=_TO_DECIDE,
                name="obligation_to_decide",
            ),
            # A list over everything in the order of deadlines.
            models.Index(fields=["due_on", "lo", "id"], name="obligation_limit"),
            models.Index(fields=["status", "due_on", "id"], condition=_PENDING, name="obligation_open"),
            models.Index(fields=["cycle", "lo"], name="obligation_place"),
        ]
        triggers = [*guards(rules.WORKFLOW), ASKS_OR_GRANTS, COUNT_BIRTHS, COUNT_STEPS, MADE_BY_STEPS]

    def __str__(self) -> str:
        return f"{self.unit.path}：{self.cycle.title}"

    @property
    def public_id(self) -> str:
        """`<cycle>/<unit code>`, the address used on pages, in REST and on the record."""
        return f"{self.cycle.key}/{self.unit.code}"

    @property
    def remit(self) -> frozenset[str]:
        """The categories its kind is about, all of which the remit of whoever decides must hold."""
        return rules.remit_of(self.cycle.kind.parts())

    def late_on(self, day: date) -> bool:
        """Still owed although the deadline has passed."""
        return rules.overdue(self.status, self.due_on, day)


class Tally(models.Model):
    """Counts for boards, as sums of signed steps: (cycle, unit or ancestor, status, deadline, timely) → n.

    A writer adds a few rows and never touches those of others, so that writers in one province do not wait for each
    other; the clock folds the rows together. The sum is exact at any moment, folded or not.
    """

    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    unit_id = models.BigIntegerField()
    level = models.CharField(max_length=16)
    status = models.CharField(max_length=16)
    due_on = models.DateField()
    timely = models.BooleanField(null=True)
    n = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["cycle", "unit_id"], name="tally_by_unit")]

    def __str__(self) -> str:
        return f"{self.status}: {self.n}"


class Reminder(models.Model):
    """A reminder or digest that was sent once: per cycle, receiver and day, or per obligation and office."""

    KINDS: ClassVar[list[tuple[str, Any]]] = [
        ("before", _("Before the deadline")),
        ("late", _("Overdue")),
        ("hand", _("By hand")),
    ]

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=KINDS)
    on_day = models.DateField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit", "kind", "on_day"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return self.kind
