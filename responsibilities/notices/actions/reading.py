"""Reading notices."""

from collections.abc import Sequence

from responsibilities.notices.models import Notice
from revitalization.kit import clock
from revitalization.kit.actor import Actor


def mark_read(*, actor: Actor, notices: Sequence[Notice] | None = None) -> int:
    """Marks some of the person's own notices, or all that are shown, as read; returns how many changed."""
    found = Notice.objects.for_actor(actor).unread()
    if notices is not None:
        found = found.filter(pk__in=[notice.pk for notice in notices])
    return found.update(read_at=clock.Now())
