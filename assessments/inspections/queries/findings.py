"""Findings within reach, and what the guards must know of one.

The team's office and those above see every sheet; the inspected one that was put before it, and all once fed back. A
right with a remit reaches only what is about its categories.
"""

from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assessments.inspections.models import Finding, FindingQuerySet, Inspection, Member, Objection, Sister
from assessments.inspections.models.finding_triggers import is_person, of_unit
from assessments.inspections.queries.teams import ever_on_team, on_team
from assessments.inspections.queries.within import in_remit
from assessments.inspections.rules.findings import OPEN, TOLD, FindingFacts
from assessments.inspections.rules.objections import DECIDED, ObjectionFacts
from responsibilities.ledger.queries.told import MOST
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor, Holding
from revitalization.kit.errors import Refused
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.reach import Reach, Span

_CATEGORIES = "inspection__categories"
_THREE_YEARS = timedelta(days=3 * 366)


def findings_for(actor: Actor) -> FindingQuerySet:
    """Every finding the actor may see, with what its page and lists name."""
    return findings_within(actor.reach(C.INSPECT_READ))


def findings_within(reach: Reach) -> FindingQuerySet:
    """The same for whoever sees inspections in this reach: what they may list, and what is counted for them."""
    seen = in_remit(reach, "issuer_lo", _CATEGORIES)
    told = in_remit(reach, "unit_lo", _CATEGORIES) & Q(status__in=TOLD)
    return Finding.objects.full().filter(seen | told)


def finding_for(actor: Actor, key: str) -> Finding:
    """The finding of that key where the actor may see it; else `Hidden`."""
    return get_or_hidden(findings_for(actor), key=key)


def objection_for(actor: Actor, key: str) -> Objection:
    """The objection to the finding of that key where the actor may see the finding; else `Hidden`."""
    found = finding_for(actor, key)
    return get_or_hidden(
        Objection.objects.select_related("finding__inspection", "finding__unit"), finding=found
    )


def sisters_for(actor: Actor) -> QuerySet[Sister]:
    """The offers the actor may see: made by the own office or below it, or to a unit within reach."""
    reach = actor.reach(C.INSPECT_READ)
    kept = "finding__inspection__categories"
    wanted = in_remit(reach, "issuer_lo", kept) | in_remit(reach, "lo", kept)
    return Sister.objects.filter(wanted).select_related(
        "unit", "finding__unit", "finding__inspection__issuer", "item__matter", "item__unit"
    )


def problems_of(rows: FindingQuerySet, most: int = MOST) -> list[Finding]:
    """The findings in the order of inspections and numbers, with their letters; one query. `Refused` above `most`."""
    found = list(
        rows.full().select_related("inspection__feedback").order_by("-inspection_id", "sequence")[: most + 1]
    )
    if len(found) > most:
        raise Refused(_("These are more than %(n)s rows; narrow them by unit, kind or year.") % {"n": most})
    return found


def sees_as_office(actor: Actor, finding: Finding) -> bool:
    """Whether the actor sees it as the office of the team or from above, with the inspection it belongs to."""
    return actor.can(C.INSPECT_READ, Span(finding.issuer_lo, finding.issuer_lo), finding.remit)


def finding_facts(finding: Finding, actor: Actor) -> FindingFacts:
    """What the guards must know of the finding and of this actor; four small questions at most."""
    objection = Objection.objects.filter(finding=finding).values_list("status", flat=True).first()
    root = (
        Finding.objects.filter(pk=finding.same_as_id).values_list("status", flat=True).first()
        if finding.same_as_id
        else None
    )
    return FindingFacts(
        today=clock.today(),
        inspection=finding.inspection.status,
        on_team=actor.is_system or on_team(actor, finding.inspection),
        second=finding.second_name,
        fed_back_on=finding.fed_back_on,
        how_soon=finding.how_soon,
        outcome=objection if objection in DECIDED else "",
        objected=objection is not None,
        root_open=root in OPEN,
    )


def objection_facts(objection: Objection, actor: Actor) -> ObjectionFacts:
    """What the guards must know of whoever decides; the clock never does."""
    found = objection.finding
    return ObjectionFacts(
        of_the_team=actor.is_system or ever_on_team(actor, found.inspection),
        of_the_unit=_of_the_unit(actor, found, objection),
    )


def _of_the_unit(actor: Actor, finding: Finding, objection: Objection) -> bool:
    if actor.user_id is None:
        return False
    sql = f"SELECT {of_unit('%(who)s', '%(unit)s')} OR {is_person('%(who)s', '%(filer)s')}"
    values = {"who": actor.user_id, "unit": finding.unit_id, "filer": objection.filed_by_id}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return bool(cursor.fetchone()[0])


def with_right_below(actor: Actor, inspection: Inspection, right: C) -> Actor:
    """The actor, who has the right at the issuer (asked before), with it on what its team found below.

    Planning and deciding are rights of the issuer's own office; a finding lies at the inspected unit.
    """
    if actor.is_system:
        return actor
    issuer = Span(inspection.lo, inspection.hi)
    held = Holding("", issuer, frozenset({str(right)}), frozenset({str(right)}))
    return replace(actor, holdings=(*actor.holdings, held))


def unsettled(inspection: Inspection) -> int:
    """How many findings of the inspection have not come to their end; one question."""
    return Finding.objects.filter(inspection=inspection, status__in=OPEN).count()


def others_on_team(inspection: Inspection, actor: Actor) -> list[Member]:
    """Those who stand in the team beside the actor, his own group first: one of them is the second name."""
    members = list(inspection.members.filter(standing=True, group__gt=0).select_related("user"))
    own = {one.group for one in members if one.user_id == actor.user_id}
    return sorted(
        (one for one in members if one.user_id != actor.user_id),
        key=lambda one: (one.group not in own, one.group, not one.leads, one.pk),
    )


def alike_before(finding: Finding) -> list[Finding]:
    """Findings at the same unit in the same line within three years: the ones it may repeat; one query."""
    rows = Finding.objects.filter(
        unit=finding.unit_id,
        same_as=None,
        issuer_lo=finding.issuer_lo,
        created_at__gte=clock.database_now() - _THREE_YEARS,
    ).exclude(pk=finding.pk)
    return list(rows.exclude(status__in=("discarded", "withdrawn")).full().order_by("-pk")[:50])
