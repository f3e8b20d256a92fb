"""Under which document number of the unit each version of a report went out; its title and its day."""

import re
from collections.abc import Iterable
from datetime import date

from reporting.reports.models import Cycle, DocumentNumber, Submission
from revitalization.kit import clock
from revitalization.kit.periods import period_words


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


_KIND_WORD = re.compile(r"(?:年度|半年|季度|专题)?(?:报告|记录)$")


def report_title(cycle: Cycle) -> str:
    """The matter: 关于2026年度…的报告; for what is asked by its own notice, that notice's matter."""
    if cycle.kind.periodicity == "special":
        asked = re.sub(r"^.*?关于(?:报送|上报|开展)?|的(?:通知|函)$", "", cycle.notice_title)
        return f"关于{asked}的报告"
    return f"关于{period_words(cycle.period)}{_KIND_WORD.sub('', cycle.kind.title)}的报告"


def signed_on(submission: Submission) -> date:
    """The date of the paper: the day of the last signature."""
    return max(clock.local(made.at) for made in submission.signed).date()
