"""The tabs of a unit's page: only the shown one is read, with parameters of its own, and each list goes on."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reporting.reports.models import Cycle, Obligation
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import Mechanism, UnitTab
from revitalization.kit.perform import history
from revitalization.kit.registry import REGISTRY
from tests import world
from tests.cast import Cast, town
from tests.reports import story
from tests.reports.crowd import CROWD, one_of

pytestmark = pytest.mark.django_db
BUDGET = 10
TABS = ("facts", "posts", "reports", "roles", "record")


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.user(username))
    return client


def address(tab: str = "", code: str = "", **params: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in ({"tab": tab} | params).items() if value)
    return f"/units/{code or town().code}/?{asked}"


@pytest.mark.parametrize("who", [*CROWD, "linnan", "anquan"])
def test_a_unit_s_page_asks_at_most_ten_times(cast: Cast, who: str) -> None:
    username = one_of(who, cast)[0] if who in CROWD else who
    row = story.submitted(cast, story.running(cast))
    client = signed_in(cast, username)
    for code in (row.unit.code, world.YONGDENG, world.GANSU):
        for tab in ("", *TABS):
            client.get(address(tab, code))
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address(tab, code))
            if answer.status_code == 200:
                assert len(asked) <= BUDGET, (tab, code, [q["sql"][:150] for q in asked])


def test_a_tab_that_is_not_shown_is_not_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def build(key: str) -> Any:
        return lambda actor, unit, request: built.append(key) or {"word": key}

    tabs = [
        UnitTab(key, key, order, "units/facts.html", build(key), shown=lambda actor, unit: True)
        for order, key in enumerate(("ledger", "talks"))
    ]
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, Mechanism(key="more", unit_tabs=tabs)])
    answer = signed_in(cast, "chenjing").get(address("talks"))
    assert answer.status_code == 200
    assert built == ["talks"]
    assert answer.context["tab"]["word"] == "talks"
    assert "word" not in answer.context
    assert [tab.key for tab in answer.context["tabs"]][:2] == ["ledger", "talks"]


def test_a_tab_takes_its_own_parameters_and_no_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = UnitTab(
        "talks", "Talks", 1, "units/facts.html", lambda actor, unit, request: {"year": request.GET.get("year")},
        shown=lambda actor, unit: True, params=("year",),
    )  # fmt: skip
    monkeypatch.setattr(
        REGISTRY, "mechanisms", [*REGISTRY.mechanisms, Mechanism(key="more", unit_tabs=[tab])]
    )
    client = signed_in(cast, "chenjing")
    assert client.get(address("talks", year="2026")).context["tab"] == {"year": "2026"}
    # The first tab is shown when none is named; with it goes what it takes.
    assert client.get(address("", year="2026")).context["tab"] == {"year": "2026"}
    for url in (address("talks", order="-id"), address("facts", year="2026"), address("posts", after="x")):
        assert client.get(url).status_code == 400, url
    for url in (address("reports", order="author__password"), address("reports", after="forged")):
        assert client.get(url).status_code == 400, url


def test_a_hidden_tab_is_not_there(cast: Cast) -> None:
    client = signed_in(cast, "chenjing")
    assert client.get(address("reports", world.XIJI)).status_code == 404
    assert client.get(address("no-such")).status_code == 404
    page = signed_in(cast, "anquan").get(address())
    assert [tab.key for tab in page.context["tabs"]] == ["facts", "posts", "roles"]


def many_reports(cast: Cast, number: int) -> None:
    """The town's report in so many cycles, set down as they would stand after years."""
    row = story.owed(story.running(cast))
    cycle = row.cycle
    with history(Actor.system("tests", via="command"), "test"):
        for at in range(number - 1):
            cycle.pk, cycle.key, cycle.notice_number = None, f"old-{at}", f"甘农领办〔2020〕{at}号"
            cycle.title = f"第{at:03}期报告"
            cycle.status = "planned"
            cycle.save(force_insert=True)
            Cycle.objects.filter(pk=cycle.pk).update(status="running")
            row.pk, row.cycle = None, cycle
            row.save(force_insert=True)
    assert Obligation.objects.filter(unit=town()).count() == number
    assert Cycle.objects.count() == number


def test_every_report_of_a_unit_can_be_reached(cast: Cast) -> None:
    many_reports(cast, 130)
    client, url, seen = signed_in(cast, "chenjing"), address("reports"), []
    for _page in range(3):
        page = client.get(url).content.decode()
        seen += re.findall(r'href="/reports/([\w-]+)/', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = f"/units/{town().code}/{following[1].replace('&amp;', '&')}" if following else ""
    assert url == ""
    assert len(seen) == len(set(seen)) == 130


def test_reports_can_be_narrowed_by_their_state(cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    client = signed_in(cast, "chenjing")
    assert row.cycle.title in client.get(address("reports", status="submitted")).content.decode()
    assert row.cycle.title not in client.get(address("reports", status="draft")).content.decode()
    assert client.get(address("reports", status="nonsense")).status_code == 400


def test_every_line_of_a_unit_s_record_can_be_reached(cast: Cast) -> None:
    with history(Actor.system("tests", via="command"), "test"):
        Entry.objects.bulk_create(
            Entry(
                verb="unit.note", actor_name="钟", via="command", subject_kind="unit", subject_key=town().code,
                label=f"第{at:03}条", lo=town().lo,
            )
            for at in range(120)
        )  # fmt: skip
    client, url, seen = signed_in(cast, "chenjing"), address("record"), []
    for _page in range(5):
        page = client.get(url).content.decode()
        seen += dict.fromkeys(re.findall(r"第(\d\d\d)条", page))  # a line names what it is about twice
        following = re.search(r'href="(\?tab=record&amp;after=[^"]+)"', page)
        if not following:
            break
        url = f"/units/{town().code}/{following[1].replace('&amp;', '&')}"
    assert [int(number) for number in seen] == list(range(119, -1, -1))


def test_a_refused_change_shows_its_form_again_in_the_facts(cast: Cast) -> None:
    with translation.override("en"):
        answer = signed_in(cast, "chenjing").post(f"/units/{town().code}/name/", {"version": "1"})
    assert answer.status_code == 400
    assert answer.context["current"].key == "facts"
    assert answer.context["tab"]["name_form"].errors
