"""Issuing a matter: every unit it concerns has it as its item, in one statement; later what is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max

from responsibilities.ledger import rules
from responsibilities.ledger.models import Matter
from responsibilities.ledger.queries.facts import calendar_for
from responsibilities.ledger.queries.scope import MISSING, concerned_values, matter_facts
from responsibilities.notices.actions.telling import tell_many
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.database import allow_minutes
from revitalization.kit.errors import Stale
from revitalization.kit.perform import perform, recorded
from revitalization.kit.ports import Entry
from revitalization.kit.words import N_

ISSUED = N_("New on the ledger: %(title)s, due on %(due)s.")

# One statement whatever the scope: every unit the matter concerns that does not have it yet, numbered on from the last.
# Start, deadline and turns of the lamp are the same for all of them and were reckoned once.
FILL = f"""
INSERT INTO ledger_item (
    matter_id, kind_id, year, ordinal, unit_id, level, lo, province_id, city_id, county_id, issuer_id, issuer_lo, long,
    status, start_on, due_on, first_due_on, round, prepared, objected, reopened, yellow_on, yellow_why, red_on, red_why,
    lamp, lamp_on, next_on, version)
SELECT %(matter)s, %(kind)s, %(year)s, %(last)s + row_number() OVER (ORDER BY u.lo), u.id, u.level, u.lo,
    u.province_id, u.city_id, u.county_id, %(issuer)s, %(lo)s, %(long)s, 'issued', %(start_on)s, %(due_on)s,
    %(due_on)s, 1, FALSE, FALSE, 0, %(yellow_on)s, %(yellow_why)s, %(red_on)s, %(red_why)s, %(lamp)s, %(lamp_on)s,
    %(next_on)s, 1
{MISSING}
ORDER BY u.lo
"""
_TURNED = """
INSERT INTO ledger_turn (item_id, on_day, lamp, why)
SELECT i.id, %(lamp_on)s, %(lamp)s, %(lamp_why)s FROM ledger_item i
WHERE i.matter_id = %(matter)s AND i.ordinal > %(last)s
"""
# Before anything is allotted there is nothing to be paid.
_PURSES = """
INSERT INTO ledger_purse (
    item_id, year, lo, planned, allotted, paid, objected, yellow_why, red_why, lamp, lamp_on)
SELECT i.id, i.year, i.lo, 0, 0, 0, FALSE, '', '', 'grey', %(today)s FROM ledger_item i
WHERE i.matter_id = %(matter)s AND i.ordinal > %(last)s
"""
_TOLD = """
SELECT 'ledger.issue:' || i.id AS event, i.unit_id AS place, i.lo,
       '/ledger/' || m.key || '/' || u.code || '/' AS url,
       jsonb_build_object('title', m.title, 'due', i.due_on::text) AS "values",
       'ledger:' || m.key || '/' || u.code AS work_of
FROM ledger_item i JOIN ledger_matter m ON m.id = i.matter_id JOIN units_unit u ON u.id = i.unit_id
WHERE i.matter_id = %(matter)s AND i.ordinal > %(last)s
"""


def issue(*, actor: Actor, matter: Matter, version: int | None = None) -> int:
    """Issues the matter and creates the items of all units it concerns; returns how many.

    Issuing an issued one again creates only what is missing (units that came to be since): usually nothing.
    """
    if Matter.objects.filter(pk=matter.pk, status=rules.MATTER_ISSUED).exists():
        return add_missing(actor=actor, matter=matter, version=version)
    created = 0

    def create(row: Any) -> None:
        nonlocal created
        created = _fill(row, 0)
        row.owed, row.issued_at = created, clock.database_now()

    perform(
        rules.MATTER,
        "issue",
        matter,
        actor=actor,
        version=version,
        facts=matter_facts,
        apply=create,
        label=str(matter),
    )
    matter.refresh_from_db()
    return created


def add_missing(*, actor: Actor, matter: Matter, version: int | None = None) -> int:
    """Creates the items of units that the issued matter concerns since; returns how many. `Stale` as with every act.

    Locks the matter first, so that two runs at once create nothing twice and wait for each other.
    """
    actor.require(C.LEDGER_ISSUE, matter, sees=C.LEDGER_READ)
    with transaction.atomic():
        row = Matter.objects.select_for_update().get(pk=matter.pk)
        if version is not None and version != row.version:
            raise Stale(version=row.version)
        last = row.items.aggregate(last=Max("ordinal"))["last"] or 0
        created = _fill(row, last) if row.status == rules.MATTER_ISSUED else 0
        if created:
            entry = Entry("matter.fill", actor, ("matter", row.key), row.title, row.lo, count=created)
            with recorded(entry):
                Matter.objects.filter(pk=row.pk).update(owed=F("owed") + created, version=F("version") + 1)
    return created


def _fill(matter: Matter, last: int) -> int:
    """Creates what is missing, writes the first turn of each lamp and tells whoever works for the units."""
    values = {**concerned_values(matter), **first_lamp(matter), "last": last}
    values |= {"kind": matter.kind_id, "issuer": matter.issuer_id, "long": matter.is_long}
    with connection.cursor() as cursor:
        allow_minutes()
        cursor.execute(FILL, values)
        created = int(cursor.rowcount)
        if created:
            cursor.execute(_TURNED, values)
        if created and matter.kind.funds:
            cursor.execute(_PURSES, {**values, "today": clock.today()})
    if created:
        tell_many(
            places=_TOLD,
            params={"matter": matter.pk, "last": last},
            kind="ledger",
            title=ISSUED,
            capability=C.LEDGER_WORK,
            works=True,
        )
    return created


def first_lamp(matter: Matter) -> dict[str, Any]:
    """The lamp with which its items are born, and the days on which it turns, all the same for each of them."""
    today, course, turns = clock.today(), _course(matter), _turns(matter)
    lamp = rules.judged(course, matter.scale, calendar_for(course), today, None)
    return {
        "yellow_on": turns.yellow_on,
        "yellow_why": turns.yellow_why,
        "red_on": turns.red_on,
        "red_why": turns.red_why,
        "lamp": lamp.level,
        "lamp_on": turns.since(today) or today,
        "lamp_why": {"red": turns.red_why, "yellow": turns.yellow_why}.get(lamp.level, ""),
        "next_on": turns.next_after(today),
    }


def first_turns(matter: Matter, lamp: Mapping[str, Any]) -> list[tuple[date, str, str]]:
    """The turns of items born with this lamp, as (day, lamp, why): one for each colour since their first day."""
    known = _turns(matter).between(matter.start_on, clock.today())
    return known or [(lamp["lamp_on"], lamp["lamp"], lamp["lamp_why"])]


def _course(matter: Matter) -> rules.Course:
    return rules.Course(matter.start_on, matter.due_on, matter.points)


def _turns(matter: Matter) -> rules.Turns:
    course = _course(matter)
    return rules.turns(course, matter.scale, calendar_for(course), None)


def discard(*, actor: Actor, matter: Matter, version: int | None = None) -> Matter:
    """Throws a matter away that was not issued; its number is not given again. Raises as `perform`."""
    return perform(rules.MATTER, "discard", matter, actor=actor, version=version, label=str(matter))
