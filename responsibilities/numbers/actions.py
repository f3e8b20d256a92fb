"""What every numbered slip needs before it is given: a number nobody bears yet, and a day that is still to come."""

from datetime import date

from django.utils.translation import gettext as _

from responsibilities.numbers.queries import refuse_taken
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.periods import fits

FIELD = "document_number"


def number_for(issuer: Unit, typed: str) -> str:
    """The number as the standard writes it; `Invalid` at the field when it is none or another document bears it."""
    number = full_number(typed, FIELD)
    refuse_taken(issuer, number, FIELD)
    return number


def refuse_past(by: date) -> None:
    """`Invalid` at the field for a day by which nothing can be done any more, or that is a slip of the pen."""
    if by < clock.today():
        raise Invalid(errors=[FieldError("by", _("The day lies in the past."))])
    if not fits(by):
        raise Invalid(errors=[FieldError("by", _("Not a date in this century."))])
