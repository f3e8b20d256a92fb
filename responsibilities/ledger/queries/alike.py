"""Plans of sister units that say what this one says, shown to whoever agrees to it: no copy passes unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length

from responsibilities.ledger.models import Item, Plan
from responsibilities.ledger.rules.alike import ALIKE, LENGTHS, SHORTEST, likeness, plain
from revitalization.kit import clock

LOOKED_AT = 300
"""The latest plans of other units that are compared."""
BACK = timedelta(days=730)
"""How far back."""
SHOWN = 5


@dataclass(frozen=True)
class Sister:
    """Another unit's item whose plan is like this one: by how many per cent, and whether word for word."""

    item: Item
    plan: Plan
    percent: int
    whole: bool


def sisters_of(plan: Plan | None, item: Item) -> Sequence[Sister]:
    """Items of other units of the same issuer and kind whose latest plan has these measures, or nearly; likest first.

    One query, whatever there is. Nothing for an item without a plan and for measures too short to be anybody's own.
    """
    if plan is None or len(plain(plan.measures)) < SHORTEST:
        return []
    least, most = (len(plan.measures) * percent // 100 for percent in LENGTHS)
    latest = Plan.objects.filter(item=OuterRef("item")).order_by("-number").values("pk")[:1]
    rows = (
        Plan.objects.filter(
            item__issuer_id=item.issuer_id,
            item__kind__key=item.kind.key,
            at__gte=clock.database_now() - BACK,
            pk=Subquery(latest),
        )
        .exclude(item__unit_id=item.unit_id)
        .alias(long=Length("measures"))
        .filter(long__gte=least, long__lte=most)
        .select_related("item__unit", "item__matter", "item__kind")
        .order_by("-pk")
    )
    found = [
        Sister(row.item, row, alike.percent, alike.whole)
        for row in rows[:LOOKED_AT]
        if (alike := likeness(plan.measures, row.measures)).percent >= ALIKE
    ]
    return sorted(found, key=lambda one: (-one.percent, -one.plan.pk))[:SHOWN]
