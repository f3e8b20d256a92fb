"""Questions whose answers no page shows alone: asked of the queries and actions themselves.

For `test_mutants.py`, where a guard whose loss no row of the table sees must still change an answer here.
"""

from collections.abc import Callable, Iterator

from reporting.reports.models import Obligation
from reporting.reports.queries.boards import board
from reporting.reports.queries.national import national_counts
from reporting.reports.queries.reports import view_of
from responsibilities.access.actions.accounts import create_account
from responsibilities.posts.models import Person
from responsibilities.posts.queries import stands_only_within
from responsibilities.record.models import Entry
from responsibilities.record.queries import about, told_whole
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem
from tests.policy.people import EVERYBODY, TOWN, YONGDENG
from tests.policy.walker import Walker, undone

Asked = Callable[[Walker], object]


class Answer:
    """A question: red when it is answered otherwise than at first."""

    def __init__(self, ask: Callable[[Walker], object]) -> None:
        self.ask = ask
        self.first: object = None

    def __call__(self, walker: Walker) -> bool:
        found = self.ask(walker)
        self.first = found if self.first is None else self.first
        return found != self.first


def questions() -> Iterator[tuple[str, Asked]]:
    """What is asked, and how: the same for each of the cast."""
    for person in sorted(EVERYBODY):
        for ask in (shares, told, signs_for, makes, reads_about, stands, lines):
            yield f"{ask.__name__} {person}", lambda w, a=ask, p=person: a(w, getattr(w.stage.cast, p))


def answer_cells() -> Iterator[tuple[str, Callable[[Walker], bool]]]:
    """The questions as cells."""
    for said, ask in questions():
        yield said, Answer(ask)


def shares(walker: Walker, actor: Actor) -> object:
    """The provinces of the tile map, and whether there is a cycle for them."""
    cycle, found = national_counts(actor.reach(C.CYCLE_READ), clock.today())
    return cycle is not None, sorted(found)


def told(walker: Walker, actor: Actor) -> object:
    """Whether the reason of the unit's own review is for this reader."""
    town = walker.stage.units[TOWN]
    return told_whole(Entry(subject_kind="report", verb="report.send_back", lo=town.lo), actor)


def signs_for(walker: Walker, actor: Actor) -> object:
    """For whose empty chairs the report's page offers to sign."""
    return [slot.post_key for slot in view_of(_report(walker), actor).for_others]


def makes(walker: Walker, actor: Actor) -> object:
    """Whether this person opens an account that has no place yet."""
    try:
        with undone():
            create_account(actor=actor, username="xinzhanghu", name="新账户")
    except Problem as problem:
        return type(problem).__name__
    return "made"


def reads_about(walker: Walker, actor: Actor) -> object:
    """How much of the record of the report this person reads."""
    return len(about(actor, "report", _report(walker).public_id))


def stands(walker: Walker, actor: Actor) -> object:
    """Whether each person stands only where this one appoints."""
    reach = actor.reach(C.POST_APPOINT)
    return [stands_only_within(person, reach) for person in Person.objects.order_by("id")[:12]]


def lines(walker: Walker, actor: Actor) -> object:
    """Which rows of a county's board lie within the reach."""
    unit = walker.stage.units[YONGDENG]
    found = board(_report(walker).cycle, unit, clock.today(), actor.reach(C.CYCLE_READ))
    return sorted(row.code for row in found.rows)


def _report(walker: Walker) -> Obligation:
    rows = Obligation.objects.full().filter(unit=walker.stage.units[TOWN], cycle__kind__key="annual")
    return rows.order_by("id")[0]
