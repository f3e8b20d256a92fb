"""What is written beside an item and never changed: progress, plans, the steps of closing, turns of the lamp."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger.models.items import Item
from responsibilities.ledger.models.triggers import JUDGED_APART, involved_by
from revitalization.kit.involvement import KEPT, InvolvementRow
from revitalization.kit.triggers import written_once
from revitalization.kit.written import WrittenRow


class Written(WrittenRow):
    """Who wrote it, in which post, and when: the instant of the act, one for all it writes."""

    post = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()

    class Meta(WrittenRow.Meta):
        abstract = True


class Progress(Written):
    """How far the unit says it is on a day: a number and a line. A correction is a new entry.

    `reason` is there where the number lies below the one before.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="progress")
    on_day = models.DateField(_("day"))
    percent = models.DecimalField(_("per cent"), max_digits=4, decimal_places=1)
    words = models.CharField(_("progress"), max_length=300)
    reason = models.CharField(_("reason"), max_length=1000, blank=True, default="")

    class Meta(Written.Meta):
        ordering = ["-on_day", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="progress_percent"),
            models.CheckConstraint(condition=~Q(words=""), name="progress_has_words"),
        ]
        triggers = [*written_once("progress"), involved_by("progress", "by_id")]

    def __str__(self) -> str:
        return f"{self.on_day} {self.percent}"


class Plan(Written):
    """How the unit means to do it: measures, who answers for it, until when; each version is kept."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()
    measures = models.TextField(_("measures"), max_length=2000)
    person = models.CharField(_("who answers for it"), max_length=60, blank=True, default="")
    due_on = models.DateField(_("to be done by"))

    class Meta(Written.Meta):
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="plan_once")]
        triggers = [*written_once("plan"), involved_by("send_plan", "by_id")]

    def __str__(self) -> str:
        return f"v{self.number}"


class Handling(Written):
    """One act on an item with its words: applied, checked, put on notice, signed, closed, returned, extended …

    `act` is the key of the act, `words` what was found or done, `effect` what it brought, `place` where a notice hung
    or what was found anew, `on_day` and `until` the days it speaks of, `due_on` a new limit.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="handlings")
    round = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=24)
    words = models.TextField(max_length=2000, blank=True, default="")
    effect = models.TextField(max_length=2000, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    document_number = models.CharField(max_length=80, blank=True, default="")
    on_day = models.DateField(null=True)
    until = models.DateField(null=True)
    due_on = models.DateField(null=True)

    class Meta(Written.Meta):
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["item", "round", "act"], name="handling_of_round"),
            models.Index(fields=["act", "at"], name="handling_by_day"),
        ]
        triggers = [*written_once("handling"), JUDGED_APART]

    def __str__(self) -> str:
        return self.act


class Turn(models.Model):
    """A lamp of an item turned on a day, and why; written when it changes and never otherwise.

    `payment`: it is the lamp of its funds, else that of its progress.
    """

    # Items stay for ever; a check of each line would cost a third of the sweep that turns a million lamps.
    item = models.ForeignKey(Item, models.PROTECT, related_name="lamp_turns", db_constraint=False)
    on_day = models.DateField()
    lamp = models.CharField(max_length=8)
    why = models.CharField(max_length=10, blank=True, default="")
    payment = models.BooleanField(db_default=False)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        triggers = written_once("turn")

    def __str__(self) -> str:
        return f"{self.on_day} {self.lamp}"


class Involvement(InvolvementRow):
    """Who ever worked on the item for its unit, in any round; they neither check nor close it."""

    subject = models.ForeignKey(Item, models.PROTECT, related_name="+", db_index=False)

    class Meta(InvolvementRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["subject", "user", "act"], name="ledger_involvement_once")
        ]
        triggers = [KEPT]
