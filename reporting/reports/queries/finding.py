"""Finding cycles and recurring notices by number or by words of their titles."""

from collections.abc import Sequence

from django.db.models import Q

from reporting.reports.models import Cycle, Series
from reporting.reports.models.cycles import NUMBER_FROM_END
from reporting.reports.queries.series import series_for
from reporting.reports.queries.within import cycles_for
from reporting.reports.rules.numbers import Sought
from revitalization.kit.actor import Actor


def numbered(actor: Actor, sought: Sought, limit: int) -> tuple[list[Cycle], list[Series]]:
    """The notices of this number that concern the actor, newest first: two queries.

    What a recurring notice opened carries its number; it stands there itself.
    """
    cycles, series = cycles_for(actor).filter(series__isnull=True), series_for(actor)
    rows = cycles.alias(backwards=NUMBER_FROM_END).filter(_number(sought))
    also = series.alias(backwards=NUMBER_FROM_END).filter(_number(sought))
    return list(rows.order_by("-issued_on", "-id")[:limit]), list(also.order_by("-issued_on", "-id")[:limit])


def _number(sought: Sought) -> Q:
    found = Q()
    if sought.begins:
        found &= Q(notice_number__startswith=sought.begins)
    if sought.ends:
        found &= Q(backwards__startswith=sought.ends[::-1])
    return found


def titled(actor: Actor, words: Sequence[str], limit: int) -> list[Cycle]:
    """The cycles that concern the actor with each of the words in their title or their notice's, newest first."""
    rows = cycles_for(actor)
    for word in words:
        rows = rows.filter(Q(title__icontains=word) | Q(notice_title__icontains=word))
    return list(rows.order_by("-due_on", "-id")[:limit])
