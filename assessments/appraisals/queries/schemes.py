"""Fetching schemes within reach: those of one's own office and below it, and what is published above one."""

from django.db.models import Q, QuerySet

from assessments.appraisals.models import Scheme
from assessments.appraisals.rules import course
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.fetch import get_or_hidden


def schemes_for(actor: Actor) -> QuerySet[Scheme]:
    """The schemes the actor may read, with their issuers.

    One on its way is read at its issuer and above, like all that an office below works on; those it is for read it once
    it is published.
    """
    reach = actor.reach(C.ASSESS_READ)
    shown = Q(status__in=course.SHOWN) & reach.touching()
    own = reach.q("lo")
    return Scheme.objects.filter(shown | own).select_related("issuer")


def scheme_for(actor: Actor, key: str) -> Scheme:
    """The scheme of that key where the actor may read it; raises `Hidden` when it is outside or not there."""
    return get_or_hidden(schemes_for(actor), key=key)


def own_scheme_for(actor: Actor, key: str) -> Scheme:
    """The same, for what is done to it: not by those below the issuer, for whom nothing is there to be done."""
    return get_or_hidden(schemes_for(actor).filter(actor.reach(C.ASSESS_READ).q("lo")), key=key)


def papers_of(actor: Actor) -> Q:
    """Schemes in the register of documents that the actor may read."""
    return Q(key__in=schemes_for(actor).order_by().values("key"))


def earlier_of(actor: Actor, scheme: Scheme) -> Scheme | None:
    """What the scheme is compared with: the edition it replaces, else the one it was begun from, where that is read."""
    other = scheme.before_id or scheme.copied_from_id
    return schemes_for(actor).filter(pk=other).first() if other else None


def editions_of(actor: Actor, scheme: Scheme) -> list[Scheme]:
    """All editions of the scheme that the actor may read, the first one first."""
    found = schemes_for(actor).filter(issuer=scheme.issuer, name=scheme.name)
    return list(found.order_by("edition"))
