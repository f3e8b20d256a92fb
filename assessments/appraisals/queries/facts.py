"""What the guards of a scheme must know: what is wrong with it, who had a part in it."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from assessments.appraisals.models import BannedKind, Scheme
from assessments.appraisals.models.triggers import took_part
from assessments.appraisals.queries.units import faults_of_units, units_in
from assessments.appraisals.rules import course
from assessments.appraisals.rules.banned import Ban, banned_in
from assessments.appraisals.rules.content import faults_of
from assessments.appraisals.rules.fields import Fault
from assessments.appraisals.rules.places import fault_words
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Refused


def scheme_facts(scheme: Scheme, actor: Actor, known: Sequence[Fault] | None = None) -> course.SchemeFacts:
    """What the guards of a scheme must know of it and of the one who acts; `known`: its faults, once read."""
    if known is None:
        known = faults(scheme) if scheme.status in course.OPEN else ()
    return course.SchemeFacts(
        faults=[fault_words(fault) for fault in known],
        took_part=_took_part(actor, scheme),
        succeeded=scheme.status == course.PUBLISHED
        and Scheme.objects.filter(issuer=scheme.issuer_id, name=scheme.name, status__in=course.OPEN).exists(),
    )


def faults(scheme: Scheme, units: Mapping[str, Unit] | None = None) -> list[Fault]:
    """All that keeps the scheme from being sent: in its tables, of its units, of banned criteria.

    `units` are those it names, where they are read already; one question more without.
    """
    content = scheme.content
    named = units_in(content) if units is None else units
    return [
        *faults_of(content),
        *faults_of_units(scheme.issuer, content, named),
        *banned_in(content, bans()),
    ]


def bans() -> list[Ban]:
    """The kinds of criteria that may not be, as the catalogue says now.

    Raises `Refused` where the list was never loaded: without it nothing would be held against anything.
    """
    rows = BannedKind.objects.filter(current=True).order_by("pk")
    found = [Ban(it.key, it.words, tuple(it.patterns), it.basis) for it in rows]
    if not found:
        raise Refused(_("The list of banned criteria is not loaded; whoever runs the system prepares it."))
    return found


def _took_part(actor: Actor, scheme: Scheme) -> bool:
    if actor.user_id is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {took_part('%(who)s', '%(row)s')}", {"who": actor.user_id, "row": scheme.pk})
        return bool(cursor.fetchone()[0])
