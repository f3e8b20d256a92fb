"""The queue of the review desk: what waits to be received or decided, a page of it around one report."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.reports.models import Obligation, ObligationQuerySet
from reporting.reports.queries.inbox import to_decide
from revitalization.kit.actor import Actor
from revitalization.kit.keyset import after, flipped
from revitalization.kit.reach import Span

PAGE = 100
ORDER = ("due_on", "id")


@dataclass(frozen=True)
class Queue:
    """One page of the queue, by deadline, and where the report on the desk stands in the whole.

    `position` counts from 1; `waiting` is all that waits. `before` and `after` are the neighbours of the report,
    `previous_page` and `next_page` the reports with which those pages are opened; None where there is none. A report
    that was decided meanwhile is no row; it keeps its place between its neighbours.
    """

    rows: Sequence[Obligation]
    position: int
    waiting: int
    before: Obligation | None = None
    after: Obligation | None = None
    previous_page: Obligation | None = None
    next_page: Obligation | None = None


def first_in_queue(actor: Actor, under: Span | None = None) -> Obligation | None:
    """The report whose deadline is nearest among those that wait for the actor's offices, of units in `under`."""
    return _waiting(actor, under).order_by(*ORDER).first()


def _waiting(actor: Actor, under: Span | None) -> ObligationQuerySet:
    rows = to_decide(actor)
    return rows.filter(lo__range=(under.lo, under.hi)) if under else rows


def queue_around(actor: Actor, obligation: Obligation, under: Span | None = None) -> Queue:
    """The page of the queue on which the report stands. Four queries, whatever waits; pages begin at fixed places.

    `under` narrows the queue to units of that span; the report on the desk need not lie there.
    """
    waiting = _waiting(actor, under)
    key = (obligation.due_on, obligation.pk)
    earlier = after(waiting, flipped(ORDER), key).order_by(*flipped(ORDER))
    passed = earlier.order_by().count()
    back = list(earlier[: passed % PAGE + 1])
    before, lead = (back[0] if back else None), back[: passed % PAGE][::-1]
    ahead = list(after(waiting, ORDER, key).order_by(*ORDER)[: PAGE - len(lead) + 1])
    here = list(waiting.filter(pk=obligation.pk))
    rows = [*lead, *here, *ahead]
    return Queue(
        rows=rows[:PAGE],
        position=passed + 1,
        waiting=passed + len(here) + _count_from(waiting, obligation, ahead, PAGE - len(lead)),
        before=before,
        after=ahead[0] if ahead else None,
        previous_page=back[-1] if len(back) > len(lead) else None,
        next_page=rows[PAGE] if len(rows) > PAGE else None,
    )


def _count_from(
    waiting: ObligationQuerySet, obligation: Obligation, ahead: Sequence[Obligation], room: int
) -> int:
    """How many wait behind the report; counted only when the page does not show them all."""
    if len(ahead) <= room:
        return len(ahead)
    return after(waiting, ORDER, (obligation.due_on, obligation.pk)).order_by().count()
