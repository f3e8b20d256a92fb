"""When stand-ins end."""

from datetime import date

from responsibilities.posts.models import Tenure
from responsibilities.posts.rules import TenureKind
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import MOST

TEMPORARY = (TenureKind.ACTING, TenureKind.IN_CHARGE)


def ending(actor: Actor, first: date, last: date, lo: int | None) -> list[Tenure]:
    """Acting and temporary terms that end in these days where one appoints; at `lo`, where one sees the posts."""
    reach = actor.reach(C.POST_APPOINT if lo is None else C.POST_READ)
    if not reach:
        return []
    rows = Tenure.objects.standing().within(reach).filter(until__range=(first, last), kind__in=TEMPORARY)
    if lo is not None:
        rows = rows.filter(post__lo=lo)
    return list(rows.select_related("post__unit", "person").order_by("until", "id")[: MOST + 1])
