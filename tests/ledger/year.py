"""A year of the ledger by a moved clock on the real tree of the world: a county and its towns at random, and its sweeps.

What the people do is the same in every telling: it follows from the seed and from where the items stand, never from
lamps or the clock's own work. What befalls the clock is told apart.
"""

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import Error, connections

from responsibilities.jobs.actions import clockwork
from responsibilities.ledger import rules
from responsibilities.ledger.actions import DO, drawing, issuing
from responsibilities.ledger.models import Item, Matter, Progress, Tally, Turn
from responsibilities.ledger.queries.facts import item_facts, lamp_on
from responsibilities.notices.models import Notice
from responsibilities.posts.actions import NewPerson, appoint, open_sign_in
from responsibilities.posts.models import Post
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem
from revitalization.kit.workdays import SHANGHAI
from tests import world
from tests.cast import Cast, sister, town
from tests.conftest import as_application
from tests.ledger import story
from tests.reliability.lost import lost_at

FIRST = date(2026, 11, 24)
SWEEPS = ("ledger.lamps", "ledger.notices", "ledger.days_off", "ledger.sums", "ledger.fold")
KINDS = ("task", "project", "rectification", "commitment")
SETTLED = 3
"""Days at the end of every telling on which nobody does anything and the clock runs."""
MADE_UP = (
    "percent",
    "progressed_on",
    "lamp_on",
    "next_on",
    "yellow_on",
    "yellow_why",
    "red_on",
    "red_why",
    "version",
)
"""What of an item made up of others follows the day on which the clock added them up."""


def instant(day: int, hour: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), time(hour), SHANGHAI)


@dataclass
class Year:
    """One telling of `days` days; `befalls(day)` does what the clock does on that day, or fails to do."""

    seed: int
    days: int
    befalls: Callable[[int], None]
    done: Counter[str] = field(default_factory=Counter)

    def tell(self) -> None:
        for day in range(self.days):
            with clock.moved_to(instant(day, 1)):
                if day < self.days - SETTLED:
                    self.befalls(day)
                else:
                    ticks()
            if day < self.days - SETTLED:
                with clock.moved_to(instant(day, 10)):
                    self._people(day)

    # ------------------------------------------------------------ what people do

    def _people(self, day: int) -> None:
        by_chance, cast = random.Random(f"{self.seed}/{day}"), Cast()
        if day == 0:
            self._appointed()
        if day == 1:
            self._handed_down(cast)
        if day % 5 == 0:
            self._issued(cast, by_chance, day)
        for _again in range(by_chance.randint(0, 4)):
            self._act(cast, by_chance)

    def _appointed(self) -> None:
        """The secretary of the sister town, who applies and signs there."""
        system, post = (
            Actor.system("tests", via="command"),
            Post.objects.get(unit=sister(), key="party_secretary"),
        )
        person = appoint(actor=system, post=post, person=NewPerson("孙毅"), since=clock.today()).person
        assert person is not None
        user, _code = open_sign_in(actor=system, person=person)
        assert user.username == "sunyi"

    def _handed_down(self, cast: Cast) -> None:
        """The province's task to Yongdeng, made up of what the county hands on to its towns."""
        today = clock.today()
        days = {"start_on": today, "due_on": today + timedelta(days=self.days), "issued_on": today}
        above = story.drafted(cast.wumin, world.GANSU, levels=[], codes=[world.YONGDENG], **days)
        issuing.issue(actor=cast.wumin, matter=above)
        item = story.item(above, world.unit(world.YONGDENG))
        drawn = story.drawn(**days, counts=True)
        issuing.issue(
            actor=cast.chenjing, matter=drawing.hand_down(actor=cast.chenjing, item=item, drawn=drawn)
        )

    def _issued(self, cast: Cast, by_chance: random.Random, day: int) -> None:
        start = clock.today() + timedelta(days=by_chance.choice((0, 0, 3, 9)))
        due = start + timedelta(days=by_chance.randint(8, max(20, self.days // 4)))
        days = {"start_on": start, "due_on": due, "issued_on": clock.today()}
        matter = story.drafted(cast.chenjing, key=KINDS[day // 5 % len(KINDS)], **days)
        issuing.issue(actor=cast.chenjing, matter=matter)

    def _act(self, cast: Cast, by_chance: random.Random) -> None:
        """One of what anybody can do with one of the items, chosen by chance."""
        hands = (
            (town().pk, cast.wangfang), (town().pk, cast.zhaogang), (sister().pk, cast.sunli),
            (sister().pk, cast.sunyi), (0, cast.chenjing),
        )  # fmt: skip
        rows = Item.objects.full().filter(unit__in=[town(), sister()]).order_by("matter__key", "lo")
        row = by_chance.choice(list(rows))
        offered = [
            (actor, act.key)
            for unit, actor in hands
            if unit in (0, row.unit_id)
            for act in rules.WORKFLOW.available(row, actor, lambda found: item_facts(found, actor))  # noqa: B023
            if act.key != "cancel" or by_chance.random() < 0.1
        ]
        if not offered:
            return
        actor, key = by_chance.choice(offered)
        with suppress(Problem):
            self._do(actor, row, key, by_chance)
            self.done[key] += 1

    def _do(self, actor: Actor, row: Item, key: str, by_chance: random.Random) -> None:
        more = row.claimed + by_chance.choice((-10, 5, 20, 40, 100))
        values: dict[str, Any] = {
            "percent": str(int(min(100, max(0, more)))),
            "on_day": clock.today() if key in ("check", "publicize") else None,
            "new_due_on": max(row.due_on, clock.today()) + timedelta(days=by_chance.randint(5, 40)),
        }
        if key in ("send_plan", "agree_plan"):
            values["new_due_on"] = row.due_on
        if key == "publicize":
            values["until"] = None
        said = "按要求办理，另附说明。"
        given = {
            take.name: values.get(take.name, said if take.kind is str else None) for take in DO[key].takes
        }
        if "document_number" in given:
            given["document_number"] = "永农领办〔2026〕31号"
        DO[key].run(actor=actor, item=row, version=row.version, **given)


# ---------------------------------------------------------------- the clock and what befalls it


def ticks() -> None:
    """The clock looks once: what is due is done."""
    failed = [ran.error for ran in clockwork.tick() or () if ran.error]
    assert not failed, failed


def at_once(day: int, *works: Callable[[], object]) -> None:
    """Runs the works at the same moment, each on a connection of its own; raises what they raised."""
    gate, raised = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            with clock.moved_to(instant(day, 1)), as_application():
                gate.wait()
                work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not raised, raised


@dataclass
class Mishaps:
    """What befalls the clock: it stands for days, is killed at a statement, runs twice, and twice without its lock."""

    seed: int
    days: int
    never_on: frozenset[int]
    seen: Counter[str] = field(default_factory=Counter)
    stands_until: int = -1

    def __call__(self, day: int) -> None:
        by_chance = random.Random(f"mishap {self.seed}/{day}")
        if day <= self.stands_until and day not in self.never_on:
            self.seen["stood"] += 1
            return
        what = by_chance.choices(("stands", "killed", "twice", "apart", "late"), (2, 5, 2, 2, 2))[0]
        if what == "stands":
            self.stands_until = day + by_chance.randint(2, 6)
        self.seen[what] += 1
        getattr(self, f"_{what}")(day, by_chance)
        if day in self.never_on:
            ticks()

    def _stands(self, _day: int, _by_chance: random.Random) -> None:
        """Nobody runs the clock."""

    def _late(self, _day: int, _by_chance: random.Random) -> None:
        ticks()

    def _killed(self, day: int, by_chance: random.Random) -> None:
        """The database loses the clock in the middle of its work; often somebody starts it again."""
        with lost_at(by_chance.randint(3, 25)), suppress(Error):
            clockwork.tick()
        with clock.moved_to(instant(day, 1)):  # the new connection does not know the hour yet
            if by_chance.random() < 0.6:
                ticks()

    def _twice(self, day: int, _by_chance: random.Random) -> None:
        at_once(day, clockwork.tick, clockwork.tick)

    def _apart(self, day: int, _by_chance: random.Random) -> None:
        """Two that do not know of each other, as two machines whose lock is not the same."""

        def each() -> None:
            for key in SWEEPS:
                clockwork.run_sweep(key)

        at_once(day, each, each)


# ---------------------------------------------------------------- how it ended


def ended() -> dict[str, Any]:
    """All that the ledger holds, by public keys; of what is made up of others only how it stands."""
    made_up = set(Matter.objects.filter(counts=True).values_list("parent_id", flat=True))
    turns, progress = defaultdict(list), defaultdict(list)
    rows = {row.pk: row for row in Item.objects.full()}
    for one in Turn.objects.order_by("id"):
        turns[rows[one.item_id].public_id].append((one.on_day, one.lamp, one.why))
    for entry in Progress.objects.order_by("id"):
        progress[rows[entry.item_id].public_id].append((entry.on_day, entry.percent, entry.by_name))
    names = [f.name for f in Item._meta.concrete_fields if f.name not in ("id", "matter", "kind", "unit")]
    items = {row.public_id: {name: getattr(row, name) for name in names} for row in rows.values()}
    for row in (rows[pk] for pk in made_up):
        assert items[row.public_id]["percent"] == max(p for _day, p, _by in progress[row.public_id][-1:])
        for name in MADE_UP[1:]:
            del items[row.public_id][name]
        turns.pop(row.public_id, None)
        progress.pop(row.public_id, None)
    return {
        "items": items,
        "turns": dict(turns),
        "progress": dict(progress),
        "counts": counts(),
        "told": told(),
    }


OVER = "ledger.notice_over:"


def told(over: bool = False) -> list[tuple[str, str]]:
    """Who was told what; apart, by `over`, of public notices that are over, which only the clock tells."""
    found = Notice.objects.filter(kind="ledger").values_list("event", "recipient__username")
    return sorted(one for one in found if one[0].startswith(OVER) == over)


def counts() -> dict[tuple[Any, ...], int]:
    found: Counter[tuple[Any, ...]] = Counter()
    for *key, n in Tally.objects.values_list(
        "unit_id", "year", "kind_id", "long", "status", "lamp", "claimed", "n"
    ):
        found[tuple(key)] += n
    return {key: n for key, n in found.items() if n}


def wrong_lamps() -> list[str]:
    """Items whose stored lamp is not the one that is reckoned today."""
    today = clock.today()
    return [row.public_id for row in Item.objects.full() if row.lamp != lamp_on(row, today).level]
