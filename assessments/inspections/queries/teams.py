"""Who is on the team of an inspection, asked of the person and not of the account."""

from django.db import connection
from django.utils.translation import gettext as _

from assessments.inspections.models import Inspection, Member
from assessments.inspections.queries.within import inspection_for
from responsibilities.access.rules import same_person
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden

_MEMBER = f"""
SELECT EXISTS (
    SELECT 1 FROM inspections_member m JOIN access_user u ON u.id = m.user_id JOIN access_user me ON me.id = %s
    WHERE m.inspection_id = %s AND m."group" > 0 AND (m.standing OR %s) AND {same_person("u", "me")}
)
"""

_SEATS = f"""
SELECT m.id FROM inspections_member m JOIN access_user u ON u.id = m.user_id JOIN access_user me ON me.id = %s
WHERE m.inspection_id = %s AND m.standing AND {same_person("u", "me")}
"""


def _is_member(actor: Actor, inspection: int, ever: bool) -> bool:
    if actor.user_id is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_MEMBER, [actor.user_id, inspection, ever])
        return bool(cursor.fetchone()[0])


def on_team(actor: Actor, inspection: Inspection) -> bool:
    """Whether the person stands on the team now; one question."""
    return _is_member(actor, inspection.pk, ever=False)


def conducted_by(actor: Actor, key: str) -> Inspection:
    """The inspection, for whoever records on its team; raises `Hidden`, or `Forbidden` for others who see it."""
    row = inspection_for(actor, key)
    actor.require(C.INSPECT_CONDUCT, row, sees=C.INSPECT_READ, remit=row.remit)
    if not on_team(actor, row):
        raise Forbidden(_("You are not on the team of this inspection."))
    return row


def ever_on_team(actor: Actor, inspection: Inspection) -> bool:
    """Whether the person stands or ever stood on the team, so that he does not judge its findings; one question."""
    return _is_member(actor, inspection.pk, ever=True)


def members_of(actor: Actor, inspection: Inspection) -> list[Member]:
    """The seats the person holds on the team now, under whatever account; locked."""
    with connection.cursor() as cursor:
        cursor.execute(_SEATS, [actor.user_id, inspection.pk])
        seats = [seat for (seat,) in cursor.fetchall()]
    return list(Member.objects.select_for_update(of=("self",)).select_related("draw").filter(pk__in=seats))


def conducts(actor: Actor, inspection: Inspection) -> bool:
    """Whether the person may record findings of it: has the right there and stands on the team."""
    return actor.can(C.INSPECT_CONDUCT, inspection, inspection.remit) and on_team(actor, inspection)
