"""Bodies of what programs send about items and matters of the ledger."""

from rest_framework import serializers

from responsibilities.ledger import rules
from responsibilities.ledger.actions import DO, DO_MATTER
from revitalization.kit.api.bodies import Body, Choice, Day, Flag, Text, Whole, body_of


class MilestoneBody(Body):
    """One point of the course."""

    on = Day()
    percent = Whole(min_value=0, max_value=100)


class LevelBody(Body):
    """What a level says of a matter besides its title and target."""

    measure = Text(max_length=2000, required=False, default="", allow_blank=True)
    lead = Text(
        max_length=20, required=False, help_text="Code of the lead department, within the issuing unit."
    )
    supporting = Text(max_length=300, required=False, default="", allow_blank=True)
    document_number = Text(max_length=80, required=False, default="", allow_blank=True)
    document_title = Text(max_length=200, required=False, default="", allow_blank=True)
    issued_on = Day(help_text="Day of the document.")
    start_on = Day()
    due_on = Day()
    milestones = MilestoneBody(many=True, required=False)
    levels = serializers.ListField(child=Text(max_length=16), max_length=6, required=False)
    codes = serializers.ListField(
        child=Text(max_length=20), max_length=500, required=False, help_text="Units named one by one."
    )
    basis = Text(
        max_length=300,
        required=False,
        default="",
        allow_blank=True,
        help_text="Item of the duty list or waiver; needed for townships.",
    )
    approval = Text(
        max_length=300,
        required=False,
        default="",
        allow_blank=True,
        help_text="Approval of the county; needed for villages.",
    )


class HandDownBody(LevelBody):
    """What a level says of the item it hands down; title and target stay those of the item."""

    counts = Flag(
        required=False,
        default=False,
        help_text="The item's progress is made up of that of the units below, and no longer reported by hand.",
    )
    weight = Whole(
        min_value=1,
        max_value=100,
        required=False,
        default=1,
        help_text="Among several matters that make up one item.",
    )


class DrawUpBody(LevelBody):
    """A matter drawn up by a unit."""

    kind = Text(max_length=16, help_text="Key of the kind.")
    issuer = Text(max_length=20, help_text="Code of the unit that issues it.")
    year = Whole(min_value=2000, max_value=2100)
    title = Text(max_length=300)
    target = Text(max_length=1000)
    source = Text(max_length=120, required=False, default="", allow_blank=True)  # type: ignore[assignment]
    categories = serializers.ListField(child=Text(max_length=8), max_length=22, required=False)
    how_soon = Choice(choices=list(rules.TYPES), required=False, default=rules.TERM)
    severity = Choice(choices=list(rules.SEVERITIES), required=False, default=rules.ORDINARY)
    extent = Choice(choices=list(rules.EXTENTS), required=False, default="", allow_blank=True)


ItemActBody = body_of("ItemActBody", "What an act on an item needs besides the version.", DO)
MatterActBody = body_of("MatterActBody", "What an act on a matter needs besides the version.", DO_MATTER)
