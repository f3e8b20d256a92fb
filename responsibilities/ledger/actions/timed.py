"""What the clock does for the ledger: turn lamps, tell of public notices that are over, fold the tallies.

Each is one set-wise statement or a few, safe to run twice or on two machines, and makes good what was missed: a lamp
that should have turned while the clock stood still turns as of its day, through each colour in between.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from responsibilities.ledger import rules
from responsibilities.notices.actions.telling import tell_many
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.words import N_

NOTICE_OVER = N_("The public notice of %(title)s is over; it waits for your review.")

_UNIT = ", ".join(f"'{status}'" for status in rules.WITH_THE_UNIT)

_STANDS = """
        lamp = CASE WHEN i.red_on <= %(today)s THEN 'red' WHEN i.yellow_on <= %(today)s THEN 'yellow' ELSE 'green' END,
        lamp_on = CASE WHEN i.red_on <= %(today)s THEN i.red_on WHEN i.yellow_on <= %(today)s THEN i.yellow_on
            ELSE i.start_on END,
        next_on = CASE WHEN i.red_on <= %(today)s THEN NULL WHEN i.yellow_on <= %(today)s THEN i.red_on
            ELSE coalesce(i.yellow_on, i.red_on) END"""
_DAYS = "i.start_on, i.yellow_on, i.yellow_why, i.red_on, i.red_why, stood.next_on AS turned_on"
# What turned since each item was last looked at, in the order of days; the last one is how it stands. A day that is
# overtaken by a graver one on the same day leaves no trace. `stood` is the row as it was before: whatever changes an
# item at the same moment has reckoned its lamp anew, so that the two no longer agree and nothing is left to turn. The
# lamps of funds turn in the same statement.
_TURN = f"""
WITH moved AS (
    UPDATE ledger_item i SET {_STANDS}
    FROM ledger_item stood
    WHERE stood.id = i.id AND stood.next_on = i.next_on AND i.next_on <= %(today)s AND i.status IN ({_UNIT})
    RETURNING i.id, FALSE AS payment, {_DAYS}
), paying AS (
    UPDATE ledger_purse i SET {_STANDS}
    FROM ledger_purse stood
    WHERE stood.item_id = i.item_id AND stood.next_on = i.next_on AND i.next_on <= %(today)s
    RETURNING i.item_id AS id, TRUE AS payment, {_DAYS}
), both_lamps AS (
    SELECT * FROM moved UNION ALL SELECT * FROM paying
)
INSERT INTO ledger_turn (item_id, on_day, lamp, why, payment)
SELECT m.id, t.on_day, t.lamp, t.why, m.payment FROM both_lamps m CROSS JOIN LATERAL (VALUES
    (m.start_on, 'green', '', LEAST(m.yellow_on, m.red_on)),
    (m.yellow_on, 'yellow', m.yellow_why, m.red_on),
    (m.red_on, 'red', m.red_why, NULL)
) AS t(on_day, lamp, why, followed_on)
WHERE t.on_day BETWEEN m.turned_on AND %(today)s AND (t.followed_on IS NULL OR t.on_day < t.followed_on)
ORDER BY t.on_day, m.id, m.payment
"""


def turn_lamps(day: date | None = None) -> int:
    """Turns the lamps whose day has come, of progress and of funds; returns how many turns were written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TURN, {"today": day or clock.today()})
        return int(cursor.rowcount)


_OVER = """
SELECT 'ledger.notice_over:' || i.id || ':' || i.round AS event, i.issuer_id AS place, i.issuer_lo AS lo,
       '/ledger/' || m.key || '/' || u.code || '/' AS url, jsonb_build_object('title', m.title) AS "values",
       'ledger:' || m.key || '/' || u.code AS work_of
FROM ledger_item i JOIN ledger_matter m ON m.id = i.matter_id JOIN units_unit u ON u.id = i.unit_id
WHERE i.status = 'publicized' AND NOT i.objected AND i.until < %(today)s AND i.until > %(today)s - 400
    AND NOT 'sign' = ANY(m.route)
"""


def end_notices(day: date | None = None) -> int:
    """Tells the issuer of public notices that have run out, once each; returns how many were told."""
    return tell_many(
        places=_OVER,
        params={"today": day or clock.today()},
        kind="ledger",
        title=NOTICE_OVER,
        capability=C.LEDGER_CLOSE,
        office=True,
        works=True,
    )


def _fold(table: str, keys: str, sums: Sequence[str]) -> str:
    """SQL: the rows of one unit and year with the same keys become one, none where nothing is left of them."""
    added = ", ".join(f"sum({name})" for name in sums)
    return f"""
WITH crowded AS (
    SELECT unit_id, year FROM {table} GROUP BY 1, 2 HAVING count(*) > count(DISTINCT ({keys})) LIMIT %(most)s
), gone AS (
    DELETE FROM {table} t USING crowded c WHERE t.unit_id = c.unit_id AND t.year = c.year RETURNING t.*
)
INSERT INTO {table} (unit_id, year, {keys}, {", ".join(sums)})
SELECT unit_id, year, {keys}, {added} FROM gone GROUP BY unit_id, year, {keys} HAVING sum(n) <> 0
"""


_FOLDS = (
    _fold("ledger_tally", "kind_id, long, status, lamp, claimed", ["n"]),
    _fold("ledger_fundtally", "lamp", ["n", "planned", "allotted", "paid"]),
)


def fold_tallies(most: int = 5_000) -> int:
    """Folds signed steps into one row a key; sums do not change. Returns the rows that stay."""
    stay = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for fold in _FOLDS:
            cursor.execute(fold, {"most": most})
            stay += int(cursor.rowcount)
    return stay
