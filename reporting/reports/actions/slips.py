"""Giving a reminder slip its number: by the office that receives the report, in the name of its unit."""

from datetime import date

from django.utils.translation import gettext as _

from reporting.reports.models import Obligation, Slip
from reporting.reports.queries.slips import is_missing, may_press, slip_title
from responsibilities.numbers.actions import number_for, refuse_past
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry


def refuse_filed(obligation: Obligation) -> None:
    """`Refused` when there is nothing to press for."""
    if not is_missing(obligation):
        raise Refused(_("Nothing is missing here: the report is filed, or its cycle is not running."))


def give_slip(
    *, actor: Actor, obligation: Obligation, document_number: str, by: date, urgency: str = ""
) -> Slip:
    """The slip under its number, entered into the register of the unit that receives.

    Raises `Forbidden`, `Refused` when the report is filed already, `Invalid` at the field.
    """
    if not may_press(actor, obligation):
        raise Forbidden
    refuse_filed(obligation)
    refuse_past(by)
    number = number_for(Unit.objects.get(pk=obligation.receiver_id), document_number)
    entry = Entry("report.slip", actor, ("report", obligation.public_id), str(obligation), obligation.lo)
    with recorded(entry):
        # Locked, so that a slip and the submission it presses for do not pass each other by.
        refuse_filed(
            Obligation.objects.full().select_for_update(of=("self",), no_key=True).get(pk=obligation.pk)
        )
        made = Slip.objects.create(
            obligation=obligation,
            issuer_id=obligation.receiver_id,
            number=number,
            title=slip_title(obligation),
            by=by,
            urgency=urgency,
            dated_on=clock.today(),
            given_by_id=actor.user_id or 0,
        )
        entry.after = {"notice": number, "due_on": str(by)}
    return made
