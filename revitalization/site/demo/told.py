"""The stories of the demonstration, one module a slice, told together in the order of time."""

from datetime import datetime
from itertools import chain

from revitalization.site.demo import people, reports
from revitalization.site.demo.chapters import Told, tell

STORIES = (people, reports)
"""Each has `chapters(now)`, and `is_told()`: whether the database holds something of it already."""


def is_told() -> bool:
    """Whether anything of the demonstration would meet its like."""
    return any(story.is_told() for story in STORIES)


def tell_stories(now: datetime, told: Told) -> None:
    """Tells all of them up to now."""
    tell(chain.from_iterable(story.chapters(now) for story in STORIES), told)
