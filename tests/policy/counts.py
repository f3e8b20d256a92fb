"""Counts beside the rows they count, for one person."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reporting.reports.models import Obligation
from reporting.reports.queries.inbox import offices_of, received_by, todo_count, todo_groups
from reporting.reports.queries.tiles import tiles
from responsibilities.posts.queries import count_vacancies, vacancies
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.mechanism import Underway
from revitalization.kit.reach import Span
from tests.policy.people import TOWN
from tests.policy.walker import Walker


@dataclass(frozen=True)
class Count:
    """A figure as it is shown, and the rows counted by other means."""

    what: str
    person: str
    shown: int
    counted: int


def counts(walker: Walker, person: str) -> Iterator[Count]:
    """The figures of the frame and of the inbox."""
    actor: Actor = getattr(walker.stage.cast, person)
    today = clock.today()
    groups = [group for group in todo_groups(actor, today) if not group.waiting]
    yield Count("waiting", person, todo_count(actor, today), sum(group.total for group in groups))
    reach = actor.reach(C.POST_READ)
    yield Count("vacancies", person, count_vacancies(reach, today), len(vacancies(reach, today)))
    if not offices_of(actor):
        return
    owed = Obligation.objects.within(actor.reach(C.REPORT_READ)).filter(
        cycle__status="running", receiver_lo__in=offices_of(actor)
    )
    running = [tile for tile in tiles(actor, today) if isinstance(tile, Underway)]
    shown = [sum(int(tile.figures[at].value.replace(",", "")) for tile in running) for at in range(4)]
    filed = owed.filter(submitted_at__isnull=False, status__in=("submitted", "received", "accepted"))
    late = owed.filter(due_on__lt=today).exclude(status__in=("submitted", "received", "accepted", "exempt"))
    for what, figure, rows in zip(
        ("owed", "filed", "overdue", "accepted"),
        shown,
        (owed.exclude(status="exempt"), filed, late, owed.filter(status="accepted")),
        strict=True,
    ):
        yield Count(what, person, figure, rows.count())
    # A program that was given one town only sees what comes from there.
    town = walker.stage.units[TOWN]
    limited = replace(actor, ceiling=Ceiling(frozenset(C), Span(town.lo, town.hi)), _reaches={})
    inside = owed.filter(lo__gte=town.lo, lo__lte=town.hi)
    yield Count(
        "within a token", person, received_by(limited).filter(cycle__status="running").count(), inside.count()
    )
