"""What the guards of an item must know of it and of the one who acts; its lamp on a day."""

from datetime import date
from functools import lru_cache

from django.db import connection

from responsibilities.files.models import StoredFile
from responsibilities.ledger import rules
from responsibilities.ledger.models import Item
from responsibilities.ledger.models.triggers import had_a_part, wrote
from responsibilities.ledger.rules.funds import payment_lamp
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.reach import holds_all
from revitalization.kit.workdays import Calendar, load_calendar


def item_facts(item: Item, actor: Actor, new_due_on: date | None = None) -> rules.ItemFacts:
    """What the guards of the workflow must know about this item and this actor; five small questions at most."""
    matter, system = item.matter, actor.is_system
    with_unit = item.status in rules.WITH_THE_UNIT
    # From memory: who judges nowhere is not asked about.
    judging = any(right in held.below for held in actor.holdings for right in rules.JUDGING)
    grave = matter.severity == rules.GRAVE
    purse = item.purse if item.kind.funds else None
    return rules.ItemFacts(
        today=clock.today(),
        asks_plan=matter.plan,
        route=matter.route,
        grave=grave,
        percent=item.percent,
        open_children=Item.objects.open().filter(matter__parent=item).count()
        if item.status == rules.RUNNING
        else 0,
        due_on=item.due_on,
        issuer=matter.issuer.name,
        until=item.until,
        objected=item.objected,
        asked_due_on=item.asked_due_on,
        closed_on=item.closed_on,
        has_files=StoredFile.objects.of("ledger", item.public_id).attached().exists() if grave else True,
        summed=with_unit
        and not system
        and item.handed_down.filter(counts=True, status=rules.MATTER_ISSUED).exists(),
        of_the_unit=(judging and worked_on(item, actor)) and not system,
        at_issuer=system or at_issuer(item, actor),
        authored=grave and drew_up(item, actor),
        new_due_on=new_due_on,
        funds=purse is not None,
        before_until=purse.until if purse else None,
        before_objected=bool(purse and purse.objected),
    )


def at_issuer(item: Item, actor: Actor) -> bool:
    """Whether the actor closes at the very unit that issued it, for all categories it is about."""
    return any(
        held.place.lo == item.issuer_lo and C.LEDGER_CLOSE in held.below and holds_all(held.remit, item.remit)
        for held in actor.holdings
    )


def worked_on(item: Item, actor: Actor) -> bool:
    """Whether the person ever worked on the item for its unit, or works for the unit today.

    Asked of the person, not of the post acted in nor of the account; the database asks the same SQL when it is judged.
    """
    return _holds(had_a_part("%(who)s", "%(item)s", "%(unit)s"), item, actor)


def drew_up(item: Item, actor: Actor) -> bool:
    """Whether the person wrote the matter; a grave one is closed by somebody else."""
    return _holds(wrote("%(who)s", "%(matter)s"), item, actor)


def _holds(sql: str, item: Item, actor: Actor) -> bool:
    if actor.user_id is None:
        return False
    values = {"who": actor.user_id, "item": item.pk, "unit": item.unit_id, "matter": item.matter_id}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", values)
        return bool(cursor.fetchone()[0])


@lru_cache(maxsize=64)
def days_off(first: int, last: int) -> Calendar:
    """The days off of the years from first to last; read once a process."""
    return load_calendar(range(first, last + 1))


def calendar_for(course: rules.Course) -> Calendar:
    """The days off that matter to the course."""
    return days_off(course.start.year, max(course.due.year, clock.today().year))


def lamp_on(item: Item, day: date, status: str = "") -> rules.Lamp:
    """How the item stands on the day, with the reason in words; in `status` where it is about to change to it."""
    at, ended = _judged_as_of(item, day, status or item.status)
    if ended:
        return ended
    course = item.course
    return rules.judged(course, item.matter.scale, calendar_for(course), at, item.percent)


def payment_on(item: Item, day: date, status: str = "") -> rules.Lamp:
    """The same of the payment of its funds, which an item without funds has not."""
    at, ended = _judged_as_of(item, day, status or item.status)
    if ended:
        return ended
    course = item.course
    return payment_lamp(course, item.matter.scale, calendar_for(course), at, item.purse.funds)


def _judged_as_of(item: Item, day: date, status: str) -> tuple[date, rules.Lamp | None]:
    """As of which day its lamps are judged, that of the application once it was made; the lamp of what has ended."""
    if status == rules.CLOSED:
        return day, rules.Lamp("done")
    if status == rules.CANCELLED:
        return day, rules.Lamp("none")
    waits = status in rules.WITH_THOSE_ABOVE and item.declared_on
    return (item.declared_on if waits and item.declared_on else day), None
