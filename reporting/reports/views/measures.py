"""The measures that reports declare: progress, in time, returned."""

from collections.abc import Sequence
from fractions import Fraction

from django.urls import reverse

from reporting.reports.actions.many import remind_units
from reporting.reports.queries.measures import Cycles, on_time, progress, returned
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Outcome
from revitalization.kit.measures import Figure, Measure, Period, RowAct, Segment
from revitalization.kit.words import N_

CYCLES = Cycles()
FROM_REPORTS = N_(
    "Reports as they stand in this system; each unit's report is decided by the level above it."
)


def behind(period: Period, code: str, figure: Figure) -> str:
    """The unit's own report where nothing else is counted, else its board in the cycle."""
    return reverse("report" if figure.alone else "cycle_board", args=[period.key, code])


def remind(actor: Actor, period: Period, units: Sequence[tuple[str, str]]) -> Sequence[Outcome]:
    """Reminds the picked units of the cycle that the board shows."""
    return remind_units(actor, period.ref.pk, period.ref.title, units)


REMIND = (
    RowAct("report.remind", N_("Remind those picked"), lambda actor: actor.has(C.REPORT_REMIND), remind),
)
MEASURES = (
    Measure(
        "filing",
        N_("Filing progress"),
        part=N_("filed"),
        whole=N_("reports owed"),
        capability=C.CYCLE_READ,
        source=CYCLES,
        segments=(
            Segment("accepted", "done", N_("Accepted"), done=True),
            Segment("received", "seen", N_("Received"), done=True),
            Segment("submitted", "sent", N_("Submitted"), done=True),
            Segment("in_hand", "begun", N_("In hand")),
            Segment("not_begun", "blank", N_("Not begun")),
            Segment("overdue", "late", N_("Overdue")),
        ),
        figure=progress,
        about=N_("Filed of all reports owed; judged once the deadline has passed, and good only when none is missing."),
        source_note=FROM_REPORTS,
        thresholds=(Fraction(1), Fraction(85, 100)),
        url=behind,
        acts=REMIND,
        order=10,
    ),
    Measure(
        "on-time",
        N_("On-time share"),
        part=N_("in time"),
        whole=N_("reports due"),
        capability=C.CYCLE_READ,
        source=CYCLES,
        segments=(
            Segment("timely", "done", N_("In time"), done=True),
            Segment("missed", "late", N_("Late or missing")),
        ),
        figure=on_time,
        about=N_("First filed in time, of all that was due so far; nobody is judged before the deadline."),
        source_note=FROM_REPORTS,
        thresholds=(Fraction(85, 100), Fraction(70, 100)),
        url=behind,
        acts=REMIND,
        order=20,
    ),
    Measure(
        "returned",
        N_("Returned reports"),
        part=N_("returned"),
        whole=N_("reports owed"),
        capability=C.CYCLE_READ,
        source=CYCLES,
        segments=(
            Segment("returned", "late", N_("Returned"), done=True),
            Segment("others", "blank", N_("All others")),
        ),
        figure=returned,
        about=N_("Sent back and not filed again; shown for the work, not judged."),
        source_note=FROM_REPORTS,
        better="less",
        url=behind,
        acts=REMIND,
        order=30,
    ),
)  # fmt: skip
