"""The unit tree.

A unit has one identity for ever (`id`, never re-used); its official code is an attribute. Its place is `lo`,
and what lies under it has positions `lo..hi`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from responsibilities.units.rules import (
    BODY_KINDS,
    KINDS,
    LEVELS,
    QUASI_KINDS,
    Kind,
    Level,
    ScopeRule,
    UnitClass,
)
from revitalization.kit.actor import Actor
from revitalization.kit.reach import Reach, Span

LEVEL_LABELS: dict[str, Any] = {
    Level.CENTRE: _("Centre"),
    Level.PROVINCE: _("Province level"),
    Level.CITY: _("City level"),
    Level.COUNTY: _("County level"),
    Level.TOWNSHIP: _("Township level"),
    Level.VILLAGE: _("Village level"),
}

LEVEL_CHOICES = [(str(level), LEVEL_LABELS[level]) for level in LEVELS if level != Level.CENTRE]
"""The levels of which something can be asked, from the top."""

KIND_LABELS: dict[str, Any] = {
    Kind.NATION: _("Nation"),
    Kind.PROVINCE: pgettext_lazy("kind", "Province"),
    Kind.MUNICIPALITY: _("Municipality directly under the centre"),
    Kind.AUTONOMOUS_REGION: _("Autonomous region"),
    Kind.CORPS: _("Production and construction corps"),
    Kind.PREFECTURE_CITY: _("Prefecture-level city"),
    Kind.REGION: _("Region (prefecture)"),
    Kind.LEAGUE: _("League"),
    Kind.AUTONOMOUS_PREFECTURE: _("Autonomous prefecture"),
    Kind.DISTRICT: _("District"),
    Kind.COUNTY: _("County"),
    Kind.COUNTY_CITY: _("County-level city"),
    Kind.BANNER: _("Banner"),
    Kind.AUTONOMOUS_COUNTY: _("Autonomous county"),
    Kind.AUTONOMOUS_BANNER: _("Autonomous banner"),
    Kind.FOREST_DISTRICT: _("Forest district"),
    Kind.SPECIAL_DISTRICT: _("Special district"),
    Kind.FUNCTIONAL: _("Development zone or management district"),
    Kind.ISLANDS: _("Islands"),
    Kind.TOWN: _("Town"),
    Kind.TOWNSHIP: _("Township"),
    Kind.ETHNIC_TOWNSHIP: _("Ethnic township"),
    Kind.SUMU: _("Sumu"),
    Kind.STREET: _("Street (sub-district)"),
    Kind.QUASI_TOWNSHIP: _("Quasi-township"),
    Kind.DIRECT_VILLAGES: _("Villages run directly by the county"),
    Kind.VILLAGE: _("Village"),
    Kind.COMMUNITY: _("Residents' community"),
    Kind.QUASI_VILLAGE: _("Quasi-village"),
    Kind.QUASI_COMMUNITY: _("Quasi-community"),
    Kind.DEPARTMENT: _("Department"),
    Kind.LEADING_GROUP_OFFICE: _("Office of the leading group"),
}

CLASS_LABELS: dict[str, Any] = {
    UnitClass.GRAIN: _("Major grain county"),
    UnitClass.HILL: _("Hill county"),
    UnitClass.PASTORAL: _("Pastoral county"),
    UnitClass.KEY_ASSISTED: _("Key assisted county"),
    UnitClass.OUT_OF_POVERTY: _("County lifted out of poverty"),
    UnitClass.BORDER: _("Border county"),
    UnitClass.OLD_REVOLUTIONARY: _("Old revolutionary base"),
    UnitClass.SUBURBAN: _("Suburban"),
}

SCOPE_LABELS: dict[str, Any] = {
    ScopeRule.NO_VILLAGES: _("No village lies under it."),
    ScopeRule.NO_RURAL_PART: _("No town, township or village lies under it."),
    ScopeRule.URBAN_COMMUNITY: _("Residents' community of a street."),
    ScopeRule.PLACEHOLDER: _(
        "A line of the registry for villages run directly by the county; no township government."
    ),
    ScopeRule.ISLANDS: _("Sansha and its islands."),
    ScopeRule.ROWS_CAME: _("Its villages or townships were loaded later."),
}
"""The reasons the load gives; a person's own reason is stored as written."""


def _choices(labels: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(str(key), label) for key, label in labels.items()]


LEVEL_RANK = Case(
    *(When(level=level, then=Value(at)) for at, level in enumerate(LEVELS)), default=Value(len(LEVELS))
)

_KIND_FITS = Q(is_body=True, kind__in=sorted(kind.value for kind in BODY_KINDS))
for _level, _kinds in KINDS.items():
    _KIND_FITS |= Q(is_body=False, level=_level.value, kind__in=sorted(kind.value for kind in _kinds))


class UnitQuerySet(models.QuerySet["Unit"]):
    """Sets of units; in the tree's order."""

    def within(self, reach: Reach) -> "UnitQuerySet":
        """Those whose place lies in the reach."""
        return self.filter(reach.q("lo"))

    def live(self, on: date | None = None) -> "UnitQuerySet":
        """Those in being on the day; without a day those that have no end."""
        if on is None:
            return self.filter(valid_to__isnull=True)
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def territorial(self) -> "UnitQuerySet":
        """Without departments and other bodies."""
        return self.filter(is_body=False)

    def children_of(self, unit: "Unit") -> "UnitQuerySet":
        """Units directly under it in the administrative line, without its bodies."""
        return self.filter(parent_id=unit.pk, is_body=False).order_by("lo")

    def under(self, unit: "Unit") -> "UnitQuerySet":
        """Everything under it at any depth, its bodies included, itself not."""
        return self.filter(lo__gt=unit.lo, lo__lte=unit.hi)

    def held_by(self, actor: Actor, capability: str) -> "UnitQuerySet":
        """Those on which the actor holds the right itself, in the order of the tree."""
        places = [held.place.lo for held in actor.holdings if capability in held.here]
        return self.filter(lo__in=places).order_by("lo")

    def in_scope(self, year: int) -> "UnitQuerySet":
        """Those that are agriculture-related in the year: the latest decision says so, or there is none."""
        later = UnitYear.objects.filter(unit=OuterRef("unit"), year__gt=OuterRef("year"), year__lte=year)
        out = UnitYear.objects.filter(~Exists(later), unit=OuterRef("pk"), year__lte=year, in_scope=False)
        return self.filter(~Exists(out))

    def concerned(self, year: int) -> "UnitQuerySet":
        """Those the year's work is about: in its scope, and units proper."""
        return self.in_scope(year).exclude(kind__in=QUASI_KINDS)

    def by_code(self, codes: Iterable[str]) -> dict[str, "Unit"]:
        """The live units of these codes, by code."""
        return {unit.code: unit for unit in self.live().filter(code__in=set(codes))}


@pghistory.track(
    pghistory.UpdateEvent(),
    append_only=True,
    exclude=["name_pairs"],
    obj_field=pghistory.ObjForeignKey(related_name="events"),
)
class Unit(models.Model):
    """One unit, territorial or a body hung on one.

    `code`: 12 digits as published, shorter codes padded with zeros (bodies: the unit's code, `-D`, a number).
    `lo..hi`: the positions it covers; never re-used. `province_id`, `city_id`, `county_id`: the unit of that
    level it is or lies in, None where there is none; without constraint. `valid_to`: first day on which it is
    no longer exists. `led_by`: the unit that leads it besides its parent (the corps' cities).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(_("Code"), max_length=20, db_collation="C")
    name = models.CharField(_("Name"), max_length=80)
    short_name = models.CharField(_("Short name"), max_length=80)
    level = models.CharField(_("Level"), max_length=10, choices=_choices(LEVEL_LABELS))
    kind = models.CharField(_("Kind"), max_length=24, choices=_choices(KIND_LABELS))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        db_index=False,
        db_constraint=False,
    )
    led_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="led", db_index=False, db_constraint=False
    )
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    province_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    is_body = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    unit_class = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    pinyin = models.CharField(max_length=240, db_collation="C")
    initials = models.CharField(max_length=80, db_collation="C")
    pinyin_other = models.CharField(max_length=240, db_collation="C", default="", blank=True)
    initials_other = models.CharField(max_length=80, db_collation="C", default="", blank=True)
    name_pairs = ArrayField(models.CharField(max_length=2), default=list)
    path = models.CharField(max_length=300)
    version = models.IntegerField(default=1)

    objects = UnitQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        # Grants are rows of a permission library; which role one gives is the grant's own word.
        permissions = [("hold", "hold a role")]
        ordering = ["lo"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="unit_live_code_once"
            ),
            models.UniqueConstraint(fields=["lo"], name="unit_place_once"),
            models.CheckConstraint(condition=Q(lo__lte=F("hi"), lo__gte=0), name="unit_place_order"),
            models.CheckConstraint(condition=Q(is_body=False) | Q(lo=F("hi")), name="unit_body_is_leaf"),
            models.CheckConstraint(condition=_KIND_FITS, name="unit_kind_fits_level"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="unit_valid_order"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="unit_has_name"),
        ]
        indexes = [
            models.Index(fields=["code"], name="unit_code"),
            models.Index(fields=["parent", "lo"], name="unit_parent"),
            models.Index(fields=["led_by"], name="unit_led_by", condition=Q(led_by__isnull=False)),
            models.Index(fields=["level", "lo"], name="unit_level", condition=~Q(level="village")),
            models.Index(fields=["pinyin"], name="unit_pinyin"),
            models.Index(fields=["initials"], name="unit_initials"),
            models.Index(fields=["pinyin_other"], name="unit_pinyin_other", condition=~Q(pinyin_other="")),
            models.Index(
                fields=["initials_other"], name="unit_initials_other", condition=~Q(initials_other="")
            ),
            GinIndex(fields=["name_pairs"], name="unit_name_pairs"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def span(self) -> Span:
        """The positions it covers in the administrative line."""
        return Span(self.lo, self.hi)

    @property
    def above(self) -> list[str]:
        """The names of what it lies in, from the top."""
        return self.path.split(" / ")[:-1]


class UnitYear(models.Model):
    """From `year` on, until a later year says otherwise, the unit is in scope or not, with the reason."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="years", db_index=False, db_constraint=False)
    year = models.SmallIntegerField(_("Year"))
    in_scope = models.BooleanField(_("In scope"))
    reason = models.CharField(_("Reason"), max_length=300)

    class Meta:
        default_permissions = ()
        ordering = ["unit_id", "year"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="unit_year_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="unit_year_has_reason"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="unit_year_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}: {self.in_scope}"

    @property
    def reason_text(self) -> Any:
        """The reason in the reader's language where it is one of the load's, else as written."""
        return SCOPE_LABELS.get(self.reason, self.reason)
