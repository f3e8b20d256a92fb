"""What I did with what became of it, and what happened below: addresses of the inbox, page by page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.reports.actions import deciding, filing
from responsibilities.access.actions.grants import end_grant
from responsibilities.access.models import Grant
from revitalization.kit import clock
from revitalization.site import done
from tests import world
from tests.cast import Cast, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def lines(client: Client, address: str) -> list[str]:
    """What each line says, without tags."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = answer.content.decode().partition('<ul class="tabs">')[2]
    found = re.findall(r"<li>\s*<div class=\"what\">(.*?)</li>", page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]


def test_what_i_did_stands_with_what_became_of_it(cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    mine = lines(signed_in(cast, "lijun"), "/?view=done")
    assert len(mine) == 1
    assert ("红城镇" in mine[0], "李军" in mine[0], "签收 ● 当前 永登县" in mine[0]) == (True, True, True)
    deciding.receive(actor=cast.chenjing, obligation=row)
    deciding.accept(actor=cast.chenjing, obligation=story.owed(row.cycle))
    assert "已办结" in lines(signed_in(cast, "lijun"), "/?view=done")[0]
    filed = lines(signed_in(cast, "wangfang"), "/?view=done")
    assert len(filed) == 3
    assert all("王芳" in line for line in filed)
    assert lines(signed_in(cast, "guoping"), "/?view=done") == []


def test_what_is_no_longer_within_reach_is_not_told_to_who_did_it(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    assert lines(signed_in(cast, "lijun"), "/?view=done")
    end_grant(actor=cast.fresh("anquan"), grant=Grant.objects.get(user__username="lijun"))
    assert lines(signed_in(cast, "lijun"), "/?view=done") == []


def test_my_acts_go_on_over_their_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    story.accepted(cast, story.running(cast))
    story.submitted(cast, story.running(cast, period="2025", number="甘农领办〔2026〕13号"))
    client = signed_in(cast, "wangfang")
    whole = lines(client, "/?view=done")
    monkeypatch.setattr(done, "LINES", 2)
    seen, address = [], "/?view=done"
    while address:
        seen += lines(client, address)
        next_url = client.get(address).context["next_url"]
        address = f"/{next_url}" if next_url else ""
    assert seen == whole
    assert len(whole) == 6


def test_what_happened_below_is_summed_by_day_and_cycle_without_persons(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    found = lines(signed_in(cast, "chenjing"), "/?view=below")
    assert found == [f"1 个单位报送了{cycle.title}。 红城镇"]
    deciding.receive(actor=cast.chenjing, obligation=story.owed(cycle))
    with clock.moved_to(clock.now() + timedelta(days=1)):
        deciding.accept(actor=cast.chenjing, obligation=story.owed(cycle))
        for who in ("chenjing", "guoping", "fengbo"):
            assert lines(signed_in(cast, who), "/?view=below") == [
                f"{cycle.title}：1 个单位的报告已通过。 红城镇",
                f"1 个单位报送了{cycle.title}。 红城镇",
            ], who
    page = signed_in(cast, "guoping").get("/?view=below").content.decode()
    assert not any(
        name in page.partition('<ul class="tabs">')[2] for name in ("王芳", "李军", "赵刚", "陈静")
    )


def test_each_sum_leads_to_its_rows(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    client = signed_in(cast, "chenjing")
    (movement,) = next(iter(client.get("/?view=below").context["found"].days.values()))
    rows = client.get(movement.url).context["rows"]
    assert [row.name for row in rows if row.obligation_id] == ["红城镇"]


@pytest.mark.parametrize("who", ["zhouqiang", "wumin", "maling", "hexin", "wangfang", "anquan"])
def test_only_what_is_directly_below_is_told(cast: Cast, who: str) -> None:
    story.submitted(cast, story.running(cast))
    assert lines(signed_in(cast, who), "/?view=below") == []


def test_what_happened_below_can_be_narrowed_and_goes_back_by_weeks(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    client = signed_in(cast, "chenjing")
    assert lines(client, f"/?view=below&under={sister().code}") == []
    assert len(lines(client, f"/?view=below&under={town().code}")) == 1
    with clock.moved_to(clock.now() + timedelta(days=9)):
        client = signed_in(cast, "chenjing")
        assert lines(client, "/?view=below") == []
        earlier = client.get("/?view=below").context["next_url"]
        assert lines(client, f"/{earlier}") == [f"1 个单位报送了{cycle.title}。 红城镇"]
        pages = 1
        while earlier:
            earlier, pages = client.get(f"/{earlier}").context["next_url"], pages + 1
        assert pages <= 10


@pytest.mark.parametrize("view", ["done", "below"])
def test_looking_back_asks_as_often_for_much_as_for_little(cast: Cast, view: str) -> None:
    story.submitted(cast, story.running(cast))
    client = signed_in(cast, "chenjing")
    asked = []
    for n in (5, 4):
        deciding.receive(
            actor=cast.chenjing,
            obligation=story.submitted(
                cast, story.running(cast, period=f"202{n}", number=f"甘农领办〔2026〕2{n}号")
            ),
        )
        client.get(f"/?view={view}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/?view={view}")
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("query", ["kind=report-decide", "due=late", "after=x", f"under={world.XIJI}"])
@pytest.mark.parametrize("view", ["done", "below"])
def test_a_tab_refuses_what_it_does_not_have(cast: Cast, view: str, query: str) -> None:
    expected = 404 if query.startswith("under") else 400
    assert signed_in(cast, "chenjing").get(f"/?view={view}&{query}").status_code == expected


def test_the_tab_of_what_is_below_is_there_for_those_with_somebody_below(cast: Cast) -> None:
    for who, there in (("chenjing", True), ("fengbo", True), ("wangfang", False), ("anquan", False)):
        assert ('href="/?view=below"' in signed_in(cast, who).get("/").content.decode()) is there, who


def test_a_draft_that_was_taken_back_is_among_what_i_did(cast: Cast) -> None:
    row = filing.send(actor=cast.wangfang, obligation=story.drafted(cast, story.running(cast)))
    filing.recall(actor=cast.wangfang, obligation=row)
    assert "填报 ● 当前 王芳" in lines(signed_in(cast, "wangfang"), "/?view=done")[0]


@pytest.mark.parametrize(
    ("view", "words"),
    [("", "今日待办"), ("?view=done", "已办"), ("?view=mine", "我发起"), ("?view=below", "下级动态")],
)
def test_the_heading_names_what_is_shown(cast: Cast, view: str, words: str) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(cast.user("chenjing"))
    page = client.get(f"/{view}").content.decode()
    assert f"<h1>{words}</h1>" in page
    assert f"<title>{words.removeprefix('今日')} ·" in " ".join(page.split())
