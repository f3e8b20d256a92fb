"""The tallies behind the boards of posts say what a plain count says, whatever is done and in whatever order."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from responsibilities.posts.actions import ensure_posts
from responsibilities.posts.actions.tallies import count_anew, fold_tallies
from responsibilities.posts.models import Person, Post, Step, Tally, Tenure
from responsibilities.posts.queries import measures
from responsibilities.posts.queries.measures import Held, Years, village_secretaries
from responsibilities.units.models import Unit, UnitYear
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import At, Period
from revitalization.kit.perform import history
from tests import world
from tests.cast import Cast

pytestmark = [pytest.mark.database]
CLERK = Actor.system("tests", via="command")


@pytest.fixture(autouse=True)
def _posts(_database: None, cast: Cast) -> None:
    """Every unit of the world has its posts, villages too."""
    ensure_posts(actor=CLERK, units=Unit.objects.live())


def read(monkeypatch: pytest.MonkeyPatch | None = None) -> Mapping[tuple[int, str], Held]:
    """All units from the county up, this year and the three before; with a patch counted one by one."""
    units = [
        At(*row) for row in Unit.objects.territorial().exclude(level="village").values_list("id", "lo", "hi")
    ]
    years = Years()
    now = years.periods(CLERK, world.unit(world.NATION).span)[0]
    periods: list[Period] = [now, *years.past(CLERK, now)]
    if monkeypatch is None:
        return years.read(units, periods, clock.today())
    with monkeypatch.context() as patch:
        patch.setattr(measures, "SUMMED", 10**16)
        return years.read(units, periods, clock.today())


def same(monkeypatch: pytest.MonkeyPatch, after: object) -> None:
    told, counted = read(), read(monkeypatch)
    assert counted, after
    for at in {*told, *counted}:
        assert told.get(at) == counted.get(at), (after, Unit.objects.get(pk=at[0]).path, at[1])


class Doing:
    """Random writes to a few posts and their units, through the guards of the database; some it refuses."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        rows = Post.objects.first_responsible().filter(lo__gte=world.unit(world.LANZHOU).lo,
            lo__lte=world.unit(world.LANZHOU).hi).order_by("lo", "id").select_related("unit")  # fmt: skip
        levels = ("village", "village", "township", "county", "city")
        self.posts = [
            one for level in levels for one in self.chance.sample(list(rows.filter(unit__level=level)), 2)
        ]
        with transaction.atomic(), history(CLERK, "test"):
            self.person = Person.objects.create(name="某人", name_key="某人")

    def day(self) -> date:
        return date(2023, 1, 1) + timedelta(days=self.chance.randrange(1600))

    def appoint(self) -> None:
        since, kind = self.day(), self.chance.choice(["full", "acting", "in_charge", "concurrent", "vacant"])
        until = self.chance.choice([None, since + timedelta(days=self.chance.randrange(900))])
        Tenure.objects.create(
            post=self.chance.choice(self.posts), person=None if kind == "vacant" else self.person,
            kind=kind, since=since, until=until, office_since=since,
        )  # fmt: skip

    def end(self) -> None:
        for row in self.some():
            Tenure.objects.filter(pk=row.pk).update(
                until=row.since + timedelta(days=self.chance.randrange(900))
            )

    def annul(self) -> None:
        for row in self.some():
            Tenure.objects.filter(pk=row.pk).update(until=row.since - timedelta(days=1))

    def some(self) -> list[Tenure]:
        rows = list(Tenure.objects.filter(post__in=self.posts).order_by("id"))
        return self.chance.sample(rows, min(1, len(rows)))

    def scope(self) -> None:
        unit = self.chance.choice(self.posts).unit
        UnitYear.objects.update_or_create(
            unit=unit,
            year=self.chance.randrange(2022, 2028),
            defaults={"in_scope": self.chance.random() < 0.5, "reason": "省农办核定"},
        )

    def unit(self) -> None:
        rows = Unit.objects.filter(pk=self.chance.choice(self.posts).unit_id)
        if self.chance.random() < 0.5:
            rows.update(valid_from=date(2022, 1, 1) + timedelta(days=self.chance.randrange(700)))
        else:
            rows.update(valid_to=self.chance.choice([None, date(2024, 6, 1), date(2027, 1, 1)]))

    def fold(self) -> None:
        fold_tallies()

    def act(self) -> str:
        acts = (
            self.appoint,
            self.appoint,
            self.appoint,
            self.end,
            self.annul,
            self.scope,
            self.unit,
            self.fold,
        )
        act = self.chance.choice(acts)
        try:
            with transaction.atomic(), history(CLERK, "test"):
                act()
        except DatabaseError:
            return f"{act.__name__} refused"
        return act.__name__


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_tallies_say_what_a_plain_count_says_after_random_acts(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing = Doing(seed)
    done: list[str] = []
    for _round in range(8):
        done += [doing.act() for _act in range(12)]
        same(monkeypatch, done)
    assert {"appoint", "end", "fold", "annul", "scope", "unit"} <= set(done), "each kind of act was done"
    assert count_anew()[1] == 0, "nothing was left to mend"
    for later in (date(2026, 12, 31), date(2027, 6, 1)):
        with clock.moved_to(clock.now() + (later - clock.today())):
            same(monkeypatch, later)
            fold_tallies()
            same(monkeypatch, later)


def test_many_rows_of_one_statement_are_counted_once_each(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = Post.objects.first_responsible().filter(unit__level="village", tenures=None).order_by("lo")[:40]
    with history(CLERK, "test"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO posts_person (public_id, name, name_key, phone, version)"
                       " VALUES (gen_random_uuid(), '某', '某', '', 1) RETURNING id")  # fmt: skip
        (person,) = cursor.fetchone()
        for first, last in ((date(2024, 1, 1), date(2024, 6, 30)), (date(2025, 3, 1), None)):
            Tenure.objects.bulk_create(
                Tenure(post=post, person_id=person, kind="full", since=first, until=last, office_since=first)
                for post in posts
            )
    same(monkeypatch, "bulk")
    with history(CLERK, "test"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE posts_tenure SET until = '2026-03-03' WHERE since = '2025-03-01' AND until IS NULL"
        )
        same(monkeypatch, "bulk end")
        # Two changes of the same posts in one statement: both are counted, whichever trigger comes first.
        cursor.execute("""
            WITH back AS (UPDATE posts_tenure SET until = '2024-05-01' WHERE until = '2024-06-30' RETURNING post_id)
            INSERT INTO posts_tenure (public_id, post_id, kind, since, office_since, document_number, document_title, note, version)
            SELECT gen_random_uuid(), id, 'vacant', '2026-05-01', '2026-05-01', '', '', '', 1 FROM posts_post
            WHERE id IN (SELECT post_id FROM posts_tenure WHERE until = '2026-03-03')""")  # fmt: skip
    same(monkeypatch, "two in one")


def test_folding_leaves_one_row_a_key_and_every_sum() -> None:
    doing = Doing(7)
    for _act in range(40):
        doing.act()
    with transaction.atomic(), history(CLERK, "test"):
        doing.scope()
        doing.unit()
        doing.end()
    before, rows = read(), Tally.objects.count()
    assert fold_tallies() > 0
    assert (read(), Tally.objects.count() < rows, fold_tallies()) == (before, True, 0)


def test_village_secretaries_are_the_same_for_nation_province_and_their_sum() -> None:
    doing = Doing(11)
    for _act in range(60):
        doing.act()
    found = read()
    year = str(clock.today().year)

    def figure(code: str) -> Any:
        return village_secretaries(found[world.unit(code).pk, year])

    nation = figure(world.NATION)
    assert nation.whole > 0
    assert nation.parts["full"] + nation.parts["stand_in"] > 0
    provinces = [
        village_secretaries(found[unit.pk, year])
        for unit in Unit.objects.filter(level="province")
        if (unit.pk, year) in found
    ]
    assert nation.parts == sum(provinces[1:], provinces[0]).parts


def test_the_command_mends_what_was_spoilt_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    told = StringIO()
    call_command("count_posts", stdout=told)
    assert "the tallies are right" in told.getvalue()
    spoils: list[Callable[[], object]] = [
        lambda: Tally.objects.filter(unit_id=world.unit(world.GANSU).pk).delete(),
        lambda: Step.objects.filter(unit_id=world.unit(world.YONGDENG).pk).delete(),
        lambda: Tally.objects.create(
            unit_id=world.unit(world.GANSU).pk, village=True, state="full", day=date(2025, 2, 2), n=3
        ),
    ]
    for spoil in spoils:
        spoil()
        with pytest.raises(CommandError, match="were wrong and are mended"):
            call_command("count_posts")
        same(monkeypatch, spoil)
        assert count_anew()[1] == 0
