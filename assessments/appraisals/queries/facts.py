"""What the guards of a scheme must know: what is wrong with it, who had a part in it."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from assessments.appraisals.models import BannedKind, Scheme
from assessments.appraisals.models.triggers import took_part
from assessments.appraisals.queries.units import faults_of_units
from assessments.appraisals.rules import course
from assessments.appraisals.rules.banned import Ban, banned_in
from assessments.appraisals.rules.content import faults_of
from assessments.appraisals.rules.fields import Fault
from revitalization.kit.actor import Actor
from revitalization.kit.words import Words


def scheme_facts(scheme: Scheme, actor: Actor) -> course.SchemeFacts:
    """What the guards of a scheme must know of it and of the one who acts."""
    asked = scheme.status in course.OPEN
    return course.SchemeFacts(
        faults=[said(fault) for fault in faults(scheme)] if asked else [],
        took_part=_took_part(actor, scheme),
        succeeded=scheme.status == course.PUBLISHED
        and Scheme.objects.filter(issuer=scheme.issuer_id, name=scheme.name, status__in=course.OPEN).exists(),
    )


def said(fault: Fault) -> Words:
    """A fault with its place, in one sentence."""
    return Words("%(place)s: %(what)s", {"place": fault.place, "what": fault.words})


def faults(scheme: Scheme) -> list[Fault]:
    """All that keeps the scheme from being sent: in its tables, of its units, of banned criteria; three questions."""
    return [*faults_of(scheme.content), *of_others(scheme, scheme.content)]


def of_others(scheme: Scheme, content: Mapping[str, Any]) -> list[Fault]:
    """The faults that the tables alone do not show: of units and of what may not be assessed."""
    return [*faults_of_units(scheme.issuer, content), *banned_in(content, bans())]


def bans() -> list[Ban]:
    """The kinds of criteria that may not be, as the catalogue says now."""
    rows = BannedKind.objects.filter(current=True).order_by("pk")
    return [Ban(it.key, it.words, tuple(it.patterns), it.basis) for it in rows]


def _took_part(actor: Actor, scheme: Scheme) -> bool:
    if actor.user_id is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {took_part('%(who)s', '%(row)s')}", {"who": actor.user_id, "row": scheme.pk})
        return bool(cursor.fetchone()[0])
