"""The jobs of people and what each may cost, and the table of what the journeys counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

EFFORT = "effort"
"""The name under which a test keeps what it counted."""


@dataclass(frozen=True)
class Goal:
    """A job of a person, and how many clicks and keys it may take at most."""

    person: str
    job: str
    most: int


GOALS: Mapping[str, Goal] = {
    "fill": Goal("Filer, phone, slow line", "fill and send for review", 3),
    "submit": Goal("Filer, phone, slow line", "submit after both signatures", 1),
    "mend": Goal("Filer, phone, slow line", "mend after an internal return", 2),
    "review": Goal("Reviewer", "pass on", 2),
    "sign": Goal("Secretary", "sign", 2),
    "sign-phone": Goal("Mayor, phone", "sign", 2),
    "one": Goal("County office", "decide one report", 2),
    "fifty": Goal("County office", "read 50 reports and accept each", 52),
    "fifty-listed": Goal("County office", "accept 50 reports by their names", 52),
    "remind": Goal("County office", "remind the missing", 2),
    "remind-some": Goal("County office", "remind two that were picked", 5),
    "slip": Goal("County office", "press one with a reminder slip", 4),
    "overdue": Goal("County office", "what is overdue", 1),
    "excel": Goal("County office", "Excel of the board", 3),
    "below-city": Goal("City office", "from home to a township's report", 3),
    "below-reader": Goal("Reader", "from home to a township's report", 3),
    "open": Goal("Province", "open a cycle", 4),
    "matter": Goal("County office", "hand a key task down to its townships", 5),
    "progress": Goal("Filer, phone", "report progress from the inbox", 2),
    "apply": Goal("Secretary", "apply for closing", 2),
    "return-item": Goal("County office", "return what is not done", 3),
    "check-item": Goal("County office", "enter a check on the spot", 3),
    "close-item": Goal("County office", "close an item from above", 3),
    "reopen-item": Goal("County office", "reopen what relapsed", 4),
    "approve-plan": Goal("Secretary", "approve the year's plan of inspections", 2),
    "publish-plan": Goal("Supervision office", "publish the plan under its number", 3),
    "finding": Goal("Inspector, phone", "keep a problem in a village without signal", 1),
    "answer-finding": Goal("Filer, phone", "give the unit's view of a problem", 3),
    "feed-back": Goal("Supervision office", "send the feedback letter", 3),
    "object": Goal("Secretary", "object to a finding", 3),
    "decide-objection": Goal("Supervision office", "decide an objection", 3),
    "red": Goal("First responsible person", "what is red below", 0),
    "red-why": Goal("First responsible person", "what is red below, and why", 1),
    "appoint": Goal("Organization department", "one appointment", 3),
    "roster": Goal("Organization department", "roster", 6),
    "account": Goal("Security administrator", "account and role", 4),
    "code": Goal("Security administrator", "new one-time code", 3),
    "token": Goal("Security administrator", "token for a platform", 3),
    "audit": Goal("Audit administrator", "who did something in a unit", 2),
    "system": Goal("System administrator", "is everything running", 1),
}

HEADINGS = ("Who", "Job", "Clicks", "Keys", "Fields", "Loads", "Screens", "Goal", "")


def effort_table(found: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Lines of a table: each job that was measured, the dearest way it was done, and its goal."""
    dearest: dict[str, Mapping[str, Any]] = {}
    for key, effort in found:
        if key not in dearest or _presses(effort) > _presses(dearest[key]):
            dearest[key] = effort
    rows = [HEADINGS, *(_row(goal, dearest[key]) for key, goal in GOALS.items() if key in dearest)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    return [
        "  ".join(
            cell.ljust(width) if at < 2 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _presses(effort: Mapping[str, Any]) -> int:
    return int(effort["clicks"]) + int(effort["keys"])


def _row(goal: Goal, effort: Mapping[str, Any]) -> tuple[str, ...]:
    figures = (str(effort[name]) for name in ("clicks", "keys", "fields", "loads"))
    verdict = "" if _presses(effort) <= goal.most else "too many"
    return (goal.person, goal.job, *figures, f"{effort['screens']:.1f}", str(goal.most), verdict)
