"""How putting right what was found looks to programs: problems, reports, what a report takes."""

from rest_framework import serializers

from assessments.inspections.actions.reporting import TEXTS
from assessments.inspections.api.shapes import INSPECTION_PATH, optional
from responsibilities.ledger.rules import LAMPS, TYPES, WORKFLOW
from revitalization.kit.api.bodies import Body, Text

REPORT_PATH = {**INSPECTION_PATH, "n": (r"[0-9]{1,4}", "Which report of this inspection.", "1")}


class MendedRow(serializers.Serializer):
    """One problem that is on the ledger."""

    finding = optional(serializers.CharField, help_text="Key of the finding.")
    number = optional(serializers.CharField)
    problem = optional(serializers.CharField)
    unit = optional(serializers.CharField, help_text="Official code of the inspected unit.")
    unit_name = optional(serializers.CharField)
    matter = optional(serializers.CharField, help_text="Key of its matter on the ledger.")
    target = optional(serializers.CharField)
    measures = optional(serializers.CharField, allow_blank=True)
    lead = optional(serializers.CharField, allow_null=True, help_text="Official code of the lead unit.")
    person = optional(serializers.CharField, allow_blank=True, help_text="Who answers for it.")
    how_soon = optional(serializers.CharField, help_text=", ".join(TYPES))
    due_on = optional(serializers.DateField)
    overdue = optional(serializers.BooleanField, help_text="The unit has still to do it after the deadline.")
    lamp = optional(serializers.CharField, help_text=", ".join(LAMPS))
    percent = optional(
        serializers.DecimalField,
        max_digits=4,
        decimal_places=1,
        allow_null=True,
        help_text="What the unit claims.",
    )
    verified = optional(serializers.BooleanField, help_text="Whether that was verified from above.")
    status = optional(serializers.CharField, help_text=", ".join(WORKFLOW.state_keys()))
    closed_on = optional(serializers.DateField, allow_null=True)


class RectifiedRow(serializers.Serializer):
    """One problem as it stood when the report was sent; words in Chinese, as on the paper."""

    number = serializers.CharField()
    problem = serializers.CharField()
    measures = serializers.CharField(allow_blank=True)
    progress = serializers.CharField()
    state = serializers.CharField()
    due_on = serializers.DateField()
    how_soon = serializers.CharField()
    closed = serializers.BooleanField()


class RectificationReportRow(serializers.Serializer):
    """One report of a unit without its problems."""

    key = optional(serializers.CharField)
    unit = optional(serializers.CharField, help_text="Official code.")
    unit_name = optional(serializers.CharField)
    document_number = optional(serializers.CharField)
    title = optional(serializers.CharField)
    signer = optional(serializers.CharField)
    dated_on = optional(serializers.DateField)
    organised = optional(serializers.CharField)
    lasting = optional(serializers.CharField)
    ahead = optional(serializers.CharField)


class RectificationReportShape(RectificationReportRow):
    """One report of a unit, with each problem as it stood on that day."""

    rows = RectifiedRow(many=True)


class RectificationBody(Body):
    """What the unit says itself; the problems come from the ledger."""

    unit = Text(max_length=20, help_text="Code of the unit that reports.")
    document_number = Text(max_length=80)
    signer = Text(max_length=TEXTS["signer"])
    organised = Text(max_length=TEXTS["organised"])
    lasting = Text(max_length=TEXTS["lasting"])
    ahead = Text(max_length=TEXTS["ahead"])
