"""The measures that the ledger declares: closed, claimed and verified apart, kept up for long, payments."""

from urllib.parse import urlencode

from django.urls import reverse

from responsibilities.ledger.queries.measures import Years, claimed, closing, long_term, payments
from responsibilities.roles import Capability as C
from revitalization.kit.measures import Figure, Measure, Period, Segment
from revitalization.kit.words import N_

YEARS = Years()
FROM_LEDGER = N_(
    "Items as they stand on the ledger; an item is closed by those who issued it, never by its unit."
)


def behind(period: Period, code: str, figure: Figure) -> str:
    """The list of the items of the unit and below it, of that year."""
    return f"{reverse('ledger')}?{urlencode({'under': code, 'year': period.key})}"


def funds_behind(period: Period, code: str, figure: Figure) -> str:
    """The list of the items with funds of the unit and below it, of that year."""
    return f"{behind(period, code, figure)}&funds=with"


SEGMENTS = (
    Segment("closed", "done", N_("Closed from above"), done=True),
    Segment("waiting", "sent", N_("Declared, not verified")),
    Segment("green", "seen", N_("Green lamp")),
    Segment("yellow", "near", N_("Yellow lamp")),
    Segment("red", "late", N_("Red lamp")),
    Segment("grey", "blank", N_("Not begun")),
)
MEASURES = (
    Measure(
        "ledger",
        N_("Items of the ledger"),
        part=N_("closed from above"),
        whole=N_("items of the ledger"),
        capability=C.LEDGER_READ,
        source=YEARS,
        segments=SEGMENTS,
        figure=closing,
        about=N_("Red as soon as one lamp is red, a warning as soon as one is yellow. What is cancelled counts "
            "nowhere; what is to be kept up for long has a figure of its own."),
        source_note=FROM_LEDGER,
        url=behind,
        order=32,
    ),
    Measure(
        "ledger-claimed",
        N_("Claimed and verified"),
        part=N_("verified"),
        whole=N_("items claimed done"),
        capability=C.LEDGER_READ,
        source=YEARS,
        segments=(
            Segment("verified", "done", N_("Verified and closed"), done=True),
            Segment("waiting", "sent", N_("Declared, not verified")),
            Segment("claimed", "begun", N_("At 100 per cent, not declared")),
        ),
        figure=claimed,
        about=N_("What units say is done, and how much of it those above have verified; not judged."),
        source_note=FROM_LEDGER,
        url=behind,
        order=34,
    ),
    Measure(
        "ledger-long",
        N_("Items kept up for long"),
        part=N_("closed from above"),
        whole=N_("items kept up for long"),
        capability=C.LEDGER_READ,
        source=YEARS,
        segments=SEGMENTS,
        figure=long_term,
        about=N_("Items of the type “to be kept up for long”, which stand in no other rate; lamps as for all others."),
        source_note=FROM_LEDGER,
        url=behind,
        order=36,
    ),
    Measure(
        "ledger-payment",
        N_("Payment of project funds"),
        part=N_("closed from above"),
        whole=N_("projects with funds"),
        capability=C.LEDGER_READ,
        source=YEARS,
        segments=(
            Segment("done", "done", N_("Closed from above"), done=True),
            Segment("green", "seen", N_("Paid on schedule")),
            Segment("yellow", "near", N_("Payment behind")),
            Segment("red", "late", N_("Payment far behind")),
            Segment("grey", "blank", N_("Nothing to pay yet")),
        ),
        figure=payments,
        about=N_("Projects by their payment lamp: paid of what was allotted, beside what is expected by the day. "
            "Red as soon as one is red, a warning as soon as one is yellow."),
        source_note=FROM_LEDGER,
        url=funds_behind,
        order=38,
    ),
)  # fmt: skip
