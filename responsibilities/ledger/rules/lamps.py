"""Lamps: how an item of the ledger stands on a day, reckoned exactly and never typed; pure.

What is expected runs straight from nothing on the first day through the milestones to 100 on the deadline, by days. How
far the claim lies behind it decides; without new progress a lamp only ever gets worse, so that the days on which it
turns are known beforehand (`turns`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from revitalization.kit.words import N_, NP_, Words
from revitalization.kit.workdays import Calendar, add_working_days, working_days_between

GREY, GREEN, YELLOW, RED, DONE, NONE = "grey", "green", "yellow", "red", "done", "none"
LAMPS = (RED, YELLOW, GREEN, GREY, DONE, NONE)
"""In the order in which they are listed: what needs looking at first."""
MOVING = (RED, YELLOW, GREEN, GREY)
"""Those of what is still to be done."""
LAMP_WORDS = {
    RED: N_("Red: far behind or overdue"),
    YELLOW: N_("Yellow: behind or due soon"),
    GREEN: N_("Green: on schedule"),
    GREY: N_("Not begun"),
    DONE: N_("Closed from above"),
    NONE: N_("Cancelled"),
}
SHORT_WORDS = {
    RED: N_("Red lamp"),
    YELLOW: N_("Yellow lamp"),
    GREEN: N_("Green lamp"),
    GREY: N_("Not begun"),
    DONE: N_("Closed from above"),
    NONE: N_("Cancelled"),
}
TONES = {RED: "red", YELLOW: "amber", GREEN: "green", GREY: "grey", DONE: "green", NONE: "grey"}
"""The look of each lamp."""

BEHIND, UNSTARTED, NEAR, OVERDUE, AHEAD = "behind", "unstarted", "near", "overdue", "ahead"
UNALLOTTED = "unallotted"
WHY = {
    BEHIND: (N_("%(n)s points behind schedule"), ""),
    UNSTARTED: NP_("no progress for %(n)s day since its start", "no progress for %(n)s days since its start"),
    NEAR: NP_("due in %(n)s working day", "due in %(n)s working days"),
    OVERDUE: NP_("%(n)s day overdue", "%(n)s days overdue"),
    AHEAD: (N_("begins later"), ""),
    UNALLOTTED: (N_("no funds allotted yet"), ""),
}
"""Why a lamp stands as it does, in words of one and of many (empty: the same); `n` is by how much.

The last is said of payments alone.
"""
WHY_SHORT = {
    BEHIND: N_("behind schedule"),
    UNSTARTED: N_("not started"),
    NEAR: N_("due soon"),
    OVERDUE: N_("overdue"),
    AHEAD: N_("begins later"),
    UNALLOTTED: N_("no funds allotted yet"),
}
"""The same where only the day of the turn is kept."""


@dataclass(frozen=True)
class Scale:
    """How far is too far: points behind for yellow (from) and red (more than), days without a start, working days
    before the deadline. Those of Yinchuan's rule of 2025 are the default.
    """

    yellow: int = 10
    red: int = 30
    unstarted: int = 90
    near: int = 3


@dataclass(frozen=True)
class Course:
    """From the first day to the deadline, through milestones (day, percent) in their order."""

    start: date
    due: date
    milestones: Sequence[tuple[date, Decimal]] = ()

    def expected(self, day: date) -> Fraction:
        """Per cent expected on the day: 0 until the start, 100 from the deadline on, else straight between."""
        if day >= self.due:
            return Fraction(100)
        if day <= self.start:
            return Fraction(0)
        points = [
            (self.start, Fraction(0)),
            *((on, Fraction(at)) for on, at in self.milestones),
            (self.due, Fraction(100)),
        ]
        at = max(n for n, (on, _percent) in enumerate(points) if on <= day)
        (first, low), (last, high) = points[at], points[at + 1]
        return low + (high - low) * (day - first).days / (last - first).days


@dataclass(frozen=True)
class Lamp:
    """How it stands: the level, why (a key of `WHY`, "" where nothing is wrong), and by how much."""

    level: str
    why: str = ""
    n: str = ""

    @property
    def words(self) -> Words | None:
        """Why, in words; None where there is nothing to say."""
        if not self.why:
            return None
        one, many = WHY[self.why]
        return Words(one, {"n": self.n}, many)


@dataclass(frozen=True)
class Turns:
    """The days on which the lamp turns without new progress: green on `start`, yellow (None: never), red.

    Yellow comes before red or not at all.
    """

    start: date
    yellow_on: date | None
    yellow_why: str
    red_on: date
    red_why: str

    def level(self, day: date) -> str:
        """The lamp on a day from the latest progress on."""
        if day < self.start:
            return GREY
        if day >= self.red_on:
            return RED
        return YELLOW if self.yellow_on is not None and day >= self.yellow_on else GREEN

    def since(self, day: date) -> date | None:
        """The day of its last turn up to that day; None: it has not turned yet."""
        return max((on for on in self._days() if on <= day), default=None)

    def next_after(self, day: date) -> date | None:
        """The next day on which it turns; None: never again."""
        return min((on for on in self._days() if on > day), default=None)

    def between(self, first: date, last: date) -> list[tuple[date, str, str]]:
        """Its turns from day to day, both included, as (day, level, why); one overtaken on its own day is none."""
        days = {self.start: (GREEN, "")}
        if self.yellow_on is not None:
            days[self.yellow_on] = (YELLOW, self.yellow_why)
        days[self.red_on] = (RED, self.red_why)
        return [(on, *days[on]) for on in sorted(days) if first <= on <= last]

    def _days(self) -> list[date]:
        return [on for on in (self.start, self.yellow_on, self.red_on) if on is not None]


def judged(
    course: Course, scale: Scale, calendar: Calendar, day: date, percent: Decimal | Fraction | None
) -> Lamp:
    """The lamp of open work on the day, of which `percent` was last claimed (None: nothing yet)."""
    if day < course.start:
        return Lamp(GREY, AHEAD)
    if day > course.due:
        return Lamp(RED, OVERDUE, str((day - course.due).days))
    if percent is None and (day - course.start).days >= scale.unstarted:
        return Lamp(RED, UNSTARTED, str((day - course.start).days))
    behind = course.expected(day) - Fraction(percent or 0)
    if behind > scale.red:
        return Lamp(RED, BEHIND, tenths(behind))
    if behind >= scale.yellow:
        return Lamp(YELLOW, BEHIND, tenths(behind))
    if (percent is None or percent < 100) and day >= add_working_days(calendar, course.due, -scale.near):
        return Lamp(YELLOW, NEAR, str(working_days_between(calendar, day, course.due)))
    return Lamp(GREEN)


def turns(course: Course, scale: Scale, calendar: Calendar, percent: Decimal | Fraction | None) -> Turns:
    """When the lamp turns, as `judged` would find it day by day, with the progress there is."""

    def first(level: str) -> tuple[date | None, str]:
        """What is expected only grows, so that the first such day is found by halving."""
        low, high = 0, (course.due - course.start).days + 1
        if level == YELLOW and judged(course, scale, calendar, course.due, percent).level == GREEN:
            return None, ""
        while low < high:
            middle = (low + high) // 2
            found = judged(course, scale, calendar, course.start + timedelta(days=middle), percent)
            low, high = (low, middle) if found.level == RED or found.level == level else (middle + 1, high)
        on = course.start + timedelta(days=low)
        lamp = judged(course, scale, calendar, on, percent)
        return (on, lamp.why) if lamp.level == level else (None, "")

    red_on, red_why = first(RED)
    if red_on is None:
        raise ValueError("what is not closed is overdue one day")
    yellow_on, yellow_why = first(YELLOW)
    return Turns(course.start, yellow_on, yellow_why, red_on, red_why)


def tenths(points: Fraction) -> str:
    """Points as they are written: 30.4, halves up."""
    return str(
        (Decimal(points.numerator) / Decimal(points.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    )


def per_cent(value: Decimal) -> str:
    """A number of per cent as it is written, without idle zeros: 12.5%, 100%."""
    return f"{value.normalize():f}%"


def changed_since(former: Course, new: Course, day: date) -> bool:
    """Whether the two expect something else on any day up to that one, on which a lamp may rest already."""
    days = {on for course in (former, new) for on, _percent in course.milestones if on <= day} | {day}
    return any(former.expected(on) != new.expected(on) for on in days)


def wrong_milestones(course: Course) -> str:
    """What is wrong with the milestones, as a message id; "" when nothing is."""
    days = [course.start, *(on for on, _percent in course.milestones), course.due]
    if any(later <= earlier for earlier, later in pairwise(days)) and course.milestones:
        return N_("Milestones lie between the first day and the deadline, each after the one before.")
    marks = [Decimal(0), *(percent for _on, percent in course.milestones), Decimal(100)]
    if any(later < earlier for earlier, later in pairwise(marks)):
        return N_("Milestones go up, from 0 to 100 per cent.")
    return ""
