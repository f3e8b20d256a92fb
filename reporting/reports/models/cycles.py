"""Kinds of report as data, and cycles opened from numbered notices."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from reporting.reports import rules
from reporting.reports.models.entering import notice_entered
from reporting.reports.rules import Section
from responsibilities.access.models import User
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.documents import Urgency
from revitalization.kit.language import reads_english
from revitalization.kit.pairs import pairs
from revitalization.kit.reach import PLACE, Reach
from revitalization.kit.triggers import guards


class ReportKindQuerySet(models.QuerySet["ReportKind"]):
    """Kinds by what they are about."""

    def about(self, remit: frozenset[str]) -> "ReportKindQuerySet":
        """Those that are about no category outside the remit: `rules.remit_of`, asked of the database."""
        named = Func(
            F("sections"), Value("$[*].categories[*]"), function="jsonb_path_query_array",
            output_field=models.JSONField(),
        )  # fmt: skip
        return self.alias(named=named).filter(named__contained_by=sorted(remit))


class ReportKind(models.Model):
    """A kind of report as data, one row a version: sections, levels, periodicity, deadlines, approval chain.

    `sections` is a list of `rules.Section` in stored form; `chain` says at which levels a review inside the unit comes
    before signing; `bodies` are the unit kinds that never owe it (a street has no people's congress).
    """

    key = models.SlugField(max_length=32)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160)
    periodicity = models.CharField(max_length=16)
    addressee = models.CharField(max_length=16)
    levels = ArrayField(models.CharField(max_length=16))
    never_kinds = ArrayField(models.CharField(max_length=32), default=list)
    sections = models.JSONField()
    length_limit = models.PositiveIntegerField()
    review_levels = ArrayField(models.CharField(max_length=16), default=list)
    article_ref = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)
    current = models.BooleanField(default=True)

    objects = ReportKindQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="report_kind_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(current=True), name="report_kind_one_current"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """The title in the reader's language."""
        return self.title_en if reads_english() else self.title

    def parts(self) -> list[Section]:
        """The sections in order."""
        return [Section.of(data) for data in self.sections]


class CycleQuerySet(models.QuerySet["Cycle"]):
    """Cycles in a reach."""

    def within(self, reach: Reach) -> "CycleQuerySet":
        """Those opened on a unit inside the reach."""
        return self.filter(reach.q("lo"))

    def touching(self, reach: Reach) -> "CycleQuerySet":
        """Those whose scope holds or lies in a part of the reach: a township sees the cycle of its province."""
        return self.filter(reach.touching())


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Cycle(models.Model):
    """One round of one kind of report, opened from a numbered notice for a scope and a period."""

    key = models.SlugField(max_length=64, unique=True)
    kind = models.ForeignKey(ReportKind, on_delete=models.PROTECT)
    period = models.CharField(_("period"), max_length=16)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    levels = ArrayField(models.CharField(max_length=16))
    notice_number = models.CharField(_("notice number"), max_length=80)
    notice_title = models.CharField(_("notice title"), max_length=200)
    basis = models.CharField(_("basis for asking villages"), max_length=300, blank=True, default="")
    urgency = models.CharField(
        _("urgency"),
        max_length=4,
        blank=True,
        default="",
        db_default="",
        choices=[(one.value, one.value) for one in Urgency if one],
    )
    issued_on = models.DateField(_("issued on"))
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    due_rule = models.CharField(max_length=40, blank=True, default="")
    remind_before = ArrayField(models.PositiveSmallIntegerField(), default=list)
    status = models.CharField(
        max_length=16, default=rules.PLANNED, choices=[(s, s) for s in rules.CYCLE.state_keys()]
    )
    owed = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    series = models.ForeignKey(
        "reports.Series",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cycles",
        db_index=False,
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = CycleQuerySet.as_manager()

    class Meta:
        constraints = [
            # A recurring notice opens one cycle a period, any other one only.
            models.UniqueConstraint(
                fields=["scope", "notice_number", "kind"],
                condition=Q(series__isnull=True),
                name="cycle_notice_once",
            ),
            models.UniqueConstraint(fields=["series", "period"], name="cycle_series_once"),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("opens_on")), name="cycle_due_after_opening"
            ),
            models.CheckConstraint(
                condition=~Q(levels__contains=["village"]) | ~Q(basis=""), name="cycle_villages_need_basis"
            ),
        ]
        indexes = [
            models.Index(fields=["lo", "hi"], name="cycle_by_place"),
            # Who asks sees what holds or lies in the own place, the latest first, or by words of its titles.
            GistIndex(PLACE, name="cycle_by_span"),
            models.Index(fields=["-due_on", "-id"], name="cycle_latest"),
            GinIndex(pairs("title", "notice_title"), name="cycle_by_words"),
        ]
        triggers = [
            *guards(rules.CYCLE),
            # What a recurring notice opens bears its number.
            notice_entered("cycle", when="NEW.series_id IS NULL"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def public_id(self) -> str:
        """The key, by which record, notices and addresses name the cycle."""
        return self.key
