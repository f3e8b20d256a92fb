"""Who had an inspection, who has it now and since when, and who is next; the inspected see what they are told of it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from assessments.inspections import rules
from assessments.inspections.models import Inspection, Member, Target
from assessments.inspections.queries.within import inspections_for, sees_as_issuer
from assessments.inspections.rules.inspections import AGREED, AHEAD, UNWRITTEN
from responsibilities.access.queries import names_with
from responsibilities.record.models import Entry
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.steps import DONE, NEXT, NOW, Hand, Step
from revitalization.kit.words import N_

SCHEME, AGREE, TEAM, NOTICE, SITE, FEEDBACK, CLOSE, RESUME = (
    "scheme", "agree", "team", "notice", "site", "feedback", "close", "resume"
)  # fmt: skip
VERBS = {
    SCHEME: "write_scheme", AGREE: "approve_scheme", TEAM: "draw_team", NOTICE: "notice", SITE: "begin",
    FEEDBACK: "feed_back", CLOSE: "close",
}  # fmt: skip
"""By step the act that does it."""
LABELS = {
    SCHEME: N_("Writing the scheme"),
    AGREE: N_("Approval of the scheme"),
    TEAM: N_("Drawing the team"),
    NOTICE: N_("Giving notice"),
    SITE: N_("On site"),
    FEEDBACK: N_("Feedback"),
    CLOSE: N_("Settling and closing"),
    RESUME: N_("Setting new days"),
}
MAKING = (C.INSPECT_PLAN, C.INSPECT_APPROVE)
"""Whoever has one of these at the issuer is told there who has the others."""
_TOLD = [f"inspection.{act}" for act in (*VERBS.values(), "refuse_scheme", "postpone", "resume")]
_UNDONE = {
    "inspection.refuse_scheme": (AGREE,),
    "inspection.write_scheme": (AGREE,),
    "inspection.resume": (NOTICE,),
}


@dataclass(frozen=True)
class Did:
    """Who did a step, and when it was done last."""

    names: tuple[str, ...]
    at: datetime


def day_at(day: date | None) -> datetime | None:
    """The beginning of a day, where a row keeps no more than that."""
    return datetime.combine(day, time(), tzinfo=clock.SHANGHAI) if day else None


def done_by(
    actor: Actor, keys: Collection[str], step_of: Mapping[str, str], undone: Mapping[str, Collection[str]]
) -> dict[str, dict[str, Did]]:
    """By subject and step who did it last, as far as the actor reads the record there; "" is what came last of all.

    `step_of` names the steps by their verbs; a verb of `undone` takes back what it leads behind. One query.
    """
    found: dict[str, dict[str, Did]] = defaultdict(dict)
    reach = actor.reach(C.RECORD_READ)
    if not keys or not reach:
        return found
    kinds = {verb.partition(".")[0] for verb in step_of}
    rows = Entry.objects.within(reach).filter(subject_kind__in=kinds, subject_key__in=keys, verb__in=step_of)
    for key, verb, name, at in rows.order_by("id").values_list("subject_key", "verb", "actor_name", "at"):
        for step in undone.get(verb, ()):
            found[key].pop(step, None)
        found[key][step_of[verb]] = found[key][""] = Did((name,), at)
    return found


def steps_by_key(actor: Actor, keys: Sequence[str]) -> dict[str, list[Step]]:
    """The steps of these inspections, by their keys, as far as the actor sees them."""
    return steps_of(list(inspections_for(actor).filter(key__in=keys)), actor)


def steps_of(rows: Sequence[Inspection], actor: Actor) -> dict[str, list[Step]]:
    """By inspection its way to closing; none for one that is cancelled. A constant number of queries.

    The office and those above see the whole of it, the inspected from the notice on and their own days. Who works in
    the office is told inside of it, who is on the team to whoever sees it whole; others read the body that inspects.
    """
    rows = [row for row in rows if row.status != rules.CANCELLED]
    whole = {row.pk for row in rows if sees_as_issuer(actor, row)}
    named = dict.fromkeys(_TOLD, "") | {f"inspection.{act}": step for step, act in VERBS.items()}
    done = done_by(actor, [row.key for row in rows if row.pk in whole], named, _UNDONE)
    days, hands, today = _days(rows, whole, actor), _Hands.of(rows, whole, actor), clock.today()
    return {
        row.key: list(
            _Way(row, row.pk in whole, days.get(row.pk), done.get(row.key, {}), hands, today).steps()
        )
        for row in rows
    }


def _days(rows: Sequence[Inspection], whole: Collection[int], actor: Actor) -> dict[int, tuple[date, date]]:
    """By inspection the first and the last day on site: of all its visits, or of those the actor is shown."""
    if not rows:
        return {}
    own = actor.reach(C.INSPECT_READ).q("lo")
    seen = Target.objects.filter(Q(inspection__in=whole) | own, inspection__in=[row.pk for row in rows])
    found: dict[int, tuple[date, date]] = {}
    for row, first, last in seen.order_by().values_list("inspection_id", "from_on", "to_on"):
        before = found.get(row, (first, last))
        found[row] = min(first, before[0]), max(last, before[1])
    return found


@dataclass(frozen=True)
class _Hands:
    """Who works at the issuers, by right and unit; who stands on the teams, by inspection, the leaders first."""

    offices: Mapping[tuple[str, int], Sequence[str]] = field(default_factory=dict)
    teams: Mapping[int, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[Inspection], whole: Collection[int], actor: Actor) -> "_Hands":
        open_ = [row for row in rows if row.pk in whole and row.status != rules.CLOSED]
        inside = {row.issuer_id for row in open_ if any(actor.can(right, row, row.remit) for right in MAKING)}
        teams: dict[int, list[str]] = defaultdict(list)
        if open_:
            seats = Member.objects.standing().filter(inspection__in=open_, group__gt=0)
            for row, name in seats.order_by("-leads", "group", "id").values_list("inspection_id", "name"):
                teams[row].append(name)
        return cls(names_with(MAKING, inside) if inside else {}, teams)

    def at(self, step: str, row: Inspection) -> list[Hand]:
        """Who has the step, or has it later."""
        if step == SITE:
            names = self.teams.get(row.pk, ())
        elif step == AGREE:
            names = self.offices.get((str(C.INSPECT_APPROVE), row.issuer_id), ()) or [row.issuer.name]
        else:
            names = self.offices.get((str(C.INSPECT_PLAN), row.issuer_id), ())
        return [Hand(name) for name in names or [row.organ.name]]


@dataclass(frozen=True)
class _Way:
    """One inspection as one reader sees its way."""

    row: Inspection
    whole: bool
    days: tuple[date, date] | None
    done: Mapping[str, Did]
    hands: _Hands
    today: date

    def steps(self) -> Iterable[Step]:
        """Each step: those done wherever they stand, the first that is not is now."""
        way = self.way()
        here = RESUME if RESUME in way else next((step for step in way if not self.is_done(step)), "")
        for step in way:
            did = self.done.get(step)
            if step == here:
                yield Step(
                    step, LABELS[step], NOW, self.hands.at(step, self.row), self.since(), self.due(step)
                )
            elif self.is_done(step):
                named = [Hand(name, True) for name in did.names] if did else ()
                yield Step(step, LABELS[step], DONE, named, did.at if did else day_at(self.kept(step)))
            else:
                yield Step(step, LABELS[step], NEXT, self.hands.at(step, self.row))

    def way(self) -> list[str]:
        """The steps in their order; what is unannounced has no notice."""
        before = [SCHEME, AGREE, TEAM] if self.whole else []
        new_days = [RESUME] if self.row.status == rules.POSTPONED else []
        return [*before, *new_days, *([NOTICE] if self.row.announced else []), SITE, FEEDBACK, CLOSE]

    def is_done(self, step: str) -> bool:
        """Whether it lies behind."""
        row = self.row
        facts: dict[str, Callable[[], bool]] = {
            SCHEME: lambda: row.scheme_state != UNWRITTEN,
            AGREE: lambda: row.scheme_state == AGREED,
            TEAM: lambda: row.groups > 0,
            NOTICE: lambda: row.status not in (rules.PLANNED, rules.POSTPONED),
            SITE: lambda: (row.status == rules.ON_SITE and self.last < self.today) or self.is_done(FEEDBACK),
            FEEDBACK: lambda: row.status in (rules.FED_BACK, rules.CLOSED),
            CLOSE: lambda: row.status == rules.CLOSED,
        }
        return step in facts and facts[step]()

    @property
    def last(self) -> date:
        """The last day on site."""
        return self.days[1] if self.days else self.row.to_on

    def kept(self, step: str) -> date | None:
        """The day the row keeps for a step, whoever reads it."""
        row = self.row
        return {
            NOTICE: row.noticed_on,
            SITE: row.begun_on,
            FEEDBACK: row.fed_back_on,
            CLOSE: row.closed_on,
        }.get(step)

    def since(self) -> datetime | None:
        """Since when it is where it is: the last act that led there."""
        if last := self.done.get(""):
            return last.at
        days = [day for day in map(self.kept, (NOTICE, SITE, FEEDBACK)) if day and day <= self.today]
        return day_at(max(days)) if days else self.row.created_at if self.whole else None

    def due(self, step: str) -> date | None:
        """By when: what prepares it before the first day, the team until its last one."""
        first = self.days[0] if self.days else self.row.from_on
        if self.row.status not in AHEAD:
            return self.last if step == SITE else None
        if step == SITE or not self.row.announced:
            return first
        return first - timedelta(days=1)
