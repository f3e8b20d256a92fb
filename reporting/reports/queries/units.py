"""The reports of one unit, for its page."""

from reporting.reports.models import Obligation, ObligationQuerySet
from responsibilities.units.models import Unit


def reports_of(unit: Unit) -> ObligationQuerySet:
    """The unit's own obligations, those of the units below it not among them."""
    return Obligation.objects.filter(unit=unit)
