"""The reports' figures beside the rows they count, and questions whose answers no page shows alone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reporting.reports.models import Obligation
from reporting.reports.queries.boards import board
from reporting.reports.queries.files import ReportFiles
from reporting.reports.queries.inbox import offices_of, received_by, todo_count, todo_lines
from reporting.reports.queries.reports import view_of
from reporting.reports.queries.tiles import tiles
from responsibilities.record.models import Entry
from responsibilities.record.queries import about, told_whole
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.inbox import Asked
from revitalization.kit.mechanism import Underway
from revitalization.kit.reach import Span
from revitalization.site.boards import Board, area_for, board_of, measure_for, measures_for
from tests.policy.basics import Count
from tests.policy.people import TOWN, YONGDENG


def counts(stage: Any, actor: Actor) -> Iterator[Count]:
    """The figures of the frame and of the inbox."""
    today = clock.today()
    yield Count("waiting", todo_count(actor, today), len(list(todo_lines(actor, Asked(today)))))
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
        yield Count(what, figure, rows.count())
    # A program that was given one town only sees what comes from there.
    town = stage.units[TOWN]
    limited = replace(actor, ceiling=Ceiling(frozenset(C), Span(town.lo, town.hi)), _reaches={})
    inside = owed.filter(lo__gte=town.lo, lo__lte=town.hi)
    yield Count(
        "within a token", received_by(limited).filter(cycle__status="running").count(), inside.count()
    )


def shares(stage: Any, actor: Actor) -> object:
    """What the board of the own area counts, and of how many units."""
    if not any(one.key == "filing" for one in measures_for(actor)):
        return None
    found = filing(actor)
    return found.total.whole, sorted(row.code for row in found.rows if row.figure)


def filing(actor: Actor) -> Board:
    """The board that opens first."""
    measure = measure_for(actor, "filing")
    return board_of(actor, measure, area_for(actor, measure, ""), clock.today())


def told(stage: Any, actor: Actor) -> object:
    """Whether the reason of the unit's own review is for this reader."""
    town = stage.units[TOWN]
    return told_whole(Entry(subject_kind="report", verb="report.send_back", lo=town.lo), actor)


def signs_for(stage: Any, actor: Actor) -> object:
    """For whose empty chairs the report's page offers to sign."""
    return [slot.post_key for slot in view_of(_report(stage), actor).for_others]


def reads_about(stage: Any, actor: Actor) -> object:
    """How much of the record of the report this person reads."""
    return len(about(actor, "report", _report(stage).public_id))


def lines(stage: Any, actor: Actor) -> object:
    """Which rows of a county's board lie within the reach."""
    unit = stage.units[YONGDENG]
    found = board(_report(stage).cycle, unit, clock.today(), actor.reach(C.CYCLE_READ))
    return sorted(row.code for row in found.rows)


def _report(stage: Any) -> Obligation:
    rows = Obligation.objects.full().filter(unit=stage.units[TOWN], cycle__kind__key="annual")
    return rows.order_by("id")[0]


def names_files(stage: Any, actor: Actor) -> object:
    """Of which reports the record may name the files to this person."""
    units = {row.public_id: row.lo for row in Obligation.objects.full().filter(cycle=_report(stage).cycle)}
    return sorted(ReportFiles().may_read_names(actor, units))


QUESTIONS = (names_files, shares, told, signs_for, reads_about, lines)
