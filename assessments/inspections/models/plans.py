"""The yearly plan, its lines with the visits they mean, and the marks of the calendar."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.inspections import rules
from assessments.inspections.models.kinds import Rule, choices
from assessments.inspections.models.triggers import APPROVED_BY_ANOTHER, PLAN_MADE, line_made_by
from assessments.inspections.rules import caps, kinds
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.involvement import KEPT, InvolvementRow
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import filled_once, fixed, guards, stays


class YearPlanQuerySet(models.QuerySet["YearPlan"]):
    """Plans in a reach."""

    def within(self, reach: Reach) -> "YearPlanQuerySet":
        """Those of issuers inside the reach."""
        return self.filter(reach.q("lo"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class YearPlan(models.Model):
    """The plan of inspections (年度督查检查计划) of one issuer for one year.

    `by_clock`: drawn from the rules on 1 December. `number` is that of the document under which it was published.
    """

    key = models.SlugField(max_length=30, unique=True)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(
        max_length=10, default="drafted", choices=[(s, s) for s in rules.PLAN.state_keys()]
    )
    by_clock = models.BooleanField(default=False)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True)
    number = models.CharField(_("document number"), max_length=80, blank=True, default="")
    published_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = YearPlanQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-year", "lo"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year"], name="plan_once_a_year"),
            models.CheckConstraint(
                condition=~Q(status="published") | ~Q(number="") & Q(published_on__isnull=False),
                name="plan_published_has_number",
            ),
        ]
        indexes = [models.Index(fields=["lo", "-year"], name="plan_by_place")]
        triggers = [
            *guards(rules.PLAN),
            fixed(
                "plan_is_what_it_is", fields=["key", "issuer", "lo", "hi", "year", "drafted_by", "by_clock"]
            ),
            PLAN_MADE,
            APPROVED_BY_ANOTHER,
        ]

    def __str__(self) -> str:
        return f"{self.issuer.name} {self.year}"

    @property
    def public_id(self) -> str:
        """The key, by which record, notices and addresses name the plan."""
        return self.key


class PlanInvolvement(InvolvementRow):
    """Who ever worked on the plan; they do not approve it."""

    subject = models.ForeignKey(YearPlan, models.PROTECT, related_name="+", db_index=False)

    class Meta(InvolvementRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["subject", "user", "act"], name="inspections_involvement_once")
        ]
        triggers = [KEPT]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Line(models.Model):
    """One line of a plan: what is inspected, in which months; with the publishing of the plan it becomes an inspection.

    `rule` and `seed` say how it was drawn; `organ` is the body that inspects, the issuer itself or a department of it.
    `merged_into` is the line it was merged into.
    """

    plan = models.ForeignKey(YearPlan, models.PROTECT, related_name="lines", db_index=False)
    lo = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    seed = models.CharField(max_length=32, blank=True, default="")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=choices(kinds.KINDS))
    comprehensive = models.BooleanField(_("comprehensive"), default=False)
    announced = models.BooleanField(_("announced"), default=True)
    categories = ArrayField(models.CharField(max_length=8), default=list)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))
    days = models.PositiveSmallIntegerField(_("days on site"))
    reason = models.CharField(_("reason"), max_length=1000, blank=True, default="")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    status = models.CharField(
        max_length=10, default="proposed", choices=[(s, s) for s in rules.LINE.state_keys()]
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="line_number_once"),
            models.UniqueConstraint(
                fields=["plan", "rule"], condition=Q(rule__isnull=False), name="line_of_rule_once"
            ),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="line_days_order"),
            models.CheckConstraint(condition=~Q(title=""), name="line_has_title"),
        ]
        triggers = [
            *guards(rules.LINE),
            fixed("line_is_what_it_is", fields=["plan", "number", "rule", "seed"]),
            line_made_by(),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def public_id(self) -> str:
        """`<plan>/<number>`, by which record and addresses name the line."""
        return f"{self.plan.key}/{self.number}"

    @property
    def remit(self) -> frozenset[str]:
        """The categories it is about; one that is about all of them is within no remit."""
        return remit_of(self.categories)


class LineVisit(models.Model):
    """A unit that a line means to inspect, and on which days; `exception_number` approves it in spite of a clash."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="visits", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    exception_number = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["line", "unit"], name="line_visit_once"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="line_visit_days"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.from_on}"


class MarkQuerySet(models.QuerySet["Mark"]):
    """Marks in a reach, and those that stand."""

    def within(self, reach: Reach) -> "MarkQuerySet":
        """Those on units that hold or lie in a part of the reach."""
        return self.filter(reach.touching())

    def standing(self) -> "MarkQuerySet":
        """Those that were not lifted."""
        return self.filter(lifted_on__isnull=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Mark(models.Model):
    """A disaster or a congress that a unit and all below it has from a day on; its first thirty days are kept free.

    Set, and taken back, by the office of `issuer`.
    """

    key = models.SlugField(max_length=30, unique=True)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=choices(caps.MARKS))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("document"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=clock.Now(), editable=False)
    lifted_on = models.DateField(null=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="mark_has_source"),
            models.UniqueConstraint(
                fields=["unit", "kind", "from_on"], condition=Q(lifted_on__isnull=True), name="mark_once"
            ),
        ]
        indexes = [models.Index(fields=["lo", "hi", "from_on"], name="mark_by_place")]
        triggers = [
            fixed("mark_is_what_it_is", but=["lifted_on"]),
            filled_once("lifted_on"),
            stays("mark_stays"),
        ]

    def __str__(self) -> str:
        return self.source

    @property
    def public_id(self) -> str:
        """The key, by which record and addresses name the mark."""
        return self.key


EVERYTHING = "*"
"""A category nobody's remit holds: what is about everything is beyond each remit."""


def remit_of(categories: list[str]) -> frozenset[str]:
    """What a right's remit must hold for these categories; none at all means everything."""
    return frozenset(categories or [EVERYTHING])
