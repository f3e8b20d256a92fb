"""Shapes of answers and bodies about cycles and reports."""

from typing import Any

from rest_framework import serializers

from reporting.reports import rules
from reporting.reports.actions import DO
from reporting.reports.models import Cycle, Obligation
from reporting.reports.queries.steps import WAY
from responsibilities.units.api import CODE_PATH, UnitName
from revitalization.kit.api.bodies import Body, Day, Text, Whole, body_of
from revitalization.kit.api.steps import StepShape

KEY = r"[a-z0-9-]{1,64}"
EXAMPLE_KEY = "annual-2026-620000000000"
CYCLE_PATH = {"key": (KEY, "Key of the cycle.", EXAMPLE_KEY)}
REPORT_PATH = {"cycle": CYCLE_PATH["key"], "code": (r"\d{12}", CODE_PATH["code"][1], "620121101000")}
REASON = 1000


def optional(kind: type[serializers.Field], **more: Any) -> Any:
    """A field of a list's row: there unless `fields` leaves it out."""
    return kind(required=False, **more)


class CycleRow(serializers.Serializer):
    """One cycle as the list gives it; sections and acts stand on the cycle itself."""

    key = optional(serializers.CharField)
    kind = optional(serializers.CharField)
    title = optional(serializers.CharField)
    period = optional(serializers.CharField)
    year = optional(serializers.IntegerField)
    scope = optional(serializers.CharField, help_text="Code of the unit that asks.")
    levels = optional(serializers.ListField, child=serializers.CharField())
    notice_number = optional(serializers.CharField)
    notice_title = optional(serializers.CharField)
    urgency = optional(serializers.CharField, help_text="特急, 加急 or empty.")
    issued_on = optional(serializers.DateField)
    opens_on = optional(serializers.DateField)
    due_on = optional(serializers.DateField)
    status = optional(serializers.CharField, help_text=", ".join(rules.CYCLE.state_keys()))
    owed = optional(serializers.IntegerField, help_text="Reports owed when it was opened and added since.")
    series = optional(
        serializers.CharField, allow_null=True, help_text="Key of the recurring notice; null: it asks once."
    )
    opened_at = optional(serializers.DateTimeField, allow_null=True)
    version = optional(serializers.IntegerField)


class SectionShape(serializers.Serializer):
    """One part of the kind of report."""

    key = serializers.CharField()
    title = serializers.CharField()
    max_length = serializers.IntegerField(help_text="Characters.")
    required = serializers.BooleanField()  # type: ignore[assignment]


class CycleShape(CycleRow):
    """One cycle with the sections of its reports and what the reader may do."""

    basis = serializers.CharField(allow_blank=True, help_text="Basis for asking villages.")
    sections = SectionShape(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class CyclePlan(Body):
    """A cycle planned from a numbered notice."""

    kind = Text(max_length=32, help_text="Key of the kind of report.")
    period = Text(max_length=16, help_text="A year such as 2026, or 2026H1.")
    scope = Text(max_length=12, help_text="Code of the unit that asks.")
    notice_number = Text(max_length=80)
    notice_title = Text(max_length=200)
    issued_on = Day()
    opens_on = Day()
    due_on = Day()
    levels = serializers.ListField(child=Text(max_length=16), max_length=6, min_length=1)
    basis = Text(max_length=300, required=False, default="", allow_blank=True)
    urgency = serializers.ChoiceField(
        choices=["特急", "加急"],
        required=False,
        default="",
        allow_blank=True,
        help_text="How urgent the notice is.",
    )
    remind_before = serializers.ListField(
        child=Whole(min_value=1, max_value=366),
        max_length=20,
        required=False,
        help_text="Days before the deadline.",
    )


class ReasonBody(Body):
    """A reason in words."""

    reason = Text(max_length=REASON)


class Nothing(Body):
    """An empty object."""


class ObligationRow(serializers.Serializer):
    """One unit owes one report."""

    cycle = optional(serializers.CharField)
    unit = optional(serializers.CharField, help_text="Official code.")
    unit_name = optional(serializers.CharField)
    unit_path = optional(serializers.CharField)
    level = optional(serializers.CharField)
    status = optional(serializers.CharField, help_text=", ".join(rules.WORKFLOW.state_keys()))
    due_on = optional(serializers.DateField, help_text="The deadline in force.")
    first_due_on = optional(serializers.DateField, help_text="The deadline of the notice.")
    overdue = optional(serializers.BooleanField)
    timely = optional(
        serializers.BooleanField, allow_null=True, help_text="First submitted in time; null: not yet."
    )
    first_submitted_at = optional(serializers.DateTimeField, allow_null=True)
    submitted_at = optional(serializers.DateTimeField, allow_null=True)
    received_at = optional(serializers.DateTimeField, allow_null=True)
    decided_at = optional(serializers.DateTimeField, allow_null=True)
    version = optional(serializers.IntegerField)


class ObligationShape(ObligationRow):
    """One obligation and what the reader may do with it."""

    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class DelegationShape(serializers.Serializer):
    """The holder's written word by which another signed."""

    since = serializers.DateField()
    until = serializers.DateField(help_text="Last day, included.")
    reason = serializers.CharField()


class SignatureShape(serializers.Serializer):
    """One signature under a submitted version."""

    post = serializers.CharField()
    title = serializers.CharField()
    name = serializers.CharField()
    on_behalf = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    delegation = DelegationShape(
        required=False, help_text="Only where the post's holder had another sign in writing."
    )


class FileShape(serializers.Serializer):
    """One piece of evidence submitted with the version."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")


class SubmissionShape(serializers.Serializer):
    """The latest version as it was submitted."""

    number = serializers.IntegerField()
    document_number = serializers.CharField(
        allow_blank=True, help_text="The unit's own number of the paper; empty: none yet."
    )
    submitted_at = serializers.DateTimeField()
    submitted_by = serializers.CharField()
    on_behalf = serializers.CharField(allow_blank=True)
    digest = serializers.CharField(help_text="SHA-256 of texts, signatures and files.")
    texts = serializers.DictField(child=serializers.CharField(allow_blank=True), help_text="By section key.")
    signatures = SignatureShape(many=True)
    files = FileShape(many=True)


class DecisionShape(serializers.Serializer):
    """What was decided on one submitted version."""

    submission = serializers.IntegerField(help_text="Number of the version.")
    outcome = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    new_due_on = serializers.DateField(allow_null=True)
    decided_by = serializers.CharField()
    at = serializers.DateTimeField()


class DraftShape(serializers.Serializer):
    """The text being written; only for people of the unit."""

    version = serializers.IntegerField(help_text="0: nothing was written yet.")
    texts = serializers.DictField(child=serializers.CharField(allow_blank=True), help_text="By section key.")
    saved_at = serializers.DateTimeField(allow_null=True)
    saved_by = serializers.CharField(allow_blank=True)
    status = serializers.CharField(help_text="State of the report.")


class ReportStepShape(StepShape):
    """One step of the way of a report."""

    key = serializers.ChoiceField(choices=[stage.key for stage in WAY])  # type: ignore[assignment]


class ReportShape(ObligationShape):
    """One report with everything the reader may see of it."""

    title = serializers.CharField()
    sections = SectionShape(many=True)
    submission = SubmissionShape(allow_null=True, help_text="The latest version; null: none yet.")
    decisions = DecisionShape(many=True)
    draft = DraftShape(allow_null=True, help_text="null for readers outside of the unit.")
    missing_signatures = serializers.ListField(
        child=serializers.CharField(), help_text="Titles, while it is being signed."
    )
    steps = ReportStepShape(
        many=True, help_text="Who had it, who has it, who is next; empty when it is exempt."
    )


class DraftBody(Body):
    """Texts by section key; sections left out keep their text."""

    texts = serializers.DictField(child=Text(allow_blank=True, trim_whitespace=False), allow_empty=False)


ActBody = body_of("ActBody", "What an act needs besides the version.", DO)


class CountsShape(serializers.Serializer):
    """Counts of reports. accepted, received, submitted, in_hand, not_begun and overdue add up to owed."""

    owed = serializers.IntegerField()
    filed = serializers.IntegerField(help_text="accepted, received and submitted.")
    filed_share = serializers.IntegerField(
        allow_null=True, help_text="Progress: filed of owed, in hundredths of a percent, cut."
    )
    missing = serializers.IntegerField(help_text="owed without filed.")
    accepted = serializers.IntegerField()
    received = serializers.IntegerField()
    submitted = serializers.IntegerField()
    in_hand = serializers.IntegerField(help_text="Begun or returned, and not overdue.")
    not_begun = serializers.IntegerField(help_text="Not begun, and not overdue.")
    overdue = serializers.IntegerField()
    returned = serializers.IntegerField(help_text="Part of in_hand or overdue.")
    exempt = serializers.IntegerField(help_text="Let off; not owed.")
    timely = serializers.IntegerField(help_text="First submitted in time.")
    judged = serializers.IntegerField(
        help_text="Due so far: all that is owed once the notice's deadline has passed, 0 before."
    )
    on_time_share = serializers.IntegerField(
        allow_null=True,
        help_text="timely of judged, in hundredths of a percent; null until the deadline has passed.",
    )


class StatusRow(serializers.Serializer):
    """One unit directly under the one asked for."""

    unit = serializers.CharField()
    unit_name = serializers.CharField()
    level = serializers.CharField()
    status = serializers.CharField(allow_null=True, help_text="State of its own report; null: it owes none.")
    due_on = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField()
    timely = serializers.BooleanField(allow_null=True)
    below = CountsShape(help_text="Everything that lies under it.")


class StatusShape(serializers.Serializer):
    """The board of one unit in one cycle."""

    cycle = serializers.CharField()
    under = UnitName()
    own = CountsShape(help_text="The reports of the units directly under it.")
    all = CountsShape(help_text="Everything that lies under it.")
    results = StatusRow(many=True, help_text="What is missing comes first.")


def section_shapes(cycle: Cycle) -> list[dict[str, Any]]:
    """The sections of the cycle's reports."""
    return [
        {"key": s.key, "title": s.title, "max_length": s.max_length, "required": s.required}
        for s in cycle.kind.parts()
    ]


def obligation_shape(row: Obligation, overdue: bool, acts: list[str]) -> dict[str, Any]:
    """One obligation as it is sent; the fields of the list and what the reader may do."""
    return {
        "cycle": row.cycle.key,
        "unit": row.unit.code,
        "unit_name": row.unit.name,
        "unit_path": row.unit.path,
        "level": row.level,
        "status": row.status,
        "due_on": row.due_on,
        "first_due_on": row.first_due_on,
        "overdue": overdue,
        "timely": row.timely,
        "first_submitted_at": row.first_submitted_at,
        "submitted_at": row.submitted_at,
        "received_at": row.received_at,
        "decided_at": row.decided_at,
        "version": row.version,
        "acts": acts,
    }
