"""The demonstration is told in the order of time, by all slices together."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporting.reports.models import Cycle
from responsibilities.posts.models import Post
from responsibilities.record.actions import before_the_stories
from responsibilities.record.models import Entry
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.site.demo import people, reports, told
from revitalization.site.demo.chapters import Chapter, tell
from tests.cast import Cast
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def test_chapters_of_all_slices_come_in_the_order_of_time_each_under_its_own_clock(db: None) -> None:
    seen: list[tuple[str, datetime]] = []

    def story(name: str, at: datetime, follows: int = 0) -> Chapter:
        def run() -> Iterator[Chapter]:
            seen.append((name, clock.now()))
            if follows:
                yield story(f"{name}+", at + 2 * HOUR, follows - 1)

        return Chapter(at, run)

    steps: list[tuple[int, int]] = []
    tell(
        [story("ledger", NOON, 2), story("reports", NOON + HOUR, 1), story("people", NOON - HOUR)],
        lambda done, known: steps.append((done, known)),
    )
    assert [name for name, _at in seen] == ["people", "ledger", "reports", "ledger+", "reports+", "ledger++"]
    assert [at for _name, at in seen] == [NOON + n * HOUR for n in (-1, 0, 1, 2, 3, 4)]
    assert steps[-1] == (6, 6)


def test_what_follows_never_comes_before(db: None) -> None:
    early = Chapter(NOON - HOUR, lambda: ())
    with pytest.raises(ValueError, match="before"):
        tell([Chapter(NOON, lambda: [early])], lambda done, known: None)


def test_the_reports_of_the_demonstration_stand_on_the_record_in_the_order_of_time(cast: Cast) -> None:
    """In the world of the tests; who has no office there stops at the vacancy, as in the demonstration."""
    start = Entry.objects.latest("id").id
    assert not reports.is_told()
    later = NOON + timedelta(days=400)  # the cast has held its offices for longer than the stories go back
    tell(reports.chapters(later), lambda done, known: None)
    assert reports.is_told()
    times = list(Entry.objects.filter(id__gt=start).order_by("id").values_list("at", flat=True))
    assert len(times) > 10
    assert times == sorted(times)
    assert times[0] == NOON + timedelta(days=28)
    assert Cycle.objects.count() == 3
    verbs = set(Entry.objects.filter(id__gt=start).values_list("verb", flat=True))
    assert {"cycle.open", "series.start", "report.start", "report.accept"} <= verbs, verbs


def test_every_story_says_whether_it_was_told(db: None) -> None:
    assert len(told.stories()) > 1
    assert not any(story.is_told() for story in told.stories())
    assert people.chapters(NOON)
    assert Post.objects.exists()


def test_every_module_that_has_chapters_is_a_story(db: None) -> None:
    """A story that bears no slice's name would never be told, and nobody would miss it."""
    folder = Path(told.__file__).parent
    written = {
        path.stem for path in folder.glob("*.py") if "\ndef chapters(" in path.read_text(encoding="utf-8")
    }
    assert {story.__name__.rpartition(".")[2] for story in told.stories()} == written
    assert written >= {"people", "reports"}


def test_what_the_stories_stand_on_is_on_the_record_before_them(db: None) -> None:
    """Told a year back after a preparation of today, every story would look as if it were put in later."""
    later = NOON + timedelta(days=500)
    actor = Actor.system("tests", via="command")
    with clock.moved_to(later):
        with before_the_stories(), recorded(ports.Entry("unit.load", actor, ("registry", "62"), "甘肃省", 0)):
            pass
        assert clock.now() == later
    first = min(chapter.at for story in told.stories() for chapter in story.chapters(later))
    assert NOON < Entry.objects.latest("id").at < first


def test_no_clock_is_set_back_where_something_is_on_the_record_or_in_production(
    db: None, settings: Any
) -> None:
    assert Entry.objects.exists()
    with before_the_stories():
        assert clock.now() == NOON
    settings.MODE = "production"
    with clock.moved_to(NOON + timedelta(days=500)), before_the_stories():
        assert clock.now() == NOON + timedelta(days=500)
