"""Telling people, in the transaction of the change it tells of."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from responsibilities.access.queries import holders_sql
from responsibilities.notices.rules import kept
from responsibilities.roles import Capability, roles_with
from revitalization.kit import clock
from revitalization.kit.ports import Telling
from revitalization.kit.words import Words

_INSERT = 'INSERT INTO notices_notice (event, recipient_id, kind, title, "values", url, capability, lo)'


def tell(telling: Telling) -> None:
    """Writes the notice for everybody it reaches, in the running transaction, as one statement.

    Reached are those who hold the capability on the place today, and the accounts in `user_ids`; a person
    who had the event already is left out.
    """
    people, params = _reached(telling)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            {_INSERT}
            SELECT %s, a.id, %s, %s, %s, %s, %s, %s FROM access_user a
            WHERE a.is_active AND a.id IN ({people}) AND a.id IS DISTINCT FROM %s
            ON CONFLICT (event, recipient_id) DO NOTHING
            """,
            [
                telling.event, telling.kind, telling.title.text, _json(telling.title), telling.url,
                telling.capability or telling.shown_by, telling.lo, *params, telling.except_user,
            ],
        )  # fmt: skip


def _reached(telling: Telling) -> tuple[str, list[Any]]:
    named: tuple[str, list[Any]] = "SELECT unnest(%s::bigint[])", [list(telling.user_ids)]
    if not telling.capability:
        return named
    held, params = holders_sql(telling.capability, "SELECT id FROM units_unit WHERE lo = %s")
    text = f"SELECT h.user_id FROM ({held}) h UNION ALL {named[0]}"
    return text, [telling.lo, *params, *named[1]]


def _json(title: Words) -> str:
    return json.dumps(kept(title.values), ensure_ascii=False)


# Each superior's total comes from the index on places, span by span; a table of who answers for every late
# unit would be six times as long as the tree is wide. A person with two nested roles counts a unit once.
_DIGEST = """
{insert}
SELECT %(event)s, t.user_id, %(kind)s, %(title)s,
       jsonb_build_object('units', count(*), 'count', sum(t.n)), %(url)s, %(capability)s, min(t.lo)
  FROM (SELECT DISTINCT g.user_id, c.lo, c.n
          FROM access_grant g
          JOIN access_user a ON a.id = g.user_id AND a.is_active
          JOIN units_unit u ON u.id = g.content_object_id
          JOIN baton_counts c ON c.lo > u.lo AND c.lo <= u.hi
         WHERE g.role = ANY(%(below)s) AND g.since <= %(today)s
           AND (g.until IS NULL OR g.until >= %(today)s)) t
 GROUP BY t.user_id
ON CONFLICT (event, recipient_id) DO NOTHING
"""


def tell_digest(
    *,
    event: str,
    kind: str,
    title: str,
    url: str,
    capability: Capability,
    counts: str,
    params: Sequence[Any] = (),
) -> int:
    """One line for each superior about many units below, instead of one notice for each unit; returns the
    lines.

    `counts` is a SELECT of (lo, n): the place of a unit and how many matters it has; `title` may use
    %(units)s and %(count)s. Those who hold `capability` below a unit they have a role on are told the
    totals of what lies under it. `event` is told once to a person, so name the day in it: running twice
    changes nothing. For sweeps (overdue reports); the units themselves are told by `ports.tell`.
    """
    values: dict[str, Any] = {
        "event": event, "kind": kind, "title": title, "url": url, "capability": str(capability),
        "below": roles_with(capability, here=False), "today": clock.today(),
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE baton_counts ON COMMIT DROP AS {counts}", list(params))
        cursor.execute("CREATE INDEX ON baton_counts (lo)")
        cursor.execute("ANALYZE baton_counts")
        cursor.execute(_DIGEST.format(insert=_INSERT), values)
        told = int(cursor.rowcount)
        cursor.execute("DROP TABLE baton_counts")
    return told
