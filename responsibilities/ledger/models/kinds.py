"""Kinds of the ledger as data, and the scales by which lamps are judged."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from responsibilities.ledger import rules
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.language import reads_english
from revitalization.kit.triggers import fixed, stays, written_once


class Kind(models.Model):
    """A kind of the ledger, one row a version: how it is numbered, whether it is planned, how it is closed.

    `route` are the steps between application and closing, `route_now` those of what is to be put right at once (empty:
    the same). `funds`: its items have funds. `issuers` and `levels` are the levels that may issue it and have it
    (empty: any). A version that a matter rests on never changes.
    """

    key = models.SlugField(max_length=16)
    number = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=1)
    prefix = models.CharField(max_length=4)
    title = models.CharField(max_length=40)
    title_en = models.CharField(max_length=60)
    plan = models.BooleanField()
    funds = models.BooleanField(db_default=False)
    issuers = ArrayField(models.CharField(max_length=10), default=list, db_default=[])
    levels = ArrayField(models.CharField(max_length=10), default=list, db_default=[])
    route = ArrayField(models.CharField(max_length=12))
    route_now = ArrayField(models.CharField(max_length=12), default=list)
    yellow = models.PositiveSmallIntegerField()
    red = models.PositiveSmallIntegerField()
    unstarted = models.PositiveSmallIntegerField()
    near = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)
    current = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="ledger_kind_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(current=True), name="ledger_kind_one_current"
            ),
            models.CheckConstraint(
                condition=Q(yellow__gt=0, yellow__lt=F("red"), red__lte=100), name="ledger_kind_scale"
            ),
        ]
        triggers = [
            fixed("ledger_kind_is_what_it_is", fields=["key", "number", "letter", "prefix"]),
            stays("ledger_kind_stays"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """The title in the reader's language."""
        return self.title_en if reads_english() else self.title

    @property
    def scale(self) -> rules.Scale:
        """How far is too far, where the issuer says nothing else."""
        return rules.Scale(self.yellow, self.red, self.unstarted, self.near)


class ScaleRow(models.Model):
    """An issuer's own scale for a kind, from the next matter on; never changed. The latest one holds.

    `basis` is on whose word it was set, `by_name` by whom.
    """

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind_key = models.CharField(max_length=16)
    yellow = models.PositiveSmallIntegerField()
    red = models.PositiveSmallIntegerField()
    unstarted = models.PositiveSmallIntegerField()
    near = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=200)
    by_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    at = models.DateTimeField(db_default=clock.Now(), editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(yellow__gt=0, yellow__lt=F("red"), red__lte=100), name="ledger_scale_order"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="ledger_scale_has_basis"),
        ]
        indexes = [models.Index(fields=["issuer", "kind_key", "-id"], name="ledger_scale_latest")]
        triggers = written_once("ledger_scale")

    def __str__(self) -> str:
        return f"{self.kind_key} {self.yellow}/{self.red}"

    @property
    def scale(self) -> rules.Scale:
        """As the rules take it."""
        return rules.Scale(self.yellow, self.red, self.unstarted, self.near)
