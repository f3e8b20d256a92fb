"""The stories of the demonstration, one module a slice, told together in the order of time."""

from collections.abc import Callable, Iterable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from typing import Protocol, cast

from revitalization.site.demo import people
from revitalization.site.demo.chapters import Chapter, Told, tell
from revitalization.slices import SLICES


class Story(Protocol):
    """What one module tells: its chapters up to now, and whether the database holds something of it already."""

    chapters: Callable[[datetime], Iterable[Chapter]]
    is_told: Callable[[], bool]


def stories() -> list[Story]:
    """First the people, without whom nothing happens, then the module named after each slice, lower slices first."""
    names = (f"{__package__}.{name.rpartition('.')[2]}" for name in SLICES)
    found = [people, *(import_module(name) for name in names if find_spec(name))]
    return cast(list[Story], found)


def is_told() -> bool:
    """Whether anything of the demonstration would meet its like."""
    return any(story.is_told() for story in stories())


def tell_stories(now: datetime, told: Told) -> None:
    """Tells all of them up to now; `told(done, known)` after each chapter."""
    tell(chain.from_iterable(story.chapters(now) for story in stories()), told)
