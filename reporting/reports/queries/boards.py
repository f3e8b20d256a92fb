"""Boards: the units directly under one unit, what each owes itself and what is owed below it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, Sum, Value, When

from reporting.reports import rules
from reporting.reports.models import Cycle, Obligation, Tally
from responsibilities.units.models import Unit
from revitalization.kit.reach import Reach
from revitalization.kit.workflow import State


@dataclass(frozen=True)
class Counts:
    """Reports owed, filed, accepted, returned, overdue; first filed in time (`timely`) of those `judged`."""

    owed: int = 0
    filed: int = 0
    accepted: int = 0
    returned: int = 0
    overdue: int = 0
    timely: int = 0
    judged: int = 0
    exempt: int = 0

    @property
    def missing(self) -> int:
        return self.owed - self.filed

    @property
    def share(self) -> int | None:
        """On-time share in hundredths of a percent: first filed in time of those whose time is over or who filed."""
        return rules.on_time_share(self.timely, self.judged)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in Counts.__dataclass_fields__))


@dataclass(frozen=True)
class Row:
    """One unit of the board: its own report (None: it owes none) and the counts of what lies under it."""

    unit_id: int
    code: str
    name: str
    level: str
    obligation_id: int | None
    status: str
    due_on: date | None
    first_due_on: date | None
    timely: bool | None
    late: bool
    below: Counts

    @property
    def state(self) -> State:
        """The state of the own report."""
        return rules.WORKFLOW.state(self.status)

    @property
    def rank(self) -> tuple[int, date, str]:
        """Missing first: overdue, then still owed, then filed, then those who owe nothing."""
        order = 0 if self.late else 1 if self.status in rules.PENDING else 2 if self.obligation_id else 3
        return order, self.due_on or date.max, self.code


@dataclass(frozen=True)
class Board:
    """The board of one unit in one cycle: rows, what they owe themselves (`own`), all that lies under it (`all`)."""

    rows: list[Row]
    own: Counts
    all: Counts


def board(cycle: Cycle, unit: Unit, today: date, reach: Reach) -> Board:
    """The board; three queries whatever the number of units."""
    obligations = {
        row["unit_id"]: row
        for row in Obligation.objects.within(reach)
        .filter(cycle=cycle, receiver_id=unit.pk)
        .values("id", "unit_id", "status", "due_on", "first_due_on", "timely")
    }
    # Those that ended since are rows as long as they owe something, so that the total is the rows one can open.
    shown = Q(parent_id=unit.pk, valid_to__isnull=True) | Q(pk__in=list(obligations))
    children = list(
        Unit.objects.territorial()
        .within(reach)
        .filter(shown)
        .order_by("lo")
        .values("id", "code", "name", "level")
    )
    below = counts_below(cycle, [child["id"] for child in children] + [unit.pk], today)
    rows = [_row(child, obligations.get(child["id"]), below[child["id"]], today) for child in children]
    rows = sorted((row for row in rows if row.obligation_id or row.below.owed), key=lambda row: row.rank)
    own = Counts()
    for found in obligations.values():
        own += _one(found, today)
    return Board(rows=rows, own=own, all=below[unit.pk])


def _row(child: Mapping[str, Any], found: Mapping[str, Any] | None, below: Counts, today: date) -> Row:
    owed = found or {}
    status = owed.get("status", "")
    due_on = owed.get("due_on")
    return Row(
        unit_id=child["id"],
        code=child["code"],
        name=child["name"],
        level=child["level"],
        obligation_id=owed.get("id"),
        status=status,
        due_on=due_on,
        first_due_on=owed.get("first_due_on"),
        timely=owed.get("timely"),
        late=bool(due_on and status in rules.PENDING and due_on < today),
        below=below,
    )


def _one(found: Mapping[str, Any], today: date) -> Counts:
    return _counts(found["status"], found["due_on"] < today, found["timely"], 1)


def _counts(status: str, past: bool, timely: bool | None, n: int) -> Counts:
    if status == rules.EXEMPT:
        return Counts(exempt=n)
    late = past and status in rules.PENDING
    judged = timely is not None or late
    return Counts(
        owed=n,
        filed=n if status in rules.FILED else 0,
        accepted=n if status == rules.ACCEPTED else 0,
        returned=n if status == rules.RETURNED else 0,
        overdue=n if late else 0,
        timely=n if timely else 0,
        judged=n if judged else 0,
    )


def counts_below(cycle: Cycle, unit_ids: Iterable[int], today: date) -> dict[int, Counts]:
    """By unit, the counts of what lies under it; one query over the tallies, exact at any moment."""
    past = Case(When(Q(due_on__lt=today), then=Value(1)), default=Value(0), output_field=IntegerField())
    found: dict[int, Counts] = defaultdict(Counts)
    sums = (
        Tally.objects.filter(cycle=cycle, unit_id__in=list(unit_ids))
        .annotate(past=past)
        .values("unit_id", "status", "past", "timely")
        .annotate(total=Sum("n"))
        .order_by()
    )
    for line in sums:
        if line["total"]:
            found[line["unit_id"]] += _counts(
                line["status"], bool(line["past"]), line["timely"], line["total"]
            )
    return found
