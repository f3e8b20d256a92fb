"""Rules of inspection as data: what the catalogue proposes, what an issuer adopted, how often a unit is inspected."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.inspections.rules import kinds
from responsibilities.units.models import Unit
from revitalization.kit.language import reads_english
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import fixed, stays, written_once
from revitalization.kit.written import WrittenRow


def choices(words: dict[str, str]) -> list[tuple[str, Any]]:
    """Keys with their words, as fields take them."""
    return [(key, _(word)) for key, word in words.items()]


class Substance(models.Model):
    """What a rule says, wherever it comes from.

    `levels` are those it inspects; `years` counts for `every` = years, `share` (per cent) for a sample. Visits of
    `days` days lie in the months first_month..last_month.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=choices(kinds.KINDS))
    comprehensive = models.BooleanField(_("comprehensive"))
    announced = models.BooleanField(_("announced"))
    levels = ArrayField(models.CharField(max_length=10))
    categories = ArrayField(models.CharField(max_length=8), default=list)
    every = models.CharField(_("how often"), max_length=8, choices=choices(kinds.EVERY))
    years = models.PositiveSmallIntegerField(_("years"), default=1)
    share = models.PositiveSmallIntegerField(_("per cent"), default=100)
    first_month = models.PositiveSmallIntegerField(_("first month"))
    last_month = models.PositiveSmallIntegerField(_("last month"))
    days = models.PositiveSmallIntegerField(_("days on site"))

    class Meta:
        abstract = True
        default_permissions = ()


class Template(Substance):
    """A rule as the catalogue proposes it to issuers of a level, one row a version; adopted, it becomes a `Rule`."""

    key = models.SlugField(max_length=24)
    number = models.PositiveSmallIntegerField()
    issuer_level = models.CharField(max_length=10)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)
    current = models.BooleanField(default=True)

    class Meta(Substance.Meta):
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="template_version_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(current=True), name="template_one_current"),
        ]
        triggers = [
            fixed("template_is_what_it_is", fields=["key", "number", "issuer_level"]),
            stays("template_stays"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """The title in the reader's language."""
        return self.title_en if reads_english() else self.title


class RuleQuerySet(models.QuerySet["Rule"]):
    """Rules in a reach, and those in force."""

    def within(self, reach: Reach) -> "RuleQuerySet":
        """Those of issuers inside the reach."""
        return self.filter(reach.q("lo"))

    def newest(self) -> "RuleQuerySet":
        """The newest version of each rule of each issuer, ended ones too."""
        newest = Rule.objects.filter(issuer=models.OuterRef("issuer"), key=models.OuterRef("key"))
        return self.filter(number=models.Subquery(newest.order_by("-number").values("number")[:1]))

    def in_force(self, year: int) -> "RuleQuerySet":
        """Those by which the plan of the year is drawn."""
        return self.newest().filter(
            Q(until_year__isnull=True) | Q(until_year__gte=year), from_year__lte=year, ended=False
        )


class Rule(WrittenRow, Substance):
    """A rule of one issuer, one row a version, never changed; the newest one holds.

    `template` names the entry of the catalogue it was adopted from ("" where it is the issuer's own); `ended` takes it
    out of force.
    """

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    key = models.SlugField(max_length=24)
    number = models.PositiveSmallIntegerField()
    template = models.CharField(max_length=30, blank=True, default="")
    title = models.CharField(_("title"), max_length=80)
    from_year = models.PositiveSmallIntegerField(_("from the year"))
    until_year = models.PositiveSmallIntegerField(_("until the year"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=300)
    ended = models.BooleanField(default=False)

    objects = RuleQuerySet.as_manager()

    class Meta(Substance.Meta):
        ordering = ["lo", "key", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "key", "number"], name="rule_version_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(basis=""), name="rule_has_words"),
            models.CheckConstraint(
                condition=Q(first_month__gte=1, first_month__lte=F("last_month"), last_month__lte=12),
                name="rule_months",
            ),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=kinds.MOST_DAYS), name="rule_days"),
        ]
        indexes = [models.Index(fields=["lo", "key", "-number"], name="rule_by_place")]
        triggers = written_once("rule")

    def __str__(self) -> str:
        return self.title

    @property
    def public_id(self) -> str:
        """`<issuer>/<key>`, by which the record names the rule in all its versions."""
        return f"{self.issuer.code}/{self.key}"


class Cap(models.Model):
    """How many inspections a unit of the level (`key`) has in a year at most, one row a version."""

    key = models.SlugField(max_length=10)
    number = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)
    current = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="cap_version_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(current=True), name="cap_one_current"),
            models.CheckConstraint(condition=Q(most__gte=1), name="cap_at_least_one"),
        ]
        triggers = [fixed("cap_is_what_it_is", fields=["key", "number", "most"]), stays("cap_stays")]

    def __str__(self) -> str:
        return f"{self.key}: {self.most}"
