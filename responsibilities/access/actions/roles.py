"""The database's own copy of the roles, for its guards."""

from django.db import transaction

from responsibilities.access.models import KnownRole
from responsibilities.roles import ROLES, C, Role
from responsibilities.units.rules import NATION_LO
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from revitalization.kit.reach import Span
from revitalization.kit.words import N_


def load_roles(*, actor: Actor) -> int:
    """Makes the table that the database's guards read the same as the roles of the code; how many rows changed.

    A role that left the code leaves the table too: its grants can still be ended, no new one is given. Asks for the
    right to run the nation's system (else `Forbidden`), and for the login of the database's owner. What changed is
    one entry on the record.
    """
    actor.require(C.SYSTEM_RUN, Span(NATION_LO, NATION_LO))
    wanted = {role.key: _row(role) for role in ROLES}
    with transaction.atomic():
        there = {row.pk: _rights_of(row) for row in KnownRole.objects.all()}
        changed = [row for key, row in wanted.items() if there.get(key) != _rights_of(row)]
        gone = sorted(set(there) - set(wanted))
        if changed or gone:
            about = {"roles": sorted(row.pk for row in changed), "removed": gone}
            count = len(changed) + len(gone)
            with recorded(
                Entry(
                    "catalogue.load",
                    actor,
                    ("catalogue", "roles"),
                    N_("Roles"),
                    NATION_LO,
                    count=count,
                    after=about,
                )
            ):
                _write(changed, gone)
    return len(changed) + len(gone)


def _write(changed: list[KnownRole], gone: list[str]) -> None:
    KnownRole.objects.filter(pk__in=gone).delete()
    KnownRole.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["key"], update_fields=["here", "below", "excludes"]
    )


def _row(role: Role) -> KnownRole:
    excludes = role.excludes | {other.key for other in ROLES if role.key in other.excludes}
    return KnownRole(
        key=role.key, here=sorted(role.here), below=sorted(role.below), excludes=sorted(excludes)
    )


def _rights_of(row: KnownRole) -> tuple[list[str], list[str], list[str]]:
    return row.here, row.below, row.excludes
