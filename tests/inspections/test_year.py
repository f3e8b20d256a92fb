"""Whatever befalls the clock in a year, kills, days without it, two at once, inspections end as if nothing had."""

from collections import Counter
from datetime import date

import pytest

from assessments.inspections.actions import drawing
from assessments.inspections.actions.drawing import draw_plans
from assessments.inspections.actions.rectifying import rectify
from assessments.inspections.mechanism import MECHANISM
from assessments.inspections.models import Line, LineVisit, YearPlan
from responsibilities.ledger.mechanism import MECHANISM as LEDGER
from responsibilities.ledger.models import Item, Matter, Turn
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.registry import REGISTRY
from tests.cast import Cast
from tests.inspections import found, story
from tests.inspections.ended import ended
from tests.inspections.year import Year, sure
from tests.ledger.year import SWEEPS
from tests.reliability.mishaps import SETTLED, Mishaps, same, ticks
from tests.reports.test_parallel import killed_at_work

pytestmark = pytest.mark.database
OWN = tuple(sweep.key for sweep in MECHANISM.sweeps)
DRAWN, FINAL = 7, 37
"""Days of the telling: the first of December; the first on which nobody may object to the first feedback any more."""


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock with the sweeps of inspections and of the ledger, and one lot whenever a plan is drawn."""
    run = [*MECHANISM.sweeps, *(sweep for sweep in LEDGER.sweeps if sweep.key in SWEEPS)]
    monkeypatch.setattr(type(REGISTRY), "sweeps", lambda _self: run)
    monkeypatch.setattr(drawing.secrets, "token_hex", lambda n: "7" * 2 * n)


def compared(committed: str, seed: int, days: int) -> tuple[Year, Mishaps]:
    """The year told with a quiet clock and with mishaps; each sweep had something to do."""
    worked: Counter[str] = Counter()
    quiet = Year(seed, days, lambda _day: ticks(worked))
    calm = quiet.ends(f"{committed}_calm", ended)
    assert {key for key in OWN if worked[key]} == set(OWN)
    aimed = {DRAWN: "killed", FINAL: "killed", FINAL + 1: "stands"}
    mishaps = Mishaps(seed, (*OWN, *SWEEPS), sure(days), aimed)
    rough = Year(seed, days, mishaps)
    same(rough.ends(f"{committed}_rough", ended), calm)
    assert rough.done == quiet.done
    assert set(OWN) <= set(mishaps.killed)
    return quiet, mishaps


def test_seven_weeks_with_every_mishap_end_as_seven_weeks_without(
    committed: str, cast: Cast, clockwork: None
) -> None:
    year, mishaps = compared(committed, 7, 50)
    assert {"stands", "stood", "killed", "twice", "apart", "late"} <= set(mishaps.seen)
    assert {"plan", "begin", "put", "view", "link", "feed_back", "object", "take"} <= set(year.done)
    assert {"ledger.progress", "ledger.accept", "report"} <= set(year.done)


@pytest.mark.slow
def test_a_year_with_every_mishap_ends_as_a_year_without(committed: str, cast: Cast, clockwork: None) -> None:
    year, mishaps = compared(committed, 1, 375 + SETTLED)
    assert min(mishaps.seen[what] for what in ("stands", "killed", "twice", "apart")) > 5
    assert {"keep", "change", "withdraw", "take", "decline", "close", "report"} <= set(year.done)
    assert {"look_back", "held", "back"} <= set(year.done)
    assert {"ledger.declare", "ledger.check", "ledger.publicize", "ledger.sign", "ledger.verify"} <= set(
        year.done
    )


KILLED_DRAWING = """
import sys
from datetime import date
import django
django.setup()
from assessments.inspections.actions import drawing
def stop(*_all, **_more):
    print("here", flush=True)
    sys.stdin.readline()
drawing.tell = stop
drawing.draw_plans(date(2026, 12, 1))
"""
KILLED_LISTING = """
import sys
from datetime import datetime
import django
django.setup()
from assessments.inspections.actions import rectifying
from revitalization.kit import clock
usual, done = rectifying.act_on, []
def stop(*all, **more):
    done.append(1)
    if len(done) == 2:
        print("here", flush=True)
        sys.stdin.readline()
    return usual(*all, **more)
rectifying.act_on = stop
with clock.moved_to(datetime.fromisoformat(sys.argv[1])):
    rectifying.rectify()
"""


def test_a_process_killed_while_it_draws_the_plan_has_drawn_nothing(committed: str, cast: Cast) -> None:
    for key in ("county_townships", "county_funds"):
        story.adopted(cast, key)
    killed_at_work(committed, KILLED_DRAWING)
    assert not YearPlan.objects.exists()
    assert not Entry.objects.filter(verb="inspection_plan.draw").exists()
    first = date(2026, 12, 1)
    assert (draw_plans(first), draw_plans(first)) == (1, 0)
    assert (YearPlan.objects.count(), Line.objects.count()) == (1, 2)
    assert LineVisit.objects.count() > 3
    assert (
        Notice.objects.filter(event__startswith="inspections.draw:", recipient__username="dingwei").count()
        == 1
    )


def test_a_process_killed_between_two_findings_leaves_the_rest_to_the_next(
    committed: str, cast: Cast
) -> None:
    at = found.inspection(cast)
    rows = [found.put(cast, at, problem=f"第{n}个问题。") for n in range(3)]
    found.sent(cast, at)
    with found.later(31):
        killed_at_work(committed, KILLED_LISTING, clock.now().isoformat())
        assert [found.fresh(row).status for row in rows] == ["listed", "fed_back", "fed_back"]
        assert rectify() == 2
        assert rectify() == 0
    assert {found.fresh(row).status for row in rows} == {"listed"}
    assert Item.objects.count() == Matter.objects.count() == len(rows)
    assert Turn.objects.count() == len(rows)
    assert Entry.objects.filter(verb="finding.list").count() == len(rows)
    assert (
        Notice.objects.filter(event__startswith="ledger.issue:", recipient__username="wangfang").count() == 3
    )
