"""The desk's queue has pages: every report that waits can be reached, each once, and says where it stands."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.actions import deciding
from reporting.reports.models import Obligation
from reporting.reports.queries import desk
from tests import world
from tests.cast import Cast, days, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Obligation]:
    """Five reports wait for Yongdeng county, two on a page of the queue."""
    monkeypatch.setattr(desk, "PAGE", 2)
    rows = []
    for n in range(5):
        cycle = story.running(
            cast, period=str(2022 + n), number=f"甘农领办〔2026〕4{n}号", due_on=days(10 + n)
        )
        rows.append(story.submitted(cast, cycle))
    return rows


def opened(client: Client, row: Obligation) -> Any:
    return client.get(reverse("desk_report", args=(row.cycle.key, row.unit.code)))


def test_next_leads_to_each_report_that_waits_and_previous_leads_back(
    cast: Cast, waiting: list[Obligation]
) -> None:
    client = Client()
    client.force_login(cast.user("chenjing"))
    row: Obligation | None = client.get(reverse("desk"), follow=True).context["obligation"]
    seen = []
    while row is not None:
        page = opened(client, row).context
        seen.append((row.pk, page["position"], page["waiting"]))
        row = page["after"]
    assert seen == [(row.pk, n, 5) for n, row in enumerate(waiting, 1)]
    assert opened(client, waiting[3]).context["before"].pk == waiting[2].pk
    assert opened(client, waiting[0]).context["before"] is None


def test_the_pages_of_the_queue_begin_at_fixed_places_and_lead_on_and_back(
    cast: Cast, waiting: list[Obligation]
) -> None:
    client = Client()
    client.force_login(cast.user("chenjing"))
    for at, (page, back, on) in enumerate([(0, None, 2), (0, None, 2), (2, 1, 4), (2, 1, 4), (4, 3, None)]):
        context = opened(client, waiting[at]).context
        assert [row.pk for row in context["queue"]] == [row.pk for row in waiting[page : page + 2]]
        assert context["previous_page"] == (None if back is None else waiting[back])
        assert context["next_page"] == (None if on is None else waiting[on])


def test_a_report_decided_meanwhile_keeps_its_neighbours(cast: Cast, waiting: list[Obligation]) -> None:
    deciding.receive(actor=cast.chenjing, obligation=waiting[2])
    deciding.accept(actor=cast.chenjing, obligation=story.owed(waiting[2].cycle))
    found = desk.queue_around(cast.chenjing, story.owed(waiting[2].cycle))
    assert (found.before, found.after) == (waiting[1], waiting[3])
    assert [row.pk for row in found.rows] == [waiting[3].pk, waiting[4].pk]
    assert (found.waiting, found.next_page) == (4, None)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_ends_with_a_link_to_the_next_page(
    cast: Cast, waiting: list[Obligation], language: str
) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(cast.user("chenjing"))
    shown = opened(client, waiting[0]).content.decode()
    link = reverse("desk_report", args=(waiting[2].cycle.key, waiting[2].unit.code))
    assert f'href="{link}"' in shown
    assert ("下一页" if language == "zh-hans" else "Next page") in shown


def test_the_desk_walks_the_list_as_it_was_narrowed(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("chenjing"))
    desk = client.get(f"/desk/?under={town().code}", follow=True)
    assert desk.status_code == 200
    assert desk.request["QUERY_STRING"] == f"under={town().code}"
    assert re.search(rf'name="next"\s+value="/desk/[^"]+\?under={town().code}"', desk.content.decode())
    beside = client.get(f"/desk/?under={sister().code}")
    assert beside.status_code == 200
    assert beside.context["queue"] == []
    assert client.get(f"/desk/?under={world.XIJI}").status_code == 404
