"""Reading notices."""

from responsibilities.notices.models import Notice
from revitalization.kit import clock
from revitalization.kit.actor import Actor


def mark_read(*, actor: Actor, notice: Notice | None = None) -> int:
    """Marks one of the person's own notices, or all that are shown, as read; returns how many changed."""
    found = Notice.objects.for_actor(actor).unread()
    if notice is not None:
        found = found.filter(pk=notice.pk)
    return found.update(read_at=clock.Now())
