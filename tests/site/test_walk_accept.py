"""Receiving and accepting at once on the walk: two acts on the record, or none of both."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.actions import deciding
from reporting.reports.models import Obligation
from reporting.reports.queries.reports import view_of
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from responsibilities.record.models import Entry
from revitalization.kit.errors import Refused
from tests.cast import Cast, days, town
from tests.reports import story

NEXT = "/walk/?kind=report-decide"
pytestmark = pytest.mark.django_db


@pytest.fixture
def county(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.user("chenjing"))
    return client


def presses(county: Client, row: Obligation, version: object) -> object:
    address = reverse("report_receive_accept", args=[row.cycle.key, row.unit.code])
    return county.post(address, {"version": version, "next": NEXT}, follow=True)


def verbs(row: Obligation) -> list[str]:
    """What stands on the record of the report since it was submitted."""
    found = list(
        Entry.objects.filter(subject_key=row.public_id).order_by("pk").values_list("verb", flat=True)
    )
    return found[found.index("report.submit") + 1 :]


def test_one_press_receives_accepts_and_leads_on_to_the_next_report(cast: Cast, county: Client) -> None:
    row = story.submitted(cast, story.running(cast))
    later = story.submitted(
        cast, story.running(cast, period="2025", number="甘农领办〔2026〕13号", due_on=days(20))
    )
    page = county.get(NEXT).content.decode()
    assert reverse("report_receive_accept", args=[row.cycle.key, row.unit.code]) in page
    answer = presses(county, row, row.version)
    assert answer.redirect_chain[-1][0] == NEXT
    assert answer.context["line"].subject == ("report", later.public_id)
    assert verbs(row) == ["report.receive", "report.accept"]
    assert story.owed(row.cycle).status == "accepted"
    said = [str(message) for message in answer.context["messages"]]
    assert len(said) == 1
    assert said[0].startswith(town().name)


def test_who_may_not_accept_is_offered_only_to_receive_and_nothing_is_half_done(
    cast: Cast, county: Client
) -> None:
    row = story.submitted(cast, story.running(cast))
    assert view_of(row, cast.chenjing).accepts
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user("chenjing"), unit=town(), role="filer")
    assert not view_of(row, cast.chenjing).accepts
    page = county.get(NEXT).content.decode()
    assert reverse("report_act", args=[row.cycle.key, row.unit.code, "receive"]) in page
    assert reverse("report_receive_accept", args=[row.cycle.key, row.unit.code]) not in page
    with pytest.raises(Refused):
        deciding.receive_and_accept(actor=cast.chenjing, obligation=row, version=row.version)
    assert presses(county, row, row.version).status_code == 409
    assert (story.owed(row.cycle).status, verbs(row)) == ("submitted", [])


@pytest.mark.parametrize(("version", "status"), [("0", 412), ("", 428)])
def test_a_report_that_moved_on_is_not_decided_unseen(
    cast: Cast, county: Client, version: str, status: int
) -> None:
    row = story.submitted(cast, story.running(cast))
    assert presses(county, row, version).status_code == status
    assert (story.owed(row.cycle).status, verbs(row)) == ("submitted", [])
