"""What a unit reports of how problems that were found there are put right (整改情况报告)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.inspections.models.inspections import Inspection
from responsibilities.numbers.models import entered
from responsibilities.units.models import Unit
from revitalization.kit.triggers import written_once
from revitalization.kit.written import WrittenRow

REGISTERED = "rectification_report"
"""The kind under which the unit's register has its reports."""


class RectificationReport(WrittenRow):
    """One report of an inspected unit under a number of its own; written once, entered into its register.

    `key` is `<inspection>-r<n>`. `lo` is the unit's place, `issuer_lo` that of the office that inspected. `rows` holds
    each problem as it stood on that day: number, problem, measures, progress, state and limit, so that the report says
    for ever what it said.
    """

    key = models.SlugField(max_length=48, unique=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    issuer_lo = models.BigIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("document number"), max_length=80)
    title = models.CharField(_("title"), max_length=300)
    signer = models.CharField(_("signed by"), max_length=60)
    organised = models.TextField(_("How it is organised"), max_length=2000)
    lasting = models.TextField(_("What keeps it from coming back"), max_length=2000)
    ahead = models.TextField(_("What comes next"), max_length=2000)
    rows = models.JSONField()
    dated_on = models.DateField()

    class Meta(WrittenRow.Meta):
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "sequence"], name="rectification_report_once"),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(title=""), name="rectification_report_number"
            ),
        ]
        indexes = [models.Index(fields=["inspection", "lo"], name="rectification_report_of")]
        triggers = [
            *written_once("rectification_report"),
            entered(
                REGISTERED,
                unit="NEW.unit_id",
                number="NEW.number",
                title="NEW.title",
                dated="NEW.dated_on",
                key="NEW.key",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def remit(self) -> frozenset[str]:
        """The categories of the inspection."""
        return self.inspection.remit
