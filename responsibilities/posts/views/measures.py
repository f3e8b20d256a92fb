"""The measures that posts declare: first responsible posts that are held."""

from fractions import Fraction

from django.urls import reverse

from responsibilities.posts.queries.measures import Years, leaders, village_secretaries
from responsibilities.roles import Capability as C
from revitalization.kit.measures import Figure, Measure, Period, Segment
from revitalization.kit.words import N_

YEARS = Years()
SEGMENTS = (
    Segment("full", "done", N_("In office"), done=True),
    Segment("stand_in", "seen", N_("Held by a stand-in"), done=True),
    Segment("vacant", "late", N_("Vacant")),
)
FROM_POSTS = N_(
    "Appointments entered by the organization departments; vacancies count from the day after the last holder."
)


def behind(period: Period, code: str, figure: Figure) -> str:
    """The posts of the unit."""
    return f"{reverse('unit', args=[code])}?tab=posts"


MEASURES = (
    Measure(
        "posts",
        N_("First responsible posts held"),
        part=N_("in office"),
        whole=N_("posts"),
        capability=C.POST_READ,
        source=YEARS,
        segments=SEGMENTS,
        figure=leaders,
        about=N_(
            "Party secretaries and heads of government from the province to the township, of units in the year's scope."
        ),
        source_note=FROM_POSTS,
        thresholds=(Fraction(1), Fraction(95, 100)),
        url=behind,
        order=40,
    ),
    Measure(
        "village-secretaries",
        N_("Village secretaries in office"),
        part=N_("in office"),
        whole=N_("posts"),
        capability=C.POST_READ,
        source=YEARS,
        segments=SEGMENTS,
        figure=village_secretaries,
        about=N_("Party secretaries of the villages in the year's scope."),
        source_note=FROM_POSTS,
        thresholds=(Fraction(1), Fraction(95, 100)),
        url=behind,
        order=50,
    ),
)  # fmt: skip
