"""The demonstration is told in the order of time: what happened first is on the record first.

Each slice tells its own story as chapters; a chapter may be followed by others, which come at their own time. Those of
all slices are put in one order.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush
from itertools import count

from revitalization.kit import clock

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Chapter:
    """Something that happens at a moment; `run` does it, under the clock of that moment, and gives what follows."""

    at: datetime
    run: Callable[[], "Iterable[Chapter]"] = field(compare=False)


def tell(chapters: Iterable[Chapter], told: Told) -> None:
    """Runs the chapters and what follows from them, the earliest first; `told(done, known)` after each."""
    number = count()
    coming = [(chapter.at, next(number), chapter) for chapter in chapters]
    heapify(coming)
    done = 0
    while coming:
        at, _number, chapter = heappop(coming)
        with clock.moved_to(at):
            following = list(chapter.run())
        for later in following:
            if later.at < at:
                raise ValueError("what follows cannot come before")
            heappush(coming, (later.at, next(number), later))
        done += 1
        told(done, done + len(coming))
