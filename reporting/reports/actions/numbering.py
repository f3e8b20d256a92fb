"""The unit's own document number of a report: given when the signed paper is registered, once in a unit."""

from reporting.reports.models import DocumentNumber, Obligation, Submission
from reporting.reports.models.sealed import NUMBERS
from reporting.reports.queries.numbers import report_title, signed_on
from responsibilities.numbers.queries import refuse_taken
from revitalization.kit.documents.numbers import full_number
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
    refuse_taken(row.unit, number, FIELD, key=("report", row.public_id))
    paper = {"title": report_title(row.cycle), "dated_on": signed_on(submission)}
    made, is_new = DocumentNumber.objects.get_or_create(
        unit_id=row.unit_id,
        number=number,
        defaults={"obligation": row, "since": submission.number, **paper},
    )
    if is_new:
        under_seal(NUMBERS, made.pk)
    return number
