"""The measures that inspections declare: problems put right, those kept up for long, plans held."""

from urllib.parse import urlencode

from django.urls import reverse

from assessments.inspections.queries.board import DECLARED, DONE, DROPPED, ENDS, LATE, LONG, WAITING, WITHIN
from assessments.inspections.queries.measures import (
    COMING,
    HELD,
    PUT_OFF,
    UNDER_WAY,
    UNHELD,
    Years,
    held,
    kept_up,
    put_right,
)
from responsibilities.roles import Capability as C
from revitalization.kit.measures import Figure, Measure, Period, Segment
from revitalization.kit.words import N_

YEARS = Years()
PLANNED = "plan"
"""The inspections of a published plan, in the list of all of them."""
FROM_FINDINGS = N_(
    "Problems that were fed back and stand, by the year of their inspection, as the ledger has them;"
    " found twice they count once."
)
FROM_PLANS = N_("Inspections of the published yearly plans, by the unit that inspects.")


def ending_behind(period: Period, code: str, figure: Figure) -> str:
    """The problems of the unit and below it that end one day, of inspections of that year."""
    return _findings(period, code, ENDS)


def long_behind(period: Period, code: str, figure: Figure) -> str:
    """Those that are kept up for long."""
    return _findings(period, code, LONG)


def plan_behind(period: Period, code: str, figure: Figure) -> str:
    """The inspections that the unit, and those below it, planned for that year."""
    return f"{reverse('inspections')}?{urlencode({'by': code, 'year': period.key, 'planned': PLANNED})}"


def _findings(period: Period, code: str, part: str) -> str:
    return f"{reverse('findings')}?{urlencode({'under': code, 'year': period.key, 'mended': part})}"


SEGMENTS = (
    Segment(DONE, "done", N_("Closed from above"), done=True),
    Segment(DECLARED, "sent", N_("Declared, not verified")),
    Segment(WITHIN, "seen", N_("Within the limit")),
    Segment(LATE, "late", N_("Overdue")),
    Segment(WAITING, "blank", N_("Not on the ledger yet")),
    Segment(DROPPED, "begun", N_("Cancelled on the ledger")),
)
MEASURES = (
    Measure(
        "findings",
        N_("Problems found and put right"),
        part=N_("closed from above"),
        whole=N_("problems that were fed back"),
        capability=C.INSPECT_READ,
        source=YEARS,
        segments=SEGMENTS,
        figure=put_right,
        about=N_("Red as soon as one is overdue at its unit. How many were found is not judged; what is to be kept up "
            "for long has a figure of its own."),
        source_note=FROM_FINDINGS,
        url=ending_behind,
        order=52,
    ),
    Measure(
        "findings-long",
        N_("Problems kept up for long"),
        part=N_("closed from above"),
        whole=N_("problems kept up for long"),
        capability=C.INSPECT_READ,
        source=YEARS,
        segments=SEGMENTS,
        figure=kept_up,
        about=N_("Problems to be kept up for long, which stand in no other rate. Red as soon as one is overdue at its "
            "unit."),
        source_note=FROM_FINDINGS,
        url=long_behind,
        order=54,
    ),
    Measure(
        "inspections",
        N_("Inspections held as planned"),
        part=N_("held"),
        whole=N_("inspections planned"),
        capability=C.INSPECT_READ,
        source=YEARS,
        segments=(
            Segment(HELD, "done", N_("Held as planned"), done=True),
            Segment(UNDER_WAY, "seen", N_("On site")),
            Segment(COMING, "blank", N_("Still to come")),
            Segment(UNHELD, "late", N_("Not begun in time")),
            Segment(PUT_OFF, "near", N_("Postponed")),
            Segment(DROPPED, "begun", N_("Merged or cancelled")),
        ),
        figure=held,
        about=N_("What the published plans of units say, and what became of it. More inspections are no better: "
            "nothing is judged but one whose last day passed and that did not begin. What was merged, postponed or "
            "cancelled with its reasons is no fault."),
        source_note=FROM_PLANS,
        url=plan_behind,
        order=56,
    ),
)  # fmt: skip
