"""Tables of the reports: kinds, cycles, obligations, drafts, submissions, signatures, decisions, tallies.

Obligations carry the place and the ancestors of their unit, so that a scope's open work is one index range.
Submissions, signatures and decisions are written once; the database refuses to change them.
"""

import uuid
from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reporting.reports import rules
from reporting.reports.rules import Section
from responsibilities.access.models import User
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.reach import Reach
from revitalization.kit.workflow import Workflow


def guards(workflow: Workflow) -> list[pgtrigger.Trigger]:
    """The database's own copy of a state machine: births only in initial states, steps only along the table.

    The check of births is the trigger's condition, so that filling a cycle with good rows calls no function.
    """
    births = ", ".join(f"'{state}'" for state in sorted(workflow.initial))
    return [
        pgtrigger.FSM(name=f"{workflow.key}_steps", field="status", transitions=workflow.transitions()),
        pgtrigger.Trigger(
            name=f"{workflow.key}_births",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(f"(NEW.status NOT IN ({births}))"),
            func=f"RAISE EXCEPTION 'a {workflow.key} is not born as %', NEW.status;",
        ),
        pgtrigger.Protect(name=f"{workflow.key}_stays", operation=pgtrigger.Delete),
    ]


def written_once(name: str) -> list[pgtrigger.Trigger]:
    """Rows of this table are never changed nor deleted."""
    return [pgtrigger.Protect(name=f"{name}_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]


class ReportKind(models.Model):
    """A kind of report as data, one row a version: sections, levels, periodicity, limits, approval chain.

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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="report_kind_version_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(current=True), name="report_kind_one_current"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """The title in the reader's language."""
        return self.title_en if (get_language() or "").startswith("en") else self.title

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
        found = Q(pk__in=[])
        for span in reach.spans():
            found |= Q(lo__lte=span.hi, hi__gte=span.lo)
        return self.filter(found)


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
    issued_on = models.DateField(_("issued on"))
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    due_rule = models.CharField(max_length=40, blank=True, default="")
    remind_before = ArrayField(models.PositiveSmallIntegerField(), default=list)
    status = models.CharField(max_length=16, default=rules.PLANNED, choices=[(s, s) for s in rules.CYCLE.keys()])
    owed = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = CycleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "notice_number", "kind"], name="cycle_notice_once"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("opens_on")), name="cycle_due_after_opening"),
            models.CheckConstraint(
                condition=~Q(levels__contains=["village"]) | ~Q(basis=""), name="cycle_villages_need_basis"
            ),
        ]
        indexes = [models.Index(fields=["lo", "hi"], name="cycle_by_place")]
        triggers = guards(rules.CYCLE)

    def __str__(self) -> str:
        return self.title

    @property
    def public_id(self) -> str:
        return self.key


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Obligations by reach and date."""

    def within(self, reach: Reach) -> "ObligationQuerySet":
        return self.filter(reach.q("lo"))

    def pending(self) -> "ObligationQuerySet":
        """Those whose unit still owes the report."""
        return self.filter(status__in=rules.PENDING)

    def overdue(self, on: date) -> "ObligationQuerySet":
        """Still owed although the limit has passed."""
        return self.pending().filter(due_on__lt=on)

    def full(self) -> "ObligationQuerySet":
        return self.select_related("unit", "cycle", "cycle__kind")


# Both keep `Tally` exact whoever writes: set-wise births as one grouped insert, steps as two signed rows per ancestor.
_ANCESTORS = """
    CROSS JOIN LATERAL (
        VALUES (t.county_id), (t.city_id), (t.province_id), ((SELECT id FROM units_unit WHERE lo = 0))
    ) AS above(id)
    WHERE above.id IS NOT NULL AND above.id <> t.unit_id
"""
_COUNT_BIRTHS = pgtrigger.Trigger(
    name="count_births",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="born"),  # type: ignore[no-untyped-call]
    func=f"""
        INSERT INTO reports_tally (cycle_id, unit_id, level, status, due_on, timely, n)
        SELECT t.cycle_id, above.id, t.level, t.status, t.due_on, t.timely, sum(t.n)
        FROM (
            SELECT cycle_id, 0 AS unit_id, level, status, due_on, timely, county_id, city_id, province_id, count(*) AS n
            FROM born WHERE unit_id NOT IN (coalesce(county_id, 0), coalesce(city_id, 0), coalesce(province_id, 0))
            GROUP BY 1, 3, 4, 5, 6, 7, 8, 9
            UNION ALL
            SELECT cycle_id, unit_id, level, status, due_on, timely, county_id, city_id, province_id, 1
            FROM born WHERE unit_id IN (coalesce(county_id, 0), coalesce(city_id, 0), coalesce(province_id, 0))
        ) AS t {_ANCESTORS}
        GROUP BY 1, 2, 3, 4, 5, 6;
        RETURN NULL;
    """,
)
_COUNT_STEPS = pgtrigger.Trigger(
    name="count_steps",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "((OLD.status, OLD.due_on, OLD.timely) IS DISTINCT FROM (NEW.status, NEW.due_on, NEW.timely))"
    ),
    func=f"""
        INSERT INTO reports_tally (cycle_id, unit_id, level, status, due_on, timely, n)
        SELECT t.cycle_id, above.id, t.level, t.status, t.due_on, t.timely, t.n
        FROM (
            SELECT OLD.*, -1 AS n UNION ALL SELECT NEW.*, 1
        ) AS t {_ANCESTORS};
        RETURN NULL;
    """,
)

_PENDING = Q(status__in=list(rules.PENDING))


@pghistory.track(pghistory.UpdateEvent(), append_only=True)
class Obligation(models.Model):
    """One unit owes one report in one cycle.

    `due_on` is the limit in force, `first_due_on` the one of the notice, never lost; `first_submitted_at` is kept when
    a report is returned and filed again; `timely` says whether that first submission was in time (null: none yet).
    `round` counts the drafts: signatures of an earlier round do not count. `receiver_lo` is the place of the unit
    that receives, the one directly above.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="obligations", db_index=False, db_constraint=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(max_length=16)
    lo = models.BigIntegerField()
    province_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    receiver_id = models.BigIntegerField()
    receiver_lo = models.BigIntegerField()
    status = models.CharField(max_length=16, default=rules.OPEN, choices=[(s, s) for s in rules.WORKFLOW.keys()])
    due_on = models.DateField()
    first_due_on = models.DateField()
    round = models.PositiveSmallIntegerField(default=1)
    sent_by_id = models.BigIntegerField(null=True)
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    timely = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit"], name="obligation_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "cycle"], name="obligation_by_unit"),
            models.Index(fields=["county_id", "status", "due_on", "id"], condition=_PENDING, name="obligation_county_open"),
            models.Index(fields=["receiver_id", "status", "due_on", "id"], name="obligation_receiver"),
            models.Index(fields=["status", "due_on", "id"], condition=_PENDING, name="obligation_open"),
            models.Index(fields=["cycle", "lo"], name="obligation_place"),
        ]
        triggers = [*guards(rules.WORKFLOW), _COUNT_BIRTHS, _COUNT_STEPS]

    def __str__(self) -> str:
        return f"{self.unit.path}：{self.cycle.title}"

    @property
    def public_id(self) -> str:
        """`<cycle>/<unit code>`, the address used on pages, in REST and on the record."""
        return f"{self.cycle.key}/{self.unit.code}"

    def late_on(self, day: date) -> bool:
        """Still owed although the limit has passed."""
        return self.status in rules.PENDING and self.due_on < day


class Draft(models.Model):
    """The text being written; `version` rises with every save, so that nobody overwrites another unseen."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="draft")
    texts = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(db_default=clock.Now())
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"draft {self.obligation_id}"


class Submission(models.Model):
    """One version of a report as it was submitted; never changed.

    `texts` by section key, `signatures` as `[{post, title, name, on_behalf, at}]`, `files` as
    `[{id, name, sha256, size}]`, `digest` the SHA-256 of all of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    signatures = models.JSONField()
    files = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_name = models.CharField(max_length=120)
    on_behalf = models.CharField(max_length=200, blank=True, default="")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "number"], name="submission_once")]
        triggers = written_once("submission")

    def __str__(self) -> str:
        return f"v{self.number}"


class Signature(models.Model):
    """One of the posts has signed this round of the draft, itself or through another with both names kept."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField()
    post_key = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on_behalf = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "round", "post_key"], name="signature_once"),
        ]
        triggers = written_once("signature")

    def __str__(self) -> str:
        return f"{self.title} {self.name}"


class Decision(models.Model):
    """What the receiving office decided on one submission, with its reason; never changed."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=16, choices=[(rules.ACCEPTED, _("Accepted")), (rules.RETURNED, _("Returned"))])
    reason = models.TextField(blank=True, default="")
    new_due_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        triggers = written_once("decision")

    def __str__(self) -> str:
        return self.outcome


class Tally(models.Model):
    """Counts for boards, as sums of signed steps: (cycle, unit or ancestor, status, limit, timely) → n.

    A writer adds a few rows and never touches those of others, so that writers in one province do not wait for each
    other; the clock folds the rows together. The sum is exact at any moment, folded or not.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    unit_id = models.BigIntegerField()
    level = models.CharField(max_length=16)
    status = models.CharField(max_length=16)
    due_on = models.DateField()
    timely = models.BooleanField(null=True)
    n = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["cycle", "unit_id"], name="tally_by_unit")]

    def __str__(self) -> str:
        return f"{self.status}: {self.n}"


class Reminder(models.Model):
    """A reminder or digest that was sent once: per cycle, receiver and day, or per obligation and office."""

    KINDS: ClassVar[list[tuple[str, Any]]] = [("before", _("Before the limit")), ("late", _("Overdue")), ("hand", _("By hand"))]

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=KINDS)
    on_day = models.DateField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "unit", "kind", "on_day"], name="reminder_once")]

    def __str__(self) -> str:
        return self.kind
