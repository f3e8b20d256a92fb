"""The figures above the inbox for those who receive: a tile for each running cycle of an office."""

from collections.abc import Iterator, Sequence
from datetime import date

from reporting.reports import rules
from reporting.reports.models import Cycle, ReportKind
from reporting.reports.queries.boards import counts_of
from reporting.reports.queries.counts import GROUPS, Counts
from reporting.reports.queries.inbox import offices_of
from reporting.reports.queries.within import cycles_for
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import Tile, Together, Underway
from revitalization.kit.reach import holds_all
from revitalization.kit.words import N_

SHOWN = 6
TONES = {"filed": "green", "overdue": "red", "accepted": "green"}


def tiles(actor: Actor, today: date) -> Iterator[Tile | Underway | Together]:
    """A tile for each board the actor's offices have in a running cycle, the nearest deadline first.

    Each counts what is owed to the office itself and leads to those rows. What is past its deadline and was not
    closed is one figure with its list; what finds no room here is summed, all of it in one read.
    """
    if not offices_of(actor):
        return
    running = list(cycles_for(actor).filter(status=rules.RUNNING).order_by("due_on", "id"))
    current = [cycle for cycle in running if cycle.due_on >= today]
    pairs = _boards(actor, current)
    found = counts_of([(cycle.pk, office.pk) for cycle, office in pairs], today, SHOWN)
    several = len({office.pk for _cycle, office in pairs}) > 1
    for at, counts in sorted(found.each.items()):
        yield _tile(*pairs[at], counts, several=several)
    if found.more:
        yield Together(found.more, found.rest.breakdown, _figures(found.rest))
        yield Tile(N_("All running cycles"), f"{len(current):,}", "/cycles/?state=running")
    if len(current) < len(running):
        yield Tile(
            N_("Past the deadline, not closed"), f"{len(running) - len(current):,}", "/cycles/?state=ended"
        )


def _boards(actor: Actor, cycles: Sequence[Cycle]) -> list[tuple[Cycle, Unit]]:
    """Each of these cycles with the offices it can ask for, in the cycles' order; the offices by place."""
    if not cycles:
        return []
    offices = list(Unit.objects.filter(lo__in=offices_of(actor)).order_by("lo"))
    kinds = _kinds(actor)
    return [
        (cycle, office)
        for cycle in cycles
        for office in offices
        if cycle.lo <= office.lo <= cycle.hi and (kinds is None or cycle.kind_id in kinds[office.lo])
    ]


def _kinds(actor: Actor) -> dict[int, set[int]] | None:
    """By office, the kinds of report its remit holds; None: no office is limited."""
    holdings = [h for h in actor.holdings if C.REPORT_RECEIVE in h.below]
    if all(h.remit is None for h in holdings):
        return None
    found: dict[int, set[int]] = {h.place.lo: set() for h in holdings}
    for kind in ReportKind.objects.all():
        remit = rules.remit_of(kind.parts())
        for holding in holdings:
            if holds_all(holding.remit, remit):
                found[holding.place.lo].add(kind.pk)
    return found


def _tile(cycle: Cycle, office: Unit, counts: Counts, several: bool) -> Underway:
    url = f"/cycles/{cycle.key}/{office.code}/"
    return Underway(
        title=f"{office.name} {cycle.title}" if several else cycle.title,
        url=url,
        breakdown=counts.breakdown,
        due_on=cycle.due_on,
        figures=_figures(counts, f"{url}?state="),
    )


def _figures(counts: Counts, url: str = "") -> list[Tile]:
    """The four figures; with `url`, each leads to the rows of its group."""
    return [
        Tile(GROUPS[key][0], f"{n:,}", url and url + key, TONES.get(key, "grey") if n else "grey")
        for key in ("owed", "filed", "overdue", "accepted")
        for n in [getattr(counts, key)]
    ]
