"""Why a text came back: the last decision that leads back to the draft, for line, form and page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reporting.reports import rules
from reporting.reports.models import Obligation, Submission
from responsibilities.record.models import Entry
from responsibilities.record.queries import reason_for
from revitalization.kit.actor import Actor


@dataclass(frozen=True)
class CameBack:
    """One decision: the word for the state it left, who decided, when and why, and the new last day if any."""

    word: str
    who: str
    at: datetime
    reason: str
    new_due_on: date | None = None


def last_back(rows: Collection[Obligation], actor: Actor) -> dict[str, CameBack]:
    """By report: the last decision that led back to the draft, as far as this actor may know why. One query."""
    keys = [row.public_id for row in rows if row.status in (rules.DRAFT, rules.RETURNED)]
    if not keys:
        return {}
    steps = Entry.objects.filter(subject_kind="report", subject_key__in=keys, verb__in=rules.LEADING)
    last = steps.order_by("subject_key", "-id").distinct("subject_key")
    return {
        entry.subject_key: CameBack(rules.BACK[entry.verb], entry.actor_name, entry.at, why)
        for entry in last
        if entry.verb in rules.BACK and (why := reason_for(entry, actor))
    }


def why_back(row: Obligation, actor: Actor, submissions: Sequence[Submission]) -> list[CameBack]:
    """What the form and the page say, the newest first.

    Beside a decision inside the unit stays what the level above wants, until it has accepted. One query.
    """
    if row.status not in rules.PENDING:
        return []
    decided = [made.decision for made in submissions if hasattr(made, "decision")]
    above = [
        CameBack(rules.BACK["report.return"], d.decided_name, d.at, d.reason, d.new_due_on)
        for d in decided[:1]
        if d.outcome == rules.RETURNED
    ]
    inside = last_back([row], actor).get(row.public_id)
    return above if inside is None or inside.word == rules.BACK["report.return"] else [inside, *above]
