"""The unit's own document number of a report: given when the signed paper is registered, once in a unit."""

from django.utils.translation import gettext as _

from reporting.reports.models import DocumentNumber, Obligation, Submission
from reporting.reports.models.sealed import NUMBERS
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.sealed import under_seal

FIELD = "document_number"


def numbered(row: Obligation, submission: Submission, typed: str) -> str:
    """Keeps the number for this version, in the spelling of the standard; "" when none was given.

    A version without one keeps that of the version before. `Invalid` at the field for what is no number, or one that
    another paper of the unit bears. Inside an act: the row goes under its seal.
    """
    if not typed.strip():
        return ""
    number = full_number(typed, FIELD)
    made, is_new = DocumentNumber.objects.get_or_create(
        unit_id=row.unit_id, number=number, defaults={"obligation": row, "since": submission.number}
    )
    if made.obligation_id != row.pk:
        said = _("%(number)s is already the number of another report of this unit.") % {"number": number}
        raise Invalid(errors=[FieldError(FIELD, said, "twice")])
    if is_new:
        under_seal(NUMBERS, made.pk)
    return number
