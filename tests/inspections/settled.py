"""From when on a finding is settled, as the rule has it, and what of it the clock may still have on its way."""

from collections.abc import Iterator
from datetime import date, timedelta

from assessments.inspections.models import Finding
from assessments.inspections.rules.findings import NOW
from responsibilities.ledger.models import Item

DAY = timedelta(days=1)
WAIT = 8
"""Days after which the clock has surely done what was to be done."""


def settled_on(one: Finding) -> date | None:
    """The day from which a finding is settled, as the rule has it; None while that is not known or not to be."""
    if one.fed_back_on is None:
        return None
    said = getattr(one, "objection", None)
    own = said.decided_on if said else one.fed_back_on if one.how_soon == NOW else one.fed_back_on + 31 * DAY
    root = settled_on(one.same_as) if one.same_as else own
    return max(own, root) if own and root else None


def on_their_way(today: date) -> Iterator[Item]:
    """Items that a problem found again may be about to reopen: the clock has the work or had it in these days."""
    for one in Finding.objects.full().filter(same_as__item__isnull=False).select_related("same_as__item"):
        day = settled_on(one)
        if day is not None and one.same_as and one.same_as.item and day <= today < day + WAIT * DAY:
            yield one.same_as.item
