"""Inspections, the units they inspect on which days, and the papers issued under a number."""

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.inspections import rules
from assessments.inspections.models.kinds import choices
from assessments.inspections.models.plans import Line, remit_of
from assessments.inspections.models.triggers import SCHEME_BY_ANOTHER, VISITS_CAPPED, VISITS_FOLLOW
from assessments.inspections.rules import inspections, kinds
from responsibilities.numbers.models import entered
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.pairs import pairs
from revitalization.kit.triggers import fixed, guards, written_once
from revitalization.kit.written import WrittenRow


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Inspections by state."""

    def full(self) -> "InspectionQuerySet":
        """With issuer and organ in the same query."""
        return self.select_related("issuer", "organ")

    def live(self) -> "InspectionQuerySet":
        """Neither postponed nor cancelled."""
        return self.filter(status__in=rules.LIVE)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Inspection(models.Model):
    """One inspection, from the plan or made outside it under an approval.

    `key` is `<issuer>-<year>-i<n>`; `number` (2027督003) is unique for its issuer and never given twice. `organ` is the
    body that inspects. `scheme` holds the parts of the 督查方案 by `rules.inspections.PARTS`, `scheme_state` says
    whether it is written and approved. `outside` is the number of the approval of one that is in no plan.
    `merged_into` is the one it was merged into (then it is cancelled). `form_key`: one form, sent twice, makes one.
    """

    key = models.SlugField(max_length=40, unique=True)
    form_key = models.UUIDField(null=True, editable=False)
    line = models.OneToOneField(Line, models.PROTECT, null=True, related_name="inspection")
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=24)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=choices(kinds.KINDS))
    comprehensive = models.BooleanField(_("comprehensive"), default=False)
    announced = models.BooleanField(_("announced"), default=True)
    categories = ArrayField(models.CharField(max_length=8), default=list)
    days = models.PositiveSmallIntegerField(_("days on site"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))
    outside = models.CharField(_("approval"), max_length=80, blank=True, default="")
    status = models.CharField(
        max_length=10, default="planned", choices=[(s, s) for s in rules.INSPECTION.state_keys()]
    )
    scheme = models.JSONField(default=dict, blank=True)
    scheme_state = models.CharField(max_length=10, blank=True, default="")
    scheme_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    scheme_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    groups = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    noticed_on = models.DateField(null=True)
    begun_on = models.DateField(null=True)
    fed_back_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-year", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="inspection_number_once"),
            models.UniqueConstraint(
                fields=["organ", "year"],
                condition=Q(comprehensive=True, status__in=rules.LIVE),
                name="inspection_one_comprehensive",
            ),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="inspection_days"),
            models.CheckConstraint(condition=~Q(title=""), name="inspection_has_title"),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | ~Q(outside=""), name="inspection_in_plan_or_approved"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(status="cancelled"),
                name="inspection_merged_is_over",
            ),
            models.CheckConstraint(
                condition=Q(announced=True) | ~Q(status="noticed"), name="inspection_unannounced_no_notice"
            ),
            models.CheckConstraint(
                condition=Q(scheme_state__in=list(inspections.SCHEMES)), name="inspection_scheme_known"
            ),
        ]
        indexes = [
            models.Index(fields=["lo", "-year", "-id"], name="inspection_by_place"),
            models.Index(fields=["issuer", "status", "from_on"], name="inspection_by_state"),
            models.Index(fields=["from_on", "to_on"], name="inspection_by_days"),
            GinIndex(pairs("title", "number"), name="inspection_by_words"),
        ]
        triggers = [
            *guards(rules.INSPECTION),
            fixed(
                "inspection_is_what_it_is",
                fields=[
                    "key", "form_key", "line", "issuer", "organ", "lo", "hi", "year", "sequence", "number", "kind",
                    "comprehensive", "announced", "outside", "created_by",
                ],
            ),
            SCHEME_BY_ANOTHER,
            VISITS_FOLLOW,
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def public_id(self) -> str:
        """The key, by which record, notices and addresses name the inspection."""
        return self.key

    @property
    def remit(self) -> frozenset[str]:
        """The categories it is about; one that is about all of them is within no remit."""
        return remit_of(self.categories)

    def is_shown(self) -> bool:
        """Whether the inspected see it: from the notice on, unannounced only from the feedback on."""
        return rules.is_shown(self.status, self.announced)


class TargetQuerySet(models.QuerySet["Target"]):
    """Visits of units."""

    def live(self) -> "TargetQuerySet":
        """Those of inspections that are neither postponed nor cancelled."""
        return self.filter(live=True)


@pghistory.track(pghistory.UpdateEvent(), append_only=True)
class Target(models.Model):
    """A unit that is inspected, on which days, by which group of the team (0: none yet).

    `live` follows the inspection by a trigger: what is postponed or cancelled counts against no cap. `exception_number`
    approves the visit in spite of a clash.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="targets", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    lo = models.BigIntegerField()
    level = models.CharField(max_length=10)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))
    group = models.PositiveSmallIntegerField(default=0)
    live = models.BooleanField(default=True)
    exception_number = models.CharField(_("approval"), max_length=80, blank=True, default="")

    objects = TargetQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["from_on", "lo"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "unit"], name="target_once"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="target_days"),
        ]
        indexes = [
            models.Index(fields=["unit", "from_on"], name="target_by_unit", condition=Q(live=True)),
            models.Index(fields=["lo", "inspection"], name="target_by_place"),
            models.Index(fields=["from_on", "lo"], name="target_by_day", condition=Q(live=True)),
        ]
        triggers = [
            fixed("target_is_what_it_is", fields=["inspection", "unit", "lo", "level"]),
            VISITS_CAPPED,
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.from_on}"

    def covers(self, day: date) -> bool:
        """Whether the team is there on the day."""
        return self.from_on <= day <= self.to_on


_PAPER = {
    "unit": "NEW.issuer_id",
    "number": "NEW.number",
    "title": "NEW.title",
    "dated": "NEW.dated_on",
    "key": "NEW.key",
}


class Paper(WrittenRow):
    """A document issued under a number: a plan, a notice, a feedback letter; written once, entered into the register.

    `key` is the public key of the plan or the inspection. `unit` is whom a feedback letter goes to.
    """

    what = models.CharField(max_length=10)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    dated_on = models.DateField()

    class Meta(WrittenRow.Meta):
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=["plan", "notice", "feedback"]), name="paper_known"),
            models.CheckConstraint(condition=~Q(number="") & ~Q(title=""), name="paper_has_number"),
        ]
        indexes = [models.Index(fields=["key", "what"], name="paper_by_key")]
        triggers = [
            *written_once("inspection_paper"),
            entered("inspection_plan", when="NEW.what = 'plan'", **_PAPER),
            entered("inspection", when="NEW.what <> 'plan'", **_PAPER),
        ]

    def __str__(self) -> str:
        return self.number
