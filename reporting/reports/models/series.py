"""Recurring notices: one numbered notice that asks for a report of every period until a last one."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.reports import rules
from reporting.reports.models.cycles import ReportKind
from reporting.reports.models.entering import notice_entered
from responsibilities.access.models import User
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.periods import COUNTED, DUE_KINDS, Rhythm
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import guards

_A_COUNT = Q(due_kind__in=COUNTED, due_days__isnull=False, due_on__isnull=True)
_A_DAY = Q(due_days__isnull=True, due_on__isnull=False) & ~Q(due_kind__in=COUNTED)


class SeriesQuerySet(models.QuerySet["Series"]):
    """Recurring notices in a reach."""

    def touching(self, reach: Reach) -> "SeriesQuerySet":
        """Those whose scope holds or lies in a part of the reach."""
        return self.filter(reach.touching())

    def covering(self, scope: Unit, kind: str, first: str, last: str) -> "SeriesQuerySet":
        """Those in force that the unit has for this kind and one of the periods."""
        asking = self.filter(scope=scope, kind__key=kind, status=rules.STANDING)
        return asking.filter(first_period__lte=last, last_period__gte=first)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Series(models.Model):
    """One recurring notice: first and last period, opening day, rule of the deadline, and how far the clock has come.

    `opens_on` and `due_on` are those of the first period; the others are counted from them (`Rhythm`). `next_no`
    is the period that is decided next and `next_on` its opening day, None when all are; `skipped` holds the periods
    that were left out as `period:why`. The opened ones are cycles with this `series`.
    """

    key = models.SlugField(max_length=64, unique=True)
    kind = models.ForeignKey(ReportKind, on_delete=models.PROTECT, related_name="+")
    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    levels = ArrayField(models.CharField(max_length=16))
    notice_number = models.CharField(_("notice number"), max_length=80)
    notice_title = models.CharField(_("notice title"), max_length=200)
    basis = models.CharField(_("basis for asking villages"), max_length=300, blank=True, default="")
    issued_on = models.DateField(_("issued on"))
    first_period = models.CharField(max_length=16)
    last_period = models.CharField(max_length=16)
    opens_on = models.DateField(_("opens on"))
    due_kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in DUE_KINDS])
    due_days = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    remind_before = ArrayField(models.PositiveSmallIntegerField(), default=list)
    status = models.CharField(
        max_length=16, default=rules.PLANNED, choices=[(s, s) for s in rules.SERIES.state_keys()]
    )
    next_no = models.PositiveSmallIntegerField(default=0)
    next_on = models.DateField(null=True, blank=True)
    skipped = ArrayField(models.CharField(max_length=32), default=list)
    started_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "notice_number", "kind"],
                condition=~Q(status=rules.STOPPED),
                name="series_notice_once",
            ),
            models.CheckConstraint(
                condition=Q(last_period__gte=models.F("first_period")), name="series_has_an_end"
            ),
            models.CheckConstraint(condition=_A_COUNT | _A_DAY, name="series_one_rule_of_limit"),
            models.CheckConstraint(
                condition=~Q(levels__contains=["village"]) | ~Q(basis=""), name="series_villages_need_basis"
            ),
        ]
        indexes = [
            models.Index(fields=["next_on"], condition=Q(status=rules.STANDING), name="series_coming"),
            models.Index(fields=["lo", "hi"], name="series_by_place"),
        ]
        triggers = [*guards(rules.SERIES), notice_entered("series")]

    def __str__(self) -> str:
        return self.notice_title

    @property
    def public_id(self) -> str:
        """The key, by which record, notices and addresses name the notice."""
        return self.key

    @property
    def rhythm(self) -> Rhythm:
        """What the notice says of time."""
        return Rhythm(
            self.first_period, self.last_period, self.opens_on, self.due_kind, self.due_days, self.due_on
        )

    @property
    def left_out(self) -> dict[str, str]:
        """Why, by period that was not opened."""
        return dict(entry.split(":", 1) for entry in self.skipped)
