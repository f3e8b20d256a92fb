"""The record: entries, their numbers, and the seals over them. No table here refers to another."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from revitalization.kit import clock
from revitalization.kit.pairs import pairs
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import untouched

CALLED = ("label", "subject_key")
"""The columns of an entry by which its subject is searched."""
NO_CHANGE = untouched("append_only")
NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION 'the record is never emptied';",
)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Sets of entries."""

    def within(self, reach: Reach) -> "EntryQuerySet":
        """Those whose place lies in the reach."""
        return self.filter(reach.q("lo"))

    def about(self, kind: str, key: str) -> "EntryQuerySet":
        """Those about one subject."""
        return self.filter(subject_kind=kind, subject_key=key)


class Entry(models.Model):
    """One official change: who, in which post, did what to what, why and when.

    `via` is html, rest, sweep or command; `lo` the place of the subject; `count` the rows a set-wise act
    touched; `context` joins it to the row history of the same act; `token` is the number of the token a
    program acted with ("": the person did it). Written once, never changed, never removed.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=clock.Now(), editable=False)
    verb = models.CharField(max_length=64)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120)
    post = models.CharField(max_length=200, default="")
    on_behalf = models.CharField(max_length=200, default="")
    via = models.CharField(max_length=16)
    token = models.CharField(max_length=16, default="", db_default="")
    request_id = models.CharField(max_length=64, default="")
    subject_kind = models.CharField(max_length=32)
    subject_key = models.CharField(max_length=64)
    label = models.CharField(max_length=300)
    lo = models.BigIntegerField()
    reason = models.TextField(default="")
    count = models.BigIntegerField(default=1)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    context = models.UUIDField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            # One act, one entry.
            models.UniqueConstraint(
                fields=["context"], condition=Q(context__isnull=False), name="entry_context_once"
            ),
            models.CheckConstraint(condition=~Q(verb="") & ~Q(actor_name=""), name="entry_says_who_and_what"),
        ]
        indexes = [
            models.Index(fields=["lo", "id"], name="entry_by_place"),
            models.Index(fields=["at", "id"], name="entry_by_time"),
            models.Index(fields=["actor_name", "at", "id"], name="entry_by_person"),
            models.Index(fields=["subject_kind", "subject_key", "id"], name="entry_by_subject"),
            GinIndex(pairs(*CALLED), name="entry_by_words"),
        ]
        triggers = [NO_CHANGE, NO_TRUNCATE]

    def __str__(self) -> str:
        return f"{self.id} {self.verb}"


class Leaf(models.Model):
    """The number of a committed entry and the SHA-256 of its canonical text.

    Numbers have no gaps and follow the order in which entries became visible, so that whoever reads the
    numbers upwards never misses an entry that was committed late.
    """

    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField()

    class Meta:
        default_permissions = ()
        triggers = [NO_CHANGE, NO_TRUNCATE]

    def __str__(self) -> str:
        return str(self.seq)


class Seal(models.Model):
    """One sealed batch of leaves; its root covers the Merkle tree of their digests, its bounds and the seal before."""

    number = models.BigIntegerField(primary_key=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    root = models.BinaryField()
    previous_root = models.BinaryField()
    at = models.DateTimeField(db_default=clock.Now(), editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(last_seq__gte=models.F("first_seq")), name="seal_bounds_in_order"
            ),
        ]
        triggers = [NO_CHANGE, NO_TRUNCATE]

    def __str__(self) -> str:
        return f"{self.number}: {self.first_seq}–{self.last_seq}"
