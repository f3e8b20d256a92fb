"""Under which document number of the unit each version of a report went out."""

from collections.abc import Iterable

from reporting.reports.models import DocumentNumber, Submission


def number_of(submission: Submission) -> str:
    """The number this version bears; "" while the unit has given none."""
    return numbers_of(submission.obligation_id, [submission])[submission.number]


def numbers_of(obligation_id: int, submissions: Iterable[Submission]) -> dict[int, str]:
    """By version: the number given with it or, where none was, with the version before. One query."""
    given = DocumentNumber.objects.filter(obligation_id=obligation_id).order_by("since", "pk")
    known = list(given.values_list("since", "number"))
    return {
        made.number: next((number for since, number in reversed(known) if since <= made.number), "")
        for made in submissions
    }
