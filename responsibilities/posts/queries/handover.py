"""The handover sheet of a person: what is open under somebody, part by part, as mechanisms declare it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.db.models import Q
from django.utils.translation import gettext as _

from responsibilities.access.queries import actor_for
from responsibilities.posts.models import Delegation, Person, Post, Tenure, TenureQuerySet
from revitalization.kit.actor import Actor
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
class Sheet:
    """The sheet: who hands over, in which posts, on which day, and what is open by part."""

    name: str
    posts: Sequence[str]
    day: date
    parts: Sequence[tuple[HandoverPart, Sequence[OpenMatter]]]

    @property
    def count(self) -> int:
        """How many things are open."""
        return sum(len(matters) for _part, matters in self.parts)


def sheet_of(person: Person, reach: Reach, day: date) -> Sheet:
    """The sheet of a person as far as it lies within the reach."""
    actor = actor_for(person.user_id) if person.user_id else None
    tenures = list(_held(Q(person=person), day).within(reach))
    units = [it.post.unit for it in tenures]
    of = HandingOver(person.user_id, actor, units, day, reach.spans(), person.pk)
    return _composed(of, person.name, tenures)


def own_sheet(actor: Actor, day: date) -> Sheet:
    """The sheet of whoever is signed in, whole, in all posts."""
    whole = actor_for(actor.user_id) if actor.user_id else actor
    tenures = list(_held(Q(person__user=actor.user_id), day))
    units = [it.post.unit for it in tenures]
    of = HandingOver(actor.user_id, whole, units, day, person=tenures[0].person_id if tenures else None)
    return _composed(of, whole.name, tenures)


def _held(who: Q, day: date) -> TenureQuerySet:
    rows = Tenure.objects.standing().filter(who, since__lte=day)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=day - LATELY))
    return rows.select_related("post__unit", "person").order_by("since", "id")


def _composed(of: HandingOver, name: str, tenures: Sequence[Tenure]) -> Sheet:
    posts = [f"{it.post.unit.name}{it.title}" for it in tenures]
    declared = sorted([*OWN, *REGISTRY.handover()], key=lambda part: part.order)
    parts = [(part, list(part.matters(of))) for part in declared]
    return Sheet(
        name, list(dict.fromkeys(posts)), of.today, [(part, found) for part, found in parts if found]
    )


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
    rows = _held(Q(person=of.person), of.today).filter(of.q("post__lo"))
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
    """Written authorities to sign that are in force or still to come, given or received."""
    if of.person is None:
        return []
    mine = Q(giver=of.person) | Q(to=of.person)
    rows = Delegation.objects.filter(mine, of.q("post__lo"), ended_at__isnull=True, until__gte=of.today)
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
