"""Importing a roster: people, posts, staff roles and sign-ins, all rows or none, set-wise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from responsibilities.access import actions as access
from responsibilities.access.models import Grant
from responsibilities.jobs.actions.sent import PlanChanged
from responsibilities.posts.actions.roster_known import RIGHT, known_to, known_units
from responsibilities.posts.actions.seats import PRINCIPAL
from responsibilities.posts.actions.sign_ins import Opened, open_sign_ins
from responsibilities.posts.models import Person, Post, Tenure
from responsibilities.posts.rules import clean_name, titled
from responsibilities.posts.rules.roster import plan as planned
from responsibilities.posts.rules.roster_changes import lines_of
from responsibilities.posts.rules.roster_words import Change, End, Fault, Plan, RosterRow, Seat, Step, Who
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.changes import digest
from revitalization.kit.errors import FieldError, Forbidden, Invalid
from revitalization.kit.language import translated
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

BATCH = 2_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Imported:
    """How many rows changed something, how many did not, the sign-ins that were opened, without codes, and the
    first place it worked on.
    """

    changed: int
    unchanged: int
    opened: Sequence[Opened]
    lo: int


def check_roster(*, actor: Actor, rows: Sequence[RosterRow]) -> Plan:
    """The dry run: what each row would change and why others are refused; changes nothing."""
    if not actor.has(RIGHT):
        raise Forbidden
    return planned(rows, known_to(actor, rows))


def import_roster(
    *,
    actor: Actor,
    rows: Sequence[RosterRow],
    progress: Progress | None = None,
    key: str = "",
    confirmed: str = "",
) -> Imported:
    """Carries the roster out: all rows or, with one `Invalid` that names every bad row, none.

    `confirmed` is the digest of the list of changes that was confirmed: `PlanChanged` when by now the rows would
    change something else ("": nobody was shown a list). One record entry for the whole roster, under `key`; a roster
    that asks for nothing new leaves none. Nobody can use the sign-ins before `make_codes`. `progress(done, total)` is
    called after each of the steps.
    """
    if not actor.has(RIGHT):
        raise Forbidden
    with transaction.atomic():
        _lock(actor, rows)
        found = planned(rows, known_to(actor, rows))
        if found.faults:
            raise Invalid(
                _("The roster contains rows that cannot be imported; nothing was changed."),
                errors=faults_as_errors(found.faults),
            )
        if confirmed and digest(lines_of(found)) != confirmed:
            raise PlanChanged(
                _("Something has changed in the meantime; nothing was done. Check the new list.")
            )
        if not found.changed:
            return Imported(0, found.unchanged, (), found.lo)
        with recorded(_entry(actor, found, key)) as entry:
            opened = _carry_out(actor, found, progress or _quiet)
            entry.after = {**entry.after, "sign_ins": len(opened)}
    return Imported(found.changed, found.unchanged, opened, found.lo)


def faults_as_errors(faults: Sequence[Fault]) -> list[FieldError]:
    """The faults of the rows as errors of a problem, each with its row and column, in the reader's language."""
    return [FieldError(fault.column, translated(fault.words), "roster", fault.row) for fault in faults]


def _entry(actor: Actor, found: Plan, key: str) -> Entry:
    count = {change: sum(step.change is change for step in found.steps) for change in Change}
    about = {
        "appointed": count[Change.APPOINT],
        "vacancies": count[Change.VACANCY],
        "roles": count[Change.ROLE],
    }
    label = _("Roster of %(count)s rows") % {"count": len(found.steps)}
    return Entry("roster.import", actor, ("roster", key), label, found.lo, count=found.changed, after=about)


def _lock(actor: Actor, rows: Sequence[RosterRow]) -> None:
    ids = [unit.id for unit in known_units(actor, rows).values()]
    list(Post.objects.filter(unit__in=ids).order_by("id").select_for_update().values_list("id", flat=True))


# ---------------------------------------------------------------- carrying out


def _carry_out(actor: Actor, found: Plan, progress: Progress) -> list[Opened]:
    progress(0, 5)
    people = _enter_people(found.steps)
    progress(1, 5)
    opening = [(people[step.who], step.unit) for step in found.steps if step.opens_sign_in and step.who]
    opened = open_sign_ins(actor, opening)
    progress(2, 5)
    _end([end for step in found.steps for end in step.ends])
    _seat(actor, [step for step in found.steps if step.change in {Change.APPOINT, Change.VACANCY}], people)
    progress(4, 5)
    _catch_up(actor, [person for person, _unit in opening])
    _give_roles(actor, [step for step in found.steps if step.change is Change.ROLE], people)
    progress(5, 5)
    return opened


def _quiet(done: int, total: int) -> None:
    """Nobody watches."""


def _enter_people(steps: Sequence[Step]) -> dict[Who, Person]:
    new: dict[Who, Person] = {}
    for step in steps:
        if step.who is not None and step.who.id is None and step.who not in new:
            new[step.who] = Person(
                name=clean_name(step.row.name), name_key=step.who.key, phone=step.row.phone
            )
    Person.objects.bulk_create(new.values(), batch_size=BATCH)
    known = {step.who: step.who.id for step in steps if step.who is not None and step.who.id is not None}
    rows = Person.objects.select_for_update().in_bulk(sorted(known.values()))
    found = new | {who: rows[pk] for who, pk in known.items()}
    renewed = {step.who: step.row.phone for step in steps if step.sets_phone and step.who is not None}
    for who, phone in renewed.items():
        found[who].phone, found[who].version = phone, found[who].version + 1
    Person.objects.bulk_update([found[who] for who in renewed], ["phone", "version"], batch_size=BATCH)
    return found


def _end(ends: Sequence[End]) -> None:
    ids, days = [end.tenure.id for end in ends], [end.last for end in ends]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE posts_tenure t SET until = v.until, version = t.version + 1"
            " FROM unnest(%s::bigint[], %s::date[]) AS v (id, until) WHERE t.id = v.id",
            [ids, days],
        )
    access.end_many_by_post((f"tenure:{pk}", day) for pk, day in zip(ids, days, strict=True))


def _seat(actor: Actor, steps: Sequence[Step], people: dict[Who, Person]) -> None:
    posts = _posts(steps)
    tenures = [
        Tenure(
            post=posts[step.unit.id, step.spec.key],
            person=people[step.who] if step.who else None,
            kind=step.kind,
            since=step.since,
            office_since=step.since,
        )
        for step in steps
        if step.spec is not None
    ]
    Tenure.objects.bulk_create(tenures, batch_size=BATCH)
    _give_principal(actor, [t for t in tenures if t.person is not None and t.person.user_id])


def _posts(steps: Sequence[Step]) -> dict[Seat, Post]:
    wanted = {(step.unit.id, step.spec.key.value): step for step in steps if step.spec is not None}
    rows = Post.objects.filter(unit__in={unit_id for unit_id, _key in wanted}).select_related("unit")
    found = {(post.unit_id, post.key): post for post in rows}
    missing = [step for seat, step in wanted.items() if seat not in found]
    units = Unit.objects.in_bulk({step.unit.id for step in missing})
    new = [
        Post(
            unit=units[step.unit.id], key=step.spec.key, title=step.spec.title, rank=step.spec.rank,
            is_first_responsible=step.spec.is_first_responsible, lo=step.unit.lo,
        )
        for step in missing if step.spec is not None
    ]  # fmt: skip
    Post.objects.bulk_create(new, batch_size=BATCH)
    return found | {(post.unit_id, post.key): post for post in new}


def _give_principal(actor: Actor, tenures: Sequence[Tenure]) -> None:
    wanted = [
        access.NewGrant(
            _account(tenure.person), PRINCIPAL, tenure.post.unit_id, tenure.since, tenure.until, tenure.source,
            f"{tenure.post.unit.name} {titled(tenure.post.title, tenure.kind)}",
        )
        for tenure in tenures if tenure.person is not None and tenure.post.is_first_responsible
    ]  # fmt: skip
    access.grant_many(actor=actor, wanted=wanted)


def _catch_up(actor: Actor, people: Sequence[Person]) -> None:
    """Roles of posts that people held before they had a sign-in."""
    rows = Tenure.objects.standing().filter(
        Q(until__isnull=True) | Q(until__gte=clock.today()), person__in=people
    )
    tenures = list(rows.select_related("post__unit", "person"))
    given = set(Grant.objects.filter(source__in=[t.source for t in tenures]).values_list("source", flat=True))
    _give_principal(actor, [tenure for tenure in tenures if tenure.source not in given])


def _account(person: Person) -> int:
    if person.user_id is None:
        raise ValueError(f"{person} has no sign-in")
    return person.user_id


def _give_roles(actor: Actor, steps: Sequence[Step], people: dict[Who, Person]) -> None:
    wanted = [
        access.NewGrant(_account(people[step.who]), step.kind, step.unit.id, step.since)
        for step in steps
        if step.who is not None
    ]
    access.grant_many(actor=actor, wanted=wanted)
