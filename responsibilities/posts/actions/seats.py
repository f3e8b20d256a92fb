"""Making posts, and the steps that every change of holder is made of."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Min
from django.utils.translation import gettext as _

from responsibilities.access import actions as access
from responsibilities.posts.models import Person, Post, Tenure
from responsibilities.posts.rules import (
    LEADERS,
    STANDING_IN,
    TenureKind,
    day_before,
    posts_for,
    refuse_period,
)
from responsibilities.roles import Capability
from responsibilities.units.models import UnitQuerySet
from responsibilities.units.rules import BODY_KINDS, KINDS, Kind, Level
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Hidden, Invalid, Stale
from revitalization.kit.language import translated
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from revitalization.kit.words import Words

PRINCIPAL = "principal"


@dataclass(frozen=True)
class Paper:
    """What a change of holder rests on: number and title of the document, and a note."""

    number: str = ""
    title: str = ""
    note: str = ""


def ensure_posts(*, actor: Actor, units: UnitQuerySet) -> int:
    """Gives each of the units within the actor's reach the first responsible posts it lacks; returns how many.

    Which posts a unit has is in `rules.posts_for`. Set-wise and idempotent: one statement, one record entry, none
    when nothing is lacking. Raises `Hidden` for whoever appoints nowhere.
    """
    if not actor.has(Capability.POST_APPOINT):
        raise Hidden
    chosen = units.live().within(actor.reach(Capability.POST_APPOINT)).order_by()
    if not _lacking(chosen, "SELECT EXISTS (SELECT 1 {from_})")[0][0]:
        return 0
    first = chosen.aggregate(lo=Min("lo"))["lo"]
    entry = Entry("post.ensure", actor, ("post", ""), _("First responsible posts"), first)
    with recorded(entry):
        entry.count = len(
            _lacking(chosen, f"INSERT INTO posts_post ({_COLUMNS}) SELECT {_VALUES} {{from_}} RETURNING id")
        )
    return entry.count


_COLUMNS = "public_id, unit_id, key, title, is_first_responsible, rank, lo, version"
_LEADER = " ".join(f"WHEN u.name LIKE '{start}%%{ending}' THEN '{title}'" for start, ending, title in LEADERS)
_TITLE = f"CASE WHEN spec.kind <> '{Kind.DEPARTMENT}' THEN spec.title {_LEADER} ELSE spec.title END"
_VALUES = f"gen_random_uuid(), u.id, spec.key, {_TITLE}, true, spec.rank, u.lo, 1"


def _lacking(units: UnitQuerySet, statement: str) -> list[tuple[Any, ...]]:
    chosen, chosen_params = units.values("pk").query.sql_with_params()
    specs = _specs()
    rows = ", ".join(["(%s, %s, %s, %s, %s::smallint)"] * len(specs))
    from_ = f"""
        FROM units_unit u
        JOIN (VALUES {rows}) AS spec (level, kind, key, title, rank)
          ON spec.level = u.level AND spec.kind = u.kind
        WHERE u.id IN ({chosen})
          AND NOT EXISTS (SELECT 1 FROM posts_post p WHERE p.unit_id = u.id AND p.key = spec.key)
    """
    params = [value for spec in specs for value in spec] + list(chosen_params)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(from_=from_), params)
        return list(cursor.fetchall())


def _specs() -> list[tuple[str, str, str, str, int]]:
    pairs = [(level, kind) for level, kinds in KINDS.items() for kind in kinds]
    pairs += [(level, kind) for level in Level for kind in BODY_KINDS]
    return [
        (level.value, kind.value, spec.key.value, spec.title, spec.rank)
        for level, kind in pairs
        for spec in posts_for(level, kind)
        if spec.is_first_responsible
    ]


# ---------------------------------------------------------------- the steps


@contextmanager
def changing(verb: str, actor: Actor, post: Post, paper: Paper) -> Iterator[Entry]:
    """One recorded change of a post's holder: asks for the right, locks the post, writes one entry.

    Who is first responsible decides who signs: for those posts a fresh sign-in is asked for. Raises `Hidden` or
    `Forbidden` without the right on the post, `FreshSignInNeeded`.
    """
    actor.require(Capability.POST_APPOINT, post, sees=Capability.POST_READ)
    if post.is_first_responsible:
        actor.require_fresh()
    entry = Entry(
        f"post.{verb}", actor, ("post", str(post.public_id)), post.label, post.lo, reason=paper.note
    )
    with recorded(entry):
        Post.objects.select_for_update().get(pk=post.pk)
        yield entry


def tenure_on_record(tenure: Tenure, paper: Paper) -> Mapping[str, Any]:
    """What the record keeps of a tenure: person, kind, first and last day (ISO, None: open), document number."""
    return {
        "person": tenure.person.name if tenure.person else "",
        "kind": tenure.kind,
        "since": tenure.since.isoformat(),
        "until": tenure.until.isoformat() if tenure.until else None,
        "document": paper.number,
    }


def fresh(tenure: Tenure, version: int | None) -> Tenure:
    """The tenure re-read; `Stale` when somebody changed it since `version` was shown. The post must be locked."""
    found = Tenure.objects.select_related("post__unit", "person__user").get(pk=tenure.pk)
    if version is not None and version != found.version:
        raise Stale(version=found.version)
    return found


def check(field: str, refusal: Words | None) -> None:
    """Raises `Invalid` on the field when there is a refusal."""
    if refusal is not None:
        raise Invalid(errors=[FieldError(field, translated(refusal))])


def seat(
    actor: Actor,
    post: Post,
    person: Person | None,
    kind: str,
    since: date,
    until: date | None,
    paper: Paper,
    office_since: date | None = None,
) -> Tenure:
    """Enters the tenure on a locked post: vacancies give way, another holder does not; gives the grants
    that go with it.
    """
    check(
        "until" if until is not None and until < since else "since",
        refuse_period(since, until, clock.today()),
    )
    _make_room(post, since, until)
    tenure = Tenure.objects.create(
        post=post, person=person, kind=kind, since=since, until=until, office_since=office_since or since,
        document_number=paper.number, document_title=paper.title, note=paper.note,
    )  # fmt: skip
    give_grants(actor, tenure)
    return tenure


def _make_room(post: Post, since: date, until: date | None) -> None:
    for other in (
        post.tenures.overlapping(since, until or date.max).select_related("person").order_by("since")
    ):
        if not other.is_vacancy:
            values = {"name": other.person, "since": other.since, "until": other.until}
            text = _("%(name)s holds this post from %(since)s on. Relieve or hand over first.")
            if other.until is not None:
                text = _("%(name)s holds this post from %(since)s to %(until)s. Relieve or hand over first.")
            raise Conflict(text % values, code="post_held")
        other.until = day_before(max(since, other.since))
        other.version += 1
        other.save()


def end(tenure: Tenure, last: date, paper: Paper) -> None:
    """Ends the tenure and its grants with the day `last`; the day before it begins annuls it."""
    tenure.until = last
    tenure.version += 1
    if paper.note and not tenure.note:
        tenure.note = paper.note
    tenure.save()
    access.end_by_post(source=tenure.source, until=last)


def give_grants(actor: Actor, tenure: Tenure) -> None:
    """The role that goes with a first responsible post, for the days of the tenure; none without an account."""
    if tenure.person is None or tenure.person.user is None or not tenure.post.is_first_responsible:
        return
    access.grant_by_post(
        actor=actor,
        user=tenure.person.user,
        unit=tenure.post.unit,
        role=PRINCIPAL,
        since=tenure.since,
        until=tenure.until,
        source=tenure.source,
        source_label=f"{tenure.post.unit.name} {tenure.title}",
    )


def stands_in(tenure: Tenure) -> bool:
    """Whether the tenure is that of somebody who acts or is in charge for another."""
    return tenure.kind in STANDING_IN


def is_held(tenure: Tenure | None) -> bool:
    """Whether the tenure seats a person; a noted vacancy and none at all do not."""
    return tenure is not None and tenure.kind != TenureKind.VACANT
