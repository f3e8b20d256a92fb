"""Which choice of a round counts when all have signed."""

from reporting.reports.models import Obligation, OnceSigned
from responsibilities.access.queries import actor_for
from responsibilities.roles import Capability as C

CHOOSES = (C.REPORT_REVIEW, C.REPORT_SIGN)
"""Who may choose what follows the last signature."""


def that_submits(obligation: Obligation) -> OnceSigned | None:
    """The choice by which the last signature of the present round submits the report; None: the filer does.

    It counts only while its chooser still reviews or signs for the unit: nobody's word outlives the office. An earlier
    one of somebody who does then counts, but never across a `keep`, which binds nobody and so stands.
    """
    for choice in OnceSigned.objects.of_round(obligation):
        if not choice.submits:
            return None
        chooser = actor_for(choice.chosen_by_id)
        if any(chooser.can(right, obligation) for right in CHOOSES):
            return choice
    return None
