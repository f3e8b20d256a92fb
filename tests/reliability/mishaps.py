"""A time told day by day under a moved clock, and whatever befalls the timed work in it.

A slice tells the same time twice, each in a copy of the world of its own: once with a clock that never fails, once with
mishaps. What people do follows from the seed and from where things stand, never from the clock's own work, so that both
must end alike.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db import Error, connections

from responsibilities.jobs.actions import clockwork
from revitalization.kit import clock
from revitalization.kit.registry import REGISTRY
from revitalization.kit.workdays import SHANGHAI
from tests.conftest import as_application, branched
from tests.reliability.lost import lost_at

SETTLED = 3
"""Days at the end of every telling on which nobody does anything and the clock runs."""


@dataclass
class Telling:
    """One telling of `days` days; `befalls(day)` does what the clock does on that day, or fails to do.

    `done` counts what people did, by act.
    """

    first: ClassVar[date]
    seed: int
    days: int
    befalls: Callable[[int], object]
    done: Counter[str] = field(default_factory=Counter)

    @classmethod
    def instant(cls, day: int, hour: int) -> datetime:
        """The hour of a day of the telling."""
        return datetime.combine(cls.first + timedelta(days=day), time(hour), SHANGHAI)

    def tell(self) -> None:
        """The clock in the night, people in the morning, day by day."""
        for day in range(self.days):
            with clock.moved_to(self.instant(day, 1)):
                if day < self.days - SETTLED:
                    self.befalls(day)
                else:
                    ticks()
            if day < self.days - SETTLED:
                with clock.moved_to(self.instant(day, 10)):
                    self.people(day)

    def people(self, day: int) -> None:
        """What everybody does on the day."""
        raise NotImplementedError

    def ends(self, name: str, ended: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """How it ends, told in a copy of the committed world; `ended` says it at noon of the last day."""
        with branched(name):
            self.tell()
            with clock.moved_to(self.instant(self.days - 1, 12)):
                return ended()


def same(rough: Mapping[str, Any], calm: Mapping[str, Any]) -> None:
    """Both ended alike, part by part."""
    assert set(rough) == set(calm)
    for part, there in calm.items():
        assert rough[part] == there, part


def ticks(worked: Counter[str] | None = None) -> None:
    """The clock looks once: what is due is done; `worked` counts by sweep the rows it touched."""
    ran = clockwork.tick() or ()
    assert not (failed := [one.error for one in ran if one.error]), failed
    if worked is not None:
        worked.update({one.key: one.touched for one in ran})


def at_once(*works: Callable[[], object]) -> None:
    """Runs the works at the same moment, each on a connection of its own; raises what they raised."""
    gate, raised, now = threading.Barrier(len(works)), [], clock.now()

    def run(work: Callable[[], object]) -> None:
        try:
            with clock.moved_to(now), as_application():
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
    """What befalls the clock: it stands for days, is killed at a statement, runs twice, and twice without its lock.

    `never_on` are days on which it runs in the end whatever befell it, `aimed` says what befalls on a day that is not
    left to chance. `killed` counts in the work of which sweeps it was killed.
    """

    seed: int
    sweeps: Sequence[str]
    never_on: frozenset[int]
    aimed: Mapping[int, str] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    stands_until: int = -1

    def __call__(self, day: int) -> None:
        by_chance = random.Random(f"mishap {self.seed}/{day}")
        if day <= self.stands_until and day not in self.never_on and day not in self.aimed:
            self.seen["stood"] += 1
            return
        what = by_chance.choices(("stands", "killed", "twice", "apart", "late"), (2, 5, 2, 2, 2))[0]
        what = self.aimed.get(day, what)
        if what == "stands":
            self.stands_until = day + by_chance.randint(2, 6)
        self.seen[what] += 1
        getattr(self, f"_{what}")(by_chance)
        if day in self.never_on:
            ticks()

    def _stands(self, _by_chance: random.Random) -> None:
        """Nobody runs the clock."""

    def _late(self, _by_chance: random.Random) -> None:
        ticks()

    def _killed(self, by_chance: random.Random) -> None:
        """The database loses the clock in the middle of its work; often somebody starts it again."""
        statement = by_chance.randint(3, 25)
        with lost_at(statement) as asked, suppress(Error):
            clockwork.tick()
        if len(asked) >= statement:
            # Each sweep that was done stored its next time; the one after them was at work.
            ended = sum(sql.startswith('UPDATE "jobs_nextrun"') for sql in asked)
            self.killed[REGISTRY.sweeps()[ended].key] += 1
        with clock.moved_to(clock.now()):  # the new connection does not know the hour yet
            if by_chance.random() < 0.6:
                ticks()

    def _twice(self, _by_chance: random.Random) -> None:
        at_once(clockwork.tick, clockwork.tick)

    def _apart(self, _by_chance: random.Random) -> None:
        """Two that do not know of each other, as two machines whose lock is not the same."""

        def each() -> None:
            for key in self.sweeps:
                clockwork.run_sweep(key)

        at_once(each, each)
