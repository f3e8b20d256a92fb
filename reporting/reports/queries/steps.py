"""Who had a report, who has it now and since when, and who is next."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reporting.reports import rules
from reporting.reports.models import Obligation, Signature
from reporting.reports.queries.within import named
from responsibilities.access.queries import names_with
from responsibilities.posts.models import Post, Tenure
from responsibilities.record.models import Entry
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.steps import DONE, NEXT, NOW, Hand, Step
from revitalization.kit.words import N_

STEPS = [f"report.{act.key}" for act in rules.WORKFLOW.acts]


@dataclass(frozen=True)
class _Stage:
    """One step of the way: in which states it is there, by which act it is left, who of the unit does it."""

    key: str
    label: str
    states: Collection[str]
    verb: str
    right: C | None = None


WAY: tuple[_Stage, ...] = (
    _Stage("write", N_("Writing"), rules.EDITABLE, "report.send", C.REPORT_DRAFT),
    _Stage("review", N_("Review"), (rules.REVIEW,), "report.approve", C.REPORT_REVIEW),
    _Stage("sign", N_("Signing"), (rules.SIGNING,), "report.sign"),
    _Stage("submit", N_("Submission"), (rules.SIGNED,), "report.submit", C.REPORT_SUBMIT),
    _Stage("receive", N_("Receipt"), (rules.SUBMITTED,), "report.receive"),
    _Stage("accept", N_("Acceptance"), (rules.RECEIVED,), "report.accept"),
)
REVIEWING, SIGNING = WAY[1], WAY[2]
OFFICE = WAY[4:]
BACK_TO_DRAFT = {*rules.BACK, "report.withdraw", "report.recall"}


def last_steps(rows: Collection[Obligation], actor: Actor) -> dict[str, Entry]:
    """By report: the act that brought it to where it is, as far as this actor reads the record there. One query."""
    keys = [row.public_id for row in rows if row.status != rules.OPEN and actor.can(C.RECORD_READ, row)]
    if not keys:
        return {}
    steps = Entry.objects.filter(subject_kind="report", subject_key__in=keys, verb__in=STEPS)
    last = steps.order_by("subject_key", "-id").distinct("subject_key")
    return {entry.subject_key: entry for entry in last}


def steps_by_key(actor: Actor, keys: Sequence[str]) -> dict[str, list[Step]]:
    """The steps of these reports, by `<cycle>/<unit code>`, as far as they lie within the actor's reach."""
    items = [dict(zip(("cycle", "code"), key.split("/", 1), strict=True)) for key in keys]
    rows = Obligation.objects.full().within(actor.reach(C.REPORT_READ)).filter(named(items))
    return steps_of([row for row in rows if row.public_id in set(keys)], actor)


def steps_of(rows: Sequence[Obligation], actor: Actor) -> dict[str, list[Step]]:
    """By report, its way to acceptance; none for one that is exempt. A constant number of queries.

    Names of those who review and file are told to those who work on the report in the unit, who did a step to whoever
    reads the record there, who holds a post to whoever reads posts; of the office above stands its name.
    """
    rows = [row for row in rows if row.status != rules.EXEMPT]
    done = _done([row for row in rows if actor.can(C.RECORD_READ, row)])
    hands = _Hands.of(rows, actor)
    return {row.public_id: list(_steps(row, done.get(row.public_id, {}), hands)) for row in rows}


def _steps(row: Obligation, done: Mapping[str, "_Did"], hands: "_Hands") -> Iterable[Step]:
    way = [stage for stage in WAY if stage is not REVIEWING or row.level in row.cycle.kind.review_levels]
    at = next((n for n, stage in enumerate(way) if row.status in stage.states), len(way))
    for n, stage in enumerate(way):
        did = done.get(stage.verb)
        if n < at:
            yield Step(
                stage.key,
                stage.label,
                DONE,
                [Hand(name, True) for name in did.names] if did else (),
                did.at if did else None,
            )
        elif n > at:
            yield Step(stage.key, stage.label, NEXT, hands.at(stage, row))
        else:
            due_on = row.due_on if row.status in rules.PENDING else None
            since = _since(done, way[:n]) or row.cycle.opened_at
            yield Step(stage.key, stage.label, NOW, hands.at(stage, row), since, due_on)


@dataclass(frozen=True)
class _Did:
    """Who did a step, and when it was finished."""

    names: tuple[str, ...]
    at: datetime


def _since(done: Mapping[str, _Did], before: Sequence[_Stage]) -> datetime | None:
    """Since when the report is where it is: the last act of the steps before, or what led it back."""
    ends = [done[verb].at for verb in (*(stage.verb for stage in before), "") if verb in done]
    return max(ends) if ends else None


def _done(rows: Sequence[Obligation]) -> dict[str, dict[str, _Did]]:
    """By report and verb, who did each step since the text last went back to its filer ("": what led it back)."""
    keys = [row.public_id for row in rows if row.status != rules.OPEN]
    if not keys:
        return {}
    found: dict[str, dict[str, _Did]] = defaultdict(dict)
    entries = Entry.objects.filter(subject_kind="report", subject_key__in=keys, verb__in=STEPS).order_by("id")
    for key, verb, name, at in entries.values_list("subject_key", "verb", "actor_name", "at"):
        if verb in BACK_TO_DRAFT:
            found[key] = {"": _Did((name,), at)}
        else:
            earlier = found[key].get(verb)
            names = (*earlier.names, name) if earlier and verb == SIGNING.verb else (name,)
            found[key][verb] = _Did(tuple(dict.fromkeys(names)), at)
    return found


@dataclass(frozen=True)
class _Hands:
    """Who does which step of which unit's report: by right and unit, by unit the posts that sign, by id the offices."""

    actor: Actor
    insiders: Mapping[tuple[str, int], Sequence[str]]
    signers: Mapping[int, Sequence[tuple[str, str]]]
    signed: Collection[tuple[int, int, str]]
    offices: Mapping[int, str]

    @classmethod
    def of(cls, rows: Sequence[Obligation], actor: Actor) -> "_Hands":
        own = {row.unit_id for row in rows if any(actor.can(right, row) for right in rules.INTERNAL_RIGHTS)}
        rights = [stage.right for stage in WAY if stage.right]
        open_ = [row for row in rows if row.status in rules.PENDING and actor.can(C.POST_READ, row)]
        offices = Unit.objects.filter(pk__in={row.receiver_id for row in rows})
        return cls(
            actor,
            names_with(rights, own) if own else {},
            _signers({row.unit_id for row in open_}) if open_ else {},
            _signed([row for row in rows if row.status == rules.SIGNING]),
            dict(offices.values_list("pk", "name")),
        )

    def at(self, stage: _Stage, row: Obligation) -> list[Hand]:
        if stage in OFFICE:
            return [Hand(self.offices[row.receiver_id])] if row.receiver_id in self.offices else []
        if stage is SIGNING:
            return [
                Hand(name, (row.pk, row.round, post) in self.signed)
                for post, name in self.signers.get(row.unit_id, ())
            ]
        names = self.insiders.get((str(stage.right), row.unit_id), ())
        return [Hand(name) for name in names] if stage.right else []


def _signers(units: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """By unit, the posts that sign with their holders' names, in rank order; a vacant post has no line."""
    posts = Post.objects.first_responsible().filter(unit_id__in=units)
    held = Tenure.objects.on(clock.today()).filter(post__in=posts, person__isnull=False)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    named_ = held.order_by("post__rank", "post_id").values_list("post__unit_id", "post__key", "person__name")
    for unit, post, name in named_:
        found[unit].append((post, name))
    return found


def _signed(rows: Sequence[Obligation]) -> set[tuple[int, int, str]]:
    """Which posts have signed: report, round, post."""
    if not rows:
        return set()
    made = Signature.objects.filter(obligation__in=[row.pk for row in rows])
    return set(made.values_list("obligation_id", "round", "post_key"))
