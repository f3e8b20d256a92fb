"""The list walked one by one: any kind of line, its subject and decision in place, what is left when it is done."""

import re
from datetime import date

import pytest
from django.test import Client

from reporting.reports import rules
from reporting.reports.actions import deciding, filing
from reporting.reports.models import Decision, Obligation
from revitalization.kit import clock
from revitalization.kit.inbox import InboxSource, Todo, TodoAct, TodoKind
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import REGISTRY
from revitalization.kit.words import Words
from tests import world
from tests.cast import Cast, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def form_of(page: str, act: str) -> tuple[str, dict[str, str]]:
    """The address of the act's form and its hidden fields."""
    for form in re.findall(r"<form.*?</form>", page, re.S):
        action = re.search(r'action="([^"]+)"', form)
        if action and action[1].endswith(f"/{act}/"):
            fields = {}
            for tag in re.findall(r"<input[^>]*>", form, re.S):
                name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
                if name and value and "hidden" in tag:
                    fields[name[1]] = value[1].replace("&amp;", "&")
            return action[1], fields
    raise AssertionError(f"no form of {act}")


def begins(page: str) -> list[str]:
    """Where the list begins to be walked; its lines lead to themselves."""
    return [url for url in re.findall(r'href="(/walk/[^"]*)"', page) if "at=" not in url]


@pytest.fixture
def two(cast: Cast) -> list[Obligation]:
    """Two reports of the town at the county's office, the one that is due first received already."""
    rows = []
    for year in (2025, 2026):
        cycle = story.running(cast, period=str(year), number=f"甘农领办〔2026〕{year}号")
        rows.append(story.submitted(cast, cycle))
    deciding.receive(actor=cast.chenjing, obligation=rows[0])
    return rows


def test_after_deciding_comes_the_next_line_and_at_the_end_what_is_left(
    cast: Cast, two: list[Obligation]
) -> None:
    county = signed_in(cast, "chenjing")
    inbox = county.get("/").content.decode()
    (begin,) = begins(inbox)
    page = county.get(begin)
    assert len(page.context["way"].stops) == 2
    first, second = (stop.line for stop in page.context["way"].stops)
    assert page.context["line"] is page.context["way"].line
    assert first.title != second.title
    url, fields = form_of(page.content.decode(), "accept")
    answer = county.post(url, fields)
    assert answer.status_code == 302
    assert answer["Location"] == page.context["way"].after
    page = county.get(answer["Location"])
    assert next(str(one) for one in page.context["messages"]).startswith(f"{town().name} 已完成：")
    assert [stop.line.key for stop in page.context["way"].stops] == [second.key]
    url, fields = form_of(page.content.decode(), "receive")
    page = county.post(url, fields, follow=True)
    assert page.context["line"].key == second.key, "received, it stays on the desk to be decided"
    url, fields = form_of(page.content.decode(), "accept")
    page = county.post(url, fields, follow=True)
    assert page.context.get("line") is None
    assert "此处已全部办完" in page.content.decode()
    assert Decision.objects.filter(outcome=rules.ACCEPTED).count() == 2


def test_the_walk_keeps_to_the_filters_of_the_list(cast: Cast, two: list[Obligation]) -> None:
    county = signed_in(cast, "chenjing")
    narrowed = f"kind=report-decide&under={town().code}"
    (begin,) = begins(county.get(f"/?{narrowed}").content.decode())
    assert begin.replace("&amp;", "&") == f"/walk/?{narrowed}"
    page = county.get(f"/walk/?{narrowed}")
    assert all(narrowed in stop.url for stop in page.context["way"].stops)
    assert page.context["list_url"] == f"/?{narrowed}", "back to the list, narrowed as before"
    assert county.get("/walk/").context["list_url"] == "/"
    nothing = county.get(f"/walk/?under={sister().code}")
    assert nothing.context.get("line") is None
    assert county.get(f"/walk/?under={world.XIJI}").status_code == 404
    assert county.get("/walk/?kind=report-sign").status_code == 400
    assert county.get("/walk/?colour=red").status_code == 400


@pytest.mark.parametrize(
    ("username", "status", "act"),
    [("lijun", rules.REVIEW, "approve"), ("zhaogang", rules.SIGNING, "sign"), ("wangfang", rules.DRAFT, "")],
)
def test_every_kind_of_line_lies_on_the_desk_with_what_its_owner_can_do(
    cast: Cast, username: str, status: str, act: str
) -> None:
    cycle = story.running(cast)
    row = story.drafted(cast, cycle)
    if status != rules.DRAFT:
        row = filing.send(actor=cast.wangfang, obligation=row)
    if status == rules.SIGNING:
        row = filing.approve(actor=cast.lijun, obligation=row)
    assert row.status == status
    page = signed_in(cast, username).get("/walk/")
    assert page.context["line"].subject == ("report", row.public_id)
    assert page.context["steps"]
    text = page.content.decode()
    if act:
        url, fields = form_of(text, act)
        assert fields["next"].startswith("/walk/")
        after = signed_in(cast, username).post(url, fields)
        assert (after.status_code, after["Location"]) == (302, fields["next"])
        assert story.owed(cycle).version > row.version
    else:
        assert f"/reports/{row.public_id}/edit/" in text


def test_last_year_stands_beside_and_says_what_is_unchanged(cast: Cast) -> None:
    before = story.running(cast, period="2025", number="甘农领办〔2025〕9号")
    story.accepted(cast, before)
    story.submitted(cast, story.running(cast))
    page = signed_in(cast, "chenjing").get("/walk/")
    assert page.context["laid"].beside
    assert "与上次相同" in page.content.decode()
    first = story.owed(before)
    assert signed_in(cast, "chenjing").get("/walk/?kind=report-decide").context["desk"]["obligation"] != first


def test_a_line_that_is_gone_leads_to_the_first_that_is_left(cast: Cast, two: list[Obligation]) -> None:
    county = signed_in(cast, "chenjing")
    page = county.get("/walk/?at=report-decide:annual-2020-1/000000000000")
    assert page.status_code == 200
    assert page.context["way"].stops[0].here


def test_a_kind_without_a_desk_of_its_own_is_walked_by_its_buttons(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = TodoKind("clear", "Clear up", lambda actor: True)

    def lines(actor: object, asked: object) -> list[Todo]:
        return [
            Todo(f"clear:{n}", kind, Words("Field %(n)s", {"n": n}), f"地块{n}", [TodoAct("Go", f"/fields/{n}/")],
                 order=(clock.today(), (n,)), subject=("field", str(n)))
            for n in (1, 2)
        ]  # fmt: skip

    source = InboxSource("fields", [kind], lines, lambda actor, today: [world.some(2)])  # type: ignore[arg-type]
    more = Mechanism(key="fields", inbox=[source])
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, more])
    page = signed_in(cast, "chenjing").get("/walk/?at=clear:2")
    assert page.context["line"].unit == "地块2"
    text = page.content.decode()
    assert 'href="/fields/2/"' in text
    assert 'href="/fields/1/"' not in text
    assert page.context["way"].before.endswith("at=clear%3A1")
    assert isinstance(page.context["today"], date)
