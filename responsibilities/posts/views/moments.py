"""Comings and goings in the line of a unit's year."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.posts.queries.moments import changes_between
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.unit_page import Moment


def moments(actor: Actor, unit: Unit, first: date, last: date) -> Iterator[Moment]:
    """The first and the last day of each term."""
    for it in changes_between(actor, unit, first, last):
        who = {"person": it.person.name if it.person else "", "post": it.title}
        url = reverse("post", args=[it.post.public_id])
        if first <= it.since <= last:
            yield Moment(it.since, _("%(person)s became %(post)s") % who, url, "blue", it.kind_label)
        if it.until is not None and first <= it.until <= last:
            yield Moment(it.until, _("Last day of %(person)s as %(post)s") % who, url, "grey", _("left"))
