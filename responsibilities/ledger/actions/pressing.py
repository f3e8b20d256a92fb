"""Giving a supervision slip its number: by the office that issued the item, in the name of its unit."""

from datetime import date

from django.utils.translation import gettext as _

from responsibilities.ledger.actions.hand import url_of
from responsibilities.ledger.models import Item, Slip
from responsibilities.ledger.queries.slips import is_open, may_press, slip_title
from responsibilities.numbers.actions import number_for, refuse_past
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry, Telling
from revitalization.kit.words import N_, Words

PRESSED = N_("%(issuer)s presses for “%(title)s” by slip %(number)s: to be answered by %(due)s")


def refuse_closed(item: Item) -> None:
    """A slip presses for what its unit has still to do; raises `Refused` for anything else."""
    if not is_open(item):
        raise Refused(_("It does not lie with the unit now; there is nothing to press for."))


def press(*, actor: Actor, item: Item, document_number: str, by: date, urgency: str = "") -> Slip:
    """The slip under its number, entered into the register of the unit that issued the item.

    Raises `Forbidden`, `Refused` when it does not lie with the unit, `Invalid` at the field.
    """
    if not may_press(actor, item):
        raise Forbidden
    refuse_closed(item)
    refuse_past(by)
    issuer = item.matter.issuer
    number = number_for(issuer, document_number)
    entered = Entry("ledger.press", actor, ("ledger", item.public_id), item.matter.title, item.lo)
    with recorded(entered, _tellings(item, actor, number, by)) as entry:
        # Locked, so that a slip and the application it presses for do not pass each other by.
        refuse_closed(Item.objects.full().select_for_update(of=("self",), no_key=True).get(pk=item.pk))
        made = Slip.objects.create(
            item=item,
            issuer=issuer,
            number=number,
            title=slip_title(item),
            by=by,
            urgency=urgency,
            dated_on=clock.today(),
            given_by_id=actor.user_id or 0,
        )
        entry.after = {"notice": number, "due_on": str(by)}
    return made


def _tellings(item: Item, actor: Actor, number: str, by: date) -> list[Telling]:
    """Whoever works on it and whoever signs for it hears of the slip, once each."""
    values = {
        "issuer": item.matter.issuer.name,
        "title": item.matter.title,
        "number": number,
        "due": by.isoformat(),
    }
    return [
        Telling(
            f"ledger.press:{item.pk}:{number}:{right}",
            "ledger",
            item.lo,
            Words(PRESSED, values),
            url_of(item),
            capability=right,
            except_user=actor.user_id,
            work_of=("ledger", item.public_id),
        )
        for right in (C.LEDGER_WORK, C.LEDGER_SIGN)
    ]
