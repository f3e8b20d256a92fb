"""Matters: the words of what is to be done, issued from a document to units; each version of the words is kept."""

from datetime import date
from decimal import Decimal

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger import rules
from responsibilities.ledger.models.kinds import Kind
from responsibilities.ledger.models.triggers import BORN_ISSUED
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.pairs import pairs
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import fixed, guards, written_once
from revitalization.kit.written import WrittenRow


def _choices(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(key, _(word)) for key, word in words.items()]  # type: ignore[misc]


def points_of(milestones: list[tuple[str, float]]) -> list[tuple[date, Decimal]]:
    """Milestones as they are stored, [day, per cent] each, as the rules take them."""
    return [(date.fromisoformat(day), Decimal(str(percent))) for day, percent in milestones]


class MatterQuerySet(models.QuerySet["Matter"]):
    """Matters in a reach."""

    def within(self, reach: Reach) -> "MatterQuerySet":
        """Those issued by a unit inside the reach."""
        return self.filter(reach.q("lo"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Matter(models.Model):
    """What is to be done, by when, on whose word; units have it as their items.

    `number` is unique for its issuer and never given twice (2026重012). `lo..hi` are the positions of the issuer.
    `form_key` is the number of the form that drew it up: one form, sent twice, draws up one matter.
    `parent` is the item it is a part of: then `title` and `target` are the words of the level above, unchanged, as they
    stood in version `parent_words` of its matter, and `measure` and `lead` are this level's own. `origin` names by kind
    and public key what it came from. `levels` and `codes` say which units below it concerns. `milestones` is a list of
    [day, per cent]. `counts`: the progress of the item above is made up of that of these items, by `weight` among
    several such matters, and no longer reported by hand.
    """

    key = models.SlugField(max_length=40, unique=True)
    form_key = models.UUIDField(null=True, editable=False)
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=24)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    parent = models.ForeignKey(
        "ledger.Item", models.PROTECT, null=True, blank=True, related_name="handed_down"
    )
    parent_words = models.PositiveSmallIntegerField(default=0)
    origin_kind = models.CharField(max_length=24, blank=True, default="")
    origin_key = models.CharField(max_length=100, blank=True, default="")
    source = models.CharField(_("source"), max_length=120, blank=True, default="")
    document_number = models.CharField(_("document number"), max_length=80, blank=True, default="")
    document_title = models.CharField(_("document title"), max_length=200, blank=True, default="")
    issued_on = models.DateField(_("issued on"))
    categories = ArrayField(models.CharField(max_length=8), default=list)
    title = models.CharField(_("title"), max_length=300)
    target = models.CharField(_("target"), max_length=1000)
    measure = models.TextField(_("measures"), max_length=2000, blank=True, default="")
    lead = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    supporting = models.CharField(_("supporting units"), max_length=300, blank=True, default="")
    how_soon = models.CharField(_("type"), max_length=8, default=rules.TERM, choices=_choices(rules.TYPES))
    severity = models.CharField(
        _("severity"), max_length=8, default=rules.ORDINARY, choices=_choices(rules.SEVERITIES)
    )
    extent = models.CharField(
        _("common or single"), max_length=8, blank=True, default="", choices=_choices(rules.EXTENTS)
    )
    route = ArrayField(models.CharField(max_length=12))
    plan = models.BooleanField()
    yellow = models.PositiveSmallIntegerField()
    red = models.PositiveSmallIntegerField()
    unstarted = models.PositiveSmallIntegerField()
    near = models.PositiveSmallIntegerField()
    start_on = models.DateField(_("begins on"))
    due_on = models.DateField(_("due on"))
    milestones = models.JSONField(default=list, blank=True)
    counts = models.BooleanField(default=False)
    weight = models.PositiveSmallIntegerField(default=1)
    levels = ArrayField(models.CharField(max_length=10), default=list)
    codes = ArrayField(models.CharField(max_length=20), default=list)
    basis = models.CharField(_("item of the duty list or waiver"), max_length=300, blank=True, default="")
    approval = models.CharField(_("approval of the county"), max_length=300, blank=True, default="")
    words = models.PositiveSmallIntegerField(default=1)
    owed = models.PositiveIntegerField(default=0)
    status = models.CharField(
        max_length=12, default=rules.DRAFTED, choices=[(s, s) for s in rules.MATTER.state_keys()]
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = MatterQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="matter_number_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("start_on")), name="matter_days"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(target=""), name="matter_has_words"),
            models.CheckConstraint(
                condition=~Q(levels__contains=["township"]) | ~Q(basis=""), name="matter_townships_need_basis"
            ),
            models.CheckConstraint(
                condition=~Q(levels__contains=["village"]) | ~Q(approval=""),
                name="matter_villages_need_approval",
            ),
            models.CheckConstraint(
                condition=Q(yellow__gt=0, yellow__lt=F("red"), red__lte=100), name="matter_scale"
            ),
        ]
        indexes = [
            models.Index(fields=["lo", "-year", "-id"], name="matter_by_place"),
            models.Index(fields=["parent"], name="matter_of_item", condition=Q(parent__isnull=False)),
            GinIndex(pairs("title", "number"), name="matter_by_words"),
            models.Index(
                fields=["document_number"], opclasses=["varchar_pattern_ops"], name="matter_by_document"
            ),
            models.Index(
                fields=["origin_kind", "origin_key"], name="matter_by_origin", condition=~Q(origin_kind="")
            ),
        ]
        triggers = [
            *guards(rules.MATTER),
            BORN_ISSUED,
            # What lamps and routes rest on is fixed at birth; words change by a new version.
            fixed(
                "matter_is_what_it_is",
                fields=[
                    "key", "form_key", "kind", "year", "sequence", "number", "issuer", "parent", "origin_kind",
                    "origin_key", "route", "plan", "yellow", "red", "unstarted", "near", "how_soon", "severity",
                    "created_by",
                ],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def public_id(self) -> str:
        """The key, by which record, notices and addresses name the matter."""
        return self.key

    @property
    def scale(self) -> rules.Scale:
        """How far is too far, as it was when the matter was drawn up."""
        return rules.Scale(self.yellow, self.red, self.unstarted, self.near)

    @property
    def points(self) -> list[tuple[date, Decimal]]:
        """The milestones as the rules take them."""
        return points_of(self.milestones)

    @property
    def remit(self) -> frozenset[str]:
        """The categories it is about, all of which the remit of whoever judges must hold."""
        return frozenset(self.categories)

    @property
    def is_long(self) -> bool:
        """Whether it is to be kept up for long, and counted apart."""
        return self.how_soon == rules.LONG


class MatterWords(WrittenRow):
    """One version of the words of a matter; never changed. The items below see it beside the version before."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    target = models.CharField(max_length=1000)
    measure = models.TextField(max_length=2000, blank=True, default="")
    supporting = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()

    class Meta(WrittenRow.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["matter", "number"], name="matter_words_once")]
        triggers = written_once("matter_words")

    def __str__(self) -> str:
        return f"v{self.number}"
