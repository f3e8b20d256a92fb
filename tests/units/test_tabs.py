"""The tabs of a unit's page: only the shown one is read, with parameters of its own, and each list goes on."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reporting.reports.models import Cycle, Obligation
from responsibilities.posts.actions import relieve
from responsibilities.posts.models import Tenure
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.perform import history
from revitalization.kit.registry import REGISTRY
from revitalization.kit.unit_page import UNIT_TABS, UnitPart
from tests import world
from tests.cast import SINCE, Cast, town
from tests.reports import story
from tests.reports.crowd import CROWD, one_of

pytestmark = pytest.mark.django_db
BUDGET = 12
"""The frame asks each source of the inbox for its badge once, the head each source of measures."""
MORE = {"years": 4, "year": 2}
"""The years before are periods and figures of their own, however many they are; of a year each slice is asked once."""


def parts() -> list[str]:
    """Every part of the page that a slice declares."""
    return [part.key for part in REGISTRY.unit_parts()]


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.user(username))
    return client


def address(tab: str = "", code: str = "", **params: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in ({"tab": tab} | params).items() if value)
    return f"/units/{code or town().code}/?{asked}"


@pytest.mark.parametrize("who", [*CROWD, "linnan", "anquan"])
def test_a_unit_s_page_asks_at_most_twelve_times(cast: Cast, who: str) -> None:
    username = one_of(who, cast)[0] if who in CROWD else who
    row = story.submitted(cast, story.running(cast))
    client = signed_in(cast, username)
    for code in (row.unit.code, world.YONGDENG, world.GANSU):
        for tab in ("", *parts()):
            client.get(address(tab, code))
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address(tab, code))
            if answer.status_code == 200:
                assert len(asked) <= BUDGET + MORE.get(tab, 0), (tab, code, [q["sql"][:150] for q in asked])


def test_a_tab_that_is_not_shown_is_not_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def build(key: str) -> Any:
        return lambda actor, unit, request: built.append(key) or {"word": key}

    tabs = [
        UnitPart(key, key, "work", order, "units/facts.html", build(key), shown=lambda actor, unit: True)
        for order, key in enumerate(("early", "talks"))
    ]
    monkeypatch.setattr(
        REGISTRY, "mechanisms", [*REGISTRY.mechanisms, Mechanism(key="more", unit_parts=tabs)]
    )
    answer = signed_in(cast, "chenjing").get(address("talks"))
    assert answer.status_code == 200
    assert built == ["talks"]
    assert answer.context["tab"]["word"] == "talks"
    assert "word" not in answer.context
    assert [part.key for part in answer.context["parts"]] == ["early", "talks", "reports", "ledger"]
    signed_in(cast, "chenjing").get(address("work"))
    assert built == ["talks", "early"], "of a tab its first part is read"


def test_a_tab_takes_its_own_parameters_and_no_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = UnitPart(
        "talks", "Talks", "overview", 1, "units/facts.html", lambda actor, unit, request: {"year": request.GET.get("year")},
        shown=lambda actor, unit: True, params=("year",),
    )  # fmt: skip
    monkeypatch.setattr(
        REGISTRY, "mechanisms", [*REGISTRY.mechanisms, Mechanism(key="more", unit_parts=[tab])]
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
    assert [tab.key for tab in page.context["tabs"]] == ["overview", "duties", "below", "archive"]
    assert [part.key for part in page.context["parts"]] == ["glance", "year", "years", "facts"]
    archive = signed_in(cast, "anquan").get(address("archive"))
    assert [part.key for part in archive.context["parts"]] == ["roles"]


def many_reports(cast: Cast, number: int) -> None:
    """The town's report in so many cycles, set down as they would stand after years."""
    row = story.owed(story.running(cast))
    cycle = row.cycle
    with history(Actor.system("tests", via="command"), "test"):
        for at in range(number - 1):
            cycle.pk, cycle.key, cycle.notice_number = None, f"old-{at}", f"甘农领办〔2020〕{at + 1}号"
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
        seen += re.findall(r'href="/reports/([\w-]+)/', page.split("<table")[1])
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


def test_there_are_six_tabs_and_one_without_parts_is_not_shown(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(UNIT_TABS) == 6
    page = signed_in(cast, "chenjing").get(address())
    assert [tab.key for tab in page.context["tabs"]] == list(UNIT_TABS)
    without = [
        replace(one, unit_parts=[part for part in one.unit_parts if part.tab != "evaluation"])
        for one in REGISTRY.mechanisms
    ]
    monkeypatch.setattr(REGISTRY, "mechanisms", without)
    page = signed_in(cast, "chenjing").get(address())
    assert [tab.key for tab in page.context["tabs"]] == ["overview", "duties", "work", "below", "archive"]
    assert signed_in(cast, "chenjing").get(address("evaluation")).status_code == 404
    with pytest.raises(ValueError, match="no tab “elsewhere”"):
        UnitPart("x", "X", "elsewhere", 1, "x.html", lambda *_: {}, lambda *_: True)


def test_the_head_names_both_first_responsible_persons_and_how_long_a_post_is_vacant(cast: Cast) -> None:
    head = signed_in(cast, "chenjing").get(address()).context["principals"]
    assert [(one.title, one.name, one.since) for one in head] == [
        ("镇党委书记", "赵刚", SINCE), ("镇长", "钱梅", SINCE),
    ]  # fmt: skip
    mayor = Tenure.objects.get(post__unit=town(), post__key="government_head")
    last = clock.today() - timedelta(days=41)
    relieve(actor=Actor.system("tests", via="command"), tenure=mayor, until=last)
    client = signed_in(cast, "chenjing")
    vacant = client.get(address()).context["principals"][1]
    assert (vacant.name, vacant.since, vacant.days) == ("", last + timedelta(days=1), 41)
    client.cookies["language"] = "zh-hans"
    page = " ".join(client.get(address()).content.decode().split())
    assert re.search(r"空缺</span></a>\s*<small>\s*41 天", page)


def test_the_head_s_lamps_are_the_measures_and_lead_to_their_rows(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    lamps = signed_in(cast, "chenjing").get(address(code=world.YONGDENG)).context["lamps"]
    assert [one.label for one in lamps][:2] == ["Filing progress", "On-time share"]
    assert (lamps[0].lamp.level, lamps[0].fraction) == ("grey", "1/4"), (
        "the county's own and its three towns'"
    )
    client = signed_in(cast, "chenjing")
    for one in lamps:
        assert client.get(one.url).status_code == 200, one.url


def test_who_sees_the_town_alone_has_lamps_of_the_town_alone(cast: Cast) -> None:
    story.running(cast, levels=["township", "village"], basis="甘农办〔2026〕5号")
    filer = signed_in(cast, "wangfang").get(address()).context["lamps"]
    head = signed_in(cast, "zhaogang").get(address()).context["lamps"]
    assert filer[0].fraction == "0/1"
    assert int(head[0].fraction.split("/")[1]) > 1
    assert signed_in(cast, "wangfang").get(filer[0].url).status_code == 200


def test_a_stranger_sees_nobody_and_no_lamp(cast: Cast) -> None:
    story.running(cast)
    page = signed_in(cast, "chenjing").get(address(code=world.XIJI))
    assert (page.context["principals"], page.context["lamps"]) == ([], [])
    page = signed_in(cast, "hexin").get(address(code=world.YONGDENG))
    posts = {"First responsible posts held", "Village secretaries in office"}
    assert {one.label for one in page.context["lamps"]} == posts
    assert len(page.context["principals"]) == 2


def test_the_first_part_tells_what_is_due_and_how_the_units_below_stand(cast: Cast) -> None:
    cycle = story.running(cast)
    tab = signed_in(cast, "chenjing").get(address(code=world.YONGDENG)).context["tab"]
    assert [(one.title, one.due_on) for one in tab["coming"]] == [(cycle.title, cycle.due_on)]
    assert {row.state for row in tab["strip"]["rows"] if row.figure} == {"ahead"}
    alone = signed_in(cast, "wangfang").get(address()).context["tab"]
    assert alone["strip"] is None


def test_the_path_stands_once(cast: Cast) -> None:
    page = signed_in(cast, "chenjing").get(address("facts")).content.decode()
    assert "甘肃省 / 兰州市" not in page
    assert page.split("<main")[1].count("兰州市") == 1
