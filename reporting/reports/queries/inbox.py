"""What reports put into the inbox: what I write, review, sign, submit, receive and decide, and what others have."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.models import Obligation, ObligationQuerySet, ReportKind
from reporting.reports.queries.coming_back import CameBack, last_back
from reporting.reports.queries.signing import to_sign_by
from reporting.reports.queries.slips import times_pressed
from reporting.reports.queries.steps import last_steps
from responsibilities.record.models import Entry
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Asked, Todo, TodoAct, TodoKind
from revitalization.kit.reach import Reach
from revitalization.kit.words import N_, Words


@dataclass(frozen=True)
class _Work:
    """One kind of line: its rows for an actor on a day, the word on its button, the page that the button opens.

    `walked`: from the list the button opens the walk through it at that line. `dated` lines have the report's deadline;
    what lies with the receiving office has none of its own.
    """

    kind: TodoKind
    rows: Callable[[Actor, date], ObligationQuerySet]
    action: str
    page: str = "/reports/{}/"
    dated: bool = True
    walked: bool = False


def _own(
    key: str, label: str, right: C, states: Sequence[str], action: str, page: str = "", waiting: bool = False
) -> _Work:
    """A kind about reports of the own unit in these states, for those with the right."""
    return _Work(
        TodoKind(f"report-{key}", label, lambda actor: actor.has(right), waiting),
        lambda actor, today: _in_own_unit(actor, right, states, today),
        action,
        f"/reports/{{}}/{page}",
        dated=not waiting,
    )


def offices_of(actor: Actor) -> list[int]:
    """Places (`lo`) of the units for which the actor receives what comes from directly below."""
    return sorted({h.place.lo for h in actor.holdings if C.REPORT_RECEIVE in h.below})


def received_by(actor: Actor) -> ObligationQuerySet:
    """What comes to the offices the actor receives for, of the kinds whose categories their remit holds.

    By the offices' ids, which the index begins with: by their places every row of the nation would be looked at.
    """
    wanted = Q(pk__in=[])
    holdings = [h for h in actor.holdings if C.REPORT_RECEIVE in h.below]
    for remit in {h.remit for h in holdings}:
        places = {h.place.lo for h in holdings if h.remit == remit}
        offices = Unit.objects.filter(lo__in=sorted(places)).values("pk")
        own = Reach(frozenset(pair for pair in actor.reach(C.REPORT_RECEIVE).pairs if pair[1] == remit))
        asked = own.q("lo") & Q(receiver_id__in=offices)
        wanted |= asked if remit is None else asked & Q(cycle__kind__in=ReportKind.objects.about(remit))
    return Obligation.objects.full().filter(wanted)


def to_decide(actor: Actor) -> ObligationQuerySet:
    """What waits to be received or decided; also in a closed cycle, where what was filed in time still counts."""
    return received_by(actor).filter(status__in=(rules.SUBMITTED, rules.RECEIVED))


def awaited_by(actor: Actor, today: date) -> ObligationQuerySet:
    """What the units directly below the actor's offices still owe, in cycles that run and whose filing has opened."""
    return _open(received_by(actor).pending(), today)


def _open(rows: ObligationQuerySet, today: date) -> ObligationQuerySet:
    return rows.filter(cycle__status=rules.RUNNING, cycle__opens_on__lte=today)


def _in_own_unit(actor: Actor, right: C, states: Sequence[str], today: date) -> ObligationQuerySet:
    rows = Obligation.objects.full().within(actor.reach(right)).filter(status__in=states)
    return _open(rows, today)


def _receives(actor: Actor) -> bool:
    return bool(offices_of(actor))


_OTHERS = (rules.REVIEW, rules.SIGNING, rules.SUBMITTED, rules.RECEIVED)
_SIGNING = _own("sign", N_("To sign"), C.REPORT_SIGN, (rules.SIGNING,), N_("Read and sign"))
# Until the person has given every signature that is theirs; the others go on having it.
SIGN = replace(_SIGNING, rows=lambda actor, today: to_sign_by(_SIGNING.rows(actor, today), actor, today))
WRITE = _own("write", N_("To write"), C.REPORT_DRAFT, rules.EDITABLE, N_("Write"), "edit/")
DECIDE = _Work(
    TodoKind("report-decide", N_("To receive and decide"), _receives),
    lambda actor, _today: to_decide(actor),
    N_("Read"),
    dated=False,
    walked=True,
)
AWAIT = _Work(TodoKind("report-await", N_("Owed to us"), _receives, waiting=True), awaited_by, N_("Open"))
# The page takes the number of the paper; without one yet it is submitted from the line.
SUBMIT = _own(
    "submit", N_("Signed, to submit"), C.REPORT_SUBMIT, (rules.SIGNED,), N_("Enter its number and submit")
)
WORK: tuple[_Work, ...] = (
    SIGN,
    _own("review", N_("To review"), C.REPORT_REVIEW, (rules.REVIEW,), N_("Review")),
    SUBMIT,
    WRITE,
    DECIDE,
    _own("wait", N_("Sent on by us"), C.REPORT_DRAFT, _OTHERS, N_("Open"), waiting=True),
    AWAIT,
)
KINDS = tuple(work.kind for work in WORK)
STEPS = {rules.SUBMITTED: N_("To receive"), rules.RECEIVED: N_("To decide")}
"""What the office above has to do with the report next."""


def todo_lines(actor: Actor, asked: Asked) -> Iterator[Todo]:
    """The lines of this actor that are asked for, those of each kind in their order."""
    found = [
        (work, row) for work in WORK if asked.wants(work.kind, actor) for row in _rows(work, actor, asked)
    ]
    back = last_back([row for work, row in found if work is WRITE], actor)
    last = last_steps([row for _work, row in found], actor)
    pressed = times_pressed(row for work, row in found if row.status in rules.PENDING)
    for work, row in found:
        yield _line(
            actor,
            row,
            work,
            asked.today,
            back.get(row.public_id),
            last.get(row.public_id),
            pressed.get(row.pk, 0),
        )


def _marks(pressed: int) -> Sequence[str]:
    return [_("Reminders: %(n)s") % {"n": pressed}] if pressed else ()


def _rows(work: _Work, actor: Actor, asked: Asked) -> list[Obligation]:
    rows = work.rows(actor, asked.today)
    if asked.only:
        cycle, _slash, code = asked.only.partition("/")
        rows = rows.filter(cycle__key=cycle, unit__code=code)
    return asked.dated(rows, work.kind) if work.dated else asked.undated(rows, work.kind, ("due_on", "id"))


def _line(
    actor: Actor,
    row: Obligation,
    work: _Work,
    today: date,
    back: CameBack | None,
    last: Entry | None,
    pressed: int,
) -> Todo:
    late = row.late_on(today)
    near = row.status in rules.PENDING and (row.due_on - today).days <= 7
    return Todo(
        key=f"{work.kind.key}:{row.pk}",
        kind=work.kind,
        title=Words("%(title)s", {"title": row.cycle.title}),
        unit=row.unit.name,
        place=_place(row.unit, actor),
        acts=[
            TodoAct(
                N_("Revise") if back else work.action, work.page.format(row.public_id), walked=work.walked
            ),
            *_at_once(row, work),
        ],
        order=(row.due_on, (row.pk,)) if work.dated else (today, (row.due_on.toordinal(), row.pk)),
        tone="red" if late or back else "amber" if near or row.timely is False else "green",
        due_on=row.due_on if work.dated else None,
        late=late,
        blocked=None if work is DECIDE else _blocked(row),
        step=STEPS[row.status] if work is DECIDE else "",
        state=back.word if back else "",
        reason=back.reason if back else "",
        by=last.actor_name if last and last.actor_id else "",
        since=last.at if last else None,
        subject=("report", row.public_id),
        version=row.version,
        urgency=row.cycle.urgency if row.status in rules.PENDING else "",
        marks=_marks(pressed),
    )


def _at_once(row: Obligation, work: _Work) -> list[TodoAct]:
    """What is done from the line itself, by its key among the acts on many lines."""
    if work is DECIDE:
        received = row.status == rules.RECEIVED
        return [
            TodoAct(N_("Accept"), act="report.accept")
            if received
            else TodoAct(N_("Receive"), act="report.receive")
        ]
    if work is AWAIT:
        return [TodoAct(N_("Remind"), act="report.remind")]
    if work is SUBMIT:
        return [TodoAct(N_("Submit"), act="report.submit")]
    return []


def _place(unit: Unit, actor: Actor) -> str:
    """The unit above, for whoever works in several places: within one, the names of the units below differ."""
    return unit.above[-1] if unit.above and len({h.place.lo for h in actor.holdings}) > 1 else ""


def _blocked(row: Obligation) -> Words | None:
    """What it waits for above, said to those who sent it there."""
    if row.status == rules.SUBMITTED:
        return Words(N_("Waiting for the level above to receive it."))
    return None


def todo_work(actor: Actor, today: date) -> list[ObligationQuerySet]:
    """What waits for this actor, kind by kind, to be counted for the badge in the navigation."""
    asked = Asked(today)
    return [work.rows(actor, today) for work in WORK if asked.wants(work.kind, actor)]
