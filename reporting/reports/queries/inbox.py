"""What reports put into the inbox: what I write, review, sign, submit, receive and decide, and what I wait for."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from reporting.reports import rules
from reporting.reports.models import Obligation, ObligationQuerySet, ReportKind
from reporting.reports.queries.coming_back import CameBack, last_back
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import Todo, TodoGroup
from revitalization.kit.reach import Reach
from revitalization.kit.words import N_, Words

SHOWN, CAP = 20, 1_000

# key, heading, order, capability, states, word on the button, waiting for others
_OWN: tuple[tuple[str, str, int, C, tuple[str, ...], str, bool], ...] = (
    ("sign", N_("To sign"), 10, C.REPORT_SIGN, (rules.SIGNING,), N_("Read and sign"), False),
    ("review", N_("To review"), 20, C.REPORT_REVIEW, (rules.REVIEW,), N_("Review"), False),
    ("submit", N_("Signed, to submit"), 30, C.REPORT_SUBMIT, (rules.SIGNED,), N_("Submit"), False),
    (
        "write",
        N_("To write"),
        40,
        C.REPORT_DRAFT,
        (rules.RETURNED, rules.OPEN, rules.DRAFT),
        N_("Write"),
        False,
    ),
    (
        "wait",
        N_("Waiting for others"),
        80,
        C.REPORT_DRAFT,
        (rules.REVIEW, rules.SIGNING, rules.SUBMITTED, rules.RECEIVED),
        N_("Open"),
        True,
    ),
)


def todo_groups(actor: Actor, today: date) -> Iterator[TodoGroup]:
    """The groups of this actor, each with its first lines and its total."""
    for key, label, order, capability, states, action, waiting in _OWN:
        if actor.has(capability):
            rows = _own(actor, capability, states, today)
            yield from _group(actor, rows, key, label, order, action, today, waiting)
    if offices_of(actor):
        rows = to_decide(actor)
        yield from _group(
            actor, rows, "decide", N_("To receive and decide"), 15, N_("Read"), today, False, "/desk/"
        )


def offices_of(actor: Actor) -> list[int]:
    """Places of the units the actor receives for."""
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


def _own(actor: Actor, capability: C, states: tuple[str, ...], today: date) -> ObligationQuerySet:
    """What the actor has to do on reports of the own unit, in cycles that run and whose filing has opened."""
    rows = Obligation.objects.full().within(actor.reach(capability)).filter(status__in=states)
    return rows.filter(cycle__status=rules.RUNNING, cycle__opens_on__lte=today)


def _group(
    actor: Actor,
    rows: ObligationQuerySet,
    key: str,
    label: str,
    order: int,
    action: str,
    today: date,
    waiting: bool,
    walk: str = "",
) -> Iterator[TodoGroup]:
    found = list(rows.order_by("due_on", "id")[: SHOWN + 1])
    if not found:
        return
    total = len(found) if len(found) <= SHOWN else rows.order_by()[: CAP + 1].count()
    back = last_back(found[:SHOWN], actor) if key == "write" else {}
    lines = [_line(actor, row, key, action, today, back.get(row.public_id)) for row in found[:SHOWN]]
    yield TodoGroup(
        key=f"report-{key}",
        label=label,
        order=order,
        lines=lines,
        total=total,
        walk_url=walk,
        waiting=waiting,
    )


def _line(
    actor: Actor, row: Obligation, key: str, action: str, today: date, back: CameBack | None = None
) -> Todo:
    late = row.late_on(today)
    near = row.status in rules.PENDING and (row.due_on - today).days <= 7
    desk = key == "decide"
    return Todo(
        key=f"{key}:{row.pk}",
        title=Words("%(title)s", {"title": row.cycle.title}),
        unit=row.unit.name,
        place=_place(row.unit, actor),
        url=f"/desk/{row.public_id}/"
        if desk
        else f"/reports/{row.public_id}/{'edit/' if key == 'write' else ''}",
        action=N_("Revise") if back else action,
        tone="red" if late or back else "amber" if near or row.timely is False else "green",
        due_on=row.due_on if row.status in rules.PENDING else None,
        late=late,
        blocked=_blocked(row, mine=desk),
        state=back.word if back else "",
        reason=back.reason if back else "",
    )


def _place(unit: Unit, actor: Actor) -> str:
    """The unit above, for whoever works in several places: within one, the names of the units below differ."""
    return unit.above[-1] if unit.above and len({h.place.lo for h in actor.holdings}) > 1 else ""


def _blocked(row: Obligation, *, mine: bool) -> Words | None:
    """What it waits for, said to whoever reads the line: `mine` at the office that has to receive it."""
    if row.status == rules.SUBMITTED:
        return Words(
            N_("To be received by your office.") if mine else N_("Waiting for the level above to receive it.")
        )
    return None


def todo_count(actor: Actor, today: date) -> int:
    """What waits for this actor, for the badge in the navigation: each group capped, all of them in one query."""
    groups = [
        _own(actor, capability, states, today)
        for _key, _label, _order, capability, states, _action, waiting in _OWN
        if not waiting and actor.has(capability)
    ]
    if offices_of(actor):
        groups.append(to_decide(actor))
    counted = [rows.order_by().values("pk")[:100] for rows in groups]
    return counted[0].union(*counted[1:], all=True).count() if counted else 0
