"""The walk has pages: every line that waits can be reached, each once, forwards and back, and says where it stands."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from reporting.reports import rules
from reporting.reports.actions import deciding
from reporting.reports.models import Obligation
from revitalization.kit import clock
from revitalization.kit.inbox import Asked, InboxSource, Todo, TodoAct, TodoKind
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import REGISTRY
from revitalization.kit.words import Words
from revitalization.site import inbox
from tests import world
from tests.cast import Cast, days, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Obligation]:
    """Five reports wait for Yongdeng county, two on a page of the walk."""
    monkeypatch.setattr(inbox, "LINES", 2)
    rows = []
    for n in range(5):
        cycle = story.running(
            cast, period=str(2022 + n), number=f"甘农领办〔2026〕4{n}号", due_on=days(10 + n)
        )
        rows.append(story.submitted(cast, cycle))
    return rows


@pytest.fixture
def county(cast: Cast) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("chenjing"))
    return client


def old_address(row: Obligation) -> str:
    """Of the desk of former times; it leads to the walk, wherever the report stands in the list."""
    return f"/desk/{row.cycle.key}/{row.unit.code}/"


def opened(client: Client, row: Obligation) -> Any:
    answer = client.get(old_address(row), follow=True)
    assert answer.redirect_chain[0][0].startswith("/walk/?kind=report-decide&at=")
    return answer


def keys(page: Any) -> list[str]:
    return [stop.line.subject[1] for stop in page.context["way"].stops]


def here(page: Any) -> str:
    return str(page.context["line"].subject[1])


def ids(rows: list[Obligation]) -> list[str]:
    return [row.public_id for row in rows]


def test_next_leads_to_each_report_that_waits_and_previous_leads_back(
    county: Client, waiting: list[Obligation]
) -> None:
    page = county.get("/desk/", follow=True)
    assert page.redirect_chain == [("/walk/?kind=report-decide", 302)]
    seen, numbers = [here(page)], [page.context["way"].number]
    while page.context["way"].after:
        page = county.get(page.context["way"].after)
        seen.append(here(page))
        numbers.append(page.context["way"].number)
    assert seen == ids(waiting)
    assert numbers == [1, 2, 1, 2, 1]
    back = [here(page)]
    while page.context["way"].before:
        page = county.get(page.context["way"].before)
        back.append(here(page))
    assert back == ids(waiting)[::-1]


def test_the_pages_lead_on_and_back_and_hold_each_line_once(
    county: Client, waiting: list[Obligation]
) -> None:
    pages, url = [], "/walk/"
    while url:
        page = county.get(url)
        pages.append(keys(page))
        found = page.context["inbox"].next_url
        url = f"/walk/{found}" if found else ""
    assert pages == [ids(waiting)[0:2], ids(waiting)[2:4], ids(waiting)[4:]]
    back, found = [], page.context["inbox"].previous_url
    while found:
        page = county.get(f"/walk/{found}")
        back.append(keys(page))
        found = page.context["inbox"].previous_url
    assert back == [ids(waiting)[2:4], ids(waiting)[0:2]]
    assert page.context["inbox"].next_url


@pytest.mark.parametrize("at", range(5))
def test_a_report_is_opened_by_its_name_wherever_it_stands(
    county: Client, waiting: list[Obligation], at: int
) -> None:
    page = opened(county, waiting[at])
    assert here(page) == waiting[at].public_id
    assert page.context["gone"] is False
    if at:
        assert here(county.get(page.context["way"].before)) == waiting[at - 1].public_id


def test_a_report_decided_meanwhile_leaves_its_neighbours_side_by_side(
    county: Client, cast: Cast, waiting: list[Obligation]
) -> None:
    deciding.receive(actor=cast.chenjing, obligation=waiting[2])
    deciding.accept(actor=cast.chenjing, obligation=story.owed(waiting[2].cycle))
    page = opened(county, waiting[1])
    assert here(county.get(page.context["way"].after)) == waiting[3].public_id
    gone = opened(county, waiting[2])
    assert gone.context["gone"] is True, "what is shown instead is said not to be it"
    assert "要找的事项已不在清单中" in gone.content.decode()
    assert here(gone) == waiting[0].public_id


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_ends_with_a_link_to_the_next_page(
    cast: Cast, waiting: list[Obligation], language: str
) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(cast.user("chenjing"))
    page = client.get("/walk/")
    shown = page.content.decode()
    assert f'href="/walk/{page.context["inbox"].next_url}"' in shown
    assert ("下一页" if language == "zh-hans" else "Next page") in shown
    assert ("上一页" if language == "zh-hans" else "Previous page") not in shown


def test_the_old_address_keeps_to_the_unit_it_was_narrowed_to(county: Client, cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    walk = county.get(f"/desk/?under={town().code}", follow=True)
    assert walk.redirect_chain == [(f"/walk/?kind=report-decide&under={town().code}", 302)]
    assert keys(walk) == [row.public_id]
    one = county.get(f"{old_address(row)}?under={town().code}", follow=True)
    assert one.request["QUERY_STRING"].startswith(f"kind=report-decide&under={town().code}&at=")
    assert re.search(rf'name="next"\s+value="/walk/[^"]*under={town().code}', one.content.decode())
    beside = county.get(f"/desk/?under={sister().code}", follow=True)
    assert beside.status_code == 200
    assert "way" not in beside.context
    assert county.get(f"/desk/?under={world.XIJI}").status_code == 404


def test_the_button_of_a_line_leads_to_the_walk_of_the_list_as_it_was_narrowed(
    county: Client, waiting: list[Obligation]
) -> None:
    found = county.get("/?kind=report-decide").context["inbox"]
    line = found.parts[0].lines[1]
    assert line.url.startswith("/walk/?kind=report-decide&at=report-decide%3A")
    assert here(county.get(line.url)) == waiting[1].public_id
    second = county.get(f"/{found.next_url}").context["inbox"].parts[0].lines[0]
    assert "after=" in second.url
    assert keys(county.get(second.url)) == ids(waiting)[2:4]


@pytest.mark.parametrize("query", ["before=x", "after=x", "before=x&after=x", "before=", "at="])
def test_a_place_that_is_none_is_refused_in_words(
    county: Client, waiting: list[Obligation], query: str
) -> None:
    answer = county.get(f"/walk/?{query}")
    assert answer.status_code == (200 if query in {"at=", "before="} else 400)


def test_lines_of_two_mechanisms_are_walked_backwards_as_they_are_forwards(
    county: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days and kinds mixed; dated and undated kinds of reports beside those of another slice."""
    kinds = [TodoKind(key, key.title(), lambda actor: True) for key in ("a-dig", "z-dig")]
    today = clock.today()

    def lines(_actor: object, asked: Asked) -> list[Todo]:
        made = [
            Todo(f"{kind.key}:{n}", kind, Words("Field"), f"地块{n}", [TodoAct("Go", "/")], (today + timedelta(days=n % 3 - 1), (n,)),
                 due_on=today + timedelta(days=n % 3 - 1), subject=("field", f"{n}"))
            for kind in kinds for n in range(1, 5)
        ]  # fmt: skip
        made = [
            one for one in sorted(made, key=lambda it: it.mark)
            if (asked.after is None or one.mark > asked.after) and (asked.before is None or one.mark < asked.before)
            and asked.only in ("", one.subject[1])
        ]  # fmt: skip
        return made[-asked.limit :] if asked.before is not None else made[: asked.limit]

    source = InboxSource("fields", kinds, lines, lambda actor, day: [world.some(8)])
    more = Mechanism(key="fields", inbox=[source])
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, more])
    for n in range(3):
        story.submitted(cast, story.running(cast, period=str(2022 + n), number=f"甘农领办〔2026〕4{n}号"))
    monkeypatch.setattr(inbox, "LINES", 3)
    page = county.get("/walk/")
    forth = [page.context["line"].key]
    while page.context["way"].after:
        page = county.get(page.context["way"].after)
        forth.append(page.context["line"].key)
    assert len(forth) == len(set(forth)) == 11
    back = [page.context["line"].key]
    while page.context["way"].before:
        page = county.get(page.context["way"].before)
        back.append(page.context["line"].key)
    assert back == forth[::-1]
    for at in ("z-dig:4", "a-dig:2"):
        assert county.get(f"/walk/?at={at}").context["line"].key == at


def test_what_is_refused_stays_on_the_walk_with_what_was_typed(county: Client, cast: Cast) -> None:
    row = story.received(cast, story.running(cast))
    page = county.get("/walk/")
    assert row.public_id == here(page)
    here_url = page.context["way"].here
    sent = {
        "version": row.version,
        "reason": "",
        "new_due_on": "1999-01-01",
        "walk": here_url,
        "next": "/walk/",
    }
    answer = county.post(f"/reports/{row.public_id}/return/", sent)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert [stop.line.subject[1] for stop in answer.context["way"].stops] == [row.public_id], "the queue"
    assert "高原夏菜" in text, "the report"
    assert 'value="1999-01-01"' in text
    assert re.search(r'class="[^"]*error[^"]*"', text)
    assert re.search(r'<textarea[^>]*name="reason"[^>]*aria-invalid="true"', text)
    assert story.owed(row.cycle).status == rules.RECEIVED


@pytest.mark.parametrize("walk", ["", "/walk/?at=report-decide:x/y", "/walk/?colour=red", "https://evil.example/walk/",
                                  "/walk/?under=000000000000", "/walk/\x1f", "/board/", "/walk/?before=1&after=2",
                                  "//[", "http://[walk]/walk/"])  # fmt: skip
def test_a_form_that_says_no_line_of_the_walk_is_shown_on_its_own_page(
    county: Client, cast: Cast, walk: str
) -> None:
    row = story.received(cast, story.running(cast))
    sent = {"version": row.version, "reason": "", "walk": walk}
    answer = county.post(f"/reports/{row.public_id}/return/", sent)
    assert answer.status_code == 400
    assert "reports/act.html" in [one.name for one in answer.templates]
    assert "way" not in answer.context


def test_a_refused_form_never_stands_beside_another_report(county: Client, waiting: list[Obligation]) -> None:
    page = county.get("/walk/")
    other = waiting[1]
    sent = {"version": other.version, "reason": "", "walk": page.context["way"].here}
    answer = county.post(f"/reports/{other.public_id}/return/", sent)
    assert "way" not in answer.context
