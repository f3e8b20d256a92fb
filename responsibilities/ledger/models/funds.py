"""Funds of items: every entry of what is planned, allotted and paid, written once, and what they come to."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger import rules
from responsibilities.ledger.models.course import Written
from responsibilities.ledger.models.items import Item
from responsibilities.ledger.models.triggers import had_a_part, involved_by
from responsibilities.ledger.rules.funds import ALLOTTED, MOST, PAID, PLANNED, SOURCES, WHAT, Funds
from revitalization.kit.involvement import WHO
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import fixed, stays, written_once

_REFUSED = "RAISE EXCEPTION '%s' USING ERRCODE = 'check_violation';"
_DONE = ", ".join(f"'{status}'" for status in (rules.CLOSED, rules.CANCELLED))
# In force is what no other entry corrects.
_IN_FORCE = """FROM ledger_fundentry f WHERE f.item_id = NEW.item_id
            AND NOT EXISTS (SELECT 1 FROM ledger_fundentry c WHERE c.corrects_id = f.id)"""


def _sum(what: str) -> str:
    return f"coalesce(sum(f.amount) FILTER (WHERE f.what = '{what}'), 0)"


HOLDS = pgtrigger.Trigger(
    name="funds_hold",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    declare=[WHO, ("held", "record"), ("of_source", "record"), ("in_all", "record")],
    func=f"""
        SELECT i.unit_id, i.status INTO held FROM ledger_purse p JOIN ledger_item i ON i.id = p.item_id
        WHERE p.item_id = NEW.item_id FOR UPDATE OF p;
        IF NOT FOUND THEN {_REFUSED % "there are no funds in this kind of item"} END IF;
        IF held.status IN ({_DONE}) THEN {_REFUSED % "funds are entered while the item is open"} END IF;
        IF who IS DISTINCT FROM NEW.by_id THEN {_REFUSED % "funds are entered by whoever enters them"} END IF;
        IF NEW.what <> '{PAID}' AND {had_a_part("who", "NEW.item_id", "held.unit_id")} THEN
            {_REFUSED % "whoever works on an item for its unit allots nothing to it"}
        END IF;
        IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ledger_fundentry o WHERE o.id = NEW.corrects_id AND o.item_id = NEW.item_id
            AND o.what = NEW.what AND o.source = NEW.source
        ) THEN {_REFUSED % "an entry corrects one of its own kind and source"} END IF;
        SELECT {_sum(PLANNED)} AS planned, {_sum(ALLOTTED)} AS allotted, {_sum(PAID)} AS paid INTO of_source
        {_IN_FORCE} AND f.source = NEW.source;
        IF of_source.paid > of_source.allotted THEN {_REFUSED % "more is paid than was allotted"} END IF;
        IF of_source.allotted > of_source.planned AND NEW.what <> '{PAID}' AND NEW.approval = '' THEN
            {_REFUSED % "more is allotted than planned without a document"}
        END IF;
        SELECT {_sum(PLANNED)} AS planned, {_sum(ALLOTTED)} AS allotted, {_sum(PAID)} AS paid,
            min(f.on_day) FILTER (WHERE f.what = '{ALLOTTED}' AND f.amount > 0) AS since INTO in_all
        {_IN_FORCE};
        UPDATE ledger_purse SET planned = in_all.planned, allotted = in_all.allotted, paid = in_all.paid,
            since = in_all.since WHERE item_id = NEW.item_id;
        RETURN NULL;
    """,
)
"""Paid never exceeds allotted, allotted exceeds planned only by a document; the sums follow, whoever writes."""

SUMS_FOLLOW = pgtrigger.Trigger(
    name="funds_are_sums",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "(pg_trigger_depth() = 0 AND (OLD.planned, OLD.allotted, OLD.paid, OLD.since)"
        " IS DISTINCT FROM (NEW.planned, NEW.allotted, NEW.paid, NEW.since))"
    ),
    func=_REFUSED % "funds are the sums of their entries",
)


_ALL = "planned, allotted, paid"
_AGAIN = f"SELECT item_id, year, lamp, 1 AS n, {_ALL}"
_LESS = "SELECT item_id, year, lamp, -1 AS n, -planned AS planned, -allotted AS allotted, -paid AS paid"


def _tallied(rows: str) -> str:
    """SQL: the signed rows of `rows` (columns of funds and `n`) for each unit above the one whose funds they are."""
    return f"""
        INSERT INTO ledger_fundtally (unit_id, year, lamp, n, {_ALL})
        SELECT above.id, t.year, t.lamp, sum(t.n), sum(t.planned), sum(t.allotted), sum(t.paid)
        FROM ({rows}) AS t JOIN ledger_item i ON i.id = t.item_id CROSS JOIN LATERAL (
            VALUES (i.county_id), (i.city_id), (i.province_id), ((SELECT id FROM units_unit WHERE lo = 0))
        ) AS above(id)
        WHERE above.id IS NOT NULL AND above.id <> i.unit_id AND t.lamp <> 'none'
        GROUP BY 1, 2, 3
        HAVING (sum(t.n), sum(t.planned), sum(t.allotted), sum(t.paid)) <> (0, 0, 0, 0);
        RETURN NULL;"""


TALLY_BORN = pgtrigger.Trigger(
    name="tally_funds_born",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="born"),  # type: ignore[no-untyped-call]
    func=_tallied(f"{_AGAIN} FROM born"),
)
TALLY_CHANGED = pgtrigger.Trigger(
    name="tally_funds",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    referencing=pgtrigger.Referencing(old="former", new="latter"),  # type: ignore[no-untyped-call]
    func=_tallied(f"{_LESS} FROM former UNION ALL {_AGAIN} FROM latter"),
)
"""Both keep `FundTally` exact whoever writes; a cancelled project counts nowhere."""


class PurseQuerySet(models.QuerySet["Purse"]):
    """Funds in a reach."""

    def within(self, reach: Reach) -> "PurseQuerySet":
        """Those of units whose position lies in the reach."""
        return self.filter(reach.q("lo"))


class Purse(models.Model):
    """The funds of one item, in fen; there is one for each item of a kind that has funds.

    `planned`, `allotted` and `paid` are the sums of the entries in force, `since` the day of the first allotment; they
    are never added to each other. `lamp` is the payment lamp, stored like that of the item with the days on which it
    turns. `start_on` is the day from which payment is expected. `until` is the last day of the public notice before the
    work, `objected` whether an objection to it is open.
    """

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="purse", db_constraint=False
    )
    year = models.PositiveSmallIntegerField()
    lo = models.BigIntegerField()
    planned = models.BigIntegerField(default=0)
    allotted = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    objected = models.BooleanField(default=False)
    start_on = models.DateField(null=True)
    yellow_on = models.DateField(null=True)
    yellow_why = models.CharField(max_length=10, blank=True, default="")
    red_on = models.DateField(null=True)
    red_why = models.CharField(max_length=10, blank=True, default="")
    lamp = models.CharField(max_length=8)
    lamp_on = models.DateField()
    next_on = models.DateField(null=True)

    objects = PurseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(planned__gte=0, allotted__gte=F("paid"), paid__gte=0), name="purse_sums"
            ),
            models.CheckConstraint(condition=Q(lamp__in=rules.LAMPS), name="purse_lamp_known"),
        ]
        indexes = [
            models.Index(
                fields=["year", "lo"], include=["lamp", "planned", "allotted", "paid"], name="purse_by_place"
            ),
            models.Index(fields=["lamp", "lo"], condition=Q(lamp__in=["red", "yellow"]), name="purse_behind"),
            models.Index(fields=["next_on"], condition=Q(next_on__isnull=False), name="purse_turns"),
        ]
        triggers = [
            fixed("purse_is_what_it_is", fields=["item", "year", "lo"]),
            stays("purse_stays"),
            SUMS_FOLLOW,
            TALLY_BORN,
            TALLY_CHANGED,
        ]

    def __str__(self) -> str:
        return f"{self.paid}/{self.allotted}/{self.planned}"

    @property
    def funds(self) -> Funds:
        """The sums as the rules take them."""
        return Funds(self.planned, self.allotted, self.paid, self.since)

    @property
    def turns(self) -> rules.Turns | None:
        """The days on which the payment lamp turns, as they were reckoned; None while it stands still."""
        if self.start_on is None or self.red_on is None:
            return None
        return rules.Turns(self.start_on, self.yellow_on, self.yellow_why, self.red_on, self.red_why)


class FundTally(models.Model):
    """What projects come to, in fen, as sums of signed steps, for each unit above a project's own, from the county up.

    (unit, year, payment lamp) → n, planned, allotted, paid; written and folded as `Tally` is.
    """

    unit_id = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    lamp = models.CharField(max_length=8)
    n = models.IntegerField()
    planned = models.BigIntegerField()
    allotted = models.BigIntegerField()
    paid = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["unit_id", "year"], name="ledger_fundtally_by_unit")]

    def __str__(self) -> str:
        return f"{self.lamp}: {self.n}"


class FundEntry(Written):
    """One entry of what is planned, allotted or paid (`what`), in fen. A correction is a new entry in place of another.

    `source` is whose money it is, `words` which fund or what it was paid for, `approval` the document by which more was
    allotted than planned. `corrects` is the entry that no longer counts; `amount` is then what it should have been, 0
    where it should not be there.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="fund_entries")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=8, choices=list(WHAT.items()))
    source = models.CharField(_("source"), max_length=8, choices=list(SOURCES.items()))
    amount = models.BigIntegerField(_("amount"))
    on_day = models.DateField(_("day"))
    document_number = models.CharField(_("document number"), max_length=80, blank=True, default="")
    approval = models.CharField(max_length=80, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(_("reason"), max_length=1000, blank=True, default="")

    class Meta(Written.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="fundentry_once"),
            models.CheckConstraint(condition=Q(amount__gte=0, amount__lte=MOST), name="fundentry_amount"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, amount__gt=0) | Q(corrects__isnull=False) & ~Q(reason=""),
                name="fundentry_correction_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(what=PAID) | ~Q(document_number=""), name="fundentry_has_document"
            ),
        ]
        triggers = [*written_once("fundentry"), involved_by("pay", "by_id", f"NEW.what = '{PAID}'"), HOLDS]

    def __str__(self) -> str:
        return f"{self.number} {self.what} {self.amount}"
