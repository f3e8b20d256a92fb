"""Responsibility categories with their wording by year, and what the first responsible persons must do."""

from typing import Any

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from responsibilities.duties.rules import COUNTED_LABELS, COVERAGES, Side
from responsibilities.units.models import LEVEL_LABELS, Unit
from revitalization.kit.language import reads_english
from revitalization.kit.periods import WINDOW_LABELS
from revitalization.kit.triggers import fixed, stays

SIDE_LABELS: dict[str, Any] = {Side.DEPARTMENT: _("Departments"), Side.LOCAL: _("Localities")}


def _choices(labels: Any) -> list[tuple[str, Any]]:
    return [(str(key), _(label)) for key, label in labels.items()]


class ByYear(models.QuerySet[Any]):
    """Rows that hold for a span of years."""

    def in_year(self, year: int) -> "ByYear":
        """Those that hold in the year."""
        return self.filter(Q(year_to__isnull=True) | Q(year_to__gte=year), year_from__lte=year)


@pghistory.track(pghistory.UpdateEvent(), append_only=True)
class Category(models.Model):
    """One of the 8 departmental (D01–D08) or 14 local (L01–L14) categories, or a locality's sub-item of one.

    `owner_unit` None: national. A locality adds sub-items under a national category and never takes one away.
    """

    key = models.CharField(max_length=8, db_collation="C")
    side = models.CharField(max_length=12, choices=list(SIDE_LABELS.items()))
    owner_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="items")

    class Meta:
        default_permissions = ()
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "owner_unit"], name="category_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(owner_unit__isnull=True, parent__isnull=True)
                | Q(owner_unit__isnull=False, parent__isnull=False),
                name="category_item_has_parent",
            ),
            models.CheckConstraint(condition=Q(side__in=sorted(Side)), name="category_side_known"),
        ]
        triggers = [
            fixed("category_is_what_it_is", fields=["key", "side", "owner_unit", "parent"]),
            stays("category_stays"),
        ]

    def __str__(self) -> str:
        return self.key


@pghistory.track(pghistory.UpdateEvent(), append_only=True)
class CategoryVersion(models.Model):
    """What a category says from `year_from` to `year_to` (both included; None: until it changes).

    `tags`: the five revitalizations it serves, `primary` the one it serves first ("" for none).
    `verified`: the article's own text was wholly seen.
    """

    category = models.ForeignKey(Category, models.PROTECT, related_name="versions")
    year_from = models.SmallIntegerField()
    year_to = models.SmallIntegerField(null=True, blank=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    summary_zh = models.CharField(max_length=400)
    summary_en = models.CharField(max_length=600)
    primary = models.CharField(max_length=1, blank=True, default="")
    tags = ArrayField(models.CharField(max_length=1))
    article_ref = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    verified = models.BooleanField()

    objects = ByYear.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["category", "year_from"]
        constraints = [
            ExclusionConstraint(
                name="category_one_wording_a_year",
                expressions=[
                    (
                        Func(F("category_id"), F("category_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("year_from"), F("year_to"), template="int4range(%(expressions)s + 1, '[)')"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(year_to__isnull=True) | Q(year_to__gte=F("year_from")), name="category_years"
            ),
        ]
        triggers = [
            fixed("wording_is_of_its_year", fields=["category", "year_from"]),
            stays("wording_stays"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.year_from}"

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if reads_english() else self.title_zh

    @property
    def summary(self) -> str:
        """The summary in the reader's language."""
        return self.summary_en if reads_english() else self.summary_zh


@pghistory.track(pghistory.UpdateEvent(), append_only=True)
class DutyRequirement(models.Model):
    """What a first responsible person of a level must do: what is counted, how many at least, within what time.

    `minimum` None: no number is given. `coverage` "villages": every village of the unit at least once.
    """

    key = models.CharField(max_length=40, db_collation="C")
    level = models.CharField(max_length=10, choices=_choices(LEVEL_LABELS))
    year_from = models.SmallIntegerField()
    year_to = models.SmallIntegerField(null=True, blank=True)
    action_zh = models.CharField(max_length=200)
    action_en = models.CharField(max_length=300)
    counted = models.CharField(max_length=12, choices=_choices(COUNTED_LABELS))
    minimum = models.SmallIntegerField(null=True, blank=True)
    window = models.CharField(max_length=12, choices=_choices(WINDOW_LABELS))
    coverage = models.CharField(max_length=12, blank=True, default="", choices=_choices(COVERAGES))
    order = models.SmallIntegerField()
    article_ref = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    verified = models.BooleanField()

    objects = ByYear.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["key", "year_from"], name="duty_once_a_year"),
            models.CheckConstraint(
                condition=Q(year_to__isnull=True) | Q(year_to__gte=F("year_from")), name="duty_years"
            ),
        ]
        triggers = [stays("duty_stays")]

    def __str__(self) -> str:
        return self.key

    @property
    def action(self) -> str:
        """The duty in the reader's language."""
        return self.action_en if reads_english() else self.action_zh
