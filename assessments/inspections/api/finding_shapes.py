"""Shapes of answers and bodies about findings."""

from rest_framework import serializers

from assessments.inspections.actions.finding_acts import DO_FINDING, DO_OBJECTION
from assessments.inspections.api.shapes import INSPECTION_PATH, optional
from assessments.inspections.rules import findings as rules
from assessments.inspections.rules.objections import OBJECTION
from responsibilities.ledger import rules as ledger
from revitalization.kit.api.bodies import Body, Choice, Day, Text, body_of
from revitalization.kit.api.steps import STEPS_HELP, StepShape

FINDING_PATH = {**INSPECTION_PATH, "n": (r"[0-9]{1,5}", "Number of the finding within it.", "7")}


class FindingRow(serializers.Serializer):
    """One finding as the list gives it."""

    key = optional(serializers.CharField, help_text="`<inspection>/<n>`.")
    number = optional(serializers.CharField, help_text="As 2027督003-7.")
    inspection = optional(serializers.CharField)
    unit = optional(serializers.CharField, help_text="Official code of the inspected unit.")
    unit_name = optional(serializers.CharField)
    place = optional(serializers.CharField)
    found_on = optional(serializers.DateField)
    problem = optional(serializers.CharField, help_text="As it was found.")
    category = optional(serializers.CharField, allow_blank=True)
    how_soon = optional(serializers.CharField, help_text=", ".join(ledger.TYPES))
    severity = optional(serializers.CharField, help_text=", ".join(ledger.SEVERITIES))
    extent = optional(serializers.CharField, help_text=", ".join(ledger.EXTENTS))
    status = optional(serializers.CharField, help_text=", ".join(rules.FINDING.state_keys()))
    view = optional(serializers.CharField, allow_blank=True, help_text=", ".join(rules.VIEWS))
    fed_back_on = optional(serializers.DateField, allow_null=True)
    same_as = optional(serializers.CharField, allow_null=True, help_text="Key of the finding it repeats.")
    matter = optional(serializers.CharField, allow_null=True, help_text="Key of its matter on the ledger.")
    version = optional(serializers.IntegerField)


class ObjectionShape(serializers.Serializer):
    """The unit's objection and what was decided; `problem` is how the decision words the finding."""

    status = serializers.CharField(help_text=", ".join(OBJECTION.state_keys()))
    words = serializers.CharField()
    evidence = serializers.CharField(allow_blank=True)
    filed_on = serializers.DateField()
    decide_by = serializers.DateField()
    decided_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    problem = serializers.CharField(allow_blank=True)
    document_number = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may decide now.")


class FindingShape(FindingRow):
    """One finding with the whole sheet, the objection and what the reader may do."""

    words = serializers.CharField(help_text="As it stands after a decision.")
    rule_broken = serializers.CharField(allow_blank=True)
    evidence = serializers.CharField(allow_blank=True)
    view_words = serializers.CharField(allow_blank=True)
    person = serializers.CharField(allow_blank=True, help_text="Who of the unit said so.")
    person_post = serializers.CharField(allow_blank=True)
    recorded_by = serializers.CharField(help_text="Who of the team recorded it.")
    second = serializers.CharField(allow_blank=True, help_text="The other member who saw it.")
    object_until = serializers.DateField(allow_null=True)
    objection = ObjectionShape(allow_null=True)
    steps = StepShape(many=True, help_text=STEPS_HELP)
    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class SheetBody(Body):
    """One problem sheet as a device sends it."""

    client_key = serializers.UUIDField(help_text="Made on the device; the same twice is one finding.")
    unit = Text(max_length=20, help_text="Code of the inspected unit.")
    place = Text(max_length=200)
    problem = Text(max_length=1000)
    second = Text(
        max_length=150,
        required=False,
        default="",
        allow_blank=True,
        help_text="Sign-in name of the other member.",
    )
    rule_broken = Text(max_length=500, required=False, default="", allow_blank=True)
    evidence = Text(max_length=500, required=False, default="", allow_blank=True)
    category = Text(max_length=8, required=False, default="", allow_blank=True)
    how_soon = Choice(choices=list(ledger.TYPES), required=False, default=ledger.TERM)
    severity = Choice(choices=list(ledger.SEVERITIES), required=False, default=ledger.ORDINARY)
    extent = Choice(choices=list(ledger.EXTENTS), required=False, default=ledger.SINGLE)
    found_on = Day(required=False, help_text="Today when left out.")


FindingActBody = body_of("FindingActBody", "What an act on a finding needs besides the version.", DO_FINDING)
ObjectionActBody = body_of("ObjectionActBody", "What a decision needs besides the version.", DO_OBJECTION)
