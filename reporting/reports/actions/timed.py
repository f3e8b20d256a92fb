"""What the clock does for reports: remind before the limit, tell superiors what is overdue, fold the tallies.

Each is one set-wise statement or a few, safe to run twice or on two machines: what was done is marked by a unique row
in the same transaction.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction

from responsibilities.access.queries import holders_sql
from responsibilities.roles import Capability as C
from responsibilities.roles import roles_with
from revitalization.kit import clock
from revitalization.kit.words import N_

# Units to remind today: those of running cycles whose limit is one of the notice's days away. A day that was missed is
# made good as long as the limit has not passed: the nearest reminder that is due and was not sent.
_BEFORE = """
WITH due AS (
    SELECT o.id, o.cycle_id, o.unit_id, o.due_on, c.title, c.key, u.code,
           o.due_on - min(b.days) AS day
    FROM reports_obligation o
    JOIN reports_cycle c ON c.id = o.cycle_id AND c.status = 'running'
    JOIN units_unit u ON u.id = o.unit_id
    CROSS JOIN LATERAL unnest(c.remind_before) AS b(days)
    WHERE o.status IN ('open', 'draft', 'review', 'signing', 'signed', 'returned')
        AND o.due_on >= %(today)s AND o.due_on <= %(today)s + 366 AND o.due_on - b.days <= %(today)s
        AND c.opens_on <= %(today)s
    GROUP BY o.id, o.cycle_id, o.unit_id, o.due_on, c.title, c.key, u.code
), marked AS (
    INSERT INTO reports_reminder (cycle_id, unit_id, kind, on_day, count)
    SELECT cycle_id, unit_id, 'before', day, 1 FROM due
    ON CONFLICT (cycle_id, unit_id, kind, on_day) DO NOTHING
    RETURNING cycle_id, unit_id, on_day
), fresh AS (
    SELECT due.* FROM due JOIN marked m ON m.cycle_id = due.cycle_id AND m.unit_id = due.unit_id AND m.on_day = due.day
), who AS ({holders})
INSERT INTO notices_notice (event, recipient_id, kind, title, "values", url, capability, lo)
SELECT 'report.due:' || f.id || ':' || f.day, w.user_id, 'reminder', %(title)s,
       jsonb_build_object('title', f.title, 'due', f.due_on::text),
       '/reports/' || f.key || '/' || f.code || '/', 'report.draft', u.lo
FROM fresh f JOIN who w ON w.place = f.unit_id JOIN units_unit u ON u.id = f.unit_id
ON CONFLICT (event, recipient_id) DO NOTHING
"""

BEFORE_TITLE = N_("%(title)s is due on %(due)s.")
LATE_TITLE = N_("%(title)s: %(count)s reports of the level below are overdue.")

# One digest a day and receiving unit, however many reports are missing below it.
LATE = """
WITH late AS (
    SELECT o.cycle_id, o.receiver_id, count(*) AS n
    FROM reports_obligation o JOIN reports_cycle c ON c.id = o.cycle_id AND c.status = 'running'
    WHERE o.status IN ('open', 'draft', 'review', 'signing', 'signed', 'returned') AND o.due_on < %(today)s
    GROUP BY o.cycle_id, o.receiver_id
), marked AS (
    INSERT INTO reports_reminder (cycle_id, unit_id, kind, on_day, count)
    SELECT cycle_id, receiver_id, 'late', %(today)s, n FROM late
    ON CONFLICT (cycle_id, unit_id, kind, on_day) DO NOTHING
    RETURNING cycle_id, unit_id, count
), told AS (
    SELECT DISTINCT m.cycle_id, m.unit_id, m.count, g.user_id
    FROM marked m JOIN access_grant g ON g.content_object_id = m.unit_id AND g.role = ANY(%(roles)s)
        AND g.since <= %(today)s AND (g.until IS NULL OR g.until >= %(today)s)
    JOIN access_user a ON a.id = g.user_id AND a.is_active
)
INSERT INTO notices_notice (event, recipient_id, kind, title, "values", url, capability, lo)
SELECT 'report.late:' || t.cycle_id || ':' || t.unit_id || ':' || %(today)s::date, t.user_id, 'late', %(title)s,
       jsonb_build_object('title', c.title, 'count', t.count),
       '/cycles/' || c.key || '/' || u.code || '/', 'cycle.open', u.lo
FROM told t JOIN reports_cycle c ON c.id = t.cycle_id JOIN units_unit u ON u.id = t.unit_id
ON CONFLICT (event, recipient_id) DO NOTHING
"""

_FOLD = """
WITH crowded AS (
    SELECT cycle_id, unit_id FROM reports_tally GROUP BY 1, 2
    HAVING count(*) > count(DISTINCT (level, status, due_on, timely))
    LIMIT %(most)s
), gone AS (
    DELETE FROM reports_tally t USING crowded c
    WHERE t.cycle_id = c.cycle_id AND t.unit_id = c.unit_id
    RETURNING t.*
)
INSERT INTO reports_tally (cycle_id, unit_id, level, status, due_on, timely, n)
SELECT cycle_id, unit_id, level, status, due_on, timely, sum(n) FROM gone
GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0
"""


def remind_before(day: date | None = None) -> int:
    """Notices to filers of units whose limit is near; returns how many were written."""
    # The place of the holders is asked for every fresh unit at once.
    sql, values = holders_sql(C.REPORT_DRAFT, "SELECT unit_id FROM fresh")
    named = sql
    parameters: dict[str, Any] = {"today": day or clock.today(), "title": BEFORE_TITLE}
    for at, value in enumerate(values):
        named = named.replace("%s", f"%(h{at})s", 1)
        parameters[f"h{at}"] = value
    return _run(_BEFORE.replace("{holders}", named), parameters)


def digest_overdue(day: date | None = None) -> int:
    """One notice a day, cycle and receiving unit about what is overdue below; returns how many were written."""
    # Shown by a right of the receiving office on its own place, so that it is gone with the office.
    from_roles = {
        "roles": roles_with(C.REPORT_RECEIVE, here=False),
        "today": day or clock.today(),
        "title": LATE_TITLE,
    }
    return _run(LATE, from_roles)


def fold_tallies(most: int = 5_000) -> int:
    """Folds signed steps into one row a key; sums do not change. Returns the rows that stay."""
    return _run(_FOLD, {"most": most})


def _run(sql: str, parameters: dict[str, Any]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)
