"""Whatever befalls the clock in a year, kills, days without it, two at once, the ledger ends as if nothing had."""

from datetime import date, timedelta

import pytest

from responsibilities.ledger.actions import days_off as following
from responsibilities.ledger.actions.timed import turn_lamps
from responsibilities.ledger.mechanism import MECHANISM
from responsibilities.ledger.models import Item, Turn
from responsibilities.ledger.queries import facts
from revitalization.kit import clock
from revitalization.kit.registry import REGISTRY
from revitalization.kit.workdays import Calendar
from tests.cast import Cast
from tests.ledger import story
from tests.ledger.year import FIRST, SWEEPS, Year, ended, told, wrong_lamps
from tests.reliability.mishaps import SETTLED, Mishaps, same, ticks
from tests.reports.test_parallel import killed_at_work

pytestmark = pytest.mark.database
TABLE_ON = 20
"""The day on which the new table of days off is there, from its sweep on."""
usual = facts.days_off


def known_by_then(first: int, last: int) -> Calendar:
    """The table of the product, and from the day on that of a government that gives a week in January besides."""
    known = usual(first, last)
    if clock.today() < FIRST + timedelta(days=TABLE_ON):
        return known
    week = {date(2027, 1, 11) + timedelta(days=n) for n in range(5)}
    return Calendar(off=known.off | week, work=known.work - week, known=known.known)


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock with the sweeps of the ledger alone, and the table of days off that changes."""
    monkeypatch.setattr(type(REGISTRY), "sweeps", lambda _self: list(MECHANISM.sweeps))
    for module in (facts, following):
        monkeypatch.setattr(module, "days_off", known_by_then)


def all_of_it() -> dict:
    """How the year ended, with lamps that are right."""
    assert wrong_lamps() == []
    return {**ended(), "over": told(over=True)}


def compared(committed: str, seed: int, days: int) -> tuple[Year, Mishaps, dict]:
    quiet = Year(seed, days, lambda _day: ticks())
    calm = quiet.ends(f"{committed}_calm", all_of_it)
    mishaps = Mishaps(seed, SWEEPS, frozenset({TABLE_ON}))
    rough = Year(seed, days, mishaps).ends(f"{committed}_rough", all_of_it)
    # Whoever went on before the clock ran again was not told any more that they might.
    assert set(rough.pop("over")) <= set(calm.pop("over"))
    same(rough, calm)
    return quiet, mishaps, calm


def test_six_weeks_with_every_mishap_end_as_six_weeks_without(
    committed: str, cast: Cast, clockwork: None
) -> None:
    year, mishaps, end = compared(committed, 7, 45)
    assert {"stands", "stood", "killed", "twice", "apart"} <= set(mishaps.seen)
    assert {"progress", "accept"} <= set(year.done)
    assert sum(len(turns) for turns in end["turns"].values()) > len(end["items"])


KILLED = """
import sys
from datetime import date
import django
django.setup()
from django.db import transaction
from responsibilities.ledger.actions.timed import turn_lamps
with transaction.atomic():
    assert turn_lamps(date.fromisoformat(sys.argv[1]))
    print("here", flush=True)
    sys.stdin.readline()
"""


def test_a_process_killed_while_it_turns_the_lamps_has_turned_none(committed: str, cast: Cast) -> None:
    matter, day = story.issued(cast, start_on=FIRST, due_on=date(2027, 3, 4)), date(2027, 1, 4)
    before = (list(Item.objects.order_by("id").values()), Turn.objects.count())
    killed_at_work(committed, KILLED, day.isoformat())
    assert (list(Item.objects.order_by("id").values()), Turn.objects.count()) == before
    assert turn_lamps(day) == 2 * matter.owed > 0
    assert turn_lamps(day) == 0
    assert set(Item.objects.values_list("lamp", flat=True)) == {"red"}


@pytest.mark.slow
def test_a_year_with_every_mishap_ends_as_a_year_without(committed: str, cast: Cast, clockwork: None) -> None:
    year, mishaps, end = compared(committed, 1, 365 + SETTLED)
    assert min(mishaps.seen[what] for what in ("stands", "killed", "twice", "apart")) > 5
    assert {"declare", "check", "verify", "return", "publicize", "reopen"} <= set(year.done)
    lamps = {lamp for turns in end["turns"].values() for _day, lamp, _why in turns}
    assert {"green", "yellow", "red", "done"} <= lamps
    assert end["told"]
