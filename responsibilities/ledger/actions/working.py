"""What the unit does: accept, plan, report progress, ask for time, apply for closing, sign."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.actions.hand import Told, act_on, light
from responsibilities.ledger.models import Item, Plan, Progress
from responsibilities.ledger.models.sealed import PLANS, PROGRESS
from responsibilities.ledger.queries.facts import item_facts
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.perform import perform
from revitalization.kit.sealed import under_seal
from revitalization.kit.words import N_

PLAN_SENT = N_("%(unit)s sent its plan for %(title)s.")
TIME_ASKED = N_("%(unit)s asks for a later deadline of %(title)s: %(reason)s")
PREPARED = N_("The closing application for %(title)s waits for you.")
DECLARED = N_("%(unit)s applied for closing %(title)s.")
SIGNED = N_("%(unit)s signed the closing of %(title)s; it waits for your review.")

ABOVE = C.LEDGER_CLOSE
LINE = 300
"""Characters of a line of progress."""


def accept(*, actor: Actor, item: Item, version: int | None = None) -> Item:
    """The unit takes the item in: to be planned where its kind asks for a plan, else under way. Raises as `perform`."""

    def choose(row: Any) -> str:
        return rules.PLANNING if row.matter.plan else rules.RUNNING

    return perform(
        rules.WORKFLOW,
        "accept",
        item,
        actor=actor,
        version=version,
        facts=lambda row: item_facts(row, actor),
        apply=choose,
        label=str(item),
    )


def send_plan(
    *,
    actor: Actor,
    item: Item,
    measures: str,
    person: str = "",
    new_due_on: date | None = None,
    version: int | None = None,
) -> Item:
    """Sends the plan to the issuer: measures, who answers for it, by when (else the item's deadline).

    Raises as `perform`; `Invalid` for a day behind the deadline.
    """

    def write(row: Any) -> None:
        until = new_due_on or row.due_on
        if not row.start_on <= until <= row.due_on:
            said = _("A plan ends between the first day and the deadline of %(day)s.")
            raise Invalid(errors=[FieldError("new_due_on", said % {"day": row.due_on.isoformat()})])
        made = Plan.objects.create(
            item=row,
            number=row.plans.count() + 1,
            measures=measures.strip(),
            person=person.strip(),
            due_on=until,
            **_written(actor),
        )
        under_seal(PLANS, made.pk)

    return act_on(
        "send_plan",
        actor,
        item,
        version,
        given={"measures": measures},
        apply=write,
        told=(Told(PLAN_SENT, ABOVE),),
    )


def report_progress(
    *,
    actor: Actor,
    item: Item,
    percent: str,
    words: str,
    on_day: date | None = None,
    reason: str = "",
    version: int | None = None,
) -> Item:
    """How far the item is on a day (today unless said): a number up to 100 with one decimal at most, and a line.

    Below the number before it asks for a reason. An item that was not accepted yet is accepted with it. Raises as
    `perform`, `Invalid` naming the field.
    """
    claimed, day = _percent(percent), on_day or clock.today()
    with transaction.atomic():
        if item.status == "issued":
            item = accept(actor=actor, item=item, version=version)
            version = item.version

        def write(row: Any) -> None:
            _check_progress(row, claimed, day, words, reason)
            made = Progress.objects.create(
                item=row,
                on_day=day,
                percent=claimed,
                words=words.strip(),
                reason=reason.strip(),
                **_written(actor),
            )
            under_seal(PROGRESS, made.pk)
            latest = row.progress.first()
            row.percent, row.progressed_on, row.prepared = latest.percent, latest.on_day, False
            light(row, row.status)

        return perform(
            rules.WORKFLOW,
            "progress",
            item,
            actor=actor,
            reason=reason,
            version=version,
            given={"percent": percent, "words": words},
            facts=lambda row: item_facts(row, actor),
            apply=write,
            label=str(item),
        )


def _percent(text: str) -> Decimal:
    plain = text.strip().removesuffix("%").removesuffix("％").strip()
    whole, _dot, tenth = plain.partition(".")
    if (
        whole.isascii()
        and whole.isdecimal()
        and len(whole) <= 3
        and (not tenth or (tenth.isascii() and tenth.isdecimal()))
    ):
        value = Decimal(plain)
        if value <= 100 and len(tenth) <= 1:
            return value
    said = _("Write a number from 0 to 100, with one decimal at most.")
    raise Invalid(errors=[FieldError("percent", said, "required" if not plain else "invalid")])


def _check_progress(row: Item, claimed: Decimal, day: date, words: str, reason: str) -> None:
    today = clock.today()
    if day > today or (day < row.matter.issued_on and day < row.start_on):
        raise Invalid(
            errors=[FieldError("on_day", _("Progress is of a day since it was issued, up to today."))]
        )
    if len(words.strip()) > LINE:
        said = _("A line of at most %(n)s characters; more belongs into the closing application.")
        raise Invalid(errors=[FieldError("words", said % {"n": LINE})])
    before = row.progress.filter(on_day__lte=day).first()
    if before is not None and claimed < before.percent and not reason.strip():
        said = _("It was %(percent)s per cent on %(day)s; say why it is less now.")
        values = {"percent": before.percent, "day": before.on_day.isoformat()}
        raise Invalid(errors=[FieldError("reason", said % values, "required")])


def ask_extension(
    *, actor: Actor, item: Item, reason: str, new_due_on: date | None, version: int | None = None
) -> Item:
    """Asks the issuer for a later deadline, before the present one has passed; afterwards `Refused` with the way up."""

    def ask(row: Any) -> None:
        row.asked_due_on = new_due_on

    return act_on(
        "ask_extension",
        actor,
        item,
        version,
        reason=reason,
        new_due_on=new_due_on,
        apply=ask,
        told=(Told(TIME_ASKED, ABOVE),),
    )


def prepare(*, actor: Actor, item: Item, words: str, effect: str, version: int | None = None) -> Item:
    """Writes the closing application, which the principal then reads and declares. Raises as `perform`."""

    def mark(row: Any) -> None:
        row.prepared = True

    return act_on(
        "prepare",
        actor,
        item,
        version,
        given={"words": words, "effect": effect},
        apply=mark,
        told=(Told(PREPARED, C.LEDGER_SIGN),),
    )


def declare(*, actor: Actor, item: Item, words: str, effect: str, version: int | None = None) -> Item:
    """The principal applies for closing: what was done and what it brought. From that day on its lamp stands still.

    Raises as `perform`; `Refused` below 100 per cent, while what was handed down is open, without evidence of a grave
    one.
    """

    def stop(row: Any) -> None:
        row.declared_on, row.prepared, row.until, row.objected = clock.today(), False, None, False
        row.asked_due_on = None

    return act_on(
        "declare",
        actor,
        item,
        version,
        given={"words": words, "effect": effect},
        apply=stop,
        told=(Told(DECLARED, C.LEDGER_CHECK, above=True),),
    )


def sign(*, actor: Actor, item: Item, version: int | None = None) -> Item:
    """The unit's principal signs the closing once the public notice is over. Raises as `perform`."""
    return act_on("sign", actor, item, version, told=(Told(SIGNED, ABOVE),))


def _written(actor: Actor) -> dict[str, Any]:
    return {"by_id": actor.user_id, "by_name": actor.name, "post": actor.post, "at": clock.database_now()}
