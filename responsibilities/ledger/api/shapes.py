"""Shapes of answers and bodies about items and matters of the ledger."""

from typing import Any

from rest_framework import serializers

from responsibilities.ledger import rules
from responsibilities.ledger.api.fund_shapes import FundsShape, StandingShape, WrittenShape
from responsibilities.units.api import UnitName
from revitalization.kit.api.steps import STEPS_HELP, StepShape

ITEM_CODE = r"\d{12}(?:-D\d{2,3})?"
MATTER_KEY = r"[0-9]{12}-20[0-9]{2}-[a-z][0-9]{1,6}"
EXAMPLE_MATTER = "620121000000-2026-t1"
_KEY = (MATTER_KEY, "Key of the matter.", EXAMPLE_MATTER)
MATTER_PATH = {"matter": _KEY}
ITEM_PATH = {
    "matter": _KEY,
    "code": (ITEM_CODE, "Official code of the unit that has it to do.", "620121101000"),
}


def optional(kind: type[serializers.Field], **more: Any) -> Any:
    """A field of a list's row: there unless `fields` leaves it out."""
    return kind(required=False, **more)


class ItemRow(serializers.Serializer):
    """What one unit has to do of one matter; what the unit claims and what was verified from above stand apart."""

    matter = optional(serializers.CharField, help_text="Key of the matter.")
    number = optional(serializers.CharField, help_text="Number of the item, as 2026重012-3.")
    title = optional(serializers.CharField)
    unit = optional(serializers.CharField, help_text="Official code.")
    unit_name = optional(serializers.CharField)
    unit_path = optional(serializers.CharField)
    level = optional(serializers.CharField)
    kind = optional(serializers.CharField, help_text="Key of the kind.")
    year = optional(serializers.IntegerField)
    status = optional(serializers.CharField, help_text=", ".join(rules.WORKFLOW.state_keys()))
    lamp = optional(serializers.CharField, help_text="Never typed: " + ", ".join(rules.LAMPS))
    lamp_on = optional(serializers.DateField, help_text="Since when the lamp stands so.")
    start_on = optional(serializers.DateField)
    due_on = optional(serializers.DateField, help_text="The deadline in force.")
    first_due_on = optional(serializers.DateField, help_text="The deadline it was issued with.")
    overdue = optional(serializers.BooleanField, help_text="The unit has still to do it after its deadline.")
    payment_lamp = optional(
        serializers.CharField,
        allow_null=True,
        help_text="How the payment of its funds stands; null: its kind has no funds.",
    )
    planned_fen = optional(
        serializers.IntegerField, allow_null=True, help_text="Planned, in fen; null: no funds."
    )
    allotted_fen = optional(serializers.IntegerField, allow_null=True, help_text="Allotted, in fen.")
    paid_fen = optional(
        serializers.IntegerField, allow_null=True, help_text="Paid, in fen, by the unit's own word."
    )
    claimed_percent = optional(
        serializers.CharField,
        allow_null=True,
        help_text="Per cent by the unit's own word, with one decimal; null: it said nothing yet.",
    )
    verified = optional(
        serializers.BooleanField, help_text="Confirmed and closed from above. 100 claimed alone is a claim."
    )
    progressed_on = optional(serializers.DateField, allow_null=True, help_text="The day of the last claim.")
    declared_on = optional(
        serializers.DateField, allow_null=True, help_text="When closing was applied for; null: it was not."
    )
    closed_on = optional(serializers.DateField, allow_null=True)
    long = optional(
        serializers.BooleanField, help_text="To be kept up for long: counted apart in every rate."
    )
    version = optional(serializers.IntegerField)


class ItemAnswer(ItemRow):
    """One item and what the reader may do with it."""

    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class ProgressShape(WrittenShape):
    """One claim of the unit; a correction is a new entry."""

    on_day = serializers.DateField()
    percent = serializers.CharField()
    words = serializers.CharField()
    reason = serializers.CharField(allow_blank=True, help_text="Why it is less than before.")


class PlanShape(WrittenShape):
    """One version of the unit's plan."""

    number = serializers.IntegerField()
    measures = serializers.CharField()
    person = serializers.CharField(allow_blank=True, help_text="Who answers for it.")
    due_on = serializers.DateField()


class HandlingShape(WrittenShape):
    """One step of the item's course with its words."""

    act = serializers.CharField()
    round = serializers.IntegerField(help_text="Which attempt at closing it belongs to.")
    words = serializers.CharField(allow_blank=True)
    effect = serializers.CharField(allow_blank=True)
    place = serializers.CharField(allow_blank=True)
    document_number = serializers.CharField(allow_blank=True)
    on_day = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True, help_text="The new deadline asked for or given.")


class TurnShape(serializers.Serializer):
    """A lamp turned on a day, and why."""

    on_day = serializers.DateField()
    lamp = serializers.CharField()
    why = serializers.CharField(allow_blank=True)
    payment = serializers.BooleanField(help_text="It is the lamp of its funds, else that of its progress.")


class EvidenceShape(serializers.Serializer):
    """One file attached to the item."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")


class SlipShape(serializers.Serializer):
    """One supervision slip (督办单) under its number."""

    id = serializers.UUIDField()
    number = serializers.CharField(help_text="In the register of the issuer.")
    issuer = UnitName()
    by = serializers.DateField(help_text="The day by which an answer is wanted.")
    urgency = serializers.CharField(allow_blank=True, help_text="特急, 加急 or empty.")
    dated_on = serializers.DateField()


class LevelWords(serializers.Serializer):
    """What one level says of the matter; title and target are those of the highest one."""

    key = serializers.CharField()
    number = serializers.CharField()
    issuer = UnitName()
    title = serializers.CharField()
    target = serializers.CharField()
    measure = serializers.CharField(allow_blank=True, help_text="This level's own.")
    lead = UnitName(allow_null=True, help_text="This level's own.")
    supporting = serializers.CharField(allow_blank=True)
    document_number = serializers.CharField(allow_blank=True)
    document_title = serializers.CharField(allow_blank=True)
    words = serializers.IntegerField(help_text="Version of the words.")


class AlikeShape(serializers.Serializer):
    """A sister unit's plan that says the same as the one to be agreed to."""

    matter = serializers.CharField(help_text="Key of its matter.")
    unit = serializers.CharField(help_text="Official code.")
    unit_name = serializers.CharField()
    percent = serializers.IntegerField(help_text="How alike the measures are, 80 to 100.")
    word_for_word = serializers.BooleanField()
    measures = serializers.CharField()


class ItemShape(ItemAnswer):
    """One item with everything that is kept of it."""

    standing = StandingShape()
    words = LevelWords(help_text="The matter as its issuer says it.")
    above = LevelWords(allow_null=True, help_text="The matter it was handed down from; null: none.")
    words_changed = serializers.BooleanField(
        help_text="The level above changed its words since they were taken over."
    )
    milestones = serializers.ListField(
        child=serializers.DictField(), help_text="on and percent, in their order."
    )
    route = serializers.ListField(child=serializers.CharField(), help_text="The steps of closing.")
    round = serializers.IntegerField()
    asked_due_on = serializers.DateField(allow_null=True, help_text="A later deadline that was asked for.")
    notice_until = serializers.DateField(allow_null=True, help_text="Last day of the public notice.")
    objected = serializers.BooleanField()
    reopened = serializers.IntegerField(help_text="How often.")
    progress = ProgressShape(many=True, help_text="The latest first.")
    plans = PlanShape(many=True, help_text="The latest first.")
    handlings = HandlingShape(many=True, help_text="The latest first.")
    turns = TurnShape(many=True, help_text="Of the lamps, the latest first.")
    funds = FundsShape(allow_null=True, help_text="Null: its kind has no funds.")
    own_milestones = serializers.BooleanField(help_text="The milestones are this unit's alone.")
    files = EvidenceShape(many=True)
    slips = SlipShape(many=True, help_text="The latest first.")
    steps = StepShape(many=True, help_text=STEPS_HELP)
    alike = AlikeShape(
        many=True,
        help_text="Plans of sister units with the same measures, for whoever may agree to this one.",
    )


class MatterRow(serializers.Serializer):
    """One matter as the list gives it."""

    key = optional(serializers.CharField)
    number = optional(serializers.CharField, help_text="As 2026重012; unique for its issuer.")
    title = optional(serializers.CharField)
    kind = optional(serializers.CharField)
    year = optional(serializers.IntegerField)
    issuer = optional(serializers.CharField, help_text="Official code.")
    issuer_name = optional(serializers.CharField)
    status = optional(serializers.CharField, help_text=", ".join(rules.MATTER.state_keys()))
    how_soon = optional(serializers.CharField, help_text=", ".join(rules.TYPES))
    severity = optional(serializers.CharField, help_text=", ".join(rules.SEVERITIES))
    document_number = optional(serializers.CharField, allow_blank=True)
    issued_on = optional(serializers.DateField, help_text="Day of the document.")
    start_on = optional(serializers.DateField)
    due_on = optional(serializers.DateField)
    owed = optional(serializers.IntegerField, help_text="Items issued so far.")
    words = optional(serializers.IntegerField, help_text="Version of the words.")
    issued_at = optional(serializers.DateTimeField, allow_null=True)
    version = optional(serializers.IntegerField)


class WordsShape(serializers.Serializer):
    """One version of the words; never changed."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    target = serializers.CharField()
    measure = serializers.CharField(allow_blank=True)
    supporting = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    by = serializers.CharField()
    at = serializers.DateTimeField()


class OneMatterShape(MatterRow):
    """One matter with its words, all their versions, whom it concerns, and what the reader may do."""

    target = serializers.CharField()
    measure = serializers.CharField(allow_blank=True)
    lead = UnitName(allow_null=True)
    supporting = serializers.CharField(allow_blank=True)
    document_title = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    extent = serializers.CharField(allow_blank=True, help_text=", ".join(rules.EXTENTS))
    categories = serializers.ListField(child=serializers.CharField())
    milestones = serializers.ListField(child=serializers.DictField(), help_text="on and percent.")
    levels = serializers.ListField(child=serializers.CharField())
    codes = serializers.ListField(child=serializers.CharField(), help_text="Units named one by one.")
    basis = serializers.CharField(allow_blank=True)
    approval = serializers.CharField(allow_blank=True)
    plan = serializers.BooleanField(help_text="Whether a plan is asked for.")
    route = serializers.ListField(child=serializers.CharField(), help_text="The steps of closing.")
    above = LevelWords(allow_null=True, help_text="The matter it was handed down from; null: none.")
    words_changed = serializers.BooleanField(
        help_text="The level above changed its words since they were taken over."
    )
    versions = WordsShape(many=True, help_text="The first version first.")
    missing = serializers.IntegerField(
        allow_null=True,
        help_text="Units that issuing now would give it to; null for readers who may not issue it.",
    )
    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class DoneMatter(OneMatterShape):
    """One matter after an act."""

    created = serializers.IntegerField(
        allow_null=True, help_text="After `issue`: items it created; null after other acts."
    )
