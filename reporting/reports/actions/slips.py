"""Giving a reminder slip its number: by the office that receives the report, in the name of its unit."""

from datetime import date

from django.utils.translation import gettext as _

from reporting.reports.actions.cycles import wrong_days
from reporting.reports.models import Obligation, Slip
from reporting.reports.queries.slips import is_missing, may_press, slip_title
from responsibilities.numbers.queries import refuse_taken
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Forbidden, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

FIELD = "document_number"


def refuse_filed(obligation: Obligation) -> None:
    """`Refused` when there is nothing to press for."""
    if not is_missing(obligation):
        raise Refused(_("Nothing is missing here: the report is filed, or its cycle is not running."))


def refuse_past(by: date) -> None:
    """`Invalid` at the field for a day by which nothing can be filed any more, or that is a slip of the pen."""
    if by < clock.today():
        raise Invalid(errors=[FieldError("by", _("The day lies in the past."))])
    if wrong := wrong_days({"by": by}):
        raise Invalid(errors=wrong)


def give_slip(
    *, actor: Actor, obligation: Obligation, document_number: str, by: date, urgency: str = ""
) -> Slip:
    """The slip under its number, entered into the register of the unit that receives.

    Raises `Forbidden`, `Refused` when the report is filed already, `Invalid` at the field.
    """
    if not may_press(actor, obligation):
        raise Forbidden
    refuse_filed(obligation)
    today, number = clock.today(), full_number(document_number, FIELD)
    refuse_past(by)
    refuse_taken(Unit.objects.get(pk=obligation.receiver_id), number, FIELD)
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
            dated_on=today,
            given_by_id=actor.user_id or 0,
        )
        entry.after = {"notice": number, "due_on": str(by)}
    return made
