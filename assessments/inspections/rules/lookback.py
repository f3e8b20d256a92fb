"""Looking back (回头看): what was closed is looked at again, by a sample that anybody can draw anew; pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessments.inspections.rules.lots import sample
from revitalization.kit.words import N_
from revitalization.kit.workdays import month_anchor

FIRST, LAST = 6, 12
"""Months after the closing between which it is looked at again."""
SHARE = 20
"""Per cent of what was closed that is looked at, rounded up, unless another share is said."""

HELD, BACK = "held", "back"
RESULTS = {HELD: N_("still put right"), BACK: N_("has come back")}


def window(closed_on: date) -> tuple[date, date]:
    """The first and the last day on which what was closed on that day is looked at again."""
    return month_anchor(closed_on, FIRST), month_anchor(closed_on, LAST)


def is_due(closed_on: date, day: date) -> bool:
    """Whether the day lies between six and twelve months after the closing, both ends included."""
    first, last = window(closed_on)
    return first <= day <= last


def drawn(closed: Mapping[str, date], day: date, seed: str, share: int = SHARE) -> Sequence[str]:
    """Of what was closed (key → day) and is due on the day, the share that the lot falls on, in its order.

    The same seed and closings always give the same; at least one of any that are due.
    """
    return sample(seed, {key for key, closed_on in closed.items() if is_due(closed_on, day)}, share)
