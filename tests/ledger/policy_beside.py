"""Questions about the ledger whose answers no page shows alone."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, QueryDict

from responsibilities.ledger.actions import working
from responsibilities.ledger.actions.pressing import press
from responsibilities.ledger.queries.below import movements
from responsibilities.ledger.queries.files import ItemFiles
from responsibilities.ledger.queries.inbox import WORK, issued_by
from responsibilities.ledger.queries.slips import slip_papers
from responsibilities.ledger.queries.steps import steps_by_key, steps_of
from responsibilities.ledger.queries.wall import chart_of
from responsibilities.ledger.views.agenda import deadlines
from responsibilities.ledger.views.finding import found_items
from responsibilities.ledger.views.matters import _context
from responsibilities.ledger.views.measures import YEARS
from responsibilities.ledger.views.moments import moments
from responsibilities.ledger.views.unit import coming, items_tab
from responsibilities.numbers.models import Issued
from responsibilities.roles import C
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.inbox import AskedBelow
from revitalization.kit.reach import Span
from tests.cast import days
from tests.ledger import story
from tests.ledger.policy_stage import DRAFTED
from tests.policy.basics import undone
from tests.policy.people import SISTER, TOWN, XIJI, YONGDENG

SEEN = (TOWN, SISTER, YONGDENG, XIJI)


def years(stage: Any, actor: Actor) -> object:
    """Of which units it is told in which years they have items."""
    return [[one.key for one in YEARS.periods(actor, stage.units[place].span)] for place in SEEN]


def way(stage: Any, actor: Actor) -> object:
    """Whom the way of the town's item names: who did a step, whose turn it is, who signs."""
    (steps,) = steps_of([stage.item(TOWN)], actor).values()
    return [[(hand.name, hand.done) for hand in step.hands] for step in steps]


def way_by_key(stage: Any, actor: Actor) -> object:
    """Of which items the way is told."""
    return sorted(steps_by_key(actor, [stage.item(place).public_id for place in SEEN]))


def comes(stage: Any, actor: Actor) -> object:
    """What the pages of units say they have to do next, to one who reads the ledger and to one who reads units."""
    readers = (actor, replace(actor, ceiling=Ceiling(frozenset({C.UNIT_READ}), Span(0, 2**62))))
    return [
        [one.url for one in coming(reader, stage.units[place], HttpRequest())]
        for reader in readers
        for place in SEEN
    ]


def led_below(stage: Any, actor: Actor) -> object:
    """From which units' items the way leads to those of all below."""
    return [bool(items_tab(actor, stage.units[place], HttpRequest())["below_url"]) for place in SEEN]


def year(stage: Any, actor: Actor) -> object:
    """What the line of a unit's year tells."""
    return [
        sorted((one.state, one.url) for one in moments(actor, stage.units[place], days(-400), days(400)))
        for place in SEEN
    ]


def due(stage: Any, actor: Actor) -> object:
    """Deadlines in one's own calendar, and in those of units."""
    places = [None, *(stage.units[place].lo for place in SEEN)]
    return [sorted(one.url for one in deadlines(actor, days(-400), days(400), lo)) for lo in places]


def found(stage: Any, actor: Actor) -> object:
    """What the search gives for the numbers and titles of items, and for the title of what is not issued yet."""
    items = [stage.item(place) for place in SEEN]
    drafted = [hit.url for hit in found_items(actor, stage.matters[DRAFTED].title, 20)]
    texts = [text for it in items for text in (it.number, it.matter.title)]
    return drafted, [[hit.url for hit in found_items(actor, text, 20)] for text in texts]


def moved(stage: Any, actor: Actor) -> object:
    """What the sums of what happened below count, also for a program that was given one town only."""
    asked, sister = AskedBelow(days(-400), days(1)), stage.units[SISTER]
    limited = replace(actor, ceiling=Ceiling(frozenset(C), Span(sister.lo, sister.hi)))
    with undone():
        row = story.reported(stage.cast, stage.item(TOWN))
        working.declare(actor=stage.cast.zhaogang, item=row, **story.WORDS)
        return [list(_sums(reader, asked)) for reader in (actor, limited)]


def work(stage: Any, actor: Actor) -> object:
    """Which items each kind of line holds, of one's own and of what was issued, also for a program given one town only."""
    today, sister = days(0), stage.units[SISTER]
    limited = replace(actor, ceiling=Ceiling(frozenset(C), Span(sister.lo, sister.hi)))
    with undone():
        story.declared(stage.cast, title="办好第二件事")
        ready = story.reported(stage.cast, story.underway(stage.cast, title="办好第三件事"))
        working.prepare(actor=stage.cast.wangfang, item=ready, **story.WORDS)
        kinds = [sorted(row.public_id for row in kind.rows(actor, today)) for kind in WORK]
        return kinds, [sorted(row.public_id for row in issued_by(reader)) for reader in (actor, limited)]


def charted(stage: Any, actor: Actor) -> object:
    """How many items of each lamp the wall chart counts."""
    return [
        [(bar.matter.key, sorted(bar.lamps.items())) for bar in chart_of(actor, stage.units[place], 2026)]
        for place in SEEN
    ]


def pressed(stage: Any, actor: Actor) -> object:
    """Which slips the register of documents shows."""
    with undone():
        press(
            actor=stage.cast.chenjing,
            item=stage.item(TOWN),
            document_number="永督办〔2026〕93号",
            by=days(7),
            urgency="",
        )
        return sorted(
            Issued.objects.filter(slip_papers(actor), kind="ledger_slip").values_list("number", flat=True)
        )


def named(stage: Any, actor: Actor) -> object:
    """Whose evidence is named on the record."""
    places = {stage.item(place).public_id: stage.item(place).lo for place in SEEN}
    return sorted(ItemFiles().may_read_names(actor, places))


def issues(stage: Any, actor: Actor) -> object:
    """Of which matters the page offers what only those do who issue."""
    asked: Any = SimpleNamespace(actor=actor, GET=QueryDict())
    return [(key, _context(asked, stage.matters[key])["may_issue"]) for key in sorted(stage.matters)]


def _sums(actor: Actor, asked: AskedBelow) -> Iterator[tuple[str, int]]:
    return iter(sorted((one.key, one.text.values["n"]) for one in movements(actor, asked)))


QUESTIONS = (
    years, way, way_by_key, comes, led_below, year, due, found, moved, work, charted, pressed, named, issues,
)  # fmt: skip
TWICE = {
    # Before the file is read; its owner is asked again when it is attached.
    ("Actor.require", "responsibilities/ledger/views/items.py:attach"): (
        ("Actor.can", "responsibilities/ledger/queries/files.py:ItemFiles.may_attach"),
    ),
    # The act asks again, of the row it has locked.
    ("Actor.require", "responsibilities/ledger/views/matters.py:_issue"): (
        ("Actor.require", "responsibilities/ledger/actions/issuing.py:add_missing"),
    ),
}
