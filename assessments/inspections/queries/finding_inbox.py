"""What findings put into the inbox: sheets to answer, drafts to put forward, feedback to read, objections to decide."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.inspections.models import Finding, FindingQuerySet, Member
from assessments.inspections.queries.within import in_remit
from assessments.inspections.rules.findings import DRAFTED, FED_BACK, OBJECTED, PUT
from assessments.inspections.rules.objections import FILED, last_day
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Asked, Todo, TodoAct, TodoKind
from revitalization.kit.words import N_, Words

_CATEGORIES = "inspection__categories"


@dataclass(frozen=True)
class _Work:
    """One kind of line, its rows for an actor, and the buttons of a row."""

    kind: TodoKind
    rows: Callable[[Actor], FindingQuerySet]
    acts: Sequence[tuple[str, str]]


def to_answer(actor: Actor) -> FindingQuerySet:
    """Sheets that were put before the actor's unit and wait for its view."""
    return Finding.objects.full().filter(actor.reach(C.INSPECT_ANSWER).q("unit_lo"), status=PUT)


def to_put(actor: Actor) -> FindingQuerySet:
    """The actor's own sheets that the unit has not seen yet."""
    return _own(actor, DRAFTED)


def put_by(actor: Actor) -> FindingQuerySet:
    """The actor's own sheets that the unit has and says nothing of yet."""
    return _own(actor, PUT)


def _own(actor: Actor, status: str) -> FindingQuerySet:
    if actor.user_id is None or not actor.has(C.INSPECT_CONDUCT):
        return Finding.objects.none()
    teams = Member.objects.filter(user=actor.user_id, standing=True).values("inspection")
    return Finding.objects.full().filter(status=status, recorded_by=actor.user_id, inspection__in=teams)


def to_object(actor: Actor) -> FindingQuerySet:
    """What was fed back to the actor's unit and may still be objected to."""
    return Finding.objects.full().filter(
        actor.reach(C.INSPECT_OBJECT).q("unit_lo"), status=FED_BACK, objection=None
    )


def objected_by(actor: Actor) -> FindingQuerySet:
    """What the actor's unit objected to and others have to decide."""
    own = Finding.objects.full().filter(actor.reach(C.INSPECT_OBJECT).q("unit_lo"), status=OBJECTED)
    return own.filter(objection__status=FILED)


def to_decide(actor: Actor) -> FindingQuerySet:
    """Objections that the actor's office decides; those of whose team the actor was are left to others."""
    rows = Finding.objects.full().filter(
        in_remit(actor.reach(C.INSPECT_DECIDE), "issuer_lo", _CATEGORIES),
        status=OBJECTED,
        objection__status=FILED,
    )
    teams = Member.objects.filter(user=actor.user_id, group__gt=0).values("inspection")
    return rows.exclude(inspection__in=teams) if actor.user_id else rows


def _has(right: C) -> Callable[[Actor], bool]:
    return lambda actor: actor.has(right)


ANSWER = _Work(
    TodoKind("finding-answer", N_("Problem: the unit's view"), _has(C.INSPECT_ANSWER)),
    to_answer,
    ((N_("Give the unit's view"), "answer/"), (N_("Open"), "")),
)
DRAFTS = _Work(
    TodoKind("finding-put", N_("Problem sheet to put forward"), _has(C.INSPECT_CONDUCT)),
    to_put,
    ((N_("Open"), ""),),
)
OBJECT = _Work(
    TodoKind("finding-object", N_("Feedback: objections possible"), _has(C.INSPECT_OBJECT)),
    to_object,
    ((N_("Open"), ""),),
)
DECIDE = _Work(
    TodoKind("finding-decide", N_("Objection to decide"), _has(C.INSPECT_DECIDE)),
    to_decide,
    ((N_("Read and decide"), ""),),
)
PUT_ON = _Work(
    TodoKind("finding-sent", N_("Problem: with the unit"), _has(C.INSPECT_CONDUCT), waiting=True),
    put_by,
    ((N_("Open"), ""),),
)
OBJECTED_TO = _Work(
    TodoKind(
        "finding-objected", N_("Objection: with those who decide"), _has(C.INSPECT_OBJECT), waiting=True
    ),
    objected_by,
    ((N_("Open"), ""),),
)
WORK = (ANSWER, DRAFTS, OBJECT, DECIDE, PUT_ON, OBJECTED_TO)
KINDS = tuple(work.kind for work in WORK)


def finding_lines(actor: Actor, asked: Asked) -> Iterator[Todo]:
    """The lines of this actor that are asked for, those of each kind in their order."""
    for work in WORK:
        if asked.wants(work.kind, actor):
            for row in _rows(work, actor, asked):
                yield _line(row, work, asked.today)


def _rows(work: _Work, actor: Actor, asked: Asked) -> Sequence[Finding]:
    rows: Any = work.rows(actor)
    if asked.only:
        rows = rows.filter(key=asked.only)
    return asked.undated(rows, work.kind, ("found_on", "id"))


def _line(row: Finding, work: _Work, today: date) -> Todo:
    url = f"/inspections/findings/{row.key}/"
    late, due_on = False, None
    if work in (DECIDE, OBJECTED_TO):
        due_on = row.objection.decide_by
        late = row.objection.late_on(today)
    elif work is OBJECT and row.fed_back_on:
        due_on = last_day(row.fed_back_on)
    return Todo(
        key=f"{work.kind.key}:{row.pk}",
        kind=work.kind,
        title=Words("%(number)s %(place)s", {"number": row.number, "place": row.place}),
        unit=row.unit.name,
        acts=[TodoAct(label, f"{url}{path}") for label, path in work.acts],
        order=(today, (row.found_on.toordinal(), row.pk)),
        tone="red" if late else "amber" if work is DECIDE else "grey",
        late=late,
        subject=("finding", row.key),
        version=row.version,
        marks=[due_on.isoformat()] if due_on else (),
    )


def finding_work(actor: Actor, today: date) -> list[FindingQuerySet]:
    """What waits for this actor, kind by kind, to be counted for the badge in the navigation."""
    asked = Asked(today)
    return [work.rows(actor) for work in WORK if asked.wants(work.kind, actor)]
