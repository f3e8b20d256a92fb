"""The reports' figures beside the rows they count, and questions whose answers no page shows alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.test import Client

from reporting.reports.actions.slips import give_slip
from reporting.reports.models import Obligation
from reporting.reports.queries.below import movements
from reporting.reports.queries.boards import board
from reporting.reports.queries.files import ReportFiles
from reporting.reports.queries.finding import report_papers, slip_papers
from reporting.reports.queries.inbox import offices_of, received_by, todo_lines, todo_work
from reporting.reports.queries.reports import view_of
from reporting.reports.queries.slips import may_press
from reporting.reports.queries.steps import last_steps, steps_by_key, steps_of
from reporting.reports.queries.tiles import tiles
from reporting.reports.views.measures import MEASURES
from reporting.reports.views.unit import coming
from reporting.reports.views.walk import on_desk
from responsibilities.numbers.models import Issued
from responsibilities.posts.actions import relieve
from responsibilities.posts.models import Post
from responsibilities.record.models import Entry
from responsibilities.record.queries import about, told_whole
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.errors import Hidden
from revitalization.kit.inbox import Asked, AskedBelow, counted
from revitalization.kit.mechanism import Underway
from revitalization.kit.reach import Span
from revitalization.kit.steps import Step
from revitalization.site.boards import Board, area_for, board_of, measure_for, measures_for
from tests.cast import days
from tests.policy.basics import SYSTEM, Count, undone
from tests.policy.people import SISTER, TOWN, YONGDENG


def counts(stage: Any, actor: Actor) -> Iterator[Count]:
    """The figures of the frame and of the inbox."""
    today = clock.today()
    yield Count("waiting", counted(todo_work(actor, today)), len(list(todo_lines(actor, Asked(today)))))
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
    limited = replace(actor, ceiling=Ceiling(frozenset(C), Span(town.lo, town.hi)))
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


def way(stage: Any, actor: Actor) -> object:
    """Whom the way of the town's report names: who did a step, whose turn it is, who signs."""
    row = _report(stage)
    last = last_steps([row], actor).get(row.public_id)
    return last and last.actor_name, _named(steps_of([row], actor))


def way_by_key(stage: Any, actor: Actor) -> object:
    """Of which of the town's and its sister's reports the way is told."""
    rows = Obligation.objects.full().filter(cycle=_report(stage).cycle, unit__in=_two(stage))
    return sorted(steps_by_key(actor, [row.public_id for row in rows]))


def _named(ways: Mapping[str, Sequence[Step]]) -> list[list[tuple[str, bool]]]:
    return [[(hand.name, hand.done) for hand in step.hands] for way in ways.values() for step in way]


def signs_for_nobody(stage: Any, actor: Actor) -> object:
    """Who is offered to sign for a post that has become vacant."""
    row = _report(stage)
    with undone():
        tenure = stage.tenures[TOWN]
        relieve(actor=SYSTEM, tenure=tenure, until=days(-1))
        return [slot.post_key for slot in view_of(row, actor).for_others]


def comes(stage: Any, actor: Actor) -> object:
    """What the page of the town says it has to file next, to one who may not read reports and to one who may."""
    town = stage.units[TOWN]
    shown = [coming(one, town, HttpRequest()) for one in (actor, _only(actor, C.CYCLE_READ, C.UNIT_READ))]
    return [[one.url for one in lines] for lines in shown]


def happened(stage: Any, actor: Actor) -> object:
    """How many reports the sums of what happened below count, also for a program that was given one town only."""
    asked = AskedBelow(days(-30), days(1))
    sister = stage.units[SISTER]
    limited = replace(actor, ceiling=Ceiling(frozenset(C), Span(sister.lo, sister.hi)))
    return [
        sorted((one.key, one.text.values["n"]) for one in movements(who, asked)) for who in (actor, limited)
    ]


def _only(actor: Actor, *rights: C) -> Actor:
    """The same person with these rights only, wherever held."""
    return replace(actor, ceiling=Ceiling(frozenset(rights), Span(0, 2**62)))


def _two(stage: Any) -> list[Any]:
    return [stage.units[TOWN], stage.units[SISTER]]


def reminds(stage: Any, actor: Actor) -> object:
    """Whether the board offers to remind what is picked, who presses the town, a program for its sister too."""
    shown = [act.shown(actor) for measure in MEASURES for act in measure.acts]
    sister = stage.units[SISTER]
    beside = replace(actor, ceiling=Ceiling(frozenset(C), Span(sister.lo, sister.hi)))
    return shown, [may_press(one, _report(stage)) for one in (actor, beside)]


def papers_found(stage: Any, actor: Actor) -> object:
    """Of which units numbered reports and slips are found."""
    posts = sorted(Post.objects.filter(report_papers(actor)).values_list("pk", flat=True))
    with undone():
        sister = Obligation.objects.full().get(cycle=_report(stage).cycle, unit=stage.units[SISTER])
        give_slip(
            actor=stage.cast.chenjing, obligation=sister, document_number="永农领办〔2026〕99号", by=days(5)
        )
        return posts, Issued.objects.filter(slip_papers(actor), kind="slip").count()


def writes_on_desk(stage: Any, actor: Actor) -> object:
    """Whether the walk offers to write the report."""
    try:
        return on_desk(actor, _report(stage).public_id).context["may_write"]
    except Hidden:
        return None


def attaches_nothing(stage: Any, actor: Actor) -> object:
    """What the reviewer, who writes nothing, hears who sends no file."""
    if actor.user_id != stage.cast.user("lijun").pk:
        return None
    client = Client()
    client.force_login(stage.cast.user("lijun"))
    return client.post(f"/reports/{_report(stage).public_id}/files/").status_code


QUESTIONS = (
    *(reminds, papers_found, writes_on_desk, attaches_nothing),
    *(names_files, shares, told, signs_for, reads_about, lines),
    *(way, way_by_key, signs_for_nobody, comes, happened),
)
