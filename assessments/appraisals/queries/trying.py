"""What a trial must know: the scheme it is compared with, and what stands against trying one out."""

from django.db.models import Q

from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.facts import faults
from assessments.appraisals.queries.schemes import earlier_of, schemes_for
from assessments.appraisals.rules import course
from assessments.appraisals.rules.content import faults_of
from assessments.appraisals.rules.fields import Fault
from revitalization.kit.actor import Actor


def present_of(actor: Actor, scheme: Scheme) -> Scheme | None:
    """The scheme that a trial is held against: the published edition of the same name, else the one it came from.

    The published edition itself is held against the one before it.
    """
    same = Q(issuer=scheme.issuer_id, name=scheme.name, status=course.PUBLISHED) & ~Q(pk=scheme.pk)
    return schemes_for(actor).filter(same).first() or earlier_of(actor, scheme)


def in_the_way(scheme: Scheme) -> list[Fault]:
    """What is wrong with the scheme, so that nothing certain comes of it; three questions at most.

    A published one was held against units and banned kinds of its day; only what it says itself counts for it.
    """
    return faults(scheme) if scheme.status in course.OPEN else list(faults_of(scheme.content))
