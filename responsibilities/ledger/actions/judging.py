"""What those above do: agree to plans, grant time, check, put on notice, close, return, reopen, cancel."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.actions.hand import Told, act_on
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.facts import days_off
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.periods import fits
from revitalization.kit.words import N_
from revitalization.kit.workdays import add_working_days

NOTICE_DAYS = 5
"""Working days a public notice runs unless another last day is given."""

AGREED = N_("Your plan for %(title)s was agreed to.")
SENT_BACK = N_("Your plan for %(title)s was sent back: %(reason)s")
EXTENDED = N_("The deadline of %(title)s is now %(due)s.")
NOT_EXTENDED = N_("A later deadline of %(title)s was refused: %(reason)s")
TO_SIGN = N_("The closing of %(title)s waits for your signature.")
RETURNED = N_("%(title)s was returned for rework until %(due)s: %(reason)s")
CLOSED = N_("%(title)s is closed.")
REOPENED = N_("%(title)s was reopened, due on %(due)s: %(reason)s")
CANCELLED = N_("%(title)s was cancelled: %(reason)s")


def agree_plan(*, actor: Actor, item: Item, version: int | None = None) -> Item:
    """The issuer agrees to the plan as it was sent last; work begins. Raises as `perform`."""
    return act_on("agree_plan", actor, item, version, told=(Told(AGREED, C.LEDGER_WORK),))


def refuse_plan(*, actor: Actor, item: Item, reason: str, version: int | None = None) -> Item:
    """The issuer sends the plan back with a reason. Raises as `perform`."""
    return act_on("refuse_plan", actor, item, version, reason=reason, told=(Told(SENT_BACK, C.LEDGER_WORK),))


def check(*, actor: Actor, item: Item, words: str, on_day: date | None, version: int | None = None) -> Item:
    """What was found on the spot, and on which day; whoever worked for the unit does not check.

    Raises as `perform`; `Invalid` for a day before the application or ahead.
    """

    def look(row: Any) -> None:
        _past(on_day, row)

    return act_on("check", actor, item, version, given={"words": words, "on_day": on_day}, apply=look)


def publicize(
    *,
    actor: Actor,
    item: Item,
    place: str,
    on_day: date | None,
    until: date | None = None,
    version: int | None = None,
) -> Item:
    """Where the public notice hangs, from when until when (five working days unless said); it ends by the clock.

    Raises as `perform`; `Invalid` for a notice that began before the application, for days that lie apart or in another
    century.
    """
    last = last_day(on_day, until)

    def hang(row: Any) -> None:
        if on_day is not None and row.declared_on is not None and on_day < row.declared_on:
            said = _("The notice begins on the day of the application, %(day)s, or later.")
            raise Invalid(errors=[FieldError("on_day", said % {"day": row.declared_on.isoformat()})])
        row.until, row.objected = last, False

    given = {"place": place, "on_day": on_day, "until": last}
    signs = Told(TO_SIGN, C.LEDGER_SIGN)
    return act_on(
        "publicize",
        actor,
        item,
        version,
        given=given,
        apply=hang,
        told=(signs,) if "sign" in item.matter.route else (),
    )


def last_day(on_day: date | None, until: date | None) -> date | None:
    """The last day of a notice that hangs from the day on: `until`, else five working days later.

    Raises `Invalid` for days that lie apart or in another century; None where no first day is said.
    """
    if on_day is None:
        return until
    last = until
    if last is None and fits(on_day):
        last = add_working_days(days_off(on_day.year, on_day.year + 1), on_day, NOTICE_DAYS)
    if last is None or not fits(on_day) or not fits(last) or last < on_day:
        said = _("The notice ends before it begins, or lies in another century.")
        raise Invalid(errors=[FieldError("until", said)])
    return last


def object_to(*, actor: Actor, item: Item, reason: str, version: int | None = None) -> Item:
    """Enters an objection raised during the public notice, of the closing or before the work.

    Nothing is closed, or applied for, before the issuer decides on it.
    """

    def keep(row: Any) -> None:
        _hung(row).objected = True

    return act_on("object", actor, item, version, reason=reason, apply=keep)


def settle_objection(*, actor: Actor, item: Item, reason: str, version: int | None = None) -> Item:
    """The issuer rejects the objection with a reason; to follow it, the item is returned. Raises as `perform`."""

    def settle(row: Any) -> None:
        _hung(row).objected = False

    return act_on("settle_objection", actor, item, version, reason=reason, apply=settle)


def _hung(row: Any) -> Any:
    """What carries the notice the item is at: its closing, or that before the work with its funds."""
    return row if row.status == rules.PUBLICIZED else row.purse


def verify(*, actor: Actor, item: Item, words: str, version: int | None = None) -> Item:
    """The issuer reviews and closes: what was found, for good. The unit itself never closes.

    Raises as `perform`; `Refused` while a step is missing or the notice runs, for who had a part, for the author of a
    grave one.
    """

    def close(row: Any) -> None:
        row.closed_on = clock.today()

    return act_on(
        "verify",
        actor,
        item,
        version,
        given={"words": words},
        apply=close,
        told=(Told(CLOSED, C.LEDGER_WORK, work=False), Told(CLOSED, C.LEDGER_SIGN, work=False)),
    )


def return_item(
    *, actor: Actor, item: Item, reason: str, new_due_on: date | None, version: int | None = None
) -> Item:
    """Returns what was declared done with reasons and a new deadline; a new round of closing begins later.

    Raises `Invalid` without reason or day, `Refused` for a day in the past and for whoever has not the next step.
    """
    _sane(new_due_on)

    def again(row: Any) -> None:
        _again(row, new_due_on)

    return act_on(
        "return",
        actor,
        item,
        version,
        reason=reason,
        new_due_on=new_due_on,
        apply=again,
        told=(Told(RETURNED, C.LEDGER_WORK), Told(RETURNED, C.LEDGER_SIGN, work=False)),
    )


def reopen(
    *,
    actor: Actor,
    item: Item,
    reason: str,
    new_due_on: date | None,
    place: str = "",
    version: int | None = None,
) -> Item:
    """Reopens a closed item that relapsed within twelve months; `place` names the new finding. Raises as `perform`."""
    _sane(new_due_on)

    def again(row: Any) -> None:
        _again(row, new_due_on)
        row.reopened += 1
        row.closed_on = None

    return act_on(
        "reopen",
        actor,
        item,
        version,
        reason=reason,
        new_due_on=new_due_on,
        given={"place": place},
        apply=again,
        told=(Told(REOPENED, C.LEDGER_WORK), Told(REOPENED, C.LEDGER_SIGN, work=False)),
    )


def _again(row: Any, new_due_on: date | None) -> None:
    """Back to work until a new day: the steps of this round no longer count."""
    row.due_on = new_due_on
    row.round += 1
    row.declared_on = row.until = None
    row.objected = row.prepared = False


def extend(
    *,
    actor: Actor,
    item: Item,
    new_due_on: date | None,
    document_number: str,
    reason: str = "",
    version: int | None = None,
) -> Item:
    """Grants a later deadline that was asked for in time; the first one is kept. Raises as `perform`."""
    _sane(new_due_on)
    number = full_number(document_number, "document_number") if document_number.strip() else ""

    def move(row: Any) -> None:
        row.due_on, row.asked_due_on = new_due_on, None

    return act_on(
        "extend",
        actor,
        item,
        version,
        reason=reason,
        new_due_on=new_due_on,
        given={"document_number": number},
        apply=move,
        told=(Told(EXTENDED, C.LEDGER_WORK, work=False),),
    )


def refuse_extension(*, actor: Actor, item: Item, reason: str, version: int | None = None) -> Item:
    """Refuses the later deadline that was asked for; the present one stays. Raises as `perform`."""

    def leave(row: Any) -> None:
        row.asked_due_on = None

    return act_on(
        "refuse_extension",
        actor,
        item,
        version,
        reason=reason,
        apply=leave,
        told=(Told(NOT_EXTENDED, C.LEDGER_WORK, work=False),),
    )


def cancel(
    *, actor: Actor, item: Item, reason: str, document_number: str, version: int | None = None
) -> Item:
    """Takes an open item off the ledger, with the approval's number; it counts in no rate. Final."""
    number = full_number(document_number, "document_number") if document_number.strip() else ""

    def drop(row: Any) -> None:
        row.asked_due_on = None

    return act_on(
        "cancel",
        actor,
        item,
        version,
        reason=reason,
        given={"document_number": number},
        apply=drop,
        told=(Told(CANCELLED, C.LEDGER_WORK, work=False),),
    )


def _past(day: date | None, item: Item) -> None:
    if day is None:
        return
    first = item.declared_on or item.start_on
    if not first <= day <= clock.today():
        said = _("The check lies between the application on %(day)s and today.")
        raise Invalid(errors=[FieldError("on_day", said % {"day": first.isoformat()})])


def _sane(day: date | None) -> None:
    if day is not None and not fits(day):
        raise Invalid(errors=[FieldError("new_due_on", _("Not a date in this century."))])


__all__ = [
    "agree_plan", "cancel", "check", "extend", "object_to", "publicize", "refuse_extension", "refuse_plan", "reopen",
    "return_item", "settle_objection", "verify",
]  # fmt: skip
