"""Who came into the posts of one unit and who left them, between two days."""

from datetime import date

from django.db.models import Q

from responsibilities.posts.models import Tenure
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor


def changes_between(actor: Actor, unit: Unit, first: date, last: date) -> list[Tenure]:
    """Terms of persons in the unit's posts that begin or end in these days; one query."""
    if not actor.can(C.POST_READ, unit):
        return []
    named = Q(since__range=(first, last)) | Q(until__range=(first, last))
    rows = Tenure.objects.standing().filter(named, post__unit=unit, person__isnull=False)
    return list(rows.select_related("post", "person").order_by("since", "id"))
