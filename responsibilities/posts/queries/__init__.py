"""Who holds what, on a day and over a period; where nobody does."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from responsibilities.access.models import Grant
from responsibilities.access.queries import never_used, not_known_elsewhere
from responsibilities.jobs.queries import jobs_of
from responsibilities.posts.models import Person, Post, PostQuerySet, Roster, Tenure, TenureQuerySet
from responsibilities.posts.rules import PostKey, TenureKind, days_within, name_key, titled
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.reach import Reach


@dataclass(frozen=True)
class Holder:
    """A post on one day: what it is called as it is held, by whom, since when; `person` is "" when nobody
    holds it.

    `since` is the day the person took office, or the first day of the vacancy; None when nothing was ever
    entered.
    """

    post: Post
    title: str
    person: str
    person_id: str
    kind: str
    since: date | None
    document: str = ""


def holders(unit: Unit, day: date) -> list[Holder]:
    """Every post of the unit by rank with who holds it on the day."""
    return holders_of([unit.pk], day)[unit.pk]


def first_responsible(unit: Unit, day: date) -> list[Holder]:
    """The first responsible persons of the unit on the day, by rank: two, in villages and departments one."""
    return [holder for holder in holders(unit, day) if holder.post.is_first_responsible]


def holders_of(unit_ids: Iterable[int], day: date) -> Mapping[int, list[Holder]]:
    """The same for many units with two queries; units without posts give an empty list."""
    posts = list(Post.objects.filter(unit__in=list(unit_ids)).select_related("unit").order_by("rank", "id"))
    tenures = Tenure.objects.on(day).filter(post__in=posts).select_related("person")
    by_post = {tenure.post_id: tenure for tenure in tenures}
    found: dict[int, list[Holder]] = defaultdict(list)
    for post in posts:
        found[post.unit_id].append(_holder(post, by_post.get(post.pk)))
    return found


def _holder(post: Post, tenure: Tenure | None) -> Holder:
    if tenure is None:
        return Holder(post, post.title, "", "", TenureKind.VACANT, None)
    person = tenure.person
    return Holder(
        post=post,
        title=titled(post.title, tenure.kind),
        person=person.name if person else "",
        person_id=str(person.public_id) if person else "",
        kind=tenure.kind,
        since=tenure.office_since,
        document=tenure.document_number,
    )


def history(post: Post) -> TenureQuerySet:
    """All that was ever entered for the post, newest first, annulled entries included."""
    return post.tenures.select_related("person", "post__unit").order_by("-since", "-id")


VACANCY_FIELDS = ("id", "public_id", "lo", "rank", "key", "title", "since", "code", "name", "level", "path")


def vacancies(reach: Reach, day: date, *, everywhere: bool = False) -> "QuerySet[Any, Any]":
    """First responsible posts of live units within reach that nobody holds on the day.

    Only of units the year's work is about, unless `everywhere`: nobody is called missing where nothing is asked.
    Rows carry the unit's code, name, level and path, the title, and `since`: the first day of the noted vacancy, else
    the day after the last holder, else null.
    """
    noted = Tenure.objects.on(day).filter(post=OuterRef("pk"), kind=TenureKind.VACANT).values("since")[:1]
    last = (
        Tenure.objects.standing()
        .filter(post=OuterRef("pk"), until__lt=day, person__isnull=False)
        .order_by().values("post").annotate(last=Max("until")).values("last")
    )  # fmt: skip
    after_last = Subquery(last, output_field=DateField()) + 1
    rows = _vacant(reach, day, everywhere)
    return rows.annotate(
        since=Coalesce(Subquery(noted), after_last, output_field=DateField()),
        code=F("unit__code"), name=F("unit__name"), level=F("unit__level"), path=F("unit__path"),
    ).values(*VACANCY_FIELDS)  # fmt: skip


def count_vacancies(reach: Reach, day: date, cap: int = 10_000) -> int:
    """How many first responsible posts of the units in scope nobody holds on the day, within reach; at most `cap`."""
    return _vacant(reach, day, everywhere=False)[:cap].count()


def _vacant(reach: Reach, day: date, everywhere: bool) -> PostQuerySet:
    rows = Post.objects.first_responsible().within(reach).of_live_units(day).vacant(day)
    return rows if everywhere else rows.filter(unit__in=Unit.objects.concerned(day.year))


def posts_of(person: Person, reach: Reach) -> list[Tenure]:
    """What the person holds and held within reach, newest first, without annulled entries."""
    rows = Tenure.objects.standing().filter(person=person).within(reach)
    return list(rows.select_related("post__unit", "person").order_by("-since", "-id"))


@dataclass(frozen=True)
class DaysHeld:
    """How many days of a period a person held a post: `since` and `until` cut to the period."""

    tenure: Tenure
    days: int
    since: date
    until: date


def days_held(
    reach: Reach, first: date, last: date, *, posts: Iterable[Post] = (), person: Person | None = None
) -> list[DaysHeld]:
    """Who held the posts (or what the person held) on how many days of first..last, both included, oldest first.

    The days of one post never add up to more than the period.
    """
    rows = Tenure.objects.overlapping(first, last).within(reach).filter(person__isnull=False)
    chosen = Q(person=person) if person is not None else Q(post__in=[post.pk for post in posts])
    rows = rows.filter(chosen)
    found = rows.select_related("post__unit", "person").order_by("post__lo", "post__rank", "since", "id")
    return [
        DaysHeld(
            t, days_within(t.since, t.until, first, last), max(t.since, first), min(t.until or last, last)
        )
        for t in found
    ]


@dataclass(frozen=True)
class Namesake:
    """A person of the same name: the posts held today help to tell them apart."""

    person: Person
    posts: str


def namesakes(name: str, reach: Reach, day: date | None = None) -> Sequence[Namesake]:
    """People within reach whose name is the same but for blanks and dots; ten at most."""
    people = list(Person.objects.within(reach).filter(name_key=name_key(name)).order_by("id")[:10])
    held: dict[int, list[str]] = defaultdict(list)
    rows = Tenure.objects.on(day or clock.today()).filter(person__in=people).within(reach)
    named = rows.annotate(
        words=Concat("post__unit__name", Value(" "), "post__title", output_field=CharField())
    )
    for person_id, words in named.values_list("person_id", "words"):
        held[person_id].append(words)
    return [Namesake(person, "、".join(held[person.pk])) for person in people]


def roles_of(person: Person, reach: Reach) -> "QuerySet[Grant]":
    """The roles the person has today on units within reach, besides those that go with a post."""
    rows = Grant.objects.on(clock.today()).filter(user=person.user_id, source="")
    return (
        rows.filter(reach.q("content_object__lo"))
        .select_related("content_object")
        .order_by("content_object__lo")
    )


def standing_of(person: Person | OuterRef) -> TenureQuerySet:
    """The tenures the person holds or is to hold: not annulled, the last day today or later."""
    return Tenure.objects.standing().filter(
        Q(until__isnull=True) | Q(until__gte=clock.today()), person=person
    )


def stands_only_within(person: Person, reach: Reach) -> bool:
    """Whether every post the person holds or is to hold lies within the reach."""
    return not standing_of(person).exclude(reach.q("post__lo")).exists()


def is_theirs(person: Person, reach: Reach) -> bool:
    """Whether whoever appoints within the reach answers for the person: a present or coming post there, and none
    elsewhere.
    """
    return standing_of(person).within(reach).exists() and stands_only_within(person, reach)


@dataclass(frozen=True)
class RosterLine:
    """A post with its present holder, as a roster to fill in shows it; never the phone."""

    code: str
    unit: str
    title: str
    person: str
    kind: str
    since: date | None


def roster_lines(reach: Reach, day: date, *, villages: bool, limit: int) -> list[RosterLine]:
    """The first responsible posts of live units within reach, in the order of the tree, `limit` at most."""
    posts = Post.objects.first_responsible().within(reach).of_live_units(day).select_related("unit")
    if not villages:
        posts = posts.exclude(key=PostKey.VILLAGE_SECRETARY)
    chosen = list(posts.order_by("lo", "rank", "id")[:limit])
    rows = Tenure.objects.on(day).filter(post__in=posts.order_by().values("id")).select_related("person")
    held = {tenure.post_id: tenure for tenure in rows}
    return [_roster_line(post, held.get(post.pk)) for post in chosen]


def _roster_line(post: Post, tenure: Tenure | None) -> RosterLine:
    person = tenure.person.name if tenure is not None and tenure.person is not None else ""
    kind, since = (tenure.kind, tenure.since) if tenure is not None else ("", None)
    return RosterLine(post.unit.code, post.unit.name, post.title, person, kind, since)


# ---------------------------------------------------------------- rosters that were sent in


def rosters_of(actor: Actor) -> "QuerySet[Roster]":
    """The actor's own rosters where the right to the last work on them still holds, newest first."""
    allowed = jobs_of(actor).order_by()
    last = Q(import_job__in=allowed) | Q(import_job__isnull=True, check_job__in=allowed)
    rows = Roster.objects.filter(last, uploaded_by_id=actor.user_id)
    return rows.select_related("check_job", "import_job").defer("data", "changes").order_by("-pk")


def opened_by(roster: Roster, reach: Reach) -> list[tuple[str, str, int, int, str]]:
    """The sign-ins the roster opened, for people within reach: (person, unit, its id, account, sign-in name).

    Not of those who hold anything outside of it by now: whoever has a code of theirs could act there.
    """
    people, accounts = Person.objects.within(reach), not_known_elsewhere(reach)
    rows = roster.sign_ins.filter(user__person__in=people, user__in=accounts).order_by("unit__lo", "pk")
    return list(rows.values_list("user__person__name", "unit__name", "unit_id", "user_id", "user__username"))


def waiting_for_codes(roster: Roster, reach: Reach) -> int:
    """For how many sign-ins of the roster codes can be made now: within reach and never used."""
    accounts = [account for *_person, account, _name in opened_by(roster, reach)]
    return never_used(accounts).count()
