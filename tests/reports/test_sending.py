"""Nobody sends a colleague's words unseen: whoever sends names the text that was read, on every door."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import filing
from reporting.reports.models import Draft, Obligation
from responsibilities.record.models import Entry
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db

NEWER = "同事刚刚改写的总体情况"


@pytest.fixture
def row(cast: Cast, client: Client) -> Obligation:
    client.force_login(cast.user("wangfang"))
    return story.drafted(cast, story.running(cast))


def address(row: Obligation) -> str:
    return reverse("report_act", args=[row.cycle.key, row.unit.code, "send"])


def carried(page: str) -> dict[str, str]:
    """What the button “send for review” of a report page carries."""
    form = next(part for part in page.split("<form") if '/send/"' in part.split(">")[0]).split("</form>")[0]
    return {n: v for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form) if n.endswith("version")}


def rewritten(cast: Cast, row: Obligation) -> None:
    filing.save_draft(actor=cast.wangfang, obligation=row, texts={"overall": NEWER}, version=1)


def unsent(row: Obligation) -> None:
    row.refresh_from_db()
    assert row.status == rules.DRAFT
    assert not Entry.objects.filter(verb="report.send").exists()


def test_the_button_of_the_report_page_carries_the_text_that_is_shown(
    cast: Cast, client: Client, row: Obligation
) -> None:
    page = client.get(reverse("report", args=[row.cycle.key, row.unit.code])).content.decode()
    assert carried(page) == {"version": str(row.version), "draft_version": "1"}
    rewritten(cast, row)
    stale = client.post(address(row), carried(page))
    now = stale.content.decode()
    assert stale.status_code == 412
    assert ("王芳" in now, NEWER in now, 'role="alert"' in now) == (True, True, True)
    unsent(row)
    # The page now shows the newer text, and its button names it.
    assert carried(now) == {"version": str(row.version), "draft_version": "2"}
    assert client.post(address(row), carried(now)).status_code == 302
    row.refresh_from_db()
    assert row.status == rules.REVIEW


@pytest.mark.parametrize("text", [{}, {"draft_version": "x"}, {"draft_version": "-1"}])
def test_without_the_text_that_was_read_nothing_is_sent(
    client: Client, row: Obligation, text: dict[str, str]
) -> None:
    answer = client.post(address(row), {"version": row.version, **text})
    assert answer.status_code == 400
    assert story.TEXTS["overall"] in answer.content.decode()
    unsent(row)


def test_the_address_of_sending_shows_the_text_that_would_be_sent(client: Client, row: Obligation) -> None:
    page = client.get(address(row)).content.decode()
    assert story.TEXTS["overall"] in page
    assert carried(page)["draft_version"] == "1"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [({}, 400, "/draft_version"), ({"draft_version": 1}, 412, None), ({"draft_version": 2}, 200, None)],
)
def test_programs_name_the_text_as_well(
    cast: Cast, client: Client, row: Obligation, body: dict[str, Any], status: int, field: str | None
) -> None:
    rewritten(cast, row)
    path = f"/api/v1/reports/{row.public_id}/send/"
    answer = client.post(path, body, "application/json", headers={"If-Match": f'"{row.version}"'})
    assert answer.status_code == status, answer.content
    if field:
        assert answer.json()["errors"][0]["pointer"] == field
    if status == 412:
        assert answer.json()["theirs"]["overall"] == NEWER
    if status != 200:
        unsent(row)
    assert Draft.objects.get().version == 2
