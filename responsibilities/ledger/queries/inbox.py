"""What the ledger puts into the inbox: what one's unit has to do, what one signs and decides, what others have."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item, ItemQuerySet
from responsibilities.ledger.queries.facts import lamp_on, payment_on
from responsibilities.ledger.rules.lamps import SHORT_WORDS, TONES
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Asked, Todo, TodoAct, TodoKind
from revitalization.kit.language import translated
from revitalization.kit.words import N_, Words

ACCEPT = "ledger.accept"


@dataclass(frozen=True)
class _Work:
    """One kind of line: its rows for an actor on a day, and whether they have the item's own deadline."""

    kind: TodoKind
    rows: Callable[[Actor, date], ItemQuerySet]
    dated: bool = True


def offices_of(actor: Actor) -> list[int]:
    """Places (`lo`) of the units at which the actor decides on what they issued."""
    return sorted({held.place.lo for held in actor.holdings if C.LEDGER_CLOSE in held.below})


def to_do(actor: Actor, _today: date) -> ItemQuerySet:
    """What the units the actor works for have still to do."""
    return Item.objects.full().within(actor.reach(C.LEDGER_WORK)).filter(status__in=rules.WITH_THE_UNIT)


def _waits_for_signature() -> Q:
    """Declared done, and the next step of its route is the signature of its principal."""
    has = {step: Q(matter__route__contains=[step]) for step in ("check", "publicize", "sign")}
    last = (
        Q(status=rules.PUBLICIZED)
        | Q(status=rules.CHECKED) & ~has["publicize"]
        | Q(status=rules.DECLARED) & ~has["check"] & ~has["publicize"]
    )
    return has["sign"] & last


def _notice_runs(today: date) -> Q:
    return Q(status=rules.PUBLICIZED, until__gte=today, objected=False)


def to_sign(actor: Actor, today: date) -> ItemQuerySet:
    """Closing applications that lie ready for the principal, and closings to be signed once the notice is over."""
    ready = Q(status=rules.RUNNING, prepared=True)
    signing = _waits_for_signature() & ~_notice_runs(today) & Q(objected=False)
    return Item.objects.full().within(actor.reach(C.LEDGER_SIGN)).filter(ready | signing)


def issued_by(actor: Actor) -> ItemQuerySet:
    """What the actor's offices issued, of the categories their remit holds."""
    wanted = Q(pk__in=[])
    holdings = [held for held in actor.holdings if C.LEDGER_CLOSE in held.below]
    for remit in {held.remit for held in holdings}:
        places = {held.place.lo for held in holdings if held.remit == remit}
        asked = Q(issuer_lo__in=sorted(places))
        wanted |= asked if remit is None else asked & Q(matter__categories__contained_by=sorted(remit))
    return Item.objects.full().within(actor.reach(C.LEDGER_CLOSE)).filter(wanted)


def to_decide(actor: Actor, today: date) -> ItemQuerySet:
    """What waits for the office that issued it: plans, asked deadlines, checks, notices, reviews."""
    asked = Q(asked_due_on__isnull=False, status__in=rules.WITH_THE_UNIT)
    above = Q(status__in=rules.WITH_THOSE_ABOVE) & ~_waits_for_signature() & ~_notice_runs(today)
    return issued_by(actor).filter(Q(status=rules.PLANNED) | asked | above)


def sent_on(actor: Actor, _today: date) -> ItemQuerySet:
    """What the actor's units declared done and others have now."""
    return Item.objects.full().within(actor.reach(C.LEDGER_WORK)).filter(status__in=rules.WITH_THOSE_ABOVE)


def red_below(actor: Actor, _today: date) -> ItemQuerySet:
    """What the actor's offices issued and stands red with the units."""
    return issued_by(actor).filter(lamp="red", status__in=rules.WITH_THE_UNIT)


def unpaid_below(actor: Actor, _today: date) -> ItemQuerySet:
    """What the actor's offices issued and whose payment stands red with the units."""
    return issued_by(actor).filter(purse__lamp="red", status__in=rules.WITH_THE_UNIT)


def _has(right: C) -> Callable[[Actor], bool]:
    return lambda actor: actor.has(right)


def _issues(actor: Actor) -> bool:
    return bool(offices_of(actor))


SIGN = _Work(TodoKind("ledger-sign", N_("Closing to sign"), _has(C.LEDGER_SIGN)), to_sign)
DO = _Work(TodoKind("ledger-do", N_("On the ledger"), _has(C.LEDGER_WORK)), to_do)
DECIDE = _Work(TodoKind("ledger-decide", N_("Ledger: to decide"), _issues), to_decide, dated=False)
SENT = _Work(
    TodoKind("ledger-sent", N_("Ledger: with those above"), _has(C.LEDGER_WORK), waiting=True),
    sent_on,
    dated=False,
)
RED = _Work(TodoKind("ledger-red", N_("Red on the ledger below"), _issues, waiting=True), red_below)
UNPAID = _Work(
    TodoKind("ledger-unpaid", N_("Payments red on the ledger below"), _issues, waiting=True), unpaid_below
)
WORK = (SIGN, DO, DECIDE, SENT, RED, UNPAID)
KINDS = tuple(work.kind for work in WORK)
STEPS = {
    rules.TO_ACCEPT: N_("To be accepted"),
    rules.PLANNING: N_("Plan to be made"),
    rules.PLANNED: N_("Plan to be agreed"),
    rules.DECLARED: N_("To be checked"),
    rules.CHECKED: N_("Checked, to go on"),
    rules.PUBLICIZED: N_("Notice over, to go on"),
    rules.SIGNED: N_("To be reviewed and closed"),
}


def todo_lines(actor: Actor, asked: Asked) -> Iterator[Todo]:
    """The lines of this actor that are asked for, those of each kind in their order."""
    for work in WORK:
        if asked.wants(work.kind, actor):
            for row in _rows(work, actor, asked):
                yield _line(row, work, asked.today)


def _rows(work: _Work, actor: Actor, asked: Asked) -> Sequence[Item]:
    rows = work.rows(actor, asked.today)
    if asked.only:
        matter, _slash, code = asked.only.partition("/")
        rows = rows.filter(matter__key=matter, unit__code=code)
    return asked.dated(rows, work.kind) if work.dated else asked.undated(rows, work.kind, ("due_on", "id"))


def _line(row: Item, work: _Work, today: date) -> Todo:
    lamp = payment_on(row, today) if work is UNPAID else lamp_on(row, today)
    return Todo(
        key=f"{work.kind.key}:{row.pk}",
        kind=work.kind,
        title=Words("%(number)s %(title)s", {"number": row.matter.number, "title": row.matter.title}),
        unit=row.unit.name,
        acts=_acts(row, work),
        order=(row.due_on, (row.pk,)) if work.dated else (today, (row.due_on.toordinal(), row.pk)),
        tone=TONES[lamp.level],
        due_on=row.due_on if work.dated else None,
        late=row.late_on(today),
        step=_step(row, work),
        # The frame's own words speak of deadlines; a lamp says more.
        state=SHORT_WORDS[lamp.level],
        subject=("ledger", row.public_id),
        version=row.version,
        marks=list(_marks(row, work, today)) if work in (DO, SIGN, RED, UNPAID) else (),
    )


def _marks(row: Item, work: _Work, today: date) -> Iterator[str]:
    """Why the lamp stands so; of funds apart, where their payment is behind."""
    lamp = lamp_on(row, today)
    if lamp.words and work is not UNPAID:
        yield translated(lamp.words)
    paying = payment_on(row, today) if row.kind.funds else None
    if paying and paying.words and paying.level in ("red", "yellow"):
        yield translated(Words(N_("Payment: %(why)s"), {"why": paying.words}))


def _step(row: Item, work: _Work) -> str:
    if work is DECIDE and row.asked_due_on is not None and row.status in rules.WITH_THE_UNIT:
        return N_("Later deadline asked for")
    if work is SIGN:
        return N_("Closing to apply for") if row.status == rules.RUNNING else ""
    return STEPS.get(row.status, "") if work in (DO, DECIDE) else ""


def _acts(row: Item, work: _Work) -> list[TodoAct]:
    url = f"/ledger/{row.public_id}/"
    if work is DO and row.status == rules.TO_ACCEPT:
        return [TodoAct(N_("Open"), url), TodoAct(N_("Take it on"), act=ACCEPT)]
    if work is DO and row.status == rules.PLANNING:
        return [TodoAct(N_("Send the plan"), f"{url}send_plan/"), TodoAct(N_("Open"), url)]
    if work is DO:
        return [TodoAct(N_("Report progress"), f"{url}progress/"), TodoAct(N_("Open"), url)]
    if work is SIGN:
        ready = row.status == rules.RUNNING
        return [
            TodoAct(
                N_("Read and apply") if ready else N_("Read and sign"), f"{url}declare/" if ready else url
            )
        ]
    return [TodoAct(N_("Open"), url)]


def todo_work(actor: Actor, today: date) -> list[ItemQuerySet]:
    """What waits for this actor, kind by kind, to be counted for the badge in the navigation."""
    asked = Asked(today)
    return [work.rows(actor, today) for work in WORK if asked.wants(work.kind, actor)]
