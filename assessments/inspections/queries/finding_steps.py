"""Who had a finding, who has it now and since when, and who is next: from the sheet over the ledger to the look-back.

Between its listing and its closing its item has a way of its own, which the ledger tells to whoever reads it there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assessments.inspections.models import Finding, Looked
from assessments.inspections.queries.findings import findings_for, sees_as_office
from assessments.inspections.queries.steps import Did, day_at, done_by
from assessments.inspections.rules import findings as rules
from assessments.inspections.rules.lookback import window
from assessments.inspections.rules.objections import FILED, in_time, last_day
from responsibilities.access.queries import names_with
from responsibilities.ledger import rules as ledger
from responsibilities.posts.queries import holders_of
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.steps import DONE, NEXT, NOW, Hand, Step
from revitalization.kit.words import N_

RECORD, VIEW, FEEDBACK, OBJECT, DECIDE, LIST, MEND, LOOK = (
    "record", "view", "feedback", "object", "decide", "list", "mend", "look"
)  # fmt: skip
LABELS = {
    RECORD: N_("Problem sheet"),
    VIEW: N_("View of the unit"),
    FEEDBACK: N_("Feedback"),
    OBJECT: N_("Time for objections"),
    DECIDE: N_("Decision on the objection"),
    LIST: N_("Onto the ledger"),
    MEND: N_("Putting right and closing"),
    LOOK: N_("Looking back"),
}
VERBS = {
    "finding.put": RECORD, "finding.confirm": VIEW, "finding.answer": VIEW, "finding.feed_back": FEEDBACK,
    "finding.object": OBJECT, "objection.keep": DECIDE, "objection.change": DECIDE, "objection.withdraw": DECIDE,
    "finding.list": LIST, "finding.take_back": "",
}  # fmt: skip
"""By verb the step that it does."""
UNDONE = {"finding.take_back": (RECORD,)}


def steps_by_key(actor: Actor, keys: Sequence[str]) -> dict[str, list[Step]]:
    """The steps of these findings, by `<inspection>/<n>`, as far as the actor sees them."""
    return steps_of(list(findings_for(actor).filter(key__in=keys)), actor)


def steps_of(rows: Sequence[Finding], actor: Actor) -> dict[str, list[Step]]:
    """By finding its way to the end; none for one that was thrown away. A constant number of queries.

    Who of the unit gives its view is told inside of it, who holds its posts to whoever reads posts; everybody else
    reads the unit's name. That it was drawn to be looked at again is told to its office and those above.
    """
    rows = [row for row in rows if row.status != rules.DISCARDED]
    done = done_by(actor, [row.key for row in rows], VERBS, UNDONE)
    hands, looked, today = _Hands.of(rows, actor), _looked(rows, actor), clock.today()
    return {
        row.key: list(_Way(row, done.get(row.key, {}), hands, looked.get(row.pk), today).steps())
        for row in rows
    }


def _looked(rows: Sequence[Finding], actor: Actor) -> dict[int, Looked]:
    """By finding the last look-back since its closing, as far as the actor is told of it."""
    closed = {row.pk: row for row in rows if row.item is not None and row.item.status == ledger.CLOSED}
    if not closed:
        return {}
    found: dict[int, Looked] = {}
    for line in Looked.objects.filter(finding__in=closed).order_by("id"):
        row = closed[line.finding_id]
        assert row.item is not None
        if (
            line.result and line.looked_on and row.item.closed_on and line.looked_on >= row.item.closed_on
        ) or (not line.result and sees_as_office(actor, row)):
            found[row.pk] = line
    return found


@dataclass(frozen=True)
class _Hands:
    """Who works in the inspected units, by right and unit; by unit its first responsible persons."""

    insiders: Mapping[tuple[str, int], Sequence[str]]
    principals: Mapping[int, Sequence[str]]

    @classmethod
    def of(cls, rows: Sequence[Finding], actor: Actor) -> "_Hands":
        asked = [row for row in rows if row.status in rules.ON_SPOT]
        own = {row.unit_id for row in asked if actor.can(C.INSPECT_ANSWER, row.unit, row.remit)}
        fed_back = [row for row in rows if row.status in (*rules.ON_SPOT, rules.FED_BACK)]
        seen = {row.unit_id for row in fed_back if actor.can(C.POST_READ, row.unit)}
        return cls(names_with([C.INSPECT_ANSWER], own) if own else {}, principals_of(seen) if seen else {})

    def at(self, step: str, row: Finding) -> list[Hand]:
        """Who has the step, or has it later."""
        unit, item = row.unit, row.item
        if step == RECORD:
            names: Sequence[str] = [row.recorded_name, *([row.second_name] if row.second_name else [])]
        elif step == VIEW:
            names = self.insiders.get((str(C.INSPECT_ANSWER), row.unit_id), ()) or [unit.name]
        elif step == OBJECT:
            names = self.principals.get(row.unit_id, ()) or [unit.name]
        elif step == MEND and (item is None or item.status in ledger.WITH_THE_UNIT):
            names = [unit.name]
        else:
            names = [row.inspection.issuer.name if step == MEND else row.inspection.organ.name]
        return [Hand(name) for name in names]


def principals_of(units: Collection[int]) -> dict[int, list[str]]:
    """By unit, those who hold its first responsible posts today, in rank order."""
    return {
        unit: [one.person for one in held if one.post.is_first_responsible and one.person]
        for unit, held in holders_of(units, clock.today()).items()
    }


@dataclass(frozen=True)
class _Way:
    """One finding as one reader sees its way."""

    row: Finding
    done: Mapping[str, Did]
    hands: _Hands
    looked: Looked | None
    today: date

    def steps(self) -> Iterable[Step]:
        """What lies behind, where it is, what comes."""
        way, here = self.way(), self.here()
        at = way.index(here) if here in way else len(way)
        for n, step in enumerate(way):
            if n < at:
                hands, when = self.told(step)
                yield Step(step, LABELS[step], DONE, hands, when)
            elif n > at:
                yield Step(step, LABELS[step], NEXT, self.hands.at(step, self.row))
            else:
                yield Step(
                    step,
                    LABELS[step],
                    NOW,
                    self.hands.at(step, self.row),
                    self.since(way[:n]),
                    self.due(step),
                )

    def way(self) -> list[str]:
        """The steps in their order: a view only while it can be given, a decision only on an objection."""
        row = self.row
        early = row.status not in rules.SENT
        way = [RECORD, *([VIEW] if early or row.view else []), FEEDBACK]
        objection = getattr(row, "objection", None)
        if row.how_soon != rules.NOW or objection is not None:
            way.append(OBJECT)
        if objection is not None:
            way.append(DECIDE)
        if row.status == rules.WITHDRAWN:
            return way
        if row.item is not None and row.item.status == ledger.CANCELLED:
            return [*way, LIST]
        return [*way, LIST, MEND, *([LOOK] if self.looked else [])]

    def here(self) -> str:
        """The step at which it is; "" at the end of its way."""
        row, item = self.row, self.row.item
        if row.status == rules.FED_BACK:
            waits = row.how_soon != rules.NOW and row.fed_back_on and in_time(row.fed_back_on, self.today)
            return OBJECT if waits else LIST
        if row.status == rules.OBJECTED:
            return DECIDE if row.objection.status == FILED else LIST
        if row.status == rules.LISTED and item is not None:
            if item.status in ledger.OPEN:
                return MEND
            return LOOK if self.looked and not self.looked.result else ""
        return {rules.DRAFTED: RECORD, rules.PUT: VIEW, rules.ANSWERED: FEEDBACK}.get(row.status, "")

    def told(self, step: str) -> tuple[Sequence[Hand], datetime | None]:
        """Who did it and when: as the record has it, else the day that the row keeps."""
        row, did = self.row, self.done.get(step)
        if step == LOOK and self.looked is not None:
            return [Hand(self.looked.by_name, True)], day_at(self.looked.looked_on)
        if step == RECORD:
            return [Hand(hand.name, True) for hand in self.hands.at(step, row)], did.at if did else None
        # The clock lists what is final: nobody has done it.
        names = did.names if did and step != LIST else ()
        return [Hand(name, True) for name in names], did.at if did else day_at(self.kept(step))

    def kept(self, step: str) -> date | None:
        """The day the row keeps for a step."""
        row, item = self.row, self.row.item
        objection = getattr(row, "objection", None)
        return {
            VIEW: row.viewed_on,
            FEEDBACK: row.fed_back_on,
            OBJECT: objection.filed_on if objection else None,
            DECIDE: objection.decided_on if objection else None,
            LIST: row.listed_on,
            MEND: item.closed_on if item else None,
        }.get(step)

    def since(self, before: Sequence[str]) -> datetime | None:
        """Since when it is where it is: the last step that was done."""
        if self.row.status == rules.DRAFTED:
            back = self.done.get("")
            return back.at if back else self.row.created_at
        found = [when for when in (self.told(step)[1] for step in before) if when is not None]
        return max(found, default=None)

    def due(self, step: str) -> date | None:
        """By when, where a rule or the item says so."""
        row = self.row
        if step == OBJECT and row.fed_back_on:
            return last_day(row.fed_back_on)
        if step == DECIDE:
            decide_by: date = row.objection.decide_by
            return decide_by
        if step == MEND and row.item is not None and row.item.status in ledger.WITH_THE_UNIT:
            due_on: date = row.item.due_on
            return due_on
        if step == LOOK and row.item is not None and row.item.closed_on:
            return window(row.item.closed_on)[1]
        return None
