"""What happens to people and units while a report is under way: roles end, roles come, units change."""

from datetime import UTC, datetime

from django.db import transaction

from responsibilities.access.actions.grants import end_grant, grant_role
from responsibilities.access.models import Grant
from responsibilities.access.queries import actor_for
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.perform import history
from tests.cast import Cast

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
AFTER_THE_DEADLINE = datetime(2026, 12, 20, 4, tzinfo=UTC)
SYSTEM = Actor.system("tests", via="command")


def ends(cast: Cast, username: str) -> None:
    """The security administrator ends the person's role."""
    security = actor_for(cast.user("anquan").pk, fresh=True)
    end_grant(actor=security, grant=Grant.objects.get(user__username=username))


def gives(cast: Cast, username: str, role: str, unit: Unit) -> None:
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user(username), unit=unit, role=role)


def changed_unit(unit: Unit, **values: object) -> None:
    with transaction.atomic(), history(SYSTEM, "test.unit"):
        Unit.objects.filter(pk=unit.pk).update(**values)
