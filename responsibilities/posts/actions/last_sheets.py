"""Fixing what was open under somebody when the last day in a post was over; done by the clock."""

from responsibilities.posts.models import LastSheet
from responsibilities.posts.queries.handover import parts_on_the_last_day, to_be_fixed
from revitalization.kit import clock

AT_ONCE = 100


def fix_last_sheets() -> int:
    """Keeps the sheets of posts whose last day is over, each once; returns how many (a sweep).

    Whoever is registered as having left days ago has the sheet of the day of registering, with the rights of the last.
    """
    rows = [
        LastSheet(tenure=it, day=it.until, parts=parts_on_the_last_day(it))
        for it in to_be_fixed(clock.today(), AT_ONCE)
        if it.until is not None
    ]
    return len(LastSheet.objects.bulk_create(rows, ignore_conflicts=True))
