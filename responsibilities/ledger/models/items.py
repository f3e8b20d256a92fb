"""Items: what one unit has to do of a matter, how far it says it is, how its lamp stands."""

from datetime import date
from decimal import Decimal

import pghistory
from django.db import models
from django.db.models import Case, F, Q, Value, When

from responsibilities.ledger import rules
from responsibilities.ledger.models.kinds import Kind
from responsibilities.ledger.models.matters import Matter, points_of
from responsibilities.ledger.models.triggers import (
    CLOSED_FROM_ABOVE,
    COUNT_BIRTHS,
    COUNT_STEPS,
    MADE_BY_STEPS,
)
from responsibilities.units.models import Unit
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import fixed, guards

_UNIT = Q(status__in=list(rules.WITH_THE_UNIT))
_DECLARED = Q(status__in=list(rules.WITH_THOSE_ABOVE))
_ENDED = Q(status__in=[rules.CLOSED, rules.CANCELLED])
_ABOVE = Q(status__in=[*rules.WITH_THOSE_ABOVE, rules.PLANNED]) | Q(asked_due_on__isnull=False)
_RED = Q(lamp="red") & _UNIT


LAMP_RANK = Case(
    *(When(lamp=lamp, then=Value(at)) for at, lamp in enumerate(rules.LAMPS)),
    default=Value(len(rules.LAMPS)),
    output_field=models.IntegerField(),
)
"""Where its lamp stands in the order in which lamps are listed; an index holds the items in it."""


def overdue_on(day: date, item: str = "") -> Q:
    """`rules.overdue` as a condition on rows; `item` leads from the row to its item, as `"item__"`."""
    return Q((f"{item}status__in", rules.WITH_THE_UNIT), (f"{item}due_on__lt", day))


class ItemQuerySet(models.QuerySet["Item"]):
    """Items by reach and state."""

    def within(self, reach: Reach) -> "ItemQuerySet":
        """Those of units whose position lies in the reach."""
        return self.filter(reach.q("lo"))

    def open(self) -> "ItemQuerySet":
        """Neither closed nor cancelled."""
        return self.filter(status__in=rules.OPEN)

    def full(self) -> "ItemQuerySet":
        """With unit, matter, kind, issuer and funds in the same query."""
        return self.select_related("unit", "matter", "matter__issuer", "matter__lead", "kind", "purse")


def course_of(start_on: date, due_on: date, points: list[tuple[date, Decimal]]) -> rules.Course:
    """The course from the first day to the deadline, through those of the milestones that lie between."""
    return rules.Course(start_on, due_on, [(on, percent) for on, percent in points if start_on < on < due_on])


# Reckoned from the rest; its turns have a table of their own.
_LAMP = ("lamp", "lamp_on", "next_on", "yellow_on", "yellow_why", "red_on", "red_why")


@pghistory.track(pghistory.UpdateEvent(), append_only=True, exclude=list(_LAMP))
class Item(models.Model):
    """One unit has one matter to do.

    `due_on` is the deadline in force, `first_due_on` the one it was issued with, never lost. `percent` is what the unit
    last claimed (None: nothing yet). `round` counts the attempts at closing: steps of an earlier round do not count.
    `lamp` stands since `lamp_on` and can next turn by itself on `next_on`; `yellow_on` and `red_on` are the days it
    turns without new progress. `until` is the last day of the public notice of the round, `asked_due_on` a later
    deadline that was asked for and not decided yet, `prepared` whether the closing application lies
    ready for the principal. `milestones` are its own, where the issuer set others than those of the matter (None).
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="items", db_index=False, db_constraint=False
    )
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(max_length=10)
    lo = models.BigIntegerField()
    province_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    issuer_id = models.BigIntegerField()
    issuer_lo = models.BigIntegerField()
    long = models.BooleanField()
    status = models.CharField(
        max_length=12, default="issued", choices=[(s, s) for s in rules.WORKFLOW.state_keys()]
    )
    start_on = models.DateField()
    due_on = models.DateField()
    first_due_on = models.DateField()
    percent = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    progressed_on = models.DateField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    prepared = models.BooleanField(default=False)
    asked_due_on = models.DateField(null=True)
    until = models.DateField(null=True)
    objected = models.BooleanField(default=False)
    declared_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    milestones = models.JSONField(null=True)
    yellow_on = models.DateField(null=True)
    yellow_why = models.CharField(max_length=10, blank=True, default="")
    red_on = models.DateField()
    red_why = models.CharField(max_length=10)
    lamp = models.CharField(max_length=8)
    lamp_on = models.DateField()
    next_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ItemQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["matter", "unit"], name="item_once"),
            models.UniqueConstraint(fields=["matter", "ordinal"], name="item_number_once"),
            models.CheckConstraint(condition=Q(lamp__in=rules.LAMPS), name="item_lamp_known"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100), name="item_percent"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("start_on")), name="item_days"),
            models.CheckConstraint(
                condition=~Q(status=rules.CLOSED) | Q(lamp="done", closed_on__isnull=False),
                name="item_closed_is_done",
            ),
        ]
        # Lists are read off an index in the order of deadlines, whatever they are narrowed to (bench/ledger_pages.py).
        indexes = [
            models.Index(fields=["unit", "-year"], name="item_by_unit"),
            # Any area in the order of places; a small one whatever the order.
            models.Index(fields=["lo", "id"], name="item_by_place"),
            models.Index(fields=["due_on", "lo", "id"], name="item_limit"),
            models.Index(fields=["lamp", "due_on", "lo", "id"], name="item_of_lamp"),
            models.Index(LAMP_RANK, "due_on", "lo", "id", name="item_by_lamp_rank"),
            models.Index(fields=["kind", "due_on", "lo", "id"], name="item_by_kind"),
            models.Index(fields=["level", "due_on", "lo", "id"], name="item_by_level"),
            models.Index(fields=["year", "due_on", "lo", "id"], name="item_by_year"),
            models.Index(fields=["due_on", "lo", "id"], condition=_UNIT, name="item_with_unit"),
            models.Index(fields=["due_on", "lo", "id"], condition=_DECLARED, name="item_declared"),
            models.Index(fields=["status", "due_on", "lo", "id"], condition=_ENDED, name="item_ended"),
            models.Index(fields=["due_on", "lo", "id"], condition=Q(long=True), name="item_long"),
            # What an office has to decide of what it issued, and what of it stands red, as its inbox lists them.
            models.Index(fields=["issuer_lo", "due_on", "id"], condition=_ABOVE, name="item_to_decide"),
            models.Index(fields=["issuer_lo", "due_on", "id"], condition=_RED, name="item_red_below"),
            models.Index(fields=["next_on"], condition=Q(next_on__isnull=False), name="item_turns"),
        ]
        triggers = [
            *guards(rules.WORKFLOW),
            fixed(
                "item_is_what_it_is",
                fields=["matter", "kind", "year", "ordinal", "unit", "issuer_id", "first_due_on", "long"],
            ),
            CLOSED_FROM_ABOVE,
            COUNT_BIRTHS,
            COUNT_STEPS,
            MADE_BY_STEPS,
        ]

    def __str__(self) -> str:
        return f"{self.unit.path}：{self.matter.title}"

    @property
    def public_id(self) -> str:
        """`<matter>/<unit code>`, the address used on pages, in REST and on the record."""
        return f"{self.matter.key}/{self.unit.code}"

    @property
    def number(self) -> str:
        """The number as it is written: that of the matter, and its own within it (2026重012-3)."""
        return f"{self.matter.number}-{self.ordinal}"

    @property
    def remit(self) -> frozenset[str]:
        """The categories it is about, all of which the remit of whoever judges must hold."""
        return self.matter.remit

    @property
    def course(self) -> rules.Course:
        """From the first day to the deadline in force, through the milestones that lie before it."""
        return course_of(self.start_on, self.due_on, self.points)

    @property
    def points(self) -> list[tuple[date, Decimal]]:
        """Its milestones as the rules take them: its own, else those of the matter."""
        return points_of(self.matter.milestones if self.milestones is None else self.milestones)

    @property
    def turns(self) -> rules.Turns:
        """The days on which its lamp turns without new progress, as they were reckoned."""
        return rules.Turns(self.start_on, self.yellow_on, self.yellow_why, self.red_on, self.red_why)

    @property
    def verified(self) -> bool:
        """Whether what the unit claims was confirmed from above; 100 per cent alone is a claim."""
        return self.status == rules.CLOSED

    def late_on(self, day: date) -> bool:
        """Whether the unit has still to do it although the limit has passed."""
        return rules.overdue(self.status, self.due_on, day)

    @property
    def claimed(self) -> Decimal:
        """What the unit claims, 0 where it said nothing yet."""
        return self.percent if self.percent is not None else Decimal(0)


class Tally(models.Model):
    """Counts for boards, as sums of signed steps, for each unit above an item's own, from the county up.

    (unit, year, kind, long, status, lamp, claimed) → n; `claimed`: at 100 per cent by the unit's own word. A writer
    adds rows and never touches those of others; the clock folds them. The sum is exact at any moment.
    """

    unit_id = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    kind_id = models.BigIntegerField()
    long = models.BooleanField()
    status = models.CharField(max_length=12)
    lamp = models.CharField(max_length=8)
    claimed = models.BooleanField()
    n = models.IntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["unit_id", "year"], name="ledger_tally_by_unit")]

    def __str__(self) -> str:
        return f"{self.status} {self.lamp}: {self.n}"
