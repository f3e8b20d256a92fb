"""What the clock does for reports: remind before the deadline, tell superiors what is overdue, fold the tallies.

Each is one set-wise statement or a few, safe to run twice or on two machines: what was done is marked by a unique row
in the same transaction.
"""

from datetime import date

from django.db import connection, transaction

from reporting.reports import rules
from responsibilities.notices.actions.telling import tell_many
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.words import N_

_PENDING = ", ".join(f"'{state}'" for state in rules.PENDING)

# Units to remind today: those of running cycles whose deadline is one of the notice's days away. A day that was
# missed is made good as long as the deadline has not passed: the nearest reminder that is due and was not sent.
_DUE = f"""
due AS (
    SELECT o.id, o.cycle_id, o.unit_id, o.due_on, o.lo, c.title, c.key, u.code,
           o.due_on - min(b.days) AS day
    FROM reports_obligation o
    JOIN reports_cycle c ON c.id = o.cycle_id AND c.status = '{rules.RUNNING}'
    JOIN units_unit u ON u.id = o.unit_id
    CROSS JOIN LATERAL unnest(c.remind_before) AS b(days)
    WHERE o.status IN ({_PENDING})
        AND o.due_on >= %(today)s AND o.due_on <= %(today)s + 366 AND o.due_on - b.days <= %(today)s
        AND c.opens_on <= %(today)s
    GROUP BY o.id, o.cycle_id, o.unit_id, o.due_on, o.lo, c.title, c.key, u.code
), marked AS (
    INSERT INTO reports_reminder (cycle_id, unit_id, kind, on_day, count)
    SELECT cycle_id, unit_id, 'before', day, 1 FROM due
    ON CONFLICT (cycle_id, unit_id, kind, on_day) DO NOTHING
    RETURNING cycle_id, unit_id, on_day
),
"""
_FRESH = """
SELECT 'report.due:' || due.id || ':' || due.day AS event, due.unit_id AS place, due.lo,
       '/reports/' || due.key || '/' || due.code || '/' AS url,
       jsonb_build_object('title', due.title, 'due', due.due_on::text) AS "values",
       'report:' || due.key || '/' || due.code AS work_of
FROM due JOIN marked m ON m.cycle_id = due.cycle_id AND m.unit_id = due.unit_id AND m.on_day = due.day
"""

BEFORE_TITLE = N_("%(title)s is due on %(due)s.")
LATE_TITLE = N_("%(title)s: %(count)s reports of the level below are overdue.")

# One digest a day and receiving unit, however many reports are missing below it. The running cycles as an array: a join
# would look each of them up once for every office.
_LATE = f"""
late AS (
    SELECT o.cycle_id, o.receiver_id, count(*) AS n
    FROM reports_obligation o
    WHERE o.cycle_id = ANY (ARRAY(SELECT id FROM reports_cycle WHERE status = '{rules.RUNNING}'))
        AND o.status IN ({_PENDING}) AND o.due_on < %(today)s
    GROUP BY o.cycle_id, o.receiver_id
), marked AS (
    INSERT INTO reports_reminder (cycle_id, unit_id, kind, on_day, count)
    SELECT cycle_id, receiver_id, 'late', %(today)s, n FROM late
    ON CONFLICT (cycle_id, unit_id, kind, on_day) DO NOTHING
    RETURNING cycle_id, unit_id, count
),
"""
_OFFICES = """
SELECT 'report.late:' || m.cycle_id || ':' || m.unit_id || ':' || %(today)s::date AS event, m.unit_id AS place, u.lo,
       '/cycles/' || c.key || '/' || u.code || '/' AS url,
       jsonb_build_object('title', c.title, 'count', m.count) AS "values"
FROM marked m JOIN reports_cycle c ON c.id = m.cycle_id JOIN units_unit u ON u.id = m.unit_id
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
    """Notices to filers of units whose deadline is near; returns how many were written."""
    return tell_many(
        places=_FRESH,
        before=_DUE,
        params={"today": day or clock.today()},
        kind="reminder",
        title=BEFORE_TITLE,
        capability=C.REPORT_DRAFT,
        works=True,
    )


def digest_overdue(day: date | None = None) -> int:
    """One notice a day, cycle and receiving unit about what is overdue below; returns how many were written."""
    # Shown by a right of the receiving office on its own place, so that it is gone with the office.
    return tell_many(
        places=_OFFICES,
        before=_LATE,
        params={"today": day or clock.today()},
        kind="late",
        title=LATE_TITLE,
        capability=C.REPORT_RECEIVE,
        office=True,
        shown_by=C.CYCLE_OPEN,
    )


def fold_tallies(most: int = 5_000) -> int:
    """Folds signed steps into one row a key; sums do not change. Returns the rows that stay."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FOLD, {"most": most})
        return int(cursor.rowcount)
