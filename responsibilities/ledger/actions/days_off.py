"""Follows a new table of days off: what turns in the last working days before a deadline is reckoned anew."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from responsibilities.ledger import rules
from responsibilities.ledger.actions.hand import light_payment
from responsibilities.ledger.actions.timed import turn_lamps
from responsibilities.ledger.models import Item, Matter
from responsibilities.ledger.models.items import course_of
from responsibilities.ledger.models.matters import points_of
from responsibilities.ledger.queries.facts import calendar_for, days_off
from revitalization.kit import clock
from revitalization.kit.workdays import add_working_days

_UNIT = ", ".join(f"'{status}'" for status in rules.WITH_THE_UNIT)
_DEADLINES = f"""
SELECT DISTINCT i.due_on, m.near FROM ledger_item i JOIN ledger_matter m ON m.id = i.matter_id
WHERE i.status IN ({_UNIT}) AND i.due_on >= %(today)s
"""
# Items whose lamp was reckoned with another last working day than the table has now; of one matter, with the same days,
# milestones and claim, all are reckoned alike.
_OTHERWISE = f"""
SELECT DISTINCT i.matter_id, i.start_on, i.due_on, i.percent, i.milestones::text
FROM unnest(%(due)s::date[], %(near)s::int[], %(day)s::date[]) AS n(due_on, near, day)
JOIN ledger_item i ON i.due_on = n.due_on JOIN ledger_matter m ON m.id = i.matter_id AND m.near = n.near
WHERE i.status IN ({_UNIT}) AND coalesce(i.percent, 0) < 100 AND CASE
    WHEN i.yellow_why = 'near' THEN i.yellow_on <> greatest(i.start_on, n.day)
    ELSE greatest(i.start_on, n.day) < coalesce(i.yellow_on, i.red_on)
END
"""
_SET = f"""
WITH stood AS (
    SELECT id, lamp FROM ledger_item
    WHERE matter_id = %(matter)s AND start_on = %(start_on)s AND due_on = %(due_on)s
        AND percent IS NOT DISTINCT FROM %(percent)s AND milestones IS NOT DISTINCT FROM %(milestones)s::jsonb
        AND status IN ({_UNIT}) FOR UPDATE
), changed AS (
    UPDATE ledger_item i SET yellow_on = %(yellow_on)s, yellow_why = %(yellow_why)s, red_on = %(red_on)s,
        red_why = %(red_why)s, lamp = %(lamp)s, lamp_on = %(lamp_on)s, next_on = %(next_on)s
    FROM stood s WHERE i.id = s.id RETURNING i.id
), turned AS (
    INSERT INTO ledger_turn (item_id, on_day, lamp, why)
    SELECT s.id, %(today)s, %(lamp)s, %(why)s FROM stood s JOIN changed c ON c.id = s.id WHERE s.lamp <> %(lamp)s
)
SELECT count(*) FROM changed
"""
# The same of funds; how much was paid differs from one to the next.
_PAYMENTS = f"""
SELECT p.item_id
FROM unnest(%(due)s::date[], %(near)s::int[], %(day)s::date[]) AS n(due_on, near, day)
JOIN ledger_item i ON i.due_on = n.due_on JOIN ledger_matter m ON m.id = i.matter_id AND m.near = n.near
JOIN ledger_purse p ON p.item_id = i.id
WHERE i.status IN ({_UNIT}) AND p.red_on IS NOT NULL AND CASE
    WHEN p.yellow_why = 'near' THEN p.yellow_on <> greatest(p.start_on, n.day)
    ELSE greatest(p.start_on, n.day) < coalesce(p.yellow_on, p.red_on)
END
"""

Group = tuple[int, date, date, Decimal | None, str | None]


def follow_days_off() -> int:
    """Reckons the lamps anew whose last working days have moved, of progress and funds; returns how many changed.

    What should have turned by the former table is turned first, as of its days.
    """
    today = clock.today()
    with transaction.atomic(), connection.cursor() as cursor:
        turn_lamps(today)
        cursor.execute(_DEADLINES, {"today": today})
        deadlines = cursor.fetchall()
        near = [add_working_days(days_off(due.year - 1, due.year), due, -days) for due, days in deadlines]
        values = {
            "due": [due for due, _days in deadlines],
            "near": [days for _due, days in deadlines],
            "day": near,
        }
        cursor.execute(_OTHERWISE, values)
        groups: Sequence[Group] = cursor.fetchall()
        matters = Matter.objects.in_bulk({group[0] for group in groups})
        changed = 0
        for group in groups:
            cursor.execute(_SET, _reckoned(matters[group[0]], group, today))
            changed += int(cursor.fetchone()[0])
        cursor.execute(_PAYMENTS, values)
        paying = [pk for (pk,) in cursor.fetchall()]
        for item in Item.objects.full().select_for_update(of=("self",)).filter(pk__in=paying):
            light_payment(item, item.status)
    return changed + len(paying)


def _reckoned(matter: Matter, group: Group, today: date) -> dict[str, Any]:
    _matter, start_on, due_on, percent, milestones = group
    points = matter.points if milestones is None else points_of(json.loads(milestones))
    course = course_of(start_on, due_on, points)
    turns = rules.turns(course, matter.scale, calendar_for(course), percent)
    why = {"red": turns.red_why, "yellow": turns.yellow_why}
    return {
        "matter": matter.pk,
        "start_on": start_on,
        "due_on": due_on,
        "percent": percent,
        "milestones": milestones,
        "yellow_on": turns.yellow_on,
        "yellow_why": turns.yellow_why,
        "red_on": turns.red_on,
        "red_why": turns.red_why,
        "lamp": turns.level(today),
        "why": why.get(turns.level(today), ""),
        "lamp_on": turns.since(today) or today,
        "next_on": turns.next_after(today),
        "today": today,
    }
