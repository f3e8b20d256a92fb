"""Finding cycles by words of their titles, and which numbered papers of the reports somebody sees."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from reporting.reports.models import Cycle, Slip
from reporting.reports.queries.series import series_for
from reporting.reports.queries.within import cycles_for
from responsibilities.roles import C
from revitalization.kit.actor import Actor
from revitalization.kit.pairs import holding


def titled(actor: Actor, words: Sequence[str], limit: int) -> list[Cycle]:
    """The cycles that concern the actor with each of the words in their title or their notice's, newest first."""
    rows = cycles_for(actor).order_by("-due_on", "-id")
    return list(holding(rows, ("title", "notice_title"), words, limit))


def cycle_papers(actor: Actor) -> Q:
    """Notices of the register that opened a cycle which concerns the actor."""
    return Q(Exists(cycles_for(actor).filter(key=OuterRef("key"))))


def series_papers(actor: Actor) -> Q:
    """The same of recurring notices."""
    return Q(Exists(series_for(actor).filter(key=OuterRef("key"))))


def slip_papers(actor: Actor) -> Q:
    """Reminder slips about units whose reports the actor reads: that one is late is told nobody else."""
    about = Slip.objects.filter(actor.reach(C.REPORT_READ).q("obligation__lo"))
    return Q(Exists(about.filter(issuer_id=OuterRef("unit_id"), number=OuterRef("number"))))


def report_papers(actor: Actor) -> Q:
    """Numbered reports of units whose reports the actor reads."""
    return actor.reach(C.REPORT_READ).q("unit__lo")
