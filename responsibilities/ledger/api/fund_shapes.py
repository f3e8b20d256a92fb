"""Shapes of what stands beside an item: how it stands, who wrote it, its funds."""

from rest_framework import serializers

from responsibilities.ledger.rules.funds import SOURCES, WHAT
from responsibilities.ledger.rules.lamps import WHY


class StandingShape(serializers.Serializer):
    """How the item stands today, reckoned at this moment; the stored lamp of the row turns within the hour."""

    lamp = serializers.CharField()
    why = serializers.CharField(allow_blank=True, help_text=", ".join(WHY) + "; empty: nothing is wrong.")
    n = serializers.CharField(allow_blank=True, help_text="By how much: points behind, or days.")
    words = serializers.CharField(allow_blank=True, help_text="The same for people.")
    next_on = serializers.DateField(
        allow_null=True, help_text="When it turns next without new progress; null: not by itself."
    )


class WrittenShape(serializers.Serializer):
    """Who wrote it, in which post, and when."""

    by = serializers.CharField()
    post = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class FundEntryShape(WrittenShape):
    """One entry of funds, in fen; a correction is a new entry in the place of another."""

    number = serializers.IntegerField()
    what = serializers.CharField(help_text=", ".join(WHAT))
    source = serializers.CharField(help_text=", ".join(SOURCES))  # type: ignore[assignment]
    amount_fen = serializers.IntegerField()
    on_day = serializers.DateField()
    document_number = serializers.CharField(allow_blank=True)
    approval = serializers.CharField(
        allow_blank=True, help_text="The document that allows more than planned."
    )
    words = serializers.CharField(allow_blank=True)
    corrects = serializers.IntegerField(allow_null=True, help_text="Number of the entry that it replaces.")
    reason = serializers.CharField(allow_blank=True)
    in_force = serializers.BooleanField(help_text="No other entry replaces it, so that it counts.")


class SourceShape(serializers.Serializer):
    """What one source gives, in fen."""

    source = serializers.CharField()  # type: ignore[assignment]
    planned_fen = serializers.IntegerField()
    allotted_fen = serializers.IntegerField()
    paid_fen = serializers.IntegerField()


class FundsShape(serializers.Serializer):
    """The funds of an item: sums by source, all entries, how payment stands today."""

    standing = StandingShape(help_text="Of the payment, what was paid of what was allotted.")
    since = serializers.DateField(allow_null=True, help_text="Day of the first allotment.")
    paid_percent = serializers.CharField(
        allow_blank=True, help_text="Paid of allotted, one decimal, cut; empty: nothing is allotted."
    )
    notice_until = serializers.DateField(
        allow_null=True, help_text="Last day of the public notice before the work; null: there was none."
    )
    objected = serializers.BooleanField(help_text="An objection to that notice is open.")
    sources = SourceShape(many=True)
    entries = FundEntryShape(many=True, help_text="The latest first.")
