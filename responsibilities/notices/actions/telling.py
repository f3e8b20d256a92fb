"""Telling people, in the transaction of the change it tells of."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from responsibilities.access.queries import holders_sql, office_sql
from responsibilities.notices.models import Notice
from responsibilities.notices.rules import values_as_json
from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.ports import Telling
from revitalization.kit.words import Words

_INSERT = (
    'INSERT INTO notices_notice (event, recipient_id, kind, title, "values", url, capability, lo, work_of)'
)


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
            SELECT %s, a.id, %s, %s, %s, %s, %s, %s, %s FROM access_user a
            WHERE a.is_active AND a.id IN ({people}) AND a.id IS DISTINCT FROM %s
            ON CONFLICT (event, recipient_id) DO NOTHING
            """,
            [
                telling.event, telling.kind, telling.title.text, _json(telling.title), telling.url,
                telling.capability or telling.shown_by, telling.lo, _work(*telling.work_of),
                *params, telling.except_user,
            ],
        )  # fmt: skip


def _reached(telling: Telling) -> tuple[str, list[Any]]:
    named: tuple[str, list[Any]] = "SELECT unnest(%s::bigint[])", [list(telling.user_ids)]
    if not telling.capability:
        return named
    held, params = holders_sql(telling.capability, "SELECT id FROM units_unit WHERE lo = %s")
    text = f"SELECT h.user_id FROM ({held}) h UNION ALL {named[0]}"
    return text, [telling.lo, *params, *named[1]]


def settle(kind: str, key: str, people: Sequence[int] | None = None) -> None:
    """Closes the notices that stood for work on this subject, everybody's or these people's; one statement."""
    rows = Notice.objects.filter(work_of=_work(kind, key), read_at__isnull=True)
    if people is not None:
        rows = rows.filter(recipient__in=people)
    rows.update(read_at=clock.Now())


def settle_many(*, subjects: str, params: Mapping[str, Any]) -> int:
    """The same for many subjects at once: `subjects` is a SELECT of `<kind>:<key>`. Returns how many closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE notices_notice SET read_at = baton_now()
            WHERE read_at IS NULL AND work_of <> '' AND work_of IN ({subjects})
            """,
            params,
        )
        return int(cursor.rowcount)


def _work(kind: str, key: str) -> str:
    return f"{kind}:{key}" if kind else ""


def _json(title: Words) -> str:
    return json.dumps(values_as_json(title.values), ensure_ascii=False)


_MANY = """
WITH {before} matter AS NOT MATERIALIZED ({places}), who(place, user_id) AS ({people})
{insert}
SELECT m.event, w.user_id, %(tell_kind)s, %(tell_title)s, m."values", m.url, %(tell_shown_by)s, m.lo, {work}
  FROM matter m JOIN who w ON w.place = m.place
ON CONFLICT (event, recipient_id) DO NOTHING
"""


def tell_many(
    *,
    places: str,
    params: Mapping[str, Any],
    kind: str,
    title: str,
    capability: Capability,
    office: bool = False,
    shown_by: str = "",
    before: str = "",
    works: bool = False,
) -> int:
    """Tells many places at once, each what concerns it, in one statement; returns how many notices were written.

    `places` is a SELECT of (event, place, lo, url, values): one row for each happening, its unit's id and position,
    and the values of `title`. It reaches those who hold `capability` on the place, or, with `office`, the accounts of
    the unit itself that have it for what lies below. `before` are expressions of WITH that `places` reads, each ending
    with a comma; they may mark what is told, so that two runs at once tell it once. `shown_by` is the right without
    which it is hidden again (else `capability`). `works`: the rows of `places` have one more column, `work_of`, the
    subject on which there is something to do as `<kind>:<key>`. `params` are the named values of both texts.
    """
    asked = office_sql if office else holders_sql
    people, values = asked(capability, "SELECT DISTINCT place FROM matter")
    named: dict[str, Any] = {
        "tell_kind": kind,
        "tell_title": title,
        "tell_shown_by": str(shown_by or capability),
    }
    for at, value in enumerate(values):
        people = people.replace("%s", f"%(tell_{at})s", 1)
        named[f"tell_{at}"] = value
    work = "m.work_of" if works else "''"
    text = _MANY.format(before=before, places=places, people=people, insert=_INSERT, work=work)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, {**params, **named})
        return int(cursor.rowcount)
