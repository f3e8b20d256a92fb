"""Rows of the handover sheets: one's own, and another's for whoever appoints there."""

from tests.policy.basics import GET, ONE, POST, SEATS, pages
from tests.policy.people import APPOINTS, EVERYBODY
from tests.policy.rows import OK, Row

READ = ("person_handover", "person_handover_sheet", "api_person_handover")
OF_PERSON = (*READ, "person_handover_paper")
ROWS = [
    *pages("handover", "handover_sheet"),
    Row("handover_paper", POST, ONE, {OK: EVERYBODY}),
    *(Row(name, GET, SEATS, {OK: APPOINTS}) for name in READ),
    Row("person_handover_paper", POST, SEATS, {OK: APPOINTS}),
]
AGAIN = dict.fromkeys(("unit_roster", "handover_paper", "person_handover_paper"), "again")
