"""Matters that another mechanism brings onto the ledger: one for each of its subjects, issued at once, each only once.

A finding that stands, a promise of an interview: what it came from is its origin, and that is what makes it one. The
whole batch is a handful of statements, however many are brought.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.actions.drawing import hold, matter_of, next_sequence, scale_of, words_of
from responsibilities.ledger.actions.drawn import Drawn, faults_of
from responsibilities.ledger.actions.issuing import ISSUED, first_lamp, first_turns
from responsibilities.ledger.models import Item, Kind, Matter, MatterWords, Purse, Turn
from responsibilities.ledger.rules.lamps import GREY
from responsibilities.notices.actions.telling import tell_many
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

_TOLD = """
SELECT 'ledger.issue:' || i.id AS event, i.unit_id AS place, i.lo,
       '/ledger/' || m.key || '/' || u.code || '/' AS url,
       jsonb_build_object('title', m.title, 'due', i.due_on::text) AS "values",
       'ledger:' || m.key || '/' || u.code AS work_of
FROM ledger_item i JOIN ledger_matter m ON m.id = i.matter_id JOIN units_unit u ON u.id = i.unit_id
WHERE i.matter_id = ANY(%(matters)s)
"""


@dataclass(frozen=True)
class Brought:
    """One subject of another mechanism as a matter of one unit; `drawn.origin` names the subject by kind and key.

    `author` is the account that found it, whoever acts now: a grave one is not closed by that person.
    """

    unit: Unit
    author: int | None
    drawn: Drawn


def bring(
    *, actor: Actor, kind: Kind, issuer: Unit, year: int, brought: Sequence[Brought]
) -> dict[tuple[str, str], Item]:
    """Puts each on the ledger of its unit unless it is there already; gives the items by origin, old and new ones.

    Bringing twice, also at the same moment, creates nothing twice: whoever brings holds the issuer's row. A constant
    number of statements. Raises `Invalid` for one without origin or words and for a unit that is not below the issuer,
    `Forbidden` or `Hidden`; then nothing is brought.
    """
    actor.require(C.LEDGER_ISSUE, issuer, sees=C.LEDGER_READ)
    wanted = {one.drawn.origin: replace(one, drawn=_to_one(one)) for one in brought}
    for one in wanted.values():
        if not all(one.drawn.origin):
            raise Invalid(errors=[FieldError("origin", _("This is required here."), "required")])
        if errors := faults_of(one.drawn, kind, issuer, year, {one.unit.code: one.unit}):
            raise Invalid(errors=errors)
    with transaction.atomic():
        hold(issuer)
        there = _there(issuer, wanted)
        fresh = [one for origin, one in wanted.items() if origin not in there]
        if fresh:
            _create(actor, kind, issuer, year, fresh)
            there = _there(issuer, wanted)
    return there


def _to_one(one: Brought) -> Drawn:
    return replace(one.drawn, levels=(), codes=(one.unit.code,), counts=False, weight=1)


def _there(issuer: Unit, wanted: Mapping[tuple[str, str], Brought]) -> dict[tuple[str, str], Item]:
    rows = Item.objects.full().filter(
        matter__issuer=issuer,
        matter__origin_kind__in={kind for kind, _key in wanted},
        matter__origin_key__in={key for _kind, key in wanted},
    )
    return {
        origin: row for row in rows if (origin := (row.matter.origin_kind, row.matter.origin_key)) in wanted
    }


def _create(actor: Actor, kind: Kind, issuer: Unit, year: int, fresh: Sequence[Brought]) -> None:
    first, scale, at = next_sequence(issuer, year, kind), scale_of(issuer, kind), clock.database_now()
    rows = [_matter(actor, kind, issuer, year, first + n, one, scale, at) for n, one in enumerate(fresh)]
    entry = Entry("matter.bring", actor, ("matter", rows[0].key), rows[0].title, issuer.lo, count=len(rows))
    with recorded(entry):
        entry.after = {"number": rows[0].number, "due_on": str(rows[0].due_on), "status": rows[0].status}
        made = Matter.objects.bulk_create(rows)
        MatterWords.objects.bulk_create([words_of(row, actor, "", at) for row in made])
        lamps = [first_lamp(row) for row in made]
        items = Item.objects.bulk_create(
            [_item(row, one.unit, lamp) for row, one, lamp in zip(made, fresh, lamps, strict=True)]
        )
        Turn.objects.bulk_create(
            [
                Turn(item=item, on_day=day, lamp=colour, why=why)
                for row, item, lamp in zip(made, items, lamps, strict=True)
                for day, colour, why in first_turns(row, lamp)
            ]
        )
        if kind.funds:
            today = clock.today()
            Purse.objects.bulk_create(
                [Purse(item=item, year=item.year, lo=item.lo, lamp=GREY, lamp_on=today) for item in items]
            )
        # One entry has the context of the whole batch; each of the others says that it was brought, too.
        ports.record_all(
            [
                Entry("matter.bring", actor, ("matter", row.key), row.title, issuer.lo,
                      after={"number": row.number, "due_on": str(row.due_on), "status": row.status})
                for row in made[1:]
            ]
        )  # fmt: skip
        _tell([row.pk for row in made])


def _matter(
    actor: Actor,
    kind: Kind,
    issuer: Unit,
    year: int,
    sequence: int,
    one: Brought,
    scale: rules.Scale,
    at: Any,
) -> Matter:
    """Born issued, of whoever found it."""
    born = {"created_by_id": one.author, "status": rules.MATTER_ISSUED, "owed": 1, "issued_at": at}
    return matter_of(actor, kind, issuer, year, sequence, one.drawn, scale, None, **born)


def _item(row: Matter, unit: Unit, lamp: Mapping[str, Any]) -> Item:
    born = {name: value for name, value in lamp.items() if name != "lamp_why"}
    return Item(
        matter=row,
        kind_id=row.kind_id,
        year=row.year,
        ordinal=1,
        unit=unit,
        level=unit.level,
        lo=unit.lo,
        province_id=unit.province_id,
        city_id=unit.city_id,
        county_id=unit.county_id,
        issuer_id=row.issuer_id,
        issuer_lo=row.lo,
        long=row.is_long,
        start_on=row.start_on,
        due_on=row.due_on,
        first_due_on=row.due_on,
        **born,
    )


def _tell(matters: Sequence[int]) -> None:
    tell_many(
        places=_TOLD,
        params={"matters": list(matters)},
        kind="ledger",
        title=ISSUED,
        capability=C.LEDGER_WORK,
        works=True,
    )
