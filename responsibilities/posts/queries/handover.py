"""The handover sheet of a person: what is open under somebody, part by part, as mechanisms declare it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from responsibilities.access.queries import actor_for, actor_then
from responsibilities.posts.models import Delegation, LastSheet, Person, Post, Tenure, TenureQuerySet
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.handover import HandingOver, HandoverPart, OpenMatter
from revitalization.kit.inbox import Asked, Todo
from revitalization.kit.language import said_day
from revitalization.kit.reach import Reach
from revitalization.kit.registry import REGISTRY
from revitalization.kit.words import N_

LATELY = timedelta(days=60)
"""How long after the last day a post is still handed over."""
EVERYTHING = 1_000_000
"""Lines of each kind of work that are asked for: what is handed over is not cut."""


@dataclass(frozen=True)
class Left:
    """One post that was left lately: what was open under its holder when the last day was over.

    `parts` are key, label and matters, in Chinese as on the paper. `taken_at`: since when it stands fixed; None until
    the clock has come by.
    """

    post: str
    day: date
    parts: Sequence[tuple[str, str, Sequence[OpenMatter]]]
    taken_at: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One thing on the sheet, with the key and the heading of the part it stands in."""

    key: str
    heading: str
    matter: OpenMatter


@dataclass(frozen=True)
class Sheet:
    """The sheet: who hands over, in which posts, on which day, what is open by part, and what was under posts left."""

    name: str
    posts: Sequence[str]
    day: date
    parts: Sequence[tuple[HandoverPart, Sequence[OpenMatter]]]
    left: Sequence[Left] = ()

    @property
    def headed(self) -> list[tuple[str, str, Sequence[OpenMatter]]]:
        """Key, heading and matters of every part, first what is open now."""
        now: list[tuple[str, str, Sequence[OpenMatter]]] = [
            (part.key, str(_(part.label)), found) for part, found in self.parts
        ]
        said = _("%(post)s, as of %(day)s: %(part)s")
        return now + [
            (key, said % {"post": one.post, "day": said_day(one.day), "part": label}, found)
            for one in self.left
            for key, label, found in one.parts
        ]

    @property
    def lines(self) -> list[Line]:
        """Everything on it."""
        return [Line(key, heading, matter) for key, heading, found in self.headed for matter in found]

    @property
    def count(self) -> int:
        """How many things are open."""
        return len(self.lines)


def sheet_of(person: Person, reach: Reach, day: date) -> Sheet:
    """The sheet of a person as far as it lies within the reach."""
    actor = actor_for(person.user_id) if person.user_id else None
    tenures = list(_held(Q(person=person), day).within(reach))
    of = HandingOver(person.user_id, actor, _units(tenures, day), day, reach.spans(), person.pk)
    return _composed(of, person.name, tenures)


def own_sheet(actor: Actor, day: date) -> Sheet:
    """The sheet of whoever is signed in, whole, in all posts."""
    whole = actor_for(actor.user_id) if actor.user_id else actor
    tenures = list(_held(Q(person__user=actor.user_id), day))
    person = tenures[0].person_id if tenures else None
    return _composed(
        HandingOver(actor.user_id, whole, _units(tenures, day), day, person=person), whole.name, tenures
    )


def _held(who: Q, day: date) -> TenureQuerySet:
    rows = Tenure.objects.standing().filter(who, since__lte=day)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=day - LATELY))
    return rows.select_related("post__unit", "person").order_by("since", "id")


def _is_over(tenure: Tenure, day: date) -> bool:
    return tenure.until is not None and tenure.until < day


def _units(tenures: Sequence[Tenure], day: date) -> list[Unit]:
    """Of the posts that are held still: what is open under the others stood still on their last day."""
    return [it.post.unit for it in tenures if not _is_over(it, day)]


def _composed(of: HandingOver, name: str, tenures: Sequence[Tenure]) -> Sheet:
    """`tenures` from the first day on: of a post held twice lately the last time counts, which may go on still."""
    last = list({it.post_id: it for it in tenures}.values())
    over = [it for it in last if _is_over(it, of.today)]
    posts = list(dict.fromkeys(_named(it) for it in last))
    return Sheet(name, posts, of.today, _parts(of), [one for one in _left(over) if one.parts])


def _named(tenure: Tenure) -> str:
    unit, title = tenure.post.unit.name, tenure.title
    # 红城镇 and its 镇党委书记 are 红城镇党委书记; but 镇长 keeps its first character: 红城镇镇长.
    shared = title.endswith("书记") and unit.endswith(title[:1])
    return f"{unit}{title.removeprefix(title[:1]) if shared else title}"


def _parts(of: HandingOver) -> list[tuple[HandoverPart, Sequence[OpenMatter]]]:
    declared = sorted([*OWN, *REGISTRY.handover()], key=lambda part: part.order)
    parts = [(part, list(part.matters(of))) for part in declared]
    return [(part, found) for part, found in parts if found]


# ------------------------------------------------------------------ posts that were left


def to_be_fixed(day: date, most: int) -> list[Tenure]:
    """Posts left before the day, lately, whose sheet does not stand fixed yet."""
    fixed = LastSheet.objects.filter(tenure=OuterRef("pk"), day=OuterRef("until"))
    rows = Tenure.objects.standing().filter(~Exists(fixed), person__isnull=False, until__lt=day)
    rows = rows.filter(until__gte=day - LATELY)
    return list(rows.select_related("post__unit", "person").order_by("until", "id")[:most])


def parts_on_the_last_day(tenure: Tenure) -> list[Any]:
    """What was open under the holder in this post, with the rights of the last day, as `LastSheet` keeps it."""
    person, day, unit = tenure.person, tenure.until, tenure.post.unit
    if person is None or day is None:
        raise ValueError("nobody leaves this post")
    actor = actor_then(person.user_id, tenure.source, day) if person.user_id else None
    of = HandingOver(person.user_id, actor, [unit], day, (unit.span,), person.pk)
    with translation.override(CHINESE):
        return [
            [part.key, str(_(part.label)), [_kept(matter) for matter in found]] for part, found in _parts(of)
        ]


def _kept(it: OpenMatter) -> dict[str, Any]:
    due = it.due_on.isoformat() if it.due_on else None
    return {"what": it.what, "unit": it.unit, "state": it.state, "due_on": due}


def _left(tenures: Sequence[Tenure]) -> list[Left]:
    fixed = {
        (row.tenure_id, row.day): row
        for row in LastSheet.objects.filter(tenure__in=[it.pk for it in tenures])
    } if tenures else {}  # fmt: skip
    return [_left_post(it, it.until, fixed.get((it.pk, it.until))) for it in tenures if it.until]


def _left_post(tenure: Tenure, day: date, row: LastSheet | None) -> Left:
    parts = row.parts if row else parts_on_the_last_day(tenure)
    found = [(key, label, [_matter(one) for one in matters]) for key, label, matters in parts]
    return Left(_named(tenure), day, found, row.taken_at if row else None)


def _matter(kept: Mapping[str, Any]) -> OpenMatter:
    due = date.fromisoformat(kept["due_on"]) if kept["due_on"] else None
    return OpenMatter(kept["what"], kept["unit"], kept["state"], due)


def leaving(rows: Iterable[Tenure], day: date) -> list[Tenure]:
    """Those of the post's entries whose holders have something to hand over: in office, or until lately."""
    return [
        it for it in rows
        if it.person and not it.is_annulled and it.since <= day and (it.until is None or it.until >= day - LATELY)
    ]  # fmt: skip


# ------------------------------------------------------------------ the parts


def _work(of: HandingOver) -> Iterable[OpenMatter]:
    """The one list of work as the person has it, whoever the lines come from."""
    if of.actor is None:
        return []
    spans = [None] if of.spans is None else of.spans
    asked = [Asked(of.today, under=span, limit=EVERYTHING) for span in spans]
    lines = chain.from_iterable(source.lines(of.actor, one) for source in REGISTRY.inbox() for one in asked)
    return [_todo(line) for line in sorted(lines, key=lambda line: line.mark)]


def _todo(line: Todo) -> OpenMatter:
    state = f"{_(line.kind.label)} {_('overdue')}" if line.late else str(_(line.kind.label))
    return OpenMatter(str(line.title), line.unit, state, line.due_on, line.url)


def _posts(of: HandingOver) -> Iterable[OpenMatter]:
    if of.person is None:
        return []
    still = Q(until__isnull=True) | Q(until__gte=of.today)
    rows = _held(Q(person=of.person), of.today).filter(still, of.q("post__lo"))
    return [OpenMatter(it.title, it.post.unit.name, _since(it.since, it.until)) for it in rows]


def _since(since: date, until: date | None) -> str:
    if until is None:
        return _("since %(day)s") % {"day": said_day(since)}
    return _("%(since)s to %(until)s") % {"since": said_day(since), "until": said_day(until)}


def _vacancies(of: HandingOver) -> Iterable[OpenMatter]:
    """Posts of the person's units that nobody holds on the day."""
    units = [unit.pk for unit in of.units]
    rows = (
        Post.objects.filter(unit__in=units)
        .vacant(of.today)
        .select_related("unit")
        .order_by("lo", "rank", "id")
    )
    return [OpenMatter(post.title, post.unit.name, _("vacant")) for post in rows]


def _delegations(of: HandingOver) -> Iterable[OpenMatter]:
    """Written authorities to sign that are in force or still to come, given or received; they end with the giver's time
    in the post.
    """
    if of.person is None:
        return []
    mine = Q(giver=of.person) | Q(to=of.person)
    still = Q(until__isnull=True) | Q(until__gte=of.today)
    holds = Tenure.objects.standing().filter(still, post=OuterRef("post"), person=OuterRef("giver"))
    rows = Delegation.objects.filter(
        mine, of.q("post__lo"), Exists(holds), ended_at=None, until__gte=of.today
    )
    rows = rows.select_related("post__unit", "giver", "to").order_by("since", "id")
    said = _("%(giver)s authorises %(to)s to sign as %(post)s")
    return [
        OpenMatter(
            said % {"giver": it.giver.name, "to": it.to.name, "post": it.post.title},
            it.post.unit.name, _since(it.since, it.until), it.until,
        )
        for it in rows
    ]  # fmt: skip


OWN = (
    HandoverPart("posts", N_("Posts held"), 10, _posts),
    HandoverPart("work", N_("To do"), 20, _work),
    HandoverPart("vacancies", N_("Vacant posts of the unit"), 50, _vacancies),
    HandoverPart("delegations", N_("Authorities to sign"), 60, _delegations),
)
"""What posts know themselves, and the list of work, which belongs to nobody."""
