"""What all acts on an item share: the door they go through, its lamp, what is written beside it, who is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from responsibilities.ledger import rules
from responsibilities.ledger.models import Handling, Item, Purse, Turn
from responsibilities.ledger.models.sealed import HANDLINGS
from responsibilities.ledger.queries.facts import calendar_for, item_facts, lamp_on, payment_on
from responsibilities.ledger.rules.funds import payment_turns
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.perform import perform
from revitalization.kit.ports import Telling
from revitalization.kit.sealed import under_seal
from revitalization.kit.words import Words


@dataclass(frozen=True)
class Told:
    """Who is told what of an act: those who hold the right on the item's place, or those at the issuer.

    `work`: there is something to do for them.
    """

    title: str
    capability: C
    above: bool = False
    work: bool = True


def act_on(
    key: str,
    actor: Actor,
    item: Item,
    version: int | None,
    *,
    reason: str = "",
    given: dict[str, Any] | None = None,
    new_due_on: date | None = None,
    apply: Callable[[Any], str | None] | None = None,
    told: tuple[Told, ...] = (),
) -> Item:
    """Does one act on an item, writes it beside the item and sets the lamp anew; raises what `perform` raises."""
    values = given or {}

    def change(row: Any) -> str | None:
        # Written before the step, so that the database finds the last step of closing when the item is closed, and in
        # the round in which it was done.
        handled = _handling(row, key, actor, reason, values, new_due_on)
        target = apply(row) if apply else None
        light(row, target or rules.WORKFLOW.act(key).target or row.status)
        under_seal(HANDLINGS, handled.pk)
        return target

    return perform(
        rules.WORKFLOW,
        key,
        item,
        actor=actor,
        reason=reason,
        version=version,
        given={**values, "new_due_on": new_due_on},
        facts=lambda row: item_facts(row, actor, new_due_on),
        apply=change,
        tellings=lambda row: [_telling(row, key, actor, reason, one) for one in told],
        label=str(item),
    )


def _handling(
    row: Item, key: str, actor: Actor, reason: str, values: dict[str, Any], due_on: date | None
) -> Handling:
    return Handling.objects.create(
        item=row,
        round=row.round,
        act=key,
        words=values.get("words") or values.get("measures") or reason,
        effect=values.get("effect", ""),
        place=values.get("place", ""),
        document_number=values.get("document_number", ""),
        on_day=values.get("on_day"),
        until=values.get("until"),
        due_on=due_on,
        by_id=actor.user_id,
        by_name=actor.name,
        post=actor.post,
        at=clock.database_now(),
    )


def light(row: Any, status: str) -> None:
    """Sets the lamp of the row anew, as of today and in the state it is led to; a turn is kept when it changes."""
    today = clock.today()
    _make_good(row, row, today)
    lamp = lamp_on(row, today, status)
    if status in rules.WITH_THE_UNIT:
        turns = rules.turns(row.course, row.matter.scale, calendar_for(row.course), row.percent)
        row.yellow_on, row.yellow_why = turns.yellow_on, turns.yellow_why
        row.red_on, row.red_why = turns.red_on, turns.red_why
        row.next_on = turns.next_after(today)
    else:
        row.next_on = None
    if lamp.level != row.lamp:
        row.lamp, row.lamp_on = lamp.level, today
        Turn.objects.create(item=row, on_day=today, lamp=lamp.level, why=lamp.why)
    if row.kind.funds:
        light_payment(row, status)


def light_payment(row: Any, status: str) -> None:
    """The same for the payment lamp of an item that has funds; its row is locked with the item's."""
    today, purse = clock.today(), row.purse
    purse.refresh_from_db(fields=_STORED, from_queryset=Purse.objects.select_for_update(no_key=True))
    _make_good(row, purse, today)
    lamp = payment_on(row, today, status)
    course, moves = row.course, status in rules.WITH_THE_UNIT
    turns = payment_turns(course, row.matter.scale, calendar_for(course), purse.funds) if moves else None
    purse.start_on = turns.start if turns else None
    purse.yellow_on, purse.yellow_why = (turns.yellow_on, turns.yellow_why) if turns else (None, "")
    purse.red_on, purse.red_why = (turns.red_on, turns.red_why) if turns else (None, "")
    purse.next_on = turns.next_after(today) if turns else None
    if lamp.level != purse.lamp:
        purse.lamp, purse.lamp_on = lamp.level, today
        Turn.objects.create(item=row, on_day=today, lamp=lamp.level, why=lamp.why, payment=True)
    Purse.objects.filter(pk=purse.pk).update(**{name: getattr(purse, name) for name in _PAYMENT})


_STORED = (
    "planned", "allotted", "paid", "since", "start_on", "yellow_on", "yellow_why", "red_on", "red_why", "lamp",
    "lamp_on", "next_on",
)  # fmt: skip
_PAYMENT = (
    "until", "objected", "start_on", "yellow_on", "yellow_why", "red_on", "red_why", "lamp", "lamp_on", "next_on",
)  # fmt: skip


def _make_good(item: Any, lit: Any, today: date) -> None:
    """Keeps what the clock should have turned by now, as of its days: an act between two sweeps loses no colour.

    `lit` is the item itself, or its purse for the payment lamp.
    """
    if lit.next_on is None or lit.next_on > today:
        return
    for on, level, why in lit.turns.between(lit.next_on, today):
        lit.lamp, lit.lamp_on = level, on
        Turn.objects.create(item=item, on_day=on, lamp=level, why=why, payment=lit is not item)


def url_of(row: Item) -> str:
    """The address of the item's page."""
    return f"/ledger/{row.public_id}/"


def _telling(row: Item, key: str, actor: Actor, reason: str, told: Told) -> Telling:
    values = {
        "title": row.matter.title,
        "unit": row.unit.name,
        "reason": reason[:200],
        "due": row.due_on.isoformat(),
    }
    return Telling(
        f"ledger.{key}:{row.pk}:{row.version}",
        "ledger",
        row.issuer_lo if told.above else row.lo,
        Words(told.title, values),
        url_of(row),
        capability=told.capability,
        except_user=actor.user_id,
        work_of=("ledger", row.public_id) if told.work else ("", ""),
    )
