"""What follows a finding: the unit's objection, offers to its sisters, looking back at what was closed."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.inspections.models.finding_triggers import DECIDED_BY_OTHERS, OBJECTED_IN_TIME
from assessments.inspections.models.findings import Finding
from assessments.inspections.models.kinds import choices
from assessments.inspections.rules import objections, sisters
from assessments.inspections.rules.lookback import RESULTS
from responsibilities.ledger.models import Item
from responsibilities.units.models import Unit
from revitalization.kit.triggers import filled_once, fixed, guards, stays, written_once
from revitalization.kit.written import WrittenRow


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Objection(models.Model):
    """The unit objects to a finding, once; others decide. `lo` is the place of the issuer, where it is decided.

    `problem` is how the decision words the finding anew, `document_number` that of the decision.
    """

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="objection")
    lo = models.BigIntegerField()
    words = models.TextField(_("Objection"), max_length=2000)
    evidence = models.CharField(_("Evidence"), max_length=500, blank=True, default="")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_name = models.CharField(max_length=120)
    filed_on = models.DateField()
    decide_by = models.DateField()
    reason = models.TextField(_("Reason"), max_length=2000, blank=True, default="")
    problem = models.TextField(_("Problem"), max_length=1000, blank=True, default="")
    document_number = models.CharField(_("document number"), max_length=80, blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_name = models.CharField(max_length=120, blank=True, default="")
    decided_on = models.DateField(null=True)
    status = models.CharField(
        max_length=10, default=objections.FILED, choices=[(s, s) for s in objections.OBJECTION.state_keys()]
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="objection_has_words"),
            models.CheckConstraint(
                condition=~Q(status=objections.CHANGED) | ~Q(problem=""), name="objection_change_has_words"
            ),
        ]
        indexes = [models.Index(fields=["lo", "status", "decide_by"], name="objection_by_place")]
        triggers = [
            *guards(objections.OBJECTION),
            fixed(
                "objection_is_what_it_is",
                fields=[
                    "finding",
                    "lo",
                    "words",
                    "evidence",
                    "filed_by",
                    "filed_name",
                    "filed_on",
                    "decide_by",
                ],
            ),
            filled_once("decided_by_id"),
            DECIDED_BY_OTHERS,
            OBJECTED_IN_TIME,
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}"

    @property
    def public_id(self) -> str:
        """The key of the finding."""
        return self.finding.key

    @property
    def remit(self) -> frozenset[str]:
        """The categories of the inspection."""
        return self.finding.remit

    def late_on(self, day: date) -> bool:
        """Whether it should have been decided by then."""
        return self.status == objections.FILED and self.decide_by < day


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Sister(models.Model):
    """A finding offered to another unit (举一反三), which decides whether it has the problem, too."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="sisters", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    issuer_lo = models.BigIntegerField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    offered_on = models.DateField()
    answer_by = models.DateField()
    reason = models.CharField(_("Reason"), max_length=1000, blank=True, default="")
    decided_name = models.CharField(max_length=120, blank=True, default="")
    decided_on = models.DateField(null=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+", db_constraint=False)
    status = models.CharField(
        max_length=10, default=sisters.OFFERED, choices=[(s, s) for s in sisters.SISTER.state_keys()]
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["lo"]
        constraints = [models.UniqueConstraint(fields=["finding", "unit"], name="sister_once")]
        indexes = [models.Index(fields=["lo", "status"], name="sister_by_place")]
        triggers = [
            *guards(sisters.SISTER),
            fixed(
                "sister_is_what_it_is",
                fields=["finding", "unit", "lo", "issuer_lo", "offered_by", "offered_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.unit_id}"

    @property
    def public_id(self) -> str:
        """`<finding>/<unit code>`, by which record and addresses name the offer."""
        return f"{self.finding.key}/{self.unit.code}"


class LookBack(WrittenRow):
    """One drawing of what is looked at again (回头看): its seed and share, and what could be drawn; written once.

    `pool` maps the keys of findings to the day they were closed, so that anybody can draw again.
    """

    key = models.SlugField(max_length=40, unique=True)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    number = models.PositiveIntegerField()
    seed = models.CharField(max_length=32)
    share = models.PositiveSmallIntegerField()
    pool = models.JSONField()
    drawn_on = models.DateField()

    class Meta(WrittenRow.Meta):
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="lookback_number_once"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="lookback_share"),
        ]
        triggers = written_once("lookback")

    def __str__(self) -> str:
        return self.key


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Looked(models.Model):
    """One finding that the lot fell on: what was seen when it was looked at again; filled in once."""

    lookback = models.ForeignKey(LookBack, models.PROTECT, related_name="lines")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="looked")
    lo = models.BigIntegerField()
    result = models.CharField(max_length=8, blank=True, default="", choices=choices(RESULTS))
    words = models.CharField(max_length=1000, blank=True, default="")
    looked_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        default_permissions = ()
        ordering = ["lo", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lookback", "finding"], name="looked_once"),
            models.CheckConstraint(
                condition=Q(result="") | ~Q(words="") & Q(looked_on__isnull=False), name="looked_says_what"
            ),
        ]
        triggers = [
            fixed("looked_is_what_it_is", fields=["lookback", "finding", "lo"]),
            filled_once("looked_on", "by_id"),
            stays("looked_stays"),
        ]

    def __str__(self) -> str:
        return f"{self.lookback_id} {self.finding_id}"
