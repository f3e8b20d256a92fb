"""Findings with what the unit says of them, and the feedback."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.inspections.models.finding_triggers import FOUND_BY_TEAM, SHEET_STANDS
from assessments.inspections.models.inspections import Inspection
from assessments.inspections.models.kinds import choices
from assessments.inspections.rules import findings, objections
from responsibilities.ledger.models import Item
from responsibilities.ledger.rules import EXTENTS, ORDINARY, SEVERITIES, SINGLE, TERM, TYPES
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import fixed, guards, written_once
from revitalization.kit.written import WrittenRow


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings with what their pages name, and by place."""

    def full(self) -> "FindingQuerySet":
        """With inspection, issuer, unit and item in the same query."""
        return self.select_related(
            "inspection__issuer",
            "inspection__organ",
            "unit",
            "item__matter",
            "item__unit",
            "objection",
            "same_as__inspection",
        )

    def within(self, reach: Reach) -> "FindingQuerySet":
        """Those seen at a place inside the reach."""
        return self.filter(reach.q("lo"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Finding(models.Model):
    """One problem on one sheet (问题登记表), seen by two of the team.

    `key` is `<inspection>/<n>`, `number` (2027督003-7) unique for its inspection and never given twice. `client_key`
    was made on the device: one sheet, sent twice, is one finding. `lo` is the place at which it is seen: that of the
    issuer while it lies with the team, that of the inspected unit (`unit_lo`) once it was put before it. `place` is
    where exactly, down to the village. `view` is what the unit says of it, by `person` in `person_post`; `viewed_by` is
    the account that entered it (of the team, or of the unit). `same_as` is the finding it repeats. `item` is what it
    became on the ledger; findings that repeat it share it.
    """

    key = models.CharField(max_length=60, unique=True)
    client_key = models.UUIDField(unique=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Inspected unit"))
    lo = models.BigIntegerField()
    unit_lo = models.BigIntegerField()
    issuer_lo = models.BigIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=32)
    place = models.CharField(_("Place"), max_length=200)
    found_on = models.DateField(_("found on"))
    problem = models.TextField(_("Problem"), max_length=1000)
    rule_broken = models.CharField(
        _("Rule or demand that was broken"), max_length=500, blank=True, default=""
    )
    evidence = models.CharField(_("Evidence"), max_length=500, blank=True, default="")
    category = models.CharField(_("Responsibility"), max_length=8, blank=True, default="")
    how_soon = models.CharField(_("How soon"), max_length=8, default=TERM, choices=choices(TYPES))
    severity = models.CharField(_("Severity"), max_length=8, default=ORDINARY, choices=choices(SEVERITIES))
    extent = models.CharField(_("Common or single"), max_length=8, default=SINGLE, choices=choices(EXTENTS))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=120)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_name = models.CharField(_("other member"), max_length=120, blank=True, default="")
    view = models.CharField(max_length=8, blank=True, default="", choices=choices(findings.VIEWS))
    view_words = models.CharField(max_length=1000, blank=True, default="")
    person = models.CharField(_("Confirmed by"), max_length=60, blank=True, default="")
    person_post = models.CharField(_("Post"), max_length=60, blank=True, default="")
    viewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    viewed_on = models.DateField(null=True)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeated")
    fed_back_on = models.DateField(null=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+", db_constraint=False)
    listed_on = models.DateField(null=True)
    status = models.CharField(
        max_length=10, default=findings.DRAFTED, choices=[(s, s) for s in findings.FINDING.state_keys()]
    )
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = FindingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["inspection_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "sequence"], name="finding_number_once"),
            models.CheckConstraint(condition=~Q(problem="") & ~Q(place=""), name="finding_has_words"),
            models.CheckConstraint(condition=~Q(same_as=F("pk")), name="finding_not_its_own"),
            models.CheckConstraint(
                condition=Q(status__in=findings.WITH_THE_TEAM, lo=F("issuer_lo"))
                | Q(status__in=findings.TOLD, lo=F("unit_lo")),
                name="finding_hidden_from_unit",
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("recorded_by")),
                name="finding_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=findings.SENT) | Q(fed_back_on__isnull=False), name="finding_fed_back"
            ),
            models.CheckConstraint(
                condition=~Q(status=findings.LISTED) | Q(item__isnull=False, listed_on__isnull=False),
                name="finding_listed_has_item",
            ),
            models.CheckConstraint(
                condition=Q(status=findings.DRAFTED) | Q(status=findings.DISCARDED) | ~Q(second_name=""),
                name="finding_two_names",
            ),
        ]
        indexes = [
            models.Index(fields=["lo", "-fed_back_on"], name="finding_by_place"),
            models.Index(fields=["issuer_lo", "status"], name="finding_by_issuer"),
            models.Index(fields=["unit", "-found_on"], name="finding_by_unit"),
            models.Index(
                fields=["fed_back_on"],
                condition=Q(status=findings.FED_BACK),
                name="finding_waits",
            ),
            models.Index(fields=["item"], name="finding_of_item", condition=Q(item__isnull=False)),
        ]
        triggers = [
            *guards(findings.FINDING),
            fixed(
                "finding_is_what_it_is",
                fields=[
                    "key", "client_key", "inspection", "unit", "unit_lo", "issuer_lo", "sequence", "number",
                    "recorded_by", "recorded_name",
                ],
            ),
            FOUND_BY_TEAM,
            SHEET_STANDS,
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {findings.title_of(self.problem, 60)}"

    @property
    def public_id(self) -> str:
        """The key, by which record, notices and addresses name the finding."""
        return self.key

    @property
    def remit(self) -> frozenset[str]:
        """The categories of its inspection, all of which the remit of a right must hold."""
        return self.inspection.remit

    @property
    def words(self) -> str:
        """The problem as it stands: as it was found, or as the decision on the objection has it."""
        said = getattr(self, "objection", None)
        return said.problem if said is not None and said.status == objections.CHANGED else self.problem


class Feedback(WrittenRow):
    """What the feedback letter (督查反馈意见) says besides the problems; one for each inspection, written once."""

    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="feedback")
    number = models.CharField(_("document number"), max_length=80)
    overall = models.TextField(_("Overall"), max_length=2000)
    causes = models.TextField(_("Causes"), max_length=2000)
    demands = models.TextField(_("Demands"), max_length=2000)
    contact = models.CharField(_("Contact"), max_length=120, blank=True, default="")
    plan_by = models.DateField(_("Plans by"))
    dated_on = models.DateField()

    class Meta(WrittenRow.Meta):
        triggers = written_once("feedback")

    def __str__(self) -> str:
        return self.number
