"""Ends of stand-ins in the calendar."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.posts.queries.agenda import ending
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import CalendarEntry


def ends(actor: Actor, first: date, last: date, lo: int | None) -> Iterator[CalendarEntry]:
    """The last days of acting and temporary terms, each with its post."""
    for it in ending(actor, first, last, lo):
        if it.until is not None and it.person is not None:
            title = _("Last day of %(person)s as %(post)s") % {"person": it.person.name, "post": it.title}
            url = reverse("post", args=[it.post.public_id])
            yield CalendarEntry(
                f"tenure-{it.public_id}", it.until, title, it.post.unit.path, url, "amber", it.kind_label
            )
