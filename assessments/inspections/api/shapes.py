"""Shapes of answers and bodies about inspections and their plans."""

from typing import Any

from rest_framework import serializers

from assessments.inspections import rules
from assessments.inspections.actions import DO, DO_LINE, DO_PLAN
from assessments.inspections.rules import kinds
from revitalization.kit.api.bodies import Body, Choice, Day, Flag, Text, Whole, body_of
from revitalization.kit.api.steps import STEPS_HELP, StepShape

PLAN_KEY = r"[0-9]{12}-20[0-9]{2}"
INSPECTION_KEY = rf"{PLAN_KEY}-i[0-9]{{1,6}}"
EXAMPLE, EXAMPLE_PLAN = "620121000000-2027-i1", "620121000000-2027"
INSPECTION_PATH = {"inspection": (INSPECTION_KEY, "Key of the inspection.", EXAMPLE)}
PLAN_PATH = {"plan": (PLAN_KEY, "Key of the plan: the issuer's code and the year.", EXAMPLE_PLAN)}
LINE_PATH = {**PLAN_PATH, "number": ("[0-9]{1,4}", "Number of the line in the plan.", "1")}


def optional(kind: type[serializers.Field], **more: Any) -> Any:
    """A field of a list's row: there unless `fields` leaves it out."""
    return kind(required=False, **more)


class InspectionRow(serializers.Serializer):
    """One inspection as lists show it."""

    key = optional(serializers.CharField)
    number = optional(serializers.CharField, help_text="As it is written, as 2027督003.")
    title = optional(serializers.CharField)
    issuer = optional(serializers.CharField, help_text="Official code.")
    issuer_name = optional(serializers.CharField)
    year = optional(serializers.IntegerField)
    kind = optional(serializers.CharField, help_text=", ".join(kinds.KINDS))
    comprehensive = optional(serializers.BooleanField)
    announced = optional(
        serializers.BooleanField, help_text="Otherwise the inspected see it from the feedback on."
    )
    from_on = optional(serializers.DateField)
    to_on = optional(serializers.DateField)
    status = optional(serializers.CharField, help_text=", ".join(rules.INSPECTION.state_keys()))
    version = optional(serializers.IntegerField)


class VisitShape(serializers.Serializer):
    """A unit that is inspected, on which days, by which group (0: not drawn yet)."""

    unit = serializers.CharField(help_text="Official code.")
    unit_name = serializers.CharField()
    from_on = serializers.DateField()
    to_on = serializers.DateField()
    group = serializers.IntegerField()
    exception_number = serializers.CharField(allow_blank=True)


class MemberShape(serializers.Serializer):
    """A member of the team."""

    name = serializers.CharField()
    group = serializers.IntegerField()
    leads = serializers.BooleanField()


class InspectionShape(InspectionRow):
    """One inspection; `team` and `scheme` are empty for the inspected, who see only their own visits."""

    categories = serializers.ListField(child=serializers.CharField(), help_text="None: all of them.")
    targets = VisitShape(many=True)
    team = MemberShape(many=True)
    seed = serializers.CharField(allow_blank=True, help_text="Of the lot by which the team was drawn.")
    scheme = serializers.DictField(child=serializers.CharField(allow_blank=True))
    scheme_state = serializers.CharField(allow_blank=True, help_text="empty, written or approved")
    notices = serializers.ListField(child=serializers.CharField(), help_text="Numbers of the notices.")
    steps = StepShape(many=True, help_text=STEPS_HELP)
    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class PlanRow(serializers.Serializer):
    """One yearly plan as lists show it."""

    key = optional(serializers.CharField)
    issuer = optional(serializers.CharField, help_text="Official code.")
    issuer_name = optional(serializers.CharField)
    year = optional(serializers.IntegerField)
    status = optional(serializers.CharField, help_text=", ".join(rules.PLAN.state_keys()))
    number = optional(
        serializers.CharField, help_text="Of the document it was published under; empty before."
    )
    published_on = optional(serializers.DateField, allow_null=True)
    version = optional(serializers.IntegerField)


class LineVisitShape(serializers.Serializer):
    """A unit that a line means to inspect, on which days, and what stands against it."""

    unit = serializers.CharField(help_text="Official code.")
    unit_name = serializers.CharField()
    from_on = serializers.DateField()
    to_on = serializers.DateField()
    exception_number = serializers.CharField(allow_blank=True)
    clashes = serializers.ListField(
        child=serializers.CharField(), help_text="In words; the other one is named."
    )


class LineShape(serializers.Serializer):
    """One line of a plan."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.CharField()
    comprehensive = serializers.BooleanField()
    announced = serializers.BooleanField()
    categories = serializers.ListField(child=serializers.CharField())
    from_on = serializers.DateField()
    to_on = serializers.DateField()
    days = serializers.IntegerField()
    status = serializers.CharField(help_text=", ".join(rules.LINE.state_keys()))
    version = serializers.IntegerField()
    visits = LineVisitShape(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class YearPlanShape(PlanRow):
    """One plan with its lines."""

    lines = LineShape(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class MakeBody(Body):
    """An inspection that is in no plan."""

    issuer = Text(max_length=20, help_text="Code of the unit that inspects.")
    title = Text(max_length=200)
    kind = Choice(choices=list(kinds.KINDS))
    from_on = Day(help_text="First day on site.")
    days = Whole(min_value=1, max_value=kinds.MOST_DAYS)
    units = serializers.ListField(child=Text(max_length=20), max_length=500)
    outside = Text(max_length=80, help_text="Number of the document that approves it.")
    announced = Flag(required=False, default=True)
    comprehensive = Flag(required=False, default=False)
    categories = serializers.ListField(child=Text(max_length=8), max_length=22, required=False)
    exception_number = Text(
        max_length=80,
        required=False,
        default="",
        allow_blank=True,
        help_text="Number of the approval of a clash.",
    )


InspectionActBody = body_of(
    "InspectionActBody", "What an act on an inspection needs besides the version.", DO
)
PlanActBody = body_of("PlanActBody", "What an act on a plan needs besides the version.", DO_PLAN)
LineActBody = body_of("LineActBody", "What an act on a line needs besides the version.", DO_LINE)
