"""Progress made up of what was handed down: the mean of its items, by weight among several matters; never mixed."""

from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.actions.working import report_progress
from responsibilities.ledger.models import Item
from responsibilities.record.rules import CLOCK_NAME
from responsibilities.units.rules import LEVELS
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem

_UNIT = ", ".join(f"'{status}'" for status in rules.WITH_THE_UNIT)
# What is closed counts in full, what nobody reported on yet as nothing, what was cancelled not at all. Cut to a tenth.
_SUMS = f"""
WITH parts AS (
    SELECT m.parent_id, m.weight,
        avg(CASE WHEN c.status = 'closed' THEN 100 ELSE coalesce(c.percent, 0) END) AS percent
    FROM ledger_matter m JOIN ledger_item c ON c.matter_id = m.id AND c.status <> 'cancelled'
    WHERE m.counts AND m.status = 'issued' AND m.parent_id IS NOT NULL GROUP BY m.id
), sums AS (
    SELECT parent_id, trunc(sum(percent * weight) / sum(weight), 1) AS percent FROM parts GROUP BY 1
)
SELECT i.id, s.percent FROM sums s JOIN ledger_item i ON i.id = s.parent_id
WHERE i.status IN ({_UNIT}) AND i.percent IS DISTINCT FROM s.percent AND (s.percent > 0 OR i.percent IS NOT NULL)
ORDER BY i.lo DESC, i.id
LIMIT %(most)s
"""


def sum_up(most: int = 1_000) -> int:
    """Reports the progress of items that is made up of what was handed down, where it has changed; how many.

    Level after level, so that what goes up several of them arrives in one run; each item is a transaction of its own.
    """
    done = 0
    for _level in LEVELS:
        summed = _sum_level(most)
        if not summed:
            break
        done += summed
    return done


def _sum_level(most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"most": most})
        found: list[tuple[int, Decimal]] = cursor.fetchall()
    actor, done = Actor.system(CLOCK_NAME), 0
    for pk, percent in found:
        item = Item.objects.full().get(pk=pk)
        try:
            report_progress(
                actor=actor,
                item=item,
                percent=str(percent),
                words="由下级承办事项汇总。",
                reason=_("Made up of what was handed down."),
            )
        except Problem:
            # Declared or cancelled meanwhile: it has no progress to report any more.
            continue
        done += 1
    return done
