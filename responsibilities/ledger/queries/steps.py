"""Who had an item, who has it now and since when, and who is next, by the route of its matter."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from responsibilities.access.queries import names_with
from responsibilities.ledger import rules
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.within import items_for, named
from responsibilities.ledger.rules.matters import CHECK, PUBLICIZE, SIGN, VERIFY
from responsibilities.posts.queries import holders_of
from responsibilities.record.models import Entry
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.steps import DONE, NEXT, NOW, Hand, Step
from revitalization.kit.words import N_

ACCEPT, PLAN, AGREE, WORK, APPLY = "accept", "plan", "agree", "work", "apply"
VERBS = {ACCEPT: "accept", PLAN: "send_plan", AGREE: "agree_plan", WORK: "progress", APPLY: "declare"} | {
    step: step for step in (CHECK, PUBLICIZE, SIGN, VERIFY)
}
"""By step the act that does it."""
LABELS = {
    ACCEPT: N_("Acceptance of the task"),
    PLAN: N_("Making the plan"),
    AGREE: N_("Agreement to the plan"),
    WORK: N_("Work on it"),
    APPLY: N_("Application for closing"),
    CHECK: N_("Check on the spot"),
    PUBLICIZE: N_("Public notice"),
    SIGN: N_("Signature"),
    VERIFY: N_("Review and closing"),
}
BY_THE_UNIT, BY_PRINCIPALS = (ACCEPT, PLAN, WORK), (APPLY, SIGN)
_BACK = ("return", "reopen")
_CLOSING = (APPLY, CHECK, PUBLICIZE, SIGN, VERIFY)
_TOLD = [f"ledger.{act}" for act in (*VERBS.values(), *_BACK, "refuse_plan")]


def steps_by_key(actor: Actor, keys: Sequence[str]) -> dict[str, list[Step]]:
    """The steps of these items, by `<matter>/<unit code>`, as far as they lie within the actor's reach."""
    rows = items_for(actor).filter(named(keys))
    return steps_of([row for row in rows if row.public_id in set(keys)], actor)


def steps_of(rows: Sequence[Item], actor: Actor) -> dict[str, list[Step]]:
    """By item, its way to closing; none for one that is cancelled. A constant number of queries.

    Names of those who work on it are told to those who work or sign for the unit, who did a step to whoever reads the
    record there, who holds a post to whoever reads posts; everybody else reads the unit's name, and that of the office.
    """
    rows = [row for row in rows if row.status != rules.CANCELLED]
    done = _done([row for row in rows if actor.can(C.RECORD_READ, row)])
    hands, today = _Hands.of(rows, actor), clock.today()
    return {row.public_id: list(_steps(row, done.get(row.public_id, {}), hands, today)) for row in rows}


def way_of(row: Item) -> list[str]:
    """The steps of the item in their order."""
    plan = [PLAN, AGREE] if row.matter.plan else []
    return [ACCEPT, *plan, WORK, APPLY, *row.matter.route]


def step_of(row: Item, today: date) -> str:
    """The step at which the item is; "" once it is closed."""
    if row.status == rules.RUNNING:
        return APPLY if row.percent == 100 else WORK
    if row.status == rules.PUBLICIZED and (row.objected or (row.until is not None and row.until >= today)):
        return PUBLICIZE
    before = {rules.TO_ACCEPT: ACCEPT, rules.PLANNING: PLAN, rules.PLANNED: AGREE}
    return before.get(row.status) or rules.next_step(row.matter.route, row.status) or ""


@dataclass(frozen=True)
class _Did:
    """Who did a step, and when it was done last."""

    names: tuple[str, ...]
    at: datetime


def _steps(row: Item, done: Mapping[str, _Did], hands: "_Hands", today: date) -> Iterable[Step]:
    way, here = way_of(row), step_of(row, today)
    at = way.index(here) if here else len(way)
    for n, step in enumerate(way):
        label, did = LABELS[step], done.get(step)
        if n < at:
            named = [Hand(name, True) for name in did.names] if did else ()
            yield Step(step, label, DONE, named, did.at if did else None)
        elif n > at:
            yield Step(step, label, NEXT, hands.at(step, row))
        else:
            past = way[: n + 1] if step == PUBLICIZE else way[:n]
            since = max((done[one].at for one in (*past, "") if one in done), default=row.matter.issued_at)
            due_on = (
                row.due_on if row.status in rules.WITH_THE_UNIT else row.until if step == PUBLICIZE else None
            )
            yield Step(step, label, NOW, hands.at(step, row), since, due_on)


def _done(rows: Sequence[Item]) -> dict[str, dict[str, _Did]]:
    """By item and step who did it since the item last went back to its unit ("": what led it back)."""
    keys = [row.public_id for row in rows if row.status != rules.TO_ACCEPT]
    if not keys:
        return {}
    step_by = {f"ledger.{act}": step for step, act in VERBS.items()}
    found: dict[str, dict[str, _Did]] = defaultdict(dict)
    entries = Entry.objects.filter(subject_kind="ledger", subject_key__in=keys, verb__in=_TOLD).order_by("id")
    for key, verb, name, at in entries.values_list("subject_key", "verb", "actor_name", "at"):
        did, step = found[key], step_by.get(verb, "")
        if not step:
            for undone in _CLOSING if verb != "ledger.refuse_plan" else (PLAN,):
                did.pop(undone, None)
        names = (*did[step].names, name) if step == WORK and step in did else (name,)
        did[step] = _Did(tuple(dict.fromkeys(names)), at)
    return found


@dataclass(frozen=True)
class _Hands:
    """Who does which step: by unit those who work there, by unit the first responsible persons."""

    insiders: Mapping[tuple[str, int], Sequence[str]]
    principals: Mapping[int, Sequence[str]]

    @classmethod
    def of(cls, rows: Sequence[Item], actor: Actor) -> "_Hands":
        rows = [row for row in rows if row.status in rules.OPEN]
        own = {row.unit_id for row in rows if any(actor.can(right, row) for right in rules.MAKING)}
        seen = {row.unit_id for row in rows if actor.can(C.POST_READ, row)}
        return cls(names_with([C.LEDGER_WORK], own) if own else {}, _principals(seen) if seen else {})

    def at(self, step: str, row: Item) -> list[Hand]:
        """Who has the step of the row, or has it later."""
        names: Sequence[str] = ()
        if step in BY_THE_UNIT:
            names = self.insiders.get((str(C.LEDGER_WORK), row.unit_id), ()) or [row.unit.name]
        elif step in BY_PRINCIPALS:
            names = self.principals.get(row.unit_id, ()) or [row.unit.name]
        elif step == CHECK:
            names = [row.matter.lead.name if row.matter.lead else row.matter.issuer.name]
        elif step == PUBLICIZE:
            names = [row.unit.name, row.matter.issuer.name]
        else:
            names = [row.matter.issuer.name]
        return [Hand(name) for name in names]


def _principals(units: Collection[int]) -> dict[int, list[str]]:
    """By unit, those who hold its first responsible posts today, in rank order."""
    return {
        unit: [one.person for one in held if one.post.is_first_responsible and one.person]
        for unit, held in holders_of(units, clock.today()).items()
    }
